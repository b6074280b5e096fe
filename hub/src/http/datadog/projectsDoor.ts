import { z } from '@hono/zod-openapi'
import type { ProjectDoc } from '../../domain/model'
import type { Door, HubContext } from '../deps'
import type { DoorDeps } from '../doors'
import { CASE_TAG, inCaseWords, notFoundDocument } from './caseApi'
import type { CaseNames } from './caseJson'
import { jiraConnection, serviceNowConnection } from './caseTicketsDoor'
import { projectAnswer, projectsAnswer } from './projectAnswers'
import { projectJson } from './projectJson'
import { createProjectBody, updateProjectBody } from './projectSchemas'
import { withSettings } from './projectSettings'
import { datadogRoute, document, refuseBody } from './routes'
import { askerOf } from './ticketsDoor'

const projectParams = z.object({ project_id: z.string() })

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
  params: projectParams,
})

const createProject = datadogRoute({
  method: 'post',
  path: '/api/v2/cases/projects',
  summary: 'Make a case project',
  scope: 'write',
  tag: CASE_TAG,
  success: 201,
  answer: projectAnswer,
  body: createProjectBody,
})
const updateProject = datadogRoute({
  method: 'patch',
  path: '/api/v2/cases/projects/{project_id}',
  summary: 'Change a case project: its name, and where and how it keeps tickets',
  description:
    'Settings that are not named stay. A mapping may be written either way round; closed is in none, since the findings decide that. A project of the configuration file is refused with 409.',
  scope: 'write',
  tag: CASE_TAG,
  success: 200,
  answer: projectAnswer,
  params: projectParams,
  body: updateProjectBody,
})
const deleteProject = datadogRoute({
  method: 'delete',
  path: '/api/v2/cases/projects/{project_id}',
  summary: 'Delete a case project',
  description: 'Its cases are archived and their tickets let go, neither deleted nor closed.',
  scope: 'write',
  tag: CASE_TAG,
  success: 204,
  params: projectParams,
})

const PROJECT_NOT_FOUND = 'project not found'

/** Case projects. Comes before the door of a single case: `projects` is a word there, not an id. */
export function projectsDoor({ commands, config, store }: DoorDeps, names: CaseNames): Door {
  const places = {
    jira: (account: string) => jiraConnection(config, account),
    servicenow: (instance: string) => serviceNowConnection(config, names, instance),
  }
  const answer = (c: HubContext, doc: ProjectDoc, status: 200 | 201 = 200): Response =>
    document(c, { data: projectJson(doc, names) }, status)

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
    app.openapi(listProjects, async c =>
      document(c, { data: (await projects()).map(doc => projectJson(doc, names)) }),
    )
    app.openapi(getProject, async c => {
      const found = await store.get('project', c.req.valid('param').project_id)
      if (found === undefined || found.doc.archivedAt !== null) return notFoundDocument(c, PROJECT_NOT_FOUND)
      return answer(c, found.doc)
    })
    app.openapi(
      createProject,
      async c => {
        const { key, name } = c.req.valid('json').data.attributes
        return answer(c, await commands.createProject(askerOf(c), key, name), 201)
      },
      refuseBody,
    )
    app.openapi(
      updateProject,
      async c => {
        const { name, settings } = c.req.valid('json').data.attributes ?? {}
        const doc = await commands.updateProject(c.req.valid('param').project_id, before => {
          const named = name === undefined ? before : { ...before, name }
          return settings === undefined ? named : withSettings(named, settings, places)
        })
        // Recorded: worded differently when it is to be changed.
        return doc === undefined
          ? notFoundDocument(c, `failed to get project: ${PROJECT_NOT_FOUND}`)
          : answer(c, doc)
      },
      refuseBody,
    )
    app.openapi(deleteProject, c =>
      inCaseWords(c, async () => {
        await commands.deleteProject(askerOf(c), c.req.valid('param').project_id)
        return c.body(null, 204)
      }),
    )
  }
}
