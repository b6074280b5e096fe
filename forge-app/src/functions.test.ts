/** The exported functions, through the real packages of Forge, with only the platform underneath replaced. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { onProof } from './background'
import type { ProjectSettings } from './defs'
import { MODES } from './frontend/words'
import { resolver, validateDone } from './index'
import { type Answers, type Call, platform } from './testing/platform'
import { CLOUD, FIXED, NOW, signer } from './testing/proofs'

const hub = signer()
const CONNECTED = {
  ...{ hub: '1.0.0', connection: 'main', cloudId: CLOUD, keys: [hub.key], checkedAt: NOW, clockOffMs: 0 },
  projects: [
    {
      ...{ key: 'SEC', name: 'Security', policy: 'fixed-only', jiraProject: 'SEC' },
      notFixed: { resolutions: ["Won't Do"], statuses: [], closeCodes: [] },
    },
  ],
}
const STATUSES = [
  { id: '1', name: 'To Do', statusCategory: { key: 'new' } },
  { id: '2', name: 'Doing', statusCategory: { key: 'indeterminate' } },
  { id: '3', name: 'Done', statusCategory: { key: 'done' } },
]
const RESOLUTIONS = [
  { id: '10', name: 'Done' },
  { id: '11', name: "Won't Do" },
]

interface Scene {
  property?: unknown
  status?: number
  hub?: (call: Call) => { status: number; body: unknown } | 'silent'
  admin?: boolean
  edit?: boolean
  groups?: string[]
  /** Settings of the project of the issue; nothing of its own unless given. */
  own?: ProjectSettings
}

function scene(s: Scene = {}) {
  const permission = (name: string, have: boolean) => ({
    status: 200,
    body: { permissions: { [name]: { havePermission: have } } },
  })
  const answers: Answers = call => {
    if (call.who === 'hub') return s.hub?.(call) ?? 'silent'
    const { path } = call
    if (path.startsWith('/rest/api/3/issue/')) {
      const fields = { status: STATUSES[0], resolution: null, project: { id: '10', key: 'SEC' } }
      const properties = s.property === undefined ? {} : { fixproof: s.property }
      return { status: s.status ?? 200, body: { id: '10001', key: 'SEC-7', fields, properties } }
    }
    if (path.startsWith('/rest/api/3/project/search')) return { status: 200, body: { values: [] } }
    if (path === '/rest/api/3/project/SEC')
      return { status: 200, body: { id: '10', key: 'SEC', name: 'Security' } }
    if (path === '/rest/api/3/status') return { status: 200, body: STATUSES }
    if (path === '/rest/api/3/resolution') return { status: 200, body: RESOLUTIONS }
    if (path.includes('ADMINISTER')) return permission('ADMINISTER', s.admin === true)
    if (path.includes('EDIT_ISSUES')) return permission('EDIT_ISSUES', s.edit !== false)
    if (path.startsWith('/rest/api/3/myself'))
      return {
        status: 200,
        body: {
          accountId: 'ada',
          displayName: 'Ada',
          groups: { items: (s.groups ?? []).map(name => ({ name })) },
        },
      }
    return undefined
  }
  const made = platform(answers)
  made.kept.set('connected', CONNECTED)
  if (s.own !== undefined) made.kept.set('project:10', s.own)
  return made
}

const CONTEXT = { installContext: `ari:cloud:jira::site/${CLOUD}` }
const move = (to = '3', resolution?: unknown) => ({
  issue: { key: 'SEC-7' },
  configuration: {},
  transition: {
    from: { id: '1' },
    to: { id: to },
    modifiedFields: resolution === undefined ? {} : { resolution },
  },
})
/** Lets a function run to its end while the clock goes on. */
async function run<T>(work: Promise<T>): Promise<T> {
  await vi.advanceTimersByTimeAsync(10_000)
  return work
}
const close = (to?: string, resolution?: unknown) => run(validateDone(move(to, resolution), CONTEXT))

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

describe('validateDone', () => {
  test('refuses from the proof when the hub is silent, and passes when it says everything is fixed', async () => {
    scene({ property: hub.proof() })
    expect(await close()).toMatchObject({
      result: false,
      errorMessage: expect.stringContaining('SQL injection'),
    })
    scene({ property: hub.proof(FIXED) })
    expect(await close()).toEqual({ result: true })
  })

  test('prefers the hub’s word of this moment, in either direction', async () => {
    scene({
      property: hub.proof(),
      hub: () => ({ status: 200, body: { proof: hub.proof(FIXED), ahead: null } }),
    })
    expect(await close()).toEqual({ result: true })
    scene({
      property: hub.proof(FIXED),
      hub: () => ({ status: 200, body: { proof: hub.proof({ seq: 6 }), ahead: null } }),
    })
    expect((await close()).result).toBe(false)
  })

  test('goes by what the hub could not write in time', async () => {
    const { sig: _, ...ahead } = hub.proof()
    scene({ hub: () => ({ status: 200, body: { proof: hub.proof(FIXED), ahead } }) })
    expect((await close()).result).toBe(false)
  })

  test('asks nobody about a move into an open status', async () => {
    const { toHub } = scene({ property: hub.proof() })
    expect(await close('2')).toEqual({ result: true })
    expect(toHub()).toEqual([])
  })

  test.each([
    ['by its id', { id: '11' }],
    ['by its name', { name: "Won't Do" }],
  ])('takes a resolution that does not mean fixed for what it is, named %s', async (_, resolution) => {
    scene({ property: hub.proof({ policy: 'fixed-only' }) })
    expect(await close('3', resolution)).toEqual({ result: true })
    expect((await close('3', { id: '10' })).result).toBe(false)
  })

  test('hinders no issue without findings, whatever the mode, with the hub away', async () => {
    for (const mode of MODES) {
      scene().kept.set('settings', { mode, detachGroup: '' })
      expect(await close()).toEqual({ result: true })
    }
  })

  test('in mode "live" refuses what it knows findings on when the hub is silent', async () => {
    scene({ property: hub.proof(FIXED) }).kept.set('settings', { mode: 'live', detachGroup: '' })
    expect((await close()).errorMessage).toContain('did not answer')
  })

  test('in mode "proof" does not ask the hub for a verdict', async () => {
    const made = scene({ property: hub.proof(FIXED) })
    made.kept.set('settings', { mode: 'proof', detachGroup: '' })
    expect(await close()).toEqual({ result: true })
    expect(made.toHub()).toEqual([])
  })

  describe('in mode "proof-then-live"', () => {
    const settings = { mode: 'proof-then-live', detachGroup: '' }
    const sceneOf = (property: unknown, told: Scene['hub'] = () => 'silent') => {
      const made = scene({ property, hub: told })
      made.kept.set('settings', settings)
      return made
    }
    const says = (proof: unknown) => () => ({ status: 200, body: { proof, ahead: null } })
    const stale = hub.proof({ ...FIXED, validUntil: NOW - 1 })
    const asked = (made: ReturnType<typeof sceneOf>) =>
      made.toHub().filter(path => path.endsWith('/proof')).length

    test('a fresh proof decides at once, in either direction, and the hub is not asked', async () => {
      const may = sceneOf(hub.proof(FIXED), says(hub.proof({ seq: 6 })))
      expect(await close()).toEqual({ result: true })
      expect(may.toHub()).toEqual([])
      const mayNot = sceneOf(hub.proof(), says(hub.proof({ ...FIXED, seq: 6 })))
      expect((await close()).errorMessage).toContain('SQL injection')
      expect(asked(mayNot)).toBe(0)
    })

    test.each([
      ['too old', stale],
      ['missing', undefined],
      ['forged', { ...hub.proof(FIXED), open: 0, seq: 9 }],
      ['of another issue', hub.proof({ ...FIXED, issueId: '10002' })],
    ])('the hub is asked when the proof is %s, and decides', async (_, property) => {
      const refuses = sceneOf(property, says(hub.proof({ seq: 6 })))
      expect((await close()).errorMessage).toContain('SQL injection')
      expect(asked(refuses)).toBe(1)
      sceneOf(property, says(hub.proof({ ...FIXED, seq: 6 })))
      expect(await close()).toEqual({ result: true })
    })

    test('a proof that was put back does not decide: the hub is asked', async () => {
      const made = sceneOf(hub.proof(FIXED), says(hub.proof({ seq: 6 })))
      made.kept.set('seq:10001', 6)
      expect((await close()).errorMessage).toContain('SQL injection')
      expect(asked(made)).toBe(1)
    })

    test('with the hub silent, too, a permission that is too old lets nothing through', async () => {
      sceneOf(stale)
      expect((await close()).errorMessage).toContain('too old')
    })
  })

  test('goes by the settings of the project of the issue, and else by the site’s', async () => {
    const site = { mode: 'proof', detachGroup: '' }
    const property = hub.proof(FIXED)
    scene({ property, own: { mode: 'live', detachGroup: null } }).kept.set('settings', site)
    expect((await close()).errorMessage).toContain('did not answer')
    for (const own of [
      { mode: null, detachGroup: 'x' },
      { mode: 'proof', detachGroup: null },
    ] as const) {
      scene({ property, own }).kept.set('settings', site)
      expect(await close()).toEqual({ result: true })
    }
    // Another project's settings are none of this one's.
    const made = scene({ property })
    made.kept.set('settings', site).set('project:11', { mode: 'live', detachGroup: null })
    expect(await close()).toEqual({ result: true })
  })

  test('reports a refusal, and a doubt about the record as no false fix', async () => {
    const { calls } = scene({ property: hub.proof() })
    await close()
    expect(calls.at(-1)).toMatchObject({ path: '/forge/v1/issues/10001/refused', body: { claim: 'fixed' } })
    const forged = scene({ property: { open: 0 } })
    await close()
    expect(forged.calls.at(-1)).toMatchObject({ body: { claim: 'other' } })
  })

  test('never throws, and answers in five seconds when Jira hangs', async () => {
    platform(() => 'silent')
    const began = Date.now()
    const answer = validateDone(move(), CONTEXT).then(told => ({ told, after: Date.now() - began }))
    const { told, after } = await run(answer)
    expect(told).toMatchObject({ result: false, errorMessage: expect.stringContaining('could not read') })
    expect(after).toBeLessThanOrEqual(5_000)
    scene({ status: 500 })
    expect((await close()).result).toBe(false)
  })

  test('remembers the newest proof, so that the trigger and the validator miss one taken away', async () => {
    const made = scene({ property: hub.proof(FIXED) })
    await onProof({ issue: { id: '10001' }, property: { key: 'fixproof' } }, CONTEXT)
    expect(made.kept.get('seq:10001')).toBe(5)
    const later = scene()
    later.kept.set('seq:10001', 5)
    expect((await close()).errorMessage).toContain('missing')
  })

  test('takes a new key of the hub only beside one that is known', async () => {
    const next = signer()
    const settings = { mode: 'proof', detachGroup: '' }
    const told = (keys: unknown[]) => () => ({
      status: 200,
      body: { ...CONNECTED, keys, now: new Date(NOW).toISOString() },
    })
    scene({ property: next.proof(FIXED), hub: told([next.key, hub.key]) }).kept.set('settings', settings)
    expect(await close()).toEqual({ result: true })
    scene({ property: next.proof(FIXED), hub: told([next.key]) }).kept.set('settings', settings)
    expect((await close()).errorMessage).toContain('not written by Fixproof')
  })
})

describe('the functions behind the pages', () => {
  const PAGE = {
    ...{ accountId: 'ada', cloudId: CLOUD },
    extension: { issue: { id: '10001', key: 'SEC-7' }, project: { key: 'SEC' } },
  }
  // Forge hands over plain JSON; what a test looks at is the same.
  const invoke = async (functionKey: string, payload?: unknown) =>
    (await run(
      resolver({ call: { functionKey, payload }, context: PAGE }, { principal: { accountId: 'ada' } }),
    )) as {
      [name: string]: unknown
    }
  const linked = () => ({ status: 200, body: { linked: false } })
  const FINDINGS = { findings: ['f1'], reason: 'Not ours', until: '2026-12-31' }

  test.each(['issue.attach', 'issue.detach', 'issue.ask'])(
    '%s does nothing on an issue the person cannot see',
    async name => {
      for (const status of [403, 404]) {
        const { toHub } = scene({ status, admin: true, hub: linked })
        expect(await invoke(name, FINDINGS)).toMatchObject({ ok: false, failure: 'refused' })
        expect(toHub()).toEqual([])
      }
    },
  )

  test.each([
    [
      'issue.attach',
      {
        findings: Array(51)
          .fill(0)
          .map((_, i) => `f${i}`),
      },
      'at most 50',
    ],
    ['issue.attach', { findings: [] }, 'at least one'],
    ['issue.attach', { findings: 'f1' }, 'by their id'],
    ['issue.detach', { findings: ['f1'], reason: ' ' }, 'reason'],
    ['issue.detach', { findings: ['f1'], reason: 'x'.repeat(1001) }, 'at most 1000'],
    ['issue.ask', { ...FINDINGS, until: '2026-11-23' }, 'future'],
    ['issue.ask', { ...FINDINGS, until: '2026-02-31' }, 'year-month-day'],
    ['issue.ask', { ...FINDINGS, until: '2036-01-01' }, 'at most 366 days'],
    ['findings.search', { query: '' }, 'search for'],
    ['gadget.view', { days: 0 }, 'from 1 to'],
  ])('%s refuses wrong input before anything is called (%#)', async (name, payload, words) => {
    const { calls } = scene({ admin: true, hub: linked })
    expect(await invoke(name, payload)).toMatchObject({ ok: false, sentence: expect.stringContaining(words) })
    expect(calls).toEqual([])
  })

  test('findings are taken off by the group in the settings and by administrators only', async () => {
    const settings = { mode: 'proof', detachGroup: 'security' }
    for (const [given, ok] of [
      [{}, false],
      [{ groups: ['security'] }, true],
      [{ groups: ['other'] }, false],
      [{ admin: true }, true],
    ] as const) {
      scene({ ...given, groups: [...('groups' in given ? given.groups : [])], hub: linked }).kept.set(
        'settings',
        settings,
      )
      expect((await invoke('issue.detach', FINDINGS)).ok).toBe(ok)
    }
  })

  test('the group of the project takes the place of the site’s', async () => {
    const settings = { mode: 'proof', detachGroup: 'security' }
    for (const [group, groups, ok] of [
      ['leads', ['security'], false],
      ['leads', ['leads'], true],
      ['', ['security'], false],
      [null, ['security'], true],
    ] as const) {
      const own = { mode: null, detachGroup: group }
      scene({ own, groups: [...groups], hub: linked }).kept.set('settings', settings)
      const told = await invoke('issue.detach', FINDINGS)
      expect(told.ok).toBe(ok)
      if (!ok && group !== '') expect(told.sentence).toContain('leads')
      expect(await invoke('issue.view')).toMatchObject({ mayDetach: ok })
    }
  })

  test('settings of a project are kept by its id, and gone once they are reset', async () => {
    const { kept } = scene({ admin: true })
    const set = (mode: unknown, detachGroup: unknown, projectKey = 'SEC') =>
      invoke('admin.project', { projectKey, mode, detachGroup })
    expect(await set('live', ' leads ')).toMatchObject({
      ok: true,
      data: { projects: [{ key: 'SEC', settings: { mode: 'live', detachGroup: 'leads' } }] },
    })
    expect(kept.get('project:10')).toEqual({ mode: 'live', detachGroup: 'leads' })
    expect(await set(null, null)).toMatchObject({
      ok: true,
      data: { projects: [{ key: 'SEC', settings: { mode: null, detachGroup: null } }] },
    })
    expect(kept.has('project:10')).toBe(false)
    expect(await set('live', null, 'NONE')).toMatchObject({ ok: false, failure: 'refused' })
    for (const [mode, group] of [
      ['often', null],
      [undefined, null],
      [null, undefined],
      ['live', 'x'.repeat(256)],
    ])
      expect(await set(mode, group)).toMatchObject({ ok: false, failure: 'refused' })
    expect([...kept.keys()].filter(key => key.startsWith('project:'))).toEqual([])
    kept.delete('connected')
    expect(await set('live', null)).toMatchObject({ ok: false, failure: 'not-connected' })
  })

  test('who may not edit the issue attaches nothing to it', async () => {
    const { toHub } = scene({ edit: false, hub: linked })
    expect(await invoke('issue.attach', FINDINGS)).toMatchObject({ ok: false, failure: 'refused' })
    expect(toHub()).toEqual([])
  })

  test('with the hub away the panel shows what the proof says', async () => {
    scene({ property: hub.proof() })
    expect(await invoke('issue.view')).toMatchObject({
      issue: { ok: false, failure: 'unreachable' },
      stored: { mayClose: false, blocking: [{ title: 'SQL injection' }] },
    })
  })

  test('nothing of a forged proof is shown', async () => {
    scene({ property: { ...hub.proof(FIXED), blocking: [{ title: 'Lie', severity: 'low', url: '' }] } })
    expect(await invoke('issue.view')).toMatchObject({ stored: { mayClose: false, blocking: [] } })
  })

  test.each([
    'admin.view',
    'admin.connect',
    'admin.project',
    'workflow.preview',
    'workflow.install',
    'workflow.undo',
  ])('%s is for administrators', async name => {
    const { toHub } = scene({ hub: linked })
    const payload = { projectKey: 'SEC', workflowId: 'w', token: 't' }
    expect(await invoke(name, payload)).toMatchObject({ ok: false, failure: 'refused' })
    expect(toHub()).toEqual([])
  })

  test('the hub’s own words of a refusal reach the person', async () => {
    scene({ hub: () => ({ status: 400, body: { errors: [{ detail: 'Finding f1 is unknown.' }] } }) })
    expect(await invoke('issue.attach', FINDINGS)).toEqual({
      ...{ ok: false, failure: 'refused' },
      sentence: 'Finding f1 is unknown.',
    })
  })

  test('a hub of another site is not taken', async () => {
    const made = scene({
      admin: true,
      hub: () => ({
        status: 200,
        body: { ...CONNECTED, cloudId: 'cloud-2', now: new Date(NOW).toISOString() },
      }),
    })
    made.kept.delete('connected')
    expect(await invoke('admin.connect')).toMatchObject({
      ok: false,
      sentence: expect.stringContaining('another Jira site'),
    })
    expect(made.kept.has('connected')).toBe(false)
  })
})
