import { FORGE_GADGET_DAYS_MAX, forgeSentences } from '@fixproof/rules'
import { z } from '@hono/zod-openapi'
import type { ProjectDoc } from '../../domain/model'
import { parse, type Query, QueryError } from '../../domain/query'
import { searchFindings } from '../../store/search'
import { VERSION } from '../../version'
import type { Door } from '../deps'
import type { DoorDeps } from '../doors'
import { Refusal } from '../errors'
import { iso } from '../native/views'
import { falseFixes, projectFigures } from './figures'
import { forgeRoute, noBody, siteOf } from './route'
import { connectionAnswer, falseFixesAnswer, foundAnswer, projectAnswer, searchBody } from './schemas'
import { foundView } from './views'

/** Findings one search shows; more are found by a closer one. */
const FOUND_MAX = 25
const PROJECTS_AT_ONCE = 500

const searchRoute = forgeRoute({
  path: '/findings/search',
  summary: 'Search findings to attach',
  description: 'As in the findings explorer, by the latest change; a finding on a case says on which.',
  answer: foundAnswer,
  body: searchBody,
})
const projectRoute = forgeRoute({
  path: '/projects/{project}',
  summary: 'What is really fixed in a Jira project',
  answer: projectAnswer,
  body: noBody,
  params: z.object({
    project: z.string().min(1).max(255).openapi({ description: 'Key of the Jira project.' }),
  }),
})
const falseFixesRoute = forgeRoute({
  path: '/false-fixes',
  summary: 'Closes that claimed a fix while a finding was open',
  answer: falseFixesAnswer,
  body: z.object({
    days: z
      .number()
      .int()
      .min(1)
      .max(FORGE_GADGET_DAYS_MAX, { error: forgeSentences.daysWrong(FORGE_GADGET_DAYS_MAX) }),
  }),
})
const connectionRoute = forgeRoute({
  path: '/connection',
  summary: 'Who this hub is, and the keys its records are signed with',
  answer: connectionAnswer,
  body: noBody,
})

/** The calls about the site as a whole. */
export function forgeSiteDoor({ store, engine, clock, proofKeys }: DoorDeps): Door {
  async function allProjects(): Promise<ProjectDoc[]> {
    const all: ProjectDoc[] = []
    let after: string | undefined
    do {
      const page = await store.list('project', {
        limit: PROJECTS_AT_ONCE,
        ...(after !== undefined && { after }),
      })
      all.push(...page.items.map(each => each.doc).filter(each => each.archivedAt === null))
      after = page.next
    } while (after !== undefined)
    return all.sort((a, b) => (a.key < b.key ? -1 : 1))
  }

  return app => {
    app.openapi(searchRoute, async c => {
      const query = queryOf(c.req.valid('json').query.trim())
      const { items } = await searchFindings(store, query, { sort: 'desc', cursor: null, limit: FOUND_MAX })
      const findings = items.map(row => ({ ...foundView(row.finding), case: row.case?.key ?? null }))
      return c.json({ findings }, 200)
    })

    app.openapi(projectRoute, async c => {
      const { connection } = siteOf(c)
      const { project } = c.req.valid('param')
      const found = await store.find('project', 'jiraProject', `${connection}/${project}`)
      const live = found.map(each => each.doc).filter(each => each.archivedAt === null)
      if (live.length === 0)
        throw new Refusal(
          404,
          `No project of this hub makes its issues in ${project}. Nothing is counted here.`,
        )
      return c.json(await projectFigures({ store, unit: engine.unit }, live, connection, clock.now()), 200)
    })

    app.openapi(falseFixesRoute, async c => {
      const { connection } = siteOf(c)
      return c.json(await falseFixes(store, connection, c.req.valid('json').days, clock.now()), 200)
    })

    app.openapi(connectionRoute, async c => {
      const { connection, cloudId } = siteOf(c)
      const keys = proofKeys.jwks().keys.map(({ kty, crv, x, kid }) => ({ kty, crv, x, kid }))
      const projects = (await allProjects()).map(({ key, name, policy, jira, notFixed }) => ({
        ...{ key, name, policy, notFixed },
        jiraProject: jira !== null && jira.connection === connection ? jira.project : null,
      }))
      return c.json({ hub: VERSION, connection, cloudId, keys, projects, now: iso(clock.now()) }, 200)
    })
  }
}

/** Throws a 400 naming what is wrong with the query. */
function queryOf(text: string): Query {
  if (text === '') throw new Refusal(400, forgeSentences.noQuery())
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof QueryError) throw new Refusal(400, error.message)
    throw error
  }
}
