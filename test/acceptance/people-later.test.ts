import { afterEach, describe, expect, it, vi } from 'vitest'
import { timeLimit } from '../harness/storage'
import { type SceneOptions, scenes } from './support/scene'

const all = scenes()
afterEach(all.closeAll)
// Days of back and forth take their time on a busy machine.
vi.setConfig({ testTimeout: timeLimit(90_000) })

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

async function pair(findings: string[], policy: SceneOptions['policy'] = 'strict') {
  const s = await all.open({ policy })
  const issue = await s.ticket('jira', findings)
  const incident = await s.second(issue, 'servicenow')
  const standing = async () => [
    await s.standing(issue),
    await s.standing(incident),
    await s.caseStatus(issue),
  ]
  return { s, issue, incident, standing }
}

describe('rules 8 and 16: a reopening by a person when nothing is open', () => {
  it('stands, and travels to the incident and the case with the name of who did it', async () => {
    const { s, issue, incident, standing } = await pair(['A'])
    await s.fix('A')
    await s.later()
    s.forget()
    await s.move('ada', issue, 'In Progress')
    await s.later(HOUR_MS)
    expect(await standing()).toEqual(['In Progress', 'In Progress', 'IN_PROGRESS'])
    expect((await s.incident(incident)).workNotes).toContain(
      'Reopened by Fixproof: Ada Example reopened SEC-1.',
    )
    expect(s.calls()).toEqual([
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
      'ServiceNow: change INC0010001: In Progress, with note',
      'ServiceNow: read INC0010001',
    ])
  })

  it('in ServiceNow travels to the issue', async () => {
    const { s, incident, standing } = await pair(['A'])
    await s.fix('A')
    await s.later()
    s.forget()
    await s.patch('abel', incident, { state: '2' })
    await s.lookAtServiceNow()
    await s.later(HOUR_MS)
    expect(await standing()).toEqual(['In Progress', 'In Progress', 'IN_PROGRESS'])
    expect(s.calls()).toEqual([
      'ServiceNow: read what changed',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
      'ServiceNow: read journals of INC0010001',
      'Jira: read transitions of SEC-1',
      'Jira: move SEC-1',
      'Jira: comment on SEC-1',
      // The incident is in progress by now, and so is the case: the issue follows.
      'Jira: read transitions of SEC-1',
      'Jira: move SEC-1',
      'Jira: read SEC-1',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
    ])
  })

  it('ends with the next round: found again it stays open, fixed it closes', async () => {
    const { s, issue, standing } = await pair(['A'])
    await s.fix('A')
    await s.later()
    await s.move('ada', issue, 'In Progress')
    await s.later()
    s.forget()
    await s.detect('A')
    await s.later()
    expect(await standing()).toEqual(['In Progress', 'In Progress', 'IN_PROGRESS'])
    expect(s.writes()).toEqual(['Jira: write proof of SEC-1: open, 1 open'])
    await s.fix('A')
    await s.later(5 * MINUTE_MS)
    expect(await standing()).toEqual(['Done (Done)', 'Resolved (Solution provided)', 'CLOSED'])
  })
})

describe('rule 16: a close by hand travels as far as the status direction lets it', () => {
  /** A pair whose status flows as given. */
  async function flowing(jira: string, servicenow: string) {
    const s = await all.open({
      policy: 'fixed-only',
      config: json => {
        for (const project of json.projects)
          project.sync = { jira: { status: { type: jira } }, servicenow: { status: { type: servicenow } } }
      },
    })
    const issue = await s.ticket('jira', ['A'])
    const incident = await s.second(issue, 'servicenow')
    await s.move('ada', issue, 'Done', "Won't Do")
    await s.later(HOUR_MS)
    return [await s.standing(issue), await s.standing(incident), await s.caseStatus(issue)]
  }

  it.each([
    ['two-way', 'two-way', ["Done (Won't Do)", 'Resolved (No resolution provided)', 'CLOSED']],
    ['two-way', 'to-ticket', ["Done (Won't Do)", 'Resolved (No resolution provided)', 'CLOSED']],
    ['two-way', 'once', ["Done (Won't Do)", 'New', 'CLOSED']],
    ['two-way', 'off', ["Done (Won't Do)", 'New', 'CLOSED']],
    ['to-ticket', 'two-way', ["Done (Won't Do)", 'New', 'OPEN']],
    ['off', 'two-way', ["Done (Won't Do)", 'New', 'OPEN']],
  ])(
    'with %s in Jira and %s in ServiceNow the tickets and the case end as %j',
    async (jira, servicenow, ends) => {
      expect(await flowing(jira, servicenow)).toEqual(ends)
    },
  )
})

describe('rule 20: a close by a person when nothing is open', () => {
  it('that came before Fixproof got there is no claim: only the evidence is written, once', async () => {
    const { s, issue, incident } = await pair(['A'])
    const back = s.down('jira', 'refuses connections')
    await s.fix('A')
    await s.later()
    expect(await s.standing(incident)).toBe('Resolved (Solution provided)')
    back()
    await s.move('ada', issue, 'Done', 'Done')
    s.forget()
    await s.later(HOUR_MS)
    expect(await s.standing(issue)).toBe('Done (Done)')
    expect((await s.issue(issue))?.comments).toEqual(['The finding is fixed in Datadog.'])
    expect(s.calls()).toEqual([
      // Jira was down for so long that the first try after it is back does not ask it yet.
      'ServiceNow: read INC0010001',
      'ServiceNow: read INC0010001',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
      'Jira: write proof of SEC-1: closed, 0 open',
      'Jira: comment on SEC-1',
      'Jira: read SEC-1',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
    ])
    s.forget()
    await s.sweep('jira')
    await s.later(HOUR_MS)
    expect(s.writes()).toEqual([])
  })

  it('within our own committed close is ours: it is judged by nobody and nothing is written again', async () => {
    const { s, issue, standing } = await pair(['A'])
    s.fault('jira', 'POST', '/transitions$', 'drop-request')
    await s.fix('A')
    await s.move('ada', issue, 'Done', 'Done')
    s.forget()
    await s.later(HOUR_MS)
    expect(await standing()).toEqual(['Done (Done)', 'Resolved (Solution provided)', 'CLOSED'])
    expect(s.calls('jira')).toEqual(['Jira: read SEC-1'])
  })

  it('of a ticket that a person had reopened is left alone: the evidence stands there already', async () => {
    const { s, issue, standing } = await pair(['A'])
    await s.fix('A')
    await s.later()
    await s.move('ada', issue, 'In Progress')
    await s.later()
    s.forget()
    await s.move('ada', issue, 'Done', 'Done')
    await s.later(HOUR_MS)
    expect(await standing()).toEqual(['Done (Done)', 'In Progress', 'IN_PROGRESS'])
    expect(s.writes()).toEqual([])
  })
})

describe('rule 15: a close is judged on findings read just before', () => {
  it('of a finding that was fixed already, though the hub had not heard: no refusal, but the evidence', async () => {
    const { s, issue, standing } = await pair(['A'])
    await s.says('A', { status: 'resolved' })
    await s.move('ada', issue, 'Done', 'Done')
    await s.later(HOUR_MS)
    expect(await standing()).toEqual(['Done (Done)', 'Resolved (Solution provided)', 'CLOSED'])
    expect((await s.issue(issue))?.comments).toEqual(['The finding is fixed in Datadog.'])
    expect(s.calls()).toEqual([
      'Jira: read SEC-1',
      'Datadog: read 1 finding by id',
      'ServiceNow: read INC0010001',
      'Jira: write proof of SEC-1: closed, 0 open',
      'ServiceNow: change INC0010001: Resolved, code Solution provided, with note',
      'Jira: comment on SEC-1',
      'ServiceNow: read INC0010001',
      'Jira: read SEC-1',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
    ])
  })

  it('names only the findings that are still open', async () => {
    const { s, issue } = await pair(['A', 'B'])
    await s.says('A', { status: 'resolved' })
    await s.move('ada', issue, 'Done', 'Done')
    await s.later()
    const comments = (await s.issue(issue))?.comments ?? []
    expect(comments.join()).toContain('but B (high')
    expect(comments.join()).not.toContain('A (high')
  })
})

describe('rules 11 and 17: what ends a close by hand that stands', () => {
  const closed = ["Done (Won't Do)", 'Resolved (No resolution provided)', 'CLOSED']

  it('a finding attached later that is open', async () => {
    const { s, issue, standing } = await pair(['A'], 'fixed-only')
    await s.move('ada', issue, 'Done', "Won't Do")
    await s.later()
    expect(await standing()).toEqual(closed)
    await s.findings(['B'])
    s.forget()
    await s.attach(issue, 'B')
    await s.later()
    expect(await standing()).toEqual(['To Do', 'In Progress', 'OPEN'])
    expect(s.calls()).toEqual([
      'Datadog: read 1 finding by id',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
      'Jira: write proof of SEC-1: open, 2 open',
      'ServiceNow: change INC0010001: In Progress, with note',
      'Jira: read transitions of SEC-1',
      'Jira: move SEC-1',
      'Jira: comment on SEC-1',
      'ServiceNow: read INC0010001',
      'Jira: read SEC-1',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
    ])
  })

  it('a new episode of a finding it answered; the older finding keeps the tickets open when that one is fixed', async () => {
    const { s, issue, standing } = await pair(['A', 'B'], 'fixed-only')
    await s.move('ada', issue, 'Done', "Won't Do")
    await s.later()
    expect(await standing()).toEqual(closed)
    await s.fix('B')
    await s.later()
    expect(await standing()).toEqual(closed)
    await s.detect('B')
    await s.later()
    expect(await standing()).toEqual(['To Do', 'In Progress', 'OPEN'])
    await s.fix('B')
    await s.later(HOUR_MS)
    expect(await standing()).toEqual(['To Do', 'In Progress', 'OPEN'])
  })

  it('nor does taking the later finding off again bring the close back', async () => {
    const { s, issue, standing } = await pair(['A'], 'fixed-only')
    await s.move('ada', issue, 'Done', "Won't Do")
    await s.later()
    await s.findings(['B'])
    await s.attach(issue, 'B')
    await s.later()
    await s.detach('B')
    await s.later(HOUR_MS)
    expect(await standing()).toEqual(['To Do', 'In Progress', 'OPEN'])
  })

  it('a reopening by a person; it stands, and the case is open with its findings', async () => {
    const { s, issue, standing } = await pair(['A'], 'fixed-only')
    await s.move('ada', issue, 'Done', "Won't Do")
    await s.later()
    await s.move('ada', issue, 'In Progress')
    await s.later(HOUR_MS)
    expect(await standing()).toEqual(['In Progress', 'In Progress', 'IN_PROGRESS'])
  })

  it('not the fix of what it answered: the tickets stay as the person closed them, and are told', async () => {
    const { s, issue, standing } = await pair(['A'], 'fixed-only')
    await s.move('ada', issue, 'Done', "Won't Do")
    await s.later()
    s.forget()
    await s.fix('A')
    await s.later(HOUR_MS)
    expect(await standing()).toEqual(closed)
    expect(s.calls()).toEqual([
      'Datadog: read what changed',
      'Datadog: read 1 finding by id',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
      'Jira: write proof of SEC-1: closed, 0 open',
      'ServiceNow: change INC0010001: with note',
      'Jira: comment on SEC-1',
      'ServiceNow: read INC0010001',
      'Jira: read SEC-1',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
    ])
    expect((await s.issue(issue))?.comments).toEqual(['Closed by Ada Example in Jira on 2026-11-23.'])
  })

  it('and it never answers a finding the hub had not recorded before it: the tickets are reopened', async () => {
    const { s, issue, standing } = await pair(['A'], 'fixed-only')
    await s.findings(['B'])
    s.h.world.webhooks.plan('jira', 1, 'drop')
    await s.move('ada', issue, 'Done', "Won't Do")
    await s.later()
    await s.attach(issue, 'B')
    await s.later()
    expect(await standing()).toEqual(['To Do', 'New', 'OPEN'])
  })
})

describe('rule 19: a policy that changes later', () => {
  it('leaves the verdicts of before as they are, and is in the proof from the next start on', async () => {
    let policy = 'fixed-only'
    const s = await all.open({
      config: json => {
        for (const project of json.projects) project.policy = policy
      },
    })
    const issue = await s.ticket('jira', ['A'])
    const incident = await s.second(issue, 'servicenow')
    await s.move('ada', issue, 'Done', "Won't Do")
    await s.later()
    policy = 'strict'
    s.forget()
    await s.h.restart()
    await s.later(HOUR_MS)
    expect(await s.standing(issue)).toBe("Done (Won't Do)")
    expect(await s.standing(incident)).toBe('Resolved (No resolution provided)')
    expect(s.writes()).toEqual(['Jira: write proof of SEC-1: leave, 1 open'])
  })
})

describe('rule 25: damping never leaves a lie standing', () => {
  it('a ticket closed again and again is reopened every time, after waits that double, with one comment a day', async () => {
    const { s, issue } = await pair(['A'])
    const reopenedAfter: number[] = []
    for (let n = 0; n < 9; n++) {
      await s.move('ada', issue, 'Done', 'Done')
      const closedAt = s.now
      await s.h.rest()
      while ((await s.standing(issue)) !== 'To Do') await s.later(15_000)
      reopenedAfter.push((s.now - closedAt) / MINUTE_MS)
    }
    expect(reopenedAfter).toEqual([0, 1, 2, 4, 8, 16, 32, 60, 60])
    const comments = (await s.issue(issue))?.comments ?? []
    expect(comments).toEqual([
      'Reopened by Fixproof. Ada Example closed it as fixed on 2026-11-23, but A (high, open since 2026-11-23) is still open in Datadog. Fix it and wait until Datadog sees the fix, mute it in Datadog, or take it off this ticket.',
    ])
    // The next day one more comment is due.
    await s.later(24 * HOUR_MS)
    await s.move('ada', issue, 'Done', 'Done')
    await s.later(2 * HOUR_MS)
    expect(await s.standing(issue)).toBe('To Do')
    expect((await s.issue(issue))?.comments.slice(1)).toEqual([
      'This ticket is contested: it was closed 10 times while a finding was open, and reopened each time. A (high, open since 2026-11-23) is still open in Datadog. Fix it and wait until Datadog sees the fix, mute it in Datadog, or take it off this ticket.',
    ])
    expect(s.calls('jira').filter(call => call.startsWith('Jira: comment'))).toHaveLength(2)
  })

  it('a false close that waits to be undone stands when the finding is fixed meanwhile, and carries the evidence', async () => {
    const { s, issue, standing } = await pair(['A'])
    for (let n = 0; n < 3; n++) {
      await s.move('ada', issue, 'Done', 'Done')
      await s.later(3 * MINUTE_MS)
    }
    expect(await s.standing(issue)).toBe('To Do')
    await s.move('ada', issue, 'Done', 'Done')
    await s.later(30_000)
    expect(await s.standing(issue)).toBe('Done (Done)')
    s.forget()
    await s.fix('A')
    await s.later(HOUR_MS)
    expect(await standing()).toEqual(['Done (Done)', 'Resolved (Solution provided)', 'CLOSED'])
    expect((await s.issue(issue))?.comments.at(-1)).toBe('The finding is fixed in Datadog.')
    expect(s.writes()).toEqual([
      'Jira: write proof of SEC-1: closed, 0 open',
      'ServiceNow: change INC0010001: Resolved, code Solution provided, with note',
      'Jira: comment on SEC-1',
    ])
  })

  it('an incident closed again and again is reopened every time, after waits that double', async () => {
    const { s, incident } = await pair(['A'])
    const reopenedAfter: number[] = []
    for (let n = 0; n < 4; n++) {
      await s.resolve('abel', incident, 'Solution provided')
      const closedAt = s.now
      await s.lookAtServiceNow()
      while ((await s.standing(incident)) !== 'In Progress') await s.later(15_000)
      reopenedAfter.push((s.now - closedAt) / MINUTE_MS)
    }
    expect(reopenedAfter).toEqual([0, 1, 2, 4])
  })

  it('a finding that flaps reopens at once; the next close waits, longer each time', async () => {
    const { s, issue } = await pair(['A'])
    const closedAfter: number[] = []
    for (let n = 0; n < 5; n++) {
      await s.fix('A')
      const fixedAt = s.now
      while ((await s.standing(issue)) !== 'Done (Done)') await s.later(15_000)
      closedAfter.push((s.now - fixedAt) / MINUTE_MS)
      await s.detect('A')
      expect(await s.standing(issue)).toBe('To Do')
    }
    expect(closedAfter).toEqual([0, 1, 2, 4, 8])
  })
})

describe('the proof on the issue', () => {
  it.each(['changed', 'deleted'])(
    '%s by somebody else is written again at the next sweep, and noted',
    async how => {
      const { s, issue } = await pair(['A'])
      const path = `/rest/api/3/issue/${issue.id}/properties/fixproof`
      const before = (await s.issue(issue))?.proof
      if (how === 'changed') await s.h.jira('ada', 'PUT', path, { ...before, open: 0, sig: 'forged' })
      else await s.h.jira('ada', 'DELETE', path)
      s.forget()
      await s.sweep('jira')
      const after = (await s.issue(issue))?.proof
      expect({ ...after, seq: 0, sig: '', checkedAt: 0 }).toEqual({
        ...before,
        seq: 0,
        sig: '',
        checkedAt: 0,
      })
      expect(after.seq).toBeGreaterThan(before.seq)
      expect(await s.history(issue)).toContain(
        'The Fixproof property of SEC-1 was changed or removed by somebody else; it is written again.',
      )
      expect(s.calls()).toEqual([
        'Jira: read 1 issue at once',
        'Jira: read SEC-1',
        'ServiceNow: read INC0010001',
        'Jira: write proof of SEC-1: open, 1 open',
      ])
    },
  )

  it('is renewed while it permits a close of an open issue, and only then', async () => {
    const { s, issue, incident } = await pair(['A'])
    // A refusal never goes stale.
    s.forget()
    await s.later(48 * HOUR_MS)
    expect(s.writes()).toEqual([])
    // Neither is the permission of a closed issue renewed.
    await s.fix('A')
    await s.later()
    s.forget()
    await s.later(48 * HOUR_MS)
    expect(s.writes()).toEqual([])
    await s.move('ada', issue, 'In Progress')
    await s.later()
    s.forget()
    const from = s.now
    await s.later(48 * HOUR_MS)
    expect(s.timed('jira')).toEqual([
      '64795 s Jira: read SEC-1',
      '64795 s Jira: write proof of SEC-1: closed, 0 open',
      '86380 s Jira: read 1 issue at once',
      '129595 s Jira: read SEC-1',
      '129595 s Jira: write proof of SEC-1: closed, 0 open',
      '172780 s Jira: read 1 issue at once',
    ])
    const { validUntil } = (await s.issue(issue))?.proof ?? {}
    expect(validUntil).toBeGreaterThan(from + 48 * HOUR_MS)
    expect(await s.standing(incident)).toBe('In Progress')
  })
})
