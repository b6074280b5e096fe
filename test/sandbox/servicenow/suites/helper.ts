import { basicAuth } from '@fixproof/hub/connectors/shared/index'
import { makeWorld } from '../../core'
import { makeServiceNow } from '../index'

/** What a test reads of an answer; `body` is whatever JSON came. */
export interface Answered {
  status: number
  headers: Headers
  body: unknown
}

export interface Asked {
  /** User name, a ready `Authorization` value, or null for none. Default `bot`. */
  as?: string | null
  body?: unknown
  /** Sent as it is instead of `body`. */
  raw?: string
  headers?: Record<string, string>
}

export type Incident = Record<string, string>

/** An instance of its own with short ways to talk to it. */
export function setup() {
  const world = makeWorld()
  const servicenow = makeServiceNow(world)

  const ask = async (method: string, path: string, asked: Asked = {}): Promise<Answered> => {
    const as = asked.as === undefined ? 'bot' : asked.as
    const authorization = as === null ? {} : { authorization: as.includes(' ') ? as : basicAuth(as, as) }
    const text = asked.raw ?? (asked.body === undefined ? undefined : JSON.stringify(asked.body))
    const answer = await servicenow.app.request(path, {
      method,
      headers: {
        ...authorization,
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        ...asked.headers,
      },
      ...(text === undefined ? {} : { body: text }),
    })
    const got = await answer.text()
    return { status: answer.status, headers: answer.headers, body: got === '' ? null : JSON.parse(got) }
  }

  /** Expects success and gives the result. */
  const done = async <T = Incident>(method: string, path: string, asked: Asked = {}): Promise<T> => {
    const answer = await ask(method, path, asked)
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return (answer.body as { result: T }).result
  }

  const table = '/api/now/table/incident'
  return {
    world,
    servicenow,
    ask,
    done,
    /** A new incident by the bot. */
    create: (body: Record<string, unknown> = { short_description: 'One finding is open' }, as = 'bot') =>
      done('POST', table, { body, as }),
    patch: (id: string | undefined, body: Record<string, unknown>, as = 'bot') =>
      ask('PATCH', `${table}/${id}`, { body, as }),
    /** As `patch`, giving the incident. */
    patched: (id: string | undefined, body: Record<string, unknown>, as = 'bot') =>
      done('PATCH', `${table}/${id}`, { body, as }),
    read: (id: string | undefined, query = '') => done('GET', `${table}/${id}${query}`),
    /** Listing by encoded query as the admin. */
    list: (query: string, more = '', name = 'incident') =>
      done<Incident[]>('GET', `/api/now/table/${name}?sysparm_query=${encodeURIComponent(query)}${more}`, {
        as: 'admin',
      }),
    control: (path: string, body: unknown) => ask('POST', `/_sandbox/${path}`, { body, as: null }),
  }
}

export const RESOLUTION = {
  state: '6',
  close_code: 'Solution provided',
  close_notes: 'Fixed in Datadog',
} as const

/** The body all Table API errors have. */
export function failure(message: string, detail: string | null) {
  return { error: { message, detail }, status: 'failure' }
}

export const NO_RECORD = failure(
  'No Record found',
  "Record doesn't exist or ACL restricts the record retrieval",
)
export const NOT_AUTHENTICATED = failure('User Not Authenticated', 'Required to provide Auth information')
