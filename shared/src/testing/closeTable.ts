/** Rules 12 and 14 as one table: the judge is held against it, and every app that asks the judge. */
import type { Actor, Claim, ClosePolicy, NamedFinding, Phase } from '../model'

/** The finding that is open in {@link SITUATIONS}. */
export const FINDING: NamedFinding = {
  id: 'f1',
  title: 'SQL injection in checkout',
  severity: 'critical',
  url: 'https://example.com/f1',
  state: 'open',
  openSince: Date.UTC(2026, 10, 20),
  muteExpiresAt: null,
}

export const POLICIES: ClosePolicy[] = ['strict', 'fixed-only', 'observe']
export const CLAIMS: Claim[] = ['fixed', 'other']
export const ACTORS: Actor[] = ['person', 'automation', 'fixproof']
/** Where the ticket was. */
export const FROM = {
  open: { closed: false, claim: null },
  'closed as fixed': { closed: true, claim: 'fixed' },
  'closed otherwise': { closed: true, claim: 'other' },
  'closed, claim unknown': { closed: true, claim: null },
} as const
export const SITUATIONS: { [name: string]: { phase: Phase; findings: NamedFinding[] } } = {
  'nothing was ever open': { phase: 'leave', findings: [] },
  'everything is fixed': { phase: 'closed', findings: [] },
  'a finding is open': { phase: 'open', findings: [FINDING] },
  'a finding is open, a close by hand stands': { phase: 'leave', findings: [FINDING] },
}

/**
 * Rules 12 and 14, written out by hand: y = allowed, n = refused. Columns: strict fixed, strict other, fixed-only
 * fixed, fixed-only other, observe fixed, observe other.
 */
const EXPECTED: [actor: Actor | 'people', situation: string, from: keyof typeof FROM | 'any', row: string][] =
  [
    ['people', 'nothing was ever open', 'any', 'yy yy yy'],
    ['people', 'everything is fixed', 'any', 'yy yy yy'],
    ['people', 'a finding is open', 'any', 'nn ny yy'],
    ['people', 'a finding is open, a close by hand stands', 'open', 'nn ny yy'],
    ['people', 'a finding is open, a close by hand stands', 'closed as fixed', 'yy yy yy'],
    ['people', 'a finding is open, a close by hand stands', 'closed otherwise', 'ny ny yy'],
    ['people', 'a finding is open, a close by hand stands', 'closed, claim unknown', 'ny ny yy'],
    ['fixproof', 'nothing was ever open', 'any', 'nn nn nn'],
    ['fixproof', 'everything is fixed', 'any', 'yy yy yy'],
    ['fixproof', 'a finding is open', 'any', 'nn nn nn'],
    ['fixproof', 'a finding is open, a close by hand stands', 'any', 'nn nn nn'],
  ]

/** True when the table allows the close. Throws for a question the table does not have. */
export function expected(
  actor: Actor,
  situation: string,
  from: string,
  policy: ClosePolicy,
  claim: Claim,
): boolean {
  const who = actor === 'fixproof' ? 'fixproof' : 'people'
  const rows = EXPECTED.filter(r => r[0] === who && r[1] === situation && (r[2] === 'any' || r[2] === from))
  if (rows.length !== 1 || rows[0] === undefined) throw new Error(`table: ${who}, ${situation}, ${from}`)
  return rows[0][3].split(' ')[POLICIES.indexOf(policy)]?.charAt(CLAIMS.indexOf(claim)) === 'y'
}
