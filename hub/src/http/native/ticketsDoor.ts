import { conflictPolicy, type Tool } from '@fixproof/rules'
import { createRoute, type z } from '@hono/zod-openapi'
import { draftWords } from '../../domain/fields/draft'
import { DEFAULT_SYNC, syncSetting } from '../../domain/fields/settings'
import type { Shows } from '../../domain/fields/table'
import type { LinkDoc, ProjectDoc, SyncTable } from '../../domain/model'
import type { CaseState } from '../../domain/step'
import type { ItemResult, TicketResult } from '../../reconcile/ticketsModel'
import { callerOf } from '../auth'
import type { Door, HubContext } from '../deps'
import type { DoorDeps } from '../doors'
import { nativeRoute } from './routes'
import { errorsSchema } from './schemas'
import { detachBody, detachSchema, ticketsBody, ticketsSchema } from './ticketsSchemas'

const TAG = 'Making tickets'

const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } })
const errors = (description: string) => ({ description, content: json(errorsSchema) })

const makingRoute = nativeRoute({
  method: 'post',
  path: '/api/v1/tickets',
  tag: TAG,
  summary: 'Make tickets for findings or signals, or show what would be made',
  description:
    'New or existing tickets in one tool or both. What is wrong with one finding refuses that one alone. Waits up to ' +
    '15 s for the tools; what is `pending` then is finished by itself.',
  scope: 'write',
  answer: ticketsSchema,
  body: ticketsBody,
})
const makeRoute = createRoute({
  ...makingRoute,
  request: { body: { content: json(ticketsBody), required: true } },
  responses: {
    ...makingRoute.responses,
    200: { description: 'Nothing was made: a preview, or all was refused', content: json(ticketsSchema) },
    201: { description: 'Done, as each result says', content: json(ticketsSchema) },
    409: errors('The case or ticket is taken'),
    503: errors('A tool does not answer; nothing was done'),
  },
})
const detachingRoute = nativeRoute({
  method: 'post',
  path: '/api/v1/detach',
  tag: TAG,
  summary: 'Take findings off their cases',
  description: 'The tickets stay. One from which the last finding is taken is closed as detached.',
  scope: 'write',
  answer: detachSchema,
  body: detachBody,
})
const detachRoute = createRoute({
  ...detachingRoute,
  request: { body: { content: json(detachBody), required: true } },
})

/** Making, adopting and showing tickets for many findings at once; and taking findings off again. */
export function nativeTicketsDoor({ commands, clock, shows }: DoorDeps): Door {
  return app => {
    app.openapi(makeRoute, async c => {
      const body = c.req.valid('json')
      const { results, settings, tools, notice } = await commands.makeTickets(askerOf(c), body)
      const counts = countsOf(results, ['made', 'adopted', 'pending', 'refused'])
      const { preview } = body
      const answer = {
        results: results.map(each => resultView(each, preview, { now: clock.now(), shows })),
        ...{ counts, summary: summaryOf(counts), preview },
        settings: settingsView(settings, tools),
        ...(notice !== null && { notice }),
      }
      const nothing = preview || results.every(each => each.outcome === 'refused' && each.state === null)
      return c.json(answer, nothing ? 200 : 201)
    })
    app.openapi(detachRoute, async c => {
      const results = await commands.detachEach(askerOf(c), c.req.valid('json').findings)
      const counts = countsOf(results, ['detached', 'refused'])
      const views = results.map(({ reason, ...each }) => ({ ...each, ...(reason !== null && { reason }) }))
      return c.json({ results: views, counts, summary: summaryOf(counts) }, 200)
    })
  }
}

function askerOf(c: HubContext) {
  return { name: callerOf(c).name, seed: c.get('idempotency')?.seed ?? null }
}

function countsOf<O extends string>(
  results: readonly { outcome: O }[],
  outcomes: readonly O[],
): Record<O, number> {
  const of = (outcome: O) => results.filter(each => each.outcome === outcome).length
  return Object.fromEntries(outcomes.map(outcome => [outcome, of(outcome)])) as Record<O, number>
}

/** `47 made, 3 refused`. */
function summaryOf(counts: Record<string, number>): string {
  const some = Object.entries(counts).filter(([, n]) => n > 0)
  return some.length === 0 ? 'nothing to do' : some.map(([outcome, n]) => `${n} ${outcome}`).join(', ')
}

type Saying = { now: number; shows: Shows }

function resultView(result: ItemResult, preview: boolean, saying: Saying) {
  const { findings, fix, state, tickets, outcome, reason, moved } = result
  return {
    ...{ findings, fix, outcome, moved },
    case: state === null ? null : caseOf(state, preview),
    tickets: state === null ? [] : tickets.map(each => ticketOf(state, each, preview, saying)),
    ...(reason !== null && { reason }),
  }
}

/** A case that is only shown is known by nobody yet: its id says nothing. */
function caseOf({ case: { id, key, title }, caseUrl }: CaseState, preview: boolean) {
  const made = !preview || !key.endsWith('-…')
  return { id: made ? id : null, key, title, url: made ? caseUrl : null }
}

function ticketOf(state: CaseState, result: TicketResult, preview: boolean, saying: Saying) {
  const { tool, outcome, reason, warnings, link, events } = result
  const common = { tool, outcome, reason, warnings }
  if (link === null)
    return {
      ...common,
      ...{
        ...NOWHERE,
        connection: events?.connection ?? '',
        link: null,
        table: 'em_event' as const,
        key: null,
      },
      ...{ id: events?.event?.id ?? null, url: events?.event?.url ?? null, says: null },
    }
  const { target, ticket, connection } = link
  return {
    ...common,
    ...{ ...NOWHERE, connection, link: preview ? null : link.id },
    table: tool === 'servicenow' ? ('incident' as const) : null,
    ...{ id: ticket?.id ?? null, key: ticket?.key ?? null, url: ticket?.url ?? null },
    ...(target.tool === 'jira'
      ? { project: target.project, workType: target.workType }
      : { assignmentGroup: target.assignmentGroup }),
    says: preview && ticket === null ? saysOf(state, link, saying) : null,
  }
}

const NOWHERE = { project: null, workType: null, assignmentGroup: null }

function saysOf(state: CaseState, link: LinkDoc, saying: Saying) {
  const { title, description, priority, assignee, dueDate, labels } = draftWords(state, link, saying)
  return { title, description, priority, assignee, dueDate, labels: [...labels], fields: link.draft.fields }
}

/** The settings with every default filled in. */
function settingsView(project: ProjectDoc, tools: readonly Tool[]) {
  const { id, key, name, policy } = project
  const sync = tools.map(tool => {
    const fields = Object.keys(DEFAULT_SYNC[tool]) as (keyof SyncTable)[]
    return [
      tool,
      Object.fromEntries(fields.map(field => [field, settingView(project, tool, field)])),
    ] as const
  })
  return { project: { id, key, name }, policy, sync: Object.fromEntries(sync) }
}

function settingView(project: ProjectDoc, tool: Tool, field: keyof SyncTable) {
  const { type, conflict, ...more } = syncSetting(project, tool, field)
  const wins = field === 'comments' ? conflict : conflictPolicy(field, conflict)
  return { type, ...(wins !== undefined && { conflict: wins }), ...more }
}
