/** Remote links (to things outside Jira) and links between issues. */
import { addComment } from './changes'
import { readComment } from './edit'
import { issueNotVisible, refuse, refuseFields } from './refusals'
import { linkedIssueJson } from './render'
import type { AddRoute } from './routes'
import { type Answer, type Ask, api, isRecord, issueOf, mayInProject, maySee, members, now } from './site'
import { findIssue, type Issue, LINK_TYPES, putIssue, type RemoteLink } from './state'

/** Longest `globalId`. Characters. Source: the REST reference, "Create or update remote issue link". */
export const GLOBAL_ID_MAX = 255
/** Links one issue holds, of either kind. Source: https://support.atlassian.com/jira-cloud-administration/docs/issue-limits */
export const LINKS_PER_ISSUE_MAX = 2_000

/** Adds the routes for remote links and issue links. */
export function linkRoutes(add: AddRoute): void {
  const base = '/rest/api/3/issue/:issue/remotelink'
  add('get', base, listRemote, { anonymous: true })
  add('post', base, upsertRemote, { anonymous: true, writesIssue: true })
  add('delete', base, removeRemoteByGlobalId, { anonymous: true, writesIssue: true })
  add('get', `${base}/:link`, readRemote, { anonymous: true })
  add('delete', `${base}/:link`, removeRemote, { anonymous: true, writesIssue: true })
  add('post', '/rest/api/3/issueLink', linkIssues, { anonymous: true })
  add('get', '/rest/api/3/issueLink/:link', readLink, { anonymous: true })
  add('delete', '/rest/api/3/issueLink/:link', removeLink, { anonymous: true })
  add('get', '/rest/api/3/issueLinkType', listTypes, { anonymous: true })
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const record = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {})
/** Jira leaves out what is null. */
const present = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null && one !== undefined))

function remoteJson(ask: Ask, issue: Issue, link: RemoteLink): Record<string, unknown> {
  return present({
    id: link.id,
    self: `${api(ask)}/issue/${issue.key}/remotelink/${link.id}`,
    globalId: link.globalId,
    application: link.application,
    relationship: link.relationship,
    object: link.object,
  })
}

function listRemote(ask: Ask): Answer {
  const issue = issueOf(ask)
  const globalId = ask.query.get('globalId')
  if (globalId === null)
    return { status: 200, body: issue.remoteLinks.map(link => remoteJson(ask, issue, link)) }
  const found = issue.remoteLinks.find(link => link.globalId === globalId)
  if (!found) throw remoteMissing(globalId)
  return { status: 200, body: remoteJson(ask, issue, found) }
}

const remoteMissing = (what: string): Error =>
  refuse('remote-link-missing', `The remote issue link '${what}' does not exist.`)

function linkable(ask: Ask): Issue {
  const issue = issueOf(ask)
  if (mayInProject(ask, 'LINK_ISSUES', issue)) return issue
  throw refuse('may-not-link', 'You do not have permission to link issues in this project.')
}

/** With a known `globalId` the link is replaced as a whole: what the caller does not send becomes empty. */
function upsertRemote(ask: Ask): Answer {
  const issue = linkable(ask)
  const body = members(ask)
  const object = record(body.object)
  const errors: Record<string, string> = {}
  if (text(object.url) === null) errors.url = "'url' is required."
  else if (!URL.canParse(String(object.url))) errors.url = "'url' is not valid."
  if (text(object.title) === null) errors.title = "'title' is required."
  const globalId = text(body.globalId)
  if (globalId !== null && globalId.length > GLOBAL_ID_MAX) {
    errors.globalId = `'globalId' is too long. It exceeds the allowed limit of ${GLOBAL_ID_MAX} characters.`
  }
  if (Object.keys(errors).length > 0) throw refuseFields(errors, 'remote-link-invalid')
  const before = globalId === null ? undefined : issue.remoteLinks.find(link => link.globalId === globalId)
  if (!before && issue.remoteLinks.length >= LINKS_PER_ISSUE_MAX) {
    throw refuse('per-issue-limit', `The issue has reached the limit of ${LINKS_PER_ISSUE_MAX} remote links.`)
  }
  const status = record(object.status)
  const link: RemoteLink = {
    id: before?.id ?? ask.site.state.next.remoteLink++,
    globalId,
    application: present({
      type: text(record(body.application).type),
      name: text(record(body.application).name),
    }),
    relationship: text(body.relationship),
    object: present({
      url: object.url,
      title: object.title,
      summary: text(object.summary),
      icon: present(record(object.icon)),
      status: present({
        resolved: typeof status.resolved === 'boolean' ? status.resolved : null,
        icon: present(record(status.icon)),
      }),
    }),
  }
  const rest = issue.remoteLinks.filter(one => one.id !== link.id)
  putIssue(ask.site.state, { ...issue, remoteLinks: [...rest, link] }, now(ask))
  return {
    status: before ? 200 : 201,
    body: { id: link.id, self: `${api(ask)}/issue/${issue.key}/remotelink/${link.id}` },
    write: true,
  }
}

function remoteOf(ask: Ask, issue: Issue): RemoteLink {
  const found = issue.remoteLinks.find(link => String(link.id) === ask.param('link'))
  if (!found) throw remoteMissing(ask.param('link'))
  return found
}

function readRemote(ask: Ask): Answer {
  const issue = issueOf(ask)
  return { status: 200, body: remoteJson(ask, issue, remoteOf(ask, issue)) }
}

function dropRemote(ask: Ask, issue: Issue, gone: RemoteLink): Answer {
  const remoteLinks = issue.remoteLinks.filter(link => link.id !== gone.id)
  putIssue(ask.site.state, { ...issue, remoteLinks }, now(ask))
  return { status: 204, write: true }
}

function removeRemote(ask: Ask): Answer {
  const issue = linkable(ask)
  return dropRemote(ask, issue, remoteOf(ask, issue))
}

function removeRemoteByGlobalId(ask: Ask): Answer {
  const issue = linkable(ask)
  const globalId = ask.query.get('globalId') ?? ''
  const found = issue.remoteLinks.find(link => link.globalId === globalId)
  if (!found) throw remoteMissing(globalId)
  return dropRemote(ask, issue, found)
}

function linkIssues(ask: Ask): Answer {
  const body = members(ask)
  const { state } = ask.site
  const wanted = record(body.type)
  const type = LINK_TYPES.find(one => one.id === wanted.id || one.name === wanted.name)
  if (!type) throw refuse('link-type-missing', `No issue link type with name '${String(wanted.name)}' found.`)
  const [inward, outward] = [record(body.inwardIssue), record(body.outwardIssue)].map(raw => {
    const issue = findIssue(state, String(raw.id ?? raw.key ?? ''))
    if (!issue || !maySee(ask, issue)) throw issueNotVisible()
    return issue
  })
  if (!inward || !outward || !mayInProject(ask, 'LINK_ISSUES', outward)) throw issueNotVisible()
  if (inward.id === outward.id) throw refuse('link-invalid', 'You cannot link an issue to itself.')
  const raw = isRecord(body.comment) ? readComment(body.comment) : null
  if (raw !== null && 'error' in raw) throw refuseFields({ comment: raw.error })
  const same = [...state.links.values()].some(
    link => link.typeId === type.id && link.inwardId === inward.id && link.outwardId === outward.id,
  )
  // A link that is there already is answered as if it had been made.
  if (!same) {
    const id = String(state.next.link++)
    state.links.set(id, { id, typeId: type.id, inwardId: inward.id, outwardId: outward.id })
  }
  if (raw !== null) addComment(ask, outward, raw)
  return { status: 201, write: !same || raw !== null }
}

/** Also said to whoever may not touch it. */
const linkMissing = (id: string): Error => refuse('link-missing', `No issue link with id '${id}' exists.`)

function linkOf(ask: Ask): { id: string; inward: Issue; outward: Issue; type: (typeof LINK_TYPES)[number] } {
  const { state } = ask.site
  const link = state.links.get(ask.param('link'))
  const inward = link && state.issues.get(link.inwardId)
  const outward = link && state.issues.get(link.outwardId)
  const type = LINK_TYPES.find(one => one.id === link?.typeId)
  if (!link || !inward || !outward || !type || !maySee(ask, inward) || !maySee(ask, outward)) {
    throw linkMissing(ask.param('link'))
  }
  return { id: link.id, inward, outward, type }
}

function readLink(ask: Ask): Answer {
  const { id, inward, outward, type } = linkOf(ask)
  return {
    status: 200,
    body: {
      id,
      self: `${api(ask)}/issueLink/${id}`,
      type: { ...type, self: `${api(ask)}/issueLinkType/${type.id}` },
      inwardIssue: linkedIssueJson(ask, inward),
      outwardIssue: linkedIssueJson(ask, outward),
    },
  }
}

function removeLink(ask: Ask): Answer {
  const { id, outward } = linkOf(ask)
  if (!mayInProject(ask, 'LINK_ISSUES', outward)) {
    throw linkMissing(id)
  }
  ask.site.state.links.delete(id)
  return { status: 204, write: true }
}

function listTypes(ask: Ask): Answer {
  const issueLinkTypes = LINK_TYPES.map(type => ({ ...type, self: `${api(ask)}/issueLinkType/${type.id}` }))
  return { status: 200, body: { issueLinkTypes } }
}
