import type { Call, World } from '../../sandbox/port'

/** What the simulated vendors saw of the changes; milliseconds from Datadog's answer that showed one. */
export interface Seen {
  /** Until Jira got its first call about the ticket. */
  firstCallMs: number[]
  /** Until Jira got the write. */
  writeMs: number[]
}

export interface Watch {
  /** This finding's ticket is that issue. */
  pair(findingId: string, issueId: string): void
  /** A finding changes for the `n`th time; how that is named in its title. */
  title(findingId: string, n: number): string
  /** What was seen since the last time. */
  take(): Seen
  /** Changes that were made and are not written yet. */
  waiting(): number
}

const TITLE = /^Change (\d+)$/

/** Watches from the vendors' side, in one process and on one clock: nothing in the hub knows that it is measured. */
export function watch(world: World): Watch {
  const issueOf = new Map<string, string>()
  const lastMade = new Map<string, number>()
  const lastShown = new Map<string, number>()
  const shown = new Map<string, { at: number; called: boolean }>()
  let seen: Seen = { firstCallMs: [], writeMs: [] }

  function datadogAnswered({ responseBody }: Pick<Call, 'responseBody'>): void {
    const { data } = (responseBody ?? {}) as { data?: unknown }
    if (!Array.isArray(data)) return
    const at = performance.now()
    for (const { id, attributes } of data as {
      id: string
      attributes: { attributes?: { title?: string } }
    }[]) {
      const n = Number(TITLE.exec(attributes.attributes?.title ?? '')?.[1] ?? 0)
      const issue = issueOf.get(id)
      if (issue === undefined || n <= (lastShown.get(id) ?? 0)) continue
      lastShown.set(id, n)
      // An older change that is still to be written goes out with this one; its time runs on.
      if (!shown.has(issue)) shown.set(issue, { at, called: false })
    }
  }

  function jiraCalled({ method, path }: Pick<Call, 'method' | 'path'>, at: number): void {
    const issue = /\/issue\/(\d+)/.exec(path)?.[1] ?? ''
    const change = shown.get(issue)
    if (change === undefined || at < change.at) return
    if (!change.called) seen.firstCallMs.push(at - change.at)
    change.called = true
    if (method === 'GET') return
    seen.writeMs.push(at - change.at)
    shown.delete(issue)
  }

  const { begin } = world.calls
  world.calls.begin = () => {
    const at = performance.now()
    const enter = begin()
    return call => {
      enter(call)
      if (call.vendor === 'datadog') datadogAnswered(call)
      if (call.vendor === 'jira') jiraCalled(call, at)
    }
  }
  return {
    pair: (findingId, issueId) => void issueOf.set(findingId, issueId),
    title(findingId, n) {
      lastMade.set(findingId, n)
      return `Change ${n}`
    },
    take() {
      const taken = seen
      seen = { firstCallMs: [], writeMs: [] }
      return taken
    },
    waiting: () =>
      shown.size + [...lastMade].filter(([id, n]) => issueOf.has(id) && n > (lastShown.get(id) ?? 0)).length,
  }
}
