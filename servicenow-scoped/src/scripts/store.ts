import {
  FINDINGS_PER_ATTACH_MAX,
  type IncidentFacts,
  type IncidentFinding,
  type IncidentUpserted,
  incidentText,
  NAMED_FINDINGS_MAX,
} from '@fixproof/rules'
import {
  findingColumns,
  incidentColumns,
  isOlder,
  linkKey,
  namedFinding,
  notFixedOf,
  phaseIn,
  policyOf,
} from './facts'
import type { KnownFacts } from './judge'
import { isTrue, setColumns, TABLES } from './tables'

/** The row about an incident that is on a case; null when it is on none. */
export function linkedRow(incident: string): GlideRecord | null {
  const row = factsRow(incident)
  return row !== null && isTrue(row.getValue('linked')) ? row : null
}

function factsRow(incident: string): GlideRecord | null {
  if (incident === '') return null
  const row = new GlideRecord(TABLES.incident)
  return row.get('incident', incident) ? row : null
}

/** What a verdict needs: two reads, however many findings there are. */
export function knownFacts(incident: string): KnownFacts | null {
  const row = linkedRow(incident)
  if (row === null) return null
  const findings = new GlideRecord(TABLES.finding)
  findings.addQuery('incident', incident)
  findings.addQuery('open', true)
  findings.orderBy('severity_rank')
  findings.orderBy('open_since')
  findings.setLimit(NAMED_FINDINGS_MAX)
  findings.query()
  const named = []
  while (findings.next()) named.push(namedFinding(findings))
  return {
    policy: policyOf(row.getValue('policy')),
    phase: phaseIn(row.getValue('phase')),
    open: Number(row.getValue('open') || '0'),
    findings: named,
    notFixed: notFixedOf(row.getValue('not_fixed')),
  }
}

/** Ids of the open findings of an incident, worst first; as many as one request takes. */
export function openFindings(incident: string): string[] {
  const rows = new GlideRecord(TABLES.finding)
  rows.addQuery('incident', incident)
  rows.addQuery('open', true)
  rows.orderBy('severity_rank')
  rows.setLimit(FINDINGS_PER_ATTACH_MAX)
  rows.query()
  const ids: string[] = []
  while (rows.next()) ids.push(rows.getValue('finding_id') || '')
  return ids
}

export type StoreResult = IncidentUpserted['results'][number]

/**
 * What the hub tells takes the place of what was known. The row that verdicts are made of is written last: a store that
 * breaks off in the middle is simply told again.
 */
export function storeFacts(facts: IncidentFacts): StoreResult {
  const { sysId } = facts
  const from = modCountOf(sysId)
  if (from === null) return { sysId, outcome: 'unknown' }
  let row = factsRow(sysId)
  if (row !== null && isOlder(facts.seq, row.getValue('seq'))) return { sysId, outcome: 'older' }
  storeFindings(facts.sysId, facts.linked ? facts.findings : [])
  const columns = incidentColumns(facts)
  if (row === null) {
    row = new GlideRecord(TABLES.incident)
    row.initialize()
    row.setValue('incident', facts.sysId)
    setColumns(row, columns)
    // Told twice at the same moment: the other one made the row, so this one changes it.
    if (row.insert() === null) {
      const made = factsRow(facts.sysId)
      if (made === null) throw new Error(row.getLastErrorMessage())
      if (setColumns(made, columns)) made.update()
    }
  } else if (setColumns(row, columns)) row.update()
  if (facts.linked) answerRequests(facts)
  showCount(sysId, facts.linked ? facts.open : 0)
  const to = modCountOf(sysId)
  return { sysId, outcome: 'stored', ...(to === null || to === from ? {} : { modCount: { from, to } }) }
}

function modCountOf(incident: string): number | null {
  const row = new GlideRecord('incident')
  return row.get(incident) ? Number(row.getValue('sys_mod_count') || '0') : null
}

function storeFindings(incident: string, findings: readonly IncidentFinding[]): void {
  const wanted: { [key: string]: IncidentFinding } = {}
  const digest = new GlideDigest()
  for (const finding of findings) wanted[linkKey(incident, finding.id, t => digest.getSHA256Hex(t))] = finding
  const rows = new GlideRecord(TABLES.finding)
  rows.addQuery('incident', incident)
  rows.query()
  while (rows.next()) {
    const key = rows.getValue('link_key') || ''
    const finding = wanted[key]
    if (finding === undefined) rows.deleteRecord()
    else if (setColumns(rows, findingColumns(finding))) rows.update()
    delete wanted[key]
  }
  for (const key of Object.keys(wanted)) {
    const row = new GlideRecord(TABLES.finding)
    row.initialize()
    row.setValue('link_key', key)
    row.setValue('incident', incident)
    setColumns(row, findingColumns(wanted[key] as IncidentFinding))
    row.insert()
  }
}

/** Who asked for an exception reads its answer in the request. */
function answerRequests({ sysId, exceptions }: IncidentFacts): void {
  for (const { id, state, answeredBy, answer } of exceptions) {
    if (state === 'asked') continue
    const request = new GlideRecord(TABLES.request)
    request.addQuery('incident', sysId)
    request.addQuery('exception_id', id)
    request.addQuery('state', 'waiting')
    request.query()
    if (!request.next()) continue
    request.setValue('state', state)
    request.setValue('answer', incidentText.exceptionAnswered(state, answeredBy, answer))
    request.update()
  }
}

/** The guard's script include, which may write a column of the incident without touching anything else. */
declare const global: { FixproofGuard?: new () => { setOpenFindings(incident: string, open: string): void } }

/**
 * The count on the incident is written by the guard: only a global script can leave `sys_mod_count` and the incident's
 * own rules alone. Without the guard the column stays empty; the findings are listed all the same.
 */
function showCount(incident: string, open: number): void {
  try {
    if (typeof global.FixproofGuard === 'function')
      new global.FixproofGuard().setOpenFindings(incident, String(open))
  } catch (error) {
    gs.warn(`Fixproof could not write the number of open findings on incident ${incident}: ${String(error)}`)
  }
}
