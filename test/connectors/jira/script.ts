import type { JiraOptions } from '@fixproof/hub/connectors/jira/index'
import type { Clock, Fetch, Logger } from '@fixproof/hub/ports'

/** A Jira that answers from a list, for what no sandbox does on demand. Used by the tests beside it only. */
export interface ScriptedCall {
  method: string
  /** Path and query. */
  path: string
  headers: Record<string, string>
  body: unknown
}
export interface ScriptedAnswer {
  status?: number
  /** A string goes out as it is. */
  body?: unknown
  headers?: Record<string, string>
}
export interface Script {
  options: JiraOptions
  calls: ScriptedCall[]
  /** Every line logged, as text. */
  log: string[]
  clock: Clock & { at: number }
}

/** Answers each call by the first entry whose key (`GET /path`, as a prefix) fits; none fitting fails the test. */
export function scripted(answers: Record<string, ScriptedAnswer | (() => ScriptedAnswer)>): Script {
  const calls: ScriptedCall[] = []
  const log: string[] = []
  const clock = { at: 0, now: () => clock.at, timer: () => () => {} }
  const fetch: Fetch = async (url, init) => {
    const path = url.replace('https://x.example', '')
    calls.push({
      method: init.method,
      path,
      headers: init.headers,
      body: init.body === undefined ? undefined : JSON.parse(init.body),
    })
    const line = `${init.method} ${path}`
    const key = Object.keys(answers).find(prefix => line.startsWith(prefix))
    const found = key === undefined ? undefined : answers[key]
    if (found === undefined) throw new Error(`no answer for ${line}`)
    const { status = 200, body, headers = {} } = typeof found === 'function' ? found() : found
    const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body)
    return new Response(status === 204 ? null : text, { status, headers })
  }
  const write = (fields: object, text: string): void => {
    log.push(`${text} ${JSON.stringify(fields)}`)
  }
  const logger: Logger = { debug: write, info: write, warn: write, error: write }
  const options: JiraOptions = {
    id: 'main',
    baseUrl: 'https://x.example/',
    email: 'bot@example.com',
    apiToken: 'very-secret-token',
    fetch,
    clock,
    logger,
  }
  return { options, calls, log, clock }
}
