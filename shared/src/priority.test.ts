import { expect, test } from 'vitest'
import { impactAndUrgency, type MappedPriority, priorityOfIncident, priorityOfJira } from './priority'

test.each([
  ['1', '1', 'P1'],
  ['1', '2', 'P2'],
  ['1', '3', 'P3'],
  ['2', '1', 'P2'],
  ['2', '2', 'P3'],
  ['2', '3', 'P4'],
  ['3', '1', 'P3'],
  ['3', '2', 'P4'],
  ['3', '3', 'P5'],
  ['4', '1', undefined],
  ['', '', undefined],
])('rule 30: impact %s and urgency %s are %s', (impact, urgency, priority) => {
  expect(priorityOfIncident(impact, urgency)).toBe(priority)
})

test.each<[MappedPriority, string | null, string | null]>([
  ['P3', '1/3', null],
  ['P3', '2/2', null],
  ['P3', '3/1', null],
  ['P3', '1/1', '2/2'],
  ['P3', null, '2/2'],
  ['P1', '2/2', '1/1'],
  ['P2', '1/1', '1/2'],
  ['P4', '1/1', '2/3'],
  ['P5', '1/1', '3/3'],
])('rule 30: for %s an incident that has %s gets %s', (priority, now, written) => {
  const pair = (text: string) => ({ impact: text.charAt(0), urgency: text.charAt(2) })
  expect(impactAndUrgency(priority, now === null ? null : pair(now))).toEqual(
    written === null ? null : pair(written),
  )
  if (written !== null) expect(priorityOfIncident(pair(written).impact, pair(written).urgency)).toBe(priority)
})

test.each([
  ['Highest', 'P1'],
  ['High', 'P2'],
  ['medium', 'P3'],
  ['Low', 'P4'],
  ['Lowest', 'P5'],
  ['Blocker', undefined],
])("Jira's priority %s is %s", (name, priority) => {
  expect(priorityOfJira(name)).toBe(priority)
})

test('a project may name its own Jira priorities', () => {
  const names = { P1: 'Blocker', P2: 'Major', P3: 'Normal', P4: 'Minor', P5: 'Trivial' }
  expect(priorityOfJira('blocker', names)).toBe('P1')
  expect(priorityOfJira('Highest', names)).toBeUndefined()
})
