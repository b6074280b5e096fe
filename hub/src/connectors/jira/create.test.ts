import { describe, expect, it } from 'vitest'
import type { TicketDraft } from '../port'
import { createBody } from './create'
import type { CreateMeta } from './meta'
import type { WireCreateField } from './wire'

const field = (fieldId: string, allowed?: string[]): WireCreateField => ({
  fieldId,
  name: fieldId,
  required: false,
  schema: { type: 'string' },
  ...(allowed === undefined ? {} : { allowedValues: allowed.map(name => ({ name })) }),
})
const meta = (...fields: WireCreateField[]): CreateMeta => ({
  issueTypeId: '20',
  workType: 'Task',
  fields: new Map(fields.map(f => [f.fieldId, f])),
})
const ALL = meta(
  field('labels'),
  field('description'),
  field('priority', ['Highest', 'High', 'Medium', 'Low', 'Lowest']),
)
const draft = (more: Partial<TicketDraft> = {}): TicketDraft => ({
  target: { project: 'SEC', workType: 'Task' },
  title: 'Title',
  description: '**text**',
  priority: 'P2',
  fields: {},
  marker: '0123456789ab',
  predecessor: null,
  assignee: null,
  dueDate: null,
  labels: [],
  ...more,
})
const text = (value: unknown): string => JSON.stringify(value)

describe('the body of a create', () => {
  it('says everything at once, with both markers', () => {
    expect(createBody(draft({ fields: { customfield_1: { id: '5' } } }), 'SEC', ALL)).toEqual({
      fields: {
        summary: 'Title',
        description: {
          version: 1,
          type: 'doc',
          content: [
            { type: 'paragraph', content: [{ type: 'text', text: 'text', marks: [{ type: 'strong' }] }] },
          ],
        },
        priority: { name: 'High' },
        labels: ['fixproof-0123456789ab'],
        customfield_1: { id: '5' },
        project: { key: 'SEC' },
        issuetype: { id: '20' },
      },
      properties: [{ key: 'fixproof-intent', value: { marker: '0123456789ab' } }],
    })
  })

  it('makes one line of 255 characters of a title', () => {
    const { summary } = createBody(draft({ title: `a\n${'x'.repeat(300)}` }), 'SEC', ALL).fields
    expect(summary).toBe(`a ${'x'.repeat(252)}…`)
  })

  it('marks the last line of the description where the screen has no labels', () => {
    const body = createBody(draft(), 'SEC', meta(field('description')))
    expect(body.fields).not.toHaveProperty('labels')
    expect(text(body.fields.description)).toMatch(/fixproof-0123456789ab"}\]}\]}$/)
  })

  it('marks a description given ready-made too', () => {
    const given = { version: 1, type: 'doc', content: [{ type: 'paragraph', content: [] }] }
    const body = createBody(draft({ fields: { description: given } }), 'SEC', meta(field('description')))
    expect(text(body.fields.description)).toContain('fixproof-0123456789ab')
    expect(given.content).toHaveLength(1)
  })

  it('is refused where an issue could not be found again', () => {
    expect(() => createBody(draft(), 'SEC', meta(field('priority')))).toThrow(
      /neither Labels nor Description/,
    )
  })

  it('lets given fields win, but not over project, work type and marker', () => {
    const fields = {
      summary: 'Mine',
      labels: ['team'],
      project: { key: 'OTHER' },
      issuetype: { id: '99' },
      priority: { id: '1' },
    }
    expect(createBody(draft({ fields }), 'SEC', ALL).fields).toMatchObject({
      summary: 'Mine',
      labels: ['team', 'fixproof-0123456789ab'],
      project: { key: 'SEC' },
      issuetype: { id: '20' },
      priority: { id: '1' },
    })
  })

  it.each([
    ['by name, whatever the capitals', 'P1', ['HIGHEST', 'low'], 'HIGHEST'],
    ['by place among five', 'P4', ['Blocker', 'Critical', 'Major', 'Minor', 'Trivial'], 'Minor'],
    ['left to Jira when the scheme is another', 'P4', ['Urgent', 'Normal'], undefined],
    ['left to Jira when the case has none', 'NOT_DEFINED', ['Highest'], undefined],
    ['left to Jira when nobody said', null, ['Highest'], undefined],
  ] as const)('sets the priority %s', (_, priority, allowed, name) => {
    const body = createBody(
      draft({ priority }),
      'SEC',
      meta(field('labels'), field('priority', [...allowed])),
    )
    expect(body.fields.priority).toEqual(name === undefined ? undefined : { name })
  })

  it('sends no priority where the create screen has none', () => {
    expect(createBody(draft(), 'SEC', meta(field('labels'))).fields).not.toHaveProperty('priority')
  })
})
