import type { World } from '../port'
import type {
  CaseRecord,
  Finding,
  Json,
  Nesting,
  NotificationRule,
  ProjectRecord,
  TicketRule,
  Tree,
  User,
  WebhookTarget,
} from './model'
import { STATUS_OF_GROUP } from './model'
import type { Signal } from './signals'

/** How long a mute or an assignment takes to show, unless set otherwise. Milliseconds; Datadog gives no figure. */
export const DEFAULT_LAG_MS = 1000

export interface Settings {
  /** Overrides every finding's own nesting; `as-stored` leaves it. */
  nesting: Nesting | 'as-stored'
  muteLagMs: number
  /** The next `timeouts` searches answer `meta.status: "timeout"` with no more than `keep` findings. */
  timeouts: number
  keep: number
}

/** Everything simulated Datadog knows. */
export interface State {
  findings: Map<string, Finding>
  cases: Map<string, CaseRecord>
  projects: Map<string, ProjectRecord>
  users: Map<string, User>
  webhooks: Map<string, WebhookTarget>
  notificationRules: Map<string, NotificationRule>
  ticketRules: Map<string, TicketRule>
  signals: Map<string, Signal>
  settings: Settings
  /** Changes that were promised with 202 and show later, in the order promised. */
  promised: { at: number; apply: () => void }[]
  /** Ids of findings whose mute has an end. */
  ending: Set<string>
  /** Case by attached finding. */
  caseOf: Map<string, CaseRecord>
  /** Grows with every change that a search could show. */
  version: number
  nextPublicId: number
  nextIssue: number
}

export function emptyState(): State {
  return {
    findings: new Map(),
    cases: new Map(),
    projects: new Map(),
    users: new Map(),
    webhooks: new Map(),
    notificationRules: new Map(),
    ticketRules: new Map(),
    signals: new Map(),
    settings: { nesting: 'as-stored', muteLagMs: DEFAULT_LAG_MS, timeouts: 0, keep: 0 },
    promised: [],
    ending: new Set(),
    caseOf: new Map(),
    version: 0,
    nextPublicId: 1,
    nextIssue: 1,
  }
}

export function isTree(value: Json | undefined): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value under a dotted path of plain objects. */
export function at(tree: Tree, path: string): Json | undefined {
  let here: Json | undefined = tree
  for (const name of path.split('.')) here = isTree(here) ? here[name] : undefined
  return here
}

/** `more` over `base`, objects member by member; arrays and plain values replace. */
export function merged(base: Tree, more: Tree): Tree {
  const result: Tree = { ...base }
  for (const [name, value] of Object.entries(more)) {
    const before = result[name]
    result[name] = isTree(before) && isTree(value) ? merged(before, value) : value
  }
  return result
}

/** Makes every promise whose moment has come true, and ends mutes that ran out. Called before each request. */
export function settle(state: State, world: World): void {
  const now = world.clock.now()
  const due = state.promised.filter(one => one.at <= now)
  if (due.length > 0) {
    state.promised = state.promised.filter(one => one.at > now)
    for (const one of due) one.apply()
    state.version++
  }
  for (const id of state.ending) {
    const finding = state.findings.get(id)
    const end = finding === undefined ? null : muteEnd(finding)
    if (end === null) state.ending.delete(id)
    else if (finding !== undefined && end + state.settings.muteLagMs <= now) {
      state.ending.delete(id)
      unmute(finding, { is_muted: false })
      state.version++
    }
  }
}

/** When the finding's mute ends; null when it is not muted or muted for good. */
function muteEnd(finding: Finding): number | null {
  const end = at(finding.content, 'workflow.mute.expire_at')
  return at(finding.content, 'workflow.mute.is_muted') === true && typeof end === 'number' ? end : null
}

/** To be called after a finding's `workflow.mute` may have changed. */
export function watchMute(state: State, finding: Finding): void {
  if (muteEnd(finding) === null) state.ending.delete(finding.id)
  else state.ending.add(finding.id)
}

function withMute(finding: Finding, mute: Tree): void {
  const workflow = finding.content.workflow
  finding.content = { ...finding.content, workflow: { ...(isTree(workflow) ? workflow : {}), mute } }
}

/** Muting does not touch `detection_changed_at`: nothing was detected. */
export function mute(finding: Finding, workflowMute: Tree): void {
  const { status } = finding.content
  if (status !== 'muted') finding.statusBeforeMute = typeof status === 'string' ? status : 'open'
  withMute(finding, workflowMute)
  finding.content = { ...finding.content, status: 'muted' }
}

/** Back to the status before the mute; a status that changed meanwhile (fixed while muted) stays. */
export function unmute(finding: Finding, workflowMute: Tree): void {
  withMute(finding, workflowMute)
  if (finding.content.status !== 'muted') return
  finding.content = { ...finding.content, status: finding.statusBeforeMute ?? 'open' }
  finding.statusBeforeMute = null
}

/** The finding's attributes as they are read: with the case it is attached to. */
export function contentOf(state: State, finding: Finding): Tree {
  const record = state.caseOf.get(finding.id)
  if (record === undefined) return finding.content
  const jira = record.jira === null ? {} : { jira: [record.jira.issueKey] }
  return merged(finding.content, {
    workflow: { integrations: { cases: [caseOnFinding(state, record)], ...jira } },
  })
}

function caseOnFinding(state: State, record: CaseRecord): Tree {
  const user = (id: string): Tree => ({ id, name: state.users.get(id)?.name ?? '' })
  return {
    id: record.id,
    key: record.key,
    status: STATUS_OF_GROUP[record.statusGroup].toLowerCase(),
    title: record.title,
    created_at: record.createdAt,
    created_by: user(record.createdBy),
    updated_at: record.modifiedAt ?? record.createdAt,
    updated_by: user(record.modifiedBy ?? record.createdBy),
    ...(record.assigneeId === null ? {} : { assignee: user(record.assigneeId) }),
    ...(record.jira === null
      ? {}
      : { jira_issue: { key: record.jira.issueKey, status: 'To Do', url: record.jira.issueUrl } }),
    ...(record.servicenow === null
      ? {}
      : {
          servicenow_ticket: {
            state: '1',
            sys_id: record.servicenow.sysId,
            table_name: 'incident',
            url: record.servicenow.url,
          },
        }),
  }
}

/** The finding as search returns it. */
export function findingView(state: State, finding: Finding): Tree {
  const content = contentOf(state, finding)
  const nesting = state.settings.nesting === 'as-stored' ? finding.nesting : state.settings.nesting
  return {
    id: finding.id,
    type: 'finding',
    attributes: {
      attributes: nesting === 'custom' ? { custom: content } : content,
      tags: [...finding.tags],
      timestamp: changedAt(finding),
    },
  }
}

/** `@detection_changed_at`, by which searches sort. */
export function changedAt(finding: Finding): number {
  const changed = finding.content.detection_changed_at
  return typeof changed === 'number' ? changed : 0
}
