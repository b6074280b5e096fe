import type { SyncType, Tool } from '@fixproof/rules'
import type { CommentDoc } from './comments/model'
import { syncSetting } from './fields/settings'
import type { MirrorDoc } from './mirror/model'
import type {
  CaseDoc,
  ExceptionDoc,
  FindingDoc,
  LinkDoc,
  Move,
  PersonDoc,
  ProjectDoc,
  TimelineEntry,
  WorkflowDoc,
} from './model'

/** Everything that is decided together: one case with what hangs on it. Documents are never changed in place. */
export interface CaseState {
  case: CaseDoc
  project: ProjectDoc
  /** The attached findings and the named create-only ones, by id. */
  findings: Record<string, FindingDoc>
  /** All links of the case, oldest first. */
  links: LinkDoc[]
  /** Workflow graphs by id, see `workflowId`. */
  workflows: Record<string, WorkflowDoc>
  /** Everybody the case or one of its tickets names. */
  people: PersonDoc[]
  /** Everything people wrote about the case, deleted ones included, oldest first. */
  comments: CommentDoc[]
  /** The same case in Datadog: null before it is known there, absent where the project has no mirror. */
  mirror?: MirrorDoc | null
  /** Requests to leave findings open for a while, the newest first; read where a ticket of the case shows them. */
  exceptions?: readonly ExceptionDoc[]
  /** Where people see the case; null when the hub has no public address. */
  caseUrl: string | null
}

/** A timeline entry before it has an id and a moment. */
export type Note = Omit<TimelineEntry, 'id' | 'at' | 'caseId' | 'findingIds' | 'linkId'> & {
  findingIds?: string[]
  linkId?: string | null
}

/** The outcome of a decision: the new state and what the timeline says about it. */
export interface Step {
  state: CaseState
  notes: Note[]
}

export function unchanged(state: CaseState): Step {
  return { state, notes: [] }
}

/** Not called `then`: a module that exports a `then` is taken for a promise by `import()`. Runs `next` on the outcome of `step`, keeping the notes of both. */
export function andThen(step: Step, next: (state: CaseState) => Step): Step {
  const after = next(step.state)
  return { state: after.state, notes: [...step.notes, ...after.notes] }
}

export function withCase(state: CaseState, change: Partial<CaseDoc>): CaseState {
  return { ...state, case: { ...state.case, ...change } }
}

export function withLink(state: CaseState, linkId: string, change: Partial<LinkDoc>): CaseState {
  return { ...state, links: state.links.map(link => (link.id === linkId ? { ...link, ...change } : link)) }
}

/** Closing ends what case and ticket agreed on about the status (rule 34). */
export function withoutStatus(link: LinkDoc): LinkDoc['agreed'] {
  const { status: _, ...agreed } = link.agreed
  return agreed
}

export function linkOf(state: CaseState, linkId: string): LinkDoc {
  const link = state.links.find(each => each.id === linkId)
  if (link === undefined) throw new Error(`Case ${state.case.key} has no link ${linkId}`)
  return link
}

export function workflowId(connection: string, ids: { projectId: string; issueTypeId: string }): string {
  return `${connection}/${ids.projectId}/${ids.issueTypeId}`
}

/** Moves read in this very pass; a hop is taken only on these (rule 23: each hop re-checked). */
export type FreshMoves = Record<string, { statusId: string; moves: Move[] }>

/** Tickets people can still work on: not replaced by a successor, not deleted. */
export function liveLinks(state: CaseState): LinkDoc[] {
  return state.links.filter(link => link.state === 'creating' || link.state === 'live')
}

export function isClosed(link: LinkDoc): boolean {
  return link.view !== null && link.view.category === 'done'
}

/** Which way the status flows for each tool (rule 31). */
export function statusDirections({ project }: CaseState): Record<Tool, SyncType> {
  return {
    jira: syncSetting(project, 'jira', 'status').type,
    servicenow: syncSetting(project, 'servicenow', 'status').type,
  }
}
