import { describe, expect, it } from 'vitest'
import { caseState, finding, project, T0 } from '../domain/testing/build'
import type { Moves } from './moves'
import type { ToolPlace } from './ticketPlaces'
import { extendCase, type Wanted } from './ticketsDecide'

const place: ToolPlace = {
  asked: { tool: 'jira' },
  place: { connection: 'main', target: { tool: 'jira', project: 'SEC', workType: 'Task' } },
  existing: null,
  form: null,
  events: false,
}
const wanted: Wanted = {
  request: { findings: ['b'], mode: 'single', tools: [{ tool: 'jira' }], preview: false },
  ...{ project: project(), places: [place], priority: undefined, assigneeId: null },
  caseUrl: () => null,
  notice: null,
  by: 'tests',
}
const moves = (): Moves => ({ findings: new Map([['b', finding('b')]]), cases: new Map() })
const base = () => caseState({ tickets: [] })
const taken = () => caseState({ tickets: ['jira'] })

describe('a case that is added to', () => {
  it('gets the findings and the ticket it lacks', () => {
    const { state } = extendCase(wanted, base(), ['b'], () => 'link-1', moves(), T0)
    expect(state.case.attachments.map(each => each.findingId)).toEqual(['A', 'b'])
    expect(state.links.map(each => [each.id, each.state])).toEqual([['link-1', 'creating']])
  })

  it('that got a ticket of the tool meanwhile, from another request, takes no second one', () => {
    expect(() => extendCase(wanted, taken(), ['b'], () => 'link-1', moves(), T0)).toThrow(
      /a case holds one ticket of each tool/,
    )
  })

  it('that got it from this very request, in a run that died, keeps it', () => {
    const before = extendCase(wanted, base(), ['b'], () => 'link-1', moves(), T0).state
    const again = extendCase(wanted, before, [], () => 'link-1', moves(), T0)
    expect(again.state.links).toEqual(before.links)
    expect(again.notes).toEqual([])
  })
})
