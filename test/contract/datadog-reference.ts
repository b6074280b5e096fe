import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { Call } from '../sandbox/port'

/** Reference data stands beside the project; it is read where it is and never copied. */
const SHARED = process.env.FIXPROOF_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url))
const SPEC = join(SHARED, 'specs/datadog-v2-ticketing.openapi.json')
const RECORDINGS = join(SHARED, 'recordings/datadog')

/** False on a clone without the reference data: what needs it is then skipped, by name. */
export const haveReference = existsSync(SPEC) && existsSync(RECORDINGS)
/** Part of a test's title that says why it is skipped. */
export const skippedNote = haveReference ? '' : ' (skipped: the reference data is not beside the project)'

/** Every recording by file name, parsed. */
export function recordings(): [name: string, content: unknown][] {
  return readdirSync(RECORDINGS)
    .sort()
    .map(name => [name, JSON.parse(readFileSync(join(RECORDINGS, name), 'utf8'))])
}

interface Operation {
  parameters?: { name: string; in: string }[]
  requestBody?: { content?: Record<string, { schema: object }> }
  responses: Record<string, { content?: Record<string, { schema: object }> }>
}
interface Spec {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, { enum?: string[] } & Record<string, unknown>> }
}

/** Case types the description lacks, as recorded answers show (README of the specs). */
const MORE_CASE_TYPES = ['SECURITY', 'ERROR_TRACKING_ISSUE', 'EVENT_MANAGEMENT', 'CHANGE_REQUEST']
/** Any call may be refused for its keys, whether the operation says so or not. */
const KEY_REFUSALS = [401, 403]

/** Recorded error bodies are objects where the description says texts; objects may lack any member but one. */
const ERROR_BODY = {
  type: 'object',
  required: ['errors'],
  additionalProperties: false,
  properties: {
    errors: {
      type: 'array',
      minItems: 1,
      items: {
        anyOf: [
          { type: 'string' },
          {
            type: 'object',
            minProperties: 1,
            additionalProperties: false,
            properties: {
              status: { type: 'string' },
              code: { type: 'string' },
              title: { type: 'string' },
              detail: { type: 'string' },
              meta: { type: 'object' },
            },
          },
        ],
      },
    },
  },
}

/** Holds calls against Datadog's description: path, query, body that was accepted, status, answer. */
export function makeSpecCheck(): (call: Call) => string[] {
  const spec = JSON.parse(readFileSync(SPEC, 'utf8')) as Spec
  spec.components.schemas.CaseType?.enum?.push(...MORE_CASE_TYPES)
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv)
  for (const name of ['int32', 'int64', 'double']) ajv.addFormat(name, true)
  ajv.addSchema(spec, 'datadog')
  const errorBody = ajv.compile(ERROR_BODY)
  const compiled = new Map<object, ValidateFunction>()
  const validator = (schema: object): ValidateFunction => {
    const known = compiled.get(schema)
    if (known !== undefined) return known
    const made = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"datadog#/')))
    compiled.set(schema, made)
    return made
  }
  const complaints = (validate: ValidateFunction, value: unknown): string[] =>
    validate(value) ? [] : (validate.errors ?? []).map(error => `${error.instancePath} ${error.message}`)

  return call => {
    const operation = operationOf(spec, call)
    if (operation === undefined) return ['is not described']
    const described = operation.responses[String(call.status)]
    if (call.status >= 400) {
      const declared = described !== undefined || KEY_REFUSALS.includes(call.status)
      return [...(declared ? [] : ['status is not described']), ...complaints(errorBody, call.responseBody)]
    }
    if (described === undefined) return ['status is not described']
    const names = (operation.parameters ?? []).filter(one => one.in === 'query').map(one => one.name)
    const strange = [...new URLSearchParams(call.query).keys()].filter(name => !names.includes(name))
    const asked = operation.requestBody?.content?.['application/json']
    const answered = described.content?.['application/json']
    return [
      ...strange.map(name => `query parameter ${name} is not described`),
      ...(asked === undefined ? [] : complaints(validator(asked.schema), call.requestBody)),
      ...(answered === undefined ? [] : complaints(validator(answered.schema), call.responseBody)),
    ]
  }
}

/** The described operation of a call; a path spelled out wins over one with placeholders. */
function operationOf(spec: Spec, call: Call): Operation | undefined {
  const parts = call.path.split('/')
  const fits = (template: string): boolean => {
    const wanted = template.split('/')
    return (
      wanted.length === parts.length && wanted.every((part, at) => part.startsWith('{') || part === parts[at])
    )
  }
  const [best] = Object.keys(spec.paths)
    .filter(fits)
    .sort((a, b) => a.split('{').length - b.split('{').length)
  return best === undefined ? undefined : spec.paths[best]?.[call.method.toLowerCase()]
}
