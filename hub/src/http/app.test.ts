import { createRoute, z } from '@hono/zod-openapi'
import { HTTPException } from 'hono/http-exception'
import { describe, expect, it } from 'vitest'
import { VendorError } from '../connectors/port'
import { Refused } from '../reconcile/refused'
import { StoreFull } from '../store/port'
import { type TestHub, testHub } from './appTesting'
import { requires } from './auth'
import type { Door } from './deps'
import { Refusal } from './errors'
import { BODY_MAX_BYTES } from './limits'
import { HUB_SECURITY } from './openapi'

const echoRoute = createRoute({
  method: 'post',
  path: '/api/v1/echo/{id}',
  tags: ['Test'],
  summary: 'Says it again',
  security: HUB_SECURITY,
  middleware: [requires('write')] as const,
  request: {
    params: z.object({ id: z.string() }),
    query: z.object({ times: z.coerce.number().int().optional() }),
    body: {
      content: { 'application/json': { schema: z.object({ title: z.string(), list: z.array(z.number()) }) } },
      required: true,
    },
  },
  responses: {
    200: {
      description: 'The same.',
      content: { 'application/json': { schema: z.object({ title: z.string() }).openapi('Echo') } },
    },
  },
})

const thrown: Record<string, () => unknown> = {
  bug: () => new TypeError('x.y is not a function at /home/hub/secret.ts'),
  refusal: () => new Refusal(404, 'No case is called SEC-1.'),
  retryable: () => new VendorError('retryable', 'Jira did not answer within 10 s.', { retryAfterMs: 1500 }),
  blocked: () => new VendorError('blocked', 'Jira refuses: the field Team is required.'),
  terminal: () => new VendorError('terminal', 'The issue SEC-1 was deleted.'),
  refused: () => new Refused(409, 'Project SEC is defined in fixproof.config.json.'),
  full: () => new StoreFull('The store is full. Move to PostgreSQL.'),
  framework: () => new HTTPException(415, { message: 'Unsupported Media Type' }),
}

const door: Door = app => {
  app.openapi(echoRoute, c => c.json({ title: c.req.valid('json').title }, 200))
  app.post('/api/v2/body', async c =>
    c.json({ body: await c.req.json(), bytes: c.get('rawBody').byteLength }),
  )
  app.delete('/api/v2/body', async c => c.json({ text: await c.req.text() }))
  app.get('/api/v2/throw/:what', c => {
    throw thrown[c.req.param('what')]?.()
  })
}

const hubWithDoor = () => testHub({ doors: [door] })
const post = (hub: TestHub, path: string, body: string, headers: Record<string, string> = {}) =>
  hub.as('write', path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })
const detail = async (answer: Response) =>
  ((await answer.json()) as { errors: { detail: string }[] }).errors.map(error => error.detail)

describe('every answer', () => {
  it('carries the request id: the caller’s if it is plain, else a new one', async () => {
    const hub = await hubWithDoor()
    const plain = await hub.app.request('/healthz', { headers: { 'x-request-id': 'abc-1.2_3=' } })
    expect(plain.headers.get('x-request-id')).toBe('abc-1.2_3=')
    for (const odd of ['a b', 'x'.repeat(129), '<script>', '']) {
      const answer = await hub.app.request('/healthz', { headers: { 'x-request-id': odd } })
      expect(answer.headers.get('x-request-id')).toMatch(/^id-\d+$/)
    }
  })

  it.each(['/healthz', '/nowhere', '/api/v2/body'])('of %s is safe for a browser', async path => {
    const hub = await hubWithDoor()
    const { headers } = await hub.app.request(path)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it('is logged with its route, never with the address that was asked for', async () => {
    const hub = await hubWithDoor()
    await hub.as('read', '/api/v2/throw/refusal?token=abc')
    expect(hub.logged.find(line => line.text === 'request')?.fields).toEqual({
      requestId: expect.any(String),
      method: 'GET',
      route: '/api/v2/throw/:what',
      status: 404,
      ms: 0,
      actor: 'reader',
    })
    expect(JSON.stringify(hub.logged)).not.toContain('token=abc')
  })

  it('asks the client to close the connection while the hub shuts down', async () => {
    const hub = await hubWithDoor()
    expect((await hub.app.request('/healthz')).headers.get('connection')).toBeNull()
    hub.stop()
    expect((await hub.app.request('/healthz')).headers.get('connection')).toBe('close')
  })
})

describe('an address', () => {
  it('that does not exist is a 404 with a sentence', async () => {
    const hub = await hubWithDoor()
    const answer = await hub.app.request('/tickets')
    expect(answer.status).toBe(404)
    expect(await answer.json()).toEqual({
      errors: [
        {
          status: '404',
          title: 'Not Found',
          detail: 'There is nothing at /tickets. The addresses of this hub are listed at /docs.',
        },
      ],
    })
  })

  it('asked with a method it does not take is a 405 that names those it takes', async () => {
    const hub = await hubWithDoor()
    const answer = await hub.as('write', '/api/v2/body', { method: 'PUT' })
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe('POST, DELETE')
    expect(await detail(answer)).toEqual(['/api/v2/body does not take PUT. Use POST, DELETE.'])
    expect((await hub.app.request('/webhooks/jira/main')).status).toBe(405)
  })
})

describe('a body', () => {
  it.each(['application/json', 'application/vnd.api+json', 'Application/JSON; charset=utf-8'])(
    'is taken as %s',
    async type => {
      const hub = await hubWithDoor()
      const answer = await post(hub, '/api/v2/body', '{"a":1}', { 'content-type': type })
      expect(await answer.json()).toEqual({ body: { a: 1 }, bytes: 7 })
    },
  )

  it('is taken without a type, also by a route that checks its schema', async () => {
    const hub = await hubWithDoor()
    const body = new TextEncoder().encode('{"title":"t","list":[]}')
    const answer = await hub.as('write', '/api/v1/echo/1', { method: 'POST', body })
    expect(await answer.json()).toEqual({ title: 't' })
  })

  it('is taken on DELETE, as Datadog’s detach sends it', async () => {
    const hub = await hubWithDoor()
    const answer = await hub.as('write', '/api/v2/body', {
      method: 'DELETE',
      body: '{"data":1}',
      headers: { 'content-type': 'application/json' },
    })
    expect(await answer.json()).toEqual({ text: '{"data":1}' })
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', 'multipart/form-data'])(
    'of the type %s is refused',
    async type => {
      const hub = await hubWithDoor()
      const answer = await post(hub, '/api/v2/body', 'a=1', { 'content-type': type })
      expect(answer.status).toBe(415)
      expect(await detail(answer)).toEqual([
        `The content type ${type} is not taken. Send the body as application/json.`,
      ])
    },
  )

  it('that is compressed is refused', async () => {
    const hub = await hubWithDoor()
    const answer = await post(hub, '/api/v2/body', '{}', { 'content-encoding': 'gzip' })
    expect(answer.status).toBe(415)
    expect(await detail(answer)).toEqual(['The body is compressed (gzip). Send it uncompressed.'])
  })

  it('that is not JSON is refused with the place of the mistake', async () => {
    const hub = await hubWithDoor()
    const answer = await post(hub, '/api/v2/body', '{"a":}')
    expect(answer.status).toBe(400)
    expect(await detail(answer)).toEqual([
      'The body is not valid JSON: unexpected "}" at position 5 (line 1, column 6). Correct the text there.',
    ])
  })

  it('that reaches for a prototype is refused', async () => {
    const hub = await hubWithDoor()
    const answer = await post(hub, '/api/v2/body', '{"__proto__":{"admin":true}}')
    expect(answer.status).toBe(400)
    expect(await detail(answer)).toEqual([
      'The key "__proto__" at the top of the body is not allowed. Leave it out.',
    ])
  })

  it('may be as large as the limit and not larger, announced or not', async () => {
    const hub = await hubWithDoor()
    const fill = (size: number) => JSON.stringify('x'.repeat(size - 2))
    expect((await post(hub, '/api/v2/body', fill(BODY_MAX_BYTES))).status).toBe(200)
    for (const headers of [{}, { 'content-length': String(BODY_MAX_BYTES + 1) }]) {
      const answer = await post(hub, '/api/v2/body', fill(BODY_MAX_BYTES + 1), headers)
      expect(answer.status).toBe(413)
      expect(answer.headers.get('connection')).toBe('close')
      expect(await detail(answer)).toEqual([
        'The body is larger than 1 MiB, the most this hub takes. Send it in smaller parts.',
      ])
    }
  })

  it('is not read any further once its announced length is too large', async () => {
    const hub = await hubWithDoor()
    let pulled = 0
    const body = new ReadableStream(
      {
        pull: controller => {
          pulled++
          controller.enqueue(new Uint8Array(1024))
        },
      },
      { highWaterMark: 0 },
    )
    const init = { method: 'POST', body, duplex: 'half', headers: { 'content-length': '2000000' } } as const
    expect((await hub.as('write', '/api/v2/body', init as RequestInit)).status).toBe(413)
    expect(pulled).toBe(0)
  })

  it('whose connection breaks is a 400, not an alarm', async () => {
    const hub = await hubWithDoor()
    const body = new ReadableStream({ pull: controller => controller.error(new Error('aborted')) })
    const init = { method: 'POST', body, duplex: 'half', headers: { 'content-type': 'application/json' } }
    const answer = await hub.as('write', '/api/v2/body', init as RequestInit)
    expect(answer.status).toBe(400)
    expect(hub.logged.filter(line => line.level === 'error')).toEqual([])
  })

  it('with wrong members is refused, each named with its place', async () => {
    const hub = await hubWithDoor()
    const answer = await post(hub, '/api/v1/echo/1?times=1', '{"title":7,"list":[1,"two"]}')
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({
      errors: [
        {
          status: '400',
          title: 'Bad Request',
          detail: expect.stringMatching(/^title: /),
          source: { pointer: '/title' },
        },
        {
          status: '400',
          title: 'Bad Request',
          detail: expect.stringMatching(/^list\.1: /),
          source: { pointer: '/list/1' },
        },
      ],
    })
    const query = await post(hub, '/api/v1/echo/1?times=often', '{"title":"t","list":[]}')
    expect(query.status).toBe(400)
    expect((await detail(query))[0]).toMatch(/^query parameter times: /)
  })
})

describe('a failure', () => {
  it('nobody foresaw is a 500 that tells the request id and nothing else', async () => {
    const hub = await hubWithDoor()
    const answer = await hub.as('read', '/api/v2/throw/bug', { headers: { 'x-request-id': 'r-1' } })
    expect(answer.status).toBe(500)
    expect(await answer.json()).toEqual({
      errors: [
        {
          status: '500',
          title: 'Internal Server Error',
          detail: 'Something went wrong in the hub. Its log says what, under request r-1.',
          meta: { request_id: 'r-1' },
        },
      ],
    })
    expect(hub.logged).toContainEqual({
      level: 'error',
      fields: { requestId: 'r-1', err: expect.objectContaining({ name: 'TypeError' }) },
      text: 'A request failed unexpectedly',
    })
  })

  it.each([
    ['refusal', 404, null, 'No case is called SEC-1.'],
    ['retryable', 503, '2', 'Jira did not answer within 10 s.'],
    ['blocked', 400, null, 'Jira refuses: the field Team is required.'],
    ['terminal', 404, null, 'The issue SEC-1 was deleted.'],
    ['refused', 409, null, 'Project SEC is defined in fixproof.config.json.'],
    ['full', 507, null, 'The store is full. Move to PostgreSQL.'],
    ['framework', 415, null, 'Unsupported Media Type'],
  ])('that a door threw as %s is a %i with its sentence', async (what, status, retryAfter, sentence) => {
    const hub = await hubWithDoor()
    const answer = await hub.as('read', `/api/v2/throw/${what}`)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('retry-after')).toBe(retryAfter)
    expect(await detail(answer)).toEqual([sentence])
  })

  it('of the store is a 503 with Retry-After that keeps its reason in the log', async () => {
    const hub = await hubWithDoor()
    hub.store.failing = true
    const answer = await hub.as('read', '/api/v2/throw/refusal')
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('5')
    expect(await detail(answer)).toEqual([
      'The hub cannot reach its store right now, so this was not confirmed. Send the same request again later.',
    ])
    expect(hub.logged.some(line => line.text === 'The store cannot acknowledge')).toBe(true)
  })
})

describe('the API description', () => {
  it('is generated from the routes of every door', async () => {
    const hub = await hubWithDoor()
    const document = (await (await hub.app.request('/openapi.json')).json()) as {
      openapi: string
      paths: Record<string, Record<string, { summary: string; security?: unknown }>>
      components: { securitySchemes: Record<string, unknown>; schemas: Record<string, unknown> }
    }
    expect(document.openapi).toBe('3.1.0')
    expect(document.paths['/api/v1/echo/{id}']?.post).toMatchObject({
      summary: 'Says it again',
      security: HUB_SECURITY,
    })
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/healthz',
        '/readyz',
        '/webhooks/jira/{connection}',
        '/.well-known/jwks.json',
      ]),
    )
    expect(Object.keys(document.components.securitySchemes)).toEqual([
      'apiKeyAuth',
      'appKeyAuth',
      'bearerAuth',
    ])
    expect(document.components.schemas.Echo).toBeDefined()
  })

  it('has a reference page that loads nothing from elsewhere', async () => {
    const hub = await hubWithDoor()
    const page = await hub.app.request('/docs')
    expect(page.headers.get('content-type')).toMatch(/^text\/html/)
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self';/)
    const html = await page.text()
    expect(html).not.toMatch(/https?:\/\//)
    expect(html).not.toMatch(/<script>|onload=/)
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(match => match[1] ?? '')
    expect(files).toHaveLength(4)
    for (const file of files) {
      const answer = await hub.app.request(file)
      expect([file, answer.status]).toEqual([file, 200])
      expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(100)
    }
  })

  it('does not send a file again that the browser has', async () => {
    const hub = await hubWithDoor()
    const first = await hub.app.request('/docs/swagger-ui.css')
    expect(first.headers.get('content-type')).toBe('text/css; charset=utf-8')
    const etag = first.headers.get('etag') ?? ''
    const again = await hub.app.request('/docs/swagger-ui.css', { headers: { 'if-none-match': etag } })
    expect(again.status).toBe(304)
  })

  it.each(['index.html', 'swagger-initializer.js', 'constructor', '..%2Fpackage.json', 'package.json'])(
    'serves no other file: %s',
    async file => {
      const hub = await hubWithDoor()
      expect((await hub.app.request(`/docs/${file}`)).status).toBe(404)
    },
  )
})
