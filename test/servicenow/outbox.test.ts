/** The outbox of the shipped app against hubs, rows, clocks and texts as they should not be. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { World } from '../sandbox/port'
import type { ServiceNowApp } from '../sandbox/servicenow'
import { factsOf, finding, instanceWithApp, SCOPE, tell } from './app'

const OUTBOX = `${SCOPE}_outbox`
const JOB = 'Fixproof: send waiting changes'
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const BODY_MAX_BYTES = 1024 * 1024

interface Sent {
  event_id: string
  sys_id: string
  journal: { id: string | null; value: string }[]
}

let world: World
let servicenow: ServiceNowApp
/** What the hub took, oldest first. */
let taken: Sent[] = []
/** What the hub answers to an event. */
let hub: (event: Sent) => Response | Promise<Response>

const accepted = () => Response.json({ outcome: 'accepted' }, { status: 202 })

beforeEach(async () => {
  const made = await instanceWithApp()
  world = made.world
  servicenow = made.servicenow
  taken = []
  hub = accepted
  world.send = async (_url, { body }) => {
    const event = JSON.parse(String(body))
    const answer = await hub(event)
    if (answer.status === 202) taken.push(event)
    return answer
  }
})

const rows = () => servicenow.instance.db.rows(OUTBOX)
const states = () => rows().map(row => row.state)
const abel = () => servicenow.instance.session('abel') as never
const change = (id: string, values: Record<string, string>) =>
  servicenow.instance.update(abel(), 'incident', id, values)

async function incident(): Promise<string> {
  const { sys_id = '' } = servicenow.instance.insert(abel(), 'incident', { short_description: 'x' })
  await tell(servicenow, factsOf(sys_id, 1, { phase: 'open', findings: [finding('F1')] }))
  return sys_id
}

async function job(): Promise<void> {
  const { error } = await servicenow.engine.job(JOB)
  expect(error).toBeUndefined()
  await servicenow.engine.idle()
}

/** A row as somebody's script or an older version left it. */
function row(of: string, more: Record<string, string> = {}): string {
  const at = world.clock.now()
  const now = new Date(at).toISOString().slice(0, 19).replace('T', ' ')
  const values = {
    incident: of,
    state: 'waiting',
    tries: '0',
    mod_count: '1',
    queued_ms: `00${at}`,
    next_try: now,
  }
  const event = {
    kind: 'changed',
    sys_id: of,
    number: 'INC1',
    changed: ['urgency'],
    actor: 'abel',
    journal: [],
  }
  return (
    servicenow.instance.db.insert(OUTBOX, { ...values, body: JSON.stringify(event), ...more }, 'abel')
      .sys_id ?? ''
  )
}

describe('a hub that is not itself', () => {
  test.each([
    ['a page that says 200 to everything', () => new Response('<html>Log in</html>')],
    ['JSON of something else', () => Response.json({ ok: true })],
    ['a list', () => Response.json([])],
    ['an empty 204', () => new Response(null, { status: 204 })],
    [
      'a redirect',
      () => new Response('', { status: 302, headers: { location: 'https://example.com/login' } }),
    ],
    ['a proxy that wants a password', () => new Response('', { status: 407 })],
    ['another service at that address', () => new Response('', { status: 405 })],
  ])('has taken nothing: %s', async (_what, answer) => {
    const id = await incident()
    hub = answer
    change(id, { urgency: '1' })
    await servicenow.engine.idle()
    expect(rows()).toMatchObject([{ state: 'waiting', tries: '1' }])
    expect(rows()[0]?.last_error).not.toBe('')
    hub = accepted
    world.clock.advance(MINUTE_MS)
    await job()
    expect(states()).toEqual(['sent'])
    expect(taken.map(one => one.sys_id)).toEqual([id])
  })

  test('and knows no secret for an hour holds everything back, in order; without a secret nothing is tried', async () => {
    const [config] = servicenow.instance.db.rows(`${SCOPE}_config`)
    const secret = (value: string) =>
      servicenow.instance.db.update(`${SCOPE}_config`, config?.sys_id ?? '', { secret: value }, 'admin')
    secret('')
    const id = await incident()
    change(id, { urgency: '1' })
    await servicenow.engine.idle()
    await job()
    expect(rows()).toMatchObject([{ state: 'waiting', tries: '0' }])
    secret('wrong')
    hub = () => Response.json({ errors: [{ detail: 'Wrong secret' }] }, { status: 401 })
    change(id, { urgency: '2' })
    for (let minute = 0; minute < 60; minute++) {
      world.clock.advance(MINUTE_MS)
      await job()
    }
    expect(states()).toEqual(['waiting', 'waiting'])
    hub = accepted
    world.clock.advance(HOUR_MS)
    await job()
    expect(states()).toEqual(['sent', 'sent'])
    expect(taken.map(one => one.event_id)).toEqual(rows().map(one => one.sys_id))
  })
})

describe('a row that cannot be sent', () => {
  test.each([
    ['no JSON', '{"kind":"changed","sys_id":"'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['no incident', '{"kind":"changed"}'],
  ])('because its body is %s is given up with the reason, and nobody waits for it', async (_what, body) => {
    const [bent, other] = [await incident(), await incident()]
    row(bent, { body })
    row(bent, { mod_count: '2' })
    row(other)
    await job()
    expect(states()).toEqual(['dead', 'sent', 'sent'])
    expect(rows()[0]?.last_error).toContain('cannot be read any more')
  })

  test('as this version would write it, since an older one did, is sent as it is', async () => {
    const id = await incident()
    const old = { kind: 'changed', sys_id: id, number: 'INC1', changed: ['urgency'], actor: 'abel' }
    row(id, { body: JSON.stringify(old) })
    row(id, { body: JSON.stringify({ ...old, journal: [null, { element: 'comments' }, 'x'] }) })
    await job()
    expect(states()).toEqual(['sent', 'sent'])
    expect(taken.map(one => one.journal)).toEqual([[], []])
  })

  test('because journals may not be read any more goes as the form gave it', async () => {
    const id = await incident()
    const { db } = servicenow.instance
    const grant = db.first('sys_scope_privilege', { target_name: 'sys_journal_field' })
    db.delete('sys_scope_privilege', grant?.sys_id ?? '')
    change(id, { work_notes: 'Seen' })
    await servicenow.engine.idle()
    expect(taken.flatMap(one => one.journal)).toMatchObject([{ id: null, value: 'Seen' }])
  })

  test('sent again by hand must be one that was given up', async () => {
    const id = await incident()
    change(id, { urgency: '1' })
    await servicenow.engine.idle()
    expect(states()).toEqual(['sent'])
    const button = servicenow.instance.db.first('sys_ui_action', { action_name: `${SCOPE}_again` })?.sys_id
    await servicenow.app.request(`/${OUTBOX}.do?sys_id=${rows()[0]?.sys_id}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic ${btoa('abel:abel')}` },
      body: JSON.stringify({ changes: {}, action: button }),
    })
    await job()
    expect(taken).toHaveLength(1)
  })
})

describe('an incident with very many changes', () => {
  test('that can all be sent lets every other incident have its turn in each run', async () => {
    const [many, other] = [await incident(), await incident()]
    for (let count = 1; count <= 600; count++) row(many, { mod_count: String(count) })
    world.clock.advance(1_000)
    row(other)
    await job()
    expect(taken.filter(one => one.sys_id === other)).toHaveLength(1)
    expect(taken.filter(one => one.sys_id === many).length).toBeGreaterThan(0)
    expect(taken.filter(one => one.sys_id === many).length).toBeLessThan(600)
  })

  test('that wait for the oldest of them holds up nobody, and is not looked at before', async () => {
    const [many, other] = [await incident(), await incident()]
    for (let count = 1; count <= 600; count++) row(many, { mod_count: String(count) })
    hub = event => (event.sys_id === many ? new Response('', { status: 503 }) : accepted())
    await job()
    const waiting = rows().filter(one => one.incident === many)
    expect(new Set(waiting.map(one => one.next_try)).size).toBe(1)
    row(other)
    await job()
    expect(taken.map(one => one.sys_id)).toEqual([other])
    expect(waiting.filter(one => one.tries !== '0')).toHaveLength(1)
  })
})

describe('two runs at once', () => {
  test('send nothing twice; what a lease of a dead run left is taken up after a minute', async () => {
    const id = await incident()
    for (const count of ['1', '2', '3']) row(id, { mod_count: count })
    await Promise.all([servicenow.engine.job(JOB), servicenow.engine.job(JOB)])
    expect(taken.map(one => one.event_id)).toEqual(rows().map(one => one.sys_id))
    const lease = { name: `outbox:${id}`, until_ms: String(world.clock.now() + MINUTE_MS) }
    servicenow.instance.db.insert(`${SCOPE}_lease`, lease, 'system')
    row(id, { mod_count: '4' })
    await job()
    expect(taken).toHaveLength(3)
    world.clock.advance(MINUTE_MS + 1)
    await job()
    expect(taken).toHaveLength(4)
    expect(servicenow.instance.db.rows(`${SCOPE}_lease`)).toEqual([])
  })

  test('a lease that a clock put back makes last for hours is none', async () => {
    const id = await incident()
    const lease = { name: `outbox:${id}`, until_ms: String(world.clock.now() + HOUR_MS) }
    servicenow.instance.db.insert(`${SCOPE}_lease`, lease, 'system')
    row(id)
    await job()
    expect(states()).toEqual(['sent'])
  })
})

describe('what people write', () => {
  test.each([
    ['five million characters', 'Long. '.repeat(833_334)],
    ['a million characters that take six each', 'ä😀'.repeat(350_000)],
  ])('of %s arrives as far as the hub takes it, with the id of its entry', async (_what, text) => {
    const id = await incident()
    let bytes = 0
    world.send = async (_url, { body }) => {
      bytes = Buffer.byteLength(String(body))
      taken.push(JSON.parse(String(body)))
      return accepted()
    }
    change(id, { work_notes: text, comments: text })
    await servicenow.engine.idle()
    expect(states()).toEqual(['sent'])
    expect(bytes).toBeLessThan(BODY_MAX_BYTES)
    const { journal } = taken[0] as Sent
    expect(journal).toHaveLength(2)
    for (const entry of journal) {
      expect(entry.id).toMatch(/^[0-9a-f]{32}$/)
      expect(entry.value.length).toBeGreaterThan(60_000)
      // No half of a character at its end.
      expect(entry.value).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/)
      expect(text.startsWith(entry.value.slice(0, -1))).toBe(true)
    }
  })

  test('with control characters and halves of characters is kept in a row that can be read again', async () => {
    const id = await incident()
    const odd = `\u0000\u0007\ud83d${'\u0001'.repeat(20_000)}😀`
    change(id, { work_notes: odd, comments: odd })
    const stored = rows()[0]?.body ?? ''
    expect(stored.length).toBeLessThanOrEqual(65_000)
    expect(stored).toMatch(/^[ -~]*$/)
    await servicenow.engine.idle()
    expect(states()).toEqual(['sent'])
  })
})
