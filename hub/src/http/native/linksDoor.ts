import { z } from '@hono/zod-openapi'
import { resume } from '../../domain/blocked'
import { type SyncHealth, syncHealth } from '../../domain/health'
import { nameOf } from '../../domain/links'
import type { LinkDoc } from '../../domain/model'
import type { CaseState } from '../../domain/step'
import { caseKey } from '../../reconcile/keys'
import { callerOf } from '../auth'
import type { Door } from '../deps'
import type { DoorDeps } from '../doors'
import { Refusal } from '../errors'
import { nativeRoute, pageQuery } from './routes'
import { linkSchema, linksSchema } from './schemas'
import { caseNamed, ticketView } from './views'

const TAG = 'Links'
const PAGE = { max: 200, fallback: 50 } as const
/** Links looked through for one page that shows only some; a longer search goes on with `next`. */
const LOOKED_AT_MAX = 5000
/** Links read from the store at a time. */
const CHUNK = 500
/** Links resumed by one request; the rest by the next. */
const RESUMED_MAX = 500

const STATES = ['blocked', 'held', 'trouble', 'live', 'all'] as const
/** What each `state` of the list shows. */
const SHOWN: Record<(typeof STATES)[number], (health: SyncHealth) => boolean> = {
  blocked: ({ condition: is }) => is === 'blocked',
  held: ({ held }) => held.length > 0,
  trouble: ({ condition: is }) => is === 'trouble' || is === 'contested',
  live: ({ condition: is }) => is !== 'replaced' && is !== 'gone' && is !== 'let-go',
  all: () => true,
}

const list = nativeRoute({
  method: 'get',
  path: '/api/v1/links',
  tag: TAG,
  summary: 'Links between cases and tickets, with how well they keep up',
  description:
    '`blocked`: a person must act, then resume; `held`: a field or the comments do not flow; `trouble`: tried again by itself, contested ones too; `live`: all tickets in use; `all`: replaced ' +
    'and deleted ones too. A page may hold fewer than `limit`, also none, and still have a `next`.',
  scope: 'read',
  answer: linksSchema,
  query: pageQuery(PAGE).extend({ state: z.enum(STATES).default('all') }),
})
const resumed = z.object({
  resumed: z.boolean().openapi({ description: 'False when nothing held it up.' }),
  link: linkSchema,
})
const resumeOne = nativeRoute({
  method: 'post',
  path: '/api/v1/links/{link}/resume',
  tag: TAG,
  summary: 'Work on a ticket again whose cause was mended',
  scope: 'write',
  answer: resumed,
  params: z.object({ link: z.string() }),
})
const resumeAll = nativeRoute({
  method: 'post',
  path: '/api/v1/links/resume',
  tag: TAG,
  summary: 'Work on all blocked tickets again, or on those of which a field or the comments are held',
  scope: 'write',
  answer: z.object({
    resumed: z.array(linkSchema),
    more: z.boolean().openapi({ description: `There were more than ${RESUMED_MAX}: send it again.` }),
  }),
  body: z
    .strictObject({
      state: z.enum(['blocked', 'held']).default('blocked'),
      tool: z.enum(['jira', 'servicenow']).optional(),
      connection: z.string().optional(),
      project: z.string().optional().openapi({ description: 'Key or id of a project.' }),
      reason: z
        .string()
        .min(1)
        .optional()
        .openapi({ description: 'Only those whose reason holds this text.' }),
    })
    .openapi({ description: 'Only those of one tool, connection, project or reason.' }),
})

/** Which tickets keep up with their case and which need a person; and the button that sends them on. */
export function linksDoor({ store, engine, clock }: DoorDeps): Door {
  const { unit } = engine

  async function stateOf(link: LinkDoc): Promise<{ state: CaseState; link: LinkDoc } | undefined> {
    const state = await unit.load(link.caseId)
    const own = state?.links.find(each => each.id === link.id)
    return state === undefined || own === undefined ? undefined : { state, link: own }
  }

  /** Blocked ones are found by their index, the others by walking over all links in the order of their ids. */
  async function* walk(blocked: boolean, after: string | undefined): AsyncGenerator<LinkDoc> {
    if (blocked) {
      const found = await store.find('link', 'blocked', 'yes')
      yield* found.map(each => each.doc).filter(each => after === undefined || each.id > after)
      return
    }
    let from = after
    do {
      const page = await store.list('link', { limit: CHUNK, ...(from !== undefined && { after: from }) })
      yield* page.items.map(each => each.doc)
      from = page.next
    } while (from !== undefined)
  }

  async function resumeLink(found: { state: CaseState; link: LinkDoc }, actor: string) {
    const { id, caseId } = found.link
    let changed = false
    const after = await unit.edit(
      caseId,
      state => {
        const step = resume(state, id, actor, clock.now())
        changed = step.notes.length > 0
        // Also when nothing held it up: whoever asks wants it looked at now.
        return { ...step, also: { marks: [{ key: caseKey(caseId) }] } }
      },
      {},
    )
    const link = after?.links.find(each => each.id === id)
    if (after === undefined || link === undefined) throw new Refusal(404, `There is no link ${id}.`)
    return { resumed: changed, link: linkView(after, link) }
  }

  return app => {
    app.openapi(list, async c => {
      const { state: wanted, after, limit } = c.req.valid('query')
      const links: z.infer<typeof linkSchema>[] = []
      let last: string | null = null
      let looked = 0
      let ended = true
      for await (const doc of walk(wanted === 'blocked', after)) {
        if (links.length === limit || looked === LOOKED_AT_MAX) {
          ended = false
          break
        }
        looked += 1
        last = doc.id
        const found = await stateOf(doc)
        if (found !== undefined && SHOWN[wanted](syncHealth(found.state, found.link)))
          links.push(linkView(found.state, found.link))
      }
      return c.json({ links, next: ended ? null : last }, 200)
    })
    app.openapi(resumeAll, async c => {
      const { state: wanted = 'blocked', tool, connection, project, reason } = c.req.valid('json') ?? {}
      const done: z.infer<typeof linkSchema>[] = []
      for await (const doc of walk(wanted === 'blocked', undefined)) {
        if (wanted === 'held' && Object.keys(doc.hurdles).length === 0) continue
        if (tool !== undefined && doc.tool !== tool) continue
        if (connection !== undefined && doc.connection !== connection) continue
        const found = await stateOf(doc)
        if (found === undefined) continue
        const health = syncHealth(found.state, found.link)
        if (!SHOWN[wanted](health)) continue
        const { id, key } = found.state.project
        if (project !== undefined && project !== id && project !== key) continue
        const reasons = wanted === 'held' ? health.held.map(each => each.reason) : [health.reason ?? '']
        if (reason !== undefined && !reasons.some(each => each.includes(reason))) continue
        if (done.length === RESUMED_MAX) return c.json({ resumed: done, more: true }, 200)
        done.push((await resumeLink(found, callerOf(c).name)).link)
      }
      return c.json({ resumed: done, more: false }, 200)
    })
    app.openapi(resumeOne, async c => {
      const { link: id } = c.req.valid('param')
      const stored = await store.get('link', id)
      const found = stored === undefined ? undefined : await stateOf(stored.doc)
      if (found === undefined) throw new Refusal(404, `There is no link ${id}.`)
      if (found.link.state === 'history') throw new Refusal(409, replacedText(found))
      return c.json(await resumeLink(found, callerOf(c).name), 200)
    })
  }
}

function linkView(state: CaseState, link: LinkDoc): z.infer<typeof linkSchema> {
  return { ...ticketView(state, link), case: caseNamed(state) }
}

function replacedText({ state, link }: { state: CaseState; link: LinkDoc }): string {
  const next = state.links.find(each => each.successorOf === link.id)
  const by = next?.ticket == null ? 'a new ticket' : next.ticket.key
  return `${nameOf(link)} was replaced by ${by} and is left as it is. Resume that one instead.`
}
