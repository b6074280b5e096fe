import type { TicketField } from '@fixproof/hub/domain/model'
import type { SyncType } from '@fixproof/rules'
import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import {
  ADMIN,
  ALL,
  atVendor,
  edit,
  editCase,
  fieldsOf,
  onCase,
  PLAIN,
  SHARED_BY_BOTH,
  WANTED,
} from './support/fields'
import { type Scene, scene, type Ticket, type Tool } from './support/scene'

let s: Scene
afterEach(() => s?.h.close())

const TOOLS: readonly Tool[] = ['jira', 'servicenow']
const DIRECTIONS: readonly SyncType[] = ['two-way', 'to-ticket', 'once', 'off']
const other = (tool: Tool): Tool => (tool === 'jira' ? 'servicenow' : 'jira')

/** A case with an issue and an incident; `sync` as the settings of its project say. */
async function both(sync: Json = {}): Promise<Record<Tool, Ticket>> {
  s = await scene({
    config(json) {
      for (const project of json.projects) project.sync = sync
      json.users = [{ name: 'Admin Example', email: ADMIN }]
    },
  })
  const jira = await s.ticket('jira', ['A'])
  const servicenow = await s.second(jira, 'servicenow')
  await s.later()
  s.forget()
  return { jira, servicenow }
}

/** How the call log names what is written for a field. */
const WRITTEN: Record<Tool, Partial<Record<TicketField, string>>> = {
  jira: {
    title: 'change summary of SEC-1',
    description: 'change description of SEC-1',
    priority: 'change priority of SEC-1',
    assignee: 'change assignee of SEC-1',
    due_date: 'change duedate of SEC-1',
    labels: 'change labels of SEC-1',
    status: 'move SEC-1',
  },
  servicenow: {
    title: 'change INC0010001: short_description',
    description: 'change INC0010001: description',
    priority: 'change INC0010001: impact, urgency',
    assignee: 'change INC0010001: assigned_to',
    due_date: 'change INC0010001: due_date',
    status: 'change INC0010001: In Progress',
  },
}
const READ: Record<Tool, string> = { jira: 'Jira: read SEC-1', servicenow: 'ServiceNow: read INC0010001' }
const NAME: Record<Tool, string> = { jira: 'Jira', servicenow: 'ServiceNow' }

/** All calls for one field that goes to one tool, once both tickets were looked at. */
function callsTo(tool: Tool, field: TicketField, know: boolean): string[] {
  const before =
    field === 'assignee' && !know
      ? [`${NAME[tool]}: look for a user`]
      : field === 'status' && tool === 'jira'
        ? ['Jira: read transitions of SEC-1']
        : []
  return [...before, `${NAME[tool]}: ${WRITTEN[tool][field]}`]
}

describe('what a person changes in one tool reaches the case and the other tool, once', () => {
  it.each(TOOLS.flatMap(tool => SHARED_BY_BOTH.map(field => [field, tool] as const)))(
    'the %s, changed in %s',
    async (field, tool) => {
      const tickets = await both()
      await edit(s, tool, tickets[tool], field)
      await s.later()
      const wanted = tool === 'jira' ? WANTED[field] : PLAIN[field]
      expect(await onCase(s, tickets.jira, field)).toEqual(wanted)
      expect(await atVendor(s, other(tool), tickets[other(tool)], field)).toEqual(PLAIN[field])
      expect(s.calls()).toEqual([
        ...(tool === 'jira' ? [] : ['ServiceNow: read what changed']),
        READ.jira,
        READ.servicenow,
        // It changed there, so somebody may have written a note as well.
        ...(tool === 'jira' ? [] : ['ServiceNow: read journals of INC0010001']),
        ...callsTo(other(tool), field, false),
        READ[other(tool)],
        // Jira's webhook about our own change says that somebody changed it: looked at, and left alone.
        ...(tool === 'jira' ? [] : [READ.jira, READ.servicenow]),
      ])
      s.forget()
      await s.sweep('jira')
      await s.sweep('servicenow')
      await s.later(3_600_000)
      expect(s.writes()).toEqual([])
    },
  )

  it('labels of the issue belong to the case; the incident has none, and the mark of ours is no label', async () => {
    const tickets = await both()
    await edit(s, 'jira', tickets.jira, 'labels')
    await s.later()
    expect(await onCase(s, tickets.jira, 'labels')).toEqual(WANTED.labels)
    expect(s.writes()).toEqual([])
  })
})

describe.each(TOOLS)('the direction of each field in %s', tool => {
  const cases = fieldsOf(tool).flatMap(field => DIRECTIONS.map(type => [field, type] as const))

  async function one(field: TicketField, type: SyncType): Promise<Ticket> {
    s = await scene({
      config(json) {
        for (const project of json.projects) project.sync = { [tool]: { [field]: { type } } }
        json.users = [{ name: 'Admin Example', email: ADMIN }]
      },
    })
    return s.ticket(tool, ['A'])
  }

  it.each(cases.filter(([field, type]) => field !== 'labels' || tool === 'jira' || type === 'off'))(
    'the %s, %s: what a person changes there',
    async (field, type) => {
      const ticket = await one(field, type)
      const before = await onCase(s, ticket, field)
      await edit(s, tool, ticket, field)
      await s.later()
      const wanted = tool === 'jira' ? WANTED[field] : PLAIN[field]
      expect(await onCase(s, ticket, field)).toEqual(type === 'two-way' ? wanted : before)
      // The edit stands there, whichever way the field flows.
      expect(await atVendor(s, tool, ticket, field)).toEqual(wanted)
      expect(s.writes()).toEqual([])
    },
  )

  it.each(cases)('the %s, %s: what is changed on the case', async (field, type) => {
    const ticket = await one(field, type)
    const before = await atVendor(s, tool, ticket, field)
    await editCase(s, ticket, field)
    await s.later()
    const flows = type === 'two-way' || type === 'to-ticket'
    const wanted = tool === 'jira' ? WANTED[field] : PLAIN[field]
    expect(await atVendor(s, tool, ticket, field)).toEqual(flows ? wanted : before)
    expect(s.calls()).toEqual([
      READ[tool],
      ...(flows ? callsTo(tool, field, false) : []),
      ...(flows ? [READ[tool]] : []),
      // Jira tells of every change, ours too.
      ...(flows && tool === 'jira' ? [READ.jira] : []),
    ])
  })
})

describe('all fields of one ticket', () => {
  it.each(TOOLS)('are one call to %s, and one more for the status of an issue', async tool => {
    const tickets = await both()
    const fields = fieldsOf(tool).filter(field => field !== 'status')
    const [known] = await s.h.store.find('person', 'email', ADMIN)
    const values = Object.fromEntries(
      fields.map(field => [field, field === 'assignee' ? known?.doc.id : WANTED[field]]),
    )
    const asker = { name: 'tests', seed: null }
    await s.h.hub.commands.editCase(asker, tickets.jira.caseId, { fields: values, status: 'IN_PROGRESS' })
    await s.h.rest()
    await s.later()
    const writes = s.writes(tool)
    expect(writes).toHaveLength(tool === 'jira' ? 2 : 1)
    for (const field of ALL.filter(each => fieldsOf(tool).includes(each)))
      expect(await atVendor(s, tool, tickets[tool], field)).toEqual(
        tool === 'jira' ? WANTED[field] : PLAIN[field],
      )
  })
})
