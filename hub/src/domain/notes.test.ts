import { describe, expect, it } from 'vitest'
import { intended, settle } from './intents'
import type { Intent, LinkDoc } from './model'
import { nextNote, wasAsked, withNote } from './notes'
import { caseState, changed, INCIDENT, incident, link, movedBy, T0 } from './testing/build'

const noted = (...markers: string[]): LinkDoc =>
  markers.reduce((doc, marker) => withNote(doc, `Text of ${marker}`, marker), link(caseState(), 'jira'))

describe('notes that wait to be told on a ticket', () => {
  it('are told one after the other, each once, after what a move has to say', () => {
    const doc = noted('a', 'b', 'a')
    expect(doc.notes?.map(each => each.marker)).toEqual(['a', 'b'])
    expect(nextNote({ ...doc, pendingNote: { text: 'Closed', marker: 'close-1' } })?.marker).toBe('close-1')
    let state = changed(caseState(), 'jira', { notes: doc.notes ?? [] })
    const said: string[] = []
    for (let note = nextNote(link(state, 'jira')); note !== null; note = nextNote(link(state, 'jira'))) {
      said.push(note.marker)
      const intent: Intent = { kind: 'note', marker: note.marker, at: T0 }
      state = settle(intended(state, 'jira', intent), 'jira', T0).state
    }
    expect(said).toEqual(['a', 'b'])
  })

  it('remember that a call was made, so that a lost answer tells nothing twice', () => {
    const state = changed(caseState(), 'jira', { notes: noted('a', 'b').notes ?? [] })
    const doc = link(intended(state, 'jira', { kind: 'note', marker: 'a', at: T0 }), 'jira')
    expect([wasAsked(doc, 'a'), wasAsked(doc, 'b')]).toEqual([true, false])
  })

  it('wait while an incident is closed, and not on an issue', () => {
    const state = caseState({ tickets: ['servicenow'] })
    const view = movedBy('abel', incident(), INCIDENT.closed, null, T0)
    const closed = withNote(link(changed(state, 'servicenow', { view }), 'servicenow'), 'Text', 'a')
    expect(nextNote(closed)).toBeNull()
    expect(nextNote({ ...closed, tool: 'jira' })?.marker).toBe('a')
  })
})
