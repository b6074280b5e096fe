/** Secrets that are easy to recognise stand in every place of the configuration; afterwards everything is searched for them. */
import { parseConfig } from '@fixproof/hub/config/load'
import { makeLogger, secretsIn } from '@fixproof/hub/logs'
import type { Logger } from '@fixproof/hub/ports'
import { backupLines } from '@fixproof/hub/store/backup'
import type { Files } from '@fixproof/hub/store/embedded/files'
import { memoryFiles } from '@fixproof/hub/store/embedded/memory'
import type { Portable } from '@fixproof/hub/store/portable'
import { afterEach, describe, expect, it } from 'vitest'
import { finding, make } from '../acceptance/support/hardening'
import { type Between, type Harness, type Json, makeHarness } from '../harness'
import { ON_POSTGRES } from '../harness/storage'

const secret = (name: string): string => `planted"${name}/secret+${'x'.repeat(8)}`
const PLANTED = {
  datadog: { apiKey: secret('dd-api'), applicationKey: secret('dd-app') },
  webhook: { value: secret('dd-hook'), password: secret('dd-basic') },
  jira: { apiToken: secret('jira-token'), webhookSecrets: [secret('jira-hook-1'), secret('jira-hook-2')] },
  servicenow: { password: secret('snow-password'), pushSecrets: [secret('snow-push')] },
  oauth: { clientSecret: secret('snow-client') },
  hub: { apiKey: secret('hub-api'), applicationKey: secret('hub-app') },
} as const
/** What a vendor gave the hub to show from then on. */
const GIVEN = secret('snow-access-token')
const ALL = [GIVEN, ...Object.values(PLANTED).flatMap(each => Object.values(each).flat())]

/** A secret as it may stand in a text: as it is, in an address, in JSON, as Basic credentials have it. */
const forms = (text: string): string[] => [
  ...[text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1)],
  ...[Buffer.from(text).toString('base64'), Buffer.from(text).toString('hex')],
]
/** Credentials in base64 have the user before them, which shifts the letters. */
const USERS = ['', 'bot@example.com:', 'bot:', 'fixproof:']
const FORMS = ALL.flatMap(text => [
  ...forms(text),
  ...USERS.map(user => Buffer.from(`${user}${text}`).toString('base64').replace(/=+$/, '')),
])
/** However often a text was put into JSON. */
const bare = (text: string): string => text.replaceAll('\\', '')
const found = (text: string): string[] => {
  const inside = bare(text)
  return FORMS.filter(form => inside.includes(bare(form)))
}

function planted(json: Json): void {
  const { datadog, jira, servicenow } = json.connections
  Object.assign(datadog, PLANTED.datadog, {
    webhook: {
      header: { name: 'x-datadog-secret', value: PLANTED.webhook.value },
      basic: { user: 'datadog', password: PLANTED.webhook.password },
    },
  })
  Object.assign(jira[0], PLANTED.jira)
  servicenow[0].auth.password = PLANTED.servicenow.password
  servicenow[0].pushSecrets = [...PLANTED.servicenow.pushSecrets]
  const auth = { kind: 'oauth', clientId: 'fixproof', ...PLANTED.oauth }
  servicenow.push({ ...servicenow[0], id: 'second', auth })
  json.keys.push({ name: 'planted', scopes: ['admin'], ...PLANTED.hub })
}

/** The credentials that the simulated vendors know, in place of the planted ones. */
const KNOWN: Record<string, Record<string, string>> = {
  datadog: { 'dd-api-key': 'dd-api', 'dd-application-key': 'dd-app' },
  jira: { authorization: `Basic ${Buffer.from('bot@example.com:bot').toString('base64')}` },
  servicenow: { authorization: `Basic ${Buffer.from('bot:bot').toString('base64')}` },
}

/** Vendors and proxies that repeat what was sent to them, in one way or another. */
const ECHOES: Record<string, (sent: string) => Response> = {
  'a refusal (400) that repeats the request': sent =>
    Response.json(
      { errorMessages: [sent], errors: [{ detail: sent, title: sent }], error: { message: sent } },
      { status: 400 },
    ),
  'a 401 that names the key': sent => Response.json({ errors: [sent], message: sent }, { status: 401 }),
  'a 403 as a page': sent =>
    new Response(`<html><title>${sent}</title></html>`, {
      status: 403,
      headers: { 'content-type': 'text/html' },
    }),
  'a 404 that repeats it': sent =>
    Response.json({ errorMessages: [sent], error: { message: sent, detail: sent } }, { status: 404 }),
  'a 409 that repeats it': sent =>
    Response.json({ errorMessages: [sent], error: { detail: sent } }, { status: 409 }),
  'a 429 that repeats it': sent =>
    Response.json({ errors: [sent] }, { status: 429, headers: { 'retry-after': '1' } }),
  'a 500 as text': sent => new Response(sent, { status: 500 }),
  'a redirect that carries it': sent =>
    new Response(null, {
      status: 302,
      headers: { location: `https://evil.example.com/?k=${encodeURIComponent(sent)}` },
    }),
  'a broken connection whose error quotes a header': sent => {
    throw new TypeError('fetch failed', { cause: new Error(`Invalid header value: ${sent}`) })
  },
  'no JSON': sent =>
    new Response(`{"broken": ${sent}`, { status: 200, headers: { 'content-type': 'application/json' } }),
}

let h: Harness | undefined
afterEach(() => h?.close())

/** Files in memory that can be looked through. */
function openFiles(): { files: Files; all: () => Promise<string> } {
  const names = new Set<string>()
  const files = memoryFiles()
  return {
    files: {
      ...files,
      open(path, mode) {
        names.add(path)
        return files.open(path, mode)
      },
      rename(from, to) {
        names.add(to)
        return files.rename(from, to)
      },
    },
    async all() {
      let text = ''
      for (const path of names) {
        const file = await files.open(path, 'read').catch(() => null)
        if (file === null) continue
        const size = await file.size()
        text += Buffer.from(await file.read(0, size)).toString('latin1')
        await file.close()
      }
      return text
    },
  }
}

describe('secrets that are planted everywhere', () => {
  it('come out nowhere: logs, answers, timeline, files and backup, whatever vendors repeat of them', async () => {
    const written: string[] = []
    let log: Logger | null = null
    const line = (level: keyof Logger) => (fields: object, text: string) => log?.[level](fields, text)
    const { files, all } = openFiles()
    h = await makeHarness({
      webhook: false,
      ...(ON_POSTGRES ? {} : { files }),
      logger: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
      config(json) {
        planted(json)
        const secrets = secretsIn(parseConfig(json))
        log = makeLogger({ level: 'debug', secrets, destination: { write: text => void written.push(text) } })
      },
    })
    const { world } = h
    let echo: ((sent: string) => Response) | null = null
    let echoed = 0
    const between: Between = async call => {
      const which = Object.entries(world.urls).find(([, url]) => call.url.startsWith(url))?.[0] ?? ''
      if (call.url.endsWith('/oauth_token.do') && echo === null)
        return Response.json({ access_token: GIVEN, expires_in: 1800, token_type: 'Bearer' })
      if (echo === null)
        return (h as Harness).reach(call.url, { ...call, headers: { ...call.headers, ...KNOWN[which] } })
      echoed += 1
      const auth = call.headers.authorization ?? ''
      const basic = /^Basic (.*)$/.exec(auth)?.[1]
      const clear = basic === undefined ? '' : Buffer.from(basic, 'base64').toString()
      return echo(`${JSON.stringify(call.headers)} ${clear} ${call.body ?? ''}`)
    }
    h.intercept(between)
    const answers: string[] = []
    const ask = async (method: string, path: string, body?: Json) => {
      const answer = await (h as Harness).api(method, path, body, {
        'dd-api-key': PLANTED.hub.apiKey,
        'dd-application-key': PLANTED.hub.applicationKey,
      })
      answers.push(JSON.stringify([answer.body, [...answer.headers]]))
      return answer
    }

    await h.findings(finding('a'), finding('b'), ...Object.keys(ECHOES).map((_, i) => finding(`n-${i}`)))
    await h.look()
    const [issue] = await make(h, 'jira_issues', ['a'])
    const [incident] = await make(h, 'servicenow_tickets', ['b'])
    await h.rest()
    const cases = [issue.id, incident.id]
    let n = 0
    for (const how of Object.values(ECHOES)) {
      echo = how
      for (const id of cases) {
        await ask('POST', `/api/v2/cases/${id}/title`, {
          data: { type: 'case', attributes: { title: `Title ${n}` } },
        })
        await ask('POST', `/api/v2/cases/${id}/comment`, {
          data: { type: 'case', attributes: { comment: `Said ${n}` } },
        })
      }
      await h.look()
      for (const [tool, connection] of [
        ['jira', 'main'],
        ['servicenow', 'main'],
        ['servicenow', 'second'],
      ])
        await h.store.commit({
          marks: [{ key: `sweep:${tool}/${connection}` }, { key: `poll:${tool}/${connection}` }],
        })
      await h.rest()
      await ask('GET', '/api/v1/check')
      for (const path of ['jira/main/projects', 'servicenow/main/groups', 'servicenow/second/groups'])
        await ask('GET', `/api/v1/metadata/${path}`)
      await ask('PATCH', '/api/v2/security/findings/mute', {
        data: {
          type: 'mute',
          attributes: { mute: { is_muted: true, reason: 'OTHER' } },
          relationships: { findings: { data: [{ id: finding(`n-${n}`).id, type: 'findings' }] } },
        },
      })
      const tools = [
        { tool: 'jira', connection: 'main', jiraProject: 'SEC', workType: 'Task' },
        { tool: 'servicenow', connection: 'second', assignmentGroup: 'Vulnerability Response' },
      ]
      await ask('POST', '/api/v1/tickets', { findings: [finding(`n-${n}`).id], project: 'SEC', tools })
      for (const id of cases) {
        await ask('GET', `/api/v1/cases/${id}`)
        await ask('GET', `/api/v1/cases/${id}/timeline`)
      }
      await ask('GET', '/api/v1/links?state=blocked')
      echo = null
      await h.advance(120_000)
      n += 1
    }
    // Whoever comes with the wrong secret, or with the right one in the wrong place.
    for (const path of ['jira/main', 'datadog/main', 'servicenow/main', 'servicenow/second'])
      await h.hub.app.request(`/webhooks/${path}`, {
        method: 'POST',
        headers: { 'x-hub-signature': PLANTED.jira.webhookSecrets[0] ?? '' },
        body: '{}',
      })
    for (const path of [
      '/api/v1/links',
      '/api/v1/drift',
      '/api/v1/export-config',
      '/api/v2/cases/projects',
      '/api/v1/metadata/connections',
    ])
      await ask('GET', path)
    answers.push(
      await (await h.hub.app.request('/metrics')).text(),
      await (await h.hub.app.request('/readyz')).text(),
    )

    const backup: string[] = []
    for await (const part of backupLines(h.store as unknown as Portable, 0)) backup.push(part)
    expect(echoed).toBeGreaterThan(50)
    expect(answers.length).toBeGreaterThan(100)
    expect({ logs: found(written.join('')) }).toEqual({ logs: [] })
    expect({ answers: found(answers.join('\n')) }).toEqual({ answers: [] })
    expect({ files: found(await all()) }).toEqual({ files: [] })
    expect({ backup: found(backup.join('')) }).toEqual({ backup: [] })
    // The search itself finds what is there.
    expect(found(`x ${secret('dd-api')} y`)).not.toEqual([])
  }, 120_000)
})
