/** The platform behind `@forge/api` and `@forge/kvs`, as the built functions meet it: two globals. */
import { vi } from 'vitest'

export interface Call {
  who: string
  method: string
  path: string
  body: unknown
}
/** What the storage is asked: an entry by its key, or those whose keys begin so. */
interface Stored {
  key: string
  value?: unknown
  where?: { values: string[] }[]
  options?: { returnValue?: string }
}
type Reply = { status: number; body: unknown } | 'silent'
export type Answers = (call: Call) => Reply | undefined

const APP = '6d0c5a52-7f1e-4c0b-9a3d-2b8e41f7c915'

/** Installs the globals. `answers` decides what Jira (`user`, `app`) and the hub (`hub`) say; nothing known is a 404. */
export function platform(answers: Answers) {
  const calls: Call[] = []
  const kept = new Map<string, unknown>()
  /** What the storage does instead of answering: `refuses`, or never comes back; null while it works. */
  const storageFault: { how: 'refuses' | 'silent' | null } = { how: null }
  vi.stubGlobal('__forge_runtime__', {
    appContext: { appId: APP, environmentId: 'e', installationId: 'i' },
    contextAri: 'ari:cloud:jira::site/cloud-1',
    lambdaContext: { getRemainingTimeInMillis: () => 25_000 },
    metrics: {
      counter: () => ({ incr() {}, incrBy() {} }),
      timing: () => ({ measure: () => ({ stop() {} }) }),
    },
  })
  vi.stubGlobal(
    '__forge_fetch__',
    async (
      target: { type: string; provider?: string },
      path: string,
      init: { method?: string; body?: string } = {},
    ) => {
      const body: unknown = init.body === undefined || init.body === '' ? null : JSON.parse(init.body)
      if (target.type === 'kvs' && storageFault.how === 'silent') return new Promise<never>(() => {})
      if (target.type === 'kvs' && storageFault.how === 'refuses')
        return Response.json({ code: 'INTERNAL', message: 'down' }, { status: 500 })
      if (target.type === 'kvs') return storage(path, body as Stored)
      const who = target.type === 'frc' ? 'hub' : (target.provider ?? '')
      const call = { who, method: init.method ?? 'GET', path, body }
      calls.push(call)
      const reply = answers(call) ?? { status: 404, body: {} }
      if (reply === 'silent') return new Promise<never>(() => {})
      return new Response(reply.body === null ? null : JSON.stringify(reply.body), { status: reply.status })
    },
  )

  function storage(path: string, { key, value, where, options }: Stored): Response {
    if (path.endsWith('/get'))
      return kept.has(key)
        ? Response.json({ key, value: kept.get(key) })
        : Response.json({ code: 'KEY_NOT_FOUND', message: 'none' }, { status: 404 })
    if (path.endsWith('/query')) {
      const data = [...kept].filter(([name]) => name.startsWith(where?.[0]?.values[0] ?? ''))
      return Response.json({ data: data.map(([name, each]) => ({ key: name, value: each })) })
    }
    if (path.endsWith('/set')) {
      const before = kept.has(key) ? { key, value: kept.get(key) } : null
      kept.set(key, value)
      if (options?.returnValue === 'PREVIOUS' && before !== null) return Response.json(before)
    }
    if (path.endsWith('/delete')) kept.delete(key)
    return new Response(null, { status: 204 })
  }

  return {
    calls,
    kept,
    storageFault,
    /** What was sent to the hub, by path. */
    toHub: () => calls.filter(each => each.who === 'hub').map(each => each.path),
  }
}
