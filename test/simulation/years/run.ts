/** Plays a script, holds every quiet moment against what must be true, and writes down what happened. */
import { createHash } from 'node:crypto'
import type { CaseState } from '@fixproof/hub/domain/step'
import { makeFault } from '../../sandbox/core'
import type { Call, FaultThen, Vendor, WebhookMischief } from '../../sandbox/port'
import type { Book } from './book'
import { adopt, befall, newFindings } from './findings'
import { ASKER, type Ground, isProject, projectIdOf, standOn } from './ground'
import { type Wrong, wrongs } from './invariants'
import { NoAnswer } from './life'
import {
  askAlso,
  CLOSE,
  COMMENT,
  deleteTicket,
  EDIT,
  moveIssue,
  PROGRESS,
  REOPEN,
  touchComment,
} from './people'
import { comeToRest } from './quiet'
import { type FaultKind, line, type Script, type Step } from './script'
import { isOurs, lookAt } from './sight'
import type { Meddling, Stage } from './stage'
import { kindOf, Tally } from './tally'
import { changeWorkflow } from './workflow'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const DAY_MS = 24 * 60 * MINUTE_MS

export interface Run {
  stage: Stage
  book: Book
  tally: Tally
  log: string[]
  /** Steps that wait for the hub to be in the middle of its work. */
  meanwhile: { left: number; step: Step }[]
  deliveriesSeen: number
  /** When everything was last quiet. */
  quietAt: number
  calls: Call[]
  errors: string[]
  events: number
}

export interface Outcome {
  seed: number
  /** The step after which something was wrong; null when nothing ever was. */
  step: number | null
  wrong: Wrong[]
  tally: [string, number][]
  /** Every line of what happened. */
  log: string[]
  /** Of the log. */
  digest: string
  events: number
  cases: number
}

const FAULT_THEN: Record<FaultKind, FaultThen> = {
  '429': { status: 429, headers: { 'retry-after': '20' }, body: 'Too Many Requests' },
  '500': { status: 500, body: 'Internal Server Error' },
  '503': { status: 503, body: 'Service Unavailable' },
  hangs: { delayMs: 95 * SECOND_MS },
  'lost answer': 'drop-answer',
  'lost request': 'drop-request',
}
/**
 * Calls that may hang until long after the hub has given them up. Not those that make something new: a vendor that makes it
 * later than `CALL_TIMEOUT_MS` and its settling time allow makes it twice, which the hub says it cannot know. Nor
 * transitions: one that is carried out after a newer one of ours looks like a person's (`faults-lost` plays the others).
 */
const HANGING: Record<Vendor, readonly (readonly [method: string, path: string])[]> = {
  datadog: [['*', '.*']],
  jira: [
    ['GET', '.*'],
    ['PUT', '.*'],
  ],
  servicenow: [['GET', '.*']],
}
const FAULT_NAMES = new Map(Object.entries(FAULT_THEN).map(([name, then]) => [JSON.stringify(then), name]))

/**
 * Plays the script to its end, or to the first quiet moment at which something is wrong. `look`: at the world before it is
 * closed, for who wants to know why.
 */
export async function play(
  ground: Ground,
  script: Script,
  meddling?: Meddling,
  look: (run: Run) => Promise<void> = async () => {},
): Promise<Outcome> {
  const { seed, hubs } = script
  const { stage, book } = await standOn(ground, { seed, hubs, ...(meddling && { meddling }) })
  const run: Run = {
    ...{ stage, book, tally: new Tally(), log: [], meanwhile: [], deliveriesSeen: 0 },
    ...{ quietAt: stage.now, calls: [], errors: [], events: 0 },
  }
  listen(run)
  let wrong: Wrong[] = []
  let at: number | null = null
  try {
    for (const [n, step] of script.steps.entries()) {
      if (step.do === 'quiet') wrong = await holdAgainst(run)
      else await happen(run, step)
      if (wrong.length === 0) continue
      at = n
      await look(run)
      break
    }
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    wrong = [{ letter: 'g', check: 'broke off', text: `the run broke off: ${text}` }]
    at = script.steps.length
  } finally {
    await stage.close().catch((error: unknown) => {
      wrong.push({
        letter: 'g',
        check: 'not closed',
        text: `a store was not closed in order: ${String(error)}`,
      })
    })
  }
  takeCalls(run)
  for (const each of wrong) run.log.push(`wrong (${each.letter}) ${each.text}`)
  const digest = createHash('sha256').update(run.log.join('\n')).digest('hex')
  const { tally, log, events } = run
  return { seed, step: at, wrong, tally: [...tally.counts], log, digest, events, cases: book.cases.size }
}

function listen(run: Run): void {
  const { stage, tally } = run
  const { world } = stage
  stage.ears = {
    ended(life, what, point) {
      tally.add(`${what}: ${point}`)
      run.log.push(`hub ${life.number} ${what} ${point}`)
    },
    fault: (vendor, what) => tally.add(`${vendor}: ${FAULT_NAMES.get(what) ?? 'another fault'}`),
    logged(level, text, fields) {
      if (level === 'error') run.errors.push(`${text} ${briefly(fields)}`)
    },
    calls: () => happensMeanwhile(run),
  }
  const plans: { left: number; what: string }[] = []
  const { plan, send } = world.webhooks
  world.webhooks.plan = (vendor, next, mischief) => {
    plans.push({ left: next, what: typeof mischief === 'string' ? mischief : 'delay' })
    plan(vendor, next, mischief)
  }
  world.webhooks.send = delivery => {
    const hit = plans.find(each => each.left > 0)
    if (hit !== undefined) {
      hit.left -= 1
      tally.add(`webhook: ${hit.what}`)
    }
    send(delivery)
  }
}

function briefly(fields: object): string {
  return JSON.stringify(fields, (_, value: unknown) => (value instanceof Error ? value.stack : value)).slice(
    0,
    600,
  )
}

function happensMeanwhile(run: Run): Promise<void> | undefined {
  const next = run.meanwhile[0]
  if (next === undefined) return undefined
  next.left -= 1
  if (next.left > 0) return undefined
  run.meanwhile.shift()
  return act(run, next.step).then(did => {
    run.log.push(`meanwhile ${line(next.step)}: ${did}`)
    if (!did) return
    run.tally.add('meanwhile')
    run.tally.add(kindOf(next.step))
  })
}

/** Lets one step happen, a second after the one before it. */
async function happen(run: Run, step: Step): Promise<void> {
  run.stage.world.clock.advance(SECOND_MS)
  run.tally.add('finding: its mute ends by itself', run.book.passes(run.stage.now))
  const did = await act(run, step)
  run.events += 1
  run.log.push(`${run.stage.now} ${line(step)}: ${did}`)
  if (did && !COUNTED_WHEN_THEY_FIRE.includes(step.do)) run.tally.add(kindOf(step))
}

const COUNTED_WHEN_THEY_FIRE: readonly string[] = [
  'crash',
  'pause',
  'meanwhile',
  'fault',
  'webhooks',
  'attach',
]

function act(run: Run, step: Step): Promise<boolean> {
  return (DO[step.do] as (run: Run, step: Step) => Promise<boolean>)(run, step)
}

type Does = { [K in Step['do']]: (run: Run, step: Extract<Step, { do: K }>) => Promise<boolean> }

const DO: Does = {
  async finding(run, { finding: n, is, minutes }) {
    const gone = [...run.book.findings.values()].filter(each => each.gone)
    const finding = is === 'back' ? gone[n % Math.max(1, gone.length)] : run.book.findingAt(n)
    if (finding === undefined) return false
    run.log.push(`${finding.name} on ${finding.caseId ?? 'no case'}`)
    return befall(run, finding, is, minutes)
  },
  async appear({ stage, book }, { severity }) {
    await newFindings(stage, book, 1, severity)
    return true
  },
  async ask(run, { tool, project, findings: some }) {
    const { stage, book } = run
    const all = [...new Set(some.map(n => book.findingAt(n)))].filter(each => each !== undefined)
    const findingIds = all.map(each => each.id)
    try {
      const projectId = await projectIdOf(stage, project)
      const made = await stage.ask(hub => hub.commands.create(ASKER, tool, [{ findingIds, projectId }]))
      for (const state of made as (CaseState | undefined)[]) {
        if (state === undefined) book.violated('a case was acknowledged and is not there')
        else adopt(book, state.case.id, project, state.case.attachments)
      }
      return true
    } catch (error) {
      return refused(error, () => book.nobodyKnows(all, []))
    }
  },
  'ask also': askAlso,
  async attach(run, { finding: n, case: which }) {
    const finding = run.book.findingAt(n)
    const of = run.book.caseAt(which)
    if (finding === undefined || of === undefined || finding.caseId === of.id) return false
    const moves = finding.caseId !== null
    try {
      await run.stage.ask(hub => hub.commands.attachToCase(ASKER, of.id, [finding.id]))
      run.book.attach(finding, of.id)
      run.tally.add(moves ? 'move' : 'attach')
      return true
    } catch (error) {
      return refused(error, () => run.book.nobodyKnows([finding], [of.id]))
    }
  },
  async detach(run, { finding: n }) {
    const on = [...run.book.findings.values()].filter(each => each.caseId !== null)
    const finding = on[n % Math.max(1, on.length)]
    if (finding === undefined) return false
    try {
      await run.stage.ask(hub => hub.commands.detach(ASKER, [finding.id]))
      run.book.attach(finding, null)
      return true
    } catch (error) {
      return refused(error, () => run.book.nobodyKnows([finding], []))
    }
  },
  edit: (run, step) => EDIT[step.where](run, step),
  progress: (run, step) => PROGRESS[step.where](run, step),
  close: (run, step) => CLOSE[step.where](run, step),
  reopen: (run, step) => REOPEN[step.where](run, step),
  comment: (run, step) => COMMENT[step.where](run, step),
  'change comment': touchComment,
  'delete comment': touchComment,
  'move issue': moveIssue,
  'delete ticket': deleteTicket,
  async autoclose({ stage }) {
    const { body } = await stage.person('servicenow', 'admin', 'POST', '/_sandbox/servicenow/autoclose', {})
    return body.closed.length > 0
  },
  workflow: async (run, step) => changeWorkflow(run.stage, step),
  async webhooks({ stage }, { vendor, mischief, next }) {
    const late: WebhookMischief = { delayMs: 7 * MINUTE_MS }
    stage.world.webhooks.plan(vendor, next, mischief === 'delay' ? late : mischief)
    return true
  },
  async fault({ stage }, { fault, vendor, writes, skip, times }) {
    if (fault === 'hangs') {
      for (const [method, path] of HANGING[vendor])
        stage.world.faults.add(makeFault(method, path, FAULT_THEN.hangs, { vendor, skip, times }))
      return true
    }
    const methods = writes && vendor !== 'datadog' ? ['POST', 'PUT', 'PATCH', 'DELETE'] : ['*']
    const then = FAULT_THEN[fault]
    for (const method of methods)
      stage.world.faults.add(makeFault(method, '.*', then, { vendor, skip, times }))
    return true
  },
  async crash({ stage }, { hub, point, nth }) {
    const life = stage.lives[hub % stage.lives.length]
    life?.arm('crash', point, nth)
    return true
  },
  async pause({ stage }, { hub, point, nth }) {
    const life = stage.lives[hub % stage.lives.length]
    // One of them always works.
    if (life === undefined || stage.up().length < 2) return false
    life.arm('pause', point, nth)
    return true
  },
  async resume({ stage }) {
    const still = stage.lives.filter(each => each.state === 'paused')
    for (const life of still) life.resume()
    return still.length > 0
  },
  async meanwhile(run, { nth, step }) {
    run.meanwhile.push({ left: nth, step })
    return true
  },
  async work({ stage }) {
    await stage.startAll()
    await stage.rest()
    return true
  },
  async look({ stage }) {
    await stage.startAll()
    await look(stage)
    return true
  },
  async wait({ stage }, { minutes }) {
    await stage.startAll()
    await stage.advance(minutes * MINUTE_MS)
    return true
  },
  async leap({ stage }, { days }) {
    await stage.startAll()
    stage.world.clock.advance(days * DAY_MS)
    await stage.rest()
    return true
  },
  quiet: async () => true,
}

/** Work that looks at the vendors by itself. */
export const LOOKS = [
  ...['poll:datadog', 'poll:attached', 'poll:servicenow:main'],
  ...['sweep:jira:main', 'sweep:servicenow:main'],
] as const

/** Polls and sweeps look now. */
export async function look(stage: Stage): Promise<void> {
  await stage.mark(LOOKS)
  await stage.rest()
}

function refused(error: unknown, unsure: () => void): boolean {
  if (error instanceof NoAnswer) unsure()
  else if (!(error instanceof Error) || error.name !== 'Refused') {
    // Datadog out of reach while a finding had to be read.
    if (!(error instanceof Error) || error.name !== 'VendorError') throw error
  }
  return false
}

/** Everything comes to rest; then it is held against what must be true. */
async function holdAgainst(run: Run): Promise<Wrong[]> {
  const { stage, book } = run
  await comeToRest(run)
  takeCalls(run)
  const calls = run.calls.splice(0)
  await look(stage)
  const afterwards = stage.world.calls.list().filter(isOurs)
  takeCalls(run)
  run.calls = []
  await adoptUnsure(run)
  book.settle(stage.now, await recordedAway(run))
  const errors = run.errors.splice(0)
  const sight = await lookAt(run, { calls, afterwards, since: run.quietAt, errors })
  for (const ticket of sight.tickets) {
    run.log.push(`${ticket.key} ${ticket.stands} ${ticket.waits ?? ''}`)
    if (ticket.waits !== null) run.tally.add('at rest: a ticket that waits for a person')
    for (const field of ticket.held) run.tally.add(`at rest: ${field} held in ${ticket.tool}`)
  }
  for (const of of sight.cases) run.tally.add(`at rest: cases that have to be ${of.expects}`)
  const found = [
    ...book.violations.splice(0).map(text => ({ letter: 'g' as const, check: 'violated', text })),
    ...wrongs(sight),
  ]
  book.nextStretch(stage.now)
  run.quietAt = stage.now
  run.tally.add('quiet')
  return found
}

/** Findings that a case's history says were not open any more, since the last quiet moment. */
async function recordedAway({ stage, book, quietAt }: Run): Promise<Set<string>> {
  const away = new Set<string>()
  for (const of of book.cases.values()) {
    if (of.standing === null || of.standing.perhaps.length === 0) continue
    let after: string | undefined
    do {
      const page = await stage.store.timeline(
        { caseId: of.id },
        { limit: 500, ...(after === undefined ? {} : { after }) },
      )
      for (const { at, what, findingIds } of page.items)
        if (at >= quietAt && what === 'finding-closed') for (const id of findingIds) away.add(id)
      after = page.next
    } while (after !== undefined)
  }
  return away
}

/** What became of requests that got no answer. */
async function adoptUnsure({ stage, book }: Run): Promise<void> {
  for (const id of book.unsure) {
    const finding = book.findings.get(id)
    const stored = await stage.store.get('finding', id)
    if (finding === undefined || stored === undefined) continue
    const { caseId } = stored.doc
    if (caseId !== null && !book.cases.has(caseId)) {
      const found = await stage.store.get('case', caseId)
      const project = found === undefined ? undefined : await stage.store.get('project', found.doc.projectId)
      const key = project?.doc.key ?? ''
      if (found !== undefined && isProject(key)) book.newCase(caseId, key)
    }
    book.attach(finding, caseId)
    const of = caseId === null ? undefined : book.cases.get(caseId)
    if (of !== undefined) of.unsure = true
  }
}

/** The calls so far go into the log. */
function takeCalls(run: Run): void {
  const { calls } = run.stage.world
  for (const call of calls.list()) {
    run.calls.push(call)
    run.log.push(
      `${call.at} ${call.actor} ${call.method} ${call.path} ${call.status}${call.write ? ' w' : ''}`,
    )
  }
  calls.clear()
}
