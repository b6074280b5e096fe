import { SWEEP_JITTER_RATIO } from '@fixproof/rules'
import type { TicketTool } from '../connectors/port'
import type { LinkDoc, TicketView } from '../domain/model'
import type { Clock, Logger, Random } from '../ports'
import type { Finish, Store } from '../store/port'
import type { Findings } from './findings'
import { caseKey } from './keys'
import { type TakingMany, takeCommentsOfMany } from './manyComments'
import { type Tools, toolKey } from './tools'

export interface Polling extends Pick<TakingMany, 'unit' | 'people'> {
  store: Store
  tools: Tools
  findings: Findings
  clock: Clock
  random: Random
  logger: Logger
}

/** How often each poller looks, and how far back. Milliseconds. */
export interface Pace {
  everyMs: number
  overlapMs: number
}

/**
 * Reads what changed in Datadog since the watermark, an overlap earlier: a finding can become visible later than its
 * `detection_changed_at`. The watermark only moves once every page was taken over.
 */
export async function pollDatadog(polling: Polling, pace: Pace): Promise<Finish> {
  const { store, tools, findings, clock, logger } = polling
  const stored = await store.get('cursor', 'datadog')
  // A finding dated in the future must not hide everything that changes until then.
  const reachable = (at: number): number => Math.min(at, clock.now())
  const since = stored === undefined ? null : Math.max(0, reachable(stored.doc.watermark) - pace.overlapMs)
  let watermark = reachable(stored?.doc.watermark ?? 0)
  let cursor: string | null = null
  let whole = true
  let seen = 0
  const pages = new Set<string>()
  do {
    const askedAt = clock.now()
    const page: Awaited<ReturnType<typeof tools.source.page>> = await tools.source.page(since, cursor)
    const reads = page.items.flatMap(item => tools.source.read(item) ?? [])
    await findings.takeAll(reads, askedAt)
    for (const read of reads) watermark = Math.max(watermark, reachable(read.detectionChangedAt ?? 0))
    seen += reads.length
    // A cursor that comes round, or new cursors to what was read already, would be followed for ever.
    const again = [`to ${page.next}`, `holds ${page.items.map(each => each.id).join()}`]
    const stuck = page.next !== null && again.some(each => pages.has(each))
    if (stuck) logger.warn({ seen }, 'Datadog led back to findings already read; the poll ends here')
    for (const each of again) pages.add(each)
    whole = whole && page.complete && !stuck
    cursor = stuck ? null : page.next
    if (seen > 0 && cursor !== null) logger.info({ seen }, 'Reading findings from Datadog')
  } while (cursor !== null)
  // Datadog may have left out what it could not count in time: the next poll starts where this one did.
  const reached = whole ? watermark : reachable(stored?.doc.watermark ?? 0)
  if (stored === undefined || stored.doc.watermark !== reached) {
    const doc = { id: 'datadog', watermark: reached, at: clock.now(), detail: {} }
    const expect = [{ kind: 'cursor' as const, id: 'datadog', version: stored?.version ?? 0 }]
    await store.commit({ expect, put: [{ kind: 'cursor', id: 'datadog', doc }] })
  }
  return { kind: 'again', runAt: clock.now() + pace.everyMs }
}

/**
 * Reads every finding on a case again by id, tickets closed or not: a mute moves no watermark. Those of archived cases
 * too, since their tickets keep following them (rule 26).
 */
export async function rereadAttached(polling: Polling, everyMs: number): Promise<Finish> {
  const { store, findings, clock } = polling
  const ids: string[] = []
  for await (const { doc } of everything(store, 'case')) {
    ids.push(...doc.attachments.map(each => each.findingId))
  }
  await findings.reread(ids)
  return { kind: 'again', runAt: clock.now() + everyMs }
}

/** Incidents changed since the watermark: their cases are marked, the pass over the case reads them. */
export async function pollServiceNow(polling: Polling, connection: string, pace: Pace): Promise<Finish> {
  const { store, tools, clock } = polling
  const tool = tools.tickets.get(toolKey('servicenow', connection))
  if (tool?.changedSince === undefined) return { kind: 'done' }
  const id = `servicenow:${connection}`
  const stored = await store.get('cursor', id)
  const since = stored === undefined ? clock.now() : stored.doc.watermark
  const links = await linksOf(store, 'servicenow', connection)
  // Incidents of ours are found by what they carry; only those people made have to be asked for by id.
  const ids = links.filter(link => link.origin === 'adopted').flatMap(link => link.ticket?.id ?? [])
  const { views, unreadable, until } =
    links.length === 0
      ? { views: [], unreadable: [], until: since }
      : await tool.changedSince(Math.max(0, since - pace.overlapMs), ids)
  const shown = new Map(views.map(view => [view.id, view]))
  await markDiffering(polling, tool, links, shown, new Set(unreadable ?? []))
  // What is asked for lies an overlap back; an answer cut short within it must not draw the watermark after it.
  const watermark = Math.max(since, until)
  if (stored?.doc.watermark !== watermark) {
    const doc = { id, watermark, at: clock.now(), detail: {} }
    const expect = [{ kind: 'cursor' as const, id, version: stored?.version ?? 0 }]
    await store.commit({ expect, put: [{ kind: 'cursor', id, doc }] })
  }
  return { kind: 'again', runAt: clock.now() + pace.everyMs }
}

/** Backs the events: reads all linked tickets in bulk and marks the cases whose ticket is not as we last saw it. */
export async function sweep(
  polling: Polling,
  tool: LinkDoc['tool'],
  connection: string,
  everyMs: number,
): Promise<Finish> {
  const { store, tools, clock, random, logger } = polling
  const connector = tools.tickets.get(toolKey(tool, connection))
  if (connector === undefined) return { kind: 'done' }
  const links = await linksOf(store, tool, connection)
  const ids = links.map(link => link.ticket?.id ?? '')
  for (let at = 0; at < ids.length; at += SWEEP_CHUNK) {
    const some = ids.slice(at, at + SWEEP_CHUNK)
    const views = await connector.readMany(some)
    // The pass over the case reads it again and says why it cannot be read.
    const unreadable = new Set(some.filter(id => !views.has(id)))
    await markDiffering(polling, connector, links, views, unreadable)
    if (ids.length > SWEEP_CHUNK)
      logger.info({ tool, connection, done: at + some.length, of: ids.length }, 'Sweeping')
  }
  await markWanted(store, tool, connection)
  // Spread, so that hubs and connections started together do not ask together for good.
  const spread = 1 + SWEEP_JITTER_RATIO * (2 * random() - 1)
  return { kind: 'again', runAt: clock.now() + Math.round(everyMs * spread) }
}

/** Tickets compared between two log lines; the connector splits further as its vendor allows. */
const SWEEP_CHUNK = 500

/** Links of the connection whose tickets people still work on. */
async function linksOf(store: Store, tool: LinkDoc['tool'], connection: string): Promise<LinkDoc[]> {
  const all = await store.find('link', 'connection', `${tool}/${connection}`)
  return all.map(each => each.doc).filter(link => link.state === 'live' && link.ticket !== null)
}

/** Deleted tickets of projects that want them back: their cases are marked, the pass over the case looks for them. */
async function markWanted(store: Store, tool: LinkDoc['tool'], connection: string): Promise<void> {
  const all = await store.find('link', 'connection', `${tool}/${connection}`)
  const gone = all.map(each => each.doc).filter(link => link.state === 'gone')
  const cases = await store.getMany('case', [...new Set(gone.map(link => link.caseId))])
  const projects = await store.getMany('project', [...new Set(cases.map(each => each.doc.projectId))])
  const relink = new Set(projects.filter(each => each.doc.onGone === 'relink').map(each => each.doc.id))
  const keys = cases.filter(each => relink.has(each.doc.projectId)).map(each => caseKey(each.doc.id))
  if (keys.length > 0) await store.commit({ marks: keys.map(key => ({ key })) })
}

/** Their cases are marked; what people wrote in several of them is taken over first, in as few reads as it takes. */
async function markDiffering(
  polling: Polling,
  tool: TicketTool,
  links: readonly LinkDoc[],
  views: ReadonlyMap<string, TicketView | null>,
  unreadable: ReadonlySet<string>,
): Promise<void> {
  const differing = links.flatMap(link => {
    const id = link.ticket?.id ?? ''
    if (!views.has(id) && !unreadable.has(id)) return []
    const view = views.get(id) ?? null
    return differs(link, view) ? [{ link, view }] : []
  })
  if (differing.length === 0) return
  const read = differing.flatMap(({ link, view }) => (view === null ? [] : [{ link, view }]))
  await takeCommentsOfMany(polling, tool, read)
  const keys = new Set(differing.map(({ link }) => caseKey(link.caseId)))
  await polling.store.commit({ marks: [...keys].map(key => ({ key })) })
}

/**
 * Whether the vendor shows the ticket otherwise than we last took it over. The version alone does not tell: Jira's is a
 * moment, and somebody may change an issue in the very moment of our own write.
 */
function differs(link: LinkDoc, view: TicketView | null): boolean {
  if (view === null || link.view === null || link.blocked?.blind === true) return true
  const { version, proofSignature, key } = link.view
  if (view.version !== version || view.key !== key || view.proofSignature !== proofSignature) return true
  return saidBy(view) !== saidBy(link.view)
}

/** What people see of a ticket, as one text to be compared. */
function saidBy({ status, category, resolution, fields }: TicketView): string {
  const { title, description, priority, assignee, due_date: due, labels } = fields
  return JSON.stringify([
    status.id,
    category,
    resolution,
    title,
    description,
    priority,
    assignee?.id,
    due,
    labels,
  ])
}

/** All documents of a kind, a page at a time. */
export async function* everything<K extends 'case' | 'finding' | 'link'>(store: Store, kind: K) {
  let after: string | undefined
  do {
    const page = await store.list(kind, { limit: 500, ...(after === undefined ? {} : { after }) })
    yield* page.items
    after = page.next
  } while (after !== undefined)
}
