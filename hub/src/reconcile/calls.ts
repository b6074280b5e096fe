import type { TicketTool } from '../connectors/port'
import { placeOf } from '../domain/fields/people'
import type { LinkDoc, WorkflowDoc } from '../domain/model'
import { wasAsked } from '../domain/notes'
import type { Action } from '../domain/plan'
import { proofKey } from '../domain/planProof'
import { type CaseState, unchanged, workflowId } from '../domain/step'
import { type Acting, intend, look, onlyUnchanged, type Pass, settled, ticketId } from './acting'
import { make } from './make'
import { lookUp } from './people'
import { signedProof } from './proof'
import { tell } from './telling'

/** The actions that ask something of a vendor. */
export type Calling = Extract<
  Action,
  { kind: 'make' | 'proof' | 'facts' | 'look-moves' | 'look-workflow' | 'look-person' | 'write' }
>

type Call<K extends Calling['kind']> = (
  acting: Acting,
  pass: Pass,
  state: CaseState,
  link: LinkDoc,
  tool: TicketTool,
  action: Extract<Calling, { kind: K }>,
) => Promise<void>

/** How each of them is done. Throws `LookFailed` when only looking failed, else what the tool throws. */
export const CALLS: { [K in Calling['kind']]: Call<K> } = {
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
      checkedAt: proof.checkedAt,
      ...(action.repairs && { repaired: true as const }),
    }
    await intend(acting, pass, link.id, { kind: 'proof', proof: stored }, { site })
    await tool.write(ticketId(link), { kind: 'property', key: 'fixproof', value: proof })
    await settled(acting, pass, link.id)
  },
  async facts(acting, pass, state, link, tool, { content }) {
    await tell(acting, tool, [{ state, link, content }], { fence: pass.fence })
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
    const { user, refusal } = await look(lookUp(tool, person.email))
    await acting.people.found(person, placeOf(link), user, refusal)
  },
  async write(acting, pass, _state, link, tool, action) {
    const retold =
      action.write.kind === 'comment' &&
      wasAsked(link, action.write.marker) &&
      (await look(tool.hasComment(ticketId(link), action.write.marker)))
    // Also for what stands there already: another call may have come between and taken the intent's place.
    await intend(acting, pass, link.id, action.intent, {})
    if (!retold) {
      await tool.write(ticketId(link), action.write, onlyUnchanged(acting, link))
      pass.written.add(link.id)
    }
    await settled(acting, pass, link.id)
  },
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
