import { SERVICENOW_CALLS_AT_ONCE_MAX } from '@fixproof/rules'
import type { z } from 'zod'
import type { Clock, Fetch, Logger } from '../../ports'
import { VendorError } from '../port'
import { type Answer, call, limitConcurrency, redactor, shapeError, skewOf } from '../shared'
import { type Authorization, basicAuthorization, clientCredentials, type ServiceNowAuth } from './auth'
import { cutShort, isNoRecord, isServiceNows, SERVICENOW, serviceNowError } from './errors'
import { TIMEOUT_MS } from './limits'
import { manyRows, oneRow, type Row } from './wire'

export interface ServiceNowConnection {
  /** `https://example.service-now.com`, with a path if a proxy adds one. */
  baseUrl: string
  auth: ServiceNowAuth
  fetch: Fetch
  clock: Clock
  logger: Logger
  /** Milliseconds for one call; default 20 s. */
  timeoutMs?: number
}

export interface ListCall {
  /** Encoded query. ServiceNow drops parts it does not understand, so look at what comes back. */
  query: string
  fields: readonly string[]
  limit: number
  offset?: number
}

export interface Listing {
  rows: Row[]
  /** Records the query found, also those the integration user may not see; null when not told. */
  total: number | null
  headers: Answer['headers']
}

/** The Table API of one instance, and the way to others: authentication, errors and shapes; no decisions. Throws `VendorError`. */
export interface ServiceNowClient {
  list(table: string, asked: ListCall): Promise<Listing>
  /** Null when ServiceNow has no such record, or hides it. `shown`: values as people see them. */
  get(table: string, sysId: string, fields: readonly string[], shown?: boolean): Promise<Row | null>
  /** `fields` are those given back. */
  insert(table: string, body: Record<string, unknown>, fields: readonly string[]): Promise<Row>
  update(table: string, sysId: string, body: Record<string, unknown>, fields: readonly string[]): Promise<Row>
  /** A call of an API beside the tables, by its path from the root; any status is an answer. */
  send(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer>
  /** A text without what nobody may read. */
  redact(text: string): string
  /** Epoch milliseconds. */
  now(): number
  /** A moment the instance names, on our clock. Epoch milliseconds both. */
  ours(at: number): number
}

interface AnyCall {
  method: 'GET' | 'POST' | 'PATCH'
  /** From the root of the instance, with the query. */
  address: string
  body?: unknown
}

interface TableCall {
  method: AnyCall['method']
  /** Below the Table API. */
  path: string
  query: Record<string, string>
  body?: unknown
}

export function serviceNowClient(connection: ServiceNowConnection): ServiceNowClient {
  const { clock, logger, auth } = connection
  const base = connection.baseUrl.replace(/\/+$/, '')
  const redact = (text: string): string => redactor(authorization.secrets())(text)
  const skew = skewOf()
  const limited = limitConcurrency(SERVICENOW_CALLS_AT_ONCE_MAX)
  const common = {
    fetch: connection.fetch,
    clock,
    vendor: SERVICENOW,
    timeoutMs: connection.timeoutMs ?? TIMEOUT_MS,
  }

  const authorization: Authorization =
    auth.kind === 'basic'
      ? basicAuthorization(auth.user, auth.password)
      : clientCredentials(auth, form => limited(() => askForToken(form)), clock, redact)

  function askForToken(form: string): Promise<Answer> {
    return call({
      ...common,
      url: `${base}/oauth_token.do`,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form,
      writes: false,
    })
  }

  async function once(request: AnyCall, header: string): Promise<Answer> {
    const from = clock.now()
    const answer = await limited(() =>
      call({
        ...common,
        url: `${base}${request.address}`,
        method: request.method,
        headers: { authorization: header },
        body: request.body,
      }),
    )
    skew.learn(answer.headers.get('date'), from, clock.now())
    const [path] = request.address.split('?', 1)
    const line = { method: request.method, path, status: answer.status, ms: clock.now() - from }
    logger.debug(line, 'ServiceNow answered')
    return answer
  }

  /** A token may be withdrawn before its time: 401 means nothing was done, so one more try with a new one is safe. */
  async function sendAny(request: AnyCall): Promise<Answer> {
    const header = await authorization.header()
    const answer = await once(request, header)
    if (answer.status !== 401 || !authorization.renew(header)) return answer
    return once(request, await authorization.header())
  }

  function send({ method, path, query, body }: TableCall): Promise<Answer> {
    return sendAny({ method, address: `/api/now/table/${path}?${new URLSearchParams(query)}`, body })
  }

  function read<T>(request: TableCall, answer: Answer, shape: z.ZodType<T>): T {
    const write = request.method !== 'GET'
    const [table = ''] = request.path.split('/')
    if (answer.status >= 300) throw serviceNowError({ answer, write, now: clock.now(), redact, table })
    if (isServiceNows(answer)) throw cutShort(answer, write, redact)
    const body = shape.safeParse(answer.body)
    if (!body.success) throw shapeError(SERVICENOW, answer, write)
    return body.data
  }

  const path = (table: string, sysId?: string): string =>
    sysId === undefined ? table : `${table}/${encodeURIComponent(sysId)}`
  const columns = (fields: readonly string[]): Record<string, string> => ({
    sysparm_fields: fields.join(','),
    sysparm_exclude_reference_link: 'true',
  })

  return {
    async list(table, { query, fields, limit, offset = 0 }) {
      const request: TableCall = {
        method: 'GET',
        path: path(table),
        query: {
          sysparm_query: query,
          ...columns(fields),
          sysparm_limit: String(limit),
          ...(offset === 0 ? {} : { sysparm_offset: String(offset) }),
        },
      }
      const answer = await send(request)
      const { result } = read(request, answer, manyRows)
      const total = answer.headers.get('x-total-count')
      return {
        rows: result,
        total: total !== null && /^\d+$/.test(total) ? Number(total) : null,
        headers: answer.headers,
      }
    },

    async get(table, sysId, fields, shown = false) {
      const request: TableCall = {
        method: 'GET',
        path: path(table, sysId),
        query: { ...columns(fields), ...(shown ? { sysparm_display_value: 'true' } : {}) },
      }
      const answer = await send(request)
      if (isNoRecord(answer)) return null
      const row = read(request, answer, oneRow).result
      if (row.sys_id?.toLowerCase() !== sysId.toLowerCase()) throw anotherRecord(false)
      return row
    },

    async insert(table, body, fields) {
      const request: TableCall = { method: 'POST', path: path(table), query: columns(fields), body }
      return read(request, await send(request), oneRow).result
    },

    async update(table, sysId, body, fields) {
      const request: TableCall = { method: 'PATCH', path: path(table, sysId), query: columns(fields), body }
      const row = read(request, await send(request), oneRow).result
      if (row.sys_id?.toLowerCase() !== sysId.toLowerCase()) throw anotherRecord(true)
      return row
    },

    send: (method, address, body) => sendAny({ method, address, body }),
    redact,
    now: () => clock.now(),
    ours: skew.ours,
  }
}

/** Something between us and the instance answers out of its memory, or the instance is not what it says. */
function anotherRecord(write: boolean): VendorError {
  return new VendorError(
    'retryable',
    'ServiceNow answered with another record than asked for. Check the base URL and anything between Fixproof and it.',
    { status: 200, outcomeUnknown: write },
  )
}
