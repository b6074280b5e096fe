import { watchClock } from '@fixproof/hub/clockWatch'
import { afterEach, expect, it } from 'vitest'
import { scenes } from '../acceptance/support/scene'

const { open, closeAll } = scenes()
afterEach(closeAll)

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

it('a clock that jumps back an hour holds up no round: what was fixed meanwhile is closed within minutes', async () => {
  const s = await open({ beats: true })
  const { h } = s
  const issue = await s.ticket('jira', ['A'])
  await s.second(issue, 'servicenow')
  let look = (): void => {}
  let passed = 0
  const told: string[] = []
  const end = watchClock({
    clock: h.world.clock,
    logger: { warn: (_fields, text) => void told.push(text) },
    passed: () => passed,
    every: (_ms, fn) => {
      look = fn
      return () => {}
    },
    onBack: h.hub.engine.plant,
  })
  h.world.clock.set(h.world.clock.now() - HOUR_MS)
  passed += 15_000
  await s.says('A', { status: 'resolved' })
  // Left to itself, the hub would next look when the old time is reached again.
  expect((await h.store.nextDue()) ?? 0).toBeGreaterThan(h.world.clock.now() + HOUR_MS / 2)
  look()
  await h.advance(5 * MINUTE_MS)
  expect(told).toEqual([expect.stringContaining('was set back by 60 min. Nothing is lost')])
  expect(await s.standing(issue)).toBe('Done (Done)')
  // A webhook that comes with the new time is as good as any.
  await s.detect('A')
  await h.advance(5 * MINUTE_MS)
  expect(await s.standing(issue)).not.toBe('Done (Done)')
  expect(s.logged().filter(line => line.startsWith('error'))).toEqual([])
  end()
})
