import { z } from '@hono/zod-openapi'

const project = z
  .object({
    id: z.uuid(),
    type: z.literal('project'),
    attributes: z.object({ key: z.string().openapi({ example: 'SEC' }), name: z.string() }),
  })
  .openapi('Project')
export const projectAnswer = z.object({ data: project }).openapi('ProjectResponse')
export const projectsAnswer = z.object({ data: z.array(project) }).openapi('ProjectsResponse')
