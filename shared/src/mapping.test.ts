import { expect, test } from 'vitest'
import { mapValue } from './mapping'
import { merge } from './merge'
import { own } from './own'

const AGREED = { base: 'ada@example.com', hasBase: true }
const NEVER = { base: undefined, hasBase: false }
const USERS = { 'acc-ada': 'ada@example.com', 'acc-abel': 'abel@example.com' }
const personOf = (user: string | null | undefined, agreed: typeof AGREED | typeof NEVER) =>
  mapValue(user, id => own(USERS, id), agreed, `user "${String(user)}"`)

test.each<
  [string, string | null | undefined, typeof AGREED | typeof NEVER, string | null | undefined, boolean]
>([
  ['a known user', 'acc-abel', AGREED, 'abel@example.com', false],
  ['unassigned by a person', null, AGREED, null, false],
  ['not observed', undefined, AGREED, undefined, false],
  ['an unmatched user keeps the last agreed one', 'acc-carol', AGREED, 'ada@example.com', true],
  ['an unmatched user, nothing agreed', 'acc-carol', NEVER, undefined, true],
  ['a name every object inherits', 'constructor', NEVER, undefined, true],
])('rule 33: %s', (_, user, agreed, value, warns) => {
  const mapped = personOf(user, agreed)
  expect(mapped.value).toBe(value)
  expect(mapped.note !== undefined).toBe(warns)
  if (warns) expect(mapped.note).toMatch(`user "${user}"`)
})

test.each<[string, string | null, string | undefined, unknown]>([
  ['unassigning flows to the case', null, 'case', null],
  ['an unmatched user never unassigns', 'acc-carol', undefined, undefined],
  ['a matched one flows', 'acc-abel', 'case', 'abel@example.com'],
])('rule 33: %s', (_, user, write, value) => {
  const { value: theirs } = personOf(user, AGREED)
  const answer = merge<string>({
    ...AGREED,
    ours: 'ada@example.com',
    theirs,
    direction: 'two-way',
    conflict: 'newest',
  })
  expect(answer.write).toBe(write)
  expect(answer.value).toBe(value)
})

test('rule 33: an unmapped value keeps the last agreed value and warns', () => {
  const lookup = (raw: string) => (raw === 'High' ? 'P2' : undefined)
  expect(mapValue('High', lookup, { base: 'P3', hasBase: true }, 'priority "High"')).toEqual({ value: 'P2' })
  expect(mapValue('Blocker', lookup, { base: 'P3', hasBase: true }, 'priority "Blocker"')).toEqual({
    value: 'P3',
    note: 'There is no counterpart for priority "Blocker"; the last agreed value stands.',
  })
})
