/** A setting that cannot be used; `field` as a person finds it, e.g. `connections.jira[0].baseUrl`. */
export interface ConfigProblem {
  field: string
  text: string
}

/** `${NAME}`; a doubled dollar sign (`$${NAME}`) keeps the text as it stands. */
const VARIABLE = /(\$?)\$\{([^}]*)\}/g
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

/**
 * Puts the environment into every string of a parsed file. Names of variables may be told, their values never. What
 * becomes user or password of an address is percent-encoded, so it may be any text: `postgresql://ada:${PASSWORD}@host/name`.
 * `problems` names each missing variable with the field that wants it.
 */
export function putVariables(
  value: unknown,
  env: Readonly<Record<string, string | undefined>>,
  problems: ConfigProblem[],
  path: readonly PropertyKey[] = [],
): unknown {
  if (typeof value === 'string') return putInto(value, env, problems, fieldName(path))
  if (Array.isArray(value)) return value.map((item, i) => putVariables(item, env, problems, [...path, i]))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, putVariables(item, env, problems, [...path, key])]),
    )
  return value
}

function putInto(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
  problems: ConfigProblem[],
  field: string,
): string {
  const [from, to] = credentialsIn(text)
  return text.replace(VARIABLE, (whole, doubled: string, name: string, at: number) => {
    if (doubled === '$') return whole.slice(1)
    if (!NAME.test(name)) {
      problems.push({ field, text: `\${${name}} is not the name of an environment variable` })
      return whole
    }
    const value = env[name]
    if (value !== undefined && value !== '')
      return from <= at && at < to ? encoded(value, text.slice(from, to)) : value
    const state = value === '' ? 'empty' : 'not set'
    problems.push({
      field,
      text: `the environment variable ${name} is ${state}. Set it before the hub starts`,
    })
    return whole
  })
}

/** Where user and password stand in the address of a database; nowhere in any other text. */
function credentialsIn(text: string): [from: number, to: number] {
  const [, before, credentials] = /^(postgres(?:ql)?:\/\/)([^@/?#]*)@/.exec(text) ?? []
  return before === undefined || credentials === undefined
    ? [0, 0]
    : [before.length, before.length + credentials.length]
}

/** One variable for both keeps the colon between them. */
function encoded(value: string, credentials: string): string {
  const colon = value.indexOf(':')
  return credentials.includes(':') || colon < 0
    ? encodeURIComponent(value)
    : `${encodeURIComponent(value.slice(0, colon))}:${encodeURIComponent(value.slice(colon + 1))}`
}

/**
 * The environment, with what stands in files: where a variable that the file names is not set, but `NAME_FILE` is, its
 * value is that file's, less a closing line break. So passwords need stand in no environment (Docker's secrets).
 */
export async function withFiles(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => Promise<string>,
): Promise<{ env: Readonly<Record<string, string | undefined>>; problems: ConfigProblem[] }> {
  const filled = { ...env }
  const problems: ConfigProblem[] = []
  for (const name of new Set([...text.matchAll(VARIABLE)].map(found => found[2] ?? ''))) {
    const path = env[`${name}_FILE`]
    if (env[name] !== undefined || path === undefined || path === '') continue
    try {
      filled[name] = (await readFile(path)).replace(/\r?\n$/, '')
    } catch (error) {
      const code = String((error as { code?: unknown }).code ?? 'unknown error')
      problems.push({ field: `${name}_FILE`, text: `names a file that cannot be read (${code})` })
    }
  }
  return { env: filled, problems }
}

/** `['connections', 'jira', 0, 'baseUrl']` → `connections.jira[0].baseUrl`. */
export function fieldName(path: readonly PropertyKey[]): string {
  let name = ''
  for (const part of path)
    name += typeof part === 'number' ? `[${part}]` : name === '' ? String(part) : `.${String(part)}`
  return name === '' ? 'the file' : name
}
