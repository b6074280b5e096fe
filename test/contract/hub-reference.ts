/** Holds answers of the hub against its own description, and against Datadog's where that stands beside the project. */

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { haveReference, makeSpecCheck } from './datadog-reference'

/** One request to the hub and what came back. */
export interface Exchange {
  method: string
  path: string
  /** Without the question mark. */
  query: string
  requestBody: unknown
  status: number
  contentType: string | null
  responseBody: unknown
}

/** What is wrong with an answer, as sentences; none when it is as described. */
export type Check = (exchange: Exchange) => string[]

/** Answers that Datadog's description lacks, and why the hub gives them all the same. */
const MORE_STATUSES: Record<number, string> = {
  405: 'the address does not take the method',
  409: 'a second ticket of a tool on one case, or an Idempotency-Key in use',
  415: 'the body is no JSON',
  422: 'an Idempotency-Key used for another request',
  503: 'a vendor or the store does not answer',
}

/** The hub against Datadog's OpenAPI file; lenient where its README says that real answers differ. */
export function makeDatadogCheck(): Check {
  if (!haveReference) return () => []
  const check = makeSpecCheck()
  return exchange => {
    const call = { ...exchange, seq: 0, at: 0, vendor: 'datadog' as const, actor: null, write: false }
    const responseBody = withoutSource(exchange.responseBody)
    return check({ ...call, responseBody })
      .filter(text => text !== 'status is not described' || MORE_STATUSES[exchange.status] === undefined)
      .map(text => `${exchange.method} ${exchange.path} ${exchange.status}: ${text} (Datadog's description)`)
  }
}

/** `source` is a member of JSON:API errors, which Datadog's file declares on the newer operations only. */
function withoutSource(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('errors' in body) || !Array.isArray(body.errors))
    return body
  return {
    errors: body.errors.map((error: unknown) => {
      if (typeof error !== 'object' || error === null) return error
      const { source: _source, ...rest } = error as Record<string, unknown>
      return rest
    }),
  }
}

interface Description {
  paths: Record<string, Record<string, Operation>>
  components?: object
}
interface Operation {
  responses: Record<string, { content?: Record<string, { schema: object }> }>
}

/** The hub against what its own `/openapi.json` says: path, method, status, media type, body. */
export function makeOwnCheck(description: Description): Check {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'hub', ...description })
  const compiled = new Map<object, ValidateFunction>()
  const validator = (schema: object): ValidateFunction => {
    const made =
      compiled.get(schema) ??
      ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"hub#/components')))
    compiled.set(schema, made)
    return made
  }
  return exchange => {
    const { method, path, status } = exchange
    const say = (text: string) => `${method} ${path} ${status}: ${text}`
    const item = description.paths[templateOf(Object.keys(description.paths), path) ?? '']
    const answer = item?.[method.toLowerCase()]?.responses[status]
    if (answer === undefined) return [say('is not described')]
    const [media, content] = Object.entries(answer.content ?? {})[0] ?? []
    if (content === undefined || media === undefined) {
      return exchange.responseBody === null ? [] : [say('a body is not described')]
    }
    const wrongMedia = exchange.contentType === media ? [] : [say(`${exchange.contentType} is not ${media}`)]
    const validate = validator(content.schema)
    if (validate(exchange.responseBody)) return wrongMedia
    return [...wrongMedia, ...(validate.errors ?? []).map(one => say(`${one.instancePath} ${one.message}`))]
  }
}

/** The path of a description that an address belongs to; one spelled out wins over one with placeholders. */
export function templateOf(templates: readonly string[], path: string): string | undefined {
  const parts = path.split('/')
  return templates
    .filter(template => {
      const wanted = template.split('/')
      return (
        wanted.length === parts.length && wanted.every((part, i) => part.startsWith('{') || part === parts[i])
      )
    })
    .sort((a, b) => a.split('{').length - b.split('{').length)[0]
}
