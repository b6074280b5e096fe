import type { Clock } from '../../ports'
import { type CheckLine, VendorError } from '../port'
import type { Answer } from '../shared'
import type { DatadogClient } from './client'
import { CLOCK_SKEW_MAX_MS } from './limits'

type Line = Omit<CheckLine, 'subject'>

/** Keys, permissions and clock, one line each. Changes nothing in Datadog. */
export async function checkDatadog(client: DatadogClient, query: string, clock: Clock): Promise<CheckLine[]> {
  const credentials = await guarded('credentials', async () => {
    const answer = await client.validate()
    return [credentialLine(answer), clockLine(answer, clock.now())]
  })
  const reading = await guarded('reading findings', async () => {
    await client.search({ filter: query, page: { limit: 1 }, sort: '@detection_changed_at' })
    return [pass('reading findings', 'The account may read findings, and Datadog takes the query.')]
  })
  const muting = await guarded('muting findings', async () => {
    await client.mute(NOTHING_TO_MUTE)
    return [pass('muting findings', 'The account may mute findings.')]
  })
  return [...credentials, ...reading, ...muting].map(line => ({ subject: 'datadog', ...line }))
}

/**
 * A mute of no finding: an account that may not write is refused (403), one that may is told "no finding provided"
 * (400). Neither changes anything.
 */
const NOTHING_TO_MUTE = {
  data: {
    type: 'mute',
    attributes: { mute: { is_muted: true, reason: 'OTHER' } },
    relationships: { findings: { data: [] } },
  },
} as const

const pass = (check: string, text: string): Line => ({ check, result: 'pass', text })

async function guarded(check: string, work: () => Promise<Line[]>): Promise<Line[]> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof VendorError) return [{ check, result: 'fail', text: error.message }]
    throw error
  }
}

function credentialLine(answer: Answer): Line {
  const valid = answer.status === 200 && (answer.body as { valid?: unknown } | undefined)?.valid === true
  if (valid) return pass('credentials', 'Datadog knows the API key.')
  const text =
    answer.status === 401 || answer.status === 403
      ? `Datadog does not know the API key (${answer.status}). Check connections.datadog.apiKey, and that baseUrl is the site of that key.`
      : `Datadog did not say that the API key is good (${answer.status}). Check connections.datadog.baseUrl.`
  return { check: 'credentials', result: 'fail', text }
}

function clockLine(answer: Answer, now: number): Line {
  const at = Date.parse(answer.headers.get('date') ?? '')
  if (Number.isNaN(at))
    return {
      check: 'clock',
      result: 'warn',
      text: 'Datadog sent no time, so the clock could not be compared.',
    }
  const skew = Math.abs(now - at)
  if (skew <= CLOCK_SKEW_MAX_MS) return pass('clock', 'The clock agrees with Datadog’s.')
  const text = `The clock differs from Datadog’s by ${Math.round(skew / 1000)} s. Mutes would end early or late here: set the clock of this machine.`
  return { check: 'clock', result: 'warn', text }
}
