import fc from 'fast-check'
import { expect, it } from 'vitest'
import { projectKeyFrom } from './projectKeys'

const free = () => false

it.each([
  ['Vulnerability Response', 'VULNERABILITY_RESPON'],
  ['Service Desk', 'SERVICE_DESK'],
  ['  Équipe sécurité (EU) ', 'EQUIPE_SECURITE_EU'],
  ['24x7 Support', 'P24X7_SUPPORT'],
  ['セキュリティ', 'P'],
  ['Nineteen characters -', 'NINETEEN_CHARACTERS'],
  ['case', 'CASE_2'],
])('%s makes the key %s', (name, key) => {
  expect(projectKeyFrom(name, free)).toBe(key)
})

it('one that is taken gets the first number that makes it free, within its length', () => {
  const taken = ['VULNERABILITY_RESPON', 'VULNERABILITY_RESP_2']
  expect(projectKeyFrom('Vulnerability Response', key => taken.includes(key))).toBe('VULNERABILITY_RESP_3')
})

it('is one that the settings take, whatever the name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(12), (name, used) => {
      const taken: string[] = []
      for (let i = 0; i <= used; i++) taken.push(projectKeyFrom(name, key => taken.includes(key)))
      for (const key of taken) expect(key).toMatch(/^(?!CASE$)[A-Z][A-Z0-9_]{0,19}$/)
      expect(new Set(taken).size).toBe(taken.length)
    }),
  )
})
