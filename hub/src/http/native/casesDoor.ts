import { z } from '@hono/zod-openapi'
import type { Door } from '../deps'
import type { DoorDeps } from '../doors'
import { Refusal } from '../errors'
import { caseOr404, ticketOr404 } from './lookup'
import { nativeRoute, pageQuery } from './routes'
import { caseSchema, ticketViewSchema, timelineSchema } from './schemas'
import { timelinePage } from './timeline'
import { caseHead, caseView, entryView, findingViews, ticketView, verdictView } from './views'

const TAG = 'Cases and tickets'
/** Entries of one page. */
const PAGE = { max: 200, fallback: 50 } as const
/** Newest entries that come with a ticket. */
const TICKET_ENTRIES = 20

const caseParams = z.object({ case: z.string().openapi({ description: 'UUID or key, e.g. SEC-12.' }) })
const findingParams = z.object({
  finding: z.string().openapi({ description: 'Datadog’s id of the finding.' }),
})
const ticketParams = z.object({
  tool: z.enum(['jira', 'servicenow']),
  connection: z.string().openapi({ example: 'main' }),
  ticket: z.string().openapi({ description: 'Id or key of the issue; sys_id or number of the incident.' }),
})
const timelineQuery = pageQuery(PAGE).extend({
  order: z.enum(['newest', 'oldest']).default('newest').openapi({ description: 'Which entries come first.' }),
})

const getCase = nativeRoute({
  method: 'get',
  path: '/api/v1/cases/{case}',
  tag: TAG,
  summary: 'A case with its findings and tickets',
  scope: 'read',
  answer: caseSchema,
  params: caseParams,
})
const getTicket = nativeRoute({
  method: 'get',
  path: '/api/v1/tickets/{tool}/{connection}/{ticket}',
  tag: TAG,
  summary: 'A ticket: may it be closed, and why not',
  description:
    'What the panel in Jira and the form view in ServiceNow show. From what is known; no vendor is asked.',
  scope: 'read',
  answer: ticketViewSchema,
  params: ticketParams,
})
const timelineRoute = <P extends z.ZodObject>(path: string, summary: string, params: P) =>
  nativeRoute({
    method: 'get',
    path: `/api/v1/${path}/timeline`,
    tag: TAG,
    summary,
    scope: 'read',
    answer: timelineSchema,
    query: timelineQuery,
    params,
  })
const caseTimeline = timelineRoute('cases/{case}', 'What happened to a case', caseParams)
const findingTimeline = timelineRoute('findings/{finding}', 'What happened to a finding', findingParams)
const ticketTimeline = timelineRoute(
  'tickets/{tool}/{connection}/{ticket}',
  'What happened to a ticket and, as far as it concerns it, to its case',
  ticketParams,
)

/** Cases, tickets and their history, as the hub knows them; nothing here asks a vendor. */
export function nativeCasesDoor({ config, store, commands, engine }: DoorDeps): Door {
  const looking = { config, store, unit: engine.unit }
  return app => {
    app.openapi(getCase, async c =>
      c.json(caseView(await caseOr404(commands, c.req.valid('param').case)), 200),
    )
    app.openapi(getTicket, async c => {
      const { tool, connection, ticket } = c.req.valid('param')
      const { state, link } = await ticketOr404(looking, { tool, connection, id: ticket })
      const { entries } = await timelinePage(store, {
        of: { caseId: state.case.id },
        onlyLink: link.id,
        page: { limit: TICKET_ENTRIES, order: 'newest' },
      })
      const others = state.links.filter(each => each.id !== link.id)
      return c.json(
        {
          ticket: ticketView(state, link),
          verdict: verdictView(state, link),
          ...caseHead(state),
          findings: findingViews(state),
          others: others.map(each => ticketView(state, each)),
          timeline: entries.map(entryView),
        },
        200,
      )
    })
    app.openapi(caseTimeline, async c => {
      const { case: found } = await caseOr404(commands, c.req.valid('param').case)
      const { entries, next } = await timelinePage(store, {
        of: { caseId: found.id },
        page: pageOf(c.req.valid('query')),
      })
      return c.json({ entries: entries.map(entryView), next }, 200)
    })
    app.openapi(findingTimeline, async c => {
      const { finding } = c.req.valid('param')
      if ((await store.get('finding', finding)) === undefined)
        throw new Refusal(404, `There is no finding ${finding} here.`)
      const { entries, next } = await timelinePage(store, {
        of: { findingId: finding },
        page: pageOf(c.req.valid('query')),
      })
      return c.json({ entries: entries.map(entryView), next }, 200)
    })
    app.openapi(ticketTimeline, async c => {
      const { tool, connection, ticket } = c.req.valid('param')
      const { state, link } = await ticketOr404(looking, { tool, connection, id: ticket })
      const { entries, next } = await timelinePage(store, {
        of: { caseId: state.case.id },
        onlyLink: link.id,
        page: pageOf(c.req.valid('query')),
      })
      return c.json({ entries: entries.map(entryView), next }, 200)
    })
  }
}

function pageOf({ limit, after, order }: z.output<typeof timelineQuery>) {
  return { limit, order, ...(after !== undefined && { after }) }
}
