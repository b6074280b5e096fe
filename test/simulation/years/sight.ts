/** What stands at the vendors and in the hub at a quiet moment, taken from their own records. */
import type { CaseDoc, LinkDoc } from '@fixproof/hub/domain/model'
import { plan } from '@fixproof/hub/domain/plan'
import { plainText } from '../../sandbox/jira'
import { type Issue, projectOf, statusOf } from '../../sandbox/jira/state'
import type { Call } from '../../sandbox/port'
import type { Book, BookCase, Status } from './book'
import { resolutionName, statusName } from './people'
import type { Run } from './run'
import type { Tool } from './script'
import { ADMIN, ADMIN_ACCOUNT, POLICIES, type Policy } from './settings'
import { BOT, LINK_TYPES, PRIORITIES } from './vendors'
import { claimsFix } from './words'

export interface OurClose {
  at: number
  fixed: boolean
}

export interface Said {
  byUs: boolean
  text: string
}

/** What a place says of the shared fields, each in the same words: `P2`, an e-mail address, a day, plain text. */
export interface FieldSight {
  title: string
  description: string
  priority: string | null
  assignee: string | null
  due: string | null
}

export interface TicketSight {
  tool: Tool
  id: string
  key: string
  caseId: string | null
  marker: string | null
  createdAt: number
  closed: boolean
  /** How it is closed claims a fix. */
  fixed: boolean
  stands: string
  /** Why it waits for a person, as the hub tells; null when it does not. */
  waits: string | null
  /** Fields that the hub tells cannot be kept the same here. */
  held: readonly string[]
  /** It waited for a person, or for a move of ours, at the last quiet moment: its close for an older round may come yet. */
  waited: boolean
  /** Another ticket took its place. */
  succeeded: boolean
  /** Since the last quiet moment. */
  ourCloses: OurClose[]
  moves: number
  said: Said[]
  fields: FieldSight
}

export interface CaseSight {
  id: string
  key: string
  policy: Policy
  expects: 'open' | 'closed' | 'either'
  stood: 'open' | 'closed' | 'either'
  ended: number
  handCloses: number
  unsure: boolean
  movedFindings: boolean
  late: readonly Tool[]
  /** Findings that the book knows on it, with what Datadog said of each since the last quiet moment. */
  findings: { id: string; name: string; open: boolean; since: { at: number; status: Status }[] }[]
  /** As the hub keeps it. */
  hub: {
    closed: boolean
    findings: string[]
    comments: string[]
    fields: FieldSight
    planned: string[]
  } | null
}

export interface Sight {
  now: number
  since: number
  cases: CaseSight[]
  tickets: TicketSight[]
  /** What Datadog says against what was done to it there. */
  findings: { name: string; says: string; done: Status }[]
  /** Calls of the hub since the last quiet moment. */
  calls: Call[]
  /** Calls of the hub in a look round after everything had come to rest. */
  afterwards: Call[]
  remarks: Book['remarks']
  deleted: ReadonlySet<string>
  /** Deliveries that were answered with 2xx and that the store does not know. */
  lostDeliveries: string[]
  /** Titles that the hub said it had taken, and no history of their case tells of. */
  lostTitles: string[]
  errors: string[]
}

export function isOurs(call: Call): boolean {
  return call.actor === BOT || call.actor === 'bot' || call.vendor === 'datadog'
}

/** Looks at everything, past the hub where a vendor has its own record of it. */
export async function lookAt(
  run: Run,
  seen: Pick<Sight, 'calls' | 'afterwards' | 'since' | 'errors'>,
): Promise<Sight> {
  const { book, stage } = run
  const links = new Map<string, LinkDoc>()
  const byMarker = new Map<string, LinkDoc>()
  // Whoever took over may have been deleted since.
  const followed = new Set<string>()
  for await (const link of everything(run, 'link')) {
    if (link.successorOf !== null && link.ticket !== null) followed.add(link.successorOf)
    if (link.ticket !== null) links.set(`${link.tool}/${link.ticket.id}`, link)
    if (link.marker !== null) byMarker.set(link.marker, link)
  }
  const tickets = [...issues(run, seen), ...incidents(run, seen)].map(ticket => {
    const marked = ticket.marker === null ? undefined : byMarker.get(ticket.marker)
    const link = links.get(`${ticket.tool}/${ticket.id}`)
    const blocked = link?.blocked ?? null
    return {
      ...ticket,
      caseId: (link ?? marked)?.caseId ?? null,
      waits: blocked === null ? null : blocked.reason,
      waited: book.waited.has(`${ticket.tool}/${ticket.id}`),
      held: Object.keys(link?.hurdles ?? {}),
      succeeded:
        ticket.succeeded ||
        (link !== undefined && followed.has(link.id)) ||
        book.succeeded.has(`${ticket.tool}/${ticket.id}`),
    }
  })
  // Whoever takes over says whose place it takes; the link between the two may still wait for a person.
  for (const ticket of tickets)
    ticket.succeeded ||= tickets.some(each =>
      each.fields.description.includes(`Recurrence of ${ticket.key},`),
    )
  for (const { caseId, tool, createdAt } of tickets) {
    const of = caseId === null ? undefined : book.cases.get(caseId)
    if (of !== undefined && of.expects !== 'open' && createdAt > seen.since) of.late.push(tool)
  }
  for (const ticket of tickets) if (ticket.succeeded) book.succeeded.add(`${ticket.tool}/${ticket.id}`)
  // Whoever moves a ticket while a move of ours may be under way is taken for us.
  const waiting = tickets.filter(
    each => each.waits !== null || (links.get(`${each.tool}/${each.id}`)?.doubt ?? null) !== null,
  )
  book.waited = new Set(waiting.map(each => `${each.tool}/${each.id}`))
  const cases: CaseSight[] = []
  for (const of of book.cases.values()) cases.push(await caseSight(run, of))
  return {
    now: stage.now,
    ...seen,
    cases,
    tickets,
    findings: [...book.findings.values()]
      .filter(each => !each.gone)
      .map(each => ({
        name: each.name,
        says: String(stage.datadog.state().findings.get(each.id)?.content.status ?? 'nothing'),
        done: each.status,
      })),
    remarks: book.remarks,
    deleted: new Set(book.deleted.map(each => `${each.tool}/${each.id}`)),
    lostDeliveries: await lostDeliveries(run),
    lostTitles: await lostTitles(run),
  }
}

async function* everything(run: Run, kind: 'link') {
  let after: string | undefined
  do {
    const page = await run.stage.store.list(kind, { limit: 500, ...(after === undefined ? {} : { after }) })
    for (const { doc } of page.items) yield doc
    after = page.next
  } while (after !== undefined)
}

// ---- cases

async function caseSight(run: Run, of: BookCase): Promise<CaseSight> {
  const { book } = run
  const attached = book.attached(of.id)
  return {
    id: of.id,
    policy: POLICIES[of.project],
    expects: of.expects,
    stood: of.stood,
    ended: of.ended,
    handCloses: of.moves.filter(each => each.closed).length,
    unsure: of.unsure,
    movedFindings: of.movedFindings,
    late: of.late,
    findings: attached.map(each => ({
      id: each.id,
      name: each.name,
      open: each.status === 'open' || each.status === 'in-progress',
      since: each.since,
    })),
    ...(await hubSight(run, of)),
  }
}

async function hubSight(run: Run, of: BookCase): Promise<Pick<CaseSight, 'key' | 'hub'>> {
  const hub = run.stage.lives[0]?.hub
  const state = await hub?.engine.unit.load(of.id)
  if (hub === undefined || state === undefined) return { key: of.id, hub: null }
  const { actions } = plan(state, { ...hub.engine.planning(), fresh: {} })
  const { case: doc } = state
  const assignee = state.people.find(each => each.id === doc.assigneeId)?.email ?? doc.assigneeId
  return {
    key: doc.key,
    hub: {
      closed: doc.status === 'CLOSED',
      findings: doc.attachments.map(each => each.findingId),
      comments: state.comments.filter(each => each.deleted === null).map(each => each.text),
      fields: caseFields(doc, assignee),
      planned: actions.map(action => JSON.stringify(action).slice(0, 200)),
    },
  }
}

function caseFields(doc: CaseDoc, assignee: string | null): FieldSight {
  return {
    title: doc.title,
    description: plain(doc.description),
    priority: doc.priority === 'NOT_DEFINED' ? null : doc.priority,
    assignee,
    due: doc.dueDate,
  }
}

const plain = (text: string): string => text.replaceAll('*', '').trim()

// ---- Jira

type Seen = Pick<Sight, 'calls' | 'since'>

function issues(run: Run, { since }: Seen): TicketSight[] {
  const { state } = run.stage.jira.site
  const done = new Set(
    [...state.projects.values()].flatMap(project =>
      project.statuses.filter(each => each.category === 'done').map(each => each.id),
    ),
  )
  const botId = [...state.users.values()].find(each => each.email === BOT)?.accountId ?? ''
  const relates = LINK_TYPES.find(each => each.name === 'Relates')?.id
  const pairs = [...state.links.values()].filter(each => each.typeId === relates)
  return [...state.issues.values()].map(issue => {
    const project = projectOf(state, issue)
    const status = statusOf(project, issue.statusId)
    const moved = issue.changes.filter(
      each => each.at > since && each.items.some(item => item.fieldId === 'status'),
    )
    const ourCloses = moved
      .filter(each => each.authorId === botId)
      .filter(each => each.items.some(item => item.fieldId === 'status' && done.has(item.to ?? '')))
      .map(each => closeOf(run, issue, each))
    const word = resolutionName(run, issue)
    const closed = status.category === 'done'
    return {
      tool: 'jira' as const,
      id: issue.id,
      key: issue.key,
      caseId: null,
      marker: markerIn(issue),
      createdAt: issue.created,
      closed,
      fixed: closed && claimsFix('jira', word, statusName(run, issue)),
      stands: `${status.name}${word === null ? '' : ` (${word})`}`,
      waits: null,
      waited: false,
      held: [],
      succeeded: pairs.some(each => related(each, issue) && isOlder(run, issue, each)),
      ourCloses,
      moves: moved.length,
      said: issue.comments.map(each => ({ byUs: each.authorId === botId, text: plainText(each.body) })),
      fields: issueFields(issue),
    }
  })
}

type Pair = { inwardId: string; outwardId: string }

const related = (pair: Pair, { id }: Issue): boolean => pair.inwardId === id || pair.outwardId === id

function isOlder(run: Run, issue: Issue, pair: Pair): boolean {
  const { issues: all } = run.stage.jira.site.state
  const other = all.get(pair.inwardId === issue.id ? pair.outwardId : pair.inwardId)
  return other !== undefined && Number(other.id) > Number(issue.id)
}

/** What the close said when it was made: in the entry that moved it, else in how it stood. */
function closeOf(run: Run, issue: Issue, change: Issue['changes'][number]): OurClose {
  const status = change.items.find(each => each.fieldId === 'status')
  const resolution = change.items.find(each => each.fieldId === 'resolution')
  const word = resolution === undefined ? resolutionName(run, issue) : resolution.toString
  return {
    at: change.at,
    fixed: claimsFix('jira', word === '' ? null : word, status === undefined ? '' : (status.toString ?? '')),
  }
}

function markerIn(issue: Issue): string | null {
  const labels = Array.isArray(issue.fields.labels) ? issue.fields.labels : []
  const label = labels.map(String).find(each => /^fixproof-[0-9a-f]{12}$/.test(each))
  if (label !== undefined) return label.slice('fixproof-'.length)
  const property = issue.properties.get('fixproof-intent')
  return property === undefined ? null : (/[0-9a-f]{12}/.exec(JSON.stringify(property))?.[0] ?? null)
}

function issueFields(issue: Issue): FieldSight {
  const { fields } = issue
  const priority = PRIORITIES.findIndex(each => each.id === fields.priority)
  const assignee = typeof fields.assignee === 'string' ? fields.assignee : null
  return {
    title: String(fields.summary ?? ''),
    description: fields.description == null ? '' : plain(plainText(fields.description)),
    // The first is the site's own; the others are P1 to P5.
    priority: priority < 1 ? null : `P${priority}`,
    assignee: assignee === ADMIN_ACCOUNT ? ADMIN : assignee,
    due: typeof fields.duedate === 'string' ? fields.duedate : null,
  }
}

// ---- ServiceNow

const CLOSED = ['6', '7', '8']

function incidents(run: Run, { calls }: Seen): TicketSight[] {
  const { db } = run.stage.instance
  const rows = db.rows('incident')
  const journal = new Map<string, Said[]>()
  for (const row of db.rows('sys_journal_field')) {
    const list = journal.get(row.element_id ?? '') ?? []
    list.push({ byUs: row.sys_created_by === 'bot', text: row.value ?? '' })
    journal.set(row.element_id ?? '', list)
  }
  const parents = new Set(rows.map(row => row.parent_incident ?? ''))
  return rows.map(row => {
    const { sys_id: id = '', number: key = '', state = '', close_code: code = '' } = row
    const writes = calls.filter(
      call => call.vendor === 'servicenow' && call.write && call.path.endsWith(`/incident/${id}`),
    )
    const closed = CLOSED.includes(state)
    return {
      tool: 'servicenow' as const,
      id,
      key,
      caseId: null,
      marker: row.correlation_id ? row.correlation_id : null,
      createdAt: Date.parse(`${(row.sys_created_on ?? '').replace(' ', 'T')}Z`),
      closed,
      fixed: closed && state !== '8' && claimsFix('servicenow', code === '' ? null : code),
      stands: closed ? `${state} (${code})` : state,
      waits: null,
      waited: false,
      held: [],
      succeeded: parents.has(id),
      ourCloses: writes.filter(isOurs).flatMap(call => {
        const body = call.requestBody as { state?: string; close_code?: string } | null
        if (body?.state === undefined || !CLOSED.includes(body.state)) return []
        return [
          { at: call.at, fixed: body.state !== '8' && claimsFix('servicenow', body.close_code ?? null) },
        ]
      }),
      moves: writes.length,
      said: journal.get(id) ?? [],
      fields: incidentFields(run, row),
    }
  })
}

function incidentFields(run: Run, row: Record<string, string>): FieldSight {
  const assignee = row.assigned_to ?? ''
  const user = run.stage.instance.db.get('sys_user', assignee)
  return {
    title: row.short_description ?? '',
    description: plain(row.description ?? ''),
    priority: row.priority ? `P${row.priority}` : null,
    assignee: assignee === '' ? null : (user?.email ?? assignee),
    due: row.due_date ? row.due_date.slice(0, 10) : null,
  }
}

// ---- what was acknowledged

/** Deliveries are known for a week. Milliseconds. */
const KEPT_MS = 6 * 86_400_000

async function lostDeliveries(run: Run): Promise<string[]> {
  const lost: string[] = []
  const all = run.stage.world.webhooks.list('jira')
  const idOf = ({ headers }: (typeof all)[number]) =>
    Object.entries(headers).find(([name]) => /webhook-identifier/i.test(name))?.[1]
  for (const attempt of all.slice(run.deliveriesSeen)) {
    const id = idOf(attempt)
    if (id === undefined || attempt.status === null || attempt.status >= 300) continue
    // It counts from the first time: a second copy that comes a week later is acknowledged and nothing new.
    const first = all.find(each => idOf(each) === id) ?? attempt
    if (run.stage.now - first.at > KEPT_MS) continue
    const known = await run.stage.store.delivery('jira/main', id)
    if (known === undefined) lost.push(id)
  }
  run.deliveriesSeen = all.length
  return lost
}

async function lostTitles(run: Run): Promise<string[]> {
  const lost: string[] = []
  for (const { caseId, title } of run.book.titles.splice(0)) {
    let found = false
    let after: string | undefined
    do {
      const page = await run.stage.store.timeline(
        { caseId },
        { limit: 1_000, order: 'newest', ...(after === undefined ? {} : { after }) },
      )
      found = page.items.some(each => JSON.stringify(each).includes(title))
      after = found ? undefined : page.next
    } while (after !== undefined)
    if (!found) lost.push(title)
  }
  return lost
}
