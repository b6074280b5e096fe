/** Every address of the Datadog-compatible API, answering and refusing, beside both descriptions of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, apis, CASES, FINDINGS, many } from '../acceptance/api-support'
import type { Json } from '../harness'
import { haveReference, skippedNote } from './datadog-reference'
import { type Check, type Exchange, makeDatadogCheck, makeOwnCheck, templateOf } from './hub-reference'

const all = apis()
let exchanges: readonly Exchange[]
let description: Json
beforeAll(async () => {
  const api = await all.open()
  await askEverything(api)
  exchanges = api.exchanges
  description = await (await api.h.hub.app.request('/openapi.json')).json()
})
afterAll(() => all.closeAll())

/** Each address at least once with success, and the answers that look different: refused, on their way, moved, closed. */
async function askEverything(api: Api): Promise<void> {
  const names = many(8)
  const [a = '', b = '', c = '', d = '', e = '', f = '', g = '', h = ''] = names
  await api.findings(names)
  await api.ask('GET', `${FINDINGS}?page[limit]=3&sort=@detection_changed_at`)
  await api.search({ filter: '@severity:high', page: { limit: 2 } })
  await api.ask('GET', `${CASES}/projects`)
  await api.ask('GET', `${CASES}/projects/${api.projectId()}`)

  const plain = await api.create('cases', [
    api.item('cases', [a], { assignee_id: 'ada' }),
    api.item('cases', [b]),
  ])
  await api.attachToCase(plain.body.data[0].id, [c])
  const broken = { fields: { customfield_99999: 1 } }
  const made = await api.create('jira_issues', [
    api.item('jira_issues', [d]),
    api.item('jira_issues', [e], broken),
  ])
  const [issue, failed] = made.body.data
  await api.attachToIssue(issue.attributes.jira_issue.result.issue_url, [c])
  await api.secondServiceNow(issue.id)
  await api.secondServiceNow(issue.id)
  const incident = (await api.create('servicenow_tickets', [api.item('servicenow_tickets', [f])])).body
    .data[0]
  await api.attachToIncident(incident.attributes.servicenow_ticket.result.url, [g])
  await api.secondJira(incident.id)
  await api.case(incident.id)
  await api.h.rest()

  await api.mute([h], { is_muted: true, reason: 'OTHER' })
  await api.mute([h], { is_muted: true, reason: 'HUMAN_ERROR' })
  await api.says(d, { status: 'resolved' })
  await api.says(c, { status: 'resolved' })
  await api.archive(issue.id)
  for (const each of [plain.body.data[0].id, issue.attributes.key, failed.id, incident.id])
    await api.case(each)
  await api.ask('GET', `${FINDINGS}?page[limit]=150`)
  await api.detach([a, f])

  await api.case('nobody')
  await api.search({ page: { limit: 0 } })
  await api.create('cases', [{ type: 'case' }])
  await api.ask('PATCH', `${FINDINGS}/mute`, { data: { type: 'mute' } })
  await api.ask('GET', `${CASES}/projects`, undefined, { 'dd-api-key': 'guessed' })
  await api.ask('DELETE', `${FINDINGS}/cases`, { data: [] }, { 'dd-api-key': 'hub-read' })
}

const complaintsOf = (exchanges: readonly Exchange[], check: Check): string[] => exchanges.flatMap(check)

describe('every address of the Datadog-compatible API', () => {
  it('answers and refuses as /openapi.json says', () => {
    const served = Object.entries(description.paths as Record<string, Json>)
      .filter(([path]) => path.startsWith('/api/v2/'))
      .flatMap(([path, item]) => Object.keys(item).map(method => `${method.toUpperCase()} ${path}`))
    const templates = Object.keys(description.paths)
    const done = exchanges
      .filter(({ status }) => status < 300)
      .map(({ method, path }) => `${method} ${templateOf(templates, path)}`)
    expect(served.filter(each => !done.includes(each))).toEqual([])
    expect(new Set(exchanges.map(each => each.status))).toEqual(
      new Set([200, 201, 202, 204, 400, 401, 403, 404, 409, 422]),
    )
    expect(complaintsOf(exchanges, makeOwnCheck(description))).toEqual([])
  })

  it.skipIf(!haveReference)(
    `answers and refuses as Datadog’s own description says${skippedNote}`,
    async () => {
      expect(complaintsOf(exchanges, makeDatadogCheck())).toEqual([])
    },
  )

  it.skipIf(!haveReference)(`would be told if an answer were not Datadog’s${skippedNote}`, () => {
    const bent = exchanges
      .filter(({ status, responseBody }) => status === 201 && responseBody !== null)
      .map(exchange => ({ ...exchange, responseBody: bend(exchange.responseBody as Json) }))
    const check = makeDatadogCheck()
    expect(bent.length).toBeGreaterThan(2)
    for (const exchange of bent) expect(check(exchange)).not.toEqual([])
  })
})

/** The singular word of the case API where the findings endpoints say the plural. */
function bend(body: Json): Json {
  return { ...body, data: body.data.map((each: Json) => ({ ...each, type: 'case' })) }
}
