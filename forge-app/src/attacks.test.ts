/** What a hostile or a careless person, a broken hub and a broken platform do to the functions. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { validateDone } from './index'
import { type Answers, type Call, platform } from './testing/platform'
import { CLOUD, FIXED, NOW, type Signer, signer } from './testing/proofs'

const hub = signer()
const CONNECTED = {
  ...{ hub: '1.0.0', connection: 'main', cloudId: CLOUD, keys: [hub.key], checkedAt: NOW, clockOffMs: 0 },
  projects: [],
}
const STATUSES = [
  { id: '1', name: 'To Do', statusCategory: { key: 'new' } },
  { id: '3', name: 'Done', statusCategory: { key: 'done' } },
]
type Told = { status: number; body: unknown } | 'silent'
const ok = (body: unknown): Told => ({ status: 200, body })

function scene(s: { property?: unknown; hub?: (call: Call) => Told; mode?: string; lastSeq?: number } = {}) {
  const answers: Answers = call => {
    const { who, path } = call
    if (who === 'hub') return s.hub?.(call) ?? 'silent'
    if (path === '/rest/api/3/status') return { status: 200, body: STATUSES }
    if (!path.startsWith('/rest/api/3/issue/')) return undefined
    const fields = { status: STATUSES[0], resolution: null, project: { key: 'SEC' } }
    const properties = s.property === undefined ? {} : { fixproof: s.property }
    return { status: 200, body: { id: '10001', key: 'SEC-7', fields, properties } }
  }
  const made = platform(answers)
  made.kept.set('connected', CONNECTED)
  if (s.mode !== undefined) made.kept.set('settings', { mode: s.mode, detachGroup: '' })
  if (s.lastSeq !== undefined) made.kept.set('seq:10001', s.lastSeq)
  return made
}

const CONTEXT = { installContext: `ari:cloud:jira::site/${CLOUD}` }
const MOVE = {
  issue: { key: 'SEC-7' },
  configuration: {},
  transition: { from: { id: '1' }, to: { id: '3' }, modifiedFields: {} },
}
/** Lets a function run to its end while the clock goes on. */
async function run<T>(work: Promise<T>): Promise<T> {
  await vi.advanceTimersByTimeAsync(10_000)
  return work
}
const close = () => run(validateDone(MOVE, CONTEXT))

/** A hub that knows no case of the issue, and says it is the one with that key. */
const onNoCase = (shows: Signer) => (call: Call) =>
  call.path.endsWith('/connection')
    ? ok({ ...CONNECTED, keys: [shows.key], now: new Date(NOW).toISOString() })
    : ok({ proof: null, ahead: null })

beforeEach(() => {
  vi.useFakeTimers({ now: NOW })
  vi.spyOn(console, 'warn').mockReturnValue()
  vi.spyOn(console, 'error').mockReturnValue()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('An answer of the hub', () => {
  test.each<[string, unknown]>([
    ['an empty object', {}],
    ['somebody else’s JSON', { status: 'ok' }],
    ['a proof that is none', { proof: { open: 0 }, ahead: null }],
    ['a text for a proof', { proof: 'fixed', ahead: null }],
    ['half of what it knows', { proof: null, ahead: { issueId: '10001', open: 0 } }],
    [
      'what it knows of another issue',
      { proof: null, ahead: hub.proof({ issueId: '10002', open: 0, phase: 'closed' }) },
    ],
    ['a list', []],
  ])('that is %s counts as none: the record on the issue decides', async (_, body) => {
    scene({ property: hub.proof(), hub: () => ok(body) })
    expect((await close()).errorMessage).toContain('SQL injection')
    scene({ property: hub.proof(FIXED), hub: () => ok(body) })
    expect(await close()).toEqual({ result: true })
    // An issue that never had findings is hindered by none of them.
    scene({ hub: () => ok(body) })
    expect(await close()).toEqual({ result: true })
  })

  test('that another hub gives, which knows nothing of this site, lets no known finding go', async () => {
    scene({ property: hub.proof(), hub: onNoCase(signer()) })
    expect((await close()).errorMessage).toContain('SQL injection')
    scene({ lastSeq: 5, hub: onNoCase(signer()) })
    expect((await close()).errorMessage).toContain('missing')
  })
})

describe('An issue that the hub let go', () => {
  test.each(['live-then-proof', 'proof', 'live'])('is free in mode %s, and stays so', async mode => {
    const made = scene({ lastSeq: 5, mode, hub: onNoCase(hub) })
    expect(await close()).toEqual({ result: true })
    expect(made.kept.has('seq:10001')).toBe(false)
    // The hub is out of reach now.
    scene({ mode })
    expect(await close()).toEqual({ result: true })
  })

  test('is refused while nobody can tell that from a record that was taken away', async () => {
    for (const mode of ['live-then-proof', 'proof']) {
      scene({ lastSeq: 5, mode })
      expect((await close()).errorMessage).toContain('missing')
    }
  })
})
