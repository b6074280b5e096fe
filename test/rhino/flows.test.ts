/** Everything else the app does on an instance, run in Node first and then in Rhino with the same answers. */
import type { IncidentFacts } from '@fixproof/rules'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Transcript } from '../sandbox/servicenow/glide/realm'
import { factsOf, finding, instanceWithApp, SCOPE, tell } from '../servicenow/app'
import { haveRhino, replay, rhinoNote, VERSIONS } from './rhino'

const LONG_MS = 240_000
const MINUTE_MS = 60_000

/** What came of the flows, and every run of a script they took. */
let seen: { transcripts: Transcript[]; kinds: Set<string>; errors: string[] }

beforeAll(async () => {
  const transcripts = await flows()
  const entries = transcripts.map(one => JSON.parse(one.entry) as { kind: string; name: string })
  const errors = transcripts.flatMap(({ entry, outcome }) => {
    const { error } = JSON.parse(outcome)
    return error === undefined ? [] : [`${JSON.parse(entry).name}: ${error}`]
  })
  seen = { transcripts, kinds: new Set(entries.map(one => `${one.kind}: ${one.name}`)), errors }
}, LONG_MS)

describe('the shipped scripts in Rhino', () => {
  test('the flows ran every rule, job, resource, button and question of the app, without an error', () => {
    expect(seen.errors).toEqual([])
    expect([...seen.kinds].sort()).toEqual(expect.arrayContaining(RAN))
  })

  test.skipIf(!haveRhino).each(VERSIONS)(
    `at version %i they ask the instance the same and come to the same${rhinoNote}`,
    async version => {
      const { same, different } = await replay(seen.transcripts, version)
      expect(different).toEqual([])
      expect(same).toBe(seen.transcripts.length)
    },
    LONG_MS,
  )

  test.skipIf(!haveRhino)(`a run that asks or ends differently is seen${rhinoNote}`, async () => {
    const [first, second, ...rest] = seen.transcripts
    if (first === undefined || second === undefined) throw new Error('There are no runs')
    const [question, ...questions] = second.told
    if (question === undefined) throw new Error('The run asked nothing')
    const bent = [
      { ...first, outcome: '{"error":"another end"}' },
      { ...second, told: [{ ...question, args: '["another"]' }, ...questions] },
    ]
    const { same, different } = await replay([...bent, ...rest.slice(0, 2)], 180)
    expect(same).toBe(2)
    expect(different).toHaveLength(2)
  })
})

const RAN = [
  'action: Ask now',
  'action: Re-check Datadog findings',
  'ajax: x_fxprf_sync.FixproofForm',
  'rest: Change an incident that nobody else has changed',
  'rule: Fixproof: queue incident change',
  'rule: Fixproof: refuse an unproven fix',
  'rule: Fixproof: send at once',
  'script: Fixproof: send waiting changes',
  'script: Fixproof: show findings on incident forms',
]

async function flows(): Promise<Transcript[]> {
  const { world, servicenow } = await instanceWithApp()
  const { engine, instance, app } = servicenow
  const transcripts: Transcript[] = []
  engine.record = transcript => transcripts.push(transcript)
  const session = (name: string) => {
    const found = instance.session(name)
    if (found === undefined) throw new Error(`There is no ${name}`)
    return found
  }
  const ask = (who: string, method: string, path: string, body?: unknown): Promise<Response> =>
    Promise.resolve(
      app.request(path, {
        method,
        headers: { authorization: `Basic ${btoa(`${who}:${who}`)}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    )
  const { sys_id: id = '' } = instance.insert(session('abel'), 'incident', { short_description: 'Upgrade' })
  const facts = (seq: number, more: Partial<IncidentFacts> = {}): IncidentFacts =>
    factsOf(id, seq, {
      policy: 'strict',
      phase: 'open',
      severity: 'high',
      findings: [finding('f1')],
      ...more,
    })

  /** What the hub answers; null: nobody does. */
  let hub: ((url: string) => Response) | null = null
  world.send = async url => {
    if (hub === null) throw new Error('connect ECONNREFUSED')
    return hub(url)
  }

  await tell(servicenow, facts(1))
  await tell(
    servicenow,
    facts(2, { findings: [finding('f1'), finding('f2', { state: 'muted', open: false })] }),
  )
  await ask('abel', 'PATCH', `/api/now/table/incident/${id}`, {
    work_notes: 'Schön – „so“ 漢字 🎉',
    urgency: '1',
  })
  await ask('abel', 'PATCH', `/api/now/table/incident/${id}`, {
    state: '6',
    close_code: 'x',
    close_notes: 'x',
  })
  await engine.idle()
  for (let minute = 0; minute < 10; minute++) {
    if (minute === 3) hub = () => new Response('busy', { status: 503, headers: { 'retry-after': '120' } })
    if (minute === 6) hub = () => new Response('{}', { status: 200 })
    world.clock.advance(MINUTE_MS)
    await engine.idle()
  }

  const write = `/api/x_fxprf_sync/hub/v1/incidents/${id}/write`
  const modCount = Number(instance.db.get('incident', id)?.sys_mod_count)
  await ask('bot', 'POST', write, { modCount, values: { impact: '1', work_notes: 'From the hub' } })
  await ask('bot', 'POST', write, { modCount, values: { impact: '2' } })
  await ask('bot', 'POST', write, {
    modCount: modCount + 1,
    values: { state: '6', close_code: 'Solution provided' },
  })
  await ask('bot', 'POST', write, { modCount: 'none' })
  await ask('bot', 'GET', '/api/x_fxprf_sync/hub/v1/health')

  for (const parameters of [
    { sysparm_name: 'view', sysparm_incident: id },
    { sysparm_name: 'verdict', sysparm_incident: id, sysparm_state: '6', sysparm_close_code: '' },
  ])
    await engine.ajax(`${SCOPE}.FixproofForm`, session('abel'), parameters)

  hub = () => Response.json(facts(3))
  const row = instance.db.get('incident', id) ?? {}
  const press = async (name: string, table: string, changes: Record<string, string>): Promise<void> => {
    const action = instance.db.first('sys_ui_action', { name, table })?.sys_id ?? ''
    const fresh = table !== 'incident'
    const on = fresh ? { ...instance.db.blank(table), sys_id: instance.db.newId() } : row
    await engine.action(action, session('abel'), { table, row: on, changes, fresh })
  }
  await press('Re-check Datadog findings', 'incident', {})
  const request = { incident: id, findings: 'f1', reason: 'Next release', until: '2026-12-31' }
  for (const kind of ['attach', 'detach', 'exception', 'nonsense'])
    await press('Ask now', `${SCOPE}_request`, { ...request, kind })
  hub = () => new Response('{"errors":[{"detail":"No"}]}', { status: 403 })
  await press('Ask now', `${SCOPE}_request`, { ...request, kind: 'attach' })

  for (const name of instance.db.rows('sysauto_script').map(each => each.name ?? '')) await engine.job(name)
  for (const name of instance.db.rows('sys_script_fix').map(each => each.name ?? ''))
    if (/show/.test(name)) await engine.fixScript(name, session('admin'))
  await tell(servicenow, { ...facts(4), linked: false, findings: [], open: 0 })
  await ask('abel', 'PATCH', `/api/now/table/incident/${id}`, {
    state: '6',
    close_code: 'Solution provided',
    close_notes: 'x',
  })
  await engine.idle()
  engine.record = null
  return transcripts
}
