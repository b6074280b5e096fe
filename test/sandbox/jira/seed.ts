/** People and projects a fresh sandbox has. */
import type { Ids } from '@fixproof/hub/ports'
import { buildProject, type Catalogue, type ProjectSpec, projectSpec } from './projects'
import type { JiraUser, Permission, State } from './state'

/** What every member of the site may do. */
export const MEMBER_GRANTS: readonly Permission[] = [
  ...(['USER_PICKER', 'BROWSE_PROJECTS', 'CREATE_ISSUES', 'EDIT_ISSUES', 'ASSIGN_ISSUES'] as const),
  ...(['ASSIGNABLE_USER', 'TRANSITION_ISSUES', 'ADD_COMMENTS', 'LINK_ISSUES'] as const),
  ...(['RESOLVE_ISSUES', 'CLOSE_ISSUES'] as const),
]
const ADMIN: readonly Permission[] = [
  ...MEMBER_GRANTS,
  ...(['ADMINISTER', 'ADMINISTER_PROJECTS', 'EDIT_ALL_COMMENTS', 'DELETE_ALL_COMMENTS'] as const),
  ...(['DELETE_ISSUES', 'VIEW_READONLY_WORKFLOW'] as const),
]

/** The people of the seed, by e-mail address. */
export const BOT = 'bot@example.com'
export const ADA = 'ada@example.com'
export const ADMIN_USER = 'admin@example.com'

const PEOPLE: readonly JiraUser[] = [
  {
    accountId: '712020:b07b07b0-0000-4000-8000-000000000001',
    email: BOT,
    apiToken: 'bot',
    displayName: 'Fixproof Bot',
    groups: ['jira-users'],
    emailVisible: true,
    active: true,
    // The account the hub uses: may read workflows unless a project denies it, may not delete.
    grants: new Set([...MEMBER_GRANTS, 'VIEW_READONLY_WORKFLOW']),
  },
  {
    accountId: '712020:ada0ada0-0000-4000-8000-000000000002',
    email: ADA,
    apiToken: 'ada',
    displayName: 'Ada Example',
    groups: ['jira-users'],
    emailVisible: false,
    active: true,
    grants: new Set([...MEMBER_GRANTS, 'DELETE_ISSUES']),
  },
  {
    accountId: '712020:ad3110ad-0000-4000-8000-000000000003',
    email: ADMIN_USER,
    apiToken: 'admin',
    displayName: 'Admin Example',
    groups: ['jira-users', 'site-admins'],
    emailVisible: true,
    active: true,
    grants: new Set(ADMIN),
  },
]

const FREE = (closeScreen: string[] | undefined): ProjectSpec['transitions'] => [
  { name: 'To Do', to: 'To Do' },
  { name: 'In Progress', to: 'In Progress' },
  { name: 'In Review', to: 'In Review' },
  { name: 'Done', to: 'Done', ...(closeScreen ? { screen: closeScreen } : {}) },
]
const FREE_STATUSES: ProjectSpec['statuses'] = [
  { name: 'To Do', category: 'new' },
  { name: 'In Progress', category: 'indeterminate' },
  { name: 'In Review', category: 'indeterminate' },
  { name: 'Done', category: 'done' },
]

/** SEC: any status to any status. OPS: three hops, closed by two different ends. LOCK: done is final. TEAM: team-managed. */
export const SEED_PROJECTS: readonly ProjectSpec[] = [
  {
    key: 'SEC',
    name: 'Security',
    lead: ADA,
    issueTypes: [
      { name: 'Task' },
      {
        name: 'Bug',
        fields: [
          { id: 'customfield_10050', name: 'Root cause', type: 'select', allowed: ['Code', 'Configuration'] },
          { id: 'customfield_10051', name: 'Affected service', type: 'textfield' },
          { id: 'customfield_10052', name: 'Steps', type: 'textarea' },
          { id: 'customfield_10053', name: 'Teams', type: 'multiselect', allowed: ['Red', 'Blue', 'Green'] },
          { id: 'customfield_10054', name: 'Score', type: 'number' },
        ],
      },
    ],
    statuses: FREE_STATUSES,
    transitions: FREE(['resolution']),
  },
  {
    key: 'OPS',
    name: 'Operations',
    lead: ADA,
    issueTypes: [{ name: 'Task' }, { name: 'Bug' }],
    statuses: [
      { name: 'Backlog', category: 'new' },
      { name: 'Selected', category: 'indeterminate' },
      { name: 'In Work', category: 'indeterminate' },
      { name: 'Verified', category: 'done' },
      { name: "Won't Do", category: 'done' },
    ],
    transitions: [
      { name: 'Select', from: 'Backlog', to: 'Selected' },
      { name: 'Start work', from: 'Selected', to: 'In Work' },
      {
        name: 'Verify',
        from: 'In Work',
        to: 'Verified',
        screen: ['resolution', 'assignee'],
        required: ['resolution'],
      },
      { name: 'Drop', from: 'In Work', to: "Won't Do", screen: ['resolution'], required: ['resolution'] },
      { name: 'Put back', from: ['Selected', 'In Work'], to: 'Backlog' },
      { name: 'Reopen', from: ['Verified', "Won't Do"], to: 'Backlog' },
      {
        name: 'Close at once',
        from: 'Backlog',
        to: 'Verified',
        screen: ['resolution'],
        required: ['resolution'],
        hiddenFrom: [BOT],
      },
    ],
    // The bot must learn its way from the transitions it is offered.
    deny: { [BOT]: ['VIEW_READONLY_WORKFLOW'] },
  },
  {
    key: 'LOCK',
    name: 'Locked',
    lead: ADMIN_USER,
    statuses: [
      { name: 'To Do', category: 'new' },
      { name: 'Doing', category: 'indeterminate' },
      { name: 'Done', category: 'done' },
    ],
    transitions: [
      { name: 'Start', from: 'To Do', to: 'Doing' },
      { name: 'Stop', from: 'Doing', to: 'To Do' },
      { name: 'Finish', from: 'Doing', to: 'Done' },
    ],
  },
  {
    key: 'TEAM',
    name: 'Team space',
    style: 'next-gen',
    lead: ADA,
    statuses: FREE_STATUSES,
    transitions: FREE(undefined),
  },
]

/** A fresh site; workflow ids come from `ids`. */
export function seedState(ids: Ids, catalogue: Catalogue): State {
  const state: State = {
    users: new Map(PEOPLE.map(user => [user.accountId, { ...user }])),
    projects: new Map(),
    issues: new Map(),
    keys: new Map(),
    links: new Map(),
    webhooks: new Map(),
    index: new Map(),
    next: { issue: 10_000, comment: 10_000, change: 10_000, remoteLink: 10_000, link: 10_000, webhook: 1 },
  }
  for (const spec of SEED_PROJECTS) {
    const project = buildProject(projectSpec.parse(spec), state, catalogue, ids)
    state.projects.set(project.id, project)
  }
  return state
}
