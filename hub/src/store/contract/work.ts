import { describe, expect, it } from 'vitest'
import type { WorkRow } from '../port'
import { finding, type MakeStore, NOW, subjectOf } from './setup'

const LEASE_MS = 60_000

export function workContract(make: MakeStore): void {
  describe('work', () => {
    const subject = subjectOf(make)
    const mark = (key: string, runAt?: number) =>
      subject.store.commit({ marks: [runAt === undefined ? { key } : { key, runAt }] })
    const claim = (now = NOW, max = 10) => subject.store.claim(now, max, LEASE_MS)
    async function claimOne(now = NOW): Promise<WorkRow & { leaseId: number }> {
      const [row] = await claim(now, 1)
      if (row === undefined || row.leaseId === null) throw new Error('Nothing was due.')
      return { ...row, leaseId: row.leaseId }
    }

    it('makes a marked key due now unless it says when', async () => {
      await mark('a')
      await mark('b', NOW + 5000)
      expect((await claim()).map(row => row.key)).toEqual(['a'])
      expect(await subject.store.nextDue()).toBe(NOW + 5000)
      expect((await claim(NOW + 5000)).map(row => row.key)).toEqual(['b'])
    })

    it('claims the earliest first, no more than asked, and never what is not due', async () => {
      await mark('late', NOW + 1)
      await mark('second', NOW - 10)
      await mark('first', NOW - 20)
      await mark('third', NOW - 5)
      expect((await claim(NOW, 2)).map(row => row.key)).toEqual(['first', 'second'])
      expect((await claim(NOW, 10)).map(row => row.key)).toEqual(['third'])
    })

    it('gives out what was marked together for one moment in the order named, whatever the names', async () => {
      const keys = ['m', 'z', 'a', 'y', 'b']
      const doc = { kind: 'finding', id: 'f-1', doc: finding('f-1') } as const
      // The second time the keys are known; a mark alone and one beside a document are to stand in one line.
      for (const put of [[], [doc], [], [doc]]) {
        await subject.store.commit({ put: [...put], marks: keys.map(key => ({ key })) })
        const rows = await claim()
        expect(rows.map(row => row.key)).toEqual(keys)
        for (const row of rows) await subject.store.finish(row.key, row.leaseId as number, { kind: 'done' })
        keys.reverse()
      }
    })

    it('gives out what is due at one moment in the order of marks; another mark does not send a key back', async () => {
      const doc = { kind: 'finding', id: 'f-1', doc: finding('f-1') } as const
      for (const put of [[], [doc]]) {
        const again = (key: string, runAt: number) =>
          subject.store.commit({ put: [...put], marks: [{ key, runAt }] })
        for (const key of ['c', 'a', 'd', 'b']) await mark(key, NOW)
        await again('c', NOW)
        await again('a', NOW + 5000)
        await mark('d', NOW - 1)
        const rows = await claim()
        expect(rows.map(row => row.key)).toEqual(['d', 'c', 'a', 'b'])
        for (const row of rows) await subject.store.finish(row.key, row.leaseId as number, { kind: 'done' })
      }
    })

    it('keeps the order of keys that were marked over and over for one moment', async () => {
      const keys = ['c', 'a', 'd', 'b']
      for (let times = 0; times < 40; times += 1)
        for (const key of times === 0 ? keys : [...keys].reverse()) await mark(key)
      expect((await claim()).map(row => row.key)).toEqual(keys)
    })

    it('never leases a key twice at the same time', async () => {
      await Promise.all(['a', 'b', 'c'].map(key => mark(key)))
      const claims = await Promise.all(Array.from({ length: 8 }, () => claim(NOW, 2)))
      const keys = claims.flat().map(row => row.key)
      expect(keys.sort()).toEqual(['a', 'b', 'c'])
    })

    it('gives every lease a greater number than the one before, also after a restart', async () => {
      await mark('a')
      const first = await claimOne()
      await subject.store.finish('a', first.leaseId, { kind: 'done' })
      await subject.reopen()
      await mark('a')
      const second = await claimOne()
      expect(second.leaseId).toBeGreaterThan(first.leaseId)
    })

    it('is clean after done, and due again with the next mark', async () => {
      await mark('a')
      const row = await claimOne()
      expect(await subject.store.finish('a', row.leaseId, { kind: 'done' })).toBe(true)
      expect(await claim(NOW + 10 * LEASE_MS)).toEqual([])
      expect(await subject.store.nextDue()).toBeUndefined()
      await mark('a')
      expect((await claim()).map(one => one.key)).toEqual(['a'])
    })

    it('keeps a key due that was marked during the work, on 100 keys out of 100', async () => {
      const keys = Array.from({ length: 100 }, (_, index) => `key-${index}`)
      await Promise.all(keys.map(key => mark(key)))
      const rows = await claim(NOW, 100)
      expect(rows).toHaveLength(100)
      await Promise.all(
        rows.flatMap(row => [
          subject.store.finish(row.key, row.leaseId as number, { kind: 'done' }),
          mark(row.key),
        ]),
      )
      expect((await claim(NOW, 100)).map(row => row.key).sort()).toEqual([...keys].sort())
    })

    it('leaves a mark that came during the work for its own time', async () => {
      await mark('a')
      const row = await claimOne()
      await mark('a', NOW + 9000)
      await subject.store.finish('a', row.leaseId, { kind: 'done' })
      expect(await claim(NOW + 8999)).toEqual([])
      expect((await claim(NOW + 9000)).map(one => one.key)).toEqual(['a'])
    })

    it('takes the earliest of several marks that came during the work', async () => {
      await mark('a')
      const row = await claimOne()
      await mark('a', NOW + 9000)
      await mark('a', NOW + 3000)
      await mark('a', NOW + 6000)
      await subject.store.finish('a', row.leaseId, { kind: 'done' })
      expect(await subject.store.nextDue()).toBe(NOW + 3000)
    })

    it('lets the earlier time of a waiting key win over a later mark', async () => {
      await mark('a', NOW + 1000)
      await mark('a', NOW + 5000)
      expect(await subject.store.nextDue()).toBe(NOW + 1000)
      await mark('a', NOW + 500)
      expect(await subject.store.nextDue()).toBe(NOW + 500)
    })

    it('takes the time of the mark when the key was clean', async () => {
      await mark('a')
      await subject.store.finish('a', (await claimOne()).leaseId, { kind: 'done' })
      await mark('a', NOW + 7000)
      expect(await subject.store.nextDue()).toBe(NOW + 7000)
    })

    it('is due again by itself after "again", or earlier when a mark came meanwhile', async () => {
      await mark('poll')
      const first = await claimOne()
      await subject.store.finish('poll', first.leaseId, { kind: 'again', runAt: NOW + 60_000 })
      expect(await subject.store.nextDue()).toBe(NOW + 60_000)
      const second = await claimOne(NOW + 60_000)
      await mark('poll', NOW + 60_500)
      await subject.store.finish('poll', second.leaseId, { kind: 'again', runAt: NOW + 120_000 })
      expect(await subject.store.nextDue()).toBe(NOW + 60_500)
    })

    it('pulls a key that waits after "again" forward with a mark', async () => {
      await mark('poll')
      const first = await claimOne()
      await subject.store.finish('poll', first.leaseId, { kind: 'again', runAt: NOW + 60_000 })
      await mark('poll', NOW + 10)
      expect(await subject.store.nextDue()).toBe(NOW + 10)
    })

    it('counts failures and tries again at the time said; a clean finish forgets them', async () => {
      await mark('a')
      const first = await claimOne()
      await subject.store.finish('a', first.leaseId, { kind: 'failed', runAt: NOW + 100, error: 'no answer' })
      expect(await subject.store.work('a')).toMatchObject({
        attempts: 1,
        lastError: 'no answer',
        leaseId: null,
        runAt: NOW + 100,
      })
      expect(await claim(NOW + 99)).toEqual([])
      const second = await claimOne(NOW + 100)
      expect(second.attempts).toBe(1)
      await subject.store.finish('a', second.leaseId, { kind: 'failed', runAt: NOW + 300, error: 'again no' })
      const third = await claimOne(NOW + 300)
      expect(third.attempts).toBe(2)
      await subject.store.finish('a', third.leaseId, { kind: 'done' })
      expect(await subject.store.work('a')).toMatchObject({ attempts: 0, lastError: null })
    })

    it('gives the work of a lease that ran out to the next one, and the old holder can do nothing more', async () => {
      await mark('a')
      const old = await claimOne()
      expect(await claim(NOW + LEASE_MS - 1)).toEqual([])
      expect(await subject.store.nextDue()).toBe(NOW + LEASE_MS)
      const next = await claimOne(NOW + LEASE_MS)
      expect(next.key).toBe('a')
      expect(await subject.store.finish('a', old.leaseId, { kind: 'done' })).toBe(false)
      expect(
        await subject.store.commit({
          fence: { key: 'a', leaseId: old.leaseId },
          put: [{ kind: 'finding', id: 'f-1', doc: finding('f-1') }],
        }),
      ).toBe('fenced')
      expect(await subject.store.get('finding', 'f-1')).toBeUndefined()
      expect(
        await subject.store.commit({
          fence: { key: 'a', leaseId: next.leaseId },
          put: [{ kind: 'finding', id: 'f-1', doc: finding('f-1') }],
        }),
      ).toBe('ok')
      expect(await subject.store.finish('a', next.leaseId, { kind: 'done' })).toBe(true)
    })

    it('does not let a mark for later delay the work of a holder who died', async () => {
      await mark('a')
      await claimOne()
      await mark('a', NOW + 1000 * LEASE_MS)
      expect((await claim(NOW + LEASE_MS)).map(row => row.key)).toEqual(['a'])
    })

    it('has work due again at once whose lease has no length', async () => {
      await mark('a')
      const [first] = await subject.store.claim(NOW, 1, 0)
      const [second] = await subject.store.claim(NOW, 1, 0)
      expect([first?.key, second?.key]).toEqual(['a', 'a'])
      expect(second?.leaseId).not.toBe(first?.leaseId)
    })

    it('refuses to finish or fence with a lease that is over or was never given', async () => {
      await mark('a')
      const row = await claimOne()
      await subject.store.finish('a', row.leaseId, { kind: 'done' })
      expect(await subject.store.finish('a', row.leaseId, { kind: 'done' })).toBe(false)
      expect(await subject.store.finish('never', 1, { kind: 'done' })).toBe(false)
      expect(await subject.store.commit({ fence: { key: 'a', leaseId: row.leaseId } })).toBe('fenced')
      expect(await subject.store.commit({ fence: { key: 'never', leaseId: 1 } })).toBe('fenced')
    })

    it('tells how many rows are due, how many are in hand, and since when the first waits', async () => {
      expect(await subject.store.queue(NOW)).toEqual({ due: 0, leased: 0, oldestDueAt: null })
      await mark('late', NOW + 1)
      await mark('first', NOW - 20)
      await mark('second', NOW - 10)
      await mark('third', NOW - 5)
      expect(await subject.store.queue(NOW)).toEqual({ due: 3, leased: 0, oldestDueAt: NOW - 20 })
      const row = await claimOne()
      expect(await subject.store.queue(NOW)).toEqual({ due: 2, leased: 1, oldestDueAt: NOW - 10 })
      await subject.store.finish('first', row.leaseId, { kind: 'again', runAt: NOW + 50 })
      expect(await subject.store.queue(NOW)).toEqual({ due: 2, leased: 0, oldestDueAt: NOW - 10 })
      expect(await subject.store.queue(NOW + 50)).toEqual({ due: 4, leased: 0, oldestDueAt: NOW - 10 })
    })

    it('counts work whose holder died as due again since its lease ran out', async () => {
      await mark('a')
      await claimOne()
      expect(await subject.store.queue(NOW + LEASE_MS - 1)).toEqual({ due: 0, leased: 1, oldestDueAt: null })
      const depth = await subject.store.queue(NOW + LEASE_MS + 1)
      expect(depth).toEqual({ due: 1, leased: 0, oldestDueAt: NOW + LEASE_MS })
    })

    it('keeps a renewed lease until its new end, never shorter, and gives it to nobody else before', async () => {
      await mark('a')
      const row = await claimOne()
      expect(await subject.store.renew('a', row.leaseId, NOW + 3 * LEASE_MS)).toBe(true)
      expect(await claim(NOW + 3 * LEASE_MS - 1)).toEqual([])
      expect(await subject.store.nextDue()).toBe(NOW + 3 * LEASE_MS)
      expect(await subject.store.renew('a', row.leaseId, NOW + 1)).toBe(true)
      expect(await subject.store.nextDue()).toBe(NOW + 3 * LEASE_MS)
      expect((await claim(NOW + 3 * LEASE_MS)).map(one => one.key)).toEqual(['a'])
    })

    it('refuses to renew a lease that another has now, that is over, or that was never given', async () => {
      await mark('a')
      const old = await claimOne()
      const next = await claimOne(NOW + LEASE_MS)
      expect(await subject.store.renew('a', old.leaseId, NOW + 9 * LEASE_MS)).toBe(false)
      expect(await subject.store.nextDue()).toBe(NOW + 2 * LEASE_MS)
      await subject.store.finish('a', next.leaseId, { kind: 'done' })
      expect(await subject.store.renew('a', next.leaseId, NOW + 9 * LEASE_MS)).toBe(false)
      expect(await subject.store.renew('never', 1, NOW)).toBe(false)
      expect(await subject.store.nextDue()).toBeUndefined()
    })

    it('has claimed work again after a restart, at the latest when its lease runs out', async () => {
      await mark('a')
      await claimOne()
      await subject.reopen()
      expect((await claim(NOW + LEASE_MS)).map(row => row.key)).toEqual(['a'])
    })

    it('calls who listens after a commit that marked work, and no more once they stopped', async () => {
      let calls = 0
      let seen: Promise<unknown> = Promise.resolve()
      const marked = new Promise<void>(resolve => {
        const stop = subject.store.onMarked(() => {
          calls += 1
          resolve()
        })
        seen = mark('a').then(() => stop)
      })
      await marked
      const stop = (await seen) as () => void
      await subject.store.commit({ put: [{ kind: 'finding', id: 'f-1', doc: finding('f-1') }] })
      expect(calls).toBe(1)
      stop()
      await mark('b')
      expect(calls).toBe(1)
    })
  })
}
