/** Throws drafts at a hub and looks at what comes back. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import fc from 'fast-check'
import { contradictions } from '../acceptance/support/hardening'
import { HUB } from '../harness'
import { DOORS } from './doors'
import { addressOf, bodyOf, type Draft, draftOf, HEADERS, type Recorded } from './input'
import { type FuzzWorld, fuzzWorld } from './world'

/** The routes of a hub, and the names that their queries know. */
export interface Routes {
  all: readonly string[]
  queries: Readonly<Record<string, readonly string[]>>
}

/** As the app itself has them: what answers, whatever its description says. */
export async function routesOf({ h }: FuzzWorld): Promise<Routes> {
  const doors = h.hub.app.routes.filter(each => each.method !== 'ALL')
  const all = [...new Set(doors.map(each => `${each.method} ${each.path}`))]
  const described = (await (await h.hub.app.request('/openapi.json')).json()) as {
    paths: Record<string, Record<string, { parameters?: { in: string; name: string }[] }>>
  }
  const queries = Object.fromEntries(
    all.map(route => {
      const [method = '', path = ''] = route.split(' ')
      const named = described.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]?.parameters ?? []
      return [route, named.filter(each => each.in === 'query').map(each => each.name)]
    }),
  )
  return { all, queries }
}

export interface Figures {
  inputs: number
  ms: number
  /** How many answers of each class each door gave. */
  byDoor: Map<string, Record<string, number>>
  /** The last refusal of each door: why, where nothing gets through. */
  refusals: Map<string, string>
  /** Longest time in which the process did nothing else, of inputs that do so each time. Milliseconds. */
  longestMs: number
  /** Stops of the loop that the same input did not cause again: the machine was busy with something else. */
  passing: number
}
export const noFigures = (): Figures => ({
  ...{ inputs: 0, ms: 0, longestMs: 0, passing: 0 },
  ...{ byDoor: new Map(), refusals: new Map() },
})

export interface RunOptions {
  seed: number
  inputs: number
  recorded: Recorded
  figures: Figures
  /** Longest time one input may keep the process from everything else. Milliseconds. */
  stallMs: number
  /** Only these; all by default. */
  only?: (route: string) => boolean
}

/** How often an input that stopped the loop is sent again before it is believed. */
const TRIES = 3
const RESOLUTION_MS = 5
/** Routes that name what comes and goes. */
const PASSING = /:(?:project_id|exception|cell_id)/
/** Turns of the loop within which most requests are answered. */
const SOON_TURNS = 6
/** After so many requests the hub works on what they left for it. */
const WORK_EVERY = 100
/** Requests that were done, kept for the telling when something goes wrong that is seen later only. */
const LATEST = 25

/** One hub, `inputs` requests one after the other. Rejects with the smallest request that went wrong, and its seed. */
export async function run({ seed, inputs, recorded, figures, stallMs, only }: RunOptions): Promise<void> {
  const world = await fuzzWorld()
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  const lost: unknown[] = []
  const onLost = (error: unknown): void => void lost.push(error)
  process.on('unhandledRejection', onLost)
  try {
    const { all, queries } = await routesOf(world)
    const known = (route: string): boolean => DOORS[route] !== undefined && (only?.(route) ?? true)
    const drafts = fc.oneof(
      ...all.filter(known).map(route => ({
        // A door that reads a body can be asked in more ways.
        weight: DOORS[route]?.body === undefined ? 1 : 4,
        arbitrary: draftOf(route, queries[route] ?? [], recorded),
      })),
    )
    /** Set once something went wrong that no single request is to blame for; smaller ones are not looked for then. */
    let over = false
    const latest: string[] = []
    let passing = await world.passing()
    const one = async (draft: Draft): Promise<void> => {
      if (over) return
      if (PASSING.test(draft.route)) passing = await world.passing()
      const ids = { ...world.known, passing }
      const request = { address: addressOf(draft, ids, queries[draft.route] ?? []), body: bodyOf(draft, ids) }
      const ask = async () => {
        delay.reset()
        const answer = await answered(world, draft, request)
        if (figures.inputs % WORK_EVERY === 0) await world.h.hub.engine.drain()
        await turn()
        return { ...answer, ms: Math.max(0, delay.max / 1e6 - RESOLUTION_MS) }
      }
      const began = performance.now()
      const answer = await ask()
      figures.ms += performance.now() - began
      figures.inputs += 1
      const counts = figures.byDoor.get(draft.route) ?? {}
      const status = `${Math.floor(answer.status / 100)}xx`
      counts[status] = (counts[status] ?? 0) + 1
      figures.byDoor.set(draft.route, counts)
      // One that was bent is refused rightly; the others tell what has become of the world.
      if (answer.status >= 400 && isPlain(draft)) figures.refusals.set(draft.route, answer.text.slice(0, 300))
      const wrong = complaint(answer)
      if (wrong !== null) throw new Error(`${wrong}\n${described(draft, request)}`)
      if (answer.status < 300) latest.push(described(draft, request))
      latest.splice(0, latest.length - LATEST)
      const beside = stray(world, lost)
      over = beside !== null
      if (over) throw new Error(`${beside}\nAfter these were done, the newest last:\n${latest.join('\n')}`)
      if (answer.ms <= stallMs) return
      const again: number[] = []
      for (let tries = 0; tries < TRIES; tries++) again.push((await ask()).ms)
      const least = Math.min(answer.ms, ...again)
      if (least > stallMs)
        throw new Error(`Nothing else was done for ${Math.round(least)} ms\n${described(draft, request)}`)
      figures.longestMs = Math.max(figures.longestMs, least)
      figures.passing += 1
    }
    delay.enable()
    const outcome = await fc.check(fc.asyncProperty(drafts, one), { seed, numRuns: inputs })
    delay.disable()
    if (outcome.failed) {
      const { error } = outcome as { error?: string; errorInstance?: unknown }
      throw new Error(`Seed ${seed}, request ${outcome.numRuns}: ${String(outcome.errorInstance ?? error)}`)
    }
    await world.h.rest()
    const wrong = [...(await contradictions(world.h)), stray(world, lost)].filter(each => each !== null)
    if (wrong.length > 0) throw new Error(`Seed ${seed}, afterwards: ${wrong.join('\n')}`)
  } finally {
    process.off('unhandledRejection', onLost)
    delay.disable()
    await world.close()
  }
}

/** As a client of the hub would send it. */
function isPlain({ bends, cuts, instead, header, passes, parts, query }: Draft): boolean {
  const bent = bends.length + cuts.length + query.length + header
  return bent === 0 && instead === null && passes && parts.every(part => typeof part === 'number')
}

interface Sent {
  address: string
  body: Uint8Array<ArrayBuffer> | undefined
}
interface Heard {
  status: number
  type: string
  text: string
}

async function answered({ h, pass }: FuzzWorld, draft: Draft, { address, body }: Sent): Promise<Heard> {
  const [method = 'GET'] = draft.route.split(' ')
  const door = DOORS[draft.route]?.door ?? 'open'
  // Which world calls happened so far does not matter here, and a million of them do not fit.
  h.forgetCalls()
  const request = new Request(`${HUB}${address}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(body !== undefined && { 'content-length': String(body.byteLength) }),
      ...(draft.passes ? pass(door, body ?? new Uint8Array()) : {}),
      ...HEADERS[draft.header],
    },
    ...(body === undefined || method === 'GET' ? {} : { body }),
  })
  const asked = Promise.resolve(h.hub.app.request(request))
  const response = (await soon(asked)) ?? (await h.during(asked, () => door === 'forge' && draft.passes))
  const text = await response.text()
  return { status: response.status, type: response.headers.get('content-type') ?? '', text }
}

/** The answer, if it needs nothing of the loop that works on tickets and no time on the clock. */
async function soon<T>(work: Promise<T>): Promise<T | undefined> {
  let outcome: { value: T } | undefined
  work.then(value => {
    outcome = { value }
  })
  for (let turns = 0; turns < SOON_TURNS && outcome === undefined; turns++) await turn()
  return outcome?.value
}

/** What an answer must never be; null when it is fine. */
function complaint({ status, type, text }: Heard): string | null {
  if (status >= 500) return `It answered ${status}: ${text.slice(0, 400)}`
  if (/\.[jt]s:\d|node_modules|\\n +at /.test(text) && type.includes('json'))
    return `It shows where in the code it failed: ${text.slice(0, 400)}`
  if (status < 400) return null
  const { errors } = JSON.parse(text) as { errors?: { detail?: string; title?: string }[] }
  if (errors === undefined || errors.length === 0) return `It refused (${status}) without a reason: ${text}`
  return null
}

/** What went wrong beside the answer. */
function stray({ h }: FuzzWorld, lost: readonly unknown[]): string | null {
  const errors = h.logged.filter(line => line.level === 'error')
  if (errors.length > 0) return `Logged: ${inspect(errors[0])}`
  if (lost.length > 0) return `Nobody caught: ${inspect(lost[0])}`
  if (Object.keys(Object.prototype).length > 0 || 'polluted' in {}) return 'All objects have got a new member'
  return null
}

function inspect(value: unknown): string {
  return JSON.stringify(value, (_key, each) => (each instanceof Error ? (each.stack ?? each.message) : each))
}

/** The request as a person would send it again. */
function described(draft: Draft, { address, body }: Sent): string {
  const head = `${draft.route.split(' ')[0]} ${address.slice(0, 500)} ${JSON.stringify(HEADERS[draft.header])}`
  if (body === undefined) return head
  const text = Buffer.from(body).toString('latin1')
  return `${head}\n${text.length > 2_000 ? `${text.slice(0, 2_000)}… (${text.length} bytes)` : text}`
}

function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

/** The figures as a table: for each door its answers, and how many inputs a second in all. */
export function table({ inputs, ms, byDoor, passing }: Figures): string {
  const classes = ['2xx', '3xx', '4xx', '5xx']
  const cell = (counts: Record<string, number>, name: string) => String(counts[name] ?? 0).padStart(8)
  const lines = [...byDoor]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([route, counts]) => `${classes.map(name => cell(counts, name)).join('')}  ${route}`)
  const total: Record<string, number> = {}
  for (const counts of byDoor.values())
    for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count
  return [
    `${classes.map(name => name.padStart(8)).join('')}  door`,
    ...lines,
    `${classes.map(name => cell(total, name)).join('')}  all ${byDoor.size} doors`,
    `${inputs} inputs, ${Math.round((inputs / ms) * 1000)} a second; stops of the loop that did not come again: ${passing}`,
  ].join('\n')
}
