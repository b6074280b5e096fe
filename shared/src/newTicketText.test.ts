import { describe, expect, it } from 'vitest'
import { fitted, newTicketText } from './newTicketText'

describe('a text that is too long for a field', () => {
  it('is cut with a marker that says where all of it stands, and fits exactly', () => {
    const cut = fitted('x'.repeat(500), 100, 'https://hub.example.com/c/SEC-1')
    expect(cut).toHaveLength(100)
    expect(cut.endsWith('x… (cut; in full: https://hub.example.com/c/SEC-1)')).toBe(true)
    expect(fitted('x'.repeat(500), 100, null).endsWith('x… (cut)')).toBe(true)
  })

  it('is left alone when it fits, and never cut in the middle of a character', () => {
    expect(fitted('x'.repeat(100), 100, null)).toBe('x'.repeat(100))
    for (let max = 9; max < 40; max++) {
      const cut = fitted('😀'.repeat(100), max, null)
      expect(cut.length).toBeLessThanOrEqual(max)
      expect(cut).not.toMatch(/[\uD800-\uDBFF]…/)
    }
  })

  it('is cut all the same where even the marker has no room', () => {
    expect(fitted('x'.repeat(50), 20, 'https://hub.example.com/cases/SEC-1')).toBe(`${'x'.repeat(19)}…`)
  })
})

describe('a sentence about a field', () => {
  it('names what is missing and what to do', () => {
    expect(newTicketText.required('Bug in project SEC', ['Root cause (c1)', 'Team (c2)'])).toBe(
      'Bug in project SEC needs Root cause (c1) and Team (c2). Give them in fields, or in the settings of the project',
    )
    expect(newTicketText.notAllowed('Root cause (c1)', 'critical', ['Code', 'Configuration'])).toBe(
      'Root cause (c1) does not take "critical". It takes: Code and Configuration',
    )
  })
})
