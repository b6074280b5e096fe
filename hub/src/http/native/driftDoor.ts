import { z } from '@hono/zod-openapi'
import { type DriftLine, driftOf } from '../../domain/drift'
import { FIELDS } from '../../domain/fields/table'
import type { CaseState } from '../../domain/step'
import type { Door } from '../deps'
import type { DoorDeps } from '../doors'
import { Refusal } from '../errors'
import { nativeRoute, pageQuery } from './routes'
import { driftSchema } from './schemas'
import { caseNamed } from './views'

/** Cases looked at by one request. */
const PAGE = { max: 500, fallback: 200 } as const

const drift = nativeRoute({
  method: 'get',
  path: '/api/v1/drift',
  tag: 'Operation',
  summary: 'Where cases and tickets differ and nothing is about to change that',
  description:
    'Field by field, with what both sides say and why it stays so; closes that the policy of today would refuse; blocked and ' +
    'deleted tickets. From what is known; no vendor is asked. What is about to flow is in the plan instead. A page may hold ' +
    'no line and still have a `next`.',
  scope: 'read',
  answer: driftSchema,
  query: pageQuery(PAGE).extend({
    project: z.string().optional().openapi({ description: 'Key or id of a project.' }),
    case: z.string().optional().openapi({ description: 'UUID or key, e.g. SEC-12.' }),
    tool: z.enum(['jira', 'servicenow']).optional(),
    field: z.enum(['comments', ...FIELDS]).optional(),
    kind: z.enum(['stands', 'held', 'verdict', 'blocked', 'gone']).optional(),
  }),
})

/** `GET /api/v1/drift`. */
export function driftDoor({ store, commands, engine, clock, shows }: DoorDeps): Door {
  /** A page of case ids, of one project or of all. */
  async function page(project: string | undefined, after: string | undefined, limit: number) {
    if (project === undefined) {
      const found = await store.list('case', { limit, ...(after !== undefined && { after }) })
      return { ids: found.items.map(each => each.doc.id), next: found.next ?? null }
    }
    const byId = await store.get('project', project)
    const [found = byId] = await store.find('project', 'key', project)
    if (found === undefined) throw new Refusal(404, `There is no project ${project}.`)
    const all = (await store.find('case', 'project', found.doc.id)).map(each => each.doc.id)
    const rest = all.filter(id => after === undefined || id > after)
    const ids = rest.slice(0, limit)
    return { ids, next: rest.length > limit ? (ids.at(-1) ?? null) : null }
  }

  return app => {
    app.openapi(drift, async c => {
      const { project, case: asked, tool, field, kind, after, limit } = c.req.valid('query')
      const wanted = (line: DriftLine): boolean =>
        (tool === undefined || line.tool === tool) &&
        (field === undefined || line.field === field) &&
        (kind === undefined || line.kind === kind)
      const lines = (state: CaseState) =>
        driftOf(state, { now: clock.now(), shows })
          .filter(wanted)
          .map(({ linkId, ...line }) => ({ case: caseNamed(state), link: linkId, ...line }))
      if (asked !== undefined) {
        const state = await commands.find(asked)
        if (state === undefined) throw new Refusal(404, `There is no case ${asked}.`)
        return c.json({ drift: lines(state), looked: 1, next: null }, 200)
      }
      const found = await page(project, after, limit)
      const all: ReturnType<typeof lines> = []
      for (const id of found.ids) {
        const state = await engine.unit.load(id)
        if (state !== undefined) all.push(...lines(state))
      }
      return c.json({ drift: all, looked: found.ids.length, next: found.next }, 200)
    })
  }
}
