import { CALL_TIMEOUT_MS, lifecycleText, syncText, timeline } from '@fixproof/rules'
import type { TicketTool, VendorError } from '../connectors/port'
import { draftWords, sentAtMaking } from '../domain/fields/draft'
import { mergeFields } from '../domain/fields/merge'
import { placeOf } from '../domain/fields/people'
import { draftAssignee } from '../domain/fields/plan'
import type { Shows } from '../domain/fields/table'
import { letGo, recreate } from '../domain/lifecycle'
import { blind, block, holdField, intended, settle, ticketMade, troubled } from '../domain/links'
import { markerOf } from '../domain/markers'
import type { FieldValues, Intent, LinkDoc, TicketField, Unread, WorkflowDoc } from '../domain/model'
import type { Action, IntentOf } from '../domain/plan'
import { proofKey } from '../domain/planProof'
import { closeCase } from '../domain/rounds'
import {
  andThen,
  type CaseState,
  type FreshMoves,
  linkOf,
  type Step,
  unchanged,
  withLink,
  workflowId,
} from '../domain/step'
import { reopeningRefused, succeed } from '../domain/successor'
import { observeTicket, showsThePast } from '../domain/tickets'
import type { Clock, Random } from '../ports'
import type { Commit } from '../store/port'
import { actComment } from './comments'
import type { People } from './people'
import { type Signer, signedProof } from './proof'
import { retryAt, type Tools, toolOf, vendorError } from './tools'
import type { Unit } from './unit'

export interface Acting {
  unit: Unit
  tools: Tools
  clock: Clock
  random: Random
  signer: Signer
  /** How long a permission to close stays good. Milliseconds. */
  permissionMs: number
  /** How a tool shows a text of ours once it was written. */
  shows: Shows
  people: People
}

/** What one pass over a case carries along. */
export interface Pass {
  caseId: string
  fence: NonNullable<Commit['fence']>
  fresh: FreshMoves
  /** Links written to since they were last read. */
  written: Set<string>
}

/** Does one planned action: intent before the call, outcome after it. Never throws for a vendor's refusal or outage. */
export async function act(acting: Acting, pass: Pass, state: CaseState, action: Action): Promise<void> {
  const { unit, clock } = acting
  const edit = (decide: (state: CaseState) => Step) => unit.edit(pass.caseId, decide, { fence: pass.fence })
  switch (action.kind) {
    case 'close-case':
      await edit(s => closeCase(s, action, clock.now()))
      return
    case 'merge-fields':
      await edit(s =>
        mergeFields(s, {
          now: clock.now(),
          shows: acting.shows,
          ...(action.takes !== undefined && { takes: action.takes }),
        }),
      )
      return
    case 'hold-field':
      await edit(s => holdField(s, action.linkId, action, clock.now()))
      return
    case 'comment':
      await actComment(acting, pass, state, action)
      return
    case 'remember':
      await edit(s => ({ state: withLink(s, action.linkId, action.change), notes: [] }))
      return
    case 'block':
      await edit(s => block(s, action.linkId, action.reason, clock.now()))
      return
    case 'recreate':
      await edit(s => recreate(s, action.linkId, clock.now()))
      return
    case 'let-go': {
      const ending = { why: lifecycleText.goneLetGo(), actor: 'fixproof', source: 'hub' as const }
      await edit(s => letGo(s, action.linkId, ending, clock.now()))
      return
    }
    case 'successor':
      await edit(s => succeed(s, action.linkId, action.reason, clock.now()))
      return
    default:
      await calling(acting, pass, state, action)
  }
}

type Calling = Extract<
  Action,
  { kind: 'make' | 'proof' | 'look-moves' | 'look-workflow' | 'look-person' | 'write' }
>

async function calling(acting: Acting, pass: Pass, state: CaseState, action: Calling): Promise<void> {
  const link = linkOf(state, action.linkId)
  try {
    const tool = toolOf(acting.tools, link)
    await CALLS[action.kind](acting, pass, state, link, tool, action as never)
  } catch (error) {
    const looked = error instanceof LookFailed
    const refusal = looked ? error.refusal : vendorError(error)
    if (action.kind !== 'make' && refusal.kind !== 'retryable' && (await movedMeanwhile(acting, pass, link)))
      return
    await failed(acting, pass, action.linkId, refusal, looked ? 'look' : 'write')
  }
}

/** Looking failed, which says nothing about a write of ours that is still in doubt. */
class LookFailed extends Error {
  override name = 'LookFailed'
  constructor(readonly refusal: VendorError) {
    super(refusal.message)
  }
}

async function look<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    throw new LookFailed(vendorError(error))
  }
}

/** A refused call may only mean that somebody moved or deleted the ticket just before it: look before blaming. */
async function movedMeanwhile(acting: Acting, pass: Pass, before: LinkDoc): Promise<boolean> {
  try {
    const view = await toolOf(acting.tools, before).read(ticketId(before))
    if (view !== null && view.status.id === before.view?.status.id) return false
    if (showsThePast(before, view)) return false
    const decide = (s: CaseState): Step =>
      andThen(observeTicket(s, before.id, view, acting.clock.now()), seen => ({
        // The vendor said no: the call will not be done later either.
        state: withLink(seen, before.id, { doubt: null }),
        notes: [],
      }))
    await acting.unit.edit(pass.caseId, decide, { fence: pass.fence })
    return true
  } catch (error) {
    vendorError(error)
    return false
  }
}

type Call<K extends Calling['kind']> = (
  acting: Acting,
  pass: Pass,
  state: CaseState,
  link: LinkDoc,
  tool: TicketTool,
  action: Extract<Calling, { kind: K }>,
) => Promise<void>

const CALLS: { [K in Calling['kind']]: Call<K> } = {
  make,
  async proof(acting, pass, _state, link, tool, action) {
    const site = link.site ?? (await look(tool.site?.() ?? Promise.resolve('')))
    const now = acting.clock.now()
    const proof = signedProof(acting.signer, action.content, {
      cloudId: site,
      seq: Math.max((link.proof?.seq ?? 0) + 1, now),
      checkedAt: now,
      validUntil: action.content.open === 0 ? now + acting.permissionMs : null,
    })
    const stored = {
      seq: proof.seq,
      signature: proof.sig,
      content: proofKey(action.content, proof.kid),
      validUntil: proof.validUntil,
      ...(action.repairs && { repaired: true as const }),
    }
    await intend(acting, pass, link.id, { kind: 'proof', proof: stored }, { site })
    await tool.write(ticketId(link), { kind: 'property', key: 'fixproof', value: proof })
    await settled(acting, pass, link.id)
  },
  async 'look-moves'(acting, pass, _state, link, tool) {
    const view = link.view
    if (view === null || tool.moves === undefined) return
    const moves = await look(tool.moves(ticketId(link)))
    pass.fresh[link.id] = { statusId: view.status.id, moves }
    await learn(acting, pass, link, doc => {
      const statuses = { ...doc.statuses, [view.status.id]: { ...view.status, category: view.category } }
      for (const each of moves) statuses[each.to.id] = each.to
      const seen = { moves, seenAt: acting.clock.now() }
      return { ...doc, statuses, moves: { ...doc.moves, [view.status.id]: seen } }
    })
  },
  async 'look-workflow'(acting, pass, _state, link, tool) {
    if (link.view === null || tool.workflow === undefined) return
    const { projectId, issueTypeId } = link.view.workflow
    const whole = await look(tool.workflow(projectId, issueTypeId))
    const now = acting.clock.now()
    await learn(acting, pass, link, doc => {
      if (whole === null) return { ...doc, askedAt: now, wholeAt: null }
      // What GET transitions showed is kept: it knows the screens.
      return {
        ...doc,
        askedAt: now,
        wholeAt: now,
        statuses: { ...whole.statuses, ...doc.statuses },
        moves: { ...whole.moves, ...doc.moves },
      }
    })
  },
  async 'look-person'(acting, _pass, _state, link, tool, { person }) {
    if (person.email === null) return
    const found = await tool.findUser(person.email).catch(error => {
      const refusal = vendorError(error)
      if (refusal.kind === 'retryable' || refusal.status === 401) throw new LookFailed(refusal)
      // Whom we may not look for counts as not found: an assignee never holds up the rest (rule 33).
      return null
    })
    await acting.people.found(person, placeOf(link), found)
  },
  async write(acting, pass, _state, link, tool, action) {
    const retold =
      action.write.kind === 'comment' &&
      link.pendingNote?.asked === true &&
      (await look(tool.hasComment(ticketId(link), action.write.marker)))
    // Also for what stands there already: another call may have come between and taken the intent's place.
    await intend(acting, pass, link.id, action.intent, {})
    if (!retold) {
      await tool.write(ticketId(link), action.write)
      pass.written.add(link.id)
    }
    await settled(acting, pass, link.id)
  },
}

/** Makes a ticket once: after an unknown outcome its marker is looked up before anything is made again. */
async function make(
  acting: Acting,
  pass: Pass,
  state: CaseState,
  link: LinkDoc,
  tool: TicketTool,
): Promise<void> {
  const { unit, clock } = acting
  const marker = link.marker ?? markerOf(link.id)
  if (link.intent?.kind === 'create') {
    const found = await look(tool.find(marker, link.target))
    if (found.length > 1) {
      const keys = found.map(each => each.key).join(', ')
      const decide = (s: CaseState): Step =>
        andThen(block(s, link.id, timeline.madeTwice(keys), clock.now()), blocked => ({
          // Once resumed, the marker has to be looked up again: a create without it would make one more.
          state: withLink(blocked, link.id, { intent: linkOf(s, link.id).intent }),
          notes: [],
        }))
      await unit.edit(pass.caseId, decide, { fence: pass.fence })
      return
    }
    if (found[0] !== undefined) {
      const sent = sentAtMaking(state, link, [])
      return made(acting, pass, link.id, found[0], sent, timeline.ticketAdopted(found[0].key))
    }
    const visibleAt = certainAt(link, link.intent.at, tool)
    if (clock.now() < visibleAt) {
      // "Absent" is only certain once the vendor's index must have caught up (CONTRACTS, markers).
      const trouble = {
        reason: timeline.waitingForIndex(),
        at: link.trouble?.at ?? clock.now(),
        attempts: 1,
        notBefore: visibleAt,
      }
      await unit.edit(pass.caseId, s => ({ state: withLink(s, link.id, { trouble }), notes: [] }), {
        fence: pass.fence,
      })
      return
    }
  }
  await intend(acting, pass, link.id, { kind: 'create' }, { marker })
  const predecessor = state.links.find(each => each.id === link.successorOf)?.ticket ?? null
  const words = draftWords(state, link, { now: clock.now(), shows: acting.shows })
  const { left = [], ...ticket } = await tool.create({
    ...words,
    target: link.target,
    fields: link.draft.fields,
    marker,
    predecessor,
  })
  const unread = sentAtMaking(state, link, words.assignee === null ? [...left, 'assignee'] : left)
  const assignee = draftAssignee(state, link, { now: clock.now(), shows: acting.shows })
  const unsaid =
    assignee?.kind === 'hurdle'
      ? ` ${syncText.held({ field: 'assignee', ticket: ticket.key, reason: assignee.reason })}`
      : ''
  await made(acting, pass, link.id, ticket, unread, `${timeline.ticketMade(ticket.key)}${unsaid}`)
}

/**
 * From when on a ticket that is not found was certainly not made. What we waited for in vain may be done by the vendor
 * all the same: it is given that time once more, and then the time its index takes. Epoch milliseconds.
 */
function certainAt(link: LinkDoc, askedAt: number, tool: TicketTool): number {
  const waited = Math.max(0, (link.trouble?.at ?? askedAt) - askedAt)
  return askedAt + 2 * Math.min(waited, CALL_TIMEOUT_MS) + tool.indexLagMs
}

async function made(
  acting: Acting,
  pass: Pass,
  linkId: string,
  ticket: NonNullable<LinkDoc['ticket']>,
  unread: Unread,
  text: string,
): Promise<void> {
  const decide = (state: CaseState): Step => {
    const step = ticketMade(state, linkId, ticket, text, acting.clock.now())
    return { ...step, state: withLink(step.state, linkId, { unread }) }
  }
  await acting.unit.edit(pass.caseId, decide, { fence: pass.fence })
  // The new ticket has not been read yet.
  pass.written.add(linkId)
}

async function intend(
  acting: Acting,
  pass: Pass,
  linkId: string,
  intent: IntentOf,
  more: Partial<LinkDoc>,
): Promise<void> {
  const committed = { ...intent, at: acting.clock.now() } as Intent
  const decide = (state: CaseState): Step => ({
    state: withLink(intended(state, linkId, committed), linkId, more),
    notes: [],
  })
  await acting.unit.edit(pass.caseId, decide, { fence: pass.fence })
}

async function settled(acting: Acting, pass: Pass, linkId: string): Promise<void> {
  await acting.unit.edit(pass.caseId, s => settle(s, linkId, acting.clock.now()), { fence: pass.fence })
}

/**
 * The vendor did not do it: try again later, or a person must act. A failed look leaves open what became of an earlier
 * write: that is still to be found out before anything is done again.
 */
export async function failed(
  acting: Acting,
  pass: Pass,
  linkId: string,
  error: VendorError,
  what: 'look' | 'write',
): Promise<void> {
  const { unit, clock } = acting
  const at = clock.now()
  const decide = (state: CaseState): Step => {
    const link = linkOf(state, linkId)
    if (error.kind === 'retryable') {
      const notBefore = retryAt(error, link.trouble?.attempts ?? 0, acting)
      const { message: reason } = error
      const outcomeUnknown = error.outcomeUnknown || what === 'look'
      return troubled(state, linkId, { reason, notBefore, outcomeUnknown }, at)
    }
    // Refused credentials say nothing about the ticket or the call, and an answer nobody can read not whether it was done.
    if (what === 'look' || error.status === 401 || error.outcomeUnknown)
      return blind(state, linkId, error.message, at)
    // A field that is refused holds up nothing else.
    if (link.intent?.kind === 'fields' && error.kind === 'blocked')
      return holdRefused(state, linkId, link.intent.values, error, at)
    const noWayBack = error.kind === 'blocked' ? reopeningRefused(link, error.status, at) : null
    if (noWayBack !== null) return succeed(state, linkId, noWayBack, at)
    return block(state, linkId, error.message, at)
  }
  await unit.edit(pass.caseId, decide, { fence: pass.fence })
}

/** The fields the vendor names are held; where it names none of those written, all of them. */
function holdRefused(
  state: CaseState,
  linkId: string,
  values: FieldValues,
  error: VendorError,
  at: number,
): Step {
  const written = Object.keys(values) as TicketField[]
  const named = written.filter(field => error.fields.includes(field))
  return (named.length > 0 ? named : written).reduce<Step>(
    (step, field) =>
      andThen(step, s =>
        holdField(s, linkId, { field, value: values[field] ?? null, reason: error.message }, at),
      ),
    unchanged(state),
  )
}

async function learn(
  acting: Acting,
  pass: Pass,
  link: LinkDoc,
  change: (doc: WorkflowDoc) => WorkflowDoc,
): Promise<void> {
  const view = link.view
  if (view === null) return
  const id = workflowId(link.connection, view.workflow)
  const { projectId, issueTypeId } = view.workflow
  const none: WorkflowDoc = {
    id,
    connection: link.connection,
    projectId,
    issueTypeId,
    statuses: {},
    moves: {},
    wholeAt: null,
    askedAt: null,
  }
  await acting.unit.edit(
    pass.caseId,
    state => {
      const before = state.workflows[id] ?? none
      const after = change(before)
      if (sameGraph(before, after)) return unchanged(state)
      return { state: { ...state, workflows: { ...state.workflows, [id]: after } }, notes: [] }
    },
    { fence: pass.fence },
  )
}

/** Equal but for when it was seen. */
function sameGraph(a: WorkflowDoc, b: WorkflowDoc): boolean {
  const plain = (doc: WorkflowDoc) =>
    JSON.stringify([
      doc.statuses,
      Object.entries(doc.moves).map(([from, seen]) => [from, seen.moves]),
      doc.wholeAt,
      doc.askedAt,
    ])
  return plain(a) === plain(b)
}

function ticketId(link: LinkDoc): string {
  if (link.ticket === null) throw new Error(`Link ${link.id} has no ticket yet`)
  return link.ticket.id
}
