/** What an administrator does with the shipped app in the browser, and what others see of it. */
import { describe, expect, it } from 'vitest'
import { notice, type Page, refusal, row, type Started, start } from './pageTesting'

const SCOPE = 'x_fxprf_sync'
const CONFIG = { hub_url: 'https://hub.example.com', connection: 'main', hub_user: 'bot', secret: 'sesame' }

const be = (on: Started, person: string, page = '/'): Promise<Page> =>
  on.press('servicenow', '/_sandbox/browse/person', { person, page })
const system = (on: Started, form: Record<string, string>): Promise<Page> =>
  on.press('servicenow', '/_sandbox/browse/system', form)
const record = (on: Started, table: string, id: string, form: Record<string, string>): Promise<Page> =>
  on.press('servicenow', `/_sandbox/browse/record/${SCOPE}_${table}/${id}`, form)
const rows = (on: Started, table: string) => on.servicenow.instance.db.rows(`${SCOPE}_${table}`)
const action = (page: Page, name: string): string =>
  new RegExp(`name="action" value="(\\w+)"[^>]*>${name}<`).exec(page.text)?.[1] ?? `no ${name}`

/** The app, its guard and its roles, committed and given on the system page. */
async function installed(): Promise<Started> {
  const on = start()
  await be(on, 'admin')
  for (const commit of ['app', 'guard']) expect(refusal(await system(on, { commit }))).toBeUndefined()
  for (const [user = '', role = ''] of [
    ['bot', `${SCOPE}.hub`],
    ['abel', `${SCOPE}.operator`],
  ])
    await system(on, { user, role, held: 'true' })
  on.world.send = async () => {
    const now = new Date(on.world.clock.now()).toISOString()
    return Response.json({ hub: '0.1.0', connection: 'main', now })
  }
  return on
}

const connected = async (on: Started): Promise<string> => {
  const page = await record(on, 'config', '-1', CONFIG)
  expect(notice(page)).toBe('Saved.')
  return rows(on, 'config')[0]?.sys_id ?? ''
}

describe('setting the app up in the browser', () => {
  it('goes from a bare instance to all steps done, by the pages alone', async () => {
    const on = await installed()
    expect((await on.look('servicenow', '/system.do')).text).toMatch(
      /Fixproof<\/dt><dd><span[^>]*>0\.1\.0<.*Fixproof Incident Guard<\/dt><dd><span[^>]*>installed</s,
    )
    const fixScript = 'Fixproof: show findings on incident forms'
    expect(notice(await system(on, { fixScript }))).toBe(`&quot;${fixScript}&quot; has run.`)

    const list = await on.look('servicenow', `/${SCOPE}_config_list.do`)
    expect(list.text).toContain(`<a href="/${SCOPE}_config.do?sys_id=-1">New</a>`)
    const fresh = await on.look('servicenow', `/${SCOPE}_config.do?sys_id=-1`)
    for (const name of ['hub_url', 'connection', 'hub_user', 'secret', 'second_secret', 'active'])
      expect(fresh.text).toContain(`id="field-${name}"`)
    expect(fresh.text).not.toContain('field-reachable')
    const id = await connected(on)
    const page = await on.look('servicenow', `/${SCOPE}_config.do?sys_id=${id}`)
    const tested = await record(on, 'config', id, { action: action(page, 'Test connection') })
    expect(notice(tested)).toBe(
      'The hub answers: version 0.1.0, connection main. Its clock and this instance&#39;s agree.',
    )
    expect(row(tested, 'The hub answers')).toBe('Yes')

    const steps = await on.look('servicenow', `/${SCOPE}_step_list.do`)
    const looked = await record(on, 'step_list', '-1', { action: action(steps, 'Look again') })
    expect(notice(looked)).not.toBe('')
    const open = rows(on, 'step').filter(one => one.state === 'open')
    expect(open.map(one => [one.step_key, one.found])).toEqual([])
    expect(looked.text).toContain('Show the findings on the incident form')
  })

  it('keeps a secret to itself, replaces it, and takes it away', async () => {
    const on = await installed()
    const id = await connected(on)
    const look = () => on.look('servicenow', `/${SCOPE}_config.do?sys_id=${id}`)
    expect((await look()).text).not.toMatch(/sesame|enc:/)
    const mask = /name="shown.secret" value="(.*?)"/.exec((await look()).text)?.[1] ?? ''
    expect(mask).not.toBe('')
    const save = (form: Record<string, string>) => record(on, 'config', id, form)
    const secret = () => rows(on, 'config')[0]?.secret
    const kept = secret()
    await save({ 'shown.secret': mask, secret: mask, 'shown.connection': 'main', connection: 'other' })
    expect(rows(on, 'config')[0]).toMatchObject({ connection: 'other', secret: kept })
    await save({ 'shown.secret': mask, secret: 'open barley' })
    expect(secret()).not.toBe(kept)
    await save({ 'shown.secret': mask, secret: '' })
    expect(secret()).toBe('')
    expect(refusal(await save({ 'shown.secret': '', secret: '' }))).toBe('Nothing was changed on the form.')
    // A second configuration is refused; what was filled in stands there, but for the secret.
    const second = await record(on, 'config', '-1', CONFIG)
    expect(refusal(second)).toBe('There is a configuration already. Change that one.')
    expect(second.text).toContain('value="https://hub.example.com"')
    expect(second.text).not.toContain('sesame')
  })

  it('is for administrators: others neither see its pages nor press its buttons', async () => {
    const on = await installed()
    const id = await connected(on)
    for (const person of ['abel', 'carol']) {
      const menu = await be(on, person)
      expect(menu.text).not.toContain('/system.do')
      expect(menu.text).not.toContain('>Configuration<')
      for (const path of ['/system.do', `/${SCOPE}_config_list.do`, `/${SCOPE}_config.do?sys_id=${id}`])
        expect((await on.look('servicenow', path)).status).toBe(404)
      expect(refusal(await system(on, { uninstall: SCOPE }))).toBe('Only an administrator does this.')
      expect(refusal(await record(on, 'config', id, { connection: 'mine' }))).toBeDefined()
    }
    expect(rows(on, 'config')[0]?.connection).toBe('main')
  })

  it('takes everything away again, as the README says', async () => {
    const on = await installed()
    await system(on, { fixScript: 'Fixproof: remove the guard' })
    const page = await system(on, { uninstall: SCOPE })
    expect(notice(page)).toBe('Fixproof is uninstalled.')
    expect(page.text.match(/not committed/g)).toHaveLength(2)
    expect((await on.look('servicenow', '/')).text).not.toContain('Open findings')
  })
})

describe('a change that was given up', () => {
  it('stands in the outbox with the reason, and is sent again by its button', async () => {
    const on = await installed()
    await connected(on)
    let status = 400
    on.world.send = async () => Response.json(status === 200 ? { outcome: 'accepted' } : {}, { status })
    const id = await on.incident()
    const facts = {
      ...{ incident: id, linked: 'true', policy: 'strict', phase: 'open', open: '1', findings: '[]' },
    }
    on.servicenow.instance.db.insert(`${SCOPE}_incident`, facts, 'bot')
    await be(on, 'abel')
    await on.press('servicenow', `/_sandbox/browse/incident/${id}`, { 'shown.state': '1', state: '2' })
    await on.servicenow.engine.idle()
    const list = await on.look('servicenow', `/${SCOPE}_outbox_list.do`)
    expect(list.text).toContain('Given up')
    const dead = rows(on, 'outbox')[0]?.sys_id ?? ''
    const page = await on.look('servicenow', `/${SCOPE}_outbox.do?sys_id=${dead}`)
    expect(row(page, 'Last error')).toContain('status 400')
    status = 200
    await record(on, 'outbox', dead, { action: action(page, 'Send again') })
    await on.servicenow.engine.idle()
    await be(on, 'admin')
    await system(on, { job: 'Fixproof: send waiting changes' })
    expect(rows(on, 'outbox')[0]?.state).toBe('sent')
  })
})

describe('whoever looks at the pages', () => {
  it('is Abel until somebody else is chosen, sees what that person may, and acts as them', async () => {
    const on = start()
    const id = await on.incident()
    const here = `/incident.do?sys_id=${id}`
    expect((await on.look('servicenow', here)).text).toContain('Change it, as Abel Tuter')
    const page = await be(on, 'admin', here)
    expect(page.text).toContain('Change it, as System Administrator')
    expect(page.text).toContain('<option value="admin" selected>')
    const saved = await on.press('servicenow', `/_sandbox/browse/incident/${id}`, { state: '2' })
    expect(notice(saved)).toBe('System Administrator saved INC0010001.')
    expect(on.servicenow.instance.db.get('incident', id)?.sys_updated_by).toBe('admin')

    expect((await be(on, 'carol')).text).not.toContain('INC0010001')
    expect((await on.look('servicenow', here)).status).toBe(404)
    // Nobody becomes the integration user, and the way back leads nowhere else.
    for (const away of ['https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example'])
      expect((await be(on, 'bot', away)).text).toContain('Carol Coughlin')
  })
})

describe('the menu of the app', () => {
  it('has its lists and its report, for those who have the role', async () => {
    const on = await installed()
    const id = await on.incident()
    for (const [severity, rank] of [
      ['critical', '1'],
      ['critical', '1'],
      ['low', '4'],
    ]) {
      const finding = { incident: id, severity: severity ?? '', severity_rank: rank ?? '', open: 'true' }
      on.servicenow.instance.db.insert(`${SCOPE}_finding`, finding, 'bot')
    }
    const menu = await be(on, 'abel')
    for (const title of ['Open findings', 'False fixes', 'Blocked links', 'Requests', 'Outbox'])
      expect(menu.text).toContain(`>${title}</a>`)
    const href = /href="(\/sys_report_template.do[^"]*)">Open findings by severity</.exec(menu.text)?.[1]
    const page = await on.look('servicenow', href ?? 'no report')
    expect([row(page, 'Critical'), row(page, 'Low')]).toEqual(['2', '1'])
    expect((await be(on, 'carol')).text).not.toContain('Open findings')
    expect((await on.look('servicenow', href ?? 'no report')).status).toBe(404)
  })
})
