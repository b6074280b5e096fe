import {
  INCIDENT_API_PATH,
  type IncidentFacts,
  type IncidentHealth,
  type IncidentUpsert,
  type IncidentUpserted,
} from '@fixproof/rules'
import { z } from 'zod'
import { type AppHealth, TicketChanged, VendorError } from '../port'
import { type Answer, shapeError } from '../shared'
import type { ServiceNowClient } from './client'
import { SERVICENOW, serviceNowError } from './errors'
import { failure, type Row, row } from './wire'

/** The app on the instance, by its scripted REST API (`shared/src/incidentApi.ts`). Throws `VendorError`. */
export interface IncidentApp {
  /** How it is; what it refuses and that it does not answer are answers here. */
  health(): Promise<AppHealth>
  /** At most `INCIDENT_BATCH_MAX`. */
  tell(facts: readonly IncidentFacts[]): Promise<IncidentUpserted['results']>
  /**
   * Compare-and-set: `row` as the incident is then, `modCount` its version. Null where the app is not there any more, so
   * that nothing was done. Throws `TicketChanged` when the incident is of another version than `modCount`.
   */
  write(
    sysId: string,
    modCount: number,
    values: Record<string, unknown>,
  ): Promise<{ row: Row; modCount: number } | null>
}

const healthShape: z.ZodType<IncidentHealth> = z.object({
  app: z.string(),
  guard: z.boolean(),
  user: z.string(),
  missingRoles: z.array(z.string()),
  outbox: z.object({ waiting: z.number(), dead: z.number(), oldestAt: z.string().nullable() }),
  linked: z.number(),
  now: z.string(),
})
const toldShape = z.object({
  results: z.array(
    z.object({
      sysId: z.string(),
      outcome: z.enum(['stored', 'older', 'unknown']),
      modCount: z.object({ from: z.number(), to: z.number() }).optional(),
    }),
  ),
})
const writtenShape = z.object({ modCount: z.number(), changed: z.boolean(), record: row })
const refusedShape = z.object({ errors: z.array(z.object({ detail: z.string() })).min(1) })

/** A platform that answers with a wrapper of its own: `setBody` of a scripted REST API puts everything under `result`. */
const wrapped = z.object({ result: z.unknown() })

const NOT_INSTALLED =
  'The Fixproof app is not installed on this instance. Install its update sets; until then a false close is noticed and undone.'

export function incidentApp(client: ServiceNowClient): IncidentApp {
  function bodyOf({ body }: Answer): unknown {
    const whole = wrapped.safeParse(body)
    return whole.success ? whole.data.result : body
  }

  function read<T>(answer: Answer, shape: z.ZodType<T>, write: boolean): T {
    const parsed = shape.safeParse(bodyOf(answer))
    if (!parsed.success) throw shapeError(SERVICENOW, answer, write)
    return parsed.data
  }

  /** What the app itself says against a call, in the platform's own shape; else the answer as it is. */
  function inPlatformWords(answer: Answer): Answer {
    const said = refusedShape.safeParse(bodyOf(answer))
    if (!said.success) return answer
    const detail = said.data.errors.map(each => each.detail).join(' ')
    return { ...answer, body: { error: { message: 'Operation Failed', detail }, status: 'failure' } }
  }

  function errorFor(answer: Answer, write: boolean): VendorError {
    const { redact, now } = client
    return serviceNowError({ answer: inPlatformWords(answer), write, now: now(), redact, table: 'incident' })
  }

  return {
    async health() {
      let answer: Answer
      try {
        answer = await client.send('GET', `${INCIDENT_API_PATH}/health`)
      } catch (error) {
        if (!(error instanceof VendorError)) throw error
        return { is: 'silent', reason: error.message }
      }
      if (answer.status === 200) {
        const health = healthShape.safeParse(bodyOf(answer))
        return health.success
          ? { is: 'here', health: health.data }
          : { is: 'silent', reason: shapeError(SERVICENOW, answer, false).message }
      }
      if (isNoAddress(answer)) return { is: 'absent', reason: NOT_INSTALLED }
      const error = errorFor(answer, false)
      if (answer.status === 401 || answer.status === 403)
        return { is: 'refused', reason: mayNot(answer.status) }
      return { is: 'silent', reason: error.message }
    },

    async tell(facts) {
      const body: IncidentUpsert = { incidents: [...facts] }
      const answer = await client.send('POST', `${INCIDENT_API_PATH}/incidents`, body)
      if (isNoAddress(answer)) throw new VendorError('blocked', NOT_INSTALLED, { status: answer.status })
      if (answer.status >= 300) throw errorFor(answer, true)
      return read(answer, toldShape, true).results.map(({ sysId, outcome, modCount }) => ({
        ...{ sysId, outcome },
        ...(modCount !== undefined && { modCount }),
      }))
    },

    async write(sysId, modCount, given) {
      const values = Object.fromEntries(
        Object.entries(given).map(([column, value]) => [column, value == null ? '' : String(value)]),
      )
      const body = { modCount, values }
      const path = `${INCIDENT_API_PATH}/incidents/${encodeURIComponent(sysId)}/write`
      const answer = await client.send('POST', path, body)
      if (answer.status === 409) throw new TicketChanged('The incident was changed just before.')
      // A refusal of the platform came before the app: it may not be called any more, and nothing was done.
      if (isNoAddress(answer) || isBeforeApp(answer)) return null
      if (answer.status >= 300) throw errorFor(answer, true)
      const { record, modCount: version } = read(answer, writtenShape, true)
      return { row: record, modCount: version }
    },
  }
}

/** The platform knows no such API: no app. The app itself answers `errors`. */
function isNoAddress({ status, body }: Answer): boolean {
  const said = failure.safeParse(body)
  return (status === 404 || status === 400) && said.success && /Requested URI/i.test(wordsOf(said.data))
}

/** 401 or 403 of the platform, in its own words and not about a rule or a policy. */
function isBeforeApp({ status, body }: Answer): boolean {
  const said = failure.safeParse(body)
  return (
    (status === 401 || status === 403) && said.success && !/aborted by|Data Policy/.test(wordsOf(said.data))
  )
}

function wordsOf({ error }: z.infer<typeof failure>): string {
  return `${error.message ?? ''} ${error.detail ?? ''}`
}

function mayNot(status: number): string {
  return (
    `The integration user may not call the Fixproof app (${status}). Give it the role x_fxprf_sync.hub in ServiceNow; ` +
    'until then a false close is noticed and undone.'
  )
}
