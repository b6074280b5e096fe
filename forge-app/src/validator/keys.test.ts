import { describe, expect, test } from 'vitest'
import { signer } from '../testing/proofs'
import { isOwnName, judgeKeys, signatureOf } from './keys'

const [a, b] = [signer(), signer()]

describe('the keys a hub sends', () => {
  test.each([
    ['are taken the first time', [a.key], [], false, 'take'],
    ['are taken when one of them is known', [b.key, a.key], [a.key], false, 'take'],
    ['are not taken when all are strangers', [b.key], [a.key], false, 'strangers'],
    ['are taken all the same when an administrator asks', [b.key], [a.key], true, 'take'],
    ['must be some', [], [a.key], true, 'none'],
    ['must be what they say they are', [{ ...b.key, kid: a.key.kid }], [a.key], true, 'not-what-they-say'],
    ['must be of the right length', [{ ...a.key, x: 'AAAA' }], [], true, 'not-what-they-say'],
  ])('%s', (_, sent, known, byAdmin, verdict) => {
    expect(judgeKeys(sent, known, byAdmin)).toBe(verdict)
  })

  test('a key’s name is its thumbprint', () => {
    expect(isOwnName(a.key)).toBe(true)
    expect(isOwnName({ ...a.key, kid: b.key.kid })).toBe(false)
  })

  test('a signature is good, bad, or by a key nobody knows', () => {
    const proof = a.proof()
    expect(signatureOf(proof, [b.key, a.key])).toBe('good')
    expect(signatureOf({ ...proof, sig: 'AAAA' }, [a.key])).toBe('bad')
    expect(signatureOf({ ...proof, seq: 6 }, [a.key])).toBe('bad')
    expect(signatureOf(proof, [b.key])).toBe('unknown-key')
    expect(signatureOf(proof, [{ ...a.key, x: 'no key' }])).toBe('bad')
  })
})
