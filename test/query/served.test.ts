import { servedItem } from '@fixproof/hub/domain/query/index'
import { describe, expect, it } from 'vitest'
import { NEW_YEAR, ROWS } from './fixture'

const row = (id: string) => {
  const found = ROWS.find(one => one.finding.id === id)
  if (found === undefined) throw new Error(`no row ${id}`)
  return found
}
type Attributes = { workflow?: { integrations?: unknown; mute?: unknown }; custom?: Attributes }

describe('a finding as the API serves it', () => {
  it('names the hub’s case and its live tickets in place of what Datadog says of its own', () => {
    const attributes = servedItem(row('a')).attributes.attributes as Attributes
    expect(attributes.workflow?.integrations).toEqual({
      jira: ['SEC-101'],
      cases: [
        {
          id: '00000000-0000-4000-8000-000000000001',
          key: 'SEC-1',
          title: 'Kubelet hardening',
          status: 'open',
          created_at: NEW_YEAR,
          updated_at: NEW_YEAR + 86_400_000,
          assignee: { id: 'ada' },
          jira_issue: {
            key: 'SEC-101',
            status: 'In Progress',
            url: 'https://example.atlassian.net/browse/SEC-101',
          },
          servicenow_ticket: {
            state: 'Work in Progress',
            sys_id: '0123456789abcdef0123456789abcdef',
            table_name: 'incident',
            url: 'https://example.service-now.com/incident.do?sys_id=0123456789abcdef0123456789abcdef',
          },
        },
      ],
    })
    expect(attributes.workflow?.mute).toEqual({ is_muted: false })
  })

  it('keeps the deeper nesting it was received in, and shows the live ticket instead of its predecessor', () => {
    const attributes = servedItem(row('c')).attributes.attributes as Attributes
    expect(Object.keys(attributes)).toEqual(['custom'])
    expect(attributes.custom?.workflow?.integrations).toMatchObject({
      jira: ['SEC-102'],
      cases: [{ key: 'SEC-2', status: 'in_progress', jira_issue: { key: 'SEC-102' } }],
    })
  })

  it('shows a case whose ticket is not made yet without one', () => {
    const attributes = servedItem(row('d')).attributes.attributes as Attributes
    expect(attributes.custom?.workflow?.integrations).toEqual({
      cases: [expect.not.objectContaining({ jira_issue: expect.anything() })],
    })
  })

  it('without a case says nothing of tickets, even where Datadog did', () => {
    const detached = servedItem({ ...row('a'), case: null, links: [] })
    expect((detached.attributes.attributes as Attributes).workflow).toEqual({
      mute: { is_muted: false },
      triage: { assignee: { name: 'Ada Lovelace' } },
    })
    expect(servedItem(row('h=='))).toEqual(row('h==').finding.item)
  })

  it('leaves the finding that is kept untouched', () => {
    const before = JSON.stringify(row('a').finding)
    servedItem(row('a'))
    expect(JSON.stringify(row('a').finding)).toBe(before)
  })

  it('not read yet has its id, its title and its case', () => {
    const { finding, ...rest } = row('a')
    expect(servedItem({ ...rest, finding: { ...finding, item: null, title: 'a' } })).toEqual({
      id: 'a',
      type: 'finding',
      attributes: {
        attributes: {
          finding_id: 'a',
          title: 'a',
          workflow: { integrations: expect.objectContaining({ jira: ['SEC-101'] }) },
        },
      },
    })
  })
})
