/**
 * Events for the app: sent soon after they happened, to a function or to the remote, and again after a failure.
 * Source: https://developer.atlassian.com/platform/forge/events-reference/ (retries of remote calls).
 */
import { changeJson, commentJson, issueJson, userJson } from '../jira/render'
import type { Ask, Happening } from '../jira/site'
import { projectOf, statusOf } from '../jira/state'
import type { Called, Manifest } from './manifest'

/** Longest a remote may take to answer an event. Milliseconds. */
export const EVENT_WAIT_MS = 5_000
/** Tries after the first. */
export const EVENT_RETRIES = 4
/** Between tries. Milliseconds. */
export const EVENT_RETRY_MS = 60_000
/** Longest wait a function may ask for before it is called again. Milliseconds. */
const RETRY_AFTER_MAX_MS = 900_000

export type Event = { eventType: string } & Record<string, unknown>

/** How an attempt went; `retryMs` asks for another one. */
export type Attempt = { ok: true } | { ok: false; reason: string; retryMs: number }

const EVENT_OF = {
  created: 'avi:jira:created:issue',
  deleted: 'avi:jira:deleted:issue',
  updated: 'avi:jira:updated:issue',
  commented: 'avi:jira:commented:issue',
  uncommented: 'avi:jira:deleted:comment',
  property: 'avi:jira:set:issue-property',
} as const satisfies Record<Happening['kind'], string>

/** The events of one happening; an assignment sends two. `appAccountId`: what the app does is its own doing. */
export function eventsOf(what: Happening, ask: Ask, appAccountId: string): Event[] {
  const accountId = ask.actor?.accountId ?? null
  // Events show an issue as the app sees it.
  const seen: Ask = { ...ask, actor: ask.site.state.users.get(appAccountId) ?? null }
  const event: Event = {
    eventType: EVENT_OF[what.kind],
    selfGenerated: accountId === appAccountId,
    timestamp: String(ask.site.world.clock.now()),
    ...(accountId !== null && { atlassianId: accountId }),
    issue: issueJson(seen, what.issue, SLIM),
    ...more(what, seen),
  }
  const assigned = what.kind === 'updated' && what.change.items.some(item => item.fieldId === 'assignee')
  return assigned ? [event, { ...event, eventType: 'avi:jira:assigned:issue' }] : [event]
}

const SLIM = {
  fields: ['summary', 'issuetype', 'project', 'status', 'assignee', 'creator', 'created', 'updated'],
  properties: [],
  expand: [],
} as const

function more(what: Happening, seen: Ask): Record<string, unknown> {
  if (what.kind === 'commented' || what.kind === 'uncommented')
    return { comment: commentJson(seen, what.issue, what.comment) }
  if (what.kind === 'property') return { property: { key: what.key } }
  if (what.kind !== 'updated') return {}
  const { change, issue, type } = what
  const status = change.items.find(item => item.fieldId === 'status')
  const project = projectOf(seen.site.state, issue)
  const statuses = [status?.from, status?.to].flatMap(id => {
    const known = project.statuses.find(one => one.id === id)
    return known ? [statusOf(project, known.id)] : []
  })
  const author = seen.site.state.users.get(change.authorId)
  return {
    jiraEventTypeName: type,
    changelog: { items: changeJson(seen, change).items },
    ...(author && { associatedUsers: [userJson(seen, author)] }),
    ...(status && { associatedStatuses: statuses.map(({ id, name }) => ({ id, name })) }),
  }
}

/** Whom this event is for, by the manifest. */
export function listeners(manifest: Manifest, event: Event): ({ key: string } & Called)[] {
  return manifest.modules.trigger.filter(
    one => one.events.includes(event.eventType) && !(one.filter.ignoreSelf && event.selfGenerated === true),
  )
}

/** What a function's answer asks for: it may want to be called again. */
export function attemptOf(answer: unknown): Attempt {
  if (typeof answer !== 'object' || answer === null || !('_retry' in answer) || answer._retry !== true)
    return { ok: true }
  const options = 'retryOptions' in answer ? answer.retryOptions : null
  const { retryAfter, retryReason } =
    typeof options === 'object' && options !== null
      ? (options as { retryAfter?: unknown; retryReason?: unknown })
      : {}
  const ms = typeof retryAfter === 'number' ? retryAfter * 1000 : EVENT_RETRY_MS
  return {
    ok: false,
    reason: String(retryReason ?? 'FUNCTION_RETRY_REQUEST'),
    retryMs: Math.min(ms, RETRY_AFTER_MAX_MS),
  }
}
