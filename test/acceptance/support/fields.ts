/** Shared fields as people change them at each vendor, and as they are read there. */
import type { TicketField } from '@fixproof/hub/domain/model'
import type { Harness, Json } from '../../harness'
import type { Scene, Ticket, Tool } from './scene'

export const ALL: readonly TicketField[] = [
  'title',
  'description',
  'status',
  'priority',
  'assignee',
  'due_date',
  'labels',
]
/** An incident has no labels of its own. */
export const SHARED_BY_BOTH = ALL.filter(field => field !== 'labels')
export const fieldsOf = (tool: Tool): readonly TicketField[] => (tool === 'jira' ? ALL : SHARED_BY_BOTH)

/** Known to both tools by the same e-mail address, and shown by both. */
export const ADMIN = 'admin@example.com'

/** What each field becomes in these tests, in case words; people are named by their address. */
export const WANTED: Record<TicketField, unknown> = {
  title: 'A better title',
  description: 'A **better** description',
  status: 'IN_PROGRESS',
  priority: 'P4',
  assignee: ADMIN,
  due_date: '2026-12-24',
  labels: ['audit', 'team-a'],
}
/** As `WANTED`, where the text came through ServiceNow's plain fields. */
export const PLAIN = { ...WANTED, description: 'A better description' }

const bold = (text: string) => ({ type: 'text', text, marks: [{ type: 'strong' }] })
const plain = (text: string) => ({ type: 'text', text })
const DOCUMENT = {
  version: 1,
  type: 'doc',
  content: [{ type: 'paragraph', content: [plain('A '), bold('better'), plain(' description')] }],
}

async function ok(answer: Promise<{ status: number; body: Json }>): Promise<Json> {
  const { status, body } = await answer
  if (status >= 300) throw new Error(JSON.stringify(body))
  return body
}

export async function jiraAccount(h: Harness, who: string): Promise<string> {
  return (await ok(h.jira(who, 'GET', '/rest/api/3/myself'))).accountId
}

export async function userSysId(h: Harness, userName: string): Promise<string> {
  const path = `/api/now/table/sys_user?sysparm_query=user_name=${userName}&sysparm_fields=sys_id`
  return (await ok(h.servicenow('admin', 'GET', path))).result[0].sys_id
}

/** A person sets one field to its `WANTED` value, at the vendor's own door. */
export async function edit(s: Scene, tool: Tool, ticket: Ticket, field: TicketField): Promise<void> {
  if (tool === 'jira') {
    if (field === 'status') return s.move('ada', ticket, 'In Progress')
    const put = (body: Json) => ok(s.h.jira('ada', 'PUT', `/rest/api/3/issue/${ticket.id}`, body))
    if (field === 'title') await put({ fields: { summary: WANTED.title } })
    if (field === 'description') await put({ fields: { description: DOCUMENT } })
    if (field === 'priority') await put({ fields: { priority: { name: 'Low' } } })
    if (field === 'assignee')
      await put({ fields: { assignee: { accountId: await jiraAccount(s.h, 'admin') } } })
    if (field === 'due_date') await put({ fields: { duedate: WANTED.due_date } })
    if (field === 'labels') await put({ update: { labels: [{ add: 'audit' }, { add: 'team-a' }] } })
    return
  }
  const changes: Partial<Record<TicketField, Json>> = {
    title: { short_description: WANTED.title },
    description: { description: 'A better description' },
    status: { state: '2' },
    priority: { impact: '2', urgency: '3' },
    due_date: { due_date: '2026-12-24 10:00:00' },
  }
  const change = field === 'assignee' ? { assigned_to: await userSysId(s.h, 'admin') } : changes[field]
  await s.patch('abel', ticket, change)
  await s.lookAtServiceNow()
}

/** A person changes the case itself. */
export async function editCase(s: Scene, { caseId }: Ticket, field: TicketField): Promise<void> {
  const asker = { name: 'tests', seed: null }
  const value = field === 'assignee' ? await admin(s) : WANTED[field]
  const change = field === 'status' ? { status: value as 'IN_PROGRESS' } : { fields: { [field]: value } }
  await s.h.hub.commands.editCase(asker, caseId, change)
  await s.h.rest()
}

/** Somebody the hub knows by address only. */
async function admin(s: Scene): Promise<string> {
  const [known] = await s.h.store.find('person', 'email', ADMIN)
  if (known === undefined) throw new Error('Pair the person in the configuration')
  return known.doc.id
}

/** A field of the case, in the words of `WANTED`. */
export async function onCase(s: Scene, { caseId }: Ticket, field: TicketField): Promise<unknown> {
  const doc = (await s.h.store.get('case', caseId))?.doc
  if (doc === undefined) throw new Error('No such case')
  if (field === 'due_date') return doc.dueDate
  if (field !== 'assignee') return doc[field]
  if (doc.assigneeId === null) return null
  return (await s.h.store.get('person', doc.assigneeId))?.doc.email ?? doc.assigneeId
}

/** A field as the vendor shows it to an admin, in the words of `WANTED`. */
export async function atVendor(s: Scene, tool: Tool, ticket: Ticket, field: TicketField): Promise<unknown> {
  if (tool === 'jira') {
    const { fields } = await ok(s.h.jira('admin', 'GET', `/rest/api/3/issue/${ticket.id}?fields=*all`))
    const read: Record<TicketField, () => unknown> = {
      title: () => fields.summary,
      description: () => markdown(fields.description),
      status: () =>
        ({ new: 'OPEN', indeterminate: 'IN_PROGRESS' })[fields.status.statusCategory.key as 'new'],
      priority: () => `P${['Highest', 'High', 'Medium', 'Low', 'Lowest'].indexOf(fields.priority.name) + 1}`,
      assignee: () => fields.assignee?.emailAddress ?? fields.assignee?.displayName ?? null,
      due_date: () => fields.duedate ?? null,
      labels: () => fields.labels.filter((each: string) => !each.startsWith('fixproof-')),
    }
    return read[field]()
  }
  const { result } = await ok(s.h.servicenow('admin', 'GET', `/api/now/table/incident/${ticket.id}`))
  const read: Record<TicketField, () => unknown> = {
    title: () => result.short_description,
    description: () => result.description,
    status: () => ({ 1: 'OPEN', 2: 'IN_PROGRESS' })[result.state as 1],
    priority: () => `P${result.priority}`,
    assignee: () => (result.assigned_to === '' ? null : who(s, result.assigned_to.value)),
    due_date: () => result.due_date.slice(0, 10) || null,
    labels: () => null,
  }
  return read[field]()
}

async function who(s: Scene, sysId: string): Promise<string> {
  const { result } = await ok(s.h.servicenow('admin', 'GET', `/api/now/table/sys_user/${sysId}`))
  return result.email
}

/** Only what these tests write: paragraphs and bold. */
function markdown(document: Json): string {
  return (document?.content ?? [])
    .map((block: Json) =>
      (block.content ?? [])
        .map((each: Json) => (each.marks?.[0]?.type === 'strong' ? `**${each.text}**` : each.text))
        .join(''),
    )
    .join('\n\n')
}
