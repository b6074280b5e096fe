import { afterEach, describe, expect, it } from 'vitest'
import { PUSH_SECRET } from '../harness'
import { talk } from './support/comments'
import { type AppScene, appScenes } from './support/incidentApp'

const all = appScenes()
afterEach(all.closeAll)

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const PUSHES = '/webhooks/servicenow/main'

/** Abel resolves the incident on the form; what the instance answers. */
async function tries(f: AppScene, incident: { id: string }, code = 'Solution provided'): Promise<number> {
  const fields = { state: '6', close_code: code, close_notes: 'Done' }
  const { status } = await f.h.servicenow('abel', 'PATCH', `/api/now/table/incident/${incident.id}`, fields)
  return status
}

describe('a close that the guard stopped', () => {
  it('is on record once a try, counted as a false fix, and shown by the app', async () => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A'])
    const { number } = await f.incident(incident)
    expect(await tries(f, incident)).toBe(403)
    const tried = f.now
    const again = f.request(PUSHES, f.app.outbox[0])
    await f.later(2 * HOUR_MS)
    f.forget()
    expect(await f.deliver()).toEqual([202])
    expect(f.writes('servicenow')).toEqual([`ServiceNow: tell the app of ${number}: open, 1 open`])
    const said = (await f.history(incident)).filter(each => each.includes('tried to close'))
    expect(said).toEqual([
      expect.stringMatching(new RegExp(`^abel tried to close ${number}\\. .*A \\(high\\) is still open`)),
    ])
    const [link] = await f.h.store.find('link', 'falseFixes', 'servicenow/main')
    expect(link?.doc.falseFixes).toEqual({
      refused: 1,
      undone: 0,
      last: [{ at: tried, how: 'refused', by: 'abel' }],
    })
    expect(f.app.facts.get(incident.id)?.falseFixes).toBe(1)
    const { body } = await f.h.api('GET', `/api/v1/tickets/servicenow/main/${incident.id}`)
    expect(body.ticket.falseFixes).toEqual({ refused: 1, undone: 0 })
    // The same event again, recorded off the wire long ago or sent anew: nothing more.
    expect((await f.post(again)).status).toBe(401)
    expect((await f.post(f.request(PUSHES, JSON.parse(again.text)))).body).toEqual({ outcome: 'duplicate' })
    await f.h.rest()
    expect((await f.history(incident)).filter(each => each.includes('tried to close'))).toHaveLength(1)
    expect(await f.standing(incident)).toBe('New')
  })

  it('that claimed no fix is on record and is no false fix', async () => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A'])
    expect(await tries(f, incident, 'No resolution provided')).toBe(403)
    await f.deliver()
    expect(await f.history(incident)).toContainEqual(expect.stringContaining('tried to close'))
    expect(await f.h.store.find('link', 'falseFixes', 'servicenow/main')).toEqual([])
  })

  it('of an incident on no case is taken and changes nothing', async () => {
    const f = await all.open()
    const stranger = 'f'.repeat(32)
    const told = {
      event_id: 'x',
      kind: 'refused',
      sys_id: stranger,
      number: 'INC1',
      actor: 'abel',
      sentence: 'No.',
    }
    expect((await f.post(f.request(PUSHES, told))).status).toBe(202)
  })
})

describe('what people write in journals that the hub may not read', () => {
  it('comes with the events of the app, both journals, each entry once', async () => {
    const f = await all.open()
    const t = talk(f.s)
    const issue = await f.ticket('jira', ['A'])
    const incident = await f.second(issue, 'servicenow')
    await t.inServiceNow(incident, 'A note', 'work_notes')
    await t.inServiceNow(incident, 'For the caller', 'comments')
    const events = f.app.outbox.map(each => ({ ...each, event_id: `${each.event_id} again` }))
    expect(await f.deliver()).toEqual([202, 202])
    const said = ['Abel Tuter in ServiceNow: A note', 'Abel Tuter in ServiceNow: For the caller']
    expect((await t.jira(issue)).map(each => each.replace(/^[^:]+: /, ''))).toEqual(said)
    expect(await t.hurdles(incident)).toEqual([])
    // Nor was it ever said that something does not arrive.
    expect((await f.history(incident)).filter(each => each.includes('do not arrive'))).toEqual([])
    // The same entries in other events: they are known by their ids.
    f.app.outbox.push(...events)
    f.forget()
    await f.deliver()
    expect(f.writes()).toEqual([])
    expect(await t.onTheCase(issue)).toEqual([
      'Abel Tuter in servicenow: A note',
      'Abel Tuter in servicenow: For the caller',
    ])
  })

  it('comes as well where the app could not tell an id, and where a poll noticed the change first', async () => {
    const f = await all.open()
    const t = talk(f.s)
    const issue = await f.ticket('jira', ['A'])
    const incident = await f.second(issue, 'servicenow')
    await t.inServiceNow(incident, 'First')
    await t.look()
    await t.inServiceNow(incident, 'Second')
    for (const each of f.app.outbox) for (const entry of each.journal) entry.id = null
    f.forget()
    await f.deliver()
    await t.look()
    expect(await t.onTheCase(issue)).toEqual([
      'Abel Tuter in servicenow: First',
      'Abel Tuter in servicenow: Second',
    ])
    // Hidden journals are not asked for again and again.
    expect(f.calls('servicenow').filter(each => each.includes('journals'))).toEqual([])
  })

  it('is read where it may be read, and not taken twice', async () => {
    const f = await all.open()
    const t = talk(f.s)
    await t.openJournals()
    const issue = await f.ticket('jira', ['A'])
    const incident = await f.second(issue, 'servicenow')
    await t.inServiceNow(incident, 'Once')
    await t.look()
    await f.deliver()
    await t.look()
    expect(await t.onTheCase(issue)).toEqual(['Abel Tuter in servicenow: Once'])
    const [link] = (await f.h.store.find('link', 'case', issue.caseId)).filter(
      each => each.doc.tool === 'servicenow',
    )
    expect(link?.doc.carried).toBeUndefined()
  })

  it('is told to be one-way where the guard, which sends it, is missing', async () => {
    const f = await all.open({ guard: false })
    const t = talk(f.s)
    const issue = await f.ticket('jira', ['A'])
    const incident = await f.second(issue, 'servicenow')
    await t.inServiceNow(incident, 'Nobody hears this')
    await t.look()
    expect(await t.hurdles(incident)).toEqual([expect.stringContaining('sys_journal_field')])
    expect(f.app.facts.get(incident.id)?.sync.condition).toBe('held')
  })
})

describe('pushes of the app', () => {
  it('that were tampered with, come late or come again are refused or change nothing', async () => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A'])
    await tries(f, incident)
    const event = f.app.outbox[0]
    const good = f.request(PUSHES, event)
    const bent = { ...good, text: good.text.replace('"abel"', '"eve"') }
    expect((await f.post(bent)).status).toBe(401)
    expect(
      (await f.post({ ...good, headers: { ...good.headers, 'x-fixproof-timestamp': String(f.now + 1) } }))
        .status,
    ).toBe(401)
    expect((await f.post(f.request(PUSHES, event, { secrets: ['guessed'] }))).status).toBe(401)
    expect((await f.post(f.request(PUSHES, event, { secrets: [] }))).status).toBe(401)
    expect((await f.post(f.request(PUSHES, event, { at: f.now - 6 * MINUTE_MS }))).status).toBe(401)
    expect((await f.post(f.request(PUSHES, event, { at: f.now + 6 * MINUTE_MS }))).status).toBe(401)
    expect(await f.h.store.find('link', 'falseFixes', 'servicenow/main')).toEqual([])
    expect((await f.post(good)).body).toEqual({ outcome: 'accepted' })
    expect((await f.post(good)).body).toEqual({ outcome: 'duplicate' })
    await f.h.rest()
    const [link] = await f.h.store.find('link', 'falseFixes', 'servicenow/main')
    expect(link?.doc.falseFixes?.refused).toBe(1)
  })

  it('get through at every step of replacing the secret, and nothing is lost', async () => {
    const secrets = [PUSH_SECRET]
    const f = await all.open({ config: json => (json.connections.servicenow[0].pushSecrets = [...secrets]) })
    const incident = await f.ticket('servicenow', ['A'])
    const told = async (): Promise<number[]> => {
      await f.later(MINUTE_MS)
      await tries(f, incident)
      return f.deliver()
    }
    const hubTakes = async (...now: string[]) => {
      secrets.splice(0, secrets.length, ...now)
      await f.h.restart()
      await f.h.rest()
    }
    expect(await told()).toEqual([202])
    // The app signs with both first, or the hub takes both first: each order works.
    f.app.secrets = [PUSH_SECRET, 'new-secret']
    expect(await told()).toEqual([202])
    await hubTakes('new-secret')
    expect(await told()).toEqual([202])
    f.app.secrets = ['new-secret']
    expect(await told()).toEqual([202])
    await hubTakes('new-secret', 'third-secret')
    f.app.secrets = ['third-secret']
    expect(await told()).toEqual([202])
    // One step forgotten: refused, so that it stays in the outbox, and comes once it is mended.
    await hubTakes('new-secret')
    expect(await told()).toEqual([401])
    expect(f.app.outbox).toHaveLength(1)
    await hubTakes('new-secret', 'third-secret')
    expect(await f.deliver()).toEqual([202])
    const [link] = await f.h.store.find('link', 'falseFixes', 'servicenow/main')
    expect(link?.doc.falseFixes?.refused).toBe(6)
  })

  it('of an app that was not heard of before have it asked how it is, and told everything', async () => {
    const f = await all.open({ installed: false })
    const incident = await f.ticket('servicenow', ['A'])
    await f.later(MINUTE_MS)
    f.app.installed = true
    await f.patch('abel', incident, { state: '2' })
    f.forget()
    expect(await f.deliver()).toEqual([202])
    expect(f.calls('servicenow')).toContain('ServiceNow: ask the app how it is')
    expect(f.app.facts.get(incident.id)?.open).toBe(1)
  })
})
