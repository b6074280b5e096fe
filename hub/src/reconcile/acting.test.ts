import { describe, expect, it } from 'vitest'
import { caseState } from '../domain/testing/build'
import { type Commits, commitBefore } from './acting'
import { LEASE_MS } from './lease'
import { Fenced } from './unit'

const PASS = { caseId: 'c', fence: { key: 'case:c', leaseId: 1 } }

/** Commits that take so long each; after `lostAfter` of them somebody else has the lease. */
function commits(takes: number[], lostAfter = takes.length) {
  let now = 1_000
  const moments: number[] = []
  const acting: Commits = {
    clock: { now: () => now },
    unit: {
      async edit(_caseId, decide, also) {
        if (moments.length >= lostAfter) throw new Fenced('Lost the lease')
        expect(also?.fence).toEqual(PASS.fence)
        decide(caseState())
        now += takes[moments.length - 1] ?? 0
        return undefined
      },
    },
  }
  const run = () =>
    commitBefore(acting, PASS, (state, at) => {
      moments.push(at)
      return { state, notes: [] }
    })
  return { run, moments }
}

describe('what is committed before a vendor is called', () => {
  it('is committed once when it is quick', async () => {
    const { run, moments } = commits([LEASE_MS / 2 - 1])
    await run()
    expect(moments).toEqual([1_000])
  })

  it('is committed again, with the moment of then, when the process stood still over it', async () => {
    const { run, moments } = commits([LEASE_MS / 2, 5])
    await run()
    expect(moments).toEqual([1_000, 1_000 + LEASE_MS / 2])
  })

  it('ends the work when somebody else has taken it over meanwhile: the vendor is not called', async () => {
    const { run, moments } = commits([2 * LEASE_MS], 1)
    await expect(run()).rejects.toBeInstanceOf(Fenced)
    expect(moments).toEqual([1_000])
  })
})
