import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { makeFault } from '../sandbox/core'
import { type Api, apis } from './api-support'

const doors = apis()
afterEach(doors.closeAll)

/** A hub whose project SEC sends events (ITOM) instead of making incidents. */
const open = () =>
  doors.open({
    config(json) {
      json.projects[0].servicenow.itom = true
    },
  })

async function records(api: Api, table: string): Promise<Json[]> {
  return (await api.h.servicenow('admin', 'GET', `/api/now/table/${table}`)).body.result
}

const ACL = {
  status: 403,
  body: {
    error: { message: 'Operation Failed', detail: 'ACL Exception Insert Failed due to security constraints' },
    status: 'failure',
  },
}

describe('a project that sends events (ITOM), at the doors Datadog has', () => {
  it('gets one event for a ticket asked for, named as its table is; no incident is made', async () => {
    const api = await open()
    await api.findings(['a', 'b'])
    const answer = await api.create('servicenow_tickets', [api.item('servicenow_tickets', ['a', 'b'])])
    expect(answer.status).toBe(201)
    const [event, ...more] = await records(api, 'em_event')
    expect([more, await records(api, 'incident')]).toEqual([[], []])
    const url = `${api.h.world.urls.servicenow}/em_event.do?sys_id=${event.sys_id}`
    const { attributes, id } = answer.body.data[0]
    // As a ticket has, and unlike a plain case, its priority is that of the worst finding.
    expect([attributes.priority, event.severity]).toEqual(['P2', '2'])
    expect(attributes.servicenow_ticket).toEqual({
      status: 'COMPLETED',
      result: {
        ...{ instance_name: '127', sys_id: event.sys_id, sys_target_sys_id: event.sys_id },
        ...{ sys_target_link: url, table_name: 'em_event', url },
      },
    })
    const shown = await api.case(id)
    expect(shown.attributes.service_now_ticket.result.table_name).toBe('em_event')
    const found = await api.search({
      filter: '@workflow.integrations.cases.servicenow_ticket.table_name:em_event',
    })
    expect(found.body.data).toHaveLength(2)
    // One way: what becomes of the findings goes there, and nothing is taken back.
    await api.says('a', { status: 'resolved' })
    await api.says('b', { status: 'resolved' })
    expect((await records(api, 'em_event')).map(each => each.severity).sort()).toEqual(['0', '2'])
  })

  it('gets its events for a case that asks for a ticket, once', async () => {
    const api = await open()
    await api.findings(['a'])
    const made = await api.create('cases', [api.item('cases', ['a'], { priority: 'P1' })])
    const { id } = made.body.data[0]
    for (let times = 0; times < 2; times++) {
      const answer = await api.secondServiceNow(id)
      expect(answer.status).toBe(202)
      await api.h.rest()
    }
    expect((await records(api, 'em_event')).map(each => each.severity)).toEqual(['1'])
    expect(await records(api, 'incident')).toEqual([])
    expect((await api.case(id)).attributes.service_now_ticket.status).toBe('COMPLETED')
    expect(await api.h.store.count('link')).toBe(0)
  })

  it('says why an event did not get through, and what to do about it', async () => {
    const api = await open()
    await api.findings(['a', 'b'])
    api.h.world.faults.add({ ...makeFault('POST', 'em_event', ACL, { vendor: 'servicenow' }), times: 1 })
    const refused = await api.create('servicenow_tickets', [api.item('servicenow_tickets', ['a'])])
    expect(refused.body.data[0].attributes.servicenow_ticket).toEqual({
      status: 'FAILED',
      error_message:
        'The integration user may not create events (em_event): a role is missing. Give it the role evt_mgmt_integration in ServiceNow, then resume.',
    })
    const down = { status: 503, body: '' }
    api.h.world.faults.add({ ...makeFault('POST', 'em_event', down, { vendor: 'servicenow' }), times: 9 })
    const late = await api.create('servicenow_tickets', [api.item('servicenow_tickets', ['b'])])
    expect(late.status).toBe(201)
    expect(late.body.data[0].attributes.servicenow_ticket).toEqual({
      status: 'FAILED',
      error_message: 'Not confirmed yet; Fixproof keeps trying',
    })
    expect((await api.case(late.body.data[0].id)).attributes.service_now_ticket).toEqual({
      status: 'IN_PROGRESS',
    })
  })

  it('takes no ticket that people made: refused with the documented sentence', async () => {
    const api = await open()
    await api.findings(['a'])
    const { body } = await api.h.servicenow('abel', 'POST', '/api/now/table/incident', {
      short_description: 'Made by Abel',
    })
    const url = `${api.h.world.urls.servicenow}/incident.do?sys_id=${body.result.sys_id}`
    const answer = await api.attachToIncident(url, ['a'])
    expect([answer.status, answer.body.errors[0].detail]).toEqual([
      400,
      'ITOM is one way: Fixproof sends events to ServiceNow and takes nothing back, so no ticket can be attached. Use an incident (ITSM) instead.',
    ])
    expect(await api.h.store.count('case')).toBe(0)
  })

  it('is checked for what events take, and not for what incidents take', async () => {
    const api = await open()
    const lines = async () => {
      const { body } = await api.h.api('GET', '/api/v1/check')
      return body.lines
        .filter((each: Json) => each.subject === 'project SEC, servicenow main')
        .map(({ check, result, text }: Json) => [check, result, text])
    }
    api.h.forgetCalls()
    expect(await lines()).toEqual([
      ['events', 'pass', 'The integration user may write em_event: it has the role evt_mgmt_integration.'],
    ])
    expect(api.h.writes()).toEqual([])
    const roles = await records(api, 'sys_user_has_role')
    for (const { sys_id, role } of roles) {
      const named = await api.h.servicenow('admin', 'GET', `/api/now/table/sys_user_role/${role.value}`)
      if (named.body.result.name === 'evt_mgmt_integration')
        await api.h.servicenow('admin', 'DELETE', `/api/now/table/sys_user_has_role/${sys_id}`)
    }
    expect(await lines()).toEqual([
      [
        'events',
        'fail',
        'The integration user may not write em_event: a role is missing. Give it the role evt_mgmt_integration in ServiceNow.',
      ],
    ])
  })
})
