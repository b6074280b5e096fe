import type { ForgeException, ForgeFinding, ForgeIssue, ForgeTicket } from '@fixproof/rules'
import { total } from '../../domain/falseFixes'
import { findingFacts, kindAndPlace } from '../../domain/findingFacts'
import { syncHealth } from '../../domain/health'
import type { ExceptionDoc, FindingDoc, LinkDoc, TimelineEntry } from '../../domain/model'
import { type CaseState, isClosed, liveLinks } from '../../domain/step'
import { findingViews, iso, maybeIso, verdictView } from '../native/views'

/** State of the hub in the words of the Jira app (`shared/src/forgeApi.ts`). Pure. */

/** What the panel shows of an issue that is on a case. `timeline` newest first; `checkedAt` in epoch milliseconds. */
export function issueView(
  { state, link }: { state: CaseState; link: LinkDoc },
  more: { exceptions: readonly ExceptionDoc[]; timeline: readonly TimelineEntry[]; checkedAt: number | null },
): ForgeIssue {
  const { mayClose, sentence } = verdictView(state, link)
  const incident = liveLinks(state).find(each => each.tool === 'servicenow')
  const { key, title, status } = state.case
  return {
    linked: true,
    ...{ mayClose, sentence, findings: findingViews(state).map(({ id }) => findingFacts(state, id)) },
    case: { key, title, url: state.caseUrl, status },
    policy: state.project.policy,
    ticket: ticketView(state, link),
    other: incident === undefined ? null : ticketView(state, incident),
    exceptions: more.exceptions.map(exceptionView),
    timeline: more.timeline.map(({ id, at, text, actor, kind }) => ({ id, at: iso(at), text, actor, kind })),
    checkedAt: maybeIso(more.checkedAt),
    falseFixes: total(link.falseFixes),
  }
}

/** A finding as a search found it, on a case or not. */
export function foundView(finding: FindingDoc): ForgeFinding {
  const { id, title, severity, state, open, tracked, url, detectionChangedAt, facts } = finding
  return {
    ...{ id, title, severity, state, open: open && tracked, url, ...kindAndPlace(finding) },
    openSince: open ? maybeIso(detectionChangedAt) : null,
    mutedUntil: state === 'muted' ? maybeIso(facts.muteExpiresAt ?? null) : null,
  }
}

function ticketView(state: CaseState, link: LinkDoc): ForgeTicket {
  const { condition, reason } = syncHealth(state, link)
  return {
    tool: link.tool,
    key: link.ticket?.key ?? null,
    url: link.ticket?.url ?? null,
    status: link.view?.status.name ?? null,
    closed: isClosed(link),
    sync: { condition, reason },
  }
}

export function exceptionView(doc: ExceptionDoc): ForgeException {
  const { id, findings, reason, until, state, askedBy, askedAt, answeredBy, answer } = doc
  return {
    ...{ id, findings, reason, until, state, askedBy: askedBy.name, askedAt: iso(askedAt) },
    ...{ answeredBy, answer },
  }
}
