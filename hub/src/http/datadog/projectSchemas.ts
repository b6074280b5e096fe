import { SYNC_TYPES } from '@fixproof/rules'
import { z } from '@hono/zod-openapi'
import { word } from './schemas'

/** Bodies about case projects. What the hub does not keep is refused by name, so that nobody waits for its effect. */

const syncType = z.enum(Object.keys(SYNC_TYPES) as (keyof typeof SYNC_TYPES)[], {
  error: ({ input }) =>
    `must be one of ${Object.keys(SYNC_TYPES).join(', ')}; it is ${input === undefined ? 'missing' : JSON.stringify(input)}`,
})
const plain = z.strictObject({ sync_type: syncType }).optional()
const names = z.record(z.string(), z.string()).optional()
const mapped = z.strictObject({ sync_type: syncType, mapping: names, name_mapping: names }).optional()

const texts = { title: plain, description: plain, assignee: plain, comments: plain, status: mapped }

const autoCreation = z
  .strictObject({
    enabled: z
      .literal(false, { error: 'must be false: tickets are made when they are asked for' })
      .optional(),
  })
  .optional()

const jiraSettings = z.strictObject({
  enabled: z.boolean().optional(),
  auto_creation: autoCreation,
  metadata: z
    .strictObject({
      account_id: z.string().min(1).optional(),
      project_id: z.string().min(1).optional().openapi({ description: 'Key of the Jira project.' }),
      issue_type_id: z.string().min(1).optional().openapi({ description: 'Name of the work type.' }),
    })
    .optional(),
  sync: z
    .strictObject({
      enabled: z.boolean().optional(),
      properties: z
        .strictObject({
          ...texts,
          priority: mapped,
          due_date: z
            .strictObject({
              sync_type: syncType,
              jira_field_id: z
                .literal('duedate', { error: 'must be duedate, Jira’s own due date' })
                .optional(),
            })
            .optional(),
          labels: plain,
        })
        .optional(),
    })
    .optional(),
})

const serviceNowSettings = z.strictObject({
  enabled: z.boolean().optional(),
  auto_creation: autoCreation,
  instance_name: z.string().min(1).optional(),
  assignment_group: z.string().min(1).optional(),
  sync_config: z
    .strictObject({
      enabled: z.boolean().optional(),
      properties: z
        .strictObject({
          ...texts,
          priority: z
            .strictObject({ sync_type: syncType, impact_mapping: names, urgency_mapping: names })
            .optional(),
          due_date: plain,
        })
        .optional(),
    })
    .optional(),
})

const settings = z.strictObject({
  integration_jira: jiraSettings.optional(),
  integration_service_now: serviceNowSettings.optional(),
})
export type ProjectSettings = z.output<typeof settings>
export type JiraSettings = z.output<typeof jiraSettings>
export type ServiceNowSettings = z.output<typeof serviceNowSettings>

const name = z.string().min(1)

export const createProjectBody = z.object({
  data: z.object({
    type: word('project'),
    attributes: z.strictObject({
      key: z
        .string()
        .regex(/^[A-Z][A-Z0-9_]{0,19}$/, {
          error: 'must be capital letters and digits (at most 20) and begin with a letter, e.g. SEC',
        })
        .refine(key => key !== 'CASE', { error: 'cannot be CASE: Datadog keeps that word for itself' }),
      name,
    }),
  }),
})

export const updateProjectBody = z.object({
  data: z.object({
    type: word('project'),
    attributes: z.strictObject({ name: name.optional(), settings: settings.optional() }).optional(),
  }),
})
