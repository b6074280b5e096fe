/** Applying lines of the plan, adopting and mirroring, over deaths of the process and at the same time. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { HUB, type Json } from '../harness'
import { timeLimit } from '../harness/storage'
import { Crash, crashAt, untilItDies, type When } from './support/crash'
import { contradictions, send, tally } from './support/hardening'
import { mirrorScenes } from './support/mirror'
import type { Scene } from './support/scene'

const { open, closeAll } = mirrorScenes()
afterEach(closeAll)
vi.setConfig({ testTimeout: timeLimit(120_000) })

const MINUTE_MS = 60_000
const WHENS: When[] = ['before', 'after']
/** Each way takes more commits than this; the run in which nothing died any more ends the loop. */
const STEPS_AT_LEAST = 4

let byHand = true
const config = (json: Json): void => {
  for (const each of json.projects) if (each.key === 'SEC') each.apply = byHand ? 'by-hand' : 'by-itself'
}

async function planned(s: Scene): Promise<Json[]> {
  const answer = await s.h.hub.app.request(`${HUB}/api/v1/plan`, {
    method: 'POST',
    headers: { 'dd-api-key': 'hub-read', 'content-type': 'application/json' },
    body: '{}',
  })
  return ((await answer.json()) as Json).cases.flatMap((each: Json) => each.lines)
}

/** A case with both tickets in a project applied by hand, drifted. */
async function drifted() {
  byHand = false
  const s = await open({ config, mirror: null })
  const issue = await s.ticket('jira', ['A', 'B'])
  const incident = await s.second(issue, 'servicenow')
  byHand = true
  await s.h.restart()
  await s.later()
  await s.h.jira('ada', 'PUT', `/rest/api/3/issue/${issue.id}`, { fields: { priority: { name: 'Lowest' } } })
  const asker = { name: 'tests', seed: null }
  await s.h.commands.editCase(asker, issue.caseId, { fields: { title: 'A better title' } })
  await s.later()
  s.forget()
  const lines = (await planned(s)).map(each => each.id as string)
  expect(lines.length).toBeGreaterThan(2)
  return { s, issue, incident, lines }
}

describe('applying', () => {
  it.each(WHENS)(
    'a hub that dies right %s any commit does each line once, and takes the next ones',
    async when => {
      let died = true
      for (let n = 1; died; n++) {
        const { s, lines } = await drifted()
        crashAt(s, n, when)
        died = await untilItDies(async () => {
          await s.h.api('POST', '/api/v1/apply', { lines })
          await s.later(MINUTE_MS)
        })
        await s.h.restart()
        await s.later(10 * MINUTE_MS)
        const left = (await planned(s)).map(each => each.id as string)
        if (left.length > 0) {
          const again = await s.h.api('POST', '/api/v1/apply', { lines: left })
          expect([n, again.status]).toEqual([n, 200])
          await s.later(10 * MINUTE_MS)
        }
        expect([n, await planned(s)]).toEqual([n, []])
        expect([n, s.writes().sort()]).toEqual([
          n,
          [
            'Jira: change summary of SEC-1',
            'ServiceNow: change INC0010001: short_description, impact, urgency',
          ],
        ])
        await closeAll()
        expect(died || n > STEPS_AT_LEAST).toBe(true)
      }
    },
  )

  it('twice at once: one does it, the other is told that it is being done', async () => {
    const { s, lines } = await drifted()
    const two = [1, 2].map(() => send(s.h, 'POST', '/api/v1/apply', { lines }))
    expect(tally(await s.h.during(Promise.all(two)))).toEqual({ 200: 1, 409: 1 })
    await s.later(MINUTE_MS)
    expect(await planned(s)).toEqual([])
    expect(s.writes()).toHaveLength(2)
  })

  it('of lines of which some are being applied: nothing is done behind an error', async () => {
    byHand = false
    const s = await open({ config, mirror: null })
    const one = await s.ticket('jira', ['A'])
    const two = await s.ticket('jira', ['B'])
    byHand = true
    await s.h.restart()
    await s.later()
    const asker = { name: 'tests', seed: null }
    for (const { caseId } of [one, two])
      await s.h.commands.editCase(asker, caseId, { fields: { title: 'A better title' } })
    await s.later()
    s.forget()
    const lines = (await planned(s)).map(each => each.id as string)
    expect(lines).toHaveLength(2)
    const busy = send(s.h, 'POST', '/api/v1/apply', { lines: [lines[0]] })
    const both = send(s.h, 'POST', '/api/v1/apply', { lines })
    const [first, second] = await s.h.during(Promise.all([busy, both]))
    await s.later(MINUTE_MS)
    expect([first?.status, second?.status]).toEqual([200, 200])
    const outcomes = JSON.parse(second?.text ?? '{}').lines.map((each: Json) => each.outcome)
    expect(outcomes).toEqual(['refused', 'done'])
    expect(s.writes()).toHaveLength(2)
  })
})

describe('adopting', () => {
  async function issueOf(s: Scene, summary: string): Promise<string> {
    const { body } = await s.h.jira('ada', 'POST', '/rest/api/3/issue', {
      fields: { project: { key: 'SEC' }, issuetype: { name: 'Task' }, summary },
    })
    return body.key
  }

  it('one ticket eight times at once makes one case of it', async () => {
    const s = await open({ mirror: null })
    await s.findings(['A', 'B'])
    await s.h.look()
    const url = `${s.h.world.urls.jira}/browse/${await issueOf(s, 'x')}`
    const body = { urls: [{ url, findings: [s.idOf('A'), s.idOf('B')] }] }
    const eight = Array.from({ length: 8 }, () => send(s.h, 'POST', '/api/v1/adopt', body))
    const answers = await s.h.during(Promise.all(eight))
    expect(tally(answers)).toEqual({ 200: 8 })
    await s.later(MINUTE_MS)
    expect(await contradictions(s.h)).toEqual([])
    expect(await s.h.store.count('case')).toBe(1)
    expect(s.logged().filter(line => line.startsWith('error'))).toEqual([])
  })

  it.each(WHENS)('a hub that dies right %s any commit adopts all of it when asked again', async when => {
    let died = true
    for (let n = 1; died; n++) {
      const s = await open({ mirror: null })
      await s.findings(['A', 'B', 'C'])
      await s.h.look()
      const one = `${s.h.world.urls.jira}/browse/${await issueOf(s, 'x')}`
      const two = `${s.h.world.urls.jira}/browse/${await issueOf(s, 'y')}`
      await s.later()
      const body = {
        urls: [
          { url: one, findings: [s.idOf('A')] },
          { url: two, findings: [s.idOf('B'), s.idOf('C')] },
        ],
      }
      crashAt(s, n, when)
      died = await untilItDies(async () => {
        const { status } = await s.h.api('POST', '/api/v1/adopt', body)
        if (status >= 500) throw new Crash('the answer said so')
        await s.later(MINUTE_MS)
      })
      await s.h.restart()
      // The harness draws the same ids after each start; a hub never does.
      for (let drawn = 0; drawn < 100; drawn++) await s.h.api('GET', '/api/v1/links?limit=1')
      await s.later(MINUTE_MS)
      const again = await s.h.api('POST', '/api/v1/adopt', body)
      expect([n, again.status, again.body]).toEqual([n, 200, expect.anything()])
      await s.later(MINUTE_MS)
      const last = await s.h.api('POST', '/api/v1/adopt', body)
      expect([n, last.body.tickets.map((each: Json) => each.outcome)]).toEqual([n, ['known', 'known']])
      expect([n, await s.h.store.count('case'), await contradictions(s.h)]).toEqual([n, 2, []])
      await closeAll()
      expect(died || n > STEPS_AT_LEAST).toBe(true)
    }
  })
})

describe('the mirror', () => {
  it.each(WHENS)(
    'of a hub that dies right %s any commit: one Datadog case, every comment there once',
    async when => {
      let died = true
      for (let n = 1; died; n++) {
        const s = await open()
        await s.findings(['A'])
        await s.projectId('SEC')
        crashAt(s, n, when)
        died = await untilItDies(async () => {
          const made = await s.ask('jira', ['A'], 'SEC', { 'idempotency-key': 'k' })
          if (made.status >= 500) throw new Crash('the answer said so')
          const comment = { data: { type: 'case', attributes: { comment: 'Said' } } }
          const path = `/api/v2/cases/${made.body.data[0].id}/comment`
          const said = await s.h.api('POST', path, comment, { 'idempotency-key': 'c' })
          if (said.status >= 500) throw new Crash('the answer said so')
          await s.later(10 * MINUTE_MS)
        })
        await s.h.restart()
        await s.later(10 * MINUTE_MS)
        const made = await s.ask('jira', ['A'], 'SEC', { 'idempotency-key': 'k' })
        expect([n, made.status]).toEqual([n, 201])
        await s.later(10 * MINUTE_MS)
        const { id } = made.body.data[0]
        const comment = { data: { type: 'case', attributes: { comment: 'Said' } } }
        const said = await s.h.api('POST', `/api/v2/cases/${id}/comment`, comment, { 'idempotency-key': 'c' })
        expect([n, said.status]).toEqual([n, 200])
        await s.later(10 * MINUTE_MS)
        await s.datadog.look()
        await s.later(10 * MINUTE_MS)
        expect([n, await s.datadog.cases()]).toEqual([n, ['SECURITY-1 OPEN P2 nobody: A']])
        const there = await s.datadog.comments(await s.datadog.idOf('SECURITY-1'))
        expect([n, there.length, there[0]?.includes('Said')]).toEqual([n, 1, true])
        expect([n, await s.issues('SEC')]).toEqual([n, ['SEC-1']])
        await closeAll()
        expect(died || n > STEPS_AT_LEAST).toBe(true)
      }
    },
  )
})
