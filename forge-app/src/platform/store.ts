/** What the app keeps on a site: its settings, what it knows of the hub, and the newest proof seen of each issue. */
import type { ForgeKey, ForgeProjectSettings } from '@fixproof/rules'
import { kvs, WhereConditions } from '@forge/kvs'
import type { ProjectSettings, Settings } from '../defs'

/** What the hub said when it was last asked who it is. Times in epoch ms. */
export interface Connected {
  hub: string
  connection: string
  cloudId: string
  keys: ForgeKey[]
  projects: ForgeProjectSettings[]
  checkedAt: number
  /** The hub's clock less ours, when it was asked. */
  clockOffMs: number
}

export const DEFAULT_SETTINGS: Settings = { mode: 'live-then-proof', detachGroup: '' }

/** A project that has nothing of its own. */
export const AS_FOR_THE_SITE: ProjectSettings = { mode: null, detachGroup: null }

/** Entries of one page of a query: the most that Forge's storage gives at once. */
const KVS_PAGE = 100

/** Writes, and tells what stood there. */
const EXCHANGE = { keyPolicy: 'OVERRIDE', returnValue: 'PREVIOUS' } as const

const CONNECTED = 'connected'
const SETTINGS = 'settings'
/** By issue id: the highest `seq` of a proof that was good. Ids are digits, so the name is a valid key. */
const seqName = (issueId: string) => `seq:${issueId}`
/** By project id: a project's key may be changed, and what is set for it must not fall off then. */
const PROJECT = 'project:'
const projectName = (projectId: string) => `${PROJECT}${projectId}`

export const store = {
  /** Null until an administrator has connected the app. */
  async connected(): Promise<Connected | null> {
    return (await kvs.get<Connected>(CONNECTED)) ?? null
  },
  async setConnected(connected: Connected): Promise<void> {
    await kvs.set(CONNECTED, connected)
  },
  async settings(): Promise<Settings> {
    return { ...DEFAULT_SETTINGS, ...(await kvs.get<Settings>(SETTINGS)) }
  },
  async setSettings(settings: Settings): Promise<void> {
    await kvs.set(SETTINGS, settings)
  },
  /** What the projects have of their own, by project id. */
  async projects(): Promise<Map<string, ProjectSettings>> {
    const own = new Map<string, ProjectSettings>()
    let cursor: string | undefined
    do {
      const query = kvs.query().where('key', WhereConditions.beginsWith(PROJECT)).limit(KVS_PAGE)
      const page = await (cursor === undefined ? query : query.cursor(cursor)).getMany<ProjectSettings>()
      for (const { key, value } of page.results) own.set(key.slice(PROJECT.length), value)
      cursor = page.nextCursor
    } while (cursor !== undefined)
    return own
  },
  /** What holds in a project: its own settings, and the site's where it has none. `projectId` null: the site's. */
  async settingsIn(projectId: string | null): Promise<Settings> {
    const [site, own] = await Promise.all([
      store.settings(),
      projectId === null ? undefined : kvs.get<ProjectSettings>(projectName(projectId)),
    ])
    return { mode: own?.mode ?? site.mode, detachGroup: own?.detachGroup ?? site.detachGroup }
  },
  /** Nothing is kept of a project that has nothing of its own. */
  async setProject(projectId: string, own: ProjectSettings): Promise<void> {
    if (own.mode === null && own.detachGroup === null) await kvs.delete(projectName(projectId))
    else await kvs.set(projectName(projectId), own)
  },
  /** The highest `seq` seen of the issue's proofs; null when none was. */
  async seq(issueId: string): Promise<number | null> {
    return (await kvs.get<number>(seqName(issueId))) ?? null
  },
  /**
   * Remembers a proof's `seq` when it is newer than what was known (`known`). What others remember meanwhile never gets
   * lower by it: whoever finds a higher one in the place of its own puts that back.
   */
  async raiseSeq(issueId: string, seq: number, known: number | null): Promise<void> {
    if (known !== null && seq <= known) return
    let highest = seq
    for (;;) {
      const before = await kvs.set<number, number>(seqName(issueId), highest, EXCHANGE)
      if (before === undefined || before.value <= highest) return
      highest = before.value
    }
  },
  async forgetSeq(issueId: string): Promise<void> {
    await kvs.delete(seqName(issueId))
  },
} as const
