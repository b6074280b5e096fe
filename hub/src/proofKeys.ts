import {
  createHash,
  createPrivateKey,
  createPublicKey,
  sign as ed25519,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  verify,
} from 'node:crypto'
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A public key as the Forge app and any auditor read it (RFC 8037). */
export interface ProofJwk {
  kty: 'OKP'
  crv: 'Ed25519'
  x: string
  kid: string
  alg: 'EdDSA'
  use: 'sig'
}

/** Signs the `fixproof` issue property (CONTRACTS, the proof). */
export interface ProofKeys {
  /** Of the key that signs now: its RFC 7638 thumbprint, base64url. */
  kid: string
  /** Ed25519 over the UTF-8 bytes of `text`; base64url without padding, 86 characters. */
  sign(text: string): string
  /** Whether `signature` over `text` was made by the key `kid`, current or previous. */
  verifyProof(text: string, signature: string, kid: string): boolean
  /** All public keys, the current one first. */
  jwks(): { keys: ProofJwk[] }
}

/** The key cannot be used; `message` says which file and what to do. */
export class ProofKeyError extends Error {
  override name = 'ProofKeyError'
}

/**
 * Reads keys from PEM text. The first block must be an Ed25519 private key and signs; every further block, private
 * or public, is a previous key that only verifies. To change keys, put the new one on top. Throws `ProofKeyError`;
 * `from` names the source in its message.
 */
export function proofKeys(pem: string, from: string): ProofKeys {
  const blocks = pem.match(/-----BEGIN ([A-Z ]+)-----[\s\S]*?-----END \1-----/g) ?? []
  const [first, ...rest] = blocks
  if (first === undefined)
    throw new ProofKeyError(`${from} holds no PEM key. Give it an Ed25519 private key.`)
  const signing = readKey(first, from)
  if (signing.type !== 'private')
    throw new ProofKeyError(`The first key in ${from} is a public one. Put the private key first.`)
  const keys = [signing, ...rest.map(block => readKey(block, from))].map(publicPart)
  const byKid = new Map(keys.map(key => [key.jwk.kid, key]))
  const kid = keys[0]?.jwk.kid ?? ''
  return {
    kid,
    sign: text => ed25519(null, Buffer.from(text, 'utf8'), signing).toString('base64url'),
    verifyProof: (text, signature, kid) => {
      const key = byKid.get(kid)
      return (
        key !== undefined &&
        verify(null, Buffer.from(text, 'utf8'), key.public, Buffer.from(signature, 'base64url'))
      )
    },
    jwks: () => ({ keys: [...byKid.values()].map(key => key.jwk) }),
  }
}

function readKey(pem: string, from: string): KeyObject {
  let key: KeyObject
  try {
    key = pem.includes('PUBLIC KEY') ? createPublicKey(pem) : createPrivateKey(pem)
  } catch (error) {
    throw new ProofKeyError(`A key in ${from} cannot be read. It must be PEM without a passphrase.`, {
      cause: error,
    })
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw new ProofKeyError(`A key in ${from} is ${key.asymmetricKeyType}. It must be Ed25519.`)
  return key
}

function publicPart(key: KeyObject): { public: KeyObject; jwk: ProofJwk } {
  const pub = key.type === 'private' ? createPublicKey(key) : key
  const { x = '' } = pub.export({ format: 'jwk' })
  // RFC 7638: the required members in lexicographic order, nothing else.
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url')
  return { public: pub, jwk: { kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' } }
}

/** A new Ed25519 private key as PEM (PKCS #8). */
export function newProofKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
}

/**
 * Keys from a file, which is made with a new key when it is missing: readable by its owner only, complete or not
 * there at all, and the same for hubs that start together. With `shared` nothing is made: a key that this hub alone has
 * is one that the other hubs on its database do not know. Throws `ProofKeyError`.
 */
export async function openProofKeys(file: string, shared = false): Promise<ProofKeys> {
  const there = await readIfThere(file)
  if (there !== null) return proofKeys(there, file)
  if (shared)
    throw new ProofKeyError(
      `The proof key ${file} is not there. Make it once (openssl genpkey -algorithm ed25519 -out ${file}) and give ` +
        'every hub on this database the same file.',
    )
  await create(file)
  const made = await readIfThere(file)
  if (made === null) throw new ProofKeyError(`The proof key ${file} vanished while it was being made.`)
  return proofKeys(made, file)
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (code(error) === 'ENOENT') return null
    throw new ProofKeyError(`The proof key ${file} cannot be read (${code(error)}). Check its permissions.`, {
      cause: error,
    })
  }
}

/** Written aside and linked into place: the name appears with its whole content, and only for the first comer. */
async function create(file: string): Promise<void> {
  const aside = `${file}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await mkdir(dirname(file), { recursive: true })
    const handle = await open(aside, 'w', 0o600)
    try {
      await handle.writeFile(newProofKey())
      await handle.sync()
    } finally {
      await handle.close()
    }
    try {
      await link(aside, file)
    } catch (error) {
      if (code(error) !== 'EEXIST') throw error
    } finally {
      await unlink(aside)
    }
    const folder = await open(dirname(file), 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  } catch (error) {
    throw new ProofKeyError(
      `The proof key ${file} cannot be made (${code(error)}). Make its folder writable, or name another file in "proof.keyFile".`,
      { cause: error },
    )
  }
}

function code(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
