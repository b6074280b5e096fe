/** What people do in tickets and cases, at each place's own door. True when it could be done. */
import type { LinkDoc } from '@fixproof/hub/domain/model'
import { Refused } from '@fixproof/hub/reconcile/refused'
import type { Json } from '../../harness'
import { documentOf } from '../../sandbox/jira'
import { type Issue, type Project as JiraProject, projectOf, statusOf } from '../../sandbox/jira/state'
import { type BookCase, remarkText } from './book'
import { ASKER } from './ground'
import { NoAnswer } from './life'
import type { Run } from './run'
import { CLAIMS, type Place, type Step, type Tool } from './script'
import { ADMIN, ADMIN_ACCOUNT } from './settings'
import { claimsFix } from './words'

type StepOf<K extends Step['do']> = Extract<Step, { do: K }>

/** The ticket people work on, as the case names it; undefined when there is none or it was deleted. */
export async function ticketOf(run: Run, caseId: string, tool: Tool): Promise<LinkDoc | undefined> {
  const links = await run.stage.store.find('link', 'case', caseId)
  const live = links.map(each => each.doc).filter(link => link.tool === tool && link.state === 'live')
  return live.find(link => link.ticket !== null && isThere(run, tool, link.ticket.id))
}

function isThere(run: Run, tool: Tool, id: string): boolean {
  return tool === 'jira' ? issueOf(run, id) !== undefined : incidentOf(run, id) !== undefined
}

export function issueOf(run: Run, id: string): Issue | undefined {
  return run.stage.jira.site.state.issues.get(id)
}

export function incidentOf(run: Run, id: string): Record<string, string> | undefined {
  return run.stage.instance.db.get('incident', id) as Record<string, string> | undefined
}

export function projectOfIssue(run: Run, issue: Issue): JiraProject {
  return projectOf(run.stage.jira.site.state, issue)
}

export function isDone(run: Run, issue: Issue): boolean {
  return statusOf(projectOfIssue(run, issue), issue.statusId).category === 'done'
}

export const CLOSED_STATES: readonly string[] = ['6', '7', '8']

interface Target {
  of: BookCase
  link: LinkDoc
  id: string
}

async function target(run: Run, n: number, tool: Tool): Promise<Target | undefined> {
  const of = run.book.caseAt(n)
  if (of === undefined) return undefined
  const link = await ticketOf(run, of.id, tool)
  return link?.ticket == null ? undefined : { of, link, id: link.ticket.id }
}

/** A request about a case. False when it was refused with a sentence; throws `NoAnswer` as `ask` does. */
async function asked(run: Run, of: BookCase, request: Parameters<Run['stage']['ask']>[0]): Promise<boolean> {
  try {
    await run.stage.ask(request)
    return true
  } catch (error) {
    if (error instanceof NoAnswer) of.unsure = true
    if (error instanceof Refused || error instanceof NoAnswer) return false
    throw error
  }
}

async function changeIncident(run: Run, who: string, id: string, fields: Json): Promise<boolean> {
  const path = `/api/now/table/incident/${id}`
  return (await run.stage.person('servicenow', who, 'PATCH', path, fields)).status === 200
}

/** Takes the transition as Ada; the resolution only where its screen asks for one. */
async function transition(
  run: Run,
  issue: Issue,
  to: JiraProject['transitions'][number],
  resolution?: string,
) {
  const shown = to.screen?.has('resolution') === true && resolution !== undefined
  const body = {
    transition: { id: to.id },
    ...(shown && { fields: { resolution: { name: resolution } } }),
  }
  const path = `/rest/api/3/issue/${issue.id}/transitions`
  return (await run.stage.person('jira', 'ada', 'POST', path, body)).status === 204
}

function ways(run: Run, issue: Issue): { way: JiraProject['transitions'][number]; done: boolean }[] {
  const project = projectOfIssue(run, issue)
  return project.transitions
    .filter(each => each.from === null || each.from.includes(issue.statusId))
    .filter(each => each.to !== issue.statusId)
    .map(way => ({ way, done: statusOf(project, way.to).category === 'done' }))
}

// ---- closing and reopening

export const CLOSE: Record<Place, (run: Run, step: StepOf<'close'>) => Promise<boolean>> = {
  async case(run, step) {
    const of = run.book.caseAt(step.case)
    if (of === undefined) return false
    const reason = CLAIMS.case[step.claim % CLAIMS.case.length] ?? 'TRUE_POSITIVE'
    const at = run.stage.now
    const done = await asked(run, of, hub =>
      hub.commands.editCase(ASKER, of.id, { status: 'CLOSED', reason }),
    )
    const move = { at, where: 'case', closed: true, fixed: claimsFix('case', reason) } as const
    if (done) run.book.moved(of.id, move)
    else if (of.unsure) run.book.mayHaveMoved(of, move)
    return done
  },
  async jira(run, step) {
    const found = await target(run, step.case, 'jira')
    const before = found === undefined ? undefined : issueOf(run, found.id)
    if (found === undefined || before === undefined || isDone(run, before)) return false
    const claim = CLAIMS.jira[step.claim % CLAIMS.jira.length]
    // Some have to go a step first.
    for (let hops = 0; hops < 3; hops++) {
      const issue = issueOf(run, found.id)
      if (issue === undefined) return false
      const all = ways(run, issue)
      const last = all.filter(each => each.done)
      const way = last[step.by % Math.max(1, last.length)] ?? all.find(each => !each.done)
      if (way === undefined || !(await transition(run, issue, way.way, claim))) return false
      if (way.done) break
    }
    const after = issueOf(run, found.id)
    if (after === undefined || !isDone(run, after)) return false
    noteIssue(run, found.of, after, true)
    return true
  },
  async servicenow(run, step) {
    const found = await target(run, step.case, 'servicenow')
    const before = found === undefined ? undefined : incidentOf(run, found.id)
    if (found === undefined || before === undefined || CLOSED_STATES.includes(before.state ?? ''))
      return false
    const code = CLAIMS.servicenow[step.claim % CLAIMS.servicenow.length] ?? ''
    const at = run.stage.now
    const cancels = step.by % 5 === 4
    const change = cancels
      ? { state: '8' }
      : { state: '6', close_code: code, close_notes: 'Looked at by a person' }
    if (!(await changeIncident(run, cancels ? 'admin' : 'abel', found.id, change))) return false
    const fixed = !cancels && claimsFix('servicenow', code)
    run.book.moved(found.of.id, { at, where: 'servicenow', closed: true, fixed })
    return true
  },
}

function noteIssue(run: Run, of: BookCase, issue: Issue, closed: boolean): void {
  const fixed = closed && claimsFix('jira', resolutionName(run, issue), statusName(run, issue))
  run.book.moved(of.id, { at: run.stage.now, where: 'jira', closed, fixed })
}

export function statusName(run: Run, issue: Issue): string {
  return statusOf(projectOfIssue(run, issue), issue.statusId).name
}

export function resolutionName(_run: Run, issue: Issue): string | null {
  const id = issue.fields.resolution
  return typeof id === 'string' ? (RESOLUTION_NAMES.get(id) ?? id) : null
}

import { RESOLUTIONS } from '../../sandbox/jira/state'

const RESOLUTION_NAMES = new Map(RESOLUTIONS.map(each => [each.id, each.name]))

export const REOPEN: Record<Place, (run: Run, step: StepOf<'reopen'>) => Promise<boolean>> = {
  async case(run, step) {
    const of = run.book.caseAt(step.case)
    if (of === undefined) return false
    const doc = await run.stage.store.get('case', of.id)
    if (doc?.doc.status !== 'CLOSED') return false
    const at = run.stage.now
    const done = await asked(run, of, hub => hub.commands.editCase(ASKER, of.id, { status: 'OPEN' }))
    if (done) run.book.moved(of.id, { at, where: 'case', closed: false, fixed: false })
    return done
  },
  async jira(run, step) {
    const found = await target(run, step.case, 'jira')
    const issue = found === undefined ? undefined : issueOf(run, found.id)
    if (found === undefined || issue === undefined || !isDone(run, issue)) return false
    const way = ways(run, issue).find(each => !each.done)
    if (way === undefined || !(await transition(run, issue, way.way))) return false
    const after = issueOf(run, found.id)
    if (after !== undefined) noteIssue(run, found.of, after, false)
    return true
  },
  async servicenow(run, step) {
    const found = await target(run, step.case, 'servicenow')
    if (found === undefined || incidentOf(run, found.id)?.state !== '6') return false
    const at = run.stage.now
    if (!(await changeIncident(run, 'abel', found.id, { state: '2' }))) return false
    run.book.moved(found.of.id, { at, where: 'servicenow', closed: false, fixed: false })
    return true
  },
}

export const PROGRESS: Record<Place, (run: Run, step: StepOf<'progress'>) => Promise<boolean>> = {
  async case(run, step) {
    const of = run.book.caseAt(step.case)
    const doc = of === undefined ? undefined : await run.stage.store.get('case', of.id)
    if (of === undefined || doc === undefined || doc.doc.status === 'CLOSED') return false
    const status = step.to % 2 === 0 ? 'OPEN' : 'IN_PROGRESS'
    return asked(run, of, hub => hub.commands.editCase(ASKER, of.id, { status }))
  },
  async jira(run, step) {
    const found = await target(run, step.case, 'jira')
    const issue = found === undefined ? undefined : issueOf(run, found.id)
    if (issue === undefined || isDone(run, issue)) return false
    const open = ways(run, issue).filter(each => !each.done)
    const way = open[step.to % Math.max(1, open.length)]
    return way === undefined ? false : transition(run, issue, way.way)
  },
  async servicenow(run, step) {
    const found = await target(run, step.case, 'servicenow')
    const state = found === undefined ? undefined : incidentOf(run, found.id)?.state
    if (found === undefined || state === undefined || CLOSED_STATES.includes(state)) return false
    const change = [{ state: '1' }, { state: '2' }, { state: '3', hold_reason: '1' }][step.to % 3]
    return changeIncident(run, 'abel', found.id, change)
  },
}

// ---- fields

const DAYS = ['2026-12-01', '2026-12-24', null, '2027-01-31', '2027-02-28']
const JIRA_PRIORITIES = ['Highest', 'High', 'Medium', 'Low', 'Lowest']
/** Impact and urgency that ServiceNow makes P1 to P5 of. */
const MATRIX = ['11', '12', '13', '23', '33']

const value = {
  title: (n: number) => `Title ${n} of somebody`,
  description: (n: number) => `Words ${n} of many`,
  priority: (n: number) => n % 5,
  assignee: (n: number) => n % 2 === 0,
  due_date: (n: number) => DAYS[n % DAYS.length] ?? null,
}

export const EDIT: Record<Place, (run: Run, step: StepOf<'edit'>) => Promise<boolean>> = {
  async case(run, { field, value: n, case: which }) {
    const of = run.book.caseAt(which)
    if (of === undefined) return false
    const person = await run.stage.store.find('person', 'email', ADMIN)
    const words = {
      title: () => value.title(n),
      description: () => value.description(n),
      priority: () => `P${value.priority(n) + 1}`,
      assignee: () => (value.assignee(n) ? (person[0]?.doc.id ?? null) : null),
      due_date: () => value.due_date(n),
    }
    const change = { fields: { [field]: words[field]() } }
    const done = await asked(run, of, hub => hub.commands.editCase(ASKER, of.id, change))
    if (done && field === 'title') run.book.titles.push({ caseId: of.id, title: value.title(n) })
    return done
  },
  async jira(run, { field, value: n, case: which }) {
    const found = await target(run, which, 'jira')
    if (found === undefined) return false
    const words = {
      title: () => ({ summary: value.title(n) }),
      description: () => ({ description: documentOf(value.description(n)) }),
      priority: () => ({ priority: { name: JIRA_PRIORITIES[value.priority(n)] } }),
      assignee: () => ({ assignee: value.assignee(n) ? { accountId: ADMIN_ACCOUNT } : null }),
      due_date: () => ({ duedate: value.due_date(n) }),
    }
    const path = `/rest/api/3/issue/${found.id}`
    return (await run.stage.person('jira', 'ada', 'PUT', path, { fields: words[field]() })).status === 204
  },
  async servicenow(run, { field, value: n, case: which }) {
    const found = await target(run, which, 'servicenow')
    if (found === undefined) return false
    const [impact, urgency] = MATRIX[value.priority(n)] ?? ''
    const admin = run.stage.instance.db.first('sys_user', { user_name: 'admin' })?.sys_id
    const words = {
      title: () => ({ short_description: value.title(n) }),
      description: () => ({ description: value.description(n) }),
      priority: () => ({ impact, urgency }),
      assignee: () => ({ assigned_to: value.assignee(n) ? admin : '' }),
      due_date: () => ({ due_date: value.due_date(n) === null ? '' : `${value.due_date(n)} 10:00:00` }),
    }
    return changeIncident(run, 'abel', found.id, words[field]())
  },
}

// ---- comments

export const COMMENT: Record<Place, (run: Run, step: StepOf<'comment'>) => Promise<boolean>> = {
  async case(run, step) {
    const of = run.book.caseAt(step.case)
    if (of === undefined) return false
    const remark = run.book.newRemark(of.id, 'case', null)
    remark.unsure = !(await asked(run, of, async hub => {
      remark.id = (await hub.commands.addComment(ASKER, of.id, remarkText(remark))).id
    }))
    return !remark.unsure
  },
  async jira(run, step) {
    const found = await target(run, step.case, 'jira')
    if (found === undefined) return false
    const remark = run.book.newRemark(found.of.id, 'jira', found.id)
    const body = { body: documentOf(remarkText(remark)) }
    const path = `/rest/api/3/issue/${found.id}/comment`
    const answer = await run.stage.person('jira', 'ada', 'POST', path, body)
    remark.id = answer.body?.id ?? ''
    return answer.status === 201
  },
  async servicenow(run, step) {
    const found = await target(run, step.case, 'servicenow')
    const state = found === undefined ? undefined : incidentOf(run, found.id)?.state
    if (found === undefined || state === '7' || state === '8') return false
    const remark = run.book.newRemark(found.of.id, 'servicenow', found.id)
    const journal = remark.n % 2 === 0 ? 'comments' : 'work_notes'
    return changeIncident(run, 'abel', found.id, { [journal]: remarkText(remark) })
  },
}

/** Changes or deletes a comment that stands on the case or in an issue. */
export async function touchComment(
  run: Run,
  { where, which, do: what }: StepOf<'change comment' | 'delete comment'>,
): Promise<boolean> {
  const there = run.book.remarks.filter(each => each.where === where && !each.deleted && !each.unsure)
  const remark = there[which % Math.max(1, there.length)]
  const of = remark === undefined ? undefined : run.book.cases.get(remark.caseId)
  if (remark === undefined || of === undefined) return false
  const deletes = what === 'delete comment'
  const next = { n: remark.n, revision: remark.revision + 1 }
  if (where === 'case') {
    const done = await asked(run, of, hub =>
      deletes
        ? hub.commands.deleteComment(ASKER, of.id, remark.id)
        : hub.commands.editComment(ASKER, of.id, remark.id, remarkText(next)).then(() => {}),
    )
    if (!done) remark.unsure = true
    else if (deletes) remark.deleted = true
    else remark.revision = next.revision
    return done
  }
  if (issueOf(run, remark.ticketId ?? '') === undefined) return false
  const path = `/rest/api/3/issue/${remark.ticketId}/comment/${remark.id}`
  const answer = deletes
    ? await run.stage.person('jira', 'ada', 'DELETE', path)
    : await run.stage.person('jira', 'ada', 'PUT', path, { body: documentOf(remarkText(next)) })
  if (answer.status >= 300) return false
  if (deletes) remark.deleted = true
  else remark.revision = next.revision
  return true
}

// ---- tickets

export async function moveIssue(run: Run, step: StepOf<'move issue'>): Promise<boolean> {
  const found = await target(run, step.case, 'jira')
  const issue = found === undefined ? undefined : issueOf(run, found.id)
  if (found === undefined || issue === undefined || issue.key.startsWith(`${step.to}-`)) return false
  const body = { issue: found.id, toProject: step.to }
  const was = isDone(run, issue)
  const answer = await run.stage.person('jira', 'admin', 'POST', '/_sandbox/jira/move', body)
  const after = issueOf(run, found.id)
  if (after !== undefined && isDone(run, after) !== was) noteIssue(run, found.of, after, !was)
  return answer.status < 300
}

export async function deleteTicket(
  run: Run,
  { where, case: which }: StepOf<'delete ticket'>,
): Promise<boolean> {
  const found = await target(run, which, where)
  if (found === undefined) return false
  const answer =
    where === 'jira'
      ? await run.stage.person('jira', 'ada', 'DELETE', `/rest/api/3/issue/${found.id}`)
      : await run.stage.person('servicenow', 'admin', 'DELETE', `/api/now/table/incident/${found.id}`)
  if (answer.status >= 300) return false
  run.book.deleted.push({ tool: where, id: found.id })
  run.book.ticketGone(found.of, where)
  return true
}

export async function askAlso(run: Run, step: StepOf<'ask also'>): Promise<boolean> {
  const of = run.book.caseAt(step.case)
  if (of === undefined) return false
  const where =
    step.tool === 'jira'
      ? { connection: 'main', target: { tool: 'jira' as const, project: of.project, workType: 'Task' } }
      : {
          connection: 'main',
          target: { tool: 'servicenow' as const, assignmentGroup: 'Vulnerability Response' },
        }
  return asked(run, of, hub => hub.commands.addTicket(ASKER, of.id, where, {}))
}
