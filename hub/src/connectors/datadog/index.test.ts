import { describe, expect, it } from 'vitest'
import type { Clock, Fetch, Logger } from '../../ports'
import { VendorError } from '../port'
import { datadogSource } from './index'

interface Sent {
  method: string
  url: string
  headers: Record<string, string>
  body: unknown
}

const clock: Clock = { now: () => Date.parse('2026-01-01T00:00:00Z'), timer: () => () => {} }
const logger: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** A source whose calls are answered by `answer`, and what was sent. */
function source(
  answer: (sent: Sent, n: number) => { status?: number; headers?: Record<string, string>; body?: unknown },
) {
  const sent: Sent[] = []
  const fetch: Fetch = async (url, init) => {
    const one = {
      method: init.method,
      url,
      headers: init.headers,
      body: JSON.parse(init.body ?? 'null') as unknown,
    }
    sent.push(one)
    const { status = 200, headers = {}, body } = answer(one, sent.length)
    return new Response(body === undefined ? null : JSON.stringify(body), { status, headers })
  }
  const made = datadogSource({
    baseUrl: 'https://api.datadoghq.eu',
    apiKey: 'the-api-key',
    applicationKey: 'the-app-key',
    query: '@severity:high OR @severity:critical',
    fetch,
    clock,
    logger,
  })
  return { source: made, sent }
}

const finding = (id: string) => ({
  id,
  type: 'finding',
  attributes: { attributes: { status: 'open' }, tags: [] },
})
const done = (ids: string[], after?: string) => ({
  body: {
    data: ids.map(finding),
    meta: { status: 'done', ...(after === undefined ? {} : { page: { after } }) },
  },
})
const errorOf = (work: Promise<unknown>): Promise<VendorError> =>
  work.then(
    () => Promise.reject(new Error('nothing was thrown')),
    (error: unknown) => (error instanceof VendorError ? error : Promise.reject(error)),
  )

describe('a poll', () => {
  it('asks for the configured findings changed since then, oldest change first', async () => {
    const { source: datadog, sent } = source(() => done(['a'], 'next'))
    expect(await datadog.page(1765838312079, null)).toEqual({
      items: [finding('a')],
      next: 'next',
      complete: true,
    })
    expect(sent).toEqual([
      {
        method: 'POST',
        url: 'https://api.datadoghq.eu/api/v2/security/findings/search',
        headers: expect.objectContaining({
          'dd-api-key': 'the-api-key',
          'dd-application-key': 'the-app-key',
          'content-type': 'application/json',
        }),
        body: {
          data: {
            attributes: {
              filter: '(@severity:high OR @severity:critical) AND @detection_changed_at:>=1765838312079',
              page: { limit: 150 },
              sort: '@detection_changed_at',
            },
          },
        },
      },
    ])
  })

  it('goes on with the cursor, and has no bound the first time', async () => {
    const { source: datadog, sent } = source(() => done([]))
    expect(await datadog.page(null, 'c1')).toEqual({ items: [], next: null, complete: true })
    expect(sent[0]?.body).toEqual({
      data: {
        attributes: {
          filter: '@severity:high OR @severity:critical',
          page: { limit: 150, cursor: 'c1' },
          sort: '@detection_changed_at',
        },
      },
    })
  })

  it('is not complete when Datadog timed out', async () => {
    const { source: datadog } = source(() => ({
      body: { data: [finding('a')], meta: { status: 'timeout' } },
    }))
    expect(await datadog.page(null, null)).toMatchObject({ items: [{ id: 'a' }], complete: false })
  })

  it('does not follow a cursor that does not move', async () => {
    const { source: datadog } = source(() => done(['a'], 'same'))
    expect(await datadog.page(null, 'same')).toMatchObject({ next: null, complete: false })
  })

  it('leaves out what is no finding and keeps the rest', async () => {
    const { source: datadog } = source(() => ({
      body: { data: [{}, finding('b')], meta: { status: 'done' } },
    }))
    expect((await datadog.page(null, null)).items.map(item => item.id)).toEqual(['b'])
  })
})

describe('findings by id', () => {
  it('are asked for in one query and followed to the last page', async () => {
    const { source: datadog, sent } = source((_, n) => (n === 1 ? done(['a=='], 'c') : done(['b=='])))
    const answer = await datadog.byId(['a==', 'b==', 'a=='])
    expect(answer).toEqual({ items: [finding('a=='), finding('b==')], complete: true })
    expect(
      sent.map(one => (one.body as { data: { attributes: { filter: string } } }).data.attributes.filter),
    ).toEqual(['@finding_id:("a==" OR "b==")', '@finding_id:("a==" OR "b==")'])
  })

  it('are not complete when any page timed out', async () => {
    const { source: datadog } = source((_, n) =>
      n === 1
        ? { body: { data: [finding('a')], meta: { status: 'timeout', page: { after: 'c' } } } }
        : done(['b']),
    )
    expect((await datadog.byId(['a', 'b'])).complete).toBe(false)
  })

  it('leave out an id that differs in case, which Datadog finds too', async () => {
    const { source: datadog } = source(() => done(['aB', 'ab']))
    expect((await datadog.byId(['ab'])).items.map(item => item.id)).toEqual(['ab'])
  })

  it('cost no call when there are none, and more than 100 are a mistake of the caller', async () => {
    const { source: datadog, sent } = source(() => done([]))
    expect(await datadog.byId([])).toEqual({ items: [], complete: true })
    expect(sent).toEqual([])
    await expect(datadog.byId(Array.from({ length: 101 }, (_, i) => String(i)))).rejects.toThrow(RangeError)
  })
})

describe('a refusal', () => {
  it.each([401, 403])('of the account (%i) names the keys and the permission, never a key', async status => {
    const { source: datadog } = source(() => ({ status, body: { errors: ['Forbidden the-api-key'] } }))
    const error = await errorOf(datadog.page(null, null))
    expect([error.kind, error.status]).toEqual(['blocked', status])
    expect(error.message).toBe(
      `Datadog refuses (${status}). Check both keys; their account needs security_monitoring_findings_read or appsec_vm_read.`,
    )
  })

  it('of the query is for a person, in Datadog’s words and without the key', async () => {
    const { source: datadog } = source(() => ({
      status: 400,
      body: { errors: [{ detail: 'Invalid filters the-api-key' }] },
    }))
    const error = await errorOf(datadog.page(null, null))
    expect([error.kind, error.message]).toEqual([
      'blocked',
      'Datadog refuses this (400). Datadog says: Invalid filters [secret]',
    ])
  })

  it('of a cursor starts the poll again', async () => {
    const { source: datadog } = source(() => ({
      status: 400,
      body: { errors: [{ detail: 'Invalid filters' }] },
    }))
    expect((await errorOf(datadog.page(null, 'old'))).kind).toBe('retryable')
  })

  it('for too many calls waits as long as x-ratelimit-reset says', async () => {
    const { source: datadog } = source(() => ({ status: 429, headers: { 'x-ratelimit-reset': '42' } }))
    const error = await errorOf(datadog.byId(['a']))
    expect([error.kind, error.retryAfterMs, error.outcomeUnknown]).toEqual(['retryable', 42_000, false])
  })

  it('that is a web page instead of data is tried again', async () => {
    const { source: datadog } = source(() => ({ body: '<html>' }))
    expect((await errorOf(datadog.page(null, null))).kind).toBe('retryable')
  })
})

describe('a mute', () => {
  it('passes the body through and answers as Datadog does, refused or not', async () => {
    const refusal = {
      errors: [{ status: '422', title: 'Invalid Request', detail: 'Invalid expiration date.' }],
    }
    for (const [status, body] of [
      [202, { data: { id: 'u', type: 'mute' } }],
      [400, { errors: [] }],
      [404, { errors: [] }],
      [422, refusal],
    ] as const) {
      const { source: datadog, sent } = source(() => ({ status, body }))
      expect(await datadog.mute({ any: 'thing' })).toEqual({ status, body })
      expect(sent).toMatchObject([
        {
          method: 'PATCH',
          url: 'https://api.datadoghq.eu/api/v2/security/findings/mute',
          body: { any: 'thing' },
        },
      ])
    }
  })

  it.each([
    [500, 'retryable', true],
    [429, 'retryable', false],
    [403, 'blocked', false],
  ])('that got %i throws %s, the outcome unknown: %s', async (status, kind, unknown) => {
    const { source: datadog } = source(() => ({ status }))
    const error = await errorOf(datadog.mute({}))
    expect([error.kind, error.outcomeUnknown]).toEqual([kind, unknown])
    if (status === 403)
      expect(error.message).toContain('security_monitoring_findings_write or appsec_vm_write')
  })
})

describe('the check', () => {
  const answers =
    (over: Record<string, { status?: number; headers?: Record<string, string>; body?: unknown }>) =>
    (sent: Sent) => {
      const path = new URL(sent.url).pathname
      const date = { date: 'Thu, 01 Jan 2026 00:00:30 GMT' }
      const usual: Record<string, { status?: number; headers?: Record<string, string>; body?: unknown }> = {
        '/api/v1/validate': { body: { valid: true }, headers: date },
        '/api/v2/security/findings/search': done(['a']),
        '/api/v2/security/findings/mute': {
          status: 400,
          body: { errors: [{ detail: 'no finding provided' }] },
        },
      }
      return over[path] ?? usual[path] ?? { status: 404 }
    }
  const lines = async (over: Parameters<typeof answers>[0]) => {
    const { source: datadog, sent } = source(answers(over))
    return {
      lines: (await datadog.check()).map(line => `${line.result} ${line.check}`),
      sent,
      all: await datadog.check(),
    }
  }

  it('passes key, reading, muting and clock without changing anything', async () => {
    const { lines: found, sent } = await lines({})
    expect(found).toEqual(['pass credentials', 'pass clock', 'pass reading findings', 'pass muting findings'])
    const mute = sent.find(one => one.url.endsWith('/mute'))
    expect(mute?.body).toMatchObject({ data: { relationships: { findings: { data: [] } } } })
  })

  it('says which permission is missing', async () => {
    const { all } = await lines({ '/api/v2/security/findings/mute': { status: 403 } })
    expect(all.at(-1)).toEqual({
      subject: 'datadog',
      check: 'muting findings',
      result: 'fail',
      text: 'Datadog refuses (403). Check both keys; their account needs security_monitoring_findings_write or appsec_vm_write.',
    })
  })

  it.each([
    ['a wrong key', { '/api/v1/validate': { status: 403 } }, 'fail credentials'],
    ['an address that is not Datadog', { '/api/v1/validate': { status: 200, body: {} } }, 'fail credentials'],
    ['reading refused', { '/api/v2/security/findings/search': { status: 403 } }, 'fail reading findings'],
    [
      'a clock that is off',
      { '/api/v1/validate': { body: { valid: true }, headers: { date: 'Thu, 01 Jan 2026 00:02:00 GMT' } } },
      'warn clock',
    ],
    ['no time to compare', { '/api/v1/validate': { body: { valid: true } } }, 'warn clock'],
  ])('shows %s', async (_, over, line) => {
    expect((await lines(over)).lines).toContain(line)
  })
})
