import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeBackup } from '@fixproof/hub/cli/backupFile'
import { systemClock } from '@fixproof/hub/clock'
import type { Sums } from '@fixproof/hub/store/backup'
import { openEmbedded } from '@fixproof/hub/store/embedded/index'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const HALF = fileURLToPath(new URL('./halfBackup.ts', import.meta.url))
const logger = { debug() {}, info() {}, warn() {}, error() {} }
const SUMS: Sums = { counts: {}, hash: '' }

describe('a backup and real processes', () => {
  let folder = ''
  let file = ''
  let child: ChildProcess | undefined
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fixproof-backups-'))
    file = join(folder, 'nightly.jsonl')
  })
  afterEach(async () => {
    if (child !== undefined) await killed(child)
    child = undefined
    await rm(folder, { recursive: true })
  })

  async function killed(process: ChildProcess): Promise<void> {
    if (process.exitCode !== null || process.signalCode !== null) return
    process.kill('SIGKILL')
    await once(process, 'exit')
  }

  /** A process in the middle of writing the file. */
  async function writing(): Promise<ChildProcess> {
    child = spawn(process.execPath, ['--import', 'tsx', HALF, file], { stdio: ['pipe', 'pipe', 'inherit'] })
    for await (const part of child.stdout as NodeJS.ReadableStream) if (String(part).includes('writes')) break
    return child
  }

  async function* whole(): AsyncGenerator<string, Sums> {
    yield 'all of it\n'
    return SUMS
  }

  it('is refused while another one writes the same file, and takes over what a killed one left', async () => {
    const other = await writing()
    await expect(writeBackup(file, whole())).rejects.toThrow(
      `${file}.unfinished is being written by process ${other.pid}, another backup into the same file.`,
    )
    await killed(other)
    expect((await readdir(folder)).sort()).toEqual(['nightly.jsonl.unfinished'])
    await writeBackup(file, whole())
    expect(await readdir(folder)).toEqual(['nightly.jsonl'])
    expect(await readFile(file, 'utf8')).toBe('all of it\n')
  })

  it('leaves nothing behind when the store breaks in the middle', async () => {
    async function* breaking(): AsyncGenerator<string, Sums> {
      yield 'some of it\n'
      throw new Error('the store broke')
    }
    await expect(writeBackup(file, breaking())).rejects.toThrow('the store broke')
    expect(await readdir(folder)).toEqual([])
  })

  /** A command of the shell, with the command line's own script as `$1`. */
  async function shell(script: string): Promise<{ err: string; out: string }> {
    const command = spawn('sh', ['-c', script, 'sh', process.execPath, 'hub/bin/fixproof.ts'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said = { out: '', err: '' }
    command.stdout.on('data', part => {
      said.out += String(part)
    })
    command.stderr.on('data', part => {
      said.err += String(part)
    })
    await once(command, 'close')
    return said
  }

  it('too large for the limits of the shell ends with a sentence and 1, and leaves nothing behind', async () => {
    const data = join(folder, 'data')
    const config = join(folder, 'config.json')
    const connections = { datadog: { apiKey: 'a', applicationKey: 'b' } }
    await writeFile(config, JSON.stringify({ store: { kind: 'embedded', folder: data }, connections }))
    const store = await openEmbedded({ folder: data, clock: systemClock, logger })
    const many = Array.from({ length: 40 }, (_, at) => ({ key: `${at}`.padEnd(50_000, 'x') }))
    await store.commit({ marks: many })
    await store.checkpoint()
    await store.close()
    const { err, out } = await shell(
      `ulimit -f 1000; FIXPROOF_CONFIG="${config}" "$1" --import tsx "$2" backup "${file}"; echo "code $?"`,
    )
    expect(err).toMatch(
      /nightly\.jsonl cannot be written: a file may not grow that large there\. Raise the limit/,
    )
    expect([err.trim().split('\n').length, out]).toEqual([1, 'code 1\n'])
    expect((await readdir(folder)).sort()).toEqual(['config.json', 'data'])
  })

  it('and every other command keep silent when nobody reads what they say', async () => {
    const command = spawn(process.execPath, ['--import', 'tsx', 'hub/bin/fixproof.ts', 'config-schema'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    // Closed long before the command has come to its first word.
    command.stdout.destroy()
    let err = ''
    command.stderr.on('data', part => {
      err += String(part)
    })
    const [code] = (await once(command, 'close')) as [number]
    expect([code, err]).toEqual([0, ''])
  })
})
