import { type Config, loadConfig } from '../config'
import { type CliIo, UsageError } from './io'

/** How long the hub on this machine may take to say that it is there. Milliseconds. */
const ALIVE_WITHIN_MS = 2_000
/** A check asks every vendor and may wait a minute for a webhook. Milliseconds. */
const ANSWER_WITHIN_MS = 180_000

/** A hub that answers calls. */
export interface HubClient {
  url: string
  /** The body of a 200; throws `HubRefused` for any other answer and `UsageError` when none comes. */
  call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown>
}

/** The hub answered, but not what was asked for. */
export class HubRefused extends UsageError {
  override name = 'HubRefused'
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

interface Keys {
  apiKey: string
  applicationKey: string | undefined
}

/** The hub at an address somebody named, with the key of the environment. Throws `UsageError`. */
export function namedHub(url: string, io: CliIo): HubClient {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new UsageError(`--url must be a web address, e.g. http://127.0.0.1:8787; ${url} was given.`)
  const keys = environmentKeys(io)
  if (keys === undefined)
    throw new UsageError('The hub asks for a key. Put one into the environment variable FIXPROOF_API_KEY.')
  return client(url.replace(/\/+$/, ''), keys, io)
}

/**
 * The hub this configuration starts, if it runs: only a hub says that it is alive at its address. Its key is the
 * environment's, else the strongest one the file itself declares. Null when nothing answers there, or no key is known.
 */
export async function ownHub(config: Config, io: CliIo): Promise<HubClient | null> {
  const { port } = config.server
  const keys = environmentKeys(io) ?? strongestKey(config)
  if (port === 0 || keys === undefined) return null
  const url = ownUrl(config)
  try {
    const answer = await io.fetch(`${url}/healthz`, { signal: AbortSignal.timeout(ALIVE_WITHIN_MS) })
    const body = (await answer.json()) as { status?: unknown } | null
    return body?.status === 'alive' ? client(url, keys, io) : null
  } catch {
    // Nothing listens there, or nothing that speaks like a hub: then none runs, which is an answer.
    return null
  }
}

/** As {@link ownHub}, for what only a running hub can answer. `knows`: `its cases`. Throws `UsageError` when none runs. */
export async function runningHub(knows: string, io: CliIo): Promise<HubClient> {
  const config = await readConfig(io)
  const hub = await ownHub(config, io)
  if (hub !== null) return hub
  throw new UsageError(
    `No hub runs at ${ownUrl(config)}, and only a running one knows ${knows}. Start it with pnpm start, or name ` +
      'another with --url.',
  )
}

/** Where the hub of this configuration listens, seen from this machine. */
export function ownUrl({ server: { host, port } }: Config): string {
  const here = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${here.includes(':') ? `[${here}]` : here}:${port}`
}

export function readConfig(io: CliIo): Promise<Config> {
  return loadConfig({ env: io.env, readFile: io.readFile })
}

function environmentKeys({ env }: CliIo): Keys | undefined {
  const apiKey = env.FIXPROOF_API_KEY
  if (apiKey === undefined || apiKey === '') return undefined
  return { apiKey, applicationKey: env.FIXPROOF_APPLICATION_KEY }
}

const STRENGTH = ['admin', 'write', 'read'] as const

function strongestKey({ keys }: Config): Keys | undefined {
  for (const scope of STRENGTH) {
    const found = keys.find(key => key.scopes.includes(scope))
    if (found !== undefined) return { apiKey: found.apiKey, applicationKey: found.applicationKey }
  }
  return undefined
}

function client(url: string, { apiKey, applicationKey }: Keys, io: CliIo): HubClient {
  return {
    url,
    async call(method, path, body) {
      const headers: Record<string, string> = { 'dd-api-key': apiKey, accept: 'application/json' }
      if (applicationKey !== undefined) headers['dd-application-key'] = applicationKey
      if (body !== undefined) headers['content-type'] = 'application/json'
      let answer: Response
      let text: string
      try {
        answer = await io.fetch(`${url}${path}`, {
          method,
          headers,
          // A followed redirect would carry the key to another host.
          redirect: 'manual',
          signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
        text = await answer.text()
      } catch (error) {
        throw new UsageError(
          `No hub answers at ${url} (${reason(error)}). Start it, or name another with --url.`,
        )
      }
      if (answer.status === 200) return readJson(text, url)
      throw new HubRefused(answer.status, `The hub at ${url} refused (${answer.status}). ${detail(text)}`)
    },
  }
}

function readJson(text: string, url: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new UsageError(`What answers at ${url} is no hub: it sent no JSON. Name the hub with --url.`)
  }
}

/** The sentence of an error answer, if it has one. */
function detail(text: string): string {
  try {
    const { errors } = JSON.parse(text) as { errors?: { detail?: string }[] }
    return errors?.[0]?.detail ?? ''
  } catch {
    return 'It sent no JSON, so it may be no hub.'
  }
}

/** undici hides what happened in the cause. */
function reason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  if (cause instanceof Error && 'code' in cause) return String(cause.code)
  return error instanceof Error ? error.message : String(error)
}
