/**
 * Update-set XML out of the records that ServiceNow's SDK builds: one `sys_update_xml` a record, the same bytes every time.
 * Shape: update sets as instances export them (`unload` › `sys_remote_update_set`, `sys_update_xml`…). What an instance
 * adds when it exports and nobody else can make, `payload_hash`, is left out.
 */
import { createHash } from 'node:crypto'

/** Whose records they are. */
export interface Application {
  /** sys_id of the application; `global` for records of the global scope. */
  id: string
  name: string
  /** As `x_fxprf_sync`, or `global`. */
  scope: string
  version: string
  description: string
}

/** One record as the SDK writes it. */
export interface BuiltRecord {
  /** File name without `.xml`: the platform's own name of the record. */
  name: string
  xml: string
}

/** A record as it goes into the set. */
export interface PackedRecord {
  name: string
  /** Table of the record. */
  table: string
  /** Name people know it by. */
  target: string
  payload: string
}

/** Times and people are part of the bytes, so they are fixed: when the app was first built, and by whom. */
const FIXED_TIME = '2026-11-23 00:00:00'
const FIXED_USER = 'fixproof'

/** What the list of an update set calls a record. Source: labels of the platform's own tables. */
const TYPE_LABELS: { readonly [table: string]: string } = {
  sys_app: 'Custom Application',
  sys_app_application: 'Application Menu',
  sys_app_module: 'Module',
  sys_atf_step: 'Test Step',
  sys_atf_test: 'Test',
  sys_choice: 'Choice list',
  sys_db_object: 'Table',
  sys_dictionary: 'Dictionary',
  sys_documentation: 'Field Label',
  sys_report: 'Report',
  sys_scope_privilege: 'Cross scope privilege',
  sys_script: 'Business Rule',
  sys_script_client: 'Client Script',
  sys_script_fix: 'Fix Script',
  sys_script_include: 'Script Include',
  sys_security_acl: 'Access Control',
  sys_security_acl_role: 'Access Roles',
  sys_ui_action: 'UI Action',
  sys_ui_form: 'Form Layout',
  sys_ui_list: 'List Layout',
  sys_ui_section: 'Form Sections',
  sys_user_role: 'Role',
  sys_user_role_contains: 'Contained Role',
  sys_ws_definition: 'Scripted REST Service',
  sys_ws_operation: 'Scripted REST Resource',
  sysauto_script: 'Scheduled Script Execution',
}

/** Members of the SDK's own application record that point to its modules, which are not shipped. */
const NOT_SHIPPED = /^\s*<(package_json|package_resolver_version)(\/>|>.*?<\/\1>)\n/gm

/** Bookkeeping of the SDK, not of the app: its modules, and for global records the made-up application. */
export function isShipped(name: string, app: Application): boolean {
  return !name.startsWith('sys_module_') && !(app.scope === 'global' && name.startsWith('sys_app_'))
}

/** The record as an instance would have exported it. Throws for one without table or sys_id. */
export function packRecord(record: BuiltRecord, app: Application): PackedRecord {
  const [, named, first] = /<record_update\b(?:[^>]*\btable="([^"]+)")?[^>]*>\s*<(\w+)/.exec(record.xml) ?? []
  // A list of choices is a record of its own kind around the choices.
  const table = named ?? (first === 'sys_choice_set' ? 'sys_choice' : first)
  if (table === undefined) throw new Error(`${record.name}.xml names no table`)
  const display = app.scope === 'global' ? 'Global' : app.name
  const scope = `<sys_scope display_value="${escaped(display)}">${app.id}</sys_scope>`
  const source = app.scope === 'global' ? 'global' : app.scope
  const owner = `<sys_package display_value="${escaped(display)}" source="${source}">${app.id}</sys_package>`
  const classed = table === 'sys_app' || record.xml.includes('<sys_class_name>')
  const payload = record.xml
    .replace(/<\?xml[^>]*\?>/, '<?xml version="1.0" encoding="UTF-8"?>')
    .replace(NOT_SHIPPED, '')
    .replace(/^ *<sys_package\b[^>]*>[^<]*<\/sys_package>\n/gm, '')
    .replace(
      /^( *)<sys_scope\b[^>]*>[^<]*<\/sys_scope>/gm,
      (_found, indent: string) =>
        `${classed ? '' : `${indent}<sys_class_name>${table}</sys_class_name>\n`}${indent}${owner}\n${indent}${scope}`,
    )
  return { name: record.name, table, target: targetOf(payload, record.name), payload }
}

/** How people know the record. */
function targetOf(payload: string, name: string): string {
  for (const member of ['name', 'title', 'element', 'label', 'description']) {
    const value = new RegExp(`<${member}>([^<]+)</${member}>`).exec(payload)?.[1]
    if (value !== undefined) return value.slice(0, 200)
  }
  return name
}

/** The whole file. */
export function updateSet(records: readonly PackedRecord[], app: Application): string {
  const title = `${app.name} ${app.version}`
  const setId = md5(`${app.scope}|${app.name}|${app.version}`)
  const scope = app.scope === 'global' ? 'global' : app.id
  const head = element('sys_remote_update_set', [
    ['application', scope],
    ['application_name', app.scope === 'global' ? 'Global' : app.name],
    ['application_scope', app.scope],
    ['application_version', app.scope === 'global' ? '' : app.version],
    ['collisions', ''],
    ['commit_date', ''],
    ['deleted', ''],
    ['description', app.description],
    ['inserted', ''],
    ['name', title],
    ['origin_sys_id', ''],
    ['parent', ''],
    ['release_date', ''],
    ['remote_base_update_set', ''],
    ['remote_parent_id', ''],
    ['remote_sys_id', setId],
    ['state', 'loaded'],
    ['summary', ''],
    ['sys_class_name', 'sys_remote_update_set'],
    ['sys_created_by', FIXED_USER],
    ['sys_created_on', FIXED_TIME],
    ['sys_id', setId],
    ['sys_mod_count', '0'],
    ['sys_updated_by', FIXED_USER],
    ['sys_updated_on', FIXED_TIME],
    ['update_set', ''],
    ['update_source', ''],
    ['updated', ''],
  ])
  const rows = records.map(record =>
    element('sys_update_xml', [
      ['action', 'INSERT_OR_UPDATE'],
      ['application', scope],
      ['category', 'customer'],
      ['comments', ''],
      ['name', record.name],
      ['payload', record.payload],
      ['remote_update_set', setId],
      ['replace_on_upgrade', 'false'],
      ['sys_created_by', FIXED_USER],
      ['sys_created_on', FIXED_TIME],
      ['sys_id', md5(`${setId}|${record.name}`)],
      ['sys_mod_count', '0'],
      ['sys_updated_by', FIXED_USER],
      ['sys_updated_on', FIXED_TIME],
      ['table', record.table],
      ['target_name', record.target],
      ['type', TYPE_LABELS[record.table] ?? record.table],
      ['update_domain', 'global'],
      ['update_set', ''],
      ['view', ''],
    ]),
  )
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<unload unload_date="${FIXED_TIME}">`,
    head,
    ...rows,
    '</unload>',
    '',
  ].join('\n')
}

function element(name: string, members: readonly (readonly [string, string])[]): string {
  const lines = members.map(([member, value]) =>
    value === '' ? `<${member}/>` : `<${member}>${escaped(value)}</${member}>`,
  )
  return `<${name} action="INSERT_OR_UPDATE">\n${lines.join('\n')}\n</${name}>`
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}
