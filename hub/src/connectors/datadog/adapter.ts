import { CATEGORIES, clip } from '@fixproof/rules'
import { z } from 'zod'
import type { ReadFinding } from '../../domain/findings'
import type { FindingItem } from '../../domain/model'
import { SEVERITY_CHARS_MAX, TITLE_CHARS_MAX } from './limits'
import { findingUrl } from './links'

/** A word, or nothing where Datadog sends something else: one odd attribute must not hide a finding. */
const word = z.string().min(1).optional().catch(undefined)
const group = z.record(z.string(), z.unknown())

/** The last moment with a year of four digits; what lies beyond is no date but another unit. Epoch milliseconds. */
const LAST_MOMENT_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** Epoch milliseconds, as a number or an ISO date; nothing where it is neither, or no moment of our calendar. */
const moment = z
  .union([z.number(), z.string().transform(text => (/^\d+$/.test(text) ? Number(text) : Date.parse(text)))])
  .refine(at => at > 0 && at <= LAST_MOMENT_MS)
  .transform(Math.floor)
  .optional()
  .catch(undefined)

const itemShape = z.object({
  id: word,
  attributes: z.object({
    attributes: group,
    tags: z.array(z.string()).optional().catch(undefined),
    timestamp: moment,
  }),
})

const nested = <T extends z.ZodRawShape>(shape: T) => z.object(shape).optional().catch(undefined)

const factsShape = z.object({
  finding_id: word,
  finding_type: word,
  title: word,
  status: word,
  severity: word,
  base_severity: word,
  severity_details: nested({ adjusted: nested({ value: word }), base: nested({ value: word }) }),
  detection_changed_at: moment,
  resource_id: word,
  rule: nested({ id: word, name: word }),
  advisory: nested({ id: word }),
  compliance: nested({ evaluation: word }),
  workflow: nested({
    mute: nested({ is_muted: z.boolean().optional().catch(undefined), expire_at: moment }),
    triage: nested({ assignee: nested({ id: word, name: word }) }),
  }),
})

/**
 * One item of a findings search in the domain's words; null when it has no id or no attributes. The item itself is
 * kept as received. `appUrl` is where people see Datadog (`appUrl(baseUrl)`).
 * Recorded answers hold everything in `attributes.attributes.custom`, the documented ones in `attributes.attributes`.
 */
export function readItem(received: unknown, appUrl: string): ReadFinding | null {
  const parsed = itemShape.safeParse(received)
  if (!parsed.success) return null
  const { attributes } = parsed.data.attributes
  const custom = group.safeParse(attributes.custom)
  const facts = factsShape.parse(custom.success ? custom.data : attributes)
  const id = parsed.data.id ?? facts.finding_id
  if (id === undefined) return null
  const assignee = facts.workflow?.triage?.assignee
  return {
    item: kept(received, id, parsed.data),
    facts: {
      id,
      findingType: facts.finding_type ?? null,
      status: facts.status ?? null,
      isMuted: facts.workflow?.mute?.is_muted ?? null,
      muteExpiresAt: facts.workflow?.mute?.expire_at ?? null,
      evaluation: facts.compliance?.evaluation ?? null,
    },
    title: clip(facts.title ?? facts.rule?.name ?? facts.advisory?.id ?? id, TITLE_CHARS_MAX),
    severity: severityOf(facts),
    detectionChangedAt: facts.detection_changed_at ?? parsed.data.attributes.timestamp ?? null,
    url: findingUrl(appUrl, {
      id,
      findingType: facts.finding_type ?? null,
      ruleId: facts.rule?.id ?? null,
      resourceId: facts.resource_id ?? null,
    }),
    // A name alone does not say who it is.
    assignee: assignee?.id === undefined ? null : { id: assignee.id, name: assignee.name ?? null },
  }
}

function kept(received: unknown, id: string, parsed: z.output<typeof itemShape>): FindingItem {
  const { attributes, tags, timestamp } = parsed.attributes
  return {
    ...(received as object),
    id,
    type: 'finding',
    attributes: {
      ...(received as FindingItem).attributes,
      attributes,
      ...(tags === undefined ? {} : { tags }),
      ...(timestamp === undefined ? {} : { timestamp }),
    },
  }
}

/** `severity` is what people see; a finding without one may still carry its scores (capitalised in the docs). */
function severityOf(facts: z.output<typeof factsShape>): string {
  const details = facts.severity_details
  const found = facts.severity ?? details?.adjusted?.value ?? facts.base_severity ?? details?.base?.value
  return clip((found ?? 'unknown').toLowerCase(), SEVERITY_CHARS_MAX)
}

const answerShape = z.object({
  data: z.array(z.unknown()),
  meta: z
    .object({
      status: word,
      page: nested({ after: word }),
    })
    .optional(),
})

/** A page of a search as Datadog sends it; null when the answer is none. */
export function readPage(body: unknown): { data: unknown[]; after: string | null; complete: boolean } | null {
  const parsed = answerShape.safeParse(body)
  if (!parsed.success) return null
  const { data, meta } = parsed.data
  return {
    data,
    after: data.length === 0 ? null : (meta?.page?.after ?? null),
    complete: meta?.status === 'done',
  }
}

const failuresShape = z.object({
  meta: z.object({
    failures: z.array(z.object({ finding_id: z.string(), title: word, detail: word })).optional(),
  }),
})

/** The findings that an assignment did not reach, and why; Datadog names them in the answer's `meta`. */
export function readFailures(body: unknown): { findingId: string; reason: string }[] {
  const parsed = failuresShape.safeParse(body)
  if (!parsed.success) return []
  return (parsed.data.meta.failures ?? []).map(({ finding_id, title, detail }) => ({
    findingId: finding_id,
    reason: `Datadog says: ${detail ?? title ?? 'no reason given'}.`,
  }))
}

const errorShape = z.object({
  errors: z.array(z.union([z.string(), z.object({ title: word, detail: word })])),
})

/** What Datadog says in an error: strings as the spec has it, JSON:API objects as the servers send them. */
export function errorWords(body: unknown): string {
  const parsed = errorShape.safeParse(body)
  if (!parsed.success) return ''
  return parsed.data.errors
    .map(error => (typeof error === 'string' ? error : (error.detail ?? error.title ?? '')))
    .filter(text => text !== '')
    .join('; ')
}

/** Open or in progress, of the ten tracked types: what is read when the configuration names no query. */
export const DEFAULT_QUERY = `@status:(open OR in-progress) @finding_type:(${Object.entries(CATEGORIES)
  .filter(([, category]) => category.tracked)
  .map(([type]) => type)
  .join(' OR ')})`

/** The query of a poll: the configured findings, changed at or after `since` (ms). */
export function changedSince(query: string, since: number | null): string {
  return since === null ? query : `(${query}) AND @detection_changed_at:>=${since}`
}

/** The query for findings by id; ids hold `=` and `-`, so each is quoted. */
export function idQuery(ids: readonly string[]): string {
  return `@finding_id:(${ids.map(id => `"${id.replace(/["\\]/g, '\\$&')}"`).join(' OR ')})`
}
