import { type JiraOptions, type JiraTool, jiraTool } from '@fixproof/hub/connectors/jira/index'
import type { TicketDraft } from '@fixproof/hub/connectors/port'
import { VendorError } from '@fixproof/hub/connectors/port'
import type { Logger } from '@fixproof/hub/ports'
import { makeFetch, makeWorld } from '../../sandbox/core'
import { type JiraApp, makeJira, type JiraOptions as SandboxOptions } from '../../sandbox/jira/index'
import type { Call, Fetch, World } from '../../sandbox/port'

export const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

export interface TestSite {
  world: World
  jira: JiraApp
  fetch: Fetch
  tool: JiraTool
  /** Another tool on the same site, e.g. with other credentials. */
  toolAs(more: Partial<JiraOptions>): JiraTool
  /** A person uses Jira's API; answers the body. Throws when Jira refuses. */
  as(who: 'ada' | 'bot' | 'admin', method: string, path: string, body?: unknown): Promise<unknown>
  /** A control door. */
  door(path: string, body: unknown): Promise<unknown>
  /** A person walks an issue to a status by name. */
  walk(who: 'ada' | 'bot' | 'admin', id: string, to: string, fields?: object): Promise<void>
  /** What the hub did since `from`, as `METHOD /path`. */
  did(from?: number): string[]
  /** Calls that changed Jira. */
  writes(): Call[]
}

/** A fresh simulated Jira with the connector pointed at it; the hub is the person `bot`. */
export function testSite(options: SandboxOptions = {}): TestSite {
  const world = makeWorld()
  const jira = makeJira(world, options)
  const fetch = makeFetch(world, [jira])
  const base = world.urls.jira
  const toolAs = (more: Partial<JiraOptions>): JiraTool =>
    jiraTool({
      id: 'main',
      baseUrl: base,
      email: 'bot@example.com',
      apiToken: 'bot',
      fetch,
      clock: world.clock,
      logger: silent,
      ...more,
    })

  async function request(
    path: string,
    method: string,
    headers: Record<string, string>,
    body?: unknown,
  ): Promise<unknown> {
    const response = await fetch(base + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }

  const site: TestSite = {
    world,
    jira,
    fetch,
    tool: toolAs({}),
    toolAs,
    as(who, method, path, body) {
      const authorization = `Basic ${Buffer.from(`${who}@example.com:${who}`).toString('base64')}`
      return request(path, method, { authorization }, body)
    },
    door: (path, body) => request(path, 'POST', {}, body),
    async walk(who, id, to, fields) {
      const path = `/rest/api/3/issue/${id}/transitions`
      const { transitions } = (await site.as(who, 'GET', path)) as {
        transitions: { id: string; to: { name: string } }[]
      }
      const transition = transitions.find(one => one.to.name === to)
      if (transition === undefined) throw new Error(`${who} has no way to ${to}`)
      const body = { transition: { id: transition.id }, ...(fields === undefined ? {} : { fields }) }
      await site.as(who, 'POST', path, body)
    },
    did: (from = 0) =>
      world.calls
        .list('jira')
        .slice(from)
        .map(one => `${one.method} ${one.path}`),
    writes: () => world.calls.list('jira').filter(one => one.write),
  }
  return site
}

export const draft = (more: Partial<TicketDraft> = {}): TicketDraft => ({
  target: { project: 'SEC', workType: 'Task' },
  title: 'lodash 4.17.15 is vulnerable',
  description: '**3 findings**\n\n- [one](https://app.datadoghq.com/security)\n- `two`',
  priority: 'P2',
  fields: {},
  marker: '0123456789ab',
  predecessor: null,
  assignee: null,
  dueDate: null,
  labels: [],
  ...more,
})

export async function errorOf(work: Promise<unknown>): Promise<VendorError> {
  const error = await work.then(
    () => null,
    (e: unknown) => e,
  )
  if (!(error instanceof VendorError)) throw new Error(`expected a VendorError, got ${String(error)}`)
  return error
}
