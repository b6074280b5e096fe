import {
  IMPACT_URGENCY,
  INCIDENT_PRIORITY,
  JIRA_PRIORITIES,
  type Mapped,
  mapValue,
  type OpenStatus,
  openStatusOf,
  priorityOfJira,
  sameName,
  syncText,
  type Tool,
} from '@fixproof/rules'
import type { CaseDoc, CasePriority, FieldValue, LinkDoc, PersonDoc, TicketField, TicketView } from '../model'
import type { CaseState } from '../step'
import type { TicketValues } from '../ticketWrite'
import { ABSENT_FOR_MS, nameOfPerson, personAt, personById, placeOf } from './people'
import { isClosedState, syncSetting } from './settings'

/** How a tool shows a text of ours once it was written: what is lost on the way is no change by a person. */
export type Shows = (tool: Tool, field: 'title' | 'description', text: string) => string

export interface FieldContext {
  now: number
  shows: Shows
  /** `link/field`: what the case may take from tickets; everything unless said otherwise. */
  takes?: ReadonlySet<string>
}

/** What writing a value takes: the tool's own words, a look for somebody's account first, or a reason why not. */
export type Wording =
  | { kind: 'write'; values: TicketValues }
  | { kind: 'look-up'; person: PersonDoc }
  | { kind: 'hurdle'; reason: string }

type Ask = { state: CaseState; link: LinkDoc; view: TicketView; context: FieldContext }

/** One shared field: how case and ticket say it. `undefined` = not observed, `null` = known to be empty. */
interface FieldRow {
  ours(state: CaseState): FieldValue | undefined
  /** The ticket's value in case words; `base` is what was last agreed, `ours` what the case says. */
  theirs(ask: Ask, ours: FieldValue | undefined, base: FieldValue | undefined): Mapped<FieldValue>
  take(value: FieldValue): Partial<CaseDoc>
  /** Null: there is nothing to write, the ticket cannot hold it. */
  words(ask: Ask, value: FieldValue): Wording | null
}

function text(field: 'title' | 'description'): FieldRow {
  return {
    ours: state => state.case[field],
    theirs({ link, view, context }, ours, base) {
      const shown = view.fields[field]
      if (shown === undefined) return { value: undefined }
      for (const known of [ours, base]) {
        if (typeof known === 'string' && context.shows(link.tool, field, known) === (shown ?? ''))
          return { value: known }
      }
      return { value: shown ?? '' }
    },
    take: value => ({ [field]: String(value ?? '') }),
    words: (_, value) => ({ kind: 'write', values: { [field]: String(value ?? '') } }),
  }
}

const priority: FieldRow = {
  ours: ({ case: doc }) => (doc.priority === 'NOT_DEFINED' ? null : doc.priority),
  theirs({ state, link, view }, _ours, base) {
    const raw = view.fields.priority
    // A ticket cannot be without a priority, so an empty one says nothing.
    if (raw === null || raw === undefined) return { value: undefined }
    const agreed = { base, hasBase: base !== undefined }
    return mapValue<FieldValue>(
      raw,
      value => priorityIn(state, link, value),
      agreed,
      syncText.value('priority', raw),
    )
  },
  take: value => ({ priority: (value ?? 'NOT_DEFINED') as CasePriority }),
  words({ state, link }, value) {
    if (value === null) return null
    const own = syncSetting(state.project, link.tool, 'priority').map?.[String(value)]?.[0]
    const word = own ?? PRIORITY_WORDS[link.tool][String(value)]
    if (word === undefined)
      return { kind: 'hurdle', reason: syncText.noCounterpart('priority', String(value)) }
    return { kind: 'write', values: { priority: word } }
  },
}

/** What is written for each priority where the project names nothing. */
const PRIORITY_WORDS: Record<Tool, Record<string, string>> = {
  jira: JIRA_PRIORITIES,
  servicenow: Object.fromEntries(
    Object.entries(IMPACT_URGENCY).map(([value, { impact, urgency }]) => [value, `${impact}/${urgency}`]),
  ),
}

function priorityIn(state: CaseState, link: LinkDoc, raw: string): CasePriority | undefined {
  const map = syncSetting(state.project, link.tool, 'priority').map
  for (const [value, names] of Object.entries(map ?? {}))
    if (names.some(name => sameName(name, raw))) return value as CasePriority
  // ServiceNow shows the priority it computed itself, whatever impact and urgency led to it.
  return link.tool === 'servicenow' ? INCIDENT_PRIORITIES[raw] : priorityOfJira(raw)
}

const INCIDENT_PRIORITIES: Record<string, CasePriority> = Object.fromEntries(
  Object.values(INCIDENT_PRIORITY).map(value => [value.slice(1), value]),
)

const assignee: FieldRow = {
  ours({ case: doc, people }) {
    if (doc.assigneeId === null) return null
    return personById(people, doc.assigneeId)?.id ?? doc.assigneeId
  },
  theirs({ state, link, view }, _ours, base) {
    const user = view.fields.assignee
    if (user === undefined || user === null) return { value: user }
    const person = personAt(state.people, placeOf(link), user)
    const agreed = { base, hasBase: base !== undefined }
    const who = syncText.user(user.name ?? user.id, link.tool)
    return mapValue<FieldValue>(user.id, () => person?.id, agreed, who)
  },
  take: value => ({ assigneeId: value === null ? null : String(value) }),
  words({ state, link, context }, value) {
    if (value === null) return { kind: 'write', values: { assignee: null } }
    const person = personById(state.people, String(value))
    const place = placeOf(link)
    const account = person?.accounts[place]
    if (account !== undefined) return { kind: 'write', values: { assignee: account } }
    const lookedAt = person?.absent[place]
    const lately = lookedAt !== undefined && context.now - lookedAt < ABSENT_FOR_MS
    if (person !== undefined && person.email !== null && !lately) return { kind: 'look-up', person }
    const who = nameOfPerson(person, String(value))
    const refusal = person?.refused?.[place]
    if (refusal !== undefined)
      return { kind: 'hurdle', reason: syncText.notLookedUp(who, link.tool, refusal) }
    return { kind: 'hurdle', reason: syncText.noAccount(who, link.tool) }
  },
}

const dueDate: FieldRow = {
  ours: state => state.case.dueDate,
  theirs: ({ view }) => ({ value: view.fields.due_date }),
  take: value => ({ dueDate: value === null ? null : String(value) }),
  words: (_, value) => ({ kind: 'write', values: { due_date: value === null ? null : String(value) } }),
}

const labels: FieldRow = {
  ours: state => sorted(state.case.labels),
  theirs: ({ view }) => ({
    value: view.fields.labels === undefined ? undefined : sorted(view.fields.labels),
  }),
  take: value => ({ labels: [...listOf(value)] }),
  words({ view }, value) {
    const now = view.fields.labels ?? []
    const wanted = listOf(value)
    const add = wanted.filter(each => !now.includes(each))
    const remove = now.filter(each => !wanted.includes(each))
    return { kind: 'write', values: { labels: { add, remove } } }
  },
}

const status: FieldRow = {
  ours: ({ case: doc }) => (doc.status === 'CLOSED' ? undefined : doc.status),
  theirs: ({ state, link, view }) => ({ value: statusIn(state, link, view) }),
  take: value => ({ status: value === 'IN_PROGRESS' ? 'IN_PROGRESS' : 'OPEN' }),
  words({ state, link }, value) {
    // Jira moves by transitions; see `progress` in the planner.
    if (link.tool === 'jira') return null
    const own = syncSetting(state.project, link.tool, 'status').map?.[String(value)]?.[0]
    const word = own === undefined ? INCIDENT_STATES[String(value)] : (stateNumber(own) ?? own)
    // Closing is decided by the findings alone, whatever a setting says.
    if (word !== undefined && isClosedState(word))
      return { kind: 'hurdle', reason: syncText.noCounterpart('status', String(value)) }
    return word === undefined ? null : { kind: 'write', values: { status: word } }
  },
}

/** Where an incident goes for each not-closed status of a case. */
const INCIDENT_STATES: Record<string, string> = { OPEN: '1', IN_PROGRESS: '2' }
const STATE_NUMBERS: readonly [string, string][] = [
  ['New', '1'],
  ['In Progress', '2'],
  ['On Hold', '3'],
]
function stateNumber(name: string): string | undefined {
  return STATE_NUMBERS.find(([known]) => sameName(known, name))?.[1]
}

/** The not-closed status of the case that the ticket's status stands for; undefined while it is closed (rule 34). */
export function statusIn(state: CaseState, link: LinkDoc, view: TicketView): OpenStatus | undefined {
  const map: Record<string, OpenStatus> = {}
  for (const [value, names] of Object.entries(syncSetting(state.project, link.tool, 'status').map ?? {}))
    for (const name of names) map[name] = value as OpenStatus
  const { name, id } = view.status
  const byId = Object.keys(map).find(each => each === id)
  return openStatusOf({ name: byId ?? name, category: view.category }, map)
}

export const FIELD_ROWS: Record<TicketField, FieldRow> = {
  title: text('title'),
  description: text('description'),
  status,
  priority,
  assignee,
  due_date: dueDate,
  labels,
}

export const FIELDS = Object.keys(FIELD_ROWS) as TicketField[]

function listOf(value: FieldValue): readonly string[] {
  return Array.isArray(value) ? value : []
}

function sorted(list: readonly string[]): string[] {
  return [...new Set(list)].sort()
}

export function sameValue(a: FieldValue, b: FieldValue): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
