/** People close and reopen, at each place's own door. */
import { Refused } from '@fixproof/hub/reconcile/refused'
import { jiraShows, transition, transitions } from './edits'
import { ASKER, good, hub, liveTicket, type Run, stateOf } from './stage'
import type { Place } from './steps'

export const CLOSE: Record<Place, (run: Run, fixed: boolean) => Promise<boolean>> = {
  async case(run, fixed) {
    if ((await stateOf(run)).case.status === 'CLOSED') return false
    const close = {
      status: 'CLOSED' as const,
      reason: fixed ? ('TRUE_POSITIVE' as const) : ('FALSE_POSITIVE' as const),
    }
    await hub(run, () => run.s.h.during(run.s.h.hub.commands.editCase(ASKER, run.caseId, close))).catch(
      error => {
        // A close that Datadog does not bear out is refused with a sentence.
        if (!(error instanceof Refused)) throw error
      },
    )
    return true
  },
  async jira(run, fixed) {
    const issue = await liveTicket(run, 'jira')
    if (issue === null) return false
    const way = (await transitions(run, issue.id)).find(each => each.to.statusCategory.key === 'done')
    const { status } = await jiraShows(run, issue.id)
    if (way === undefined || status.statusCategory.key === 'done') return false
    const resolution = { resolution: { name: fixed ? 'Done' : "Won't Do" } }
    const { project } = await jiraShows(run, issue.id)
    const screen = project.key === 'SEC' || project.key === 'OPS'
    return transition(run, issue.id, { transition: { id: way.id }, ...(screen && { fields: resolution }) })
  },
  async servicenow(run, fixed) {
    const incident = await liveTicket(run, 'servicenow')
    if (incident === null) return false
    const path = `/api/now/table/incident/${incident.id}`
    const { state } = (await run.s.h.servicenow('admin', 'GET', path)).body.result
    if (Number(state) > 3) return false
    const change = {
      state: '6',
      close_code: fixed ? 'Solution provided' : 'User error',
      close_notes: 'Looked at',
    }
    return good(run, await run.s.h.servicenow('abel', 'PATCH', path, change))
  },
}

export const REOPEN: Record<Place, (run: Run) => Promise<boolean>> = {
  async case(run) {
    if ((await stateOf(run)).case.status !== 'CLOSED') return false
    await run.s.h.hub.commands.editCase(ASKER, run.caseId, { status: 'OPEN' })
    return true
  },
  async jira(run) {
    const issue = await liveTicket(run, 'jira')
    if (issue === null || (await jiraShows(run, issue.id)).status.statusCategory.key !== 'done') return false
    const way = (await transitions(run, issue.id)).find(each => each.to.statusCategory.key !== 'done')
    return way === undefined ? false : transition(run, issue.id, { transition: { id: way.id } })
  },
  async servicenow(run) {
    const incident = await liveTicket(run, 'servicenow')
    if (incident === null) return false
    const path = `/api/now/table/incident/${incident.id}`
    if ((await run.s.h.servicenow('admin', 'GET', path)).body.result.state !== '6') return false
    return good(run, await run.s.h.servicenow('abel', 'PATCH', path, { state: '2' }))
  },
}
