import { z } from '@hono/zod-openapi'
import type { CaseState } from '../../domain/step'
import { explainPlan } from '../../reconcile/explain'
import { callerOf } from '../auth'
import type { Door } from '../deps'
import type { DoorDeps } from '../doors'
import { Refusal } from '../errors'
import { caseOr404 } from './lookup'
import { nativeRoute, pageQuery } from './routes'
import { applySchema, planSchema } from './schemas'
import { caseNamed, maybeIso } from './views'

/** Cases looked at by one request. */
const PAGE = { max: 500, fallback: 200 } as const

/** Lines applied by one request. */
const LINES_MAX = 500

const plan = nativeRoute({
  method: 'post',
  path: '/api/v1/plan',
  tag: 'Operation',
  summary: 'What Fixproof would do now',
  description:
    'From what is known; no vendor is asked and nothing is written. `lines` name each change by itself, for `apply`. ' +
    'Without `case`: all cases, a page at a time, leaving out those with nothing to do and nothing to wait for.',
  scope: 'read',
  answer: planSchema,
  body: z.strictObject({
    case: z.string().optional().openapi({ description: 'UUID or key, e.g. SEC-12.' }),
    ...pageQuery(PAGE).shape,
  }),
})

const apply = nativeRoute({
  method: 'post',
  path: '/api/v1/apply',
  tag: 'Operation',
  summary: 'Do exactly these lines of the plan',
  description:
    'Nothing else is written to these cases in a project that is applied by hand (`projects[].apply`); elsewhere the rest ' +
    'of the plan follows by itself. A line whose values have changed since the plan is refused.',
  scope: 'write',
  answer: applySchema,
  body: z.strictObject({
    lines: z
      .array(z.string().min(1))
      .min(1)
      .max(LINES_MAX)
      .openapi({ description: `Ids of lines of the plan, at most ${LINES_MAX}.` }),
  }),
})

/** The dry run: the same `plan` the runner follows, in words. */
export function planDoor({ store, commands, engine }: DoorDeps): Door {
  function planned(state: CaseState): z.infer<typeof planSchema>['cases'][number] {
    const { steps, lines, waits } = explainPlan(state, engine.planning())
    return {
      case: caseNamed(state),
      steps,
      lines: lines.map(({ linkId, ...line }) => ({ ...line, link: linkId })),
      waits: waits.map(each => ({ ...each, until: maybeIso(each.until) })),
    }
  }

  return app => {
    app.openapi(apply, async c => {
      const { lines } = applyBody(c.req.valid('json'))
      return c.json({ lines: await commands.applyPlan({ name: callerOf(c).name, seed: null }, lines) }, 200)
    })
    app.openapi(plan, async c => {
      const { case: asked, after, limit = PAGE.fallback } = c.req.valid('json') ?? {}
      if (asked !== undefined) {
        const state = await caseOr404(commands, asked)
        return c.json({ cases: [planned(state)], looked: 1, next: null }, 200)
      }
      const page = await store.list('case', { limit, ...(after !== undefined && { after }) })
      const cases: z.infer<typeof planSchema>['cases'] = []
      for (const { doc } of page.items) {
        const state = doc.archivedAt === null ? await engine.unit.load(doc.id) : undefined
        if (state === undefined) continue
        const one = planned(state)
        if (one.steps.length > 0 || one.waits.length > 0) cases.push(one)
      }
      return c.json({ cases, looked: page.items.length, next: page.next ?? null }, 200)
    })
  }
}

/** A body that is left out reaches the door as nothing. */
function applyBody(body: { lines: string[] } | undefined): { lines: string[] } {
  if (body === undefined)
    throw new Refusal(400, 'Name the lines of the plan, e.g. {"lines": ["SEC-12.1f0c3b7a"]}.')
  return body
}
