import type { NamedFinding } from '@fixproof/rules'
import { describe, expect, it } from 'vitest'
import { isJudged, judgeMove, type KnownFacts, type Move } from './judge'

const finding: NamedFinding = {
  ...{ id: 'F1', title: 'SQL injection', severity: 'critical', url: 'https://app.example.com/F1' },
  ...{ state: 'open', openSince: Date.parse('2026-11-20T08:00:00Z'), muteExpiresAt: null },
}
const NOT_FIXED = { resolutions: [], statuses: [], closeCodes: ['Known error'] }
const open: KnownFacts = {
  policy: 'strict',
  phase: 'open',
  open: 1,
  findings: [finding],
  notFixed: NOT_FIXED,
}
const fixed: KnownFacts = { ...open, phase: 'closed', open: 0, findings: [] }
/** A person's close elsewhere was accepted while the finding is open. */
const accepted: KnownFacts = { ...open, policy: 'fixed-only', phase: 'leave' }

function move(from: string, to: string, codes: [string, string] = ['', 'Solution provided']): Move {
  return {
    from: { state: from, closeCode: codes[0] },
    to: { state: to, closeCode: codes[1] },
    byHub: false,
  }
}

describe('which saves are judged', () => {
  it.each([
    ['2', '6', true],
    ['2', '7', true],
    ['2', '8', true],
    ['6', '7', true],
    ['', '6', true],
    ['6', '6', false],
    ['7', '7', false],
    ['6', '2', false],
    ['1', '2', false],
    ['', '1', false],
  ])('a save from "%s" to "%s": %s', (from, to, judged) => {
    expect(isJudged(move(from, to))).toBe(judged)
  })
})

describe('the verdict on a save', () => {
  it('lets an incident without a case be closed', () => {
    expect(judgeMove(null, move('2', '6'))).toEqual({ allowed: true, message: '', claim: null })
  })

  it('refuses to resolve with an open finding, naming it and since when', () => {
    const verdict = judgeMove(open, move('2', '6'))
    expect(verdict.allowed).toBe(false)
    expect(verdict.claim).toBe('fixed')
    expect(verdict.message).toContain(
      'This ticket cannot be closed as fixed: "SQL injection" (critical, open since 2026-11-20)',
    )
  })

  it('counts open findings that are not named', () => {
    expect(judgeMove({ ...open, findings: [], open: 7 }, move('2', '6')).message).toContain('7 findings')
  })

  it('lets it be resolved when nothing is open', () => {
    expect(judgeMove(fixed, move('2', '6')).allowed).toBe(true)
  })

  it('never refuses a change that leaves the state alone', () => {
    expect(judgeMove(open, move('6', '6')).allowed).toBe(true)
  })

  it('refuses to cancel under the strict policy, and lets it pass when only "fixed" is refused', () => {
    expect(judgeMove(open, move('2', '8'))).toMatchObject({ allowed: false, claim: 'other' })
    expect(judgeMove({ ...open, policy: 'fixed-only' }, move('2', '8')).allowed).toBe(true)
  })

  it('takes a resolution code that does not mean fixed at its word', () => {
    const other = move('2', '6', ['', 'known error'])
    expect(judgeMove(open, other).claim).toBe('other')
    expect(judgeMove({ ...open, policy: 'fixed-only' }, other).allowed).toBe(true)
    expect(judgeMove({ ...open, policy: 'fixed-only' }, move('2', '6')).allowed).toBe(false)
  })

  it('refuses the automatic move from Resolved to Closed while the case is open', () => {
    expect(judgeMove(open, move('6', '7', ['Solution provided', 'Solution provided'])).allowed).toBe(false)
  })

  it('lets Resolved become Closed while the first close stands, but not an "other" close become "fixed"', () => {
    expect(judgeMove(accepted, move('6', '7', ['Known error', 'Known error'])).allowed).toBe(true)
    expect(judgeMove(accepted, move('6', '7', ['Known error', 'Solution provided'])).allowed).toBe(false)
  })

  it('lets the hub close what is fixed, and not what is open', () => {
    const byHub = { ...move('2', '6'), byHub: true }
    expect(judgeMove(fixed, byHub).allowed).toBe(true)
    expect(judgeMove(open, byHub).allowed).toBe(false)
    expect(judgeMove({ ...open, policy: 'observe' }, byHub).allowed).toBe(false)
    expect(judgeMove(accepted, byHub).allowed).toBe(false)
  })

  it("lets the hub carry a person's accepted close over, with the claim it had", () => {
    const carried = { ...move('2', '6', ['', 'Known error']), byHub: true }
    expect(judgeMove(accepted, carried).allowed).toBe(true)
    expect(judgeMove({ ...accepted, policy: 'strict' }, carried).allowed).toBe(false)
  })
})
