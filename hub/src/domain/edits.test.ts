import { phaseFor } from '@fixproof/rules'
import { describe, expect, it } from 'vitest'
import { type CaseEdit, editCase } from './edits'
import type { PersonDoc } from './model'
import { closeCase } from './rounds'
import type { CaseState, Step } from './step'
import { attached, caseState, link, MINUTE, now, project, T0 } from './testing/build'

const at = T0 + MINUTE
const texts = (step: Step) => step.notes.map(note => note.text)
const words = (step: Step) => step.notes.map(note => note.what)

function edited(state: CaseState, edit: CaseEdit, when = at): Step {
  const result = editCase(state, edit, 'Ada', when)
  if (!result.ok) throw new Error(result.reason)
  return result.step
}

function refusedBecause(state: CaseState, edit: CaseEdit): string {
  const result = editCase(state, edit, 'Ada', at)
  return result.ok ? 'allowed' : result.reason
}

const grace: PersonDoc = {
  id: 'p-grace',
  name: 'Grace',
  email: 'grace@example.com',
  accounts: { datadog: 'dd-grace' },
  absent: {},
  declared: false,
}

describe('fields that somebody changes on the case', () => {
  it.each([
    ['title', 'Upgrade', { title: 'Upgrade' }, 'title of SEC-1: Fix it → Upgrade'],
    ['description', '', { description: '' }, 'description of SEC-1: Please. → none'],
    ['priority', 'P1', { priority: 'P1' }, 'priority of SEC-1: P2 → P1'],
    ['priority', null, { priority: 'NOT_DEFINED' }, 'priority of SEC-1: P2 → none'],
    ['assignee', 'uuid-1', { assigneeId: 'uuid-1' }, 'assignee of SEC-1: none → uuid-1'],
    ['due_date', '2027-01-31', { dueDate: '2027-01-31' }, 'due date of SEC-1: none → 2027-01-31'],
    ['labels', ['b', 'a'], { labels: ['b', 'a'] }, 'labels of SEC-1: none → b, a'],
  ] as const)('%s → %j is kept with its moment and who did it', (field, value, doc, text) => {
    const step = edited(caseState(), { fields: { [field]: value } })
    const who = { modifiedAt: at, modifiedBy: 'Ada', changedAt: { [field]: at } }
    expect(step.state.case).toMatchObject({ ...doc, ...who })
    expect(texts(step)).toEqual([`Ada changed the ${text}.`])
    expect(step.notes[0]).toMatchObject({ actor: 'Ada', source: 'api', ours: value, detail: { field } })
  })

  it('the same values again change nothing at all', () => {
    const state = edited(caseState(), {
      fields: { title: 'T', priority: 'P1', labels: ['b', 'a'] },
      attributes: { team: ['x'] },
      archived: true,
      status: 'IN_PROGRESS',
    }).state
    const again = edited(state, {
      fields: { title: 'T', priority: 'P1', labels: ['a', 'b'] },
      attributes: { team: ['x'] },
      archived: true,
      status: 'IN_PROGRESS',
    })
    expect(again.notes).toEqual([])
    expect(again.state).toBe(state)
  })

  it('a person is the same by either of their ids, and named in the timeline', () => {
    const state = { ...caseState(), people: [grace] }
    const given = edited(state, { fields: { assignee: 'dd-grace' } })
    expect(texts(given)).toEqual(['Ada changed the assignee of SEC-1: none → Grace (grace@example.com).'])
    expect(edited(given.state, { fields: { assignee: 'p-grace' } }).notes).toEqual([])
    expect(edited(given.state, { fields: { assignee: null } }).state.case.assigneeId).toBeNull()
  })

  it('attributes are replaced as a whole, and the changed ones are named', () => {
    const state = edited(caseState(), { attributes: { team: ['x'], service: ['web'] } }).state
    const step = edited(state, { attributes: { team: ['x'], env: ['prod'] } })
    expect(step.state.case.attributes).toEqual({ team: ['x'], env: ['prod'] })
    expect(texts(step)).toEqual(['Ada changed attributes of SEC-1: env, service.'])
  })
})

describe('what a case points to', () => {
  const monitor = { type: 'MONITOR', ref: '/monitors/1', resourceId: '1' }
  const other = { type: 'INCIDENT', ref: '/incidents/1', resourceId: '1' }

  it('is named once, and taken off again', () => {
    const step = edited(caseState(), { references: { add: [monitor, monitor, other] } })
    expect(step.state.case.references).toEqual([monitor, other])
    expect(texts(step)).toEqual(['Ada changed what SEC-1 points to; it names 2 things beside its findings.'])
    expect(edited(step.state, { references: { add: [other] } }).notes).toEqual([])
    const less = edited(step.state, { references: { remove: [monitor] } })
    expect(less.state.case.references).toEqual([other])
    expect(edited(less.state, { references: { remove: [monitor] } }).notes).toEqual([])
  })
})

describe('the status of a case', () => {
  it('moves among those that are not closed, with its moment', () => {
    const step = edited(caseState(), { status: 'IN_PROGRESS' })
    expect(step.state.case).toMatchObject({ status: 'IN_PROGRESS', changedAt: { status: at } })
    expect(texts(step)).toEqual(['Ada changed the status of SEC-1: Open → In Progress.'])
  })

  it.each([
    ['strict', undefined, false],
    ['strict', 'FALSE_POSITIVE', false],
    ['fixed-only', undefined, false],
    ['fixed-only', 'TRUE_POSITIVE', false],
    ['fixed-only', 'FALSE_POSITIVE', true],
    ['fixed-only', 'BENIGN_POSITIVE', true],
    ['observe', undefined, true],
  ] as const)(
    'rules 13 and 18: closed under %s with reason %s while a finding is open: allowed %s',
    (policy, reason, allowed) => {
      const state = caseState({ project: { policy } })
      const result = editCase(state, { status: 'CLOSED', reason }, 'Ada', at)
      expect(result.ok).toBe(allowed)
      if (!result.ok) return expect(result.reason).toContain('A (high, open since 2026-11-23) is still open')
      const doc = result.step.state.case
      expect(doc).toMatchObject({
        status: 'CLOSED',
        closedAt: at,
        closeCause: 'by-hand',
        hand: { closed: true },
      })
      expect(doc.reason ?? undefined).toBe(reason)
      expect(phaseFor(doc)).toBe('leave')
      expect(texts(result.step)[0]).toBe("Ada closed SEC-1; the project's policy lets it stand.")
    },
  )

  it('a close answers a finding that was attached in the very same moment', () => {
    const state = attached(caseState({ project: { policy: 'observe' } }), 'B', 'open', at)
    expect(phaseFor(edited(state, { status: 'CLOSED' }).state.case)).toBe('leave')
  })

  it('rule 20: with nothing open it may always be closed, and its tickets follow', () => {
    const state = caseState({ findings: {} })
    const step = edited(state, { status: 'CLOSED' })
    expect(step.state.case).toMatchObject({ status: 'CLOSED', handClose: null, hand: { n: 1, closed: true } })
    expect(texts(step)).toEqual(['Ada closed SEC-1; no finding was open.'])
  })

  it('rule 17: reopening ends the close for good, with its reason', () => {
    const state = edited(caseState({ project: { policy: 'fixed-only' } }), {
      status: 'CLOSED',
      reason: 'FALSE_POSITIVE',
    }).state
    const step = edited(state, { status: 'OPEN' }, at + 1)
    expect(step.state.case).toMatchObject({ status: 'OPEN', closedAt: null, reason: null, handClose: null })
    expect(phaseFor(step.state.case)).toBe('open')
    expect(words(step)).toEqual(['reopened-by-person', 'hand-close-ended'])
  })

  it('rule 16: reopening a case that Fixproof closed travels to its tickets', () => {
    const fixed = now(caseState(), 'A', 'resolved', at)
    const state = closeCase(fixed, { cause: 'remediated', round: 1 }, at).state
    const step = edited(state, { status: 'IN_PROGRESS' }, at + 1)
    expect(step.state.case).toMatchObject({ status: 'IN_PROGRESS', hand: { closed: false, where: 'case' } })
    expect(words(step)).toEqual(['reopened-by-person', 'field-changed'])
  })

  it('rule 16: a ticket whose status only flows to it stays out of the case, the case still reaches it', () => {
    const sync = { jira: { status: { type: 'to-ticket' as const } } }
    const state = caseState({ findings: {}, project: { sync } })
    const step = edited(state, { status: 'CLOSED' })
    expect(step.state.case.hand?.n).toBeGreaterThan(link(step.state, 'jira').handSeen)
  })
})

describe('the reason of a close', () => {
  it('belongs to a close', () => {
    const sentence = 'Case SEC-1 is not closed. A reason is given when it is closed, or later.'
    expect(refusedBecause(caseState(), { reason: 'FALSE_POSITIVE' })).toBe(sentence)
  })

  it('rule 14: may become another one, but not one that says fixed while a finding is open', () => {
    const state = edited(caseState({ project: { policy: 'fixed-only' } }), {
      status: 'CLOSED',
      reason: 'FALSE_POSITIVE',
    }).state
    const benign = edited(state, { reason: 'BENIGN_POSITIVE' })
    expect(benign.state.case.reason).toBe('BENIGN_POSITIVE')
    expect(texts(benign)).toEqual(['Ada gave BENIGN_POSITIVE as the reason of SEC-1.'])
    expect(refusedBecause(state, { reason: 'TRUE_POSITIVE' })).toBe(
      'This case cannot be closed as fixed: A (high, open since 2026-11-23) is still open in Datadog. Fix it and wait until Datadog sees the fix, mute it in Datadog, or take it off this case, or close the case with the reason FALSE_POSITIVE or BENIGN_POSITIVE.',
    )
    expect(edited(state, { status: 'CLOSED' }).notes).toEqual([])
  })

  it('of a close that stands is what that close says from then on', () => {
    const state = edited(caseState({ project: { policy: 'observe' } }), { status: 'CLOSED' }).state
    expect(state.case.handClose?.claim).toBe('fixed')
    expect(edited(state, { reason: 'FALSE_POSITIVE' }).state.case.handClose?.claim).toBe('other')
  })
})

describe('where a case belongs', () => {
  it('is archived and taken out again', () => {
    const step = edited(caseState(), { archived: true })
    expect(step.state.case.archivedAt).toBe(at)
    expect(texts(step)).toEqual(['Ada archived SEC-1; its tickets keep following the findings.'])
    const back = edited(step.state, { archived: false })
    expect(back.state.case.archivedAt).toBeNull()
    expect(texts(back)).toEqual(['Ada took SEC-1 out of the archive.'])
  })

  it('is moved to another project with its key and its tickets, under whose policy it is judged from then on', () => {
    const ops = project({ id: 'project-2', key: 'OPS', policy: 'observe' })
    const step = edited(caseState(), { project: ops })
    expect(step.state.case).toMatchObject({ key: 'SEC-1', projectId: 'project-2' })
    expect(step.state.links).toHaveLength(1)
    expect(texts(step)).toEqual(['Ada moved SEC-1 from project SEC to OPS; its tickets stay linked.'])
    expect(edited(step.state, { status: 'CLOSED' }).state.case.status).toBe('CLOSED')
    expect(edited(step.state, { project: ops }).notes).toEqual([])
  })

  it('a refusal changes nothing, whatever else was asked for', () => {
    expect(refusedBecause(caseState(), { fields: { title: 'T' }, status: 'CLOSED' })).toContain(
      'A (high, open since 2026-11-23) is still open',
    )
  })
})
