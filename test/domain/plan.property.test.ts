import { isBlocked } from '@fixproof/hub/domain/blocked'
import { claimOfView } from '@fixproof/hub/domain/claim'
import { plan } from '@fixproof/hub/domain/plan'
import { liveLinks } from '@fixproof/hub/domain/step'
import { phaseFor } from '@fixproof/rules'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Fault, type Shape, TestWorld } from './world'

const FINDINGS = ['A', 'B', 'C']
const HOUR = 3_600_000

type Happening =
  | { do: 'says'; finding: string; status: string; until: number | null }
  | { do: 'attach' | 'detach'; finding: string }
  | { do: 'person'; tool: 'jira' | 'servicenow'; to: 'open' | 'fixed' | 'other' }
  | { do: 'fault'; fault: Fault }
  | { do: 'pass'; ms: number }
  | { do: 'look' }

const findings = fc.constantFrom(...FINDINGS)
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('says' as const),
      finding: findings,
      status: fc.constantFrom('open', 'in-progress', 'resolved', 'auto_closed', 'muted', 'new-word'),
      until: fc.option(fc.integer({ min: 0, max: 10 }).map(days => Date.UTC(2026, 10, 23 + days))),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('attach' as const, 'detach' as const), finding: findings }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('person' as const),
      tool: fc.constantFrom('jira' as const, 'servicenow' as const),
      to: fc.constantFrom('open' as const, 'fixed' as const, 'other' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      fault: fc.constantFrom('lost-answer' as const, 'lost-request' as const, 'busy' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.integer({ min: 1_000, max: 30 * HOUR }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('look' as const) }) },
)

const direction = fc.constantFrom('two-way' as const, 'to-ticket' as const, 'once' as const, 'off' as const)

const scripts = fc.record({
  shape: fc.constantFrom<Shape>('SEC', 'OPS', 'LOCK', 'TEAM'),
  tools: fc.constantFrom(
    ['jira' as const],
    ['servicenow' as const],
    ['jira' as const, 'servicenow' as const],
  ),
  findings: fc.subarray(FINDINGS),
  policy: fc.constantFrom('strict' as const, 'fixed-only' as const, 'observe' as const),
  reopenWindowDays: fc.option(fc.constantFrom(0, 1, 30)),
  jira: direction,
  servicenow: direction,
  happenings: fc.array(happening, { maxLength: 14 }),
})

type Script = typeof scripts extends fc.Arbitrary<infer S> ? S : never

function play(script: Script): TestWorld {
  const { shape, tools, policy, reopenWindowDays, jira, servicenow } = script
  const sync = { jira: { status: { type: jira } }, servicenow: { status: { type: servicenow } } }
  const world = new TestWorld({
    shape,
    tools,
    findings: script.findings,
    project: { policy, reopenWindowDays, sync },
  })
  for (const each of script.happenings) {
    world.now += 1_000
    if (each.do === 'says') world.says(each.finding, { status: each.status, until: each.until })
    else if (each.do === 'attach') world.attach(each.finding)
    else if (each.do === 'detach') world.detach(each.finding)
    else if (each.do === 'person') world.person(each.tool, each.to)
    else if (each.do === 'fault') world.faults.push(each.fault)
    else if (each.do === 'pass') world.now += each.ms
    else world.pass()
  }
  world.now += 1_000
  world.rest()
  return world
}

const LONG = process.env.FIXPROOF_LONG === '1'
const RUNS = LONG ? 20_000 : 600

describe('whatever happens to a case, with vendors that do as they are asked', () => {
  it('comes to rest, and what stands then is what the rules say', () => {
    fc.assert(
      fc.property(scripts, script => {
        const world = play(script)
        const { state } = world
        const open = phaseFor(state.case) === 'open'
        for (const link of liveLinks(state)) {
          const ticket = world.tickets.get(link.ticket?.id ?? '')
          expect(link.view?.category, `${link.id} was seen as it is`).toBe(ticket?.category)
          if (open && !isBlocked(state, link))
            expect(ticket?.category, `${link.id} says closed`).not.toBe('done')
          expect(link.trouble, `${link.id} is called in trouble`).toBeNull()
        }
        if (open) expect(state.case.status).not.toBe('CLOSED')
        if (phaseFor(state.case) !== 'closed') return
        expect(state.case.closedRound).toBe(state.case.round?.number)
        for (const link of liveLinks(state))
          if (!isBlocked(state, link)) expect(link.closedRound, link.id).toBe(state.case.round?.number)
      }),
      { numRuns: RUNS },
    )
  })

  it('a plan that was carried out is empty, also for who looks again', () => {
    fc.assert(
      fc.property(scripts, script => {
        const world = play(script)
        expect(plan(world.state, world.context()).actions).toEqual([])
        const { writes } = world
        // Our own last write moved the version; whoever looks once more finds nothing new.
        world.pass()
        const before = world.state
        world.pass()
        expect(world.state).toBe(before)
        expect(world.writes).toBe(writes)
      }),
      { numRuns: RUNS },
    )
  })

  it('each round closes each ticket at most once', () => {
    fc.assert(
      fc.property(scripts, script => {
        const { moves } = play(script)
        const closes = moves.filter(each => each.kind === 'close' && each.cause !== 'by-hand')
        const keys = closes.map(each => `${each.linkId} ${each.round}`)
        expect(keys).toEqual([...new Set(keys)])
      }),
      { numRuns: RUNS },
    )
  })

  it('only what was fixed is ever closed with a value that means fixed', () => {
    fc.assert(
      fc.property(scripts, script => {
        const { moves, state } = play(script)
        for (const { kind, cause, view, linkId } of moves) {
          const link = state.links.find(each => each.id === linkId)
          if (kind !== 'close' || cause === 'remediated' || link === undefined) continue
          expect(claimOfView(state, link, view), `${linkId} closed as ${cause}`).toBe('other')
        }
      }),
      { numRuns: RUNS },
    )
  })

  it('at most one ticket of each tool is live, and a ticket has at most one successor', () => {
    fc.assert(
      fc.property(scripts, script => {
        const { state } = play(script)
        for (const tool of ['jira', 'servicenow'])
          expect(liveLinks(state).filter(each => each.tool === tool).length).toBeLessThanOrEqual(1)
        const followed = state.links.flatMap(each => each.successorOf ?? [])
        expect(followed).toEqual([...new Set(followed)])
      }),
      { numRuns: RUNS },
    )
  })
})
