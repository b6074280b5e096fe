import { afterEach, describe, expect, it } from 'vitest'
import { scenes } from './support/scene'

const all = scenes()
afterEach(all.closeAll)

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

async function pair(findings: string[]) {
  const s = await all.open()
  const issue = await s.ticket('jira', findings)
  const incident = await s.second(issue, 'servicenow')
  const standing = async () => [
    await s.standing(issue),
    await s.standing(incident),
    await s.caseStatus(issue),
  ]
  return { s, issue, incident, standing }
}

const OPEN = ['To Do', 'New', 'OPEN']
const REOPENED = ['To Do', 'In Progress', 'OPEN']
const FIXED = ['Done (Done)', 'Resolved (Solution provided)', 'CLOSED']
const NOT_FIXED = ["Done (Won't Do)", 'Resolved (No resolution provided)', 'CLOSED']

describe('rules 7 and 8: one phase for a case and its tickets', () => {
  it('three findings: the tickets stay open until the last is fixed, and then both close, once', async () => {
    const { s, issue, incident, standing } = await pair(['A', 'B', 'C'])
    await s.fix('A', 'B')
    await s.later(HOUR_MS)
    expect(await standing()).toEqual(OPEN)
    s.forget()
    await s.fix('C')
    await s.later(HOUR_MS)
    expect(await standing()).toEqual(FIXED)
    expect((await s.issue(issue))?.comments).toEqual(['All 3 findings are fixed in Datadog.'])
    expect((await s.incident(incident)).closeNotes).toBe('All 3 findings are fixed in Datadog.')
    expect(s.calls()).toEqual([
      'Datadog: read what changed',
      'Datadog: read 3 findings by id',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
      'Jira: write proof of SEC-1: closed, 0 open',
      'ServiceNow: change INC0010001: Resolved, code Solution provided, with note',
      'Jira: read transitions of SEC-1',
      'Jira: move SEC-1, resolution Done, with comment',
      'ServiceNow: read INC0010001',
      'Jira: read SEC-1',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
    ])
  })

  it('open, in progress and open again is no new episode and writes nothing', async () => {
    const { s, standing } = await pair(['A'])
    await s.says('A', { status: 'in-progress' })
    await s.h.look()
    await s.says('A', { status: 'open' })
    await s.h.look()
    expect(await standing()).toEqual(OPEN)
    expect(s.writes()).toEqual([])
  })

  it('a fixed finding attached to a closed case changes nothing at the vendors', async () => {
    const { s, issue, standing } = await pair(['A'])
    await s.fix('A')
    await s.later()
    await s.findings(['B'], { status: 'resolved' })
    s.forget()
    await s.attach(issue, 'B')
    await s.later()
    expect(await standing()).toEqual(FIXED)
    expect(s.writes()).toEqual([])
  })

  it('a case that never held an open finding leaves its ticket alone', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'], 'SEC', { status: 'resolved' })
    await s.later(HOUR_MS)
    expect(await s.standing(issue)).toBe('To Do')
    expect(s.writes()).toEqual([])
    await s.move('ada', issue, 'Done', 'Done')
    await s.later(HOUR_MS)
    expect(await s.standing(issue)).toBe('Done (Done)')
    expect(s.writes()).toEqual([])
  })
})

describe('rule 9: everything fixed before a delayed create got through', () => {
  it('the issue is made all the same, and then closed with the evidence', async () => {
    const s = await all.open()
    await s.findings(['A'])
    const back = s.down('jira', 'refuses connections')
    const { body } = await s.ask('jira', ['A'])
    await s.fix('A')
    await s.later()
    back()
    s.forget()
    await s.later(HOUR_MS)
    const issue = await s.ticketOn({ caseId: body.data[0].id }, 'jira')
    expect(await s.standing(issue)).toBe('Done (Done)')
    expect((await s.issue(issue))?.comments).toEqual(['The finding is fixed in Datadog.'])
    expect(s.calls()).toEqual([
      'Jira: read work types of SEC',
      'Jira: read create screen of SEC',
      'Jira: make SEC-1',
      'Jira: read SEC-1',
      'Jira: read cloud id',
      'Jira: write proof of SEC-1: closed, 0 open',
      'Jira: read transitions of SEC-1',
      'Jira: move SEC-1, resolution Done, with comment',
      'Jira: link SEC-1 to its case',
      'Jira: read SEC-1',
      'Jira: read SEC-1',
    ])
  })
})

describe('rule 1: what counts as open', () => {
  it('a mute that Datadog shows decides over the status, and the contradiction is in the history', async () => {
    const { s, issue, standing } = await pair(['A'])
    await s.says('A', { status: 'open', workflow: { mute: { is_muted: true } } })
    await s.h.look()
    await s.later()
    expect(await standing()).toEqual(NOT_FIXED)
    expect(await s.history(issue)).toEqual([
      'tests made case SEC-1.',
      '"A" was attached.',
      'The case has open findings.',
      'SEC-1 was made.',
      'A ServiceNow incident was asked for.',
      'INC0010001 was made.',
      '"A": Datadog says status "open" and muted; the mute counts',
      '"A" was muted in Datadog.',
      'Datadog shows no open finding on the case any more.',
      'The case was closed (accepted).',
      'INC0010001 was closed. 1 finding accepted without an end date.',
      'SEC-1 was closed. 1 finding accepted without an end date.',
    ])
  })

  it('a status nobody knows is open', async () => {
    const { s, standing } = await pair(['A'])
    await s.fix('A')
    await s.later()
    expect(await standing()).toEqual(FIXED)
    await s.says('A', { status: 'reviewing' })
    await s.h.look()
    await s.later()
    expect(await standing()).toEqual(REOPENED)
  })

  it('passing but not yet closed by Datadog is open', async () => {
    const { s, issue, standing } = await pair(['A'])
    await s.says('A', { compliance: { evaluation: 'pass' } })
    await s.h.look()
    await s.later()
    expect(await standing()).toEqual(OPEN)
    expect(s.writes()).toEqual([])
    expect((await s.history(issue)).join()).toContain('passing, not yet closed by Datadog')
  })
})

describe('rules 1, 2 and 21: accepted until a date', () => {
  it('closes as not fixed with the date, stays closed while Datadog is late, and reopens once the mute has really ended', async () => {
    const { s, issue, incident, standing } = await pair(['A', 'B'])
    const until = s.now + 2 * HOUR_MS
    await s.fix('A')
    await s.mute('B', until)
    await s.later()
    expect(await standing()).toEqual(NOT_FIXED)
    const day = new Date(until).toISOString().slice(0, 10)
    expect((await s.issue(issue))?.comments).toEqual([`1 finding accepted until ${day}, 1 fixed.`])
    // Datadog goes on saying muted for two and a half minutes after the date.
    await s.h.vendor('datadog', 'bot', 'POST', '/_sandbox/settings', { muteLagMs: 150_000 })
    await s.later(until - s.now - MINUTE_MS)
    s.forget()
    await s.later(3 * MINUTE_MS)
    expect(await standing()).toEqual(NOT_FIXED)
    await s.later(2 * MINUTE_MS)
    expect(await standing()).toEqual(REOPENED)
    expect((await s.incident(incident)).workNotes).toContain('is open again: its mute ended')
    expect(s.timed()).toEqual([
      '61 s Datadog: read 2 findings by id',
      '121 s Datadog: read 2 findings by id',
      '181 s Datadog: read 2 findings by id',
      '241 s Datadog: read 2 findings by id',
      '241 s Jira: read SEC-1',
      '241 s ServiceNow: read INC0010001',
      '241 s Jira: write proof of SEC-1: open, 1 open',
      '241 s ServiceNow: change INC0010001: In Progress, with note',
      '241 s Jira: read transitions of SEC-1',
      '241 s Jira: move SEC-1',
      '241 s Jira: comment on SEC-1',
      '241 s ServiceNow: read INC0010001',
      '241 s Jira: read SEC-1',
      '241 s Jira: read SEC-1',
      '241 s ServiceNow: read INC0010001',
    ])
  })

  it('reopens when somebody takes the mute back', async () => {
    const { s, issue, standing } = await pair(['A'])
    await s.mute('A')
    await s.later()
    expect(await standing()).toEqual(NOT_FIXED)
    await s.says('A', { status: 'open', workflow: { mute: { is_muted: false } } })
    await s.h.look()
    await s.later()
    expect(await standing()).toEqual(REOPENED)
    expect((await s.issue(issue))?.comments.at(-1)).toContain('is no longer muted in Datadog')
  })

  it('through the API counts only once Datadog shows it', async () => {
    const { s, standing } = await pair(['A'])
    const answer = await s.h.api('PATCH', '/api/v2/security/findings/mute', {
      data: {
        type: 'mute',
        attributes: { mute: { is_muted: true, reason: 'RISK_ACCEPTED' } },
        relationships: { findings: { data: [{ id: s.idOf('A'), type: 'findings' }] } },
      },
    })
    expect(answer.status).toBe(202)
    await s.h.rest()
    expect(await standing()).toEqual(OPEN)
    await s.later(MINUTE_MS)
    expect(await standing()).toEqual(NOT_FIXED)
    expect(s.calls('datadog')).toEqual(['Datadog: mute 1 finding', 'Datadog: read 1 finding by id'])
  })
})

describe('rule 3: absence never closes', () => {
  it('a finding that Datadog no longer returns keeps its last state, and the history says so once', async () => {
    const { s, issue, standing } = await pair(['A'])
    await s.h.vendor('datadog', 'bot', 'DELETE', `/_sandbox/findings/${s.idOf('A')}`)
    await s.h.look()
    await s.h.look()
    await s.later(DAY_MS)
    expect(await standing()).toEqual(OPEN)
    expect(s.writes()).toEqual([])
    const said = (await s.history(issue)).filter(text => text.includes('no longer returns'))
    expect(said).toEqual(['Datadog no longer returns "A"; its last state stands.'])
  })

  it('a page that ran out of time says nothing about what is not on it', async () => {
    const { s, issue, standing } = await pair(['A'])
    await s.h.vendor('datadog', 'bot', 'POST', '/_sandbox/timeouts', { next: 2, keep: 0 })
    await s.h.look()
    expect(await standing()).toEqual(OPEN)
    expect((await s.history(issue)).join()).not.toContain('no longer returns')
  })

  it('a finding gone for good can be detached; the last state is named in the evidence', async () => {
    const { s, issue, standing } = await pair(['A'])
    await s.h.vendor('datadog', 'bot', 'DELETE', `/_sandbox/findings/${s.idOf('A')}`)
    await s.h.look()
    await s.detach('A')
    await s.later()
    expect(await standing()).toEqual(NOT_FIXED)
    expect((await s.issue(issue))?.comments).toEqual([
      'No finding is attached any more; A is still open in Datadog.',
    ])
  })
})

describe('rule 4: findings that are only named', () => {
  it('stand on the ticket, never hold it open, and cannot be attached later', async () => {
    const s = await all.open()
    await s.findings(['A'])
    await s.findings(['Path'], { finding_type: 'attack_path' })
    const { body } = await s.ask('jira', ['A', 'Path'])
    await s.later()
    const issue = await s.ticketOn({ caseId: body.data[0].id }, 'jira')
    const { body: seen } = await s.h.jira('admin', 'GET', `/rest/api/3/issue/${issue.id}?fields=description`)
    expect(JSON.stringify(seen.fields.description)).toContain('Path')
    await s.fix('A')
    await s.later()
    expect(await s.standing(issue)).toBe('Done (Done)')
    await s.says('Path', { status: 'open' })
    await s.h.look()
    await s.later()
    expect(await s.standing(issue)).toBe('Done (Done)')
    await s.findings(['Secret'], { finding_type: 'sensitive_data' })
    const refused = await s.attach(issue, 'Secret')
    expect(refused.status).toBe(400)
    expect(JSON.stringify(refused.body)).toContain('when it is made, not attached later')
  })
})

describe('rule 5: a finding is attached to one case at most', () => {
  it('attached elsewhere it moves: the case it left closes as detached, naming it; the other one holds it', async () => {
    const { s, issue, standing } = await pair(['A'])
    const other = await s.ticket('jira', ['B'])
    s.forget()
    await s.attach(other, 'A')
    await s.later()
    expect(await standing()).toEqual(NOT_FIXED)
    expect((await s.issue(issue))?.comments).toEqual([
      'No finding is attached any more; A is still open in Datadog.',
    ])
    await s.fix('B')
    await s.later()
    expect(await s.standing(other)).toBe('To Do')
    await s.fix('A')
    await s.later()
    expect(await s.standing(other)).toBe('Done (Done)')
    expect(s.writes()).toEqual([
      'Jira: write proof of SEC-2: open, 2 open',
      'Jira: write proof of SEC-1: closed, 0 open',
      'ServiceNow: change INC0010001: Resolved, code No resolution provided, with note',
      "Jira: move SEC-1, resolution Won't Do, with comment",
      'Jira: write proof of SEC-2: open, 1 open',
      'Jira: write proof of SEC-2: closed, 0 open',
      'Jira: move SEC-2, resolution Done, with comment',
    ])
  })

  it('attached again to the same case changes nothing', async () => {
    const { s, issue } = await pair(['A'])
    await s.attach(issue, 'A')
    await s.later()
    expect(s.calls()).toEqual([])
  })
})

describe('rule 21: the last finding taken off', () => {
  it('closes the tickets as not fixed and names the finding that is still open', async () => {
    const { s, issue, incident, standing } = await pair(['A', 'B'])
    await s.fix('A')
    await s.detach('B')
    await s.later()
    expect(await standing()).toEqual(NOT_FIXED)
    expect((await s.issue(issue))?.comments).toEqual([
      '1 finding fixed; B was taken off and is still open in Datadog.',
    ])
    expect((await s.incident(incident)).closeNotes).toEqual(
      '1 finding fixed; B was taken off and is still open in Datadog.',
    )
    expect(s.calls()).toEqual([
      'Datadog: read what changed',
      'Datadog: read 2 findings by id',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
      'Jira: write proof of SEC-1: open, 1 open',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
      'Jira: write proof of SEC-1: closed, 0 open',
      'ServiceNow: change INC0010001: Resolved, code No resolution provided, with note',
      'Jira: read transitions of SEC-1',
      "Jira: move SEC-1, resolution Won't Do, with comment",
      'ServiceNow: read INC0010001',
      'Jira: read SEC-1',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
    ])
  })

  it('of several open ones leaves the tickets open for the rest', async () => {
    const { s, standing } = await pair(['A', 'B'])
    await s.detach('B')
    await s.later()
    expect(await standing()).toEqual(OPEN)
    await s.fix('A')
    await s.later()
    expect(await standing()).toEqual(FIXED)
  })
})

describe('rule 24: a window for reopening', () => {
  it('closed for longer, the issue gets a successor and the incident another one', async () => {
    const s = await all.open({
      config: json => {
        for (const project of json.projects) project.reopenWindowDays = 7
      },
    })
    const issue = await s.ticket('jira', ['A'])
    const incident = await s.second(issue, 'servicenow')
    await s.fix('A')
    await s.later(6 * DAY_MS)
    await s.detect('A')
    await s.later()
    expect([await s.standing(issue), await s.standing(incident)]).toEqual(['To Do', 'In Progress'])
    await s.fix('A')
    await s.later(8 * DAY_MS)
    s.forget()
    await s.detect('A')
    await s.later()
    expect([await s.standing(issue), await s.standing(incident)]).toEqual([
      'Done (Done)',
      'Resolved (Solution provided)',
    ])
    const [next, after] = [await s.ticketOn(issue, 'jira'), await s.ticketOn(issue, 'servicenow')]
    expect([await s.standing(next), await s.standing(after)]).toEqual(['To Do', 'New'])
    expect((await s.incident(after)).parent).toBe('INC0010001')
    expect((await s.issue(issue))?.comments.at(-1)).toEqual(
      'SEC-2 follows this ticket, which could not be reopened: closed since 2026-11-29, longer than 7 days.',
    )
    expect(s.calls()).toEqual([
      'Datadog: read what changed',
      'Datadog: read 1 finding by id',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
      'Jira: write proof of SEC-1: open, 1 open',
      'ServiceNow: make INC0010002',
      'ServiceNow: read INC0010002',
      'ServiceNow: change INC0010001: with note',
      'Jira: read work types of SEC',
      'Jira: read create screen of SEC',
      'Jira: make SEC-2',
      'ServiceNow: read INC0010001',
      'Jira: read SEC-2',
      'Jira: comment on SEC-1',
      'Jira: write proof of SEC-2: open, 1 open',
      'Jira: link SEC-2 to SEC-1',
      'Jira: link SEC-2 to its case',
      'Jira: read SEC-1',
      'Jira: read SEC-2',
      'ServiceNow: read INC0010002',
      'Jira: read SEC-2',
    ])
  })
})

describe('tickets that are moved or deleted', () => {
  it('an issue moved to another project is followed under its new key', async () => {
    const { s, issue, incident } = await pair(['A'])
    const moved = await s.h.jira('admin', 'POST', '/_sandbox/jira/move', {
      issue: issue.key,
      toProject: 'TEAM',
    })
    expect(moved.body.key).toBe('TEAM-1')
    await s.later()
    expect((await s.ticketOn(issue, 'jira')).key).toBe('TEAM-1')
    expect(await s.history(issue)).toContain('SEC-1 was moved and is now TEAM-1.')
    s.forget()
    await s.fix('A')
    await s.later()
    expect(await s.standing(issue)).toBe('Done')
    expect(await s.standing(incident)).toBe('Resolved (Solution provided)')
    expect(s.calls()).toEqual([
      'Datadog: read what changed',
      'Datadog: read 1 finding by id',
      'Jira: read TEAM-1',
      'ServiceNow: read INC0010001',
      'Jira: write proof of TEAM-1: closed, 0 open',
      'ServiceNow: change INC0010001: Resolved, code Solution provided, with note',
      'Jira: read transitions of TEAM-1',
      'Jira: move TEAM-1',
      'Jira: comment on TEAM-1',
      'ServiceNow: read INC0010001',
      'Jira: read TEAM-1',
      'Jira: read TEAM-1',
      'ServiceNow: read INC0010001',
    ])
  })

  it('an issue that is deleted is gone: nothing is made again, the findings and the incident go on', async () => {
    const { s, issue, incident } = await pair(['A'])
    await s.h.jira('admin', 'DELETE', `/rest/api/3/issue/${issue.id}`)
    await s.later()
    expect(await s.history(issue)).toContain('SEC-1 no longer exists.')
    s.forget()
    await s.later(DAY_MS)
    await s.fix('A')
    await s.later()
    expect(await s.standing(incident)).toBe('Resolved (Solution provided)')
    expect(await s.issues('SEC')).toEqual([])
    expect(s.calls('jira')).toEqual([])
  })

  it('a deletion nobody told of is found by the sweep', async () => {
    const { s, issue } = await pair(['A'])
    s.h.world.webhooks.plan('jira', 1, 'drop')
    await s.h.jira('admin', 'DELETE', `/rest/api/3/issue/${issue.id}`)
    await s.later()
    s.forget()
    await s.sweep('jira')
    expect(await s.history(issue)).toContain('SEC-1 no longer exists.')
    expect(s.calls('jira')).toEqual([
      'Jira: read 1 issue at once',
      'Jira: read SEC-1 → 404',
      // An account Jira does not know is told the same of every issue.
      'Jira: read which account is ours',
    ])
  })

  it('an incident that is deleted is gone, too; the issue goes on', async () => {
    const { s, issue, incident } = await pair(['A'])
    await s.h.servicenow('admin', 'DELETE', `/api/now/table/incident/${incident.id}`)
    await s.sweep('servicenow')
    await s.later()
    expect(await s.history(issue)).toContain('INC0010001 no longer exists.')
    s.forget()
    await s.sweep('servicenow')
    await s.fix('A')
    await s.later()
    expect(await s.standing(issue)).toBe('Done (Done)')
    expect(s.calls('servicenow')).toEqual([])
    expect(await s.incidents()).toEqual([])
  })
})
