import { describe, expect, it } from 'vitest'
import { keyDocs } from './config/documents'
import type { KeyConfig } from './config/schema'
import { testClock } from './domain/testing/clock'
import { declareKeys, findKey } from './keys'
import { memoryStore } from './store/embedded/memory'
import type { Commit } from './store/port'

const docs = (keys: KeyConfig[], now = 1) => keyDocs({ keys }, now)
const ci: KeyConfig = { name: 'ci', scopes: ['write'], apiKey: 'ci-key' }
const console: KeyConfig = { name: 'console', scopes: ['read'], apiKey: 'console-key', applicationKey: 'app' }

async function counted() {
  const store = await memoryStore(testClock())
  const commits: Commit[] = []
  const counting = new Proxy(store, {
    get: (target, name) => {
      if (name === 'commit')
        return (commit: Commit) => {
          commits.push(commit)
          return target.commit(commit)
        }
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return { store: counting, commits }
}

describe('the keys of the configuration', () => {
  it('are stored hashed and found by the key', async () => {
    const { store, commits } = await counted()
    await declareKeys(store, docs([ci, console]))
    expect(JSON.stringify(commits)).not.toMatch(/ci-key|console-key/)
    expect(await findKey(store, 'ci-key', undefined)).toMatchObject({ name: 'ci', scopes: ['write'] })
    expect(await findKey(store, 'console-key', 'app')).toMatchObject({ name: 'console' })
    expect(await findKey(store, 'console-key', undefined)).toBe('application-key')
    expect(await findKey(store, 'other', 'app')).toBe('unknown')
  })

  it('are not written again when nothing changed', async () => {
    const { store, commits } = await counted()
    await declareKeys(store, docs([ci, console], 1))
    await declareKeys(store, docs([ci, console], 2))
    expect(commits).toHaveLength(1)
  })

  it('follow the file: a changed key replaces the old one, a removed one stops working, its age stays', async () => {
    const { store } = await counted()
    await declareKeys(store, docs([ci, console], 1))
    await declareKeys(store, docs([{ ...ci, apiKey: 'ci-key-2', scopes: ['read'] }], 2))
    expect(await findKey(store, 'ci-key', undefined)).toBe('unknown')
    expect(await findKey(store, 'console-key', 'app')).toBe('unknown')
    expect(await findKey(store, 'ci-key-2', undefined)).toMatchObject({ scopes: ['read'], createdAt: 1 })
  })

  it('leave keys alone that were made elsewhere', async () => {
    const { store } = await counted()
    const [made] = docs([{ name: 'made', scopes: ['admin'], apiKey: 'made-key' }])
    if (made === undefined) throw new Error('no key')
    await store.commit({ put: [{ kind: 'key', id: made.id, doc: { ...made, declared: false } }] })
    await declareKeys(store, docs([ci]))
    expect(await findKey(store, 'made-key', undefined)).toMatchObject({ name: 'made' })
  })

  it('end up right when two hubs start together', async () => {
    const { store } = await counted()
    await Promise.all([declareKeys(store, docs([ci])), declareKeys(store, docs([ci]))])
    expect(await store.count('key')).toBe(1)
  })
})
