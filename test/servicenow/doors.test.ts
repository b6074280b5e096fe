import { GATE_RULE, type IncidentFacts } from '@fixproof/rules'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ServiceNowApp } from '../sandbox/servicenow'
import { factsOf, finding, instanceWithApp, SCOPE, tell } from './app'

/** The app's scripted REST API, as the hub's user calls it. */

let servicenow: ServiceNowApp
let incident = ''

beforeEach(async () => {
  servicenow = (await instanceWithApp()).servicenow
  const made = await call('abel', 'POST', '/api/now/table/incident', { short_description: 'Upgrade yamlet' })
  incident = (made.body as { result: { sys_id: string } }).result.sys_id
})

async function call(who: string, method: string, path: string, body?: unknown) {
  const answer = await servicenow.app.request(path, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${who}:${who}`)}` },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  await servicenow.engine.idle()
  // biome-ignore lint/suspicious/noExplicitAny: each test knows which answer it asked for.
  return { status: answer.status, body: (await answer.json()) as any }
}

const HUB = '/api/x_fxprf_sync/hub/v1'
const told = (...incidents: IncidentFacts[]) => call('bot', 'POST', `${HUB}/incidents`, { incidents })
const rows = (table: string) => servicenow.instance.db.rows(`${SCOPE}_${table}`)
const stored = () => servicenow.instance.db.get('incident', incident) ?? {}
const open = (more: Partial<IncidentFacts> = {}) =>
  factsOf(incident, 10, { phase: 'open', severity: 'high', findings: [finding('F1')], ...more })

describe('what the hub tells of incidents', () => {
  test('is kept and shown; the count on the incident moves nothing else of it', async () => {
    const before = stored()
    expect(await told(open())).toEqual({
      status: 200,
      body: { results: [{ sysId: incident, outcome: 'stored' }] },
    })
    expect(rows('incident')).toMatchObject([{ incident, case_key: 'SEC-1', open: '1', seq: '10' }])
    expect(rows('finding')).toMatchObject([{ incident, finding_id: 'F1', severity: 'high', state: 'open' }])
    expect(stored()).toEqual({ ...before, x_fxprf_sync_open_findings: '1' })
  })

  test('takes the place of what was known, also a finding that is gone', async () => {
    await told(open({ findings: [finding('F1'), finding('F2')] }))
    const fixed = finding('F2', { state: 'resolved', open: false })
    await told(open({ seq: 11, phase: 'closed', findings: [fixed] }))
    expect(rows('finding').map(row => `${row.finding_id} ${row.state}`)).toEqual(['F2 resolved'])
    expect(rows('incident')).toHaveLength(1)
    expect(stored().x_fxprf_sync_open_findings).toBe('0')
  })

  test('is dropped when something newer is known, and named when there is no such incident', async () => {
    await told(open())
    const nobody = 'f'.repeat(32)
    const { body } = await told(open({ seq: 9, findings: [] }), open({ sysId: nobody }))
    expect(body.results).toEqual([
      { sysId: incident, outcome: 'older' },
      { sysId: nobody, outcome: 'unknown' },
    ])
    expect(rows('finding')).toHaveLength(1)
  })

  test('leaves nothing that could hinder an incident that is on no case any more', async () => {
    await told(open())
    await told(factsOf(incident, 11, { linked: false }))
    expect(rows('finding')).toEqual([])
    const closing = { state: '6', close_code: 'Solution provided', close_notes: 'Done' }
    expect((await call('abel', 'PATCH', `/api/now/table/incident/${incident}`, closing)).status).toBe(200)
  })

  test('is refused whole when a part is wrong', async () => {
    const wrong = await told(open(), open({ policy: 'lax' as 'strict' }))
    expect(wrong).toEqual({
      status: 400,
      body: { errors: [{ detail: 'incidents[1].policy is missing or not as expected.' }] },
    })
    expect((await call('bot', 'POST', `${HUB}/incidents`, 'nonsense')).status).toBe(400)
    expect(rows('incident')).toEqual([])
  })

  test('is taken from the user of the hub alone; nobody reaches the tables past it', async () => {
    expect((await call('abel', 'POST', `${HUB}/incidents`, { incidents: [open()] })).status).toBe(403)
    expect((await call('abel', 'GET', `${HUB}/health`)).status).toBe(403)
    await told(open())
    const reads = (table: string, who: string) => call(who, 'GET', `/api/now/table/${SCOPE}_${table}`)
    const writes = (table: string, who: string) => call(who, 'POST', `/api/now/table/${SCOPE}_${table}`, {})
    for (const table of ['incident', 'finding', 'outbox', 'config', 'lease', 'request']) {
      const { status, body } = await reads(table, 'carol')
      expect([table, status === 403 || body.result?.length === 0]).toEqual([table, true])
      expect([table, (await writes(table, 'carol')).status]).toEqual([table, 403])
    }
    for (const table of ['incident', 'finding', 'outbox', 'config', 'lease'])
      expect([table, (await writes(table, 'abel')).status]).toEqual([table, 403])
  })
})

describe('a write of the hub', () => {
  const write = (modCount: number, values: Record<string, string>, who = 'bot') =>
    call(who, 'POST', `${HUB}/incidents/${incident}/write`, { modCount, values })
  const modCount = () => Number(stored().sys_mod_count)

  test('is done while nobody else has changed the incident, and answers how it stands, people included', async () => {
    const abel = servicenow.instance.db.first('sys_user', { user_name: 'abel' })?.sys_id ?? ''
    const { status, body } = await write(modCount(), { urgency: '1', assigned_to: abel, work_notes: 'Seen' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      modCount: modCount(),
      changed: true,
      record: {
        ...{ sys_id: incident, urgency: '1', assigned_to: abel, 'assigned_to.name': 'Abel Tuter' },
        ...{ sys_mod_count: String(modCount()), work_notes: '' },
      },
    })
    expect(servicenow.instance.journal(incident, 'work_notes').map(row => row.value)).toEqual(['Seen'])
  })

  test('is not done when somebody came first', async () => {
    const before = modCount()
    await call('abel', 'PATCH', `/api/now/table/incident/${incident}`, { urgency: '2' })
    expect(await write(before, { urgency: '1' })).toEqual({
      status: 409,
      body: {
        errors: [{ detail: 'Somebody else changed the incident in between.' }],
        modCount: before + 1,
      },
    })
    expect(stored().urgency).toBe('2')
  })

  test('that changes nothing says so', async () => {
    const { body } = await write(modCount(), { urgency: stored().urgency ?? '' })
    expect(body).toMatchObject({ modCount: modCount(), changed: false })
  })

  test('that would close what is open is refused in the name of the rule, with the sentence', async () => {
    await tell(servicenow, open())
    const { status, body } = await write(modCount(), {
      ...{ state: '6', close_code: 'Solution provided', close_notes: 'Done' },
    })
    expect(status).toBe(403)
    expect(body.errors[0].detail).toContain(`aborted by Business Rule '${GATE_RULE}^`)
    expect(body.errors[0].detail).toContain('"Finding F1" (high, open since 2026-11-20) is still open')
    expect(stored().state).toBe('1')
  })

  test.each([
    [{ sys_created_by: 'x' }, 400, 'The column sys_created_by cannot be written here.'],
    [{ u_nothing: 'x' }, 400, 'Incidents have no column u_nothing.'],
  ])('of %o is refused', async (values, status, detail) => {
    expect(await write(modCount(), values as Record<string, string>)).toEqual({
      status,
      body: { errors: [{ detail }] },
    })
  })

  test('is for the user of the hub, and for incidents that are there', async () => {
    expect((await write(modCount(), { urgency: '1' }, 'abel')).status).toBe(403)
    const nobody = `${HUB}/incidents/${'f'.repeat(32)}/write`
    expect((await call('bot', 'POST', nobody, { modCount: 0, values: {} })).status).toBe(404)
  })

  test('is not told back to the hub', async () => {
    await tell(servicenow, open())
    await write(modCount(), { urgency: '1', work_notes: 'Seen' })
    expect(rows('outbox')).toEqual([])
    await call('abel', 'PATCH', `/api/now/table/incident/${incident}`, {
      urgency: '2',
      work_notes: 'Seen too',
    })
    const [queued] = rows('outbox')
    expect(JSON.parse(queued?.body ?? '')).toMatchObject({
      ...{ kind: 'changed', actor: 'abel', sys_id: incident, sys_mod_count: modCount() },
      ...{ changed: ['urgency', 'priority'], journal: [{ element: 'work_notes', value: 'Seen too' }] },
    })
  })
})

describe('how the app is', () => {
  test('with the guard, without it, and with rows that wait', async () => {
    const health = async () => (await call('bot', 'GET', `${HUB}/health`)).body
    expect(await health()).toMatchObject({
      ...{ app: '0.1.0', guard: true, user: 'bot', missingRoles: [], linked: 0 },
      outbox: { waiting: 0, dead: 0, oldestAt: null },
    })
    await tell(servicenow, open())
    await call('abel', 'PATCH', `/api/now/table/incident/${incident}`, { urgency: '2' })
    const rule = servicenow.instance.db.first('sys_script', { name: GATE_RULE })
    servicenow.instance.db.update('sys_script', rule?.sys_id ?? '', { active: 'false' }, 'admin')
    expect(await health()).toMatchObject({ guard: false, linked: 1, outbox: { waiting: 1 } })
    expect((await health()).outbox.oldestAt).toMatch(/^\d{4}-\d\d-\d\dT/)
  })
})
