import { describe, expect, it } from 'vitest'
import { keyDocs, projectDocs, projectId } from './documents'
import { parseConfig } from './load'

const config = (projects: unknown[], keys: unknown[] = []) =>
  parseConfig({ connections: { datadog: { apiKey: 'a', applicationKey: 'b' } }, projects, keys })
const first = (project: object) => {
  const doc = projectDocs(config([{ key: 'SEC', ...project }]), 5)[0]
  if (doc === undefined) throw new Error('no project')
  return doc
}

describe('a declared project', () => {
  it('gets the same id from the same key on every machine, or the one the file names', () => {
    expect(first({}).id).toBe('f4665e91-d133-5a89-9e83-b9c1bb22c9fd')
    expect(projectId('SEC')).not.toBe(projectId('OPS'))
    const id = '6d5c2f1e-8d57-4f0a-9d55-1f1a2b3c4d5e'
    expect(first({ id }).id).toBe(id)
  })

  it('is named by its key and read-only unless the file says more', () => {
    expect(first({})).toMatchObject({
      name: 'SEC',
      declared: true,
      jira: null,
      servicenow: null,
      createdAt: 5,
    })
  })

  it('says fixed only when everything was remediated, out of the box (rule 21)', () => {
    const { close, notFixed } = first({})
    expect(close.jira.remediated.resolution).toBe('Done')
    expect(close.servicenow.remediated.closeCode).toBe('Solution provided')
    for (const cause of ['accepted', 'detached', 'by-hand'] as const) {
      expect(notFixed.resolutions).toContain(close.jira[cause].resolution)
      expect(notFixed.closeCodes).toContain(close.servicenow[cause].closeCode)
    }
    expect(notFixed.resolutions).not.toContain('Done')
    expect(notFixed.closeCodes).not.toContain('Solution provided')
  })

  it('takes from the file what a cause names and keeps the default for the rest', () => {
    const { close } = first({
      close: {
        jira: { accepted: { status: 'Accepted', resolution: null, fields: { customfield_1: 'x' } } },
        servicenow: { detached: { closeCode: 'Duplicate' } },
      },
      notFixed: { statuses: ['Accepted'] },
    })
    expect(close.jira.accepted).toEqual({
      status: 'Accepted',
      resolution: null,
      fields: { customfield_1: 'x' },
    })
    expect(close.jira.remediated).toEqual({ status: null, resolution: 'Done', fields: {} })
    expect(close.servicenow.detached).toEqual({ closeCode: 'Duplicate', fields: {} })
    expect(close.servicenow.accepted.closeCode).toBe('No resolution provided')
  })
})

it('keys are kept hashed, never in clear', () => {
  const docs = keyDocs(
    config([], [{ name: 'ci', scopes: ['read', 'write'], apiKey: 'in-clear-1', applicationKey: 'abc' }]),
    7,
  )
  expect(docs).toEqual([
    {
      id: expect.stringMatching(/-5[0-9a-f]{3}-/),
      name: 'ci',
      scopes: ['read', 'write'],
      apiKeyHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      applicationKeyHash: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      declared: true,
      createdAt: 7,
    },
  ])
  expect(JSON.stringify(docs)).not.toContain('in-clear-1')
})
