import { describe, expect, it } from 'vitest'
import type { SyncSetting, SyncTable } from '../model'
import { caseState, project } from '../testing/build'
import { overlaid, settingsFor, syncSetting } from './settings'

const COMMENTS: SyncSetting = { type: 'two-way', journal: 'comments', from: ['comments'] }
const OWNER = project({ sync: { servicenow: { comments: COMMENTS, priority: { type: 'two-way' } } } })

/** What the project says of the comments of a case whose incident has directions of its own. */
const commentsOf = (table: SyncTable, projectId = OWNER.id) => {
  const [incident] = caseState({ tickets: ['servicenow'] }).links
  const links = incident === undefined ? [] : [{ ...incident, sync: { projectId, table } }]
  return syncSetting(settingsFor(OWNER, links), 'servicenow', 'comments')
}

describe('directions of one ticket', () => {
  it('keep the journals of the project unless they name others', () => {
    expect(commentsOf({ comments: { type: 'to-ticket' } })).toEqual({ ...COMMENTS, type: 'to-ticket' })
    expect(commentsOf({ comments: { type: 'two-way', journal: 'work_notes' } })).toEqual({
      ...COMMENTS,
      journal: 'work_notes',
    })
  })

  it('change no other field, and nothing in another project', () => {
    expect(commentsOf({ priority: { type: 'off' } })).toEqual(COMMENTS)
    expect(commentsOf({ comments: { type: 'off' } }, 'another')).toEqual(COMMENTS)
  })

  it('keep the map and the policy of a field as well', () => {
    const priority = { type: 'two-way', conflict: 'case', map: { P1: ['1/1'] } } as const
    const table: SyncTable = { priority: { ...priority, map: { P1: ['1/1'] } } }
    expect(overlaid(table, { priority: { type: 'once' } })).toEqual({
      priority: { ...priority, type: 'once' },
    })
    expect(overlaid(undefined, undefined)).toEqual({})
  })
})
