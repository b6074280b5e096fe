/** What happened in a run, as those who did it know it: the ledger that hub and vendors are held against. */
import type { Fate, Place, Project, Tool } from './script'
import { POLICIES, type Policy } from './settings'

export type Status = 'open' | 'in-progress' | 'resolved' | 'auto_closed' | 'muted'

export interface BookFinding {
  id: string
  name: string
  status: Status
  /** When a mute that was given an end is over; what it is then. */
  muteEnds: { at: number; after: Status } | null
  /** Datadog does not return it any more; it counts as it was last. */
  gone: boolean
  caseId: string | null
  /** It was on no case at some time since the last quiet moment: polls ask for open findings alone, so the hub may take it for open. */
  loose: boolean
  /** Every status since the last quiet moment, the one it had then first. */
  since: { at: number; status: Status }[]
}

/** A person closed or reopened something. */
export interface HandMove {
  at: number
  where: Place
  closed: boolean
  fixed: boolean
  /** Another close stood already. */
  over?: boolean
}

export interface BookCase {
  id: string
  project: Project
  /** What the last quiet moment left: how its tickets stood, as far as the rules say so. */
  stood: 'open' | 'closed' | 'either'
  /** At the last quiet moment a finding was open. */
  wasOpen: boolean
  /** Since the last quiet moment: how often the last open finding, as far as the hub can know, was fixed, muted or taken off. */
  ended: number
  moves: HandMove[]
  /** A close by a person that stands although these findings were open. */
  standing: {
    answered: string[]
    /** Not open at that moment, but perhaps to the hub: answered too unless the hub had recorded it by then (rule 11). */
    perhaps: string[]
    /** Nobody knows when it was taken, if it was: what was open at any moment since may be answered too. */
    anyTime: boolean
    /** Where it was closed. */
    where: Place
  } | null
  /** What stood until a reopening in a ticket since the last quiet moment. */
  lifted: { by: Place; standing: BookCase['standing'] } | null
  /** A request about it got no answer: nobody knows yet what became of it. */
  unsure: boolean
  /** Findings came or went since the last quiet moment. */
  movedFindings: boolean
  /** Tools whose ticket was asked for when nothing was open any more: it was never promised to be closed (rule 9). */
  late: Tool[]
  /** How its tickets have to stand now; worked out at a quiet moment (`expectations`). */
  expects: 'open' | 'closed' | 'either'
}

/** A comment somebody wrote. Its text holds `Remark <n>.<revision>`, so that every copy of it is found. */
export interface Remark {
  n: number
  caseId: string
  where: Place
  ticketId: string | null
  id: string
  revision: number
  deleted: boolean
  /** Nobody was told that it was taken. */
  unsure: boolean
}

/** A ticket that somebody deleted, and those it was linked with in a row of successors. */
export interface Deleted {
  tool: Tool
  id: string
}

export const isOpen = (status: Status): boolean => status === 'open' || status === 'in-progress'

export class Book {
  cases = new Map<string, BookCase>()
  findings = new Map<string, BookFinding>()
  remarks: Remark[] = []
  deleted: Deleted[] = []
  /** Tickets in whose place another one came, `tool/id`. */
  succeeded = new Set<string>()
  /** Tickets that waited for a person or a move of ours at the last quiet moment, `tool/id`: a close may come yet. */
  waited = new Set<string>()
  /** Titles that the hub said it had taken for a case. */
  titles: { caseId: string; title: string }[] = []
  /** Findings that a request without an answer named. */
  unsure = new Set<string>()
  violations: string[] = []

  copy(): Book {
    const made = new Book()
    Object.assign(made, structuredClone({ ...this }))
    return made
  }

  caseAt(n: number): BookCase | undefined {
    return [...this.cases.values()][n % Math.max(1, this.cases.size)]
  }

  findingAt(n: number): BookFinding | undefined {
    return [...this.findings.values()][n % Math.max(1, this.findings.size)]
  }

  attached(caseId: string): BookFinding[] {
    return [...this.findings.values()].filter(each => each.caseId === caseId)
  }

  openOn(caseId: string): BookFinding[] {
    return this.attached(caseId).filter(each => isOpen(each.status))
  }

  newCase(id: string, project: Project): BookCase {
    const made: BookCase = {
      ...{ id, project, stood: 'either', wasOpen: false, ended: 0, moves: [], standing: null, lifted: null },
      ...{ unsure: false, movedFindings: true, late: [], expects: 'either' },
    }
    this.cases.set(id, made)
    return made
  }

  appear(id: string, name: string, at: number): BookFinding {
    const made: BookFinding = {
      ...{ id, name, status: 'open', muteEnds: null, gone: false, caseId: null, loose: true },
      since: [{ at, status: 'open' }],
    }
    this.findings.set(id, made)
    return made
  }

  /** What Datadog says of it from now on. */
  becomes(finding: BookFinding, status: Status, at: number): void {
    if (finding.status === status) return
    const of = finding.caseId === null ? undefined : this.cases.get(finding.caseId)
    const ran = of !== undefined && this.#mayRun(of)
    finding.status = status
    finding.since.push({ at, status })
    if (of !== undefined && ran && !isOpen(status)) this.#mayEnd(of)
  }

  attach(finding: BookFinding, caseId: string | null): void {
    if (finding.caseId === caseId) return
    const { caseId: before } = finding
    for (const id of [before, caseId]) {
      const of = id === null ? undefined : this.cases.get(id)
      if (of !== undefined) of.movedFindings = true
    }
    const from = before === null ? undefined : this.cases.get(before)
    const ran = from !== undefined && this.#mayRun(from)
    finding.caseId = caseId
    finding.loose ||= caseId === null
    if (from !== undefined && ran) this.#mayEnd(from)
    // The hub may not know yet that it is fixed, least of all where it is on no case: polls ask for open findings alone. What
    // it takes for open begins a round, which ends with the next look.
    const of = caseId === null ? undefined : this.cases.get(caseId)
    const stale = finding.loose || finding.since.some(each => isOpen(each.status))
    if (of !== undefined && !isOpen(finding.status) && stale) of.ended += 1
  }

  /** Ends the mutes that are over by now; how many. */
  passes(now: number): number {
    let ended = 0
    for (const finding of this.findings.values()) {
      const { muteEnds } = finding
      if (muteEnds === null || muteEnds.at > now || finding.gone) continue
      finding.muteEnds = null
      if (finding.status !== 'muted') continue
      this.becomes(finding, muteEnds.after, muteEnds.at)
      ended += 1
    }
    return ended
  }

  /** Whether a round may run on it as far as the hub can know: it sees what Datadog says a while later. */
  #mayRun(of: BookCase): boolean {
    return this.attached(of.id).some(each => each.since.some(({ status }) => isOpen(status)))
  }

  /** A finding was closed or taken off: that ends a round if all that are left may look closed to the hub. */
  #mayEnd(of: BookCase): void {
    if (this.attached(of.id).every(each => each.since.some(({ status }) => !isOpen(status)))) of.ended += 1
  }

  moved(caseId: string, move: HandMove): void {
    const of = this.cases.get(caseId)
    if (of === undefined) return
    of.moves.push({ ...move, over: of.standing !== null })
    this.#mayStand(of, move)
  }

  /** A request to close or reopen it got no answer: it may have been taken all the same, and then stands. */
  mayHaveMoved(of: BookCase, move: Pick<HandMove, 'closed' | 'fixed'>): void {
    of.unsure = true
    if (move.closed) this.#mayStand(of, { where: 'case', ...move }, true)
  }

  /** A ticket of it is gone: whoever reopened it just before was perhaps never heard. */
  ticketGone(of: BookCase, tool: Tool): void {
    if (of.lifted?.by === tool) this.#perhapsNotLifted(of, of.lifted)
  }

  #perhapsNotLifted(of: BookCase, lifted: NonNullable<BookCase['lifted']>): void {
    of.unsure = true
    if (lifted.standing !== null) of.standing ??= { ...lifted.standing, anyTime: true }
  }

  /** A ticket that was closed and reopened again may look to the hub as if nothing was: what stood before, or was closed elsewhere meanwhile, may stand on. */
  #mayBeUnseen({ moves, standing }: BookCase, where: Place): boolean {
    const elsewhere = standing !== null && standing.where !== where
    return moves.some(each => each.closed && each.where === where && (each.over === true || elsewhere))
  }

  #mayStand(of: BookCase, move: Pick<HandMove, 'closed' | 'fixed' | 'where'>, anyTime = false): void {
    const { id: caseId } = of
    const open = this.openOn(caseId)
    const lately = this.attached(caseId).filter(
      each => !isOpen(each.status) && (each.loose || each.since.some(one => isOpen(one.status))),
    )
    if (!move.closed) {
      of.lifted = { by: move.where, standing: of.standing }
      if (of.standing !== null && this.#mayBeUnseen(of, move.where)) {
        of.unsure = true
        of.standing.anyTime = true
      } else of.standing = null
    } else if ((anyTime || open.length + lately.length > 0) && stands(POLICIES[of.project], move.fixed))
      of.standing = {
        ...{ answered: open.map(each => each.id), perhaps: lately.map(each => each.id) },
        ...{ anyTime, where: move.where },
      }
    // A ticket that was reopened and closed again may look to the hub as if nothing was: what stood before may stand on.
    if (move.closed && of.standing === null && of.lifted?.by === move.where)
      this.#perhapsNotLifted(of, of.lifted)
  }

  /**
   * How the tickets of each case have to stand, now that everything has come to rest; the next stretch begins. Rules 8, 12,
   * 16 and 17, without looking at the hub but for one thing: `away` names what it recorded as not open since the last quiet
   * moment. What was away for a moment that the hub never saw was open to it all along (rule 6).
   */
  settle(now: number, away: ReadonlySet<string>): void {
    this.passes(now)
    for (const of of this.cases.values()) {
      if (of.standing !== null) {
        of.standing.answered.push(...of.standing.perhaps.filter(id => !away.has(id)))
        of.standing.perhaps = []
      }
      const open = this.openOn(of.id).map(each => each.id)
      if (of.standing?.anyTime === true)
        of.standing = { ...of.standing, answered: [...open], perhaps: [], anyTime: false }
      of.expects = this.#expects(of, open)
      if (of.expects === 'open') of.late = []
    }
  }

  #expects(of: BookCase, open: readonly string[]): BookCase['expects'] {
    const { standing } = of
    if (standing !== null) standing.answered = standing.answered.filter(id => open.includes(id))
    if (of.unsure) return 'either'
    if (open.length > 0) {
      if (standing !== null && open.every(id => standing.answered.includes(id))) return 'either'
      of.standing = null
      return 'open'
    }
    // Whoever reopens when nothing is open any more is left alone.
    if (of.moves.some(each => !each.closed)) return 'either'
    if (of.stood === 'closed') return 'closed'
    return of.stood === 'open' && of.wasOpen ? 'closed' : 'either'
  }

  /** What was looked at is over. */
  nextStretch(now: number): void {
    for (const of of this.cases.values()) {
      of.stood = of.expects
      of.wasOpen = this.openOn(of.id).length > 0
      Object.assign(of, { ended: 0, moves: [], lifted: null, unsure: false, movedFindings: false })
    }
    for (const finding of this.findings.values()) {
      finding.since = [{ at: now, status: finding.status }]
      finding.loose = finding.caseId === null
    }
    this.unsure.clear()
  }

  newRemark(caseId: string, where: Place, ticketId: string | null): Remark {
    const remark: Remark = {
      ...{ n: this.remarks.length + 1, caseId, where, ticketId, id: '', revision: 1 },
      ...{ deleted: false, unsure: false },
    }
    this.remarks.push(remark)
    return remark
  }

  /** A request that named these got no answer. */
  nobodyKnows(findings: readonly BookFinding[], cases: readonly (string | null)[]): void {
    for (const { id, caseId } of findings) {
      this.unsure.add(id)
      this.#unsure(caseId)
    }
    for (const id of cases) this.#unsure(id)
  }

  #unsure(caseId: string | null): void {
    const found = caseId === null ? undefined : this.cases.get(caseId)
    if (found !== undefined) found.unsure = true
  }

  violated(text: string): void {
    this.violations.push(text)
  }
}

export const remarkText = ({ n, revision }: Pick<Remark, 'n' | 'revision'>): string =>
  `Remark ${n}.${revision} of somebody.`

/** What a fate makes of a status; null: it cannot happen to it now. */
export function statusAfter(
  fate: Fate,
  { status, gone }: Pick<BookFinding, 'status' | 'gone'>,
): Status | null {
  if (fate === 'back') return gone ? status : null
  if (gone) return null
  if (fate === 'gone') return status
  if (fate === 'muted' || fate === 'muted for a while') return status === 'muted' ? null : 'muted'
  if (fate === 'unmuted') return status === 'muted' ? 'open' : null
  return fate === status ? null : fate
}

/** Whether a close by a person is let stand while a finding is open (rule 12). */
function stands(policy: Policy, fixed: boolean): boolean {
  return policy === 'observe' || (policy === 'fixed-only' && !fixed)
}
