import type { Claim } from '@fixproof/rules'
import { type Config, configRow, isHub, readConfig } from './config'
import { changedEvent, refusedEvent, type StoredEvent, sortable } from './event'
import { noteGuard } from './guard'
import { missing } from './hub'
import { sendAll, sendIncident, wakeAll } from './sending'
import { linkedRow } from './store'
import { nowMs, TABLES } from './tables'
import { toGlide } from './time'

/** Columns whose change the hub is told; journals are told with their text. */
const WATCHED = [
  ...['state', 'assigned_to', 'assignment_group', 'impact', 'urgency', 'priority', 'due_date'],
  ...['short_description', 'description', 'hold_reason', 'close_code', 'close_notes', 'parent_incident'],
] as const

/** Who makes incidents for the hub says so in `correlation_display`. */
const OURS = 'Fixproof'

/** How long a sent change is kept, for looking up what went over. Milliseconds: 30 days. Ours. */
const SENT_KEPT_MS = 30 * 24 * 3_600_000

/** Changes of incidents on their way to the hub. */
export class FixproofOutbox {
  readonly type = 'FixproofOutbox'

  /** Comma-separated names of the columns that the guard watches. */
  watched(): string {
    return WATCHED.join(',')
  }

  /**
   * One saved change, in the transaction of the save. Nothing is queued for incidents without a case, for what the hub
   * itself did, or when nothing that matters changed. `comments` and `workNotes`: the newest entries if any were added.
   */
  queue(
    incident: string,
    number: string,
    modCount: string,
    changed: string,
    comments: string,
    workNotes: string,
    correlationDisplay: string,
  ): void {
    if (changed === '' && comments === '' && workNotes === '') return
    if (correlationDisplay !== OURS && linkedRow(incident) === null) return
    const saved = { sysId: incident, number, modCount, changed, comments, workNotes }
    this.add(changedEvent(saved, userName(), nowMs()))
  }

  /** One save that the guard refused: nobody can read that later, so it is told with its sentence. */
  refused(
    incident: string,
    number: string,
    modCount: string,
    changed: string,
    sentence: string,
    claim: Claim,
  ): void {
    const saved = { sysId: incident, number, modCount, changed, sentence, claim }
    this.add(refusedEvent(saved, userName(), nowMs()))
  }

  /** Sends what is due of one incident, at once. Never inside the save: the rule that calls this is asynchronous. */
  sendFor(incident: string): void {
    this.withHub(config => sendIncident(config, incident))
  }

  /** What the job does each minute. */
  drain(): void {
    noteGuard()
    this.withHub(config => sendAll(config))
  }

  /** A row that was given up is sent once more, with all its tries. */
  again(row: GlideRecord): void {
    row.setValue('state', 'waiting')
    row.setValue('tries', 0)
    row.setValue('next_try', toGlide(nowMs()))
    row.setValue('last_error', '')
    row.update()
  }

  /** What the job does each day. Rows that wait or were given up stay until somebody decides. */
  tidy(): void {
    const rows = new GlideRecord(TABLES.outbox)
    rows.addQuery('state', 'sent')
    rows.addQuery('sent_at', '<', toGlide(nowMs() - SENT_KEPT_MS))
    rows.query()
    while (rows.next()) rows.deleteRecord()
  }

  /** Rows wait, without a try being counted, while there is no hub to send to. */
  private withHub(send: (config: Config) => 'taken' | 'failed' | null): void {
    const config = readConfig()
    if (config === null || !config.active || missing(config) !== null) return
    const outcome = send(config)
    if (outcome === null || (outcome === 'taken') === config.reachable) return
    const row = configRow()
    if (row !== null) {
      row.setValue('reachable', String(outcome === 'taken'))
      row.update()
    }
    if (outcome === 'taken') {
      wakeAll()
      sendAll(config)
    }
  }

  private add(event: StoredEvent): void {
    if (isHub(readConfig())) return
    const at = nowMs()
    const row = new GlideRecord(TABLES.outbox)
    row.initialize()
    row.setValue('incident', event.sys_id)
    row.setValue('number', event.number)
    row.setValue('kind', event.kind)
    row.setValue('state', 'waiting')
    row.setValue('body', JSON.stringify(event))
    row.setValue('mod_count', event.sys_mod_count)
    row.setValue('queued_ms', sortable(at))
    row.setValue('tries', 0)
    row.setValue('next_try', toGlide(at))
    row.insert()
  }
}

function userName(): string {
  return String(gs.getUserName())
}
