import type { Context } from 'hono'
import { Hono } from 'hono'
import { z } from 'zod'
import { makeFault } from './calls'
import type { Fault, SandboxEnv, Vendor, World } from './port'

/** Longest delay or step a control door takes. Ten years, milliseconds. */
const LONGEST_MS = 10 * 365 * 24 * 60 * 60 * 1000

const wholeMs = z.int().min(0).max(LONGEST_MS)
const vendorName = z.enum(['datadog', 'jira', 'servicenow'])

const clockBody = z.union([
  z.strictObject({ advanceMs: wholeMs }),
  z.strictObject({
    now: z.union([z.int(), z.iso.datetime({ offset: true }).transform(text => Date.parse(text))]),
  }),
])

const isPattern = (text: string): boolean => {
  try {
    return new RegExp(text) instanceof RegExp
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

const faultThen = z.union([
  z.enum(['drop-answer', 'drop-request']),
  z
    .strictObject({
      status: z.int().min(200).max(599).optional(),
      headers: z.record(z.string(), z.string()).optional(),
      body: z.unknown().optional(),
      delayMs: wholeMs.optional(),
    })
    .refine(then => then.status !== undefined || then.delayMs !== undefined, 'needs a status or a delayMs'),
])

const faultBody = z.strictObject({
  vendor: vendorName.optional(),
  method: z.string().regex(/^(\*|[A-Za-z]+)$/, 'must be an HTTP method or *'),
  path: z.string().refine(isPattern, 'must be a regular expression'),
  skip: z.int().min(0).default(0),
  times: z.int().min(1).default(1),
  // biome-ignore lint/suspicious/noThenProperty: the control door's word; nothing awaits this object.
  then: faultThen,
})

const webhooksBody = z.strictObject({
  next: z.int().min(1),
  do: z.union([z.enum(['drop', 'duplicate', 'reverse']), z.strictObject({ delayMs: wholeMs })]),
})

const limitsBody = z
  .strictObject({ on: z.boolean().optional(), indexLagMs: wholeMs.optional() })
  .refine(body => body.on !== undefined || body.indexLagMs !== undefined, 'needs on or indexLagMs')

/** Zod's issues as one sentence that names the members. */
function sentence(error: z.ZodError): string {
  const told = error.issues.map(issue => {
    const where = issue.path.length === 0 ? 'The body' : issue.path.map(String).join('.')
    return `${where}: ${issue.message}`
  })
  return `${told.join('; ')}.`
}

/** Reads a control door's JSON body; a wrong one is answered with 400 and a sentence in `error`. */
export async function controlBody<T>(
  c: Context,
  schema: z.ZodType<T>,
): Promise<{ body: T } | { refusal: Response }> {
  const refusal = (error: string): { refusal: Response } => ({ refusal: c.json({ error }, 400) })
  let json: unknown
  try {
    json = await c.req.json()
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return refusal('The body is not JSON.')
  }
  const read = schema.safeParse(json)
  return read.success ? { body: read.data } : refusal(sentence(read.error))
}

/** Zod's view of a fault as the port's: members left out stay left out. */
function faultOf(body: z.infer<typeof faultBody>, vendor: Vendor): Fault {
  const { method, path, skip, times, then } = body
  const more = { vendor: body.vendor ?? vendor, skip, times }
  if (typeof then === 'string') return makeFault(method, path, then, more)
  const { status, headers, delayMs } = then
  const answer = {
    ...(status === undefined ? {} : { status }),
    ...(headers === undefined ? {} : { headers }),
    ...('body' in then ? { body: then.body } : {}),
    ...(delayMs === undefined ? {} : { delayMs }),
  }
  return makeFault(method, path, answer, more)
}

/** The control doors every vendor port has, to be mounted at `/_sandbox`. Calls, faults and webhooks are the port's own vendor's. */
export function controls(world: World, vendor: Vendor): Hono<SandboxEnv> {
  const doors = new Hono<SandboxEnv>()
  const scope = (c: Context): Vendor | undefined => (c.req.query('all') === '1' ? undefined : vendor)
  const ok = { ok: true } as const

  doors.post('/reset', c => {
    world.reset()
    return c.json(ok)
  })

  doors.get('/clock', c => c.json({ now: world.clock.now() }))
  doors.post('/clock', async c => {
    const read = await controlBody(c, clockBody)
    if ('refusal' in read) return read.refusal
    if ('now' in read.body) world.clock.set(read.body.now)
    else world.clock.advance(read.body.advanceMs)
    return c.json({ now: world.clock.now() })
  })

  doors.post('/faults', async c => {
    const read = await controlBody(c, faultBody)
    if ('refusal' in read) return read.refusal
    world.faults.add(faultOf(read.body, vendor))
    return c.json(ok)
  })
  doors.delete('/faults', c => {
    world.faults.clear(scope(c))
    return c.json(ok)
  })

  doors.get('/calls', c => c.json({ calls: world.calls.list(scope(c)) }))
  doors.delete('/calls', c => {
    world.calls.clear(scope(c))
    return c.json(ok)
  })

  doors.get('/webhooks', c => c.json({ attempts: world.webhooks.list(scope(c)) }))
  doors.post('/webhooks', async c => {
    const read = await controlBody(c, webhooksBody)
    if ('refusal' in read) return read.refusal
    world.webhooks.plan(vendor, read.body.next, read.body.do)
    return c.json(ok)
  })

  doors.get('/limits', c => c.json(world.limits))
  doors.post('/limits', async c => {
    const read = await controlBody(c, limitsBody)
    if ('refusal' in read) return read.refusal
    world.limits.on = read.body.on ?? world.limits.on
    world.limits.indexLagMs = read.body.indexLagMs ?? world.limits.indexLagMs
    return c.json(world.limits)
  })

  return doors
}
