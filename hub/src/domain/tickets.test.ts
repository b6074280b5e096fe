import { phaseFor } from '@fixproof/rules'
import { describe, expect, it } from 'vitest'
import { block } from './blocked'
import { handReopened } from './cases'
import type { Intent, LinkDoc, TicketView } from './model'
import { closeCase } from './rounds'
import { type CaseState, isClosed, type Step } from './step'
import {
  attached,
  caseState,
  changed,
  HOUR,
  INCIDENT,
  incident,
  issue,
  link,
  MINUTE,
  movedBy,
  now,
  STATUS,
  T0,
} from './testing/build'
import { needsFreshFindings, observeTicket } from './tickets'

const AT = T0 + HOUR
/** When people act here: after the hub recorded the finding, before it looks. */
const ACTED = T0 + 30 * MINUTE
const { todo, doing, done, wont } = STATUS

const look = (state: CaseState, view: TicketView | null, id = 'jira', at = AT): Step =>
  observeTicket(state, id, view, at)
const words = (step: Step) => step.notes.map(note => note.what)
const closed = (resolution: string | null = 'Done', to: typeof done | typeof wont = done) =>
  movedBy('Ada', issue(), to, resolution, ACTED)
const fixed = (state: CaseState) => now(state, 'A', 'resolved', T0 + MINUTE)

const closing = (more: Partial<Extract<Intent, { kind: 'close' | 'reopen' }>> = {}): Intent => ({
  kind: 'close',
  to: { ...done },
  last: true,
  round: 1,
  cause: 'remediated',
  refusal: false,
  handSeen: 0,
  text: 'Fixed.',
  comment: 'Fixed.',
  commentInside: true,
  at: AT - MINUTE,
  ...more,
})
const reopening = (more: Partial<Extract<Intent, { kind: 'close' | 'reopen' }>> = {}) =>
  closing({
    kind: 'reopen',
    to: { ...todo },
    cause: null,
    text: 'Open again.',
    comment: 'Open again.',
    ...more,
  })

const REFUSED: LinkDoc['refused'] = { at: ACTED, by: 'Ada', reason: 'Because.', findingIds: ['A'] }

describe('a close by a person while a finding is open', () => {
  const rows: ['strict' | 'fixed-only' | 'observe', string | null, 'refused' | 'stands'][] = [
    ['strict', 'Done', 'refused'],
    ['strict', "Won't Do", 'refused'],
    ['strict', null, 'refused'],
    ['fixed-only', 'Done', 'refused'],
    ['fixed-only', null, 'refused'],
    ['fixed-only', "Won't Do", 'stands'],
    ['observe', 'Done', 'stands'],
    ['observe', "Won't Do", 'stands'],
  ]
  it.each(rows)('rule 12: under %s, as %s, is %s', (policy, resolution, verdict) => {
    const step = look(caseState({ project: { policy } }), closed(resolution))
    if (verdict === 'refused') {
      expect(words(step)).toEqual(['close-refused'])
      expect(link(step.state, 'jira').refused).toMatchObject({ at: ACTED, by: 'Ada', findingIds: ['A'] })
      expect(step.state.case).toMatchObject({ handClose: null, hand: null, status: 'OPEN' })
    } else {
      expect(words(step)).toEqual(['close-accepted'])
      expect(link(step.state, 'jira').refused).toBeNull()
      expect(step.state.case).toMatchObject({
        handClose: { by: 'Ada', where: 'jira', answers: { A: 1 } },
        hand: { n: 1, closed: true },
        status: 'CLOSED',
        closeCause: 'by-hand',
      })
    }
  })

  it.each([
    [INCIDENT.canceled, 'Solution provided', 'close-accepted'],
    [INCIDENT.resolved, 'Duplicate', 'close-accepted'],
    [INCIDENT.resolved, 'Solution provided', 'close-refused'],
    [INCIDENT.closed, null, 'close-refused'],
  ] as const)('rule 13: an incident in %o with the code %s: %s', (state, code, verdict) => {
    const before = caseState({ tickets: ['servicenow'], project: { policy: 'fixed-only' } })
    expect(words(look(before, movedBy('Abel', incident(), state, code, ACTED), 'servicenow'))).toEqual([
      verdict,
    ])
  })

  it('rule 11: does not stand when a finding is open that was not known here at that moment', () => {
    const state = attached(caseState({ project: { policy: 'observe' } }), 'B', 'open', ACTED)
    const step = look(state, closed())
    expect(words(step)).toEqual(['close-unanswered'])
    expect(step.state.case).toMatchObject({ handClose: null, hand: null, status: 'OPEN' })
  })

  it.each([
    ['before', ACTED + 1, ['close-outdated']],
    ['at the same moment', ACTED, ['close-outdated']],
    ['after', ACTED - 1, ['close-accepted']],
  ])('rule 17: %s a reopening elsewhere: %s', (_, reopenedAt, verdict) => {
    const both = caseState({ tickets: ['jira', 'servicenow'], project: { policy: 'observe' } })
    const by = { at: reopenedAt, by: 'Abel', where: 'servicenow' as const }
    const step = look(handReopened(both, by, 'servicenow', ACTED + MINUTE).state, closed())
    expect(words(step)).toEqual(verdict)
    expect(step.state.case.status).toBe(verdict[0] === 'close-accepted' ? 'CLOSED' : 'OPEN')
    expect(phaseFor(step.state.case)).toBe(verdict[0] === 'close-accepted' ? 'leave' : 'open')
  })

  it('rule 17: is not measured by an older reopening that was seen later, nor by one of the same ticket', () => {
    const both = caseState({ tickets: ['jira', 'servicenow'], project: { policy: 'observe' } })
    const there = (at: number, where: 'jira' | 'servicenow') => ({ at, by: 'Abel', where })
    const late = handReopened(both, there(ACTED + 2, 'servicenow'), 'servicenow', AT).state
    const older = handReopened(late, there(ACTED - 2, 'jira'), 'jira', AT).state
    expect(words(look(older, closed()))).toEqual(['close-outdated'])
    const own = handReopened(both, there(ACTED, 'jira'), 'jira', AT).state
    expect(words(look(own, closed()))).toEqual(['close-accepted'])
  })

  it('ends a block, since the ticket is no longer as it was', () => {
    const blocked = block(caseState(), 'jira', 'No.', T0).state
    expect(link(look(blocked, closed()).state, 'jira').blocked).toBeNull()
  })
})

describe('a close by a person when nothing is open', () => {
  it('rule 20: is no hand-close and is only noted', () => {
    const step = look(fixed(caseState()), closed())
    expect(words(step)).toEqual(['closed-by-person'])
    expect(step.state.case).toMatchObject({ handClose: null, hand: null })
  })
})

describe('another reason for a close that stands', () => {
  /** Closed as "Won't Do" by a person, and accepted. */
  const standing = () => look(caseState({ project: { policy: 'fixed-only' } }), closed("Won't Do")).state

  it.each([
    ["Won't Do", done, []],
    ['Duplicate', done, []],
    [null, wont, []],
    ['Done', done, ['close-refused']],
    [null, done, ['close-refused']],
  ] as const)('rule 14: %s in %o: %j', (resolution, to, expected) => {
    const step = look(standing(), movedBy('Bea', closed("Won't Do"), to, resolution, ACTED + MINUTE))
    expect(words(step)).toEqual(expected)
  })

  it('from fixed to something less is noted and stands', () => {
    const observed = look(caseState({ project: { policy: 'observe' } }), closed('Done')).state
    const step = look(observed, movedBy('Bea', closed('Done'), done, 'Duplicate', ACTED + MINUTE))
    expect(words(step)).toEqual(['claim-changed'])
    expect(step.state.case.handClose).not.toBeNull()
  })

  it('the job that closes resolved incidents later is nobody claiming anything', () => {
    const before = caseState({ tickets: ['servicenow'], project: { policy: 'observe' } })
    const resolved = movedBy('Abel', incident(), INCIDENT.resolved, 'Solution provided', ACTED)
    const state = look(before, resolved, 'servicenow').state
    const step = look(
      state,
      movedBy('system', resolved, INCIDENT.closed, 'Solution provided', AT),
      'servicenow',
    )
    expect(words(step)).toEqual([])
  })

  it('says nothing when nothing is open', () => {
    const state = look(fixed(caseState()), closed('Done')).state
    expect(words(look(state, movedBy('Bea', closed('Done'), done, "Won't Do", AT)))).toEqual([])
  })
})

describe('a reopening by a person', () => {
  const ended = () => {
    const state = closeCase(fixed(caseState()), { cause: 'remediated', round: 1 }, T0 + MINUTE).state
    const ownClose = { at: T0 + MINUTE, cause: 'remediated' as const, statusId: done.id, readBack: true }
    return changed(state, 'jira', { view: closed(), closedRound: 1, ownClose })
  }

  it('rule 8: of a case where nothing is open opens the case and stands', () => {
    const step = look(ended(), movedBy('Ada', closed(), todo, null, AT))
    expect(words(step)).toEqual(['reopened-by-person'])
    expect(step.state.case).toMatchObject({
      status: 'OPEN',
      closeCause: null,
      hand: { closed: false, by: 'Ada' },
    })
    expect(link(step.state, 'jira')).toMatchObject({ ownClose: null, handSeen: 1 })
  })

  it('rule 17: ends a close by hand for good', () => {
    const stands = look(caseState({ project: { policy: 'observe' } }), closed()).state
    const step = look(stands, movedBy('Ada', closed(), doing, null, AT))
    expect(words(step)).toEqual(['reopened-by-person', 'hand-close-ended'])
    expect(step.state.case).toMatchObject({ handClose: null, status: 'OPEN' })
  })

  it('of a close that was refused leaves nothing to undo', () => {
    const refused = look(caseState(), closed()).state
    expect(link(look(refused, movedBy('Ada', closed(), todo, null, AT)).state, 'jira').refused).toBeNull()
  })
})

describe('what we did ourselves', () => {
  it('rule 20: a close whose answer was lost is seen on the ticket and is ours', () => {
    const state = changed(fixed(caseState()), 'jira', { intent: closing() })
    const step = look(state, movedBy('bot', issue(), done, 'Done', AT - MINUTE))
    expect(words(step)).toEqual(['ticket-closed'])
    expect(link(step.state, 'jira')).toMatchObject({
      intent: null,
      closedRound: 1,
      ownClose: { cause: 'remediated' },
    })
  })

  it('rule 20: a person closing within our intent closes for us', () => {
    const state = changed(fixed(caseState()), 'jira', { intent: closing() })
    expect(words(look(state, closed('Duplicate', wont)))).toEqual(['ticket-closed'])
  })

  it('rule 20: a close that was not done may be done late, and is ours then too', () => {
    let state = changed(fixed(caseState()), 'jira', { intent: closing() })
    state = look(state, issue({ version: '2' })).state
    expect(link(state, 'jira')).toMatchObject({ intent: null, doubt: { kind: 'close' } })
    const step = look(state, movedBy('bot', issue(), done, 'Done', AT), 'jira', AT + MINUTE)
    expect(words(step)).toEqual(['ticket-closed'])
    expect(link(step.state, 'jira')).toMatchObject({ intent: null, doubt: null, closedRound: 1 })
  })

  describe('rule 20: a reopening that is done after the round has ended', () => {
    /** Ada's close is undone, the answer is lost, the fix comes, and her close is taken for the one the round asks for. */
    const overtaken = (more: Partial<CaseState['case']> = {}) => {
      let state = changed(caseState(), 'jira', {
        view: closed(),
        intent: reopening({ refusal: true }),
        refused: REFUSED,
      })
      state = look(state, closed()).state
      state = closeCase(fixed(state), { cause: 'remediated', round: 1 }, AT).state
      state = changed(state, 'jira', { closedRound: 1, refused: null })
      return { ...state, case: { ...state.case, ...more } }
    }
    const late = (state: CaseState) =>
      look(state, movedBy('bot', closed(), todo, null, AT), 'jira', AT + MINUTE)

    it('is ours, and the ticket is still to be closed', () => {
      const step = late(overtaken())
      expect(words(step)).toEqual(['ticket-reopened'])
      expect(link(step.state, 'jira')).toMatchObject({ doubt: null, closedRound: 0 })
    })

    it('stands where a person reopened the case meanwhile', () => {
      const hand = { n: 1, closed: false, at: AT, by: 'Ada', where: 'case' as const, linkId: null }
      const step = late(overtaken({ status: 'OPEN', closedAt: null, closeCause: null, hand }))
      expect(link(step.state, 'jira')).toMatchObject({ closedRound: 1 })
    })
  })

  it('a close much later than our call is a person’s', () => {
    let state = changed(caseState(), 'jira', { intent: closing() })
    state = look(state, issue({ version: '2' })).state
    const step = look(
      state,
      movedBy('Ada', issue(), done, 'Done', AT + 20 * MINUTE),
      'jira',
      AT + 21 * MINUTE,
    )
    expect(words(step)).toEqual(['close-refused'])
  })

  it('a lost proof does not make us forget a move that may still be done', () => {
    let state = changed(fixed(caseState()), 'jira', { doubt: closing() })
    const proof = { seq: 1, signature: 'ours', content: 'x', validUntil: null }
    state = changed(state, 'jira', { intent: { kind: 'proof', proof, at: AT } })
    state = look(state, issue({ version: '2' })).state
    expect(link(state, 'jira')).toMatchObject({ intent: null, doubt: { kind: 'close' } })
  })

  it('a reopening whose answer was lost is ours', () => {
    const state = changed(caseState(), 'jira', {
      view: closed(),
      intent: reopening({ refusal: true }),
      refused: REFUSED,
    })
    const step = look(state, movedBy('bot', closed(), todo, null, AT))
    expect(words(step)).toEqual(['ticket-reopened'])
    expect(link(step.state, 'jira')).toMatchObject({ refused: null, intent: null, contest: { count: 1 } })
  })

  it('rule 8: a close whose answer was lost and that a person undid at once is not done again', () => {
    const state = changed(fixed(caseState()), 'jira', { intent: closing() })
    const undone = movedBy('Ada', movedBy('bot', issue(), done, 'Done', AT - MINUTE), todo, null, AT)
    const step = look(state, undone)
    expect(words(step)).toEqual(['ticket-closed', 'reopened-by-person'])
    expect(link(step.state, 'jira')).toMatchObject({ intent: null, doubt: null, closedRound: 1 })
  })

  it('a reopening whose answer was lost and that a person undid at once is judged as another close', () => {
    const intent = reopening({ refusal: true })
    const state = changed(caseState(), 'jira', { view: closed(), intent, refused: REFUSED })
    const again = movedBy('Ada', movedBy('bot', closed(), todo, null, AT), done, 'Done', AT + 1)
    const step = look(state, again)
    expect(words(step)).toEqual(['ticket-reopened', 'close-refused'])
    expect(link(step.state, 'jira')).toMatchObject({ refused: { at: AT + 1 }, contest: { count: 1 } })
  })

  it('a step on the way is only done when the ticket stands exactly there', () => {
    const step = closing({ to: { ...doing }, last: false })
    const state = changed(fixed(caseState()), 'jira', { intent: step })
    const there = look(state, movedBy('bot', issue(), doing, null, AT))
    expect(link(there.state, 'jira').intent).toBeNull()
    expect(link(there.state, 'jira').doubt).toBeNull()
    const elsewhere = look(state, issue({ version: '2' }))
    expect(link(elsewhere.state, 'jira').doubt).not.toBeNull()
  })

  it('rule 21: our own close is read back once, and told where a workflow made a fix of it', () => {
    const ownClose = { at: AT, cause: 'accepted' as const, statusId: done.id, readBack: false }
    const state = changed(caseState({ findings: { A: 'muted' } }), 'jira', {
      view: closed("Won't Do"),
      ownClose,
    })
    const honest = look(state, movedBy('bot', closed(), done, "Won't Do", AT))
    expect(words(honest)).toEqual([])
    expect(link(honest.state, 'jira')).toMatchObject({ ownClose: { readBack: true }, blocked: null })
    const turned = look(state, movedBy('bot', closed(), done, 'Done', AT))
    expect(words(turned)).toEqual(['link-blocked'])
    expect(link(turned.state, 'jira').blocked?.reason).toContain(
      'was closed as accepted, but its workflow made it "Done"',
    )
  })

  it('our own close as fixed is read back in silence', () => {
    const ownClose = { at: AT, cause: 'remediated' as const, statusId: done.id, readBack: false }
    const state = changed(fixed(caseState()), 'jira', { view: closed(null), ownClose })
    expect(words(look(state, movedBy('bot', closed(), done, 'Done', AT)))).toEqual([])
  })
})

describe('the first look at a ticket', () => {
  const unread = (origin: LinkDoc['origin']) =>
    changed(caseState(), 'jira', { view: null, origin, lastOpenStatus: null })

  it('judges nobody for the state an adopted one was in', () => {
    const step = look(unread('adopted'), closed())
    expect(words(step)).toEqual([])
    expect(isClosed(link(step.state, 'jira'))).toBe(true)
  })

  it('judges who closed one of ours between its making and the look', () => {
    expect(words(look(unread('made'), closed()))).toEqual(['close-refused'])
  })

  it('remembers the status to go back to', () => {
    expect(link(look(unread('made'), issue()).state, 'jira').lastOpenStatus).toEqual({
      id: '1',
      name: 'To Do',
    })
  })
})

describe('a ticket that changes otherwise', () => {
  it('that shows nothing new changes nothing at all', () => {
    const state = caseState()
    const step = look(state, { ...issue() })
    expect(step.state).toBe(state)
    expect(step.notes).toEqual([])
  })

  it('is known by its id when it moved, and its new key is noted', () => {
    const step = look(
      caseState(),
      issue({ key: 'OPS-7', url: 'https://jira.example.com/browse/OPS-7', version: '2' }),
    )
    expect(words(step)).toEqual(['ticket-moved'])
    expect(link(step.state, 'jira').ticket).toEqual({
      id: '10001',
      key: 'OPS-7',
      url: 'https://jira.example.com/browse/OPS-7',
    })
  })

  it('rule 26: is gone when it was deleted, said once, and the findings stay', () => {
    const step = look(caseState(), null)
    expect(words(step)).toEqual(['ticket-gone'])
    expect(link(step.state, 'jira').state).toBe('gone')
    expect(step.state.case.attachments).toHaveLength(1)
    expect(words(look(step.state, null))).toEqual([])
  })

  it('remembers the last status that was not closed', () => {
    const worked = look(caseState(), movedBy('Ada', issue(), doing, null, ACTED)).state
    expect(words(look(worked, closed()))).toEqual(['close-refused'])
    expect(link(look(worked, closed()).state, 'jira').lastOpenStatus).toEqual({
      id: '3',
      name: 'In Progress',
    })
  })

  it('tells once that somebody changed its proof, also while it cannot be written again', () => {
    const proof = { seq: 1, signature: 'ours', content: 'x', validUntil: null }
    const state = changed(caseState(), 'jira', { proof, view: issue({ proofSignature: 'ours' }) })
    const step = look(state, issue({ proofSignature: null, version: '2' }))
    expect(words(step)).toEqual(['proof-tampered'])
    expect(words(look(step.state, issue({ proofSignature: null, version: '3' })))).toEqual([])
    expect(words(look(step.state, issue({ proofSignature: 'forged', version: '3' })))).toEqual([
      'proof-tampered',
    ])
  })

  it('with a successor is left to people', () => {
    const state = changed(fixed(caseState()), 'jira', { state: 'history', view: closed() })
    const step = look(state, movedBy('Ada', closed(), todo, null, AT))
    expect(words(step)).toEqual([])
    expect(step.state.case.hand).toBeNull()
  })

  it('names who did it as the vendor knows them, else as somebody', () => {
    const quiet = { ...closed(), lastMove: null, updatedBy: null }
    expect(look(caseState(), quiet).notes[0]).toMatchObject({
      actor: 'somebody',
      text: expect.stringMatching(/^Somebody closed/),
    })
  })
})

describe('rule 15: whether findings are read again before judging', () => {
  const rows: [string, CaseState, TicketView | null, boolean][] = [
    ['a close with a finding open', caseState(), closed(), true],
    ['a close with nothing open', fixed(caseState()), closed(), false],
    ['an open ticket', caseState(), issue({ version: '2' }), false],
    ['a deleted one', caseState(), null, false],
    ['a close within our own intent', changed(caseState(), 'jira', { intent: closing() }), closed(), false],
    ['one that may be ours, late', changed(caseState(), 'jira', { doubt: closing() }), closed(), false],
    ['the same close again', changed(caseState(), 'jira', { view: closed() }), closed(), false],
    [
      'the same close with another claim',
      changed(caseState(), 'jira', { view: closed("Won't Do") }),
      closed(),
      true,
    ],
    [
      'the first look at an adopted one',
      changed(caseState(), 'jira', { view: null, origin: 'adopted' }),
      closed(),
      false,
    ],
    ['the first look at one of ours', changed(caseState(), 'jira', { view: null }), closed(), true],
    [
      'reading back our own close',
      changed(caseState(), 'jira', {
        view: closed("Won't Do"),
        ownClose: { at: AT, cause: 'by-hand', statusId: done.id, readBack: false },
      }),
      closed(),
      false,
    ],
  ]
  it.each(rows)('%s', (_, state, view, expected) => {
    expect(needsFreshFindings(state, 'jira', view)).toBe(expected)
  })
})
