import { z } from 'zod'

/**
 * The parts of Jira's answers that are read, and nothing more: unknown members are dropped, so that a new field
 * never breaks us. Source: Jira Cloud platform REST v3.
 */

const id = z.union([z.string(), z.number()]).transform(String)

export const errorCollection = z.object({
  errorMessages: z.array(z.string()).optional(),
  errors: z.record(z.string(), z.unknown()).optional(),
})

const statusCategory = z.object({ id: z.number().optional(), key: z.string() })
export const status = z.object({ id, name: z.string(), statusCategory })
export type WireStatus = z.infer<typeof status>

const user = z.object({
  accountId: z.string().nullish(),
  displayName: z.string().nullish(),
  emailAddress: z.string().nullish(),
})
export type WireUser = z.infer<typeof user>
export const users = z.array(user.extend({ active: z.boolean().nullish() }))

/** `toString` collides with every object's own method, so the item is read by its ids alone. */
const change = z.object({
  field: z.string().nullish(),
  fieldId: z.string().nullish(),
  from: z.string().nullish(),
  to: z.string().nullish(),
})
const history = z.object({ author: user.nullish(), created: z.string(), items: z.array(change).optional() })
export type WireHistory = z.infer<typeof history>

const comment = z.object({
  id,
  author: user.nullish(),
  updateAuthor: user.nullish(),
  body: z.unknown().optional(),
  created: z.string(),
  updated: z.string().nullish(),
  /** Shown to a role or a group only. */
  visibility: z.unknown().optional(),
  /** False for a comment that customers of a service desk do not see. */
  jsdPublic: z.boolean().nullish(),
})
export type WireComment = z.infer<typeof comment>
export const commentPage = z.object({ comments: z.array(comment), total: z.number().nullish() })
export const commentMade = z.object({ id, author: user.nullish() })

export const issue = z.object({
  id,
  key: z.string(),
  fields: z.object({
    summary: z.string().nullish(),
    status,
    resolution: z.object({ name: z.string() }).nullish(),
    updated: z.string(),
    project: z.object({ id, key: z.string() }),
    issuetype: z.object({ id, name: z.string() }),
    labels: z.array(z.string()).nullish(),
    description: z.unknown().optional(),
    priority: z.object({ name: z.string() }).nullish(),
    assignee: user.nullish(),
    duedate: z.string().nullish(),
    creator: user.nullish(),
    comment: commentPage.nullish(),
  }),
  properties: z.record(z.string(), z.unknown()).nullish(),
  changelog: z.object({ histories: z.array(history).optional() }).nullish(),
})
export type WireIssue = z.infer<typeof issue>

export const created = z.object({ id, key: z.string() })

/** The issues each to be read as `issue`: one that is odd must not hide the others. */
export const bulk = z.object({
  issues: z.array(z.unknown()).optional(),
  issueErrors: z.array(z.object({ id: id.nullish(), errorMessage: z.string().nullish() })).optional(),
})

export const searchPage = z.object({
  issues: z.array(z.object({ id })).optional(),
  nextPageToken: z.string().nullish(),
  isLast: z.boolean().nullish(),
})

const allowedValue = z.object({ name: z.string().nullish(), value: z.string().nullish() })
const fieldMeta = z.object({
  name: z.string(),
  required: z.boolean(),
  hasDefaultValue: z.boolean().nullish(),
  schema: z.object({ type: z.string() }),
  allowedValues: z.array(z.unknown()).nullish(),
})
export type WireField = z.infer<typeof fieldMeta>

/** Names of the values a field allows, null when Jira does not list them. Options carry `value`, the rest `name`. */
export function allowedNames(field: Pick<WireField, 'allowedValues'>): string[] | null {
  if (!field.allowedValues) return null
  return field.allowedValues.flatMap(value => {
    const named = allowedValue.safeParse(value)
    const name = named.success ? (named.data.name ?? named.data.value) : null
    return name == null ? [] : [name]
  })
}

export const transitions = z.object({
  transitions: z.array(
    z.object({
      id,
      name: z.string(),
      to: status,
      hasScreen: z.boolean().nullish(),
      isAvailable: z.boolean().nullish(),
      fields: z.record(z.string(), fieldMeta).nullish(),
    }),
  ),
})
export type WireTransition = z.infer<typeof transitions>['transitions'][number]

export const issueTypesPage = z.object({
  issueTypes: z.array(z.object({ id, name: z.string(), subtask: z.boolean().nullish() })),
  total: z.number().nullish(),
})
export const createFieldsPage = z.object({
  fields: z.array(
    fieldMeta.extend({
      fieldId: z.string(),
      schema: z.object({ type: z.string(), items: z.string().nullish(), custom: z.string().nullish() }),
    }),
  ),
  total: z.number().nullish(),
})
export type WireCreateField = z.infer<typeof createFieldsPage>['fields'][number]

export const workflows = z.object({
  statuses: z
    .array(
      z.object({
        id: id.nullish(),
        name: z.string(),
        statusCategory: z.string(),
        statusReference: z.string(),
      }),
    )
    .optional(),
  workflows: z
    .array(
      z.object({
        statuses: z.array(z.object({ statusReference: z.string() })).optional(),
        transitions: z
          .array(
            z.object({
              id,
              name: z.string(),
              type: z.string(),
              toStatusReference: z.string().nullish(),
              transitionScreen: z.unknown().optional(),
              links: z.array(z.object({ fromStatusReference: z.string().nullish() })).nullish(),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
})
export type WireWorkflows = z.infer<typeof workflows>

/** Of the same answer, which rules stand before a transition. */
export const guardedWorkflows = z.object({
  statuses: z.array(z.object({ statusCategory: z.string(), statusReference: z.string() })).optional(),
  workflows: z
    .array(
      z.object({
        name: z.string().nullish(),
        transitions: z
          .array(
            z.object({
              name: z.string(),
              type: z.string(),
              toStatusReference: z.string().nullish(),
              validators: z
                .array(
                  z.object({
                    parameters: z
                      .object({ key: z.string().nullish(), disabled: z.string().nullish() })
                      .nullish()
                      .catch(null),
                  }),
                )
                .nullish(),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
})
export type WireGuardedWorkflows = z.infer<typeof guardedWorkflows>

export const statusList = z.array(status)
export const tenantInfo = z.object({ cloudId: z.string().min(1) })
export const myself = z.object({ accountId: z.string(), displayName: z.string().nullish() })
export const serverInfo = z.object({
  serverTime: z.string().nullish(),
  deploymentType: z.string().nullish(),
})
export const project = z.object({ id, key: z.string() })
export const permissions = z.object({
  permissions: z.record(z.string(), z.object({ havePermission: z.boolean() })),
})
export const resolutions = z.array(z.object({ name: z.string() }))
export const projectStatuses = z.array(z.object({ id, name: z.string(), statuses: z.array(status) }))

export const commentIds = z.object({ comments: z.array(z.object({ id })) })
export const commentList = z.object({
  values: z.array(
    z.object({ id, properties: z.array(z.object({ key: z.string(), value: z.unknown() })).nullish() }),
  ),
})
export const openIssuesPage = z.object({
  issues: z.array(z.object({ id, fields: z.object({ status }) })).optional(),
})
