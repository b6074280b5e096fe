import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { USERS } from '../sandbox/datadog/seed'
import type { FaultThen } from '../sandbox/port'
import { ADMIN, atVendor, edit, jiraAccount, onCase } from './support/fields'
import { mirrorScenes } from './support/mirror'
import { type Scene, scenes, type Ticket, type Tool } from './support/scene'
import { ticketScenes } from './support/tickets'

const open = scenes()
const mirrored = mirrorScenes()
const requests = ticketScenes()
afterEach(open.closeAll)
afterEach(mirrored.closeAll)
afterEach(requests.closeAll)

const AN_HOUR = 3_600_000
const TOOLS = ['jira', 'servicenow'] as const
const ASKER = { name: 'tests', seed: null }
const ALWAYS = { times: Number.MAX_SAFE_INTEGER }
/** Where each tool is asked who somebody is. */
const LOOK = { jira: '/user/search', servicenow: '/table/sys_user$' } as const
const NAMES = { jira: 'Jira', servicenow: 'ServiceNow' } as const
const REFUSED = { status: 403, body: { errorMessages: ['No.'], error: { message: 'No.', detail: '' } } }

/** The admin of both tools is Ada in Datadog; the hub knows their address only. */
const paired = (json: Json) => {
  json.users = [{ name: 'Ada', email: ADMIN, datadog: USERS.ada }]
}
const hub = (more: (json: Json) => void = () => {}) =>
  open.open({
    config(json) {
      paired(json)
      more(json)
    },
  })

const refuse = (s: Scene, tool: Tool, then: FaultThen) => s.fault(tool, 'GET', LOOK[tool], then, ALWAYS)

/** On the case itself, by Datadog's uuid. */
async function assign(s: Scene, { caseId }: Ticket, id: string): Promise<void> {
  await s.h.hub.commands.editCase(ASKER, caseId, { fields: { assignee: id, title: 'A title set as well' } })
  await s.h.rest()
  await s.later()
}

/** What the link says of its assignee, as people read it. */
async function said(s: Scene, { caseKey }: Ticket, state: 'held' | 'waiting'): Promise<string[]> {
  if (state === 'held') {
    const { body } = await s.h.api('GET', '/api/v1/links?state=held')
    return body.links.flatMap((each: Json) => each.sync.held.map((one: Json) => one.reason))
  }
  const { body } = await s.h.api('GET', `/api/v1/cases/${caseKey}`)
  return body.tickets.flatMap((each: Json) => each.sync.reason ?? [])
}

describe.each(TOOLS)('somebody %s does not let us look for', tool => {
  const reason =
    `Ada (${ADMIN}) could not be looked up in ${NAMES[tool]}. Allow it, or pair them under "users" in the ` +
    `configuration. ${NAMES[tool]} refuses permission (403).`

  it('stays on the case and on the other ticket; the link says that it is a refusal, and a resume tries again', async () => {
    const s = await hub()
    const ticket = await s.ticket(tool, ['A'])
    refuse(s, tool, REFUSED)
    await assign(s, ticket, USERS.ada)
    expect(await onCase(s, ticket, 'assignee')).toBe(ADMIN)
    expect(await atVendor(s, tool, ticket, 'title')).toBe('A title set as well')
    expect(await said(s, ticket, 'held')).toEqual([expect.stringContaining(reason)])
    await s.sweep(tool)
    await s.later(AN_HOUR)
    expect(await onCase(s, ticket, 'assignee')).toBe(ADMIN)
    s.h.world.faults.clear(tool)
    await s.later(25 * AN_HOUR)
    await s.resumeAll(ticket)
    expect(await atVendor(s, tool, ticket, 'assignee')).toBe(ADMIN)
    expect(await said(s, ticket, 'held')).toEqual([])
  })

  it('leaves whoever has the ticket there, although the case changed hands', async () => {
    const s = await hub()
    const ticket = await s.ticket(tool, ['A'])
    await edit(s, tool, ticket, 'assignee')
    await s.later()
    expect(await onCase(s, ticket, 'assignee')).toBe(ADMIN)
    await s.h.hub.commands.editCase(ASKER, ticket.caseId, { fields: { assignee: USERS.reader } })
    await s.h.rest()
    refuse(s, tool, REFUSED)
    await s.later()
    await s.sweep(tool)
    expect(await atVendor(s, tool, ticket, 'assignee')).toBe(ADMIN)
    expect(await onCase(s, ticket, 'assignee')).toBe(USERS.reader)
  })

  it('gets a ticket made for them all the same, with the reason in its preview and on its link', async () => {
    const s = await requests.scene({ config: paired })
    await s.findings(['a'])
    s.fault(tool, 'GET', LOOK[tool], REFUSED, Number.MAX_SAFE_INTEGER)
    const asked = { findings: ['a'], project: 'SEC', tools: [{ tool, assignee: ADMIN }] }
    const shown = await s.make({ ...asked, preview: true })
    expect(JSON.stringify(shown.body.results[0].tickets[0])).toContain('could not be looked up')
    const made = await s.make(asked)
    expect(made.body.summary).toBe('1 made')
    const { body } = await s.h.api('GET', '/api/v1/links?state=held')
    expect(body.links.flatMap((each: Json) => each.sync.held.map((one: Json) => one.reason))).toEqual([
      expect.stringContaining(reason),
    ])
    const [stored] = await s.h.store.find('case', 'key', 'SEC-1')
    const [ada] = await s.h.store.find('person', 'email', ADMIN)
    expect(stored?.doc.assigneeId).toBe(ada?.doc.id)
  })
})

describe.each(TOOLS.flatMap(tool => [429, 500].map(status => [tool, status] as const)))(
  'while %s answers a look for a person with %i',
  (tool, status) => {
    const busy = { status, body: '' }

    it('everything else flows: fields, comments, the close; the assignee follows once it answers', async () => {
      const s = await hub()
      const ticket = await s.ticket(tool, ['A'])
      refuse(s, tool, busy)
      await assign(s, ticket, USERS.ada)
      expect((await said(s, ticket, 'waiting')).join()).toContain(`(${status})`)
      await s.h.api('POST', `/api/v2/cases/${ticket.caseId}/comment`, {
        data: { type: 'case', attributes: { comment: 'Said meanwhile' } },
      })
      await s.later(AN_HOUR)
      expect(await atVendor(s, tool, ticket, 'title')).toBe('A title set as well')
      expect(s.writes(tool).filter(call => /comment on|with note/.test(call))).toHaveLength(1)
      expect(await onCase(s, ticket, 'assignee')).toBe(ADMIN)
      s.h.world.faults.clear(tool)
      await s.later(AN_HOUR)
      expect(await atVendor(s, tool, ticket, 'assignee')).toBe(ADMIN)
      expect(await said(s, ticket, 'waiting')).toEqual([])
      expect(await said(s, ticket, 'held')).toEqual([])
    })

    it('its ticket is closed when its findings are fixed', async () => {
      const s = await hub()
      const ticket = await s.ticket(tool, ['A'])
      refuse(s, tool, busy)
      await assign(s, ticket, USERS.ada)
      await s.fix('A')
      await s.later(AN_HOUR)
      expect(await s.standing(ticket)).toMatch(tool === 'jira' ? /^Done/ : /^Resolved/)
    })

    it('a ticket for somebody is made without them, and given to them later', async () => {
      const s = await hub()
      refuse(s, tool, busy)
      await s.findings(['A'], { workflow: { triage: { assignee: { id: USERS.ada, name: 'Ada' } } } })
      const answer = await s.ask(tool, ['A'])
      expect(answer.status).toBe(201)
      await s.later(AN_HOUR)
      const ticket = await s.ticketOn({ caseId: answer.body.data[0].id }, tool)
      expect(await onCase(s, ticket, 'assignee')).toBe(ADMIN)
      expect(await atVendor(s, tool, ticket, 'assignee')).toBeNull()
      s.h.world.faults.clear(tool)
      await s.later(AN_HOUR)
      expect([await onCase(s, ticket, 'assignee'), await atVendor(s, tool, ticket, 'assignee')]).toEqual([
        ...[ADMIN, ADMIN],
      ])
    })
  },
)

it('an incident whose instance hides users has an assignee all the same: nothing is taken for unassigned', async () => {
  const s = await hub(json => {
    json.users[0].servicenow = {}
  })
  const issue = await s.ticket('jira', ['A'])
  const incident = await s.second(issue, 'servicenow')
  await s.h.jira('ada', 'PUT', `/rest/api/3/issue/${issue.id}`, {
    fields: { assignee: { accountId: await jiraAccount(s.h, 'admin') } },
  })
  await s.later()
  expect(await atVendor(s, 'servicenow', incident, 'assignee')).toBe(ADMIN)
  // From now on names and addresses of users come back empty.
  s.h.intercept(async (call, go) => {
    const answer = await go()
    if (!call.url.includes('/table/incident')) return answer
    const text = (await answer.clone().text()).replaceAll(
      /"assigned_to\.(name|email)":"[^"]*"/g,
      '"assigned_to.$1":""',
    )
    return new Response(text, { status: answer.status, headers: answer.headers })
  })
  await s.patch('abel', incident, { short_description: 'Changed by Abel' })
  await s.lookAtServiceNow()
  expect(await onCase(s, issue, 'title')).toBe('Changed by Abel')
  for (const [tool, ticket] of [
    ['jira', issue],
    ['servicenow', incident],
  ] as const)
    expect(await atVendor(s, tool, ticket, 'assignee')).toBe(ADMIN)
  expect(await onCase(s, issue, 'assignee')).toBe(ADMIN)
})

it('Datadog refusing an assignee of its case unassigns nobody here; the rest of the case flows', async () => {
  const s = await mirrored.open({ config: paired })
  const ticket = await s.ticket('jira', ['A'])
  s.fault('datadog', 'POST', '/assign$', { status: 403, body: { errors: ['Forbidden'] } }, ALWAYS)
  await s.h.api('POST', `/api/v2/cases/${ticket.caseId}/assign`, {
    data: { type: 'case', attributes: { assignee_id: USERS.ada } },
  })
  await s.h.api('POST', `/api/v2/cases/${ticket.caseId}/priority`, {
    data: { type: 'case', attributes: { priority: 'P4' } },
  })
  await s.later(AN_HOUR)
  await s.datadog.look()
  expect(await s.datadog.cases()).toEqual(['SECURITY-1 OPEN P4 nobody: A'])
  expect(await onCase(s, ticket, 'assignee')).toBe(ADMIN)
  expect(await atVendor(s, 'jira', ticket, 'assignee')).toBe(ADMIN)
  expect(
    (await s.history(ticket)).filter(text =>
      text.startsWith('The mirror in Datadog waits: Datadog refuses (403).'),
    ),
  ).not.toEqual([])
})
