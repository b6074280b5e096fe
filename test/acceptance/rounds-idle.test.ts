import { afterEach, describe, expect, it, vi } from 'vitest'
import { timeLimit } from '../harness/storage'
import { type Scene, scenes } from './support/scene'

const all = scenes()
afterEach(all.closeAll)
// Hours of a hub's work take their time on a busy machine.
vi.setConfig({ testTimeout: timeLimit(90_000) })

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** How often each call was made. */
function counted(calls: string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const call of calls) counts[call] = (counts[call] ?? 0) + 1
  return counts
}

/** A pair in every state there is to rest in: open, fixed, accepted, reopened by a person, blocked, canceled by hand. */
async function manyStates(s: Scene): Promise<void> {
  const pair = async (finding: string, project = 'SEC') => {
    const issue = await s.ticket('jira', [finding], project)
    return { issue, incident: await s.second(issue, 'servicenow') }
  }
  await pair('open')
  await pair('fixed')
  await pair('accepted')
  const reopened = await pair('reopened')
  await pair('blocked', 'OPS')
  const byHand = await pair('by-hand')
  await s.fix('fixed', 'reopened', 'blocked')
  await s.mute('accepted')
  await s.later()
  await s.move('ada', reopened.issue, 'In Progress')
  await s.move('ada', byHand.issue, 'Done', "Won't Do")
  await s.later(10 * MINUTE_MS)
}

describe('running the loop again with nothing changed', () => {
  it('writes nothing to any vendor, however long it runs at its own pace', async () => {
    const s = await all.open({ beats: true, policy: 'fixed-only' })
    await manyStates(s)
    s.forget()
    await s.later(HOUR_MS)
    expect(s.writes()).toEqual([])
    expect(counted(s.calls())).toEqual({
      'Datadog: read 6 findings by id': 12,
      'Datadog: read what changed': 120,
      'Jira: read 6 issues at once': 12,
      'ServiceNow: ask the app how it is → 400': 12,
      'ServiceNow: read 6 incidents at once': 12,
      'ServiceNow: read what changed': 120,
    })
  })

  it('writes nothing when every case is looked at again, and again after a restart', async () => {
    const s = await all.open({ policy: 'fixed-only' })
    await manyStates(s)
    s.forget()
    for (let round = 0; round < 2; round++) {
      const { items } = await s.h.store.list('case', { limit: 100 })
      await s.h.store.commit({ marks: items.map(({ doc }) => ({ key: `case:${doc.id}` })) })
      await s.h.rest()
      await s.h.restart()
      await s.later(MINUTE_MS)
    }
    expect(s.writes()).toEqual([])
    expect(s.logged()).toEqual([])
  })

  it('renews what permits a close of an open issue, and nothing else, within a day', async () => {
    const s = await all.open({ policy: 'fixed-only' })
    await manyStates(s)
    s.forget()
    await s.later(24 * HOUR_MS)
    expect(s.writes()).toEqual(['Jira: write proof of SEC-4: closed, 0 open'])
  })
})

describe('what a look at everything costs', () => {
  it('is one read for 50 issues, two for 50 incidents and one for 100 findings at most', async () => {
    const s = await all.open()
    const names = Array.from({ length: 150 }, (_, i) => `F${i}`)
    await s.findings(names)
    for (let from = 0; from < 100; from += 50) await s.askMany('jira', names.slice(from, from + 50))
    await s.askMany('servicenow', names.slice(100))
    await s.later(MINUTE_MS)
    expect((await s.issues('SEC')).length).toBe(100)
    s.forget()
    await s.h.look()
    await s.sweep('jira')
    await s.sweep('servicenow')
    await s.lookAtServiceNow()
    expect(counted(s.calls('datadog'))).toEqual({
      'Datadog: read 100 findings by id': 1,
      'Datadog: read 50 findings by id': 1,
      'Datadog: read what changed': 2,
    })
    expect([...s.calls('jira'), ...s.calls('servicenow')]).toEqual([
      'Jira: read 100 issues at once',
      'ServiceNow: read 50 incidents at once',
      'ServiceNow: read what changed',
    ])
  })
})
