/** What the app keeps on a site: its settings, what it knows of the hub, and the newest proof seen of each issue. */
import type { ForgeKey, ForgeProjectSettings } from '@fixproof/rules'
import { kvs } from '@forge/kvs'
import type { Settings } from '../defs'

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

const CONNECTED = 'connected'
const SETTINGS = 'settings'
/** By issue id: the highest `seq` of a proof that was good. Ids are digits, so the name is a valid key. */
const seqName = (issueId: string) => `seq:${issueId}`

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
  /** The highest `seq` seen of the issue's proofs; null when none was. */
  async seq(issueId: string): Promise<number | null> {
    return (await kvs.get<number>(seqName(issueId))) ?? null
  },
  /** Remembers a proof's `seq` when it is newer than what was known (`known`). */
  async raiseSeq(issueId: string, seq: number, known: number | null): Promise<void> {
    if (known === null || seq > known) await kvs.set(seqName(issueId), seq)
  },
  async forgetSeq(issueId: string): Promise<void> {
    await kvs.delete(seqName(issueId))
  },
} as const
