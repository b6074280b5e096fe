/** The one place where an issue changes: history, time, index and webhooks together. */

import type { NewComment } from './edit'
import { refuse } from './refusals'
import { type Ask, actorId, now } from './site'
import { type ChangeItem, type Comment, type Issue, putIssue } from './state'
import type { CommentEvent, IssueEvent } from './webhooks'
import { announceComment, announceIssue } from './webhooks'

/** Writes the new version with its history entry and tells the webhooks. Without items nothing happened. */
export function commitChange(
  ask: Ask,
  after: Issue,
  items: ChangeItem[],
  why: IssueEvent['type'],
  comment?: Comment,
): Issue {
  if (items.length === 0) return after
  const at = now(ask)
  const change = { id: String(ask.site.state.next.change++), authorId: actorId(ask), at, items }
  const issue = putIssue(ask.site.state, { ...after, updated: at, changes: [...after.changes, change] }, at)
  announceIssue(ask, {
    event: 'jira:issue_updated',
    type: why,
    issue,
    change,
    ...(comment ? { comment } : {}),
  })
  return issue
}

/** Comments one issue holds. Source: https://support.atlassian.com/jira-cloud-administration/docs/issue-limits */
export const COMMENTS_PER_ISSUE_MAX = 5_000

/** Refuses before anything is written when the issue cannot take that many more comments. */
export function roomForComments(issue: Issue, more: number): void {
  if (issue.comments.length + more <= COMMENTS_PER_ISSUE_MAX) return
  throw refuse('per-issue-limit', `The issue has reached the limit of ${COMMENTS_PER_ISSUE_MAX} comments.`)
}

/** Adds a comment; whoever changes the issue at the same time announces that first. */
export function addComment(ask: Ask, issue: Issue, raw: NewComment): { issue: Issue; comment: Comment } {
  const at = now(ask)
  const id = actorId(ask)
  const comment: Comment = {
    id: String(ask.site.state.next.comment++),
    authorId: id,
    updateAuthorId: id,
    body: raw.body,
    created: at,
    updated: at,
    properties: raw.properties,
    visibility: raw.visibility,
  }
  const next = { ...issue, updated: at, comments: [...issue.comments, comment] }
  return { issue: putIssue(ask.site.state, next, at), comment }
}

/** Replaces or drops a comment of the issue. */
export function setComments(ask: Ask, issue: Issue, comments: readonly Comment[]): Issue {
  const at = now(ask)
  return putIssue(ask.site.state, { ...issue, updated: at, comments }, at)
}

/** Tells the webhooks of a comment that was made, changed or deleted. */
export function tellComment(ask: Ask, event: CommentEvent, issue: Issue, comment: Comment): void {
  announceComment(ask, { event, issue, comment })
}
