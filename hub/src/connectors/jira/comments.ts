import { commentText, JIRA_COMMENT_CHARS_MAX } from '@fixproof/rules'
import type { CommentWrite, TicketComment, TicketComments } from '../../domain/comments/model'
import { type TicketTool, VendorError } from '../port'
import { type AdfDoc, adfToMarkdown, markdownToAdf } from '../text'
import type { JiraCall, JiraClient } from './client'
import { COMMENTS_LOOKED_AT, COMMENTS_PAGE, META_TTL_MS, PAGES_MAX } from './limits'
import { jiraTime } from './time'
import { browseUrl, NOTE_PROPERTY, textMember } from './view'
import {
  commentIds,
  commentList,
  commentMade,
  commentPage,
  myself,
  type WireComment,
  type WireIssue,
} from './wire'

/** Comments of an issue; `whole`: as many as Jira counts, so that one that is missing was deleted. */
interface Listed {
  all: WireComment[]
  whole: boolean
}

export type JiraComments = Pick<
  TicketTool,
  'readComments' | 'writeComment' | 'findComment' | 'hasComment'
> & {
  /** The comments that came with an issue, the rest of them read after it. */
  of(issue: WireIssue, known: readonly string[]): Promise<TicketComments>
  /** Jira's answer to a comment of ours names our account. */
  wrote(answer: unknown): void
  /** We made this issue: who made it is our account. */
  made(issue: string): void
}

/**
 * Comments of issues. Whose they are is told by the account that wrote them: everything our own account wrote is ours,
 * also what travelled inside a transition, where no property can be seen.
 * @param site address people use, for browse links; no slash at the end
 */
export function jiraComments(client: JiraClient, site: string): JiraComments {
  let own: string | null = null
  const madeHere = new Set<string>()
  let refused: { until: number; reason: string } | null = null

  /** Our own account; asked for once, and only when somebody's comment has to be told from ours. */
  async function self(): Promise<string> {
    if (own !== null) return own
    if (refused !== null && client.now() < refused.until) throw new VendorError('blocked', refused.reason)
    try {
      own = (await client.json({ method: 'GET', path: '/rest/api/3/myself' }, myself)).accountId
      return own
    } catch (error) {
      if (error instanceof VendorError && error.kind !== 'retryable')
        refused = { until: client.now() + META_TTL_MS, reason: error.message }
      throw error
    }
  }

  async function told(
    url: string,
    { all, whole }: Listed,
    known: readonly string[],
  ): Promise<TicketComments> {
    const be = new Set(known)
    // Those meant for a role or a group must not be read by everybody elsewhere.
    const shown = all.filter(each => each.visibility == null)
    const strange = shown.filter(each => !be.has(each.id))
    let account: string | null = null
    let hidden: string | null = null
    let again = false
    if (strange.length > 0) {
      try {
        account = await self()
      } catch (error) {
        if (!(error instanceof VendorError)) throw error
        if (error.kind === 'retryable') again = true
        else hidden = commentText.noSelf('jira')
      }
    }
    // As long as ours cannot be told from people's, only what is known already is looked at.
    const sure = account === null ? shown.filter(each => be.has(each.id)) : shown
    const entries = sure.flatMap(each => commentOf(each, url, account) ?? [])
    // One that cannot be placed in time is left out alone, and is not taken for deleted.
    const timeless = sure.filter(each => jiraTime(each.created) === null)
    if (timeless.length > 0) hidden ??= commentText.noTime(timeless.map(each => each.id))
    return { entries, whole: whole && timeless.length === 0, hidden, again, miscounted: !whole }
  }

  async function page(issue: string, startAt: number) {
    const path = `/rest/api/3/issue/${encodeURIComponent(issue)}/comment`
    const query = { startAt: String(startAt), maxResults: String(COMMENTS_PAGE), orderBy: 'created' }
    return client.json({ method: 'GET', path, query }, commentPage)
  }

  /** What follows after `first`, page by page. */
  async function rest(issue: string, first: readonly WireComment[], total: number): Promise<Listed> {
    const all = [...first]
    for (let n = 0; n < PAGES_MAX && all.length < total; n += 1) {
      const { comments } = await page(issue, all.length)
      if (comments.length === 0) break
      all.push(...comments)
    }
    const seen = new Set<string>()
    return { all: all.filter(each => !seen.has(each.id) && seen.add(each.id)), whole: all.length >= total }
  }

  async function find(id: string, marker: string): Promise<string | null> {
    const path = `/rest/api/3/issue/${encodeURIComponent(id)}/comment`
    const query = { orderBy: '-created', maxResults: String(COMMENTS_LOOKED_AT) }
    const newest = await client.json({ method: 'GET', path, query }, commentIds)
    const ids = newest.comments.map(comment => Number(comment.id))
    if (ids.length === 0) return null
    // Only this call is documented to show a comment's properties.
    const listed = await client.json(
      {
        method: 'POST',
        path: '/rest/api/3/comment/list',
        query: { expand: 'properties' },
        reads: true,
        body: { ids },
      },
      commentList,
    )
    const found = listed.values.find(comment =>
      (comment.properties ?? []).some(
        property => property.key === NOTE_PROPERTY && textMember(property.value, 'marker') === marker,
      ),
    )
    return found?.id ?? null
  }

  function wrote(answer: unknown): void {
    const made = commentMade.safeParse(answer)
    if (made.success) own = made.data.author?.accountId || own
  }

  return {
    wrote,
    made: issue => void madeHere.add(issue),
    async of(issue, known) {
      if (own === null && madeHere.has(issue.id)) own = issue.fields.creator?.accountId || null
      // Not shown is not none: nothing is said of any comment then.
      if (issue.fields.comment == null)
        return { entries: [], whole: false, hidden: commentText.noComments(), again: false }
      const { comments, total } = issue.fields.comment
      const all = await rest(issue.id, comments, total ?? comments.length)
      return told(browseUrl(site, issue.key), all, known)
    },
    async readComments(id, { known }) {
      const first = await page(id, 0)
      const all = await rest(id, first.comments, first.total ?? first.comments.length)
      return told(`${site}/browse/${encodeURIComponent(id)}`, all, known)
    },
    async writeComment(id, write) {
      const call = commentCall(id, write)
      if (write.kind !== 'post') {
        await client.send(call)
        return null
      }
      const made = await client.json(call, commentMade)
      wrote(made)
      return made.id
    },
    findComment: find,
    async hasComment(id, marker) {
      return (await find(id, marker)) !== null
    },
  }
}

/** A comment as the loop sees it; null when Jira tells no time for it. `url` is the issue's address: files in a comment stay there. */
function commentOf(comment: WireComment, url: string, own: string | null): TicketComment | null {
  const { author, updateAuthor, created, updated } = comment
  const id = author?.accountId || null
  const changed = updated != null && updated !== created
  const writtenAt = jiraTime(created)
  if (writtenAt === null) return null
  return {
    id: comment.id,
    author: {
      id,
      name: author?.displayName || commentText.somebody(),
      email: author?.emailAddress || null,
    },
    ours: id !== null && id === own,
    marker: null,
    text: adfToMarkdown(withLinkedFiles(comment.body, url)),
    writtenAt,
    editedBy: changed ? updateAuthor?.displayName || null : null,
    journal: null,
    internal: comment.jsdPublic === false,
  }
}

/** The document with each file in it as a link to the issue, where people can open it. */
function withLinkedFiles(value: unknown, url: string): unknown {
  if (Array.isArray(value)) return value.map(each => withLinkedFiles(each, url))
  if (typeof value !== 'object' || value === null) return value
  const type: unknown = Reflect.get(value, 'type')
  if (type === 'media' || type === 'mediaInline') {
    const attrs: unknown = Reflect.get(value, 'attrs')
    const text = textMember(attrs, 'alt') || 'attached file'
    return { type: 'text', text, marks: [{ type: 'link', attrs: { href: url } }] }
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withLinkedFiles(each, url)]))
}

function commentCall(issue: string, write: CommentWrite): JiraCall {
  const path = `/rest/api/3/issue/${encodeURIComponent(issue)}/comment`
  switch (write.kind) {
    case 'post': {
      const properties = [{ key: NOTE_PROPERTY, value: { marker: write.marker } }]
      return { method: 'POST', path, body: { body: documentOf(write), properties } }
    }
    case 'edit':
      return {
        method: 'PUT',
        path: `${path}/${encodeURIComponent(write.id)}`,
        body: { body: documentOf(write) },
      }
    case 'delete':
      return { method: 'DELETE', path: `${path}/${encodeURIComponent(write.id)}` }
  }
}

/** The text as Jira takes it; one that is too long ends with where the whole of it stands. */
function documentOf({ text, cutAt }: { text: string; cutAt: string }): AdfDoc {
  const whole = markdownToAdf(text, { max: Number.POSITIVE_INFINITY })
  if (JSON.stringify(whole).length <= JIRA_COMMENT_CHARS_MAX) return whole
  return markdownToAdf(text, { max: JIRA_COMMENT_CHARS_MAX, lastLine: cutAt })
}
