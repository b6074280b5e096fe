import { expect, it } from 'vitest'
import { verdictText } from './verdict'

const ALLOWED = { allowed: true, reason: '' }

it.each([
  [
    'a refusal in the words of the judge',
    { allowed: false, reason: 'No, since.' },
    false,
    1,
    1,
    'No, since.',
  ],
  [
    'an open ticket with nothing open on it',
    ALLOWED,
    false,
    0,
    2,
    'This ticket may be closed: no finding on it is open in Datadog.',
  ],
  [
    'a closed ticket with nothing open on it',
    ALLOWED,
    true,
    0,
    2,
    'This ticket is closed, and no finding on it is open in Datadog.',
  ],
  [
    'a ticket without findings',
    ALLOWED,
    false,
    0,
    0,
    'This ticket may be closed: no finding is attached to it.',
  ],
  [
    'a policy that lets one open finding pass',
    ALLOWED,
    false,
    1,
    1,
    'This ticket may be closed, although 1 finding on it is still open in Datadog: the policy of its project allows that.',
  ],
  [
    'a close that stands over several open findings',
    ALLOWED,
    true,
    2,
    3,
    'This ticket is closed, although 2 findings on it are still open in Datadog: the policy of its project allows that.',
  ],
])('says whether a ticket may be closed: %s', (_, verdict, closed, open, attached, text) => {
  expect(verdictText({ what: 'ticket', verdict, closed, open, attached })).toBe(text)
})

it('calls a case a case', () => {
  expect(verdictText({ what: 'case', verdict: ALLOWED, closed: true, open: 0, attached: 0 })).toBe(
    'This case is closed: no finding is attached to it.',
  )
})
