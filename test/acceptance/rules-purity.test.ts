import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import vm from 'node:vm'
import * as rules from '@fixproof/rules'
import { parse } from 'acorn'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  bundle,
  compilerOptions,
  ENTRY,
  productFiles,
  purityProblems,
  runBare,
  runProblems,
  SHARED,
  sources,
  syntaxProblems,
  typeProblems,
} from './rulesGuards'

/**
 * `@fixproof/rules` runs in Node, in a Forge function and in ServiceNow's Rhino, and decides the same in all three:
 * ECMAScript 5 in syntax and library, no clock, no randomness, no input or output, nothing imported. Four guards
 * (`rulesGuards.ts`) prove it, and each is proved by a violation planted in a file of its own.
 */

// ---- The rules pass all four.

describe('the rules are pure ECMAScript 5', () => {
  test('the compiler is told to know ECMAScript 5 and nothing else', () => {
    const options = compilerOptions()
    expect(options.target).toBe(ts.ScriptTarget.ES5)
    expect(options.lib).toEqual(['lib.es5.d.ts'])
    expect(options.types).toEqual([])
    expect(options.strict).toBe(true)
  })

  test('they compile against ECMAScript 5 and its library', () => {
    expect(productFiles().length).toBeGreaterThan(15)
    expect(typeProblems(productFiles())).toEqual([])
  })

  test('their bundle is ECMAScript 5 in syntax', () => {
    expect(syntaxProblems(ENTRY)).toEqual([])
    expect(bundle(ENTRY)).toContain('judgeClose')
  })

  test('their sources name no clock, no chance, no input or output, and import only each other', () => {
    expect(purityProblems(productFiles())).toEqual([])
  })

  test('the package depends on nothing', () => {
    const { dependencies, peerDependencies, optionalDependencies } = JSON.parse(
      readFileSync(join(SHARED, 'package.json'), 'utf8'),
    )
    expect({ ...dependencies, ...peerDependencies, ...optionalDependencies }).toEqual({})
  })

  test('bundled, and with nothing but ECMAScript 5 around them, they decide as they do here', () => {
    const context = runBare(ENTRY)
    const names: unknown = vm.runInContext('Object.keys(FixproofRules).sort().join(" ")', context)
    expect(names).toBe(Object.keys(rules).sort().join(' '))
    const told: unknown = vm.runInContext(`(${SCENARIO})(FixproofRules)`, context)
    expect(JSON.parse(String(told))).toEqual(JSON.parse(scenario(rules)))
    expect(String(told).length).toBeGreaterThan(2000)
  })
})

/** One pass through most of the rules; written so that it runs here and, as text, in the bare context. */
const SCENARIO = `function (r) {
  var said = []
  function tell(value) { said.push(value) }
  var empty = { attachments: [], round: null, handClose: null }
  function see(status) { return r.readFinding({ id: 'a', findingType: 'secret', status: status }) }
  function sight(status) { return { findingId: 'a', openness: see(status), muteExpiresAt: 1e12 } }
  var one = r.attachFinding(empty, sight('open'), 1000).facts
  var held = r.acceptHandClose(one, { at: 2000, by: 'Ada', where: 'jira', claim: 'other', answers: r.answers(one, 2000) }).facts
  var fixed = r.observeFinding(held, sight('auto_closed'), 3000).facts
  var again = r.observeFinding(fixed, sight('in-progress'), 4000)
  tell([one, held, fixed, again, r.phaseFor(held), r.phaseFor(fixed), r.closeCause(fixed), r.nextMuteEnd(fixed, 0)])
  var named = { id: 'a', title: 'SQL \\ud83d\\ude00 injection', severity: 'critical', url: 'https://example.com/a', state: 'open', openSince: 1e12, muteExpiresAt: null }
  var q = { policy: 'strict', actor: 'person', claim: 'fixed', from: { closed: false, claim: null }, phase: 'open', findings: [named] }
  tell(r.judgeClose(q))
  tell(r.checkCloseSettings({ servicenow: { remediated: { closeCode: 'A' }, accepted: { closeCode: 'A' }, detached: { closeCode: 'B' }, 'by-hand': { closeCode: 'B' } } }, { resolutions: [], statuses: [], closeCodes: ['b'] }))
  var graph = { statuses: { 1: { id: '1', name: 'To Do', category: 'new' }, 2: { id: '2', name: 'Doing', category: 'indeterminate' } }, moves: { 1: [{ id: '11', name: 'go', to: '2' }] } }
  tell(r.planFirst(r.withNamedRoute(graph, '1', ['Doing', 'Done'], 'done'), '1', r.closeGoals(null)))
  tell(r.damp({ count: 2, lastAt: 0, notBefore: 0 }, 5000, 'contest'))
  tell(r.merge({ base: 'a', hasBase: true, ours: 'b', theirs: 'c', direction: 'two-way', conflict: 'newest', times: { ours: 2, theirs: 1 } }))
  tell(r.parseSyncType('both', 'title.sync_type'))
  tell(r.planComment({ what: 'deleted', where: 'jira', id: '1', by: 'Ada', text: '' }, 'servicenow', { origin: 'jira', writtenAt: 1e12, ids: { jira: '1', servicenow: '2' }, notices: [] }))
  var proof = { v: 1, kid: 'k', cloudId: 'c', issueId: '1', caseKey: 'SEC-1', policy: 'strict', phase: 'open', open: 1, severity: 'critical', blocking: r.proofFindings([named]), seq: 1, checkedAt: 1, validUntil: null, sig: 's' }
  tell([r.proofText(proof), r.readProof(proof), r.judgeProof({ proof: proof, now: 2, cloudId: 'c', issueId: '1', lastSeq: null, verified: true })])
  var sites = { jira: [{ connection: 'j', baseUrl: 'https://a.example.com' }], servicenow: [{ connection: 's', baseUrl: 'https://b.example.com' }] }
  tell([r.readTicketUrl('https://a.example.com/browse/SEC-1', sites), r.readTicketUrl('https://b.example.com/nav_to.do?uri=incident.do%3Fsys_id%3D0123456789abcdef0123456789abcdef', sites), r.readTicketUrl('https://a.example.com/browse/%', sites)])
  tell([r.ticketTitle([named, named]), r.ticketDescription([named], { caseKey: 'SEC-1', caseUrl: 'https://example.com' })])
  tell(r.closeEvidence({ cause: 'accepted', fixed: [named], muted: [{ id: 'b', title: 'B', severity: 'low', url: '', state: 'muted', openSince: null, muteExpiresAt: 1.8e12 }], stillOpen: [] }))
  return JSON.stringify(said)
}`
const scenario = (r: typeof rules): string => vm.runInThisContext(`(${SCENARIO})`)(r)

// ---- Each guard catches a planted violation.

describe('the guards catch what they are there for', () => {
  let folder = ''
  let planted = 0
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fixproof-purity-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const plant = (code: string): string => {
    planted++
    const file = join(folder, `planted${planted}.ts`)
    writeFileSync(file, `${code}\n`)
    return file
  }

  test('a clean file passes all four', () => {
    const file = plant(
      'export function day(ms: number): string { return new Date(ms).toISOString() + Math.floor(ms) }',
    )
    expect(typeProblems([file])).toEqual([])
    expect(syntaxProblems(file)).toEqual([])
    expect(runProblems(file)).toEqual([])
    expect(purityProblems([file])).toEqual([])
  })

  const REFUSED_BY_COMPILER: [string, string, RegExp][] = [
    ['Map', 'export const m = new Map<string, number>()', /Map/],
    ['Set', 'export const s = new Set([1])', /Set/],
    ['Promise', 'export const p = Promise.resolve(1)', /Promise/],
    ['Object.entries', 'export const e = Object.entries({ a: 1 })', /entries/],
    ['includes', "export const i = 'abc'.includes('a')", /includes/],
    ['padStart', "export const p = '1'.padStart(2, '0')", /padStart/],
    ['a Node module', "import { readFileSync } from 'node:fs'\nexport const f = readFileSync", /node:fs/],
    ['process', 'export const p = process.env', /process/],
    ['setTimeout', 'export const t = setTimeout', /setTimeout/],
  ]
  // One program for all of them: making a compiler is the slow part.
  let compiled: string[][] = []
  beforeAll(() => {
    const files = REFUSED_BY_COMPILER.map(([, code]) => plant(code))
    const problems = typeProblems(files)
    compiled = files.map(file => problems.filter(problem => problem.startsWith(`${file}: `)))
  })
  test.each(REFUSED_BY_COMPILER.map((row, i) => ({ what: row[0], problem: row[2], i })))(
    'the compiler refuses $what',
    ({ problem, i }) => {
      expect(compiled[i]?.join('\n')).toMatch(problem)
    },
  )

  test.each([
    ['a regular expression of a later edition', 'export const r = /./u'],
    ['another one', 'export const r = /./y'],
    ['a module that is not there', "export { x } from 'no-such-library'"],
  ])('the syntax guard refuses %s', (_, code) => {
    expect(syntaxProblems(plant(code))).toHaveLength(1)
  })

  test('the syntax guard does see later syntax: the same bundle, not brought down to ECMAScript 5, is refused', () => {
    expect(() => parse('var f = () => 1', { ecmaVersion: 5 })).toThrow()
  })

  const smuggled = (what: string, type: string) => `export const x = (${what} as unknown as ${type})`
  test.each([
    [
      'Object.assign past the compiler',
      `${smuggled('Object', '{ assign(a: object): object }')}.assign({})`,
      /assign/,
    ],
    [
      'includes past the compiler',
      `${smuggled("'a'", '{ includes(a: string): boolean }')}.includes('a')`,
      /includes/,
    ],
    [
      'a Symbol past the compiler',
      'declare const Symbol: () => unknown\nexport const s = Symbol()',
      /Symbol/,
    ],
    ['the clock', 'export const now = Date.now()', /now/],
    ['the clock, by new', 'export const now = new Date()', /the clock was read/],
    ['chance', 'export const r = Math.random()', /random/],
    ['a console', 'declare const console: { log(s: string): void }\nconsole.log("x")\nexport {}', /console/],
    ['code from text', "export const f = new Function('return 1')()", /Code generation/],
  ])('the bare run refuses %s', (_, code, problem) => {
    expect(runProblems(plant(code)).join('\n')).toMatch(problem)
  })

  test.each([
    ['the clock', 'export const f = () => Date.now()', 'reads Date'],
    ['the clock by another way', "export const f = () => Date['now']()", 'reads Date'],
    ['the clock by new', 'export const f = () => new Date()', 'reads Date'],
    ['the clock as a call', 'export const f = () => Date()', 'reads Date'],
    ['the clock under another name', 'const D = Date\nexport const f = () => new D()', 'reads Date'],
    ['a local date', 'export const f = () => new Date(2026, 1)', 'reads Date'],
    ['the time zone', 'export const f = (ms: number) => new Date(ms).getHours()', 'uses .getHours'],
    ['the language', "export const f = () => 'a'.localeCompare('b')", 'uses .localeCompare'],
    ['chance', 'export const f = () => Math.random()', 'uses Math beyond arithmetic'],
    ['chance under another name', 'const M = Math\nexport const f = () => M', 'uses Math beyond arithmetic'],
    [
      'require',
      "declare const require: (id: string) => unknown\nexport const f = () => require('fs')",
      'uses require',
    ],
    ['process', 'declare const process: { pid: number }\nexport const f = () => process.pid', 'uses process'],
    ['globalThis', 'export const f = () => globalThis', 'uses globalThis'],
    [
      'setTimeout',
      'declare const setTimeout: () => void\nexport const f = () => setTimeout()',
      'uses setTimeout',
    ],
    ['fetch', 'declare const fetch: () => void\nexport const f = () => fetch()', 'uses fetch'],
    [
      'console',
      'declare const console: { log(): void }\nexport const f = () => console.log()',
      'uses console',
    ],
    [
      'a Node module',
      "import { readFileSync } from 'node:fs'\nexport const f = readFileSync",
      'imports node:fs',
    ],
    ['a library', "export { z } from 'zod'", 'imports zod'],
    ['a file of another room', "import '../hub/src/ports'", 'imports ../hub/src/ports'],
    ['an import at run time', "export const f = () => import('./other')", 'imports at run time'],
    ['a look-behind', 'export const r = /(?<=a)b/', 'uses a later regular expression'],
    ['a class that extends Error', 'export class X extends Error {}', 'extends Error'],
    ['a class that extends TypeError', 'export const X = class extends TypeError {}', 'extends TypeError'],
  ])('the scan of the sources refuses %s', (_, code, problem) => {
    expect(purityProblems([plant(code)]).join('\n')).toContain(problem)
  })
})

test('every rule from 1 to 35 is named by the title of a test that stands beside the rules', () => {
  const titles = sources()
    .filter(name => name.endsWith('.test.ts'))
    .map(name => readFileSync(join(SHARED, 'src', name), 'utf8'))
    .join('\n')
  const missing = Array.from({ length: 35 }, (_, i) => i + 1).filter(n => !titles.includes(`rule ${n}: `))
  expect(missing).toEqual([])
})
