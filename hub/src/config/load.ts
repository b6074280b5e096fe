import { crossCheck } from './check'
import { explain } from './explain'
import { type Config, configSchema } from './schema'
import { type ConfigProblem, putVariables, withFiles } from './variables'

/** Path used when `FIXPROOF_CONFIG` says nothing else. */
export const DEFAULT_CONFIG_PATH = 'fixproof.config.json'

/** The file cannot be used. `message` lists every problem with its field; no value of the file is repeated. */
export class ConfigError extends Error {
  override name = 'ConfigError'
  readonly problems: readonly ConfigProblem[]
  constructor(path: string, problems: readonly ConfigProblem[]) {
    super(`${path} cannot be used:\n${problems.map(p => `- ${p.field}: ${p.text}`).join('\n')}`)
    this.problems = problems
  }
}

export interface ConfigInput {
  /** Where the file is; default `FIXPROOF_CONFIG`, else `fixproof.config.json`. */
  path?: string
  env: Readonly<Record<string, string | undefined>>
  /** Reads a file as UTF-8; rejects when it is not there. */
  readFile: (path: string) => Promise<string>
}

/** Reads, fills in and checks the configuration. Rejects with `ConfigError` naming every field that is wrong. */
export async function loadConfig(input: ConfigInput): Promise<Config> {
  const path = input.path ?? input.env.FIXPROOF_CONFIG ?? DEFAULT_CONFIG_PATH
  const text = await readText(path, input.readFile)
  const { env, problems } = await withFiles(text, input.env, input.readFile)
  if (problems.length > 0) throw new ConfigError(path, problems)
  return parseConfig(parseJson(text, path), env, path)
}

/** As `loadConfig`, from the parsed file. */
export function parseConfig(
  json: unknown,
  env: Readonly<Record<string, string | undefined>> = {},
  path: string = DEFAULT_CONFIG_PATH,
): Config {
  const problems: ConfigProblem[] = []
  const filled = putVariables(json, env, problems)
  if (problems.length > 0) throw new ConfigError(path, problems)
  const parsed = configSchema.safeParse(filled)
  if (!parsed.success) throw new ConfigError(path, explain(parsed.error.issues, filled))
  const config = withPort(parsed.data, env, path)
  const crossed = crossCheck(config)
  if (crossed.length > 0) throw new ConfigError(path, crossed)
  return config
}

async function readText(path: string, readFile: ConfigInput['readFile']): Promise<string> {
  try {
    return await readFile(path)
  } catch (error) {
    const code = (error as { code?: unknown }).code
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${String(code ?? 'unknown error')})`
    const text = `${why}. Write one, or name another with FIXPROOF_CONFIG; the README shows a first one`
    throw new ConfigError(path, [{ field: 'the file', text }])
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    // V8's message quotes the text around the fault, which may be a secret: only the place is told.
    const place = placeOf((error as Error).message, text)
    throw new ConfigError(path, [{ field: 'the file', text: `is not valid JSON${place}` }])
  }
}

/** V8 tells either a position or a piece of the text around the fault. */
function placeOf(message: string, text: string): string {
  const position = /position (\d+)/.exec(message)?.[1]
  const piece = /"([\s\S]*)"(?:\.\.\.)? is not valid JSON$/.exec(message)?.[1]
  const at = position !== undefined ? Number(position) : piece === undefined ? -1 : text.indexOf(piece)
  if (at < 0) return ''
  const line = text.slice(0, at).split('\n').length
  return position === undefined ? ` (near line ${line})` : ` (line ${line})`
}

function withPort(config: Config, env: Readonly<Record<string, string | undefined>>, path: string): Config {
  const given = env.FIXPROOF_PORT
  if (given === undefined || given === '') return config
  const port = Number(given)
  if (!/^\d{1,5}$/.test(given) || port > 65_535)
    throw new ConfigError(path, [{ field: 'FIXPROOF_PORT', text: 'must be a port number, 0 to 65535' }])
  return { ...config, server: { ...config.server, port } }
}
