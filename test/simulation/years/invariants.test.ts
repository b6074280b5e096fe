import { describe, expect, it } from 'vitest'
import type { Call } from '../../sandbox/port'
import * as invariants from './invariants'
import type { CaseSight, FieldSight, Sight, TicketSight } from './sight'

const FIELDS: FieldSight = {
  title: 'T',
  description: 'Words 1 of many',
  priority: 'P2',
  assignee: null,
  due: null,
}

function call(more: Partial<Call>): Call {
  return {
    ...{
      seq: 1,
      at: 10,
      vendor: 'jira',
      actor: 'bot@example.com',
      method: 'PUT',
      path: '/rest/api/3/issue/1',
    },
    ...{ query: '', requestBody: { fields: {} }, status: 204, responseBody: null, write: true },
    ...more,
  }
}

function ticket(more: Partial<TicketSight> = {}): TicketSight {
  return {
    ...{ tool: 'jira', id: '1', key: 'SEC-1', caseId: 'case', marker: 'aaaaaaaaaaaa', createdAt: 0 },
    ...{
      closed: false,
      fixed: false,
      stands: 'To Do',
      waits: null,
      held: [],
      waited: false,
      succeeded: false,
    },
    ...{ ourCloses: [], moves: 0, said: [], fields: FIELDS },
    ...more,
  }
}

function aCase(more: Partial<CaseSight> = {}): CaseSight {
  return {
    ...{
      id: 'case',
      key: 'SEC-1',
      policy: 'strict',
      expects: 'open',
      stood: 'open',
      ended: 0,
      handCloses: 0,
    },
    ...{ unsure: false, movedFindings: false, late: [] },
    findings: [{ id: 'f', name: 'F1', open: true, since: [{ at: 0, status: 'open' }] }],
    hub: { closed: false, findings: ['f'], comments: [], fields: FIELDS, planned: [] },
    ...more,
  }
}

/** Everything as it must be; then what a test makes of it. */
function sight(more: Partial<Sight> = {}): Sight {
  return {
    ...{ now: 100, since: 5, cases: [aCase()], tickets: [ticket()], calls: [], afterwards: [], remarks: [] },
    findings: [{ name: 'F1', says: 'open', done: 'open' }],
    ...{ deleted: new Set<string>(), lostDeliveries: [], lostTitles: [], errors: [] },
    ...more,
  }
}

const remark = { n: 1, caseId: 'case', revision: 2, deleted: false, unsure: false, id: 'x' }
const said = (text: string) => ({ byUs: true, text })
const hub = (more: object) => ({ hub: { ...(aCase().hub as NonNullable<CaseSight['hub']>), ...more } })
const closedAt = (at: number, fixed: boolean) => ({ ourCloses: [{ at, fixed }] })
const fixedFinding = (since: CaseSight['findings'][number]['since']) => [
  { id: 'f', name: 'F1', open: false, since },
]

/** What each check has to notice; the rest must stay silent about it. */
const BROKEN: [check: keyof typeof invariants, what: string, broken: Sight][] = [
  [
    'standsAsItShould',
    'a ticket closed while a finding is open',
    sight({ tickets: [ticket({ closed: true })] }),
  ],
  [
    'standsAsItShould',
    'a case closed while a finding is open',
    sight({ cases: [aCase(hub({ closed: true }))] }),
  ],
  [
    'standsAsItShould',
    'a ticket open after its round ended',
    sight({ cases: [aCase({ expects: 'closed', ...hub({ closed: true }) })] }),
  ],
  [
    'closedOncePerRound',
    'a ticket closed twice for one round',
    sight({
      cases: [aCase({ ended: 1 })],
      tickets: [
        ticket({
          ourCloses: [
            { at: 6, fixed: false },
            { at: 7, fixed: false },
          ],
        }),
      ],
    }),
  ],
  [
    'saysFixedOnlyWhenFixed',
    'a close as fixed of what was muted',
    sight({
      cases: [aCase({ ended: 1, findings: fixedFinding([{ at: 0, status: 'muted' }]) })],
      tickets: [ticket(closedAt(9, true))],
    }),
  ],
  [
    'saysFixedOnlyWhenFixed',
    'a close as fixed before it was fixed',
    sight({
      cases: [
        aCase({
          ended: 1,
          findings: fixedFinding([
            { at: 0, status: 'open' },
            { at: 20, status: 'resolved' },
          ]),
        }),
      ],
      tickets: [ticket(closedAt(9, true))],
    }),
  ],
  [
    'oneTicketEach',
    'two tickets of one tool',
    sight({ tickets: [ticket(), ticket({ id: '2', key: 'SEC-2' })] }),
  ],
  [
    'oneTicketEach',
    'a ticket of ours that no case knows',
    sight({ tickets: [ticket(), ticket({ id: '2', caseId: null })] }),
  ],
  [
    'findingsUntouched',
    'a finding that somebody closed',
    sight({ findings: [{ name: 'F1', says: 'resolved', done: 'open' }] }),
  ],
  [
    'findingsUntouched',
    'a write to Datadog',
    sight({ calls: [call({ vendor: 'datadog', actor: 'dd-app', path: '/api/v2/security/findings/mute' })] }),
  ],
  ['restIsRest', 'a write at rest', sight({ afterwards: [call({})] })],
  [
    'commentsOnce',
    'a comment twice',
    sight({ tickets: [ticket({ said: [said('Remark 1.1 of a'), said('Remark 1.1 of a')] })] }),
  ],
  [
    'commentsArrive',
    'a comment of a ticket that is not on its case',
    sight({ remarks: [{ ...remark, where: 'jira', ticketId: '1' }] }),
  ],
  [
    'commentsArrive',
    'a comment that its case knows as it was before',
    sight({
      cases: [aCase(hub({ comments: ['Remark 1.1 of somebody'] }))],
      remarks: [{ ...remark, where: 'jira', ticketId: '1' }],
    }),
  ],
  ['noEcho', 'a write that changes nothing', sight({ calls: [call({ write: false })] })],
  [
    'fieldsAgree',
    'a title that differs',
    sight({ tickets: [ticket({ fields: { ...FIELDS, title: 'Another' } })] }),
  ],
  [
    'fieldsAgree',
    'a description of somebody that differs',
    sight({ tickets: [ticket({ fields: { ...FIELDS, description: 'Words 2 of many' } })] }),
  ],
  ['nothingPlanned', 'a plan that is not empty', sight({ cases: [aCase(hub({ planned: ['close'] }))] })],
  ['nothingLost', 'a case that is not there', sight({ cases: [aCase({ hub: null })] })],
  ['nothingLost', 'a finding that is not on its case', sight({ cases: [aCase(hub({ findings: [] }))] })],
  [
    'nothingLost',
    'a comment on a case that is not there',
    sight({ remarks: [{ ...remark, where: 'case', ticketId: null }] }),
  ],
  ['nothingLost', 'a delivery that is not known', sight({ lostDeliveries: ['d'] })],
  ['nothingLost', 'a title no history tells of', sight({ lostTitles: ['T'] })],
  ['noErrors', 'an error nobody expected', sight({ errors: ['Oops'] })],
]

describe('the checks of a quiet moment', () => {
  it('are silent when everything is as it must be', () => {
    expect(invariants.wrongs(sight())).toEqual([])
  })

  it.each(BROKEN)('%s notices %s', (check, _, broken) => {
    const found = invariants.wrongs(broken).map(each => each.check)
    expect(found).toContain(check)
  })

  it('are each broken by something here', () => {
    const tried = new Set(BROKEN.map(([check]) => check))
    expect(invariants.INVARIANTS.filter(([, check]) => !tried.has(check.name as never))).toEqual([])
  })

  it('excuse a ticket that waits for a person, but not its case', () => {
    const waits = sight({ tickets: [ticket({ closed: true, waits: 'No way back' })] })
    expect(invariants.wrongs(waits)).toEqual([])
  })
})
