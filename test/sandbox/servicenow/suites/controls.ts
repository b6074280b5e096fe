import { describe, expect, it } from 'vitest'
import { setup } from './helper'

describe('control doors', () => {
  it('put a row past rules and access control, and change the one with that number', async () => {
    const { control, read } = setup()
    const { body } = await control('records', {
      table: 'incident',
      record: {
        short_description: 'seeded',
        state: '6',
        urgency: '1',
        sys_created_on: '2026-01-02 03:04:05',
      },
    })
    const made = (body as { result: Record<string, string> }).result
    expect(made).toMatchObject({
      number: 'INC0010001',
      state: '6',
      incident_state: '6',
      priority: '3',
      close_code: '',
      sys_created_on: '2026-01-02 03:04:05',
    })
    await control('records', {
      table: 'incident',
      record: { number: 'INC0010001', state: '2', sys_updated_by: 'job' },
    })
    expect(await read(made.sys_id)).toMatchObject({ state: '2', sys_mod_count: '1', sys_updated_by: 'job' })
    await control('records', { table: 'incident', record: { sys_id: made.sys_id ?? '', state: '3' } })
    expect((await read(made.sys_id)).state).toBe('3')
  })

  it.each([
    ['records', { table: 'foo', record: {} }, 'There is no table foo.'],
    ['records', { table: 'incident', record: { foo: 'x' } }, 'incident has no column foo.'],
    ['records', { table: 'incident' }, 'record: '],
    ['servicenow/rules', { name: 'x', when: { field: 'foo', value: '1' } }, 'incident has no column foo.'],
    ['servicenow/rules', { name: 'x' }, 'when: '],
    ['servicenow/settings', { nonsense: true }, 'nonsense'],
    ['servicenow/autoclose', { olderThanMs: -1 }, 'olderThanMs: '],
  ])('refuse %s %j with a sentence', async (door, body, sentence) => {
    const { control } = setup()
    const answer = await control(door, body)
    expect(answer.status).toBe(400)
    expect((answer.body as { error: string }).error).toContain(sentence)
  })

  it('put everything back to the seed', async () => {
    const { control, create, list, ask } = setup()
    await create()
    await control('servicenow/settings', { reopenClosed: true })
    await control('servicenow/rules', { name: 'x', when: { field: 'state', value: '2' } })
    await control('reset', {})
    expect(await list('')).toEqual([])
    expect((await ask('GET', '/_sandbox/servicenow/settings')).body).toEqual({
      tokenLifetimeSec: 1800,
      rateLimitPerHour: 5000,
      reopenClosed: false,
      strictCloseCodes: true,
      readable: [],
    })
    expect((await create({ state: '2' })).number).toBe('INC0010001')
  })

  it('seeds the choices, groups and people of a fresh instance', async () => {
    const { list } = setup()
    const codes = await list(
      'name=incident^element=close_code^inactive=false^ORDERBYsequence',
      '',
      'sys_choice',
    )
    expect(codes.map(code => code.value)).toContain('Solution provided')
    expect(codes.map(code => code.value)).not.toContain('Solved (Permanently)')
    expect((await list('active=true', '', 'sys_user_group')).map(group => group.name)).toEqual(
      expect.arrayContaining(['Vulnerability Response', 'Platform Operations']),
    )
    expect(await list('name=incident^element=close_code', '', 'sys_dictionary')).toMatchObject([
      { column_label: 'Resolution code', internal_type: 'choice' },
    ])
  })
})
