/** Making incidents and finding them again: the connector against the simulated instance. */
import type { TicketDraft, TicketTool } from '@fixproof/hub/connectors/port'
import { describe, expect, it } from 'vitest'
import { draft, errorOf, MARKER, setup, TABLE } from './servicenow-setup'

describe('making an incident', () => {
  it('is one POST with the marker, the group and plain text', async () => {
    const { tool, world, instance, calls } = setup()
    const ticket = await tool.create(draft())
    expect(ticket).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      key: 'INC0010001',
      url: `http://127.0.0.1:8803/nav_to.do?uri=incident.do%3Fsys_id%3D${ticket.id}`,
    })
    expect(calls()).toEqual(['GET /api/now/table/sys_user_group', `POST ${TABLE}`])
    expect(world.calls.list('servicenow').at(-1)?.requestBody).toEqual({
      short_description: '3 findings in checkout',
      description: 'Three findings:\n\n- FIND-1 (https://app.example.com/1)',
      impact: '1',
      urgency: '2',
      assignment_group: instance.db.first('sys_user_group', { name: 'Vulnerability Response' })?.sys_id,
      correlation_id: MARKER,
      correlation_display: 'Fixproof',
    })
  })

  it.each([
    ['P1', '1'],
    ['P2', '2'],
    ['P3', '3'],
    ['P4', '4'],
    ['P5', '5'],
    ['NOT_DEFINED', '5'],
    [null, '5'],
  ] as const)(
    'turns %s into impact and urgency of which ServiceNow makes priority %s',
    async (priority, expected) => {
      const { tool, row } = setup()
      const { id } = await tool.create(draft({ priority }))
      expect(row(id)?.priority).toBe(expected)
    },
  )

  it('cuts texts to what the columns hold and shows that it did', async () => {
    const { tool, row } = setup()
    const { id } = await tool.create(draft({ title: 'a'.repeat(300), description: 'b'.repeat(9_000) }))
    expect(row(id)?.short_description).toBe(`${'a'.repeat(159)}…`)
    expect(row(id)?.description).toBe(`${'b'.repeat(3_999)}…`)
  })

  it('passes further fields on but lets none of them replace the marker', async () => {
    const { tool, row } = setup()
    const fields = { category: 'software', urgency: '1', correlation_id: 'mine' }
    const { id } = await tool.create(draft({ fields }))
    expect(row(id)).toMatchObject({ category: 'software', urgency: '1', correlation_id: MARKER })
  })

  it('names the incident it succeeds as its parent', async () => {
    const { tool, row } = setup()
    const predecessor = await tool.create(draft())
    const { id } = await tool.create(draft({ predecessor }))
    expect(row(id)?.parent_incident).toBe(predecessor.id)
  })

  it('says when ServiceNow does not keep the marker', async () => {
    const { tool, fault, warnings } = setup()
    fault('POST', {
      status: 201,
      body: { result: { sys_id: 'a'.repeat(32), number: 'INC1', correlation_id: '' } },
    })
    expect((await tool.create(draft())).key).toBe('INC1')
    expect(warnings).toEqual([expect.stringContaining('did not keep the Correlation ID')])
  })
})

describe('the assignment group', () => {
  const groupOf = (target: TicketDraft['target'], tool: TicketTool) => tool.create(draft({ target }))

  it('is looked up once by name, and taken by sys_id as well', async () => {
    const { tool, instance, calls, row } = setup()
    const id = instance.db.first('sys_user_group', { name: 'Platform Operations' })?.sys_id ?? ''
    for (const assignmentGroup of ['Platform Operations', 'Platform Operations', id.toUpperCase()])
      expect(row((await groupOf({ assignmentGroup }, tool)).id)?.assignment_group).toBe(id)
    expect(calls().filter(call => call.includes('sys_user_group'))).toHaveLength(2)
  })

  it('may be missing', async () => {
    const { tool, row } = setup()
    expect(row((await groupOf({}, tool)).id)?.assignment_group).toBe('')
  })

  it('that does not exist blocks with its name, and is looked up again next time', async () => {
    const { tool, instance, calls } = setup()
    const target = { assignmentGroup: 'Nobody^here' }
    const error = await errorOf(groupOf(target, tool))
    expect([error.kind, error.message]).toEqual(['blocked', expect.stringContaining('"Nobody^here"')])
    instance.db.insert('sys_user_group', { name: 'Nobody^here' }, 'admin')
    await groupOf(target, tool)
    expect(calls()).toHaveLength(3)
  })

  it('is looked up again after ServiceNow refused what was made for it', async () => {
    const { tool, fault, calls } = setup()
    const target = { assignmentGroup: 'Service Desk' }
    fault('POST', { status: 403, body: { error: { message: 'Operation Failed', detail: 'x' } } })
    await errorOf(groupOf(target, tool))
    await groupOf(target, tool)
    expect(calls().filter(call => call.includes('sys_user_group'))).toHaveLength(2)
  })

  it('that exists twice or is switched off blocks', async () => {
    const { tool, instance } = setup()
    instance.db.insert('sys_user_group', { name: 'Service Desk' }, 'admin')
    instance.db.insert('sys_user_group', { name: 'Old', active: 'false' }, 'admin')
    expect((await errorOf(groupOf({ assignmentGroup: 'Service Desk' }, tool))).message).toContain('several')
    expect((await errorOf(groupOf({ assignmentGroup: 'Old' }, tool))).message).toContain('switched off')
  })

  it('is not taken from an answer to a query ServiceNow did not understand', async () => {
    const { tool, fault } = setup()
    fault('GET', {
      status: 200,
      body: { result: [{ sys_id: 'b'.repeat(32), name: 'Another', active: 'true' }] },
    })
    expect((await errorOf(groupOf({ assignmentGroup: 'Service Desk' }, tool))).kind).toBe('blocked')
  })
})

describe('finding an incident by its marker', () => {
  it('brings the one whose creation was never answered', async () => {
    const { tool, fault } = setup()
    fault('POST', 'drop-answer')
    const error = await errorOf(tool.create(draft()))
    expect([error.kind, error.outcomeUnknown]).toEqual(['retryable', true])
    expect(await tool.find(MARKER, {})).toMatchObject([{ key: 'INC0010001' }])
  })

  it('brings nothing for a creation that never arrived, and all for several', async () => {
    const { tool, fault } = setup()
    fault('POST', 'drop-request')
    await errorOf(tool.create(draft()))
    expect(await tool.find(MARKER, {})).toEqual([])
    await tool.create(draft())
    await tool.create(draft())
    // Made within the same second, so that neither comes first.
    expect((await tool.find(MARKER, {})).map(ticket => ticket.key).sort()).toEqual([
      'INC0010001',
      'INC0010002',
    ])
  })

  it('leaves incidents alone that come back although they carry another marker', async () => {
    const { tool, fault, warnings } = setup()
    await tool.create(draft())
    const other = { sys_id: 'c'.repeat(32), number: 'INC7', correlation_id: 'theirs' }
    fault('GET', { status: 200, body: { result: [other] } })
    expect(await tool.find(MARKER, {})).toEqual([])
    expect(warnings).toHaveLength(1)
  })

  it('waits out what may still be running on the instance', () => {
    expect(setup().tool.indexLagMs).toBe(60_000)
    expect(setup({ settleMs: 0 }).tool.indexLagMs).toBe(0)
  })
})
