/** Everything simulated Datadog answers and refuses, in one file so that the last test sees what was never reached. */
import { describe, expect, it } from 'vitest'
import { haveReference, makeSpecCheck, skippedNote } from '../../contract/datadog-reference'
import { coverage } from '../core'
import { everyCall } from './suites/harness'
import './suites/auth'
import './suites/cases'
import './suites/controls'
import './suites/mute'
import './suites/query'
import './suites/rules'
import './suites/search'
import './suites/signals'
import './suites/tickets'
import './suites/webhooks'

describe('the suites of simulated Datadog', () => {
  it('reach every route and every refusal', () => {
    expect(coverage('datadog').missed()).toEqual({ routes: [], refusals: [] })
  })

  // The webhooks integration (v1), the key check and signals are not part of the description.
  const described = () =>
    everyCall().filter(call => /^\/api\/v2\/(?!nothing|security_monitoring\/)/.test(call.path))

  it.skipIf(!haveReference)(`see nothing that Datadog’s API description does not allow${skippedNote}`, () => {
    const check = makeSpecCheck()
    const wrong = described().flatMap(call =>
      check(call).map(text => `${call.method} ${call.path} ${call.status}: ${text}`),
    )
    expect(described().length).toBeGreaterThan(300)
    expect([...new Set(wrong)]).toEqual([])
  })
})
