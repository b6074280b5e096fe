/** What the tests of the pages share: a sandbox in process, looked at and pressed as a browser does. */
import { expect } from 'vitest'
import { makeSandbox } from '../index'
import type { Vendor } from '../port'

export const VENDORS: readonly Vendor[] = ['datadog', 'jira', 'servicenow']
/** Markup somebody plants in a text, and how a page must show it. */
export const SCRIPT = '<script>alert("planted")</script>'
export const ESCAPED = '&lt;script&gt;alert(&quot;planted&quot;)&lt;/script&gt;'
export const DAY_MS = 86_400_000
const DATADOG_KEYS = { 'dd-api-key': 'dd-api', 'dd-application-key': 'dd-app' }

export interface Page {
  status: number
  text: string
  headers: Headers
}

/** A sandbox with ways to look at its pages and to press their buttons. */
export function start() {
  const sandbox = makeSandbox({ send: async () => new Response(null, { status: 200 }) })
  const request = async (vendor: Vendor, path: string, init: RequestInit = {}) =>
    sandbox[vendor].app.request(`${sandbox.urls[vendor]}${path}`, init)
  let cookie = ''
  const look = async (vendor: Vendor, path: string): Promise<Page> => {
    const answer = await request(vendor, path, { headers: { cookie } })
    return { status: answer.status, text: await answer.text(), headers: answer.headers }
  }
  /** Posts a form as a browser does and answers the page it is sent to. */
  const press = async (vendor: Vendor, path: string, form: Record<string, string>): Promise<Page> => {
    const body = new URLSearchParams(form).toString().replaceAll('%0A', '%0D%0A')
    const answer = await request(vendor, path, { method: 'POST', body, headers: { cookie } })
    expect(answer.status).toBe(303)
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie
    return look(vendor, answer.headers.get('location') ?? '')
  }
  /** The vendor's own API; answers the body. */
  const ask = async (
    vendor: Vendor,
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: unknown,
  ) => {
    const answer = await request(vendor, path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
  const basic = (who: string) => ({ authorization: `Basic ${Buffer.from(who).toString('base64')}` })
  const bot = (method: string, path: string, body?: unknown) =>
    ask('jira', method, `/rest/api/3/${path}`, basic('bot@example.com:bot'), body)
  return {
    ...sandbox,
    request,
    look,
    press,
    bot,
    door: (vendor: Vendor, path: string, body: unknown) => ask(vendor, 'POST', `/_sandbox/${path}`, {}, body),
    issue: async (fields: Record<string, unknown> = {}): Promise<string> => {
      const standard = { project: { key: 'SEC' }, issuetype: { name: 'Task' }, summary: 'Upgrade yamlet' }
      return (await bot('POST', 'issue', { fields: { ...standard, ...fields } })).key
    },
    incident: async (record: Record<string, string> = {}): Promise<string> => {
      const body = { short_description: 'Upgrade yamlet', ...record }
      const { result } = await ask('servicenow', 'POST', '/api/now/table/incident', basic('bot:bot'), body)
      return result.sys_id
    },
    /** Findings as search shows them; their attributes beside the id. */
    findings: async (filter: string) => {
      const asked = { data: { attributes: { filter, page: { limit: 150 } } } }
      const { data } = await ask('datadog', 'POST', '/api/v2/security/findings/search', DATADOG_KEYS, asked)
      return data.map((one: { id: string; attributes: { attributes: { custom: object } } }) => ({
        id: one.id,
        ...one.attributes.attributes.custom,
      }))
    },
  }
}

export type Started = ReturnType<typeof start>

/** Id of the transition whose button says `name`; undefined without one. */
export const moveId = (page: Page, name: string): string | undefined =>
  new RegExp(`name="transition" value="(\\d+)">${name}<`).exec(page.text)?.[1]

/** Presses Ada's button of that name on the issue. */
export async function move(on: Started, key: string, name: string, form: Record<string, string> = {}) {
  const id = moveId(await on.look('jira', `/browse/${key}`), name)
  if (id === undefined) throw new Error(`${key} has no button ${name}`)
  return on.press('jira', `/_sandbox/browse/${key}/transition`, { transition: id, ...form })
}

/** What the value of a row on the page says, without its markup. */
export function row(page: Page, name: string): string | undefined {
  const found = new RegExp(`<dt>${name}</dt><dd>(.*?)</dd>`, 's').exec(page.text)?.[1]
  return found?.replace(/<[^>]+>/g, '').trim()
}

/** What the page says came of the button; undefined without a notice. */
export const notice = (page: Page): string | undefined =>
  /<div class="notice (?:good|bad)"[^>]*>(.*?)<\/div>/.exec(page.text)?.[1]
/** As `notice`, for a refusal alone. */
export const refusal = (page: Page): string | undefined =>
  /role="alert"[^>]*>(.*?)<\/div>/.exec(page.text)?.[1]
/** Address of a finding's page. */
export const finding = (id: string): string =>
  `/security/findings?query=${encodeURIComponent(`@finding_id:${id}`)}`
