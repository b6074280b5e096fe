import { testServer } from '@fixproof/hub/store/postgres/testing/server'
import { makeRandom } from '../sandbox/core'
import { type Balancer, startBalancer } from './balancer'
import { Book } from './book'
import { explain, verifyEnd } from './end'
import { type HubProcess, startHubProcess } from './hubProcess'
import { countCreates, projectOf } from './run'
import { findingOf, type Stage, setStage } from './stage'
import { verifyRest, verifyRestart } from './verify'
import { findingNames, load, newMemory, pick, rivalIds } from './writers'

/** A round goes on until that much was acknowledged and that many hubs were killed, however slow the machine is. */
const ROUND_AT_LEAST = { acknowledged: 300, kills: 2 } as const
/** Between two blows. Milliseconds. */
const CALM_MS = { least: 1_500, more: 5_000 } as const
/** How often a hub is only stopped for a while, and for how long: longer than any lease, so that others take its work. */
const PAUSED = { often: 0.2, least: 32_000, more: 8_000 } as const
/** What a dead hub had in hand is free after its lease of 30 s; then it must be done as usual. Milliseconds. */
const REST_MAX_MS = 90_000

export interface FleetFigures {
  kills: number
  pauses: number
  acknowledged: number
  issues: number
  incidents: number
  violations: string[]
}

interface Fleet {
  hubs: HubProcess[]
  /** Those that stand still at the moment. */
  paused: Set<HubProcess>
  /** Everything hubs ever logged at level `error`. */
  errors: string[]
  kills: number
  pauses: number
}

/**
 * Many hubs on one database behind one address. While callers write, one hub after the other is killed and started
 * again, or paused until others have taken its work and then woken up. Callers whose connection breaks ask again.
 * `forMs` is how long a round's load lasts at least; milliseconds.
 */
export async function killFleet(options: {
  seed: number
  hubs: number
  rounds: number
  forMs: number
  say: (line: string) => void
}): Promise<FleetFigures> {
  const { seed, rounds, forMs, say } = options
  const random = makeRandom(seed)
  const server = await testServer()
  const stage = await setStage(seed, await server.database())
  const balancer = await startBalancer()
  const book = new Book()
  const memory = newMemory()
  const creates = new Map<string, number>()
  const fleet: Fleet = { hubs: [], paused: new Set(), errors: [], kills: 0, pauses: 0 }
  const figures = { acknowledged: 0, issues: 0, incidents: 0, violations: book.violations }
  try {
    await stage.datadog('POST', '/_sandbox/findings', { data: findingNames().map(name => findingOf(name)) })
    for (const name of findingNames()) {
      const { id } = findingOf(name)
      if (!rivalIds().includes(id)) book.place.set(id, null)
    }
    for (let n = 0; n < options.hubs; n++) await join(fleet, stage, balancer)
    await stage.answerAt(balancer.url)
    const projectId = await projectOf(stage)
    for (let round = 1; round <= rounds && book.violations.length === 0; round++) {
      const end = Date.now() + forMs
      const before = fleet.kills
      const enough = (): boolean =>
        book.acknowledged.api + book.acknowledged.webhooks >= ROUND_AT_LEAST.acknowledged &&
        fleet.kills - before >= ROUND_AT_LEAST.kills
      const over = (): boolean => (Date.now() > end && enough()) || book.violations.length > 0
      const work = { stage, book, random, projectId, over, patient: true }
      await Promise.all([load(work, memory), strike(fleet, stage, balancer, random, over)])
      const gone = { errors: () => fleet.errors }
      await verifyRestart({ stage, book, random, hubs: [gone, ...fleet.hubs] })
      const acknowledged = book.acknowledged.api + book.acknowledged.webhooks
      figures.acknowledged += acknowledged
      const touched = [...book.touched]
      book.nextRound()
      await verifyRest({ stage, book }, touched, REST_MAX_MS)
      countCreates(stage, creates)
      for (const [marker, times] of creates)
        if (times > 1) book.violated(`a ticket with the marker ${marker} was made ${times} times`)
      say(
        `round ${round}: ${acknowledged} acknowledged, ${fleet.kills} kills and ${fleet.pauses} pauses so far`,
      )
    }
    if (book.violations.length === 0) Object.assign(figures, await verifyEnd(stage, book, fleet.hubs))
    else {
      await Promise.all(fleet.hubs.map(hub => hub.kill()))
      for (const hub of fleet.hubs) figures.violations.push(`a hub said: ${hub.output().slice(-2000)}`)
      figures.violations.push(`the store says: ${await explain(stage, book.suspects)}`)
    }
    return { ...figures, kills: fleet.kills, pauses: fleet.pauses }
  } finally {
    await balancer.close()
    await stage.close()
    await server.close()
  }
}

/** Starts a hub and lets callers reach it. */
async function join(fleet: Fleet, stage: Stage, balancer: Balancer): Promise<void> {
  const hub = await startHubProcess(stage.configPath, 0)
  fleet.hubs.push(hub)
  balancer.add(hub.url)
}

/** One blow after the other, while the others work on. At least one hub is always there. */
async function strike(
  fleet: Fleet,
  stage: Stage,
  balancer: Balancer,
  random: () => number,
  over: () => boolean,
): Promise<void> {
  const waking: Promise<void>[] = []
  while (!over()) {
    await pass(CALM_MS.least + random() * CALM_MS.more)
    const standing = fleet.hubs.filter(hub => !fleet.paused.has(hub))
    if (standing.length < 2) continue
    const hub = pick(standing, random)
    if (random() < PAUSED.often) waking.push(pause(fleet, balancer, hub, random))
    else {
      fleet.kills += 1
      const gone = hub.kill()
      balancer.remove(hub.url)
      await gone
      fleet.errors.push(...hub.errors())
      fleet.hubs = fleet.hubs.filter(each => each !== hub)
      await join(fleet, stage, balancer)
    }
  }
  await Promise.all(waking)
}

async function pause(fleet: Fleet, balancer: Balancer, hub: HubProcess, random: () => number): Promise<void> {
  fleet.pauses += 1
  fleet.paused.add(hub)
  hub.pause()
  balancer.remove(hub.url)
  await pass(PAUSED.least + random() * PAUSED.more)
  hub.wake()
  fleet.paused.delete(hub)
  balancer.add(hub.url)
}

const pass = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))
