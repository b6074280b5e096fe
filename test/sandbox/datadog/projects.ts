import type { Context, Hono } from 'hono'
import { z } from 'zod'
import type { SandboxEnv, World } from '../port'
import { detach } from './case-book'
import type { Json, ProjectRecord, Tree } from './model'
import { Refused } from './refusals'
import { merged, type State } from './state'
import { answer, readData } from './wire'

const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)]),
)
const settings: z.ZodType<Tree> = z.record(z.string(), json)

const createData = z.object({
  type: z.literal('project'),
  attributes: z.object({ key: z.string().min(1), name: z.string().min(1) }),
})
const updateData = z.object({
  type: z.literal('project'),
  attributes: z.object({ name: z.string().min(1).optional(), settings: settings.optional() }).optional(),
})

/** Projects of Case Management. */
export function projectRoutes(app: Hono<SandboxEnv>, state: () => State, world: World): void {
  const ROOT = '/api/v2/cases/projects'

  app.get(ROOT, c => answer(c, { data: [...state().projects.values()].map(view) }))

  app.post(ROOT, async c => {
    const { attributes } = await readData(c, 'project', createData)
    const { key, name } = attributes
    if (key === 'CASE') throw new Refused('reserved project key', 'project key cannot be CASE')
    if ([...state().projects.values()].some(one => one.key === key)) {
      throw new Refused('reserved project key', `project key ${key} is already taken`)
    }
    const project: ProjectRecord = { id: world.ids.uuid(), key, name, settings: {}, lastCase: 0 }
    state().projects.set(project.id, project)
    c.set('write', true)
    return answer(c, { data: view(project) }, 201)
  })

  app.get(`${ROOT}/:projectId`, c =>
    answer(c, { data: view(known(state(), c, 'unknown project for a case')) }),
  )

  app.patch(`${ROOT}/:projectId`, async c => {
    const { attributes } = await readData(c, 'project', updateData)
    const project = known(state(), c, 'unknown project to update')
    project.name = attributes?.name ?? project.name
    project.settings = merged(project.settings, attributes?.settings ?? {})
    c.set('write', true)
    return answer(c, { data: view(project) })
  })

  /** Deleting a project takes its tickets off the findings; the tickets themselves live on elsewhere. */
  app.delete(`${ROOT}/:projectId`, c => {
    const project = known(state(), c, 'unknown project for a case')
    for (const record of state().cases.values()) {
      if (record.projectId !== project.id) continue
      detach(state(), [...record.findings])
      state().cases.delete(record.id)
    }
    state().projects.delete(project.id)
    c.set('write', true)
    return c.body(null, 204)
  })
}

function known(
  state: State,
  c: Context,
  refusal: 'unknown project for a case' | 'unknown project to update',
): ProjectRecord {
  const project = state.projects.get(c.req.param('projectId') ?? '')
  if (project === undefined) throw new Refused(refusal)
  return project
}

function view(project: ProjectRecord): Record<string, unknown> {
  const { id, key, name, settings } = project
  return { id, type: 'project', attributes: { key, name, restricted: false, settings } }
}
