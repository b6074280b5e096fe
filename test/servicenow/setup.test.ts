import { beforeEach, describe, expect, test } from 'vitest'
import type { World } from '../sandbox/port'
import type { ServiceNowApp } from '../sandbox/servicenow'
import { factsOf, finding, instanceWithApp, SCOPE, tell } from './app'

/** What administrators do: connect, look at the steps, put the lists on the form, take everything away again. */

let world: World
let servicenow: ServiceNowApp

beforeEach(async () => {
  const made = await instanceWithApp()
  world = made.world
  servicenow = made.servicenow
})

const rows = (table: string) => servicenow.instance.db.rows(table)
const config = () => rows(`${SCOPE}_config`)[0] ?? {}

async function press(who: string, table: string, id: string, button: string | null, changes: object = {}) {
  const action =
    button === null
      ? null
      : (servicenow.instance.db.first('sys_ui_action', { action_name: `${SCOPE}_${button}` })?.sys_id ?? null)
  const answer = await servicenow.app.request(`/${table}.do?sys_id=${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${who}:${who}`)}` },
    body: JSON.stringify({ changes, action }),
  })
  const { messages = [] } = (await answer.json()) as { messages?: { kind: string; text: string }[] }
  return messages.map(({ kind, text }) => `${kind}: ${text}`)
}

describe('"Test connection"', () => {
  const test1 = (changes: object = {}) =>
    press('admin', `${SCOPE}_config`, config().sys_id ?? '', 'test', changes)
  const hubSays = (body: unknown, status = 200) => {
    world.send = async () => new Response(JSON.stringify(body), { status })
  }
  const here = () => new Date(world.clock.now()).toISOString()

  test('says who answers, and notes it', async () => {
    hubSays({ hub: '0.1.0', connection: 'main', now: here() })
    const said = "The hub answers: version 0.1.0, connection main. Its clock and this instance's agree."
    expect(await test1()).toEqual([`info: ${said}`])
    expect(config()).toMatchObject({ last_test_result: said })
    expect(config().guard_installed).toMatch(/^(1|true)$/)
  })

  test('says when the clocks are apart', async () => {
    hubSays({ hub: '0.1.0', connection: 'main', now: new Date(world.clock.now() - 400_000).toISOString() })
    expect((await test1())[0]).toMatch(/^error: The hub answers, but .* 400 s apart\. Beyond 300 s/)
  })

  test.each([
    [{ hub_url: 'hub' }, '"hub" is not the address of a hub'],
    [{ secret: '', second_secret: '' }, 'Give the secret'],
  ])('says what is wrong with %o', async (changes, said) => {
    expect((await test1(changes))[0]).toContain(said)
  })

  test("says the hub's own reason, and that nothing answers", async () => {
    hubSays({ errors: [{ detail: 'The signature is wrong.' }] }, 401)
    expect(await test1()).toEqual(['error: The signature is wrong.'])
    world.send = () => Promise.reject(new Error('connect ECONNREFUSED'))
    expect((await test1())[0]).toContain('The hub did not answer')
  })

  test('is for administrators of the app, as is the configuration; a second one is refused', async () => {
    expect(await press('abel', `${SCOPE}_config`, config().sys_id ?? '', 'test')).not.toContainEqual(
      expect.stringContaining('info'),
    )
    expect(
      await press('admin', `${SCOPE}_config`, '-1', null, { hub_url: 'https://other.example.com' }),
    ).toEqual(['error: There is a configuration already. Change that one.'])
  })
})

describe('the steps of the setup', () => {
  const steps = async () => {
    const [first] = rows(`${SCOPE}_step`)
    await press('admin', `${SCOPE}_step`, first?.sys_id ?? '', 'look')
    return Object.fromEntries(rows(`${SCOPE}_step`).map(row => [row.step_key ?? '', row.state ?? '']))
  }

  test('say what is done and what is left', async () => {
    expect(await steps()).toMatchObject({
      config: 'done',
      guard: 'done',
      test: 'open',
      list: 'open',
      outbox: 'done',
    })
    const user = rows(`${SCOPE}_step`).find(row => row.step_key === 'user')
    expect([user?.state, user?.found]).toEqual(['done', ''])
  })

  test('name the role that the user of the hub lacks', async () => {
    const { db } = servicenow.instance
    const bot = db.first('sys_user', { user_name: 'bot' })?.sys_id ?? ''
    for (const grant of db.rows('sys_user_has_role').filter(row => row.user === bot))
      db.delete('sys_user_has_role', grant.sys_id ?? '')
    expect(await steps()).toMatchObject({ user: 'open' })
    expect(rows(`${SCOPE}_step`).find(row => row.step_key === 'user')?.found).toBe(
      "The hub's user lacks x_fxprf_sync.hub and itil.",
    )
  })
})

describe('the fix scripts of the guard', () => {
  const run = (name: string) => {
    const session = servicenow.instance.session('admin')
    if (session === undefined) throw new Error('no admin')
    return servicenow.engine.fixScript(name, session)
  }
  const SHOW = 'Fixproof: show findings on incident forms'
  const REMOVE = 'Fixproof: remove the guard'
  const lists = () => rows('sys_ui_related_list_entry').map(row => `${row.position} ${row.related_list}`)

  test('add the lists after those of the customer, once, and leave them as they are', async () => {
    const { db } = servicenow.instance
    if (db.definition('sys_ui_related_list') === undefined) throw new Error('no related lists here')
    for (const row of db.rows('sys_ui_related_list_entry'))
      db.delete('sys_ui_related_list_entry', row.sys_id ?? '')
    for (const row of db.rows('sys_ui_related_list')) db.delete('sys_ui_related_list', row.sys_id ?? '')
    const container = db.insert('sys_ui_related_list', { name: 'incident', view: 'default' }, 'admin')
    const entry = { list_id: container.sys_id ?? '', related_list: 'task_sla.task', position: '4' }
    db.insert('sys_ui_related_list_entry', entry, 'admin')
    const wanted = ['4 task_sla.task', '5 x_fxprf_sync_finding.incident', '6 x_fxprf_sync_request.incident']
    expect((await run(SHOW)).error).toBeUndefined()
    expect(lists()).toEqual(wanted)
    await run(SHOW)
    expect(lists()).toEqual(wanted)
    expect((await run(REMOVE)).error).toBeUndefined()
    expect(lists()).toEqual(['4 task_sla.task'])
  })

  test('take the guard away: the rules are gone, and incidents close as before', async () => {
    await run(REMOVE)
    expect(
      rows('sys_script').filter(row => row.collection === 'incident' && row.name?.includes('Fixproof')),
    ).toEqual([])
    expect(rows('sys_script_include').filter(row => row.name === 'FixproofGuard')).toEqual([])
  })
})

describe('an incident whose oldest change has to wait', () => {
  test('holds up none of the others, however many changes it has', async () => {
    const { instance, engine } = servicenow
    const abel = instance.session('abel') as never
    const taken: string[] = []
    let stuck = ''
    world.send = async (_url, { body }) => {
      const { sys_id: sysId } = JSON.parse(String(body))
      if (sysId === stuck) return new Response('{}', { status: 503 })
      taken.push(sysId)
      return new Response('{}', { status: 200 })
    }
    const ids = ['one', 'two'].map(
      title => instance.insert(abel, 'incident', { short_description: title }).sys_id ?? '',
    )
    for (const id of ids) await tell(servicenow, factsOf(id, 1, { phase: 'open', findings: [finding('F1')] }))
    const [first = '', other = ''] = ids
    stuck = first
    for (let turn = 0; turn < 4; turn++)
      instance.update(abel, 'incident', first, { urgency: String((turn % 2) + 1) })
    await engine.idle()
    const waiting = rows(`${SCOPE}_outbox`).filter(row => row.incident === first)
    expect(waiting.map(row => row.state)).toEqual(['waiting', 'waiting', 'waiting', 'waiting'])
    // All of them wait for the oldest: none is looked at before it is due.
    expect(new Set(waiting.map(row => row.next_try)).size).toBe(1)
    instance.update(abel, 'incident', other, { urgency: '1' })
    await engine.idle()
    expect(taken).toEqual([other])
  })
})

describe('journal entries', () => {
  test('are sent with the id of their own row, also when the same words were said twice', async () => {
    const { instance, engine } = servicenow
    const abel = instance.session('abel') as never
    const id = instance.insert(abel, 'incident', { short_description: 'x' }).sys_id ?? ''
    await tell(servicenow, factsOf(id, 1, { phase: 'open', findings: [finding('F1')] }))
    for (const wait of [0, 20_000]) {
      world.clock.advance(wait)
      instance.update(abel, 'incident', id, { work_notes: 'Looking into it' })
    }
    const sent: string[] = []
    world.send = async (_url, { body }) => {
      sent.push(...JSON.parse(String(body)).journal.map((entry: { id: string }) => entry.id))
      return new Response('{}', { status: 200 })
    }
    await engine.idle()
    await engine.job('Fixproof: send waiting changes')
    const written = instance.journal(id, 'work_notes').map(row => row.sys_id)
    expect(sent).toHaveLength(2)
    expect([...sent].sort()).toEqual([...written].sort())
  })
})

describe('changes that wait because the secret is wrong', () => {
  test('are sent as soon as the connection was put right and tested', async () => {
    const { instance, engine } = servicenow
    const abel = instance.session('abel') as never
    let status = 401
    world.send = async url =>
      new Response(JSON.stringify({ hub: '0.1.0', connection: 'main', now: here() }), {
        status: url.endsWith('/ping') ? 200 : status,
      })
    const here = () => new Date(world.clock.now()).toISOString()
    const id = instance.insert(abel, 'incident', { short_description: 'x' }).sys_id ?? ''
    await tell(servicenow, factsOf(id, 1, { phase: 'open', findings: [finding('F1')] }))
    instance.update(abel, 'incident', id, { urgency: '1' })
    await engine.idle()
    expect(rows(`${SCOPE}_outbox`)).toMatchObject([{ state: 'waiting', tries: '1' }])
    status = 200
    await press('admin', `${SCOPE}_config`, config().sys_id ?? '', 'test')
    await engine.job('Fixproof: send waiting changes')
    expect(rows(`${SCOPE}_outbox`)).toMatchObject([{ state: 'sent', tries: '2' }])
  })
})

describe('a change that was given up', () => {
  test('is kept, shown, and sent again by an operator', async () => {
    const said: number[] = []
    let status = 400
    world.send = async () => {
      said.push(status)
      return new Response('{}', { status })
    }
    const { instance, engine } = servicenow
    const made = instance.insert(instance.session('abel') as never, 'incident', { short_description: 'x' })
    const sysId = made.sys_id ?? ''
    await tell(servicenow, factsOf(sysId, 1, { phase: 'open', findings: [finding('F1')] }))
    instance.update(instance.session('abel') as never, 'incident', sysId, { urgency: '1' })
    await engine.idle()
    const [dead] = rows(`${SCOPE}_outbox`)
    expect(dead).toMatchObject({ state: 'dead', tries: '1' })
    expect(dead?.last_error).toContain('status 400')

    status = 200
    await press('abel', `${SCOPE}_outbox`, dead?.sys_id ?? '', 'again')
    await engine.job('Fixproof: send waiting changes')
    await engine.idle()
    expect(rows(`${SCOPE}_outbox`)).toMatchObject([{ state: 'sent', last_error: '' }])
    expect(said).toEqual([400, 200])
  })
})
