import { afterEach, expect, it } from 'vitest'
import { type Harness, type Json, makeHarness } from '../harness'
import { makeFault } from '../sandbox/core'
import { finding, live, make } from './support/hardening'

let h: Harness
afterEach(() => h?.close())

const CASES = 120
const AT_ONCE = 40
const FOR_EVER = { delayMs: 10 * 3_600_000 }

it('a Jira that never answers does not hold up an incident, however many issues are waiting for it', async () => {
  h = await makeHarness({ webhook: false })
  const names = Array.from({ length: CASES }, (_, i) => `issue-${i}`)
  await h.findings(...names.map(name => finding(name)), finding('incident'))
  await h.look()
  const cases: Json[] = []
  for (let at = 0; at < CASES; at += AT_ONCE) {
    const lists = names.slice(at, at + AT_ONCE).map(name => [name])
    cases.push(...(await make(h, 'jira_issues', ...lists)))
  }
  const [incident] = await make(h, 'servicenow_tickets', ['incident'])
  const sysId = incident.attributes.servicenow_ticket.result.sys_id
  await h.rest()

  h.world.faults.add({ ...makeFault('*', '.*', FOR_EVER, { vendor: 'jira' }), times: 1e6 })
  await h.store.commit({ marks: cases.map(each => ({ key: `case:${each.id}` })) })
  await h.findings(finding('incident', { status: 'resolved' }))
  h.hub.engine.start()
  try {
    await h.store.commit({ marks: [{ key: 'poll:attached' }] })
    await live(h, 90_000)
    const { body } = await h.servicenow('abel', 'GET', `/api/now/table/incident/${sysId}`)
    expect(body.result.state).toBe('6')
  } finally {
    h.world.faults.clear()
    const stopped = h.hub.engine.stop()
    await live(h, 60_000)
    await stopped
  }
}, 60_000)
