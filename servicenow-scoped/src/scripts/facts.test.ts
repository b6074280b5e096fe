import type { IncidentFacts } from '@fixproof/rules'
import { describe, expect, it } from 'vitest'
import {
  exceptionsOf,
  findingColumns,
  incidentColumns,
  isOlder,
  linkKey,
  namedFinding,
  notFixedOf,
  parsed,
  phaseIn,
  policyOf,
  readUpsert,
  wrongIn,
} from './facts'

const SYS_ID = 'a'.repeat(32)
const FACTS: IncidentFacts = {
  ...{ sysId: SYS_ID, seq: 1795430000000, linked: true, caseKey: 'SEC-1', caseTitle: 'SQL injection' },
  ...{ caseUrl: 'https://hub.example.com/cases/SEC-1', policy: 'strict', phase: 'open', open: 1 },
  severity: 'critical',
  findings: [
    {
      ...{ id: 'F1', title: 'SQL injection', severity: 'critical', category: 'Static Code (SAST)' },
      ...{ state: 'open', open: true, url: 'https://app.example.com/F1', where: 'shop' },
      ...{ openSince: '2026-11-20T08:00:00.000Z', mutedUntil: null },
    },
  ],
  notFixed: { resolutions: [], statuses: [], closeCodes: ['Known error'] },
  issue: { key: 'SEC-7', url: 'https://jira.example.com/browse/SEC-7', status: 'In Progress' },
  sync: { condition: 'well', reason: null },
  ...{ exceptions: [], falseFixes: 2, checkedAt: '2026-11-23T10:00:00.500Z' },
}

describe('what the hub tells', () => {
  it('is taken when it is what the contract says', () => {
    expect(readUpsert({ incidents: [FACTS] })).toEqual([FACTS])
    expect(wrongIn(FACTS)).toBeNull()
  })

  it.each([
    ['sysId', { sysId: "1' OR 1=1" }],
    ['seq', { seq: -1 }],
    ['seq', { seq: '1' }],
    ['linked', { linked: 'yes' }],
    ['policy', { policy: 'lax' }],
    ['phase', { phase: 'done' }],
    ['open', { open: 1.5 }],
    ['findings', { findings: [{ id: '', title: 'x' }] }],
    ['findings', { findings: Array.from({ length: 201 }, () => FACTS.findings[0]) }],
    ['notFixed', { notFixed: { resolutions: [], statuses: [], closeCodes: [1] } }],
    ['exceptions', { exceptions: null }],
    ['sync', { sync: null }],
  ])('is refused whole for a wrong %s: %o', (name, wrong) => {
    expect(wrongIn({ ...FACTS, ...wrong })).toBe(name)
    expect(readUpsert({ incidents: [FACTS, { ...FACTS, ...wrong }] })).toEqual({
      wrong: `incidents[1].${name} is missing or not as expected.`,
    })
  })

  it('is refused beyond 50 incidents, and without a list', () => {
    const many = Array.from({ length: 51 }, () => FACTS)
    expect(readUpsert({ incidents: many })).toEqual({
      wrong: 'A call takes at most 50 incidents; 51 were given',
    })
    expect(readUpsert(null)).toEqual({ wrong: '"incidents" must be a list.' })
  })

  it('says nothing more than that an incident is on no case any more', () => {
    const unlinked = { sysId: SYS_ID, seq: 5, linked: false }
    expect(wrongIn(unlinked)).toBeNull()
    expect(incidentColumns(unlinked as IncidentFacts)).toMatchObject({ linked: 'false', open: '0', seq: '5' })
  })

  it('becomes the columns of the incident row', () => {
    expect(incidentColumns(FACTS)).toMatchObject({
      ...{
        seq: '1795430000000',
        linked: 'true',
        case_key: 'SEC-1',
        policy: 'strict',
        phase: 'open',
        open: '1',
      },
      ...{ severity: 'critical', issue_key: 'SEC-7', sync_condition: 'well', sync_reason: '' },
      ...{ false_fixes: '2', checked_at: '2026-11-23 10:00:00' },
    })
    expect(notFixedOf(incidentColumns(FACTS).not_fixed ?? null)).toEqual(FACTS.notFixed)
  })

  it('becomes a row for each finding; one whose openness is not said counts as open', () => {
    const [first] = FACTS.findings
    if (first === undefined) throw new Error('no finding')
    expect(findingColumns(first)).toEqual({
      ...{ finding_id: 'F1', title: 'SQL injection', severity: 'critical', severity_rank: '1' },
      ...{ category: 'Static Code (SAST)', state: 'open', open: 'true', url: 'https://app.example.com/F1' },
      ...{ open_since: '2026-11-20 08:00:00', muted_until: '', found_in: 'shop' },
    })
    expect(findingColumns({ ...first, open: false }).open).toBe('false')
    const { open: _open, ...unsaid } = first
    expect(findingColumns(unsaid as typeof first).open).toBe('true')
  })

  it('of an earlier moment changes nothing', () => {
    expect(isOlder(5, '6')).toBe(true)
    expect(isOlder(6, '6')).toBe(false)
    expect(isOlder(0, null)).toBe(false)
    expect(isOlder(0, '')).toBe(false)
  })
})

describe('what is stored', () => {
  it('counts for the stricter side where it cannot be read', () => {
    expect([policyOf(null), policyOf('odd'), policyOf('observe'), policyOf('fixed-only')]).toEqual(
      ['strict', 'strict', 'observe', 'fixed-only'], //
    )
    expect([phaseIn(null), phaseIn('odd'), phaseIn('leave'), phaseIn('closed')]).toEqual(
      ['open', 'open', 'leave', 'closed'], //
    )
    expect(notFixedOf('{"closeCodes":"all"}')).toEqual({ resolutions: [], statuses: [], closeCodes: [] })
    expect(exceptionsOf('nonsense')).toEqual([])
    expect(parsed('{')).toBeNull()
  })

  it('names a finding as the sentences need it', () => {
    const row: { [column: string]: string } = { finding_id: 'F1', open_since: '2026-11-20 08:00:00' }
    expect(namedFinding({ getValue: column => row[column] ?? null })).toMatchObject({
      ...{ id: 'F1', severity: 'unknown', muteExpiresAt: null },
      openSince: Date.parse('2026-11-20T08:00:00Z'),
    })
  })

  it('keeps long ids of one incident apart', () => {
    const hash = (text: string) => `#${text.slice(-1)}`
    expect(linkKey(SYS_ID, 'F1', hash)).toBe(`${SYS_ID}:F1`)
    expect(linkKey(SYS_ID, `${'x'.repeat(250)}1`, hash)).toBe(`${SYS_ID}:#1`)
    expect(linkKey(SYS_ID, `${'x'.repeat(250)}2`, hash)).toBe(`${SYS_ID}:#2`)
  })
})
