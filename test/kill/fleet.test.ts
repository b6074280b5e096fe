import { afterAll, describe, expect, it } from 'vitest'
import { killFleet } from './fleet'
import { killStragglers } from './hubProcess'
import { AT_ONCE } from './writers'

const LONG = process.env.FIXPROOF_LONG === '1'
const HUBS = 4
/** Together ten minutes of load in the long run. Milliseconds. */
const ROUNDS = Number(process.env.FIXPROOF_FLEET_ROUNDS ?? (LONG ? 10 : 1))
const ROUND_MS = LONG ? 60_000 : 8_000
const SEED = Number(process.env.FIXPROOF_KILL_SEED ?? 4711)
/** What a round may take beyond its load. Milliseconds. */
const AROUND_MS = 240_000

const say = (line: string): void => void process.stdout.write(`  ${line}\n`)

afterAll(killStragglers)

describe('many hubs on one database', { timeout: ROUNDS * (ROUND_MS + AROUND_MS) + 300_000 }, () => {
  it(`lose nothing and make nothing twice, while ${HUBS} of them are killed and paused under ${AT_ONCE} writers`, async () => {
    const again = `${LONG ? 'FIXPROOF_LONG=1 ' : ''}FIXPROOF_KILL_SEED=${SEED} npx vitest run test/kill/fleet`
    const figures = await killFleet({ seed: SEED, hubs: HUBS, rounds: ROUNDS, forMs: ROUND_MS, say })
    const { violations, kills, pauses, acknowledged, issues, incidents } = figures
    say(
      `${kills} kills, ${pauses} pauses, ${acknowledged} acknowledged, ${issues} issues and ${incidents} incidents`,
    )
    expect(violations, `to run it again: ${again}`).toEqual([])
    expect(kills).toBeGreaterThanOrEqual(LONG ? 2 * HUBS : 2)
    if (LONG) expect(pauses).toBeGreaterThan(0)
    expect(acknowledged).toBeGreaterThanOrEqual(300)
    expect(issues + incidents).toBeGreaterThan(0)
  })
})
