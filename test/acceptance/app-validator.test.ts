/** Closing an issue in Jira while the app's own validator stands on its transitions. Done-when 3 and 5 of issue 4. */
import { PROOF_PROPERTY } from '@fixproof/hub/connectors/jira/view'
import { afterEach, describe, expect, test } from 'vitest'
import type { Json } from '../harness'
import { appScenes } from './support/app'

const all = appScenes()
afterEach(all.closeAll)

const DAY_MS = 86_400_000

describe('A person who closes an issue', () => {
  test('with an open finding is refused over REST, by the sentence that names it; nothing is written', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A'])
    const told = await a.close(issue)
    expect(told.status).toBe(400)
    expect(told.body.errorMessages[0]).toContain('A (high) is still open in Datadog')
    expect((await a.issue(issue))?.status).toBe('To Do')
    await a.h.advance(60_000)
    expect(await a.reopenings(issue)).toBe(0)
  })

  test('with an open finding is refused on the page as well', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A'])
    const page = await a.press(issue, 'Done')
    expect(page).toContain('is still open in Datadog')
    expect((await a.issue(issue))?.status).toBe('To Do')
  })

  test('is let through once the finding is fixed, also before the hub has heard of it', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A'])
    expect((await a.close(issue)).status).toBe(400)
    // Datadog knows, the hub has not looked yet: the validator asks it to look.
    await a.says('A', { status: 'resolved' })
    // Asked to look, the hub closes the issue itself; whoever comes second meets Jira's conflict.
    expect([204, 409]).toContain((await a.close(issue)).status)
    await a.h.rest()
    expect((await a.issue(issue))?.status).toBe('Done')
    expect(await a.reopenings(issue)).toBe(0)
  })

  test('on which a permission stands that could not be taken back yet is refused by what the hub knows', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A'])
    await a.fix('A')
    await a.reopenByHand(issue)
    await a.says('A', { status: 'open' })
    a.fault('jira', 'PUT', 'properties/fixproof$', { status: 503 }, { times: 100 })
    expect((await a.close(issue)).body.errorMessages[0]).toContain('A (high) is still open in Datadog')
    // What stands on the issue itself would have let it through.
    expect((await a.issue(issue))?.proof).toMatchObject({ open: 0, phase: 'closed' })
  })

  test('without any finding on it is never hindered', async () => {
    const a = await all.open()
    const issue = await a.plainIssue()
    expect((await a.close(issue)).status).toBe(204)
  })

  // What Jira answers while the finding is open: RULES 12 and 13.
  test.each([
    ['strict', 'Done', 400],
    ['strict', "Won't Do", 400],
    ['fixed-only', 'Done', 400],
    ['fixed-only', "Won't Do", 204],
    ['observe', 'Done', 204],
    ['observe', "Won't Do", 204],
  ] as const)('under %s with resolution %s gets %i', async (policy, resolution, status) => {
    const a = await all.open({
      policy,
      config: json => {
        for (const project of json.projects) project.notFixed = { resolutions: ["Won't Do"] }
      },
    })
    const issue = await a.ticket('jira', ['A'])
    const told = await a.close(issue, 'Done', { fields: { resolution: { name: resolution } } })
    expect(told.status).toBe(status)
  })

  test('on the way through other open statuses is not asked at all', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A'])
    expect((await a.close(issue, 'In Progress')).status).toBe(204)
    expect((await a.close(issue, 'In Review')).status).toBe(204)
  })

  test('in a project without the validator succeeds, and the hub puts the issue back once, saying why', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A'], 'TEAM')
    expect((await a.close(issue)).status).toBe(204)
    await a.h.rest()
    expect((await a.issue(issue))?.status).toBe('To Do')
    expect(await a.reopenings(issue)).toBe(1)
  })
})

describe('The hub itself', () => {
  test('closes through the validator when all findings are fixed: its proof is there first', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A', 'B'])
    await a.fix('A', 'B')
    expect(await a.issue(issue)).toMatchObject({ status: 'Done', resolution: 'Done' })
  })
})

describe('With the hub stopped, the validator', () => {
  test('refuses from the proof on the issue, however old it is', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A'])
    a.h.setRunning(false)
    expect((await a.close(issue)).body.errorMessages[0]).toContain('is still open in Datadog')
    a.h.world.clock.advance(90 * DAY_MS)
    expect((await a.close(issue)).body.errorMessages[0]).toContain('is still open in Datadog')
  })

  test('lets a close through on a fresh permission, and says so when it is too old', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A'])
    await a.fix('A')
    await a.reopenByHand(issue)
    a.h.setRunning(false)
    expect((await a.close(issue)).status).toBe(204)
    expect((await a.close(issue, 'To Do')).status).toBe(204)
    a.h.world.clock.advance(2 * DAY_MS)
    const told = await a.close(issue)
    expect(told.status).toBe(400)
    expect(told.body.errorMessages[0]).toContain('too old')
  })

  test('answers well within the platform’s limit, also when the hub hangs', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A'])
    const { send } = a.h.world
    a.h.world.send = (url, init) => (url.includes('/forge/v1/') ? new Promise(() => {}) : send(url, init))
    const began = a.now
    expect((await a.close(issue)).status).toBe(400)
    // Half of the 25 s a function has.
    expect(a.now - began).toBeLessThan(12_500)
  })
})

describe('The app', () => {
  test('hears of what happens in Jira and only tells the hub to look: the hub writes, the app does not', async () => {
    const a = await all.open({ webhook: false })
    const issue = await a.ticket('jira', ['A'], 'TEAM')
    a.h.forgetCalls()
    expect((await a.close(issue)).status).toBe(204)
    await a.h.rest()
    expect((await a.issue(issue))?.status).toBe('To Do')
    const writes: Json[] = a.h.world.calls.list('jira').filter(call => call.write)
    expect(writes.filter(call => call.actor === 'fixproof-app@example.com')).toEqual([])
  })

  test('uninstalled, blocks the transitions its validator is still on', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A'])
    a.h.forge.uninstall()
    expect((await a.close(issue)).status).toBe(400)
    expect((await a.close(issue)).body.errorMessages[0]).toContain('not installed')
  })

  test('makes open findings searchable', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A', 'B'])
    await a.ticket('jira', ['C'], 'TEAM')
    expect(await a.search('fixproofOpen > 1')).toEqual([issue.key])
    expect(await a.search(`issue in stillVulnerable() AND project = SEC`)).toEqual([issue.key])
    await a.fix('A', 'B')
    expect(await a.search('fixproofOpen > 0 AND project = SEC')).toEqual([])
    const { body } = await a.h.jira(
      'ada',
      'GET',
      `/rest/api/3/issue/${issue.id}/properties/${PROOF_PROPERTY}`,
    )
    expect(body.value.open).toBe(0)
  })
})
