/** Issues: create, read, edit, assign, delete, bulk read, history. */
import { addComment, commitChange, roomForComments, tellComment } from './changes'
import { applyValues, readProperties, readWrites, type Writes } from './edit'
import { cannotBeSet, fieldWords, isRequired, projectFrom, readField, typeFrom } from './fields'
import { issueError, refuse, refuseFields } from './refusals'
import { changeJson, type IssueWish, issueJson } from './render'
import { type AddRoute, bodyList, queryList } from './routes'
import {
  type Answer,
  type Ask,
  actorId,
  api,
  isRecord,
  issueOf,
  mayInProject,
  maySee,
  members,
  now,
  pageOf,
} from './site'
import {
  DEFAULT_PRIORITY,
  type FieldDef,
  findIssue,
  type Issue,
  type IssueType,
  may,
  type Project,
  projectOf,
  putIssue,
  removeIssue,
  typeOf,
} from './state'
import { announceIssue } from './webhooks'

/** Issues a bulk read takes. Source: the REST reference, "Bulk fetch issues". */
export const BULK_FETCH_MAX = 100
/** Histories that come along with each issue of a bulk read: the newest ones. */
export const BULK_HISTORIES_MAX = 40
/** Longest page of an issue's history. */
export const CHANGELOG_PAGE_MAX = 100

/** Adds the routes for issues. */
export function issueRoutes(add: AddRoute): void {
  add('post', '/rest/api/3/issue', create)
  add('post', '/rest/api/3/issue/bulkfetch', bulkFetch, { anonymous: true })
  add(
    'get',
    '/rest/api/3/issue/:issue',
    ask => ({ status: 200, body: issueJson(ask, issueOf(ask), wishOf(ask)) }),
    {
      anonymous: true,
    },
  )
  add('put', '/rest/api/3/issue/:issue', edit, { anonymous: true, writesIssue: true })
  add('delete', '/rest/api/3/issue/:issue', remove, { anonymous: true, writesIssue: true })
  add('put', '/rest/api/3/issue/:issue/assignee', assign, { anonymous: true, writesIssue: true })
  add('get', '/rest/api/3/issue/:issue/changelog', changelog, { anonymous: true })
}

function wishOf(ask: Ask): IssueWish {
  return {
    fields: queryList(ask, 'fields'),
    properties: queryList(ask, 'properties'),
    expand: queryList(ask, 'expand'),
  }
}

function create(ask: Ask): Answer {
  const body = members(ask)
  const fields = isRecord(body.fields) ? body.fields : {}
  const { project, type } = target(ask, fields)
  const ctx = { state: ask.site.state, project }
  // The resolution is not on the create screen; an issue starts unresolved.
  const screen = new Map([...type.fields].filter(([id]) => id !== 'resolution'))
  const writes = readWrites(body, screen, ctx, { before: {}, commentAllowed: true })
  const missing = required(screen, writes)
  const properties = readProperties(body.properties)
  const errors = {
    ...missing,
    ...writes.errors,
    ...('error' in properties ? { properties: properties.error } : {}),
  }
  if ('error' in properties || Object.keys(errors).length > 0) throw refuseFields(errors)

  const { state } = ask.site
  const at = now(ask)
  const number = project.lastNumber + 1
  state.projects.set(project.id, { ...project, lastNumber: number })
  const values = { priority: DEFAULT_PRIORITY, reporter: actorId(ask), ...Object.fromEntries(writes.values) }
  const { project: _project, issuetype: _type, ...stored } = values as Record<string, unknown>
  const made: Issue = {
    id: String(state.next.issue++),
    key: `${project.key}-${number}`,
    projectId: project.id,
    typeId: type.id,
    statusId: project.initial,
    creatorId: actorId(ask),
    created: at,
    updated: at,
    statusChanged: at,
    resolved: null,
    fields: Object.fromEntries(Object.entries(stored).filter(([, value]) => value !== null)),
    properties: properties.values,
    comments: [],
    remoteLinks: [],
    changes: [],
  }
  let issue = putIssue(state, made, at)
  announceIssue(ask, { event: 'jira:issue_created', type: 'issue_created', issue })
  for (const raw of writes.comments) {
    const { issue: next, comment } = addComment(ask, issue, raw)
    tellComment(ask, 'comment_created', next, comment)
    issue = next
  }
  const answer = { id: issue.id, key: issue.key, self: `${api(ask)}/issue/${issue.id}` }
  return { status: 201, body: answer, write: true }
}

/** Project and work type decide which fields there are, so Jira looks at them first. */
function target(ask: Ask, fields: Record<string, unknown>): { project: Project; type: IssueType } {
  if (fields.project === undefined) throw refuseFields({ project: 'Specify a valid project ID or key' })
  const project = projectFrom(fields.project, ask.site.state)
  if (!project || !may(ask.actor, 'BROWSE_PROJECTS', project)) {
    throw refuseFields({ project: 'valid project is required' })
  }
  if (!may(ask.actor, 'CREATE_ISSUES', project)) {
    throw refuse('may-not-create', 'You do not have permission to create issues in this project.')
  }
  const type = typeFrom(fields.issuetype, project)
  if (!type) throw refuseFields({ issuetype: 'Specify a valid issue type' })
  return { project, type }
}

function required(screen: ReadonlyMap<string, FieldDef>, writes: Writes): Record<string, string> {
  const missing: Record<string, string> = {}
  for (const def of screen.values()) {
    if (!def.required || def.hasDefault || writes.values.has(def.id)) continue
    missing[def.id] = def.id === 'summary' ? 'You must specify a summary of the issue.' : isRequired(def.name)
  }
  return missing
}

function edit(ask: Ask): Answer {
  const issue = issueOf(ask)
  if (!mayInProject(ask, 'EDIT_ISSUES', issue)) {
    throw refuse('may-not-edit', 'You do not have permission to edit issues in this project.')
  }
  const body = members(ask)
  if (body.fields === undefined && body.update === undefined && body.properties === undefined) {
    throw refuse('unreadable-body', "one of 'fields' or 'update' required")
  }
  const project = projectOf(ask.site.state, issue)
  const ctx = { state: ask.site.state, project }
  // An edit looks at no screen, so the resolution can be set here; moving to another project cannot.
  const defs = new Map([...typeOf(ask.site.state, issue).fields].filter(([id]) => id !== 'project'))
  const writes = readWrites(body, defs, ctx, {
    before: { ...issue.fields, issuetype: issue.typeId },
    commentAllowed: mayInProject(ask, 'ADD_COMMENTS', issue),
  })
  const properties = readProperties(body.properties)
  const errors = { ...writes.errors, ...('error' in properties ? { properties: properties.error } : {}) }
  if ('error' in properties || Object.keys(errors).length > 0) throw refuseFields(errors)

  roomForComments(issue, writes.comments.length)
  const typeId = String(writes.values.get('issuetype') ?? issue.typeId)
  writes.values.delete('issuetype')
  const applied = applyValues(issue, writes.values, defs, ctx)
  const typeDef = defs.get('issuetype')
  const items =
    typeDef && typeId !== issue.typeId
      ? [...applied.items, typeItem(issue, typeId, typeDef, ctx)]
      : applied.items
  const resolved = writes.values.has('resolution')
    ? applied.issue.fields.resolution === undefined
      ? null
      : (issue.resolved ?? now(ask))
    : issue.resolved
  const kept = { ...applied.issue, typeId, resolved, properties: merged(issue, properties.values) }
  const changed = commitChange(ask, kept, items, 'issue_updated')
  if (items.length === 0 && properties.values.size > 0) putIssue(ask.site.state, changed, now(ask))
  let last = changed
  for (const raw of writes.comments) {
    const { issue: next, comment } = addComment(ask, last, raw)
    tellComment(ask, 'comment_created', next, comment)
    last = next
  }
  const write = items.length > 0 || properties.values.size > 0 || writes.comments.length > 0
  return ask.query.get('returnIssue') === 'true'
    ? { status: 200, body: issueJson(ask, last, wishOf(ask)), write }
    : { status: 204, write }
}

const typeItem = (
  issue: Issue,
  typeId: string,
  def: FieldDef,
  ctx: { state: Ask['site']['state']; project: Project },
) => {
  const from = fieldWords(issue.typeId, ctx, def)
  const to = fieldWords(typeId, ctx, def)
  return {
    field: 'issuetype',
    fieldId: 'issuetype',
    fieldtype: 'jira' as const,
    from: from.id,
    fromString: from.text,
    to: to.id,
    toString: to.text,
  }
}

const merged = (issue: Issue, values: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown> =>
  values.size === 0 ? issue.properties : new Map([...issue.properties, ...values])

function remove(ask: Ask): Answer {
  const issue = issueOf(ask)
  if (!mayInProject(ask, 'DELETE_ISSUES', issue)) {
    throw refuse('may-not-delete', 'You do not have permission to delete issues in this project.')
  }
  removeIssue(ask.site.state, issue, now(ask))
  announceIssue(ask, { event: 'jira:issue_deleted', type: 'issue_deleted', issue })
  return { status: 204, write: true }
}

function assign(ask: Ask): Answer {
  const issue = issueOf(ask)
  if (!mayInProject(ask, 'ASSIGN_ISSUES', issue)) {
    throw refuse('may-not-assign', 'You do not have permission to assign issues.')
  }
  const { accountId } = members(ask)
  if (accountId === undefined)
    throw refuseFields({ assignee: "expected Object containing an 'accountId' property" })
  const project = projectOf(ask.site.state, issue)
  const def = typeOf(ask.site.state, issue).fields.get('assignee')
  if (!def) throw refuseFields({ assignee: cannotBeSet('assignee') })
  const ctx = { state: ask.site.state, project }
  const read = readField({ accountId }, ctx, def)
  if ('error' in read) throw refuseFields({ assignee: read.error })
  const applied = applyValues(issue, new Map([['assignee', read.value]]), new Map([['assignee', def]]), ctx)
  commitChange(ask, applied.issue, applied.items, 'issue_assigned')
  return { status: 204, write: applied.items.length > 0 }
}

function bulkFetch(ask: Ask): Answer {
  const body = members(ask)
  const wanted = bodyList(body.issueIdsOrKeys)
  if (wanted.length === 0 || wanted.length > BULK_FETCH_MAX) {
    throw refuse(
      'bulk-size',
      wanted.length === 0
        ? 'issueIdsOrKeys must not be empty.'
        : `The request can contain at most ${BULK_FETCH_MAX} issues.`,
    )
  }
  const found = new Map<string, Issue>()
  const issueErrors: { id: string; errorMessage: string }[] = []
  for (const id of wanted) {
    const issue = findIssue(ask.site.state, id)
    if (issue && maySee(ask, issue)) found.set(issue.id, issue)
    else issueErrors.push(issueError(id))
  }
  const wish = {
    fields: body.fields === undefined ? ['*navigable'] : bodyList(body.fields),
    properties: bodyList(body.properties),
    expand: bodyList(body.expand),
  }
  // Always in id order, whatever order was asked for.
  const issues = [...found.values()].sort((a, b) => Number(a.id) - Number(b.id))
  return {
    status: 200,
    body: { issues: issues.map(issue => issueJson(ask, issue, wish, BULK_HISTORIES_MAX)), issueErrors },
  }
}

function changelog(ask: Ask): Answer {
  const issue = issueOf(ask)
  const { startAt, maxResults } = pageOf(ask.query, CHANGELOG_PAGE_MAX, CHANGELOG_PAGE_MAX)
  const values = issue.changes.slice(startAt, startAt + maxResults)
  const isLast = startAt + values.length >= issue.changes.length
  const page = `${api(ask)}/issue/${issue.key}/changelog?maxResults=${maxResults}&startAt=`
  return {
    status: 200,
    body: {
      self: `${page}${startAt}`,
      ...(isLast ? {} : { nextPage: `${page}${startAt + maxResults}` }),
      maxResults,
      startAt,
      total: issue.changes.length,
      isLast,
      values: values.map(change => changeJson(ask, change)),
    },
  }
}
