import { systemClock, systemIds } from '@fixproof/hub/clock'
import { watchClock } from '@fixproof/hub/clockWatch'
import { parseConfig } from '@fixproof/hub/config/load'
import { startHub } from '@fixproof/hub/hub'
import { newProofKey, proofKeys } from '@fixproof/hub/proofKeys'
import { memoryFiles } from '@fixproof/hub/store/embedded/memory'
import { afterEach, expect, it, vi } from 'vitest'
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

it('a clock that jumps back an hour holds up no sweep: what nobody told of is seen within minutes', async () => {
  const s = await open({ beats: true, webhook: false })
  const { h } = s
  const issue = await s.ticket('jira', ['A'])
  let look = (): void => {}
  let passed = 0
  const end = watchClock({
    clock: h.world.clock,
    logger: { warn() {} },
    passed: () => passed,
    every: (_ms, fn) => {
      look = fn
      return () => {}
    },
    onBack: h.hub.engine.plant,
  })
  h.world.clock.set(h.world.clock.now() - HOUR_MS)
  passed += 15_000
  await s.move('ada', issue, 'Done')
  look()
  await h.advance(5 * MINUTE_MS)
  expect(await s.standing(issue)).not.toContain('Done')
  end()
})

it('a hub that runs watches its clock itself: set back, it asks Datadog at once', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
  let wall = 1_790_000_000_000
  let asked = 0
  const told: string[] = []
  const quiet = () => {}
  const config = parseConfig({
    server: { port: 0 },
    store: { kind: 'embedded', folder: '/memory' },
    connections: { datadog: { baseUrl: 'http://127.0.0.1:1', apiKey: 'a', applicationKey: 'b' } },
  })
  const hub = await startHub({
    config,
    clock: { ...systemClock, now: () => wall },
    ids: systemIds,
    random: () => 0.5,
    fetch: async () => {
      asked += 1
      return Response.json({ data: [] })
    },
    logger: { debug: quiet, info: quiet, warn: (_fields, text) => void told.push(text), error: quiet },
    files: memoryFiles(),
    proofKeys: proofKeys(newProofKey(), 'the test'),
  })
  try {
    const resting = async (): Promise<void> => {
      for (let turns = 0; turns < 200; turns++) await new Promise(resolve => setImmediate(resolve))
    }
    await resting()
    const before = asked
    expect(before).toBeGreaterThan(0)
    wall -= HOUR_MS
    vi.advanceTimersByTime(15_000)
    await resting()
    expect(told).toContainEqual(expect.stringContaining('was set back by 60 min'))
    expect(asked).toBeGreaterThan(before)
  } finally {
    vi.useRealTimers()
    await hub.close()
  }
})
