/** What must be true at every quiet moment. Each is a small function of its own; a sentence for everything that is not so. */
import type { Call } from '../../sandbox/port'
import type { CaseSight, FieldSight, Sight, TicketSight } from './sight'
import { isOurs } from './sight'

export type Letter = 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h'

export interface Wrong {
  letter: Letter
  /** Which check found it. */
  check: string
  text: string
}

/** Tickets people still work on: another one took the place of the others. */
function ticketsOf(sight: Sight, of: CaseSight): TicketSight[] {
  return sight.tickets.filter(each => each.caseId === of.id && !each.succeeded)
}

const names = (of: CaseSight): string =>
  of.findings
    .filter(each => each.open)
    .map(each => each.name)
    .join(', ')

/** (a) No ticket is closed while a finding is open, and none is open once its round has ended. */
export function standsAsItShould(sight: Sight): string[] {
  return sight.cases.flatMap(of => {
    if (of.expects === 'either') return []
    const closed = of.expects === 'closed'
    const why = closed ? 'nothing on it is open any more' : `${names(of)} is open`
    const wrong = ticketsOf(sight, of)
      .filter(
        each => each.closed !== closed && each.waits === null && !(closed && of.late.includes(each.tool)),
      )
      .map(each => `${each.key} of case ${of.key} stands at ${each.stands} although ${why}`)
    if (of.hub !== null && of.hub.closed !== closed && of.findings.length > 0)
      wrong.push(`case ${of.key} is ${of.hub.closed ? 'closed' : 'open'} although ${why}`)
    return wrong
  })
}

/** (a) A round that ended closes each ticket once, and a ticket whose round ended was closed. */
export function closedOncePerRound(sight: Sight): string[] {
  return sight.tickets.flatMap(ticket => {
    const of = sight.cases.find(each => each.id === ticket.caseId)
    if (of === undefined || of.unsure) return []
    // A close by a person travels to the other ticket; a new ticket is closed for the round that was over when it was asked for.
    const late = ticket.createdAt > sight.since || ticket.waited || of.stood === 'either' ? 1 : 0
    // A close that hung over the last quiet moment comes when nobody waits for it any more (rule 20).
    const hung = sight.calls.filter(
      call => isOurs(call) && call.at < sight.since && call.path.includes(`/${ticket.id}/transitions`),
    )
    const most = of.ended + of.handCloses + late + hung.length
    const count = ticket.ourCloses.length
    return count > most ? [`${ticket.key} was closed ${count} times for ${of.ended} rounds that ended`] : []
  })
}

/** (a) A close of ours says "fixed" only when every finding on the case was fixed. */
export function saysFixedOnlyWhenFixed(sight: Sight): string[] {
  return sight.tickets.flatMap(ticket => {
    const of = sight.cases.find(each => each.id === ticket.caseId)
    if (of === undefined || of.unsure || of.movedFindings) return []
    return ticket.ourCloses.flatMap(close => {
      const never = of.findings.filter(finding => !wasFixed(finding.since, close.at)).map(each => each.name)
      if (!close.fixed || (never.length === 0 && of.findings.length > 0)) return []
      return [`${ticket.key} was closed as fixed; ${never.join(', ') || 'nothing'} was not`]
    })
  })
}

function wasFixed(since: readonly { at: number; status: string }[], at: number): boolean {
  return since.some(each => each.at <= at && (each.status === 'resolved' || each.status === 'auto_closed'))
}

/** (b) At most one live ticket for each case and tool, and none that belongs to nobody. */
export function oneTicketEach(sight: Sight): string[] {
  const wrong: string[] = []
  for (const of of sight.cases) {
    for (const tool of ['jira', 'servicenow']) {
      const live = ticketsOf(sight, of).filter(each => each.tool === tool)
      if (live.length > 1)
        wrong.push(`case ${of.key} has ${live.length} tickets: ${live.map(each => each.key).join(', ')}`)
    }
  }
  for (const ticket of sight.tickets)
    if (ticket.caseId === null && ticket.marker !== null)
      wrong.push(`${ticket.key} was made by Fixproof and belongs to no case`)
  return wrong
}

/** (c) Findings are as they were left in Datadog: nothing that happens to a ticket changes one. */
export function findingsUntouched(sight: Sight): string[] {
  const changed = sight.findings
    .filter(each => each.says !== each.done)
    .map(each => `${each.name} is ${each.says} in Datadog, where it was left ${each.done}`)
  const written = sight.calls
    .filter(call => call.vendor === 'datadog' && call.write)
    .map(call => `the hub wrote to Datadog: ${call.method} ${call.path}`)
  return [...changed, ...written]
}

/** (d) Nothing is written once everything has come to rest. */
export function restIsRest(sight: Sight): string[] {
  return sight.afterwards
    .filter(call => call.write)
    .map(call => `although nothing had happened: ${call.method} ${call.path}`)
}

/** (d) Nobody's comment stands anywhere twice, and no note of ours more often than there was something to say. */
export function commentsOnce(sight: Sight): string[] {
  return sight.tickets.flatMap(ticket => {
    const counts = new Map<string, number>()
    for (const { text } of ticket.said)
      for (const [found] of text.matchAll(/Remark \d+\.\d+ of/g))
        counts.set(found, (counts.get(found) ?? 0) + 1)
    return [...counts]
      .filter(([, count]) => count > 1)
      .map(([found, count]) => `"${found} somebody" stands ${count} times in ${ticket.key}`)
  })
}

const FIELDS: readonly (keyof FieldSight)[] = ['title', 'description', 'priority', 'assignee', 'due']
const HELD_AS: Record<keyof FieldSight, string> = {
  title: 'title',
  description: 'description',
  priority: 'priority',
  assignee: 'assignee',
  due: 'due_date',
}

/** (e) Shared fields say the same in the case and in each ticket that is open. */
export function fieldsAgree(sight: Sight): string[] {
  return sight.cases.flatMap(of => {
    const { hub } = of
    if (hub === null) return []
    return ticketsOf(sight, of)
      .filter(ticket => !ticket.closed && ticket.waits === null)
      .flatMap(ticket =>
        FIELDS.filter(field => !ticket.held.includes(HELD_AS[field]))
          .filter(field => differs(field, hub.fields, ticket.fields))
          .map(
            field =>
              `${field} of case ${of.key} is ${hub.fields[field]}, in ${ticket.key} ${ticket.fields[field]}`,
          ),
      )
  })
}

/** Texts that the hub composed are written as each tool shows them; those of people are the same everywhere. */
const OF_PEOPLE = /^Words \d+ of many$/

function differs(field: keyof FieldSight, ours: FieldSight, theirs: FieldSight): boolean {
  const [a, b] = [ours[field], theirs[field]]
  if (field === 'description' && (!OF_PEOPLE.test(a ?? '') || !OF_PEOPLE.test(b ?? ''))) return false
  // A ticket cannot be without a priority, a case can.
  if (field === 'priority' && a === null) return false
  return a !== b
}

/** (f) The hub has nothing left to do. */
export function nothingPlanned(sight: Sight): string[] {
  return sight.cases.flatMap(of =>
    (of.hub?.planned ?? []).map(each => `case ${of.key}: ${each} is still planned`),
  )
}

/** (g) What was acknowledged is there: cases, what they hold, comments, deliveries, changes. */
export function nothingLost(sight: Sight): string[] {
  const wrong: string[] = []
  for (const of of sight.cases) {
    if (of.hub === null) {
      wrong.push(`case ${of.id} was acknowledged and is not there`)
      continue
    }
    const [book, hub] = [of.findings.map(each => each.id).sort(), [...of.hub.findings].sort()]
    if (book.join() !== hub.join())
      wrong.push(`case ${of.key} holds ${hub.length} findings; ${book.length} were acknowledged`)
  }
  const cases = new Map(sight.cases.map(of => [of.id, of]))
  for (const remark of sight.remarks) {
    if (remark.where !== 'case' || remark.unsure || remark.deleted) continue
    const text = `Remark ${remark.n}.${remark.revision} of`
    if (cases.get(remark.caseId)?.hub?.comments.some(each => each.includes(text)) !== true)
      wrong.push(`"${text} somebody" was acknowledged and is not on its case`)
  }
  wrong.push(...sight.lostDeliveries.map(id => `delivery ${id} was acknowledged and is not known`))
  wrong.push(...sight.lostTitles.map(title => `"${title}" was acknowledged and no history tells of it`))
  return wrong
}

/** (d) What people write reaches every place it flows to, as it was last said. */
export function commentsArrive(sight: Sight): string[] {
  const cases = new Map(sight.cases.map(of => [of.id, of]))
  return sight.remarks.flatMap(remark => {
    const of = cases.get(remark.caseId)
    const gone = remark.ticketId !== null && sight.deleted.has(`${remark.where}/${remark.ticketId}`)
    if (of?.hub == null || remark.unsure || remark.deleted || gone || of.unsure) return []
    // A ticket in whose place another one came is history: what is changed there afterwards is not followed.
    const history = sight.tickets.some(
      each => each.succeeded && each.tool === remark.where && each.id === remark.ticketId,
    )
    const text = history ? `Remark ${remark.n}.` : `Remark ${remark.n}.${remark.revision} of`
    if (!of.hub.comments.some(each => each.includes(text)))
      return [`"${text} somebody", written in ${remark.where}, is not on case ${of.key}`]
    return []
  })
}

/** The hub never had an error it did not expect. */
export function noErrors(sight: Sight): string[] {
  return sight.errors.map(each => `the hub logged an error: ${each}`)
}

/** (d) A write of ours that changes nothing is an echo; one that is tried again after a lost answer is none. */
export function noEcho(sight: Sight): string[] {
  const same = (call: Call): string => `${call.method} ${call.path} ${JSON.stringify(call.requestBody)}`
  const times = new Map<string, number>()
  for (const call of sight.calls) times.set(same(call), (times.get(same(call)) ?? 0) + 1)
  return sight.calls.flatMap(call => {
    if (!isOurs(call) || !WRITES.includes(call.method) || READS.test(call.path)) return []
    // It hung over the last quiet moment; by then it had been given up and made again.
    if (call.at < sight.since) return []
    const later = sight.calls.some(
      other => other.write && other.method === call.method && other.path === call.path && other.at >= call.at,
    )
    const again = (times.get(same(call)) ?? 0) > 1 || later
    if (call.write || call.status >= 300 || again) return []
    return [`${call.method} ${call.path} wrote what stood there already: ${JSON.stringify(call.requestBody)}`]
  })
}

const WRITES: readonly string[] = ['POST', 'PUT', 'PATCH']
/** Questions that are asked by POST, and what is written again on purpose. */
const READS = /search|bulkfetch|\/comment\/list|workflows|\/findings|\/properties\/|remotelink|issueLink/

export const INVARIANTS: readonly (readonly [Letter, (sight: Sight) => string[]])[] = [
  ['a', standsAsItShould],
  ['a', closedOncePerRound],
  ['a', saysFixedOnlyWhenFixed],
  ['b', oneTicketEach],
  ['c', findingsUntouched],
  ['d', restIsRest],
  ['d', commentsOnce],
  ['d', commentsArrive],
  ['d', noEcho],
  ['e', fieldsAgree],
  ['f', nothingPlanned],
  ['g', nothingLost],
  ['g', noErrors],
]

/** Everything that is not as it must be. */
export function wrongs(sight: Sight): Wrong[] {
  return INVARIANTS.flatMap(([letter, check]) =>
    check(sight).map(text => ({ letter, check: check.name, text })),
  )
}
