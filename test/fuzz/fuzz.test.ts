/** Every door of the hub, asked in ways that nobody means. `pnpm test:long` asks a million times. */
import { afterAll, describe, expect, it } from 'vitest'
import { haveReference, recordings, skippedNote } from '../contract/datadog-reference'
import type { Json } from '../harness'
import { DOORS } from './doors'
import { noFigures, routesOf, run, table } from './run'
import { fuzzWorld } from './world'

const LONG = process.env.FIXPROOF_LONG === '1'
const INPUTS = LONG ? 1_000_000 : 20_000
/** Inputs of one hub: a new one is built for the next, so that what they leave behind does not add up. */
const OF_ONE_HUB = 20_000
const SEED = Number(process.env.FIXPROOF_FUZZ_SEED ?? 20_261_123)
/** The promise is 100 ms; a machine that builds and tests at the same time gets more. Milliseconds. */
const STALL_MS = LONG ? 100 : 1_000

/** Bodies that real clients sent and got: those of the recordings, where they stand beside the project. */
function recordedBodies(): Json[] {
  if (!haveReference) return []
  return recordings().flatMap(([, content]) =>
    ((content as Json).interactions ?? []).flatMap(({ request, response }: Json) =>
      [request.body, response.body].filter(body => typeof body === 'object' && body !== null),
    ),
  )
}

const figures = noFigures()
afterAll(() => console.log(table(figures)))

describe('what is thrown at the hub', () => {
  it('reaches every door there is: one without a row in doors.ts is told here', async () => {
    const world = await fuzzWorld()
    const { all } = await routesOf(world)
    await world.close()
    expect(Object.keys(DOORS).sort()).toEqual([...all].sort())
  })

  it(
    `is answered below 500, leaves nothing broken and holds up nobody${skippedNote}`,
    async () => {
      const recorded = recordedBodies()
      for (let done = 0; done < INPUTS; done += OF_ONE_HUB) {
        await run({ seed: SEED + done, inputs: OF_ONE_HUB, recorded, figures, stallMs: STALL_MS })
        if (LONG) console.log(`${done + OF_ONE_HUB} of ${INPUTS} inputs, ${Math.round(figures.ms / 1000)} s`)
      }
      // What nobody lets through shows little of the hub: some requests to each door must be done.
      const without = [...figures.byDoor]
        .filter(([, counts]) => (counts['2xx'] ?? 0) === 0)
        .map(([route]) => [route, figures.refusals.get(route)])
      expect(without).toEqual([])
      expect(figures.inputs).toBeGreaterThanOrEqual(INPUTS)
    },
    LONG ? 5_400_000 : 300_000,
  )
})
