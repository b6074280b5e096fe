import { describe, expect, it } from 'vitest'
import { failure, RESOLUTION, setup } from './helper'

const ABORTED = (name: string) =>
  failure(
    'Operation Failed',
    expect.stringMatching(
      new RegExp(
        `^Operation against file 'incident' was aborted by Business Rule '${name}\\^[0-9a-f]{32}'\\. Business Rule Stack:${name}$`,
      ),
    ) as unknown as string,
  )
const MANDATORY = (labels: string) =>
  failure('Operation Failed', `Data Policy Exception: The following fields are mandatory: ${labels}`)

describe('incidents', () => {
  it('numbers a new incident, fills in what follows and keeps every value a string', async () => {
    const { ask, create } = setup()
    const made = await create({ short_description: 'A', urgency: 2, impact: 1, made_sla: false })
    expect(made).toMatchObject({
      number: 'INC0010001',
      state: '1',
      incident_state: '1',
      impact: '1',
      urgency: '2',
      priority: '2',
      active: 'true',
      made_sla: 'false',
      sys_mod_count: '0',
      sys_created_on: '2026-11-23 09:00:00',
      sys_created_by: 'bot',
      opened_at: '2026-11-23 09:00:00',
      close_code: '',
      work_notes: '',
    })
    expect(made.sys_id).toMatch(/^[0-9a-f]{32}$/)
    expect((await create()).number).toBe('INC0010002')
    const answer = await ask('POST', '/api/now/table/incident', { body: {} })
    expect(answer.status).toBe(201)
    const id = (answer.body as { result: { sys_id: string } }).result.sys_id
    expect(answer.headers.get('location')).toBe(`http://127.0.0.1:8803/api/now/table/incident/${id}`)
  })

  it.each([
    ['1', '1', '1'],
    ['1', '2', '2'],
    ['1', '3', '3'],
    ['2', '1', '2'],
    ['2', '2', '3'],
    ['2', '3', '4'],
    ['3', '1', '3'],
    ['3', '2', '4'],
    ['3', '3', '5'],
  ])(
    'calculates the priority of impact %s and urgency %s as %s and takes no other',
    async (impact, urgency, priority) => {
      const { create, patched } = setup()
      const made = await create({ impact, urgency, priority: '1' })
      expect(made.priority).toBe(priority)
      expect((await patched(made.sys_id, { priority: '1' })).priority).toBe(priority)
    },
  )

  it('calculates with the matrix the customer has changed', async () => {
    const { create, list, done } = setup()
    const [row] = await list('impact=1^urgency=1', '', 'dl_u_priority')
    await done('PATCH', `/api/now/table/dl_u_priority/${row?.sys_id}`, {
      as: 'admin',
      body: { priority: '2' },
    })
    expect((await create({ impact: '1', urgency: '1' })).priority).toBe('2')
  })

  it('counts a change once, with whole seconds and the one who made it', async () => {
    const { create, patched, world } = setup()
    const { sys_id } = await create()
    world.clock.advance(61_999)
    const changed = await patched(sys_id, { state: '2' }, 'abel')
    expect(changed).toMatchObject({
      incident_state: '2',
      sys_mod_count: '1',
      sys_updated_on: '2026-11-23 09:01:01',
      sys_updated_by: 'abel',
      sys_created_by: 'bot',
    })
    expect(await patched(sys_id, { state: '2' })).toMatchObject({
      sys_mod_count: '1',
      sys_updated_by: 'abel',
    })
    expect(world.calls.list('servicenow').map(call => call.write)).toEqual([true, true, false])
  })

  it('drops unknown and read-only columns without a word and cuts text that is too long', async () => {
    const { create } = setup()
    const made = await create({
      nonsense: 'x',
      number: 'INC1',
      sys_id: 'x',
      short_description: 'a'.repeat(200),
    })
    expect(made).not.toHaveProperty('nonsense')
    expect(made.number).toBe('INC0010001')
    expect(made.short_description).toHaveLength(160)
  })

  it('mirrors the legacy incident_state when only that one is written', async () => {
    const { create, patched } = setup()
    const { sys_id } = await create()
    expect(await patched(sys_id, { incident_state: '2' })).toMatchObject({ state: '2', incident_state: '2' })
  })

  it.each(['6', '7'])('refuses state %s without resolution code and notes, naming both', async state => {
    const { create, patch, read } = setup()
    const { sys_id } = await create()
    const refused = await patch(sys_id, { state }, 'admin')
    expect([refused.status, refused.body]).toEqual([403, MANDATORY('Resolution code, Resolution notes')])
    const notes = await patch(sys_id, { state, close_code: 'Duplicate' }, 'admin')
    expect(notes.body).toEqual(MANDATORY('Resolution notes'))
    expect(await read(sys_id)).toMatchObject({ state: '1', close_code: '', sys_mod_count: '0' })
  })

  it('takes a resolution code it does not offer for none, unless the instance is lenient', async () => {
    const { create, patch, patched, control } = setup()
    const { sys_id } = await create()
    const legacy = { ...RESOLUTION, close_code: 'Solved (Permanently)' }
    const refused = await patch(sys_id, legacy)
    expect([refused.status, refused.body]).toEqual([403, MANDATORY('Resolution code')])
    await control('servicenow/settings', { strictCloseCodes: false })
    expect((await patched(sys_id, legacy)).close_code).toBe('Solved (Permanently)')
  })

  it('enforces a column of the customer that their own policy makes mandatory', async () => {
    const { create, patch, patched, control, list } = setup()
    const column = {
      name: 'incident',
      element: 'u_cause',
      column_label: 'Root cause',
      internal_type: 'string',
    }
    await control('records', { table: 'sys_dictionary', record: column })
    const [policy] = await list('model_table=incident', '', 'sys_data_policy2')
    const rule = { sys_data_policy: policy?.sys_id, table: 'incident', field: 'u_cause', mandatory: 'true' }
    await control('records', { table: 'sys_data_policy_rule', record: rule })
    const { sys_id } = await create()
    expect((await patch(sys_id, RESOLUTION)).body).toEqual(MANDATORY('Root cause'))
    expect(await patched(sys_id, { ...RESOLUTION, u_cause: 'x' })).toMatchObject({ state: '6', u_cause: 'x' })
  })

  it('records who resolves and when, and keeps code and notes when it is reopened', async () => {
    const { create, patched, world, list } = setup()
    const [abel] = await list('user_name=abel', '', 'sys_user')
    const { sys_id } = await create()
    world.clock.advance(5_000)
    const resolved = await patched(sys_id, RESOLUTION, 'abel')
    expect(resolved).toMatchObject({
      state: '6',
      incident_state: '6',
      active: 'true',
      resolved_at: '2026-11-23 09:00:05',
      resolved_by: { value: abel?.sys_id },
      closed_at: '',
    })
    const reopened = await patched(sys_id, { state: '2' })
    expect(reopened).toMatchObject({
      state: '2',
      resolved_at: '',
      resolved_by: '',
      reopen_count: '1',
      reopened_time: '2026-11-23 09:00:05',
      close_code: 'Solution provided',
      close_notes: 'Fixed in Datadog',
    })
  })

  it('lets only incident admins close, and only the admin reopen what is closed', async () => {
    const { create, patch, patched, control } = setup()
    const { sys_id } = await create()
    const close = { ...RESOLUTION, state: '7' }
    const refused = await patch(sys_id, close)
    expect([refused.status, refused.body]).toEqual([403, ABORTED('Only incident admins close incidents')])
    expect(await patched(sys_id, close, 'admin')).toMatchObject({
      state: '7',
      active: 'false',
      closed_at: '2026-11-23 09:00:00',
      resolved_at: '2026-11-23 09:00:00',
    })
    const reopen = await patch(sys_id, { state: '2' })
    expect([reopen.status, reopen.body]).toEqual([403, ABORTED('Closed incidents stay closed')])
    expect((await patch(sys_id, { work_notes: 'still possible' })).status).toBe(200)
    const admin = await patched(sys_id, { state: '2' }, 'admin')
    expect(admin).toMatchObject({ state: '2', active: 'true', closed_at: '', closed_by: '', resolved_at: '' })
    await patched(sys_id, close, 'admin')
    await control('servicenow/settings', { reopenClosed: true })
    expect((await patched(sys_id, { state: '2' })).state).toBe('2')
  })

  it('lets itil cancel without a resolution but not take it back', async () => {
    const { create, patch, patched } = setup()
    const { sys_id } = await create()
    expect(await patched(sys_id, { state: '8' }, 'abel')).toMatchObject({ state: '8', active: 'false' })
    expect((await patch(sys_id, { state: '1' })).body).toEqual(ABORTED('Closed incidents stay closed'))
  })

  it('closes resolved incidents by the job, as system, unless a rule is against it', async () => {
    const { create, patched, read, control, world } = setup()
    const [a, b, c] = [await create(), await create({ urgency: '1' }), await create()]
    for (const { sys_id } of [a, b]) await patched(sys_id, RESOLUTION)
    await control('servicenow/rules', { name: 'Keep urgent ones', when: { field: 'urgency', value: '1' } })
    expect((await control('servicenow/autoclose', { olderThanMs: 60_000 })).body).toEqual({
      closed: [],
      refused: [],
    })
    world.clock.advance(60_000)
    const { body } = await control('servicenow/autoclose', {})
    expect(body).toEqual({
      closed: [a.number],
      refused: [{ number: b.number, detail: expect.stringContaining('Keep urgent ones') }],
    })
    expect(await read(a.sys_id)).toMatchObject({
      state: '7',
      sys_updated_by: 'system',
      resolved_at: '2026-11-23 09:00:00',
    })
    expect((await read(c.sys_id)).state).toBe('1')
  })

  it('aborts a save in the name of a rule without its message, and again not once the rule is gone', async () => {
    const { create, ask, patch, patched, control } = setup()
    const { sys_id } = await create()
    const rule = { name: 'Fixproof: refuse an unproven fix', when: { field: 'state', value: '6' } }
    const { body } = await control('servicenow/rules', rule)
    const sysId = (body as { sysId: string }).sysId
    const refused = await patch(sys_id, RESOLUTION)
    expect(refused.status).toBe(403)
    expect(refused.body).toEqual(
      failure(
        'Operation Failed',
        `Operation against file 'incident' was aborted by Business Rule '${rule.name}^${sysId}'. Business Rule Stack:${rule.name}`,
      ),
    )
    expect((await ask('DELETE', '/_sandbox/servicenow/rules')).status).toBe(200)
    expect((await patched(sys_id, RESOLUTION)).state).toBe('6')
  })

  it('lets a rule speak before the data policy or after it, by its order', async () => {
    const { create, patch, control } = setup()
    const { sys_id } = await create()
    const rule = { name: 'No closing today', when: { field: 'state', value: '6' } }
    await control('servicenow/rules', { ...rule, order: 1000 })
    expect((await patch(sys_id, { state: '6' })).body).toEqual(MANDATORY('Resolution code, Resolution notes'))
    await control('servicenow/rules', { ...rule, order: 999 })
    expect((await patch(sys_id, { state: '6' })).body).toEqual(ABORTED('No closing today'))
  })

  it('counts reassignments', async () => {
    const { create, patched, list } = setup()
    const [one, two] = await list('ORDERBYname', '', 'sys_user_group')
    const { sys_id } = await create({ assignment_group: one?.sys_id })
    expect((await patched(sys_id, { assignment_group: two?.sys_id })).reassignment_count).toBe('1')
  })
})

describe('business rules', () => {
  it('run before and after the write in order, see what changed, and may write elsewhere', async () => {
    const { create, patched, servicenow, list } = setup()
    const { instance } = servicenow
    instance.db.define('x_outbox', {
      label: 'Outbox',
      display: 'what',
      columns: { what: { label: 'What', type: 'string' } },
      access: { read: [], create: ['*'], write: [], delete: [] },
    })
    instance.rules.add({
      name: 'late',
      sysId: 'f'.repeat(32),
      table: 'incident',
      when: 'before',
      operations: ['update'],
      order: 9000,
      run({ current, changes }) {
        if (changes('urgency')) current.description = `priority is ${current.priority}`
      },
    })
    instance.rules.add({
      name: 'outbox',
      sysId: 'e'.repeat(32),
      table: 'incident',
      when: 'after',
      operations: ['insert', 'update', 'delete'],
      order: 9000,
      run({ current, previous, operation, session }) {
        instance.insert(session, 'x_outbox', {
          what: `${operation} ${previous?.state ?? '-'} ${current.state}`,
        })
      },
    })
    const { sys_id } = await create()
    expect((await patched(sys_id, { urgency: '1', state: '2' })).description).toBe('priority is 3')
    expect((await list('ORDERBYsys_created_on', '', 'x_outbox')).map(row => row.what).sort()).toEqual([
      'insert - 1',
      'update 1 2',
    ])
  })
})
