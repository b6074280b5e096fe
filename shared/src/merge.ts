import type { ConflictPolicy, SyncType, Tool } from './model'

/**
 * Section 5 of the rules: one field of one link, merged with the case. All values are in case words (rule 28);
 * `undefined` = not observed, `null` = known to be nothing (rule 29).
 */
export interface MergeQuestion<T> {
  /** What both sides last agreed on; ignored unless `hasBase`. */
  base: T | null | undefined
  hasBase: boolean
  /** The case's value. */
  ours: T | null | undefined
  /** The ticket's value, mapped. */
  theirs: T | null | undefined
  direction: SyncType
  conflict: ConflictPolicy
  /** When each side changed, epoch ms: the vendor's time of this field if it has one, else last observed. */
  times?: { ours?: number | undefined; theirs?: number | undefined } | undefined
  /** When two values count as the same; `===` by default. */
  equal?: ((a: T | null, b: T | null) => boolean) | undefined
  /** The hub made this ticket, so it may be given what it was not created with. */
  madeByUs?: boolean | undefined
}

/**
 * `write` says who gets `value`; absent = nobody. `base` is present when it changes now. After a write to the ticket
 * the new base is what the vendor reads back: see {@link afterWrite}. `note` is a sentence for the timeline.
 */
export interface MergeAnswer<T> {
  write?: 'case' | 'ticket'
  value?: T | null
  base?: T | null
  note?: string
}

/** Rules 28 to 32. */
export function merge<T>(q: MergeQuestion<T>): MergeAnswer<T> {
  const { ours, theirs } = q
  if (q.direction === 'off' || ours === undefined || theirs === undefined) return {}
  const equal = q.equal === undefined ? same : q.equal
  const base = q.base === undefined ? null : q.base
  if (equal(ours, theirs)) return q.hasBase && equal(base, ours) ? {} : { base: ours }
  if (!q.hasBase) return firstMeeting(q, ours, theirs)

  const oursMoved = !equal(base, ours)
  const theirsMoved = !equal(base, theirs)
  switch (q.direction) {
    case 'once':
      return {}
    case 'to-ticket':
      if (oursMoved) return { write: 'ticket', value: ours }
      return { note: 'The ticket was changed; it keeps its value until the case changes.' }
    case 'two-way':
      if (oursMoved && theirsMoved) return conflict(q, ours, theirs)
      return oursMoved ? { write: 'ticket', value: ours } : { write: 'case', value: theirs, base: theirs }
  }
}

/** Rule 29, no base: an adopted ticket, or a direction that was changed. */
function firstMeeting<T>(q: MergeQuestion<T>, ours: T | null, theirs: T | null): MergeAnswer<T> {
  if (q.direction === 'two-way') return conflict(q, ours, theirs)
  return q.madeByUs ? { write: 'ticket', value: ours } : {}
}

/** Rule 32. */
function conflict<T>(q: MergeQuestion<T>, ours: T | null, theirs: T | null): MergeAnswer<T> {
  const caseWins = q.conflict === 'case' || (q.conflict === 'newest' && caseIsNewer(q.times))
  const why = q.conflict === 'newest' ? 'the newer change' : 'the setting of this project'
  return caseWins
    ? { write: 'ticket', value: ours, note: `Case and ticket differ; the case wins by ${why}.` }
    : {
        write: 'case',
        value: theirs,
        base: theirs,
        note: `Case and ticket differ; the ticket wins by ${why}.`,
      }
}

/** A tie, or a time that is not known: the ticket, where people work. */
function caseIsNewer(times: MergeQuestion<unknown>['times']): boolean {
  if (times === undefined || times.ours === undefined || times.theirs === undefined) return false
  return times.ours > times.theirs
}

function same<T>(a: T | null, b: T | null): boolean {
  return a === b
}

/**
 * Rule 30: the base after a write to the ticket is what the vendor reads back, mapped. A vendor may keep something
 * else than was written (a priority matrix, a cut text). Two-way, the case then follows. To the ticket only, the
 * value written stays the base: else the case would seem to have moved and be pushed for ever.
 *
 * @param readBack mapped to case words; undefined when it could not be read
 */
export function afterWrite<T>(q: {
  value: T | null
  readBack: T | null | undefined
  direction: SyncType
  equal?: ((a: T | null, b: T | null) => boolean) | undefined
}): MergeAnswer<T> {
  const { value, readBack } = q
  const equal = q.equal === undefined ? same : q.equal
  if (readBack === undefined || equal(value, readBack)) return { base: value }
  const note = 'The ticket kept another value than the one written.'
  if (q.direction === 'two-way') return { write: 'case', value: readBack, base: readBack, note }
  return { base: value, note }
}

/** Rule 29: a base counts only for the direction it was made under; with another direction it is dropped. */
export function keptBase<T>(
  stored: { value: T | null; direction: SyncType } | null | undefined,
  direction: SyncType,
): { base: T | null | undefined; hasBase: boolean } {
  if (stored === null || stored === undefined || stored.direction !== direction) {
    return { base: undefined, hasBase: false }
  }
  return { base: stored.value, hasBase: true }
}

/**
 * Rule 32: the order in which the tickets of a case are merged. Each link merges alone with the case and a tie goes to the
 * ticket, so the last one merged wins: the newest comes last, Jira last of equals.
 */
export function mergeOrder<V extends { tool: Tool; at?: number | undefined }>(tickets: readonly V[]): V[] {
  const jiraLast = (t: V) => (t.tool === 'jira' ? 1 : 0)
  const known = tickets.every(t => t.at !== undefined)
  const at = (t: V) => (known && t.at !== undefined ? t.at : 0)
  return tickets.slice().sort((a, b) => at(a) - at(b) || jiraLast(a) - jiraLast(b))
}
