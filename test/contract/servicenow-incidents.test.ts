/** Reading, changing and following incidents: the connector against the simulated instance. */
import { describe, expect, it } from 'vitest'
import { STATE } from '../sandbox/servicenow/incident'
import { draft, errorOf, MARKER, RESOLVE, setup, TABLE } from './servicenow-setup'

describe('reading incidents', () => {
  it('shows an incident in the words of the domain, by sys_id and by number', async () => {
    const { tool, world } = setup()
    const { id, key, url } = await tool.create(draft())
    const view = {
      id,
      key,
      url,
      status: { id: '1', name: 'New' },
      category: 'new',
      resolution: null,
      version: '0',
      updatedAt: world.clock.now(),
      updatedBy: 'bot',
      lastMove: null,
      title: '3 findings in checkout',
      project: '',
      workType: '',
      workflow: { projectId: '', issueTypeId: '' },
      labels: [],
      fields: {
        title: '3 findings in checkout',
        description: 'Three findings:\n\n\\- FIND-1 (<https://app.example.com/1>)',
        priority: '2',
        assignee: null,
        due_date: null,
      },
      edits: {},
      proofSignature: null,
      marker: MARKER,
    }
    expect(await tool.read(id)).toEqual(view)
    expect(await tool.read(id.toUpperCase())).toEqual(view)
    expect(await tool.read(key)).toEqual(view)
  })

  it('tells who resolved it and when, also after the job has closed it', async () => {
    const { tool, world, change } = setup()
    const { id } = await tool.create(draft())
    world.clock.advance(61_500)
    change(id, RESOLVE.fields)
    const closed = { at: world.clock.now() - 500, by: 'abel', byName: 'Abel Tuter', toDone: true }
    expect(await tool.read(id)).toMatchObject({
      status: { id: '6', name: 'Resolved' },
      category: 'done',
      resolution: 'Solution provided',
      lastMove: closed,
    })
    world.clock.advance(86_400_000)
    change(id, { state: STATE.closed }, 'system')
    expect(await tool.read(id)).toMatchObject({ status: { id: '7' }, updatedBy: 'system', lastMove: closed })
  })

  it('tells who reopened it, and who cancelled it', async () => {
    const { tool, world, change } = setup()
    const { id } = await tool.create(draft())
    change(id, RESOLVE.fields)
    world.clock.advance(5_000)
    change(id, { state: '2' })
    const at = world.clock.now()
    expect((await tool.read(id))?.lastMove).toEqual({ at, by: 'abel', byName: 'Abel Tuter', toDone: false })
    change(id, { state: '8' }, 'admin')
    expect(await tool.read(id)).toMatchObject({
      status: { name: 'Canceled' },
      lastMove: { at, by: 'admin', toDone: true },
    })
  })

  it('is null for one that was deleted, hidden or never there', async () => {
    const { tool, remove, world } = setup()
    const { id, key } = await tool.create(draft())
    const carol = setup({ auth: { kind: 'basic', user: 'carol', password: 'carol' } })
    expect(await carol.tool.read(id)).toBeNull()
    remove(id)
    expect([await tool.read(id), await tool.read(key), await tool.read('INC9')]).toEqual([null, null, null])
    expect(world.calls.list('servicenow').at(-1)?.status).toBe(200)
  })

  it('reads many in calls of fifty, and asks once more for what did not come', async () => {
    const { tool, remove, add, calls, world } = setup()
    const ids = Array.from({ length: 120 }, () => add({ short_description: 'x' }).sys_id ?? '')
    const whole = await tool.readMany([...ids, ids[0] ?? ''])
    expect([whole.size, [...whole.values()].every(view => view !== null)]).toEqual([120, true])
    expect(calls()).toEqual(Array(3).fill(`GET ${TABLE}`))
    remove(ids[7] ?? '')
    world.calls.clear()
    const rest = await tool.readMany(ids.slice(0, 10))
    expect([...rest].filter(([, view]) => view === null)).toEqual([[ids[7], null]])
    // Deleted, not hidden: nothing is counted where it stood.
    expect(calls()).toEqual([`GET ${TABLE}`, `GET ${TABLE}/${ids[7]}`, `GET ${TABLE}`])
  })

  it('reads numbers one by one', async () => {
    const { tool, add, calls } = setup()
    const number = add({ short_description: 'a' }).number ?? ''
    expect((await tool.readMany([number])).get(number)?.title).toBe('a')
    expect(calls()).toHaveLength(1)
  })

  it('does not take an incident for gone because ServiceNow answered another question', async () => {
    const { tool, add, fault } = setup()
    const [a, b] = [add({ short_description: 'a' }), add({ short_description: 'b' })]
    fault('GET', { status: 200, body: { result: [{ ...b, sys_id: 'd'.repeat(32), state: '' }] } })
    const found = await tool.readMany([a.sys_id ?? ''])
    expect(found.get(a.sys_id ?? '')?.title).toBe('a')
    expect(found.size).toBe(1)
  })

  it('blocks when a column it needs is hidden', async () => {
    const { tool, fault } = setup()
    fault('GET', {
      status: 200,
      body: { result: { sys_id: 'e'.repeat(32), number: 'INC1', sys_mod_count: '1' } },
    })
    const error = await errorOf(tool.read('e'.repeat(32)))
    expect([error.kind, error.message]).toEqual([
      'blocked',
      expect.stringContaining('state, sys_updated_on of INC1'),
    ])
  })
})

describe('changing incidents', () => {
  it('resolves with code, notes and work note in one PATCH', async () => {
    const { tool, world, row, notes, calls } = setup()
    const { id } = await tool.create(draft())
    world.calls.clear()
    await tool.write(id, RESOLVE)
    expect(calls()).toEqual([`PATCH ${TABLE}/${id}`])
    expect(row(id)).toMatchObject({
      state: '6',
      close_code: 'Solution provided',
      close_notes: 'Fixed in Datadog.',
    })
    expect(notes(id)).toEqual(['All 3 findings are fixed in Datadog.'])
    await tool.write(id, { kind: 'patch', fields: { state: '2' }, workNote: null })
    expect([row(id)?.state, notes(id).length]).toEqual(['2', 1])
  })

  it('writes fields as they are', async () => {
    const { tool, row } = setup()
    const { id } = await tool.create(draft())
    await tool.write(id, { kind: 'fields', fields: { impact: '1', urgency: '1', due_date: '2027-01-31' } })
    expect(row(id)).toMatchObject({ priority: '1', due_date: '2027-01-31 00:00:00' })
  })

  it('finds its own note again without access to the journal, and takes no other for it', async () => {
    const { tool, notes } = setup()
    const { id } = await tool.create(draft())
    await tool.write(id, { kind: 'comment', text: 'It is **fixed**.', marker: 'evidence-1' })
    expect(notes(id)).toEqual(['It is fixed.\n\nFixproof note evidence-1'])
    expect(await tool.hasComment(id, 'evidence-1')).toBe(true)
    expect(await tool.hasComment(id, 'evidence-12')).toBe(false)
    expect(await tool.hasComment('f'.repeat(32), 'evidence-1')).toBe(false)
  })

  it.each([
    ['transition', { kind: 'transition', transitionId: '1', fields: {}, comment: null }],
    ['property', { kind: 'property', key: 'x', value: 1 }],
    ['issue-link', { kind: 'issue-link', type: 'Relates', toKey: 'X-1' }],
  ] as const)('knows no %s', async (_, write) => {
    await expect(setup().tool.write('a'.repeat(32), write)).rejects.toThrow(TypeError)
  })

  it('notices when ServiceNow answers well but leaves the state as it was', async () => {
    const { tool, fault } = setup()
    const { id } = await tool.create(draft())
    fault('PATCH', {
      status: 200,
      body: { result: { sys_id: id, number: 'INC1', state: '1', active: 'true' } },
    })
    const error = await errorOf(tool.write(id, RESOLVE))
    expect([error.kind, error.message]).toEqual([
      'blocked',
      expect.stringContaining('left INC1 in state New instead of Resolved'),
    ])
    // A rule of theirs that closes at once does what was asked for.
    fault('PATCH', { status: 200, body: { result: { sys_id: id, state: '7', active: 'false' } } })
    await tool.write(id, RESOLVE)
  })
})

describe('changed incidents', () => {
  it('come oldest first, with the second they are asked from, and nobody else’s', async () => {
    const { tool, world, add, change } = setup()
    const [a, b] = [await tool.create(draft()), await tool.create(draft())]
    world.clock.advance(10_000)
    const since = world.clock.now() + 900
    change(b.id, { state: '2' })
    add({ short_description: 'not ours' })
    world.clock.advance(1_000)
    change(a.id, { state: '2' })
    const { views, until } = (await tool.changedSince?.(since, [])) ?? { views: [], until: 0 }
    expect(views.map(view => view.id)).toEqual([b.id, a.id])
    expect(until).toBe(world.clock.now())
    expect((await tool.changedSince?.(since + 200, []))?.views.map(view => view.id)).toEqual([a.id])
  })

  it('are found by id when people made them, and not asked for by id once they are known to be ours', async () => {
    const { tool, world, add, lastCall } = setup()
    const adopted = add({ short_description: 'made by people' }).sys_id ?? ''
    const { id } = await tool.create(draft())
    const { views } = (await tool.changedSince?.(world.clock.now(), [adopted, id])) ?? { views: [] }
    expect(views.map(view => view.id).sort()).toEqual([adopted, id].sort())
    await tool.changedSince?.(world.clock.now(), [adopted, id])
    const query = new URLSearchParams(lastCall()?.query).get('sysparm_query')
    expect([query?.includes(adopted), query?.includes(id)]).toEqual([true, false])
  })

  it('are all found, once each, when they fill pages and change in the same second', async () => {
    const { tool, world, instance } = setup()
    const since = world.clock.now()
    const put = (n: number): void => {
      for (let i = 0; i < n; i++)
        instance.db.insert(
          'incident',
          { number: `INC${i}`, state: '1', correlation_display: 'Fixproof' },
          'bot',
        )
    }
    put(150)
    world.clock.advance(1_000)
    put(450)
    world.clock.advance(1_000)
    put(300)
    const { views } = (await tool.changedSince?.(since, [])) ?? { views: [] }
    expect([views.length, new Set(views.map(view => view.id)).size]).toEqual([900, 900])
    const times = views.map(view => view.updatedAt)
    expect(times).toEqual([...times].sort((x, y) => x - y))
  })

  it('are asked for by fifty ids at a time, and still come oldest first', async () => {
    const { tool, world, add, calls } = setup()
    const since = world.clock.now()
    const ids = Array.from({ length: 101 }, () => {
      world.clock.advance(1_000)
      return add({ short_description: 'x' }).sys_id ?? ''
    })
    const { views } = (await tool.changedSince?.(since, [...ids].reverse())) ?? { views: [] }
    expect(views.map(view => view.id)).toEqual(ids)
    expect(calls()).toHaveLength(3)
  })

  it('move the time to ask from on, to the instance’s own, when there are none', async () => {
    const { tool, world, fault } = setup()
    const since = world.clock.now()
    world.clock.advance(90_000)
    expect(await tool.changedSince?.(since, [])).toEqual({ views: [], unreadable: [], until: since + 90_000 })
    const date = new Date(since + 30_000).toUTCString()
    fault('GET', { status: 200, headers: { date }, body: { result: [] } })
    expect((await tool.changedSince?.(since, []))?.until).toBe(since + 30_000)
  })

  it('leave alone what comes although nobody asked', async () => {
    const { tool, world, add, fault, warnings } = setup()
    const foreign = add({ short_description: 'x' })
    fault('GET', { status: 200, body: { result: [foreign] } })
    expect((await tool.changedSince?.(world.clock.now(), []))?.views).toEqual([])
    expect(warnings).toHaveLength(1)
  })
})
