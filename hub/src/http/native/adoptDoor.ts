import { adoptText } from '@fixproof/rules'
import { z } from '@hono/zod-openapi'
import { GROUP_MODES } from '../../domain/grouping'
import type { FindingDoc } from '../../domain/model'
import { parse, type Query, QueryError } from '../../domain/query'
import { lacksTicket } from '../../reconcile/olderFindings'
import type { ItemResult } from '../../reconcile/ticketsModel'
import type { Store } from '../../store/port'
import { searchFindings } from '../../store/search'
import { callerOf } from '../auth'
import type { Door } from '../deps'
import type { DoorDeps } from '../doors'
import { Refusal } from '../errors'
import { nativeRoute } from './routes'

/** Findings one request makes tickets for; the rest by the next. */
const OLDER_MAX = 500
/** Tickets named by one request. */
const URLS_MAX = 200

export const adoptBody = z
  .strictObject({
    urls: z
      .array(
        z.union([
          z.string().min(1),
          z.strictObject({ url: z.string().min(1), findings: z.array(z.string().min(1)).optional() }),
        ]),
      )
      .max(URLS_MAX)
      .optional()
      .openapi({
        description: 'Addresses of tickets; with `findings` where nothing else tells which belong to it.',
      }),
    jql: z
      .strictObject({ connection: z.string(), jql: z.string().min(1) })
      .optional()
      .openapi({ description: 'Issues of one Jira connection.' }),
    datadog: z
      .boolean()
      .optional()
      .openapi({ description: 'Every ticket that Datadog’s own integrations made or linked.' }),
    findings: z
      .strictObject({
        query: z
          .string()
          .openapi({ description: 'As in the findings explorer.', example: '@severity:critical' }),
        tools: z.array(z.enum(['jira', 'servicenow'])).min(1),
        mode: z.enum(GROUP_MODES).default('grouped'),
      })
      .optional()
      .openapi({ description: 'Open findings that are on no case get tickets of their own.' }),
    project: z
      .string()
      .optional()
      .openapi({ description: 'Id or key; by where a ticket stands when left out.' }),
    preview: z.boolean().default(false).openapi({ description: 'Only say what would be done.' }),
  })
  .openapi('AdoptRequest')

const itemSchema = z.object({
  url: z.string(),
  tool: z.enum(['jira', 'servicenow']).nullable(),
  ticket: z.string().nullable(),
  closed: z.boolean(),
  findings: z.array(z.string()),
  outcome: z.enum(['adopted', 'attached', 'joined', 'known', 'refused']).openapi({
    description:
      '`adopted`: a new case for its findings; `attached`: findings added to the case that has it; `joined`: the ticket of ' +
      'the case its findings are on; `known`: nothing to do; `refused`: see `reason`.',
  }),
  case: z.string().nullable().openapi({ description: 'Key of the case; null while there is none.' }),
  reason: z.string().nullable(),
  left: z
    .array(z.string())
    .openapi({ description: 'Findings that belong to it and stay where they are, and why.' }),
})

const answer = z
  .object({
    preview: z.boolean(),
    tickets: z.array(itemSchema),
    older: z
      .array(
        z.object({
          findings: z.array(z.string()),
          fix: z.string().nullable(),
          case: z.string().nullable(),
          tickets: z.array(
            z.object({ tool: z.string(), ticket: z.string().nullable(), outcome: z.string() }),
          ),
          outcome: z.enum(['made', 'adopted', 'refused', 'pending']),
          reason: z.string().nullable(),
        }),
      )
      .openapi({ description: 'Tickets for older findings.' }),
    more: z.boolean().openapi({ description: 'More findings were found: send it again.' }),
  })
  .openapi('Adopted')

const adopt = nativeRoute({
  method: 'post',
  path: '/api/v1/adopt',
  tag: 'Making tickets',
  summary: 'Take over tickets that other tools made, and older findings',
  description:
    'Each ticket is read, and the findings that belong to it are those named, those Datadog links to it, and those its ' +
    'text names. With `preview` nothing is changed anywhere. Done again, what was taken over is `known`.',
  scope: 'write',
  answer,
  body: adoptBody,
})

/** `POST /api/v1/adopt`. */
export function adoptDoor({ commands, store }: DoorDeps): Door {
  return app => {
    app.openapi(adopt, async c => {
      const { urls, jql, datadog, findings, project, preview } = c.req.valid('json') ?? adoptBody.parse({})
      if (urls === undefined && jql === undefined && datadog !== true && findings === undefined)
        throw new Refusal(400, adoptText.nothing())
      const asker = { name: callerOf(c).name, seed: null }
      const query = findings === undefined ? null : queryOf(findings.query)
      const tickets = await commands.adopt(asker, {
        ...{ jql, datadog, project, preview },
        urls: urls?.map(each => (typeof each === 'string' ? { url: each } : each)),
      })
      if (findings === undefined || query === null)
        return c.json({ preview, tickets, older: [], more: false }, 200)
      const { tools, mode } = findings
      const found = await olderFindings(store, query)
      const wanted = { findings: found.findings, tools, mode, project, preview }
      const older = (await commands.ticketsForOlder(asker, wanted)).map(olderView(preview))
      return c.json({ preview, tickets, older, more: found.more }, 200)
    })
  }
}

/** Those without a ticket that the query answers, oldest change first; `more`: not all of them were looked at. */
async function olderFindings(store: Store, query: Query): Promise<{ findings: FindingDoc[]; more: boolean }> {
  const findings: FindingDoc[] = []
  let cursor: string | null = null
  do {
    const page = await searchFindings(store, query, { sort: 'asc', cursor, limit: OLDER_MAX })
    findings.push(...page.items.map(each => each.finding).filter(lacksTicket))
    cursor = page.next ?? null
  } while (cursor !== null && findings.length < OLDER_MAX)
  return { findings: findings.slice(0, OLDER_MAX), more: cursor !== null || findings.length > OLDER_MAX }
}

const olderView =
  (preview: boolean) =>
  ({ findings, fix, state, tickets, outcome, reason }: ItemResult) => ({
    ...{ findings, fix, outcome, reason },
    // What is only shown has no case yet.
    case: preview ? null : (state?.case.key ?? null),
    tickets: tickets.map(each => ({
      tool: each.tool,
      ticket: each.link?.ticket?.key ?? null,
      outcome: each.outcome,
    })),
  })

/** Throws a 400 naming what is wrong with the query. */
function queryOf(text: string): Query {
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof QueryError) throw new Refusal(400, `findings.query: ${error.message}`)
    throw error
  }
}
