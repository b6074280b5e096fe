import { type IncidentJournalEntry, incidentText } from '@fixproof/rules'
import type { Config } from './config'
import { beginningOf, JOURNAL_CHARS_MAX, type StoredEntry, storedEvent } from './event'
import { isObject, parsed } from './facts'
import { callHub, type HubAnswer, isGood, OUTBOX_WAITS_MS, refusalIn } from './hub'
import { alone } from './lease'
import { outcomeOf, type SendOutcome, waitMs } from './retry'
import { nowMs, TABLES } from './tables'
import { fromGlide, toGlide, toIso } from './time'

/** Rows of one incident that one run sends at most: the others have their turn, too. Ours. */
const ROWS_MAX = 50
/** How long one run of the job goes on; what is left is the next one's. Milliseconds. Ours. */
const RUN_MS = 45_000
const MINUTE_MS = 60_000
/** After so many failures in a row the hub is taken for down, and the rest waits. Ours. */
const FAILURES_MAX = 3
const ERROR_CHARS_MAX = 1_000
/**
 * Characters of an entry that are sent: two of them, each character written as six (`\u00e4`), stay within the 1 MiB
 * that the hub takes for a body.
 */
export const JOURNAL_SENT_CHARS_MAX = 80_000

/**
 * Sends what is due of one incident, oldest first; a row that has to wait holds up the later ones of its incident alone.
 * Answers whether the hub took something, or refused to answer; null when there was nothing to send, or another run is at it.
 */
export function sendIncident(config: Config, incident: string): 'taken' | 'failed' | null {
  let done: 'taken' | 'failed' | null = null
  alone(`outbox:${incident}`, goOn => {
    for (let sent = 0; sent < ROWS_MAX && goOn(); sent++) {
      const row = head(incident)
      if (row === null) return
      const outcome = waits(row) ? null : send(config, row)
      if (outcome === null || outcome === 'again') {
        if (outcome !== null) done = 'failed'
        holdBack(incident, row.getValue('next_try') || '')
        return
      }
      if (outcome === 'sent') done = 'taken'
    }
  })
  return done
}

/** What the job does each minute: every incident with something due, until the hub fails three times in a row. */
export function sendAll(config: Config): 'taken' | 'failed' | null {
  const until = nowMs() + RUN_MS
  let last: 'taken' | 'failed' | null = null
  let failures = 0
  for (const incident of incidentsWaiting()) {
    const outcome = sentOrNot(config, incident)
    if (outcome === null) continue
    last = outcome
    failures = outcome === 'failed' ? failures + 1 : 0
    if (failures >= FAILURES_MAX || nowMs() >= until) break
  }
  return last
}

/** What goes wrong with one incident is no reason to leave the others waiting. */
function sentOrNot(config: Config, incident: string): 'taken' | 'failed' | null {
  try {
    return sendIncident(config, incident)
  } catch (error) {
    gs.error(`Fixproof could not send the changes of incident ${incident}: ${String(error)}`)
    return null
  }
}

/** The later rows of an incident wait as long as its oldest one, so that nobody looks at them before. */
function holdBack(incident: string, until: string): void {
  const rows = waitingRows()
  rows.addQuery('incident', incident)
  rows.addQuery('next_try', '<', until)
  rows.setValue('next_try', until)
  rows.updateMultiple()
}

/** The hub answers again: what waits because it was away waits no longer. */
export function wakeAll(): void {
  const now = toGlide(nowMs())
  const rows = waitingRows()
  rows.addQuery('next_try', '>', now)
  rows.setValue('next_try', now)
  rows.updateMultiple()
}

function waitingRows(): GlideRecord {
  const rows = new GlideRecord(TABLES.outbox)
  rows.addQuery('state', 'waiting')
  return rows
}

/**
 * Every incident with something due, each once, however many rows it has. Another one is first each minute: a run that
 * ends before the last of them does not leave the same ones out each time.
 */
function incidentsWaiting(): string[] {
  const due = new GlideAggregate(TABLES.outbox)
  due.addQuery('state', 'waiting')
  due.addQuery('next_try', '<=', toGlide(nowMs()))
  due.addAggregate('COUNT')
  due.groupBy('incident')
  due.query()
  const incidents: string[] = []
  while (due.next()) incidents.push(due.getValue('incident') || '')
  const first = incidents.length === 0 ? 0 : Math.floor(nowMs() / MINUTE_MS) % incidents.length
  return incidents.slice(first).concat(incidents.slice(0, first))
}

/** The incident's oldest row that waits: the order of its changes is that of its update count. */
function head(incident: string): GlideRecord | null {
  const row = waitingRows()
  row.addQuery('incident', incident)
  row.orderBy('mod_count')
  row.orderBy('queued_ms')
  row.setLimit(1)
  row.query()
  return row.next() ? row : null
}

function waits(row: GlideRecord): boolean {
  const next = fromGlide(row.getValue('next_try'))
  return next !== null && next > nowMs()
}

function send(config: Config, row: GlideRecord): SendOutcome {
  const id = row.getUniqueValue()
  const tries = Number(row.getValue('tries') || '0') + 1
  const { status, error, retryAfter } = answered(config, id, row.getValue('body'))
  const outcome = outcomeOf(status, tries)
  row.setValue('tries', tries)
  row.setValue('state', outcome === 'again' ? 'waiting' : outcome)
  row.setValue('last_error', error.slice(0, ERROR_CHARS_MAX))
  if (outcome === 'sent') row.setValue('sent_at', toGlide(nowMs()))
  if (outcome === 'again') row.setValue('next_try', toGlide(nowMs() + waitMs(tries, retryAfter)))
  row.update()
  return outcome
}

/** What came of one try; `status` 0 also for an answer that is not the hub's, whatever status it has. */
function answered(
  config: Config,
  id: string,
  body: string | null,
): Omit<HubAnswer, 'body'> & { error: string } {
  const stored = storedEvent(body)
  if (stored === null) return { status: 400, error: incidentText.unreadableRow(), retryAfter: null }
  const event = {
    ...stored,
    event_id: id,
    journal: stored.journal.map(entry => wireEntry(found(stored.sys_id, entry))),
  }
  const path = `/webhooks/servicenow/${encodeURIComponent(config.connection)}`
  const answer = callHub(config, path, event, OUTBOX_WAITS_MS, id)
  const { status, retryAfter } = answer
  if (!isGood(answer)) return { status, error: refusalIn(answer), retryAfter }
  // A page that says 200 to everything has taken nothing.
  const said = parsed(answer.body)
  return isObject(said) && typeof said.outcome === 'string'
    ? { status, error: '', retryAfter }
    : { status: 0, error: incidentText.notTheHub(status), retryAfter }
}

function wireEntry({ cut: _cut, ...entry }: StoredEntry): IncidentJournalEntry {
  const { value } = entry
  return value.length <= JOURNAL_SENT_CHARS_MAX
    ? entry
    : { ...entry, value: `${beginningOf(value, JOURNAL_SENT_CHARS_MAX - 1)}…` }
}

/**
 * The entry as the platform keeps it, with its id: the row may not be written yet while the save still runs. An entry that
 * cannot be found, or read, is sent as the form gave it.
 */
function found(incident: string, entry: StoredEntry): StoredEntry {
  if (entry.id) return entry
  try {
    return nearest(incident, entry)
  } catch (error) {
    gs.warn(`Fixproof may not read journal entries of incident ${incident}: ${String(error)}`)
    return entry
  }
}

function nearest(incident: string, entry: StoredEntry): StoredEntry {
  const rows = new GlideRecord('sys_journal_field')
  rows.addQuery('element_id', incident)
  rows.addQuery('element', entry.element)
  rows.addQuery('sys_created_by', entry.by)
  rows.orderByDesc('sys_created_on')
  rows.setLimit(JOURNAL_ROWS_MAX)
  rows.query()
  // The same words may have been said twice: the one that was said when this was saved.
  let best = entry
  let apart = SAME_ENTRY_MS + 1
  while (rows.next()) {
    const value = rows.getValue('value') || ''
    const at = fromGlide(rows.getValue('sys_created_on'))
    if (at === null || !sameText(value, entry)) continue
    const distance = Math.abs(at - Date.parse(entry.at))
    if (distance >= apart) continue
    apart = distance
    best = { ...entry, id: rows.getUniqueValue(), value, at: toIso(at) as string }
  }
  return best
}

/** How far back an entry of the same person is looked for, and how far its time may be from the save's. Ours. */
const JOURNAL_ROWS_MAX = 20
const SAME_ENTRY_MS = 120_000

/** What is kept may be the beginning of a long entry. */
function sameText(whole: string, { value, cut }: StoredEntry): boolean {
  const a = spaced(whole)
  const b = spaced(value)
  // An older version cut without a word.
  return cut || value.length >= JOURNAL_CHARS_MAX ? a.slice(0, b.length) === b : a === b
}

function spaced(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
