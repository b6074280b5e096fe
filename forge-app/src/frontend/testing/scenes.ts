/** What the functions answer in the states a page can be in; for the tests of the pages and for looking at them. */
import {
  type ForgeFalseFixes,
  type ForgeFinding,
  type ForgeIssue,
  type ForgeProject,
  forgeSentences,
} from '@fixproof/rules'
import type { AdminView, Answer, Failure, PanelView, StoredVerdict } from '../../defs'

type Linked = Extract<ForgeIssue, { linked: true }>

export const ok = <T>(data: T): Answer<T> => ({ ok: true, data })
export const no = (failure: Failure, sentence: string): Answer<never> => ({ ok: false, failure, sentence })

const URL = 'https://app.datadoghq.com/security/'

export const findings: ForgeFinding[] = [
  {
    id: 'FIND-1',
    title: 'SQL injection in the order search',
    severity: 'critical',
    category: 'Code vulnerability',
    state: 'open',
    open: true,
    url: `${URL}FIND-1`,
    openSince: '2026-11-20T08:00:00Z',
    mutedUntil: null,
    where: 'checkout',
  },
  {
    id: 'FIND-2',
    title: 'CVE-2026-31337 in log4j-core 2.14.1',
    severity: 'high',
    category: 'Library vulnerability',
    state: 'in-progress',
    open: true,
    url: `${URL}FIND-2`,
    openSince: '2026-11-21T08:00:00Z',
    mutedUntil: null,
    where: 'checkout',
  },
  {
    id: 'FIND-3',
    title: 'S3 bucket allows public reads',
    severity: 'medium',
    category: 'Misconfiguration',
    state: 'muted',
    open: false,
    url: `${URL}FIND-3`,
    openSince: null,
    mutedUntil: '2027-01-31T00:00:00Z',
    where: 'invoices-prod',
  },
  {
    id: 'FIND-4',
    title: 'Hard-coded token',
    severity: 'low',
    category: 'Secret',
    state: 'resolved',
    open: false,
    url: '',
    openSince: null,
    mutedUntil: null,
    where: null,
  },
]

const REFUSAL =
  'This ticket cannot be closed as fixed: "SQL injection in the order search" (critical, open since 2026-11-20) and "CVE-2026-31337 in log4j-core 2.14.1" (high, open since 2026-11-21) are still open in Datadog. Fix them and wait until Datadog sees the fix, mute them in Datadog, or take them off this ticket.'

export const linked: Linked = {
  linked: true,
  mayClose: false,
  sentence: REFUSAL,
  findings,
  case: {
    key: 'SEC-4',
    title: 'Checkout: injection and vulnerable libraries',
    url: 'https://fixproof.example.com/cases/SEC-4',
    status: 'OPEN',
  },
  policy: 'strict',
  ticket: {
    tool: 'jira',
    key: 'SEC-12',
    url: 'https://example.atlassian.net/browse/SEC-12',
    status: 'In Progress',
    closed: false,
    sync: { condition: 'well', reason: null },
  },
  other: {
    tool: 'servicenow',
    key: 'INC0010042',
    url: 'https://example.service-now.com/INC0010042',
    status: 'In Progress',
    closed: false,
    sync: { condition: 'well', reason: null },
  },
  exceptions: [
    {
      id: 'exception-1',
      findings: ['FIND-2'],
      reason: 'The upgrade needs the new runtime; the service is not reachable from outside.',
      until: '2026-12-31',
      state: 'asked',
      askedBy: 'Ada Lovelace',
      askedAt: '2026-11-22T09:00:00Z',
      answeredBy: null,
      answer: null,
    },
  ],
  timeline: [
    {
      id: 't3',
      at: '2026-11-23T09:31:00Z',
      text: 'The close was refused: "SQL injection in the order search" is still open in Datadog.',
      actor: 'Ada Lovelace',
      kind: 'decided',
    },
    {
      id: 't2',
      at: '2026-11-21T08:00:10Z',
      text: '"CVE-2026-31337 in log4j-core 2.14.1" was attached.',
      actor: 'Fixproof',
      kind: 'did',
    },
    {
      id: 't1',
      at: '2026-11-20T08:00:05Z',
      text: 'Datadog found "SQL injection in the order search".',
      actor: 'Datadog',
      kind: 'observed',
    },
  ],
  checkedAt: '2026-11-23T09:30:00Z',
  falseFixes: 2,
}

export const fixed: Linked = {
  ...linked,
  mayClose: true,
  sentence: 'This ticket is closed, and no finding on it is open in Datadog.',
  findings: findings.map(f => ({ ...f, state: 'resolved', open: false, openSince: null, mutedUntil: null })),
  ticket: { ...linked.ticket, status: 'Done', closed: true },
  other: linked.other === null ? null : { ...linked.other, status: 'Resolved', closed: true },
  exceptions: [],
  timeline: [
    {
      id: 't4',
      at: '2026-11-23T09:30:04Z',
      text: 'All 4 findings are fixed in Datadog: the ticket was closed.',
      actor: 'Fixproof',
      kind: 'did',
    },
    ...linked.timeline.slice(1),
  ],
  falseFixes: 0,
}

/** Closed as fixed while findings are open. */
export const lie: Linked = {
  ...linked,
  ticket: {
    ...linked.ticket,
    status: 'Done',
    closed: true,
    sync: { condition: 'contested', reason: 'It was closed while a finding is open. It is reopened soon.' },
  },
}

export const stored: StoredVerdict = {
  mayClose: false,
  sentence: REFUSAL,
  checkedAt: '2026-11-23T09:30:00Z',
  blocking: findings.slice(0, 2),
}

export const unreachable = no('unreachable', forgeSentences.unreachable())
export const unconnected = no('not-connected', forgeSentences.notConnected())

export const panel = (
  issue: Answer<ForgeIssue>,
  rest: Partial<Omit<PanelView, 'issue'>> = {},
): PanelView => ({ issue, stored: null, mayDetach: true, ...rest })

export const project: ForgeProject = {
  name: 'Security',
  openFindings: findings.slice(0, 2),
  openCount: 2,
  tickets: { open: 3, closed: 14, blocked: 1 },
  falseFixes: { refused: 6, undone: 2 },
  hoursToFix: { byTruth: 212, byTicket: 96, findings: 11 },
}

export const falseFixes: ForgeFalseFixes = {
  refused: 6,
  undone: 2,
  issues: [
    { id: '10012', key: 'SEC-12', at: '2026-11-23T09:31:00Z', who: 'Ada Lovelace', how: 'refused' },
    { id: '10003', key: 'OPS-3', at: '2026-11-20T10:00:00Z', who: 'Abel Tuter', how: 'undone' },
  ],
}

export const admin: AdminView = {
  hub: {
    connection: 'main',
    version: '0.1.0',
    cloudId: '11111111-2222-3333-4444-555555555555',
    checkedAt: '2026-11-23T09:30:00Z',
    kids: ['2026-11-a1b2c3', '2026-08-d4e5f6'],
  },
  settings: { mode: 'live-then-proof', detachGroup: 'security-leads' },
  projects: [
    {
      key: 'SEC',
      name: 'Security',
      caseProject: 'SEC',
      settings: { mode: 'live', detachGroup: 'appsec' },
      workflows: [
        {
          id: 'w1',
          name: 'Software workflow',
          transitions: [
            { id: '31', name: 'Done', from: [], to: 'Done', guarded: true },
            { id: '41', name: 'Resolve', from: ['In Review'], to: 'Resolved', guarded: false },
          ],
          sharedWith: ['OPS'],
          canUndo: true,
        },
      ],
    },
    {
      key: 'HR',
      name: 'People',
      caseProject: null,
      settings: { mode: null, detachGroup: null },
      workflows: [
        {
          id: 'w2',
          name: 'Simple workflow',
          transitions: [
            { id: '5', name: 'Close', from: ['Open', 'In Progress'], to: 'Closed', guarded: true },
          ],
          sharedWith: [],
          canUndo: false,
        },
      ],
    },
  ],
}

export const preview = {
  workflow: 'Software workflow',
  adds: [{ transition: 'Resolve', to: 'Resolved' }],
  sharedWith: ['OPS'],
  token: 'version-7',
}

const REMOTE = { results: [{ key: 'hub', configured: { endpoint: 'https://fixproof.example.com' } }] }

/** Every state of every page: its entry, and what is answered to what it asks. `pending`: never answered. */
export const SCENES: {
  [name: string]: { entry: string; answers: { [question: string]: unknown }; pending?: true; failed?: string }
} = {
  panel: {
    entry: 'panel',
    answers: {
      'issue.view': panel(ok(linked)),
      'findings.search': ok({ findings: findings.slice(0, 2).map(f => ({ ...f, case: null })) }),
    },
  },
  'panel-fixed': { entry: 'panel', answers: { 'issue.view': panel(ok(fixed), { mayDetach: false }) } },
  'panel-false-fix': { entry: 'panel', answers: { 'issue.view': panel(ok(lie)) } },
  'panel-empty': { entry: 'panel', answers: { 'issue.view': panel(ok({ linked: false })) } },
  'panel-unreachable': { entry: 'panel', answers: { 'issue.view': panel(unreachable, { stored }) } },
  'panel-not-connected': { entry: 'panel', answers: { 'issue.view': panel(unconnected) } },
  'panel-error': { entry: 'panel', answers: {}, failed: 'The function timed out after 25 seconds' },
  'panel-loading': { entry: 'panel', answers: {}, pending: true },
  glance: { entry: 'glance', answers: { 'issue.view': panel(ok(linked)) } },
  'glance-fixed': { entry: 'glance', answers: { 'issue.view': panel(ok(fixed)) } },
  project: { entry: 'project', answers: { 'project.view': ok(project) } },
  admin: {
    entry: 'admin',
    answers: { 'admin.view': ok(admin), 'workflow.preview': ok(preview), __permission__remoteGet: REMOTE },
  },
  'admin-new': {
    entry: 'admin',
    answers: {
      'admin.view': ok({ ...admin, hub: null, projects: [] }),
      __permission__remoteGet: { results: [] },
    },
  },
  gadget: { entry: 'gadget', answers: { 'gadget.view': ok({ days: 30, falseFixes }) } },
  'gadget-edit': { entry: 'gadget-edit', answers: {} },
}
