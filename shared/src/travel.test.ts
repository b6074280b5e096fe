import { expect, test } from 'vitest'
import type { Tool } from './model'
import { handChangeReaches, type StatusDirections } from './travel'

test.each<[Tool | 'case', Tool | 'case', StatusDirections, boolean]>([
  ['jira', 'jira', { jira: 'off' }, true],
  ['jira', 'case', { jira: 'two-way' }, true],
  ['jira', 'case', { jira: 'to-ticket' }, false],
  ['jira', 'case', { jira: 'once' }, false],
  ['jira', 'case', { jira: 'off' }, false],
  ['jira', 'servicenow', { jira: 'two-way', servicenow: 'two-way' }, true],
  ['jira', 'servicenow', { jira: 'two-way', servicenow: 'to-ticket' }, true],
  ['jira', 'servicenow', { jira: 'two-way', servicenow: 'once' }, false],
  ['jira', 'servicenow', { jira: 'to-ticket', servicenow: 'two-way' }, false],
  ['servicenow', 'jira', { jira: 'to-ticket', servicenow: 'two-way' }, true],
  ['servicenow', 'jira', { jira: 'off', servicenow: 'two-way' }, false],
  ['case', 'jira', { jira: 'to-ticket' }, true],
  ['case', 'servicenow', { servicenow: 'off' }, false],
  ['jira', 'servicenow', { jira: 'two-way' }, false],
  ['jira', 'servicenow', { jira: 'two-way', servicenow: null }, false],
])('rule 16: an accepted close in %s reaches %s when status goes %j: %s', (from, to, directions, reaches) => {
  expect(handChangeReaches(from, to, directions)).toBe(reaches)
})
