import type { IncidentJournalEntry } from '@fixproof/rules'
import type { Config } from './config'
import { JOURNAL_CHARS_MAX, type StoredEvent } from './event'
import { parsed } from './facts'
import { callHub, type HubAnswer, isGood, OUTBOX_WAITS_MS, refusalIn } from './hub'
import { alone } from './lease'
import { outcomeOf, waitMs } from './retry'
import { nowMs, TABLES } from './tables'
import { fromGlide, toGlide, toIso } from './time'

/** Rows one run of the job looks at. Ours. */
const ROWS_MAX = 500
/** After so many failures in a row the hub is taken for down, and the rest waits. Ours. */
const FAILURES_MAX = 3
const ERROR_CHARS_MAX = 1_000

/**
 * Sends what is due of one incident, oldest first; a row that has to wait holds up the later ones of its incident alone.
 * Answers whether the hub took something, or refused to answer; null when there was nothing to send, or another run is at it.
 */
export function sendIncident(config: Config, incident: string): 'taken' | 'failed' | null {
  let done: 'taken' | 'failed' | null = null
  alone(`outbox:${incident}`, goOn => {
    for (let row = head(incident); row !== null && goOn(); row = head(incident)) {
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
  let last: 'taken' | 'failed' | null = null
  let failures = 0
  for (const incident of incidentsWaiting()) {
    const outcome = sendIncident(config, incident)
    if (outcome === null) continue
    last = outcome
    failures = outcome === 'failed' ? failures + 1 : 0
    if (failures >= FAILURES_MAX) break
  }
  return last
}

/** The later rows of an incident wait as long as its oldest one, so that they do not fill the job's share of rows. */
function holdBack(incident: string, until: string): void {
  const rows = waitingRows()
  rows.addQuery('incident', incident)
  rows.addQuery('next_try', '<', until)
  rows.query()
  while (rows.next()) {
    rows.setValue('next_try', until)
    rows.update()
  }
}

/** The hub answers again: what waits because it was away waits no longer. */
export function wakeAll(): void {
  const rows = waitingRows()
  rows.addQuery('next_try', '>', toGlide(nowMs()))
  rows.query()
  while (rows.next()) {
    rows.setValue('next_try', toGlide(nowMs()))
    rows.update()
  }
}

function waitingRows(): GlideRecord {
  const rows = new GlideRecord(TABLES.outbox)
  rows.addQuery('state', 'waiting')
  return rows
}

function incidentsWaiting(): string[] {
  const rows = waitingRows()
  rows.addQuery('next_try', '<=', toGlide(nowMs()))
  rows.orderBy('queued_ms')
  rows.setLimit(ROWS_MAX)
  rows.query()
  const incidents: string[] = []
  while (rows.next()) {
    const incident = rows.getValue('incident') || ''
    if (incidents.indexOf(incident) < 0) incidents.push(incident)
  }
  return incidents
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

function send(config: Config, row: GlideRecord): 'sent' | 'again' | 'dead' {
  const id = row.getUniqueValue()
  const stored = parsed(row.getValue('body')) as StoredEvent | null
  const tries = Number(row.getValue('tries') || '0') + 1
  const answer: HubAnswer =
    stored === null
      ? { status: 400, body: '', retryAfter: null }
      : callHub(
          config,
          `/webhooks/servicenow/${encodeURIComponent(config.connection)}`,
          { event_id: id, ...stored, journal: stored.journal.map(entry => found(stored.sys_id, entry)) },
          OUTBOX_WAITS_MS,
          id,
        )
  const outcome = outcomeOf(answer.status, tries)
  row.setValue('tries', tries)
  row.setValue('state', outcome === 'again' ? 'waiting' : outcome)
  row.setValue('last_error', isGood(answer) ? '' : refusalIn(answer).slice(0, ERROR_CHARS_MAX))
  if (outcome === 'sent') row.setValue('sent_at', toGlide(nowMs()))
  if (outcome === 'again') row.setValue('next_try', toGlide(nowMs() + waitMs(tries, answer.retryAfter)))
  row.update()
  return outcome
}

/**
 * The entry as the platform keeps it, with its id: the row may not be written yet while the save still runs. An entry that
 * cannot be found, or read, is sent as the form gave it.
 */
function found(incident: string, entry: IncidentJournalEntry): IncidentJournalEntry {
  if (entry.id !== null) return entry
  const rows = new GlideRecord('sys_journal_field')
  rows.addQuery('element_id', incident)
  rows.addQuery('element', entry.element)
  rows.addQuery('sys_created_by', entry.by)
  rows.orderByDesc('sys_created_on')
  rows.setLimit(JOURNAL_ROWS_MAX)
  rows.query()
  // The same words may have been said twice: the one that was said when this was saved.
  let nearest = entry
  let apart = SAME_ENTRY_MS + 1
  while (rows.next()) {
    const value = rows.getValue('value') || ''
    const at = fromGlide(rows.getValue('sys_created_on'))
    if (at === null || !sameText(value, entry.value)) continue
    const distance = Math.abs(at - Date.parse(entry.at))
    if (distance >= apart) continue
    apart = distance
    nearest = { ...entry, id: rows.getUniqueValue(), value, at: toIso(at) as string }
  }
  return nearest
}

/** How far back an entry of the same person is looked for, and how far its time may be from the save's. Ours. */
const JOURNAL_ROWS_MAX = 20
const SAME_ENTRY_MS = 120_000

/** `kept` may be the beginning of a long entry. */
function sameText(whole: string, kept: string): boolean {
  const a = spaced(whole)
  const b = spaced(kept)
  return kept.length < JOURNAL_CHARS_MAX ? a === b : a.slice(0, b.length) === b
}

function spaced(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
