import { FINDING_IDS_PER_SEARCH_MAX, FINDINGS_PAGE_MAX } from '@fixproof/rules'
import type { ReadFinding } from '../../domain/findings'
import type { Clock, Fetch, Logger } from '../../ports'
import { type FindingSource, VendorError } from '../port'
import { shapeError } from '../shared'
import { changedSince, DEFAULT_QUERY, idQuery, readFailures, readItem, readPage } from './adapter'
import { checkDatadog } from './check'
import { datadogClient } from './client'
import { appUrl } from './links'
import { remembered } from './readings'
import { readSignals } from './signals'

export { readItem } from './adapter'
export { datadogCases } from './cases'
export { appUrl, findingPath } from './links'
export { datadogReceiver } from './receiver'

export interface DatadogOptions {
  /** Address of the API without a closing slash. */
  baseUrl: string
  apiKey: string
  applicationKey: string
  /** Which findings are polled; default `DEFAULT_QUERY`. */
  query?: string
  fetch: Fetch
  clock: Clock
  logger: Logger
}

/**
 * Datadog as the source of findings. Errors are `VendorError`s: 429, 5xx and lost answers retryable (with
 * `x-ratelimit-reset` as the wait), a refused key, permission or query blocked.
 */
export function datadogSource(options: DatadogOptions): FindingSource {
  const { logger } = options
  const client = datadogClient(options)
  const query = options.query ?? DEFAULT_QUERY
  const app = appUrl(options.baseUrl)
  /** What a page was read as: whoever asked for it asks for each of its items next. */
  const readings = new WeakMap<object, ReadFinding>()
  const readAnew = remembered(received => readItem(received, app))

  async function search(filter: string, cursor: string | null) {
    const page = { limit: FINDINGS_PAGE_MAX, ...(cursor === null ? {} : { cursor }) }
    const answer = await client.search({ filter, page, sort: '@detection_changed_at' })
    const read = readPage(answer.body)
    if (read === null) throw shapeError('Datadog', answer, false)
    if (!read.complete) logger.warn({ filter }, 'Datadog ran out of time; the page may be incomplete')
    const items = read.data.flatMap(received => {
      const finding = readAnew(received)
      if (finding === null)
        logger.warn({ filter }, 'Datadog returned a finding without an id; it is left out')
      if (finding === null) return []
      readings.set(finding.item, finding)
      return [finding.item]
    })
    // A cursor that does not move would be followed for ever.
    const stuck = cursor !== null && read.after === cursor
    return { items, next: stuck ? null : read.after, complete: read.complete && !stuck }
  }

  return {
    read: item => (typeof item === 'object' && item !== null && readings.get(item)) || readItem(item, app),

    async page(since, cursor) {
      try {
        return await search(changedSince(query, since), cursor)
      } catch (error) {
        // A cursor Datadog no longer takes is refused like a bad query; the next poll starts without one.
        if (cursor === null || !(error instanceof VendorError) || error.status !== 400) throw error
        const text = 'Datadog no longer takes the cursor of this poll (400). It is started again.'
        throw new VendorError('retryable', text, { status: 400, cause: error })
      }
    },

    async byId(ids) {
      if (ids.length > FINDING_IDS_PER_SEARCH_MAX)
        throw new RangeError(`byId takes at most ${FINDING_IDS_PER_SEARCH_MAX} ids, got ${ids.length}`)
      const asked = new Set(ids)
      const found = new Map<string, Awaited<ReturnType<typeof search>>['items'][number]>()
      let complete = true
      let cursor: string | null = null
      const followed = new Set<string>()
      while (asked.size > 0) {
        const page: Awaited<ReturnType<typeof search>> = await search(idQuery([...asked]), cursor)
        // Datadog compares without regard to case; ids that differ in case alone are different findings.
        for (const item of page.items) if (asked.has(item.id)) found.set(item.id, item)
        complete &&= page.complete
        cursor = page.next
        // More pages than findings asked for: Datadog leads round in circles.
        const circles = cursor !== null && (followed.has(cursor) || followed.size > ids.length)
        complete &&= !circles
        if (cursor === null || circles) break
        followed.add(cursor)
      }
      return { items: [...found.values()], complete }
    },

    async mute(body) {
      const answer = await client.mute(body)
      return { status: answer.status, body: answer.body ?? null }
    },

    async assign(ids, to) {
      const findings = { data: ids.map(id => ({ id, type: 'findings' })) }
      const attributes = { assignee_id: to }
      const data = { type: 'assignee', attributes, relationships: { findings } }
      const answer = await client.ask('PATCH', '/security/findings/assignee', 'write', { data })
      return readFailures(answer.body)
    },

    signals: ids => readSignals(client, ids, app),

    check: () => checkDatadog(client, query, options.clock),
  }
}
