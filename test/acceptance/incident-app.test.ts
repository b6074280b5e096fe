import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { type AppScene, appScenes } from './support/incidentApp'

const all = appScenes()
afterEach(all.closeAll)

const ASKER = { name: 'tests', seed: null }
const DAY_MS = 24 * 3_600_000

/** One case with one incident for each of these findings, all at rest. Their sys_ids. */
async function incidents(f: AppScene, names: readonly string[]): Promise<void> {
  await f.findings(names)
  await f.askMany('servicenow', names)
  await f.h.rest()
  f.forget()
}

describe('what the ServiceNow app is told', () => {
  it('of a new incident is what it is about, once', async () => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A'], 'SEC', { service: { name: 'checkout' } })
    const { number } = await f.incident(incident)
    expect(f.app.facts.get(incident.id)).toEqual({
      sysId: incident.id,
      seq: expect.any(Number),
      linked: true,
      caseKey: incident.caseKey,
      caseTitle: expect.any(String),
      caseUrl: `http://hub.test/cases/${incident.caseKey}`,
      policy: 'strict',
      phase: 'open',
      open: 1,
      severity: 'high',
      findings: [
        {
          id: f.idOf('A'),
          title: 'A',
          severity: 'high',
          category: 'Libraries (SCA)',
          state: 'open',
          open: true,
          url: expect.stringContaining('http'),
          openSince: expect.any(String),
          mutedUntil: null,
          where: 'checkout',
        },
      ],
      notFixed: expect.objectContaining({ closeCodes: expect.any(Array) }),
      issue: null,
      sync: { condition: 'well', reason: null },
      exceptions: [],
      falseFixes: 0,
      checkedAt: expect.any(String),
    })
    await f.later(DAY_MS)
    expect(f.writes('servicenow')).toEqual([])
    expect(number).toMatch(/^INC/)
  })

  it('before the incident is closed, and before it is reopened, is one call and comes first', async () => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A'])
    const { number } = await f.incident(incident)
    f.forget()
    await f.fix('A')
    expect(f.calls('servicenow')).toEqual([
      `ServiceNow: read ${number}`,
      `ServiceNow: tell the app of ${number}: closed, 0 open`,
      `ServiceNow: change ${number} through the app: Resolved, code Solution provided, with note`,
      `ServiceNow: read ${number}`,
    ])
    await f.later()
    f.forget()
    await f.detect('A')
    expect(f.calls('servicenow')).toEqual([
      `ServiceNow: read ${number}`,
      `ServiceNow: tell the app of ${number}: open, 1 open`,
      `ServiceNow: change ${number} through the app: In Progress, with note`,
      `ServiceNow: read ${number}`,
    ])
  })

  it('of an unchanged sweep is nothing', async () => {
    const f = await all.open()
    await incidents(f, ['A', 'B', 'C'])
    await f.later()
    f.forget()
    await f.sweep('servicenow')
    await f.ask()
    expect(f.calls('servicenow')).toEqual([
      'ServiceNow: read 3 incidents at once',
      'ServiceNow: ask the app how it is',
    ])
  })

  it('names the issue of the same case, how it stands, and a false fix; each once, last', async () => {
    const f = await all.open()
    const issue = await f.ticket('jira', ['A'])
    const incident = await f.second(issue, 'servicenow')
    const { number } = await f.incident(incident)
    const shown = () => f.app.facts.get(incident.id)
    expect(shown()?.issue).toEqual({
      key: issue.key,
      url: expect.stringContaining(issue.key),
      status: 'To Do',
    })
    f.app.guard = false
    await f.resolve('abel', incident, 'Solution provided')
    f.forget()
    await f.lookAtServiceNow()
    expect(f.writes('servicenow')).toEqual([
      `ServiceNow: change ${number} through the app: In Progress, with note`,
      `ServiceNow: tell the app of ${number}: open, 1 open`,
    ])
    expect(shown()?.falseFixes).toBe(1)
    f.forget()
    await f.move('ada', issue, 'In Progress')
    await f.h.rest()
    expect(shown()?.issue?.status).toBe('In Progress')
  })

  it('of an incident that leaves its case is that nothing hinders it any more', async () => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A'])
    const { number } = await f.incident(incident)
    f.forget()
    await f.h.commands.unlinkTicket(ASKER, incident.caseId, 'servicenow')
    await f.h.rest()
    expect(f.calls('servicenow')).toEqual([`ServiceNow: tell the app of ${number}: on no case`])
    expect(f.app.facts.get(incident.id)).toMatchObject({ linked: false, caseKey: '', findings: [], open: 0 })
    await f.later()
    await f.resolve('abel', incident, 'Solution provided')
    expect(await f.standing(incident)).toBe('Resolved (Solution provided)')
  })

  it('of an incident that went on to another case is what that case says, never that it is on none', async () => {
    const f = await all.open()
    const first = await f.ticket('servicenow', ['A'])
    const { number } = await f.incident(first)
    await f.findings(['B'])
    await f.h.look()
    const other = await f.ticket('jira', ['B'])
    f.forget()
    await f.h.commands.unlinkTicket(ASKER, first.caseId, 'servicenow')
    const url = `${f.h.world.urls.servicenow}/nav_to.do?uri=incident.do%3Fsys_id%3D${first.id}`
    const linking = f.h.commands.linkTicket(ASKER, other.caseId, 'servicenow', url)
    // The loop stands still until then: before, it would rightly say that the incident is on none.
    while ((await f.h.store.find('link', 'case', other.caseId)).length < 2)
      await new Promise(resolve => setImmediate(resolve))
    await f.h.during(linking)
    await f.h.rest()
    expect(f.writes('servicenow').filter(each => each.includes('tell the app'))).toEqual([
      `ServiceNow: tell the app of ${number}: open, 1 open`,
    ])
    expect(f.app.facts.get(first.id)).toMatchObject({ linked: true, caseKey: other.caseKey })
  })

  it('after it was installed is everything, fifty incidents a call', async () => {
    const f = await all.open({ installed: false })
    const names = Array.from({ length: 53 }, (_, i) => `F${i}`)
    for (const some of [names.slice(0, 40), names.slice(40)]) await incidents(f, some)
    await f.later(60_000)
    f.forget()
    f.app.installed = true
    await f.ask()
    expect(f.calls('servicenow')).toEqual([
      'ServiceNow: ask the app how it is',
      'ServiceNow: tell the app of 50 incidents',
      'ServiceNow: tell the app of 3 incidents',
    ])
    expect(f.app.facts.size).toBe(53)
    f.forget()
    await f.ask()
    expect(f.calls('servicenow')).toEqual(['ServiceNow: ask the app how it is'])
  })

  it('after it was installed anew is everything again, as soon as it is asked how it is', async () => {
    const f = await all.open()
    await incidents(f, ['A', 'B'])
    f.app.facts.clear()
    await f.later()
    await f.ask()
    expect(f.writes('servicenow')).toEqual(['ServiceNow: tell the app of 2 incidents'])
    expect(f.app.facts.size).toBe(2)
  })

  it('where it lost some of it is everything again, unless the incident itself is gone', async () => {
    const f = await all.open()
    await incidents(f, ['A', 'B', 'C'])
    const [first, second] = [...f.app.facts.keys()]
    await f.later()
    // One incident was deleted: the app knows of fewer until the next sweep has noticed it.
    f.app.facts.delete(first ?? '')
    await f.h.servicenow('admin', 'DELETE', `/api/now/table/incident/${first}`)
    await f.ask()
    await f.sweep('servicenow')
    await f.ask()
    await f.ask()
    expect(f.writes('servicenow')).toEqual([])
    f.app.facts.delete(second ?? '')
    await f.ask()
    expect(f.writes('servicenow')).toEqual([])
    await f.later()
    await f.ask()
    expect(f.writes('servicenow')).toEqual(['ServiceNow: tell the app of 2 incidents'])
    expect(f.app.facts.size).toBe(2)
  })

  it('in a project that is applied by hand is what a person applied, and nothing before', async () => {
    let byHand = false
    const f = await all.open({
      installed: false,
      config: json => {
        for (const each of json.projects) each.apply = byHand ? 'by-hand' : 'by-itself'
      },
    })
    const incident = await f.ticket('servicenow', ['A'])
    const { number } = await f.incident(incident)
    byHand = true
    await f.h.restart()
    f.app.installed = true
    await f.ask()
    await f.later()
    expect(f.app.facts.size).toBe(0)
    const { body } = await f.h.api('POST', '/api/v1/plan', {})
    const [line, ...more] = body.cases.flatMap((each: Json) => each.lines)
    expect([line.action, line.reason, more]).toEqual([
      'tell-app',
      `Tell the ServiceNow app what is open on ${number}.`,
      [],
    ])
    f.forget()
    await f.h.api('POST', '/api/v1/apply', { lines: [line.id] })
    await f.h.rest()
    expect(f.writes('servicenow')).toEqual([`ServiceNow: tell the app of ${number}: open, 1 open`])
    expect(f.app.facts.get(incident.id)?.open).toBe(1)
  })

  it('by another hub, or before the clock was set back, is told again until the app takes it', async () => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A'])
    const { number } = await f.incident(incident)
    const known = f.app.facts.get(incident.id)
    if (known === undefined) throw new Error('It was told nothing')
    f.app.facts.set(incident.id, { ...known, seq: f.now + 3_000 })
    f.forget()
    await f.fix('A')
    const [link] = await f.h.store.find('link', 'case', incident.caseId)
    expect(link?.doc.trouble?.reason).toContain('it knows something newer')
    expect(await f.standing(incident)).toBe('New')
    await f.later(10_000)
    expect(f.calls('servicenow').filter(each => each.includes('tell')).length).toBeLessThan(6)
    expect(f.writes('servicenow').slice(-1)).toEqual([
      `ServiceNow: change ${number} through the app: Resolved, code Solution provided, with note`,
    ])
  })

  it('after an outage is only what changed meanwhile, in one call', async () => {
    const f = await all.open()
    await incidents(f, ['A', 'B', 'C'])
    await f.later(60_000)
    f.fault('servicenow', '*', 'x_fxprf_sync', { status: 503 }, { times: 1_000 })
    await f.ask()
    await f.mute('A')
    await f.mute('B')
    await f.h.rest()
    f.h.world.faults.clear('servicenow')
    f.forget()
    await f.later(61_000)
    const closed = 'Resolved, code No resolution provided, with note'
    const [told, ...changes] = f.writes('servicenow')
    expect(told).toBe('ServiceNow: tell the app of 2 incidents')
    // The two cases are worked on side by side.
    expect(changes.sort()).toEqual([
      `ServiceNow: change INC0010001 through the app: ${closed}`,
      `ServiceNow: change INC0010002 through the app: ${closed}`,
    ])
    expect([...f.app.facts.values()].map(each => each.open).sort()).toEqual([0, 0, 1])
  })
})
