import { startServer } from '@fixproof/hub/store/postgres/testing/server'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { scenes } from '../acceptance/support/scene'
import { HUB } from '../harness'

/** The server is back within moments; a machine with much to do takes longer. Milliseconds. */
const BACK_MAX_MS = 15_000
const ASK_AGAIN_MS = 50

const all = scenes()
afterEach(all.closeAll)

describe('a hub whose database server is killed', { timeout: 60_000 }, () => {
  let server: Awaited<ReturnType<typeof startServer>>
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server?.stop())

  it('asks callers to come back, and goes on with what was confirmed once the server is there again', async () => {
    const s = await all.open({
      config: json => {
        json.store = { kind: 'postgres', url: server.url }
      },
    })
    const issue = await s.ticket('jira', ['A'])
    const ask = (path: string) =>
      s.h.hub.app.request(`${HUB}${path}`, {
        headers: { 'dd-api-key': 'hub-api', 'dd-application-key': 'hub-app' },
      })

    await server.kill()
    const refused = await ask(`/api/v2/cases/${issue.caseId}`)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await refused.text()).toContain('The hub cannot reach its store right now')
    const not = await ask('/readyz')
    expect(not.status).toBe(503)

    const end = Date.now() + BACK_MAX_MS
    while ((await ask('/readyz')).status !== 200 && Date.now() < end)
      await new Promise(resolve => setTimeout(resolve, ASK_AGAIN_MS))
    expect((await ask(`/api/v2/cases/${issue.caseId}`)).status).toBe(200)
    await s.fix('A')
    await s.wake('poll:datadog')
    expect((await s.issue(issue))?.status).toBe('Done')
  })
})
