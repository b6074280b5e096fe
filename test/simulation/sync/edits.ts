/** People and scripts change a field, at each place's own door. */
import type { Json } from '../../harness'
import { ASKER, good, liveTicket, type Run, said, stateOf } from './stage'
import type { Place, Step, Tool } from './steps'
import { caseValue, incidentValue, jiraValue, told } from './values'

type EditStep = Extract<Step, { do: 'edit' }>

export const EDIT: Record<Place, (run: Run, step: EditStep) => Promise<boolean>> = {
  async case(run, { field, value: n }) {
    const state = await stateOf(run)
    if (field === 'status' && state.case.status === 'CLOSED') return false
    const value = caseValue(field, n)
    const before = await said(run, field, state)
    const change =
      field === 'status'
        ? { status: value as 'OPEN' | 'IN_PROGRESS' }
        : { fields: { [field]: field === 'assignee' ? await personId(run, value as string | null) : value } }
    await run.s.h.hub.commands.editCase(ASKER, run.caseId, change)
    const after = told(field, value, [])
    if (after === before) return false
    record(run, { field, where: 'case', ticketId: null, value: after, caseSaid: before })
    return true
  },
  async jira(run, { field, value: n }) {
    const issue = await liveTicket(run, 'jira')
    if (issue === null) return false
    const before = await jiraShows(run, issue.id)
    if (field === 'status') return moveJira(run, issue.id, before, n)
    const { fields, means } = jiraValue(field, n)
    // The word that marks an issue as ours stays: who takes it off takes off more than a shared label.
    if (field === 'labels') fields.labels = [...fields.labels, ...before.labels.filter(isMark)]
    const answer = await run.s.h.jira('ada', 'PUT', `/rest/api/3/issue/${issue.id}`, { fields })
    // A project may lack the field.
    if (answer.status >= 300) return false
    return changed(
      run,
      { field, where: 'jira', ticketId: issue.id },
      before,
      await jiraShows(run, issue.id),
      means,
    )
  },
  async servicenow(run, { field, value: n }) {
    const incident = await liveTicket(run, 'servicenow')
    if (incident === null) return false
    const path = `/api/now/table/incident/${incident.id}`
    const before = (await run.s.h.servicenow('admin', 'GET', path)).body.result
    if (field === 'status' && Number(before.state) > 3) return false
    const { fields, means } = incidentValue(field, n, run.users)
    const answer = await run.s.h.servicenow('abel', 'PATCH', path, fields)
    if (!good(run, answer)) return false
    const after = (await run.s.h.servicenow('admin', 'GET', path)).body.result
    return changed(run, { field, where: 'servicenow', ticketId: incident.id }, before, after, means)
  },
}

async function personId({ s }: Run, email: string | null): Promise<string | null> {
  if (email === null) return null
  const [known] = await s.h.store.find('person', 'email', email)
  if (known === undefined) throw new Error(`${email} is not paired`)
  return known.doc.id
}

export async function jiraShows(run: Run, id: string): Promise<Json> {
  return (await run.s.h.jira('admin', 'GET', `/rest/api/3/issue/${id}?fields=*all`)).body.fields
}

const isMark = (label: string): boolean => label.startsWith('fixproof-')

/** Somebody did something to a ticket; it counts when the ticket says something else since. */
async function changed(
  run: Run,
  about: { field: EditStep['field']; where: Tool; ticketId: string },
  before: Json,
  after: Json,
  means: unknown,
): Promise<boolean> {
  // An incident is due at an hour, a case on a day.
  const shown = (raw: Json) =>
    about.field === 'due_date' ? String(raw ?? '').slice(0, 10) : JSON.stringify(raw)
  const moved = RAW[about.where](about.field).some(name => shown(before[name]) !== shown(after[name]))
  if (!moved) return false
  const caseSaid = await said(run, about.field, await stateOf(run))
  record(run, { ...about, value: means === undefined ? undefined : told(about.field, means, []), caseSaid })
  return true
}

/** Where a field stands in each vendor's own answer. */
const RAW: Record<Tool, (field: EditStep['field']) => string[]> = {
  jira: field => [{ title: 'summary', due_date: 'duedate' }[field as 'title'] ?? field],
  servicenow: field =>
    ({
      title: ['short_description'],
      status: ['state'],
      priority: ['priority'],
      assignee: ['assigned_to'],
      due_date: ['due_date'],
      description: ['description'],
      labels: [],
    })[field],
}

function record(run: Run, edit: Omit<Run['book']['edits'][number], 'at'>): void {
  run.book.edited({ ...edit, at: run.s.now })
}

async function moveJira(run: Run, id: string, before: Json, n: number): Promise<boolean> {
  if (before.status.statusCategory.key === 'done') return false
  const ways = (await transitions(run, id)).filter(way => way.to.statusCategory.key !== 'done')
  const way = ways[n % Math.max(1, ways.length)]
  if (way === undefined) return false
  await transition(run, id, { transition: { id: way.id } })
  const means = way.to.statusCategory.key === 'new' ? 'OPEN' : 'IN_PROGRESS'
  return changed(
    run,
    { field: 'status', where: 'jira', ticketId: id },
    before,
    await jiraShows(run, id),
    means,
  )
}

export async function transitions(run: Run, id: string): Promise<Json[]> {
  return (await run.s.h.jira('ada', 'GET', `/rest/api/3/issue/${id}/transitions`)).body.transitions
}

export async function transition(run: Run, id: string, body: Json): Promise<boolean> {
  return good(run, await run.s.h.jira('ada', 'POST', `/rest/api/3/issue/${id}/transitions`, body))
}
