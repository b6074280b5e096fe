import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { Category } from './categories'
import { moveOf, viewOf, workflowOf } from './view'
import { type issue, transitions, workflows } from './wire'

type Issue = z.infer<typeof issue>
type History = NonNullable<NonNullable<Issue['changelog']>['histories']>[number]

const KNOWN: ReadonlyMap<string, Category> = new Map([
  ['1', 'new'],
  ['2', 'indeterminate'],
  ['3', 'done'],
  ['4', 'done'],
])
const KEYS = { '1': 'new', '2': 'indeterminate', '3': 'done', '4': 'done' } as const

/** A history entry `hour` o'clock by `by`: the status went from → to. */
const move = (hour: number, by: string, from: string, to: string): History => ({
  author: { accountId: by, displayName: by.toUpperCase() },
  created: `2026-11-22T${String(hour).padStart(2, '0')}:00:00.000+0000`,
  items: [{ field: 'status', fieldId: 'status', from, to }],
})
const at = (hour: number): number => Date.UTC(2026, 10, 22, hour)

function sample(status: keyof typeof KEYS, histories: History[], more: Partial<Issue> = {}): Issue {
  return {
    id: '10001',
    key: 'SEC-1',
    fields: {
      summary: 'Title',
      status: { id: status, name: `S${status}`, statusCategory: { key: KEYS[status] } },
      resolution: null,
      updated: '2026-11-22T12:00:00.000+0000',
      project: { id: '10', key: 'SEC' },
      issuetype: { id: '20', name: 'Task' },
      labels: ['a'],
    },
    changelog: { histories },
    ...more,
  }
}

describe('an issue as a view', () => {
  it('carries identity, place, version and both properties', () => {
    const view = viewOf(
      sample('2', [], {
        properties: { fixproof: { sig: 'S', v: 1 }, 'fixproof-intent': { marker: 'abc' } },
      }),
      'https://x.example',
      KNOWN,
    )
    expect(view).toEqual({
      id: '10001',
      key: 'SEC-1',
      url: 'https://x.example/browse/SEC-1',
      status: { id: '2', name: 'S2' },
      category: 'indeterminate',
      resolution: null,
      version: '2026-11-22T12:00:00.000+0000',
      updatedAt: at(12),
      updatedBy: null,
      lastMove: null,
      title: 'Title',
      project: 'SEC',
      workType: 'Task',
      workflow: { projectId: '10', issueTypeId: '20' },
      labels: ['a'],
      fields: { title: 'Title', labels: ['a'] },
      edits: {},
      proofSignature: 'S',
      marker: 'abc',
    })
  })

  it('takes properties that are no objects, or hold no texts, for absent', () => {
    const view = viewOf(
      sample('1', [], { properties: { fixproof: 'sig', 'fixproof-intent': { marker: 5 } } }),
      '',
      KNOWN,
    )
    expect([view.proofSignature, view.marker]).toEqual([null, null])
  })

  it('names who made this version only when the history says so', () => {
    expect(viewOf(sample('1', [move(12, 'ada', '2', '1')]), '', KNOWN).updatedBy).toBe('ada')
    expect(viewOf(sample('1', [move(11, 'ada', '2', '1')]), '', KNOWN).updatedBy).toBeNull()
  })
})

describe('the last move into or out of done', () => {
  const lastMove = (status: keyof typeof KEYS, ...histories: History[]): unknown => {
    const found = viewOf(sample(status, histories), '', KNOWN).lastMove
    return found === null ? null : [found.at, found.by, found.byName, found.toDone]
  }

  it.each<[string, unknown, unknown]>([
    [
      'a close',
      lastMove('3', move(9, 'ada', '2', '3'), move(8, 'bob', '1', '2')),
      [at(9), 'ada', 'ADA', true],
    ],
    [
      'a reopening',
      lastMove('1', move(9, 'ada', '3', '1'), move(8, 'bob', '1', '3')),
      [at(9), 'ada', 'ADA', false],
    ],
    [
      'open moves after a reopening',
      lastMove('2', move(9, 'ada', '1', '2'), move(8, 'bob', '3', '1')),
      [at(8), 'bob', 'BOB', false],
    ],
    [
      'done to done, which is no new close',
      lastMove('4', move(9, 'ada', '3', '4'), move(8, 'bob', '1', '3')),
      [at(8), 'bob', 'BOB', true],
    ],
    ['never closed', lastMove('2', move(9, 'ada', '1', '2')), null],
    ['no history sent', lastMove('3'), null],
    [
      'oldest entry first',
      lastMove('3', move(8, 'bob', '1', '2'), move(9, 'ada', '2', '3')),
      [at(9), 'ada', 'ADA', true],
    ],
    [
      'a close through a status deleted since: the oldest doubt counts',
      lastMove('3', move(9, 'ada', '99', '3'), move(8, 'bob', '1', '99')),
      [at(8), 'bob', 'BOB', true],
    ],
    [
      'done, deleted status, done: the first close counts',
      lastMove('3', move(9, 'ada', '99', '3'), move(8, 'bob', '3', '99'), move(7, 'cid', '1', '3')),
      [at(7), 'cid', 'CID', true],
    ],
    [
      'closed from a deleted status where history ends',
      lastMove('3', move(9, 'ada', '99', '3')),
      [at(9), 'ada', 'ADA', true],
    ],
    ['open, history ends at a deleted status', lastMove('1', move(9, 'ada', '99', '1')), null],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected)
  })

  it('sees two moves in one entry in their order, and other fields not at all', () => {
    const both: History = {
      ...move(9, 'ada', '1', '3'),
      items: [
        { field: 'status', fieldId: 'status', from: '1', to: '3' },
        { field: 'resolution', fieldId: 'resolution', from: null, to: '3' },
        { field: 'status', fieldId: 'status', from: '3', to: '2' },
      ],
    }
    expect(lastMove('2', both)).toEqual([at(9), 'ada', 'ADA', false])
  })
})

it('reads a transition with what its screen asks for', () => {
  const answer = transitions.parse({
    expand: 'transitions',
    transitions: [
      {
        id: 31,
        name: 'Verify',
        to: { id: '3', name: 'Done', statusCategory: { id: 3, key: 'done' } },
        fields: {
          resolution: {
            name: 'Resolution',
            required: true,
            schema: { type: 'resolution', system: 'resolution' },
            allowedValues: [{ id: '1', name: 'Done' }, { id: '2', value: 'Option' }, { id: '3' }],
          },
          customfield_1: { name: 'Text', required: false, hasDefaultValue: true, schema: { type: 'string' } },
        },
      },
      { id: '1', name: 'Bare', to: { id: '1', name: 'To Do', statusCategory: { key: 'new' } } },
    ],
  })
  expect(answer.transitions.map(moveOf)).toEqual([
    {
      id: '31',
      name: 'Verify',
      to: { id: '3', name: 'Done', category: 'done' },
      fields: {
        resolution: {
          name: 'Resolution',
          required: true,
          hasDefault: false,
          allowed: ['Done', 'Option'],
          type: 'resolution',
        },
        customfield_1: { name: 'Text', required: false, hasDefault: true, allowed: null, type: 'string' },
      },
    },
    { id: '1', name: 'Bare', to: { id: '1', name: 'To Do', category: 'new' }, fields: null },
  ])
})

describe('the workflow API', () => {
  const answer = workflows.parse({
    statuses: [
      { id: '1', name: 'To Do', statusCategory: 'TODO', statusReference: 'r1' },
      { id: '2', name: 'Doing', statusCategory: 'IN_PROGRESS', statusReference: 'r2' },
      { id: '3', name: 'Done', statusCategory: 'DONE', statusReference: 'r3' },
      { id: '9', name: 'Of another workflow', statusCategory: 'DONE', statusReference: 'r9' },
    ],
    workflows: [
      {
        statuses: [{ statusReference: 'r1' }, { statusReference: 'r2' }, { statusReference: 'r3' }],
        transitions: [
          { id: '1', name: 'Create', type: 'INITIAL', toStatusReference: 'r1', links: [] },
          { id: '11', name: 'Anything', type: 'GLOBAL', toStatusReference: 'r2', links: [] },
          {
            id: '21',
            name: 'Finish',
            type: 'DIRECTED',
            toStatusReference: 'r3',
            links: [{ fromStatusReference: 'r2', fromPort: 0, toPort: 1 }],
            transitionScreen: { ruleKey: 'system:transition-screen', parameters: { screenId: '1' } },
          },
          { id: '31', name: 'Touch', type: 'DIRECTED', links: [{ fromStatusReference: 'r2' }] },
        ],
      },
    ],
  })

  it('gives moves by status: a global one leaves every status but its own, the creating one none', () => {
    const found = workflowOf(answer, 5)
    expect(Object.keys(found?.statuses ?? {})).toEqual(['1', '2', '3'])
    expect(found?.statuses['2']).toEqual({ id: '2', name: 'Doing', category: 'indeterminate' })
    const names = Object.entries(found?.moves ?? {}).map(([id, m]) => [id, m.seenAt, m.moves.map(x => x.id)])
    expect(names).toEqual([
      ['1', 5, ['11']],
      ['2', 5, ['21']],
      ['3', 5, ['11']],
    ])
    expect(found?.moves['1']?.moves[0]).toEqual({
      id: '11',
      name: 'Anything',
      to: { id: '2', name: 'Doing', category: 'indeterminate' },
      fields: {},
    })
  })

  it('says that a transition without a screen takes no fields, and leaves open which ones a screen takes', () => {
    const moves = workflowOf(answer, 5)?.moves
    expect(moves?.['1']?.moves[0]?.fields).toEqual({})
    expect(moves?.['2']?.moves[0]?.fields).toBeNull()
  })

  it('is unknown when the answer holds no workflow', () => {
    expect(workflowOf(workflows.parse({ statuses: [], workflows: [] }), 5)).toBeNull()
  })
})
