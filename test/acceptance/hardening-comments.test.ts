/** Comments as a tool shows them on a bad day: nothing people said is lost, and nothing is said in their name. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Json } from '../harness'
import { timeLimit } from '../harness/storage'
import { talk } from './support/comments'
import { scenes } from './support/scene'

const all = scenes()
afterEach(all.closeAll)
vi.setConfig({ testTimeout: timeLimit(90_000) })

const HOUR_MS = 3_600_000

/** An issue and an incident of one case with two comments of Ada on both, at rest. */
async function told() {
  const s = await all.open()
  const t = talk(s)
  await t.openJournals()
  const issue = await s.ticket('jira', ['A'])
  const incident = await s.second(issue, 'servicenow')
  await t.inJira(issue, 'One')
  await t.inJira(issue, 'Two')
  await s.h.rest()
  await s.later()
  const said = await t.servicenow(incident)
  expect(said).toHaveLength(2)
  s.forget()
  return { s, t, issue, incident, said }
}

/** Changes what the hub is answered about issues and their comments. */
function answered(s: Awaited<ReturnType<typeof told>>['s'], change: (body: Json) => void): () => void {
  s.h.intercept(async (call, go) => {
    const answer = await go()
    if (call.method !== 'GET' || !/\/rest\/api\/3\/issue\/[^/]+(\/comment)?\?/.test(call.url)) return answer
    if (answer.status !== 200) return answer
    const body: Json = await answer.json()
    change(body)
    return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } })
  })
  return () => s.h.intercept(null)
}

const ANSWERS: Record<string, (body: Json) => void> = {
  'without any comments': body => {
    if (body.fields) delete body.fields.comment
  },
  'with none instead of a list of them': body => {
    if (body.fields) body.fields.comment = null
  },
  'with fewer comments than it counts': body => {
    const page = body.fields?.comment ?? body
    if (page.comments) page.comments = []
  },
}

describe('an issue that Jira shows', () => {
  it.each(Object.keys(ANSWERS))('%s says of no comment that it was deleted', async name => {
    const { s, t, issue, incident, said } = await told()
    const back = answered(s, ANSWERS[name] ?? (() => {}))
    await s.sweep('jira')
    await s.h.jira('ada', 'PUT', `/rest/api/3/issue/${issue.id}`, { fields: { summary: 'Other' } })
    await s.later(HOUR_MS)
    expect(await t.servicenow(incident)).toEqual(said)
    // It is looked for again, less and less often.
    expect(s.calls('jira').length).toBeLessThan(40)
    back()
    await t.inJira(issue, 'Three')
    await s.later(HOUR_MS)
    expect((await t.servicenow(incident)).slice(2)).toEqual([
      'bot (work notes): Ada Example in Jira: Three\n\n[mark]',
    ])
  })

  it('under another key, since it was moved, says of no comment that it was changed', async () => {
    const { s, t, issue, incident } = await told()
    const file = {
      version: 1,
      type: 'doc',
      content: [
        {
          type: 'mediaSingle',
          attrs: { layout: 'center' },
          content: [{ type: 'media', attrs: { id: 'f1', type: 'file', collection: '', alt: 'screen.png' } }],
        },
      ],
    }
    const { body } = await s.h.jira('ada', 'POST', `/rest/api/3/issue/${issue.id}/comment`, { body: file })
    await s.h.rest()
    await s.later()
    const edited = { version: 1, type: 'doc', content: [...file.content, ...file.content] }
    await s.h.jira('ada', 'PUT', `/rest/api/3/issue/${issue.id}/comment/${body.id}`, { body: edited })
    await s.h.rest()
    await s.later()
    const said = await t.servicenow(incident)
    expect(said).toHaveLength(4)
    await s.h.jira('admin', 'POST', '/_sandbox/jira/move', {
      issue: issue.key,
      toProject: 'OPS',
      by: 'admin@example.com',
    })
    await s.sweep('jira')
    await s.later(HOUR_MS)
    expect(await t.servicenow(incident)).toEqual(said)
  })
})

const DEEP = (depth: number): Json =>
  depth === 0
    ? { type: 'paragraph', content: [{ type: 'text', text: 'deep' }] }
    : { type: 'blockquote', content: [DEEP(depth - 1)] }
const TEXT = { type: 'text', text: 'x' }
const BODIES: Record<string, Json> = {
  'nothing at all': null,
  'a number': 7,
  'a list': [[]],
  'a document without content': { version: 1, type: 'doc' },
  'nodes called like parts of an object': {
    ...{ version: 1, type: 'doc' },
    content: ['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map(type => ({
      type,
      content: [TEXT],
    })),
  },
  'marks and attributes that are none': {
    ...{ version: 1, type: 'doc' },
    content: [
      {
        type: 'heading',
        attrs: { level: {} },
        content: [{ ...TEXT, marks: [{ type: 'link', attrs: { href: {} } }] }],
      },
      {
        type: 'orderedList',
        attrs: { order: 1e300 },
        content: [null, 1, { type: 'listItem', content: [{ type: 'date', attrs: { timestamp: 'x' } }] }],
      },
      { type: 'codeBlock', attrs: { language: '`\n<' }, content: [TEXT] },
    ],
  },
  'as deep as Jira takes it': { version: 1, type: 'doc', content: [DEEP(900)] },
  'addresses that run something': {
    ...{ version: 1, type: 'doc' },
    content: [
      {
        type: 'paragraph',
        content: [
          { ...TEXT, marks: [{ type: 'link', attrs: { href: 'javascript:alert(1)' } }] },
          { type: 'inlineCard', attrs: { url: 'data:text/html,x' } },
          { type: 'mention', attrs: { id: 'x', text: '@[x](javascript:alert(1)) [code]<b>x</b>[/code]' } },
        ],
      },
    ],
  },
}

describe('a comment whose document is', () => {
  it.each(Object.keys(BODIES))('%s holds up neither its ticket nor the next comment', async name => {
    const { s, t, issue, incident } = await told()
    const odd = await t.inJira(issue, 'Odd')
    const change = (body: Json): void => {
      const page = body.fields?.comment ?? body
      for (const each of page.comments ?? []) if (each.id === odd) each.body = BODIES[name]
    }
    answered(s, change)
    await s.h.rest()
    await t.inJira(issue, 'Next')
    await s.h.jira('ada', 'PUT', `/rest/api/3/issue/${issue.id}`, { fields: { summary: 'Other' } })
    await s.later(HOUR_MS)
    const said = await t.servicenow(incident)
    expect(said.at(-1)).toBe('bot (work notes): Ada Example in Jira: Next\n\n[mark]')
    expect(said.join('\n')).not.toMatch(/\[\/?code\]/i)
    const { body } = await s.h.servicenow('admin', 'GET', `/api/now/table/incident/${incident.id}`)
    expect(body.result.short_description).toBe('Other')
    expect(s.logged().filter(line => line.startsWith('error'))).toEqual([])
  })
})

const ENTRIES: Record<string, (row: Json) => void> = {
  'without a time': row => {
    row.sys_created_on = ''
  },
  'of a time that is none': row => {
    row.sys_created_on = '0000-00-00 99:99:99'
  },
  'without an author': row => {
    row.sys_created_by = ''
  },
  'of an author called __proto__': row => {
    row.sys_created_by = '__proto__'
  },
  'without a text': row => {
    row.value = ''
  },
  'of a journal nobody knows': row => {
    row.element = 'constructor'
  },
}

describe('a journal entry', () => {
  it.each(Object.keys(ENTRIES))('%s holds up nothing and comes once at most', async name => {
    const { s, t, issue, incident } = await told()
    await t.inServiceNow(incident, 'Odd')
    s.h.intercept(async (call, go) => {
      const answer = await go()
      if (!call.url.includes('sys_journal_field') || answer.status !== 200) return answer
      const body: Json = await answer.json()
      for (const row of body.result) if (row.value === 'Odd') ENTRIES[name]?.(row)
      const headers = {
        'content-type': 'application/json',
        'x-total-count': answer.headers.get('x-total-count') ?? '',
      }
      return new Response(JSON.stringify(body), { headers })
    })
    await t.look()
    await s.later()
    await t.inServiceNow(incident, 'Next')
    await t.look()
    await s.later(HOUR_MS)
    await t.look()
    const said = await t.jira(issue)
    expect(said.filter(line => line.includes('in ServiceNow: Next'))).toHaveLength(1)
    expect(said.length).toBeLessThanOrEqual(4)
    expect(s.logged().filter(line => line.startsWith('error'))).toEqual([])
  })
})
