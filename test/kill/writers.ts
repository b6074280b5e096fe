import { createHmac, randomUUID } from 'node:crypto'
import type { Random } from '@fixproof/hub/ports'
import {
  attachWrite,
  type Book,
  createWrite,
  type Delivery,
  detachWrite,
  type Tool,
  type Write,
} from './book'
import { untilAnswered } from './patience'
import { type Answer, findingOf, idOf, SECRETS, type Stage } from './stage'

/** Who writes at the same time. */
export const WRITERS = { case: 6, jira: 4, servicenow: 3, rival: 3 } as const
const SENDERS = { jira: 2, servicenow: 1, datadog: 1 } as const
export const AT_ONCE = Object.values({ ...WRITERS, s: 4, truth: 1, people: 1 }).reduce((a, b) => a + b, 0)

const FINDINGS_EACH = 8
const RIVAL_FINDINGS = 10
const RIVAL_CASES = 2
/** What one writer makes in one round, so that 200 rounds do not grow without end. */
const CREATES_A_ROUND: Record<'case' | Tool, number> = { case: 6, jira: 2, servicenow: 2 }
const PEOPLE_ACTS_A_ROUND = 3

export const findingNames = (): string[] => [
  ...owners().flatMap(({ findings }) => findings),
  ...rivalFindings(),
]
const owners = () =>
  (['case', 'jira', 'servicenow'] as const).flatMap(kind =>
    Array.from({ length: WRITERS[kind] }, (_, i) => ({
      kind,
      findings: Array.from({ length: FINDINGS_EACH }, (_, n) => `${kind}-${i}-${n}`),
    })),
  )
const rivalFindings = () => Array.from({ length: RIVAL_FINDINGS }, (_, n) => `rival-${n}`)
export const rivalIds = (): string[] => rivalFindings().map(idOf)

interface Work {
  stage: Stage
  book: Book
  random: Random
  projectId: string
  /** True once the hub was killed: nothing new is sent. */
  over: () => boolean
  /** Whoever gets no answer asks again at once, because another hub takes it; else it stays open what became of it. */
  patient?: boolean
}

/** Everybody at once, until the hub is gone. What lives longer than a round stands in `memory`. */
export async function load(work: Work, memory: Memory): Promise<void> {
  const api = owners().map(({ kind, findings }, n) => owner(work, memory, kind, findings.map(idOf), n))
  const rivals = Array.from({ length: WRITERS.rival }, () => rival(work, memory))
  const senders = (Object.keys(SENDERS) as (keyof typeof SENDERS)[]).flatMap(from =>
    Array.from({ length: SENDERS[from] }, () =>
      until(work, async () => sendDelivery(work, newDelivery(work, memory, from))),
    ),
  )
  await Promise.all([...api, ...rivals, ...senders, truth(work), people(work, memory)])
}

export interface Memory {
  /** The last cases of each owner, newest last. */
  own: Map<number, string[]>
  shared: string[]
  tickets: Record<Tool, string[]>
  /** Tickets that somebody has closed by hand; once is enough, the second time the hub rightly takes its time. */
  closedByHand: Set<string>
}
export const newMemory = (): Memory => ({
  own: new Map(),
  shared: [],
  tickets: { jira: [], servicenow: [] },
  closedByHand: new Set(),
})

async function until(work: Work, step: () => Promise<void>): Promise<void> {
  while (!work.over()) await step()
}

/** Makes, attaches and detaches with findings nobody else touches. */
async function owner(work: Work, memory: Memory, kind: 'case' | Tool, mine: string[], n: number) {
  const { random, book } = work
  let creates = CREATES_A_ROUND[kind]
  await until(work, async () => {
    const cases = memory.own.get(n) ?? []
    const some = pickSome(mine, random, 3)
    const roll = random()
    if (cases.length === 0 || (creates > 0 && roll < 0.4)) {
      creates -= 1
      const tool = kind === 'case' ? null : kind
      const told = await perform(work, createWrite(tool, some, work.projectId), false)
      if (told === null) return
      memory.own.set(n, [...cases, told.body.data[0].id].slice(-4))
      const ticket = book.cases.get(told.body.data[0].id)?.ticket
      if (tool !== null && ticket != null) memory.tickets[tool].push(ticket.id)
    } else if (roll < 0.75) {
      await perform(work, attachWrite(pick(cases, random), some), false)
    } else {
      await perform(work, detachWrite(some), false)
    }
  })
}

/** Several of these pull the same findings to and fro between the same cases. */
async function rival(work: Work, memory: Memory): Promise<void> {
  const { random } = work
  await until(work, async () => {
    if (memory.shared.length < RIVAL_CASES * WRITERS.rival) {
      const told = await perform(
        work,
        createWrite(null, pickSome(rivalIds(), random, 3), work.projectId),
        true,
      )
      if (told !== null) memory.shared.push(told.body.data[0].id)
    } else {
      await perform(work, attachWrite(pick(memory.shared, random), pickSome(rivalIds(), random, 4)), true)
    }
  })
}

/** Findings are fixed and found again in Datadog, which says so by its webhook. */
async function truth(work: Work): Promise<void> {
  const names = owners().flatMap(each => (each.kind === 'case' ? [] : each.findings))
  await until(work, async () => {
    const name = pick(names, work.random)
    const status = work.random() < 0.5 ? 'resolved' : 'open'
    await work.stage.datadog('POST', '/_sandbox/findings', { data: [findingOf(name, status)] })
    await sendDelivery(work, deliveryOf('datadog', { id: randomUUID(), event: 'finding' }))
  })
}

/** People close tickets, whatever Datadog says; Jira tells the hub itself. */
async function people(work: Work, memory: Memory): Promise<void> {
  let acts = PEOPLE_ACTS_A_ROUND
  await until(work, async () => {
    const tool: Tool = work.random() < 0.5 ? 'jira' : 'servicenow'
    const fresh = memory.tickets[tool].filter(id => !memory.closedByHand.has(id))
    const id = fresh.length === 0 || acts === 0 ? undefined : pick(fresh, work.random)
    if (id === undefined) return sendDelivery(work, newDelivery(work, memory, 'servicenow'))
    acts -= 1
    memory.closedByHand.add(id)
    await (tool === 'jira' ? closeIssue(work.stage, id) : closeIncident(work.stage, id))
    if (tool === 'servicenow')
      await sendDelivery(work, deliveryOf('servicenow', { event_id: randomUUID(), sys_id: id }))
  })
}

async function closeIssue({ ada }: Stage, id: string): Promise<void> {
  const { body } = await ada('GET', `/rest/api/3/issue/${id}/transitions`)
  const done = body.transitions.find((each: { to: { name: string } }) => each.to.name === 'Done')
  // Closed by the hub already, because its findings were fixed a moment ago.
  if (done === undefined) return
  await ada('POST', `/rest/api/3/issue/${id}/transitions`, { transition: { id: done.id } })
}

async function closeIncident({ abel }: Stage, id: string): Promise<void> {
  const fields = { state: '6', close_code: 'Solution provided', close_notes: 'Looks fine to me' }
  await abel('PATCH', `/api/now/table/incident/${id}`, fields)
}

/** Sends a write; null when no answer came, and then it is on the list of what may or may not have happened. */
async function perform(work: Work, write: Write, shared: boolean): Promise<Answer | null> {
  const { book, stage } = work
  let answer: Answer
  try {
    const send = () => sendWrite(stage, write)
    answer = await (work.patient === true ? untilAnswered(send) : send())
  } catch {
    book.uncertainWrites.push(write)
    return null
  }
  if (answer.status >= 300) {
    book.violated(
      `${write.method} ${write.path} was answered ${answer.status} ${JSON.stringify(answer.body)}`,
    )
    return null
  }
  book.take(write, answer.status, answer.body, shared)
  return answer
}

export function sendWrite(stage: Stage, write: Write): Promise<Answer> {
  const { method, path, body, idempotencyKey } = write
  return stage.hub(method, path, body, { 'idempotency-key': idempotencyKey })
}

function newDelivery(work: Work, memory: Memory, from: Delivery['from']): Delivery {
  if (from === 'datadog') return deliveryOf(from, { id: randomUUID(), title: 'A finding changed' })
  const known = memory.tickets[from]
  if (from === 'servicenow') {
    const sysId = known.length === 0 ? randomUUID().replaceAll('-', '') : pick(known, work.random)
    return deliveryOf(from, { event_id: randomUUID(), sys_id: sysId })
  }
  const issue = { id: known.length === 0 ? '1' : pick(known, work.random) }
  return deliveryOf(from, { webhookEvent: 'jira:issue_updated', timestamp: Date.now(), issue })
}

function deliveryOf(from: Delivery['from'], body: Record<string, unknown>): Delivery {
  const id = from === 'jira' ? randomUUID() : String(body.event_id ?? body.id)
  return { from, id, body: JSON.stringify(body) }
}

/** Sends a delivery for the first time and notes what became of it. */
async function sendDelivery({ stage, book, patient }: Work, delivery: Delivery): Promise<void> {
  let status: number
  let sent = 0
  const send = () => {
    sent += 1
    return postDelivery(stage, delivery)
  }
  try {
    status = (await (patient === true ? untilAnswered(send) : send())).status
  } catch {
    book.uncertainDeliveries.push(delivery)
    return
  }
  // A duplicate is what a sender is told whose first answer was lost.
  if (status !== 202 && !(status === 200 && sent > 1))
    return book.violated(`a new delivery from ${delivery.from} was answered ${status}`)
  book.acknowledge('webhooks')
  book.deliveries.push(delivery)
}

/** Signs and posts a delivery; the time stamp of a push is that of this sending. */
export function postDelivery(stage: Stage, { from, id, body }: Delivery): Promise<Answer> {
  const hmac = (secret: string, text: string) => createHmac('sha256', secret).update(text)
  const stamp = String(Date.now())
  const proof: Record<Delivery['from'], () => Record<string, string>> = {
    jira: () => ({
      'x-hub-signature': `sha256=${hmac(SECRETS.jira, body).digest('hex')}`,
      'x-atlassian-webhook-identifier': id,
    }),
    servicenow: () => ({
      'x-fixproof-timestamp': stamp,
      'x-fixproof-signature': `v1=${hmac(SECRETS.servicenow, `${stamp}.${body}`).digest('base64')}`,
    }),
    datadog: () => ({ 'x-datadog-secret': SECRETS.datadog }),
  }
  return stage.post(`/webhooks/${from}/main`, { 'content-type': 'application/json', ...proof[from]() }, body)
}

export function pick<T>(all: readonly T[], random: Random): T {
  return all[Math.floor(random() * all.length)] as T
}

/** One to `max` of them, each once. */
function pickSome<T>(all: readonly T[], random: Random, max: number): T[] {
  const count = 1 + Math.floor(random() * max)
  return [...all]
    .map(each => ({ each, at: random() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ each }) => each)
}
