/** People: who I am, and finding others. Addresses are hidden unless their owner shows them. */
import { assignable } from './fields'
import { refuse } from './refusals'
import { userJson } from './render'
import { type AddRoute, queryList } from './routes'
import { type Answer, type Ask, api, pageOf, visibleIssue, visibleProject } from './site'
import { type JiraUser, may, projectOf } from './state'

/** Longest page of people. */
export const USER_PAGE_MAX = 1_000
const USER_PAGE = 50

/** Adds the routes for people. */
export function userRoutes(add: AddRoute): void {
  add('get', '/rest/api/3/myself', myself)
  add('get', '/rest/api/3/user', read)
  add('get', '/rest/api/3/user/groups', groups)
  add('get', '/rest/api/3/user/search', search, { anonymous: true })
  add('get', '/rest/api/3/user/assignable/search', searchAssignable)
}

function myself(ask: Ask): Answer {
  if (!ask.actor) throw new Error('myself was reached by nobody')
  const expanded = queryList(ask, 'expand').includes('groups') ? { groups: groupsOf(ask, ask.actor) } : {}
  return { status: 200, body: { ...userJson(ask, ask.actor), ...expanded, locale: 'en_US' } }
}

const groupList = (ask: Ask, user: JiraUser) =>
  user.groups.map(name => ({ name, groupId: name, self: `${api(ask)}/group?groupId=${name}` }))
const groupsOf = (ask: Ask, user: JiraUser) => ({
  size: user.groups.length,
  items: groupList(ask, user),
  'max-results': 50,
})

/** Everybody's own groups; those of others need the right to browse people. */
function groups(ask: Ask): Answer {
  return { status: 200, body: groupList(ask, named(ask)) }
}

function read(ask: Ask): Answer {
  return { status: 200, body: userJson(ask, named(ask)) }
}

/** The person `accountId` names, for who may browse people. */
function named(ask: Ask): JiraUser {
  const user = ask.site.state.users.get(ask.query.get('accountId') ?? '')
  if (user && may(ask.actor, 'USER_PICKER', null)) return user
  throw refuse('user-missing', 'Specified user does not exist or you do not have required permissions')
}

/**
 * Whether the words fit the person. An e-mail address only finds those who show it; the whole address finds
 * nobody who hides it, so nobody can be looked up against their will.
 */
function fits(user: JiraUser, query: string, ask: Ask): boolean {
  const wanted = query.toLowerCase()
  const shown = user.emailVisible || ask.actor?.accountId === user.accountId
  return (
    user.displayName.toLowerCase().includes(wanted) || (shown && user.email.toLowerCase().startsWith(wanted))
  )
}

function found(ask: Ask, among: readonly JiraUser[]): Answer {
  const query = ask.query.get('query')
  const accountId = ask.query.get('accountId')
  if (query !== null && accountId !== null) {
    throw refuse('user-search-invalid', "Only one of 'query' and 'accountId' may be provided.")
  }
  if (query === null && accountId === null) {
    throw refuse(
      'user-search-invalid',
      "The query parameters 'query', 'accountId' or 'property' are required.",
    )
  }
  const { startAt, maxResults } = pageOf(ask.query, USER_PAGE, USER_PAGE_MAX)
  const people = among.filter(user =>
    accountId === null ? fits(user, query ?? '', ask) : user.accountId === accountId,
  )
  return { status: 200, body: people.slice(startAt, startAt + maxResults).map(user => userJson(ask, user)) }
}

/** Without the right to browse people the list is empty, which is no error. */
function search(ask: Ask): Answer {
  const visible = may(ask.actor, 'USER_PICKER', null)
  return found(ask, visible ? [...ask.site.state.users.values()].filter(user => user.active) : [])
}

function searchAssignable(ask: Ask): Answer {
  const projectKey = ask.query.get('project')
  const issueKey = ask.query.get('issueKey') ?? ask.query.get('issueId')
  if (projectKey === null && issueKey === null) {
    throw refuse('user-search-invalid', "One of 'project', 'issueKey' or 'issueId' is required.")
  }
  const project =
    projectKey === null
      ? projectOf(ask.site.state, visibleIssue(ask, issueKey ?? ''))
      : visibleProject(ask, projectKey)
  const allowed = may(ask.actor, 'USER_PICKER', null) || may(ask.actor, 'ASSIGN_ISSUES', project)
  const people = allowed ? [...ask.site.state.users.values()].filter(user => assignable(user, project)) : []
  return found(ask, people)
}
