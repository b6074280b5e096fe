import { expect, test } from 'vitest'
import { faultsOf, haveReference, skippedNote } from '../../contract/jira-reference'
import { coverage } from '../core'
import './suites/access'
import './suites/create'
import './suites/issues'
import './suites/transitions'
import './suites/notes'
import './suites/search'
import './suites/site'
import './suites/hooks'
import './suites/limits'
import './suites/workflows'
import './suites/doors'
import { worlds } from './suites/harness'

test('every route was answered and every refusal was met at least once', () => {
  expect(coverage('jira').missed()).toEqual({ routes: [], refusals: [] })
})

test.skipIf(!haveReference)(`every answer of the run is what Atlassian describes${skippedNote}`, () => {
  const calls = worlds.flatMap(world => world.calls.list('jira'))
  expect(calls.length).toBeGreaterThan(1000)
  expect(faultsOf(calls)).toEqual([])
})
