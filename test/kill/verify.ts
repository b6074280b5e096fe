import type { Random } from '@fixproof/hub/ports'
import { type Book, ticketIn, type Write } from './book'
import type { HubProcess } from './hubProcess'
import { isNotNow } from './patience'
import type { Answer, Json, Stage } from './stage'
import { postDelivery, rivalIds, sendWrite } from './writers'

/** How often a caller whose connection broke sends the same request again; the others never come back. */
const COMES_BACK = 0.7
const REPLAYS = 12
const REST_MAX_MS = 30_000
const LOOK_EVERY_MS = 25

interface Checking {
  stage: Stage
  book: Book
  random: Random
  hubs: readonly Pick<HubProcess, 'errors'>[]
}
type Looking = Pick<Checking, 'stage' | 'book'>

/** After a restart: nothing acknowledged is missing, nothing is half done, and what was sent before is known. */
export async function verifyRestart(checking: Checking): Promise<void> {
  const { stage, book } = checking
  const places = await readPlaces(stage)
  resolveUncertain(book, places)
  for (const [id, place] of book.place) {
    const now = places.get(id) ?? null
    if (now !== place) book.violated(`finding ${id} was on ${place} and is on ${now} now`)
  }
  await verifyCases(stage, book, places, [...book.touched])
  verifyRivals(book, places)
  await sendAgain(checking)
  for (const hub of checking.hubs) for (const line of hub.errors()) book.violated(`the hub logged: ${line}`)
}

/** Where every finding is, as the explorer shows it. */
async function readPlaces(stage: Stage): Promise<Map<string, string | null>> {
  const places = new Map<string, string | null>()
  let cursor = ''
  do {
    const more = cursor === '' ? '' : `&page[cursor]=${encodeURIComponent(cursor)}`
    const { body } = await stage.hub('GET', `/api/v2/security/findings?page[limit]=150${more}`)
    for (const item of body.data) {
      const inner = item.attributes.attributes.custom ?? item.attributes.attributes
      const cases: { id: string }[] = inner.workflow?.integrations?.cases ?? []
      places.set(item.id, cases[0]?.id ?? null)
    }
    cursor = body.meta.page?.after ?? ''
  } while (cursor !== '')
  return places
}

/** A write without an answer was done wholly or not at all; which of the two is what everybody goes by from now on. */
function resolveUncertain(book: Book, places: Map<string, string | null>): void {
  for (const write of book.uncertainWrites) {
    if (write.findings.some(id => !book.place.has(id))) continue
    const now = write.findings.map(id => places.get(id) ?? null)
    if (write.findings.every((id, i) => now[i] === book.place.get(id))) continue
    const [to] = now
    const whole = now.every(each => each === to) && isAfter(book, write, to ?? null)
    if (!whole) {
      book.violated(`${write.kind} of ${write.findings.length} findings was done by half: ${now.join(', ')}`)
      continue
    }
    if (write.kind === 'create' && typeof to === 'string') book.born.set(write, to)
    book.move(write.findings, to ?? null)
  }
}

function isAfter(book: Book, write: Write, to: string | null): boolean {
  if (write.kind === 'detach') return to === null
  if (write.kind === 'attach') return to === write.caseId
  // A new case, whose id nobody was told.
  return to !== null && !book.cases.has(to)
}

/** Each case is there under its id, with its key and ticket as first told, and with exactly its findings. */
export async function verifyCases(
  stage: Stage,
  book: Book,
  places: Map<string, string | null>,
  ids: readonly string[],
): Promise<void> {
  await eachOf(ids, async id => {
    const { status, body } = await stage.hub('GET', `/api/v2/cases/${id}`)
    if (status !== 200) return book.violated(`case ${id} was acknowledged and is answered ${status}`)
    const tool = toolOf(body.data)
    const known = book.know(body.data, tool, book.cases.get(id)?.shared ?? false)
    const has = body.data.attributes.insights.map((each: Json) => each.resource_id).sort()
    const wanted = known.shared
      ? [...places].filter(([, place]) => place === id).map(([finding]) => finding)
      : book.findingsOf(id)
    if (has.join() !== wanted.sort().join())
      book.violated(`case ${known.key} has ${has.length} findings (${has}) and should have ${wanted}`)
    return undefined
  })
}

function toolOf({ attributes }: Json): 'jira' | 'servicenow' | null {
  if (attributes.jira_issue !== undefined) return 'jira'
  return attributes.service_now_ticket === undefined ? null : 'servicenow'
}

/** Findings that several writers pull at are on one of their cases, once they have been attached. */
function verifyRivals(book: Book, places: Map<string, string | null>): void {
  for (const id of rivalIds()) {
    const place = places.get(id) ?? null
    if (place === null) continue
    const known = book.cases.get(place)
    if (known !== undefined && !known.shared) book.violated(`finding ${id} strayed to ${known.key}`)
  }
}

/** What was acknowledged is known: deliveries are duplicates, writes answer as they did the first time. */
async function sendAgain({ stage, book, random }: Checking): Promise<void> {
  await eachOf(book.deliveries, async delivery => {
    const { status, body } = await postDelivery(stage, delivery)
    if (status !== 200 || body.outcome !== 'duplicate')
      book.violated(`delivery ${delivery.id} from ${delivery.from} was forgotten (${status})`)
  })
  await eachOf(book.uncertainDeliveries, async delivery => {
    const { status } = await postDelivery(stage, delivery)
    if (status !== 200 && status !== 202)
      book.violated(`a delivery from ${delivery.from} sent again was answered ${status}`)
  })
  const first = Math.floor(random() * Math.max(1, book.writes.length - REPLAYS))
  await eachOf(book.writes.slice(first, first + REPLAYS), async ({ write, status, body }) => {
    const again = await sendWrite(stage, write)
    const same = again.status === status && JSON.stringify(again.body) === JSON.stringify(body)
    if (!same || again.headers.get('idempotent-replayed') !== 'true')
      book.violated(`${write.kind} sent again was answered ${again.status} ${JSON.stringify(again.body)}`)
  })
}

/** Callers whose connection broke send the same request again: it is carried out once, whatever had become of it. */
export async function callersComeBack(
  { stage, book, random }: Checking,
  broken: readonly Write[],
): Promise<void> {
  const back = broken.filter(() => random() < COMES_BACK)
  await eachOf(back, async write => {
    const shared = write.findings.some(id => !book.place.has(id))
    const { status, body } = await untilNotRunning(() => sendWrite(stage, write))
    if (status >= 300)
      return book.violated(`${write.kind} sent again was answered ${status} ${JSON.stringify(body)}`)
    const born = book.born.get(write)
    if (born !== undefined && body.data[0].id !== born)
      book.violated(`a create sent again made ${body.data[0].id} beside ${born}`)
    book.take(write, status, body, shared)
    return undefined
  })
}

/** 409 with Retry-After says "in a moment": two keys may be taken over from the dead process at the same time. */
async function untilNotRunning(send: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 0; ; tries++) {
    const answer = await send()
    if (!isNotNow(answer) || tries === TRIES) return answer
    await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS))
  }
}
const TRIES = 20

/** Waits until no work is due or in hand and every ticket asked for is confirmed. `withinMs` in milliseconds. */
export async function verifyRest(
  { stage, book }: Looking,
  ids: readonly string[],
  withinMs = REST_MAX_MS,
): Promise<void> {
  const end = Date.now() + withinMs
  let waiting = ids.filter(id => book.cases.get(id)?.tool != null)
  for (;;) {
    const still: string[] = []
    await eachOf(waiting, async id => {
      const { body } = await stage.hub('GET', `/api/v2/cases/${id}`)
      if (ticketIn(body.data) === null) still.push(id)
      else book.know(body.data, toolOf(body.data), false)
    })
    waiting = still
    const { due, leased } = await queue(stage)
    if (waiting.length === 0 && due === 0 && leased === 0) return
    if (Date.now() > end) {
      book.suspects.push(...waiting)
      book.violated(
        `no rest within ${withinMs / 1000} s: ${due} due, ${leased} in hand, ${waiting} unconfirmed`,
      )
      return
    }
    await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

/** How long everything may take to be done at the end, waits between tries included. Milliseconds. */
const DONE_MAX_MS = 120_000

/** Waits until the hub itself says that it would do nothing now: work that failed is due again only later. */
export async function verifyDone({ stage, book }: Looking): Promise<void> {
  const end = Date.now() + DONE_MAX_MS
  for (;;) {
    const undone = await casesToDo(stage)
    if (undone.length === 0) return
    if (Date.now() > end)
      return book.violated(`not done within ${DONE_MAX_MS / 1000} s: ${JSON.stringify(undone)}`)
    await new Promise(resolve => setTimeout(resolve, 10 * LOOK_EVERY_MS))
  }
}

async function casesToDo(stage: Stage): Promise<Json[]> {
  const undone: Json[] = []
  let after: string | null = null
  do {
    const { body }: Answer = await stage.hub('POST', '/api/v1/plan', {
      limit: 500,
      ...(after !== null && { after }),
    })
    undone.push(...body.cases.filter((each: Json) => each.steps.length > 0))
    after = body.next
  } while (after !== null)
  return undone
}

async function queue(stage: Stage): Promise<{ due: number; leased: number }> {
  const { body } = await stage.hub('GET', '/metrics')
  const number = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(String(body))?.[1] ?? -1)
  return { due: number('fixproof_work_due'), leased: number('fixproof_work_leased') }
}

/** Places for all cases and findings ever told of. */
export async function verifyAll(stage: Stage, book: Book): Promise<void> {
  await verifyCases(stage, book, await readPlaces(stage), [...book.cases.keys()])
}

const AT_ONCE = 16

/** `work` for each, a few at a time. */
async function eachOf<T>(all: readonly T[], work: (each: T) => Promise<unknown>): Promise<void> {
  const left = [...all]
  const hand = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, hand))
}
