/** The hub beside recorded answers of the real Datadog: every file is looked at, none is passed over in silence. */
import { afterEach, describe, expect, it } from 'vitest'
import { apis, CASES } from '../acceptance/api-support'
import type { Json } from '../harness'
import { haveReference, recordings, skippedNote } from './datadog-reference'
import { type Interaction, lacking, player, saying } from './hub-player'
import { templateOf } from './hub-reference'

const all = apis()
afterEach(() => all.closeAll())

/** Members whose value is the same in every answer of the kind; everything else depends on the organisation. */
const SAME_VALUES =
  /\.(type|status|status_group|status_name|creation_source|title|description|resource_id|merge_status|table_name)$/

type Api = Awaited<ReturnType<typeof all.open>>

async function served(api: Api): Promise<(method: string, path: string) => boolean> {
  const description = (await (await api.h.hub.app.request('/openapi.json')).json()) as Json
  return (method, path) => {
    const template = templateOf(Object.keys(description.paths), path)
    return template !== undefined && description.paths[template][method.toLowerCase()] !== undefined
  }
}

function compare(ours: Json, theirs: Json): void {
  expect(lacking(ours, theirs)).toEqual([])
  const said = saying(theirs, SAME_VALUES)
  const places = new Set(said.map(([place]) => place))
  expect(saying(ours, SAME_VALUES).filter(([place]) => places.has(place))).toEqual(said)
}

/** Recorded findings answer the recorded search as they were answered: the very item, the same paging, the same link. */
async function search(api: Api, { request, response }: Interaction): Promise<void> {
  const [item] = response.body.data
  await api.h.findings(item)
  const older = {
    finding_type: 'misconfiguration',
    title: 'older',
    severity: 'high',
    detection_changed_at: 1,
  }
  await api.h.findings({ id: api.idOf('older'), attributes: { attributes: { custom: older } } })
  const { known } = player(api)
  for (const id of [item.id, api.idOf('older')]) await known(id)
  const filter = `${request.body.data.attributes.filter} @finding_id:("${item.id}" OR "${api.idOf('older')}")`
  const attributes = { ...request.body.data.attributes, filter }
  const answer = await api.search(attributes)
  expect(answer.status).toBe(response.status)
  expect(answer.headers.get('content-type')).toBe(response.headers['content-type'])
  compare(answer.body, response.body)
  expect(answer.body.data).toEqual(response.body.data)
  expect(answer.body.meta.status).toBe('done')

  // The link as recorded: a path for GET with Datadog's own way of printing the query, and the default order.
  const bare = await api.search(request.body.data.attributes)
  const params = (link: string) => {
    const url = new URL(link, 'http://any')
    const { 'page[cursor]': cursor, ...rest } = Object.fromEntries(url.searchParams)
    return { path: url.pathname, names: [...url.searchParams.keys()], rest, cursor: typeof cursor }
  }
  expect(params(bare.body.links.next)).toEqual(params(response.body.links.next))
  const following = await api.ask('GET', answer.body.links.next)
  expect(following.body.data.map((each: Json) => each.id)).toEqual([api.idOf('older')])
  expect(following.body.meta.page).toBeUndefined()
}

async function interactions(api: Api, content: Json): Promise<void> {
  const serves = await served(api)
  const { play } = player(api)
  for (const interaction of content.interactions as Interaction[]) {
    const { request, response } = interaction
    const { pathname } = new URL(request.url)
    expect(serves(request.method, pathname), `${request.method} ${pathname} is served`).toBe(true)
    if (pathname.endsWith('/findings/search')) {
      await search(api, interaction)
      continue
    }
    const answer = await play(interaction)
    expect(answer.status, request.method).toBe(response.status)
    if (response.status === 204) {
      expect(answer.body).toBeNull()
      continue
    }
    expect(answer.headers.get('content-type')).toBe(response.headers['content-type'])
    if (response.status >= 400) expect(answer.body).toEqual(response.body)
    else compare(answer.body, response.body)
  }
}

/** What the recorded cases are and ours are not: made for errors that were tracked, and long ago. */
const OF_THEIR_KIND = /\.(type|creation_source|ref|resource_id)$/

/** Two people made theirs, one key makes ours. */
const MADE_BY_TWO = /^\.included: ours 2, theirs 3 items$/

/** The recorded search over closed cases: the same cases in the same order on the same pages, by the same `meta`. */
async function caseSearch(api: Api, content: Json): Promise<void> {
  const pages = content.interactions as Interaction[]
  await player(api).closedCases(pages.flatMap(({ response }) => response.body.data))
  // An open one, that the filter leaves out.
  await api.ask('POST', CASES, {
    data: {
      type: 'case',
      attributes: { title: 'open', type_id: '00000000-0000-0000-0000-000000000003' },
      relationships: { project: { data: { id: api.projectId(), type: 'project' } } },
    },
  })
  for (const { request, response } of pages) {
    const { pathname, search: query } = new URL(request.url)
    const answer = await api.ask('GET', `${pathname}${query}`)
    expect(answer.status).toBe(response.status)
    expect(answer.headers.get('content-type')).toBe(response.headers['content-type'])
    expect(answer.body.meta).toEqual(response.body.meta)
    const missing = lacking(answer.body, response.body)
    expect(missing.filter(text => !MADE_BY_TWO.test(text))).toEqual([])
    const said = (body: Json) => saying(body, SAME_VALUES).filter(([place]) => !OF_THEIR_KIND.test(place))
    const titles = (body: Json) => body.data.map((each: Json) => each.attributes.title)
    expect(titles(answer.body)).toEqual(titles(response.body))
    expect(said(answer.body.data)).toEqual(said(response.body.data))
  }
}
/** Findings as recorded and as documented: served as Datadog sent them, tickets aside. */
async function findings(api: Api, content: Json): Promise<void> {
  const { known } = player(api)
  for (const item of [...content.recorded, ...content.docs_samples]) {
    await api.h.findings(item)
    await known(item.id)
    const asked = { 'dd-api-key': 'dd-api', 'dd-application-key': 'dd-app' }
    const path = `/api/v2/security/findings?filter[query]=@finding_id:"${item.id}"`
    const theirs = await api.h.reach(`${api.h.world.urls.datadog}${path}`, { method: 'GET', headers: asked })
    const { data } = (await theirs.json()) as Json
    const { body } = await api.ask('GET', path)
    expect(body.data, item.id).toEqual(data.map(withoutIntegrations))
    if (content.recorded.includes(item)) expect(body.data).toEqual([item])
  }
  await workflow(api, content.workflow_shape)
}

function withoutIntegrations(item: Json): Json {
  const { attributes } = item.attributes
  const inner = attributes.custom ?? attributes
  if (inner.workflow?.integrations === undefined) return item
  const { integrations: _theirs, ...workflow } = inner.workflow
  const own = { ...inner, workflow }
  return {
    ...item,
    attributes: { ...item.attributes, attributes: attributes.custom ? { custom: own } : own },
  }
}

/** What the documentation has in `workflow.integrations` and the hub does not write, and why. */
const NOT_WRITTEN = [
  /^\.cases\[\]\.linear_issue:/, // there is no connection to Linear
  /^\.cases\[\]\.(created_by|updated_by):/, // keys of the hub are no users of Datadog
  /^\.cases\[\]\.assignee\.name:/, // the hub knows a Datadog user by id alone
]

/** The hub's own `workflow.integrations` has the names and types that the documentation gives. */
async function workflow(api: Api, documented: Json): Promise<void> {
  await api.findings(['all-in-one'])
  const made = await api.create('jira_issues', [
    api.item('jira_issues', ['all-in-one'], { assignee_id: 'ada' }),
  ])
  await api.secondServiceNow(made.body.data[0].id)
  await api.h.rest()
  const { body } = await api.search({ filter: `@finding_id:"${api.idOf('all-in-one')}"` })
  const { attributes } = body.data[0].attributes
  const ours = (attributes.custom ?? attributes).workflow.integrations
  const missing = lacking(ours, documented.integrations)
  expect(missing.filter(text => !NOT_WRITTEN.some(place => place.test(text)))).toEqual([])
  expect(lacking(documented.integrations, ours)).toEqual([])
}

/** One way of comparing per kind of file; a file that none takes fails the test. */
const HANDLERS: { takes: (content: Json) => boolean; compare: (api: Api, content: Json) => Promise<void> }[] =
  [
    {
      takes: content => /\/cases\?/.test(content.interactions?.[0].request.url ?? ''),
      compare: caseSearch,
    },
    { takes: content => Array.isArray(content.interactions), compare: interactions },
    { takes: content => Array.isArray(content.recorded), compare: findings },
  ]

describe('the hub beside recorded answers of Datadog', () => {
  const files = haveReference ? recordings() : []

  it.skipIf(!haveReference)(`has all recordings before it${skippedNote}`, () => {
    expect(files.length).toBeGreaterThanOrEqual(20)
    expect(files.filter(([name]) => name.startsWith('findings-')).length).toBeGreaterThanOrEqual(12)
  })

  it.each(files)('answers as %s', async (name, content) => {
    const api = await all.open()
    const handler = HANDLERS.find(one => one.takes(content))
    expect(handler, `nothing here knows how to compare ${name}`).toBeDefined()
    await handler?.compare(api, content)
  })
})
