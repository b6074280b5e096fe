import { createHmac } from 'node:crypto'
import type { IncidentFacts } from '@fixproof/rules'
import { beforeEach, describe, expect, test } from 'vitest'
import type { World } from '../sandbox/port'
import type { ServiceNowApp } from '../sandbox/servicenow'
import { factsOf, finding, instanceWithApp, SCOPE, SECRET, tell } from './app'

/** What people do on the incident form, by the shipped scripts, with a hub that answers as the contract says. */

interface Asked {
  path: string
  body: { actor: { userName: string; name: string }; findings?: string[]; reason?: string; until?: string }
}
interface Said {
  kind: string
  text: string
}

let world: World
let servicenow: ServiceNowApp
let incident = ''
let asked: Asked[] = []
/** What the hub answers next. */
let answer: { status: number; body: unknown }

beforeEach(async () => {
  const made = await instanceWithApp({ hubUrl: 'https://hub.example.com/' })
  world = made.world
  servicenow = made.servicenow
  asked = []
  answer = { status: 200, body: {} }
  world.send = async (url, { headers, body = '' }) => {
    const at = headers['x-fixproof-timestamp'] ?? ''
    const mac = createHmac('sha256', SECRET).update(`${at}.${body}`).digest('base64')
    if (headers['x-fixproof-signature'] !== `v1=${mac}`) return new Response('{}', { status: 401 })
    asked.push({ path: new URL(url).pathname, body: JSON.parse(String(body)) })
    return new Response(JSON.stringify(answer.body), { status: answer.status })
  }
  incident = (await save('abel', 'incident', '-1', { short_description: 'Upgrade yamlet' })).sysId ?? ''
  await tell(servicenow, factsOf(incident, 1, { phase: 'open', findings: [finding('F1')] }))
})

/** A form is saved, or one of its buttons pressed. */
async function save(who: string, table: string, id: string, changes: object, button?: string) {
  const action =
    button === undefined
      ? null
      : servicenow.instance.db.first('sys_ui_action', { action_name: button })?.sys_id
  const response = await servicenow.app.request(`/${table}.do?sys_id=${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${who}:${who}`)}` },
    body: JSON.stringify({ changes, action }),
  })
  const said = (await response.json()) as {
    ok: boolean
    messages: Said[]
    sysId: string
    redirect: string | null
  }
  await servicenow.engine.idle()
  return said
}

function hubAnswers(facts: Partial<IncidentFacts>): void {
  answer = { status: 200, body: factsOf(incident, 2, { phase: 'open', ...facts }) }
}

const REQUEST = `${SCOPE}_request`
const rows = (table: string) => servicenow.instance.db.rows(`${SCOPE}_${table}`)
const listed = () => rows('finding').map(row => `${row.finding_id} ${row.state}`)
const base = '/servicenow/v1/main/incidents'

describe('an agent on the incident form', () => {
  test('has the findings read in Datadog again, and sees at once what came of it', async () => {
    hubAnswers({ phase: 'closed', findings: [finding('F1', { state: 'resolved', open: false })] })
    const said = await save('abel', 'incident', incident, {}, `${SCOPE}_recheck`)
    expect(asked).toEqual([
      {
        path: `${base}/${incident}/recheck`,
        // The hub takes no call twice, so each has a name of its own.
        body: {
          actor: { userName: 'abel', name: 'Abel Tuter' },
          call: expect.stringMatching(/^[0-9a-f]{32}$/),
        },
      },
    ])
    expect(said.messages.map(m => m.text)).toEqual([
      'Datadog was asked again (2026-11-23). No finding on this incident is open in Datadog.',
    ])
    expect(listed()).toEqual(['F1 resolved'])
    const closing = { state: '6', close_code: 'Solution provided', close_notes: 'Done' }
    expect((await save('abel', 'incident', incident, closing)).ok).toBe(true)
  })

  test('reads that the hub is away, and nothing changes', async () => {
    world.send = () => Promise.reject(new Error('connect ECONNREFUSED'))
    const said = await save('abel', 'incident', incident, {}, `${SCOPE}_recheck`)
    expect(said.messages[0]?.text).toContain('The hub did not answer')
    expect(listed()).toEqual(['F1 open'])
  })

  test('is led to a request with the incident filled in', async () => {
    const { redirect } = await save('abel', 'incident', incident, {}, `${SCOPE}_attach`)
    expect(redirect).toBe(`${REQUEST}.do?sys_id=-1&sysparm_query=kind=attach^incident=${incident}`)
    const exception = await save('abel', 'incident', incident, {}, `${SCOPE}_exception`)
    expect(exception.redirect).toContain(`kind=exception^incident=${incident}^findings=F1`)
  })

  test('attaches findings by id and link; they are listed when the answer is there', async () => {
    hubAnswers({ findings: [finding('F1'), finding('F2')] })
    const changes = { incident, kind: 'attach', findings: 'F2\nhttps://app.example.com/F3' }
    const said = await save('abel', REQUEST, '-1', changes, `${SCOPE}_submit`)
    expect(asked.map(({ path, body }) => [path, body.findings])).toEqual([
      [`${base}/${incident}/attach`, ['F2', 'https://app.example.com/F3']],
    ])
    expect(said.messages.map(m => m.text)).toEqual([
      'Attached. 2 findings on this incident are open in Datadog.',
    ])
    expect(listed().sort()).toEqual(['F1 open', 'F2 open'])
    expect(rows('request')).toMatchObject([{ state: 'done', asked_by: 'abel' }])
  })

  test('takes findings off only with the role for it and a reason, which goes along', async () => {
    const changes = { incident, kind: 'detach', findings: 'F1' }
    const noReason = await save('abel', REQUEST, '-1', changes, `${SCOPE}_submit`)
    expect(noReason.messages.map(m => m.text)).toEqual(['Give a reason.'])
    hubAnswers({ phase: 'leave', findings: [] })
    const given = { ...changes, reason: 'Another service owns it' }
    expect((await save('abel', REQUEST, '-1', given, `${SCOPE}_submit`)).ok).toBe(true)
    expect(asked.map(({ path, body }) => [path, body.reason])).toEqual([
      [`${base}/${incident}/detach`, 'Another service owns it'],
    ])
    expect(listed()).toEqual([])

    revoke('abel', 'operator')
    grantTo('abel', 'viewer')
    const refused = await save('abel', REQUEST, '-1', given, `${SCOPE}_submit`)
    expect(refused.messages.map(m => m.text)).toEqual([
      'Only people with the role x_fxprf_sync.operator may take findings off an incident.',
    ])
    expect(asked).toHaveLength(1)
  })

  test('asks for an exception with reason and day; nothing is muted by that', async () => {
    const exception = {
      ...{ id: 'E2', findings: ['F1'], reason: 'Next release', until: '2026-12-31', state: 'asked' as const },
      ...{ askedBy: 'Abel Tuter', answeredBy: null, answer: null },
    }
    const earlier = { ...exception, id: 'E1', reason: 'Another reason' }
    hubAnswers({ findings: [finding('F1')], exceptions: [earlier, exception] })
    const changes = { incident, kind: 'exception', findings: 'F1', reason: 'Next release' }
    const noDay = await save('abel', REQUEST, '-1', changes, `${SCOPE}_submit`)
    expect(noDay.messages.map(m => m.text)).toEqual(['Give the day until which the exception is to last.'])
    const said = await save('abel', REQUEST, '-1', { ...changes, until: '2026-12-31' }, `${SCOPE}_submit`)
    expect(asked.map(({ path, body }) => [path, body.until])).toEqual([
      [`${base}/${incident}/exceptions`, '2026-12-31'],
    ])
    expect(said.messages[0]?.text).toContain('Nothing is muted by that')
    expect(listed()).toEqual(['F1 open'])
    expect(rows('request')).toMatchObject([{ state: 'waiting', exception_id: 'E2' }])
    const answered = { ...exception, state: 'refused' as const, answeredBy: 'Eve', answer: 'Fix it now' }
    await tell(
      servicenow,
      factsOf(incident, 3, { phase: 'open', findings: [finding('F1')], exceptions: [answered] }),
    )
    expect(rows('request')).toMatchObject([{ state: 'refused', answer: 'Refused by Eve: Fix it now' }])
  })

  test('reads the sentence of the hub when it refuses, and no request is stored', async () => {
    answer = { status: 400, body: { errors: [{ detail: 'Finding F9 is not known in Datadog.' }] } }
    const changes = { incident, kind: 'attach', findings: 'F9' }
    const said = await save('abel', REQUEST, '-1', changes, `${SCOPE}_submit`)
    expect(said.messages.map(m => m.text)).toEqual(['Finding F9 is not known in Datadog.'])
    expect(rows('request')).toEqual([])
  })

  test('may save a request as any record: it is sent afterwards, and the answer stands in it', async () => {
    hubAnswers({ findings: [finding('F1'), finding('F2')] })
    const said = await save('abel', REQUEST, '-1', {
      incident,
      kind: 'attach',
      findings: 'F2',
      state: 'asked',
    })
    expect(said.ok).toBe(true)
    expect(asked.map(({ body }) => body.actor.userName)).toEqual(['abel'])
    expect(rows('request')).toMatchObject([
      {
        state: 'done',
        answer: 'Attached. 2 findings on this incident are open in Datadog.',
        asked_by: 'abel',
      },
    ])
  })
})

describe('the questions of the form', () => {
  const ajax = (who: string, parameters: Record<string, string>) => {
    const session = servicenow.instance.session(who)
    if (session === undefined) throw new Error(`no ${who}`)
    return servicenow.engine.ajax('x_fxprf_sync.FixproofForm', session, {
      ...{ sysparm_incident: incident },
      ...parameters,
    })
  }

  test('are answered with the banner and, for a chosen state, with the refusal before anybody saves', async () => {
    expect(JSON.parse((await ajax('abel', { sysparm_name: 'view' })) ?? '')).toEqual([
      {
        kind: 'error',
        text: '1 Datadog finding on this incident is still open (case SEC-1). The incident cannot be resolved as fixed before.',
      },
    ])
    const chosen = { sysparm_name: 'verdict', sysparm_state: '6', sysparm_close_code: '' }
    expect(await ajax('abel', chosen)).toContain('This ticket cannot be closed as fixed: "Finding F1" (high')
    expect(await ajax('abel', { ...chosen, sysparm_state: '3' })).toBe('')
  })

  test('are not answered to people without the role for it', async () => {
    revoke('abel', 'operator')
    expect([
      await ajax('abel', { sysparm_name: 'view' }),
      await ajax('abel', { sysparm_name: 'verdict', sysparm_state: '6' }),
    ]).not.toContainEqual(expect.stringContaining('Finding F1'))
    expect(await ajax('abel', { sysparm_name: 'view' })).not.toContain('SEC-1')
  })
})

function roleRow(who: string, role: string) {
  const { db } = servicenow.instance
  const user = db.first('sys_user', { user_name: who })?.sys_id ?? ''
  return { user, role: db.first('sys_user_role', { name: `${SCOPE}.${role}` })?.sys_id ?? '' }
}
function revoke(who: string, role: string): void {
  const { db } = servicenow.instance
  db.delete('sys_user_has_role', db.first('sys_user_has_role', roleRow(who, role))?.sys_id ?? '')
}
function grantTo(who: string, role: string): void {
  servicenow.instance.db.insert('sys_user_has_role', roleRow(who, role), 'admin')
}
