/** Who may call what, and that `/openapi.json` tells of every address there is. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { type Api, apis, CASES, FINDINGS } from './api-support'

const shared = apis()
let api: Api
let description: Json
beforeAll(async () => {
  api = await shared.open()
  description = await (await api.h.hub.app.request('/openapi.json')).json()
})
afterAll(() => shared.closeAll())

interface Route {
  method: string
  path: string
  operation: Json
}

/** Every described operation; addresses with placeholders filled in. */
function described(): Route[] {
  return Object.entries(description.paths as Record<string, Record<string, Json>>).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => ['get', 'put', 'post', 'patch', 'delete'].includes(method))
      .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )
}
const api2 = (): Route[] => described().filter(({ path }) => path.startsWith('/api/v2/'))
const address = (path: string): string => path.replaceAll(/\{[^}]+\}/g, 'SEC-1')
const isRead = ({ method, path }: Route): boolean => method === 'GET' || path.endsWith('/search')

/** What they take away is named by the address alone. */
const BODILESS: readonly string[] = [
  'DELETE /api/v2/cases/projects/{project_id}',
  'DELETE /api/v2/cases/{case_id}/comment/{cell_id}',
  'DELETE /api/v2/cases/{case_id}/relationships/jira_issues',
]

/** Without a key of the harness. */
async function bare(route: Route, headers: Record<string, string>) {
  const answer = await api.h.hub.app.request(address(route.path), {
    method: route.method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(route.method === 'GET' ? {} : { body: '{}' }),
  })
  return { status: answer.status, body: (await answer.json()) as Json }
}

describe('keys and scopes', () => {
  it('asks every address of the API for a key, and knows no other than its own', async () => {
    expect(api2().length).toBeGreaterThanOrEqual(15)
    for (const route of api2()) {
      const none = await bare(route, {})
      expect([route.path, none.status]).toEqual([route.path, 401])
      expect(none.body.errors).toEqual([
        {
          status: '401',
          title: 'Unauthorized',
          detail:
            'This address needs a key. Send it as DD-API-KEY, or as Authorization: Bearer followed by the key.',
        },
      ])
      expect((await bare(route, { 'dd-api-key': 'guessed' })).status).toBe(401)
    }
  })

  it('lets a key with the scope read do nothing but read', async () => {
    api.h.forgetCalls()
    const before = await api.documents()
    for (const route of api2()) {
      const answer = await bare(route, { 'dd-api-key': 'hub-read' })
      if (isRead(route)) {
        expect([route.path, answer.status]).not.toEqual([route.path, 403])
        continue
      }
      expect([route.path, answer]).toEqual([
        route.path,
        {
          status: 403,
          body: {
            errors: [
              {
                status: '403',
                title: 'Forbidden',
                detail: 'The key reader may not do this: it needs the scope write and has read.',
              },
            ],
          },
        },
      ])
    }
    expect(api.h.log()).toEqual([])
    expect(await api.documents()).toEqual(before)
  })

  it('lets a key with the scope read search, list and look at cases', async () => {
    await api.findings(['a'])
    await api.create('cases', [api.item('cases', ['a'])])
    const reader = { 'dd-api-key': 'hub-read' }
    const answers = [
      await api.ask('GET', FINDINGS, undefined, reader),
      await api.ask('POST', `${FINDINGS}/search`, { data: {} }, reader),
      await api.ask('GET', `${CASES}/SEC-1`, undefined, reader),
      await api.ask('GET', `${CASES}/projects`, undefined, reader),
      await api.ask('GET', `${CASES}/projects/${api.projectId()}`, undefined, reader),
    ]
    expect(answers.map(each => each.status)).toEqual([200, 200, 200, 200, 200])
  })

  it('takes a key as a Bearer token as well', async () => {
    const answer = await bare(
      { method: 'GET', path: `${CASES}/projects`, operation: {} },
      { authorization: 'Bearer hub-read' },
    )
    expect(answer.status).toBe(200)
  })
})

/** Addresses that are no part of the API: the description itself, the page that shows it, and the page of a case. */
const NOT_DESCRIBED = [
  ...['GET /openapi.json', 'GET /docs', 'GET /docs/start.js', 'GET /docs/{file}'],
  ...['GET /cases/{case}', 'GET /cases-page.js', 'GET /cases-page.css'],
]

describe('/openapi.json', () => {
  it('names every address of the hub, and none that is not there', () => {
    const routes = api.h.hub.app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}')}`)
    const served = [...new Set(routes)].filter(each => !NOT_DESCRIBED.includes(each)).sort()
    expect(served.length).toBeGreaterThan(15)
    expect(
      described()
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    ).toEqual(served)
  })

  it('declares every part of an address as a parameter that is required', () => {
    for (const { method, path, operation } of described()) {
      const wanted = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name)
      const declared = (operation.parameters ?? []).filter((each: Json) => each.in === 'path')
      expect([method, path, declared.map((each: Json) => each.name)]).toEqual([method, path, wanted])
      expect(declared.every((each: Json) => each.required === true)).toBe(true)
    }
  })

  it('says of every address of the API what it is for, who may call, what it takes, answers and refuses', () => {
    for (const route of api2()) {
      const { summary, tags, security, requestBody, responses } = route.operation
      const where = `${route.method} ${route.path}`
      expect([where, typeof summary, tags.length]).toEqual([where, 'string', 1])
      expect(security, where).toContainEqual({ apiKeyAuth: [], appKeyAuth: [] })
      if (route.method === 'GET' || BODILESS.includes(where)) expect(requestBody, where).toBeUndefined()
      else expect(requestBody.content, where).toHaveProperty('application/json')
      const statuses = Object.keys(responses)
      expect(statuses, where).toEqual(expect.arrayContaining(['400', '401', '403', '404', '503']))
      const [success = ''] = statuses.filter(status => status < '300')
      if (success !== '204') {
        expect(responses[success].content['application/vnd.api+json'].schema, where).toHaveProperty('$ref')
      }
      if (!isRead(route)) expect(statuses, where).toEqual(expect.arrayContaining(['409', '422']))
    }
  })

  it('tells the query parameters of the list', () => {
    const { parameters } = description.paths[FINDINGS].get
    expect(parameters.map((each: Json) => each.name)).toEqual([
      'filter[query]',
      'page[cursor]',
      'page[limit]',
      'sort',
    ])
  })
})
