import { judgeClose, phaseFor, verdictText } from '@fixproof/rules'
import type { z } from '@hono/zod-openapi'
import { claimOfView } from '../../domain/claim'
import { personById } from '../../domain/fields/people'
import { namedFinding, namedFindings, openFindings } from '../../domain/findings'
import { syncHealth } from '../../domain/health'
import type { CaseDoc, LinkDoc, TimelineEntry } from '../../domain/model'
import { type CaseState, isClosed } from '../../domain/step'
import type { caseSchema, entrySchema, findingSchema, ticketSchema, verdictSchema } from './schemas'

/** State of the hub in the words of its own API. Pure. */

type Finding = z.infer<typeof findingSchema>
type Ticket = z.infer<typeof ticketSchema>
type Verdict = z.infer<typeof verdictSchema>
type CaseView = z.infer<typeof caseSchema>

export const iso = (at: number): string => new Date(at).toISOString()
export const maybeIso = (at: number | null): string | null => (at === null ? null : iso(at))

export function findingView(state: CaseState, id: string): Finding {
  const { title, severity, url, state: is, openSince, muteExpiresAt } = namedFinding(state, id)
  const attachment = state.case.attachments.find(each => each.findingId === id)
  const open = attachment?.open === true && attachment.tracked
  return {
    id,
    title,
    severity,
    state: is,
    open,
    url,
    openSince: open ? maybeIso(openSince) : null,
    mutedUntil: is === 'muted' ? maybeIso(muteExpiresAt) : null,
    notSeenSince: maybeIso(state.findings[id]?.notSeenSince ?? null),
  }
}

/** The attached findings, most severe first. */
export function findingViews(state: CaseState): Finding[] {
  return namedFindings(state).map(each => findingView(state, each.id))
}

export function ticketView(state: CaseState, link: LinkDoc): Ticket {
  const { view, ticket } = link
  const health = syncHealth(state, link)
  return {
    link: link.id,
    tool: link.tool,
    connection: link.connection,
    id: ticket?.id ?? null,
    key: ticket?.key ?? null,
    url: ticket?.url ?? null,
    status: view === null ? null : { name: view.status.name, category: view.category },
    resolution: view?.resolution ?? null,
    closed: isClosed(link),
    origin: link.origin,
    falseFixes: { refused: link.falseFixes?.refused ?? 0, undone: link.falseFixes?.undone ?? 0 },
    sync: {
      condition: health.condition,
      reason: health.reason,
      since: maybeIso(health.since),
      nextTryAt: maybeIso(health.nextTryAt),
      held: health.held.map(each => ({ ...each, since: iso(each.since) })),
    },
  }
}

/** What the judge would say to a person who closes the ticket (or, without one, the case) as fixed now. */
export function verdictView(state: CaseState, link: LinkDoc | null): Verdict {
  const findings = openFindings(state)
  const closed = link === null ? state.case.status === 'CLOSED' : isClosed(link)
  const verdict = judgeClose({
    policy: state.project.policy,
    actor: 'person',
    claim: 'fixed',
    from: { closed, claim: claimNow(state, link) },
    phase: phaseFor(state.case),
    findings,
  })
  const attached = namedFindings(state).length
  return {
    mayClose: verdict.allowed,
    sentence: verdictText({
      what: link === null ? 'case' : 'ticket',
      verdict,
      closed,
      open: findings.length,
      attached,
    }),
    blocking: verdict.blocking.map(each => each.id),
  }
}

/** What the close that stands says; null while open. */
function claimNow(state: CaseState, link: LinkDoc | null) {
  if (link !== null) return isClosed(link) && link.view !== null ? claimOfView(state, link, link.view) : null
  if (state.case.status !== 'CLOSED') return null
  return state.case.closeCause === 'remediated' ? ('fixed' as const) : ('other' as const)
}

export function caseNamed(state: Pick<CaseState, 'case' | 'caseUrl'>) {
  const { id, key, title } = state.case
  return { id, key, title, url: state.caseUrl }
}

/** The case without what hangs on it. */
export function caseHead(state: CaseState): Pick<CaseView, 'case' | 'project'> {
  const doc: CaseDoc = state.case
  const { id, key, name, policy } = state.project
  return {
    case: {
      ...caseNamed(state),
      status: doc.status,
      phase: phaseFor(doc),
      priority: doc.priority,
      assignee: assigneeView(state),
      dueDate: doc.dueDate,
      labels: [...doc.labels],
      closeCause: doc.closeCause,
      createdAt: iso(doc.createdAt),
      createdBy: doc.createdBy,
      closedAt: maybeIso(doc.closedAt),
      archived: doc.archivedAt !== null,
    },
    project: { id, key, name, policy },
  }
}

function assigneeView({ case: { assigneeId: id }, people }: CaseState): CaseView['case']['assignee'] {
  if (id === null) return null
  const person = personById(people, id)
  return { id: person?.id ?? id, name: person?.name ?? person?.email ?? id }
}

export function caseView(state: CaseState): CaseView {
  return {
    ...caseHead(state),
    verdict: verdictView(state, null),
    findings: findingViews(state),
    named: state.case.named.map(id => findingView(state, id)),
    tickets: state.links.map(link => ticketView(state, link)),
  }
}

export function entryView(entry: TimelineEntry): z.infer<typeof entrySchema> {
  const { id, at, kind, what, text, actor, source, caseId, findingIds, linkId } = entry
  const { base, ours, theirs, detail } = entry
  return {
    ...{ id, at: iso(at), kind, what, text, actor, source },
    case: caseId,
    findings: findingIds,
    link: linkId,
    ...(base !== undefined && { base }),
    ...(ours !== undefined && { ours }),
    ...(theirs !== undefined && { theirs }),
    ...(detail !== undefined && { detail }),
    ...syncOf(entry),
  }
}

type Sync = NonNullable<z.infer<typeof entrySchema>['sync']>
interface Flow {
  from: Sync['from'] | 'there'
  to: Sync['to'] | 'there'
  outcome: Sync['outcome']
}

/** What each word of the timeline says of a field's way; `there` is the tool of the ticket. */
const FLOWS: Record<string, Flow> = {
  'field-changed': { from: 'api', to: 'case', outcome: 'done' },
  'field-taken': { from: 'there', to: 'case', outcome: 'done' },
  'field-written': { from: 'case', to: 'there', outcome: 'done' },
  'field-held': { from: 'case', to: 'there', outcome: 'held' },
}

function syncOf({ what, source, base, ours, theirs, detail }: TimelineEntry): { sync?: Sync } {
  const flow = FLOWS[what]
  const field = detail?.field
  if (flow === undefined || typeof field !== 'string') return {}
  const there = source === 'servicenow' ? 'servicenow' : 'jira'
  const ticket = typeof detail?.ticket === 'string' ? detail.ticket : null
  const [before = null, after = null] = what === 'field-taken' ? [ours, theirs] : [base, ours]
  const from = flow.from === 'there' ? there : flow.from
  const to = flow.to === 'there' ? there : flow.to
  return { sync: { field, from, to, ticket, before, after, outcome: flow.outcome } }
}
