import { describe, expect, it } from 'vitest'
import { VendorError } from '../port'
import { stateOf, viewOf } from './view'

const BASE = 'https://example.service-now.com'
const row = (more: Record<string, string> = {}) => ({
  sys_id: 'a'.repeat(32),
  number: 'INC0010001',
  state: '6',
  active: 'true',
  sys_mod_count: '4',
  sys_updated_on: '2026-11-23 09:00:05',
  sys_updated_by: 'abel',
  ...more,
})
const AT = Date.UTC(2026, 10, 23, 9, 0, 5)

describe('an incident as the domain sees it', () => {
  it('takes the last change for the close when ServiceNow records none', () => {
    const { lastMove, resolution, marker, title } = viewOf(row(), BASE)
    expect(lastMove).toEqual({ at: AT, by: 'abel', byName: null, toDone: true })
    expect([resolution, marker, title]).toEqual([null, null, ''])
  })

  it('goes by the resolution before the closing, which a job may have done', () => {
    const closed = { closed_at: '2026-11-23 09:00:05', 'closed_by.user_name': 'system' }
    expect(viewOf(row({ state: '7', ...closed }), BASE).lastMove).toMatchObject({ at: AT, by: 'system' })
    const resolved = { resolved_at: '2026-11-20 10:00:00', 'resolved_by.user_name': 'abel' }
    expect(viewOf(row({ state: '7', ...closed, ...resolved }), BASE).lastMove).toMatchObject({
      at: Date.UTC(2026, 10, 20, 10),
      by: 'abel',
    })
  })

  it('knows of no way back that nobody recorded', () => {
    expect(viewOf(row({ state: '2', resolved_at: '2026-11-20 10:00:00' }), BASE).lastMove).toBeNull()
  })

  it.each([
    ['1', 'true', 'New', 'new'],
    ['2', 'true', 'In Progress', 'indeterminate'],
    ['3', 'true', 'On Hold', 'indeterminate'],
    ['6', 'true', 'Resolved', 'done'],
    ['7', 'false', 'Closed', 'done'],
    ['8', 'false', 'Canceled', 'done'],
    ['11', 'true', 'State 11', 'indeterminate'],
    ['12', 'false', 'State 12', 'done'],
  ])('reads state %s, active %s, as %s, which is %s', (state, active, name, category) => {
    expect(stateOf(state, active)).toEqual({ name, category })
  })

  it.each(['state', 'number', 'sys_mod_count', 'sys_updated_on'])('cannot do without %s', column => {
    expect(() => viewOf(row({ [column]: '' }), BASE)).toThrow(VendorError)
  })

  it('refuses a time it cannot read', () => {
    expect(() => viewOf(row({ sys_updated_on: '23.11.2026 09:00' }), BASE)).toThrow(/time of the last change/)
  })
})
