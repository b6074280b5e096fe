/** What people read in Jira besides the panel, through the app's own functions: glance, project page, gadget, JQL, agent. */
import { afterEach, describe, expect, test } from 'vitest'
import { findIssue } from '../sandbox/jira/state'
import { type AppScene, appScenes } from './support/app'
import type { Ticket } from './support/scene'

const all = appScenes()
afterEach(all.closeAll)

const DAY_MS = 86_400_000

/** The lozenge of the collapsed glance: what it says and how it looks. */
async function lozenge(a: AppScene, { key }: Pick<Ticket, 'key'>): Promise<unknown> {
  const issue = findIssue(a.h.site.state, key)
  if (issue === undefined) throw new Error(`There is no issue ${key}`)
  const told = (await a.h.during(a.h.forge.glance(issue))) as { status?: { value: unknown } }
  return told.status?.value
}

const asked = (a: AppScene, who: string, issueKey: string) =>
  a.h.during(a.h.forge.action('linked-findings', a.h.accountId(`${who}@example.com`), { issueKey }))

const denied = (a: AppScene, who: string, project: string) =>
  a.h.jira('admin', 'POST', '/_sandbox/jira/permissions', {
    ...{ email: `${who}@example.com`, project },
    deny: ['BROWSE_PROJECTS'],
  })

describe('The glance beside an issue', () => {
  test('counts what is open, and is green once all is fixed', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A', 'B'])
    expect(await lozenge(a, issue)).toEqual({ label: '2 open', type: 'moved' })
    await a.fix('A')
    expect(await lozenge(a, issue)).toEqual({ label: '1 open', type: 'moved' })
    await a.fix('B')
    expect(await lozenge(a, issue)).toEqual({ label: 'all fixed', type: 'success' })
  })

  test('says "false fix" while an issue stands closed as fixed that is not', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A'], 'TEAM')
    a.h.setRunning(false)
    expect((await a.close(issue)).status).toBe(204)
    expect(await lozenge(a, issue)).toEqual({ label: 'false fix', type: 'removed' })
  })

  test('says nothing of an issue without findings, nor by a record that somebody else wrote', async () => {
    const a = await all.open()
    expect(await lozenge(a, await a.plainIssue())).toBeUndefined()
    const issue = await a.ticket('jira', ['A'])
    a.h.setRunning(false)
    const property = `/rest/api/3/issue/${issue.id}/properties/fixproof`
    const { value } = (await a.h.jira('ada', 'GET', property)).body
    for (const lie of [{ open: 0 }, { ...value, open: 0, phase: 'closed', blocking: [], severity: null }]) {
      expect((await a.h.jira('ada', 'PUT', property, lie)).status).toBe(200)
      expect(await lozenge(a, issue)).toBeUndefined()
    }
  })
})

describe('A false fix', () => {
  test('that was refused, and one that was put back, are found in JQL, counted on the pages, and written by the hub alone', async () => {
    const a = await all.open()
    const refused = await a.ticket('jira', ['A'])
    const undone = await a.ticket('jira', ['B'], 'TEAM')
    expect(await a.search('issue in falseFixed()')).toEqual([])
    a.h.forgetCalls()
    expect((await a.close(refused)).status).toBe(400)
    expect((await a.close(undone)).status).toBe(204)
    await a.h.rest()
    expect((await a.search('issue in falseFixed("30d")')).sort()).toEqual([refused.key, undone.key].sort())
    expect(await a.search('fixproofFalseFixHow = refused')).toEqual([refused.key])
    expect(await a.search('fixproofFalseFixes >= 1 AND project = TEAM')).toEqual([undone.key])
    const byTheApp = a.h.world.calls
      .list('jira')
      .filter(call => call.write && call.actor === 'fixproof-app@example.com')
    expect(byTheApp.map(call => call.path)).toEqual([])

    const page = await a.h.invoke({ page: 'project', project: 'SEC' }, 'ada', 'project.view')
    expect(page).toMatchObject({
      ok: true,
      data: { openCount: 1, tickets: { open: 1, closed: 0 }, falseFixes: { refused: 1, undone: 0 } },
    })
    const gadget = await a.h.invoke({ page: 'gadget' }, 'ada', 'gadget.view', { days: 30 })
    expect(gadget).toMatchObject({ ok: true, data: { falseFixes: { refused: 1, undone: 1 } } })
    expect(gadget.data.falseFixes.issues.map((one: Pick<Ticket, 'key'>) => one.key).sort()).toEqual(
      [refused.key, undone.key].sort(),
    )
    a.h.setRunning(false)
    a.h.world.clock.advance(40 * DAY_MS)
    expect(await a.search('issue in falseFixed("30d")')).toEqual([])
    expect(await a.search('issue in falseFixed("8w")')).toHaveLength(2)
  })

  test('is named in the gadget, and its project shown, only to people who see the project', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A'])
    await a.close(issue)
    await denied(a, 'ada', 'SEC')
    const gadget = await a.h.invoke({ page: 'gadget' }, 'ada', 'gadget.view', { days: 30 })
    expect(gadget).toMatchObject({ ok: true, data: { falseFixes: { refused: 1, issues: [] } } })
    expect(await a.h.invoke({ page: 'project', project: 'SEC' }, 'ada', 'project.view')).toMatchObject({
      ...{ ok: false, failure: 'refused' },
    })
  })
})

describe('An agent', () => {
  test('is told which findings keep an issue open, in words, for people who see the issue', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A', 'B'])
    await a.fix('B')
    const { answer } = (await asked(a, 'ada', issue.key.toLowerCase())) as { answer: string }
    expect(answer).toContain(`${issue.key}: `)
    expect(answer).toContain('- A (high): open in Datadog.')
    expect(answer).toContain('- B (high): not open in Datadog.')
    const plain = await a.plainIssue()
    expect(await asked(a, 'ada', plain.key)).toEqual({
      answer: `No Datadog finding is on ${plain.key}; Fixproof does not keep it open.`,
    })
    await denied(a, 'ada', 'SEC')
    for (const key of [issue.key, 'SEC-999', 'SEC-1/../SEC-1', ''])
      expect(((await asked(a, 'ada', key)) as { answer: string }).answer).toMatch(
        /see this work item|cannot see/,
      )
  })
})

describe('What the app keeps', () => {
  test('of an issue is forgotten when the issue is deleted', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A'])
    expect(a.h.forge.kvs.entries()).toHaveProperty(`seq:${issue.id}`)
    await a.h.jira('admin', 'DELETE', `/rest/api/3/issue/${issue.id}`)
    await a.h.rest()
    expect(Object.keys(a.h.forge.kvs.entries())).not.toContain(`seq:${issue.id}`)
  })

  test('of the hub is renewed every hour, and never begins without an administrator', async () => {
    const a = await all.open()
    const kept = () => a.h.forge.kvs.entries().connected as { checkedAt: number }
    const before = kept().checkedAt
    await a.h.advance(3_600_000)
    expect(kept().checkedAt).toBeGreaterThan(before)

    const alone = await all.open({ forge: { connect: false } })
    await alone.h.advance(3_600_000)
    expect(alone.h.forge.kvs.entries()).toEqual({})
  })
})
