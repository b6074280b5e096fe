import { describe, expect, it } from 'vitest'
import { counted, FALSE_FIXES_KEPT_MAX, historyOf, planHistory, stopped, total } from './falseFixes'
import { settle } from './intents'
import type { FalseFixes, Intent } from './model'
import { withLink } from './step'
import { caseState, changed, issue, link, MINUTE, movedBy, STATUS, T0 } from './testing/build'

const REPORT = { by: 'Ada', account: 'ada', sentence: 'It is open', claim: 'fixed' as const }
const MAIN = new Set(['main'])

function fixes(n: number): FalseFixes {
  let all: FalseFixes | undefined
  for (let i = 0; i < n; i++)
    all = counted(all, { at: T0 + i, how: i % 2 === 0 ? 'refused' : 'undone', by: null })
  if (all === undefined) throw new Error('There is none')
  return all
}

describe('false fixes of a ticket', () => {
  it('are counted for good, the newest kept with their time', () => {
    const all = fixes(FALSE_FIXES_KEPT_MAX + 10)
    expect([all.refused, all.undone, total(all)]).toEqual([30, 30, 60])
    expect(all.last).toHaveLength(FALSE_FIXES_KEPT_MAX)
    expect(all.last.at(-1)?.at).toBe(T0 + FALSE_FIXES_KEPT_MAX + 9)
  })

  it('are told in whole seconds, the last one by its time', () => {
    const late = counted(fixes(1), { at: T0 - MINUTE, how: 'undone', by: null })
    expect(historyOf(late)).toEqual({ falseFixes: 2, lastAt: '2026-11-23T09:00:00Z', how: 'refused' })
    expect(historyOf(undefined)).toBeNull()
  })
})

describe('a stopped close', () => {
  const state = caseState()

  it('told again within seconds is the same try; by somebody else, or later, it is another', () => {
    const once = stopped(state, 'jira', REPORT, T0).state
    expect(stopped(once, 'jira', REPORT, T0 + 9_000).notes).toEqual([])
    expect(stopped(once, 'jira', { ...REPORT, account: 'bob' }, T0 + 9_000).notes).toHaveLength(1)
    expect(total(link(stopped(once, 'jira', REPORT, T0 + 10_000).state, 'jira').falseFixes)).toBe(2)
  })

  it('that claimed no fix is no false fix, and told again is the same try all the same', () => {
    const once = stopped(state, 'jira', { ...REPORT, claim: 'other' }, T0)
    expect(once.notes).toHaveLength(1)
    expect(link(once.state, 'jira').falseFixes).toBeUndefined()
    expect(stopped(once.state, 'jira', { ...REPORT, claim: 'other' }, T0 + 1).notes).toEqual([])
  })
})

describe('a false close that is put back', () => {
  const refused = { at: T0 + MINUTE, by: 'Ada', reason: 'open', findingIds: ['A'] }
  const intent: Intent = {
    ...{ kind: 'reopen', to: STATUS.todo, last: true, round: 1, cause: null, refusal: true, handSeen: 0 },
    ...{ text: 'Reopened', comment: null, commentInside: false, at: T0 + 2 * MINUTE },
  }
  const after = (resolution: string, more: Partial<Intent> = {}) => {
    const view = movedBy('Ada', issue(), STATUS.done, resolution, T0 + MINUTE)
    const closed = changed(caseState(), 'jira', { view, refused, intent: { ...intent, ...more } as Intent })
    return link(settle(closed, 'jira', T0 + 3 * MINUTE).state, 'jira').falseFixes
  }

  it('counts once it is open again, at the time of the close', () => {
    expect(after('Done')).toEqual({
      refused: 0,
      undone: 1,
      last: [{ at: T0 + MINUTE, how: 'undone', by: 'Ada' }],
    })
  })

  it('counts neither halfway, nor when it claimed no fix, nor when findings merely came back', () => {
    expect(after('Done', { last: false } as Partial<Intent>)).toBeUndefined()
    expect(after("Won't Do")).toBeUndefined()
    expect(after('Done', { refusal: false } as Partial<Intent>)).toBeUndefined()
  })
})

describe('the issue property about false fixes', () => {
  const state = changed(caseState(), 'jira', { falseFixes: fixes(2) })

  it('is written once for each, and only where an app reads it', () => {
    const action = planHistory(link(state, 'jira'), MAIN)
    expect(action).toMatchObject({
      kind: 'write',
      intent: { kind: 'history', told: 2 },
      write: { kind: 'property', key: 'fixproof-history', value: { falseFixes: 2, how: 'undone' } },
    })
    const intended = withLink(state, 'jira', { intent: { kind: 'history', told: 2, at: T0 } })
    const told = link(settle(intended, 'jira', T0).state, 'jira')
    expect(planHistory(told, MAIN)).toBeNull()
    const more = { ...told, falseFixes: counted(told.falseFixes, { at: T0, how: 'refused', by: null }) }
    expect(planHistory(more, MAIN)).toMatchObject({ intent: { told: 3 } })
    expect(planHistory(link(state, 'jira'), undefined)).toBeNull()
    expect(planHistory(link(state, 'jira'), new Set(['other']))).toBeNull()
    expect(planHistory(link(caseState(), 'jira'), MAIN)).toBeNull()
  })
})
