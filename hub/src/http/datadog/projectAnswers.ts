import { z } from '@hono/zod-openapi'

const syncType = z.enum(['two-way', 'to-ticket', 'once', 'off'])
const names = z.record(z.string(), z.string()).optional()
const plain = z.object({ sync_type: syncType })
const mapped = plain.extend({ name_mapping: names })
const texts = {
  title: plain,
  description: plain,
  assignee: plain,
  comments: plain,
  status: mapped,
}
const autoCreation = z.object({ enabled: z.literal(false) })

const settings = z.object({
  integration_jira: z.object({
    enabled: z.boolean(),
    auto_creation: autoCreation,
    metadata: z
      .object({ account_id: z.string(), project_id: z.string(), issue_type_id: z.string() })
      .optional(),
    sync: z.object({
      enabled: z.boolean(),
      properties: z.object({
        ...texts,
        priority: mapped,
        due_date: plain.extend({ jira_field_id: z.literal('duedate') }),
        labels: plain,
      }),
    }),
  }),
  integration_service_now: z.object({
    enabled: z.boolean(),
    auto_creation: autoCreation,
    instance_name: z.string().optional(),
    assignment_group: z.string().optional(),
    sync_config: z.object({
      enabled: z.boolean(),
      properties: z.object({
        ...texts,
        priority: plain.extend({ impact_mapping: names, urgency_mapping: names }),
        due_date: plain,
      }),
    }),
  }),
})

const project = z
  .object({
    id: z.uuid(),
    type: z.literal('project'),
    attributes: z.object({
      key: z.string().openapi({ example: 'SEC' }),
      name: z.string(),
      restricted: z.literal(false),
      settings,
    }),
  })
  .openapi('Project')
export const projectAnswer = z.object({ data: project }).openapi('ProjectResponse')
export const projectsAnswer = z.object({ data: z.array(project) }).openapi('ProjectsResponse')
