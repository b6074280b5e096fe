import { createHmac } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import {
  type Harness,
  type HarnessOptions,
  HUB,
  type Json,
  makeHarness,
  PUSH_SECRET,
  WEBHOOK_SECRET,
} from '../harness'
import { turn } from '../harness/storage'
import { makeFault } from '../sandbox/core'

let h: Harness
afterEach(() => h?.close())

interface Line {
  subject: string
  check: string
  result: 'pass' | 'warn' | 'fail'
  text: string
}

const start = async (options: HarnessOptions = {}): Promise<void> => {
  h = await makeHarness(options)
}

async function check(
  more: Record<string, string> = {},
): Promise<{ result: string; counts: Json; lines: Line[] }> {
  const answer = await h.api('GET', '/api/v1/check', undefined, more)
  expect(answer.status).toBe(200)
  return answer.body
}

function line(lines: Line[], subject: string, name: string): Line {
  const found = lines.filter(each => each.subject === subject && each.check === name)
  expect(found, `${subject}, ${name}`).toHaveLength(1)
  return found[0] as Line
}

/** An issue in SEC that a test may change; its key. */
async function testIssue(): Promise<string> {
  const made = await h.jira('admin', 'POST', '/rest/api/3/issue', {
    fields: { project: { key: 'SEC' }, issuetype: { name: 'Task' }, summary: 'For fixproof check' },
  })
  await h.rest()
  return made.body.key
}

const onlySec = (json: Json): void => {
  json.projects = json.projects.slice(0, 1)
}
const withCheckIssue = (json: Json): void => {
  onlySec(json)
  json.connections.jira[0].checkIssue = 'SEC-1'
}

describe('GET /api/v1/check', () => {
  it('looks at the hub, every connection and every project, one line each, subjects together', async () => {
    await start({ config: onlySec })
    await testIssue()
    const { lines, counts, result } = await check()
    expect([...new Set(lines.map(each => each.subject))]).toEqual([
      'hub',
      'datadog',
      'jira main',
      'servicenow main',
      'project SEC, jira main',
      'project SEC, servicenow main',
    ])
    expect(lines.map(each => `${each.subject}\n${each.check}`)).toHaveLength(
      new Set(lines.map(each => `${each.subject}\n${each.check}`)).size,
    )
    expect(lines.filter(each => each.result === 'fail')).toEqual([])
    expect(counts).toEqual({
      pass: lines.filter(each => each.result === 'pass').length,
      warn: lines.filter(each => each.result === 'warn').length,
      fail: 0,
    })
    expect(result).toBe('warn')
    for (const [subject, name] of [
      ['datadog', 'credentials'],
      ['datadog', 'reading findings'],
      ['datadog', 'muting findings'],
      ['jira main', 'credentials'],
      ['jira main', 'clock'],
      ['servicenow main', 'credentials'],
      ['servicenow main', 'role'],
      ['servicenow main', 'clock'],
      ['project SEC, jira main', 'permission Transition issues'],
      ['project SEC, jira main', 'close fields'],
      ['project SEC, jira main', 'close without a fix'],
      ['project SEC, jira main', 'close route'],
      ['project SEC, jira main', 'reopen route'],
      ['project SEC, servicenow main', 'assignment group'],
      ['project SEC, servicenow main', 'close code Solution provided'],
    ] as const)
      expect(line(lines, subject, name).result, `${subject}, ${name}`).toBe('pass')
    expect(line(lines, 'servicenow main', 'role').text).toContain('itil')
  })

  it('changes nothing at any vendor when no test issue is named', async () => {
    await start()
    await testIssue()
    h.forgetCalls()
    await check()
    expect(h.log()).not.toEqual([])
    expect(h.writes()).toEqual([])
  })

  it('tells a wrong credential once, by its connection, and does not repeat it for each project', async () => {
    await start({
      config: json => {
        json.connections.jira[0].apiToken = 'wrong'
        json.connections.servicenow[0].auth.password = 'wrong'
        json.connections.datadog.apiKey = 'wrong'
      },
    })
    h.forgetCalls()
    const { lines, result } = await check()
    expect(result).toBe('fail')
    for (const subject of ['datadog', 'jira main', 'servicenow main'])
      expect(line(lines, subject, 'credentials').result).toBe('fail')
    expect(h.log('jira')).toEqual(['GET /rest/api/3/myself 401'])
    expect(line(lines, 'jira main', 'credentials').text).toMatch(/Check e-mail, API token and base URL/)
    expect(lines.filter(each => each.subject.startsWith('project'))).toEqual([])
  })

  it('names a missing permission, a group that is not there and a project without a tool, with the mend', async () => {
    await start({
      config: json => {
        onlySec(json)
        json.projects[0].servicenow.assignmentGroup = 'Nobody'
        json.projects.push({ key: 'BARE' })
      },
    })
    await h.vendor('jira', 'admin', 'POST', '/_sandbox/jira/permissions', {
      email: 'bot@example.com',
      project: 'SEC',
      deny: ['TRANSITION_ISSUES'],
    })
    const { lines } = await check()
    expect(line(lines, 'project SEC, jira main', 'permission Transition issues')).toMatchObject({
      result: 'fail',
      text: expect.stringContaining('Grant "Transition issues"'),
    })
    expect(line(lines, 'project SEC, servicenow main', 'assignment group')).toMatchObject({ result: 'fail' })
    expect(line(lines, 'project BARE', 'link')).toMatchObject({
      result: 'warn',
      text: expect.stringContaining('cases here get no ticket'),
    })
  })

  it('says whether comments of incidents can be read, and what to do where they are one-way', async () => {
    await start({ config: onlySec })
    const comments = async () => line((await check()).lines, 'project SEC, servicenow main', 'comments')
    expect(await comments()).toMatchObject({
      result: 'warn',
      text: expect.stringMatching(/^No incident has a comment .* Let it read sys_journal_field/),
    })
    const incident = await h.servicenow('abel', 'POST', '/api/now/table/incident', { comments: 'Hello' })
    expect(incident.status).toBe(201)
    // Every entry is hidden.
    expect(await comments()).toMatchObject({
      result: 'warn',
      text: 'ServiceNow hides its journal entries, so comments are one-way: those of incidents do not reach the case. Let the integration user read sys_journal_field (an ACL in ServiceNow).',
    })
    const then = { status: 403, body: { error: { message: 'Security constraints' }, status: 'failure' } }
    h.world.faults.add(makeFault('GET', 'sys_journal_field', then, { vendor: 'servicenow', times: 1 }))
    expect(await comments()).toMatchObject({
      result: 'warn',
      text: expect.stringMatching(
        /^The integration user may not read sys_journal_field, so comments are one-way/,
      ),
    })
    await h.vendor('servicenow', 'admin', 'POST', '/_sandbox/servicenow/settings', {
      readable: ['sys_journal_field'],
    })
    expect(await comments()).toEqual({
      ...{ subject: 'project SEC, servicenow main', check: 'comments', result: 'pass' },
      text: 'The integration user may read comments and work notes.',
    })
  })

  it('says of an unreachable vendor that it is, and still looks at the others', async () => {
    await start({ config: onlySec })
    h.world.faults.add(makeFault('GET', '^/api/now/', { status: 503 }, { times: 100 }))
    const { lines, result } = await check()
    expect(result).not.toBe('pass')
    expect(line(lines, 'servicenow main', 'credentials').result).not.toBe('pass')
    expect(line(lines, 'jira main', 'credentials').result).toBe('pass')
    expect(line(lines, 'project SEC, jira main', 'project').result).toBe('pass')
  })

  it('warns of a clock that is off', async () => {
    await start({ config: onlySec })
    const at = new Date(h.world.clock.now() - 120_000).toISOString().replace('Z', '+0000')
    const body = { baseUrl: 'https://example.atlassian.net', version: '1001.0.0', serverTime: at }
    h.world.faults.add(makeFault('GET', '/serverInfo$', { status: 200, body }, { times: 100 }))
    expect(line((await check()).lines, 'jira main', 'clock')).toMatchObject({
      result: 'warn',
      text: expect.stringContaining('120 s ahead of Jira'),
    })
  })

  it('names the tickets that wait for a person, and what to do', async () => {
    await start({ config: onlySec })
    expect(line((await check()).lines, 'hub', 'tickets').result).toBe('pass')
    await h.vendor('jira', 'admin', 'POST', '/_sandbox/jira/permissions', {
      email: 'bot@example.com',
      project: 'SEC',
      deny: ['CREATE_ISSUES'],
    })
    const id = Buffer.from('check-blocked~host').toString('base64url')
    await h.findings({
      id,
      attributes: {
        attributes: { finding_type: 'secret', status: 'open', severity: 'high', title: 'Problem' },
      },
    })
    const [found] = await h.store.find('project', 'key', 'SEC')
    const asker = { name: 'tests', seed: null }
    await h.during(h.commands.create(asker, 'jira', [{ findingIds: [id], projectId: found?.doc.id ?? '' }]))
    const { lines, result } = await check()
    expect(result).toBe('fail')
    expect(line(lines, 'hub', 'tickets')).toMatchObject({
      result: 'warn',
      text: expect.stringMatching(
        /^The Jira issue of SEC-1 needs a person\. .*POST \/api\/v1\/links\/resume/,
      ),
    })
  })

  it('warns of a hub without public address or projects', async () => {
    await start({
      config: json => {
        delete json.server.publicUrl
        json.projects = []
      },
    })
    const { lines } = await check()
    expect(line(lines, 'hub', 'public address')).toMatchObject({
      result: 'warn',
      text: expect.stringContaining('server.publicUrl'),
    })
    expect(line(lines, 'hub', 'projects').result).toBe('warn')
  })

  it('asks for a key, and answers one that may read', async () => {
    await start({ config: onlySec })
    expect((await h.api('GET', '/api/v1/check', undefined, { 'dd-api-key': 'nobody' })).status).toBe(401)
    const { lines } = await check({ 'dd-api-key': 'hub-read' })
    expect(lines.length).toBeGreaterThan(0)
  })

  it('runs once for callers who ask at the same time', async () => {
    await start({ config: onlySec })
    // The first check fills what the connector keeps for a while.
    await check()
    h.forgetCalls()
    await check()
    const alone = h.log('jira').length
    h.forgetCalls()
    const [one, two] = await Promise.all([check(), check()])
    expect(two).toEqual(one)
    expect(h.log('jira')).toHaveLength(alone)
  })
})

describe('the webhook line of a Jira connection', () => {
  it('passes when a change of the test issue comes back, a property and a label in one call', async () => {
    await start({ config: withCheckIssue })
    await testIssue()
    h.forgetCalls()
    const { lines } = await check()
    expect(line(lines, 'jira main', 'webhook')).toMatchObject({
      result: 'pass',
      text: expect.stringMatching(/^A change of SEC-1 came back after \d+\.\d s\.$/),
    })
    expect(h.writes('jira')).toEqual(['PUT /rest/api/3/issue/10000 204'])
    const issue = async () =>
      (await h.jira('ada', 'GET', '/rest/api/3/issue/SEC-1?fields=labels&properties=fixproof-check')).body
    expect((await issue()).properties['fixproof-check']).toEqual({ at: expect.any(Number) })
    expect((await issue()).fields.labels).toEqual(['fixproof-check'])
    // The next check takes the label off again; that is a change as well.
    expect(line((await check()).lines, 'jira main', 'webhook').result).toBe('pass')
    expect((await issue()).fields.labels).toEqual([])
  })

  it('fails when none comes within a minute, naming the address and what to look at', async () => {
    await start({ config: withCheckIssue, webhook: false })
    await testIssue()
    const began = h.world.clock.now()
    const { lines, result } = await check()
    expect(result).toBe('fail')
    expect(line(lines, 'jira main', 'webhook')).toMatchObject({
      result: 'fail',
      text: expect.stringMatching(
        /no webhook told of it within 60 s.*http:\/\/hub\.test\/webhooks\/jira\/main/,
      ),
    })
    expect(h.world.clock.now() - began).toBeGreaterThanOrEqual(60_000)
    expect(h.world.clock.now() - began).toBeLessThan(70_000)
  })

  it('does not take another issue’s webhook for the answer', async () => {
    await start({ config: withCheckIssue, webhook: false })
    await testIssue()
    h.forgetCalls()
    const checking = check()
    // Only once the issue was changed does anything count.
    while (h.writes('jira').length === 0) await turn()
    await send('SEC-2')
    expect(line((await checking).lines, 'jira main', 'webhook').result).toBe('fail')
  })

  it('fails when the secret is wrong, since the event never gets in', async () => {
    await start({
      config: json => {
        withCheckIssue(json)
        json.connections.jira[0].webhookSecrets = ['another-secret']
      },
    })
    await testIssue()
    expect(line((await check()).lines, 'jira main', 'webhook').result).toBe('fail')
  })

  it('says that the test issue is not there, and where it is once it was moved', async () => {
    await start({ config: withCheckIssue })
    expect(line((await check()).lines, 'jira main', 'webhook')).toMatchObject({
      result: 'fail',
      text: 'Jira shows no issue SEC-1. Name one that exists in checkIssue.',
    })
    await testIssue()
    const moved = await h.vendor('jira', 'admin', 'POST', '/_sandbox/jira/move', {
      issue: 'SEC-1',
      toProject: 'OPS',
    })
    h.forgetCalls()
    expect(line((await check()).lines, 'jira main', 'webhook')).toMatchObject({
      result: 'fail',
      text: `SEC-1 was moved and is ${moved.body.key} now. Name that in checkIssue.`,
    })
    expect(h.writes()).toEqual([])
  })

  it('does not change the test issue for a key that may only read', async () => {
    await start({ config: withCheckIssue })
    await testIssue()
    h.forgetCalls()
    const { lines } = await check({ 'dd-api-key': 'hub-read' })
    expect(h.writes()).toEqual([])
    // The issue was made after the hub had started, and its webhook arrived.
    expect(line(lines, 'jira main', 'webhook')).toMatchObject({
      result: 'pass',
      text: expect.stringContaining('Last accepted at'),
    })
  })

  it('tells without a test issue whether one was accepted since the hub started', async () => {
    await start({ config: onlySec })
    expect(line((await check()).lines, 'jira main', 'webhook')).toMatchObject({
      result: 'warn',
      text: expect.stringMatching(
        /^None was accepted since the hub started at .*name a test issue in checkIssue/,
      ),
    })
    await send('SEC-7')
    expect(line((await check()).lines, 'jira main', 'webhook').result).toBe('pass')
    await h.advance(60_000)
    await h.restart()
    expect(line((await check()).lines, 'jira main', 'webhook')).toMatchObject({
      result: 'warn',
      text: expect.stringContaining('(the last one at '),
    })
  })

  it('warns that the door is shut when no secret is set', async () => {
    await start({
      webhook: false,
      config: json => {
        onlySec(json)
        json.connections.jira[0].webhookSecrets = []
      },
    })
    expect(line((await check()).lines, 'jira main', 'webhook')).toMatchObject({
      result: 'warn',
      text: expect.stringMatching(
        /No secret is set.*http:\/\/hub\.test\/webhooks\/jira\/main.*webhookSecrets/,
      ),
    })
  })

  it('asks for nothing where polling does the work: no Datadog webhook, no pushes of the ServiceNow app', async () => {
    await start({
      config: json => {
        onlySec(json)
        json.connections.datadog.webhook = {}
        json.connections.servicenow[0].pushSecrets = []
      },
    })
    const { lines } = await check()
    expect(line(lines, 'datadog', 'webhook').result).toBe('pass')
    expect(line(lines, 'servicenow main', 'webhook').result).toBe('pass')
  })

  it('sees a push of the ServiceNow app and a webhook of Datadog', async () => {
    await start({ config: onlySec })
    const before = await check()
    expect(line(before.lines, 'servicenow main', 'webhook').result).toBe('warn')
    expect(line(before.lines, 'datadog', 'webhook').result).toBe('warn')
    await h.hub.app.request(`${HUB}/webhooks/datadog/main`, {
      method: 'POST',
      headers: { 'x-datadog-secret': 'datadog-webhook-secret' },
      body: '{}',
    })
    const body = JSON.stringify({
      event_id: 'e1',
      sys_id: 'f'.repeat(32),
      number: 'INC1',
      changed: ['state'],
    })
    const timestamp = String(h.world.clock.now())
    const mac = createHmac('sha256', PUSH_SECRET).update(`${timestamp}.${body}`).digest('base64')
    const pushed = await h.hub.app.request(`${HUB}/webhooks/servicenow/main`, {
      method: 'POST',
      headers: { 'x-fixproof-timestamp': timestamp, 'x-fixproof-signature': `v1=${mac}` },
      body,
    })
    expect(pushed.status).toBe(202)
    const after = await check()
    expect(line(after.lines, 'servicenow main', 'webhook').result).toBe('pass')
    expect(line(after.lines, 'datadog', 'webhook').result).toBe('pass')
  })
})

/** A webhook of Jira about an issue, signed as Jira does. */
async function send(key: string): Promise<void> {
  const body = JSON.stringify({
    webhookEvent: 'jira:issue_updated',
    timestamp: 1,
    issue: { id: '10900', key },
  })
  const signature = createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex')
  const answer = await h.hub.app.request(`${HUB}/webhooks/jira/main`, {
    method: 'POST',
    headers: { 'x-hub-signature': `sha256=${signature}`, 'content-type': 'application/json' },
    body,
  })
  expect(answer.status).toBe(202)
}
