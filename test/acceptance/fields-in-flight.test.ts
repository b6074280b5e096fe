import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { ADMIN, atVendor, editCase, PLAIN } from './support/fields'
import { type Scene, scene, type Ticket, type Tool } from './support/scene'

const FIELDS = ['title', 'description', 'priority', 'assignee', 'due_date'] as const

let s: Scene
afterEach(() => s?.h.close())

/** A case with an issue and an incident that are at rest. */
async function both(): Promise<Record<Tool, Ticket>> {
  s = await scene({
    config(json) {
      json.users = [{ name: 'Admin Example', email: ADMIN }]
    },
  })
  const jira = await s.ticket('jira', ['A'])
  const servicenow = await s.second(jira, 'servicenow')
  await s.later()
  s.forget()
  return { jira, servicenow }
}

/** What somebody does while the hub's first write of this kind is on its way to the vendor. */
function duringFirst(tool: Tool, method: string, act: () => Promise<void>): void {
  let first = true
  s.h.intercept(async (call, go) => {
    const answer = await go()
    if (first && call.method === method && call.url.startsWith(s.h.world.urls[tool])) {
      first = false
      await act()
    }
    return answer
  })
}

/** Somebody changes the case; nothing waits for what follows from it. */
async function change({ caseId }: Ticket, fields: Json): Promise<void> {
  await s.h.hub.commands.editCase({ name: 'tests', seed: null }, caseId, { fields })
}

describe('a case that is changed again while an earlier change is being written', () => {
  it.each([
    ['jira', 'PUT'],
    ['servicenow', 'PATCH'],
  ] as const)(
    'in %s each field is written once and told once, and the case comes to rest',
    async (tool, method) => {
      const tickets = await both()
      duringFirst(tool, method, () => change(tickets.jira, { title: 'A better title' }))
      await editCase(s, tickets.jira, 'priority')
      await s.h.rest()
      expect(s.logged()).toEqual([])
      const names = { jira: ['priority', 'summary'], servicenow: ['impact, urgency', 'short_description'] }
      for (const each of ['jira', 'servicenow'] as const) {
        const written = s.writes(each).filter(call => !call.includes('property'))
        for (const name of names[each])
          expect(
            written.filter(call => call.includes(name)),
            `${name} in ${each}`,
          ).toHaveLength(1)
      }
      const told = (await s.history(tickets.jira)).filter(text => text.includes('was set'))
      expect(new Set(told).size).toBe(told.length)
    },
  )

  it('all fields changed one by one, quickly, arrive in both tickets', async () => {
    const tickets = await both()
    const admin = (await s.h.store.find('person', 'email', ADMIN))[0]?.doc.id ?? null
    duringFirst('jira', 'PUT', async () => {
      await change(tickets.jira, { title: 'A better title' })
      await change(tickets.jira, { assignee: admin, due_date: '2026-12-24' })
      await change(tickets.jira, { description: 'A better description' })
    })
    await editCase(s, tickets.jira, 'priority')
    await s.h.rest()
    await s.later()
    expect(s.logged()).toEqual([])
    for (const tool of ['jira', 'servicenow'] as const)
      for (const field of FIELDS)
        expect(await atVendor(s, tool, tickets[tool], field), `${field} in ${tool}`).toBe(PLAIN[field])
    const told = (await s.history(tickets.jira)).filter(text => text.includes('was set'))
    expect(new Set(told).size).toBe(told.length)
  })
})
