import { describe, expect, test } from 'vitest'
import { afterWrite, keptBase, type MergeAnswer, merge, mergeOrder } from './merge'
import type { ConflictPolicy, SyncType, Tool } from './model'

type Value = string | null | undefined

/** A merge in one line: base (`-` = none), ours, theirs, direction, conflict → who gets what, new base. */
function outcome(answer: MergeAnswer<string>): string {
  const write = answer.write === undefined ? 'nothing' : `${answer.write}=${String(answer.value)}`
  return 'base' in answer ? `${write}, base=${String(answer.base)}` : write
}

function ask(
  base: Value | '-',
  ours: Value,
  theirs: Value,
  direction: SyncType,
  conflict: ConflictPolicy = 'newest',
  more: { ours?: number; theirs?: number; madeByUs?: boolean } = {},
): MergeAnswer<string> {
  const { madeByUs, ...times } = more
  const known = base === '-' ? { base: undefined, hasBase: false } : { base, hasBase: true }
  return merge<string>({ ...known, ours, theirs, direction, conflict, times, madeByUs })
}

describe('rule 28: each link merges with the case, three ways', () => {
  const rows: [Value, Value, Value, SyncType, string][] = [
    ['a', 'a', 'a', 'two-way', 'nothing'],
    ['a', 'b', 'a', 'two-way', 'ticket=b'],
    ['a', 'a', 'c', 'two-way', 'case=c, base=c'],
    ['a', 'b', 'b', 'two-way', 'nothing, base=b'],
    ['a', 'b', 'a', 'to-ticket', 'ticket=b'],
    ['a', 'b', 'b', 'to-ticket', 'nothing, base=b'],
  ]
  test.each(rows)(
    'rule 28: base %s, case %s, ticket %s, %s: %s',
    (base, ours, theirs, direction, expected) => {
      expect(outcome(ask(base, ours, theirs, direction))).toBe(expected)
    },
  )

  test('rule 28: merging again after the answer was carried out changes nothing', () => {
    const values: Value[] = ['a', 'b', 'c', null]
    for (const base of values)
      for (const ours of values)
        for (const theirs of values)
          for (const direction of ['two-way', 'to-ticket'] as const) {
            const first = ask(base, ours, theirs, direction)
            const next = {
              ours: first.write === 'case' ? first.value : ours,
              theirs: first.write === 'ticket' ? first.value : theirs,
              base: 'base' in first ? first.base : base,
            }
            if (first.write === 'ticket')
              next.base = afterWrite({ value: first.value ?? null, readBack: next.theirs, direction }).base
            const second = ask(next.base, next.ours, next.theirs, direction)
            expect(second.write, JSON.stringify({ base, ours, theirs, direction })).toBeUndefined()
          }
  })
})

describe('rule 29: nothing, not observed, and no base', () => {
  const rows: [string, MergeAnswer<string>, string][] = [
    ['the case not observed', ask('a', undefined, 'b', 'two-way'), 'nothing'],
    ['the ticket not observed', ask('a', 'b', undefined, 'two-way'), 'nothing'],
    ['neither observed, no base', ask('-', undefined, undefined, 'two-way'), 'nothing'],
    ['nothing is a value of the ticket', ask('a', 'a', null, 'two-way'), 'case=null, base=null'],
    ['nothing is a value of the case', ask('a', null, 'a', 'two-way'), 'ticket=null'],
    ['nothing agreed on', ask(null, null, 'b', 'two-way'), 'case=b, base=b'],
    ['adopted, equal: that is the base', ask('-', 'a', 'a', 'two-way'), 'nothing, base=a'],
    ['adopted, equal, once', ask('-', 'a', 'a', 'once'), 'nothing, base=a'],
    ['adopted, two-way: the policy decides', ask('-', 'a', 'b', 'two-way', 'case'), 'ticket=a'],
    ['adopted, two-way, ticket', ask('-', 'a', 'b', 'two-way', 'ticket'), 'case=b, base=b'],
    ['adopted, to-ticket: nothing', ask('-', 'a', 'b', 'to-ticket'), 'nothing'],
    ['adopted, once: nothing', ask('-', 'a', 'b', 'once'), 'nothing'],
    [
      'made by the hub, to-ticket',
      ask('-', 'a', null, 'to-ticket', 'newest', { madeByUs: true }),
      'ticket=a',
    ],
    ['made by the hub, once', ask('-', 'a', null, 'once', 'newest', { madeByUs: true }), 'ticket=a'],
    ['made by the hub, off', ask('-', 'a', null, 'off', 'newest', { madeByUs: true }), 'nothing'],
  ]
  test.each(rows)('rule 29: %s', (_, answer, expected) => {
    expect(outcome(answer)).toBe(expected)
  })

  test.each<[string, { value: string | null; direction: SyncType } | null, SyncType, unknown]>([
    [
      'kept for the direction it was made under',
      { value: 'a', direction: 'two-way' },
      'two-way',
      { base: 'a', hasBase: true },
    ],
    ['kept when it is nothing', { value: null, direction: 'once' }, 'once', { base: null, hasBase: true }],
    [
      'dropped when the direction changed',
      { value: 'a', direction: 'to-ticket' },
      'two-way',
      { base: undefined, hasBase: false },
    ],
    ['none stored', null, 'two-way', { base: undefined, hasBase: false }],
  ])('rule 29: the base is %s', (_, stored, direction, expected) => {
    expect(keptBase(stored, direction)).toEqual(expected)
  })
})

describe('rule 30: what the vendor keeps', () => {
  test('rule 30: values that count as the same are left alone', () => {
    const equal = (a: string | null, b: string | null) => (a ?? '').slice(0, 3) === (b ?? '').slice(0, 3)
    const q = { base: 'abc', hasBase: true, direction: 'two-way', conflict: 'case', equal } as const
    expect(outcome(merge<string>({ ...q, ours: 'abcdef', theirs: 'abc' }))).toBe('nothing')
    expect(outcome(merge<string>({ ...q, ours: 'xyz', theirs: 'abc' }))).toBe('ticket=xyz')
  })

  const rows: [string, Value, SyncType, string][] = [
    ['kept as written', 'P2', 'two-way', 'nothing, base=P2'],
    ['not readable', undefined, 'two-way', 'nothing, base=P2'],
    ['kept otherwise, two-way: the case follows', 'P3', 'two-way', 'case=P3, base=P3'],
    ['emptied by the vendor, two-way', null, 'two-way', 'case=null, base=null'],
    ['kept otherwise, to-ticket: written once', 'P3', 'to-ticket', 'nothing, base=P2'],
  ]
  test.each(rows)(
    'rule 30: the base after a write is what is read back: %s',
    (_, readBack, direction, expected) => {
      const answer = afterWrite<string>({ value: 'P2', readBack, direction })
      expect(outcome(answer)).toBe(expected)
      const differs = readBack !== undefined && readBack !== 'P2'
      expect(answer.note).toBe(differs ? 'The ticket kept another value than the one written.' : undefined)
    },
  )

  test('rule 30: a value the vendor will not keep is not pushed for ever', () => {
    const { base } = afterWrite<string>({ value: 'P2', readBack: 'P3', direction: 'to-ticket' })
    expect(ask(base, 'P2', 'P3', 'to-ticket').write).toBeUndefined()
  })
})

describe('rule 31: directions', () => {
  const rows: [string, Value, Value, Value, SyncType, string][] = [
    ['two-way takes an edit of the ticket', 'a', 'a', 'b', 'two-way', 'case=b, base=b'],
    ['to-ticket lets it stand', 'a', 'a', 'b', 'to-ticket', 'nothing'],
    ['to-ticket overwrites it when the case changes', 'a', 'c', 'b', 'to-ticket', 'ticket=c'],
    ['once sends no change of the case', 'a', 'b', 'a', 'once', 'nothing'],
    ['once takes no change of the ticket', 'a', 'a', 'b', 'once', 'nothing'],
    ['off sends nothing', 'a', 'b', 'a', 'off', 'nothing'],
    ['off takes nothing', 'a', 'a', 'b', 'off', 'nothing'],
    ['off remembers nothing', 'a', 'b', 'b', 'off', 'nothing'],
  ]
  test.each(rows)('rule 31: %s', (_, base, ours, theirs, direction, expected) => {
    expect(outcome(ask(base, ours, theirs, direction))).toBe(expected)
  })

  test('rule 31: an edit that to-ticket lets stand is said to be one', () => {
    expect(ask('a', 'a', 'b', 'to-ticket').note).toMatch(/keeps its value until the case changes/)
  })
})

describe('rule 32: conflicts', () => {
  const rows: [string, ConflictPolicy, { ours?: number; theirs?: number }, string][] = [
    ['the case by policy', 'case', { ours: 1, theirs: 9 }, 'ticket=b'],
    ['the ticket by policy', 'ticket', { ours: 9, theirs: 1 }, 'case=c, base=c'],
    ['the newer: case', 'newest', { ours: 9, theirs: 1 }, 'ticket=b'],
    ['the newer: ticket', 'newest', { ours: 1, theirs: 9 }, 'case=c, base=c'],
    ['a tie: ticket', 'newest', { ours: 5, theirs: 5 }, 'case=c, base=c'],
    ['times not known: ticket', 'newest', {}, 'case=c, base=c'],
    ['only the time of the case known: ticket', 'newest', { ours: 5 }, 'case=c, base=c'],
    ['only the time of the ticket known: ticket', 'newest', { theirs: 5 }, 'case=c, base=c'],
  ]
  test.each(rows)('rule 32: both changed: %s', (_, conflict, times, expected) => {
    const answer = ask('a', 'b', 'c', 'two-way', conflict, times)
    expect(outcome(answer)).toBe(expected)
    expect(answer.note).toMatch(/^Case and ticket differ; the (case|ticket) wins by /)
  })

  test.each<[ConflictPolicy, string]>([
    ['newest', 'Case and ticket differ; the ticket wins by the newer change.'],
    ['ticket', 'Case and ticket differ; the ticket wins by the setting of this project.'],
    ['case', 'Case and ticket differ; the case wins by the setting of this project.'],
  ])('rule 32: by %s, and without times at all, the timeline says: %s', (policy, note) => {
    const q = { base: 'a', hasBase: true, ours: 'b', theirs: 'c', direction: 'two-way' } as const
    expect(merge<string>({ ...q, conflict: policy }).note).toBe(note)
  })

  type Changed = { tool: Tool; at?: number }
  const tickets: [string, Changed[], Tool | null][] = [
    [
      'the newest',
      [
        { tool: 'jira', at: 1 },
        { tool: 'servicenow', at: 2 },
      ],
      'servicenow',
    ],
    [
      'a tie: Jira',
      [
        { tool: 'jira', at: 2 },
        { tool: 'servicenow', at: 2 },
      ],
      'jira',
    ],
    ['a time not known: Jira', [{ tool: 'jira' }, { tool: 'servicenow', at: 2 }], 'jira'],
    ['only one', [{ tool: 'servicenow' }], 'servicenow'],
    ['none', [], null],
  ]
  test.each(tickets)('rule 32: of two tickets that changed: %s', (_, changed, tool) => {
    for (const list of [changed, changed.slice().reverse()]) {
      const given = JSON.stringify(list)
      const order = mergeOrder(list)
      expect(order).toHaveLength(list.length)
      expect(order[order.length - 1]?.tool ?? null, 'the last one merged wins').toBe(tool)
      expect(JSON.stringify(list), 'the list given stays in its order').toBe(given)
    }
  })
})
