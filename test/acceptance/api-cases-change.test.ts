/** Changing a case through Datadog's case API: the case answers at once, its tickets follow. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { type Api, apis, badRequest, CASES, said } from './api-support'

const all = apis()
afterEach(() => all.closeAll())

const change = (
  api: Api,
  idOrKey: string,
  field: string,
  attributes?: Json,
  headers?: Record<string, string>,
) =>
  api.ask(
    'POST',
    `${CASES}/${idOrKey}/${field}`,
    { data: { type: 'case', ...(attributes === undefined ? {} : { attributes }) } },
    headers,
  )

async function pair(options: Parameters<typeof all.open>[0] = {}) {
  const api = await all.open(options)
  const made = await api.ticket('jira_issues', ['a'])
  await api.secondServiceNow(made.caseId)
  await api.h.rest()
  const incidentId = (await api.case(made.caseId)).attributes.service_now_ticket.result.sys_id as string
  await api.h.advance(5_000)
  api.h.forgetCalls()
  const issue = async () =>
    (await api.h.jira('admin', 'GET', `/rest/api/3/issue/${made.ticketId}?fields=*all`)).body.fields
  const incident = () => api.incident(incidentId)
  return { api, made, issue, incident }
}

describe('a field changed on the case', () => {
  it.each([
    [
      'title',
      { title: 'Upgrade log4j' },
      (f: Json) => f.summary,
      'Upgrade log4j',
      (i: Json) => i.short_description,
      'Upgrade log4j',
    ],
    ['priority', { priority: 'P1' }, (f: Json) => f.priority.name, 'Highest', (i: Json) => i.priority, '1'],
    [
      'due_date',
      { due_date: '2027-01-31' },
      (f: Json) => f.duedate,
      '2027-01-31',
      (i: Json) => String(i.due_date).slice(0, 10),
      '2027-01-31',
    ],
    [
      'status',
      { status_name: 'In Progress' },
      (f: Json) => f.status.name,
      'In Progress',
      (i: Json) => i.state,
      '2',
    ],
  ] as const)(
    '%s reaches the issue and the incident, each in one write',
    async (field, attributes, ofIssue, inJira, ofIncident, inServiceNow) => {
      const { api, made, issue, incident } = await pair()
      const answer = await change(api, made.caseKey, field, attributes)
      expect(answer.status).toBe(200)
      const [[name = '', value] = []] = Object.entries(attributes)
      expect(answer.body.data.attributes).toMatchObject({ [name]: value, key: made.caseKey })
      await api.h.rest()
      expect(ofIssue(await issue())).toBe(inJira)
      expect(ofIncident(await incident())).toBe(inServiceNow)
      expect([api.h.writes('jira').length, api.h.writes('servicenow').length]).toEqual([1, 1])
      expect((await api.case(made.caseId)).attributes).toMatchObject({ [name]: value })
    },
  )

  it('description is written as rich text in Jira and plain in ServiceNow', async () => {
    const { api, made, issue, incident } = await pair()
    await change(api, made.caseId, 'description', { description: 'Do **this**.' })
    await api.h.rest()
    expect(JSON.stringify((await issue()).description)).toContain('"strong"')
    expect((await incident()).description).toContain('this')
  })
})

describe('who has a case', () => {
  const grace = '3632ad59-0c58-5056-beb6-48e4d4199f44'

  it('somebody the hub does not know is kept as given, named without a name, and the tickets say why they do not follow', async () => {
    const { api, made } = await pair()
    const answer = await change(api, made.caseId, 'assign', { assignee_id: grace })
    expect(answer.body.data.relationships.assignee).toEqual({ data: { id: grace, type: 'user' } })
    expect(answer.body.included).toContainEqual({
      id: grace,
      type: 'user',
      attributes: { active: false, email: '', handle: '', name: '' },
    })
    await api.h.rest()
    expect(api.h.writes()).toEqual([])
    const { body } = await api.h.api('GET', `/api/v1/cases/${made.caseId}/timeline`)
    expect(body.entries.map((each: Json) => each.text)).toContain(
      `The assignee of ${made.ticketKey} does not follow: Jira has no user for ${grace}. Pair them under "users" in the configuration.`,
    )
    const after = await change(api, made.caseId, 'unassign')
    expect(after.body.data.relationships.assignee).toBeUndefined()
  })

  it('a person paired in the configuration gets the issue and the incident', async () => {
    const { api, made, issue } = await pair()
    const [ada] = (await api.h.jira('admin', 'GET', '/rest/api/3/user/search?query=ada')).body
    const person = {
      id: grace,
      name: 'Ada Example',
      email: 'ada@example.com',
      accounts: { 'jira/main': ada.accountId },
      absent: {},
      declared: true,
    }
    await api.h.store.commit({ put: [{ kind: 'person', id: grace, doc: person }] })
    const answer = await change(api, made.caseId, 'assign', { assignee_id: grace })
    expect(answer.body.included).toContainEqual({
      id: grace,
      type: 'user',
      attributes: { active: true, email: 'ada@example.com', handle: 'ada@example.com', name: 'Ada Example' },
    })
    await api.h.rest()
    expect((await issue()).assignee.accountId).toBe(ada.accountId)
  })
})

describe('closing through the API', () => {
  const strictly = /^This case cannot be closed as fixed: a \(high, open since .*\) is still open in Datadog/

  it('strict: is refused with the sentence while a finding is open, after Datadog was asked once more; nothing changes', async () => {
    const { api, made } = await pair()
    const before = await api.case(made.caseId)
    const answer = await change(api, made.caseId, 'status', { status: 'CLOSED' })
    expect(answer.status).toBe(400)
    expect(answer.body.errors[0]).toMatchObject({ status: '400', title: 'Bad Request' })
    expect(answer.body.errors[0].detail).toMatch(strictly)
    expect(api.h.log()).toHaveLength(1)
    await api.h.rest()
    expect(api.h.writes()).toEqual([])
    expect(await api.case(made.caseId)).toEqual(before)
  })

  it('stands when Datadog shows at that moment that everything is fixed, and says so on the tickets', async () => {
    const { api, made, incident } = await pair()
    await api.h.findings({ id: api.idOf('a'), attributes: { attributes: { status: 'resolved' } } })
    const answer = await change(api, made.caseId, 'status', { status_name: 'Closed' })
    expect(answer.status).toBe(200)
    expect(answer.body.data.attributes).toMatchObject({ status: 'CLOSED', status_group: 'SG_CLOSED' })
    await api.h.advance(60_000)
    expect(await api.issue(made.ticketId)).toBe('Done (Done)')
    expect((await incident()).state).toBe('6')
  })

  it('with Datadog down the last known state decides', async () => {
    const { api, made } = await pair()
    const url = api.h.world.urls.datadog
    api.h.world.urls.datadog = 'http://127.0.0.1:9'
    const answer = await change(api, made.caseId, 'status', { status: 'CLOSED' })
    api.h.world.urls.datadog = url
    expect(answer.status).toBe(400)
    expect(answer.body.errors[0].detail).toMatch(strictly)
  })

  it('fixed-only: stands with a reason that claims no fix, and travels to the tickets as such', async () => {
    const { api, made, incident } = await pair({
      config(json) {
        for (const project of json.projects) project.policy = 'fixed-only'
      },
    })
    const refused = await change(api, made.caseId, 'status', { status: 'CLOSED' })
    expect(refused.body.errors[0].detail).toMatch(
      /or close the case with the reason FALSE_POSITIVE or BENIGN_POSITIVE\.$/,
    )
    const reason = { security_resolved_reason: 'FALSE_POSITIVE' }
    const closed = await change(api, made.caseId, 'status', { status: 'CLOSED', ...reason })
    expect(closed.body.data.attributes).toMatchObject({ status: 'CLOSED', ...reason })
    await api.h.advance(60_000)
    expect(await api.issue(made.ticketId)).toBe("Done (Won't Do)")
    expect(await incident()).toMatchObject({ state: '6', close_code: 'No resolution provided' })
    const fixed = await change(api, made.caseId, 'resolved_reason', {
      security_resolved_reason: 'TRUE_POSITIVE',
    })
    expect(fixed.status).toBe(400)
    expect((await api.case(made.caseId)).attributes).toMatchObject(reason)
  })

  it('observe: stands, and a reopening through the API ends it for good on all sides', async () => {
    const { api, made, incident } = await pair({
      config(json) {
        for (const project of json.projects) project.policy = 'observe'
      },
    })
    await change(api, made.caseId, 'status', { status: 'CLOSED' })
    await api.h.advance(60_000)
    // Never with a value that means fixed: nothing was.
    expect(await api.issue(made.ticketId)).toBe("Done (Won't Do)")
    const opened = await change(api, made.caseId, 'status', { status: 'OPEN' })
    expect(opened.body.data.attributes).toMatchObject({ status: 'OPEN' })
    expect(opened.body.data.attributes.closed_at).toBeUndefined()
    await api.h.advance(60_000)
    expect(await api.issue(made.ticketId)).toBe('To Do')
    expect(['1', '2']).toContain((await incident()).state)
  })

  it.each([
    ['Open', 'To Do'],
    ['In Progress', 'In Progress'],
  ])('a case that Fixproof closed is reopened as %s, its tickets too', async (name, inJira) => {
    const { api, made, incident } = await pair()
    await api.says('a', { status: 'resolved' })
    await api.h.advance(60_000)
    expect(await api.issue(made.ticketId)).toBe('Done (Done)')
    await change(api, made.caseId, 'status', { status_name: name })
    await api.h.advance(60_000)
    expect(await api.issue(made.ticketId)).toBe(inJira)
    expect((await incident()).state).toBe('2')
    expect((await api.case(made.caseId)).attributes.status_name).toBe(name)
  })

  it('a reason belongs to a close', async () => {
    const { api, made } = await pair()
    const reason = { security_resolved_reason: 'FALSE_POSITIVE' }
    expect(said(await change(api, made.caseId, 'resolved_reason', reason))).toEqual(
      badRequest('Case SEC-1 is not closed. A reason is given when it is closed, or later.'),
    )
  })
})

describe('labels and attributes', () => {
  it('`labels` are what the issue shows; other names are the case’s own', async () => {
    const { api, made, issue } = await pair()
    const attributes = { team: ['blue'], labels: ['urgent', 'cve'] }
    const answer = await change(api, made.caseId, 'attributes', { attributes })
    expect(answer.body.data.attributes.attributes).toEqual(attributes)
    await api.h.rest()
    expect((await issue()).labels).toEqual(expect.arrayContaining(['cve', 'urgent']))
    const kept = await change(api, made.caseId, 'attributes', { attributes: { env: ['prod'] } })
    expect(Object.keys(kept.body.data.attributes.attributes).sort()).toEqual(['env', 'labels'])
    await change(api, made.caseId, 'attributes', { attributes: { labels: [] } })
    await api.h.rest()
    expect((await issue()).labels).not.toContain('urgent')
  })
})

describe('an archived case', () => {
  it('takes nothing new, keeps following its findings, and comes back', async () => {
    const { api, made } = await pair()
    const archived = await change(api, made.caseId, 'archive')
    expect(archived.body.data.attributes.archived_at).toBeDefined()
    await api.findings(['b'])
    expect((await api.attachToCase(made.caseId, ['b'])).status).toBe(400)
    await api.says('a', { status: 'resolved' })
    await api.h.advance(60_000)
    expect(await api.issue(made.ticketId)).toBe('Done (Done)')
    const back = await change(api, made.caseId, 'unarchive')
    expect(back.body.data.attributes.archived_at).toBeUndefined()
    expect((await api.attachToCase(made.caseId, ['b'])).status).toBe(200)
  })
})

describe('a case moved to another project', () => {
  it('keeps its key and its tickets; from then on the settings of the new project hold', async () => {
    const { api, made } = await pair({
      config(json) {
        for (const project of json.projects)
          if (project.key === 'OPS')
            Object.assign(project, { policy: 'observe', sync: { jira: { title: { type: 'off' } } } })
      },
    })
    const move = (id: string) =>
      api.ask('PATCH', `${CASES}/${made.caseId}/relationships/project`, { data: { id, type: 'project' } })
    const answer = await move(api.projectId('OPS'))
    expect(answer.status).toBe(200)
    expect(answer.body.data.relationships.project.data.id).toBe(api.projectId('OPS'))
    expect(answer.body.data.attributes).toMatchObject({
      key: made.caseKey,
      jira_issue: { result: { issue_key: made.ticketKey } },
    })
    await api.h.rest()
    api.h.forgetCalls()
    await change(api, made.caseId, 'title', { title: 'Named anew' })
    await api.h.rest()
    expect(api.h.writes('jira')).toEqual([])
    expect((await change(api, made.caseId, 'status', { status: 'CLOSED' })).status).toBe(200)
    expect(said(await move('00000000-0000-0000-0000-000000000000'))).toEqual({
      status: 404,
      body: { errors: [{ code: 'resource_not_found', title: 'project not found' }] },
    })
  })
})

describe('a change that is not one', () => {
  it('writes nothing, also a second time under the same Idempotency-Key', async () => {
    const { api, made } = await pair()
    const once = await change(api, made.caseId, 'priority', { priority: 'P2' }, { 'idempotency-key': 'k1' })
    await api.h.rest()
    api.h.forgetCalls()
    const twice = await change(api, made.caseId, 'priority', { priority: 'P2' }, { 'idempotency-key': 'k1' })
    expect(said(twice)).toEqual(said(once))
    await change(api, made.caseId, 'priority', { priority: 'P2' })
    await api.h.rest()
    expect(api.h.log()).toEqual([])
  })

  it.each([
    [
      'status',
      { status: 'OPENED' },
      {
        title: 'Generic Error',
        detail:
          'invalid status OPENED. Must be one of NOT_STARTED, IN_PROGRESS, CLOSED, ACKNOWLEDGED, TRIGGERED, PENDING_APPROVAL, COMPLETED, CANCELLED, DECLINED, SUNKNOWN, OPEN, RESOLVED, APPROVED, IMPLEMENTING',
      },
    ],
    [
      'priority',
      { priority: 'P1234' },
      {
        title: 'Generic Error',
        detail: 'invalid priority P1234. Must be one of P1, P2, P3, P4, P5, NOT_DEFINED',
      },
    ],
    ['title', { title: '' }, { status: '400', title: 'Bad Request' }],
    ['assign', { assignee_id: 'ada' }, { status: '400', title: 'Bad Request' }],
    [
      'attributes',
      { attributes: { team: 'blue' } },
      {
        status: '400',
        title: 'Bad Request',
        detail: 'error decoding attribute "attributes": invalid type string',
      },
    ],
  ] as const)('%s %j is refused as Datadog refuses it', async (field, attributes, error) => {
    const { api, made } = await pair()
    const answer = await api.nothingDone(() => change(api, made.caseId, field, attributes))
    expect(said(answer)).toEqual({ status: 400, body: { errors: [error] } })
  })

  it.each([
    [
      'status',
      { status: 'RESOLVED' },
      'A security case is OPEN, IN_PROGRESS or CLOSED; it cannot be RESOLVED.',
    ],
    ['status', { status_name: 'Triage' }, 'A security case is Open, In Progress or Closed.'],
    ['status', {}, 'Name the status as status_name'],
    ['due_date', { due_date: '31.01.2027' }, 'must be a day such as 2027-01-31, or null'],
    ['attributes', { attributes: { labels: ['two words'] } }, 'A label is one word'],
    [
      'resolved_reason',
      { security_resolved_reason: 'BORED' },
      'TRUE_POSITIVE, FALSE_POSITIVE or BENIGN_POSITIVE',
    ],
  ] as const)('%s %j is refused, saying what to send instead', async (field, attributes, words) => {
    const { api, made } = await pair()
    const answer = await api.nothingDone(() => change(api, made.caseId, field, attributes))
    expect(answer.status).toBe(400)
    expect(answer.body.errors[0].detail).toContain(words)
  })

  it('a wrong type word and an unknown case are told as Datadog tells them', async () => {
    const { api, made } = await pair()
    const wrong = await api.ask('POST', `${CASES}/${made.caseId}/archive`, { data: { type: 'project' } })
    expect(said(wrong)).toEqual(badRequest('got type "project" expected one of "case"'))
    for (const field of ['archive', 'unassign', 'unarchive']) {
      expect(said(await change(api, 'SEC-4711', field))).toEqual({
        status: 404,
        body: { errors: [{ code: 'resource_not_found', title: 'case not found' }] },
      })
    }
  })
})
