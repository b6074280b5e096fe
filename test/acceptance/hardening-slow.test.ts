/** Texts made to keep a reader of Markdown busy: none holds up the hub for longer than a moment. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { timeLimit } from '../harness/storage'
import { talk } from './support/comments'
import { mirrorScenes } from './support/mirror'

const { open, closeAll } = mirrorScenes()
afterEach(closeAll)
// Without its bounds the hub would work on one of these for minutes.
vi.setConfig({ testTimeout: timeLimit(30_000) })

const MINUTE_MS = 60_000
const fill = (unit: string) => unit.repeat(Math.ceil(800_000 / unit.length))
const SLOW: Record<string, string> = {
  'emphasis that never ends': fill('a_'),
  'emphasis of all kinds': fill('*a**b~~c'),
  'links in links': fill('[a]('),
  'quotes in quotes': fill('> '),
  'lists in lists': fill('- 1. '),
  'a long run of spaces': `x${fill(' ')}y`,
  'long runs of spaces before breaks': fill(`x${' '.repeat(2_000)}y\n`),
  'fences that fence nothing': `x${fill('%%%\n')}y`,
}

describe.each(Object.keys(SLOW))('a text of %s', name => {
  it('on the case, in a comment and in Datadog reaches the tickets, and so does the next thing said', async () => {
    const s = await open()
    const t = talk(s)
    const issue = await s.ticket('jira', ['A'])
    await s.second(issue, 'servicenow')
    const text = SLOW[name] ?? ''
    const set = (what: string, attributes: Record<string, string>) =>
      s.h.api('POST', `/api/v2/cases/${issue.caseId}/${what}`, { data: { type: 'case', attributes } })
    expect((await set('description', { description: text })).status).toBe(200)
    expect((await set('comment', { comment: text })).status).toBe(200)
    await s.h.rest()
    await s.datadog.comment(await s.datadog.idOf('SECURITY-1'), text.slice(0, 100_000))
    await s.datadog.look()
    await set('comment', { comment: 'Next' })
    await s.later(MINUTE_MS)
    const said = await t.jira(issue)
    expect(said).toHaveLength(3)
    expect(said.at(-1)).toContain('Next')
    expect(s.logged()).toEqual([])
  })
})

it('runs of spaces that people write in Jira are read in one go', async () => {
  const s = await open({ mirror: null })
  const t = talk(s)
  const issue = await s.ticket('jira', ['A'])
  const incident = await s.second(issue, 'servicenow')
  for (let n = 0; n < 10; n++) await t.inJira(issue, `x${' '.repeat(30_000)}y`)
  await s.h.rest()
  for (let n = 0; n < 5; n++) await s.sweep('jira')
  expect(await t.servicenow(incident)).toHaveLength(10)
})
