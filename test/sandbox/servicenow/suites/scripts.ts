import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { include, privilege, SCOPE } from './setXml'
import { NOTES, start } from './smallApp'

describe('records in scripts', () => {
  it('are made, found, changed and deleted, with the values the platform gives', async () => {
    const on = start([privilege('incident', 'read')])
    const { sys_id = '' } = await on.create({ short_description: 'One', urgency: '1' }, 'abel')
    const script = `
      var gr = new GlideRecord('${NOTES}'); gr.initialize();
      gr.key = 'k1'; gr.setValue('incident', '${sys_id}'); gr.text = null; gr.secret = 'open sesame';
      var id = gr.insert();
      var found = new GlideRecord('${NOTES}');
      found.addQuery('key', 'IN', 'k0,k1').addOrCondition('text', 'x');
      found.addQuery('incident.short_description', 'One');
      found.orderByDesc('key'); found.setLimit(5); found.query();
      var out = [found.getRowCount(), found.next(), found.getUniqueValue() == id, found.getValue('on'), found.on + '',
        found.getValue('text'), found.incident.short_description + '', found.incident.getDisplayValue(),
        found.incident.opened_by.name + '', found.getValue('secret') == 'open sesame', found.secret.getDecryptedValue(),
        found.getElement('incident.urgency').getDisplayValue(), found.text.nil(), found.isValidField('none'), found.none === undefined];
      found.text = 'new'; out.push(found.changes(), found.text.changes(), found.key.changes());
      found.update(); out.push(found.getValue('sys_mod_count'));
      var twice = new GlideRecord('${NOTES}'); twice.initialize(); twice.key = 'k1';
      out.push(twice.insert(), twice.getLastErrorMessage());
      out.push(found.deleteRecord(), new GlideRecord('${NOTES}').get(id));
      return out`
    expect(JSON.parse(String(await on.run(script)))).toEqual([
      ...[1, true, true, '1', 'true', null, 'One', 'INC0010001', 'Abel Tuter', false, 'open sesame'],
      ...['1 - High', true, false, true, true, true, false, '1', null],
      'Error during insert or update: a row with this key exists already',
      ...[true, false],
    ])
  })

  it('are counted and grouped', async () => {
    const on = start([privilege('incident', 'read')])
    for (const urgency of ['1', '2', '2']) await on.create({ urgency })
    const script = `var ga = new GlideAggregate('incident'); ga.addAggregate('COUNT'); ga.addAggregate('MAX', 'number');
      ga.addNotNullQuery('number'); ga.groupBy('urgency'); ga.query(); var out = [];
      while (ga.next()) out.push(ga.getValue('urgency') + ':' + ga.getAggregate('COUNT') + ':' + ga.getAggregate('MAX', 'number'));
      return out.sort().join(' ')`
    expect(await on.run(script)).toBe('1:1:INC0010001 2:2:INC0010003')
  })

  it.each([
    ["new GlideRecord('incident').fetchAll()", 'fetchAll is not a function'],
    ["var gr = new GlideRecord('incident'); gr.addQuery('no_such', '1'); gr.query()", 'cannot be read'],
    ["new GlideRecord('incident').setValue('no_such', '1')", 'incident has no field no_such'],
    ["new GlideRecord('no_such').query()", 'no_such is no table'],
    ["new GlideRecord('sys_user').query()", 'read on sys_user from scope x_small_app has been refused'],
    [
      "var gr = new GlideRecord('incident'); gr.get('number', 'INC0010001'); gr.setWorkflow(false)",
      'setWorkflow on incident is not allowed',
    ],
    ['gs.nowDateTime()', 'Function nowDateTime is not allowed in scope x_small_app'],
    ['new Helper()', 'Helper is not defined'],
    ['new global.Hidden()', 'Illegal access to private script include'],
    ["new CertificateEncryption().generateMac('', 'HmacSHA256', 'x')", 'empty key'],
    ['process.exit()', 'process is not defined'],
    ['[1].includes(1)', 'includes is not a function'],
    ['new Map()', 'Map is not defined'],
  ])('refuse what the platform refuses: %s', async (script, sentence) => {
    const on = start(
      [privilege('incident', 'read'), include('Own', 'function Own() {}')],
      [
        include('Helper', 'function Helper() {}'),
        include('Hidden', 'function Hidden() {}', { access: 'package_private' }),
      ],
    )
    await on.create()
    await expect(on.run(script)).rejects.toThrow(sentence)
  })

  it('let no other scope write a table that does not say so', async () => {
    const on = start()
    const write = `var gr = new GlideRecord('${NOTES}'); gr.initialize(); gr.key = 'k'; return gr.insert()`
    await expect(on.run(write, 'global')).rejects.toThrow('does not let other scopes create')
    expect(await on.run(write)).toMatch(/^[0-9a-f]{32}$/)
  })

  it('keep access control only where it is asked for', async () => {
    const on = start([privilege('incident', 'read')])
    await on.create({}, 'bot')
    const count = (kind: string) =>
      `var gr = new ${kind}('incident'); gr.query(); return String(gr.getRowCount())`
    expect(await on.run(count('GlideRecord'), SCOPE, 'carol')).toBe('1')
    expect(await on.run(count('GlideRecordSecure'), SCOPE, 'carol')).toBe('0')
  })
})

describe('the system in scripts', () => {
  it('has times, secrets and people', async () => {
    const on = start()
    const script = `var at = new GlideDateTime('2026-02-27 23:59:30'); at.addSeconds(45); at.addDaysUTC(1);
      var earlier = new GlideDateTime('2026-01-01 00:00:00');
      return [new GlideDateTime().getValue(), new Date().getTime(), at.getValue(), at.compareTo(earlier), earlier.before(at),
        new GlideDateTime('nonsense').isValid(), gs.getUserName(), gs.getUser().getFullName(), gs.hasRole('itil'), gs.hasRole('admin'),
        new CertificateEncryption().generateMac(gs.base64Encode('s\\u00e9cret'), 'HmacSHA256', 'body'), gs.getProperty('none', 'other')]`
    expect(JSON.parse(String(await on.run(script, SCOPE, 'abel')))).toEqual([
      ...[
        '2026-11-23 09:00:00',
        Date.UTC(2026, 10, 23, 9),
        '2026-03-01 00:00:15',
        1,
        true,
        false,
        'abel',
        'Abel Tuter',
      ],
      ...[true, false, createHmac('sha256', 'sécret').update('body').digest('base64'), 'other'],
    ])
  })

  it('waits for a call out without doing anything twice', async () => {
    const on = start()
    let asked = 0
    on.world.send = async (_url, init) => {
      asked++
      return new Response(`${init.body} ${asked}`, { status: 200 + asked, headers: { 'x-from': 'there' } })
    }
    const script = `var gr = new GlideRecord('${NOTES}'); gr.initialize(); gr.key = gs.generateGUID(); gr.insert();
      var out = [];
      for (var i = 0; i < 3; i++) {
        try {
          var rm = new sn_ws.RESTMessageV2(); rm.setEndpoint('http://hub.example'); rm.setHttpMethod('post');
          rm.setRequestBody('b' + i + Math.random()); rm.setHttpTimeout(1000);
          var r = rm.execute(); out.push(r.getStatusCode() + ' ' + r.getHeader('X-From') + ' ' + r.getBody().slice(-1));
        } catch (e) { out.push('caught ' + e) }
      }
      gr.text = out.join(', '); gr.update(); return out.join(', ')`
    expect(await on.run(script)).toBe('201 there 1, 202 there 2, 203 there 3')
    const rows = on.servicenow.instance.db.rows(NOTES)
    expect(rows.map(row => [row.text, row.sys_mod_count])).toEqual([
      ['201 there 1, 202 there 2, 203 there 3', '1'],
    ])
    on.world.send = () => Promise.reject(new Error('connect ECONNREFUSED'))
    const failing = `var rm = new sn_ws.RESTMessageV2(); rm.setEndpoint('http://hub.example'); var r = rm.execute();
      return [r.getStatusCode(), r.haveError(), r.getErrorMessage()].join()`
    expect(await on.run(failing)).toBe('0,true,connect ECONNREFUSED')
  })
})
