import type { Tool } from '@fixproof/rules'

/** Somebody who works on findings, and who they are in each tool. */
export interface PersonDoc {
  /** Datadog's uuid where it is known, else derived from the e-mail address. */
  id: string
  name: string | null
  /** Lower case. */
  email: string | null
  /** `datadog`, `jira/<connection>`, `servicenow/<connection>` → their id there. */
  accounts: { [place: string]: string }
  /** Places where they were looked for by e-mail and not found, and when. */
  absent: { [place: string]: number }
  /** Of these places, those that refused to be asked, and what they said. */
  refused?: { [place: string]: string }
  /** Paired in the configuration file. */
  declared: boolean
}

export interface KeyDoc {
  id: string
  name: string
  scopes: ('read' | 'write' | 'admin')[]
  /** SHA-256, hex. */
  apiKeyHash: string
  applicationKeyHash: string | null
  /** E-mail address of who holds it, lower case; absent when the file names nobody. */
  person?: string
  declared: boolean
  createdAt: number
}

/** A request to leave findings of a case open for a while. It decides nothing: only Datadog mutes (rule 1). */
export interface ExceptionDoc {
  id: string
  caseId: string
  /** At least one; attached to the case when it was asked. */
  findings: string[]
  reason: string
  /** The last day, `2026-12-31`. */
  until: string
  state: 'asked' | 'approved' | 'refused'
  askedBy: ExceptionAsker
  askedAt: number
  /** Name of the key that answered; null while nobody has. */
  answeredBy: string | null
  answer: string | null
  answeredAt: number | null
}

/** Who asked: somebody with an account in a tool, or a key of the hub. */
export interface ExceptionAsker {
  name: string
  /** `jira/<connection>` or `servicenow/<connection>` and the account there; null when a key asked. */
  account: { place: string; id: string } | null
  /** Name of the key; null when somebody asked in a tool. */
  key: string | null
  /** E-mail address of the key's holder, as far as it names one. */
  person: string | null
}

/** Where a poller stands. */
export interface CursorDoc {
  id: string
  watermark: number
  at: number
  detail: Record<string, unknown>
}

/** One line of history: an observation, a decision or an effect. Never changed, never removed. */
export interface TimelineEntry {
  id: string
  at: number
  kind: 'observed' | 'decided' | 'did'
  /** A short stable word, e.g. `finding-opened`, `close-refused`, `ticket-reopened`. */
  what: string
  /** A sentence for people. */
  text: string
  /** Who: a person's id or name at a vendor, an API key's name, or `fixproof`. */
  actor: string
  /** Where it happened. */
  source: 'datadog' | Tool | 'api' | 'hub'
  caseId: string | null
  findingIds: string[]
  linkId: string | null
  /** Field merges: what both sides agreed on, what each says now. */
  base?: unknown
  ours?: unknown
  theirs?: unknown
  detail?: Record<string, unknown>
}
