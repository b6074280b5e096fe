import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newProofKey, openProofKeys, ProofKeyError, proofKeys } from './proofKeys'

const publicPem = (pem: string) => createPublicKey(pem).export({ format: 'pem', type: 'spki' }).toString()

describe('proof keys', () => {
  it('sign so that anyone can check with the published key alone', () => {
    const keys = proofKeys(newProofKey(), 'test')
    const text = JSON.stringify([1, keys.kid, 'Ünïcode ✓'])
    const signature = keys.sign(text)
    expect(signature).toMatch(/^[\w-]{86}$/)
    const jwk = keys.jwks().keys.find(key => key.kid === keys.kid)
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: jwk?.x ?? '' }, format: 'jwk' })
    expect(verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'))).toBe(true)
    expect(verify(null, Buffer.from(`${text} `), key, Buffer.from(signature, 'base64url'))).toBe(false)
  })

  it('are named by the RFC 7638 thumbprint of the RFC 8037 example', () => {
    const d = 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A'
    // PKCS #8 of RFC 8410 around the 32 bytes of the example key.
    const der = Buffer.concat([
      Buffer.from('302e020100300506032b657004220420', 'hex'),
      Buffer.from(d, 'base64url'),
    ])
    const pem = `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`
    expect(proofKeys(pem, 'test').kid).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')
    expect(proofKeys(pem, 'test').jwks().keys[0]?.x).toBe('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo')
  })

  it('keep verifying what a previous key signed after a change of keys', () => {
    const [old, new_] = [newProofKey(), newProofKey()]
    const before = proofKeys(old, 'test')
    const after = proofKeys(`${new_}\n${publicPem(old)}`, 'test')
    const signature = before.sign('proof')
    expect(after.kid).not.toBe(before.kid)
    expect(after.jwks().keys.map(key => key.kid)).toEqual([after.kid, before.kid])
    expect(after.verifyProof('proof', signature, before.kid)).toBe(true)
    expect(after.verifyProof('proof', signature, after.kid)).toBe(false)
    expect(after.verifyProof('proof', after.sign('proof'), after.kid)).toBe(true)
    expect(after.verifyProof('proof', signature, 'unknown')).toBe(false)
    expect(after.verifyProof('proof', 'rubbish', before.kid)).toBe(false)
  })

  it.each([
    ['no key at all', () => 'hello', 'test holds no PEM key. Give it an Ed25519 private key.'],
    [
      'a public key first',
      () => publicPem(newProofKey()),
      'The first key in test is a public one. Put the private key first.',
    ],
    [
      'a key of another kind',
      () =>
        generateKeyPairSync('ec', { namedCurve: 'P-256' })
          .privateKey.export({ format: 'pem', type: 'pkcs8' })
          .toString(),
      'A key in test is ec. It must be Ed25519.',
    ],
    [
      'a damaged key',
      () => newProofKey().replace('MC4C', 'AAAA'),
      'A key in test cannot be read. It must be PEM without a passphrase.',
    ],
  ])('refuse %s by name', (_what, pem, sentence) => {
    expect(() => proofKeys(pem(), 'test')).toThrow(new ProofKeyError(sentence))
  })

  it('hand out no private part', () => {
    expect(Object.keys(proofKeys(newProofKey(), 'test').jwks().keys[0] ?? {}).sort()).toEqual([
      'alg',
      'crv',
      'kid',
      'kty',
      'use',
      'x',
    ])
  })
})

describe('the proof key file', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fixproof-keys-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('is made on the first start, for its owner only, and read on the next', async () => {
    const file = join(folder, 'deep', 'proof.pem')
    const first = await openProofKeys(file)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await openProofKeys(file)).kid).toBe(first.kid)
    expect(await readdir(join(folder, 'deep'))).toEqual(['proof.pem'])
  })

  it('is the same for hubs that start together', async () => {
    const file = join(folder, 'proof.pem')
    const all = await Promise.all([openProofKeys(file), openProofKeys(file), openProofKeys(file)])
    expect(new Set(all.map(keys => keys.kid)).size).toBe(1)
  })

  it('is never overwritten when it is damaged', async () => {
    const file = join(folder, 'proof.pem')
    await writeFile(file, 'not a key')
    await expect(openProofKeys(file)).rejects.toThrow(`${file} holds no PEM key`)
    expect(await readFile(file, 'utf8')).toBe('not a key')
  })

  it('is refused with a sentence when its place cannot be read', async () => {
    await expect(openProofKeys(folder)).rejects.toThrow(
      `The proof key ${folder} cannot be read (EISDIR). Check its permissions.`,
    )
  })
})
