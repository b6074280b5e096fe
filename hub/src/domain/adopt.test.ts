import { describe, expect, it } from 'vitest'
import { type AdoptSubject, datadogTickets, decideAdoption, wordsOf } from './adopt'
import { finding } from './testing/build'

const subject = (name: string, findings: AdoptSubject['findings'], more: Partial<AdoptSubject> = {}) => ({
  ...{ tool: 'jira' as const, name, closed: false, holder: null, findings },
  ...more,
})
const on = (id: string, caseId: string | null) => ({ ...finding(id), caseId })
const CASES = new Map([['c1', { key: 'SEC-1', tools: ['servicenow' as const] }]])
const said = (subjects: AdoptSubject[]) =>
  decideAdoption(subjects, CASES).map(({ what, findings, case: key, with: together }) => [
    what,
    findings,
    key ?? together,
  ])

describe('what becomes of a ticket that is to be adopted', () => {
  it.each<[string, AdoptSubject[], unknown[]]>([
    ['without a finding', [subject('SEC-9', [])], [['refuse', [], null]]],
    ['with a free finding', [subject('SEC-9', [on('A', null)])], [['adopt', ['A'], null]]],
    [
      'whose finding is on a case without a ticket of its tool',
      [subject('SEC-9', [on('A', 'c1')])],
      [['join', ['A'], 'SEC-1']],
    ],
    [
      'whose finding is on a case with one',
      [subject('INC9', [on('A', 'c1')], { tool: 'servicenow' })],
      [['refuse', [], null]],
    ],
    [
      'of the other tool for the same finding',
      [subject('SEC-9', [on('A', null)]), subject('INC9', [on('A', null)], { tool: 'servicenow' })],
      [
        ['adopt', ['A'], null],
        ['join', ['A'], 'SEC-9'],
      ],
    ],
    [
      'of the same tool for the same finding',
      [subject('SEC-9', [on('A', null)]), subject('SEC-8', [on('A', null)])],
      [
        ['adopt', ['A'], null],
        ['refuse', [], null],
      ],
    ],
    [
      'that a case has',
      [subject('SEC-9', [on('A', 'c1'), on('B', null)], { holder: { id: 'c1', key: 'SEC-1' } })],
      [['attach', ['B'], 'SEC-1']],
    ],
    [
      'that a case has with everything',
      [subject('SEC-9', [on('A', 'c1')], { holder: { id: 'c1', key: 'SEC-1' } })],
      [['known', [], 'SEC-1']],
    ],
  ])('%s', (_, subjects, expected) => {
    expect(said(subjects)).toEqual(expected)
  })

  it('with a finding that decides nothing says so and is refused', () => {
    const path = finding('A', { status: 'open', type: 'attack_path' })
    const [only] = decideAdoption([subject('SEC-9', [path])], CASES)
    expect(only).toMatchObject({
      what: 'refuse',
      left: ['Finding A is of a kind that decides nothing about tickets.'],
    })
  })
})

it('finds ids of findings in text, links and encoded links', () => {
  const words = wordsOf(
    'See https://app.example.com/s?id=QWJjZGVm~ or bTF4LTRkcS0w\\_cA%3D%3D and ?q=ZmluZGluZzE= now',
  )
  expect(words).toEqual(expect.arrayContaining(['bTF4LTRkcS0w_cA==', 'ZmluZGluZzE=', 'QWJjZGVm']))
  expect(words).not.toContain('now')
})

it('reads the tickets Datadog links to a finding, in either nesting', () => {
  const integrations = {
    cases: [
      { jira_issue: { url: 'https://a.example.com/browse/SEC-1' } },
      { servicenow_ticket: { url: 'https://b.example.com/x?sys_id=1' }, jira_issue: { url: null } },
    ],
  }
  const doc = finding('A')
  const item = (attributes: Record<string, unknown>) => ({
    ...doc,
    item: { id: 'A', type: 'finding' as const, attributes: { attributes } },
  })
  const both = ['https://a.example.com/browse/SEC-1', 'https://b.example.com/x?sys_id=1']
  expect(datadogTickets(item({ workflow: { integrations } }))).toEqual(both)
  expect(datadogTickets(item({ custom: { workflow: { integrations } } }))).toEqual(both)
  expect(datadogTickets(doc)).toEqual([])
})
