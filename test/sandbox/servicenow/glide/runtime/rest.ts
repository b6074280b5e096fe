/** `sn_ws.RESTMessageV2` going out; `request` and `response` of scripted REST coming in. */
import { type Host, merged, textOf } from './host'
import type { Outcome, RestAnswer, RestCall, RestRequest } from './types'

const TIMEOUT_MS = 10000

/** The `sn_ws` namespace. */
export function webServices(host: Host): { RESTMessageV2: unknown } {
  class RESTMessageV2 {
    private readonly call: RestCall = { url: '', method: 'GET', headers: {}, body: '', timeoutMs: TIMEOUT_MS }
    private query = ''

    constructor(name?: unknown, method?: unknown) {
      if (name !== undefined || method !== undefined)
        throw new Error('This simulator has no REST message records: give endpoint and method in the script')
    }

    setEndpoint(url: unknown): void {
      this.call.url = textOf(url)
    }
    getEndpoint(): string {
      return this.call.url
    }
    setHttpMethod(method: unknown): void {
      this.call.method = textOf(method).toUpperCase()
    }
    setRequestHeader(name: unknown, value: unknown): void {
      this.call.headers[textOf(name)] = textOf(value)
    }
    getRequestHeaders(): { [name: string]: string } {
      return this.call.headers
    }
    setRequestBody(body: unknown): void {
      this.call.body = textOf(body)
    }
    getRequestBody(): string {
      return this.call.body
    }
    setQueryParameter(name: unknown, value: unknown): void {
      this.query += `${this.query === '' ? '?' : '&'}${textOf(name)}=${encodeURIComponent(textOf(value))}`
    }
    setHttpTimeout(ms: unknown): void {
      this.call.timeoutMs = Number(ms)
    }
    execute(): unknown {
      if (!/^https?:\/\//.test(this.call.url)) throw new Error(`No endpoint: ${this.call.url}`)
      return responseOf(host.ask<RestAnswer>('rest', merged(this.call, { url: this.call.url + this.query })))
    }
    executeAsync(): never {
      throw new Error('executeAsync goes through the ECC queue, which this simulator does not have')
    }
  }
  return { RESTMessageV2 }
}

function responseOf(answer: RestAnswer): unknown {
  const header = (name: unknown): string | null => answer.headers[textOf(name).toLowerCase()] ?? null
  return {
    getStatusCode: () => answer.status,
    getBody: () => answer.body,
    haveError: () => answer.error !== null,
    getErrorCode: () => (answer.error === null ? 0 : 1),
    getErrorMessage: () => answer.error ?? '',
    getHeader: header,
    getHeaders: () => answer.headers,
    waitForResponse() {},
  }
}

/** Errors a scripted REST resource may answer with. */
export function webServiceErrors(): { [name: string]: unknown } {
  const kinds: { [name: string]: number } = {
    BadRequestError: 400,
    NotFoundError: 404,
    NotAcceptableError: 406,
    ConflictError: 409,
    UnsupportedMediaTypeError: 415,
  }
  const errors: { [name: string]: unknown } = {}
  for (const name of Object.keys(kinds))
    errors[name] = function WebServiceError(this: { status: number; message: string }, message: unknown) {
      this.status = kinds[name] ?? 500
      this.message = textOf(message)
    }
  errors.ServiceError = class ServiceError {
    status = 500
    message = ''
    setStatus(status: number): void {
      this.status = Number(status)
    }
    setMessage(message: unknown): void {
      this.message = textOf(message)
    }
    setDetail(detail: unknown): void {
      this.message = textOf(detail)
    }
  }
  return errors
}

/** `request` of a resource. A body that is no JSON throws when its data is asked for, as on the platform. */
export function requestOf(asked: RestRequest): unknown {
  const header = (name: unknown): string | null => asked.headers[textOf(name).toLowerCase()] ?? null
  const body = {
    get data(): unknown {
      return JSON.parse(asked.body)
    },
    dataString: asked.body,
    hasNext: () => false,
  }
  return {
    body,
    pathParams: asked.pathParams,
    queryParams: asked.queryParams,
    headers: asked.headers,
    uri: asked.uri,
    url: asked.uri,
    getHeader: header,
  }
}

/** `response` of a resource, and what it will answer. */
export function responseFor(): {
  response: unknown
  told(returned: unknown): NonNullable<Outcome['response']>
} {
  const headers: { [name: string]: string } = {}
  let status = 200
  let body: unknown
  let stream: string | null = null
  let error: { status: number; message: string } | null = null
  const response = {
    setStatus(value: number) {
      status = Number(value)
    },
    setBody(value: unknown) {
      body = value
    },
    setHeader(name: unknown, value: unknown) {
      headers[textOf(name).toLowerCase()] = textOf(value)
    },
    setHeaders(values: { [name: string]: unknown }) {
      for (const name of Object.keys(values)) headers[name.toLowerCase()] = textOf(values[name])
    },
    setContentType(type: unknown) {
      headers['content-type'] = textOf(type)
    },
    setLocation(location: unknown) {
      headers.location = textOf(location)
    },
    setError(given: { status: number; message: string }) {
      error = given
    },
    getStreamWriter() {
      if (headers['content-type'] === undefined)
        throw new Error('Content-Type must be set before the stream writer is used')
      return {
        writeString(text: unknown) {
          stream = (stream ?? '') + textOf(text)
        },
        writeStream() {
          throw new Error('This simulator has no streams')
        },
      }
    },
  }
  return {
    response,
    told(returned) {
      if (error !== null) {
        const words = { error: { message: error.message, detail: '' }, status: 'failure' }
        return { status: error.status, headers, body: JSON.stringify(words), raw: true }
      }
      if (stream !== null) return { status, headers, body: stream, raw: true }
      const value = body === undefined ? returned : body
      const text = value === undefined || status === 204 ? '' : JSON.stringify({ result: value })
      return { status, headers, body: text, raw: false }
    },
  }
}
