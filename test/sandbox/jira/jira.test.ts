import { expect, test } from 'vitest'
import { coverage } from '../core'
import './suites/access'
import './suites/issues'
import './suites/transitions'
import './suites/notes'
import './suites/search'
import './suites/site'
import './suites/hooks'
import './suites/limits'
import './suites/doors'

test('every route was answered and every refusal was met at least once', () => {
  expect(coverage('jira').missed()).toEqual({ routes: [], refusals: [] })
})
