import { CALL_TIMEOUT_MS } from '@fixproof/rules'
import { TicketChanged, type TicketTool, type VendorError } from '../connectors/port'
import {
  type CommentAction,
  type CommentsAsked,
  carriedTaken,
  commentAsked,
  commentDone,
  commentGone,
  commentHeld,
  commentNotDone,
  commentTroubled,
  knownEntries,
  NOTHING_SEEN,
  seeComments,
  type TicketComment,
  type TicketComments,
} from '../domain/comments'
import { personAt, placeOf } from '../domain/fields/people'
import { syncSetting } from '../domain/fields/settings'
import type { LinkDoc, TicketView } from '../domain/model'
import { type CaseState, linkOf, type Step, unchanged, withLink } from '../domain/step'
import { type Acting, commitBefore, onlyUnchanged, type Pass } from './acting'
import { retryAt, toolOf, vendorError } from './tools'

/** A ticket as one look shows it; its comments too where the same answer holds them. */
export interface Looked {
  view: TicketView | null
  comments: TicketComments | null
  /** The vendor shows the ticket as it was before what we know of it: that says nothing about comments. */
  past: boolean
}

/** Looks at a ticket, with its comments where that takes no further call. Throws `VendorError`. */
export async function lookAt(tool: TicketTool, state: CaseState, link: LinkDoc): Promise<Looked> {
  const id = link.ticket?.id ?? ''
  const past = (view: TicketView | null) => view !== null && view.updatedAt < (link.view?.updatedAt ?? 0)
  if (tool.readWithComments === undefined) {
    const view = await tool.read(id)
    return { view, comments: null, past: past(view) }
  }
  const both = await tool.readWithComments(id, knownEntries(state, link.id))
  return both === null ? { view: null, comments: null, past: false } : { ...both, past: past(both.view) }
}

/**
 * Takes over what people wrote in a ticket, `state` being its case as it is now; journals are read only when the
 * incident changed since they were read last. Never throws for a vendor's refusal or outage: comments hold up nothing
 * else.
 */
export async function takeComments(
  acting: Acting,
  pass: Pass,
  linkId: string,
  { view, comments, past }: Looked,
  state: CaseState | undefined,
): Promise<void> {
  const { unit, clock } = acting
  const link = state?.links.find(each => each.id === linkId)
  if (state === undefined || link === undefined || view === null || past) return
  const shown = comments ?? (await journals(acting, pass, state, link, view))
  const { carried = [] } = link
  if (shown === null) return
  const people = await authors(acting, state, link, shown)
  const upTo = shown === NOT_READ ? view.updatedAt : 0
  const ctx = { version: view.version, upTo, people, at: clock.now() }
  const decide = (s: CaseState): Step => {
    const tries = linkOf(s, linkId).comments?.retry?.attempts ?? 0
    const again = shown.again || (shown.miscounted === true && tries < MISCOUNTED_TRIES_MAX)
    const seen = seeComments(s, linkId, { ...shown, again }, ctx)
    const step = { ...seen, state: carriedTaken(seen.state, linkId, carried) }
    return again ? { ...step, state: waiting(step.state, linkId, acting) } : step
  }
  await unit.edit(pass.caseId, decide, { fence: pass.fence })
}

/** How often a ticket that counts more comments than it shows is read again before that is taken for how it is. */
const MISCOUNTED_TRIES_MAX = 5

const NOT_READ: TicketComments = { entries: [], whole: false, hidden: null, again: false }

/** What the journals of an incident show; null when there is nothing to read, or it could not be read now. */
async function journals(
  acting: Acting,
  pass: Pass,
  state: CaseState,
  link: LinkDoc,
  view: TicketView,
): Promise<TicketComments | null> {
  const carries = acting.apps.here().get(link.connection)?.journals === true
  const asked = commentsToAsk(state, link, view, acting.clock.now(), carries)
  if (asked === null && !carries) return null
  // What does not come to the case is not read; what is said until then stays there should that change.
  if (!comesHere(state, link)) return asked === null && link.carried === undefined ? null : NOT_READ
  try {
    const tool = toolOf(acting.tools, link)
    if (asked === null) return await carriedAlone(tool, link)
    const read = await tool.readComments(view.id, asked)
    if (read.hidden === null || !carries) return read
    // What people write comes with the events of the app: nothing is missing, and nobody has to act.
    return {
      ...read,
      entries: [...read.entries, ...(await entriesIn(tool, link))],
      hidden: null,
      through: 'app',
    }
  } catch (error) {
    vendorError(error)
    await acting.unit.edit(pass.caseId, s => ({ state: waiting(s, link.id, acting), notes: [] }), {
      fence: pass.fence,
    })
    return null
  }
}

/** What came with events, of an incident whose journals are not read: they are hidden, and the app sends what is new. */
async function carriedAlone(tool: TicketTool, link: LinkDoc): Promise<TicketComments | null> {
  const { comments: seen, carried = [] } = link
  if (seen === undefined || seen.retry !== null) return null
  const hidden = seen.hidden !== null || seen.through === 'app'
  // Where the journals were read up to here, what came with the event is among it.
  if (!hidden) return carried.length > 0 ? NOT_READ : null
  if (carried.length === 0 && seen.hidden === null) return null
  return { ...NOT_READ, entries: await entriesIn(tool, link), through: 'app' }
}

async function entriesIn(tool: TicketTool, { carried = [] }: LinkDoc): Promise<TicketComment[]> {
  return (await tool.carriedComments?.(carried)) ?? []
}

/**
 * What is to be asked for the journals of an incident; null when there is nothing to read now. `carries`: the app on the
 * instance sends what people write.
 */
export function commentsToAsk(
  state: CaseState,
  link: LinkDoc,
  view: TicketView,
  now: number,
  carries = true,
): CommentsAsked | null {
  const { comments: seen } = link
  // Refused before: a person has to act, then resume.
  if (seen != null && seen.hidden !== null && link.hurdles.comments !== undefined) return null
  if ((seen?.through === 'app' && carries) || (seen?.version === view.version && seen.hidden === null))
    return null
  if (seen?.retry != null && seen.retry.notBefore > now) return null
  return { known: knownEntries(state, link.id), seen, version: view.version, made: link.origin === 'made' }
}

/** Whether what people write there comes to the case. */
export function comesHere(state: CaseState, link: LinkDoc): boolean {
  return syncSetting(state.project, link.tool, 'comments').type === 'two-way'
}

/** They could not be read: asked for again later. */
function waiting(state: CaseState, linkId: string, acting: Acting): CaseState {
  const link = linkOf(state, linkId)
  const seen = link.comments ?? NOTHING_SEEN
  const attempts = seen.retry?.attempts ?? 0
  const notBefore = retryAt({ retryAfterMs: null }, attempts, acting)
  return withLink(state, linkId, { comments: { ...seen, retry: { attempts: attempts + 1, notBefore } } })
}

/** Who wrote what is new, as far as their account or address tells. */
export async function authors(
  { people }: Pick<Acting, 'people'>,
  state: CaseState,
  link: LinkDoc,
  { entries }: TicketComments,
): Promise<Map<string, string>> {
  const known = new Set(knownEntries(state, link.id))
  const found = new Map<string, string>()
  for (const { id, ours, author } of entries) {
    if (ours || known.has(id) || author.id === null) continue
    const place = placeOf(link)
    const user = { ...author, id: author.id }
    await people.meet(place, user)
    const near = await people.known([`${place}/${user.id}`], [], user.email === null ? [] : [user.email])
    const person = personAt(
      near.map(each => each.doc),
      place,
      user,
    )
    if (person !== undefined) found.set(id, person.id)
  }
  return found
}

/** Does one planned comment: intent before the call, outcome after it. Never throws for a refusal or an outage. */
export async function actComment(
  acting: Acting,
  pass: Pass,
  state: CaseState,
  action: CommentAction,
): Promise<void> {
  const { unit, clock } = acting
  const edit = (decide: (state: CaseState) => Step) => unit.edit(pass.caseId, decide, { fence: pass.fence })
  const link = linkOf(state, action.linkId)
  const ticket = link.ticket?.id ?? ''
  try {
    const tool = toolOf(acting.tools, link)
    if (action.work === 'look') {
      const { asked } = action
      const found = await tool.findComment(ticket, action.marker)
      if (found !== null) await edit(s => commentDone(s, action, asked, found))
      // What was asked may be done a while after its answer was lost.
      else if (clock.now() >= asked.at + CALL_TIMEOUT_MS) await edit(s => commentNotDone(s, action))
      else await edit(s => later(s, action, asked.at + CALL_TIMEOUT_MS))
      return
    }
    const { work: what, revision, withdrawn } = action
    const saying = { what, revision, withdrawn }
    await commitBefore(acting, pass, (s, at) => commentAsked(s, action, { ...saying, at }))
    const id = await tool.writeComment(ticket, action.write, onlyUnchanged(acting, link))
    await edit(s => commentDone(s, action, saying, id))
    pass.written.add(link.id)
  } catch (error) {
    if (error instanceof TicketChanged) {
      pass.changed.add(link.id)
      await edit(s => commentNotDone(s, action))
      return
    }
    const refusal = vendorError(error)
    await edit(s => refused(acting, s, action, refusal))
    // Perhaps the ticket itself is gone, or was moved meanwhile.
    if (refusal.kind !== 'retryable') pass.written.add(link.id)
  }
}

function later(state: CaseState, action: CommentAction, notBefore: number): Step {
  const { comments } = state
  const at = comments.map(doc => {
    const entry = doc.entries[action.linkId]
    if (doc.id !== action.commentId || entry === undefined) return doc
    const trouble = { reason: '', attempts: entry.trouble?.attempts ?? 1, notBefore }
    return { ...doc, entries: { ...doc.entries, [action.linkId]: { ...entry, trouble } } }
  })
  return { state: { ...state, comments: at }, notes: [] }
}

function refused(acting: Acting, state: CaseState, action: CommentAction, error: VendorError): Step {
  const at = acting.clock.now()
  const doc = state.comments.find(each => each.id === action.commentId)
  const entry = doc?.entries[action.linkId]
  if (doc === undefined) return unchanged(state)
  // Refused credentials say nothing about the comment: the next look at the ticket finds them out.
  if (error.kind === 'retryable' || error.status === 401 || action.work === 'look') {
    const notBefore = retryAt(error, entry?.trouble?.attempts ?? 0, acting)
    const outcomeUnknown = error.outcomeUnknown || action.work === 'look'
    return commentTroubled(state, action, { reason: error.message, notBefore, outcomeUnknown })
  }
  const { work: what, revision } = action
  if (error.kind === 'terminal' && (what === 'edit' || what === 'delete')) return commentGone(state, action)
  return commentHeld(state, action, { reason: error.message, revision, what }, at)
}
