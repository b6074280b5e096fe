import { describe, expect, it } from 'vitest'
import { PROJECTS, USERS } from '../seed'
import { list, one, refused, start, told } from './harness'

const rule = (attributes: Record<string, unknown>, id?: string) => ({
  data: { type: 'notification_rules', ...(id === undefined ? {} : { id }), attributes },
})

describe.each(['vulnerabilities', 'signals'])('notification rules of %s', family => {
  const root = `/api/v2/security/${family}/notification_rules`
  const source = family === 'signals' ? 'security_signals' : 'security_findings'
  const other = family === 'signals' ? 'security_findings' : 'security_signals'
  const wish = {
    name: 'Tell the hub',
    selectors: { trigger_source: source, severities: ['critical'] },
    targets: ['@webhook-hub'],
    time_aggregation: 300,
  }

  it('are made, listed, changed with their version, and deleted', async () => {
    const { call, world } = start()
    const made = await call('POST', root, rule(wish))
    const { id } = one(made.body)
    expect(id).toMatch(/^[a-z0-9]{3}-[a-z0-9]{3}-[a-z0-9]{3}$/)
    expect([made.status, one(made.body).attributes]).toEqual([
      201,
      {
        ...wish,
        enabled: true,
        version: 1,
        created_at: world.clock.now(),
        created_by: { handle: 'automation@example.com', name: 'Automation' },
        modified_at: world.clock.now(),
        modified_by: { handle: 'automation@example.com', name: 'Automation' },
      },
    ])
    world.clock.advance(1000)
    const changed = await call('PATCH', `${root}/${id}`, rule({ enabled: false, version: 1 }, id))
    expect(one(changed.body).attributes).toMatchObject({
      enabled: false,
      version: 2,
      name: 'Tell the hub',
      modified_at: world.clock.now(),
    })
    expect(told(await call('PATCH', `${root}/${id}`, rule({ enabled: true, version: 1 }, id)))).toEqual({
      status: 422,
      body: { errors: ['version 1 is not the current one'] },
    })
    expect((await call('GET', `${root}/${id}`)).body).toEqual(changed.body)
    expect(list((await call('GET', root)).body).map(item => item.id)).toContain(id)
    expect((await call('DELETE', `${root}/${id}`)).status).toBe(204)
    expect(list((await call('GET', root)).body).map(item => item.id)).not.toContain(id)
  })

  it('are refused in bare strings', async () => {
    const { call } = start()
    const unknown = await call('GET', `${root}/000-000-000`)
    expect(told(unknown)).toEqual({
      status: 404,
      body: { errors: ["not_found(Notification rule with id '000-000-000' not found)"] },
    })
    expect(unknown.headers.get('content-type')).toBe('application/json')
    const { id } = one((await call('POST', root, rule(wish))).body)
    expect(told(await call('PATCH', `${root}/${id}`, rule({ enabled: false }, id)))).toEqual({
      status: 400,
      body: {
        errors: [
          "input_validation_error(Field 'data.attributes.version' is invalid: Specify the notification rule version to update, it cannot be 0.)",
        ],
      },
    })
    expect(told(await call('POST', root, rule({ ...wish, selectors: { trigger_source: other } })))).toEqual({
      status: 400,
      body: { errors: [`input_validation_error(trigger_source must be ${source})`] },
    })
    expect((await call('POST', root, rule({ ...wish, targets: [] }))).status).toBe(400)
  })
})

describe('ticket creation rules', () => {
  const root = '/api/v2/security/findings/automation/ticket_creation_rules'
  const attributes = {
    name: 'Critical libraries to Jira',
    enabled: true,
    rule: { finding_types: ['library_vulnerability'], query: '@severity:critical' },
    action: { target: 'jira', project_id: PROJECTS.security, max_tickets_per_day: 20 },
  }

  it('are made, listed, read and deleted', async () => {
    const { call } = start()
    const made = await call('POST', root, { data: { type: 'ticket_creation_rules', attributes } })
    const item = one(made.body)
    expect([made.status, item.attributes]).toMatchObject([
      201,
      { ...attributes, created_by: { id: USERS.service } },
    ])
    const listed = await call('GET', root)
    expect([list(listed.body), listed.body.meta]).toEqual([[item], { page: { total_filtered_count: 1 } }])
    expect(one((await call('GET', `${root}/${item.id}`)).body)).toEqual(item)
    expect((await call('DELETE', `${root}/${item.id}`)).status).toBe(204)
    expect(told(await call('GET', `${root}/${item.id}`))).toEqual(
      refused(404, 'Not Found', 'rule does not exist'),
    )
  })

  it('are refused for ServiceNow, which Datadog’s rules do not know', async () => {
    const { call } = start()
    const wrong = { ...attributes, action: { ...attributes.action, target: 'servicenow' } }
    const answer = await call('POST', root, { data: { type: 'ticket_creation_rules', attributes: wrong } })
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body)).toContain('attributes.action.target')
  })
})
