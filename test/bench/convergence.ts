/**
 * Convergence: every ticket's finding is fixed in Datadog in the same moment, and every ticket has to be closed. Jira's
 * documented limits are on and each vendor's answer takes its time. What no hub can be faster than is the limit itself:
 * a close writes the property, and Jira takes so many of those a second.
 *
 * It runs on the virtual clock, on which the processor's time passes too: whatever this process computed, the simulated
 * vendors included, moves the clock on by as much before anything else may happen.
 */

import type { Scene } from '../acceptance/support/scene'
import { ourActor } from '../harness'
import { BURST } from '../sandbox/jira/limits'
import { cpuUsed } from './common/cpu'
import type { Figure, Report } from './common/report'
import { makeTickets, withScene } from './common/stage'

/** Half of it on the way there, half on the way back. Milliseconds. */
export const LATENCY_MS = 40
const MOST_OF_BOUND = 1.15
/** Turns of the event loop without any call or commit, after which everybody waits for the clock. */
const QUIET_TURNS = 3
/** Writes that a close of one hop may take (CONTRACTS, call budgets). */
const WRITES_PER_CLOSE = 2
/** Calls begun and answered after which the log is emptied. */
const HARVEST_EVERY = 1_000
/** How long what follows the last close may take, such as the look at what was written. Milliseconds. */
const REST_MS = 5_000
/** Times the bound after which a run is given up: it would not end. */
const GIVE_UP_AT = 20

export async function benchConvergence({ sizes }: { sizes: readonly number[] }): Promise<Report> {
  const figures: Figure[] = []
  const broken: string[] = []
  for (const tickets of sizes) {
    const run = await converge(tickets)
    figures.push(...run.figures)
    broken.push(...run.broken)
  }
  const notes = [
    'Virtual clock, on which the time of the processor passes too; the simulated vendors’ own is part of it.',
  ]
  return {
    bench: 'convergence',
    figures,
    notes,
    broken,
    sizes: { largest: Math.max(...sizes), latencyMs: LATENCY_MS },
  }
}

function converge(tickets: number): Promise<Pick<Report, 'figures' | 'broken'>> {
  return withScene(async s => {
    const { h } = s
    const { world } = h
    const names = await makeTickets(s, 'jira', tickets)
    await s.later()
    s.forget()
    world.limits.on = true
    let moved = 0
    const closed = new Set<string>()
    const counted = { all: 0, writes: 0, refused: 0 }
    // The log keeps every body; it is counted and let go of as it grows, so that it does not fill the memory.
    const harvest = (): void => {
      const ours = world.calls.list('jira').filter(ourActor)
      counted.all += ours.length
      counted.writes += ours.filter(call => call.write).length
      counted.refused += ours.filter(call => call.status === 429).length
      h.forgetCalls()
    }
    h.intercept(async ({ method, url }, go) => {
      moved += 1
      await passes(s, LATENCY_MS / 2)
      const answer = await go()
      if (method === 'POST' && url.endsWith('/transitions') && answer.status === 204) closed.add(url)
      await passes(s, LATENCY_MS / 2)
      moved += 1
      if (moved % HARVEST_EVERY === 0) harvest()
      return answer
    })
    // In Datadog's own state and at once: no call of ours belongs to the time that is taken.
    await h.findings(
      ...names.map(name => ({ id: s.idOf(name), attributes: { attributes: { status: 'resolved' } } })),
    )
    const from = world.clock.now()
    const bound = (tickets * 1000) / BURST.put
    h.hub.engine.start()
    await h.store.commit({ marks: [{ key: 'poll:datadog' }, { key: 'poll:attached' }] })
    const done = (): boolean => closed.size >= tickets || world.clock.now() - from > bound * GIVE_UP_AT
    const cpu = await drive(s, () => moved, done)
    const took = world.clock.now() - from
    // What follows a close, such as the look at what was written, belongs to its calls.
    const restUntil = world.clock.now() + REST_MS
    await drive(
      s,
      () => moved,
      () => world.clock.now() >= restUntil,
    )
    let stopped = false
    const stopping = h.hub.engine.stop().then(() => {
      stopped = true
    })
    // What is still under way waits for the clock, too.
    await drive(
      s,
      () => moved,
      () => stopped,
    )
    await stopping
    h.intercept(null)
    harvest()
    const { all, writes, refused } = counted
    const many = tickets.toLocaleString('en-US')
    return {
      figures: [
        {
          what: `${many} tickets: time ÷ the limit’s own bound of ${(bound / 1000).toFixed(0)} s`,
          value: took / bound,
          unit: '×',
          target: { most: MOST_OF_BOUND },
        },
        {
          what: `${many} tickets: writes, ÷ budget of ${WRITES_PER_CLOSE} a close`,
          value: writes / (tickets * WRITES_PER_CLOSE),
          unit: '×',
          target: { most: 1 },
        },
        {
          what: `${many} tickets: calls refused for their number`,
          value: refused,
          unit: 'calls',
          target: { most: 0 },
        },
        {
          what: `${many} tickets: reads of a ticket`,
          value: (all - writes - refused) / tickets,
          unit: 'calls',
        },
        {
          what: `${many} tickets: processor time of a ticket, vendors included`,
          value: cpu / tickets,
          unit: 'ms',
        },
      ],
      broken: closed.size === tickets ? [] : [`Only ${closed.size} of ${tickets} tickets were closed`],
    }
  })
}

function passes({ h }: Scene, ms: number): Promise<void> {
  return new Promise(resolve => void h.world.clock.timer(h.world.clock.now() + ms, resolve))
}

/**
 * Lets everybody compute until all wait for the clock, then moves it to where the next one stops waiting. The time that
 * the computing took passes on the clock first. The processor's time in all, milliseconds.
 */
async function drive(s: Scene, moved: () => number, done: () => boolean): Promise<number> {
  const { clock } = s.h.world
  const first = cpuUsed()
  let charged = 0
  while (!done()) {
    for (let quiet = 0, before = moved(); quiet < QUIET_TURNS; before = moved()) {
      await new Promise(resolve => setImmediate(resolve))
      quiet = moved() === before ? quiet + 1 : 0
    }
    const whole = Math.floor((cpuUsed() - first) / 1000)
    const spent = whole - charged
    charged = whole
    const next = clock.nextDue()
    if (next === undefined) {
      if (spent > 0) continue
      break
    }
    clock.set(Math.max(clock.now() + spent, spent > 0 ? clock.now() : next))
  }
  return (cpuUsed() - first) / 1000
}
