/** Nothing meddles any more, and time passes until everything that waits for it has had its turn. */
import type { CaseDoc, LinkDoc } from '@fixproof/hub/domain/model'
import { HUB } from '../../harness'
import { LOOKS, look, type Run } from './run'
import type { Stage } from './stage'
import { restoreWorkflows } from './workflow'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
/** Waits one after the other before something must go round in circles. */
const ROUNDS_MAX = 40
/** Longer than a search of Jira may lag, and than a create whose answer was lost may still run. Milliseconds. */
const SETTLE_MS = 61_000

export async function comeToRest(run: Run): Promise<void> {
  const { stage, book } = run
  run.meanwhile = []
  stage.world.faults.clear()
  for (const life of stage.lives) {
    life.disarm()
    life.resume()
  }
  await stage.startAll()
  run.tally.add('workflow: restore', restoreWorkflows(stage))
  await stage.rest()
  await resumeBlocked(run)
  for (let rounds = 0; rounds < ROUNDS_MAX; rounds++) {
    // A look is dear: polls and sweeps look once nothing waits any more, and what they find may wait again.
    let until = await waitsUntil(stage)
    if (until === null) {
      await look(stage)
      until = await waitsUntil(stage)
    }
    if (until === null) {
      run.tally.add('finding: its mute ends by itself', book.passes(stage.now))
      return
    }
    stage.world.clock.advance(Math.max(1, until - stage.now) + SECOND_MS)
    await stage.rest()
  }
  book.violated(`it still waits after ${ROUNDS_MAX} waits: ${await waitingFor(stage)}`)
}

/** Whoever mended what a ticket waited for says so. */
async function resumeBlocked(run: Run): Promise<void> {
  for (const { doc } of await run.stage.store.find('link', 'blocked', 'yes')) {
    const path = `${HUB}/api/v1/links/${doc.id}/resume`
    const headers = { 'dd-api-key': 'hub-api', 'dd-application-key': 'hub-app' }
    const answer = await run.stage.ask(async hub => hub.app.request(path, { method: 'POST', headers }))
    // Nothing may be left to resume by then.
    if (answer.status >= 300 && answer.status !== 409)
      run.book.violated(`a resume was answered with ${answer.status}`)
  }
  await run.stage.rest()
}

/** The moment at which the last of what still waits may go on; null when nothing waits. */
async function waitsUntil(stage: Stage): Promise<number | null> {
  const moments = (await waits(stage)).map(each => each.until)
  return moments.length === 0 ? null : Math.min(...moments)
}

async function waitingFor(stage: Stage): Promise<string> {
  return (await waits(stage)).map(each => each.what).join('; ')
}

async function waits(stage: Stage): Promise<{ until: number; what: string }[]> {
  const { now, store } = stage
  const found: { until: number; what: string }[] = []
  // What a hub that ended had in hand goes to the other one when its lease is over.
  const { leased } = await store.queue(now)
  if (leased > 0) found.push({ until: now + MINUTE_MS, what: `${leased} pieces of work in hand` })
  // A vendor that did not answer is not asked again at once.
  for (const key of LOOKS) {
    const row = await store.work(key)
    if (row !== undefined && row.lastError !== null)
      found.push({ until: Math.max(row.runAt, now), what: `${key}: ${row.lastError}` })
  }
  let after: string | undefined
  do {
    const page = await store.list('link', { limit: 500, ...(after === undefined ? {} : { after }) })
    for (const { doc } of page.items) found.push(...waitsOfLink(doc, now))
    after = page.next
  } while (after !== undefined)
  after = undefined
  do {
    const page: Awaited<ReturnType<typeof store.list<'case'>>> = await store.list('case', {
      limit: 500,
      ...(after === undefined ? {} : { after }),
    })
    for (const { doc } of page.items) found.push(...waitsOfCase(doc, now))
    after = page.next
  } while (after !== undefined)
  return found
}

function waitsOfLink(link: LinkDoc, now: number): { until: number; what: string }[] {
  if (link.state !== 'live' && link.state !== 'creating') return []
  const { trouble, intent, contest, refused, blocked, ticket } = link
  const name = ticket?.key ?? link.id
  const found: { until: number; what: string }[] = []
  if (trouble !== null)
    found.push({ until: Math.max(trouble.notBefore, now), what: `${name}: ${trouble.reason}` })
  if (intent !== null && blocked === null)
    found.push({ until: now + SETTLE_MS, what: `${name}: ${intent.kind}` })
  const contested = link.view?.category === 'done' && refused !== null
  if (contested && contest !== null && contest.notBefore > now)
    found.push({ until: contest.notBefore, what: `${name} is contested` })
  return found
}

function waitsOfCase(doc: CaseDoc, now: number): { until: number; what: string }[] {
  const { damping, round, closedRound } = doc
  const closes = round !== null && round.endedAt !== null && closedRound < round.number
  return damping !== null && damping.notBefore > now && closes
    ? [{ until: damping.notBefore, what: `${doc.key} flaps` }]
    : []
}
