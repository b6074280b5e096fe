/** People, groups, choices, policies and the priority matrix a fresh instance has. */
import { type Database, internalType } from './database'
import type { Row } from './tables'

/** Log-ins by user name; the password is the name. */
export const PEOPLE = {
  bot: { name: 'Fixproof Integration', roles: ['itil', 'evt_mgmt_integration'], login: true },
  abel: { name: 'Abel Tuter', roles: ['itil'], login: true },
  carol: { name: 'Carol Coughlin', roles: [], login: true },
  admin: { name: 'System Administrator', roles: ['admin', 'itil', 'itil_admin', 'user_admin'], login: true },
  /** Runs scheduled jobs; nobody logs in as it. */
  system: { name: 'System', roles: ['admin'], login: false },
} as const satisfies Record<string, { name: string; roles: readonly string[]; login: boolean }>

export const OAUTH_CLIENT = { id: 'fixproof', secret: 'secret', user: 'bot' } as const

const ROLES = [
  ...(['admin', 'itil', 'itil_admin', 'user_admin', 'sn_incident_read', 'sn_incident_write'] as const),
  'evt_mgmt_integration',
] as const

const GROUPS = [
  'Vulnerability Response',
  'Platform Operations',
  'Application Security',
  'Cloud Infrastructure',
  'Service Desk',
] as const

/** `[value, label]` by column of incident, in the order of the form. */
const CHOICES: Record<string, readonly (readonly [string, string])[]> = {
  state: [
    ['1', 'New'],
    ['2', 'In Progress'],
    ['3', 'On Hold'],
    ['6', 'Resolved'],
    ['7', 'Closed'],
    ['8', 'Canceled'],
  ],
  hold_reason: [
    ['1', 'Awaiting Caller'],
    ['5', 'Awaiting Change'],
    ['3', 'Awaiting Problem'],
    ['4', 'Awaiting Vendor'],
  ],
  impact: [
    ['1', '1 - High'],
    ['2', '2 - Medium'],
    ['3', '3 - Low'],
  ],
  urgency: [
    ['1', '1 - High'],
    ['2', '2 - Medium'],
    ['3', '3 - Low'],
  ],
  severity: [
    ['1', '1 - High'],
    ['2', '2 - Medium'],
    ['3', '3 - Low'],
  ],
  priority: [
    ['1', '1 - Critical'],
    ['2', '2 - High'],
    ['3', '3 - Moderate'],
    ['4', '4 - Low'],
    ['5', '5 - Planning'],
  ],
  category: [
    ['inquiry', 'Inquiry / Help'],
    ['software', 'Software'],
    ['hardware', 'Hardware'],
    ['network', 'Network'],
    ['database', 'Database'],
  ],
  close_code: [
    'Duplicate',
    'Known error',
    'No resolution provided',
    'Resolved by caller',
    'Resolved by change',
    'Resolved by problem',
    'Resolved by request',
    'Solution provided',
    'Workaround provided',
    'User error',
  ].map(word => [word, word] as const),
}

/** Kept on the instance but switched off, as after an upgrade from an older release. */
const RETIRED_CLOSE_CODES = ['Solved (Permanently)', 'Closed/Resolved by Caller'] as const

/** Impact, urgency, priority. */
const MATRIX = ['111', '122', '133', '212', '223', '234', '313', '324', '335'] as const

const PROPERTIES = {
  'glide.invalid_query.returns_no_rows': 'false',
  'glide.oauth.inbound.client.credential.grant_type.enabled': 'true',
} as const

/** The data policy "a resolved or closed incident has a resolution code and notes". */
const POLICY = {
  conditions: 'stateIN6,7',
  fields: ['close_code', 'close_notes'],
} as const

export function seed(db: Database): void {
  const put = (table: string, row: Row): string => db.insert(table, row, 'system').sys_id ?? ''
  const roles = new Map<string, string>(ROLES.map(name => [name, put('sys_user_role', { name })]))
  for (const [userName, person] of Object.entries(PEOPLE)) {
    const user = put('sys_user', {
      user_name: userName,
      name: person.name,
      email: `${userName}@example.com`,
      active: 'true',
    })
    for (const role of person.roles) put('sys_user_has_role', { user, role: roles.get(role) ?? '' })
  }
  for (const name of GROUPS) put('sys_user_group', { name, active: 'true' })
  const lists = Object.entries({ ...CHOICES, incident_state: CHOICES.state ?? [] })
  for (const [element, choices] of lists)
    for (const [at, [value, label]] of choices.entries())
      put('sys_choice', incidentChoice(element, value, label, at, 'false'))
  for (const value of RETIRED_CLOSE_CODES)
    put('sys_choice', incidentChoice('close_code', value, value, 99, 'true'))
  for (const [impact = '', urgency = '', priority = ''] of MATRIX)
    put('dl_u_priority', { impact, urgency, priority })
  for (const [name, value] of Object.entries(PROPERTIES)) put('sys_properties', { name, value })
  // The customer's own related list: incidents that name this one as their parent.
  const list_id = put('sys_ui_related_list', { name: 'incident', view: 'Default view' })
  put('sys_ui_related_list_entry', { list_id, related_list: 'incident.parent_incident', position: '0' })
  seedPolicy(put)
  seedDictionary(db, put)
}

function incidentChoice(element: string, value: string, label: string, at: number, inactive: string): Row {
  return { name: 'incident', element, value, label, language: 'en', sequence: String(at), inactive }
}

function seedPolicy(put: (table: string, row: Row) => string): void {
  const policy = put('sys_data_policy2', {
    model_table: 'incident',
    short_description: 'Resolution is mandatory on a resolved or closed incident',
    conditions: POLICY.conditions,
  })
  for (const field of POLICY.fields)
    put('sys_data_policy_rule', { sys_data_policy: policy, table: 'incident', field, mandatory: 'true' })
}

function seedDictionary(db: Database, put: (table: string, row: Row) => string): void {
  for (const [element, column] of Object.entries(db.definition('incident')?.columns ?? {}))
    put('sys_dictionary', {
      name: 'incident',
      element,
      column_label: column.label,
      internal_type: internalType(column),
      max_length: column.max === undefined ? '' : String(column.max),
      reference: column.to ?? '',
      mandatory: 'false',
      read_only: String(column.readOnly === true),
      default_value: column.initial ?? '',
    })
}
