/** Everything the simulated Jira remembers. Issues are never changed in place, so the search index may keep old ones. */

/** Keys of the status categories. */
export type Category = 'new' | 'indeterminate' | 'done'

/** Ids and words of the three status categories; decide by `key`, never by a status's name. */
export const CATEGORIES = {
  new: { id: 2, name: 'To Do', colorName: 'blue-gray', workflow: 'TODO' },
  indeterminate: { id: 4, name: 'In Progress', colorName: 'yellow', workflow: 'IN_PROGRESS' },
  done: { id: 3, name: 'Done', colorName: 'green', workflow: 'DONE' },
} as const satisfies Record<Category, { id: number; name: string; colorName: string; workflow: string }>

/** The permissions the site knows, with their ids. */
export const PERMISSIONS = {
  ADMINISTER: { id: '0', name: 'Administer Jira', type: 'GLOBAL' },
  USER_PICKER: { id: '27', name: 'Browse users and groups', type: 'GLOBAL' },
  ADMINISTER_PROJECTS: { id: '23', name: 'Administer Projects', type: 'PROJECT' },
  BROWSE_PROJECTS: { id: '10', name: 'Browse Projects', type: 'PROJECT' },
  CREATE_ISSUES: { id: '11', name: 'Create Issues', type: 'PROJECT' },
  EDIT_ISSUES: { id: '12', name: 'Edit Issues', type: 'PROJECT' },
  ASSIGN_ISSUES: { id: '13', name: 'Assign Issues', type: 'PROJECT' },
  ASSIGNABLE_USER: { id: '17', name: 'Assignable User', type: 'PROJECT' },
  TRANSITION_ISSUES: { id: '46', name: 'Transition Issues', type: 'PROJECT' },
  ADD_COMMENTS: { id: '15', name: 'Add Comments', type: 'PROJECT' },
  EDIT_ALL_COMMENTS: { id: '34', name: 'Edit All Comments', type: 'PROJECT' },
  DELETE_ALL_COMMENTS: { id: '36', name: 'Delete All Comments', type: 'PROJECT' },
  LINK_ISSUES: { id: '21', name: 'Link Issues', type: 'PROJECT' },
  DELETE_ISSUES: { id: '16', name: 'Delete Issues', type: 'PROJECT' },
  RESOLVE_ISSUES: { id: '14', name: 'Resolve Issues', type: 'PROJECT' },
  CLOSE_ISSUES: { id: '18', name: 'Close Issues', type: 'PROJECT' },
  VIEW_READONLY_WORKFLOW: { id: '45', name: 'View Read-Only Workflow', type: 'PROJECT' },
} as const satisfies Record<string, { id: string; name: string; type: 'GLOBAL' | 'PROJECT' }>
/** Key of a permission. */
export type Permission = keyof typeof PERMISSIONS

/** A person with an account. */
export interface JiraUser {
  accountId: string
  email: string
  apiToken: string
  displayName: string
  /** Whether people other than this one see the e-mail address. */
  emailVisible: boolean
  active: boolean
  /** Names of the groups this person is in. */
  groups: readonly string[]
  /** What this person may do in every project that does not say otherwise. */
  grants: ReadonlySet<Permission>
}

/** What kind of value a field holds. */
export type FieldKind =
  | 'string'
  | 'adf'
  | 'labels'
  | 'priority'
  | 'resolution'
  | 'user'
  | 'date'
  | 'option'
  | 'options'
  | 'number'
  | 'project'
  | 'issuetype'

/** One choice of a select field. */
export interface Option {
  id: string
  value: string
}

/** A field as one work type of one project has it. */
export interface FieldDef {
  id: string
  name: string
  kind: FieldKind
  required: boolean
  hasDefault: boolean
  /** Only for `option` and `options`. */
  options: Option[]
}

/** A work type of a project. */
export interface IssueType {
  id: string
  name: string
  /** Create and edit screen, by field id. */
  fields: ReadonlyMap<string, FieldDef>
}

/** A status of a workflow. */
export interface Status {
  id: string
  name: string
  category: Category
}

/** A way from status to status. */
export interface Transition {
  id: string
  name: string
  /** Status ids it leaves; null = from anywhere. */
  from: readonly string[] | null
  to: string
  /** Field ids on its screen with "required"; null = no screen. */
  screen: ReadonlyMap<string, boolean> | null
  /** Account ids that never see it (a workflow condition). */
  hiddenFrom: ReadonlySet<string>
  /** Post function: resolution id to set, null to clear, undefined to leave alone. A screen's value wins. */
  setsResolution: string | null | undefined
  /** Validators of apps, asked in this order. */
  appRules: readonly AppRule[]
}

/** A validator of an app on a transition; `parameters.key` names the app's module by its ARI. */
export interface AppRule {
  id: string
  parameters: Readonly<Record<string, string>>
}

/** A project with its work types and its workflow. */
export interface Project {
  id: string
  key: string
  name: string
  /** Team-managed projects have no resolution field here. */
  style: 'classic' | 'next-gen'
  leadId: string
  types: readonly IssueType[]
  statuses: readonly Status[]
  /** Status of a new issue. */
  initial: string
  transitions: readonly Transition[]
  /** By account id: what differs from the person's general grants. */
  permissions: ReadonlyMap<string, { allow: ReadonlySet<Permission>; deny: ReadonlySet<Permission> }>
  workflowId: string
  /** Grows with each change of the workflow. */
  workflowVersion: number
  lastNumber: number
}

/** One entry of the history. */
export interface Change {
  id: string
  authorId: string
  at: number
  items: ChangeItem[]
}

/** One field of an entry. */
export interface ChangeItem {
  field: string
  fieldId: string
  fieldtype: 'jira' | 'custom'
  from: string | null
  fromString: string | null
  to: string | null
  toString: string | null
}

/** A comment of an issue. */
export interface Comment {
  id: string
  authorId: string
  updateAuthorId: string
  body: unknown
  created: number
  updated: number
  properties: ReadonlyMap<string, unknown>
  /** The role or group it is meant for; null = everybody who sees the issue. */
  visibility: Visibility | null
}

export interface Visibility {
  type: 'role' | 'group'
  value: string
}

/** A link to something outside Jira; `object` and `application` as they are read back. */
export interface RemoteLink {
  id: number
  globalId: string | null
  application: Record<string, unknown>
  relationship: string | null
  object: Record<string, unknown>
}

/** A link between two issues. */
export interface IssueLink {
  id: string
  typeId: string
  inwardId: string
  outwardId: string
}

/** An issue. Every change makes a new object. */
export interface Issue {
  id: string
  key: string
  projectId: string
  typeId: string
  statusId: string
  creatorId: string
  created: number
  updated: number
  statusChanged: number
  resolved: number | null
  /** Field id → stored value: text, ADF, ids. A missing key is an empty field. */
  fields: Readonly<Record<string, unknown>>
  properties: ReadonlyMap<string, unknown>
  comments: readonly Comment[]
  remoteLinks: readonly RemoteLink[]
  changes: readonly Change[]
}

/** A registered webhook; `jql` null = all issues, `secret` null = unsigned. */
export interface Webhook {
  id: number
  name: string
  url: string
  events: string[]
  jql: string | null
  secret: string | null
  excludeBody: boolean
  enabled: boolean
}

/** A priority or a resolution. */
export interface Named {
  id: string
  name: string
  description: string
}

/** All of a site. */
export interface State {
  users: Map<string, JiraUser>
  projects: Map<string, Project>
  issues: Map<string, Issue>
  /** Every key an issue has or had → its id; a moved issue is found by its old key. */
  keys: Map<string, string>
  links: Map<string, IssueLink>
  webhooks: Map<number, Webhook>
  /** Oldest first; null = deleted. What the search index will come to know, and when it happened. */
  index: Map<string, { at: number; issue: Issue | null }[]>
  next: { issue: number; comment: number; change: number; remoteLink: number; link: number; webhook: number }
}

/** Most urgent first. */
export const PRIORITIES: readonly Named[] = [
  // A priority of the site's own, as many sites have.
  { id: '10000', name: 'Blocker', description: 'Nothing else goes on before this is solved.' },
  { id: '1', name: 'Highest', description: 'This problem will block progress.' },
  { id: '2', name: 'High', description: 'Serious problem that could block progress.' },
  { id: '3', name: 'Medium', description: 'Has the potential to affect progress.' },
  { id: '4', name: 'Low', description: 'Minor problem or easily worked around.' },
  { id: '5', name: 'Lowest', description: 'Trivial problem with little or no impact on progress.' },
]
/** Id of the priority an issue has when none is given. */
export const DEFAULT_PRIORITY = '3'

/** Enough to say fixed and not fixed. */
export const RESOLUTIONS: readonly Named[] = [
  { id: '10000', name: 'Done', description: 'Work has been completed on this issue.' },
  { id: '10001', name: "Won't Do", description: "This issue won't be actioned." },
  { id: '10002', name: 'Duplicate', description: 'The problem is a duplicate of an existing issue.' },
  { id: '10003', name: 'Cannot Reproduce', description: 'All attempts at reproducing this issue failed.' },
  { id: '10004', name: 'Fixed', description: 'A fix for this issue is checked in and tested.' },
  { id: '10005', name: 'Accepted risk', description: 'The risk is known and accepted for a time.' },
  { id: '10006', name: 'False positive', description: 'There was no problem.' },
  { id: '10007', name: 'No longer tracked', description: 'Nothing is attached to this issue any more.' },
]

/** The link types every new site has. */
export const LINK_TYPES = [
  { id: '10000', name: 'Blocks', inward: 'is blocked by', outward: 'blocks' },
  { id: '10001', name: 'Cloners', inward: 'is cloned by', outward: 'clones' },
  { id: '10002', name: 'Duplicate', inward: 'is duplicated by', outward: 'duplicates' },
  { id: '10003', name: 'Relates', inward: 'relates to', outward: 'relates to' },
] as const

/** Takes the place of the issue's last version, and tells the index. */
export function putIssue(state: State, issue: Issue, now: number): Issue {
  state.issues.set(issue.id, issue)
  state.keys.set(issue.key, issue.id)
  noteForIndex(state, issue.id, { at: now, issue })
  return issue
}

/** Deletes the issue and every link to it. */
export function removeIssue(state: State, issue: Issue, now: number): void {
  state.issues.delete(issue.id)
  for (const link of [...state.links.values()]) {
    if (link.inwardId === issue.id || link.outwardId === issue.id) state.links.delete(link.id)
  }
  noteForIndex(state, issue.id, { at: now, issue: null })
}

/** Longest history kept for one issue's index; older entries have long been overtaken. */
const INDEX_VERSIONS_MAX = 200

function noteForIndex(state: State, id: string, entry: { at: number; issue: Issue | null }): void {
  const versions = state.index.get(id) ?? []
  versions.push(entry)
  if (versions.length > INDEX_VERSIONS_MAX) versions.shift()
  state.index.set(id, versions)
}

/** By id, by key, or by a key it had before it was moved; case of the key does not matter. */
export function findIssue(state: State, idOrKey: string): Issue | undefined {
  return state.issues.get(idOrKey) ?? state.issues.get(state.keys.get(idOrKey.toUpperCase()) ?? '')
}

/** By id or by key; case of the key does not matter. */
export function findProject(state: State, idOrKey: string): Project | undefined {
  const direct = state.projects.get(idOrKey)
  if (direct) return direct
  const key = idOrKey.toUpperCase()
  for (const project of state.projects.values()) if (project.key === key) return project
  return undefined
}

/** The project of an issue; every issue has one. */
export function projectOf(state: State, issue: Issue): Project {
  const project = state.projects.get(issue.projectId)
  if (!project) throw new Error(`issue ${issue.key} is in no project`)
  return project
}

export function typeOf(state: State, issue: Issue): IssueType {
  const type = projectOf(state, issue).types.find(t => t.id === issue.typeId)
  if (!type) throw new Error(`issue ${issue.key} has a work type its project does not have`)
  return type
}

export function statusOf(project: Project, statusId: string): Status {
  const status = project.statuses.find(s => s.id === statusId)
  if (!status) throw new Error(`project ${project.key} has no status ${statusId}`)
  return status
}

/** Whether this person may do that; `project` null for global permissions. Nobody signed in may do nothing. */
export function may(user: JiraUser | null, permission: Permission, project: Project | null): boolean {
  if (!user?.active) return false
  const local = project?.permissions.get(user.accountId)
  if (local?.deny.has(permission)) return false
  return local?.allow.has(permission) === true || user.grants.has(permission)
}
