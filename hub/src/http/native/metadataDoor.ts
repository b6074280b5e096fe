import { PLACEHOLDERS } from '@fixproof/rules'
import { z } from '@hono/zod-openapi'
import type { TicketTool } from '../../connectors/port'
import type { TicketForm } from '../../domain/forms'
import { toolKey } from '../../reconcile/tools'
import type { Door } from '../deps'
import type { DoorDeps } from '../doors'
import { Refusal } from '../errors'
import { nativeRoute } from './routes'

const TAG = 'Metadata of the tools'

const connection = z.string().openapi({ example: 'main' })
const named = z.object({ id: z.string(), name: z.string() })

const fieldSchema = z
  .object({
    id: z.string().openapi({ example: 'customfield_10050' }),
    name: z.string(),
    kind: z.enum(['text', 'long-text', 'number', 'day', 'choice', 'choices', 'other']),
    required: z
      .boolean()
      .openapi({ description: 'Nobody fills it by default: name it, or nothing is made.' }),
    filled: z.boolean().openapi({ description: 'Fixproof sends it by itself.' }),
    allowed: z.array(z.string()).nullable().openapi({ description: 'Null: not listed by the tool.' }),
    maxChars: z.number().int().nullable(),
  })
  .openapi('FormField')
const formSchema = z
  .object({
    place: z.string().openapi({ example: 'Bug in project SEC' }),
    fields: z
      .array(fieldSchema)
      .nullable()
      .openapi({ description: 'Null: the tool does not show its form to the integration account.' }),
    placeholders: z
      .record(z.string(), z.string())
      .openapi({ description: 'What texts of fields may hold in {{ }}, and what each stands for.' }),
  })
  .openapi('TicketForm')

const connections = nativeRoute({
  method: 'get',
  path: '/api/v1/metadata/connections',
  tag: TAG,
  summary: 'The configured connections',
  scope: 'read',
  answer: z.object({
    connections: z.array(z.object({ tool: z.enum(['jira', 'servicenow']), connection: z.string() })),
  }),
})
const projects = nativeRoute({
  method: 'get',
  path: '/api/v1/metadata/jira/{connection}/projects',
  tag: TAG,
  summary: 'Jira projects in which issues can be made',
  scope: 'read',
  answer: z.object({ projects: z.array(z.object({ key: z.string(), name: z.string() })) }),
  params: z.object({ connection }),
})
const workTypes = nativeRoute({
  method: 'get',
  path: '/api/v1/metadata/jira/{connection}/projects/{project}/work-types',
  tag: TAG,
  summary: 'Work types of a Jira project',
  scope: 'read',
  answer: z.object({ workTypes: z.array(named) }),
  params: z.object({ connection, project: z.string().openapi({ example: 'SEC' }) }),
})
const jiraFields = nativeRoute({
  method: 'get',
  path: '/api/v1/metadata/jira/{connection}/projects/{project}/work-types/{workType}/fields',
  tag: TAG,
  summary: 'What a new Jira issue can say, and must',
  scope: 'read',
  answer: formSchema,
  params: z.object({ connection, project: z.string(), workType: z.string().openapi({ example: 'Bug' }) }),
})
const groups = nativeRoute({
  method: 'get',
  path: '/api/v1/metadata/servicenow/{connection}/groups',
  tag: TAG,
  summary: 'Active assignment groups',
  scope: 'read',
  answer: z.object({ groups: z.array(named) }),
  params: z.object({ connection }),
})
const incidentFields = nativeRoute({
  method: 'get',
  path: '/api/v1/metadata/servicenow/{connection}/fields',
  tag: TAG,
  summary: 'What a new incident can say, and must',
  scope: 'read',
  answer: formSchema,
  params: z.object({ connection }),
})

/** What the tools say of their projects, groups and forms; asked live and believed for ten minutes. */
export function metadataDoor({ tools }: DoorDeps): Door {
  function toolOr404(tool: 'jira' | 'servicenow', id: string): TicketTool {
    const found = tools.tickets.get(toolKey(tool, id))
    if (found !== undefined) return found
    const known = [...tools.tickets.values()].filter(each => each.tool === tool).map(each => each.connection)
    const there = known.length === 0 ? 'None is configured' : `There is: ${known.join(', ')}`
    throw new Refusal(
      404,
      `No ${tool === 'jira' ? 'Jira' : 'ServiceNow'} connection is called ${id}. ${there}.`,
    )
  }

  return app => {
    app.openapi(connections, c =>
      c.json(
        {
          connections: [...tools.tickets.values()].map(each => ({
            tool: each.tool,
            connection: each.connection,
          })),
        },
        200,
      ),
    )
    app.openapi(projects, async c => {
      const tool = toolOr404('jira', c.req.valid('param').connection)
      return c.json({ projects: (await tool.projects?.()) ?? [] }, 200)
    })
    app.openapi(workTypes, async c => {
      const { connection: id, project } = c.req.valid('param')
      const found = await toolOr404('jira', id).workTypes?.(project)
      if (found == null)
        throw new Refusal(404, `Jira has no project ${project}, or hides it from the account. Check its key.`)
      return c.json({ workTypes: found.map(({ id: type, name }) => ({ id: type, name })) }, 200)
    })
    app.openapi(jiraFields, async c => {
      const { connection: id, project, workType } = c.req.valid('param')
      const form = (await toolOr404('jira', id).form?.({ project, workType })) ?? null
      return c.json(formView(form, `${workType} in project ${project}`), 200)
    })
    app.openapi(groups, async c => {
      const tool = toolOr404('servicenow', c.req.valid('param').connection)
      return c.json({ groups: (await tool.assignmentGroups?.()) ?? [] }, 200)
    })
    app.openapi(incidentFields, async c => {
      const tool = toolOr404('servicenow', c.req.valid('param').connection)
      return c.json(formView((await tool.form?.({})) ?? null, 'An incident'), 200)
    })
  }
}

function formView(form: TicketForm | null, place: string): z.infer<typeof formSchema> {
  const fields =
    form?.fields
      .filter(each => each.ours !== 'reserved')
      .map(({ id, name, kind, required, hasDefault, allowed, maxChars, ours }) => ({
        ...{ id, name, kind, maxChars },
        required: required && !hasDefault && ours === null,
        filled: ours !== null,
        allowed: allowed?.map(each => each.label) ?? null,
      })) ?? null
  return { place: form?.place ?? place, fields, placeholders: { ...PLACEHOLDERS } }
}
