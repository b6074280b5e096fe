import { describe, expect, it } from 'vitest'
import type { Clock, Fetch } from '../../ports'
import { VendorError } from '../port'
import { call } from './call'

const clock: Clock = { now: () => 0, timer: () => () => {} }
const base = { clock, url: 'https://vendor.example/x', vendor: 'Jira' }
const answering =
  (body: string | null, init: ResponseInit = {}): Fetch =>
  async () =>
    new Response(body, init)
const failing =
  (error: unknown): Fetch =>
  () =>
    Promise.reject(error)

async function errorOf(work: Promise<unknown>): Promise<VendorError> {
  const error = await work.then(
    () => null,
    (e: unknown) => e,
  )
  if (!(error instanceof VendorError)) throw new Error(`expected a VendorError, got ${String(error)}`)
  return error
}

describe('one call', () => {
  it('answers every status with its body as JSON', async () => {
    const answer = await call({ ...base, method: 'GET', fetch: answering('{"a":1}', { status: 418 }) })
    expect([answer.status, answer.body, answer.text]).toEqual([418, { a: 1 }, '{"a":1}'])
  })

  it('leaves the body undefined when it is empty or no JSON', async () => {
    for (const text of [null, '', '<html>'])
      expect((await call({ ...base, method: 'GET', fetch: answering(text) })).body).toBeUndefined()
  })

  it('sends a value as JSON and a string untouched', async () => {
    const sent: unknown[] = []
    const fetch: Fetch = async (_, init) => {
      sent.push([init.body, init.headers['content-type']])
      return new Response('')
    }
    await call({ ...base, method: 'POST', fetch, body: { a: 'ü' } })
    await call({
      ...base,
      method: 'POST',
      fetch,
      body: 'a=b',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    await call({ ...base, method: 'POST', fetch })
    expect(sent).toEqual([
      ['{"a":"ü"}', 'application/json'],
      ['a=b', 'application/x-www-form-urlencoded'],
      [undefined, undefined],
    ])
  })

  it.each([
    ['a lost answer to a read', 'GET', undefined, new Error('socket hang up'), false],
    ['a lost answer to a write', 'POST', undefined, new Error('socket hang up'), true],
    ['a lost answer to a search by POST', 'POST', false, new Error('socket hang up'), false],
    ['a write refused at the door', 'POST', undefined, { cause: { code: 'ECONNREFUSED' } }, false],
    ['a write cut off half way', 'PUT', undefined, { cause: { code: 'ECONNRESET' } }, true],
  ])('tells whether the vendor may have done it: %s', async (_, method, writes, thrown, unknown) => {
    const error = await errorOf(
      call({ ...base, method, fetch: failing(thrown), ...(writes === undefined ? {} : { writes }) }),
    )
    expect([error.kind, error.outcomeUnknown]).toEqual(['retryable', unknown])
    expect(error.message).toMatch(/^Jira cannot be reached/)
  })

  it('gives up after its time by the clock it was given, and takes the timer back when answered', async () => {
    let timers = 0
    let fire = (): void => {}
    const held: Clock = {
      now: () => 1000,
      timer: (at, fn) => {
        expect(at).toBe(6000)
        timers += 1
        fire = fn
        return () => {
          timers -= 1
        }
      },
    }
    let aborted: AbortSignal | undefined
    const never: Fetch = (_, init) => {
      aborted = init.signal
      return new Promise(() => {})
    }
    const waiting = errorOf(call({ ...base, clock: held, method: 'PUT', fetch: never, timeoutMs: 5000 }))
    fire()
    const error = await waiting
    expect([error.kind, error.outcomeUnknown, error.message]).toEqual([
      'retryable',
      true,
      'Jira did not answer within 5 s.',
    ])
    expect(aborted?.aborted).toBe(true)
    await call({ ...base, clock: held, method: 'GET', fetch: answering('{}'), timeoutMs: 5000 })
    expect(timers).toBe(0)
  })

  it('stops reading an answer above the size allowed', async () => {
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1
        controller.enqueue(new Uint8Array(1000))
      },
    })
    const fetch: Fetch = async () => new Response(endless)
    const error = await errorOf(call({ ...base, method: 'GET', fetch, maxBytes: 10_000 }))
    expect(error.kind).toBe('blocked')
    expect(pulled).toBeLessThan(20)
  })

  it('never goes where a redirect points, names that address without what stands behind it, and tries later', async () => {
    const sent: string[] = []
    const fetch: Fetch = async url => {
      sent.push(url)
      return new Response('', { status: 302, headers: { location: 'https://login.example/?token=abc' } })
    }
    const error = await errorOf(call({ ...base, method: 'POST', fetch }))
    expect(sent).toEqual([base.url])
    expect(error).toMatchObject({ kind: 'retryable', status: 302, outcomeUnknown: true })
    expect(error.message).toContain('(302, https://login.example)')
    expect(error.message).not.toContain('abc')
  })

  it('does not repeat a header that may not be sent', async () => {
    const fetch = failing(new TypeError('Headers.append: "key-1234\n" is an invalid header value.'))
    const error = await errorOf(call({ ...base, method: 'GET', headers: { key: 'key-1234\n' }, fetch }))
    expect(error.message).not.toContain('key-1234')
  })

  it('names the address when the vendor redirects', async () => {
    const fetch: Fetch = async () => {
      const response = new Response('{}')
      Object.defineProperties(response, {
        redirected: { value: true },
        url: { value: 'https://new.example/a' },
      })
      return response
    }
    const error = await errorOf(call({ ...base, method: 'GET', fetch }))
    expect(error.kind).toBe('retryable')
    expect(error.message).toContain('https://new.example')
  })
})
