/** Comments at rest: each stands exactly once in each place it flows to, as it was last said. */
import type { CommentDoc } from '@fixproof/hub/domain/comments/model'
import type { LinkDoc } from '@fixproof/hub/domain/model'
import type { CaseState } from '@fixproof/hub/domain/step'
import { textOf } from '../../acceptance/support/scene'
import type { Json } from '../../harness'
import type { Remark } from './book'
import { live, nameOf, type Rest, waits } from './truth'

/** Incident states in which nobody can write a note any more: Closed and Canceled. */
const SILENT: readonly string[] = ['7', '8']

export async function checkRemarks(rest: Rest): Promise<void> {
  const { run, state } = rest
  const known = new Map(run.book.remarks.map(remark => [remark, holders(state.comments, remark)]))
  for (const [remark, docs] of known) checkCase(rest, remark, docs)
  for (const link of live(rest)) {
    const view = rest.views.get(link.id)
    if (view === null || view === undefined || waits(rest, link)) continue
    if (link.hurdles.comments !== undefined) {
      run.tally.add(`at rest: comments held in ${link.tool}`)
      continue
    }
    const texts = await textsIn(rest, link)
    for (const [remark, docs] of known)
      checkTicket(rest, link, texts, remark, docs[0], SILENT.includes(view.status.id))
  }
}

function holders(comments: readonly CommentDoc[], { n }: Remark): CommentDoc[] {
  return comments.filter(each => revisionsIn([each.text], n).length > 0)
}

/** The revisions of a remark that texts hold, one for each time. */
function revisionsIn(texts: readonly string[], n: number): number[] {
  const pattern = new RegExp(`Remark ${n}\\.(\\d+) of`, 'g')
  return texts.flatMap(text => [...text.matchAll(pattern)].map(found => Number(found[1])))
}

async function textsIn({ run }: Rest, link: LinkDoc): Promise<string[]> {
  const id = link.ticket?.id ?? ''
  if (link.tool === 'jira') {
    const { body } = await run.s.h.jira('admin', 'GET', `/rest/api/3/issue/${id}/comment?maxResults=5000`)
    return body.comments.map((each: Json) => textOf(each.body))
  }
  const path = `/api/now/table/sys_journal_field?sysparm_query=element_id=${id}&sysparm_fields=value`
  return (await run.s.h.servicenow('admin', 'GET', path)).body.result.map((each: Json) => each.value)
}

function checkCase({ run, state, wrong }: Rest, remark: Remark, docs: readonly CommentDoc[]): void {
  const origin = state.links.find(link => link.ticket?.id === remark.ticketId)
  const there = remark.where === 'case' || origin?.state === 'live'
  if (docs.length > 1) wrong.push(`remark ${remark.n} is ${docs.length} comments of the case`)
  const [doc] = docs
  if (doc === undefined) {
    // Said and taken back before the hub looked, or its ticket is gone.
    if (there && !remark.deleted) wrong.push(`remark ${remark.n} of ${remark.where} is not on the case`)
    return
  }
  if (!there) return
  if ((doc.deleted !== null) !== remark.deleted)
    wrong.push(
      `remark ${remark.n} of ${remark.where} is ${remark.deleted ? 'deleted' : 'there'}, not so on the case`,
    )
  else if (!remark.deleted) {
    const [revision] = revisionsIn([doc.text], remark.n)
    if (revision !== remark.revision)
      wrong.push(`remark ${remark.n} is ${remark.revision}, on the case ${revision}`)
    else run.tally.add('at rest: comments on the case')
  }
}

function checkTicket(
  { run, state, wrong }: Rest,
  link: LinkDoc,
  texts: readonly string[],
  remark: Remark,
  doc: CommentDoc | undefined,
  silent: boolean,
): void {
  const found = revisionsIn(texts, remark.n)
  const where = `remark ${remark.n} of ${remark.where} in ${nameOf(link)}`
  if (remark.ticketId === link.ticket?.id) {
    const wanted = remark.deleted ? 0 : 1
    if (found.length !== wanted) wrong.push(`${where}: ${found.length} times where it was written`)
    return
  }
  if (doc === undefined || !flows(state, link, doc)) {
    if (found.length > 0) wrong.push(`${where}: it does not belong there`)
    return
  }
  if (new Set(found).size !== found.length) wrong.push(`${where}: twice, ${found.join(' and ')}`)
  if (silent) return
  const latest = revisionsIn([doc.text], remark.n)[0] ?? 0
  if (link.tool === 'jira') {
    const wanted = doc.deleted === null ? [latest] : []
    if (JSON.stringify(found) !== JSON.stringify(wanted))
      wrong.push(`${where}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`)
    else run.tally.add('at rest: comments in jira')
  } else if (doc.deleted === null && !found.includes(latest))
    wrong.push(`${where}: its last words are missing`)
  else if (doc.deleted !== null && found.length > 0 && doc.entries[link.id]?.gone !== true)
    wrong.push(`${where}: nobody was told that it was withdrawn`)
  else run.tally.add('at rest: comments in servicenow')
}

/**
 * A ticket that takes over from another one begins with what is said from then on; what was written in an earlier
 * ticket of the same tool stays there, on the case and on the other tool's, unless that ticket was deleted.
 */
function flows(state: CaseState, link: LinkDoc, doc: CommentDoc): boolean {
  const { where, linkId } = doc.origin
  const deleted = state.links.some(each => each.id === linkId && each.state === 'gone')
  if (where === link.tool && !deleted) return false
  return link.successorOf === null || doc.takenAt >= link.createdAt
}
