import type { Clock, Fetch } from '../../ports'
import { VendorError } from '../port'
import { type Answer, call, limitConcurrency, redactor, statusError } from '../shared'
import { errorWords } from './adapter'
import { CALLS_MAX } from './limits'
import { makeSpread } from './spread'

export interface DatadogAccess {
  /** Address of the API without a closing slash, e.g. `https://api.datadoghq.eu`. */
  baseUrl: string
  apiKey: string
  applicationKey: string
  fetch: Fetch
  clock: Clock
}

/** What the keys' account must be allowed. Source: Datadog's OpenAPI file, `x-permission` of each operation. */
export const PERMISSIONS = {
  read: 'security_monitoring_findings_read or appsec_vm_read',
  write: 'security_monitoring_findings_write or appsec_vm_write',
  signals: 'security_monitoring_signals_read',
  readCases: 'cases_read',
  writeCases: 'cases_write',
} as const

const WRITES: readonly (keyof typeof PERMISSIONS)[] = ['write', 'writeCases']

export type DatadogClient = ReturnType<typeof datadogClient>

/** The HTTP calls and nothing else. Each answers with Datadog's status and body, or throws `VendorError`. */
export function datadogClient(access: DatadogAccess) {
  const clean = redactor([access.apiKey, access.applicationKey])
  const limited = limitConcurrency(CALLS_MAX)
  const spread = makeSpread(access.clock)

  const send = (method: string, path: string, body: unknown, writes: boolean): Promise<Answer> =>
    limited(() =>
      call({
        fetch: access.fetch,
        clock: access.clock,
        vendor: 'Datadog',
        url: `${access.baseUrl}${path}`,
        method,
        headers: { 'dd-api-key': access.apiKey, 'dd-application-key': access.applicationKey },
        body,
        writes,
      }),
    )

  const failure = (answer: Answer, permission: keyof typeof PERMISSIONS): VendorError => {
    const { status } = answer
    const words = clean(errorWords(answer.body))
    // Datadog answers 403 to a wrong key as well as to a missing permission.
    if (status === 401 || status === 403)
      return new VendorError(
        'blocked',
        `Datadog refuses (${status}). Check both keys; their account needs ${PERMISSIONS[permission]}.`,
        { status },
      )
    return statusError({
      vendor: 'Datadog',
      answer,
      write: WRITES.includes(permission),
      now: access.clock.now(),
      words,
    })
  }

  return {
    /** `POST /api/v2/security/findings/search`; throws on any status but 200. */
    async search(attributes: object): Promise<Answer> {
      const body = { data: { attributes } }
      const answer = await spread(() => send('POST', '/api/v2/security/findings/search', body, false))
      if (answer.status !== 200) throw failure(answer, 'read')
      return answer
    },

    /** `PATCH /api/v2/security/findings/mute`; a refusal of the body (400, 404, 422) is an answer. */
    async mute(body: unknown): Promise<Answer> {
      const answer = await send('PATCH', '/api/v2/security/findings/mute', body, true)
      const { status } = answer
      if (status >= 500 || [401, 403, 408, 429].includes(status)) throw failure(answer, 'write')
      // It goes on to whoever asked, and may repeat the request.
      return answer.body === undefined
        ? answer
        : {
            ...answer,
            body: JSON.parse(JSON.stringify(answer.body), (_name, value: unknown) =>
              typeof value === 'string' ? clean(value) : value,
            ),
          }
    },

    /** `GET /api/v2/security_monitoring/signals/{id}`; null when Datadog has none. Throws on any other status but 200. */
    async signal(id: string): Promise<Answer | null> {
      const path = `/api/v2/security_monitoring/signals/${encodeURIComponent(id)}`
      const answer = await send('GET', path, undefined, false)
      if (answer.status === 404) return null
      if (answer.status !== 200) throw failure(answer, 'signals')
      return answer
    },

    /** Any other call below `/api/v2`; throws on every status from 400 on. */
    async ask(
      method: string,
      path: string,
      permission: keyof typeof PERMISSIONS,
      body?: unknown,
    ): Promise<Answer> {
      const answer = await send(method, `/api/v2${path}`, body, WRITES.includes(permission))
      if (answer.status >= 400) throw failure(answer, permission)
      return answer
    },

    /** `GET /api/v1/validate`: is the API key one of Datadog's? Any status is an answer. */
    validate: (): Promise<Answer> => send('GET', '/api/v1/validate', undefined, false),
  }
}
