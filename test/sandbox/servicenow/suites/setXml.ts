/** Small update sets for tests of the platform, in the shape real ones have. */
import type { Row } from '../tables'

export const SCOPE = 'x_small_app'
export const APP = 'a'.repeat(32)

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

export interface Made {
  table: string
  values: Row
}

let last = 0
/** A sys_id of its own. */
export const newId = (): string => (++last).toString(16).padStart(32, '0')

/** A record as its payload tells it. */
export function record(table: string, values: Row): Made {
  return { table, values: { sys_id: newId(), ...values } }
}

function payload({ table, values }: Made, scope: string): string {
  const fields = Object.entries({ sys_scope: scope, ...values }).map(
    ([name, value]) => `<${name}>${escaped(value)}</${name}>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?><record_update table="${table}"><${table} action="INSERT_OR_UPDATE">${fields.join('')}</${table}></record_update>`
}

/** The file. */
export function setXml(scope: string, records: readonly Made[], name = `Small ${scope} 1.0.0`): string {
  const id = scope === 'global' ? 'global' : APP
  const set = 'b'.repeat(32)
  const all = scope === 'global' ? records : [app(), ...records]
  const updates = all.map(
    one => `<sys_update_xml action="INSERT_OR_UPDATE"><action>INSERT_OR_UPDATE</action>
<name>${one.table}_${one.values.sys_id}</name><payload>${escaped(payload(one, id))}</payload>
<remote_update_set display_value="${name}">${set}</remote_update_set></sys_update_xml>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?><unload unload_date="2026-11-23 00:00:00">
<sys_remote_update_set action="INSERT_OR_UPDATE"><application_scope>${scope}</application_scope>
<application_version>1.0.0</application_version><name>${name}</name><state>loaded</state><sys_id>${set}</sys_id>
</sys_remote_update_set>${updates.join('\n')}</unload>`
}

const app = (): Made => ({
  table: 'sys_app',
  values: { sys_id: APP, scope: SCOPE, js_level: 'helsinki_es5' },
})

export const include = (name: string, script: string, more: Row = {}): Made =>
  record('sys_script_include', { name, script, active: 'true', access: 'public', ...more })

export const rule = (name: string, when: string, script: string, more: Row = {}): Made =>
  record('sys_script', {
    ...{ name, when, script, collection: 'incident', active: 'true', advanced: 'true', order: '100' },
    ...{ action_insert: 'true', action_update: 'true', action_delete: 'false', ...more },
  })

/** A table of the app with text columns; `open` lets other scopes do everything. */
export function table(name: string, columns: Record<string, Row>, open = false, more: Row = {}): Made[] {
  const flag = String(open)
  return [
    record('sys_db_object', {
      ...{ name, label: name, access: 'public', read_access: flag, create_access: flag, update_access: flag },
      ...{ delete_access: flag, ws_access: 'true', ...more },
    }),
    ...Object.entries(columns).map(([element, more]) =>
      record('sys_dictionary', { name, element, column_label: element, internal_type: 'string', ...more }),
    ),
  ]
}

export const privilege = (target: string, operation: string): Made =>
  record('sys_scope_privilege', {
    ...{ target_name: target, target_type: 'sys_db_object', operation, status: 'allowed' },
    source_scope: APP,
  })
