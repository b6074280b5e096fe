/**
 * What stands between a function and the world: `__forge_fetch__` of `@forge/api` 8.3.0 and `@forge/kvs` 1.6.5. Calls of
 * the product go to the simulated Jira as the app or as the person, if a scope of the manifest opens them; calls of the
 * remote carry an invocation token; storage is the installation's.
 */
import type { Clock } from '@fixproof/hub/ports'
import type { Fetch } from '../port'
import type { Kvs } from './kvs'
import type { Manifest } from './manifest'
import type { Sent, Target } from './realm'
import { scopeOf } from './scopes'

/** How long a remote may take to answer a function. Milliseconds. */
export const REMOTE_WAIT_MS = 25_000

/** One installed app, as far as its calls go. */
export interface GatewayDeps {
  manifest: Manifest
  clock: Clock
  kvs: Kvs
  /** Address of the hub, as an administrator has entered it; null before that. */
  hubUrl(): string | null
  /** The simulated Jira, in process. */
  jira: Fetch
  jiraUrl(): string
  /** The way out to the hub. */
  send: Fetch
  /** HTTP Basic credentials of the app's own account. */
  appLogin(): string
  /** Those of a person; undefined when there is no such account. */
  loginOf(accountId: string): string | undefined
  /** An invocation token for a call now. */
  token(): string
}

export interface Gateway {
  /** `accountId`: the person for whom the function runs; null for validators, triggers and schedules. */
  fetch(accountId: string | null, target: Target, path: string, sent: Sent): Promise<Response>
  /** A call to the app's remote, as endpoints make it. Rejects when nothing answers within `waitMs`. */
  remote(path: string, sent: Sent, waitMs: number): Promise<Response>
}

export function makeGateway(deps: GatewayDeps): Gateway {
  const { manifest, kvs } = deps
  const { scopes } = manifest.permissions

  async function product(
    accountId: string | null,
    target: Target,
    path: string,
    sent: Sent,
  ): Promise<Response> {
    if (target.remote !== 'jira') return proxyError(400, 'INVALID_REMOTE')
    const { pathname } = new URL(path, deps.jiraUrl())
    const scope = scopeOf(sent.method, pathname)
    // The gateway's own words; Jira is not asked.
    if (scope === undefined || !scopes.includes(scope))
      return Response.json({ code: 401, message: 'Unauthorized; scope does not match' }, { status: 401 })
    // `asUser(accountId)` for somebody else needs a permission that the app does not ask for.
    if (target.accountId !== undefined && target.accountId !== accountId)
      return proxyError(403, 'IMPERSONATION_NOT_ALLOWED')
    const login = target.provider === 'app' ? deps.appLogin() : loginOfPerson(accountId)
    if (login === undefined) return proxyError(401, 'NEEDS_AUTHENTICATION_ERR')
    return deps.jira(`${deps.jiraUrl()}${path}`, {
      ...sent,
      headers: { ...sent.headers, authorization: login },
    })
  }

  const loginOfPerson = (accountId: string | null): string | undefined =>
    accountId === null ? undefined : deps.loginOf(accountId)

  async function remote(path: string, sent: Sent, waitMs: number): Promise<Response> {
    const base = deps.hubUrl()
    if (base === null) throw new Error('No address was entered for the remote.')
    const abort = new AbortController()
    const stop = deps.clock.timer(deps.clock.now() + waitMs, () =>
      abort.abort(new Error(`no answer in ${waitMs / 1000} s`)),
    )
    sent.signal?.addEventListener('abort', () => abort.abort(sent.signal?.reason), { once: true })
    const given = new Promise<never>((_, reject) => {
      abort.signal.addEventListener('abort', () => reject(abort.signal.reason), { once: true })
    })
    try {
      const headers = {
        ...sent.headers,
        authorization: `Bearer ${deps.token()}`,
        'x-b3-traceid': '1',
        'x-b3-spanid': '1',
      }
      const answer = await Promise.race([
        deps.send(`${base}${path}`, { ...sent, headers, signal: abort.signal }),
        given,
      ])
      // Redirects are errors: https://developer.atlassian.com/platform/forge/remote/calling-product-apis/
      if (answer.status >= 300 && answer.status < 400) throw new Error('The remote answered with a redirect.')
      return answer
    } finally {
      stop()
    }
  }

  return {
    remote,
    async fetch(accountId, target, path, sent) {
      if (target.type === 'kvs') {
        if (!scopes.includes('storage:app'))
          return Response.json(
            { code: 'UNAUTHORIZED', message: 'The scope storage:app is missing.' },
            { status: 401 },
          )
        return kvs.request(path, sent.body ?? '')
      }
      if (target.type === 'fpp') return product(accountId, target, path, sent)
      if (target.type !== 'frc') return proxyError(400, 'NOT_SUPPORTED')
      const known = manifest.remotes.find(one => one.key === target.remote)
      if (!known?.operations.includes('compute')) return proxyError(400, 'INVALID_REMOTE')
      try {
        return await remote(path, sent, REMOTE_WAIT_MS)
      } catch (error) {
        if (sent.signal?.aborted === true) throw error
        return proxyError(504, 'UPSTREAM_FAILED')
      }
    },
  }
}

/** What `@forge/api` turns into an error of its own. */
const proxyError = (status: number, reason: string): Response =>
  new Response(null, { status, headers: { 'forge-proxy-error': reason } })
