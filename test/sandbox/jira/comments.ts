/** Comments and their properties. */
import { addComment, roomForComments, setComments, tellComment } from './changes'
import { propertyError, readComment } from './edit'
import { propertyMissing, refuse, refuseFields } from './refusals'
import { commentJson, maySeeComment } from './render'
import { type AddRoute, bodyList, queryList } from './routes'
import {
  type Answer,
  type Ask,
  actorId,
  api,
  issueOf,
  mayInProject,
  maySee,
  members,
  now,
  pageOf,
} from './site'
import type { Comment, Issue } from './state'

/** Longest page of comments. */
export const COMMENT_PAGE_MAX = 5_000
/** Ids `comment/list` takes. */
export const COMMENT_IDS_MAX = 1_000

/** Adds the routes for comments and their properties. */
export function commentRoutes(add: AddRoute): void {
  const base = '/rest/api/3/issue/:issue/comment'
  const property = '/rest/api/3/comment/:comment/properties/:key'
  add('get', base, list, { anonymous: true })
  add('post', base, create, { anonymous: true, writesIssue: true })
  add('get', `${base}/:comment`, read, { anonymous: true })
  add('put', `${base}/:comment`, edit, { anonymous: true, writesIssue: true })
  add('delete', `${base}/:comment`, remove, { anonymous: true, writesIssue: true })
  add('post', '/rest/api/3/comment/list', byId, { anonymous: true })
  add('get', '/rest/api/3/comment/:comment/properties', propertyKeys, { anonymous: true })
  add('get', property, readProperty, { anonymous: true })
  add('put', property, setProperty, { anonymous: true })
  add('delete', property, removeProperty, { anonymous: true })
}

const expanded = (ask: Ask): boolean => queryList(ask, 'expand').includes('properties')

function commentOf(ask: Ask, issue: Issue): Comment {
  const found = issue.comments.find(comment => comment.id === ask.param('comment'))
  if (!found || !maySeeComment(ask, found))
    throw refuse('comment-missing', `Can not find a comment for the id: ${ask.param('comment')}.`)
  return found
}

function list(ask: Ask): Answer {
  const issue = issueOf(ask)
  const { startAt, maxResults } = pageOf(ask.query, COMMENT_PAGE_MAX, COMMENT_PAGE_MAX)
  const newestFirst = ask.query.get('orderBy') === '-created'
  const seen = issue.comments.filter(comment => maySeeComment(ask, comment))
  const all = newestFirst ? [...seen].reverse() : seen
  const comments = all.slice(startAt, startAt + maxResults)
  return {
    status: 200,
    body: {
      startAt,
      maxResults,
      total: all.length,
      comments: comments.map(comment => commentJson(ask, issue, comment, expanded(ask))),
    },
  }
}

function create(ask: Ask): Answer {
  const issue = issueOf(ask)
  if (!mayInProject(ask, 'ADD_COMMENTS', issue)) {
    const who = ask.actor?.displayName ?? 'Anonymous'
    throw refuse('may-not-comment', `${who}, you do not have the permission to comment on this issue.`)
  }
  roomForComments(issue, 1)
  const raw = readComment(members(ask))
  if ('error' in raw) throw refuseFields({ comment: raw.error })
  const { issue: next, comment } = addComment(ask, issue, raw)
  tellComment(ask, 'comment_created', next, comment)
  return { status: 201, body: commentJson(ask, next, comment, expanded(ask)), write: true }
}

function read(ask: Ask): Answer {
  const issue = issueOf(ask)
  return { status: 200, body: commentJson(ask, issue, commentOf(ask, issue), expanded(ask)) }
}

/** Everybody may change their own comments; those of others need a permission. */
function ownOr(
  ask: Ask,
  issue: Issue,
  comment: Comment,
  permission: 'EDIT_ALL_COMMENTS' | 'DELETE_ALL_COMMENTS',
): void {
  if (ask.actor?.accountId === comment.authorId || mayInProject(ask, permission, issue)) return
  const word = permission === 'EDIT_ALL_COMMENTS' ? 'edit' : 'delete'
  throw refuse(
    'may-not-change-comment',
    `You do not have permission to ${word} comment with id: ${comment.id}.`,
  )
}

function edit(ask: Ask): Answer {
  const issue = issueOf(ask)
  const comment = commentOf(ask, issue)
  ownOr(ask, issue, comment, 'EDIT_ALL_COMMENTS')
  const raw = readComment(members(ask))
  if ('error' in raw) throw refuseFields({ comment: raw.error })
  const next = {
    ...comment,
    body: raw.body,
    visibility: raw.visibility,
    updated: now(ask),
    updateAuthorId: actorId(ask),
    properties: new Map([...comment.properties, ...raw.properties]),
  }
  const saved = setComments(
    ask,
    issue,
    issue.comments.map(one => (one.id === comment.id ? next : one)),
  )
  tellComment(ask, 'comment_updated', saved, next)
  return { status: 200, body: commentJson(ask, saved, next, expanded(ask)), write: true }
}

function remove(ask: Ask): Answer {
  const issue = issueOf(ask)
  const comment = commentOf(ask, issue)
  ownOr(ask, issue, comment, 'DELETE_ALL_COMMENTS')
  const saved = setComments(
    ask,
    issue,
    issue.comments.filter(one => one.id !== comment.id),
  )
  tellComment(ask, 'comment_deleted', saved, comment)
  return { status: 204, write: true }
}

function byId(ask: Ask): Answer {
  const ids = bodyList(members(ask).ids)
  if (ids.length === 0 || ids.length > COMMENT_IDS_MAX) {
    throw refuse('comment-ids-invalid', `A list of comment IDs, up to ${COMMENT_IDS_MAX}, is required.`)
  }
  const found: { issue: Issue; comment: Comment }[] = []
  for (const issue of ask.site.state.issues.values()) {
    if (!maySee(ask, issue)) continue
    for (const comment of issue.comments)
      if (ids.includes(comment.id) && maySeeComment(ask, comment)) found.push({ issue, comment })
  }
  return {
    status: 200,
    body: {
      self: `${api(ask)}/comment/list`,
      maxResults: COMMENT_IDS_MAX,
      startAt: 0,
      total: found.length,
      isLast: true,
      values: found.map(({ issue, comment }) => commentJson(ask, issue, comment, expanded(ask))),
    },
  }
}

/** The comment of a property call; these paths name no issue. */
function anywhere(ask: Ask): { issue: Issue; comment: Comment } {
  for (const issue of ask.site.state.issues.values()) {
    const comment = issue.comments.find(one => one.id === ask.param('comment'))
    if (comment && maySee(ask, issue)) return { issue, comment }
  }
  throw refuse('comment-missing', `Can not find a comment for the id: ${ask.param('comment')}.`)
}

function propertyKeys(ask: Ask): Answer {
  const { comment } = anywhere(ask)
  const self = `${api(ask)}/comment/${comment.id}/properties`
  const keys = [...comment.properties.keys()].map(key => ({ self: `${self}/${key}`, key }))
  return { status: 200, body: { keys } }
}

function readProperty(ask: Ask): Answer {
  const { comment } = anywhere(ask)
  const key = ask.param('key')
  if (!comment.properties.has(key)) throw propertyMissing(key)
  return { status: 200, body: { key, value: comment.properties.get(key) } }
}

function setProperty(ask: Ask): Answer {
  const { issue, comment } = anywhere(ask)
  ownOr(ask, issue, comment, 'EDIT_ALL_COMMENTS')
  const key = ask.param('key')
  const wrong = propertyError(key, ask.body)
  if (wrong !== null) throw refuse('property-invalid', wrong)
  const existed = comment.properties.has(key)
  withProperties(ask, issue, comment, new Map([...comment.properties, [key, ask.body]]))
  return { status: existed ? 200 : 201, write: true }
}

function removeProperty(ask: Ask): Answer {
  const { issue, comment } = anywhere(ask)
  ownOr(ask, issue, comment, 'EDIT_ALL_COMMENTS')
  const key = ask.param('key')
  if (!comment.properties.has(key)) throw propertyMissing(key)
  withProperties(ask, issue, comment, new Map([...comment.properties].filter(([name]) => name !== key)))
  return { status: 204, write: true }
}

function withProperties(
  ask: Ask,
  issue: Issue,
  comment: Comment,
  properties: ReadonlyMap<string, unknown>,
): void {
  const next = issue.comments.map(one => (one.id === comment.id ? { ...one, properties } : one))
  setComments(ask, issue, next)
}
