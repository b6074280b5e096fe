/** What `fixproof check` says of a ServiceNow connection: the connector against the simulated instance. */
import type { TicketTool } from '@fixproof/hub/connectors/port'
import { describe, expect, it } from 'vitest'
import { setup } from './servicenow-setup'

describe('the check', () => {
  const close = {
    jira: { remediated: { status: null, resolution: 'Done', fields: {} } },
    servicenow: {
      remediated: { closeCode: 'Solution provided', fields: {} },
      accepted: { closeCode: 'No resolution provided', fields: {} },
    },
  }
  const project = { target: { assignmentGroup: 'Vulnerability Response' }, close }
  const told = async (tool: TicketTool, asked: Parameters<TicketTool['check']>[0] = project) =>
    (await tool.check(asked)).map(line => `${line.check}: ${line.result}`)

  it('passes on an instance that is ready', async () => {
    const { tool, instance, world, add } = setup()
    instance.settings.readable = ['sys_data_policy_rule', 'sys_journal_field']
    add({ short_description: 'x', work_notes: 'Seen' })
    world.calls.clear()
    const lines = await tool.check(project)
    expect(lines.map(line => [line.subject, line.check, line.result])).toEqual([
      ['servicenow main', 'credentials', 'pass'],
      ['servicenow main', 'reading incidents', 'pass'],
      ['servicenow main', 'clock', 'pass'],
      ['servicenow main', 'role', 'pass'],
      ['servicenow main', 'comments', 'pass'],
      ['servicenow main', 'assignment group', 'pass'],
      ['servicenow main', 'close code Solution provided', 'pass'],
      ['servicenow main', 'close code No resolution provided', 'pass'],
      ['servicenow main', 'close fields', 'pass'],
    ])
    expect(world.calls.list('servicenow').some(call => call.write)).toBe(false)
    expect(await tool.check()).toHaveLength(4)
  })

  it('stops at wrong credentials', async () => {
    const { tool } = setup({ auth: { kind: 'basic', user: 'bot', password: 'x' } })
    expect(await told(tool)).toEqual(['credentials: fail'])
  })

  it('misses the role of a user who has none, and the sight of incidents', async () => {
    const { tool, add } = setup({ auth: { kind: 'basic', user: 'carol', password: 'carol' } })
    add({ short_description: 'x' })
    expect((await told(tool)).slice(0, 4)).toEqual([
      'credentials: pass',
      'reading incidents: fail',
      'clock: pass',
      'role: fail',
    ])
  })

  it('names the codes ServiceNow offers in place of one it does not', async () => {
    const { tool } = setup()
    const servicenow = { remediated: { closeCode: 'Solved (Permanently)', fields: {} } }
    const lines = await tool.check({ target: project.target, close: servicenow })
    const line = lines.find(one => one.check === 'close code Solved (Permanently)')
    expect([line?.result, line?.text]).toEqual(['fail', expect.stringContaining('Solution provided')])
  })

  it('names a group that is not there', async () => {
    const { tool } = setup()
    const lines = await tool.check({ target: { assignmentGroup: 'Nobody' }, close })
    expect(lines.find(one => one.check === 'assignment group')).toMatchObject({
      result: 'fail',
      text: expect.stringContaining('"Nobody"'),
    })
  })

  it('names fields a policy wants on a resolved incident, and warns when policies are hidden', async () => {
    const { tool, instance } = setup()
    expect(await told(tool)).toContain('close fields: warn')
    instance.settings.readable = ['sys_data_policy_rule']
    const policy = (conditions: string, field: string): void => {
      const { sys_id = '' } = instance.db.insert(
        'sys_data_policy2',
        { model_table: 'incident', conditions },
        'admin',
      )
      const rule = { sys_data_policy: sys_id, table: 'incident', field, mandatory: 'true' }
      instance.db.insert('sys_data_policy_rule', rule, 'admin')
    }
    policy('state=3', 'hold_reason')
    policy('stateIN6,7^category=software', 'u_root_cause')
    const lines = await tool.check(project)
    const line = lines.find(one => one.check === 'close fields')
    expect([line?.result, line?.text]).toEqual([
      'fail',
      expect.stringContaining('u_root_cause (for remediated), u_root_cause (for accepted)'),
    ])
    expect(line?.text).not.toContain('hold_reason')
  })

  it('warns of a clock that is a minute off and fails when it is ten', async () => {
    const { tool, fault } = setup()
    const date = (ms: number) => new Date(Date.UTC(2026, 10, 23, 9) + ms).toUTCString()
    fault('GET', { status: 200, headers: { date: date(60_000) }, body: { result: [] } })
    expect(await told(tool, undefined)).toContain('clock: warn')
    fault('GET', { status: 200, headers: { date: date(-600_000) }, body: { result: [] } })
    expect(await told(tool, undefined)).toContain('clock: fail')
  })
})
