import {
  type Attachment,
  CALL_TIMEOUT_MS,
  lookFor,
  type NamedFinding,
  readFinding,
  sameJson,
  severityRank,
  timeline,
} from '@fixproof/rules'
import type { FindingDoc, FindingItem } from './model'
import type { CaseState, Note } from './step'

/** One item as the Datadog adapter reads it. */
export interface ReadFinding {
  item: FindingItem
  facts: FindingDoc['facts']
  title: string
  severity: string
  detectionChangedAt: number | null
  /** Where people see it in Datadog. */
  url: string
  /** Absent or null = nobody. */
  assignee?: FindingDoc['assignee']
}

/** How long an unchanged finding may go without its `lastReadAt` being written again. Milliseconds. */
const READ_MARK_MS = 3_600_000

/**
 * What the hub keeps of a finding after reading it; the same document when nothing worth keeping changed. `at`: when
 * Datadog was asked, `now`: when its answer is taken over, epoch milliseconds. An answer that lay in
 * a process that stood still says nothing new about a finding that was read since.
 */
export function readDoc(before: FindingDoc | null, read: ReadFinding, at: number, now = at): FindingDoc {
  if (before !== null && isOvertaken(before, at, now)) return before
  const { open, state, tracked } = readFinding(read.facts)
  const after: FindingDoc = {
    id: read.item.id,
    item: read.item,
    facts: read.facts,
    title: read.title,
    severity: read.severity,
    url: read.url,
    state,
    open,
    tracked,
    caseId: before?.caseId ?? null,
    firstReadAt: before?.firstReadAt ?? at,
    lastReadAt: at,
    notSeenSince: null,
    detectionChangedAt: read.detectionChangedAt,
    assignee: read.assignee ?? null,
  }
  return before !== null && stillSame(before, after, at) ? before : after
}

/**
 * No call takes longer than `CALL_TIMEOUT_MS`: an answer older than that lay somewhere. Of younger ones nobody knows which
 * saw the later state. A reading of a moment that is still to come was dated by a clock that was set back since: it
 * overtakes nothing.
 */
function isOvertaken({ lastReadAt }: FindingDoc, at: number, now: number): boolean {
  return now - at > CALL_TIMEOUT_MS && lastReadAt !== null && lastReadAt > at && lastReadAt <= now
}

function stillSame(before: FindingDoc, after: FindingDoc, at: number): boolean {
  const fresh = before.lastReadAt !== null && at - before.lastReadAt < READ_MARK_MS
  if (!fresh || before.notSeenSince !== null) return false
  return sameJson({ ...before, lastReadAt: 0 }, { ...after, lastReadAt: 0 })
}

/**
 * A finding that was asked for by id and not returned (rule 3): its state stands; that it was missing is kept only
 * when the answer was complete. `at` and `now` as for `readDoc`.
 */
export function absentDoc(before: FindingDoc, complete: boolean, at: number, now = at): FindingDoc {
  if (isOvertaken(before, at, now)) return before
  const { open, state, tracked, notSeenSince } = before
  const { missing } = lookFor({ open, state, tracked, notes: [] }, { complete, facts: null })
  return missing && notSeenSince === null ? { ...before, notSeenSince: at } : before
}

/** What the timeline says about a reading: contradictions, unknown words, gone and back again. */
export function readingNotes(before: FindingDoc | null, after: FindingDoc): Note[] {
  const texts: [string, string][] = []
  if (before !== null && before.notSeenSince === null && after.notSeenSince !== null) {
    texts.push(['finding-not-seen', timeline.notSeen(after.title)])
  }
  if (before?.notSeenSince != null && after.notSeenSince === null) {
    texts.push(['finding-seen-again', timeline.seenAgain(after.title)])
  }
  const earlier = before === null ? [] : readFinding(before.facts).notes
  for (const text of readFinding(after.facts).notes) {
    if (!earlier.includes(text))
      texts.push(['finding-contradiction', timeline.contradiction(after.title, text)])
  }
  return texts.map(([what, text]) => ({
    kind: 'observed',
    what,
    text,
    actor: 'datadog',
    source: 'datadog',
    findingIds: [after.id],
  }))
}

/** The open tracked findings attached to the case, as sentences name them; the most severe first, then the oldest. */
export function openFindings(state: CaseState): NamedFinding[] {
  return namedFindings(state).filter(finding =>
    state.case.attachments.some(a => a.findingId === finding.id && a.open),
  )
}

/** All tracked findings attached to the case, as sentences name them. */
export function namedFindings(state: CaseState): NamedFinding[] {
  return state.case.attachments
    .filter(attachment => attachment.tracked)
    .map(attachment => namedFinding(state, attachment.findingId))
    .sort(
      (a, b) =>
        severityRank(a.severity) - severityRank(b.severity) ||
        (a.openSince ?? 0) - (b.openSince ?? 0) ||
        (a.id < b.id ? -1 : 1),
    )
}

/** A finding as sentences name it, attached or not. */
export function namedFinding(state: CaseState, id: string): NamedFinding {
  const finding = state.findings[id]
  const attachment = state.case.attachments.find(each => each.findingId === id)
  return {
    id,
    title: finding?.title ?? id,
    severity: finding?.severity ?? 'unknown',
    url: finding?.url ?? '',
    state: attachment?.state ?? finding?.state ?? 'unread',
    openSince: openSince(attachment, finding),
    muteExpiresAt: attachment?.muteExpiresAt ?? finding?.facts.muteExpiresAt ?? null,
  }
}

/** Since when Datadog sees the problem: in the first episode its own moment, later the one the hub saw it come back. */
function openSince(attachment: Attachment | undefined, finding: FindingDoc | undefined): number | null {
  if (attachment?.openSince == null) return null
  const first = attachment.episode <= 1 ? (finding?.detectionChangedAt ?? null) : null
  return first === null ? attachment.openSince : Math.min(first, attachment.openSince)
}
