import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import {
  inventoryOf,
  inventoryProblems,
  memberOf,
  readUpdateSet,
  scopeProblems,
  scriptProblems,
  valueProblems,
  xmlProblems,
} from './checks'
import { type Application, isShipped, type PackedRecord, packRecord, updateSet } from './updateSet'

const APP: Application = {
  ...{ id: '6'.repeat(32), name: 'Fixproof', scope: 'x_fxprf_sync', version: '0.1.0', description: 'An app' },
}
const GUARD: Application = { ...APP, id: 'global', name: 'Guard', scope: 'global' }

function rule(script: string, name = 'A rule'): { name: string; xml: string } {
  return {
    name: 'sys_script_1',
    xml: `<?xml version="1.0"?>
<record_update table="sys_script">
  <sys_script action="INSERT_OR_UPDATE">
    <sys_id>1</sys_id>
    <sys_scope display_value="x_fxprf_sync">${APP.id}</sys_scope>
    <name>${name}</name>
    <script><![CDATA[${script}]]></script>
  </sys_script>
</record_update>`,
  }
}

const CHOICES = {
  name: 'sys_choice_x_state',
  xml: `<?xml version="1.0"?>
<record_update>
  <sys_choice_set action="INSERT_OR_UPDATE" field="state" table="x">
    <sys_choice_set action="INSERT_OR_UPDATE">
      <sys_scope display_value="x_fxprf_sync">${APP.id}</sys_scope>
      <sys_package display_value="x_fxprf_sync" source="${APP.id}">${APP.id}</sys_package>
      <name>x</name>
    </sys_choice_set>
  </sys_choice_set>
</record_update>`,
}

interface Unload {
  unload: { sys_remote_update_set: Record<string, string>; sys_update_xml: Record<string, string>[] }
}

function read(xml: string): Unload['unload'] {
  const parser = new XMLParser({ parseTagValue: false, isArray: name => name === 'sys_update_xml' })
  return (parser.parse(xml) as Unload).unload
}

describe('an update set', () => {
  const records = [rule("if (a < b && c) { gs.info('x'); }"), CHOICES].map(r => packRecord(r, APP))

  it('holds one sys_update_xml a record, each with the record as an instance reads it', () => {
    const { sys_remote_update_set: set, sys_update_xml: rows } = read(updateSet(records, APP))
    expect(set).toMatchObject({ name: 'Fixproof 0.1.0', state: 'loaded', application: APP.id })
    expect(rows.map(row => [row.name, row.table, row.type, row.target_name])).toEqual([
      ['sys_script_1', 'sys_script', 'Business Rule', 'A rule'],
      ['sys_choice_x_state', 'sys_choice', 'Choice list', 'x'],
    ])
    expect(rows[0]?.remote_update_set).toBe(set.sys_id)
    expect(new Set(rows.map(row => row.sys_id)).size).toBe(2)
    expect(memberOf(records[0] as PackedRecord, 'script')).toBe("if (a < b && c) { gs.info('x'); }")
  })

  it('is read back record for record, however many marks its scripts have', () => {
    const long = packRecord(rule("if (a < b && c) { gs.info('x'); }\n".repeat(5000)), APP)
    expect(readUpdateSet(updateSet([...records, long], APP))).toEqual([...records, long])
  })

  it('says once whose a record is', () => {
    for (const { payload } of records) {
      expect(payload.match(/<sys_package /g)).toHaveLength(1)
      expect(payload).toContain(
        `<sys_package display_value="Fixproof" source="x_fxprf_sync">${APP.id}</sys_package>`,
      )
    }
    expect(records[0]?.payload).toContain('<sys_class_name>sys_script</sys_class_name>')
  })

  it('gives the records of the guard to the global scope', () => {
    const { payload } = packRecord(rule(''), GUARD)
    expect(payload).toContain('<sys_scope display_value="Global">global</sys_scope>')
    expect(read(updateSet([packRecord(rule(''), GUARD)], GUARD)).sys_remote_update_set.application).toBe(
      'global',
    )
  })

  it('has the same bytes every time, and other ids in another version', () => {
    expect(updateSet(records, APP)).toBe(updateSet(records, APP))
    const ids = (version: string) =>
      read(updateSet(records, { ...APP, version })).sys_remote_update_set.sys_id
    expect(ids('0.2.0')).not.toBe(ids('0.1.0'))
  })

  it("leaves the SDK's own bookkeeping out", () => {
    expect(isShipped('sys_module_1', APP)).toBe(false)
    expect(isShipped('sys_app_1', APP)).toBe(true)
    expect(isShipped('sys_app_1', GUARD)).toBe(false)
    const xml = `<record_update table="sys_app">
  <sys_app>
    <name>Fixproof</name>
    <package_json>x/package.json</package_json>
    <package_resolver_version/>
  </sys_app>
</record_update>`
    expect(packRecord({ name: 'sys_app_1', xml }, APP).payload).not.toContain('package_')
  })
})

describe('a build is refused', () => {
  it.each(['x_fixprf_core', 'x_fxprf_sync_and_more', 'X_fx_sync', 'fx_sync', 'x_f_sync'])(
    'in the scope %s',
    scope => {
      expect(scopeProblems(scope)).toHaveLength(1)
    },
  )

  it('not in its own scope, nor in the global one', () => {
    expect([...scopeProblems('x_fxprf_sync'), ...scopeProblems('global')]).toEqual([])
  })

  it.each(['const a = 1', 'var f = () => 1', 'f(a,)', 'class A {}', 'var s = `x`', 'for (var a of b) {}'])(
    'with a script that is not ECMAScript 5: %s',
    script => {
      expect(scriptProblems([packRecord(rule(script), APP)])[0]).toContain('A rule (sys_script_1, script)')
      expect(scriptProblems([packRecord(rule('var a = 1;'), APP)])).toEqual([])
    },
  )

  it('with a value that is no text', () => {
    expect(valueProblems([packRecord(rule('', '[object Object]'), APP)])).toHaveLength(1)
    expect(valueProblems([packRecord(rule('var a = undefined;'), APP)])).toEqual([])
  })

  it('with XML that does not parse', () => {
    expect(xmlProblems('a.xml', '<a><b></a>')[0]).toContain('a.xml is no XML, line 1')
    expect(xmlProblems('a.xml', '<a><b/></a>')).toEqual([])
  })

  it('when a record is gone that was there once, also one of two alike', () => {
    const built = inventoryOf([packRecord(rule(''), APP)])
    expect(inventoryProblems(built, built)).toEqual([])
    expect(inventoryProblems([...built, ...built], built)).toEqual([
      'sys_script  A rule is missing from the build',
    ])
    expect(inventoryProblems([], built)).toEqual([])
  })
})
