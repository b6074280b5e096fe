import { describe, expect, it } from 'vitest'
import type { LinkDoc, SyncSetting } from '../model'
import { type CaseState, linkOf, withLink } from '../step'
import { caseState, T0 } from '../testing/build'
import {
  commentAdded,
  commentDeleted,
  commentDone,
  commentEdited,
  commentHeld,
  NOTHING_SEEN,
  planComments,
  seeComments,
  type TicketComment,
  type TicketComments,
} from '.'

const ADA = { name: 'Ada', personId: null }
const entry = (id: string, more: Partial<TicketComment> = {}): TicketComment => ({
  id,
  author: { id: null, name: 'Ada', email: null },
  ours: false,
  marker: null,
  text: `text ${id}`,
  writtenAt: T0,
  editedBy: null,
  journal: null,
  internal: false,
  ...more,
})
const shown = (...entries: TicketComment[]): TicketComments => ({
  entries,
  whole: true,
  hidden: null,
  again: false,
})
const see = (state: CaseState, comments: TicketComments, linkId = 'jira') =>
  seeComments(state, linkId, comments, { version: '2', upTo: 0, people: new Map(), at: T0 })
const planned = (state: CaseState) =>
  planComments(state, () => true, T0).actions.map(action =>
    action.work === 'look'
      ? `look ${action.linkId}`
      : `${action.work} ${action.linkId}: ${textOf(action.write)}`,
  )
const textOf = (write: { kind: string; text?: string }) => write.text ?? write.kind
const withSetting = (tool: 'jira' | 'servicenow', comments: SyncSetting) =>
  caseState({ tickets: ['jira', 'servicenow'], project: { sync: { [tool]: { comments } } } })
const both = () => caseState({ tickets: ['jira', 'servicenow'] })
const spoken = (state: CaseState, text = 'Hello', id = 'c1') =>
  commentAdded(state, { id, author: ADA, text }, T0).state

describe('planning comments', () => {
  it('goes one at a time to each ticket, oldest first', () => {
    const state = spoken(spoken(both(), 'One', 'c1'), 'Two', 'c2')
    expect(planned(state)).toEqual([
      'post jira: Ada in Fixproof: One',
      'post servicenow: Ada in Fixproof: One',
    ])
    const next = commentDone(
      state,
      { linkId: 'jira', commentId: 'c1' },
      { what: 'post', revision: 1 },
      '7',
    ).state
    expect(planned(next)[0]).toBe('post jira: Ada in Fixproof: Two')
  })

  it('is empty once all have arrived', () => {
    let state = spoken(both())
    for (const linkId of ['jira', 'servicenow'])
      state = commentDone(state, { linkId, commentId: 'c1' }, { what: 'post', revision: 1 }, '7').state
    expect(planComments(state, () => true, T0)).toEqual({ actions: [], wakeAt: null })
  })

  it('writes no comment of the time before on a ticket that takes over from another', () => {
    const state = withLink(both(), 'jira', { successorOf: 'old', createdAt: T0 + 1 })
    expect(planned(spoken(state))).toEqual(['post servicenow: Ada in Fixproof: Hello'])
  })

  describe('of a comment written in a ticket of the same tool', () => {
    /** Ada wrote in an issue that is as said by now; another one took its place. */
    const followed = (then: LinkDoc['state'], more: Partial<LinkDoc> = {}) => {
      const before = see(caseState({ tickets: ['jira'] }), shown(entry('1'))).state
      const old = linkOf(before, 'jira')
      const next: LinkDoc = { ...old, id: 'next', createdAt: T0 + 1, comments: NOTHING_SEEN, ...more }
      return withLink({ ...before, links: [old, next] }, 'jira', { state: then })
    }

    it('carries it on from a deleted one, with its author and the key it had', () => {
      expect(planned(followed('gone'))).toEqual(['post next: Ada in SEC-1: text 1'])
    })

    it('leaves it where that one still stands, and for a ticket that begins with what is said from then on', () => {
      expect(planned(followed('history'))).toEqual([])
      expect(planned(followed('gone', { origin: 'adopted' }))).toEqual([])
    })

    it('does not name the address of the deleted one for a text that is cut', () => {
      const [action] = planComments(followed('gone'), () => true, T0).actions
      expect(action).toMatchObject({
        write: { cutAt: '(Cut here. The full text is in Fixproof.)' },
      })
    })

    it('is done once it has arrived; a change reaches the copy', () => {
      const about = { linkId: 'next', commentId: followed('gone').comments[0]?.id ?? '' }
      const arrived = commentDone(followed('gone'), about, { what: 'post', revision: 1 }, '9').state
      expect(planned(arrived)).toEqual([])
      const changed = commentEdited(arrived, about.commentId, 'Other', 'Ada', T0).state
      expect(planned(changed)).toEqual(['edit next: Ada in SEC-1: Other'])
    })
  })

  it('keeps a name and a text that begin a list from becoming markup of ours', () => {
    const state = commentAdded(
      both(),
      { id: 'c1', author: { name: '*Ada* [x]', personId: null }, text: '- item' },
      T0,
    )
    expect(planned(state.state)[0]).toBe('post jira: \\*Ada\\* \\[x\\] in Fixproof: \n\n- item')
  })

  it('keeps what is not meant for customers out of the journal they read', () => {
    const state = withSetting('servicenow', { type: 'two-way', journal: 'comments' })
    const journals = (internal: boolean) => {
      const { actions } = planComments(see(state, shown(entry('1', { internal }))).state, () => true, T0)
      return actions.map(action => 'write' in action && action.write.kind === 'post' && action.write.journal)
    }
    expect([journals(true), journals(false)]).toEqual([['work_notes'], ['comments']])
  })
})

describe('a refused comment', () => {
  const about = { linkId: 'jira', commentId: 'c1' }
  const refused = (revision = 1) => {
    const state = spoken(caseState({ tickets: ['jira'] }))
    return commentHeld(state, about, { reason: 'No.', revision, what: 'post' }, T0).state
  }
  const held = (state: CaseState) => linkOf(state, 'jira').hurdles.comments?.reason ?? null

  it('is not tried again by itself, but with another text, and once it is there nothing is held', () => {
    expect([planned(refused()), held(refused())]).toEqual([[], expect.stringContaining('No.')])
    const changed = commentEdited(refused(), 'c1', 'Better', 'Ada', T0).state
    expect(planned(changed)).toEqual(['post jira: Ada in Fixproof: Better'])
    const arrived = commentDone(changed, about, { what: 'post', revision: 2 }, '7').state
    expect(held(arrived)).toBeNull()
  })

  it('that is taken back holds nothing any more; another one that is refused still does', () => {
    expect(held(commentDeleted(refused(), 'c1', 'Ada', T0).state)).toBeNull()
    const two = commentHeld(
      spoken(refused(), 'Two', 'c2'),
      { linkId: 'jira', commentId: 'c2' },
      { reason: 'Nor this.', revision: 1, what: 'post' },
      T0,
    ).state
    expect(held(commentDeleted(two, 'c1', 'Ada', T0).state)).toContain('Nor this.')
    // Looking at the ticket changes nothing about that.
    expect(held(see(two, shown()).state)).toContain('Nor this.')
  })

  it('leaves it said that comments are one-way', () => {
    const closed = see(refused(), { ...shown(), whole: false, hidden: 'No access.' }).state
    expect(held(commentDeleted(closed, 'c1', 'Ada', T0).state)).toContain('No access.')
    // They are shown again: that is over by itself.
    expect(held(see(commentDeleted(closed, 'c1', 'Ada', T0).state, shown()).state)).toBeNull()
  })
})

describe('seeing comments', () => {
  it('takes one over once, whatever was lost in between', () => {
    const once = see(both(), shown(entry('1'))).state
    const forgotten = { ...once, links: both().links }
    expect(see(forgotten, shown(entry('1'))).state.comments).toHaveLength(1)
  })

  it('does not take a copy that is not shown yet for a deleted one; once it was shown, it does', () => {
    const about = { linkId: 'jira', commentId: 'c1' }
    const posted = commentDone(spoken(both()), about, { what: 'post', revision: 1 }, '7').state
    const behind = see(posted, shown()).state
    expect(behind.comments[0]?.entries.jira).toMatchObject({ gone: false })
    const there = see(behind, shown(entry('7', { ours: true }))).state
    expect(see(there, shown()).state.comments[0]?.entries.jira).toMatchObject({ gone: true })
  })

  it('leaves alone what stood on an adopted ticket, and what the settings keep there', () => {
    const adopted = withLink(both(), 'jira', { origin: 'adopted' })
    const first = see(adopted, shown(entry('1'))).state
    expect(see(first, shown(entry('1'), entry('2'))).state.comments.map(each => each.text)).toEqual([
      'text 2',
    ])
    const kept = see(withSetting('jira', { type: 'to-ticket' }), shown(entry('1'))).state
    expect(kept.comments).toEqual([])
  })

  it('of an adopted ticket that could not be read at first still leaves what stood there before', () => {
    const adopted = withLink(both(), 'jira', { origin: 'adopted' })
    const closed = { ...shown(), hidden: 'No access.' }
    const first = see(adopted, closed).state
    const later = entry('2', { writtenAt: T0 + 1 })
    expect(see(first, shown(entry('1'), later)).state.comments.map(each => each.text)).toEqual(['text 2'])
  })

  it('tells once that what people write there is not shown, however often that is found', () => {
    const closed = { ...shown(), whole: false, hidden: 'No access.' }
    const first = see(both(), closed)
    expect(first.notes.map(note => note.what)).toEqual(['comments-held'])
    const again = see(first.state, closed)
    expect(again.notes).toEqual([])
    expect(again.state).toBe(first.state)
  })

  it('takes over a change, by whom it was made; where nothing comes from there it stays there', () => {
    const once = see(both(), shown(entry('1'))).state
    const edited = see(once, shown(entry('1', { text: 'Other', editedBy: 'Bob' }))).state
    expect(edited.comments[0]).toMatchObject({ text: 'Other', revision: 2, edited: { by: 'Bob' } })
    expect(planned(edited)).toEqual(['post servicenow: Ada in Jira: Other'])
    const oneWay = { ...once, project: withSetting('jira', { type: 'to-ticket' }).project }
    expect(see(oneWay, shown(entry('1', { text: 'Other' }))).state.comments[0]?.text).toBe('text 1')
    expect(see(oneWay, shown()).state.comments[0]?.deleted).toBeNull()
  })

  it('changes nothing the second time', () => {
    const once = see(both(), shown(entry('1'), entry('2', { ours: true }))).state
    const again = see(once, shown(entry('1'), entry('2', { ours: true })))
    expect(again.notes).toEqual([])
    expect(again.state).toBe(once)
  })
})
