/** Holds answers of the simulated Jira against Atlassian's own description of the API. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { Call } from '../sandbox/port'

/** Reference data stands beside the project; it is read where it is and never copied. */
const SHARED = process.env.FIXPROOF_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url))
const FILE = join(SHARED, 'specs/jira-cloud-v3.openapi.json')

/** False on a clone without the reference data: what needs it is then skipped, by name. */
export const haveReference = existsSync(FILE)
/** Part of a test's title that says why it is skipped. */
export const skippedNote = haveReference ? '' : ' (skipped: the reference data is not beside the project)'

/** Doors that are not part of REST v3, or are gone from it. */
const OUTSIDE = [
  /^\/rest\/webhooks\/1\.0\/webhook(\/|$)/,
  /^\/_edge\/tenant_info$/,
  // Removed in 2025; answers 410 to whoever still asks.
  /^\/rest\/api\/3\/search$/,
  // In the full description, not in the part of it that is kept beside the project.
  /^\/rest\/api\/3\/user\/groups$/,
  // A path no suite expects to exist.
  /^\/rest\/api\/3\/nothing\/here$/,
]
/** Any call may be answered so, whether the description says it or not. */
const ANYWHERE = [401, 415, 429]
/** What the description does not list although Jira answers it. `METHOD path status`. */
const UNLISTED = [
  // A full issue takes no comment, also not inside an edit.
  'PUT /rest/api/3/issue/{issueIdOrKey} 413',
]
/** Members that Jira sends as null although the description has no null for them. */
const NULLABLE: Record<string, readonly string[]> = {
  ChangeDetails: ['from', 'fromString', 'to', 'toString'],
}

type Json = Record<string, unknown>
interface Description {
  paths: Record<
    string,
    Record<string, { responses?: Record<string, { content?: Record<string, { schema?: unknown }> }> }>
  >
  components: { schemas: Record<string, { properties?: Record<string, Json> }> }
}

function described(): { description: Description; validator: (pointer: string) => ValidateFunction } {
  const description: Description = JSON.parse(readFileSync(FILE, 'utf8'))
  for (const [name, members] of Object.entries(NULLABLE)) {
    for (const member of members) {
      const schema = description.components.schemas[name]?.properties?.[member]
      if (!schema) throw new Error(`${name}.${member} is not described any more`)
      schema.nullable = true
    }
  }
  // The description is OpenAPI 3.0, whose extra keywords ajv would otherwise refuse.
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats(ajv)
  ajv.addSchema({ $id: 'jira', ...description })
  const cache = new Map<string, ValidateFunction>()
  return {
    description,
    validator(pointer) {
      const known = cache.get(pointer) ?? ajv.compile({ $ref: `jira#${pointer}` })
      cache.set(pointer, known)
      return known
    },
  }
}

const escaped = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))

/** The described path a call took; a path without variables wins over one with them. */
function pathOf(description: Description, call: Call): string | undefined {
  const given = call.path.split('/')
  const fitting = Object.keys(description.paths).filter(path => {
    const parts = path.split('/')
    const same = parts.every((part, index) => part.startsWith('{') || part === given[index])
    return (
      same && parts.length === given.length && call.method.toLowerCase() in (description.paths[path] ?? {})
    )
  })
  return fitting.sort((a, b) => a.split('{').length - b.split('{').length)[0]
}

/** Why this answer is not what the description says; null when it is. */
function complaint(call: Call, read: ReturnType<typeof described>): string | null {
  const where = `${call.method} ${call.path} ${call.status}`
  if (OUTSIDE.some(pattern => pattern.test(call.path))) return null
  const path = pathOf(read.description, call)
  if (path === undefined) return `${where}: no such path is described`
  const operation = read.description.paths[path]?.[call.method.toLowerCase()]
  const response = operation?.responses?.[String(call.status)]
  const listed = response !== undefined || ANYWHERE.includes(call.status)
  if (!listed && !UNLISTED.includes(`${call.method} ${path} ${call.status}`))
    return `${where}: no such status is described`
  if ([401, 415].includes(call.status)) return null
  const [type] = Object.entries(response?.content ?? {}).flatMap(([name, one]) => (one.schema ? [name] : []))
  const steps = [
    'paths',
    path,
    call.method.toLowerCase(),
    'responses',
    String(call.status),
    'content',
    type ?? '',
    'schema',
  ]
  // Refusals without a shape of their own are error collections.
  const pointer =
    type !== undefined
      ? `/${steps.map(escaped).join('/')}`
      : call.status >= 400
        ? '/components/schemas/ErrorCollection'
        : null
  if (pointer === null || call.responseBody === null) return null
  const validate = read.validator(pointer)
  if (validate(call.responseBody)) return null
  const told = (validate.errors ?? []).map(
    one => `${one.instancePath} ${one.message} ${JSON.stringify(one.params)}`,
  )
  return `${where}: ${told.slice(0, 5).join('; ')}`
}

/** What is wrong with these answers, each fault once; empty when all are as Atlassian describes them. */
export function faultsOf(calls: readonly Call[]): string[] {
  const read = described()
  return [...new Set(calls.flatMap(call => complaint(call, read) ?? []))]
}
