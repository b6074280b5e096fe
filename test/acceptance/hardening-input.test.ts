import { BODY_MAX_BYTES, BODY_MAX_VALUES, DETAIL_CHARS_MAX } from '@fixproof/hub/http/limits'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Harness, type Json, makeHarness } from '../harness'
import { createBody, finding, idOf, make, projectId, raw } from './support/hardening'

const FINDINGS = '/api/v2/security/findings'
const CASES = `${FINDINGS}/cases`
const ODD_OBJECT = { toString: 1, valueOf: 2 }

let h: Harness
let project: string
let caseId: string

beforeAll(async () => {
  h = await makeHarness({ webhook: false })
  await h.findings(finding('a'), finding('b'))
  await h.look()
  project = await projectId(h)
  const [made] = await make(h, 'jira_issues', ['a'])
  caseId = made.id
  await h.rest()
})
afterAll(() => h.close())

/** Everything a refused request must leave as it is. */
async function standing(): Promise<Json> {
  const { items } = await h.store.list('finding', { limit: 100 })
  const [cases, links] = await Promise.all([h.store.count('case'), h.store.count('link')])
  return { cases, links, findings: items.map(({ doc, version }) => [doc.id, version, doc.caseId]) }
}

/** Sends what must be refused: the sentences of the answer, which has the shape that `/openapi.json` declares. */
async function refused(
  status: number,
  method: string,
  path: string,
  body?: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<string[]> {
  const before = await standing()
  h.forgetCalls()
  const answer = await raw(h, method, path, body, headers)
  expect([answer.status, answer.text.slice(0, 300)]).toEqual([status, expect.any(String)])
  const { errors } = JSON.parse(answer.text) as { errors: { status?: string; detail: string }[] }
  expect(errors.length).toBeGreaterThan(0)
  expect(answer.text.length).toBeLessThan(25 * DETAIL_CHARS_MAX)
  expect(answer.text).not.toMatch(/\.[jt]s:\d|node_modules|\\n +at /)
  expect(h.writes()).toEqual([])
  expect(await standing()).toEqual(before)
  expect(h.logged.filter(line => line.level === 'error')).toEqual([])
  return errors.map(error => error.detail)
}

const asBytes = (...bytes: number[]) => Uint8Array.from(bytes)
const withAttributes = (attributes: Json) => JSON.stringify(createBody('cases', project, [['b']], attributes))
const withProject = (id: string) => JSON.stringify(createBody('cases', id, [['b']]))
const items = (item: string, count: number) => `{"data":[${`${item},`.repeat(count - 1)}${item}]}`

describe('a body', () => {
  const bodies: [string, number, () => string | Uint8Array<ArrayBuffer>][] = [
    ['cut off', 400, () => '{"data":['],
    ['empty', 400, () => ''],
    ['a list instead of an object', 400, () => '[]'],
    ['null', 400, () => 'null'],
    ['a number beyond all numbers', 400, () => '1e999'],
    ['an object instead of a list', 400, () => '{"data":{}}'],
    ['100,000 lists deep', 400, () => '['.repeat(100_000) + ']'.repeat(100_000)],
    ['100,000 objects deep', 400, () => `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['a million brackets that are never closed', 400, () => '['.repeat(1_000_000)],
    ['larger than the limit', 413, () => `"${'a'.repeat(BODY_MAX_BYTES)}"`],
    ['no UTF-8', 400, () => asBytes(0x22, 0xff, 0xfe, 0x22)],
    ['with a key __proto__', 400, () => '{"__proto__":{"admin":true},"data":[]}'],
    ['with a prototype of the constructor', 400, () => '{"constructor":{"prototype":{}},"data":[]}'],
    ['of half a million numbers', 400, () => items('1', 500_000)],
    ['of a third of a million objects', 400, () => items('{}', 300_000)],
    ['of as many objects as are taken', 400, () => items('{}', BODY_MAX_VALUES - 1)],
    ['whose priority cannot be made a word', 400, () => withAttributes({ priority: ODD_OBJECT })],
    ['whose priority is a list of such', 400, () => withAttributes({ priority: [[ODD_OBJECT]] })],
    ['whose priority is a very long word', 400, () => withAttributes({ priority: 'P'.repeat(1_000_000) })],
    ['whose project is called __proto__', 404, () => withProject('__proto__')],
    ['whose project holds a NUL and half a character', 404, () => withProject('\u0000\ud800')],
    ['naming a finding of a million letters', 404, () => items(one('x'.repeat(1_000_000)), 1)],
    ['naming a finding that is a query', 404, () => items(one('") OR @status:("open'), 1)],
  ]
  const one = (id: string) => {
    const [item] = createBody('cases', project, [[]]).data
    const findings = { data: [{ id, type: 'findings' }] }
    return JSON.stringify({ ...item, relationships: { ...item?.relationships, findings } })
  }

  it.each(bodies)(
    '%s is refused with %i and a sentence, and nothing is changed',
    async (_what, status, body) => {
      for (const detail of await refused(status, 'POST', CASES, body())) expect(detail).toMatch(/\w/)
    },
  )

  it('that is empty is told to be empty', async () => {
    expect(await refused(400, 'POST', CASES, '')).toEqual(['The body is empty. Send a JSON object.'])
  })

  it('of too many values is told the number', async () => {
    expect(await refused(400, 'POST', CASES, items('1', 30_000))).toEqual([
      'The body holds more than 20000 values. Send it in smaller parts.',
    ])
  })

  it('with an address of nearly a million letters is refused without repeating them all', async () => {
    const attributes = { jira_issue_url: `http://${'a'.repeat(900_000)}` }
    const [item] = createBody('jira_issues', project, [['b']], attributes).data
    const [detail = ''] = await refused(
      400,
      'PATCH',
      `${FINDINGS}/jira_issues`,
      JSON.stringify({ data: item }),
    )
    expect(detail.length).toBeLessThanOrEqual(DETAIL_CHARS_MAX + 1)
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/json',
  ])('sent as %s is refused with 415, naming the type to send', async type => {
    expect(await refused(415, 'POST', CASES, '{}', { 'content-type': type })).toEqual([
      `The content type ${type} is not taken. Send the body as application/json.`,
    ])
  })

  it.each([
    'application/JSON',
    'application/json;',
    'application/json ; charset="utf-8"',
    'application/vnd.api+json',
    'application/x_y.1+json',
    '',
  ])('sent as %j is read as JSON, and not taken for none at all', async type => {
    const type_ = { 'content-type': type }
    const search = await raw(h, 'POST', `${FINDINGS}/search`, '{"data":{}}', type_)
    expect(search.status).toBe(200)
    expect(await refused(400, 'POST', '/api/v1/plan', '{"nonsense":1}', type_)).toEqual([
      'Unrecognized key: "nonsense"',
    ])
  })

  it('of NUL, half characters and markup is kept to the letter, also over a restart', async () => {
    const title = 'a\u0000b \ud800 \udfff <script>alert(1)</script> "\u2028'
    const answer = await h.api('POST', CASES, createBody('cases', project, [['b']], { title }))
    expect(answer.status).toBe(201)
    const path = `/api/v2/cases/${answer.body.data[0].id}`
    expect((await h.api('GET', path)).body.data.attributes.title).toBe(title)
    await h.restart()
    expect((await h.api('GET', path)).body.data.attributes.title).toBe(title)
  })
})

describe('an address', () => {
  const query = (text: string) => `${FINDINGS}?${text}`
  const addresses: [string, string, number][] = [
    ['GET', query('page[limit]=0'), 400],
    ['GET', query('page[limit]=-1'), 400],
    ['GET', query('page[limit]=99999999999999999999'), 400],
    ['GET', query('page[limit]=abc'), 400],
    ['GET', query('page[limit]=1.5'), 400],
    ['GET', query('page[limit]=1&page[limit]=2'), 400],
    ['GET', query('sort=sideways'), 400],
    ['GET', query(`filter[query]=${'('.repeat(5000)}`), 400],
    ['GET', query(`filter[query]=${'NOT '.repeat(3000)}a`), 400],
    ['GET', query(`filter[query]=${'-'.repeat(5000)}a`), 400],
    ['GET', query(`filter[query]=${'a'.repeat(31_000)}`), 400],
    ['GET', query('filter[query]=@severity:[1 TO'), 400],
    ['GET', '/api/v1/cases/%00', 404],
    ['GET', '/api/v1/cases/__proto__', 404],
    ['GET', '/api/v1/cases/%E0%A4%A/timeline', 404],
    ['GET', '/api/v1/findings/a%0Ab/timeline', 404],
    ['GET', '/api/v1/tickets/jira/__proto__/1', 404],
    ['GET', '/api/v1/tickets/jira/main/..%2F..%2Fetc', 404],
    ['GET', '/api/v1/tickets/teapot/main/1', 400],
    ['GET', `/api/v1/cases/${'x'.repeat(10_000)}`, 404],
    ['POST', '/api/v1/links/__proto__/resume', 404],
    ['GET', '/api/v1/links?limit=1e9', 400],
    ['GET', '/api/v1/links?state=blocked&state=all', 400],
    ['GET', '/docs/..%2fpackage.json', 404],
    ['GET', '/docs/__proto__', 404],
    ['POST', '/webhooks/jira/__proto__', 404],
    ['GET', '/webhooks/jira/main', 405],
    ['PUT', CASES, 405],
    ['OPTIONS', CASES, 405],
    ['BREW', '/healthz', 405],
    ['DELETE', '/api/v1/nothing', 404],
  ]
  const named = addresses.map(
    ([method, path, status]) => [`${method} ${path.slice(0, 60)}`, status, method, path] as const,
  )
  it.each(named)('such as %s is refused with %i and a sentence', async (_name, status, method, path) => {
    for (const detail of await refused(status, method, path)) expect(detail).toMatch(/\w/)
  })

  it.each(['zzz', '%00', '__proto__'])('with a cursor %s that no page gave out is refused', async cursor => {
    await refused(400, 'GET', query(`page[cursor]=${cursor}`))
    await refused(400, 'GET', `/api/v1/cases/${caseId}/timeline?after=${cursor}`)
  })

  it('is answered to HEAD as to GET, without a body', async () => {
    for (const path of ['/healthz', '/docs', FINDINGS, `/api/v1/cases/${caseId}`]) {
      const answer = await raw(h, 'HEAD', path)
      expect([path, answer.status, answer.text]).toEqual([path, 200, ''])
    }
  })
})

it.each(['', 'k'.repeat(256), 'k'.repeat(10_000)])(
  'an Idempotency-Key %.10s… out of bounds is refused',
  async key => {
    const body = JSON.stringify(createBody('cases', project, [['a']]))
    expect(await refused(400, 'POST', CASES, body, { 'idempotency-key': key })).toEqual([
      'An Idempotency-Key has 1 to 255 characters.',
    ])
  },
)

it('what is asked of Datadog for an id that looks like a query finds no other finding', async () => {
  const odd = `") OR @finding_id:("${idOf('a')}`
  const [item] = createBody('cases', project, [['a']]).data
  const relationships = { ...item?.relationships, findings: { data: [{ id: odd, type: 'findings' }] } }
  expect(await refused(404, 'POST', CASES, JSON.stringify({ data: [{ ...item, relationships }] }))).toEqual([
    'finding not found',
  ])
})
