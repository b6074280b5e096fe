import { closeCause, phaseFor, timeline } from '@fixproof/rules'
import { digest } from './digest'
import { heldNote } from './fields/merge'
import { effect, nameOf } from './links'
import type { FieldValue, LinkDoc, TicketField } from './model'
import { type CaseState, linkOf, type Note, type Step, unchanged, withLink, workflowId } from './step'

/** What holds up a link: a block that waits for a person, a field that is held, a call that is tried again. Pure. */

/** What a blocked link's block belongs to: it holds while this stays the same (rule 27). */
export function fingerprint(state: CaseState, link: LinkDoc): string {
  const { project } = state
  const settings = link.tool === 'jira' ? project.close.jira : project.close.servicenow
  return digest([
    link.state,
    link.view?.status.id ?? null,
    link.view?.resolution ?? null,
    link.view?.project ?? null,
    phaseFor(state.case),
    state.case.round?.number ?? 0,
    state.case.round?.endedAt ?? null,
    closeCause(state.case),
    link.refused === null,
    link.draft,
    settings,
    project.notFixed,
    project.routes,
  ])
}

/** A blocked link waits for a person and is nothing to do until then. */
export function isBlocked(state: CaseState, link: LinkDoc): boolean {
  return link.blocked !== null && link.blocked.fingerprint === fingerprint(state, link)
}

export function block(state: CaseState, linkId: string, reason: string, at: number): Step {
  const link = linkOf(state, linkId)
  const free = withLink(state, linkId, { intent: null, trouble: null })
  const blocked = { reason, at, fingerprint: fingerprint(free, linkOf(free, linkId)) }
  const ticket = nameOf(link)
  const again = link.blocked?.reason === reason
  const note: Note = {
    ...effect('link-blocked', timeline.blocked(ticket, reason), link, {}),
    kind: 'decided',
  }
  return { state: withLink(free, linkId, { blocked, modifiedAt: at }), notes: again ? [] : [note] }
}

/** A field cannot be given its value: nothing is tried until that value changes or a person resumes the link. */
export function holdField(
  state: CaseState,
  linkId: string,
  held: { field: TicketField; value: FieldValue; reason: string },
  at: number,
): Step {
  const link = linkOf(state, linkId)
  const { field, value, reason } = held
  const hurdles = { ...link.hurdles, [field]: { reason, at, value } }
  const again = link.hurdles[field]?.reason === reason
  const change = { hurdles, intent: null, trouble: null, modifiedAt: at }
  return { state: withLink(state, linkId, change), notes: again ? [] : [heldNote(link, field, reason)] }
}

/** A person must act before the ticket can be looked at again. What became of a pending call stays open until then. */
export function blind(state: CaseState, linkId: string, reason: string, at: number): Step {
  const { intent } = linkOf(state, linkId)
  const step = block(state, linkId, reason, at)
  const { blocked } = linkOf(step.state, linkId)
  if (blocked === null) return step
  return {
    ...step,
    state: withLink(step.state, linkId, { intent, blocked: { ...blocked, blind: true as const } }),
  }
}

/** A person mended the cause: the link is worked on again. */
export function resume(state: CaseState, linkId: string, actor: string, at: number): Step {
  const link = linkOf(state, linkId)
  const held = Object.keys(link.hurdles).length > 0
  if (link.blocked === null && link.trouble === null && link.state !== 'gone' && !held)
    return unchanged(state)
  const revived = link.state === 'gone' ? { state: 'live' as const } : {}
  const ticket = nameOf(link)
  const note: Note = {
    ...effect('link-resumed', timeline.resumed(ticket), link, {}),
    kind: 'decided',
    actor,
    source: 'api',
  }
  const change = { blocked: null, trouble: null, hurdles: {}, modifiedAt: at, ...revived }
  return { state: withLink(askAnew(state, link), linkId, change), notes: [note] }
}

/** What was mended may be the workflow, or who may read it. */
function askAnew(state: CaseState, link: LinkDoc): CaseState {
  if (link.view === null || link.tool !== 'jira') return state
  const known = state.workflows[workflowId(link.connection, link.view.workflow)]
  if (known === undefined || known.askedAt === null) return state
  return { ...state, workflows: { ...state.workflows, [known.id]: { ...known, askedAt: null } } }
}

/** A call failed and is tried again at `notBefore`. The intent stays when the vendor may have done it all the same. */
export function troubled(
  state: CaseState,
  linkId: string,
  failure: { reason: string; notBefore: number; outcomeUnknown: boolean },
  at: number,
): Step {
  const link = linkOf(state, linkId)
  const attempts = (link.trouble?.attempts ?? 0) + 1
  const trouble = { reason: failure.reason, at, attempts, notBefore: failure.notBefore }
  const intent = failure.outcomeUnknown ? link.intent : null
  const ticket = nameOf(link)
  const note: Note = {
    ...effect('call-failed', timeline.trouble(ticket, failure.reason), link, { attempts }),
    kind: 'observed',
  }
  return {
    state: withLink(state, linkId, { trouble, intent, modifiedAt: at }),
    // One line per outage, not one per try.
    notes: attempts === 1 ? [note] : [],
  }
}
