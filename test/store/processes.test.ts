import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@fixproof/hub/clock'
import { openEmbedded } from '@fixproof/hub/store/embedded/index'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const HOLD = fileURLToPath(new URL('./hold.ts', import.meta.url))
const logger = { debug() {}, info() {}, warn() {}, error() {} }

describe('the embedded store and real processes', () => {
  let folder = ''
  const children: ChildProcess[] = []

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fixproof-lock-'))
  })
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
    }
    await rm(folder, { recursive: true })
  })

  const open = () => openEmbedded({ folder, clock: systemClock, logger })

  /** A child that tries to hold the folder, with the first line it says. */
  async function hold(): Promise<{ child: ChildProcess; said: string }> {
    const child = spawn(process.execPath, ['--import', 'tsx', HOLD, folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    children.push(child)
    let said = ''
    for await (const part of child.stdout as NodeJS.ReadableStream) {
      said += String(part)
      if (said.includes('\n')) break
    }
    return { child, said: said.trim() }
  }

  it('refuses a second process with its pid, and takes over once that one was killed', async () => {
    const { child, said } = await hold()
    expect(said).toBe('open')
    await expect(open()).rejects.toThrow(`in use by process ${child.pid}.`)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const store = await open()
    expect((await store.work(`held by ${child.pid}`))?.gen).toBe(1)
    expect((await readdir(folder)).filter(name => name.startsWith('lock'))).toHaveLength(1)
    await store.close()
  })

  it('tells a second process who has the folder, and lets it in after a close', async () => {
    const store = await open()
    const refused = await hold()
    expect(refused.said).toContain(`The store in ${folder} is in use by process ${process.pid}.`)
    await store.close()
    const { child, said } = await hold()
    expect(said).toBe('open')
    child.stdin?.write('stop\n')
    await once(child, 'exit')
    expect((await readdir(folder)).filter(name => name.startsWith('lock'))).toEqual([])
  })
})
