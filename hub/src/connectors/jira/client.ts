import type { z } from 'zod'
import type { Clock, Fetch, Logger } from '../../ports'
import type { VendorError } from '../port'
import {
  type Answer,
  basicAuth,
  call,
  limitConcurrency,
  makePace,
  redactor,
  type StatusMeaning,
  shapeError,
  skewOf,
} from '../shared'
import { burstOf, showsCounting } from './bursts'
import { JIRA, jiraError } from './errors'
import { BURST_MS, CONCURRENCY } from './limits'

export interface JiraConnection {
  /** `https://<site>.atlassian.net`, or `https://api.atlassian.com/ex/jira/<cloud id>`. No slash at the end needed. */
  baseUrl: string
  email: string
  apiToken: string
  fetch: Fetch
  clock: Clock
  logger: Logger
  /** Milliseconds for one call; default of `call`. */
  timeoutMs?: number
}

export interface JiraCall {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** From the base URL on, ids in it already encoded. */
  path: string
  query?: Record<string, string>
  body?: unknown
  /** A POST that only reads. */
  reads?: boolean
  /** Statuses that mean something else for this call. */
  meanings?: Readonly<Record<number, StatusMeaning>>
}

/** HTTP to one Jira site: authentication, errors and shapes; no decisions. */
export interface JiraClient {
  /** Any 2xx answer; otherwise throws `VendorError`. */
  send(call: JiraCall): Promise<Answer>
  /** A 2xx answer's body in the shape named; another shape throws a retryable `VendorError`. */
  json<T>(call: JiraCall, shape: z.ZodType<T>): Promise<T>
  /** As `json`, but null for an answer with one of these statuses from Jira itself. */
  jsonUnless<T>(call: JiraCall, shape: z.ZodType<T>, statuses: readonly number[]): Promise<T | null>
  /** Epoch milliseconds. */
  now(): number
  /** A moment Jira names, on our clock. Epoch milliseconds both. */
  ours(at: number): number
}

export function jiraClient(connection: JiraConnection): JiraClient {
  const { clock, logger, email, apiToken } = connection
  const base = connection.baseUrl.replace(/\/+$/, '')
  const authorization = basicAuth(email, apiToken)
  const redact = redactor([apiToken, authorization.slice('Basic '.length)])
  const limited = limitConcurrency(CONCURRENCY)
  const paced = makePace(clock, BURST_MS)
  const skew = skewOf()

  /** Whether Jira has shown that it counts calls here: sites have other limits, or none, and only some are told of. */
  let counted = false

  async function exchange(request: JiraCall): Promise<{ answer: Answer; from: number }> {
    const query = request.query === undefined ? '' : `?${new URLSearchParams(request.query)}`
    const from = clock.now()
    const answer = await call({
      fetch: connection.fetch,
      clock,
      url: base + request.path + query,
      method: request.method,
      headers: {
        authorization,
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      // Made JSON here: a property's value may be a bare string, which `call` would send without its quotes.
      body: request.body === undefined ? undefined : JSON.stringify(request.body),
      vendor: JIRA,
      writes: isWrite(request),
      ...(connection.timeoutMs === undefined ? {} : { timeoutMs: connection.timeoutMs }),
    })
    counted ||= showsCounting(answer)
    return { answer, from }
  }

  async function raw(request: JiraCall): Promise<Answer> {
    const { kind, max } = burstOf(request)
    // Whoever waits for an endpoint that is used up holds no place of those who call another one.
    const { answer, from } = await paced(kind, counted ? max : Number.POSITIVE_INFINITY, () =>
      limited(() => exchange(request)),
    )
    skew.learn(answer.headers.get('date'), from, clock.now())
    const line = { method: request.method, path: request.path, status: answer.status, ms: clock.now() - from }
    logger.debug(line, 'Jira answered')
    return answer
  }

  function refusal(request: JiraCall, answer: Answer): VendorError {
    return jiraError({
      answer,
      write: isWrite(request),
      now: clock.now(),
      redact,
      ...(request.meanings === undefined ? {} : { meanings: request.meanings }),
    })
  }

  function shaped<T>(request: JiraCall, answer: Answer, shape: z.ZodType<T>): T {
    const body = shape.safeParse(answer.body)
    if (body.success) return body.data
    logger.warn(
      { path: request.path, issues: body.error.issues.map(i => `${i.path.join('.')}: ${i.message}`) },
      'Jira answered in an unknown shape',
    )
    throw shapeError(JIRA, answer, isWrite(request))
  }

  async function send(request: JiraCall): Promise<Answer> {
    const answer = await raw(request)
    if (answer.status >= 200 && answer.status < 300) return answer
    throw refusal(request, answer)
  }

  return {
    send,
    now: () => clock.now(),
    ours: skew.ours,
    async json(request, shape) {
      return shaped(request, await send(request), shape)
    },
    async jsonUnless(request, shape, statuses) {
      const answer = await raw(request)
      if (answer.status >= 200 && answer.status < 300) return shaped(request, answer, shape)
      const error = refusal(request, answer)
      // A 404 that is not Jira's own became a retryable error: it says nothing about the issue.
      if (statuses.includes(answer.status) && error.kind !== 'retryable') return null
      throw error
    },
  }
}

function isWrite(request: JiraCall): boolean {
  return request.method !== 'GET' && request.reads !== true
}
