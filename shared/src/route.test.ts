import { describe, expect, test } from 'vitest'
import {
  closeGoals,
  planFirst,
  planRoute,
  type RouteGraph,
  type RouteOptions,
  type RouteStatus,
  reopenGoals,
  withNamedRoute,
} from './route'

/** `graph('todo', 'todo>doing', …)`; statuses by their first letter: t = new, d/r = indeterminate, D/W = done. */
function graph(...edges: string[]): RouteGraph {
  const g: RouteGraph = { statuses: {}, moves: {} }
  for (const s of ['todo', 'doing', 'review', 'Done', 'Wont']) {
    const category = s === 'todo' ? 'new' : s === 'doing' || s === 'review' ? 'indeterminate' : 'done'
    g.statuses[s] = { id: s, name: s, category }
  }
  edges.forEach((edge, i) => {
    const [from, to, id] = edge.split('>') as [string, string, string?]
    const moves = g.moves[from] ?? []
    moves.push({ id: id ?? String(i + 1), name: `${from} to ${to}`, to })
    g.moves[from] = moves
  })
  return g
}

const to = (id: string) => (s: RouteStatus) => s.id === id
const way = (g: RouteGraph, from: string, goal: (s: RouteStatus) => boolean, options?: RouteOptions) =>
  planRoute(g, from, goal, options)?.map(h => h.to) ?? null

describe('rule 23: the shortest known route', () => {
  const three = graph('todo>doing', 'doing>review', 'review>Done')
  const rows: [string, RouteGraph, string, string, string[] | null][] = [
    ['already there: no hop', three, 'Done', 'Done', []],
    ['one hop', three, 'review', 'Done', ['Done']],
    ['three hops', three, 'todo', 'Done', ['doing', 'review', 'Done']],
    [
      'a direct move beats a detour',
      graph('todo>doing', 'doing>Done', 'todo>Done'),
      'todo',
      'Done',
      ['Done'],
    ],
    ['no move out', three, 'Wont', 'todo', null],
    ['an unknown status', three, 'nowhere', 'Done', null],
    ['a circle ends', graph('todo>doing', 'doing>todo'), 'todo', 'Done', null],
    [
      'a move to a status we know nothing of is not taken',
      graph('todo>limbo', 'limbo>Done'),
      'todo',
      'Done',
      null,
    ],
    ['a loop onto itself is no step', graph('todo>todo', 'todo>Done'), 'todo', 'Done', ['Done']],
  ]
  test.each(rows)('rule 23: %s', (_, g, from, goal, expected) => {
    expect(way(g, from, to(goal))).toEqual(expected)
  })

  test('rule 23: of equally short routes the lowest transition id wins, numbers as numbers', () => {
    const g = graph('todo>review>10', 'todo>doing>9', 'doing>Done>7', 'review>Done>1')
    expect(way(g, 'todo', to('Done'))).toEqual(['doing', 'Done'])
    const twin = graph('todo>Done>31', 'todo>Done>4')
    expect(planRoute(twin, 'todo', to('Done'))?.[0]?.moveId).toBe('4')
    const words = graph('todo>review>b', 'todo>doing>a', 'doing>Done>2', 'review>Done>1')
    expect(way(words, 'todo', to('Done'))).toEqual(['doing', 'Done'])
  })

  test('rule 23: of equal transition ids the target decides, whatever the order given', () => {
    const edges = ['todo>review>', 'todo>doing>', 'doing>Done>1', 'review>Done>1']
    expect(way(graph(...edges), 'todo', to('Done'))).toEqual(['doing', 'Done'])
    expect(way(graph(...edges.reverse()), 'todo', to('Done'))).toEqual(['doing', 'Done'])
  })

  test('rule 23: every status is looked at once, and the graph stays as it was', () => {
    const g: RouteGraph = { statuses: {}, moves: {} }
    const ids = Array.from({ length: 30 }, (_, i) => String(i))
    for (const id of ids) {
      g.statuses[id] = { id, name: id, category: 'new' }
      g.moves[id] = ids.map(target => ({ id: String(100 - Number(target)), name: target, to: target }))
    }
    const before = JSON.stringify(g)
    let looks = 0
    const skip = () => ++looks === 0
    expect(planRoute(g, '0', () => false, { skip })).toBeNull()
    expect(looks).toBe(29)
    expect(JSON.stringify(g)).toBe(before)
  })

  test('rule 23: a hop says which transition, from where and to where', () => {
    expect(planRoute(three, 'doing', to('Done'))).toEqual([
      {
        moveId: '2',
        name: 'doing to review',
        from: 'doing',
        to: 'review',
        toName: 'review',
        toCategory: 'indeterminate',
      },
      { moveId: '3', name: 'review to Done', from: 'review', to: 'Done', toName: 'Done', toCategory: 'done' },
    ])
  })

  test('rule 23: longer than the most hops is no route', () => {
    expect(way(three, 'todo', to('Done'), { maxHops: 2 })).toBeNull()
    expect(way(three, 'todo', to('Done'), { maxHops: 3 })).toHaveLength(3)
  })

  test('rule 23: a move that was refused is gone around', () => {
    const g = graph('todo>Done>1', 'todo>doing>2', 'doing>Done>3')
    expect(way(g, 'todo', to('Done'), { skip: (from, m) => from === 'todo' && m.id === '1' })).toEqual([
      'doing',
      'Done',
    ])
  })

  test('rule 23: routes named in the settings fill in what the account may not see', () => {
    const g = graph('todo>doing>5')
    const named = withNamedRoute(g, 'todo', ['Doing', 'QA', 'Closed'], 'done')
    const route = planRoute(named, 'todo', s => s.category === 'done')
    expect(route?.map(h => [h.moveId, h.toName, h.toCategory])).toEqual([
      ['5', 'doing', 'indeterminate'],
      [null, 'QA', 'indeterminate'],
      [null, 'Closed', 'done'],
    ])
    expect(
      planRoute(g, 'todo', s => s.category === 'done'),
      'the graph given is not changed',
    ).toBeNull()
    expect(named.moves.doing).toEqual([{ id: '', name: 'to QA', to: 'name:qa', assumed: true }])
    const known = graph('todo>doing>5', 'todo>review>6')
    const again = withNamedRoute(known, 'todo', [' Todo ', 'doing', ' Late '], 'done')
    expect(again.moves.todo).toEqual(known.moves.todo)
    expect(again.statuses['name:late']).toEqual({ id: 'name:late', name: 'Late', category: 'done' })
    expect(withNamedRoute(known, 'todo', ['Done'], 'done').moves.todo).toHaveLength(3)
    expect(known.moves.todo).toHaveLength(2)
    const midway = withNamedRoute(g, 'doing', ['Doing', 'Done'], 'done')
    expect(way(midway, 'doing', to('Done'))).toEqual(['Done'])
    expect(planRoute(midway, 'todo', to('Done'))?.map(h => h.moveId)).toEqual(['5', null])
  })

  test('rule 23: a transition that was seen is preferred to one only named', () => {
    const g = withNamedRoute(graph('doing>Done>9', 'todo>doing>8'), 'todo', ['review', 'Done'], 'done')
    expect(planRoute(g, 'todo', to('Done'))?.map(h => h.moveId)).toEqual(['8', '9'])
  })
})

describe('rule 22: never a hop through a done status', () => {
  const rows: [string, string[], string, string, string[] | null][] = [
    ['reopening does not pass another done status', ['Done>Wont', 'Wont>todo'], 'Done', 'todo', null],
    ['closing does not pass another done status', ['todo>Wont', 'Wont>Done'], 'todo', 'Done', null],
    [
      'the longer way around is taken',
      ['todo>Wont', 'Wont>Done', 'todo>doing', 'doing>review', 'review>Done'],
      'todo',
      'Done',
      ['doing', 'review', 'Done'],
    ],
    [
      'leaving a done status is no hop through it',
      ['Done>doing', 'doing>todo'],
      'Done',
      'todo',
      ['doing', 'todo'],
    ],
  ]
  test.each(rows)('rule 22: %s', (_, edges, from, goal, expected) => {
    expect(way(graph(...edges), from, to(goal))).toEqual(expected)
  })
})

describe('rule 22: where a ticket is reopened to', () => {
  const rows: [string, string[], string | null, string | null][] = [
    ['the last status that was not closed', ['Done>todo', 'Done>review'], 'review', 'review'],
    ['else a new one, even if it is further', ['Done>doing', 'doing>todo'], 'review', 'todo'],
    ['else an indeterminate one', ['Done>doing'], 'review', 'doing'],
    ['nothing remembered: a new one', ['Done>doing', 'Done>todo'], null, 'todo'],
    ['a remembered status that is done now does not count', ['Done>Wont', 'Done>todo'], 'Wont', 'todo'],
    ['a remembered status that is gone does not count', ['Done>todo'], 'limbo', 'todo'],
    ['no way back', ['Done>Wont'], 'todo', null],
  ]
  test.each(rows)('rule 22: %s', (_, edges, last, expected) => {
    const g = graph(...edges)
    const route = planFirst(g, 'Done', reopenGoals(g, last))
    expect(route === null ? null : (route[route.length - 1]?.to ?? 'here')).toBe(expected)
  })

  test('rule 22: the goals can be named to a person', () => {
    expect(reopenGoals(graph(), 'review').map(g => g.what)).toEqual([
      '"review"',
      'a To Do status',
      'an In Progress status',
    ])
  })
})

test('rule 23: the goals of a close can be named to a person', () => {
  expect(closeGoals('Done').map(g => g.what)).toEqual(['"Done"'])
  expect(closeGoals(null).map(g => g.what)).toEqual(['a Done status', 'a Done status'])
})

test.each<[string, string[], string | null, string[], string | null, boolean?]>([
  ['the status named', ['todo>Wont>1', 'todo>Done>2'], 'done', [], 'Done'],
  ['the status named and no other', ['todo>Wont'], 'Done', [], null],
  ['any done one, none named', ['todo>doing', 'doing>Done'], null, [], 'Done'],
  [
    'one that means fixed before one that does not',
    ['todo>Wont>1', 'todo>doing>2', 'doing>Done>3'],
    null,
    ['closed', 'wont'],
    'Done',
  ],
  ['one that does not mean fixed when there is no other', ['todo>Wont'], null, ['Wont'], 'Wont'],
  [
    'one that does not mean fixed before one that does, when nothing was fixed',
    ['todo>Done>1', 'todo>doing>2', 'doing>Wont>3'],
    null,
    ['closed', 'wont'],
    'Wont',
    false,
  ],
  ['one that means fixed when there is no other', ['todo>Done'], null, ['Wont'], 'Done', false],
  ['a status named that is not done is no close', ['todo>doing'], 'doing', [], null],
])('rule 23: a close goes to %s', (_, edges, name, notFixed, expected, isFix) => {
  const route = planFirst(graph(...edges), 'todo', closeGoals(name, notFixed, isFix))
  expect(route === null ? null : route[route.length - 1]?.to).toBe(expected)
})
