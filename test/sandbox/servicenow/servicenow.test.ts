/** All suites in one file, because the coverage they have to reach is counted per file. */
import { expect, it } from 'vitest'
import { coverage } from '../core'
import './suites/auth'
import './suites/controls'
import './suites/incident'
import './suites/scripts'
import './suites/table'

it('reaches every route and every refusal of the instance', () => {
  expect(coverage('servicenow').missed()).toEqual({ routes: [], refusals: [] })
})
