import { describe, expect, it } from 'vitest'
import type { TicketWrite } from '../port'
import { writeCall } from './write'

const doc = (text: string): unknown => ({
  version: 1,
  type: 'doc',
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
})

describe('a write is one call', () => {
  it.each<[string, TicketWrite, string, string, unknown]>([
    [
      'a bare transition sends nothing its screen might refuse',
      { kind: 'transition', transitionId: '31', fields: {}, comment: null },
      'POST',
      '/rest/api/3/issue/10001/transitions',
      { transition: { id: '31' } },
    ],
    [
      'a transition takes fields and the comment along',
      { kind: 'transition', transitionId: '31', fields: { resolution: { name: 'Done' } }, comment: 'why' },
      'POST',
      '/rest/api/3/issue/10001/transitions',
      {
        transition: { id: '31' },
        fields: { resolution: { name: 'Done' } },
        update: { comment: [{ add: { body: doc('why') } }] },
      },
    ],
    [
      'a comment carries its marker',
      { kind: 'comment', text: 'why', marker: 'm1' },
      'POST',
      '/rest/api/3/issue/10001/comment',
      { body: doc('why'), properties: [{ key: 'fixproof-note', value: { marker: 'm1' } }] },
    ],
    [
      'all fields go in one edit',
      { kind: 'fields', fields: { summary: 'a', resolution: null } },
      'PUT',
      '/rest/api/3/issue/10001',
      { fields: { summary: 'a', resolution: null } },
    ],
    [
      'steps on a list and properties go along with the fields',
      {
        kind: 'fields',
        fields: {},
        update: { labels: [{ add: 'x' }] },
        properties: [{ key: 'k', value: 1 }],
      },
      'PUT',
      '/rest/api/3/issue/10001',
      { fields: {}, update: { labels: [{ add: 'x' }] }, properties: [{ key: 'k', value: 1 }] },
    ],
    [
      'a property is its value alone',
      { kind: 'property', key: 'fix proof', value: { v: 1 } },
      'PUT',
      '/rest/api/3/issue/10001/properties/fix%20proof',
      { v: 1 },
    ],
    [
      'a remote link is an upsert that says whether it is resolved',
      { kind: 'remote-link', globalId: 'g', url: 'https://d', title: 'T\nt', summary: 's', resolved: true },
      'POST',
      '/rest/api/3/issue/10001/remotelink',
      {
        globalId: 'g',
        application: { type: 'com.fixproof', name: 'Fixproof' },
        relationship: 'Datadog findings',
        object: { url: 'https://d', title: 'T t', summary: 's', status: { resolved: true } },
      },
    ],
    [
      'an issue link starts at this issue',
      { kind: 'issue-link', type: 'Relates', toKey: 'SEC-1' },
      'POST',
      '/rest/api/3/issueLink',
      { type: { name: 'Relates' }, inwardIssue: { id: '10001' }, outwardIssue: { key: 'SEC-1' } },
    ],
  ])('%s', (_, write, method, path, body) => {
    const call = writeCall('10001', write)
    expect([call.method, call.path, call.body]).toEqual([method, path, body])
    expect(call.reads).toBeUndefined()
  })

  it('refuses a property larger than Jira takes before it is sent', () => {
    expect(() => writeCall('1', { kind: 'property', key: 'k', value: 'x'.repeat(32_768) })).toThrow(
      /larger than the 32768/,
    )
    expect(() => writeCall('1', { kind: 'property', key: 'k', value: 'x'.repeat(32_766) })).not.toThrow()
  })

  it('takes a ServiceNow patch for the mistake it is', () => {
    expect(() => writeCall('1', { kind: 'patch', fields: {}, workNote: null })).toThrow(TypeError)
  })
})
