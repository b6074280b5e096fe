import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@fixproof/hub/clock'
import type { Store } from '@fixproof/hub/store/port'
import { openPostgres } from '@fixproof/hub/store/postgres/index'
import { type TestServer, testServer } from '@fixproof/hub/store/postgres/testing/server'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const FENCE = fileURLToPath(new URL('./fence.ts', import.meta.url))
const logger = { debug() {}, info() {}, warn() {}, error() {} }
const HOUR_MS = 3_600_000

describe('hubs on one database, each a process', () => {
  let server: TestServer
  let url = ''
  let store: Store
  let child: ChildProcess | undefined
  beforeAll(async () => {
    server = await testServer()
  })
  afterAll(() => server?.close())
  beforeEach(async () => {
    url = await server.database()
    store = await openPostgres({ url, clock: systemClock, logger })
  })
  afterEach(async () => {
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    await store.close()
    await server.giveBack(url)
  })

  it('refuses the write of a process that was paused until its key went to another, and wakes up', async () => {
    await store.commit({ marks: [{ key: 'case:c-1' }] })
    child = spawn(process.execPath, ['--import', 'tsx', FENCE, url, 'case:c-1'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]()
    expect((await lines.next()).value).toBe('claimed')

    child.kill('SIGSTOP')
    const [next] = await store.claim(systemClock.now() + HOUR_MS, 1, HOUR_MS)
    expect(next?.key).toBe('case:c-1')
    child.stdin?.write('go on\n')
    child.kill('SIGCONT')
    expect((await lines.next()).value).toBe('fenced false')

    expect(await store.work('written late')).toBeUndefined()
    expect(await store.finish('case:c-1', next?.leaseId as number, { kind: 'done' })).toBe(true)
    if (child.exitCode === null) await once(child, 'exit')
  })

  it('gives what a killed process had in hand to another once the lease is over', async () => {
    await store.commit({ marks: [{ key: 'case:c-1' }] })
    child = spawn(process.execPath, ['--import', 'tsx', FENCE, url, 'case:c-1'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]()
    expect((await lines.next()).value).toBe('claimed')
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await store.claim(systemClock.now(), 1, HOUR_MS)).toEqual([])
    expect((await store.claim(systemClock.now() + HOUR_MS, 1, HOUR_MS)).map(row => row.key)).toEqual([
      'case:c-1',
    ])
  })
})
