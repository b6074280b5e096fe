import { expect, it } from 'vitest'
import { basicAuth, redactor } from './secrets'

it('takes a secret out in clear, URL-encoded and base64 form', () => {
  const clean = redactor(['p@ss/word', 'ab'])
  const text = `p@ss/word ${encodeURIComponent('p@ss/word')} ${Buffer.from('p@ss/word').toString('base64')} ab`
  expect(clean(text)).toBe('[secret] [secret] [secret] ab')
})

it('writes Basic credentials in UTF-8', () => {
  expect(basicAuth('a', 'ü')).toBe(`Basic ${Buffer.from('a:ü', 'utf8').toString('base64')}`)
})
