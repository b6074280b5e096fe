import { afterAll, describe, expect, it } from 'vitest'
import { killStragglers } from './hubProcess'
import { killAgainAndAgain } from './run'
import { AT_ONCE } from './writers'

const LONG = process.env.FIXPROOF_LONG === '1'
const KILLS = Number(process.env.FIXPROOF_KILLS ?? (LONG ? 200 : 20))
const SEED = Number(process.env.FIXPROOF_KILL_SEED ?? Date.now() % 1_000_000)
/** What a kill may take on a busy machine, everything included. Milliseconds. */
const A_KILL_MS = 45_000

const say = (line: string): void => void process.stdout.write(`  ${line}\n`)

afterAll(killStragglers)

describe('kill -9', { timeout: KILLS * A_KILL_MS + 60_000 }, () => {
  it(`loses nothing it acknowledged and makes nothing twice, ${KILLS} kills in the middle of ${AT_ONCE} writers`, async () => {
    const again = `FIXPROOF_KILL_SEED=${SEED} FIXPROOF_KILLS=${KILLS} npx vitest run test/kill`
    say(`seed ${SEED}, ${KILLS} kills, ${AT_ONCE} writers at once; to run it again: ${again}`)
    const figures = await killAgainAndAgain({ seed: SEED, kills: KILLS, say })
    const starts = [...figures.startedInMs].sort((a, b) => a - b)
    const sums = figures.acknowledged.map(each => each.api + each.webhooks)
    say(
      `${figures.kills} kills, ${sums.reduce((a, b) => a + b, 0)} acknowledged (least in one: ${Math.min(...sums)}), ` +
        `${figures.broken} broken off, ${figures.issues} issues and ${figures.incidents} incidents; starts: ` +
        `median ${starts[starts.length >> 1]} ms, longest ${starts.at(-1)} ms`,
    )
    expect(figures.violations, `to run it again: ${again}`).toEqual([])
    expect(figures.acknowledged).toHaveLength(KILLS)
    expect(Math.min(...sums)).toBeGreaterThanOrEqual(300)
  })
})
