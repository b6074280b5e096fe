import { z } from '@hono/zod-openapi'

/**
 * What the Datadog-compatible doors answer, for `/openapi.json`. Names and nesting are Datadog's; a test holds every
 * answer against these.
 */

export const moment = z.iso.datetime({ offset: true })
export const idRef = <T extends string>(type: T) =>
  z.object({ data: z.object({ id: z.string(), type: z.literal(type) }) })

const insights = z
  .array(
    z.object({
      type: z.enum(['SECURITY_FINDING', 'SECURITY_SIGNAL']),
      ref: z.string().openapi({ description: 'Where Datadog shows it: a path without the host.' }),
      resource_id: z.string().openapi({ description: 'Id of the finding.' }),
    }),
  )
  .openapi({ description: 'The findings, in the order they were attached.' })

/** Members that the findings endpoints and the case API share. */
export const common = {
  key: z.string().openapi({ example: 'SEC-12' }),
  title: z.string(),
  description: z.string().openapi({ description: 'Markdown.' }),
  status: z.enum(['OPEN', 'IN_PROGRESS', 'CLOSED']),
  status_group: z.enum(['SG_OPEN', 'SG_IN_PROGRESS', 'SG_CLOSED']),
  status_name: z.string(),
  type: z.literal('SECURITY'),
  priority: z.enum(['NOT_DEFINED', 'P1', 'P2', 'P3', 'P4', 'P5']),
  creation_source: z.literal('CS_SECURITY_FINDING'),
  created_at: moment,
  modified_at: moment.optional(),
  closed_at: moment.optional(),
  archived_at: moment.optional(),
  due_date: z.string().optional().openapi({ example: '2027-01-31' }),
  insights,
}

export const reason = z.string().optional().openapi({ description: 'Why there is no ticket (yet).' })
const confirmed = z.enum(['COMPLETED', 'FAILED'])
export const underWay = z.enum(['IN_PROGRESS', 'COMPLETED', 'FAILED'])

export const jiraResult = z.object({
  issue_id: z.string(),
  issue_key: z.string().openapi({ example: 'VULN-7' }),
  issue_url: z.string(),
  account_id: z.string().openapi({ description: 'The Jira connection.' }),
})
export const serviceNowResult = z.object({
  instance_name: z.string(),
  sys_id: z.string(),
  sys_target_sys_id: z.string(),
  sys_target_link: z.string(),
  table_name: z
    .enum(['incident', 'em_event'])
    .openapi({ description: '`em_event` where the project sends events (ITOM).' }),
  url: z.string(),
})

const findingCase = z
  .object({
    id: z.uuid(),
    type: z.literal('cases'),
    attributes: z.object({
      ...common,
      assigned_to: idRef('users').optional(),
      jira_issue: z
        .object({ status: confirmed, error_message: reason, result: jiraResult.optional() })
        .optional(),
      servicenow_ticket: z
        .object({ status: confirmed, error_message: reason, result: serviceNowResult.optional() })
        .optional(),
    }),
    relationships: z.object({
      created_by: idRef('users'),
      modified_by: idRef('users').optional(),
      project: idRef('projects'),
    }),
  })
  .openapi('FindingCase')

/** `FindingCaseResponse`: attaching answers one case. */
export const findingCaseAnswer = z.object({ data: findingCase }).openapi('FindingCaseResponse')
/** `FindingCaseResponseArray`: creating answers the cases in the order they were asked for. */
export const findingCasesAnswer = z.object({ data: z.array(findingCase) }).openapi('FindingCaseResponseArray')

const finding = z
  .object({
    id: z.string(),
    type: z.literal('finding'),
    attributes: z.object({
      attributes: z.record(z.string(), z.unknown()).openapi({
        description:
          'As Datadog sent it, everything under `custom` or not; `workflow.integrations` is the hub’s own.',
      }),
      tags: z.array(z.string()).optional(),
      timestamp: z
        .number()
        .int()
        .optional()
        .openapi({ description: 'Last change, `@detection_changed_at`. Milliseconds.' }),
    }),
  })
  .openapi('SecurityFinding')

/** `ListSecurityFindingsResponse`; the last page has neither `links` nor `meta.page`. */
export const findingsAnswer = z
  .object({
    data: z.array(finding),
    links: z.object({ next: z.string().openapi({ description: 'Path of the next page.' }) }).optional(),
    meta: z.object({
      elapsed: z.number().int().openapi({ description: 'Milliseconds.' }),
      page: z.object({ after: z.string() }).optional(),
      request_id: z.string(),
      status: z.literal('done'),
    }),
  })
  .openapi('ListSecurityFindingsResponse')

/** `MuteFindingsResponse`, as Datadog itself answered. */
export const muteAnswer = z
  .object({ data: z.object({ id: z.string(), type: z.literal('mute') }) })
  .openapi('MuteFindingsResponse')

/** Every refusal: one entry a mistake. Datadog leaves out members here and there, and so do these doors. */
export const errorsAnswer = z
  .object({
    errors: z.array(
      z.object({
        status: z.string().optional(),
        code: z.string().optional(),
        title: z.string().optional(),
        detail: z.string().optional().openapi({ description: 'What is wrong, and what to do.' }),
        source: z.object({ pointer: z.string() }).optional(),
        meta: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
  })
  .openapi('Errors')
