/** The tables the simulated instance has: columns, labels and who may do what. All values are strings. */

export type Row = Record<string, string>

export type ColumnType =
  | 'string'
  | 'integer'
  | 'boolean'
  | 'choice'
  | 'reference'
  | 'datetime'
  | 'journal'
  /** Kept encrypted; only a script of the table's own scope reads it. */
  | 'password2'

export interface Column {
  label: string
  type: ColumnType
  /** Characters; longer text is cut without a word. */
  max?: number
  /** Table a reference points to. */
  to?: string
  /** Set by the instance alone; a value sent for it is ignored. */
  readOnly?: boolean
  initial?: string
  /** No two rows may hold the same value. */
  unique?: boolean
}

/** Roles by operation; `*` is everybody who is logged in, `admin` may always. */
export interface Access {
  read: readonly string[]
  create: readonly string[]
  write: readonly string[]
  delete: readonly string[]
  /** Operations that `admin` may not by itself. */
  strict?: readonly ('read' | 'create' | 'write' | 'delete')[]
  /** Columns naming a user who may read the row without a role. */
  ownedBy?: readonly string[]
}

export interface TableDefinition {
  label: string
  /** Column whose value a reference to the row shows. */
  display: string
  columns: Record<string, Column>
  access: Access
  /** Scope of the application the table belongs to; `global` when it is left out. */
  scope?: string
  /** What other scopes may do with it, by operation; everything when it is left out. */
  others?: Readonly<Record<'read' | 'create' | 'write' | 'delete', boolean>>
  /** False: the Table API does not know it. */
  webService?: boolean
}

const text = (label: string, max = 255): Column => ({ label, type: 'string', max })
const long = (label: string): Column => text(label, 4000)
const number = (label: string, initial = ''): Column => ({ label, type: 'integer', initial })
const flag = (label: string, initial = 'false'): Column => ({ label, type: 'boolean', initial })
const choice = (label: string, initial = ''): Column => ({ label, type: 'choice', max: 100, initial })
const time = (label: string): Column => ({ label, type: 'datetime' })
const reference = (label: string, to: string): Column => ({ label, type: 'reference', to })
const journal = (label: string): Column => ({ label, type: 'journal' })
const set = (column: Column): Column => ({ ...column, readOnly: true })

/** On every table. `sys_mod_count` grows with every change of the row; times are UTC with whole seconds. */
export const SYSTEM_COLUMNS: Record<string, Column> = {
  sys_id: set(text('Sys ID', 32)),
  sys_created_on: set(time('Created')),
  sys_created_by: set(text('Created by', 40)),
  sys_updated_on: set(time('Updated')),
  sys_updated_by: set(text('Updated by', 40)),
  sys_mod_count: set(number('Updates', '0')),
  sys_tags: set(text('Tags')),
}

const INCIDENT: Record<string, Column> = {
  number: set(text('Number', 40)),
  sys_class_name: set(text('Task type', 80)),
  sys_domain: set(reference('Domain', 'sys_user_group')),
  sys_domain_path: set(text('Domain Path')),
  state: choice('State', '1'),
  incident_state: choice('Incident state', '1'),
  hold_reason: choice('On hold reason'),
  active: flag('Active', 'true'),
  short_description: text('Short description', 160),
  description: long('Description'),
  impact: choice('Impact', '3'),
  urgency: choice('Urgency', '3'),
  priority: set(choice('Priority')),
  severity: choice('Severity', '3'),
  category: choice('Category', 'inquiry'),
  subcategory: choice('Subcategory'),
  contact_type: choice('Channel'),
  caller_id: reference('Caller', 'sys_user'),
  opened_by: reference('Opened by', 'sys_user'),
  opened_at: time('Opened'),
  assigned_to: reference('Assigned to', 'sys_user'),
  assignment_group: reference('Assignment group', 'sys_user_group'),
  reassignment_count: set(number('Reassignment count', '0')),
  close_code: choice('Resolution code'),
  close_notes: long('Resolution notes'),
  closed_at: time('Closed'),
  closed_by: reference('Closed by', 'sys_user'),
  resolved_at: time('Resolved'),
  resolved_by: reference('Resolved by', 'sys_user'),
  reopen_count: number('Reopen count', '0'),
  reopened_by: reference('Last reopened by', 'sys_user'),
  reopened_time: time('Last reopened at'),
  correlation_id: text('Correlation ID', 100),
  correlation_display: text('Correlation display', 100),
  parent_incident: reference('Parent Incident', 'incident'),
  due_date: time('Due date'),
  work_notes: journal('Work notes'),
  comments: journal('Additional comments'),
  comments_and_work_notes: { label: 'Comments and Work notes', type: 'journal', readOnly: true },
  escalation: choice('Escalation', '0'),
  made_sla: flag('Made SLA', 'true'),
  knowledge: flag('Knowledge'),
  approval: choice('Approval', 'not requested'),
  upon_approval: choice('Upon approval', 'proceed'),
  upon_reject: choice('Upon reject', 'cancel'),
  notify: choice('Notify', '1'),
  watch_list: long('Watch list'),
  work_notes_list: long('Work notes list'),
}

const EM_EVENT: Record<string, Column> = {
  source: text('Source', 100),
  event_class: text('Source instance', 100),
  node: text('Node', 100),
  type: text('Type', 100),
  resource: text('Resource', 100),
  metric_name: text('Metric Name', 100),
  message_key: text('Message key', 1024),
  severity: choice('Severity'),
  state: choice('State', 'Ready'),
  description: long('Description'),
  additional_info: long('Additional information'),
  time_of_event: time('Time of event'),
}

const ADMIN_ONLY: Access = { read: [], create: [], write: [], delete: [] }
const ANYBODY_READS: Access = { ...ADMIN_ONLY, read: ['*'] }

const METADATA = [
  ...[
    'sys_app',
    'sys_scope_privilege',
    'sys_script',
    'sys_script_include',
    'sys_script_client',
    'sys_script_fix',
  ],
  ...['sysauto_script', 'sys_ui_action', 'sys_ui_action_role', 'sys_security_acl', 'sys_security_acl_role'],
  ...[
    'sys_ws_definition',
    'sys_ws_operation',
    'sys_ws_version',
    'sys_relationship',
    'sys_ui_list',
    'sys_ui_element',
  ],
  ...['sys_app_application', 'sys_app_module'],
  ...['sys_db_object', 'sys_user_grmember', 'sys_report', 'sys_atf_test'],
] as const

function metadata(): Record<string, TableDefinition> {
  return Object.fromEntries(
    METADATA.map(name => [
      name,
      {
        label: name,
        display: 'name',
        columns: { name: text('Name'), active: flag('Active', 'true'), sys_scope: text('Application', 32) },
        access: ADMIN_ONLY,
      },
    ]),
  )
}

/** Which lists stand below a form; an instance has them before any application comes. */
const RELATED_LISTS: Record<string, TableDefinition> = {
  sys_ui_related_list: {
    label: 'Related Lists',
    display: 'name',
    columns: { name: text('Table', 80), view: text('View'), sys_user: reference('User', 'sys_user') },
    access: ADMIN_ONLY,
  },
  sys_ui_related_list_entry: {
    label: 'Related List Entry',
    display: 'related_list',
    columns: {
      list_id: reference('Related lists', 'sys_ui_related_list'),
      related_list: text('Related list'),
      position: number('Position'),
    },
    access: ADMIN_ONLY,
  },
}

/** A fresh copy each time: a run may add tables and columns. */
export function standardTables(): Map<string, TableDefinition> {
  const tables: Record<string, TableDefinition> = {
    incident: {
      label: 'Incident',
      display: 'number',
      columns: INCIDENT,
      access: {
        read: ['itil', 'sn_incident_read', 'sn_incident_write'],
        create: ['itil', 'sn_incident_write'],
        write: ['itil', 'sn_incident_write', 'list_updater'],
        delete: [],
        ownedBy: ['caller_id', 'opened_by'],
      },
    },
    /** Event Management: what monitoring tools send; alerts are made of events with one message key. */
    em_event: {
      label: 'Event',
      display: 'description',
      columns: EM_EVENT,
      access: {
        ...{ read: ['evt_mgmt_integration', 'itil'], create: ['evt_mgmt_integration'] },
        ...{ write: [], delete: [] },
      },
    },
    sys_user: {
      label: 'User',
      display: 'name',
      columns: {
        user_name: text('User ID', 40),
        name: text('Name', 151),
        email: text('Email', 100),
        active: flag('Active', 'true'),
        locked_out: flag('Locked out'),
        web_service_access_only: flag('Web service access only'),
      },
      access: { ...ANYBODY_READS, create: ['user_admin'], write: ['user_admin'] },
    },
    sys_user_group: {
      label: 'Group',
      display: 'name',
      columns: {
        name: text('Name', 80),
        description: long('Description'),
        active: flag('Active', 'true'),
        manager: reference('Manager', 'sys_user'),
      },
      access: { ...ANYBODY_READS, create: ['user_admin'], write: ['user_admin'] },
    },
    sys_user_role: {
      label: 'Role',
      display: 'name',
      columns: { name: text('Name', 100), description: long('Description') },
      access: ANYBODY_READS,
    },
    sys_user_has_role: {
      label: 'User Role',
      display: 'role',
      columns: {
        user: reference('User', 'sys_user'),
        role: reference('Role', 'sys_user_role'),
        inherited: flag('Inherited'),
      },
      access: { ...ADMIN_ONLY, read: ['user_admin'], create: ['user_admin'], ownedBy: ['user'] },
    },
    /** Roles that come with a role. */
    sys_user_role_contains: {
      label: 'Contained Role',
      display: 'contains',
      columns: {
        role: reference('Role', 'sys_user_role'),
        contains: reference('Contains', 'sys_user_role'),
      },
      access: ANYBODY_READS,
    },
    sys_choice: {
      label: 'Choice',
      display: 'label',
      columns: {
        name: text('Table', 80),
        element: text('Element', 80),
        value: text('Value', 100),
        label: text('Label', 100),
        language: text('Language', 3),
        sequence: number('Sequence'),
        inactive: flag('Inactive'),
      },
      access: { ...ANYBODY_READS, create: ['personalize_choices'], write: ['personalize_choices'] },
    },
    sys_journal_field: {
      label: 'Journal Entry',
      display: 'element',
      columns: {
        element_id: text('Element ID', 32),
        element: text('Element', 80),
        name: text('Name', 80),
        value: long('Value'),
      },
      access: ADMIN_ONLY,
    },
    sys_properties: {
      label: 'System Property',
      display: 'name',
      columns: { name: text('Name', 100), value: long('Value'), type: text('Type', 40) },
      access: ADMIN_ONLY,
    },
    sys_dictionary: {
      label: 'Dictionary Entry',
      display: 'element',
      columns: {
        name: text('Table', 80),
        element: text('Column name', 80),
        column_label: text('Column label', 80),
        internal_type: text('Type', 40),
        max_length: number('Max length'),
        reference: text('Reference', 80),
        mandatory: flag('Mandatory'),
        read_only: flag('Read only'),
        default_value: text('Default value'),
      },
      access: ANYBODY_READS,
    },
    /** What applications are made of; their columns come with the first record. */
    ...metadata(),
    ...RELATED_LISTS,
    /** Data policies and their fields; an instance enforces what stands here, also over REST. */
    sys_data_policy2: {
      label: 'Data Policy',
      display: 'short_description',
      columns: {
        model_table: text('Table', 80),
        short_description: text('Short description', 100),
        conditions: long('Conditions'),
        active: flag('Active', 'true'),
      },
      access: ADMIN_ONLY,
    },
    sys_data_policy_rule: {
      label: 'Data Policy Rule',
      display: 'field',
      columns: {
        sys_data_policy: reference('Data policy', 'sys_data_policy2'),
        table: text('Table', 80),
        field: text('Field name', 80),
        mandatory: text('Mandatory', 10),
      },
      access: ADMIN_ONLY,
    },
    /** The priority matrix; customers change it. */
    dl_u_priority: {
      label: 'Priority Data Lookup',
      display: 'priority',
      columns: {
        impact: text('Impact', 10),
        urgency: text('Urgency', 10),
        priority: text('Priority', 10),
        active: flag('Active', 'true'),
      },
      access: ADMIN_ONLY,
    },
  }
  return new Map(
    Object.entries(tables).map(([name, table]) => [
      name,
      { ...table, columns: { ...SYSTEM_COLUMNS, ...table.columns } },
    ]),
  )
}
