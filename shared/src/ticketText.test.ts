import { describe, expect, test } from 'vitest'
import type { NamedFinding } from './model'
import { ticketDescription, ticketTitle } from './ticketText'

const finding = (title: string, severity: string, more: Partial<NamedFinding> = {}): NamedFinding => ({
  id: `id-${title}`,
  title,
  severity,
  url: `https://example.com/${encodeURIComponent(title)}`,
  state: 'open',
  openSince: Date.UTC(2026, 10, 20),
  muteExpiresAt: null,
  ...more,
})
const CASE = { caseKey: 'SEC-12', caseUrl: 'https://hub.example.com/cases/SEC-12' }
const fifty = Array.from({ length: 50 }, (_, i) => finding(`Finding number ${i + 1}`, 'low'))

describe('the title of a ticket', () => {
  test.each<[string, NamedFinding[], string]>([
    ['one finding', [finding('SQL injection', 'critical')], 'Critical: SQL injection'],
    [
      'three, the worst first',
      [finding('a', 'low'), finding('SQL injection', 'critical'), finding('b', 'high')],
      '3 findings, worst critical: SQL injection and 2 more',
    ],
    ['fifty', fifty, '50 findings, worst low: Finding number 1 and 49 more'],
    ['one without a title', [finding('', 'high')], 'High: id-'],
    ['one over several lines', [finding('a\r\nb', 'high')], 'High: a b'],
    ['none', [], 'Datadog security findings'],
  ])('%s', (_, findings, title) => {
    expect(ticketTitle(findings)).toBe(title)
  })

  test.each([
    [255, 1],
    [160, 1],
    [255, 3],
    [160, 3],
  ])('it never takes more than %i characters, with %i findings, and still says how many', (max, n) => {
    const title = ticketTitle(Array(n).fill(finding('x'.repeat(500), 'critical')), max)
    expect(title.length).toBeLessThanOrEqual(max)
    expect(title).toContain('…')
    if (n > 1) expect(title).toMatch(/^3 findings.* and 2 more$/)
  })
})

describe('the description of a ticket', () => {
  test('one finding', () => {
    expect(ticketDescription([finding('SQL injection', 'critical')], CASE)).toBe(
      [
        'Datadog found a security problem that has to be fixed:',
        '',
        '- [SQL injection](<https://example.com/SQL%20injection>) — critical, open since 2026-11-20',
        '',
        'This ticket closes by itself when Datadog no longer sees the finding open, and opens again when it comes back.',
        '',
        'Case: [SEC-12](<https://hub.example.com/cases/SEC-12>)',
      ].join('\n'),
    )
  })

  test('several findings stand worst first, in the order given among equals', () => {
    const text = ticketDescription([finding('a', 'low'), finding('b', 'high'), finding('c', 'low')], CASE)
    expect(text).toMatch(/^Datadog found 3 security problems that have to be fixed:/)
    expect(text.match(/^- \[./gm)).toEqual(['- [b', '- [a', '- [c'])
    expect(text).toMatch(/no longer sees any of them open/)
  })

  test('a finding without a link or a date is named all the same', () => {
    expect(ticketDescription([finding('a', 'low', { url: '', openSince: null })], CASE)).toMatch(
      /^- a — low$/m,
    )
  })

  test('what Markdown would take for markup is escaped', () => {
    const text = ticketDescription([finding('*x* [y](http://evil) `z` <b>', 'low')], CASE)
    expect(text).toContain('- [\\*x\\* \\[y\\](http://evil) \\`z\\` \\<b\\>](<')
    const odd = ticketDescription([finding('a', 'low', { url: 'https://example.com/<a> b' })], CASE)
    expect(odd).toContain('](<https://example.com/%3Ca%3E%20b>)')
  })

  test('fifty findings all fit into a Jira description', () => {
    expect(ticketDescription(fifty, CASE).match(/^- \[/gm)).toHaveLength(50)
  })

  test('what does not fit is counted, and can be read on the case', () => {
    const text = ticketDescription(fifty, { ...CASE, maxChars: 1000 })
    expect(text.length).toBeLessThanOrEqual(1000)
    const shown = text.match(/^- \[/gm)?.length ?? 0
    expect(shown).toBeGreaterThan(3)
    expect(text).toContain(`- … and ${50 - shown} more on the case`)
    expect(text).toContain('Case: [SEC-12]')
    expect(ticketDescription(fifty, { ...CASE, maxChars: 50 })).toHaveLength(50)
  })
})
