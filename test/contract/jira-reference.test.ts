/** The simulated Jira as an independent client and Atlassian's description see it. */
import { createCloudClient } from 'jira.js/cloud'
import { SchemaMismatchError } from 'jira.js/core'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { makeFetch, makeWorld } from '../sandbox/core'
import { documentOf, makeJira } from '../sandbox/jira'
import type { Call } from '../sandbox/port'
import { faultsOf, haveReference, skippedNote } from './jira-reference'

const HOST = 'http://127.0.0.1:8802'
afterEach(() => vi.unstubAllGlobals())

/** jira.js as Ada, on a fresh site; `spoil` may change an answer on its way. */
function client(spoil: (path: string, body: unknown) => unknown = (_path, body) => body) {
  const world = makeWorld()
  const reach = makeFetch(world, [makeJira(world)])
  vi.stubGlobal('fetch', async (url: string, init: Parameters<typeof reach>[1]) => {
    const answer = await reach(url, init)
    const text = await answer.text()
    const { pathname } = new URL(url)
    const { status, headers } = answer
    return new Response(text === '' ? null : JSON.stringify(spoil(pathname, JSON.parse(text))), {
      status,
      headers,
    })
  })
  const auth = { type: 'basic', email: 'ada@example.com', apiToken: 'ada' } as const
  return { world, jira: createCloudClient({ host: HOST, auth, onSchemaMismatch: 'throw' }) }
}

describe('jira.js', () => {
  test('makes, reads, moves, comments, marks, links and finds an issue', async () => {
    const { jira, world } = client()
    const made = await jira.issues.createIssue({
      fields: {
        project: { key: 'SEC' },
        issuetype: { name: 'Task' },
        summary: 'Open port',
        description: documentOf('Port 22 is open.'),
        labels: ['fixproof-1'],
      },
      properties: [{ key: 'fixproof-intent', value: { marker: '1' } }],
    })
    expect(made.key).toBe('SEC-1')
    const issueIdOrKey = made.key
    const { transitions = [] } = await jira.issues.getTransitions({
      issueIdOrKey,
      expand: 'transitions.fields',
    })
    const done = transitions.find(one => one.to?.statusCategory?.key === 'done')
    await jira.issues.doTransition({
      issueIdOrKey,
      transition: { id: done?.id ?? '' },
      fields: { resolution: { name: 'Fixed' } },
      update: { comment: [{ add: { body: documentOf('Closed.') } }] },
    })
    await jira.issueComments.addComment({ issueIdOrKey, body: documentOf('And a word.') })
    await jira.issueProperties.setIssueProperty({ issueIdOrKey, propertyKey: 'fixproof', body: { open: 0 } })
    await jira.issueRemoteLinks.createOrUpdateRemoteIssueLink({
      issueIdOrKey,
      globalId: 'fixproof=1',
      object: { url: 'https://app.datadoghq.com/', title: 'FIND-1' },
    })
    const read = await jira.issues.getIssue({ issueIdOrKey, properties: ['fixproof'], expand: 'changelog' })
    expect(read.fields).toMatchObject({
      status: { name: 'Done' },
      resolution: { name: 'Fixed' },
      comment: { total: 2 },
    })
    expect(read.properties).toEqual({ fixproof: { open: 0 } })
    expect(read.changelog?.histories).toHaveLength(1)
    const found = await jira.issueSearch.searchAndReconsileIssuesUsingJqlPost({
      jql: 'labels = fixproof-1 AND statusCategory = Done',
    })
    expect(found.issues?.map(one => one.id)).toEqual([made.id])
    const links = await jira.issueRemoteLinks.getRemoteIssueLinks({ issueIdOrKey })
    expect(links).toMatchObject([{ globalId: 'fixproof=1' }])
    expect(world.calls.list().filter(call => call.write)).toHaveLength(5)
  })

  test('throws when an answer does not have the shape of Jira', async () => {
    const { jira } = client((path, body) =>
      path.endsWith('/myself') ? { ...(body as object), active: 'yes' } : body,
    )
    await expect(jira.myself.getCurrentUser()).rejects.toBeInstanceOf(SchemaMismatchError)
  })
})

const call = (more: Partial<Call>): Call => ({
  seq: 1,
  at: 0,
  vendor: 'jira',
  actor: 'ada@example.com',
  method: 'GET',
  path: '/rest/api/3/issue/SEC-1',
  query: '',
  requestBody: null,
  status: 200,
  responseBody: { id: '1', key: 'SEC-1', self: `${HOST}/rest/api/3/issue/1`, fields: {} },
  write: false,
  ...more,
})

describe.skipIf(!haveReference)(`The check against Atlassian's description${skippedNote}`, () => {
  test('lets pass what is right', () => {
    expect(faultsOf([call({})])).toEqual([])
  })

  test.each([
    [
      'a member nobody described',
      call({ responseBody: { id: '1', colour: 'red' } }),
      'must NOT have additional properties',
    ],
    ['a wrong type', call({ responseBody: { id: 1 } }), '/id must be string'],
    ['an address that is none', call({ responseBody: { self: 'x' } }), '/self must match format "uri"'],
    ['a path nobody described', call({ path: '/rest/api/3/issues' }), 'no such path is described'],
    ['a method nobody described', call({ method: 'POST' }), 'no such path is described'],
    ['a status nobody described', call({ status: 418 }), 'no such status is described'],
    [
      'a refusal that is no error collection',
      call({ status: 404, responseBody: { error: 'gone' } }),
      'additional properties',
    ],
  ])('complains about %s', (_what, wrong, said) => {
    expect(faultsOf([wrong])).toEqual([expect.stringContaining(said)])
  })
})
