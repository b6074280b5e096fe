import { describe, expect, test } from 'vitest'
import { closing, guarded, statusOf, unguarded, updateBody } from './change'
import { readWorkflows } from './model'

const APP = 'app-1'
const RULE = `ari:cloud:ecosystem::extension/${APP}/env-1/static/findings-fixed`
const OTHER_RULE = 'ari:cloud:ecosystem::extension/app-2/env-1/static/findings-fixed'
const foreign = { ruleKey: 'forge:expression-validator', parameters: { key: OTHER_RULE, disabled: 'false' } }

/** A workflow with everything an update must not lose. */
const BODY = {
  statuses: [
    ...[
      { id: '1', statusReference: 'a', name: 'To Do', statusCategory: 'TODO', description: 'New' },
      { id: '2', statusReference: 'b', name: 'Done', statusCategory: 'DONE', scope: { type: 'GLOBAL' } },
      { id: '9', statusReference: 'z', name: 'Elsewhere', statusCategory: 'DONE' },
    ],
  ],
  workflows: [
    {
      ...{ id: 'w', name: 'Flow', isEditable: true, scope: { type: 'GLOBAL' }, description: 'Ours' },
      version: { id: 'v', versionNumber: 3 },
      startPointLayout: { x: 1, y: 2 },
      statuses: [
        { statusReference: 'a', layout: { x: 0, y: 0 }, properties: { p: 'q' }, deprecated: false },
        { statusReference: 'b', properties: {} },
      ],
      transitions: [
        { id: '1', name: 'Create', type: 'INITIAL', toStatusReference: 'b', links: [], validators: [] },
        {
          ...{ id: '11', name: 'Finish', type: 'DIRECTED', toStatusReference: 'b' },
          links: [{ fromStatusReference: 'a', fromPort: 0, toPort: 1 }],
          validators: [foreign],
          conditions: {
            operation: 'ALL',
            conditions: [{ ruleKey: 'c', parameters: {} }],
            conditionGroups: [],
          },
          transitionScreen: { ruleKey: 's', parameters: { screenId: '5' } },
          triggers: [{ ruleKey: 't', parameters: {} }],
          properties: { x: 'y' },
          actions: [{ ruleKey: 'f', parameters: {} }],
        },
        { id: '21', name: 'Back', type: 'GLOBAL', toStatusReference: 'a', links: [], validators: [] },
      ],
    },
  ],
}

function read() {
  const { workflows, statuses } = readWorkflows(structuredClone(BODY))
  const [workflow] = workflows
  if (workflow === undefined) throw new Error('no workflow was read')
  return { workflow, statuses }
}
let ids = 0
const given = { appId: APP, ruleId: RULE, newId: () => `id-${++ids}` }

describe('the validator in a workflow', () => {
  test('belongs on every transition into a done status but the one that makes the issue', () => {
    const { workflow, statuses } = read()
    expect(closing(workflow, statuses).map(each => each.name)).toEqual(['Finish'])
    expect(statusOf(workflow, { statuses }, APP, ['OPS'])).toEqual({
      ...{ id: 'w', name: 'Flow', sharedWith: ['OPS'], canUndo: false },
      transitions: [{ id: '11', name: 'Finish', from: ['To Do'], to: 'Done', guarded: false }],
    })
  })

  test('is added beside other rules, and everything else is sent back as it was', () => {
    const { workflow, statuses } = read()
    const change = guarded(workflow, statuses, given)
    expect(change.adds).toEqual([{ transition: 'Finish', to: 'Done' }])
    const [before] = BODY.workflows
    const ours = { ruleKey: 'forge:expression-validator', parameters: { key: RULE, disabled: 'false' } }
    expect(updateBody(change.workflow, statuses)).toEqual({
      statuses: [
        { id: '1', name: 'To Do', statusCategory: 'TODO', statusReference: 'a', description: 'New' },
        { id: '2', name: 'Done', statusCategory: 'DONE', statusReference: 'b', description: '' },
      ],
      workflows: [
        {
          ...{
            id: 'w',
            version: { id: 'v', versionNumber: 3 },
            description: 'Ours',
            startPointLayout: { x: 1, y: 2 },
          },
          statuses: [
            { statusReference: 'a', layout: { x: 0, y: 0 }, properties: { p: 'q' } },
            { statusReference: 'b', properties: {} },
          ],
          transitions: before?.transitions.map(each =>
            each.id === '11'
              ? {
                  ...each,
                  validators: [
                    foreign,
                    expect.objectContaining({
                      ...ours,
                      parameters: expect.objectContaining(ours.parameters),
                    }),
                  ],
                }
              : each,
          ),
        },
      ],
    })
  })

  test('is found again, not added twice, and taken out alone', () => {
    const { workflow, statuses } = read()
    const after = guarded(workflow, statuses, given).workflow
    expect(statusOf(after, { statuses }, APP, [])).toMatchObject({
      canUndo: true,
      transitions: [{ guarded: true }],
    })
    expect(guarded(after, statuses, given).adds).toEqual([])
    expect(unguarded(after, APP)).toEqual(workflow)
    expect(unguarded(workflow, APP)).toBeNull()
  })

  test('that was switched off does not count, and is replaced', () => {
    const { workflow, statuses } = read()
    const on = guarded(workflow, statuses, given).workflow
    const off = structuredClone(on)
    for (const each of off.transitions)
      for (const rule of each.validators) if (rule.parameters.key === RULE) rule.parameters.disabled = 'true'
    expect(statusOf(off, { statuses }, APP, []).transitions[0]?.guarded).toBe(false)
    const again = guarded(off, statuses, given).workflow.transitions.find(each => each.id === '11')
    expect(again?.validators).toHaveLength(2)
  })

  test('has a token that stands for this change on this version', () => {
    const { workflow, statuses } = read()
    const token = guarded(workflow, statuses, given).token
    expect(guarded(workflow, statuses, given).token).toBe(token)
    const later = { ...workflow, version: { id: 'v', versionNumber: 4 } }
    expect(guarded(later, statuses, given).token).not.toBe(token)
    const fewer = { ...workflow, transitions: workflow.transitions.filter(each => each.id !== '11') }
    expect(guarded(fewer, statuses, given).token).not.toBe(token)
  })
})
