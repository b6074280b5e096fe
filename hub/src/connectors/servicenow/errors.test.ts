import { describe, expect, it } from 'vitest'
import { redactor } from '../shared'
import { serviceNowError } from './errors'

/** The error for an answer with this status and ServiceNow's own error body. */
function errorFor(status: number, message: string, detail: string | null, secret = 'top-secret') {
  const body = { error: { message, detail }, status: 'failure' }
  return serviceNowError({
    table: 'incident',
    answer: { status, headers: new Headers(), body, text: JSON.stringify(body) },
    write: true,
    now: 0,
    redact: redactor([secret]),
  })
}

const refused = (detail: string) => errorFor(403, 'Operation Failed', detail)

describe('what ServiceNow refuses', () => {
  it.each([
    [
      "Operation against file 'incident' was aborted by Business Rule 'Lock it^0123abcd'. Business Rule Stack:Lock it",
      'business rule "Lock it" refused',
    ],
    [
      "Operation against file 'incident' was aborted by Business Rule 'Lock it'",
      'business rule "Lock it" refused',
    ],
    [
      'Data Policy Exception: The following fields are mandatory: Resolution code, Resolution notes',
      'needs these fields: Resolution code, Resolution notes.',
    ],
    [
      'Data Policy Exception: Short description is mandatory',
      'needs these fields: Short description is mandatory.',
    ],
    ['ACL Exception Insert Failed due to security constraints', 'may not create incidents'],
    ['ACL Exception Update Failed due to security constraints', 'may not change incidents'],
    ['Failed API level ACL Validation', 'may not use the Table API'],
    ['something new', 'refuses permission (403). ServiceNow says: Operation Failed: something new'],
  ])('403 %s is blocked with what to do', (detail, text) => {
    const error = refused(detail)
    expect([error.kind, error.status, error.outcomeUnknown]).toEqual(['blocked', 403, false])
    expect(error.message).toContain(text)
    expect(error.message).not.toContain('credentials')
  })

  it('to search by a column is blocked with what to do', () => {
    const detail = 'Field(s) present in the query do not have permission to be read'
    expect(errorFor(403, 'Insufficient rights to query records', detail).message).toContain(
      'read all columns',
    )
  })

  it('is told in its own words, but without our secret', () => {
    const error = errorFor(400, 'Bad request', 'you sent top-secret')
    expect(error.message).toContain('Bad request: you sent [secret]')
  })
})
