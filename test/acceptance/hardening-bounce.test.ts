/** Values that a tool keeps in another way than they were given: each flows once and comes to rest. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Json } from '../harness'
import { timeLimit } from '../harness/storage'
import { talk } from './support/comments'
import { mirrorScenes } from './support/mirror'
import type { Ticket } from './support/scene'

const { open, closeAll } = mirrorScenes()
afterEach(closeAll)
vi.setConfig({ testTimeout: timeLimit(90_000) })

const HOUR_MS = 3_600_000

/** A case with an issue, an incident and a Datadog case, at rest. */
async function everywhere() {
  const s = await open()
  const t = talk(s)
  await t.openJournals()
  const issue = await s.ticket('jira', ['A'])
  const incident = await s.second(issue, 'servicenow')
  const post = async (what: string, attributes: Json, method = 'POST') => {
    const body = { data: { type: 'case', attributes } }
    const answer = await s.h.api(method, `/api/v2/cases/${issue.caseId}/${what}`, body)
    await s.h.rest()
    return answer
  }
  /** What is written once everything was looked at again, twice, with nobody doing anything. */
  const bounces = async () => {
    await s.later(HOUR_MS)
    s.forget()
    for (let round = 0; round < 2; round++) {
      await t.look()
      await s.sweep('jira')
      await s.sweep('servicenow')
      await s.datadog.look()
      await s.later(HOUR_MS)
    }
    return s.writes()
  }
  const plan = async () => {
    const { body } = await s.h.api('POST', '/api/v1/plan', {})
    return body.cases.flatMap((each: Json) => each.lines)
  }
  const held = async () => {
    const links = await s.h.store.find('link', 'case', issue.caseId)
    return links.flatMap(({ doc }) => [
      ...(doc.blocked === null ? [] : [doc.blocked.reason]),
      ...Object.entries(doc.hurdles).map(([field, each]) => `${field}: ${each.reason}`),
    ])
  }
  return { s, t, issue, incident, post, bounces, plan, held }
}

const TEXTS: Record<string, string> = {
  'spaces at both ends': '   A text   ',
  'line breaks of Windows': 'one\r\ntwo\r\n\r\nthree\r\n',
  'line breaks of old': 'one\rtwo\r\rthree',
  'empty lines': '\n\n\none\n\n\n\n\ntwo\n\n',
  'tabs and hard spaces': '\tone\u00a0two\u2003three\t',
  'control characters': 'a\u0000b\u0007c\u001b[31md\u007f\u0085e\ufffe',
  'half a character': 'broken \ud83d and \udc00 \ud83d',
  'emoji of many parts': '👩‍👩‍👧‍👦 🇩🇪 ☠️ e\u0301 ﬀ',
  'text from right to left': '\u202egnp.exe\u202c \u2066x\u2069',
  'markup of all kinds':
    '# h\n\n**b** _i_ ~~s~~ `c`\n\n- a\n  - b\n\n1) x\n2) y\n\n> q\n> > r\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n---\n\n```js\nx\n```\n\n[l](https://x.example/a_b) <https://y.example> ![p](https://z.example/p.png)',
  'markup that is not closed': '**a _b ~~c `d [e](f <g\n\n```\nh',
  'HTML and code tags': '<script>alert(1)</script>\n\n[code]<b>x</b>[/code] &lt;i&gt; &amp; &nbsp;',
  'wiki markup': '{code}{panel}h1. x\n||a||b||\n[x|javascript:alert(1)]{color:red}y{color}',
  'our own marks': 'x\n\nfixproof-0123456789ab',
  'our own note': 'x\n\nFixproof note c-0123456789ab-1',
  'a mark of Datadog': '%%%\nx\n%%%\n\n[//]: # (fixproof c-0123456789ab-1)',
  'a template': '{{finding.title}} {{constructor}} {x} <%= y %>',
  'deep markup': `${'> '.repeat(200)}${'*'.repeat(300)}${'['.repeat(300)}x`,
  'deep lists': Array.from({ length: 30 }, (_, i) => `${'  '.repeat(i)}- l${i}`).join('\n'),
  'more than any tool takes': `${'A long line of words. '.repeat(4_000)}\n\nEnd`,
  'a wide character more than fits': '漢🙂'.repeat(20_000),
  'marks that grow in JSON': '"\\'.repeat(20_000),
}

const MARKED = ['a mark of Datadog']

describe.each(Object.keys(TEXTS))('a text with %s', name => {
  const text = TEXTS[name] ?? ''

  it('said on the case, as its words and in a comment, comes to rest in every tool', async () => {
    const { s, t, issue, incident, post, bounces, plan, held } = await everywhere()
    expect((await post('title', { title: text })).status).toBe(200)
    expect((await post('description', { description: text })).status).toBe(200)
    const made = await post('comment', { comment: text })
    expect(made.status).toBe(200)
    expect(await bounces()).toEqual([])
    const edited = await post(`comment/${made.body.data[0].id}`, { comment: `${text} again` }, 'PUT')
    expect(edited.status).toBe(200)
    expect(await bounces()).toEqual([])
    expect([await t.jira(issue), await t.servicenow(incident)].map(all => all.length)).toEqual([1, 2])
    expect(await plan()).toEqual([])
    expect(await held()).toEqual([])
    expect(s.logged()).toEqual([])
  })

  it('written in ServiceNow, in all three places, and in Datadog comes to rest', async () => {
    const { s, t, issue, incident, bounces, plan, held } = await everywhere()
    await s.patch('abel', incident, { short_description: text, description: text, work_notes: text })
    await t.look()
    await s.datadog.comment(await s.datadog.idOf('SECURITY-1'), text)
    await s.datadog.look()
    expect(await bounces()).toEqual([])
    // Datadog tells its comments apart by our mark alone.
    expect(await t.jira(issue)).toHaveLength(MARKED.includes(name) ? 1 : 2)
    expect(await plan()).toEqual([])
    expect(await held()).toEqual([])
    expect(s.logged()).toEqual([])
  })
})

describe('values people set on the case', () => {
  const odd: [string, string, Json][] = [
    ['a label like our own mark', 'attributes', { attributes: { labels: ['fixproof-0123456789ab'] } }],
    ['a label twice', 'attributes', { attributes: { labels: ['x', 'x', 'X'] } }],
    ['a label of marks', 'attributes', { attributes: { labels: ['"\\\'<b>&amp;', '🙂', 'é', 'e\u0301'] } }],
    [
      'a thousand labels',
      'attributes',
      { attributes: { labels: Array.from({ length: 1000 }, (_, i) => `l${i}`) } },
    ],
    ['the first day', 'due_date', { due_date: '0001-01-01' }],
    ['the last day', 'due_date', { due_date: '9999-12-31' }],
    ['the leap day', 'due_date', { due_date: '2028-02-29' }],
    ['nobody anybody knows', 'assign', { assignee_id: '00000000-0000-4000-8000-000000000000' }],
  ]
  it.each(odd)('%s comes to rest', async (_what, field, attributes) => {
    const { s, post, bounces, plan } = await everywhere()
    expect((await post(field, attributes)).status).toBe(200)
    expect(await bounces()).toEqual([])
    expect(await plan()).toEqual([])
    expect(s.logged()).toEqual([])
  })
})

const DAYS: [string, string][] = [
  ['2027-03-28 00:00:00', '2027-03-28'],
  ['2027-03-28 23:59:59', '2027-03-28'],
  ['2027-10-31 02:30:00', '2027-10-31'],
]
it.each(DAYS)(
  'a due moment %s of ServiceNow is one day everywhere and stays as it is there',
  async (at, day) => {
    const { s, t, issue, incident, bounces } = await everywhere()
    await s.patch('abel', incident, { due_date: at })
    await t.look()
    const jira = async ({ id }: Ticket) =>
      (await s.h.jira('admin', 'GET', `/rest/api/3/issue/${id}?fields=duedate`)).body.fields.duedate
    expect(await jira(issue)).toBe(day)
    expect(await bounces()).toEqual([])
    const { body } = await s.h.servicenow('admin', 'GET', `/api/now/table/incident/${incident.id}`)
    expect(body.result.due_date).toBe(at)
  },
)
