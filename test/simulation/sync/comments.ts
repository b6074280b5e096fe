/** People write, change and delete comments, at each place's own door. */
import type { Json } from '../../harness'
import { remarkText } from './book'
import { ASKER, good, liveTicket, type Run } from './stage'
import type { Place } from './steps'

export const COMMENT: Record<Place, (run: Run, open: boolean) => Promise<boolean>> = {
  async case(run) {
    const remark = run.book.newRemark('case', null)
    const made = await run.s.h.hub.commands.addComment(ASKER, run.caseId, remarkText(remark))
    remark.id = made.id
    return true
  },
  async jira(run) {
    const issue = await liveTicket(run, 'jira')
    if (issue === null) return false
    const remark = run.book.newRemark('jira', issue.id)
    const body = { body: document(remarkText(remark)) }
    const answer = await run.s.h.jira('ada', 'POST', `/rest/api/3/issue/${issue.id}/comment`, body)
    remark.id = answer.body.id
    return good(run, answer)
  },
  async servicenow(run, open) {
    const incident = await liveTicket(run, 'servicenow')
    if (incident === null) return false
    const remark = run.book.newRemark('servicenow', incident.id)
    const change = { [open ? 'comments' : 'work_notes']: remarkText(remark) }
    return good(
      run,
      await run.s.h.servicenow('abel', 'PATCH', `/api/now/table/incident/${incident.id}`, change),
    )
  },
}

const document = (text: string): Json => ({
  version: 1,
  type: 'doc',
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
})

export async function touchComment(
  run: Run,
  { where, which }: { where: 'case' | 'jira'; which: number },
  what: 'change' | 'delete',
): Promise<boolean> {
  const issue = where === 'jira' ? await liveTicket(run, 'jira') : null
  if (where === 'jira' && issue === null) return false
  const there = run.book.remarksAt(where, issue?.id ?? null)
  const remark = there[which % Math.max(1, there.length)]
  if (remark === undefined) return false
  if (what === 'delete') remark.deleted = true
  else remark.revision += 1
  const { commands } = run.s.h.hub
  if (issue === null) {
    if (what === 'delete') await commands.deleteComment(ASKER, run.caseId, remark.id)
    else await commands.editComment(ASKER, run.caseId, remark.id, remarkText(remark))
    return true
  }
  const path = `/rest/api/3/issue/${issue.id}/comment/${remark.id}`
  const answer =
    what === 'delete'
      ? await run.s.h.jira('ada', 'DELETE', path)
      : await run.s.h.jira('ada', 'PUT', path, { body: document(remarkText(remark)) })
  return good(run, answer)
}
