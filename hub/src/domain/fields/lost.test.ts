import { describe, expect, it } from 'vitest'
import type { TicketView } from '../model'
import { caseState, changed, HOUR, issue, link, T0 } from '../testing/build'
import { withSetBack } from './lost'

const BEFORE = issue({ fields: { title: 'Fix it' }, edits: { title: { at: T0, by: 'ada' } } })
const intent = { kind: 'fields' as const, at: T0 + HOUR, values: { title: 'Written' } }
const state = changed(caseState(), 'jira', {
  view: BEFORE,
  intent,
  agreed: { title: { value: 'Fix it', direction: 'two-way' } },
})

/** What both agreed on about the title once the ticket shows this after the answer was lost. */
const agreedWhen = (view: Partial<TicketView>, given = state) =>
  link(withSetBack(given, link(given, 'jira'), issue({ ...BEFORE, ...view })), 'jira').agreed.title?.value

describe('a write whose answer was lost', () => {
  it.each<[string, Partial<TicketView>, string]>([
    ['was set back after it', { edits: { title: { at: T0 + 2 * HOUR, by: 'ada' } } }, 'Written'],
    ['shows no change since it was seen', {}, 'Fix it'],
    ['was last changed before it', { edits: { title: { at: T0 + 1, by: 'ada' } } }, 'Fix it'],
    [
      'shows something else by now',
      { fields: { title: 'Other' }, edits: { title: { at: T0 + 2 * HOUR, by: 'ada' } } },
      'Fix it',
    ],
    ['has no history by field', { edits: {} }, 'Fix it'],
  ])('to a field that %s', (_how, view, agreed) => {
    expect(agreedWhen(view)).toBe(agreed)
  })

  it('is not what a change is taken for that was seen before, whatever the vendor’s clock says', () => {
    const edits = { title: { at: T0 + 2 * HOUR, by: 'ada' } }
    const known = changed(state, 'jira', { view: { ...BEFORE, edits } })
    expect(agreedWhen({ edits }, known)).toBe('Fix it')
  })
})
