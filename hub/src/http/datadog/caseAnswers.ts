import { z } from '@hono/zod-openapi'
import { common, idRef, jiraResult, moment, reason, serviceNowResult, underWay } from './answers'

/** What the doors of the case API answer. Names and nesting are Datadog's; a test holds every answer against these. */

const author = z.object({
  type: z.literal('USER'),
  content: z.object({
    ID: z.string(),
    name: z.string(),
    email: z.string(),
    handle: z.string(),
    active: z.boolean(),
  }),
})

const managedCase = z
  .object({
    id: z.uuid(),
    type: z.literal('case'),
    attributes: z.object({
      ...common,
      type: z.enum(['SECURITY', 'STANDARD']),
      creation_source: z.enum(['CS_SECURITY_FINDING', 'MANUAL']),
      insights: z
        .array(z.object({ type: z.string(), ref: z.string(), resource_id: z.string() }))
        .openapi({ description: 'The findings in the order they were attached, then what else was named.' }),
      attributes: z.record(z.string(), z.array(z.string())).openapi({
        description: '`labels` are the labels that the tickets share.',
      }),
      comment_count: z.number().int(),
      created_by_author: author,
      custom_attributes: z.record(z.string(), z.unknown()),
      internal_id: z.string(),
      merge_status: z.literal('NOT_MERGED'),
      public_id: z.string(),
      security_resolved_reason: z.string().optional(),
      type_id: z.uuid(),
      jira_issue: z
        .object({
          status: underWay,
          error_message: reason,
          result: jiraResult.extend({ project_key: z.string() }).optional(),
        })
        .optional(),
      service_now_ticket: z
        .object({ status: underWay, error_message: reason, result: serviceNowResult.optional() })
        .optional(),
    }),
    relationships: z.object({
      created_by: idRef('user'),
      modified_by: idRef('user').optional(),
      assignee: idRef('user').optional(),
      project: idRef('project'),
    }),
  })
  .openapi('Case')

const user = z.object({
  id: z.string(),
  type: z.literal('user'),
  attributes: z.object({ active: z.boolean(), email: z.string(), handle: z.string(), name: z.string() }),
})

/** `CaseResponse`, with the people it names. */
export const caseAnswer = z
  .object({ data: managedCase, included: z.array(user).optional() })
  .openapi('CaseResponse')

/** `CasesResponse`. */
export const casesAnswer = z
  .object({
    data: z.array(managedCase),
    meta: z.object({
      total_cases: z.number().int(),
      page: z.object({
        current: z.number().int(),
        size: z.number().int().openapi({ description: 'Cases on this page.' }),
        total: z.number().int().openapi({ description: 'Pages.' }),
      }),
    }),
    included: z.array(user),
  })
  .openapi('CasesResponse')

const cell = z
  .object({
    id: z.string(),
    type: z.literal('timeline_cell'),
    attributes: z.object({
      type: z.literal('COMMENT'),
      author,
      cell_content: z.object({ message: z.string() }),
      content: z.string().openapi({ description: '`cell_content` as a JSON text.' }),
      created_at: moment,
      modified_at: moment.optional(),
      deleted_at: moment.optional(),
    }),
  })
  .openapi('TimelineCell')

/** `TimelineResponse`: a comment made answers a list of one. */
export const timelineAnswer = z.object({ data: z.array(cell) }).openapi('TimelineResponse')
