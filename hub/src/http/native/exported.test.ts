import { expect, it } from 'vitest'
import { personDocs, projectDocs } from '../../config/documents'
import { parseConfig } from '../../config/load'
import type { PersonDoc } from '../../domain/model'
import { project, T0 } from '../../domain/testing/build'
import { exportedConfig } from './exported'

const person = (more: Partial<PersonDoc>): PersonDoc => ({
  ...{ id: 'p', name: null, email: null, accounts: {}, absent: {}, declared: true },
  ...more,
})

const FILE = {
  connections: {
    datadog: { baseUrl: 'https://api.example.com', apiKey: 'a', applicationKey: 'b' },
    jira: [{ id: 'main', baseUrl: 'https://jira.example.com', email: 'bot@example.com', apiToken: 't' }],
    servicenow: [
      {
        id: 'main',
        baseUrl: 'https://now.example.com',
        auth: { kind: 'basic', user: 'bot', password: 'p' },
      },
    ],
  },
}

it('declares, put into a file, the very projects and people that the store holds', () => {
  const held = project({
    declared: false,
    onGone: 'recreate',
    findingAssignee: 'two-way',
    apply: 'by-hand',
    reopenWindowDays: 30,
    sync: { jira: { priority: { type: 'to-ticket', map: { P1: ['Blocker'] } } }, servicenow: {} },
  })
  const { fields: _, ...own } = held
  const ada = person({
    name: 'Ada Example',
    email: 'ada@example.com',
    accounts: { 'jira/main': 'acc-1', 'servicenow/main': 'sys-1' },
    declared: false,
  })
  const { projects, users, left } = exportedConfig({
    projects: [
      { ...own, id: '7b0f5a26-4c3f-4b57-8f2e-1d2c3b4a5e6f' },
      project({ key: 'OLD', declared: false, archivedAt: T0 }),
      project({ key: 'FILE' }),
    ],
    people: [ada, person({ id: 'declared' })],
    keys: [
      {
        id: 'k',
        name: 'ci',
        scopes: ['read'],
        apiKeyHash: 'hash',
        applicationKeyHash: null,
        declared: false,
        createdAt: T0,
      },
    ],
  })
  const config = parseConfig({ ...FILE, projects, users })
  const [declared] = projectDocs(config, T0)
  expect({ ...declared, fields: undefined }).toEqual({
    ...own,
    id: '7b0f5a26-4c3f-4b57-8f2e-1d2c3b4a5e6f',
    declared: true,
    fields: undefined,
  })
  expect(projects).toHaveLength(1)
  expect(personDocs(config)).toMatchObject([{ name: ada.name, email: ada.email, accounts: ada.accounts }])
  expect(left).toEqual(['Key "ci" (read): only its hash is kept. Declare it with a new secret.'])
  expect(JSON.stringify([projects, users, left])).not.toContain('hash"')
})
