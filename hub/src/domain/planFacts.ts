import { createHash } from 'node:crypto'
import { INCIDENT_FINDINGS_MAX, type IncidentFacts, phaseFor } from '@fixproof/rules'
import { total } from './falseFixes'
import { findingFacts } from './findingFacts'
import { namedFindings, openFindings } from './findings'
import { syncHealth } from './health'
import type { ExceptionDoc, FactsTold, LinkDoc } from './model'
import type { Action, PlanContext } from './plan'
import { type CaseState, liveLinks } from './step'

/** What is said of an incident; when it was said is added as it is sent. */
export type FactsContent = Omit<IncidentFacts, 'seq' | 'checkedAt'>

/**
 * `judged`: what a close is judged by; said before anything else is done, as the proof is in Jira. `whole`: also what is
 * merely shown on the form, said once everything else is done, so that a change costs one call.
 */
export type FactsPart = 'judged' | 'whole'

/** ServiceNow only, and only where its app is installed: told when what it says has changed, or before it was there. */
export function planFacts(
  state: CaseState,
  link: LinkDoc,
  context: Pick<PlanContext, 'apps'>,
  part: FactsPart,
): Extract<Action, { kind: 'facts' }> | null {
  const app = context.apps?.get(link.connection)
  if (link.tool !== 'servicenow' || link.ticket === null || app === undefined || link.state === 'gone')
    return null
  const { factsTold: told } = link
  const content = factsOf(state, link)
  // Of an incident that was never said to be on a case nothing has to be taken back.
  if (!content.linked && told?.linked !== true) return null
  const fresh = told !== undefined && told.seq >= app.since
  return fresh && told[part] === factsKeys(content)[part] ? null : { kind: 'facts', linkId: link.id, content }
}

/** What the app is told of an incident; of one that is worked on no more only that nothing hinders it. */
export function factsOf(state: CaseState, link: LinkDoc): FactsContent {
  const sysId = link.ticket?.id ?? ''
  if (link.state !== 'live') return nothingAbout(sysId)
  const { key, title } = state.case
  const open = openFindings(state)
  const named = namedFindings(state).map(each => findingFacts(state, each.id))
  const findings = [...named.filter(each => each.open), ...named.filter(each => !each.open)]
  const issue = liveLinks(state).find(each => each.tool === 'jira' && each.ticket !== null)
  // What passes by itself within moments is told to nobody: each change would be a call.
  const { condition, reason } = syncHealth(state, { ...link, trouble: null, intent: null })
  return {
    ...{ sysId, linked: true, caseKey: key, caseTitle: title, caseUrl: state.caseUrl },
    ...{ policy: state.project.policy, phase: phaseFor(state.case) },
    ...{ open: open.length, severity: open[0]?.severity ?? null },
    findings: findings.slice(0, INCIDENT_FINDINGS_MAX),
    notFixed: state.project.notFixed,
    issue: issue === undefined ? null : issueOf(issue),
    sync: { condition, reason },
    exceptions: (state.exceptions ?? []).map(exceptionOf),
    falseFixes: total(link.falseFixes),
  }
}

/** An incident on no case. */
export function nothingAbout(sysId: string): FactsContent {
  return {
    ...{ sysId, linked: false, caseKey: '', caseTitle: '', caseUrl: null, policy: 'observe', phase: 'leave' },
    ...{ open: 0, severity: null, findings: [], issue: null, exceptions: [], falseFixes: 0 },
    notFixed: { resolutions: [], statuses: [], closeCodes: [] },
    sync: { condition: 'let-go', reason: null },
  }
}

/** Equal for facts that say the same. */
export function factsKeys(content: FactsContent): Record<FactsPart, string> {
  const { caseTitle, caseUrl, issue, sync, exceptions, falseFixes, ...judged } = content
  return { judged: hash(judged), whole: hash(content) }
}

/** What is kept of facts that were told. `seq` in epoch milliseconds. */
export function factsTold(content: FactsContent, seq: number, known: boolean): FactsTold {
  return { seq, linked: content.linked, known, ...factsKeys(content) }
}

function issueOf({ ticket, view }: LinkDoc): IncidentFacts['issue'] {
  return ticket === null ? null : { key: ticket.key, url: ticket.url, status: view?.status.name ?? '' }
}

function exceptionOf(doc: ExceptionDoc): IncidentFacts['exceptions'][number] {
  const { id, findings, reason, until, state, askedBy, answeredBy, answer } = doc
  return { id, findings, reason, until, state, askedBy: askedBy.name, answeredBy, answer }
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url')
}
