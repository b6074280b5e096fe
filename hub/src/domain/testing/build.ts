import { attach, follow, newCase } from '../cases'
import { readDoc } from '../findings'
import { newLink } from '../links'
import { markerOf } from '../markers'
import type { FindingDoc, LinkDoc, Move, ProjectDoc, TicketView, Tool, WorkflowDoc } from '../model'
import { type CaseState, withLink, workflowId } from '../step'

/** Builders for the tests of the domain and of the loop: whole documents, made by the domain itself where it can. */

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
/** When cases here begin: a Monday morning. */
export const T0 = Date.UTC(2026, 10, 23, 9)

const JIRA_NOT_FIXED = { status: null, resolution: "Won't Do", fields: {} }
const CODE_NOT_FIXED = { closeCode: 'No resolution provided', fields: {} }

export function project(more: Partial<ProjectDoc> = {}): ProjectDoc {
  return {
    id: 'project-1',
    key: 'SEC',
    name: 'Security',
    policy: 'strict',
    declared: true,
    jira: { connection: 'main', project: 'SEC', workType: 'Task' },
    servicenow: { connection: 'main', assignmentGroup: 'Vulnerability Response' },
    sync: {},
    close: {
      jira: {
        remediated: { status: null, resolution: 'Done', fields: {} },
        accepted: JIRA_NOT_FIXED,
        detached: JIRA_NOT_FIXED,
        'by-hand': JIRA_NOT_FIXED,
      },
      servicenow: {
        remediated: { closeCode: 'Solution provided', fields: {} },
        accepted: CODE_NOT_FIXED,
        detached: CODE_NOT_FIXED,
        'by-hand': CODE_NOT_FIXED,
      },
    },
    notFixed: {
      resolutions: ["Won't Do", 'Duplicate'],
      statuses: ["Won't Do"],
      closeCodes: ['No resolution provided', 'Duplicate'],
    },
    routes: { close: [], reopen: [] },
    reopenWindowDays: null,
    createdAt: T0,
    archivedAt: null,
    ...more,
  }
}

/** What Datadog says of a finding, from its status; `muted` may carry the moment it ends. */
export interface Says {
  status: string
  until?: number | null
  severity?: string
  type?: string
}

export function finding(id: string, says: Says | string = 'open', at = T0, before?: FindingDoc): FindingDoc {
  const { status, until, severity, type } = typeof says === 'string' ? { status: says } : says
  return readDoc(
    before ?? null,
    {
      item: { id, type: 'finding', attributes: { attributes: { title: id, status } } },
      facts: {
        id,
        findingType: type ?? 'library_vulnerability',
        status,
        ...(until === undefined ? {} : { muteExpiresAt: until }),
      },
      title: id,
      severity: severity ?? 'high',
      detectionChangedAt: at,
      url: `https://app.example.com/security?id=${id}`,
    },
    at,
  )
}

export interface Given {
  /** Finding ids with what Datadog says of them when they are attached. */
  findings?: Record<string, Says | string>
  /** Tickets that stand open at the vendor and were read. */
  tickets?: Tool[]
  project?: Partial<ProjectDoc>
  caseUrl?: string | null
}

/** A case at T0 with its findings attached and its tickets made, read, and standing open. */
export function caseState(given: Given = {}): CaseState {
  const owner = project(given.project)
  const doc = newCase({
    id: 'case-1',
    number: 1,
    project: owner,
    title: 'Fix it',
    description: 'Please.',
    priority: 'P2',
    assigneeId: null,
    by: 'tests',
    at: T0,
  })
  let state: CaseState = {
    case: doc,
    project: owner,
    findings: {},
    links: [],
    workflows: {},
    people: [],
    comments: [],
    caseUrl: given.caseUrl ?? null,
  }
  for (const [id, says] of Object.entries(given.findings ?? { A: 'open' }))
    state = attached(state, id, says, T0)
  for (const tool of given.tickets ?? ['jira']) state = withTicket(state, tool)
  return state
}

export function attached(state: CaseState, id: string, says: Says | string = 'open', at = T0): CaseState {
  return attach(state, { ...finding(id, says, at), caseId: state.case.id }, 'tests', at).state
}

/** Datadog says something new about a finding. */
export function now(state: CaseState, id: string, says: Says | string, at: number): CaseState {
  return follow(state, finding(id, says, at, state.findings[id]), at).state
}

/** A ticket of ours that was made and read, and stands where it was made. */
export function withTicket(state: CaseState, tool: Tool): CaseState {
  const seen = tool === 'jira' ? issue() : incident()
  const link = newLink({
    id: tool,
    case: state.case,
    target:
      tool === 'jira'
        ? { tool, project: 'SEC', workType: 'Task' }
        : { tool, assignmentGroup: 'Vulnerability Response' },
    connection: 'main',
    draft: { title: 'Fix it', description: 'Please.', priority: null, assigneeId: null, fields: {} },
    marker: markerOf(tool),
    ticket: { id: seen.id, key: seen.key, url: seen.url },
    round: state.case.round,
    handSeen: state.case.hand?.n ?? 0,
    successorOf: null,
    at: T0,
  })
  const agreed: LinkDoc['agreed'] = { status: { value: 'OPEN', direction: 'two-way' } }
  const made: LinkDoc = { ...link, origin: 'made', view: seen, lastOpenStatus: seen.status, agreed }
  return { ...state, links: [...state.links, made] }
}

export const STATUS = {
  todo: { id: '1', name: 'To Do', category: 'new' },
  doing: { id: '3', name: 'In Progress', category: 'indeterminate' },
  done: { id: '5', name: 'Done', category: 'done' },
  wont: { id: '6', name: "Won't Do", category: 'done' },
} as const satisfies Record<string, { id: string; name: string; category: TicketView['category'] }>

/** A Jira issue as it was last seen; open in To Do unless said otherwise. */
export function issue(more: Partial<TicketView> = {}): TicketView {
  return {
    id: '10001',
    key: 'SEC-1',
    url: 'https://jira.example.com/browse/SEC-1',
    status: { id: STATUS.todo.id, name: STATUS.todo.name },
    category: 'new',
    resolution: null,
    version: '1',
    updatedAt: T0,
    updatedBy: null,
    lastMove: null,
    title: 'Fix it',
    project: 'SEC',
    workType: 'Task',
    workflow: { projectId: '10', issueTypeId: '100' },
    labels: [],
    fields: {},
    edits: {},
    proofSignature: null,
    marker: null,
    ...more,
  }
}

/** An incident as it was last seen; New unless said otherwise. */
export function incident(more: Partial<TicketView> = {}): TicketView {
  return issue({
    id: 'c0ffee00c0ffee00c0ffee00c0ffee00',
    key: 'INC0010001',
    url: 'https://example.service-now.com/incident',
    status: { id: '1', name: 'New' },
    project: '',
    workType: '',
    workflow: { projectId: '', issueTypeId: '' },
    ...more,
  })
}

/** The view after a person moved the ticket there. `resolution` is Jira's resolution or ServiceNow's close code. */
export function movedBy(
  who: string,
  view: TicketView,
  status: { id: string; name: string; category: TicketView['category'] },
  resolution: string | null,
  at: number,
): TicketView {
  const { category, ...named } = status
  const crosses = (category === 'done') !== (view.category === 'done')
  return {
    ...view,
    status: named,
    category,
    resolution,
    version: String(Number(view.version) + 1),
    updatedAt: at,
    updatedBy: who,
    lastMove: crosses ? { at, by: who, byName: who, toDone: category === 'done' } : view.lastMove,
  }
}

export const INCIDENT = {
  fresh: { id: '1', name: 'New', category: 'new' },
  progress: { id: '2', name: 'In Progress', category: 'indeterminate' },
  resolved: { id: '6', name: 'Resolved', category: 'done' },
  closed: { id: '7', name: 'Closed', category: 'done' },
  canceled: { id: '8', name: 'Canceled', category: 'done' },
} as const

export function changed(state: CaseState, linkId: string, change: Partial<LinkDoc>): CaseState {
  return withLink(state, linkId, change)
}

export function link(state: CaseState, id: string): LinkDoc {
  const found = state.links.find(each => each.id === id)
  if (found === undefined) throw new Error(`No link ${id}`)
  return found
}

type StatusOf = { id: string; name: string; category: TicketView['category'] }

/** A transition; `fields` by id, `required` ones marked with `!`. Null: its screen is not known. */
export function move(id: string, to: StatusOf, fields: string[] | null = []): Move {
  return {
    id,
    name: `to ${to.name}`,
    to: { ...to },
    fields:
      fields === null
        ? null
        : Object.fromEntries(
            fields.map(given => {
              const field = given.replace('!', '')
              const type = field === 'resolution' ? 'resolution' : 'string'
              return [
                field,
                { name: field, required: given.endsWith('!'), hasDefault: false, allowed: null, type },
              ]
            }),
          ),
  }
}

/** What is known of the workflow of the issue above, by the status its moves leave. */
export function workflow(
  moves: Record<string, Move[]>,
  more: Partial<Pick<WorkflowDoc, 'wholeAt' | 'askedAt'>> = {},
): Record<string, WorkflowDoc> {
  const id = workflowId('main', { projectId: '10', issueTypeId: '100' })
  const statuses: WorkflowDoc['statuses'] = {}
  for (const status of Object.values(STATUS)) statuses[status.id] = { ...status }
  for (const each of Object.values(moves).flat()) statuses[each.to.id] = each.to
  const seen = Object.fromEntries(
    Object.entries(moves).map(([from, all]) => [from, { moves: all, seenAt: T0 }]),
  )
  const doc = {
    id,
    connection: 'main',
    projectId: '10',
    issueTypeId: '100',
    statuses,
    moves: seen,
    wholeAt: null,
    askedAt: null,
    ...more,
  }
  return { [id]: doc }
}

/** A tool that shows every text as it was written. */
export const shows = (_tool: Tool, _field: 'title' | 'description', text: string): string => text
