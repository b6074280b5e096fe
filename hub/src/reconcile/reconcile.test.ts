import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VendorError } from '../connectors/port'
import type { CaseState } from '../domain/step'
import {
  caseState,
  changed,
  incident,
  issue,
  MINUTE,
  movedBy,
  now,
  STATUS,
  T0,
} from '../domain/testing/build'
import type { Finish } from '../store/port'
import { makeApps } from './apps'
import { makeFindings } from './findings'
import { caseKey } from './keys'
import { makePeople } from './people'
import { type Reconciling, reconcileCase } from './reconcile'
import { keep, type Loop, testLoop } from './testing/loop'
import { Fenced, makeUnit } from './unit'

/** What the loop as a whole does with real refusals, waits and workflows stands in test/acceptance. */

const KEY = caseKey('case-1')
const LEASE_MS = MINUTE

let loop: Loop
let reconciling: Reconciling
beforeEach(async () => {
  loop = await testLoop()
  const unit = makeUnit(loop.deps)
  reconciling = {
    ...loop.deps,
    unit,
    findings: makeFindings({ ...loop.deps, unit }),
    people: makePeople(loop.deps),
    apps: makeApps(loop.deps, []),
  }
  loop.jira.views.set('10001', issue())
})
afterEach(() => loop.store.close())

/** Claims the case and goes over it once. */
async function pass(more: Partial<Reconciling> = {}): Promise<Finish> {
  await loop.store.commit({ marks: [{ key: KEY }] })
  const [row] = await loop.store.claim(loop.clock.now(), 1, LEASE_MS)
  if (row?.leaseId == null) throw new Error('The case was not due')
  const finish = await reconcileCase({ ...reconciling, ...more }, 'case-1', row.leaseId, KEY)
  await loop.store.finish(KEY, row.leaseId, finish)
  return finish
}
const stored = async (state: CaseState) => keep(loop.store, state)
const link = async () => (await loop.store.get('link', 'jira'))?.doc
const writes = () => loop.jira.calls.filter(call => call.startsWith('write'))

describe('a pass over a case', () => {
  it('settles a note that stands there already, also when another call took its intent meanwhile', async () => {
    const pendingNote = { text: 'Why', marker: 'reopen-1-5', asked: true as const }
    await stored(changed(caseState(), 'jira', { pendingNote }))
    loop.jira.comments.add('reopen-1-5')
    expect(await pass()).toEqual({ kind: 'done' })
    expect((await link())?.pendingNote).toBeNull()
    expect(writes()).not.toContain('write 10001 comment')
  })

  it('that is not there any more is done without a call', async () => {
    expect(await pass()).toEqual({ kind: 'done' })
    expect(loop.jira.calls).toEqual([])
  })

  it('reads each ticket before it writes, and finds nothing left to do the second time', async () => {
    await stored(caseState())
    expect(await pass()).toEqual({ kind: 'done' })
    expect(loop.jira.calls).toEqual(['read 10001', 'write 10001 property'])
    const proofSignature = (await link())?.proof?.signature ?? null
    loop.jira.views.set('10001', issue({ proofSignature }))
    expect(await pass()).toEqual({ kind: 'done' })
    expect(loop.jira.calls.slice(2)).toEqual(['read 10001'])
  })

  it('comes back when the vendor asked to wait, and leaves the ticket alone until then', async () => {
    await stored(caseState())
    loop.jira.before = () => {
      throw new VendorError('retryable', 'Slow down.', { retryAfterMs: 45_000 })
    }
    expect(await pass()).toEqual({ kind: 'again', runAt: T0 + 45_000 })
    await loop.clock.advance(44_999)
    expect(await pass()).toEqual({ kind: 'again', runAt: T0 + 45_000 })
    expect(loop.jira.calls).toEqual(['read 10001'])
    loop.jira.before = () => {}
    await loop.clock.advance(1)
    expect(await pass()).toEqual({ kind: 'done' })
    expect((await link())?.trouble).toBeNull()
  })

  it('serves the other ticket when the vendor of one cannot be reached', async () => {
    const fixed = now(caseState({ tickets: ['jira', 'servicenow'] }), 'A', 'resolved', T0)
    await stored(fixed)
    loop.servicenow.views.set(incident().id, incident())
    loop.servicenow.before = call => {
      const resolved = { status: { id: '6', name: 'Resolved' }, category: 'done' as const, version: 'after' }
      if (call.startsWith('write')) loop.servicenow.views.set(incident().id, { ...incident(), ...resolved })
    }
    loop.jira.before = () => {
      throw new VendorError('retryable', 'Down.', { retryAfterMs: 45_000 })
    }
    expect(await pass()).toEqual({ kind: 'again', runAt: T0 + 45_000 })
    expect(loop.jira.calls).toEqual(['read 10001'])
    expect(loop.servicenow.calls.slice(0, 2)).toEqual([
      `read ${incident().id}`,
      `write ${incident().id} patch`,
    ])
  })
})

describe('a ticket that could not be looked at', () => {
  /** The look at the issue fails; what is done for the incident takes longer than the issue has to be left alone. */
  async function passWith(state: CaseState, failures = 1): Promise<Finish> {
    await stored(state)
    loop.servicenow.views.set(incident().id, incident())
    loop.jira.before = call => {
      if (call === 'read 10001' && failures-- > 0)
        throw new VendorError('retryable', 'Slow down.', { retryAfterMs: 1_000 })
    }
    loop.servicenow.before = async call => {
      if (!call.startsWith('write')) return
      const resolved = { status: { id: '6', name: 'Resolved' }, category: 'done' as const, version: 'after' }
      loop.servicenow.views.set(incident().id, { ...incident(), ...resolved })
      await loop.clock.advance(5_000)
    }
    return pass()
  }
  const fixed = () => now(caseState({ tickets: ['jira', 'servicenow'] }), 'A', 'resolved', T0)

  it('is looked at before anything is done to it, as soon as its time has come', async () => {
    await passWith(fixed())
    expect(loop.jira.calls.slice(0, 3)).toEqual(['read 10001', 'read 10001', 'write 10001 property'])
  })

  it('is looked at first where its time had not come when the pass began, too', async () => {
    const trouble = { reason: 'Slow down.', at: T0, attempts: 1, notBefore: T0 + 1_000 }
    await passWith(changed(fixed(), 'jira', { trouble }), 0)
    expect(loop.jira.calls.slice(0, 2)).toEqual(['read 10001', 'write 10001 property'])
  })

  it('is not left alone where nobody knows yet what it shows: it was just made', async () => {
    await passWith(changed(fixed(), 'jira', { view: null }))
    expect(loop.jira.calls.slice(0, 3)).toEqual(['read 10001', 'read 10001', 'write 10001 property'])
    expect((await link())?.trouble).toBeNull()
  })
})

describe('the findings of a case', () => {
  const closed = movedBy('ada', issue(), STATUS.done, 'Done', T0 + MINUTE)

  it('are not read again while its tickets stand open', async () => {
    await stored(caseState())
    await pass()
    expect(loop.source.calls).toEqual([])
  })

  it('are read again before a close is judged: fixed in Datadog by then, it stands (rule 15)', async () => {
    await stored(caseState())
    loop.source.says.set('A', 'resolved')
    loop.jira.views.set('10001', closed)
    await loop.clock.advance(2 * MINUTE)
    await pass()
    expect(loop.source.calls).toEqual(['by id A'])
    expect((await link())?.refused).toBeNull()
    expect(writes()).not.toContain('write 10001 transition')
  })

  it('decide as they were last known when Datadog cannot be asked, and the log says so (rule 15)', async () => {
    await stored(caseState())
    loop.source.before = () => {
      throw new VendorError('retryable', 'Down.')
    }
    loop.jira.views.set('10001', closed)
    loop.jira.before = call => {
      if (call.startsWith('moves')) throw new VendorError('retryable', 'Enough seen.')
    }
    await loop.clock.advance(2 * MINUTE)
    await pass()
    expect((await link())?.refused).toMatchObject({ by: 'ada', findingIds: ['A'] })
    expect(loop.logger.lines).toEqual(['warn: Judging on the last known findings'])
  })
})

describe('what ends a pass', () => {
  it('a lost lease does, before the next call to a vendor', async () => {
    await stored(caseState())
    loop.jira.before = async call => {
      // Somebody else takes the case while we wait for the answer.
      if (call === 'read 10001') await loop.store.claim(T0 + 2 * LEASE_MS, 1, LEASE_MS)
    }
    await expect(pass()).rejects.toBeInstanceOf(Fenced)
    expect(loop.jira.calls).toEqual(['read 10001'])
    expect((await link())?.intent).toBeNull()
  })

  it('a defect of ours does: it is not taken for something the vendor said', async () => {
    await stored(caseState())
    loop.jira.before = () => {
      throw new TypeError('x is undefined')
    }
    await expect(pass()).rejects.toThrow('x is undefined')
    expect(await link()).toMatchObject({ trouble: null, blocked: null })
  })

  it('a defect of ours does, too, while the findings are read before judging', async () => {
    await stored(caseState())
    loop.jira.views.set('10001', movedBy('ada', issue(), STATUS.done, 'Done', T0 + MINUTE))
    loop.source.before = () => {
      throw new TypeError('x is undefined')
    }
    await loop.clock.advance(2 * MINUTE)
    await expect(pass()).rejects.toThrow('x is undefined')
    expect((await link())?.refused).toBeNull()
  })

  it('a case that does not come to rest is left after a hundred steps, and looked at a minute later', async () => {
    await stored(caseState())
    let n = 0
    // A key that changes with every look makes every proof one of another key.
    const signer = {
      get kid() {
        n += 1
        return `key-${n}`
      },
      sign: (text: string) => `signed ${text.length}`,
    }
    expect(await pass({ signer })).toEqual({
      kind: 'failed',
      runAt: T0 + MINUTE,
      error: 'No rest after 100 steps',
    })
    expect(writes()).toHaveLength(100)
    expect(loop.logger.lines).toEqual(['error: A case does not come to rest; it is looked at again later'])
  })
})
