import { CASE_TIMELINE_PAGE_DEFAULT, CASES_PAGE_MAX, FINDINGS_PER_TICKET_MAX } from '@fixproof/rules'
import type { MirrorComment, MirrorProject, MirrorView, MirrorWrite } from '../../domain/mirror/model'
import { type CaseBook, VendorError } from '../port'
import { type Answer, shapeError } from '../shared'
import { readCase, readCases, readComments, readProjects, withMark } from './caseWire'
import { type DatadogAccess, datadogClient } from './client'
import { PROJECTS_BELIEVED_MS } from './limits'

/** Pages followed of one listing before something must be wrong. */
const PAGES_MAX = 1_000

/**
 * Datadog's own Case Management (https://docs.datadoghq.com/api/latest/case-management/): findings endpoints say
 * `cases`, Case Management says `case`; a wrong word is a 400.
 */
export function datadogCases(access: DatadogAccess): CaseBook {
  const client = datadogClient(access)
  let projects: { at: number; all: MirrorProject[] } | null = null

  /** The case an answer holds. */
  function caseIn(answer: Answer, write: boolean): MirrorView {
    const { data, included } = (answer.body ?? {}) as { data?: unknown; included?: unknown }
    const one = readCase(Array.isArray(data) ? data[0] : data, included)
    if (one === null) throw shapeError('Datadog', answer, write)
    return one
  }

  const post = (id: string, what: string, attributes?: object): Promise<Answer> =>
    client.ask('POST', `/cases/${encodeURIComponent(id)}/${what}`, 'writeCases', {
      data: { type: 'case', ...(attributes === undefined ? {} : { attributes }) },
    })

  const commentPath = (id: string, comment = ''): string =>
    `/cases/${encodeURIComponent(id)}/comment${comment === '' ? '' : `/${encodeURIComponent(comment)}`}`

  return {
    async project(keyOrId) {
      const now = access.clock.now()
      if (projects === null || now - projects.at >= PROJECTS_BELIEVED_MS) {
        const answer = await client.ask('GET', '/cases/projects', 'readCases')
        const all = readProjects(answer.body)
        if (all === null) throw shapeError('Datadog', answer, false)
        projects = { at: now, all }
      }
      return projects.all.find(each => each.id === keyOrId || each.key === keyOrId) ?? null
    },

    async read(id) {
      try {
        return caseIn(await client.ask('GET', `/cases/${encodeURIComponent(id)}`, 'readCases'), false)
      } catch (error) {
        if (error instanceof VendorError && error.kind === 'terminal') return null
        throw error
      }
    },

    async list(project) {
      const all: MirrorView[] = []
      for (let page = 1; page <= PAGES_MAX; page++) {
        const query = new URLSearchParams({
          filter: `project:${project.key}`,
          'page[size]': String(CASES_PAGE_MAX),
          'page[number]': String(page),
          'sort[field]': 'created_at',
          'sort[asc]': 'true',
        })
        const answer = await client.ask('GET', `/cases?${query}`, 'readCases')
        const read = readCases(answer.body)
        if (read === null) throw shapeError('Datadog', answer, false)
        all.push(...read.cases)
        if (read.count < CASES_PAGE_MAX || (read.pages !== null && page >= read.pages)) break
      }
      return all
    },

    async create({ project, title, description, priority, assignee, findings }) {
      const attributes = {
        title,
        description,
        ...(priority === 'NOT_DEFINED' ? {} : { priority }),
        ...(assignee === null ? {} : { assignee_id: assignee }),
      }
      const relationships = {
        findings: findingsPart(findings),
        project: { data: { id: project.id, type: 'projects' } },
      }
      const data = [{ type: 'cases', attributes, relationships }]
      return caseIn(await client.ask('POST', '/security/findings/cases', 'write', { data }), true)
    },

    async write(id, write) {
      const [what, attributes] = CALLS[write.field](write as never)
      return caseIn(await post(id, what, attributes), true)
    },

    async attach(id, findings) {
      const data = { id, type: 'cases', relationships: { findings: findingsPart(findings) } }
      const path = `/security/findings/cases/${encodeURIComponent(id)}`
      return caseIn(await client.ask('PATCH', path, 'write', { data }), true)
    },

    async detach(findings) {
      const data = { type: 'cases', relationships: { findings: findingsPart(findings) } }
      await client.ask('DELETE', '/security/findings/cases', 'write', { data })
    },

    async comments(id) {
      const all: MirrorComment[] = []
      const seen = new Set<string>()
      for (let page = 0; page < PAGES_MAX; page++) {
        const query = new URLSearchParams({
          'page[size]': String(CASE_TIMELINE_PAGE_DEFAULT),
          // Zero-based, unlike the case search.
          'page[number]': String(page),
          'sort[ascending]': 'true',
        })
        const path = `/cases/${encodeURIComponent(id)}/timelines?${query}`
        const answer = await client.ask('GET', path, 'readCases')
        const read = readComments(answer.body)
        if (read === null) throw shapeError('Datadog', answer, false)
        all.push(...read.comments.filter(each => !seen.has(each.id)))
        // A page that shows nothing new would be followed for ever.
        const fresh = read.cells.some(each => !seen.has(each))
        for (const each of read.cells) seen.add(each)
        if (read.cells.length < CASE_TIMELINE_PAGE_DEFAULT || !fresh) break
      }
      return all
    },

    async comment(id, text, marker) {
      const comment = withMark(text, marker)
      const data = { type: 'case', attributes: { comment } }
      const answer = await client.ask('POST', commentPath(id), 'writeCases', { data })
      // Recorded: 200 with a list of one.
      const cell = readComments(answer.body)?.comments[0]
      if (cell === undefined) throw shapeError('Datadog', answer, true)
      return cell.id
    },

    async editComment(id, comment, text, marker) {
      const data = { type: 'case', attributes: { comment: withMark(text, marker) } }
      await client.ask('PUT', commentPath(id, comment), 'writeCases', { data })
    },

    async deleteComment(id, comment) {
      await client.ask('DELETE', commentPath(id, comment), 'writeCases')
    },
  }
}

type Field = MirrorWrite['field']
type Of<F extends Field> = Extract<MirrorWrite, { field: F }>

/** Each field has its own POST; there is no PATCH of a case. The status by its word, which every case type knows. */
const CALLS: { [F in Field]: (write: Of<F>) => [string, object?] } = {
  status: ({ value }) => ['status', { status: value }],
  reason: ({ value }) => ['resolved_reason', { security_resolved_reason: value }],
  priority: ({ value }) => ['priority', { priority: value }],
  assignee: ({ value }) => (value === null ? ['unassign'] : ['assign', { assignee_id: value }]),
  title: ({ value }) => ['title', { title: value }],
  description: ({ value }) => ['description', { description: value }],
}

function findingsPart(ids: readonly string[]) {
  if (ids.length === 0 || ids.length > FINDINGS_PER_TICKET_MAX)
    throw new RangeError(`Datadog takes 1 to ${FINDINGS_PER_TICKET_MAX} findings at once, got ${ids.length}`)
  return { data: ids.map(id => ({ id, type: 'findings' })) }
}
