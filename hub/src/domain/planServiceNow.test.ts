import { describe, expect, it } from 'vitest'
import type { Goal } from './plan'
import { planServiceNow } from './planServiceNow'
import { caseState, link, project } from './testing/build'

const goal = (more: Partial<Goal>): Goal => ({
  kind: 'close',
  cause: 'remediated',
  round: 2,
  refusal: false,
  handSeen: 3,
  text: 'Fixed.',
  comment: 'Fixed.',
  ...more,
})

function planned(asked: Partial<Goal>, more: Parameters<typeof project>[0] = {}) {
  const state = caseState({ tickets: ['servicenow'], project: more })
  const action = planServiceNow.move(state, link(state, 'servicenow'), goal(asked))
  if (action.kind !== 'write' || action.write.kind !== 'patch') throw new Error(action.kind)
  return { ...action, write: action.write }
}

describe('a close of an incident', () => {
  it.each([
    ['remediated', 'Solution provided'],
    ['accepted', 'No resolution provided'],
    ['detached', 'No resolution provided'],
    ['by-hand', 'No resolution provided'],
    [null, 'No resolution provided'],
  ] as const)('for the cause %s is one PATCH to Resolved with the code %s and its notes', (cause, code) => {
    const { write, intent } = planned({ cause })
    expect(write).toEqual({
      kind: 'patch',
      fields: { state: '6', close_code: code, close_notes: 'Fixed.' },
      workNote: 'Fixed.',
    })
    expect(intent).toMatchObject({
      kind: 'close',
      last: true,
      round: 2,
      cause,
      handSeen: 3,
      commentInside: true,
    })
  })

  it('carries what the settings add, but never over its state, code and notes', () => {
    const { close } = project()
    const fields = { u_cause: 7, state: '7', close_code: 'x', close_notes: 'y' }
    const remediated = { closeCode: 'Solution provided', fields }
    const { write } = planned({}, { close: { ...close, servicenow: { ...close.servicenow, remediated } } })
    expect(write.fields).toEqual({
      u_cause: '7',
      state: '6',
      close_code: 'Solution provided',
      close_notes: 'Fixed.',
    })
  })
})

describe('a reopening of an incident', () => {
  it.each([
    ['says why', 'Open again.'],
    ['is silent on a contested one that was told today', null],
  ])('goes to In Progress and %s', (_, comment) => {
    const { write, intent, reason } = planned({
      kind: 'reopen',
      cause: null,
      refusal: true,
      text: 'Open again.',
      comment,
    })
    expect(write).toEqual({ kind: 'patch', fields: { state: '2' }, workNote: comment })
    expect(intent).toMatchObject({
      kind: 'reopen',
      refusal: true,
      comment,
      to: { id: '2', category: 'indeterminate' },
    })
    expect(reason).toBe('Open again.')
  })
})

it('an incident lacks nothing else', () => {
  expect(planServiceNow.tidy()).toBeNull()
})
