import { describe, expect, it } from 'vitest'
import type { LinkDoc, TicketFields } from '../model'
import type { CaseState } from '../step'
import { withCase } from '../step'
import { caseState, changed, HOUR, incident, issue, link, shows, T0 } from '../testing/build'
import { mergeFields } from './merge'

const context = { now: T0 + HOUR, shows }
const TITLES = { type: 'two-way' } as const

/** A case titled "Fix it" whose tickets show these titles; `agreed` unless said otherwise. */
function titled(
  shown: { jira?: string; servicenow?: string },
  more: { agreed?: string | null; at?: { jira?: number; servicenow?: number } } = {},
): CaseState {
  const tools = Object.keys(shown) as (keyof typeof shown)[]
  let state = caseState({ tickets: tools, project: { sync: {} } })
  for (const tool of tools) {
    const at = more.at?.[tool]
    const fields: TicketFields = { title: shown[tool] ?? '' }
    const view = (tool === 'jira' ? issue : incident)({
      fields,
      edits: at === undefined ? {} : { title: { at, by: 'ada' } },
    })
    const agreed: LinkDoc['agreed'] =
      more.agreed === null ? {} : { title: { value: more.agreed ?? 'Fix it', direction: TITLES.type } }
    state = changed(state, tool, { view, agreed: { ...link(state, tool).agreed, ...agreed } })
  }
  return state
}

describe('merging a case with its tickets', () => {
  it('does nothing where nothing moved, and says so by the very same state', () => {
    const state = titled({ jira: 'Fix it', servicenow: 'Fix it' })
    const merged = mergeFields(state, context)
    expect(merged).toEqual({ state, notes: [], pushes: [] })
    expect(merged.state).toBe(state)
  })

  it('takes what one ticket says into the case, to be written to the other, once', () => {
    const first = mergeFields(titled({ jira: 'Better', servicenow: 'Fix it' }, { at: { jira: T0 } }), context)
    expect(first.state.case.title).toBe('Better')
    expect(first.state.case.changedAt.title).toBe(T0)
    expect(first.pushes).toEqual([
      { linkId: 'servicenow', field: 'title', value: 'Better', theirs: 'Fix it' },
    ])
    expect(first.notes.map(note => note.text)).toEqual(['ada changed the title in SEC-1: Fix it → Better.'])
    const second = mergeFields(first.state, context)
    expect(second.state).toBe(first.state)
    expect(second.pushes).toEqual(first.pushes)
  })

  it('lets the ticket that changed last win; of two at once, Jira', () => {
    const later = titled({ jira: 'By Ada', servicenow: 'By Abel' }, { at: { jira: T0, servicenow: T0 + 1 } })
    expect(mergeFields(later, context).state.case.title).toBe('By Abel')
    const tie = titled({ jira: 'By Ada', servicenow: 'By Abel' }, { at: { jira: T0, servicenow: T0 } })
    expect(mergeFields(tie, context).state.case.title).toBe('By Ada')
  })

  it('leaves a value that counts as what the case says', () => {
    const shown = { ...context, shows: (_tool: string, _field: string, text: string) => text.slice(0, 3) }
    const merged = mergeFields(titled({ jira: 'Fix' }), shown)
    expect(merged.state.case.title).toBe('Fix it')
    expect(merged.pushes).toEqual([])
  })

  it('takes what a vendor made of our own write for agreed, not for a change', () => {
    const state = titled({ servicenow: 'Fix it' })
    const written = changed(withCase(state, { priority: 'P1' }), 'servicenow', {
      view: incident({ fields: { title: 'Fix it', priority: '2' } }),
      agreed: { ...link(state, 'servicenow').agreed, priority: { value: 'P3', direction: 'two-way' } },
      unread: { values: { priority: 'P1' }, left: [], seen: true },
    })
    const merged = mergeFields(written, context)
    expect(merged.state.case.priority).toBe('P2')
    expect(link(merged.state, 'servicenow').agreed.priority).toEqual({ value: 'P2', direction: 'two-way' })
    expect(merged.pushes).toEqual([])
  })

  it('waits for the reading back of what was written before it says anything about it', () => {
    const state = changed(withCase(titled({ jira: 'Fix it' }), { title: 'New' }), 'jira', {
      unread: { values: { title: 'New' }, left: [], seen: false },
    })
    expect(mergeFields(state, context)).toEqual({ state, notes: [], pushes: [] })
  })

  it('leaves each side its own where the form for new tickets had no place', () => {
    const state = changed(titled({ jira: 'Fix it' }), 'jira', {
      view: issue({ fields: { title: 'Fix it', priority: 'Medium' } }),
      unread: { values: { title: 'Fix it' }, left: ['priority'], seen: true },
    })
    const merged = mergeFields(state, context)
    expect(merged.state.case.priority).toBe('P2')
    expect(link(merged.state, 'jira').agreed.priority).toEqual({
      value: 'P2',
      direction: 'two-way',
      shown: 'P3',
    })
    expect(merged.pushes).toEqual([])
    // As soon as somebody changes it there, it flows.
    const later = changed(merged.state, 'jira', {
      view: issue({ fields: { title: 'Fix it', priority: 'Lowest' } }),
    })
    expect(mergeFields(later, context).state.case.priority).toBe('P5')
  })

  it('writes nothing to a closed ticket, and takes nothing from one whose call is in doubt', () => {
    const closed = changed(withCase(titled({ jira: 'Fix it' }), { title: 'New' }), 'jira', {
      view: issue({ category: 'done', fields: { title: 'Fix it' } }),
    })
    expect(mergeFields(closed, context).pushes).toEqual([])
    const doubtful = changed(titled({ jira: 'Other' }), 'jira', {
      intent: { kind: 'fields', at: T0, values: { title: 'Fix it' } },
    })
    expect(mergeFields(doubtful, context).state).toBe(doubtful)
  })

  it('drops the base with the direction: the other way round nobody moved', () => {
    const state = titled({ jira: 'Other' })
    const once = {
      ...state,
      project: { ...state.project, sync: { jira: { title: { type: 'to-ticket' as const } } } },
    }
    expect(mergeFields(changed(once, 'jira', { origin: 'adopted' }), context).pushes).toEqual([])
    // Made by the hub, so it may be given what it lacks (rule 29).
    expect(mergeFields(once, context).pushes).toHaveLength(1)
  })
})
