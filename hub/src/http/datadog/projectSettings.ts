import type { SyncType, Tool } from '@fixproof/rules'
import { DEFAULT_SYNC, syncSetting } from '../../domain/fields/settings'
import type { ProjectDoc, SyncSetting, SyncTable } from '../../domain/model'
import { Refused } from '../../reconcile/refused'
import type { JiraSettings, ProjectSettings, ServiceNowSettings } from './projectSchemas'

/** Datadog's settings of a project (`integration_jira`, `integration_service_now`) into ours. */

/** Which connection a name of Datadog's stands for; throws `Refused` 400 for none. */
export interface Places {
  jira(accountId: string): string
  servicenow(instanceName: string): string
}

/** What is not named stays as it is. Throws `Refused` 400 for settings that are not whole, naming what is missing. */
export function withSettings(doc: ProjectDoc, given: ProjectSettings, places: Places): ProjectDoc {
  const { integration_jira: jira, integration_service_now: servicenow } = given
  let next = doc
  if (jira !== undefined) {
    const sync = withSync(next, 'jira', jira.sync)
    next = { ...next, jira: jiraPlace(next.jira, jira, places), sync: { ...next.sync, jira: sync } }
  }
  if (servicenow !== undefined) {
    const sync = withSync(next, 'servicenow', servicenow.sync_config)
    const place = serviceNowPlace(next.servicenow, servicenow, places)
    next = { ...next, servicenow: place, sync: { ...next.sync, servicenow: sync } }
  }
  return next
}

function jiraPlace(before: ProjectDoc['jira'], given: JiraSettings, places: Places): ProjectDoc['jira'] {
  if (given.enabled === false) return null
  const { account_id, project_id, issue_type_id } = given.metadata ?? {}
  const connection = account_id === undefined ? before?.connection : places.jira(account_id)
  const project = project_id ?? before?.project
  const workType = issue_type_id ?? before?.workType
  if (connection !== undefined && project !== undefined && workType !== undefined)
    return { connection, project, workType }
  if (given.enabled !== true && given.metadata === undefined) return before
  throw new Refused(
    400,
    'integration_jira.metadata must name account_id, project_id and issue_type_id before issues can be made.',
  )
}

function serviceNowPlace(
  before: ProjectDoc['servicenow'],
  given: ServiceNowSettings,
  places: Places,
): ProjectDoc['servicenow'] {
  if (given.enabled === false) return null
  const { instance_name, assignment_group } = given
  const connection = instance_name === undefined ? before?.connection : places.servicenow(instance_name)
  const assignmentGroup = assignment_group ?? before?.assignmentGroup
  if (connection !== undefined && assignmentGroup !== undefined)
    return { ...before, connection, assignmentGroup }
  if (given.enabled !== true && instance_name === undefined && assignment_group === undefined) return before
  throw new Refused(
    400,
    'integration_service_now must name instance_name and assignment_group before incidents can be made.',
  )
}

type Properties = NonNullable<NonNullable<JiraSettings['sync']>['properties']> &
  NonNullable<NonNullable<ServiceNowSettings['sync_config']>['properties']>
interface GivenSync {
  enabled?: boolean | undefined
  properties?: { [name in keyof Properties]?: GivenProperty | undefined } | undefined
}
interface GivenProperty {
  sync_type: SyncType
  mapping?: Names | undefined
  name_mapping?: Names | undefined
  impact_mapping?: Names | undefined
  urgency_mapping?: Names | undefined
}
type Names = Record<string, string>
type Field = keyof SyncTable

export function fieldsOf(tool: Tool): Field[] {
  const all = Object.keys(DEFAULT_SYNC[tool]) as Field[]
  // An incident's labels never flow, and Datadog has no word for them there.
  return tool === 'servicenow' ? all.filter(field => field !== 'labels') : all
}

export function syncs(doc: ProjectDoc, tool: Tool): boolean {
  return fieldsOf(tool).some(field => syncSetting(doc, tool, field).type !== 'off')
}

function withSync(doc: ProjectDoc, tool: Tool, given: GivenSync | undefined): SyncTable | undefined {
  const before = doc.sync[tool]
  if (given === undefined) return before
  if (given.enabled === false) {
    const off = fieldsOf(tool).map(field => [field, { ...syncSetting(doc, tool, field), type: 'off' }])
    return { ...before, ...Object.fromEntries(off) }
  }
  // Switched on again: as a project is that never said anything, apart from what is said now.
  const table: SyncTable = given.enabled === true && !syncs(doc, tool) ? {} : { ...before }
  for (const [name, property] of Object.entries(given.properties ?? {})) {
    if (property === undefined) continue
    const field = name as Field
    const map = mapOf(field, property)
    const { type: _, ...kept } = table[field] ?? syncSetting({ sync: {} }, tool, field)
    table[field] = { ...kept, type: property.sync_type, ...(map !== undefined && { map }) }
  }
  return table
}

/** How case values may be written in a mapping → the case's own; `null` = closed, which no mapping decides (rule 34). */
const CASE_WORDS: { [field in Field]?: Record<string, string | null> } = {
  status: { open: 'OPEN', 'in progress': 'IN_PROGRESS', closed: null },
  priority: { p1: 'P1', p2: 'P2', p3: 'P3', p4: 'P4', p5: 'P5', 'not defined': null },
}

/** A mapping may be written either way round: case value → theirs, or theirs → case value. */
function mapOf(field: Field, given: GivenProperty): SyncSetting['map'] | undefined {
  const named = given.name_mapping ?? given.mapping ?? matrix(given)
  const words = CASE_WORDS[field]
  if (named === undefined || words === undefined) return undefined
  const caseWord = (text: string) => {
    const word = text.toLowerCase().replace(/[_-]/g, ' ')
    return Object.hasOwn(words, word) ? words[word] : undefined
  }
  const map: Record<string, string[]> = {}
  for (const [key, value] of Object.entries(named)) {
    const forward = caseWord(key)
    const ours = forward === undefined ? caseWord(value) : forward
    if (ours === undefined)
      throw new Refused(400, `The mapping ${key} → ${value} names no ${field} of a case.`)
    if (ours === null) continue
    map[ours] = [...(map[ours] ?? []), forward === undefined ? key : value]
  }
  return map
}

/** ServiceNow computes the priority from these two. */
function matrix({ impact_mapping: impact, urgency_mapping: urgency }: GivenProperty): Names | undefined {
  if (impact === undefined && urgency === undefined) return undefined
  const keys = [...new Set([...Object.keys(impact ?? {}), ...Object.keys(urgency ?? {})])]
  return Object.fromEntries(
    keys.map(key => {
      const pair = [impact?.[key], urgency?.[key]]
      if (pair.some(each => each === undefined || !/^[1-3]$/.test(each)))
        throw new Refused(400, `Priority ${key} needs an impact and an urgency, each 1, 2 or 3.`)
      return [key, pair.join('/')]
    }),
  )
}
