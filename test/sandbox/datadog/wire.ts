import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { Refused } from './refusals'

/** What v2 answers carry; requests may come as plain JSON. */
const JSON_API = 'application/vnd.api+json'

/** A v2 answer. */
export function answer(c: Context, body: unknown, status: ContentfulStatusCode = 200): Response {
  return c.body(JSON.stringify(body), status, { 'content-type': JSON_API })
}

/** A refusal's answer; those that hold bare strings go out as plain JSON, as recorded. */
export function refusalAnswer(refused: Refused): Response {
  const strings = refused.body.errors.every(error => typeof error === 'string')
  return new Response(JSON.stringify(refused.body), {
    status: refused.status,
    headers: { 'content-type': strings ? 'application/json' : JSON_API },
  })
}

/** The request body as JSON; 400 when it is none. */
export async function readJson(c: Context): Promise<unknown> {
  try {
    return await c.req.json()
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refused('body is not JSON')
    throw error
  }
}

/** A value in the shape of `schema`; 400 naming the member otherwise. */
export function fit<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  throw new Refused('body does not fit', issueText(read.error))
}

/** Zod's first issue with the member it is about. */
export function issueText(error: z.ZodError): string {
  const [issue] = error.issues
  return issue === undefined ? 'invalid' : `${issue.path.map(String).join('.')}: ${issue.message}`
}

const typed = z.object({ type: z.string() })

/** Checks a resource's JSON:API word first, as Datadog does, then its shape. */
export function resource<T>(value: unknown, type: string, schema: z.ZodType<T>): T {
  const said = typed.safeParse(value)
  if (said.success && said.data.type !== type) {
    throw new Refused('wrong type', `got type "${said.data.type}" expected one of "${type}"`)
  }
  return fit(schema, value)
}

/** `{ data: … }` of a request: the data, typed by word and shape. */
export async function readData<T>(c: Context, type: string, schema: z.ZodType<T>): Promise<T> {
  const body = fit(z.object({ data: z.unknown() }), await readJson(c))
  return resource(body.data, type, schema)
}

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
