import { JIRA_BULK_FETCH_ISSUES_MAX } from '@fixproof/rules'
import type { z } from 'zod'
import type { TicketIdentity, TicketView } from '../../domain/model'
import { type MadeTicket, type TicketDraft, type TicketTool, VendorError } from '../port'
import { unlessAlone } from '../shared'
import { statusCategories } from './categories'
import type { JiraClient } from './client'
import { jiraComments } from './comments'
import { createBody, leftOut, markerWord } from './create'
import { PAGES_MAX, USERS_LOOKED_AT } from './limits'
import type { CreateMetas } from './meta'
import {
  browseUrl,
  INTENT_PROPERTY,
  moveOf,
  PROOF_PROPERTY,
  statusIdsOf,
  userOf,
  VIEW_FIELDS,
  viewOf,
  workflowOf,
} from './view'
import {
  bulk,
  created,
  issue,
  myself,
  searchPage,
  transitions,
  users,
  type WireIssue,
  workflows,
} from './wire'
import { writeCall } from './write'

/** Everything of a `TicketTool` that speaks to Jira about issues. */
export type JiraIssues = Pick<
  TicketTool,
  | 'create'
  | 'find'
  | 'read'
  | 'readMany'
  | 'write'
  | 'findUser'
  | 'hasComment'
  | 'readComments'
  | 'writeComment'
  | 'findComment'
> &
  Required<Pick<TicketTool, 'moves' | 'workflow' | 'readWithComments' | 'issueIds'>>

/** Answers of the workflow API that mean "not for this account" (its reference names no 403, sites send one). */
const WORKFLOW_HIDDEN = [400, 401, 403, 404] as const

/**
 * @param site address people use, for browse links; no slash at the end
 */
export function jiraIssues(client: JiraClient, metas: CreateMetas, site: string): JiraIssues {
  const categories = statusCategories(client)
  const comments = jiraComments(client, site)
  const properties = [PROOF_PROPERTY, INTENT_PROPERTY]

  async function views(issues: WireIssue[]): Promise<TicketView[]> {
    for (const one of issues) categories.learn(one.fields.status)
    const known = await categories.of(issues.flatMap(statusIdsOf))
    return issues.map(one => viewOf(one, site, known, client.ours))
  }

  async function fetchOne(idOrKey: string, fields: readonly string[]): Promise<WireIssue | null> {
    const found = await client.jsonUnless(
      {
        method: 'GET',
        path: `/rest/api/3/issue/${encodeURIComponent(idOrKey)}`,
        query: { fields: fields.join(','), properties: properties.join(','), expand: 'changelog' },
      },
      issue,
      [404],
    )
    if (found === null) {
      await signedIn()
      return null
    }
    if (/^\d+$/.test(idOrKey) && found.id !== idOrKey) throw anotherIssue(found.key)
    return found
  }

  async function read(idOrKey: string): Promise<TicketView | null> {
    const found = await fetchOne(idOrKey, VIEW_FIELDS)
    if (found === null) return null
    const [view] = await views([found])
    return view ?? null
  }

  /**
   * To credentials it does not know Jira shows what it shows anybody: every issue "does not exist". A deletion ends a
   * link, so it is believed only of an account that is signed in. Throws `VendorError` blocked (401) otherwise.
   */
  async function signedIn(): Promise<void> {
    await client.json({ method: 'GET', path: '/rest/api/3/myself' }, myself)
  }

  /** At most `JIRA_BULK_FETCH_ISSUES_MAX`. An id Jira says nothing about is missing in the result. */
  async function fetchSome(ids: readonly string[]): Promise<Map<string, TicketView | null>> {
    const answer = await client.json(
      {
        method: 'POST',
        path: '/rest/api/3/issue/bulkfetch',
        reads: true,
        // Up to 40 entries of history come along; a status change further back is told by `read` alone.
        body: { issueIdsOrKeys: ids, fields: VIEW_FIELDS, properties, expand: ['changelog'] },
      },
      bulk,
    )
    const found = new Map<string, TicketView | null>()
    const readable = (answer.issues ?? []).flatMap(one => issue.safeParse(one).data ?? [])
    for (const view of await views(readable)) found.set(view.id, view).set(view.key, view)
    for (const error of answer.issueErrors ?? [])
      if (error.id != null && !found.has(error.id)) found.set(error.id, null)
    return found
  }

  async function readMany(ids: readonly string[]): Promise<Map<string, TicketView | null>> {
    const result = new Map<string, TicketView | null>()
    const asked = [...new Set(ids)]
    for (let from = 0; from < asked.length; from += JIRA_BULK_FETCH_ISSUES_MAX) {
      const some = asked.slice(from, from + JIRA_BULK_FETCH_ISSUES_MAX)
      const found = await fetchSome(some)
      for (const id of some) {
        // A key from before a move is answered under the new one; only asking for it alone tells the two apart.
        const view = found.get(id) ?? (found.has(id) ? null : await unlessAlone(() => read(id)))
        if (view !== undefined) result.set(id, view)
      }
    }
    return result
  }

  async function create(draft: TicketDraft): Promise<MadeTicket> {
    const { project, workType } = place(draft.target)
    const meta = await metas.of(project, workType)
    const body = createBody(draft, project, meta)
    try {
      const made = await client.json(
        // What is missing is the project or a value, never the issue that is being made.
        { method: 'POST', path: '/rest/api/3/issue', body, meanings: { 404: 'refused' } },
        created,
      )
      comments.made(made.id)
      const left = leftOut(draft, meta)
      const identity = { id: made.id, key: made.key, url: browseUrl(site, made.key) }
      return left.length === 0 ? identity : { ...identity, left }
    } catch (error) {
      if (error instanceof VendorError && error.kind === 'blocked') metas.forget(project, workType)
      throw error
    }
  }

  async function find(marker: string, target: TicketDraft['target']): Promise<TicketIdentity[]> {
    const { project, workType } = place(target)
    const meta = await metas.of(project, workType)
    const word = JSON.stringify(markerWord(marker))
    // Not bound to the project: an issue may have been moved before it is looked for.
    const jql = meta.fields.has('labels') ? `labels = ${word}` : `text ~ ${word}`
    const candidates = await search(jql)
    if (candidates.length === 0) return []
    // A label can be copied (clone, bulk edit), a text quoted; the property comes from the create alone. Read from the
    // issue itself, since the index may be behind.
    const seen = await readMany(candidates)
    return [...seen.values()].flatMap(view =>
      view === null || view.marker !== marker ? [] : [{ id: view.id, key: view.key, url: view.url }],
    )
  }

  async function search(jql: string): Promise<string[]> {
    const ids: string[] = []
    let nextPageToken: string | null = null
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const answer: z.infer<typeof searchPage> = await client.json(
        {
          method: 'POST',
          path: '/rest/api/3/search/jql',
          reads: true,
          body: {
            jql,
            fields: ['id'],
            maxResults: JIRA_BULK_FETCH_ISSUES_MAX,
            ...(nextPageToken === null ? {} : { nextPageToken }),
          },
        },
        searchPage,
      )
      ids.push(...(answer.issues ?? []).map(one => one.id))
      nextPageToken = answer.nextPageToken ?? null
      if (answer.isLast === true || nextPageToken === null) break
    }
    return ids
  }

  return {
    create,
    find,
    read,
    readMany,
    issueIds: search,
    readComments: comments.readComments,
    writeComment: comments.writeComment,
    findComment: comments.findComment,
    hasComment: comments.hasComment,
    async readWithComments(id, known) {
      const found = await fetchOne(id, [...VIEW_FIELDS, 'creator', 'comment'])
      if (found === null) return null
      const [view] = await views([found])
      return view === undefined ? null : { view, comments: await comments.of(found, known) }
    },
    async write(id, write) {
      try {
        const { body } = await client.send(writeCall(id, write))
        if (write.kind === 'comment') comments.wrote(body)
      } catch (error) {
        // Not there any more, the property or its issue: that is what was wanted.
        const absent =
          write.kind === 'remove-property' && error instanceof VendorError && error.status === 404
        if (!absent) throw error
      }
    },
    async findUser(email) {
      // Without the permission to browse users the answer is empty, not an error.
      const query = { query: email, maxResults: String(USERS_LOOKED_AT) }
      const found = await client.json({ method: 'GET', path: '/rest/api/3/user/search', query }, users)
      const active = found.filter(each => each.active !== false)
      // The search matches names as well; where addresses are hidden, the only one found is the one asked for.
      const same = active.filter(each => each.emailAddress?.toLowerCase() === email.toLowerCase())
      const hidden = active.filter(each => !each.emailAddress)
      const one = same[0] ?? (active.length === 1 ? hidden[0] : undefined)
      return one === undefined ? null : userOf(one)
    },
    async moves(id) {
      const answer = await client.json(
        {
          method: 'GET',
          path: `/rest/api/3/issue/${encodeURIComponent(id)}/transitions`,
          query: { expand: 'transitions.fields' },
        },
        transitions,
      )
      for (const one of answer.transitions) categories.learn(one.to)
      return answer.transitions.filter(one => one.isAvailable !== false).map(moveOf)
    },
    async workflow(projectId, issueTypeId) {
      const answer = await client.jsonUnless(
        {
          method: 'POST',
          path: '/rest/api/3/workflows',
          reads: true,
          body: { projectAndIssueTypes: [{ projectId, issueTypeId }] },
        },
        workflows,
        WORKFLOW_HIDDEN,
      )
      return answer === null ? null : workflowOf(answer, client.now())
    },
  }
}

function anotherIssue(key: string): VendorError {
  return new VendorError(
    'retryable',
    `Jira answered with another issue (${key}) than asked for. Check the base URL and anything between Fixproof and it.`,
    { status: 200 },
  )
}

function place(target: TicketDraft['target']): { project: string; workType: string } {
  const { project, workType } = target
  if (project === undefined || workType === undefined)
    throw new TypeError('A Jira target needs a project and a work type')
  return { project, workType }
}
