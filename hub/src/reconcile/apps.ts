import { INCIDENT_APP_SILENT_EVERY_MS, type IncidentHealth } from '@fixproof/rules'
import type { AppHealth } from '../connectors/port'
import type { CursorDoc, LinkDoc } from '../domain/model'
import type { Clock, Logger } from '../ports'
import { type Store, ticketKey } from '../store/port'
import { appKey, serviceNowAppId } from './keys'
import { type Tools, toolKey } from './tools'

/** How the app of a connection was when it was last asked. */
export interface AppSeen {
  is: AppHealth['is']
  /** What the app was told before does not count: it was not there, or installed anew. Epoch milliseconds. */
  since: number
  /** Null unless it is there. */
  health: Pick<IncidentHealth, 'app' | 'guard' | 'missingRoles'> | null
  /** Why it is not there, and what to do. */
  reason: string | null
  /** It knew of fewer incidents than it was told of. */
  fewer?: true
}

/** The app on each ServiceNow instance, as far as it is known; two hubs on one store share it. */
export interface Apps {
  /** Connections whose app is there. `journals`: its events carry what people write. As last loaded. */
  here(): ReadonlyMap<string, { since: number; journals: boolean }>
  /** Takes over what the store says; done before each pass. */
  load(): Promise<void>
  /** Keeps how the app is by now. */
  keep(connection: string, seen: AppSeen): Promise<void>
  seen(connection: string): Promise<AppSeen | null>
  /** Has the app asked how it is, soon: a call of ours failed, or a person tests the connection. */
  askSoon(connection: string): Promise<void>
  /** Whether something that came from the app is a reason to ask: it was not there when it was last asked, a while ago. */
  isNews(connection: string): boolean
  /** Whether another link has the ticket as its own, so that nothing is taken back in its name. */
  livesElsewhere(link: LinkDoc): Promise<boolean>
}

/** @param connections ids of those that share a secret with an app */
export function makeApps(
  deps: { store: Store; clock: Clock; logger: Logger; tools: Tools },
  connections: readonly string[],
): Apps {
  const { store, clock, logger } = deps
  const asked = connections.filter(
    id => deps.tools.tickets.get(toolKey('servicenow', id))?.appHealth !== undefined,
  )
  /** When each was last asked by this process. */
  const askedAt = new Map<string, number>()
  let known: ReadonlyMap<string, { since: number; journals: boolean }> = new Map()

  async function seen(connection: string): Promise<AppSeen | null> {
    const stored = await store.get('cursor', serviceNowAppId(connection))
    return stored === undefined ? null : (stored.doc.detail as unknown as AppSeen)
  }

  return {
    here: () => known,
    seen,
    async load() {
      const next = new Map<string, { since: number; journals: boolean }>()
      for (const id of asked) {
        const one = await seen(id)
        if (one?.is === 'here') next.set(id, { since: one.since, journals: one.health?.guard === true })
      }
      known = next
    },
    async keep(connection, now) {
      askedAt.set(connection, clock.now())
      const id = serviceNowAppId(connection)
      const stored = await store.get('cursor', id)
      if (stored !== undefined && JSON.stringify(stored.doc.detail) === JSON.stringify(now)) return
      const before = stored?.doc.detail.is
      if (before !== now.is && !(before === undefined && now.is === 'absent'))
        logger[now.is === 'here' ? 'info' : 'warn'](
          { connection, reason: now.reason },
          now.is === 'here'
            ? 'The ServiceNow app is there; incidents are kept with it'
            : 'The ServiceNow app is not there; a false close is noticed and undone instead of refused',
        )
      const doc: CursorDoc = { id, watermark: clock.now(), at: clock.now(), detail: { ...now } }
      // Another process that asked at the same time heard the same.
      await store.commit({
        expect: [{ kind: 'cursor', id, version: stored?.version ?? 0 }],
        put: [{ kind: 'cursor', id, doc }],
      })
    },
    async askSoon(connection) {
      if (asked.includes(connection)) await store.commit({ marks: [{ key: appKey(connection) }] })
    },
    isNews(connection) {
      const quiet = clock.now() - (askedAt.get(connection) ?? 0) >= INCIDENT_APP_SILENT_EVERY_MS
      return asked.includes(connection) && quiet && !known.has(connection)
    },
    async livesElsewhere({ id, tool, connection, ticket }) {
      if (ticket === null) return false
      const all = await store.find('link', 'ticket', ticketKey(tool, connection, ticket.id))
      return all.some(({ doc }) => doc.id !== id && doc.state === 'live')
    },
  }
}
