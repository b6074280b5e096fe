/** Where case and ticket differ and nothing is about to change that. */
import { afterEach, describe, expect, it } from 'vitest'
import { HUB, type Json } from '../harness'
import { type Scene, scenes } from './support/scene'

const stage = scenes()
afterEach(stage.closeAll)

const ASKER = { name: 'tests', seed: null }

/** Asked while the loop stands still. */
async function drift(s: Scene, query = ''): Promise<Json> {
  const answer = await s.h.hub.app.request(`${HUB}/api/v1/drift${query}`, {
    headers: { 'dd-api-key': 'hub-read' },
  })
  const body = (await answer.json()) as Json
  expect(answer.status, JSON.stringify(body)).toBe(200)
  return body
}
const lines = async (s: Scene, query = ''): Promise<Json[]> =>
  (await drift(s, query)).drift.map((each: Json) => [
    each.kind,
    each.ticket,
    each.field,
    each.ours,
    each.theirs,
    each.reason,
  ])

describe('drift', () => {
  it('is empty at rest, and what is about to flow is none', async () => {
    const s = await stage.open()
    const issue = await s.ticket('jira', ['A'])
    await s.second(issue, 'servicenow')
    expect(await drift(s)).toEqual({ drift: [], looked: 1, next: null })
    await s.h.hub.commands.editCase(ASKER, issue.caseId, { fields: { title: 'New' } })
    expect(await lines(s)).toEqual([])
  })

  it('lists by field what stands by the settings, with both values and why', async () => {
    const s = await stage.open({
      config(json) {
        for (const each of json.projects)
          each.sync = {
            jira: { priority: { type: 'to-ticket' }, due_date: { type: 'once' }, labels: { type: 'off' } },
          }
      },
    })
    const issue = await s.ticket('jira', ['A'])
    await s.h.jira('ada', 'PUT', `/rest/api/3/issue/${issue.id}`, {
      fields: { priority: { name: 'Lowest' }, duedate: '2027-01-01' },
      update: { labels: [{ add: 'ours' }] },
    })
    await s.later()
    s.forget()
    expect(await lines(s)).toEqual([
      [
        'stands',
        'SEC-1',
        'priority',
        'P2',
        'P5',
        'It was changed in the ticket, and that stands until the case changes.',
      ],
      [
        'stands',
        'SEC-1',
        'due_date',
        null,
        '2027-01-01',
        'It was sent once, when the ticket was made; since then each side keeps its own.',
      ],
      ['stands', 'SEC-1', 'labels', [], ['ours'], 'The project does not sync it.'],
    ])
    expect(await lines(s, '?field=labels')).toHaveLength(1)
    expect(await lines(s, '?tool=servicenow')).toEqual([])
    expect(await lines(s, '?project=OPS')).toEqual([])
    expect(await lines(s, '?project=SEC&kind=stands')).toHaveLength(3)
    expect(s.calls()).toEqual([])
  })

  it('lists values without a counterpart, closes that today’s policy would refuse, blocked and deleted tickets', async () => {
    let policy = 'observe'
    const s = await stage.open({
      config(json) {
        for (const each of json.projects) each.policy = policy
      },
    })
    const closed = await s.ticket('jira', ['A'])
    const unknown = await s.ticket('servicenow', ['B'])
    const gone = await s.ticket('jira', ['C'])
    await s.move('ada', closed, 'Done', 'Done')
    await s.h.commands.editCase(ASKER, unknown.caseId, {
      fields: { assignee: '11111111-2222-4333-8444-555555555555' },
    })
    await s.h.jira('admin', 'DELETE', `/rest/api/3/issue/${gone.id}`)
    await s.later()
    policy = 'strict'
    await s.h.restart()
    await s.later()
    const found = await lines(s)
    expect(found).toHaveLength(3)
    expect(found).toEqual(
      expect.arrayContaining([
        [
          'verdict',
          'SEC-1',
          'status',
          'CLOSED',
          'Done',
          expect.stringMatching(
            /^Ada Example closed it in Jira, which was let stand then\. The policy "strict" of today would refuse it: /,
          ),
        ],
        [
          'held',
          'INC0010001',
          'assignee',
          '11111111-2222-4333-8444-555555555555',
          null,
          expect.stringMatching(/^ServiceNow has no user for /),
        ],
        ['gone', 'SEC-2', null, null, null, 'SEC-2 no longer exists.'],
      ]),
    )
    // The old verdict stays as it is.
    expect(await s.standing(closed)).toBe('Done (Done)')
  })

  it('is paged, over all cases and within a project', async () => {
    const s = await stage.open()
    for (const name of ['A', 'B', 'C']) await s.ticket('jira', [name])
    for (const from of ['?limit=2', '?limit=2&project=SEC']) {
      const first = await drift(s, from)
      expect(first).toMatchObject({ looked: 2, next: expect.any(String) })
      expect(await drift(s, `${from}&after=${first.next}`)).toMatchObject({ looked: 1, next: null })
    }
  })
})

describe('the check', () => {
  it('lists the values that cannot be carried over, by project, and says when there are none', async () => {
    const s = await stage.open()
    const check = async (): Promise<Json[]> => {
      const { body } = await s.h.api('GET', '/api/v1/check', undefined, { 'dd-api-key': 'hub-read' })
      return body.lines.filter((each: Json) => each.check === 'values')
    }
    const incident = await s.ticket('servicenow', ['A'])
    expect(await check()).toEqual([
      {
        subject: 'hub',
        check: 'values',
        result: 'pass',
        text: 'Every value of a field finds its counterpart.',
      },
    ])
    const assignee = '11111111-2222-4333-8444-555555555555'
    await s.h.commands.editCase(ASKER, incident.caseId, { fields: { assignee } })
    await s.later()
    expect(await check()).toEqual([
      {
        subject: 'project SEC',
        check: 'values',
        result: 'warn',
        text:
          `The assignee of INC0010001 does not follow: ServiceNow has no user for ${assignee}. Pair them under "users" ` +
          'in the configuration. GET /api/v1/drift?kind=held lists them all.',
      },
    ])
  })
})

it('what the store holds beyond the file is exported in the words of the file, for admins only', async () => {
  let declared = true
  const s = await stage.open({
    config(json) {
      if (!declared) json.projects = json.projects.filter((each: Json) => each.key !== 'OPS')
    },
  })
  const held = async () => (await s.h.api('GET', '/api/v1/export-config')).body
  expect((await held()).projects).toEqual([])
  declared = false
  await s.h.restart()
  expect(await held()).toMatchObject({
    projects: [{ key: 'OPS', policy: 'strict', jira: { connection: 'main', project: 'OPS' } }],
    left: [],
  })
  const reader = await s.h.api('GET', '/api/v1/export-config', undefined, {
    'dd-api-key': 'hub-read',
    'dd-application-key': '',
  })
  expect(reader.status).toBe(403)
})
