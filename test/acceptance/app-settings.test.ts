/** Where the validator gets its verdict and who may take findings off: for the whole site, and for one project alone. */
import { afterEach, describe, expect, test } from 'vitest'
import type { Json } from '../harness'
import { type AppScene, appScenes } from './support/app'

const all = appScenes()
afterEach(all.closeAll)

const DAY_MS = 86_400_000

/** A person on the settings page. */
const set = (a: AppScene, name: string, payload: Json, who = 'admin'): Promise<Json> =>
  a.h.invoke({ page: 'admin' }, who, name, payload)
const ofProject = (told: Json, key: string): Json =>
  told.data.projects.find((each: Json) => each.key === key).settings

/** How often the hub is asked for a verdict from now on. */
function verdictsAsked(a: AppScene): () => number {
  let asked = 0
  const { send } = a.h.world
  a.h.world.send = (url, init) => {
    if (/\/forge\/v1\/issues\/[^/]+\/proof$/.test(url)) asked += 1
    return send(url, init)
  }
  return () => asked
}

/** An issue that may be closed, on the word of a permission on it. */
async function permitted(a: AppScene) {
  const issue = await a.ticket('jira', ['A'])
  await a.fix('A')
  await a.reopenByHand(issue)
  return issue
}

describe('In mode "proof-then-live"', () => {
  const settings = { mode: 'proof-then-live', detachGroup: '' }

  test('a fresh proof decides at once, and the hub is not asked', async () => {
    const a = await all.open()
    await set(a, 'admin.settings', settings)
    const issue = await permitted(a)
    const asked = verdictsAsked(a)
    expect((await a.close(issue)).status).toBe(204)
    expect(asked()).toBe(0)
  })

  test('a refusal stands until the hub has looked, also when Datadog knows better already', async () => {
    const a = await all.open()
    await set(a, 'admin.settings', settings)
    const issue = await a.ticket('jira', ['A'])
    const asked = verdictsAsked(a)
    await a.says('A', { status: 'resolved' })
    expect((await a.close(issue)).body.errorMessages[0]).toContain('A (high) is still open in Datadog')
    expect(asked()).toBe(0)
    await a.h.rest()
    await a.panel(issue, 'ada', 'issue.recheck')
    await a.h.rest()
    expect((await a.issue(issue))?.status).toBe('Done')
  })

  test('the hub is asked when the proof was taken away', async () => {
    const a = await all.open()
    await set(a, 'admin.settings', settings)
    const issue = await a.ticket('jira', ['A'])
    await a.h.jira('ada', 'DELETE', `/rest/api/3/issue/${issue.id}/properties/fixproof`)
    const asked = verdictsAsked(a)
    expect((await a.close(issue)).body.errorMessages[0]).toContain('A (high) is still open in Datadog')
    expect(asked()).toBe(1)
  })

  test('the hub is asked when the permission is too old, and nothing passes while it is silent', async () => {
    const a = await all.open()
    await set(a, 'admin.settings', settings)
    const issue = await permitted(a)
    a.h.setRunning(false)
    a.h.world.clock.advance(2 * DAY_MS)
    expect((await a.close(issue)).body.errorMessages[0]).toContain('too old')
    // What stands on the issue stays too old: the hub, back again, cannot renew it.
    a.fault('jira', 'PUT', 'properties/fixproof$', { status: 503 }, { times: 100 })
    a.h.setRunning(true)
    const asked = verdictsAsked(a)
    expect((await a.close(issue)).status).toBe(204)
    expect(asked()).toBe(1)
  })
})

describe('Settings of one project', () => {
  test('decide there where a transition gets its answer, until they are reset', async () => {
    const a = await all.open()
    const issue = await permitted(a)
    const told = await set(a, 'admin.project', { projectKey: 'SEC', mode: 'live', detachGroup: null })
    expect(ofProject(told, 'SEC')).toEqual({ mode: 'live', detachGroup: null })
    expect(ofProject(told, 'TEAM')).toEqual({ mode: null, detachGroup: null })
    a.h.setRunning(false)
    expect((await a.close(issue)).body.errorMessages[0]).toContain('did not answer')
    const reset = await set(a, 'admin.project', { projectKey: 'SEC', mode: null, detachGroup: null })
    expect(ofProject(reset, 'SEC')).toEqual({ mode: null, detachGroup: null })
    expect((await a.close(issue)).status).toBe(204)
  })

  test('of another project decide nothing here', async () => {
    const a = await all.open()
    const issue = await permitted(a)
    await set(a, 'admin.project', { projectKey: 'TEAM', mode: 'live', detachGroup: null })
    a.h.setRunning(false)
    expect((await a.close(issue)).status).toBe(204)
  })

  test('name the group that may take findings off there, in place of the site’s', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A'])
    const elsewhere = await a.ticket('jira', ['B'], 'TEAM')
    await set(a, 'admin.settings', { mode: 'live-then-proof', detachGroup: 'security' })
    await set(a, 'admin.project', { projectKey: 'SEC', mode: null, detachGroup: 'sec-leads' })
    const people = { email: 'ada@example.com', groups: ['jira-users', 'security'] }
    await a.h.jira('admin', 'POST', '/_sandbox/jira/people', people)
    const take = (from: typeof issue, name: string) =>
      a.panel(from, 'ada', 'issue.detach', { findings: [a.idOf(name)], reason: 'Not ours' })
    expect(await take(issue, 'A')).toMatchObject({
      ok: false,
      failure: 'refused',
      sentence: expect.stringContaining('sec-leads'),
    })
    expect(await take(elsewhere, 'B')).toMatchObject({ ok: true })
    await a.h.jira('admin', 'POST', '/_sandbox/jira/people', { ...people, groups: ['sec-leads'] })
    expect(await take(issue, 'A')).toMatchObject({ ok: true })
  })

  test('are an administrator’s to set', async () => {
    const a = await all.open()
    const payload = { projectKey: 'SEC', mode: 'proof', detachGroup: 'jira-users' }
    expect(await set(a, 'admin.project', payload, 'ada')).toMatchObject({ ok: false, failure: 'refused' })
    const view = await a.h.invoke({ page: 'admin' }, 'admin', 'admin.view', undefined)
    expect(ofProject(view, 'SEC')).toEqual({ mode: null, detachGroup: null })
  })
})
