/** The doors the people of the demo use: each vendor's own API, and the hub's. Every answer is checked. */

// biome-ignore lint/suspicious/noExplicitAny: answers of four different APIs, looked at by name.
export type Json = any

/** A call that did not go as the demo expects; `message` says which and what came back. */
export class DemoFailed extends Error {
  override name = 'DemoFailed'
}

export type Ask = (method: string, path: string, body?: unknown) => Promise<{ status: number; body: Json }>

export function asking(baseUrl: string, headers: Record<string, string>): Ask {
  return async (method, path, body) => {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text) }
  }
}

export function basic(user: string, password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }
}

/** The body when the answer has the status that was expected. */
export async function must(status: number, answer: Promise<{ status: number; body: Json }>): Promise<Json> {
  const got = await answer
  if (got.status === status) return got.body
  throw new DemoFailed(`expected ${status}, got ${got.status}: ${JSON.stringify(got.body)}`)
}

/** How long a step may take before the demo gives up, and how often it looks. Milliseconds. */
const STEP_MAX_MS = 30_000
const LOOK_EVERY_MS = 50

/** Looks at a vendor again and again until `look` finds what it waits for; fails naming what was awaited. */
export async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + STEP_MAX_MS
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > end) throw new DemoFailed(`${what}: not seen within ${STEP_MAX_MS / 1000} s`)
    await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

export function check(condition: boolean, what: string): void {
  if (!condition) throw new DemoFailed(what)
}
