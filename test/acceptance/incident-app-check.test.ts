import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { type AppScene, appScenes } from './support/incidentApp'

const all = appScenes()
afterEach(all.closeAll)

const ABOUT = ['app', 'guard', 'app roles', 'outbox', 'app clock']

/** What `check` says of the app, line by line. */
async function lines(f: AppScene): Promise<[string, string, string][]> {
  const { body } = await f.h.api('GET', '/api/v1/check')
  return body.lines
    .filter((each: Json) => each.subject === 'servicenow main' && ABOUT.includes(each.check))
    .map((each: Json) => [each.check, each.result, each.text])
}

describe('check on the ServiceNow app', () => {
  it('says that all is well, changing nothing', async () => {
    const f = await all.open()
    expect(await lines(f)).toEqual([
      ['app', 'pass', 'Version 1.0.0 is installed and answers bot.'],
      ['guard', 'pass', 'The guard is active: a close as fixed is refused while a finding is open.'],
      ['app roles', 'pass', 'The user bot has every role the app asks for.'],
      ['outbox', 'pass', 'Nothing waits.'],
      ['app clock', 'pass', 'The clocks agree (0 s apart).'],
    ])
    expect(f.writes()).toEqual([])
  })

  it('says what is missing, and what to do', async () => {
    const f = await all.open({ guard: false })
    const incident = await f.ticket('servicenow', ['A'])
    f.app.missingRoles = ['itil']
    f.app.aheadMs = 90_000
    f.app.guard = true
    await f.patch('abel', incident, { state: '2' })
    f.app.guard = false
    await f.later(11 * 60_000)
    const found = await lines(f)
    expect(found.map(([check, result]) => [check, result])).toEqual([
      ['app', 'pass'],
      ['guard', 'warn'],
      ['app roles', 'fail'],
      ['outbox', 'warn'],
      ['app clock', 'warn'],
    ])
    const texts = found.map(([, , text]) => text)
    expect(texts[1]).toContain('noticed and undone')
    expect(texts[2]).toContain('lacks itil')
    expect(texts[3]).toMatch(/^1 change waits since 2026-11-23 09:\d\d UTC\./)
    expect(texts[4]).toContain('90 s apart')
    f.app.dead = 2
    f.app.aheadMs = 6 * 60_000
    const worse = (await lines(f)).map(([check, result]) => [check, result])
    expect(worse.slice(3)).toEqual([
      ['outbox', 'fail'],
      ['app clock', 'fail'],
    ])
  })

  it('says that it is not installed, may not be called, or does not answer; one line each', async () => {
    const f = await all.open({ installed: false })
    expect(await lines(f)).toEqual([['app', 'warn', expect.stringContaining('is not installed')]])
    f.app.installed = true
    f.app.shut = true
    expect(await lines(f)).toEqual([['app', 'fail', expect.stringContaining('x_fxprf_sync.hub')]])
    f.app.shut = false
    f.fault('servicenow', 'GET', 'health$', {
      status: 500,
      body: { error: { message: 'Oops', detail: null } },
    })
    expect(await lines(f)).toEqual([['app', 'warn', expect.stringContaining('Oops')]])
    f.fault('servicenow', 'GET', 'health$', { status: 200, body: { surprising: true } })
    expect(await lines(f)).toEqual([['app', 'warn', expect.any(String)]])
  })

  it('is silent about an instance that shares no secret with an app', async () => {
    const f = await all.open({ config: json => (json.connections.servicenow[0].pushSecrets = []) })
    expect(await lines(f)).toEqual([])
    await f.later()
    expect(f.calls('servicenow').filter(each => each.includes('ask the app'))).toEqual([])
  })
})

describe('the hub', () => {
  it('says in its log when the app goes away and when it is back, and goes on without it meanwhile', async () => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A'])
    const { number } = await f.incident(incident)
    f.app.installed = false
    await f.ask()
    expect(f.logged()).toEqual([
      'warn: The ServiceNow app is not there; a false close is noticed and undone instead of refused',
    ])
    await f.resolve('abel', incident, 'Solution provided')
    f.forget()
    await f.lookAtServiceNow()
    expect(f.writes('servicenow')).toEqual([`ServiceNow: change ${number}: In Progress, with note`])
    f.app.installed = true
    f.app.facts.clear()
    f.forget()
    await f.ask()
    expect(f.calls('servicenow')).toEqual([
      'ServiceNow: ask the app how it is',
      `ServiceNow: tell the app of ${number}: open, 1 open`,
    ])
    expect(f.app.facts.get(incident.id)?.falseFixes).toBe(1)
  })
})
