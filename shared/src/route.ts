import { ROUTE_HOPS_MAX } from './limits'
import { isNamed, own, sameName } from './own'

/** A Jira status. `category` by key of `statusCategory`; names are never used to decide (rule 22). */
export interface RouteStatus {
  id: string
  name: string
  category: 'new' | 'indeterminate' | 'done'
}

/** A transition. `assumed`: named in `settings.routes`, not seen yet, so its id is not known. */
export interface RouteMove {
  id: string
  name: string
  to: string
  assumed?: boolean
}

/** What is known of one workflow: statuses by id, moves by the status they leave (rule 23). */
export interface RouteGraph {
  statuses: { [id: string]: RouteStatus }
  moves: { [fromId: string]: RouteMove[] }
}

/** One step. `moveId` null: find it among the transitions offered then, by the status it leads to. */
export interface RouteHop {
  moveId: string | null
  name: string
  from: string
  to: string
  toName: string
  toCategory: RouteStatus['category']
}

export interface RouteOptions {
  /** Longer routes are not considered. */
  maxHops?: number
  /** Moves that cannot be used, e.g. one that was refused or is hidden from our account. */
  skip?: (from: string, move: RouteMove) => boolean
}

/** Where to go, best first; `what` completes "no route to …". */
export interface RouteGoal {
  what: string
  fits: (status: RouteStatus) => boolean
}

/**
 * Rules 22 and 23: the shortest way to a status that fits, over what is known; null when there is none, [] when the
 * ticket stands there already. Never passes through a done status. Equal lengths: transitions seen before assumed
 * ones, then by transition id, so that the same graph always gives the same route.
 */
export function planRoute(
  graph: RouteGraph,
  from: string,
  goal: (status: RouteStatus) => boolean,
  options: RouteOptions = {},
): RouteHop[] | null {
  const start = own(graph.statuses, from)
  if (start !== undefined && goal(start)) return []
  const maxHops = options.maxHops === undefined ? ROUTE_HOPS_MAX : options.maxHops
  const reached: { [id: string]: true } = {}
  reached[from] = true
  let front: { at: string; hops: RouteHop[] }[] = [{ at: from, hops: [] }]
  for (let length = 1; length <= maxHops && front.length > 0; length++) {
    const next: { at: string; hops: RouteHop[] }[] = []
    for (const { at, hops } of front) {
      for (const move of inOrder(own(graph.moves, at) || [])) {
        const to = own(graph.statuses, move.to)
        if (to === undefined || own(reached, move.to) || options.skip?.(at, move)) continue
        const way = hops.concat([hop(at, move, to)])
        if (goal(to)) return way
        reached[move.to] = true
        if (to.category !== 'done') next.push({ at: move.to, hops: way })
      }
    }
    front = next
  }
  return null
}

/** As {@link planRoute} over several goals: the first goal that has a route wins, however long it is. */
export function planFirst(
  graph: RouteGraph,
  from: string,
  goals: readonly RouteGoal[],
  options: RouteOptions = {},
): RouteHop[] | null {
  for (const goal of goals) {
    const route = planRoute(graph, from, goal.fits, options)
    if (route !== null) return route
  }
  return null
}

/** Rule 22, in its order: the last status that was not closed, else any `new`, else any `indeterminate`. */
export function reopenGoals(graph: RouteGraph, lastOpenStatusId: string | null): RouteGoal[] {
  const last = lastOpenStatusId === null ? undefined : own(graph.statuses, lastOpenStatusId)
  const goals: RouteGoal[] = []
  if (last !== undefined && last.category !== 'done') {
    goals.push({ what: `"${last.name}"`, fits: s => s.id === last.id })
  }
  goals.push({ what: 'a To Do status', fits: s => s.category === 'new' })
  goals.push({ what: 'an In Progress status', fits: s => s.category === 'indeterminate' })
  return goals
}

/**
 * Where a close goes: the status the settings name and no other (landing on another done status could say "fixed"),
 * else any done status: for a fix those outside `notFixedStatuses` first, for any other cause those among them.
 */
export function closeGoals(
  statusName: string | null,
  notFixedStatuses: readonly string[] = [],
  isFix: boolean = true,
): RouteGoal[] {
  if (statusName !== null) {
    return [{ what: `"${statusName}"`, fits: s => s.category === 'done' && sameName(s.name, statusName) }]
  }
  return [
    {
      what: 'a Done status',
      fits: s => s.category === 'done' && isNamed(s.name, notFixedStatuses) !== isFix,
    },
    { what: 'a Done status', fits: s => s.category === 'done' },
  ]
}

/**
 * The graph with a way that `settings.routes` names: statuses to walk through in order, for workflows our account
 * may not read. A name that is not known yet becomes a status of its own, in `lastCategory` when it ends the way.
 */
export function withNamedRoute(
  graph: RouteGraph,
  from: string,
  names: readonly string[],
  lastCategory: RouteStatus['category'],
): RouteGraph {
  const statuses: RouteGraph['statuses'] = {}
  const moves: RouteGraph['moves'] = {}
  for (const id of Object.keys(graph.statuses)) statuses[id] = graph.statuses[id] as RouteStatus
  for (const id of Object.keys(graph.moves)) moves[id] = (graph.moves[id] as RouteMove[]).slice()

  const way = names.map((name, i) =>
    statusNamed(statuses, name, i === names.length - 1 ? lastCategory : null),
  )
  const ids = way.map(s => s.id)
  const here = ids.indexOf(from)
  const stops = here < 0 ? [from].concat(ids) : ids.slice(here)
  for (let i = 0; i + 1 < stops.length; i++) {
    const leaving = stops[i] as string
    const to = stops[i + 1] as string
    const known = own(moves, leaving) || []
    if (known.some(m => m.to === to)) continue
    const name = (statuses[to] as RouteStatus).name
    moves[leaving] = known.concat([{ id: '', name: `to ${name}`, to, assumed: true }])
  }
  return { statuses, moves }
}

function statusNamed(
  statuses: RouteGraph['statuses'],
  name: string,
  category: RouteStatus['category'] | null,
): RouteStatus {
  for (const id of Object.keys(statuses)) {
    const status = statuses[id] as RouteStatus
    if (sameName(status.name, name)) return status
  }
  const id = `name:${name.trim().toLowerCase()}`
  const made: RouteStatus = {
    id,
    name: name.trim(),
    category: category === null ? 'indeterminate' : category,
  }
  statuses[id] = made
  return made
}

function hop(from: string, move: RouteMove, to: RouteStatus): RouteHop {
  return {
    moveId: move.assumed ? null : move.id,
    name: move.name,
    from,
    to: to.id,
    toName: to.name,
    toCategory: to.category,
  }
}

function inOrder(moves: readonly RouteMove[]): RouteMove[] {
  return moves.slice().sort((a, b) => {
    if (!a.assumed !== !b.assumed) return a.assumed ? 1 : -1
    // Jira's transition ids are numbers in strings; anything else (NaN: neither below nor above) goes by its text.
    const byNumber = Number(a.id) - Number(b.id)
    if (byNumber < 0 || byNumber > 0) return byNumber
    return a.id < b.id ? -1 : a.id > b.id ? 1 : a.to < b.to ? -1 : a.to > b.to ? 1 : 0
  })
}
