import { describe, expect, it } from 'vitest'
import {
  fillTemplate,
  hasPlaceholder,
  PLACEHOLDERS,
  type PlaceholderValues,
  unknownPlaceholders,
} from './template'

const values = Object.fromEntries(
  Object.keys(PLACEHOLDERS).map(name => [name, `<${name}>`]),
) as unknown as PlaceholderValues

describe('a template', () => {
  it('is filled in texts, lists and groups, however deep, spaces inside the braces allowed', () => {
    expect(
      fillTemplate(
        { a: 'x {{finding.severity}} {{ case.key }}', b: [{ value: '{{finding.title}}' }], c: 3, d: null },
        values,
      ),
    ).toEqual({ a: 'x <finding.severity> <case.key>', b: [{ value: '<finding.title>' }], c: 3, d: null })
  })

  it('takes what a finding says as it is: dollar signs and braces in it mean nothing', () => {
    const odd = { ...values, 'finding.title': '$& {{case.key}} $1' }
    expect(fillTemplate('{{finding.title}}', odd)).toBe('$& {{case.key}} $1')
  })

  it('names what stands for nothing, each once, also a word every object has', () => {
    expect(
      unknownPlaceholders(['{{finding.colour}} {{finding.colour}}', { x: '{{toString}} {{case.key}}' }]),
    ).toEqual(['finding.colour', 'toString'])
    expect(unknownPlaceholders('{ {finding.x} } {{}')).toEqual([])
  })

  it('is told from a plain value', () => {
    expect(hasPlaceholder({ a: [1, 'x {{case.key}}'] })).toBe(true)
    expect(hasPlaceholder({ a: [1, 'x'] })).toBe(false)
  })
})
