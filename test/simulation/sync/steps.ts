/** What may happen to a case and its tickets in a run, one thing after the other. */
import type { TicketField } from '@fixproof/hub/domain/model'
import fc from 'fast-check'
import type { Vendor } from '../../sandbox/port'

export type Place = 'case' | 'jira' | 'servicenow'
export type Tool = Exclude<Place, 'case'>
export const PLACES: readonly Place[] = ['case', 'jira', 'servicenow']
export const TOOLS: readonly Tool[] = ['jira', 'servicenow']
export const FINDINGS = ['A', 'B', 'C'] as const
type Finding = (typeof FINDINGS)[number]

/** What becomes of a webhook instead of simply arriving. */
export const MISCHIEF = ['drop', 'duplicate', 'reverse', 'delay'] as const
/** What becomes of a call of the hub. */
export const FAULTS = ['429', '503', 'lost answer', 'lost request'] as const
/** Seven fields of issue and case; an incident has no labels of its own. */
export const FIELDS: readonly TicketField[] = [
  'title',
  'description',
  'status',
  'priority',
  'assignee',
  'due_date',
  'labels',
]
/** Where issues are moved to: free moves, three hops, no way back, no resolution field. */
const PROJECTS = ['SEC', 'OPS', 'LOCK', 'TEAM'] as const

export type Step =
  /** `value` picks one of the field's values, see `VALUES`. */
  | { do: 'edit'; field: TicketField; where: Place; value: number }
  | { do: 'close'; where: Place; fixed: boolean }
  | { do: 'reopen'; where: Place }
  /** `open`: in ServiceNow as a comment the caller reads, else as a work note. */
  | { do: 'comment'; where: Place; open: boolean }
  /** `which` picks one of the comments that stand there. */
  | { do: 'change comment' | 'delete comment'; where: 'case' | 'jira'; which: number }
  | { do: 'move issue'; to: (typeof PROJECTS)[number] }
  | { do: 'move case'; to: (typeof PROJECTS)[number] }
  | { do: 'delete ticket' | 'ask for ticket'; where: Tool }
  | { do: 'finding'; finding: Finding; is: 'open' | 'resolved' | 'muted' }
  | { do: 'attach' | 'detach'; finding: Finding }
  /** The next `next` webhooks of Jira. */
  | { do: 'webhooks'; mischief: (typeof MISCHIEF)[number]; next: number }
  /** The hub's next calls of that kind. */
  | {
      do: 'fault'
      fault: (typeof FAULTS)[number]
      vendor: Vendor
      writes: boolean
      skip: number
      times: number
    }
  /** The hub does what is due. */
  | { do: 'let work' }
  /** Polls and sweeps look. */
  | { do: 'look' }
  | { do: 'wait'; minutes: number }

const place = fc.constantFrom(...PLACES)
const tool = fc.constantFrom(...TOOLS)
const finding = fc.constantFrom(...FINDINGS)

/** How many values each field takes in turn; few, so that a value comes back after another one. */
export const VALUES = 6

const edit = fc
  .record({
    do: fc.constant('edit' as const),
    field: fc.constantFrom(...FIELDS),
    where: place,
    value: fc.nat(VALUES - 1),
  })
  .map(step =>
    step.where === 'servicenow' && step.field === 'labels' ? { ...step, where: 'case' as const } : step,
  )

const STEPS: [weight: number, fc.Arbitrary<Step>][] = [
  [30, edit],
  [4, fc.record({ do: fc.constant('close' as const), where: place, fixed: fc.boolean() })],
  [5, fc.record({ do: fc.constant('reopen' as const), where: place })],
  [8, fc.record({ do: fc.constant('comment' as const), where: place, open: fc.boolean() })],
  [
    6,
    fc.record({
      do: fc.constantFrom('change comment' as const, 'delete comment' as const),
      where: fc.constantFrom('case' as const, 'jira' as const),
      which: fc.nat(5),
    }),
  ],
  [2, fc.record({ do: fc.constant('move issue' as const), to: fc.constantFrom(...PROJECTS) })],
  [1, fc.record({ do: fc.constant('move case' as const), to: fc.constantFrom(...PROJECTS) })],
  [3, fc.record({ do: fc.constant('delete ticket' as const), where: tool })],
  [9, fc.record({ do: fc.constant('ask for ticket' as const), where: tool })],
  [
    9,
    fc.record({
      do: fc.constant('finding' as const),
      finding,
      is: fc.constantFrom('open' as const, 'resolved' as const, 'resolved' as const, 'muted' as const),
    }),
  ],
  [4, fc.record({ do: fc.constantFrom('attach' as const, 'detach' as const), finding })],
  [
    6,
    fc.record({
      do: fc.constant('webhooks' as const),
      mischief: fc.constantFrom(...MISCHIEF),
      next: fc.integer({ min: 2, max: 4 }),
    }),
  ],
  [
    8,
    fc.record({
      do: fc.constant('fault' as const),
      fault: fc.constantFrom(...FAULTS),
      vendor: fc.constantFrom('datadog' as const, 'jira' as const, 'servicenow' as const),
      writes: fc.boolean(),
      skip: fc.nat(2),
      times: fc.integer({ min: 1, max: 2 }),
    }),
  ],
  [12, fc.record({ do: fc.constant('let work' as const) })],
  [8, fc.record({ do: fc.constant('look' as const) })],
  [5, fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(1, 12, 70) })],
]

const step: fc.Arbitrary<Step> = fc.oneof(...STEPS.map(([weight, arbitrary]) => ({ weight, arbitrary })))

export const CONFLICTS = ['as it comes', 'newest', 'case', 'ticket'] as const

export interface Script {
  /** Who wins when both sides changed a field, for all fields; `as it comes`: the defaults. */
  conflict: (typeof CONFLICTS)[number]
  /** Null: nothing happens. A script is shrunk by making its steps nothing, so that runs stay as long as they are meant to be. */
  steps: (Step | null)[]
}

/** Steps of a run. */
export const STEPS_MIN = 30
const STEPS_MAX = 40
/** One step in so many is nothing from the beginning; `fc.option` needs a number. */
const NEVER = 1_000_000

/** Every step as likely as its weight says, so that all of them happen in a hundred runs. */
export const scripts: fc.Arbitrary<Script> = fc.noBias(
  fc.record({
    conflict: fc.constantFrom(...CONFLICTS),
    steps: fc.array(fc.option(step, { freq: NEVER }), {
      minLength: STEPS_MIN,
      maxLength: STEPS_MAX,
      size: 'max',
    }),
  }),
)

/** `edit title in jira: 3`: a step on one line. */
export function line(step: Step): string {
  const { do: what, ...rest } = step
  const more = Object.entries(rest).map(([name, value]) => `${name} ${value}`)
  return more.length === 0 ? what : `${what}: ${more.join(', ')}`
}

/** The steps of a failed run, as a list to read. */
export function readable({ conflict, steps }: Script): string {
  const happened = steps.flatMap(each => (each === null ? [] : [line(each)]))
  return [`conflict: ${conflict}`, ...happened.map((each, n) => `${n + 1}. ${each}`)].join('\n')
}
