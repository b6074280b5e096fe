/** What a build must hold before anybody may have it. Each check answers sentences; none means that all is well. */
import { parse } from 'acorn'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import type { PackedRecord } from './updateSet'

/** The records of an update set, as an instance reads them. */
export function readUpdateSet(xml: string): PackedRecord[] {
  const { unload } = new XMLParser({
    parseTagValue: false,
    trimValues: false,
    isArray: name => name === 'sys_update_xml',
    // Every mark of a payload is written as an entity; the limits are made for strangers' files.
    processEntities: { enabled: true, maxTotalExpansions: Infinity, maxExpandedLength: Infinity },
  }).parse(xml) as { unload: { sys_update_xml: { [member: string]: string }[] } }
  return unload.sys_update_xml.map(row => ({
    ...{ name: row.name ?? '', table: row.table ?? '' },
    ...{ target: row.target_name ?? '', payload: row.payload ?? '' },
  }))
}

/** `x_<company code of 2 to 5>_<app>`, 18 characters at most. Source: application-development/c_NamespaceIdentifier.md */
const SCOPE = /^x_[a-z0-9]{2,5}_[a-z0-9_]+$/
const SCOPE_CHARS_MAX = 18

export function scopeProblems(scope: string): string[] {
  if (scope === 'global' || (SCOPE.test(scope) && scope.length <= SCOPE_CHARS_MAX)) return []
  return [`${scope} is no scope name that ServiceNow takes`]
}

/** Where records carry scripts that the platform runs, on the server or in a form. */
const SCRIPTS: { readonly [table: string]: readonly string[] } = {
  sys_script: ['script'],
  sys_script_include: ['script'],
  sys_script_client: ['script'],
  sys_script_fix: ['script'],
  sys_ui_action: ['script', 'client_script_v2'],
  sys_ws_operation: ['operation_script'],
  sysauto_script: ['script'],
}

/** The text of a record's member, as the platform reads it. */
export function memberOf(record: PackedRecord, member: string): string {
  const update = new XMLParser({ parseTagValue: false, trimValues: false }).parse(record.payload) as {
    record_update?: { [table: string]: { [member: string]: unknown } }
  }
  const value = update.record_update?.[record.table]?.[member]
  return typeof value === 'string' ? value : ''
}

export function scriptProblems(records: readonly PackedRecord[]): string[] {
  return records.flatMap(record =>
    (SCRIPTS[record.table] ?? []).flatMap(member => {
      try {
        parse(memberOf(record, member), { ecmaVersion: 5, sourceType: 'script' })
        return []
      } catch (error) {
        const where = `${record.target} (${record.name}, ${member})`
        return [`${where} is not ECMAScript 5: ${error instanceof Error ? error.message : String(error)}`]
      }
    }),
  )
}

/** The SDK writes what it does not understand as JavaScript's own text for it. */
export function valueProblems(records: readonly PackedRecord[]): string[] {
  return records
    .filter(({ payload }) => />(\[object \w+\]|undefined|NaN)</.test(payload))
    .map(({ name, target }) => `${target} (${name}) has a value that is no text`)
}

export function xmlProblems(name: string, xml: string): string[] {
  const valid = XMLValidator.validate(xml)
  return valid === true ? [] : [`${name} is no XML, line ${valid.err.line}: ${valid.err.msg}`]
}

/** A record's line in the inventory: it outlives a new sys_id, and shows what is gone. */
export function inventoryOf(records: readonly PackedRecord[]): string[] {
  return records.map(record => `${record.table}  ${record.target}`).sort()
}

/** The SDK drops what it cannot build and says that all went well; so what was there once must be there again. */
export function inventoryProblems(expected: readonly string[], built: readonly string[]): string[] {
  const left = [...built]
  return expected.flatMap(line => {
    const at = left.indexOf(line)
    if (at < 0) return [`${line} is missing from the build`]
    left.splice(at, 1)
    return []
  })
}
