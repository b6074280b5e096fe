import { describe, expect, test } from 'vitest'
import type { ServiceNowApp } from '../sandbox/servicenow'
import { matches, parseQuery } from '../sandbox/servicenow/query'
import { Refusal } from '../sandbox/servicenow/refusals'
import type { Row } from '../sandbox/servicenow/tables'
import { instanceWithApp } from './app'

/** The shipped tests for the Automated Test Framework, run step by step as their records say. */

const TESTS = [
  'Fixproof: a close is refused while a finding is open',
  'Fixproof: a close goes through when every finding is fixed',
  'Fixproof: incidents without a case are left alone',
]

/** Inputs of a step. Which variable is which only a real instance says; here each is known by its form. */
interface Inputs {
  assert: string
  /** `sys_id` of the record that is meant; empty for an insert. */
  record: string
  /** An encoded query: values to write, or a condition. */
  values: string
}

/** Runs a test; answers what its steps came to, by their order. */
function run({ instance }: ServiceNowApp, name: string): string[] {
  const { db } = instance
  const admin = instance.session('admin')
  if (admin === undefined) throw new Error('There is no admin')
  const test = db.first('sys_atf_test', { name })?.sys_id
  const made = new Map<string, string>()
  const filled = (text: string): string =>
    text.replace(/\{\{step\['(\w+)'\]\.record_id\}\}/g, (_all, step: string) => made.get(step) ?? 'none')
  const steps = db.rows('sys_atf_step').filter(step => step.test === test)
  return steps
    .sort((a, b) => Number(a.order) - Number(b.order))
    .map(({ sys_id: id = '', table = '' }) => {
      const texts = db
        .rows('sys_variable_value')
        .filter(one => one.document_key === id)
        .map(one => one.value ?? '')
      const inputs: Inputs = {
        assert: texts.find(text => text.startsWith('record_')) ?? '',
        record: filled(texts.find(text => /^\{\{step\[.*\}\}$/.test(text)) ?? ''),
        values: filled(texts.find(text => /^\w+!?=/.test(text)) ?? ''),
      }
      const written = (write: () => Row): Row | null => {
        try {
          return write()
        } catch (error) {
          if (error instanceof Refusal) return null
          throw error
        }
      }
      if (inputs.assert === 'record_validated') {
        const paths = instance.paths(table)
        const holds = matches(parseQuery(inputs.values, paths), db.get(table, inputs.record) ?? {}, paths)
        return holds ? inputs.assert : `${inputs.values} does not hold`
      }
      const row = written(() =>
        inputs.record === ''
          ? instance.insert(admin, table, valuesOf(inputs.values), { secure: false })
          : instance.update(admin, table, inputs.record, valuesOf(inputs.values), { secure: false }).row,
      )
      if (inputs.record === '') made.set(id, row?.sys_id ?? '')
      const word = inputs.record === '' ? 'inserted' : 'updated'
      const came = row === null ? `record_not_${word}` : `record_successfully_${word}`
      return came === inputs.assert ? came : `${came} instead of ${inputs.assert}`
    })
}

function valuesOf(encoded: string): Row {
  const parts = encoded.split('^').filter(part => part !== 'EQ')
  return Object.fromEntries(
    parts.map(part => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]),
  )
}

const asSaid = (came: readonly string[]): boolean => came.every(one => !one.includes(' '))

describe('the tests that are shipped for the Automated Test Framework', () => {
  test.each(TESTS)('pass with app and guard: %s', async name => {
    const { servicenow } = await instanceWithApp()
    const came = run(servicenow, name)
    expect(came.length).toBeGreaterThan(1)
    expect(came.filter(one => one.includes(' '))).toEqual([])
  })

  test('are three, and notice that the guard is missing', async () => {
    const { servicenow } = await instanceWithApp({ parts: ['app'] })
    expect(servicenow.instance.db.rows('sys_atf_test').map(row => row.name)).toEqual(
      expect.arrayContaining(TESTS),
    )
    expect(servicenow.instance.db.rows('sys_atf_test')).toHaveLength(TESTS.length)
    expect(TESTS.map(name => asSaid(run(servicenow, name)))).toEqual([false, true, true])
  })
})
