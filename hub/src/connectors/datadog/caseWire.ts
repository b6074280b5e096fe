import { z } from 'zod'
import type { MirrorComment, MirrorProject, MirrorView } from '../../domain/mirror/model'
import type { CaseStatus, UserRef } from '../../domain/model'

/** Cases, comments and projects of Datadog's Case Management, wire ⇄ domain. Recorded: cases-*.json. */

const word = z.string().min(1).optional().catch(undefined)
const reference = z
  .object({ data: z.object({ id: z.string() }).nullable().optional() })
  .optional()
  .catch(undefined)

const caseShape = z.object({
  id: z.string(),
  attributes: z.object({
    key: z.string(),
    title: z.string().optional().catch(undefined),
    description: z.string().nullable().optional().catch(undefined),
    status: word,
    status_group: word,
    priority: word,
    type: word,
    archived_at: word,
    modified_at: word,
    comment_count: z.number().optional().catch(undefined),
    security_resolved_reason: word,
    /** The findings endpoints say so; Case Management has a relationship. */
    assigned_to: reference,
    insights: z
      .array(z.object({ type: z.string(), resource_id: z.string() }))
      .nullable()
      .optional()
      .catch(undefined),
  }),
  relationships: z
    .object({ assignee: reference, modified_by: reference, project: reference })
    .optional()
    .catch(undefined),
})

const userShape = z.object({
  id: z.string(),
  type: z.string(),
  attributes: z.object({ name: word, email: word }).optional(),
})

/** Datadog says three words in three ways; the group decides, older answers have none (recorded 2025-10). */
const GROUPS: Record<string, CaseStatus> = {
  SG_OPEN: 'OPEN',
  SG_IN_PROGRESS: 'IN_PROGRESS',
  SG_CLOSED: 'CLOSED',
  OPEN: 'OPEN',
  IN_PROGRESS: 'IN_PROGRESS',
  CLOSED: 'CLOSED',
}
const PRIORITIES = ['P1', 'P2', 'P3', 'P4', 'P5'] as const
const REASONS = ['TRUE_POSITIVE', 'FALSE_POSITIVE', 'BENIGN_POSITIVE'] as const

/** One case; null when it is none. `included` names the people it points to. */
export function readCase(data: unknown, included: unknown): MirrorView | null {
  const parsed = caseShape.safeParse(data)
  if (!parsed.success) return null
  const { id, attributes: a, relationships } = parsed.data
  const status = GROUPS[a.status_group ?? ''] ?? GROUPS[a.status ?? '']
  if (status === undefined) return null
  const people = readPeople(included)
  const who = (ref: z.output<typeof reference>): UserRef | null => {
    const user = ref?.data?.id
    return user === undefined ? null : (people.get(user) ?? { id: user, name: null, email: null })
  }
  const reason = REASONS.find(each => each === a.security_resolved_reason)
  return {
    id,
    key: a.key,
    projectId: relationships?.project?.data?.id ?? '',
    status,
    priority: PRIORITIES.find(each => each === a.priority) ?? 'NOT_DEFINED',
    assignee: who(relationships?.assignee ?? a.assigned_to),
    ...(reason === undefined ? {} : { reason }),
    security: a.type === 'SECURITY',
    ...(a.title === undefined ? {} : { title: a.title }),
    ...(a.description === undefined ? {} : { description: a.description ?? '' }),
    findings: (a.insights ?? [])
      .filter(each => each.type === 'SECURITY_FINDING')
      .map(each => each.resource_id),
    commentCount: a.comment_count ?? null,
    archived: a.archived_at !== undefined,
    modifiedBy: who(relationships?.modified_by),
    modifiedAt: momentOf(a.modified_at),
  }
}

/** Nanoseconds and all; null where it is no moment. */
function momentOf(text: string | undefined): number | null {
  const at = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(at) ? null : at
}

function readPeople(included: unknown): Map<string, UserRef> {
  const people = new Map<string, UserRef>()
  for (const each of Array.isArray(included) ? included : []) {
    const user = userShape.safeParse(each)
    if (!user.success || user.data.type !== 'user') continue
    const { id, attributes } = user.data
    people.set(id, { id, name: attributes?.name ?? null, email: attributes?.email ?? null })
  }
  return people
}

const pageShape = z.object({
  data: z.array(z.unknown()),
  included: z.unknown().optional(),
  meta: z
    .object({ page: z.object({ total: z.number() }) })
    .optional()
    .catch(undefined),
})

/** A page of the case search; null when the answer is none. `pages` is null where Datadog does not tell. */
export function readCases(
  body: unknown,
): { cases: MirrorView[]; count: number; pages: number | null } | null {
  const parsed = pageShape.safeParse(body)
  if (!parsed.success) return null
  const { data, included, meta } = parsed.data
  const cases = data.flatMap(each => readCase(each, included) ?? [])
  return { cases, count: data.length, pages: meta?.page.total ?? null }
}

/** Ends a comment of ours. Markdown shows such a line to nobody. */
const MARK = /\n*\[\/\/\]: # \(fixproof (c-[0-9a-f]{12}-\w+)\)\s*$/

export function withMark(text: string, marker: string | null): string {
  return marker === null ? text : `${text}\n\n[//]: # (fixproof ${marker})`
}

const cellShape = z.object({
  id: z.string(),
  attributes: z.object({
    type: word,
    author: z
      .object({
        content: z.object({ ID: word, id: word, name: word, email: word }).optional().catch(undefined),
      })
      .optional()
      .catch(undefined),
    cell_content: z.object({ message: z.string() }).optional().catch(undefined),
    created_at: word,
  }),
})

/** Cells of a timeline: the ids of all, and those that are comments, in the order given; null when the answer is none. */
export function readComments(body: unknown): { comments: MirrorComment[]; cells: string[] } | null {
  const parsed = z.object({ data: z.array(z.unknown()) }).safeParse(body)
  if (!parsed.success) return null
  const comments = parsed.data.data.flatMap(each => {
    const cell = cellShape.safeParse(each)
    return cell.success ? (readComment(cell.data) ?? []) : []
  })
  const cells = parsed.data.data.flatMap(each => {
    const cell = z.object({ id: z.string() }).safeParse(each)
    return cell.success ? [cell.data.id] : []
  })
  return { comments, cells }
}

function readComment({ id, attributes }: z.output<typeof cellShape>): MirrorComment | null {
  const message = attributes.cell_content?.message
  if (attributes.type !== 'COMMENT' || message === undefined) return null
  const who = attributes.author?.content
  // The spec says `id`, the servers say `ID` (recorded).
  const authorId = who?.ID ?? who?.id
  return {
    id,
    author:
      authorId === undefined ? null : { id: authorId, name: who?.name ?? null, email: who?.email ?? null },
    text: message.replace(MARK, ''),
    marker: MARK.exec(message)?.[1] ?? null,
    writtenAt: momentOf(attributes.created_at) ?? 0,
  }
}

const flag = z
  .object({ enabled: z.boolean().optional().catch(undefined) })
  .optional()
  .catch(undefined)
const integration = z
  .object({
    enabled: z.boolean().optional().catch(undefined),
    auto_creation: flag,
    sync: flag,
    sync_config: flag,
  })
  .optional()
  .catch(undefined)
const projectShape = z.object({
  id: z.string(),
  attributes: z.object({
    key: z.string(),
    settings: z
      .object({ integration_jira: integration, integration_service_now: integration })
      .optional()
      .catch(undefined),
  }),
})

/** All case projects; null when the answer is none. */
export function readProjects(body: unknown): MirrorProject[] | null {
  const parsed = z.object({ data: z.array(z.unknown()) }).safeParse(body)
  if (!parsed.success) return null
  return parsed.data.data.flatMap(each => {
    const project = projectShape.safeParse(each)
    if (!project.success) return []
    const { key, settings } = project.data.attributes
    const syncs: MirrorProject['syncs'] = []
    if (isOn(settings?.integration_jira)) syncs.push('Jira')
    if (isOn(settings?.integration_service_now)) syncs.push('ServiceNow')
    return [{ id: project.data.id, key, syncs }]
  })
}

/** Switched off as a whole counts, whatever stands below; else any part that is on. */
function isOn(settings: z.output<typeof integration>): boolean {
  if (settings === undefined || settings.enabled === false) return false
  const parts = [settings.auto_creation, settings.sync, settings.sync_config]
  return settings.enabled === true || parts.some(part => part?.enabled === true)
}
