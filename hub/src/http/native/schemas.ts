import { z } from '@hono/zod-openapi'

/** The answers of the hub's own doors, one schema each; times are RFC 3339 in UTC. */

const time = () => z.iso.datetime()
const maybeTime = (what: string) => time().nullable().openapi({ description: what })

export const errorsSchema = z
  .object({
    errors: z.array(
      z.object({
        status: z.string(),
        title: z.string(),
        detail: z.string().optional(),
        source: z.object({ pointer: z.string() }).optional(),
      }),
    ),
  })
  .openapi('Errors')

export const findingSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    severity: z.string(),
    state: z.enum(['open', 'in-progress', 'resolved', 'auto-closed', 'muted', 'unread']),
    open: z.boolean().openapi({ description: 'It keeps its ticket open.' }),
    url: z.string().openapi({ description: 'Where people see it in Datadog; empty before it was read.' }),
    openSince: maybeTime('Since when Datadog sees the problem; null while it is not open.'),
    mutedUntil: maybeTime('When its mute ends.'),
    notSeenSince: maybeTime('Since when Datadog no longer returns it; its last state stands.'),
  })
  .openapi('Finding')

export const syncSchema = z
  .object({
    condition: z
      .enum(['well', 'pending', 'trouble', 'held', 'contested', 'blocked', 'replaced', 'gone', 'let-go'])
      .openapi({
        description:
          '`well`; `pending`: a call’s outcome is awaited; `trouble`: tried again by itself; `held`: in step but for what `held` names; `contested`: closed there against the truth, about to be reopened; `blocked`: a person must act, ' +
          'then resume; `replaced`: a successor took over; `gone`: deleted there; `let-go`: taken off its case and left as it is.',
      }),
    reason: z.string().nullable(),
    since: maybeTime('Since when it is not well.'),
    nextTryAt: maybeTime('When it is tried again by itself.'),
    held: z
      .array(
        z.object({
          field: z.string().openapi({ description: 'A field, or `comments`.', example: 'priority' }),
          reason: z.string(),
          since: time(),
        }),
      )
      .openapi({
        description:
          'What does not flow until a person mends the cause, then resumes; everything else goes on.',
      }),
  })
  .openapi('SyncHealth')

export const ticketSchema = z
  .object({
    link: z.string().openapi({ description: 'Id of the link between case and ticket.' }),
    tool: z.enum(['jira', 'servicenow']),
    connection: z.string(),
    id: z.string().nullable().openapi({ description: 'Jira issue id or sys_id; null until it was made.' }),
    key: z.string().nullable(),
    url: z.string().nullable(),
    status: z
      .object({ name: z.string(), category: z.enum(['new', 'indeterminate', 'done']) })
      .nullable()
      .openapi({ description: 'As last seen there.' }),
    resolution: z.string().nullable(),
    closed: z.boolean(),
    origin: z.enum(['made', 'adopted']),
    falseFixes: z
      .object({
        refused: z.number().openapi({ description: 'Stopped on the spot by the validator or the guard.' }),
        undone: z.number().openapi({ description: 'Got through and was put back.' }),
      })
      .openapi({ description: 'Closes that claimed a fix while a finding was open.' }),
    sync: syncSchema,
  })
  .openapi('Ticket')

const caseNamed = z.object({
  id: z.string(),
  key: z.string(),
  title: z.string(),
  url: z.string().nullable().openapi({ description: 'Page of the case; null without server.publicUrl.' }),
})

export const verdictSchema = z
  .object({
    mayClose: z.boolean().openapi({ description: 'A person who closes it as fixed now is left alone.' }),
    sentence: z.string(),
    blocking: z.array(z.string()).openapi({ description: 'Ids of the findings that stand in the way.' }),
  })
  .openapi('Verdict')

export const caseSchema = z
  .object({
    case: caseNamed.extend({
      status: z.enum(['OPEN', 'IN_PROGRESS', 'CLOSED']),
      phase: z.enum(['open', 'closed', 'leave']),
      priority: z.enum(['NOT_DEFINED', 'P1', 'P2', 'P3', 'P4', 'P5']),
      assignee: z
        .object({ id: z.string(), name: z.string() })
        .nullable()
        .openapi({ description: 'A person as the hub knows them; null: nobody.' }),
      dueDate: z.string().nullable().openapi({ example: '2027-02-03' }),
      labels: z.array(z.string()),
      closeCause: z.enum(['remediated', 'accepted', 'detached', 'by-hand']).nullable(),
      createdAt: time(),
      createdBy: z.string(),
      closedAt: maybeTime('When it was closed.'),
      archived: z.boolean(),
    }),
    project: z.object({
      id: z.string(),
      key: z.string(),
      name: z.string(),
      policy: z.enum(['strict', 'fixed-only', 'observe']),
    }),
    verdict: verdictSchema,
    findings: z.array(findingSchema).openapi({ description: 'Most severe first.' }),
    named: z.array(findingSchema).openapi({ description: 'Named on the ticket only; they decide nothing.' }),
    tickets: z.array(ticketSchema).openapi({ description: 'Oldest first, replaced ones included.' }),
  })
  .openapi('CaseView')

export const entrySchema = z
  .object({
    id: z.string(),
    at: time(),
    kind: z.enum(['observed', 'decided', 'did']),
    what: z.string().openapi({ example: 'close-refused' }),
    text: z.string(),
    actor: z.string(),
    source: z.enum(['datadog', 'jira', 'servicenow', 'api', 'hub']),
    case: z.string().nullable().openapi({ description: 'Id of the case.' }),
    findings: z.array(z.string()),
    link: z.string().nullable(),
    base: z.unknown().optional(),
    ours: z.unknown().optional(),
    theirs: z.unknown().optional(),
    detail: z.record(z.string(), z.unknown()).optional(),
    sync: z
      .object({
        field: z.string(),
        from: z.enum(['case', 'jira', 'servicenow', 'api']),
        to: z.enum(['case', 'jira', 'servicenow']),
        ticket: z.string().nullable().openapi({ description: 'Key or number of the ticket on either side.' }),
        before: z.unknown(),
        after: z.unknown(),
        outcome: z.enum(['done', 'held']),
      })
      .optional()
      .openapi({
        description: 'A field that flowed, or could not: from where, to where, with what outcome.',
      }),
  })
  .openapi('TimelineEntry')

export const timelineSchema = z
  .object({ entries: z.array(entrySchema), next: z.string().nullable() })
  .openapi('Timeline')

export const ticketViewSchema = z
  .object({
    ticket: ticketSchema,
    verdict: verdictSchema,
    case: caseSchema.shape.case,
    project: caseSchema.shape.project,
    findings: z.array(findingSchema),
    others: z.array(ticketSchema).openapi({ description: 'The other tickets of the case.' }),
    timeline: z.array(entrySchema).openapi({ description: 'The newest entries, newest first.' }),
  })
  .openapi('TicketView')

export const linkSchema = ticketSchema.extend({ case: caseNamed }).openapi('Link')
export const linksSchema = z
  .object({ links: z.array(linkSchema), next: z.string().nullable() })
  .openapi('Links')

export const checkSchema = z
  .object({
    result: z.enum(['pass', 'warn', 'fail']),
    checkedAt: time(),
    counts: z.object({ pass: z.number(), warn: z.number(), fail: z.number() }),
    lines: z.array(
      z.object({
        subject: z.string().openapi({ example: 'jira main' }),
        check: z.string().openapi({ example: 'credentials' }),
        result: z.enum(['pass', 'warn', 'fail']),
        text: z.string(),
      }),
    ),
  })
  .openapi('CheckReport')

/** A field's value in case words. */
const fieldValue = z.union([z.string(), z.array(z.string()).readonly()]).nullable()

export const planLineSchema = z
  .object({
    id: z
      .string()
      .openapi({ example: 'SEC-12.1f0c3b7a', description: 'The same while its values are the same.' }),
    link: z.string().nullable(),
    tool: z.enum(['jira', 'servicenow']).nullable(),
    ticket: z.string().nullable(),
    finding: z
      .string()
      .nullable()
      .openapi({ description: 'The finding whose assignee in Datadog it is about; null for anything else.' }),
    field: z.string().nullable().openapi({ example: 'priority' }),
    base: fieldValue.openapi({ description: 'What case and ticket last agreed on, in case words.' }),
    ours: fieldValue.openapi({ description: 'What the case says.' }),
    theirs: fieldValue.openapi({ description: 'What the ticket shows, or Datadog of the finding.' }),
    action: z.string().openapi({ example: 'write-fields' }),
    reason: z.string(),
  })
  .openapi('PlanLine')

export const driftSchema = z
  .object({
    drift: z.array(
      z.object({
        case: caseNamed,
        kind: z.enum(['stands', 'held', 'verdict', 'blocked', 'gone']).openapi({
          description:
            '`stands`: both differ and the settings let that be; `held`: a value that cannot be carried over; `verdict`: a ' +
            'close that the policy of today would refuse; `blocked`: a person must act; `gone`: deleted there.',
        }),
        link: z.string().nullable(),
        tool: z.enum(['jira', 'servicenow']).nullable(),
        ticket: z.string().nullable(),
        field: z.string().nullable(),
        base: fieldValue,
        ours: fieldValue,
        theirs: fieldValue,
        reason: z.string(),
      }),
    ),
    looked: z.number().openapi({ description: 'Cases looked at on this page.' }),
    next: z.string().nullable(),
  })
  .openapi('Drift')

export const applySchema = z
  .object({
    lines: z.array(
      z.object({
        id: z.string(),
        outcome: z.enum(['done', 'failed', 'refused', 'waits', 'pending']).openapi({
          description:
            '`failed`: the vendor refused or did not answer; `refused`: the plan no longer says this; `waits`: a line that ' +
            'comes first was not chosen; `pending`: not known within a minute.',
        }),
        reason: z.string().nullable(),
      }),
    ),
  })
  .openapi('Applied')

export const planSchema = z
  .object({
    cases: z.array(
      z.object({
        case: caseNamed,
        steps: z.array(
          z.object({
            what: z.string().openapi({ example: 'close-ticket' }),
            ticket: z.string().nullable(),
            text: z.string(),
          }),
        ),
        lines: z
          .array(planLineSchema)
          .openapi({ description: 'Each change by itself, in the order it is done.' }),
        waits: z.array(
          z.object({
            ticket: z.string().nullable(),
            until: maybeTime('Null: until a person acts.'),
            why: z.string(),
          }),
        ),
      }),
    ),
    looked: z
      .number()
      .openapi({ description: 'Cases looked at on this page; those with nothing to tell are left out.' }),
    next: z.string().nullable(),
  })
  .openapi('Plan')
