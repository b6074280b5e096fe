import { z } from 'zod'
import { close, notFixed } from './schemaClose'
import { names, text } from './schemaParts'
import { sync } from './schemaSync'

/** `projects[]`: the case projects. */

const ticketFields = z
  .record(z.string(), z.unknown())
  .optional()
  .describe('Field id → value; texts may hold placeholders such as {{finding.severity}}.')

export const project = z.strictObject({
  id: z.uuid().optional().describe('UUID of the project; derived from the key by default.'),
  key: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,19}$/, {
      error: 'must be capital letters and digits (at most 20) and begin with a letter, e.g. SEC',
    })
    .refine(value => value !== 'CASE', { error: 'cannot be CASE: Datadog keeps that word for itself' })
    .describe('Short key of the project; case keys begin with it, e.g. SEC.'),
  name: text('Name of the project; the key by default.').optional(),
  policy: z
    .enum(['strict', 'fixed-only', 'observe'])
    .default('strict')
    .describe(
      'What happens when somebody closes a ticket while a finding is open: "strict", "fixed-only", "observe".',
    ),
  jira: z
    .strictObject({
      connection: text('Id of one of connections.jira.'),
      project: text('Key of the Jira project, e.g. SEC.'),
      workType: text('Name of the work type, e.g. Bug.').default('Task'),
    })
    .optional()
    .describe('Where Jira issues of this project are made.'),
  servicenow: z
    .strictObject({
      connection: text('Id of one of connections.servicenow.'),
      assignmentGroup: text('Name or sys_id of the assignment group.'),
      itom: z
        .boolean()
        .optional()
        .describe(
          'Events for Event Management (em_event) instead of incidents: one way, nothing is attached.',
        ),
    })
    .optional()
    .describe('Where incidents of this project are made.'),
  sync,
  fields: z
    .strictObject({ jira: ticketFields, servicenow: ticketFields })
    .default({})
    .describe('What further fields of new tickets say.'),
  findingAssignee: z
    .enum(['once', 'two-way', 'off'])
    .default('once')
    .describe(
      'Who a finding is given to in Datadog: a case that nobody has takes it over "once", when the finding is attached; ' +
        '"two-way" also later, and the findings of a case are given to its assignee; "off" never.',
    ),
  mirror: z
    .strictObject({
      project: text('Key or id of the case project in Datadog.'),
    })
    .optional()
    .describe(
      "Shows the cases of this project in Datadog's own Case Management too. Off unless named; refused while that Datadog " +
        "project has Datadog's own Jira or ServiceNow sync on.",
    ),
  close,
  notFixed,
  routes: z
    .strictObject({
      close: names('Status names on the way to closed, in order.', []),
      reopen: names('Status names on the way back to open, in order.', []),
    })
    .prefault({})
    .describe('The way through a Jira workflow that the account may not read.'),
  reopenWindowDays: z
    .int()
    .min(0)
    .max(3650)
    .nullable()
    .default(null)
    .describe('Closed longer than this: a new ticket instead of reopening. Days; null = always reopen.'),
  onGone: z
    .enum(['leave', 'relink', 'recreate', 'detach'])
    .default('leave')
    .describe(
      'When a ticket was deleted: "leave" it to a person, "relink" it when it is found again, "recreate" it while ' +
        'findings are open, or "detach" it.',
    ),
  apply: z
    .enum(['by-itself', 'by-hand'])
    .default('by-itself')
    .describe(
      'Whether tickets are written to "by-itself", or "by-hand": only what somebody applied of the plan.',
    ),
})
