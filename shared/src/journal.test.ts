import { describe, expect, test } from 'vitest'
import { type CommentEvent, type CommentRecord, type CommentStep, type Place, planComment } from './journal'

const RECORD: CommentRecord = {
  origin: 'jira',
  writtenAt: Date.UTC(2026, 10, 20, 9),
  ids: { jira: 'j1', servicenow: 's1', case: 'c1' },
  notices: ['s7'],
}
const event = (what: CommentEvent['what'], where: Place, id: string): CommentEvent => ({
  what,
  where,
  id,
  by: 'Ada',
  text: what === 'deleted' ? '' : 'Patched.',
})

describe('rule 35: comments travel by id', () => {
  const rows: [string, CommentEvent, Place, CommentRecord | null, CommentStep][] = [
    [
      'a new one is posted',
      event('added', 'jira', 'j9'),
      'servicenow',
      null,
      { do: 'post', text: 'Ada in Jira: Patched.' },
    ],
    [
      'a new one from a journal',
      event('added', 'servicenow', 's9'),
      'jira',
      null,
      { do: 'post', text: 'Ada in ServiceNow: Patched.' },
    ],
    [
      'a new one from the case',
      event('added', 'case', 'c9'),
      'jira',
      null,
      { do: 'post', text: 'Ada in Fixproof: Patched.' },
    ],
    [
      'one whose place has a nearer name says that',
      { ...event('added', 'case', 'c9'), place: 'SEC-1' },
      'jira',
      null,
      { do: 'post', text: 'Ada in SEC-1: Patched.' },
    ],
    ['our own copy is an echo', event('added', 'servicenow', 's1'), 'jira', RECORD, { do: 'nothing' }],
    ['our own notice is an echo', event('added', 'servicenow', 's7'), 'jira', RECORD, { do: 'nothing' }],
    ['the same one again', event('added', 'jira', 'j1'), 'servicenow', RECORD, { do: 'nothing' }],
    [
      'the same one again, a copy missing',
      event('added', 'jira', 'j1'),
      'servicenow',
      { ...RECORD, ids: { jira: 'j1' } },
      { do: 'post', text: 'Ada in Jira: Patched.' },
    ],
    ['nothing goes back where it came from', event('added', 'jira', 'j9'), 'jira', null, { do: 'nothing' }],
    [
      'an edit where comments can be edited',
      event('edited', 'jira', 'j1'),
      'case',
      RECORD,
      { do: 'edit', id: 'c1', text: 'Ada in Jira: Patched.' },
    ],
    [
      'an edit reaches a journal as an entry',
      event('edited', 'jira', 'j1'),
      'servicenow',
      RECORD,
      { do: 'notice', text: 'Edited by Ada: Patched.' },
    ],
    [
      'a deletion where comments can be deleted',
      event('deleted', 'jira', 'j1'),
      'case',
      RECORD,
      { do: 'delete', id: 'c1' },
    ],
    [
      'a deletion reaches a journal as an entry',
      event('deleted', 'jira', 'j1'),
      'servicenow',
      RECORD,
      { do: 'notice', text: 'Withdrawn by Ada: comment of 2026-11-20' },
    ],
    [
      'an edit on the case reaches Jira as an edit',
      event('edited', 'case', 'c1'),
      'jira',
      { ...RECORD, origin: 'case' },
      { do: 'edit', id: 'j1', text: 'Ada in Fixproof: Patched.' },
    ],
    [
      'an edit of our copy does not flow back',
      event('edited', 'case', 'c1'),
      'jira',
      RECORD,
      { do: 'nothing' },
    ],
    [
      'a deletion of our copy does not flow back',
      event('deleted', 'case', 'c1'),
      'servicenow',
      RECORD,
      { do: 'nothing' },
    ],
    ['an edit of one nobody knows', event('edited', 'jira', 'j8'), 'servicenow', null, { do: 'nothing' }],
    ['a deletion of one nobody knows', event('deleted', 'jira', 'j8'), 'servicenow', null, { do: 'nothing' }],
    [
      'an edit of one that was never copied',
      event('edited', 'jira', 'j1'),
      'servicenow',
      { ...RECORD, ids: { jira: 'j1' } },
      { do: 'nothing' },
    ],
  ]
  test.each(rows)('rule 35: %s', (_, given, to, record, expected) => {
    expect(planComment(given, to, record)).toEqual(expected)
  })
})
