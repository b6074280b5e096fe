import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VendorError } from '../connectors/port'
import { caseState, changed, HOUR, incident, issue, MINUTE, T0 } from '../domain/testing/build'
import type { Commit, Store } from '../store/port'
import { type Findings, makeFindings } from './findings'
import { makePeople } from './people'
import { type Polling, pollDatadog, pollServiceNow, rereadAttached, sweep } from './polls'
import { keep, type Loop, testLoop } from './testing/loop'
import { makeUnit } from './unit'

let loop: Loop
let findings: Findings
let polling: Polling
beforeEach(async () => {
  loop = await testLoop()
  const unit = makeUnit(loop.deps)
  findings = makeFindings({ ...loop.deps, unit })
  polling = { ...loop.deps, unit, findings, people: makePeople(loop.deps) }
})
afterEach(() => loop.store.close())

const PACE = { everyMs: 30_000, overlapMs: 5 * MINUTE }
const watermark = async (id: string) => (await loop.store.get('cursor', id))?.doc.watermark
const due = async () => (await loop.store.claim(loop.clock.now(), 100, 1)).map(row => row.key)
const known = async () => (await loop.store.list('finding', { limit: 100 })).items.map(each => each.doc.id)

describe('the look at what changed in Datadog', () => {
  const poll = () => pollDatadog(polling, PACE)

  it('reads everything once, then from an overlap before the newest change', async () => {
    loop.source.pages = [
      { items: ['A', 'B'], complete: true },
      { items: ['C'], complete: true },
    ]
    expect(await poll()).toEqual({ kind: 'again', runAt: T0 + 30_000 })
    expect(await known()).toEqual(['A', 'B', 'C'])
    expect(await watermark('datadog')).toBe(T0)
    loop.source.pages = []
    await poll()
    expect(loop.source.calls).toEqual([
      'page since ever at start',
      'page since ever at 1',
      `page since ${-5 * MINUTE} at start`,
    ])
  })

  it('starts again where it did when one page was not complete: what it left out may come', async () => {
    loop.source.pages = [
      { items: ['A'], complete: false },
      { items: ['B'], complete: true },
    ]
    await poll()
    expect(await known()).toEqual(['A', 'B'])
    expect(await watermark('datadog')).toBe(0)
  })

  it('does not move on when a page fails, but keeps what was read', async () => {
    loop.source.pages = [
      { items: ['A'], complete: true },
      { items: ['B'], complete: true },
    ]
    loop.source.before = call => {
      if (call.endsWith('at 1')) throw new VendorError('retryable', 'Down.')
    }
    await expect(poll()).rejects.toThrow('Down.')
    expect(await known()).toEqual(['A'])
    expect(await watermark('datadog')).toBeUndefined()
  })

  it('an empty answer changes nothing (rule 3)', async () => {
    loop.source.says.set('A', 'open')
    loop.source.pages = [{ items: ['A'], complete: true }]
    await poll()
    loop.source.pages = []
    await poll()
    expect((await loop.store.get('finding', 'A'))?.doc).toMatchObject({ open: true, notSeenSince: null })
  })

  it('marks the case of a finding that changed, in the same commit', async () => {
    await keep(loop.store, caseState())
    loop.source.says.set('A', 'resolved')
    loop.source.pages = [{ items: ['A'], complete: true }]
    await poll()
    expect((await loop.store.get('case', 'case-1'))?.doc.round?.endedAt).toBe(T0)
    expect(await due()).toEqual(['case:case-1'])
  })
})

describe('the reading by id of what is on cases', () => {
  it('asks for the findings of all cases, archived ones too, closed tickets or not, and each hundred at once', async () => {
    await keep(loop.store, caseState({ findings: { A: 'resolved', B: 'open' } }))
    const old = caseState({ findings: { C: 'open' } })
    await keep(loop.store, {
      ...old,
      links: [],
      case: { ...old.case, id: 'case-2', key: 'SEC-2', archivedAt: T0 },
    })
    loop.source.says.set('A', 'resolved').set('B', 'open').set('C', 'open')
    expect(await rereadAttached(polling, HOUR)).toEqual({ kind: 'again', runAt: T0 + HOUR })
    expect(loop.source.calls).toEqual(['by id A B C'])
  })

  it('rule 3: keeps the state of what is missing, and says since when only if the answer was complete', async () => {
    await keep(loop.store, caseState())
    loop.source.complete = false
    await rereadAttached(polling, HOUR)
    expect((await loop.store.get('finding', 'A'))?.doc).toMatchObject({ open: true, notSeenSince: null })
    loop.source.complete = true
    await rereadAttached(polling, HOUR)
    expect((await loop.store.get('finding', 'A'))?.doc).toMatchObject({ open: true, notSeenSince: T0 })
    expect((await loop.store.get('case', 'case-1'))?.doc.round?.endedAt).toBeNull()
  })
})

describe('findings that are read', () => {
  it('rule 2: a mute with an end is looked at again when it ends', async () => {
    const muted = caseState({ findings: { A: { status: 'muted', until: T0 + HOUR }, B: 'open' } })
    await keep(loop.store, muted)
    loop.source.says.set('B', 'resolved')
    await findings.reread(['B'])
    expect((await loop.store.work('reread:case-1'))?.runAt).toBe(T0 + HOUR + 1_000)
  })

  it('many are written side by side, so that none waits for the disk of another', async () => {
    let under = 0
    let go = (): void => {}
    const allUnder = new Promise<void>(resolve => {
      go = resolve
    })
    const store = {
      ...loop.store,
      get: loop.store.get.bind(loop.store),
      getMany: loop.store.getMany.bind(loop.store),
      commit: async (commit: Commit) => {
        under += 1
        if (under === 3) go()
        await allUnder
        return loop.store.commit(commit)
      },
    } as Store
    const beside = makeFindings({ ...loop.deps, store, unit: makeUnit({ ...loop.deps, store }) })
    loop.source.says.set('A', 'open').set('B', 'open').set('C', 'open')
    await beside.reread(['A', 'B', 'C'])
    expect(await known()).toEqual(['A', 'B', 'C'])
  })

  it('those of one case follow one another and all count', async () => {
    await keep(loop.store, caseState({ findings: { A: 'open', B: 'open', C: 'open' } }))
    loop.source.says.set('A', 'resolved').set('B', 'resolved').set('C', 'resolved')
    await findings.reread(['A', 'B', 'C'])
    const { doc } = (await loop.store.get('case', 'case-1')) ?? {}
    expect(doc?.attachments.map(each => each.open)).toEqual([false, false, false])
    expect(doc?.round?.endedAt).toBe(T0)
  })

  it('one that stands on a page twice is taken as it was read last', async () => {
    const item = { id: 'A', type: 'finding' as const, attributes: { attributes: {} } }
    const read = loop.source.read(item)
    if (read === null) throw new Error('nothing read')
    const twice = [
      { ...read, severity: 'low' },
      { ...read, severity: 'critical' },
    ]
    await findings.takeAll(twice, loop.clock.now())
    expect((await loop.store.get('finding', 'A'))?.doc.severity).toBe('critical')
  })

  it('one that cannot be written is told once the others are', async () => {
    const refusing = {
      ...loop.store,
      get: loop.store.get.bind(loop.store),
      getMany: loop.store.getMany.bind(loop.store),
      commit: async (commit: Commit) => {
        if (commit.put?.some(each => each.id === 'A')) throw new Error('no room')
        return loop.store.commit(commit)
      },
    } as Store
    const trying = makeFindings({
      ...loop.deps,
      store: refusing,
      unit: makeUnit({ ...loop.deps, store: refusing }),
    })
    loop.source.says.set('A', 'open').set('B', 'open')
    await expect(trying.reread(['A', 'B'])).rejects.toThrow('no room')
    expect(await known()).toEqual(['B'])
  })

  it('one that is renamed has its tickets looked at, for the proof names it', async () => {
    await keep(loop.store, caseState())
    const read = loop.source.read({ id: 'A', type: 'finding', attributes: { attributes: {} } })
    if (read === null) throw new Error('nothing read')
    await findings.take({ ...read, severity: 'critical' }, loop.clock.now())
    expect(await due()).toEqual(['case:case-1'])
  })

  it('one that is read unchanged wakes nobody', async () => {
    await keep(loop.store, caseState())
    loop.source.says.set('A', 'open')
    await findings.reread(['A'])
    await findings.reread(['A'])
    expect(await due()).toEqual([])
  })

  it('one that moved to another case while it was read is read into that one', async () => {
    await keep(loop.store, caseState())
    const other = caseState({ findings: {}, tickets: [] })
    await keep(loop.store, { ...other, case: { ...other.case, id: 'case-2', key: 'SEC-2' } })
    const unit = makeUnit(loop.deps)
    let moved = false
    const moving: typeof unit = {
      ...unit,
      async edit(caseId, decide, also) {
        if (!moved) {
          moved = true
          const next = caseState({ tickets: [] })
          const doc = { ...next.case, id: 'case-2', key: 'SEC-2' }
          const left = { ...caseState({ findings: {} }).case, modifiedAt: T0 + 1 }
          const finding = next.findings.A
          if (finding === undefined) throw new Error('no finding')
          await loop.store.commit({
            put: [
              { kind: 'case', id: 'case-2', doc },
              { kind: 'case', id: 'case-1', doc: left },
              { kind: 'finding', id: 'A', doc: { ...finding, caseId: 'case-2' } },
            ],
          })
        }
        return unit.edit(caseId, decide, also)
      },
    }
    loop.source.says.set('A', 'resolved')
    await makeFindings({ ...loop.deps, unit: moving }).reread(['A'])
    expect((await loop.store.get('finding', 'A'))?.doc).toMatchObject({ state: 'resolved', caseId: 'case-2' })
    expect((await loop.store.get('case', 'case-2'))?.doc.round?.endedAt).toBe(T0)
  })

  it('those nobody knows are read from Datadog before they are said not to exist', async () => {
    loop.source.says.set('A', 'open')
    expect([...(await findings.known(['A', 'X'])).keys()]).toEqual(['A'])
    expect(loop.source.calls).toEqual(['by id A X'])
    loop.source.complete = false
    await expect(findings.known(['X'])).rejects.toThrow('did not answer in time')
  })
})

describe('the look at changed incidents', () => {
  const asked: { since: number; ids: readonly string[] }[] = []
  let answer: { views: ReturnType<typeof incident>[]; until: number }
  const poll = () => pollServiceNow(polling, 'main', PACE)
  beforeEach(() => {
    asked.length = 0
    answer = { views: [], until: T0 }
    loop.servicenow.changedSince = async (since, ids) => {
      asked.push({ since: since - T0, ids })
      return answer
    }
  })
  const withIncident = (more: Parameters<typeof changed>[2] = {}) =>
    keep(loop.store, changed(caseState({ tickets: ['servicenow'] }), 'servicenow', more))

  it('asks nothing while there is no incident, and begins with the moment it started', async () => {
    await poll()
    expect(asked).toEqual([])
    expect(await watermark('servicenow:main')).toBe(T0)
  })

  it('asks an overlap back, by id only for what people made', async () => {
    await withIncident()
    await poll()
    await withIncident({ origin: 'adopted' })
    await poll()
    expect(asked).toEqual([
      { since: -5 * MINUTE, ids: [] },
      { since: -5 * MINUTE, ids: [incident().id] },
    ])
  })

  it('marks the case whose incident is not as it was last seen, and no other', async () => {
    await withIncident()
    answer = { views: [incident()], until: T0 + 1 }
    await poll()
    expect(await due()).toEqual([])
    answer = { views: [incident({ version: '2' })], until: T0 + 2 }
    await poll()
    expect(await due()).toEqual(['case:case-1'])
  })

  it('moves its watermark on and never back', async () => {
    await withIncident()
    answer.until = T0 + HOUR
    await poll()
    answer.until = T0 - HOUR
    await poll()
    expect(await watermark('servicenow:main')).toBe(T0 + HOUR)
  })

  it('leaves alone what has a successor or is gone', async () => {
    await withIncident({ state: 'history' })
    answer = { views: [incident({ version: '2' })], until: T0 }
    await poll()
    expect(asked).toEqual([])
    expect(await due()).toEqual([])
  })

  it('does not move on when the instance does not answer', async () => {
    await withIncident()
    loop.servicenow.changedSince = async () => {
      throw new VendorError('retryable', 'Down.')
    }
    await expect(poll()).rejects.toThrow('Down.')
    expect(await watermark('servicenow:main')).toBeUndefined()
  })

  it('is over when the connection is configured no more', async () => {
    expect(await pollServiceNow(polling, 'old', PACE)).toEqual({ kind: 'done' })
  })
})

const ADA = { id: 'ada', name: 'Ada', email: null }

describe('the sweep', () => {
  const swept = () => sweep(polling, 'jira', 'main', 10 * MINUTE)

  it.each([
    ['as it was', issue(), []],
    ['another version', issue({ version: '2' }), ['case:case-1']],
    ['another key', issue({ key: 'OPS-1' }), ['case:case-1']],
    ['another status in the same moment', issue({ status: { id: '5', name: 'Done' } }), ['case:case-1']],
    ['another title in the same moment', issue({ fields: { title: 'By Ada' } }), ['case:case-1']],
    ['somebody else in the same moment', issue({ fields: { assignee: ADA } }), ['case:case-1']],
    ['another proof', issue({ proofSignature: 'forged' }), ['case:case-1']],
    ['deleted', null, ['case:case-1']],
  ])('marks only what differs: %s', async (_, view, expected) => {
    await keep(loop.store, caseState())
    loop.jira.views.set('10001', view)
    await swept()
    expect(loop.jira.calls).toEqual(['read many 10001'])
    expect(await due()).toEqual(expected)
  })

  it('asks nothing when there is nothing to ask for', async () => {
    await keep(loop.store, changed(caseState(), 'jira', { state: 'gone' }))
    await swept()
    expect(loop.jira.calls).toEqual([])
  })

  it('is spread a tenth to both sides', async () => {
    const at = (random: number) => sweep({ ...polling, random: () => random }, 'jira', 'main', 10 * MINUTE)
    expect(await at(0)).toEqual({ kind: 'again', runAt: T0 + 9 * MINUTE })
    expect(await at(0.5)).toEqual({ kind: 'again', runAt: T0 + 10 * MINUTE })
    expect(await at(1)).toEqual({ kind: 'again', runAt: T0 + 11 * MINUTE })
  })

  it('is over when the connection is configured no more', async () => {
    expect(await sweep(polling, 'jira', 'old', MINUTE)).toEqual({ kind: 'done' })
  })
})
