import type { Logger } from '../../ports'
import type { Listing, ServiceNowClient } from './client'
import { CHANGES_PAGE, CHANGES_PAGES_MAX, READ_MANY_MAX } from './limits'
import { VIEW_FIELDS } from './view'
import { glideTime, type Row, toGlideTime } from './wire'
import { CORRELATION_DISPLAY } from './write'

export interface Changes {
  /** Oldest change first, each incident once. */
  rows: Row[]
  /** Epoch milliseconds to ask from next time. */
  until: number
}

/**
 * Incidents Fixproof made, and those among `ids`, that changed at or after `since` (epoch milliseconds). `until` is the
 * instance's own time of the answer, so that a clock of ours that is ahead loses nothing.
 */
export async function changesSince(
  client: ServiceNowClient,
  logger: Logger,
  since: number,
  ids: readonly string[],
): Promise<Changes> {
  const groups: readonly string[][] = chunks(ids, READ_MANY_MAX)
  const found = new Map<string, Row>()
  const untils: number[] = []
  for (const [index, group] of [...(groups.length === 0 ? [[]] : groups)].entries()) {
    const wanted = new Set(group)
    const alternatives = [
      ...(index === 0 ? [`correlation_display=${CORRELATION_DISPLAY}`] : []),
      ...(group.length === 0 ? [] : [`sys_idIN${group.join(',')}`]),
    ]
    const ours = (row: Row): boolean =>
      wanted.has(row.sys_id ?? '') || (index === 0 && row.correlation_display === CORRELATION_DISPLAY)
    const { rows, until } = await pages(client, logger, alternatives, ours, since)
    for (const row of rows) found.set(row.sys_id ?? '', row)
    untils.push(until)
  }
  const rows = [...found.values()].sort((a, b) => timeOf(a) - timeOf(b))
  // A part that was not read to its end holds the others back.
  return { rows, until: Math.min(...untils) }
}

/**
 * Page by page, by time instead of by offset: an incident changed meanwhile moves to the end, and with offsets the
 * one after it would slip through. The offset only grows within one second that fills a whole page.
 */
async function pages(
  client: ServiceNowClient,
  logger: Logger,
  alternatives: readonly string[],
  ours: (row: Row) => boolean,
  since: number,
): Promise<Changes> {
  const rows = new Map<string, Row>()
  let from = toGlideTime(since)
  let offset = 0
  let foreign = 0
  let last = since
  let until: number | null = null
  for (let page = 0; page < CHANGES_PAGES_MAX; page += 1) {
    const listing = await client.list('incident', {
      query: queryFrom(alternatives, from),
      fields: VIEW_FIELDS,
      limit: CHANGES_PAGE,
      offset,
    })
    until ??= answeredAt(listing, client.now())
    for (const row of listing.rows) {
      last = Math.max(last, timeOf(row))
      // A query part ServiceNow drops without a word lets anything in.
      if (ours(row) && timeOf(row) >= wholeSecond(since)) rows.set(row.sys_id ?? '', row)
      else foreign += 1
    }
    // A page may be short because records in it are hidden, so only the total says whether more follow.
    const more =
      listing.total === null ? listing.rows.length === CHANGES_PAGE : offset + CHANGES_PAGE < listing.total
    if (!more) {
      last = Math.max(last, until)
      break
    }
    const reached = listing.rows.at(-1)?.sys_updated_on ?? ''
    if (reached > from) {
      from = reached
      offset = 0
    } else offset += CHANGES_PAGE
  }
  if (foreign > 0)
    logger.warn({ foreign }, 'ServiceNow returned incidents nobody asked for; they are left alone')
  return { rows: [...rows.values()], until: last }
}

/** Taken from the first page: what changes while the others are read is found next time. */
function answeredAt({ headers }: Listing, now: number): number {
  const at = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(at) ? now : at
}

function queryFrom(alternatives: readonly string[], from: string): string {
  const parts = alternatives.map(alternative => `${alternative}^sys_updated_on>=${from}`)
  return `${parts.join('^NQ')}^ORDERBYsys_updated_on^ORDERBYsys_id`
}

function timeOf(row: Row): number {
  return glideTime(row.sys_updated_on) ?? 0
}

function wholeSecond(at: number): number {
  return Math.floor(at / 1000) * 1000
}

export function chunks<T>(items: readonly T[], size: number): T[][] {
  const result: T[][] = []
  for (let from = 0; from < items.length; from += size) result.push(items.slice(from, from + size))
  return result
}
