import {
  GATE_RULE,
  type IncidentFacts,
  type IncidentHealth,
  type IncidentUpserted,
  incidentText,
} from '@fixproof/rules'
import { FixproofGate } from './FixproofGate'
import { parsed, readUpsert } from './facts'
import { gateRuleId, noteGuard } from './guard'
import { storeFacts } from './store'
import { nowMs, ROLES, TABLES } from './tables'
import { fromGlide, toIso } from './time'
import { type AskedWrite, JOURNALS, PEOPLE_COLUMNS, readWrite } from './write'

declare const APP_VERSION: string

interface Answer {
  status: number
  body: unknown
}

/** What the hub calls: `/api/x_fxprf_sync/hub/v1/…`. Only its role gets here. */
export class FixproofInbound {
  readonly type = 'FixproofInbound'

  /** `POST /incidents`. */
  upsert(request: ScriptedRestRequest, response: ScriptedRestResponse): void {
    reply(response, () => {
      const read = readUpsert(bodyOf(request))
      return 'wrong' in read ? wrong(400, read.wrong) : { status: 200, body: stored(read) }
    })
  }

  /** `POST /incidents/{sys_id}/write`. */
  write(request: ScriptedRestRequest, response: ScriptedRestResponse): void {
    reply(response, () => {
      const asked = readWrite(bodyOf(request))
      return 'wrong' in asked ? wrong(400, asked.wrong) : written(request.pathParams.sys_id || '', asked)
    })
  }

  /** `GET /health`. */
  health(_request: ScriptedRestRequest, response: ScriptedRestResponse): void {
    reply(response, () => ({ status: 200, body: health() }))
  }
}

/** The body goes out as it is: the platform would wrap it in `result` otherwise. */
function reply(response: ScriptedRestResponse, answer: () => Answer): void {
  let given: Answer
  try {
    given = answer()
  } catch (error) {
    gs.error(`Fixproof: a call of the hub failed: ${String(error)}`)
    given = wrong(500, String(error))
  }
  response.setStatus(given.status)
  response.setContentType('application/json')
  response.getStreamWriter().writeString(JSON.stringify(given.body))
}

function wrong(status: number, detail: string): Answer {
  return { status, body: { errors: [{ detail }] } }
}

function bodyOf(request: ScriptedRestRequest): unknown {
  return request.body ? parsed(String(request.body.dataString)) : null
}

function stored(incidents: readonly IncidentFacts[]): IncidentUpserted {
  return { results: incidents.map(facts => storeFacts(facts)) }
}

/**
 * Writes while `sys_mod_count` is as expected. The platform has no lock, so the check and the write are two steps next to
 * each other; what comes between them shows in the count that is read back.
 */
function written(sysId: string, asked: AskedWrite): Answer {
  const incident = new GlideRecord('incident')
  if (!incident.get(sysId) || !incident.canRead()) return wrong(404, incidentText.noIncident())
  const modCount = countOf(incident)
  if (modCount !== asked.modCount)
    return { status: 409, body: { errors: [{ detail: incidentText.changedMeanwhile() }], modCount } }
  for (const column of Object.keys(asked.values)) {
    const element = incident.isValidField(column) ? incident.getElement(column) : null
    if (element === null) return wrong(400, incidentText.noColumn(column))
    if (!incident.canWrite() || !element.canWrite()) return wrong(403, incidentText.mayNotWrite(column))
  }
  const before = standing(incident)
  const changes = setValues(incident, asked.values)
  if (changes && incident.update() === null) return refused(sysId, before, incident)
  const after = new GlideRecord('incident')
  if (!after.get(sysId)) return wrong(404, incidentText.noIncident())
  const now = countOf(after)
  return { status: 200, body: { modCount: now, changed: now !== modCount, record: recordOf(after) } }
}

function countOf(incident: GlideRecord): number {
  return Number(incident.getValue('sys_mod_count') || '0')
}

function setValues(incident: GlideRecord, values: AskedWrite['values']): boolean {
  let changes = false
  for (const column of Object.keys(values)) {
    const value = values[column] as string
    const journal = (JOURNALS as readonly string[]).indexOf(column) >= 0
    if (journal ? value === '' : (incident.getValue(column) || '') === value) continue
    incident.setValue(column, value)
    changes = true
  }
  return changes
}

function standing(incident: GlideRecord): { state: string; closeCode: string } {
  return { state: incident.getValue('state') || '', closeCode: incident.getValue('close_code') || '' }
}

/** The platform says no more than that a rule stopped it, so the gate is asked whether it was the one. */
function refused(sysId: string, before: { state: string; closeCode: string }, incident: GlideRecord): Answer {
  const after = standing(incident)
  const verdict = new FixproofGate().judge(
    sysId,
    ...([before.state, after.state, before.closeCode, after.closeCode] as const),
  )
  const said = incident.getLastErrorMessage() || incidentText.writeRefused()
  if (verdict.allowed) return wrong(403, said)
  const platform = said.indexOf(GATE_RULE) >= 0 ? said : abortedBy(GATE_RULE)
  return wrong(403, `${platform} ${verdict.message}`)
}

/** As the Table API words it. */
function abortedBy(rule: string): string {
  return `Operation against file 'incident' was aborted by Business Rule '${rule}^${gateRuleId() || ''}'.`
}

/** Every column the hub's user may read, as the Table API gives it without links, and the people it names. */
function recordOf(incident: GlideRecord): { [column: string]: string } {
  const record: { [column: string]: string } = { sys_id: incident.getUniqueValue() }
  for (const element of incident.getElements()) {
    const column = String(element.getName())
    const journal = (JOURNALS as readonly string[]).indexOf(column) >= 0
    if (element.canRead()) record[column] = journal ? '' : incident.getValue(column) || ''
  }
  for (const column of Object.keys(PEOPLE_COLUMNS) as (keyof typeof PEOPLE_COLUMNS)[]) {
    const person = new GlideRecord('sys_user')
    const id = record[column]
    const known = id !== undefined && id !== '' && person.get(id)
    for (const name of PEOPLE_COLUMNS[column])
      if (id !== undefined) record[`${column}.${name}`] = known ? person.getValue(name) || '' : ''
  }
  return record
}

function health(): IncidentHealth {
  const waiting = countIn(TABLES.outbox, 'state', 'waiting')
  const oldest = new GlideRecord(TABLES.outbox)
  oldest.addQuery('state', 'waiting')
  oldest.orderBy('sys_created_on')
  oldest.setLimit(1)
  oldest.query()
  return {
    app: APP_VERSION,
    guard: noteGuard(),
    user: String(gs.getUserName()),
    missingRoles: missingRoles(),
    linked: countIn(TABLES.incident, 'linked', true),
    outbox: {
      waiting,
      dead: countIn(TABLES.outbox, 'state', 'dead'),
      oldestAt: oldest.next() ? toIso(fromGlide(oldest.getValue('sys_created_on'))) : null,
    },
    now: toIso(nowMs()) as string,
  }
}

/** The roles that let a user change incidents, of which one is enough. Source: incident management roles. */
const INCIDENT_ROLES = ['itil', 'sn_incident_write'] as const

function missingRoles(): string[] {
  const roles: string[] = gs.hasRole(ROLES.hub) ? [] : [ROLES.hub]
  return INCIDENT_ROLES.some(role => gs.hasRole(role)) ? roles : roles.concat([INCIDENT_ROLES[0]])
}

function countIn(table: string, column: string, value: string | boolean): number {
  const rows = new GlideAggregate(table)
  rows.addQuery(column, value)
  rows.addAggregate('COUNT')
  rows.query()
  return rows.next() ? Number(rows.getAggregate('COUNT') || '0') : 0
}
