import { systemClock, systemIds, systemRandom } from '@fixproof/hub/clock'
import { shows } from '@fixproof/hub/compose'
import { parseConfig } from '@fixproof/hub/config/load'
import { plan } from '@fixproof/hub/domain/plan'
import { type CaseState, liveLinks } from '@fixproof/hub/domain/step'
import { type Hub, makeHub } from '@fixproof/hub/hub'
import type { Logger } from '@fixproof/hub/ports'
import { openProofKeys } from '@fixproof/hub/proofKeys'
import { everything } from '@fixproof/hub/reconcile/polls'
import type { Book } from './book'
import type { HubProcess } from './hubProcess'
import type { Json, Stage } from './stage'
import { verifyAll, verifyDone, verifyRest } from './verify'
import { postDelivery } from './writers'

interface VendorTicket {
  id: string
  marker: string
  done: boolean
}

/** After the last restart: everything ever told of is there, every plan is empty, every ticket is made once and true. */
export async function verifyEnd(
  stage: Stage,
  book: Book,
  hubs: readonly HubProcess[],
): Promise<{ issues: number; incidents: number }> {
  // The pollers look again, so that what happened at the vendors while the hub was down is known.
  await postDelivery(stage, { from: 'datadog', id: 'end', body: JSON.stringify({ id: 'end' }) })
  await verifyAll(stage, book)
  // Last of all: reading thousands of cases takes so long that the pollers look again meanwhile.
  await verifyRest({ stage, book }, [...book.cases.keys()])
  await verifyDone({ stage, book })
  // What became due at this very moment the hub need not have begun.
  const restedAt = Date.now() - JUST_DUE_MS
  for (const hub of hubs) {
    const code = await hub.stop()
    if (code !== 0) book.violated(`the hub ended with ${code}: ${hub.output()}`)
  }
  const issues = await issuesOf(stage)
  const incidents = await incidentsOf(stage)
  const tickets = new Map([...issues, ...incidents].map(each => [each.id, each]))
  checkOnce(book, [...issues, ...incidents])
  const opened = await reopened(stage)
  try {
    await verifyStates({ stage, book, hub: opened, tickets, restedAt })
  } finally {
    await opened.store.close()
  }
  if (book.violations.length > 0)
    for (const hub of hubs) book.violated(`the hub said: ${hub.output().slice(-3000)}`)
  return { issues: issues.length, incidents: incidents.length }
}

function checkOnce(book: Book, tickets: VendorTicket[]): void {
  const seen = new Set<string>()
  for (const { id, marker } of tickets) {
    if (seen.has(marker)) book.violated(`ticket ${id} is the second one with the marker ${marker}`)
    seen.add(marker)
  }
}

/** All that the store holds of a case that is not as it should be, for the message of a failed run. */
export async function explain(stage: Stage, ids: readonly string[]): Promise<string> {
  const { store } = await reopened(stage)
  try {
    const parts = ids.map(async id => ({
      case: await store.get('case', id),
      links: await store.find('link', 'case', id),
      work: await store.work(`case:${id}`),
      timeline: (await store.timeline({ caseId: id }, { limit: 100 })).items,
    }))
    return JSON.stringify(await Promise.all(parts), null, 1)
  } finally {
    await store.close()
  }
}

/** The hub on the same folder without a socket and without its loop: nothing changes while it is looked at. */
async function reopened(stage: Stage): Promise<Hub> {
  const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }
  const outside = { clock: systemClock, ids: systemIds, random: systemRandom, logger: silent }
  const fetch = () => Promise.reject(new Error('nothing is asked of a vendor here'))
  return makeHub({ ...outside, fetch, config: parseConfig(stage.config) })
}

/** Findings that flap let a case close later; a wait may end while the hub is being stopped. Milliseconds. */
const JUST_DUE_MS = 5_000

async function verifyStates(given: {
  stage: Stage
  book: Book
  hub: Hub
  tickets: Map<string, VendorTicket>
  /** Until when the hub had the time to do what was due. Epoch milliseconds. */
  restedAt: number
}): Promise<void> {
  const { stage, book, hub, tickets, restedAt } = given
  const { kid } = await openProofKeys(stage.config.proof.keyFile)
  const linked = new Set<string>()
  for await (const { doc } of everything(hub.store, 'case')) {
    const state = await hub.engine.unit.load(doc.id)
    if (state === undefined) {
      book.violated(`case ${doc.key} cannot be loaded`)
      continue
    }
    const context = { now: restedAt, fresh: {}, kid, permissionMs: 24 * 3_600_000, shows }
    const { actions, wakeAt } = plan(state, context)
    if (actions.length > 0) book.violated(`case ${doc.key} is not at rest: ${JSON.stringify(actions)}`)
    for (const link of liveLinks(state)) {
      if (link.ticket !== null) linked.add(link.ticket.id)
      if (link.intent !== null || link.blocked !== null || link.trouble !== null)
        book.violated(
          `${doc.key}'s ticket is not at rest: ${JSON.stringify([link.intent, link.blocked, link.trouble])}`,
        )
      const ticket = tickets.get(link.ticket?.id ?? '')
      if (ticket === undefined) book.violated(`${doc.key}'s ticket ${link.ticket?.key} is not at the vendor`)
      else checkTrue(book, state, ticket, wakeAt !== null)
    }
  }
  for (const { id, marker } of tickets.values())
    if (!linked.has(id)) book.violated(`ticket ${id} with the marker ${marker} belongs to no case`)
}

function checkTrue(book: Book, state: CaseState, ticket: VendorTicket, waits: boolean): void {
  const open = state.case.attachments.some(each => each.state === 'open')
  if (open && ticket.done) book.violated(`${state.case.key}'s ticket says done while a finding is open`)
  // A case whose findings flap closes later, and says when.
  if (!open && !ticket.done && !waits && state.case.round !== null)
    book.violated(`${state.case.key}'s ticket is open although nothing is open any more`)
}

async function issuesOf(stage: Stage): Promise<VendorTicket[]> {
  const found: VendorTicket[] = []
  let token = ''
  do {
    const more = token === '' ? '' : `&nextPageToken=${encodeURIComponent(token)}`
    const jql = encodeURIComponent('project = SEC ORDER BY key')
    const { body } = await stage.admin(
      'GET',
      `/rest/api/3/search/jql?jql=${jql}&fields=labels,status&maxResults=100${more}`,
    )
    for (const issue of body.issues) {
      const label = issue.fields.labels.find((each: string) => each.startsWith('fixproof-'))
      const done = issue.fields.status.statusCategory.key === 'done'
      if (label !== undefined) found.push({ id: issue.id, marker: label, done })
    }
    token = body.nextPageToken ?? ''
  } while (token !== '')
  return found
}

async function incidentsOf(stage: Stage): Promise<VendorTicket[]> {
  const fields = 'sys_id,correlation_id,state'
  const { body } = await stage.abel('GET', `/api/now/table/incident?sysparm_fields=${fields}`)
  return body.result
    .filter((each: Json) => /^[0-9a-f]{12}$/.test(each.correlation_id))
    .map((each: Json) => ({ id: each.sys_id, marker: each.correlation_id, done: Number(each.state) >= 6 }))
}
