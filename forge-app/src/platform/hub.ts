/** The way to the hub: the remote of the manifest. Forge adds the invocation token that names the site. */
import { type APIResponse, invokeRemote } from '@forge/api'
import { within } from './within'

/** Key of the remote in the manifest. */
const REMOTE = 'hub'

/**
 * `no`: the hub answered and refused, with its own sentence (null: it gave none). `silent`: no answer in time, none of
 * its own (a gateway's), or a server error; `why` is for the log.
 */
export type HubReply<T> =
  | { kind: 'ok'; data: T }
  | { kind: 'no'; status: number; sentence: string | null }
  | { kind: 'silent'; why: string }

/** POST to a path under `/forge/v1/` (shared/src/forgeApi.ts). Never throws. */
export async function askHub<T>(path: string, body: unknown, ms: number): Promise<HubReply<T>> {
  try {
    const told = await within(ms, exchange(path, body))
    if (told.status >= 200 && told.status < 300 && isObject(told.body))
      // The hub's answers are checked against its own schemas on its side; what is judged by is checked again here.
      return { kind: 'ok', data: told.body as T }
    // 401 and 403: the hub does not take this site's word, so nothing it says is about this site.
    if (told.status >= 400 && told.status < 500 && told.status !== 429)
      return { kind: 'no', status: told.status, sentence: sentenceOf(told.body) }
    return { kind: 'silent', why: `status ${told.status}` }
  } catch (error) {
    return { kind: 'silent', why: error instanceof Error ? error.message : String(error) }
  }
}

async function exchange(path: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const answer: APIResponse = await invokeRemote(REMOTE, {
    path: `/forge/v1/${path}`,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body ?? {}),
  })
  const text = await answer.text()
  try {
    return { status: answer.status, body: JSON.parse(text) }
  } catch {
    // Not JSON: not the hub that answered. Its status alone is used, and a good one does not count.
    return { status: answer.status, body: null }
  }
}

function isObject(value: unknown): value is { [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sentenceOf(body: unknown): string | null {
  if (!isObject(body) || !Array.isArray(body.errors)) return null
  const [first] = body.errors
  return isObject(first) && typeof first.detail === 'string' ? first.detail : null
}
