import type { CloseCause, ClosePolicy, ConflictPolicy, SyncType, Tool } from '@fixproof/rules'
import type { Journal } from '../comments/model'
import type { TicketField } from './ticket'

export interface ProjectDoc {
  id: string
  key: string
  name: string
  policy: ClosePolicy
  /** Declared in the configuration file: read-only elsewhere. */
  declared: boolean
  jira: { connection: string; project: string; workType: string } | null
  /** `itom`: events instead of incidents, one way. */
  servicenow: { connection: string; assignmentGroup: string; itom?: boolean | undefined } | null
  /** Per tool and field: which way it flows, who wins, how values are named there (rules 31 to 34). */
  sync: { [tool in Tool]?: SyncTable | undefined }
  /**
   * Who a finding is given to in Datadog. `once`: a case that nobody has takes it over when it is made or the finding is
   * attached. `two-way`: later changes of either side too. `once` when absent.
   */
  findingAssignee?: FindingAssignee
  /** The case project of Datadog, by key or id, that shows the same cases; absent = none does. */
  mirror?: { project: string }
  /** Values of further fields of new tickets, by the vendor's id; texts in them may hold placeholders. */
  fields?: { [tool in Tool]?: Record<string, unknown> | undefined }
  close: CloseSettings
  notFixed: NotFixed
  /** Statuses to walk through, by name, for workflows the account may not read (rule 23). */
  routes: { close: string[]; reopen: string[] }
  reopenWindowDays: number | null
  /** What becomes of a link whose ticket was deleted (rule 26); `leave` when absent. */
  onGone?: OnGone
  /** Whether what the plan says is done at once, or only once a person has applied it; `by-itself` when absent. */
  apply?: 'by-itself' | 'by-hand'
  createdAt: number
  archivedAt: number | null
  /** Who deleted it; its cases are archived and their tickets let go. Absent otherwise. */
  deletedBy?: string
}

/**
 * `leave`: nothing is done until a person resumes the link. `relink`: it is looked for again, by its id and by our mark.
 * `recreate`: a new ticket is made while the case has open findings. `detach`: the link is let go.
 */
export type OnGone = 'leave' | 'relink' | 'recreate' | 'detach'

export type FindingAssignee = 'once' | 'two-way' | 'off'

export type SyncTable = { [field in TicketField | 'comments']?: SyncSetting | undefined }

/** How one field flows between the cases of a project and one tool. What is not said is `DEFAULT_SYNC`. */
export interface SyncSetting {
  type: SyncType
  conflict?: ConflictPolicy | undefined
  /**
   * Case value → the tool's own. Status: `OPEN` and `IN_PROGRESS` → names of statuses (ServiceNow: states), the first
   * is where a ticket is moved to. Priority: `P1` to `P5` → a Jira priority, or ServiceNow `impact/urgency`.
   */
  map?: { [caseValue: string]: string[] } | undefined
  /** Comments in ServiceNow: the journal ours are written to; work notes unless said otherwise. */
  journal?: Journal | undefined
  /** Comments in ServiceNow: the journals whose entries come to the case; both unless said otherwise. */
  from?: Journal[] | undefined
}

/** What a close of each cause writes (rule 21). */
export interface CloseSettings {
  jira: Record<
    CloseCause,
    { status: string | null; resolution: string | null; fields: Record<string, unknown> }
  >
  servicenow: Record<CloseCause, { closeCode: string; fields: Record<string, unknown> }>
}

/** Values by which a person says "closed, but not because it is fixed" (rule 13). */
export interface NotFixed {
  resolutions: string[]
  statuses: string[]
  closeCodes: string[]
}
