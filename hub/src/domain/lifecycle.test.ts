import { describe, expect, it } from 'vitest'
import { foundAgain, letGo, planGone, planLetGo, projectDeleted, recreate } from './lifecycle'
import { mergeCases } from './lifecycleMerge'
import type { OnGone } from './model'
import { linkOf, withCase, withLink } from './step'
import { caseState, now, T0 } from './testing/build'

const AT = T0 + 1000
const ENDING = { why: 'because.', actor: 'ada', source: 'api' as const }

const gone = (onGone: OnGone | undefined, findings = 'open') => {
  const state = caseState({
    findings: { A: 'open' },
    project: onGone === undefined ? {} : { onGone },
  })
  const after = findings === 'open' ? state : now(state, 'A', findings, AT)
  return withLink(after, 'jira', { state: 'gone' })
}

describe('a deleted ticket', () => {
  it.each<[OnGone | undefined, string, string | null]>([
    [undefined, 'open', null],
    ['leave', 'open', null],
    ['relink', 'open', null],
    ['recreate', 'open', 'recreate'],
    ['recreate', 'resolved', null],
    ['detach', 'open', 'let-go'],
    ['detach', 'resolved', 'let-go'],
  ])('with onGone %s and a finding %s: %s', (onGone, finding, kind) => {
    const state = gone(onGone, finding)
    expect(planGone(state, linkOf(state, 'jira'))?.kind ?? null).toBe(kind)
  })

  it('is made anew once, with what the case says by now', () => {
    const state = withCase(gone('recreate'), { title: 'Said since' })
    const once = recreate(state, 'jira', AT)
    expect(once.state.links).toHaveLength(2)
    expect(once.state.links[1]).toMatchObject({
      state: 'creating',
      draft: { title: 'Said since' },
      ticket: null,
    })
    expect(planGone(once.state, linkOf(once.state, 'jira'))).toBeNull()
    expect(recreate(once.state, 'jira', AT).state).toBe(once.state)
  })

  it('keeps the directions that were asked for the deleted one', () => {
    const sync = { projectId: 'project-1', table: { comments: { type: 'to-ticket' as const } } }
    const { state } = recreate(withLink(gone('recreate'), 'jira', { sync }), 'jira', AT)
    expect(state.links.at(-1)?.sync).toEqual(sync)
  })

  it('that is found under another id has agreed on nothing yet', () => {
    const state = withLink(gone('relink'), 'jira', {
      agreed: { title: { value: 'x', direction: 'two-way' } },
    })
    const same = linkOf(state, 'jira').ticket ?? { id: '', key: '', url: '' }
    expect(linkOf(foundAgain(state, 'jira', same, AT).state, 'jira')).toMatchObject({
      state: 'live',
      agreed: { title: { value: 'x' } },
    })
    const other = { id: '999', key: 'SEC-9', url: 'https://example.com/browse/SEC-9' }
    expect(linkOf(foundAgain(state, 'jira', other, AT).state, 'jira')).toMatchObject({
      state: 'live',
      ticket: other,
      agreed: {},
      view: null,
    })
  })
})

describe('a link that is let go', () => {
  it('owes an issue only that our property stops refusing', () => {
    const state = caseState({ tickets: ['jira', 'servicenow'] })
    const proof = { seq: 1, signature: 's', content: 'c', validUntil: null }
    const both = letGo(
      letGo(withLink(state, 'jira', { proof }), 'jira', ENDING, AT).state,
      'servicenow',
      ENDING,
      AT,
    ).state
    expect(planLetGo(linkOf(both, 'jira'))).toMatchObject({
      write: { kind: 'remove-property', key: 'fixproof' },
    })
    expect(planLetGo(linkOf(withLink(both, 'jira', { proof: null }), 'jira'))).toBeNull()
    expect(planLetGo(linkOf(both, 'servicenow'))).toBeNull()
  })

  it('with its project: twice is as once', () => {
    const state = caseState({ project: { deletedBy: 'ada', archivedAt: T0 } })
    const once = projectDeleted(state, AT)
    expect(once.notes.map(each => each.text)).toEqual([
      'SEC-1 was let go and stays as it is: project SEC was deleted.',
      'Case SEC-1 was archived: ada deleted project SEC.',
    ])
    expect(projectDeleted(once.state, AT + 1)).toEqual({ state: once.state, notes: [] })
  })
})

it('two cases that share no ticket are not merged', () => {
  const one = caseState()
  const other = { ...caseState(), case: { ...caseState().case, id: 'case-2' } }
  expect(mergeCases(one, other, 'elsewhere', AT)).toEqual({
    older: { state: one, notes: [] },
    younger: { state: other, notes: [] },
    findings: [],
  })
})
