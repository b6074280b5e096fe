import { PLACEHOLDERS, type PlaceholderValues } from '@fixproof/rules'
import { describe, expect, it } from 'vitest'
import { type FormField, fillFields, formProblems, type TicketForm } from './forms'

const field = (id: string, more: Partial<FormField> = {}): FormField => ({
  ...{
    id,
    name: id,
    kind: 'text',
    required: false,
    hasDefault: false,
    allowed: null,
    maxChars: null,
    ours: null,
  },
  ...more,
})
const choice = (label: string, value = label) => ({ id: `id-${label}`, value, label })
const form: TicketForm = {
  place: 'Bug in project SEC',
  fields: [
    field('summary', { required: true, ours: 'always' }),
    field('project', { required: true, ours: 'reserved' }),
    field('priority', { required: true, ours: 'priority' }),
    field('team', { name: 'Team', required: true }),
    field('with-default', { required: true, hasDefault: true }),
    field('cause', {
      name: 'Root cause',
      kind: 'choice',
      allowed: [choice('Code', '1'), choice('Setup', '2')],
    }),
    field('teams', { kind: 'choices', allowed: [choice('Red'), choice('Blue')] }),
    field('score', { kind: 'number' }),
    field('day', { kind: 'day' }),
    field('note', { maxChars: 60 }),
  ],
}
const sends = { priority: true, assignee: false, due_date: false }
const values: PlaceholderValues = {
  ...(Object.fromEntries(Object.keys(PLACEHOLDERS).map(name => [name, ''])) as unknown as PlaceholderValues),
  'finding.severity': 'high',
  'finding.title': 'T'.repeat(100),
  'findings.count': '3',
}
const problems = (given: Record<string, unknown>, more: Partial<typeof sends> = {}) =>
  formProblems(form, { team: 'Red', ...given }, { ...sends, ...more })
const fill = (given: Record<string, unknown>) => fillFields(form, given, values, 'https://hub.example.com/c')

describe('what nothing can mend', () => {
  it('is a field that is not there, one that is ours, and a required one nobody fills', () => {
    expect(problems({})).toEqual([])
    expect(problems({ nope: 1 })[0]).toMatch(
      /^Bug in project SEC has no field nope\. It has: summary, project/,
    )
    expect(problems({ project: 'X' })).toEqual(['Fixproof sets project itself; leave it out of fields'])
    expect(problems({ team: ' ' }, { priority: false })).toEqual([
      'Bug in project SEC needs priority and Team (team). Give them in fields, or in the settings of the project',
    ])
  })

  it('is a plain value the field does not take, as a word, an object or in a list', () => {
    expect(problems({ cause: 'code' })).toEqual([])
    expect(problems({ cause: { id: 'id-Setup' } })).toEqual([])
    expect(problems({ cause: { value: 'Luck' } })).toEqual([
      'Root cause (cause) does not take "Luck". It takes: Code and Setup',
    ])
    expect(problems({ teams: ['Red', 'Pink'] })).toEqual([
      'teams does not take "Pink". It takes: Red and Blue',
    ])
    expect(problems({ score: 'many' })).toEqual(['score takes a number, not "many"'])
    expect(problems({ day: '31.1.2027' })).toEqual(['day takes a day such as 2027-01-31, not "31.1.2027"'])
  })

  it('is told of a template only once the finding is known', () => {
    expect(problems({ cause: '{{finding.severity}}', team: '{{finding.team}}' })).toEqual([])
    expect(fill({ cause: '{{finding.severity}}', team: '{{finding.team}}' }).problems).toEqual([
      'Root cause (cause) does not take "high". It takes: Code and Setup',
      'Team (team) is required and came out empty for these findings',
    ])
  })
})

describe('values of fields', () => {
  it('come out in the words and types the tool keeps', () => {
    expect(
      fill({
        cause: 'setup',
        score: '{{findings.count}}',
        teams: ['red'],
        note: { any: '{{finding.severity}}' },
      }),
    ).toEqual({
      values: { cause: '2', score: 3, teams: ['Red'], note: { any: 'high' } },
      problems: [],
      cut: [],
    })
  })

  it('are cut to what fits, saying where the whole text stands; the whole is kept', () => {
    const { values: out, cut } = fill({ note: '{{finding.title}}' })
    expect(out.note).toHaveLength(60)
    expect(out.note).toMatch(/^T+… \(cut; in full: https:\/\/hub\.example\.com\/c\)$/)
    expect(cut).toEqual([
      { field: 'note', text: 'note was cut to the 60 characters its tool takes', full: 'T'.repeat(100) },
    ])
  })

  it('are left out where the findings have nothing to say', () => {
    expect(fill({ cause: '{{finding.team}}', day: null }).values).toEqual({ day: null })
  })

  it('are filled without a form as well, unchecked', () => {
    expect(fillFields(null, { x: '{{finding.severity}}' }, values, null).values).toEqual({ x: 'high' })
  })
})
