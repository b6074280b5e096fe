import type { Tool } from '@fixproof/rules'
import { syncSetting } from '../../domain/fields/settings'
import type { ProjectDoc, SyncSetting } from '../../domain/model'
import { accountId, type CaseNames } from './caseJson'
import { fieldsOf, syncs } from './projectSettings'

/** A project as Datadog serves it: `Project`, with its settings as far as they concern tickets. */
export function projectJson(project: ProjectDoc, names: CaseNames): Record<string, unknown> {
  const { jira, servicenow } = project
  return {
    id: project.id,
    type: 'project',
    attributes: {
      key: project.key,
      name: project.name,
      restricted: false,
      settings: {
        integration_jira: {
          enabled: jira !== null,
          auto_creation: { enabled: false },
          ...(jira === null
            ? {}
            : {
                metadata: {
                  account_id: accountId(jira.connection),
                  project_id: jira.project,
                  issue_type_id: jira.workType,
                },
              }),
          sync: { enabled: syncs(project, 'jira'), properties: properties(project, 'jira') },
        },
        integration_service_now: {
          enabled: servicenow !== null,
          auto_creation: { enabled: false },
          ...(servicenow === null
            ? {}
            : {
                instance_name: names.instanceName(servicenow.connection),
                assignment_group: servicenow.assignmentGroup,
              }),
          sync_config: {
            enabled: syncs(project, 'servicenow'),
            properties: properties(project, 'servicenow'),
          },
        },
      },
    },
  }
}

function properties(project: ProjectDoc, tool: Tool): Record<string, unknown> {
  return Object.fromEntries(
    fieldsOf(tool).map(field => {
      const { type, map } = syncSetting(project, tool, field)
      const matrix = tool === 'servicenow' && field === 'priority'
      const mapping = map === undefined ? {} : matrix ? matrixJson(map) : { name_mapping: namesJson(map) }
      const own = tool === 'jira' && field === 'due_date' ? { jira_field_id: 'duedate' } : {}
      return [field, { sync_type: type, ...mapping, ...own }]
    }),
  )
}

type Map = NonNullable<SyncSetting['map']>

/** Case value → theirs; the other way round where one of them stands for several. */
function namesJson(map: Map): Record<string, string> {
  const rows = Object.entries(map)
  return rows.every(([, names]) => names.length <= 1)
    ? Object.fromEntries(rows.flatMap(([value, names]) => names.map(name => [value, name])))
    : Object.fromEntries(rows.flatMap(([value, names]) => names.map(name => [name, value])))
}

/** `impact/urgency`; the first is what is written. */
function matrixJson(map: Map): Record<string, Record<string, string>> {
  const part = (at: 0 | 1) =>
    Object.fromEntries(Object.entries(map).map(([value, [pair = '']]) => [value, pair.split('/')[at] ?? '']))
  return { impact_mapping: part(0), urgency_mapping: part(1) }
}
