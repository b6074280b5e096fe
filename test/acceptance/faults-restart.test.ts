import { afterEach, describe, expect, it, vi } from 'vitest'
import { timeLimit } from '../harness/storage'
import { crashAt, untilItDies, type When } from './support/crash'
import { type Scene, scenes } from './support/scene'

const all = scenes()
afterEach(all.closeAll)
// Hours of a hub's work take their time on a busy machine.
vi.setConfig({ testTimeout: timeLimit(90_000) })

const MINUTE_MS = 60_000
/** A create and a close take more commits than this; the run in which nothing died any more ends the loop. */
const STEPS_AT_LEAST = 5
const WHENS: When[] = ['before', 'after']

/** The client did not get an answer, so it asks the same again, until it has one. */
async function askUntilAnswered(s: Scene): Promise<{ status: number; caseId: string }> {
  for (let tries = 0; tries < 20; tries++) {
    const { status, body } = await s.ask('jira', ['A'], 'SEC', { 'idempotency-key': 'create-1' })
    if (status === 201) return { status, caseId: body.data[0].id }
    await s.later(MINUTE_MS)
  }
  throw new Error('No answer after 20 tries')
}

describe('a hub that dies and starts again', () => {
  it.each(WHENS)(
    'right %s any commit of a create: one case and one issue, however often the client asks',
    async when => {
      let died = true
      for (let n = 1; died; n++) {
        const s = await all.open()
        await s.findings(['A'])
        await s.projectId('SEC')
        s.forget()
        crashAt(s, n, when)
        died = await untilItDies(async () => {
          await s.ask('jira', ['A'], 'SEC', { 'idempotency-key': 'create-1' })
          await s.later(10 * MINUTE_MS)
        })
        await s.h.restart()
        const { caseId } = await askUntilAnswered(s)
        await s.later(15 * MINUTE_MS)
        const issue = await s.ticketOn({ caseId }, 'jira')
        expect([n, await s.issues('SEC'), issue.key]).toEqual([n, ['SEC-1'], 'SEC-1'])
        expect([n, await s.h.store.count('case'), await s.standing(issue)]).toEqual([n, 1, 'To Do'])
        expect([n, (await s.issue(issue))?.proof.open]).toEqual([n, 1])
        await all.closeAll()
        expect(died || n > STEPS_AT_LEAST).toBe(true)
      }
    },
  )

  it.each(WHENS)('right %s any commit of a close: both tickets are closed, each told once', async when => {
    const prepared = async () => {
      const s = await all.open()
      const issue = await s.ticket('jira', ['A'])
      const incident = await s.second(issue, 'servicenow')
      await s.says('A', { status: 'resolved' })
      return { s, issue, incident }
    }
    let died = true
    for (let n = 1; died; n++) {
      const { s, issue, incident } = await prepared()
      s.forget()
      crashAt(s, n, when)
      died = await untilItDies(async () => {
        await s.h.look()
        await s.later(10 * MINUTE_MS)
      })
      await s.h.restart()
      await s.later(20 * MINUTE_MS)
      const ends = [await s.standing(issue), await s.standing(incident), await s.caseStatus(issue)]
      expect([n, ends]).toEqual([n, ['Done (Done)', 'Resolved (Solution provided)', 'CLOSED']])
      const moves = s.writes().filter(line => line.startsWith('Jira: move') || line.startsWith('ServiceNow'))
      expect([n, moves.sort()]).toEqual([
        n,
        [
          'Jira: move SEC-1, resolution Done, with comment',
          'ServiceNow: change INC0010001: Resolved, code Solution provided, with note',
        ],
      ])
      await all.closeAll()
      expect(died || n > STEPS_AT_LEAST).toBe(true)
    }
  })

  it('right before any commit of a reopening without a way back: one successor, linked once', async () => {
    let died = true
    for (let n = 1; died; n++) {
      const s = await all.open()
      const old = await s.ticket('jira', ['A'], 'LOCK')
      await s.fix('A')
      await s.later()
      await s.says('A', { status: 'open' })
      s.forget()
      crashAt(s, n, 'before')
      died = await untilItDies(async () => {
        await s.h.look()
        await s.later(10 * MINUTE_MS)
      })
      await s.h.restart()
      await s.later(20 * MINUTE_MS)
      const next = await s.ticketOn(old, 'jira')
      expect([n, await s.issues('LOCK'), await s.standing(next)]).toEqual([n, ['LOCK-1', 'LOCK-2'], 'To Do'])
      const { body } = await s.h.jira('admin', 'GET', `/rest/api/3/issue/${next.id}?fields=issuelinks`)
      const told = (await s.issue(old))?.comments.filter(text => text.startsWith('LOCK-2 follows'))
      expect([n, body.fields.issuelinks.length, told?.length]).toEqual([n, 1, 1])
      await all.closeAll()
      expect(died || n > STEPS_AT_LEAST).toBe(true)
    }
  })
})
