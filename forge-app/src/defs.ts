/**
 * What the pages of the app ask its functions for: `invoke('issue.view')`. One name, one payload, one answer; the pages
 * and the functions are both typed by this table. The issue or project comes from Forge's own context, never from a page.
 */
import type { ForgeFalseFixes, ForgeFinding, ForgeFound, ForgeIssue, ForgeProject } from '@fixproof/rules'

/**
 * `refused`: the person may not, or the input is wrong; `unreachable`: the hub did not answer, what is shown may be old;
 * `not-connected`: an admin has not connected the app yet.
 */
export type Failure = 'refused' | 'unreachable' | 'not-connected'

export type Answer<T> = { ok: true; data: T } | { ok: false; failure: Failure; sentence: string }

/** What the panel knows without the hub: the proof that stands on the issue. */
export interface StoredVerdict {
  mayClose: boolean
  sentence: string
  checkedAt: string
  blocking: Pick<ForgeFinding, 'title' | 'severity' | 'url'>[]
}

export interface PanelView {
  issue: Answer<ForgeIssue>
  /** From the proof on the issue, shown while the hub is out of reach; null when there is none. */
  stored: StoredVerdict | null
  /** The person may take findings off (a role set in the settings). */
  mayDetach: boolean
}

/**
 * Where the validator gets its verdict, first to last. `live`: the hub's word at that moment; `proof`: the signed proof on
 * the issue. The second is asked when the first decides nothing: the hub is silent, or there is no proof that is still good.
 */
export type Mode = 'live-then-proof' | 'proof-then-live' | 'proof' | 'live'

export interface Settings {
  mode: Mode
  /** Name of the Jira group whose members may take findings off; empty: nobody but Jira admins. */
  detachGroup: string
}

/** What one Jira project has of its own; null: as for the site. Both null: nothing is kept of it. */
export type ProjectSettings = { [N in keyof Settings]: Settings[N] | null }

export interface AdminView {
  /** Address the app was told to reach; null until connected. */
  hub: { connection: string; version: string; cloudId: string; checkedAt: string; kids: string[] } | null
  settings: Settings
  projects: ProjectStatus[]
}

/** One Jira project: on which transitions into a done status the validator is, and where it is missing. */
export interface ProjectStatus {
  key: string
  name: string
  /** Case project it belongs to; null when the hub makes no tickets here. */
  caseProject: string | null
  settings: ProjectSettings
  workflows: WorkflowStatus[]
}

export interface WorkflowStatus {
  id: string
  name: string
  /** Transitions into a done category. */
  transitions: { id: string; name: string; from: string[]; to: string; guarded: boolean }[]
  /** Jira projects that use it as well: what is changed here changes there. */
  sharedWith: string[]
  /** The installation can be taken back. */
  canUndo: boolean
}

/** What an installation would change; nothing is written before `workflow.install` repeats its `token`. */
export interface InstallPreview {
  workflow: string
  adds: { transition: string; to: string }[]
  sharedWith: string[]
  /** Stands for exactly this change on exactly this version of the workflow. */
  token: string
}

export interface GadgetView {
  days: number
  falseFixes: ForgeFalseFixes
}

/** Name → [payload, answer]. */
export interface Defs {
  'issue.view': [undefined, PanelView]
  'issue.recheck': [undefined, PanelView]
  'issue.attach': [{ findings: string[] }, Answer<ForgeIssue>]
  'issue.detach': [{ findings: string[]; reason: string }, Answer<ForgeIssue>]
  'issue.ask': [{ findings: string[]; reason: string; until: string }, Answer<ForgeIssue>]
  'findings.search': [{ query: string }, Answer<ForgeFound>]
  'project.view': [undefined, Answer<ForgeProject>]
  'gadget.view': [{ days: number }, Answer<GadgetView>]
  'admin.view': [undefined, Answer<AdminView>]
  'admin.connect': [undefined, Answer<AdminView>]
  'admin.settings': [Settings, Answer<AdminView>]
  'admin.project': [{ projectKey: string } & ProjectSettings, Answer<AdminView>]
  'workflow.preview': [{ projectKey: string; workflowId: string }, Answer<InstallPreview>]
  'workflow.install': [{ projectKey: string; workflowId: string; token: string }, Answer<AdminView>]
  'workflow.undo': [{ projectKey: string; workflowId: string }, Answer<AdminView>]
}
