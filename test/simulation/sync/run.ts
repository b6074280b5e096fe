/** What a script lets happen, step by step, and the rest after it. */
import type { LinkDoc } from '@fixproof/hub/domain/model'
import { type CaseState, isClosed } from '@fixproof/hub/domain/step'
import { makeFault } from '../../sandbox/core'
import type { WebhookMischief } from '../../sandbox/port'
import { CLOSE, REOPEN } from './closes'
import { COMMENT, touchComment } from './comments'
import { EDIT } from './edits'
import { ASKER, FAULT_THEN, good, hub, liveTicket, MINUTE_MS, type Run, SECOND_MS, stateOf } from './stage'
import { FINDINGS, type Step } from './steps'

/** Nobody does two things at the same moment. */
const APART_MS = SECOND_MS

const LATE: WebhookMischief = { delayMs: 7 * MINUTE_MS }

/** Lets one step happen. True when it could: a comment that is not there cannot be changed. */
export async function happen(run: Run, step: Step): Promise<boolean> {
  run.s.h.world.clock.advance(APART_MS)
  const { acting } = run
  acting.people = true
  try {
    return await (DO[step.do] as (run: Run, step: Step) => Promise<boolean>)(run, step)
  } finally {
    acting.people = false
  }
}

type Does = { [K in Step['do']]: (run: Run, step: Extract<Step, { do: K }>) => Promise<boolean> }

const DO: Does = {
  edit: (run, step) => EDIT[step.where](run, step),
  close: (run, step) => CLOSE[step.where](run, step.fixed),
  async reopen(run, { where }) {
    if (await REOPEN[where](run)) return true
    // Nothing is closed: everything is fixed first.
    for (const finding of FINDINGS) await DO.finding(run, { do: 'finding', finding, is: 'resolved' })
    await DO.look(run, { do: 'look' })
    return REOPEN[where](run)
  },
  comment: (run, step) => COMMENT[step.where](run, step.open),
  'change comment': (run, step) => touchComment(run, step, 'change'),
  'delete comment': (run, step) => touchComment(run, step, 'delete'),
  async 'move issue'(run, { to }) {
    const issue = await liveTicket(run, 'jira')
    if (issue === null || issue.key.startsWith(`${to}-`)) return false
    const answer = await run.s.h.jira('admin', 'POST', '/_sandbox/jira/move', {
      issue: issue.id,
      toProject: to,
    })
    return good(run, answer)
  },
  async 'move case'(run, { to }) {
    const projectId = await run.s.projectId(to)
    await run.s.h.hub.commands.editCase(ASKER, run.caseId, { projectId })
    return true
  },
  async 'delete ticket'(run, { where }) {
    const ticket = await liveTicket(run, where)
    if (ticket === null) return false
    const { jira, servicenow } = run.s.h
    const answer =
      where === 'jira'
        ? await jira('ada', 'DELETE', `/rest/api/3/issue/${ticket.id}`)
        : await servicenow('admin', 'DELETE', `/api/now/table/incident/${ticket.id}`)
    return good(run, answer)
  },
  async 'ask for ticket'(run, { where }) {
    const state = await stateOf(run)
    if (state.links.some(link => link.tool === where && (link.state === 'live' || link.state === 'creating')))
      return false
    const [type, attributes] =
      where === 'jira'
        ? ['issues', { jira_account_id: 'main', project_id: 'SEC', issue_type_id: 'Task' }]
        : ['tickets', { instance_name: 'main' }]
    const path = `/api/v2/cases/${run.caseId}/relationships/${where === 'jira' ? 'jira_issues' : 'servicenow_tickets'}`
    return good(run, await hub(run, () => run.s.h.api('POST', path, { data: { type, attributes } })))
  },
  async finding({ s }, { finding, is }) {
    const mute = is === 'muted' ? { is_muted: true } : { is_muted: false }
    await s.says(finding, { status: is, workflow: { mute } })
    return true
  },
  async attach(run, { finding }) {
    const data = [{ id: run.s.idOf(finding), type: 'findings' }]
    const body = { data: { id: run.caseId, type: 'cases', relationships: { findings: { data } } } }
    const path = `/api/v2/security/findings/cases/${run.caseId}`
    const answer = await hub(run, () => run.s.h.api('PATCH', path, body))
    // With Datadog out of reach a finding may not be known.
    return answer.status < 300
  },
  async detach(run, { finding }) {
    const id = run.s.idOf(finding)
    if (!(await stateOf(run)).case.attachments.some(each => each.findingId === id)) return false
    const body = {
      data: { type: 'cases', relationships: { findings: { data: [{ id, type: 'findings' }] } } },
    }
    return good(run, await hub(run, () => run.s.h.api('DELETE', '/api/v2/security/findings/cases', body)))
  },
  async webhooks({ s }, { mischief, next }) {
    s.h.world.webhooks.plan('jira', next, mischief === 'delay' ? LATE : mischief)
    return true
  },
  async fault({ s }, { fault, vendor, writes, skip, times }) {
    const method = writes && vendor !== 'datadog' ? ['POST', 'PUT', 'PATCH', 'DELETE'] : ['*']
    for (const each of method)
      s.h.world.faults.add(makeFault(each, '.*', FAULT_THEN[fault], { vendor, skip, times: times }))
    return true
  },
  async 'let work'(run) {
    await hub(run, () => run.s.h.rest())
    return true
  },
  async look(run) {
    const keys = [
      'poll:datadog',
      'poll:attached',
      'poll:servicenow:main',
      'sweep:jira:main',
      'sweep:servicenow:main',
    ]
    await run.s.h.store.commit({ marks: keys.map(key => ({ key })) })
    await hub(run, () => run.s.h.rest())
    return true
  },
  async wait(run, { minutes }) {
    await hub(run, () => run.s.h.advance(minutes * MINUTE_MS))
    return true
  },
}

/** Nothing meddles any more; time passes until polls, sweeps and waits have had their turn. */
export async function comeToRest(run: Run): Promise<void> {
  const { h } = run.s
  run.acting.people = false
  h.world.faults.clear()
  await h.advance(2 * 60 * MINUTE_MS)
  // Findings that flap let a case close later, tickets closed again and again are reopened later.
  for (let waits = 0; waits < 12; waits++) {
    const until = waitsUntil(await stateOf(run), run.s.now)
    if (until === null) return
    h.world.clock.advance(until - run.s.now + SECOND_MS)
    await h.advance(40 * MINUTE_MS)
  }
  run.book.violated('it still waits after a dozen waits')
}

function waitsUntil(state: CaseState, now: number): number | null {
  const { damping, round, closedRound } = state.case
  const flaps = damping !== null && damping.notBefore > now && round !== null && closedRound < round.number
  const contests = state.links
    .filter(link => isContested(link, now))
    .map(link => link.contest?.notBefore ?? now)
  const waits = [...(flaps ? [damping.notBefore] : []), ...contests]
  return waits.length === 0 ? null : Math.max(...waits)
}

function isContested(link: LinkDoc, now: number): boolean {
  return (
    link.state === 'live' && isClosed(link) && link.refused !== null && (link.contest?.notBefore ?? 0) > now
  )
}
