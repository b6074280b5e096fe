import { expect, it } from 'vitest'
import { verifyDatadogWebhook } from './webhook'

const header = { name: 'X-Fixproof', value: 's3cret' }
const basic = { user: 'datadog', password: 'pass:word' }
const authorization = `Basic ${Buffer.from('datadog:pass:word').toString('base64')}`

it.each<[string, object, Record<string, string>, boolean]>([
  ['the secret header, whatever its case', { header }, { 'x-FIXPROOF': 's3cret' }, true],
  ['a wrong secret', { header }, { 'x-fixproof': 's3creT' }, false],
  ['a longer secret that begins right', { header }, { 'x-fixproof': 's3cret1' }, false],
  ['no secret at all', { header }, {}, false],
  ['an empty secret where none is configured as empty', { header: { name: 'x', value: '' } }, {}, false],
  ['user and password, a colon in the password too', { basic }, { authorization }, true],
  [
    'a wrong password',
    { basic },
    { authorization: `Basic ${Buffer.from('datadog:x').toString('base64')}` },
    false,
  ],
  ['another scheme', { basic }, { authorization: 'Bearer datadog:pass:word' }, false],
  ['both, when both are configured', { header, basic }, { 'x-fixproof': 's3cret', authorization }, true],
  ['one of two that are configured', { header, basic }, { authorization }, false],
  ['anything, when nothing is configured', {}, { 'x-fixproof': 's3cret', authorization }, false],
])('a webhook with %s', (_, auth, headers, good) => {
  expect(verifyDatadogWebhook(auth, new Headers(headers))).toBe(good)
})
