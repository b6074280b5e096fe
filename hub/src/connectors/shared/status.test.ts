import { describe, expect, it } from 'vitest'
import { shapeError, statusError } from './status'

const input = { vendor: 'Jira', write: true, now: 0, words: '' }

describe('what a status means', () => {
  it.each<[number, string, boolean]>([
    [400, 'blocked', false],
    [401, 'blocked', false],
    [403, 'blocked', false],
    [404, 'terminal', false],
    [408, 'retryable', true],
    [409, 'retryable', false],
    [410, 'terminal', false],
    [413, 'blocked', false],
    [422, 'blocked', false],
    [429, 'retryable', false],
    [500, 'retryable', true],
    [503, 'retryable', true],
  ])('%i on a write is %s, outcome unknown: %s', (status, kind, unknown) => {
    const error = statusError({ ...input, answer: { status, headers: new Headers() } })
    expect([error.kind, error.outcomeUnknown, error.status]).toEqual([kind, unknown, status])
  })

  it('knows the outcome of a read that failed: nothing was done', () => {
    const error = statusError({ ...input, write: false, answer: { status: 500, headers: new Headers() } })
    expect(error.outcomeUnknown).toBe(false)
  })

  it('carries the wait and the words of the vendor', () => {
    const headers = new Headers({ 'retry-after': '3' })
    const error = statusError({ ...input, answer: { status: 429, headers }, words: 'slow down' })
    expect([error.retryAfterMs, error.message]).toEqual([
      3000,
      'Jira cannot do this now (429). Jira says: slow down',
    ])
  })

  it('lets a vendor mean something else by a status', () => {
    const error = statusError({
      ...input,
      answer: { status: 404, headers: new Headers() },
      meanings: { 404: 'refused' },
    })
    expect(error.kind).toBe('blocked')
  })

  it('calls a web page a web page', () => {
    const answer = { status: 200, headers: new Headers(), body: undefined, text: '<html>asleep</html>' }
    const error = shapeError('ServiceNow', answer, true)
    expect([error.kind, error.outcomeUnknown]).toEqual(['retryable', true])
    expect(error.message).toContain('a web page instead of data (200)')
  })
})
