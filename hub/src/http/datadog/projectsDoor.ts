import { z } from '@hono/zod-openapi'
import type { ProjectDoc } from '../../domain/model'
import type { Door } from '../deps'
import type { DoorDeps } from '../doors'
import { CASE_TAG, notFoundDocument } from './caseApi'
import { projectJson } from './caseJson'
import { projectAnswer, projectsAnswer } from './projectAnswers'
import { datadogRoute, document } from './routes'

const listProjects = datadogRoute({
  method: 'get',
  path: '/api/v2/cases/projects',
  summary: 'List case projects',
  scope: 'read',
  tag: CASE_TAG,
  success: 200,
  answer: projectsAnswer,
})
const getProject = datadogRoute({
  method: 'get',
  path: '/api/v2/cases/projects/{project_id}',
  summary: 'Get a case project',
  scope: 'read',
  tag: CASE_TAG,
  success: 200,
  answer: projectAnswer,
  params: z.object({ project_id: z.string() }),
})

const PROJECT_NOT_FOUND = 'project not found'

/** Case projects. Comes before the door of a single case: `projects` is a word there, not an id. */
export function projectsDoor({ store }: DoorDeps): Door {
  async function projects(): Promise<ProjectDoc[]> {
    const found: ProjectDoc[] = []
    let after: string | undefined
    do {
      const page = await store.list('project', { limit: 500, ...(after === undefined ? {} : { after }) })
      found.push(...page.items.map(each => each.doc).filter(each => each.archivedAt === null))
      after = page.next
    } while (after !== undefined)
    return found.sort((a, b) => (a.key < b.key ? -1 : 1))
  }

  return app => {
    app.openapi(listProjects, async c => document(c, { data: (await projects()).map(projectJson) }))
    app.openapi(getProject, async c => {
      const found = await store.get('project', c.req.valid('param').project_id)
      if (found === undefined || found.doc.archivedAt !== null) return notFoundDocument(c, PROJECT_NOT_FOUND)
      return document(c, { data: projectJson(found.doc) })
    })
  }
}
