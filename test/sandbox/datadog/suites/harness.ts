import { makeWorld } from '../../core'
import type { Call, World } from '../../port'
import { makeDatadog } from '../index'

/** Keys of CONTRACTS. */
export const KEYS = { 'dd-api-key': 'dd-api', 'dd-application-key': 'dd-app' }

export const FINDINGS = '/api/v2/security/findings'
export const NOBODY = '00000000-0000-0000-0000-000000000000'

export interface Answered {
  status: number
  body: Body
  headers: Headers
}

/** As much of an answer's shape as the suites read; `unknown` members are compared whole. */
export interface Body {
  data?: Item | Item[]
  meta?: { status?: string; page?: { after?: string } & Record<string, unknown>; [name: string]: unknown }
  links?: { next?: string }
  included?: unknown
  errors?: unknown
  [name: string]: unknown
}
export interface Item {
  id: string
  type: string
  attributes: Record<string, unknown>
  relationships?: Record<string, unknown>
}

const worlds: World[] = []

/** Every call of every suite so far. */
export function everyCall(): Call[] {
  return worlds.flatMap(world => world.calls.list('datadog'))
}

/** Simulated Datadog with a caller that holds both keys. */
export function start(world: World = makeWorld()) {
  const { app } = makeDatadog(world)
  worlds.push(world)
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = KEYS,
  ): Promise<Answered> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const answer = await app.request(path, { method, headers, ...(body === undefined ? {} : { body: text }) })
    const told = await answer.text()
    return {
      status: answer.status,
      headers: answer.headers,
      body: told === '' ? {} : (JSON.parse(told) as Body),
    }
  }
  /** Ids that a query finds, in the order of the answer (at most 150). */
  const search = async (filter: string, more: Record<string, unknown> = {}): Promise<string[]> => {
    const { body } = await call('POST', `${FINDINGS}/search`, {
      data: { attributes: { filter, page: { limit: 150 }, ...more } },
    })
    return list(body).map(one => one.id)
  }
  /** Attributes of one finding as search shows them. */
  const read = async (id: string): Promise<Record<string, unknown>> => {
    const { body } = await call('POST', `${FINDINGS}/search`, {
      data: { attributes: { filter: `@finding_id:"${id}"` } },
    })
    return contentOf(list(body)[0])
  }
  return { world, app, call, search, read, lastCall: () => world.calls.list().at(-1) }
}

export function list(body: Body): Item[] {
  return Array.isArray(body.data) ? body.data : []
}

export function one(body: Body): Item {
  if (body.data === undefined || Array.isArray(body.data)) throw new Error('the answer holds no single item')
  return body.data
}

/** The attributes of a finding, whichever nesting it came in. */
export function contentOf(item: Item | undefined): Record<string, unknown> {
  const outer = (item?.attributes.attributes ?? {}) as Record<string, unknown>
  return (outer.custom ?? outer) as Record<string, unknown>
}

/** JSON:API references as requests carry them. */
export const refs = (type: string, ids: readonly string[]) => ({ data: ids.map(id => ({ id, type })) })

/** A recorded error body with status, title and detail. */
export function refused(status: number, title: string, detail: string) {
  return { status, body: { errors: [{ status: String(status), title, detail }] } }
}

/** Status and body of an answer, to compare with what was recorded. */
export const told = ({ status, body }: Answered) => ({ status, body })
