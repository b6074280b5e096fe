import type { CasePriority, CaseReason, CaseStatus, UserRef } from '../model'

/**
 * The same case in Datadog's own Case Management. It is no ticket: nothing of routes, proofs, successors or a person's
 * close applies to it, so it is a document of its own beside the links and no link can be mistaken for it. One per case,
 * under the case's id.
 */
export interface MirrorDoc {
  /** The case's id. */
  id: string
  /** `made` by the hub, or `adopted`: it stood in Datadog already. Null while there is none. */
  origin: 'made' | 'adopted' | null
  remote: { id: string; key: string } | null
  view: MirrorView | null
  /** What both sides last agreed on, in case words. */
  agreed: MirrorAgreed
  /** Findings that were last on both. */
  findings: string[]
  /** Entries that are no comment of the case, and those people wrote in Datadog; null before they were first read. */
  comments: { left: string[]; theirs: string[] } | null
  /** Findings of the case that stand on other Datadog cases and stay there. */
  reported: { [findingId: string]: { caseId: string; key: string; why: string; at: number } }
  /** Findings on the Datadog case that are not on this one. */
  extra: string[]
  /** Why a field does not flow; `value` is tried again once it changes. */
  hurdles: { [field in MirrorField]?: { reason: string; value: string | null; at: number } }
  /** A call that was committed before it was made and whose outcome is not known yet. */
  intent: MirrorIntent | null
  /** A close in Datadog that is being set back; told once (rule 18). */
  refused: boolean
  /** A look found it changed, or it has to be looked at again: it is read before anything is decided. */
  stale: boolean
  /** A person must act; looked at again with each sweep. */
  blocked: { reason: string; at: number } | null
  trouble: { reason: string; at: number; attempts: number; notBefore: number } | null
  createdAt: number
  modifiedAt: number
}

export type MirrorField = 'status' | 'priority' | 'assignee' | 'title' | 'description'

export interface MirrorAgreed {
  status?: CaseStatus
  priority?: CasePriority
  /** A person's id, or their uuid in Datadog where nobody knows who they are. */
  assignee?: string | null
  /** Written with the last close. */
  reason?: CaseReason
  title?: AgreedText
  description?: AgreedText
}

/** What each side said when they last agreed; Datadog may show a text of ours in its own way. */
export interface AgreedText {
  ours: string
  theirs: string
}

export type MirrorIntent = { at: number } & ({ kind: 'create' } | { kind: 'write'; write: MirrorWrite })

/** One call that changes a field there. `as`: what the case says where Datadog is told it in another way. */
export type MirrorWrite =
  | { field: 'status'; value: CaseStatus }
  | { field: 'reason'; value: CaseReason }
  | { field: 'priority'; value: CasePriority }
  | { field: 'assignee'; value: string | null; as: string | null }
  | { field: 'title'; value: string }
  | { field: 'description'; value: string; as: string }

/** What Datadog shows of a case. */
export interface MirrorView {
  id: string
  key: string
  projectId: string
  /** By its status group, whatever the status is called. */
  status: CaseStatus
  priority: CasePriority
  assignee: UserRef | null
  /** Absent where Datadog does not show it. */
  reason?: CaseReason
  /** Closed with a reason only where it is a security case. */
  security: boolean
  /** Absent where an answer does not show them. */
  title?: string
  /** Markdown, with the line that says whose it is. */
  description?: string
  /** Ids of the findings on it. */
  findings: string[]
  /** Null where the answer does not tell. */
  commentCount: number | null
  archived: boolean
  modifiedBy: UserRef | null
  /** Null where nobody changed it. Datadog's own moment may lag behind (recorded), so nothing but conflicts looks at it. */
  modifiedAt: number | null
}

/** A comment as Datadog shows it. */
export interface MirrorComment {
  id: string
  author: UserRef | null
  /** Markdown, without our mark. */
  text: string
  /** The mark it carries when it is ours. */
  marker: string | null
  writtenAt: number
}

/** A case project of Datadog. */
export interface MirrorProject {
  id: string
  key: string
  /** Tools whose own sync by Datadog is on there. */
  syncs: ('Jira' | 'ServiceNow')[]
}

/** Where a comment stands in Datadog, among the places of `CommentDoc.entries`. */
export const MIRROR = 'mirror'

export function newMirror(caseId: string, at: number): MirrorDoc {
  return {
    id: caseId,
    origin: null,
    remote: null,
    view: null,
    agreed: {},
    findings: [],
    comments: null,
    reported: {},
    extra: [],
    hurdles: {},
    intent: null,
    refused: false,
    stale: false,
    blocked: null,
    trouble: null,
    createdAt: at,
    modifiedAt: at,
  }
}

/** Whether a look shows what was last seen. A text that it does not show may be the same. */
export function sameView(a: MirrorView, b: MirrorView): boolean {
  const texts = ['title', 'description'] as const
  if (texts.some(field => b[field] !== undefined && a[field] !== b[field])) return false
  const plain = (view: MirrorView) =>
    JSON.stringify([
      view.projectId,
      view.status,
      view.priority,
      view.assignee?.id ?? null,
      view.reason ?? null,
      [...view.findings].sort(),
      view.commentCount ?? 0,
      view.archived,
    ])
  return plain(a) === plain(b)
}

/** Accounts the mirror names, as the store's index has them. */
export function mirrorAccounts(mirror: MirrorDoc | undefined): string[] {
  const id = mirror?.view?.assignee?.id
  return id === undefined ? [] : [`datadog/${id}`]
}
