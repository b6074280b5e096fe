import { describe, expect, it } from 'vitest'
import { makeLogger, secretsIn, withFields } from './logs'

/** Everything a logger wrote, as text and as lines. */
function recorded(secrets: readonly string[] = [], level: 'debug' | 'info' = 'debug') {
  const lines: string[] = []
  const log = makeLogger({ level, secrets, destination: { write: line => void lines.push(line) } })
  return {
    log,
    text: () => lines.join(''),
    lines: () => lines.map(line => JSON.parse(line) as Record<string, unknown>),
  }
}

describe('a log line', () => {
  it('is one JSON object with time, level, fields and text', () => {
    const { log, lines } = recorded()
    log.warn({ caseId: 'c-1', attempts: 2, at: new Date(0), n: 10n }, 'Jira did not answer')
    expect(lines()).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        caseId: 'c-1',
        attempts: 2,
        at: '1970-01-01T00:00:00.000Z',
        n: '10',
        msg: 'Jira did not answer',
      },
    ])
  })

  it('below the level is not written', () => {
    const { log, lines } = recorded([], 'info')
    log.debug({}, 'detail')
    log.info({}, 'news')
    expect(lines().map(line => line.msg)).toEqual(['news'])
  })

  it('of a log with fields carries them, the line’s own first', () => {
    const { log, lines } = recorded()
    withFields(withFields(log, { requestId: 'r-1', part: 'door' }), { part: 'loop' }).info({ x: 1 }, 'text')
    expect(lines()[0]).toMatchObject({ requestId: 'r-1', part: 'loop', x: 1 })
  })

  it('of an error tells its kind, place and cause', () => {
    const { log, lines } = recorded()
    const error = Object.assign(new TypeError('outer', { cause: new Error('inner') }), { status: 503 })
    log.error({ err: error }, 'failed')
    expect(lines()[0]?.err).toMatchObject({
      type: 'TypeError',
      message: 'outer',
      status: 503,
      stack: expect.stringContaining('logs.test.ts'),
      cause: { type: 'Error', message: 'inner' },
    })
  })

  it('survives circles, depth and bytes', () => {
    const { log, lines } = recorded()
    const circle: Record<string, unknown> = { bytes: new Uint8Array(3) }
    circle.self = circle
    let deep: unknown = 'bottom'
    for (let i = 0; i < 100; i++) deep = { deep }
    log.info({ circle, deep }, 'text')
    expect(lines()[0]?.circle).toEqual({ bytes: '[3 bytes]', self: '[circular]' })
    expect(JSON.stringify(lines()[0])).toContain('[deeper]')
  })
})

describe('a planted secret', () => {
  const SECRET = 'Tr0ub4dor&3/x"y'
  const fields = [
    'authorization',
    'Authorization',
    'DD-API-KEY',
    'dd-application-key',
    'apiKey',
    'api_key',
    'applicationKey',
    'apiToken',
    'password',
    'secret',
    'token',
    'access_token',
    'cookie',
    'set-cookie',
    'x-hub-signature',
    'x-fixproof-signature',
    'x-forge-oauth-user',
    'clientSecret',
    'webhookSecrets',
    'pushSecrets',
    'proxy-authorization',
    'signature',
  ]

  it.each(fields)('in a field called %s never appears, however deep', field => {
    const { log, text } = recorded()
    log.info({ [field]: SECRET }, 'flat')
    log.info({ a: [{ b: { [field]: [SECRET] } }] }, 'deep')
    log.info({ headers: new Headers({ 'x-other': '1' }), map: new Map([[field, SECRET]]) }, 'map')
    withFields(log, { request: { [field]: SECRET } }).error({}, 'child')
    log.error({ err: Object.assign(new Error('failed'), { config: { [field]: SECRET } }) }, 'error')
    expect(text()).not.toContain('Tr0ub4dor')
    expect(text()).toContain('[secret]')
  })

  it('that is configured never appears in any field, text, key, error or stack, in any usual encoding', () => {
    const { log, text } = recorded([SECRET])
    const forms = [SECRET, encodeURIComponent(SECRET), Buffer.from(SECRET).toString('base64')]
    for (const form of forms) {
      log.info({ note: `it is ${form}!`, [form]: 1, list: [form] }, `text ${form}`)
      const error = new Error(`refused ${form}`, { cause: new Error(`cause ${form}`) })
      log.error({ err: error }, 'error')
    }
    log.info({ nested: JSON.stringify({ body: SECRET }) }, 'a body as text')
    for (const form of forms) expect(text()).not.toContain(form)
    expect(text()).not.toContain('Tr0ub4dor')
  })

  it('shorter than any real one does not blot out ordinary words', () => {
    const { log, text } = recorded(['bot'])
    log.info({ note: 'the robot' }, 'both')
    expect(text()).toContain('the robot')
  })

  it.each([
    ['Bearer eyJhbGciOi.abc-def_1', 'eyJhbGciOi'],
    ['authorization: Basic Ym90OnNlY3JldA==', 'Ym90OnNlY3JldA'],
    ['postgres://fixproof:hunter22@db.example.com/x', 'hunter22'],
    ['-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw\n-----END PRIVATE KEY-----', 'MC4CAQAwBQYDK2Vw'],
  ])('that nobody configured is known by its form: %s', (sentence, secret) => {
    const { log, text } = recorded()
    log.info({ detail: sentence }, sentence)
    expect(text()).not.toContain(secret)
  })
})

describe('the secrets in a configuration', () => {
  it('are found by the names of their settings', () => {
    const config = {
      server: { port: 8787, host: '127.0.0.1' },
      connections: {
        datadog: {
          baseUrl: 'https://api.datadoghq.com',
          apiKey: 'dd-api-1',
          applicationKey: 'dd-app-1',
          webhook: {
            header: { name: 'x-secret', value: 'header-1' },
            basic: { user: 'dd', password: 'basic-1' },
          },
        },
        jira: [
          { id: 'main', email: 'bot@example.com', apiToken: 'jira-1', webhookSecrets: ['hook-1', 'hook-2'] },
        ],
        servicenow: [
          { auth: { kind: 'oauth', clientId: 'id', clientSecret: 'sn-1' }, pushSecrets: ['push-1'] },
        ],
      },
      keys: [{ name: 'ci', scopes: ['read'], apiKey: 'key-1' }],
    }
    expect(secretsIn(config).sort()).toEqual(
      [
        'dd-api-1',
        'dd-app-1',
        'header-1',
        'basic-1',
        'jira-1',
        'hook-1',
        'hook-2',
        'sn-1',
        'push-1',
        'key-1',
      ].sort(),
    )
  })
})
