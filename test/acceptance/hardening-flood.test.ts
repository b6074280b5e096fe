import { createHmac } from 'node:crypto'
import { AT_ONCE } from '@fixproof/hub/http/limits'
import { afterEach, expect, it } from 'vitest'
import { type Harness, makeHarness, WEBHOOK_SECRET } from '../harness'
import { turn } from '../harness/storage'
import { makeFault } from '../sandbox/core'
import {
  contradictions,
  createBody,
  finding,
  issues,
  make,
  projectId,
  send,
  tally,
} from './support/hardening'

let h: Harness
afterEach(() => h?.close())

const FINDINGS = '/api/v2/security/findings'

it('of 500 creates at once as many are begun as there are places; the others are told when to come back', async () => {
  h = await makeHarness({ webhook: false })
  const names = Array.from({ length: 500 }, (_, i) => `n-${i}`)
  for (let at = 0; at < names.length; at += 100)
    await h.findings(...names.slice(at, at + 100).map(name => finding(name)))
  await h.look()
  const project = await projectId(h)
  const create = (name: string) =>
    send(h, 'POST', `${FINDINGS}/jira_issues`, createBody('jira_issues', project, [[name]]), {
      'idempotency-key': name,
    })

  const answers = await h.during(Promise.all(names.map(create)))
  expect(tally(answers)).toEqual({ 201: AT_ONCE.writes, 503: 500 - AT_ONCE.writes })
  for (const { status, headers, text } of answers) {
    if (status !== 503) continue
    expect(headers.get('retry-after')).toBe('1')
    expect(text).toContain('was not begun. Send it again in a moment.')
  }

  // Coming back, as told, all get through, and none twice.
  let left = names
  for (let rounds = 0; left.length > 0 && rounds < 10; rounds++) {
    const more = await h.during(Promise.all(left.map(create)))
    left = left.filter((_, i) => more[i]?.status !== 201)
  }
  expect(left).toEqual([])
  expect(await contradictions(h)).toEqual([])
  expect(await issues(h)).toHaveLength(500)
}, 120_000)

it('readers and health are answered while every place for writes is taken', async () => {
  h = await makeHarness({ webhook: false })
  await h.findings(...Array.from({ length: AT_ONCE.writes }, (_, i) => finding(`n-${i}`)))
  await h.look()
  h.world.faults.add({ ...makeFault('*', '.*', { delayMs: 60_000 }, { vendor: 'jira' }), times: 1e6 })
  const project = await projectId(h)
  const creates = Array.from({ length: AT_ONCE.writes }, (_, i) =>
    send(h, 'POST', `${FINDINGS}/jira_issues`, createBody('jira_issues', project, [[`n-${i}`]])),
  )
  for (let turns = 0; turns < 50; turns++) await turn()

  const one = await send(h, 'POST', `${FINDINGS}/jira_issues`, { data: [] })
  expect(one.status).toBe(503)
  const key = { headers: { 'dd-api-key': 'hub-read' } }
  for (const path of ['/healthz', '/readyz', '/metrics', '/api/v1/links', FINDINGS])
    expect([path, (await h.hub.app.request(path, key)).status]).toEqual([path, 200])

  h.world.faults.clear()
  // The look at the work type is still under way, and everybody waits for that one answer.
  h.world.clock.advance(60_000)
  expect(tally(await h.during(Promise.all(creates)))).toEqual({ 201: AT_ONCE.writes })
}, 60_000)

it('5,000 webhooks while Jira answers 429 leave one piece of work for the case, and few calls', async () => {
  h = await makeHarness({ webhook: false })
  await h.findings(finding('a'))
  await h.look()
  await make(h, 'jira_issues', ['a'])
  await h.rest()
  const [link] = (await h.store.list('link', { limit: 1 })).items
  const issue = link?.doc.ticket
  const before = await h.store.queue(h.world.clock.now())
  const wait = { status: 429, headers: { 'Retry-After': '30' }, body: {} }
  h.world.faults.add({ ...makeFault('*', '/rest/.*', wait, { vendor: 'jira' }), times: 1e6 })
  h.forgetCalls()

  const body = JSON.stringify({
    webhookEvent: 'jira:issue_updated',
    issue: { id: issue?.id, key: issue?.key, fields: { summary: 'x'.repeat(2000) } },
  })
  const signature = `sha256=${createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex')}`
  const deliver = (id: string) =>
    h.hub.app.request('/webhooks/jira/main', {
      method: 'POST',
      headers: { 'x-hub-signature': signature, 'x-atlassian-webhook-identifier': id },
      body,
    })
  const answers: Response[] = []
  for (let at = 0; at < 5000; at += 250) {
    const wave = Array.from({ length: 250 }, (_, i) => deliver(`d-${at + i}`))
    answers.push(...(await h.during(Promise.all(wave))))
  }
  expect(tally(answers)).toEqual({ 202: 5000 })
  const after = await h.store.queue(h.world.clock.now())
  expect(after.due + after.leased).toBeLessThanOrEqual(before.due + before.leased + 1)
  // Jira asked for 30 s; each look at it after that is one call.
  const seconds = h.world.clock.now() / 1000
  expect(h.log('jira').length).toBeLessThanOrEqual(3 + seconds / 30)

  const too = await Promise.all(Array.from({ length: AT_ONCE.webhooks + 50 }, (_, i) => deliver(`e-${i}`)))
  expect(tally(too)).toEqual({ 202: AT_ONCE.webhooks, 503: 50 })
  const refused = too.find(each => each.status === 503)
  // What its sender put behind it is not refused one by one: that would take the time in which others are served.
  expect([refused?.headers.get('retry-after'), refused?.headers.get('connection')]).toEqual(['1', 'close'])

  h.world.faults.clear()
  await h.advance(120_000)
  expect(await issues(h)).toEqual([{ key: 'SEC-1', status: 'To Do' }])
  expect(h.logged.filter(line => line.level === 'error')).toEqual([])
}, 60_000)

it('strangers who never finish sending keep no webhook out', async () => {
  h = await makeHarness({ webhook: false })
  const ends: (() => void)[] = []
  const strangers = Array.from({ length: AT_ONCE.webhooks + 50 }, () => {
    const body = new ReadableStream({ start: stream => void ends.push(() => stream.close()) })
    return h.hub.app.request('/webhooks/jira/main', { method: 'POST', body, duplex: 'half' } as RequestInit)
  })
  for (let turns = 0; turns < 10; turns++) await turn()

  const body = '{"webhookEvent":"jira:issue_updated"}'
  const signature = `sha256=${createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex')}`
  const headers = { 'x-hub-signature': signature }
  const answer = await h.hub.app.request('/webhooks/jira/main', { method: 'POST', headers, body })
  expect(answer.status).toBe(202)

  for (const end of ends) end()
  expect((await Promise.all(strangers)).every(each => each.status === 401 || each.status === 503)).toBe(true)
})
