import { makeRandom } from '../sandbox/core'
import { Book } from './book'
import { explain, verifyEnd } from './end'
import type { HubProcess } from './hubProcess'
import { findingOf, type Stage, setStage } from './stage'
import { callersComeBack, verifyRest, verifyRestart } from './verify'
import { findingNames, load, type Memory, newMemory, rivalIds } from './writers'

/** What the hub must have acknowledged before it is killed, and up to how much more. Acknowledgements. */
const ACKNOWLEDGED_MIN = 300
const ACKNOWLEDGED_MORE = 120
/** The kill falls up to this long after that many, into whatever is going on then. Milliseconds. */
const MOMENT_MS = 20

export interface Figures {
  kills: number
  acknowledged: { api: number; webhooks: number }[]
  startedInMs: number[]
  /** Requests whose connection broke, over all kills. */
  broken: number
  issues: number
  incidents: number
  violations: string[]
}

/**
 * Kills a hub again and again in the middle of everything, starts it on the same folder and looks whether it kept its
 * word. The same seed gives the same writers and the same moments, as far as two processes can be held to them.
 */
export async function killAgainAndAgain(options: {
  seed: number
  kills: number
  say: (line: string) => void
}): Promise<Figures> {
  const { seed, kills, say } = options
  const random = makeRandom(seed)
  const stage = await setStage(seed)
  const book = new Book()
  const memory = newMemory()
  const creates = new Map<string, number>()
  const figures: Figures = {
    kills,
    acknowledged: [],
    startedInMs: [],
    broken: 0,
    issues: 0,
    incidents: 0,
    violations: book.violations,
  }
  try {
    await stage.datadog('POST', '/_sandbox/findings', { data: findingNames().map(name => findingOf(name)) })
    for (const name of findingNames()) {
      const { id } = findingOf(name)
      if (!rivalIds().includes(id)) book.place.set(id, null)
    }
    let hub = await stage.start()
    figures.startedInMs.push(hub.startedInMs)
    const projectId = await projectOf(stage)
    for (let kill = 1; kill <= kills && book.violations.length === 0; kill++) {
      await round({ stage, book, memory, random, hub, projectId })
      const { api, webhooks } = book.acknowledged
      const broken = book.uncertainWrites.length + book.uncertainDeliveries.length
      figures.acknowledged.push({ api, webhooks })
      figures.broken += broken
      hub = await stage.start()
      figures.startedInMs.push(hub.startedInMs)
      const checking = { stage, book, random, hubs: [hub] }
      await verifyRestart(checking)
      const touched = [...book.touched]
      const callers = book.uncertainWrites
      book.nextRound()
      await callersComeBack(checking, callers)
      await verifyRest(checking, touched)
      countCreates(stage, creates)
      for (const [marker, times] of creates)
        if (times > 1) book.violated(`a ticket with the marker ${marker} was made ${times} times`)
      say(
        `kill ${kill}: ${api} writes and ${webhooks} webhooks acknowledged, ${broken} broken off, up again in ${hub.startedInMs} ms`,
      )
    }
    if (book.violations.length === 0) Object.assign(figures, await verifyEnd(stage, book, [hub]))
    else {
      await hub.stop()
      figures.violations.push(`the hub said: ${hub.output().slice(-3000)}`)
      figures.violations.push(`the store says: ${await explain(stage, book.suspects)}`)
    }
    return figures
  } finally {
    await stage.close()
  }
}

async function round(given: {
  stage: Stage
  book: Book
  memory: Memory
  random: () => number
  hub: HubProcess
  projectId: string
}): Promise<void> {
  const { stage, book, memory, random, hub, projectId } = given
  const enough = ACKNOWLEDGED_MIN + Math.floor(random() * ACKNOWLEDGED_MORE)
  const moment = random() * MOMENT_MS
  let over = false
  const killed = (async () => {
    await book.reaches(enough)
    await new Promise(resolve => setTimeout(resolve, moment))
    const gone = hub.kill()
    over = true
    await gone
  })()
  await Promise.all([load({ stage, book, random, projectId, over: () => over }, memory), killed])
}

export async function projectOf(stage: Stage): Promise<string> {
  const { body } = await stage.hub('GET', '/api/v2/cases/projects')
  return body.data[0].id
}

/** Counts what was made at the vendors, by marker, and forgets the calls: they would fill the memory. */
export function countCreates({ sandbox }: Stage, creates: Map<string, number>): void {
  for (const call of sandbox.world.calls.list()) {
    if (call.method !== 'POST' || call.status !== 201) continue
    const body = call.requestBody as { fields?: { labels?: string[] }; correlation_id?: string } | null
    const label = body?.fields?.labels?.find(each => each.startsWith('fixproof-'))
    const marker = call.path.endsWith('/rest/api/3/issue') ? label : body?.correlation_id
    if (marker !== undefined) creates.set(marker, (creates.get(marker) ?? 0) + 1)
  }
  sandbox.world.calls.clear()
  sandbox.world.webhooks.clear()
}
