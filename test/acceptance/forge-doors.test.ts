/** Odd input at every door of the Jira app: refused with a sentence, or harmless; never a fault, and nothing is changed. */
import { afterEach, expect, test } from 'vitest'
import type { Json } from '../harness'
import { ADA, type ForgeScene, forgeScenes } from './support/forge'

const all = forgeScenes()
afterEach(all.closeAll)

const HALF = '\ud800 half'
const FIFTY_ONE = Array.from({ length: 51 }, (_, i) => `f${i}`)
const FINDINGS = [[], ['x'.repeat(4_001)], FIFTY_ONE, [HALF], ['\u0000'], ['__proto__'], [1], {}, null, [' ']]
const REASONS = ['', ' ', '\u00a0', 'x'.repeat(1_001), null, 1]
const UNTIL = ['2020-01-01', '2026-02-30', '9999-12-31', 'x', '', '２０２６-12-1', null, 20261231]
const ACTORS = [
  null,
  {},
  { accountId: 1, name: 'x' },
  { accountId: '', name: 'x' },
  { accountId: 'a', name: '' },
]
const QUERIES = ['', ' ', '('.repeat(500), 'NOT '.repeat(120), '"', '@x:>', 'x'.repeat(501), null, []]
const NAMES = [
  '..%2F..%2Fproject%2FSEC',
  '%00',
  '__proto__',
  'constructor',
  '%ud800',
  '%',
  'SEC-1%3Ffields=*all',
]

/** Path and body of each call that must be refused with 400. */
function wrong(f: ForgeScene, id: string): [string, Json][] {
  const findings = [f.idOf('A')]
  const good = { actor: ADA, findings, reason: 'r', until: '2026-12-31' }
  const calls = ['attach', 'detach', 'exceptions'].map(call => `/issues/${id}/${call}`)
  return [
    ...calls.flatMap(path => FINDINGS.map((bad): [string, Json] => [path, { ...good, findings: bad }])),
    ...calls.flatMap(path => ACTORS.map((bad): [string, Json] => [path, { ...good, actor: bad }])),
    ...calls.slice(1).flatMap(path => REASONS.map((bad): [string, Json] => [path, { ...good, reason: bad }])),
    ...UNTIL.map((bad): [string, Json] => [`/issues/${id}/exceptions`, { ...good, until: bad }]),
    ...ACTORS.map((bad): [string, Json] => [`/issues/${id}/refused`, { actor: bad, sentence: 'x' }]),
    ...QUERIES.map((bad): [string, Json] => ['/findings/search', { query: bad }]),
    ...[0, 1.5, 367, '30', null].map((bad): [string, Json] => ['/false-fixes', { days: bad }]),
    ...[[], 'x', null, { issue: {} }, { issue: { id: {} } }].map((bad): [string, Json] => ['/events', bad]),
    ['/events', { issue: { id, constructor: { prototype: {} } } }],
  ]
}

test('what is wrong is refused with a sentence, and nothing is changed', async () => {
  const f = await all.open()
  const issue = await f.ticket('jira', ['A'])
  const before = (await f.call(`/issues/${issue.id}`)).body
  for (const [path, body] of wrong(f, issue.id)) {
    const told = await f.call(path, body)
    const what = `${path} ${JSON.stringify(body)?.slice(0, 80)}`
    expect([what, told.status]).toEqual([what, 400])
    expect(told.body.errors[0].detail.length).toBeGreaterThan(5)
  }
  expect((await f.call(`/issues/${issue.id}`)).body).toEqual(before)
  await f.h.rest()
  expect(f.writes()).toEqual([])
})

test('an issue or a project of an odd name is none: it has no findings, and gets none', async () => {
  const f = await all.open()
  await f.findings(['A'])
  for (const name of NAMES) {
    expect((await f.call(`/issues/${name}`)).body).toEqual({ linked: false })
    expect((await f.call(`/issues/${name}/proof`)).body).toEqual({ proof: null, ahead: null })
    expect((await f.call(`/issues/${name}/attach`, { actor: ADA, findings: [f.idOf('A')] })).status).toBe(404)
    expect((await f.call(`/projects/${name}`)).status).toBe(404)
  }
})

test('halves of characters and markup in what people type are kept as typed and stop nothing', async () => {
  const f = await all.open()
  const issue = await f.ticket('jira', ['A'])
  const actor = { accountId: 'a', name: `*bold* ${HALF}` }
  const reason = `![x](https://example.com/p.png) ${HALF}`
  const asked = { actor, findings: [f.idOf('A')], reason, until: '2026-12-31' }
  expect((await f.call(`/issues/${issue.id}/exceptions`, asked)).status).toBe(200)
  await f.h.rest()
  const [comment] = (await f.issue(issue))?.comments ?? []
  expect(comment).toContain('![x](https://example.com/p.png)')
  expect(comment).not.toContain('\ud800')
})
