import { FORGE_REASON_CHARS_MAX, REQUEST_LIMITS } from '@fixproof/rules'
import { z } from '@hono/zod-openapi'
import type { ExceptionDoc } from '../../domain/model'
import { callerOf } from '../auth'
import type { Door } from '../deps'
import type { DoorDeps } from '../doors'
import { Refusal } from '../errors'
import { caseOr404 } from './lookup'
import { nativeRoute, pageQuery } from './routes'
import { iso, maybeIso } from './views'

const TAG = 'Exceptions'
const PAGE = { max: 200, fallback: 50 } as const

const exceptionSchema = z
  .object({
    id: z.string(),
    case: z.object({ id: z.string(), key: z.string().nullable() }),
    findings: z.array(z.string()),
    reason: z.string(),
    until: z.string().openapi({ description: 'Its last day.', example: '2026-12-31' }),
    state: z.enum(['asked', 'approved', 'refused']),
    askedBy: z.string(),
    askedAt: z.iso.datetime(),
    answeredBy: z.string().nullable().openapi({ description: 'Name of the key that answered.' }),
    answer: z.string().nullable(),
    answeredAt: z.iso.datetime().nullable(),
  })
  .openapi('Exception')
const oneSchema = z.object({ exception: exceptionSchema })
const params = z.object({ exception: z.string() })
const words = z.string().trim().min(1).max(FORGE_REASON_CHARS_MAX)

const list = nativeRoute({
  method: 'get',
  path: '/api/v1/exceptions',
  tag: TAG,
  summary: 'Requests to leave findings open for a while',
  scope: 'read',
  answer: z.object({ exceptions: z.array(exceptionSchema), next: z.string().nullable() }),
  query: pageQuery(PAGE).extend({
    state: z.enum(['asked', 'approved', 'refused']).optional(),
    case: z.string().optional().openapi({ description: 'UUID or key, e.g. SEC-12.' }),
  }),
})
const ask = nativeRoute({
  method: 'post',
  path: '/api/v1/exceptions',
  tag: TAG,
  summary: 'Ask for an exception',
  description:
    'Mutes nothing: it is put on record and told on the tickets of the case, until somebody else answers it.',
  scope: 'write',
  answer: oneSchema,
  body: z.strictObject({
    case: z.string().openapi({ description: 'UUID or key, e.g. SEC-12.' }),
    findings: z.array(z.string().min(1)).min(1).max(REQUEST_LIMITS.findingsPerDetach.max),
    reason: words,
    until: z.string().max(10).openapi({ description: 'Its last day, at most a year ahead.' }),
  }),
})
const approve = nativeRoute({
  method: 'post',
  path: '/api/v1/exceptions/{exception}/approve',
  tag: TAG,
  summary: 'Approve an exception that somebody else asked for',
  description:
    'On record and told on the tickets. What closes them is the mute in Datadog: with `mute` Datadog is asked for it, ' +
    'until the end of the last day.',
  scope: 'admin',
  answer: oneSchema,
  params,
  body: z.strictObject({ answer: words.optional(), mute: z.boolean().default(false) }),
})
const refuse = nativeRoute({
  method: 'post',
  path: '/api/v1/exceptions/{exception}/refuse',
  tag: TAG,
  summary: 'Refuse an exception that somebody else asked for',
  scope: 'admin',
  answer: oneSchema,
  params,
  body: z.strictObject({ answer: words.optional() }),
})

/** `/api/v1/exceptions`: asked by anybody who may write, answered by an admin who is not who asked. */
export function exceptionsDoor({ store, commands }: DoorDeps): Door {
  async function view(doc: ExceptionDoc): Promise<z.infer<typeof exceptionSchema>> {
    const found = await store.get('case', doc.caseId)
    const { id, findings, reason, until, state, askedBy, askedAt, answeredBy, answer, answeredAt } = doc
    return {
      ...{ id, case: { id: doc.caseId, key: found?.doc.key ?? null }, findings, reason, until, state },
      ...{ askedBy: askedBy.name, askedAt: iso(askedAt) },
      ...{ answeredBy, answer, answeredAt: maybeIso(answeredAt) },
    }
  }

  /** In the order of their ids, by the narrowest index. */
  async function* walk(caseId: string | undefined, state: ExceptionDoc['state'] | undefined, after = '') {
    if (caseId !== undefined || state !== undefined) {
      const found =
        caseId !== undefined
          ? await store.find('exception', 'case', caseId)
          : await store.find('exception', 'state', state ?? 'asked')
      yield* found
        .map(each => each.doc)
        .filter(each => each.id > after && (state ?? each.state) === each.state)
      return
    }
    let from: string | undefined = after === '' ? undefined : after
    do {
      const page = await store.list('exception', {
        limit: PAGE.max,
        ...(from !== undefined && { after: from }),
      })
      yield* page.items.map(each => each.doc)
      from = page.next
    } while (from !== undefined)
  }

  return app => {
    app.openapi(list, async c => {
      const { state, case: asked, after, limit } = c.req.valid('query')
      const caseId = asked === undefined ? undefined : (await caseOr404(commands, asked)).case.id
      const exceptions: z.infer<typeof exceptionSchema>[] = []
      for await (const doc of walk(caseId, state, after)) {
        if (exceptions.length === limit)
          return c.json({ exceptions, next: exceptions.at(-1)?.id ?? null }, 200)
        exceptions.push(await view(doc))
      }
      return c.json({ exceptions, next: null }, 200)
    })
    app.openapi(ask, async c => {
      const body = c.req.valid('json')
      if (body === undefined) throw new Refusal(400, 'Name the case, the findings, a reason and a day.')
      const { case: asked, ...request } = body
      const { name, person = null } = callerOf(c)
      const by = { name, account: null, key: name, person }
      const found = await caseOr404(commands, asked)
      const seed = c.get('idempotency')?.seed ?? null
      return c.json(
        { exception: await view(await commands.askException(by, found.case.id, request, seed)) },
        200,
      )
    })
    const answered = async (
      caller: ReturnType<typeof callerOf>,
      id: string,
      given: Parameters<typeof commands.answerException>[2],
    ) => {
      const answerer = { name: caller.name, person: caller.person ?? null }
      return { exception: await view(await commands.answerException(answerer, id, given)) }
    }
    app.openapi(approve, async c => {
      const { answer = null, mute = false } = c.req.valid('json') ?? {}
      const given = { state: 'approved' as const, answer, mute }
      return c.json(await answered(callerOf(c), c.req.valid('param').exception, given), 200)
    })
    app.openapi(refuse, async c => {
      const { answer = null } = c.req.valid('json') ?? {}
      const given = { state: 'refused' as const, answer, mute: false }
      return c.json(await answered(callerOf(c), c.req.valid('param').exception, given), 200)
    })
  }
}
