/** Everything simulated Datadog answers and refuses, in one file so that the last test sees what was never reached. */
import { describe, expect, it } from 'vitest'
import { coverage } from '../core'
import './suites/auth'
import './suites/cases'
import './suites/controls'
import './suites/mute'
import './suites/query'
import './suites/rules'
import './suites/search'
import './suites/tickets'
import './suites/webhooks'

describe('the suites of simulated Datadog', () => {
  it('reach every route and every refusal', () => {
    expect(coverage('datadog').missed()).toEqual({ routes: [], refusals: [] })
  })
})
