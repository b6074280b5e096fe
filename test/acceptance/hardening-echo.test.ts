import { Writable } from 'node:stream'
import { makeLogger, secretsIn } from '@fixproof/hub/logs'
import { memoryFiles } from '@fixproof/hub/store/embedded/memory'
import { afterEach, expect, it } from 'vitest'
import type { Json } from '../harness'
import type { Vendor } from '../sandbox/port'
import { raw } from './support/hardening'
import { scenes } from './support/scene'

const all = scenes()
afterEach(all.closeAll)

const MINUTE_MS = 60_000

/** Every secret with the marks that other encodings change. */
const SECRET = {
  datadogApi: 'dd-api-"q\\ &+key/1',
  datadogApp: 'dd-app-Ünicode key=2',
  datadogHook: 'dd-hook-secret<3>',
  jiraToken: 'jira-token+4/=x y',
  jiraHook: 'jira-hook-secret-5',
  clientSecret: 'oauth-client-secret&6',
  accessToken: 'oauth-access-token-7',
  push: 'push-secret-8',
  hubKey: 'hub-api',
}
const CLIENT_ID = 'client-id'

/** Which secrets a vendor is told, and whose name goes with them in Basic credentials. */
const TOLD: Record<Vendor, { secrets: (keyof typeof SECRET)[]; user: string }> = {
  datadog: { secrets: ['datadogApi', 'datadogApp'], user: '' },
  jira: { secrets: ['jiraToken'], user: 'bot@example.com' },
  servicenow: { secrets: ['clientSecret', 'accessToken'], user: CLIENT_ID },
}

/** As a vendor, a proxy or a stack may write it. */
function forms(secret: string, user: string): string[] {
  const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64')
  const form = new URLSearchParams([['', secret]]).toString().slice(1)
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    form,
    base64(secret),
    ...(user === '' || secret === SECRET.accessToken ? [] : [base64(`${user}:${secret}`)]),
  ]
}

/** What stands in `text` of any secret, in any form. */
function leaks(text: string): string[] {
  const users = new Map(
    Object.values(TOLD).flatMap(({ secrets, user }) => secrets.map(name => [SECRET[name], user])),
  )
  return Object.values(SECRET)
    .filter(secret => secret !== SECRET.hubKey)
    .flatMap(secret => forms(secret, users.get(secret) ?? ''))
    .filter(form => text.includes(form))
}

/** Everything the request carried, in every way an error may repeat it; what is left of it when it is cut comes first. */
function echo(vendor: Vendor, call: { url: string; headers: Record<string, string>; body?: string }): string {
  const { secrets, user } = TOLD[vendor]
  const bearer = call.headers.authorization?.startsWith('Bearer') === true
  const told = secrets.filter(name => bearer || name !== 'accessToken')
  const headers = Object.entries(call.headers).map(([name, value]) => `${name}: ${value}`)
  return [...told.flatMap(name => forms(SECRET[name], user)), ...headers, call.url, call.body ?? ''].join(
    ' | ',
  )
}

/** The vendors' errors, in their own shapes, with the request repeated in them. */
const ERRORS: Record<Vendor, (said: string) => Json> = {
  datadog: said => ({ errors: [{ title: said, detail: said }] }),
  jira: said => ({ errorMessages: [said], errors: { summary: said, [said.slice(0, 400)]: said } }),
  servicenow: said => ({
    error: { message: said, detail: said },
    status: 'failure',
    error_description: said,
  }),
}

const statuses = [400, 401, 403, 404, 409, 413, 422, 429, 500, 503]

it.each(statuses)(
  'a vendor that answers %i and repeats our request gives no secret away, whatever is looked at',
  async status => {
    const lines: string[] = []
    const destination = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk))
        done()
      },
    })
    const files = memoryFiles()
    const change = (json: Json): void => {
      const { datadog, jira, servicenow } = json.connections
      Object.assign(datadog, { apiKey: SECRET.datadogApi, applicationKey: SECRET.datadogApp })
      datadog.webhook = { header: { name: 'x-datadog-secret', value: SECRET.datadogHook } }
      Object.assign(jira[0], { apiToken: SECRET.jiraToken, webhookSecrets: [SECRET.jiraHook] })
      servicenow[0].auth =
        statuses.indexOf(status) % 2
          ? { kind: 'oauth', clientId: CLIENT_ID, clientSecret: SECRET.clientSecret }
          : { kind: 'basic', user: CLIENT_ID, password: SECRET.clientSecret }
      servicenow[0].pushSecrets = [SECRET.push]
    }
    const secrets = Object.values(SECRET).filter(s => s !== SECRET.hubKey && s !== SECRET.accessToken)
    expect(secretsIn({ secrets }).length).toBe(secrets.length)
    const logger = makeLogger({ level: 'debug', secrets, destination })
    const s = await all.open({ config: change, files, logger, webhook: false })
    // The sandbox knows other secrets: each call goes on with those, once it was seen to carry ours.
    let broken = false
    s.h.intercept(async call => {
      const vendor = (['datadog', 'jira', 'servicenow'] as const).find(each =>
        call.url.startsWith(s.h.world.urls[each]),
      )
      if (vendor === undefined) throw new Error(`Nobody at ${call.url}`)
      if (call.url.endsWith('/oauth_token.do') && !broken)
        return new Response(JSON.stringify({ access_token: SECRET.accessToken, expires_in: 1800 }))
      if (broken) return new Response(JSON.stringify(ERRORS[vendor](echo(vendor, call))), { status })
      const known = { jira: 'bot@example.com:bot', servicenow: 'bot:bot' }
      const auth =
        vendor === 'datadog'
          ? { 'dd-api-key': 'dd-api', 'dd-application-key': 'dd-app' }
          : { authorization: `Basic ${Buffer.from(known[vendor]).toString('base64')}` }
      return s.h.reach(call.url, { ...call, headers: { ...call.headers, ...auth } })
    })
    const issue = await s.ticket('jira', ['A'])
    await s.second(issue, 'servicenow')
    await s.findings(['B', 'C'])
    await s.h.look()
    broken = true
    const answers: string[] = []
    const ask = async (method: string, path: string, body?: Json): Promise<void> => {
      const { text } = await raw(s.h, method, path, body === undefined ? undefined : JSON.stringify(body))
      answers.push(text)
    }
    await s.h.findings({ id: s.idOf('A'), attributes: { attributes: { status: 'resolved' } } })
    await s.h.look()
    answers.push(
      JSON.stringify((await s.ask('jira', ['B'])).body),
      JSON.stringify((await s.ask('servicenow', ['C'])).body),
    )
    await s.detach('A')
    await s.later(5 * MINUTE_MS)
    await ask('PATCH', '/api/v2/security/findings/mute', {
      data: {
        id: '7b7c4c9e-6e5e-4f0e-9f4a-2f7c9b7c1a11',
        type: 'mute',
        attributes: { mute: { is_muted: true, reason: 'OTHER' } },
        relationships: { findings: { data: [{ id: s.idOf('B'), type: 'findings' }] } },
      },
    })
    for (const path of [
      `/api/v2/cases/${issue.caseId}`,
      `/api/v1/cases/${issue.caseId}/timeline`,
      `/api/v1/tickets/jira/main/${issue.id}`,
      '/api/v1/links?state=blocked',
      '/api/v1/links',
      '/api/v1/check',
      '/api/v1/drift',
      '/metrics',
      '/readyz',
      '/healthz',
      `/cases/${issue.caseKey}`,
    ])
      await ask('GET', path)
    const reasons = (await s.h.store.find('link', 'connection', 'jira/main')).map(({ doc }) => doc)
    expect(JSON.stringify(reasons)).toMatch(/(blocked|trouble)":\{"reason":"Jira/)
    expect(lines.length).toBeGreaterThan(10)
    expect({ log: leaks(lines.join('')) }).toEqual({ log: [] })
    expect({ api: leaks(answers.join('\n')) }).toEqual({ api: [] })
    const kept: string[] = []
    for (const name of await files.list('/memory')) {
      const file = await files.open(`/memory/${name}`, 'read')
      kept.push((await file.read(0, await file.size())).toString('utf8'))
      await file.close()
    }
    expect(kept.join('').length).toBeGreaterThan(1_000)
    expect({ files: leaks(kept.join('\n')) }).toEqual({ files: [] })
  },
)
