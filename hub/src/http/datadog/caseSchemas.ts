import { CASE_INSIGHTS_PER_REQUEST_MAX, JIRA_LABEL_CHARS_MAX } from '@fixproof/rules'
import { z } from '@hono/zod-openapi'
import { BARE } from './routes'
import { priority, word } from './schemas'

/** Bodies of the case API, which says `case`, `project`, `user` in the singular. */

/** `POST /cases/{id}/<field>`: each field of a case has its own. */
export const caseBody = <T extends z.ZodRawShape>(attributes: T) =>
  z.object({ data: z.object({ type: word('case'), attributes: z.object(attributes) }) })

/** `CaseEmptyRequest`. */
export const emptyBody = z.object({ data: z.object({ type: word('case') }) })

/** Recorded: an empty title or comment is refused without a detail. */
export const said = z.string().min(1, { error: BARE })

/** Every status word of Datadog's; those of security cases first. Source: recorded error body. */
const STATUS_WORDS =
  'NOT_STARTED, IN_PROGRESS, CLOSED, ACKNOWLEDGED, TRIGGERED, PENDING_APPROVAL, COMPLETED, CANCELLED, DECLINED, SUNKNOWN, OPEN, RESOLVED, APPROVED, IMPLEMENTING'
const OTHER_WORDS: readonly unknown[] = STATUS_WORDS.split(', ')

const status = z.enum(['OPEN', 'IN_PROGRESS', 'CLOSED'], {
  error: ({ input }) =>
    OTHER_WORDS.includes(input)
      ? `A security case is OPEN, IN_PROGRESS or CLOSED; it cannot be ${String(input)}.`
      : `invalid status ${typeof input === 'string' ? input : JSON.stringify(input)}. Must be one of ${STATUS_WORDS}`,
})

export const statusName = z.enum(['Open', 'In Progress', 'Closed'], {
  error: 'A security case is Open, In Progress or Closed.',
})
export const STATUS_NAMED = { Open: 'OPEN', 'In Progress': 'IN_PROGRESS', Closed: 'CLOSED' } as const

export const resolvedReason = z.enum(['TRUE_POSITIVE', 'FALSE_POSITIVE', 'BENIGN_POSITIVE'], {
  error: 'The reason must be TRUE_POSITIVE, FALSE_POSITIVE or BENIGN_POSITIVE.',
})

export const statusBody = z.object({
  data: z.object({
    type: word('case'),
    attributes: z
      .object({
        status: status.optional(),
        status_name: statusName.optional(),
        security_resolved_reason: resolvedReason
          .optional()
          .openapi({ description: 'Why it is closed, where that decides whether it may be (RULES 13).' }),
      })
      .refine(given => given.status !== undefined || given.status_name !== undefined, {
        error: 'Name the status as status_name: Open, In Progress or Closed.',
      }),
  }),
})

/** Any UUID, as Datadog's own ids are of several versions. */
export const uuid = (error: string) =>
  z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, { error })
const userId = uuid(BARE)

export const assignBody = caseBody({
  assignee_id: userId.openapi({ description: 'UUID of the user in Datadog, or of a person the hub knows.' }),
})

export const day = z.iso.date({ error: 'must be a day such as 2027-01-31, or null' })

/** Recorded: a value that is no list is refused by its type. */
const values = z.array(z.string(), {
  error: ({ input }) => `error decoding attribute "attributes": invalid type ${typeof input}`,
})

const label = z
  .string()
  .max(JIRA_LABEL_CHARS_MAX)
  .regex(/^\S+$/, { error: 'A label is one word: it holds no spaces and is not empty.' })

export const attributesBody = caseBody({
  attributes: z
    .record(z.string(), values)
    .refine(all => all.labels === undefined || z.array(label).safeParse(all.labels).success, {
      error: `A label is one word of at most ${JIRA_LABEL_CHARS_MAX} characters, without spaces.`,
      path: ['labels'],
    }),
})

/** Case types by their id. Source: `GET /api/v2/cases/types`, recorded. */
export const CASE_TYPE_IDS = {
  '00000000-0000-0000-0000-000000000001': 'STANDARD',
  '00000000-0000-0000-0000-000000000003': 'SECURITY',
} as const

const userRef = z.object({ data: z.object({ id: userId, type: word('user') }).nullable() })
export const projectRef = z.object({ data: z.object({ id: z.string().min(1), type: word('project') }) })

export const createCaseBody = z.object({
  data: z.object({
    type: word('case'),
    attributes: z.object({
      title: said,
      type_id: z.enum(Object.keys(CASE_TYPE_IDS) as (keyof typeof CASE_TYPE_IDS)[], {
        error: `must be the id of the case type Security (${Object.keys(CASE_TYPE_IDS)[1]}) or Standard (${Object.keys(CASE_TYPE_IDS)[0]})`,
      }),
      description: z.string().optional(),
      priority: priority.optional(),
      status_name: statusName.optional(),
      custom_attributes: z.record(z.string(), z.unknown()).optional(),
    }),
    relationships: z.object({ project: projectRef, assignee: userRef.optional() }),
  }),
})

export const moveBody = projectRef

/** Types of insights. Source: `CaseInsightType` of Datadog's API description. */
const INSIGHT_TYPES = [
  ...['SECURITY_FINDING', 'SECURITY_SIGNAL', 'MONITOR', 'EVENT_CORRELATION', 'ERROR_TRACKING'],
  ...['CLOUD_COST_RECOMMENDATION', 'INCIDENT', 'SENSITIVE_DATA_SCANNER_ISSUE', 'EVENT', 'WATCHDOG_STORY'],
  ...['WIDGET', 'INSIGHT_SCORECARD_CAMPAIGN', 'RESOURCE_POLICY', 'APM_RECOMMENDATION', 'SCM_URL'],
  'PROFILING_DOWNSIZING_EXPERIMENT',
] as const

export const insightsBody = caseBody({
  insights: z
    .array(
      z.object({
        type: z.enum(INSIGHT_TYPES),
        ref: z.string().max(2_000),
        resource_id: z.string().min(1).max(500),
      }),
    )
    .min(1)
    .max(CASE_INSIGHTS_PER_REQUEST_MAX),
})

export const linkJiraBody = z.object({
  data: z.object({
    type: word('issues'),
    attributes: z.object({
      jira_issue_url: z.string().min(1).openapi({ description: 'Address of the issue, or its key.' }),
    }),
  }),
})
