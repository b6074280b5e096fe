import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { scenes } from './support/scene'

const all = scenes()
afterEach(all.closeAll)

const MINUTE_MS = 60_000
const TOOLS = ['jira', 'servicenow'] as const
const FIXED = { jira: 'Done (Done)', servicenow: 'Resolved (Solution provided)' }

const ODD: Record<string, Json> = {
  'a title of a megabyte': { title: 'A'.repeat(1024 * 1024) },
  'a title of a megabyte that must be escaped': { title: '[*_`\\'.repeat(200_000) },
  'control characters': { title: 'a\u0000b\u0007c\u001b[31md\u007f\u0085e' },
  'text from right to left': { title: '\u202egnp.exe\u202c \u2066x\u2069' },
  'half a character': { title: `broken \ud83d and \udc00 \ud83d` },
  'wiki and Markdown markup': {
    title:
      '{code}{panel}|h1. [x|javascript:alert(1)]\n\n# x\n```\n<script>alert(1)</script>[code]<b>x</b>[/code]',
  },
  'deep markup': { title: '> '.repeat(500) + '*'.repeat(500) + '['.repeat(500) },
  'no title': { title: null },
  'an empty title': { title: '   \u0000 ' },
  'no severity': { severity: null },
  'a severity nobody knows': { severity: 'APOCALYPTIC [x](y) {code}' },
  'a type nobody knows': { finding_type: 'constructor' },
  'a date as a text': { detection_changed_at: '2026-11-20T10:00:00Z' },
  'a date far in the future': { detection_changed_at: 253402300799999 },
  'a date beyond all calendars': { detection_changed_at: 1e300, workflow: { mute: { expire_at: 1e300 } } },
  'a date at the very beginning': { detection_changed_at: 0 },
  'numbers for words': { title: 7, severity: 9, rule: { id: 1, name: [] } },
}

describe.each(TOOLS)('a finding for %s', tool => {
  it.each(Object.keys(ODD))('with %s gets one ticket that is closed and opened as any other', async name => {
    const s = await all.open()
    // Put into Datadog's answers, since the sandbox takes no finding that is as odd as these.
    s.h.intercept(async (call, go) => {
      const answer = await go()
      if (!call.url.endsWith('/findings/search') || answer.status !== 200) return answer
      const body: Json = await answer.json()
      for (const item of body.data) Object.assign(item.attributes.attributes, ODD[name])
      return new Response(JSON.stringify(body), {
        status: 200,
        headers: { 'content-type': 'application/json' },
      })
    })
    const ticket = await s.ticket(tool, ['A'])
    expect(await s.blocked(ticket)).toEqual([])
    await s.fix('A')
    await s.later(MINUTE_MS)
    expect(await s.standing(ticket)).toBe(FIXED[tool])
    await s.detect('A')
    await s.later(MINUTE_MS)
    expect(await s.standing(ticket)).not.toBe(FIXED[tool])
    expect(s.logged().filter(line => line.startsWith('error'))).toEqual([])
    expect(JSON.stringify(await s.history(ticket)).length).toBeLessThan(100_000)
  })
})
