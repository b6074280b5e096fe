/** Closes in bulk, findings that come and go meanwhile, issues that move: what happens at once with the app's validator. */
import { afterEach, describe, expect, test } from 'vitest'
import { appScenes } from './support/app'

const all = appScenes()
afterEach(all.closeAll)

describe('Closing', () => {
  test('many issues in one go refuses each by its own finding, and counts each once', async () => {
    const a = await all.open()
    const names = Array.from({ length: 12 }, (_, i) => `N${i}`)
    const issues = []
    for (const name of names) issues.push(await a.ticket('jira', [name]))
    const told = await Promise.all(issues.map(each => a.close(each)))
    for (const [i, { status, body }] of told.entries()) {
      expect(status).toBe(400)
      expect(body.errorMessages[0]).toContain(`${names[i]} (high) is still open in Datadog`)
    }
    const [first] = issues
    if (first === undefined) throw new Error('No issue was made')
    await Promise.all([a.close(first), a.close(first)])
    expect((await a.panel(first, 'ada', 'issue.view')).issue.data.falseFixes).toBe(1)
  })

  test('while a finding is attached never ends with the issue closed and the finding open', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A'])
    await a.fix('A')
    await a.reopenByHand(issue)
    await a.findings(['B'])
    const attaching = a.panel(issue, 'ada', 'issue.attach', { findings: [a.idOf('B')] })
    await Promise.all([a.close(issue), attaching])
    await a.h.rest()
    expect(await a.issue(issue)).toMatchObject({ status: 'To Do', proof: { open: 1 } })
  })

  test('is refused all the same when the hub cannot take the report; the next try is on record', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A'])
    const { send } = a.h.world
    a.h.world.send = (url, init) =>
      url.endsWith('/refused') ? Promise.reject(new Error('the hub restarts')) : send(url, init)
    expect((await a.close(issue)).body.errorMessages[0]).toContain('A (high) is still open in Datadog')
    a.h.world.send = send
    expect((await a.close(issue)).status).toBe(400)
    expect((await a.panel(issue, 'ada', 'issue.view')).issue.data.falseFixes).toBe(1)
  })
})

describe('An issue', () => {
  test.each(['live-then-proof', 'proof', 'live', 'proof-then-live'])(
    'whose case let it go is closed freely in mode %s',
    async mode => {
      const a = await all.open()
      const settings = { mode, detachGroup: '' }
      expect(await a.h.invoke({ page: 'admin' }, 'admin', 'admin.settings', settings)).toMatchObject({
        ok: true,
      })
      const issue = await a.ticket('jira', ['A'])
      const path = `/api/v2/cases/${issue.caseId}/relationships/jira_issues`
      expect((await a.h.api('DELETE', path)).status).toBe(204)
      await a.h.rest()
      expect((await a.close(issue)).status).toBe(204)
    },
  )

  test('that moves to another project keeps its findings: the validator there, or the second line, holds it', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A'])
    const move = { issue: issue.key, toProject: 'TEAM', by: 'ada@example.com' }
    const { body } = await a.h.jira('admin', 'POST', '/_sandbox/jira/move', move)
    await a.h.rest()
    const moved = { id: issue.id, key: body.key }
    expect((await a.panel(moved, 'ada', 'issue.view')).issue.data).toMatchObject({
      mayClose: false,
      ticket: { key: body.key },
    })
    // TEAM has no validator.
    expect((await a.close(moved)).status).toBe(204)
    await a.h.rest()
    expect((await a.issue(moved))?.status).toBe('To Do')
    expect(await a.reopenings(moved)).toBe(1)
  })
})
