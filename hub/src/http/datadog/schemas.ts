import { z } from '@hono/zod-openapi'

/**
 * Bodies of the Datadog-compatible doors. Findings endpoints say `cases`, `findings`, `projects` in the plural, the case
 * API `case`, `project` in the singular; a wrong word is refused in Datadog's own words.
 */

/** A JSON:API type word. */
export const word = <T extends string>(expected: T) =>
  z.literal(expected, {
    error: issue => `got type ${JSON.stringify(issue.input ?? '')} expected one of "${expected}"`,
  })

const findingRef = z.object({ id: z.string().min(1), type: word('findings') })
/** Datadog's `Findings`: the list may be missing, which is as good as empty. */
export const findingRefs = z.object({ data: z.array(findingRef).default([]) })
export const projectRef = z.object({ data: z.object({ id: z.string().min(1), type: word('projects') }) })

export const PRIORITIES = ['NOT_DEFINED', 'P1', 'P2', 'P3', 'P4', 'P5'] as const
export const priority = z.enum(PRIORITIES, {
  // Not every object can be made a string: one with a `toString` of its own throws.
  error: ({ input }) =>
    `invalid priority ${typeof input === 'string' ? input : JSON.stringify(input)}. Must be one of P1, P2, P3, P4, P5, NOT_DEFINED`,
})

const ticketAttributes = z.object({
  title: z.string().min(1).optional().openapi({ description: 'Written from the findings when absent.' }),
  description: z.string().optional(),
  priority: priority.optional(),
  assignee_id: z.string().optional(),
})

const relationships = z.object({ findings: findingRefs, project: projectRef })

/** `CreateCaseRequestArray`, `CreateJiraIssueRequestArray`, `CreateServiceNowTicketRequestArray`. */
export const createBody = <T extends string>(type: T) =>
  z.object({
    data: z.array(
      z.object({
        type: word(type),
        attributes: ticketAttributes
          .extend({ fields: z.record(z.string(), z.unknown()).optional() })
          .optional(),
        relationships,
      }),
    ),
  })

export const attachCaseBody = z.object({
  data: z.object({
    id: z.string().min(1),
    type: word('cases'),
    relationships: z.object({ findings: findingRefs }).default({ findings: { data: [] } }),
  }),
})

export const detachBody = z.object({
  data: z.object({
    id: z.string().optional(),
    type: word('cases'),
    relationships: z.object({ findings: findingRefs }).default({ findings: { data: [] } }),
  }),
})

export const attachJiraBody = z.object({
  data: z.object({
    type: word('jira_issues'),
    attributes: z.object({ jira_issue_url: z.string().min(1) }),
    relationships,
  }),
})

export const attachServiceNowBody = z.object({
  data: z.object({
    type: word('servicenow_tickets'),
    attributes: z.object({ servicenow_ticket_url: z.string().min(1) }),
    relationships,
  }),
})

/** `MuteFindingsRequest`; reasons and dates are judged by Datadog itself, whose answer is passed on. */
export const muteBody = z.object({
  data: z.object({
    id: z.string().optional(),
    type: word('mute'),
    attributes: z.object({
      mute: z.object({
        is_muted: z.boolean(),
        reason: z.string(),
        description: z.string().optional(),
        expire_at: z.number().int().optional(),
      }),
    }),
    relationships: z.object({ findings: findingRefs }),
  }),
})

export const SORTS = ['@detection_changed_at', '-@detection_changed_at'] as const

export const searchBody = z.object({
  data: z.object(
    {
      attributes: z
        .object({
          filter: z.string().optional(),
          page: z.object({ cursor: z.string().optional(), limit: z.number().int().optional() }).optional(),
          sort: z.enum(SORTS).optional(),
        })
        .optional(),
    },
    { error: 'document is missing required top-level members; must have one of: "data", "meta", "errors"' },
  ),
})

export const listQuery = z.object({
  'filter[query]': z.string().optional(),
  'page[cursor]': z.string().optional(),
  'page[limit]': z.coerce.number().int().optional(),
  sort: z.enum(SORTS).optional(),
})

export const jiraOnCaseBody = z.object({
  data: z.object({
    type: word('issues'),
    attributes: z.object({
      jira_account_id: z.string().min(1),
      project_id: z.string().min(1),
      issue_type_id: z.string().min(1),
      fields: z.record(z.string(), z.unknown()).optional(),
    }),
  }),
})

export const serviceNowOnCaseBody = z.object({
  data: z.object({
    type: word('tickets'),
    attributes: z.object({
      instance_name: z.string().min(1),
      assignment_group: z.string().min(1).optional(),
    }),
  }),
})
