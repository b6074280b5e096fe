import { FINDINGS_PER_DETACH_MAX, FINDINGS_PER_TICKET_MAX } from '@fixproof/rules'
import { z } from '@hono/zod-openapi'

/** What `POST /api/v1/tickets` and `/detach` take and answer. */

const ids = (what: string) =>
  z.array(z.string().min(1).max(500)).openapi({ description: `${what}, at most ${FINDINGS_PER_TICKET_MAX}.` })
const priority = z.enum(['NOT_DEFINED', 'P1', 'P2', 'P3', 'P4', 'P5'])

const common = {
  connection: z
    .string()
    .min(1)
    .optional()
    .openapi({ description: 'By default the project’s, or the only one.' }),
  url: z.string().min(1).max(4000).optional().openapi({ description: 'An existing ticket, by its address.' }),
  assignee: z
    .string()
    .min(1)
    .max(320)
    .optional()
    .openapi({ description: 'E-mail address, person id, Datadog uuid, or account in this tool.' }),
  priority: priority.optional(),
  fields: z.record(z.string(), z.unknown()).optional().openapi({
    description:
      'Field id → value; texts may hold placeholders such as {{finding.severity}}. See /api/v1/metadata.',
  }),
}

const tool = z.discriminatedUnion('tool', [
  z.strictObject({
    tool: z.literal('jira'),
    ...common,
    jiraProject: z.string().min(1).optional().openapi({ example: 'SEC' }),
    workType: z.string().min(1).optional().openapi({ example: 'Bug' }),
  }),
  z.strictObject({
    tool: z.literal('servicenow'),
    ...common,
    assignmentGroup: z.string().min(1).optional().openapi({ description: 'Name or sys_id.' }),
    mode: z.enum(['itsm', 'itom']).optional().openapi({
      description: '`itsm`: an incident; `itom`: events, one way. As the project says unless given.',
    }),
  }),
])

const journal = z.enum(['comments', 'work_notes'])
const setting = z.strictObject({
  type: z.enum(['two-way', 'to-ticket', 'once', 'off']),
  conflict: z.enum(['newest', 'case', 'ticket']).optional(),
  map: z
    .record(z.string(), z.array(z.string()))
    .optional()
    .openapi({ description: 'Case value → how the tool says it; the first is what is written.' }),
  journal: journal.optional().openapi({ description: 'Comments in ServiceNow: where ours are written.' }),
  from: z
    .array(journal)
    .optional()
    .openapi({ description: 'Comments in ServiceNow: what comes to the case.' }),
})
const SYNCED = [
  ...['title', 'description', 'status', 'priority', 'assignee', 'due_date', 'labels', 'comments'],
] as const
const table = z.strictObject(
  Object.fromEntries(SYNCED.map(field => [field, setting.optional()])) as Record<
    'title' | 'description' | 'status' | 'priority' | 'assignee' | 'due_date' | 'labels' | 'comments',
    z.ZodOptional<typeof setting>
  >,
)

export const ticketsBody = z
  .strictObject({
    findings: ids('Ids of findings').optional(),
    signals: ids('Ids of security signals').optional(),
    mode: z
      .enum(['single', 'multiple', 'grouped'])
      .default('single')
      .openapi({
        description:
          '`single`: one ticket for all; `multiple`: one for each; `grouped`: one for what one fix fixes (package and ' +
          'version, image digest, rule and repository).',
      }),
    project: z.string().min(1).optional().openapi({ description: 'Id or key of the project.' }),
    case: z.string().min(1).optional().openapi({ description: 'Id or key of an existing case.' }),
    title: z.string().min(1).max(1000).optional().openapi({ description: 'May hold placeholders.' }),
    description: z.string().max(200_000).optional().openapi({
      description: 'Markdown; may hold placeholders. What a tool cannot hold is cut and linked.',
    }),
    tools: z.array(tool).max(2).default([]).openapi({ description: 'None: cases alone.' }),
    sync: z
      .strictObject({ jira: table.optional(), servicenow: table.optional() })
      .optional()
      .openapi({ description: 'Directions for these tickets, instead of the project’s.' }),
    preview: z
      .boolean()
      .default(false)
      .openapi({ description: 'Shows what would be made and makes nothing.' }),
  })
  .openapi('TicketsRequest')

const outcome = z.enum(['made', 'adopted', 'refused', 'pending'])

const resultSchema = z
  .object({
    findings: z.array(z.string()),
    fix: z.string().nullable().openapi({ example: 'openssl 3.0.1' }),
    case: z
      .object({ id: z.string().nullable(), key: z.string(), title: z.string(), url: z.string().nullable() })
      .nullable()
      .openapi({ description: 'In a preview a new one has no id yet, and a key without its number.' }),
    tickets: z.array(
      z.object({
        tool: z.enum(['jira', 'servicenow']),
        connection: z.string(),
        outcome,
        reason: z.string().nullable(),
        warnings: z.array(z.string()).openapi({ description: 'What could not be said on it, and why.' }),
        link: z.string().nullable(),
        id: z.string().nullable(),
        key: z.string().nullable(),
        url: z.string().nullable(),
        project: z.string().nullable(),
        workType: z.string().nullable(),
        assignmentGroup: z.string().nullable(),
        table: z.enum(['incident', 'em_event']).nullable().openapi({ description: 'In ServiceNow.' }),
        says: z
          .object({
            title: z.string(),
            description: z.string(),
            priority: priority.nullable(),
            assignee: z.string().nullable().openapi({ description: 'Account in the tool.' }),
            dueDate: z.string().nullable(),
            labels: z.array(z.string()),
            fields: z.record(z.string(), z.unknown()),
          })
          .nullable()
          .openapi({ description: 'What a new ticket would say; in a preview alone.' }),
      }),
    ),
    outcome,
    reason: z.string().optional(),
    moved: z
      .array(z.object({ finding: z.string(), from: z.string() }))
      .openapi({ description: 'Findings that left another case, by its key.' }),
  })
  .openapi('TicketsResult')

export const ticketsSchema = z
  .object({
    results: z.array(resultSchema),
    counts: z.object({
      made: z.number().int(),
      adopted: z.number().int(),
      pending: z.number().int(),
      refused: z.number().int(),
    }),
    summary: z.string().openapi({ example: '47 made, 3 refused' }),
    preview: z.boolean(),
    notice: z.string().optional().openapi({
      description:
        'A case project that was, or in a preview would be, made: none was linked to the place named.',
    }),
    settings: z
      .object({
        project: z.object({ id: z.string(), key: z.string(), name: z.string() }),
        policy: z.enum(['strict', 'fixed-only', 'observe']),
        sync: z.record(z.string(), z.record(z.string(), setting)),
      })
      .openapi({ description: 'How these tickets are kept the same from now on.' }),
  })
  .openapi('TicketsAnswer')

export const detachBody = z
  .strictObject({
    findings: z
      .array(z.string().min(1).max(500))
      .openapi({ description: `At most ${FINDINGS_PER_DETACH_MAX}; they may be on several cases.` }),
  })
  .openapi('DetachRequest')

export const detachSchema = z
  .object({
    results: z.array(
      z.object({
        finding: z.string(),
        outcome: z.enum(['detached', 'refused']),
        case: z.object({ id: z.string(), key: z.string() }).nullable(),
        reason: z.string().optional(),
      }),
    ),
    counts: z.object({ detached: z.number().int(), refused: z.number().int() }),
    summary: z.string().openapi({ example: '2 detached, 1 refused' }),
  })
  .openapi('DetachAnswer')
