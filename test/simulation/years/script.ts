/** What happens in a run, as data: drawn from a seed, dropped step by step when a failure is made smaller, kept in a file. */
import type { TicketField } from '@fixproof/hub/domain/model'
import type { Vendor } from '../../sandbox/port'
import { type Chance, makeChance } from './chance'
import { OPERATIONS, type Operation } from './disk'

export type Tool = 'jira' | 'servicenow'
export type Place = Tool | 'case'

export const TOOLS: readonly Tool[] = ['jira', 'servicenow']
export const PLACES: readonly Place[] = ['case', 'jira', 'servicenow']
/** The Jira projects, and the case projects of the same names. */
export const PROJECTS = ['SEC', 'OPS', 'LOCK', 'TEAM'] as const
export type Project = (typeof PROJECTS)[number]

/** What becomes of a finding in Datadog. */
export const FATES = [
  ...['open', 'in-progress', 'resolved', 'auto_closed'],
  ...['muted', 'muted for a while', 'unmuted', 'gone', 'back'],
] as const
export type Fate = (typeof FATES)[number]

/** How people say why they close. */
export const CLAIMS = {
  jira: ['Done', 'Fixed', "Won't Do", 'Duplicate', 'Accepted risk'],
  servicenow: [
    ...['Solution provided', 'Resolved by change', 'Workaround provided'],
    ...['User error', 'Duplicate', 'No resolution provided'],
  ],
  case: ['TRUE_POSITIVE', 'FALSE_POSITIVE', 'BENIGN_POSITIVE'],
} as const

export const EDITED: readonly Exclude<TicketField, 'labels' | 'status'>[] = [
  ...(['title', 'description', 'priority', 'assignee', 'due_date'] as const),
]

export const FAULTS = ['429', '500', '503', 'hangs', 'lost answer', 'lost request'] as const
export type FaultKind = (typeof FAULTS)[number]
export const MISCHIEF = ['drop', 'duplicate', 'reverse', 'delay'] as const

/** Where a hub may be stopped: at its store, or around a call to a vendor. */
export const POINTS = [
  ...['before commit', 'after commit', 'before claim', 'after claim', 'before finish', 'after finish'],
  ...['before call', 'after call'],
] as const
export type Point = (typeof POINTS)[number] | `file ${Operation}`
export const FILE_POINTS: readonly Point[] = OPERATIONS.map(each => `file ${each}` as const)

export const WORKFLOW_EDITS = ['hide', 'show', 'remove', 'restore'] as const

export type Step =
  | { do: 'finding'; finding: number; is: Fate; minutes: number }
  | { do: 'appear'; severity: number }
  | { do: 'ask'; tool: Tool; project: Project; findings: number[] }
  | { do: 'ask also'; tool: Tool; case: number }
  | { do: 'attach'; finding: number; case: number }
  | { do: 'detach'; finding: number }
  | { do: 'edit'; where: Place; case: number; field: (typeof EDITED)[number]; value: number }
  | { do: 'progress'; where: Place; case: number; to: number }
  | { do: 'close'; where: Place; case: number; claim: number; by: number }
  | { do: 'reopen'; where: Place; case: number }
  | { do: 'comment'; where: Place; case: number }
  | { do: 'change comment' | 'delete comment'; where: 'case' | 'jira'; which: number }
  | { do: 'move issue'; case: number; to: Project }
  | { do: 'delete ticket'; where: Tool; case: number }
  | { do: 'autoclose' }
  | { do: 'workflow'; project: Project; change: (typeof WORKFLOW_EDITS)[number]; which: number }
  | { do: 'webhooks'; vendor: 'jira' | 'datadog'; mischief: (typeof MISCHIEF)[number]; next: number }
  | { do: 'fault'; vendor: Vendor; fault: FaultKind; writes: boolean; skip: number; times: number }
  /** The hub ends the `nth` time it comes by that point, and is started again at the next step that needs it. */
  | { do: 'crash'; hub: number; point: Point; nth: number }
  | { do: 'pause'; hub: number; point: Point; nth: number }
  | { do: 'resume' }
  /** Something happens while the hub is in the middle of its work: before its `nth` call from now on. */
  | { do: 'meanwhile'; nth: number; step: Step }
  | { do: 'work' }
  | { do: 'look' }
  | { do: 'wait'; minutes: number }
  | { do: 'leap'; days: number }
  /** Nothing meddles any more until all is settled; then everything is held against what must be true. */
  | { do: 'quiet' }

export interface Script {
  seed: number
  hubs: 1 | 2
  steps: Step[]
}

/** Cases and steps of each run, at least. */
export const CASES_MIN = 20
export const EVENTS_MIN = 200

/** Steps between two quiet moments. */
const STRETCH = 36
const STRETCHES = 6

/** Larger than any list that a number picks from. */
const ANY = 1_000

type Draw = (chance: Chance) => Step
const any = (chance: Chance): number => chance.int(ANY)

const PEOPLE: readonly (readonly [number, Draw])[] = [
  [14, c => ({ do: 'edit', where: c.pick(PLACES), case: any(c), field: c.pick(EDITED), value: any(c) })],
  [4, c => ({ do: 'progress', where: c.pick(PLACES), case: any(c), to: any(c) })],
  [10, c => ({ do: 'close', where: c.pick(PLACES), case: any(c), claim: any(c), by: any(c) })],
  [6, c => ({ do: 'reopen', where: c.pick(PLACES), case: any(c) })],
  [8, c => ({ do: 'comment', where: c.pick(PLACES), case: any(c) })],
  [2, c => ({ do: 'change comment', where: c.pick(['case', 'jira'] as const), which: any(c) })],
  [2, c => ({ do: 'delete comment', where: c.pick(['case', 'jira'] as const), which: any(c) })],
  [2, c => ({ do: 'move issue', case: any(c), to: c.pick(PROJECTS) })],
  [2, c => ({ do: 'delete ticket', where: c.pick(TOOLS), case: any(c) })],
  [1, () => ({ do: 'autoclose' })],
]

const fate: Draw = c => ({
  do: 'finding',
  finding: any(c),
  is: c.weighted([
    ...([
      [20, 'open'],
      [4, 'in-progress'],
      [26, 'resolved'],
      [4, 'auto_closed'],
      [10, 'muted'],
    ] as const),
    ...([
      [8, 'muted for a while'],
      [12, 'unmuted'],
      [2, 'gone'],
      [4, 'back'],
    ] as const),
  ]),
  minutes: c.pick([2, 9, 45]),
})

const STEPS: readonly (readonly [number, Draw])[] = [
  ...PEOPLE,
  [46, fate],
  [4, c => ({ do: 'appear', severity: any(c) })],
  [3, c => ({ do: 'ask', tool: c.pick(TOOLS), project: c.pick(PROJECTS), findings: someFindings(c) })],
  [3, c => ({ do: 'ask also', tool: c.pick(TOOLS), case: any(c) })],
  [5, c => ({ do: 'attach', finding: any(c), case: any(c) })],
  [4, c => ({ do: 'detach', finding: any(c) })],
  [3, c => ({ do: 'workflow', project: c.pick(PROJECTS), change: c.pick(WORKFLOW_EDITS), which: any(c) })],
  [5, c => ({ do: 'webhooks', vendor: 'jira', mischief: c.pick(MISCHIEF), next: 1 + c.int(4) })],
  [
    9,
    c => ({
      do: 'fault',
      vendor: c.pick(['datadog', 'jira', 'jira', 'servicenow', 'servicenow'] as const),
      fault: c.pick(FAULTS),
      writes: c.percent(60),
      skip: c.int(3),
      times: 1 + c.int(2),
    }),
  ],
  [4, crash],
  [6, c => ({ do: 'meanwhile', nth: 1 + c.int(10), step: c.weighted([...PEOPLE, [20, fate]])(c) })],
  [5, () => ({ do: 'work' })],
  [3, () => ({ do: 'look' })],
  [2, c => ({ do: 'wait', minutes: c.pick([1, 6, 20]) })],
  [1, c => ({ do: 'leap', days: 1 + c.int(40) })],
]

const TWO_HUBS: readonly (readonly [number, Draw])[] = [
  [8, c => ({ do: 'pause', hub: any(c), point: c.pick(POINTS), nth: 1 + c.int(10) })],
  [6, () => ({ do: 'resume' })],
]

/** Files are opened, renamed and removed when the store is opened or compacted: seldom, so that the first time counts. */
function crash(c: Chance): Step {
  const point = c.percent(65) ? c.pick(POINTS) : c.pick(FILE_POINTS)
  const seldom = ['file open', 'file rename', 'file remove'].includes(point)
  return { do: 'crash', hub: c.int(ANY), point, nth: seldom ? 1 : 1 + c.int(12) }
}

function someFindings(c: Chance): number[] {
  return Array.from({ length: 1 + c.int(3) }, () => any(c))
}

/** The script of a seed. Every third seed has two hubs on one store. */
export function generate(seed: number): Script {
  const chance = makeChance(seed * 2_654_435_761)
  const hubs = seed % 3 === 2 ? 2 : 1
  const rows = hubs === 2 ? [...STEPS, ...TWO_HUBS] : STEPS
  const steps: Step[] = []
  for (let stretch = 0; stretch < STRETCHES; stretch++) {
    for (let n = 0; n < STRETCH; n++) steps.push(...troubled(chance, chance.weighted(rows)(chance)))
    steps.push({ do: 'quiet' })
  }
  return { seed, hubs, steps }
}

/** A ticket is made in one call: now and then that very call comes to grief, or the hub with it. */
function troubled(chance: Chance, step: Step): Step[] {
  if ((step.do !== 'ask' && step.do !== 'ask also') || !chance.percent(40)) return [step]
  const { tool: vendor } = step
  if (chance.percent(30))
    return [{ do: 'crash', hub: chance.int(ANY), point: 'after call', nth: 1 + chance.int(6) }, step]
  const fault = chance.pick(['lost answer', 'lost answer', '503', 'lost request'] as const)
  return [{ do: 'fault', vendor, fault, writes: true, skip: 0, times: 1 }, step]
}

/** `edit: where jira, case 3, field title, value 17`: a step on one line. */
export function line(step: Step): string {
  const { do: what, ...rest } = step
  const more = Object.entries(rest).map(([name, value]) =>
    name === 'step'
      ? `(${line(value as Step)})`
      : `${name} ${Array.isArray(value) ? value.join('+') : value}`,
  )
  return more.length === 0 ? what : `${what}: ${more.join(', ')}`
}
