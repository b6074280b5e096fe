import { afterEach, describe, expect, it } from 'vitest'
import { type Scene, type SceneOptions, scenes, type Ticket } from './support/scene'

const all = scenes()
afterEach(all.closeAll)

type Policy = NonNullable<SceneOptions['policy']>

/** A case with one open finding, its issue and its incident. */
async function pair(policy: Policy, more: SceneOptions = {}) {
  const s = await all.open({ policy, ...more })
  const issue = await s.ticket('jira', ['A'])
  const incident = await s.second(issue, 'servicenow')
  return { s, issue, incident }
}

/** How people close, by what it claims. */
const CLOSES = {
  'the issue as Done': { claim: 'fixed', close: (s, { issue }) => s.move('ada', issue, 'Done', 'Done') },
  "the issue as Won't Do": {
    claim: 'other',
    close: (s, { issue }) => s.move('ada', issue, 'Done', "Won't Do"),
  },
  'the incident as solved': {
    claim: 'fixed',
    close: (s, { incident }) => s.resolve('abel', incident, 'Solution provided'),
  },
  'the incident without a solution': {
    claim: 'other',
    close: (s, { incident }) => s.resolve('abel', incident, 'No resolution provided'),
  },
  'the incident as canceled': {
    claim: 'other',
    close: (s, { incident }) => s.patch('abel', incident, { state: '8' }),
  },
} satisfies Record<
  string,
  { claim: string; close: (s: Scene, t: { issue: Ticket; incident: Ticket }) => Promise<void> }
>
type Close = keyof typeof CLOSES

/** What stands at the vendors' doors afterwards: `[issue, incident, case]`. */
const TABLE: [Policy, Close, [string, string, string]][] = [
  ['strict', 'the issue as Done', ['To Do', 'New', 'OPEN']],
  ['strict', "the issue as Won't Do", ['To Do', 'New', 'OPEN']],
  ['strict', 'the incident as solved', ['To Do', 'In Progress', 'OPEN']],
  ['strict', 'the incident without a solution', ['To Do', 'In Progress', 'OPEN']],
  ['strict', 'the incident as canceled', ['To Do', 'In Progress', 'OPEN']],
  ['fixed-only', 'the issue as Done', ['To Do', 'New', 'OPEN']],
  ['fixed-only', "the issue as Won't Do", ["Done (Won't Do)", 'Resolved (No resolution provided)', 'CLOSED']],
  ['fixed-only', 'the incident as solved', ['To Do', 'In Progress', 'OPEN']],
  [
    'fixed-only',
    'the incident without a solution',
    ["Done (Won't Do)", 'Resolved (No resolution provided)', 'CLOSED'],
  ],
  ['fixed-only', 'the incident as canceled', ["Done (Won't Do)", 'Canceled ()', 'CLOSED']],
  ['observe', 'the issue as Done', ['Done (Done)', 'Resolved (No resolution provided)', 'CLOSED']],
  ['observe', "the issue as Won't Do", ["Done (Won't Do)", 'Resolved (No resolution provided)', 'CLOSED']],
  ['observe', 'the incident as solved', ["Done (Won't Do)", 'Resolved (Solution provided)', 'CLOSED']],
  [
    'observe',
    'the incident without a solution',
    ["Done (Won't Do)", 'Resolved (No resolution provided)', 'CLOSED'],
  ],
  ['observe', 'the incident as canceled', ["Done (Won't Do)", 'Canceled ()', 'CLOSED']],
]

describe('rules 12, 15 and 16: a close by a person while a finding is open', () => {
  it.each(TABLE)('under %s, of %s: the tickets and the case end as %j', async (policy, how, ends) => {
    const { s, issue, incident } = await pair(policy)
    await s.allowReopeningClosed()
    await CLOSES[how].close(s, { issue, incident })
    await s.lookAtServiceNow()
    await s.later(120_000)
    expect([await s.standing(issue), await s.standing(incident), await s.caseStatus(issue)]).toEqual(ends)
    const where = how.startsWith('the issue') ? 'issue' : 'incident'
    expect(s.calls()).toEqual(CALLS[where][ends[2] === 'OPEN' ? 'refused' : 'accepted'])
    // Nothing is left to do, however often the hub looks.
    s.forget()
    await s.lookAtServiceNow()
    await s.sweep('jira')
    await s.sweep('servicenow')
    await s.later(120_000)
    expect(s.writes()).toEqual([])
  })
})

/** The whole call log of a close, by where it happened and whether it stands; what it claims makes no other difference. */
const CALLS = {
  issue: {
    refused: [
      'ServiceNow: read what changed',
      'Jira: read SEC-1',
      'Datadog: read 1 finding by id',
      'ServiceNow: read INC0010001',
      'Jira: read transitions of SEC-1',
      'Jira: move SEC-1',
      'Jira: comment on SEC-1',
      'Jira: read SEC-1',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
    ],
    accepted: [
      'ServiceNow: read what changed',
      'Jira: read SEC-1',
      'Datadog: read 1 finding by id',
      'ServiceNow: read INC0010001',
      'Jira: write proof of SEC-1: leave, 1 open',
      'ServiceNow: change INC0010001: Resolved, code No resolution provided, with note',
      'ServiceNow: read INC0010001',
    ],
  },
  incident: {
    refused: [
      'ServiceNow: read what changed',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
      'Datadog: read 1 finding by id',
      'ServiceNow: read journals of INC0010001',
      'ServiceNow: change INC0010001: In Progress, with note',
      'ServiceNow: read INC0010001',
    ],
    accepted: [
      'ServiceNow: read what changed',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
      'Datadog: read 1 finding by id',
      'ServiceNow: read journals of INC0010001',
      'Jira: write proof of SEC-1: leave, 1 open',
      'Jira: read transitions of SEC-1',
      "Jira: move SEC-1, resolution Won't Do, with comment",
      'Jira: read SEC-1',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
    ],
  },
}

describe('what a person reads', () => {
  it('on an issue that was reopened: who closed it, which finding is open since when, and what to do', async () => {
    const { s, issue } = await pair('strict')
    await s.move('ada', issue, 'Done', 'Done')
    await s.later()
    expect((await s.issue(issue))?.comments).toEqual([
      'Reopened by Fixproof. Ada Example closed it as fixed on 2026-11-23, but A (high, open since 2026-11-23) is still open in Datadog. Fix it and wait until Datadog sees the fix, mute it in Datadog, or take it off this ticket.',
    ])
  })

  it('on an incident that was reopened, under a policy that takes a close as not fixed: that way out, too', async () => {
    const { s, incident } = await pair('fixed-only')
    await s.resolve('abel', incident, 'Solution provided')
    await s.lookAtServiceNow()
    expect(lastNote((await s.incident(incident)).workNotes)).toEqual(
      'Reopened by Fixproof. Abel Tuter closed it as fixed on 2026-11-23, but A (high, open since 2026-11-23) is still open in Datadog. Fix it and wait until Datadog sees the fix, mute it in Datadog, or take it off this ticket, or close the ticket with a resolution that does not mean fixed.',
    )
  })

  it('on the other ticket that a close by hand has reached: who closed what, and that the finding is still open', async () => {
    const { s, issue, incident } = await pair('fixed-only')
    await s.move('ada', issue, 'Done', "Won't Do")
    await s.later()
    expect((await s.incident(incident)).closeNotes).toEqual(
      'Closed by Ada Example in Jira on 2026-11-23; 1 finding is still open in Datadog.',
    )
    expect(await s.history(issue)).toContain("Ada Example closed SEC-1; the project's policy lets it stand.")
  })
})

describe('rule 14: a closed ticket that changes while it stays closed', () => {
  it('an incident moved from Resolved to Closed by the job is left alone while the close by hand stands', async () => {
    const { s, issue, incident } = await pair('fixed-only')
    await s.resolve('abel', incident, 'No resolution provided')
    await s.lookAtServiceNow()
    await s.later()
    s.forget()
    await s.autoclose()
    await s.lookAtServiceNow()
    await s.later(60_000)
    expect([await s.standing(issue), await s.standing(incident)]).toEqual([
      "Done (Won't Do)",
      'Closed (No resolution provided)',
    ])
    expect(s.calls()).toEqual([
      'ServiceNow: read what changed',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
      'ServiceNow: read journals of INC0010001',
    ])
  })

  it('an incident that Fixproof resolved and the job closed is left alone', async () => {
    const { s, incident } = await pair('strict')
    await s.fix('A')
    await s.later()
    s.forget()
    await s.autoclose()
    await s.lookAtServiceNow()
    await s.later(60_000)
    expect(await s.standing(incident)).toBe('Closed (Solution provided)')
    expect(s.calls()).toEqual([
      'ServiceNow: read what changed',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
      'ServiceNow: read journals of INC0010001',
    ])
  })

  it("an issue turned from Won't Do to Done is judged as a new claim, and reopened", async () => {
    const { s, issue } = await pair('fixed-only')
    await s.move('ada', issue, 'Done', "Won't Do")
    await s.later()
    s.forget()
    await s.move('ada', issue, 'Done', 'Done')
    await s.later()
    expect(await s.standing(issue)).toBe('To Do')
    expect(s.calls()).toEqual([
      'Jira: read SEC-1',
      'Datadog: read 1 finding by id',
      'ServiceNow: read INC0010001',
      'Jira: read transitions of SEC-1',
      'Jira: move SEC-1',
      'Jira: comment on SEC-1',
      'Jira: read SEC-1',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
    ])
  })

  it("an issue turned from Done to Won't Do after everything was fixed is left alone", async () => {
    const { s, issue } = await pair('strict')
    await s.fix('A')
    await s.later()
    s.forget()
    await s.move('ada', issue, 'Done', "Won't Do")
    await s.later()
    expect(await s.standing(issue)).toBe("Done (Won't Do)")
    expect(s.writes()).toEqual([])
  })
})

describe('rule 13: a resolution that claims a fix while the issue stays open', () => {
  it('is cleared', async () => {
    const { s, issue } = await pair('strict')
    await s.setResolution('ada', issue, 'Done')
    await s.later()
    expect(await s.standing(issue)).toBe('To Do')
    expect(s.calls()).toEqual([
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
      'Jira: change resolution of SEC-1',
      'Jira: read SEC-1',
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
    ])
  })

  it('is left where it says that it was not fixed', async () => {
    const { s, issue } = await pair('strict')
    await s.setResolution('ada', issue, "Won't Do")
    await s.later()
    expect(await s.standing(issue)).toBe("To Do (Won't Do)")
    expect(s.writes()).toEqual([])
  })

  it('is left under a policy that only observes', async () => {
    const { s, issue } = await pair('observe')
    await s.setResolution('ada', issue, 'Done')
    await s.later()
    expect(await s.standing(issue)).toBe('To Do (Done)')
    expect(s.writes()).toEqual([])
  })

  it('is shown as blocked where the account may not clear it, and asked for only once', async () => {
    const { s, issue } = await pair('strict')
    const refusal = {
      errorMessages: [],
      errors: {
        resolution: "Field 'resolution' cannot be set. It is not on the appropriate screen, or unknown.",
      },
    }
    // The first call is Ada's own.
    s.fault('jira', 'PUT', `/issue/${issue.id}$`, { status: 400, body: refusal }, { skip: 1 })
    await s.setResolution('ada', issue, 'Done')
    await s.later(600_000)
    expect(await s.standing(issue)).toBe('To Do (Done)')
    expect(await s.blocked(issue)).toEqual([
      "Jira refuses this (400). Jira says: resolution: Field 'resolution' cannot be set. It is not on the appropriate screen, or unknown.",
    ])
    expect(s.calls()).toEqual([
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
      'Jira: change resolution of SEC-1 → 400',
      'Jira: read SEC-1',
    ])
  })
})

/** The newest entry of a journal as the form shows it, without its heading. */
function lastNote(journal: string): string {
  return journal.trim().split('\n\n').at(0)?.split('\n').slice(1).join('\n') ?? ''
}
