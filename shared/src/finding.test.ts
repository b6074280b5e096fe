import { describe, expect, test } from 'vitest'
import {
  CATEGORIES,
  categoryLabel,
  defaultPriority,
  isTracked,
  lookFor,
  readFinding,
  SEVERITIES,
  STATUSES,
  severityRank,
  worstSeverity,
} from './finding'
import type { FindingFacts, Openness } from './model'

const facts = (more: Partial<FindingFacts>): FindingFacts => ({
  id: 'f1',
  findingType: 'secret',
  status: 'open',
  ...more,
})

describe('rule 1: what is open', () => {
  const rows: [string, FindingFacts | null, Omit<Openness, 'notes' | 'tracked'>, RegExp[]][] = [
    ['open', facts({ status: 'open' }), { open: true, state: 'open' }, []],
    ['in-progress', facts({ status: 'in-progress' }), { open: true, state: 'in-progress' }, []],
    ['resolved', facts({ status: 'resolved' }), { open: false, state: 'resolved' }, []],
    ['auto_closed', facts({ status: 'auto_closed' }), { open: false, state: 'auto-closed' }, []],
    ['muted by status alone', facts({ status: 'muted' }), { open: false, state: 'muted' }, []],
    ['not read yet', null, { open: true, state: 'unread' }, []],
    [
      'a status we do not know',
      facts({ status: 'reviewed' }),
      { open: true, state: 'open' },
      [/"reviewed", which Fixproof does not know; it counts as open/],
    ],
    [
      'a status every object inherits',
      facts({ status: 'constructor' }),
      { open: true, state: 'open' },
      [/"constructor"/],
    ],
    ['no status', facts({ status: null }), { open: true, state: 'open' }, [/no status; it counts as open/]],
    ['open and not muted', facts({ isMuted: false }), { open: true, state: 'open' }, []],
    ['open, mute not said', facts({ isMuted: null }), { open: true, state: 'open' }, []],
    [
      'open, yet muted',
      facts({ isMuted: true }),
      { open: false, state: 'muted' },
      [/status "open" and muted; the mute counts/],
    ],
    [
      'unknown status, yet muted',
      facts({ status: null, isMuted: true }),
      { open: false, state: 'muted' },
      [/no status/, /status nothing and muted/],
    ],
    ['resolved and muted', facts({ status: 'resolved', isMuted: true }), { open: false, state: 'muted' }, []],
    [
      'muted by status, not muted by flag',
      facts({ status: 'muted', isMuted: false }),
      { open: false, state: 'muted' },
      [/"muted" and not muted; it counts as muted/],
    ],
    [
      'open, evaluation passes',
      facts({ evaluation: 'pass' }),
      { open: true, state: 'open' },
      [/passing, not yet closed by Datadog/],
    ],
    [
      'resolved, evaluation passes',
      facts({ status: 'resolved', evaluation: 'pass' }),
      { open: false, state: 'resolved' },
      [],
    ],
  ]
  test.each(rows)('rule 1: %s', (_, given, expected, notes) => {
    const read = readFinding(given)
    expect({ open: read.open, state: read.state }).toEqual(expected)
    expect(read.notes).toHaveLength(notes.length)
    notes.forEach((note, i) => {
      expect(read.notes[i]).toMatch(note)
    })
  })

  test('rule 1: every status of the table is read as the table says', () => {
    for (const [status, row] of Object.entries(STATUSES)) {
      expect(readFinding(facts({ status }))).toMatchObject(row)
    }
  })
})

test.each([
  ['long past', 1],
  ['in the future', 4_102_444_800_000],
  ['not given', null],
])('rule 2: a mute date %s changes nothing while Datadog says muted', (_, muteExpiresAt) => {
  expect(readFinding(facts({ status: 'muted', isMuted: true, muteExpiresAt }))).toMatchObject({
    open: false,
    state: 'muted',
  })
})

describe('rule 3: absence says nothing', () => {
  const open = readFinding(facts({}))
  const fixed = readFinding(facts({ status: 'resolved' }))
  const rows: [string, Openness, { complete: boolean; facts: FindingFacts | null }, Openness, boolean][] = [
    [
      'an open finding missing from a complete page stays open',
      open,
      { complete: true, facts: null },
      open,
      true,
    ],
    [
      'one missing from a failed poll is not even missing',
      open,
      { complete: false, facts: null },
      open,
      false,
    ],
    ['a fixed finding that is gone stays fixed', fixed, { complete: true, facts: null }, fixed, true],
    [
      'one returned by an incomplete page is read',
      open,
      { complete: false, facts: facts({ status: 'resolved' }) },
      fixed,
      false,
    ],
  ]
  test.each(rows)('rule 3: %s', (_, last, answer, openness, missing) => {
    expect(lookFor(last, answer)).toEqual({ openness, missing })
  })
})

describe('rule 4: categories', () => {
  const tracked = [
    'library_vulnerability',
    'static_code_vulnerability',
    'runtime_code_vulnerability',
    'secret',
    'iac_misconfiguration',
    'misconfiguration',
    'identity_risk',
    'host_and_container_vulnerability',
    'api_security',
    'workload_activity',
  ]
  const rows: [string | null, boolean][] = [
    ...tracked.map((type): [string, boolean] => [type, true]),
    ['attack_path', false],
    ['sensitive_data', false],
    ['security_signal', false],
    ['quantum_weakness', true],
    ['toString', true],
    [null, true],
  ]
  test.each(rows)('rule 4: %s is tracked: %s', (findingType, expected) => {
    expect(isTracked(findingType)).toBe(expected)
    expect(readFinding(facts({ findingType })).tracked).toBe(expected)
  })

  test('rule 4: the table holds the ten tracked categories and the create-only ones, and no more', () => {
    const names = Object.keys(CATEGORIES)
    expect(names.filter(isTracked).sort()).toEqual(tracked.slice().sort())
    expect(names.filter(name => !isTracked(name))).toEqual([
      'attack_path',
      'sensitive_data',
      'security_signal',
    ])
  })

  test('rule 4: a finding not read yet is tracked', () => {
    expect(readFinding(null).tracked).toBe(true)
  })

  test.each([
    ['library_vulnerability', 'Libraries (SCA)'],
    ['static_code_vulnerability', 'Static Code (SAST)'],
    ['runtime_code_vulnerability', 'Runtime Code (IAST)'],
    ['iac_misconfiguration', 'Infrastructure as Code'],
    ['misconfiguration', 'Misconfigurations'],
    ['identity_risk', 'Identity Risks'],
    ['host_and_container_vulnerability', 'Host and Container Vulnerabilities'],
    ['api_security', 'App and API Protection'],
    ['workload_activity', 'Workload Protection'],
    ['attack_path', 'Attack Paths'],
    ['sensitive_data', 'Sensitive Data'],
    ['secret', 'Secret Scanning'],
    ['quantum_weakness', 'quantum_weakness'],
    [null, 'Unknown category'],
  ])('the category %s is called %s', (findingType, label) => {
    expect(categoryLabel(findingType)).toBe(label)
  })
})

describe('severities', () => {
  test.each([
    ['critical', 'P1'],
    ['HIGH', 'P2'],
    ['medium', 'P3'],
    ['low', 'P4'],
    ['info', 'P5'],
    ['none', 'P5'],
    ['unknown', 'P5'],
    ['severe', 'P5'],
    [null, 'P5'],
  ])('a case whose worst finding is %s gets priority %s', (severity, priority) => {
    expect(defaultPriority(severity)).toBe(priority)
  })

  test('the table is ordered from worst to least, and a word nobody knows ranks last', () => {
    expect(Object.keys(SEVERITIES).map(severityRank)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(severityRank('severe')).toBe(SEVERITIES.unknown.rank)
  })

  test.each([
    [['low', 'critical', 'high'], 'critical'],
    [['none', 'info'], 'info'],
    [['High', 'high'], 'High'],
    [[], 'unknown'],
  ])('the worst of %j is %s', (severities, worst) => {
    expect(worstSeverity(severities)).toBe(worst)
  })
})
