import { describe, expect, it } from 'vitest'
import { type Figure, measureCalls } from './calls'

const LINKS = 220

describe('what Fixproof costs at the vendors', { timeout: 120_000 }, () => {
  it('stays within every call budget, counted in the log', async () => {
    const figures = await measureCalls(LINKS)
    const short = ({ what, calls, budget }: Figure) => `${what}: ${calls} of ${budget}`
    expect(figures.map(short)).toEqual([
      'Jira: create: 3 of 3',
      'Jira: another status: 1 of 1',
      'Jira: all fields of one ticket: 1 of 1',
      'Jira: a comment: 1 of 1',
      'Jira: an echo: 0 of 0',
      'Jira: close, one hop: 2 of 2',
      'Jira: reopen, one hop, comment apart: 3 of 3',
      'Jira: close, three hops: 4 of 4',
      'Jira: reopen, one hop, comment apart (OPS): 3 of 3',
      'ServiceNow: create: 1 of 1',
      'ServiceNow: another status: 1 of 1',
      'ServiceNow: all fields of one ticket: 1 of 1',
      'ServiceNow: a comment: 1 of 1',
      'ServiceNow: an echo: 0 of 0',
      'ServiceNow: close: 1 of 1',
      'ServiceNow: reopen: 1 of 1',
      'Unchanged sweep, reads of 110 issues: 2 of 3',
      'Unchanged sweep, reads of 110 incidents: 3 of 6',
      'Unchanged sweep, reads of 220 findings: 3 of 3',
      'Unchanged sweep, writes: 0 of 0',
      'A note in each of 110 incidents, reads of journals: 3 of 3',
    ])
  })
})
