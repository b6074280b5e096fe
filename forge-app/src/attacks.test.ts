/** What a hostile or a careless person, a broken hub and a broken platform do to the functions. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { onProof } from './background'
import { resolver, validateDone } from './index'
import { store } from './platform/store'
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
    if (path.includes('ADMINISTER')) return ok({ permissions: { ADMINISTER: { havePermission: true } } })
    if (path.startsWith('/rest/api/3/project/search')) return ok({ values: projectsIn(path) })
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

/** Every project is seen but SECRET; a page holds fifty. */
function projectsIn(path: string): { key: string }[] {
  const { searchParams } = new URL(path, 'https://example.com')
  const asked = searchParams.getAll('keys')
  const all = asked.length > 0 ? asked : Array.from({ length: 100 }, (_, i) => `P${i}`)
  return all.filter(key => key !== 'SECRET').map(key => ({ key }))
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

const PAGE = {
  accountId: 'ada',
  cloudId: CLOUD,
  extension: { issue: { id: '10001' }, project: { key: 'SEC' } },
}
const invoke = async (functionKey: string, payload?: unknown) =>
  (await run(
    resolver({ call: { functionKey, payload }, context: PAGE }, { principal: { accountId: 'ada' } }),
  )) as { ok: boolean; data?: unknown }

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

describe('The newest proof that was seen', () => {
  test('is never forgotten for an older one, whoever writes last', async () => {
    const made = scene()
    // Both have read before either wrote.
    await Promise.all([store.raiseSeq('10001', 7, null), store.raiseSeq('10001', 6, null)])
    expect(made.kept.get('seq:10001')).toBe(7)
    await store.raiseSeq('10001', 5, 4)
    expect(made.kept.get('seq:10001')).toBe(7)
  })
})

describe('While the storage of the app', () => {
  test.each(['refuses', 'silent'] as const)(
    '%s, a transition is refused in time, and nothing throws',
    async how => {
      const made = scene({
        property: hub.proof(FIXED),
        hub: () => ok({ proof: hub.proof(FIXED), ahead: null }),
      })
      made.storageFault.how = how
      const began = Date.now()
      const answer = validateDone(MOVE, CONTEXT).then(told => ({ told, after: Date.now() - began }))
      const { told, after } = await run(answer)
      expect(told).toMatchObject({ result: false, errorMessage: expect.stringContaining('Try again') })
      expect(after).toBeLessThanOrEqual(5_000)
    },
  )

  test('cannot remember a proof, the verdict stands', async () => {
    const made = scene({
      property: hub.proof(FIXED),
      hub: () => ok({ proof: hub.proof(FIXED), ahead: null }),
    })
    vi.spyOn(store, 'raiseSeq').mockRejectedValue(new Error('down'))
    expect(await close()).toEqual({ result: true })
    expect(made.kept.has('seq:10001')).toBe(false)
  })

  test('fails, the event of a property is a failure too, so that it is sent again', async () => {
    const made = scene({ property: hub.proof() })
    made.storageFault.how = 'refuses'
    await expect(
      onProof({ issue: { id: '10001' }, property: { key: 'fixproof' } }, CONTEXT),
    ).rejects.toThrow()
  })
})

describe('A hub with very many projects', () => {
  test('is connected all the same: those of this site are kept first', async () => {
    const project = (i: number, jiraProject: string | null) => ({
      ...{ key: `P${i}`, name: `Project number ${i}`, policy: 'strict', jiraProject },
      notFixed: { resolutions: ["Won't Do", 'Duplicate'], statuses: [], closeCodes: ['Not solved'] },
    })
    const projects = Array.from({ length: 3_000 }, (_, i) => project(i, i === 2_999 ? 'SEC' : null))
    const made = scene({ hub: () => ok({ ...CONNECTED, projects, now: new Date(NOW).toISOString() }) })
    expect(await invoke('admin.connect')).toMatchObject({ ok: true })
    const kept = made.kept.get('connected') as { projects: { key: string }[] }
    expect(JSON.stringify(kept).length).toBeLessThan(120_000)
    expect(kept.projects[0]?.key).toBe('P2999')
  })
})

describe('The gadget', () => {
  test('names issues of any of hundreds of projects, and of none that the person does not see', async () => {
    const issue = (key: string) => ({
      id: key,
      key,
      at: new Date(NOW).toISOString(),
      who: 'Ada',
      how: 'refused',
    })
    const issues = [issue('ZZZ-1'), issue('SECRET-1'), issue('AAA-7')]
    scene({ hub: () => ok({ refused: 3, undone: 0, issues }) })
    const told = await invoke('gadget.view', { days: 30 })
    expect(told).toMatchObject({ ok: true, data: { falseFixes: { refused: 3 } } })
    const { falseFixes } = told.data as { falseFixes: { issues: { key: string }[] } }
    expect(falseFixes.issues.map(each => each.key)).toEqual(['ZZZ-1', 'AAA-7'])
  })
})

describe('A page', () => {
  test.each(['constructor', 'toString', '__proto__', 'nope'])(
    'that asks for "%s" is told nothing',
    async name => {
      scene()
      await expect(invoke(name)).rejects.toThrow('no function')
    },
  )
})
