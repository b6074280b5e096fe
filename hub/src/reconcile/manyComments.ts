import type { TicketTool } from '../connectors/port'
import { type CommentsAsked, seeComments, type TicketComments } from '../domain/comments'
import type { LinkDoc, TicketView } from '../domain/model'
import { type CaseState, linkOf, unchanged } from '../domain/step'
import type { Acting } from './acting'
import { authors, comesHere, commentsToAsk } from './comments'
import { vendorError } from './tools'

/** What taking over comments of several tickets takes. */
export type TakingMany = Pick<Acting, 'unit' | 'people' | 'clock'>

interface Asked extends CommentsAsked {
  caseId: string
  linkId: string
  view: TicketView
}

/**
 * Takes over what people wrote in several tickets that were just read and are not as last seen, in few calls where the
 * tool allows it; the passes over their cases then find nothing to read. What cannot be read here is left to those
 * passes, which ask for each ticket alone and say why not. One ticket by itself is theirs as well.
 */
export async function takeCommentsOfMany(
  taking: TakingMany,
  tool: TicketTool,
  changed: readonly { link: LinkDoc; view: TicketView }[],
): Promise<void> {
  if (tool.readCommentsOfMany === undefined || changed.length < 2) return
  const asked = new Map<string, Asked>()
  for (const { link: before, view } of changed) {
    const found = await current(taking, before, view)
    const one = found === null ? null : commentsToAsk(found.state, found.link, view, taking.clock.now())
    if (found !== null && one !== null && comesHere(found.state, found.link))
      asked.set(view.id, { ...one, caseId: before.caseId, linkId: before.id, view })
  }
  if (asked.size < 2) return
  const shown = await manyShown(tool.readCommentsOfMany, asked)
  for (const [id, one] of shown) {
    const about = asked.get(id)
    if (about !== undefined) await takeOne(taking, about, one)
  }
}

/** The link as it is now; null when it ended, or was looked at later than this view. */
async function current(
  { unit }: TakingMany,
  { caseId, id }: Pick<LinkDoc, 'caseId' | 'id'>,
  view: TicketView,
): Promise<{ state: CaseState; link: LinkDoc } | null> {
  const state = await unit.load(caseId)
  const link = state?.links.find(each => each.id === id)
  if (state === undefined || link === undefined || link.state !== 'live') return null
  return view.updatedAt < (link.view?.updatedAt ?? 0) ? null : { state, link }
}

async function manyShown(
  read: NonNullable<TicketTool['readCommentsOfMany']>,
  asked: ReadonlyMap<string, CommentsAsked>,
): Promise<Map<string, TicketComments>> {
  try {
    return await read(asked)
  } catch (error) {
    // Whatever it is, each pass meets it again and tells of it on its own link.
    vendorError(error)
    return new Map()
  }
}

async function takeOne(
  taking: TakingMany,
  { caseId, linkId, view, seen }: Asked,
  shown: TicketComments,
): Promise<void> {
  const { unit, clock } = taking
  const found = await current(taking, { caseId, id: linkId }, view)
  if (found === null) return
  const people = await authors(taking, found.state, found.link, shown)
  const ctx = { version: view.version, upTo: 0, people, at: clock.now() }
  await unit.edit(caseId, state => {
    const link = linkOf(state, linkId)
    // Read by a pass meanwhile: that one knows more.
    const asBefore = link.state === 'live' && link.comments?.version === seen?.version
    return asBefore ? seeComments(state, linkId, shown, ctx) : unchanged(state)
  })
}
