import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../../..')

interface Ended {
  code: number | null
  out: string
  err: string
}

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fixproof-simulate-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** `pnpm simulate`, to its end; with `deaf` whoever reads goes away before the first line. */
function simulate(words: readonly string[], deaf = false): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/simulation/years/main.ts', ...words], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.on('data', chunk => (out += String(chunk)))
  child.stderr.on('data', chunk => (err += String(chunk)))
  if (deaf) child.stdout.destroy()
  return new Promise(done => child.once('close', code => done({ code, out, err })))
}

// Each starts a process; a busy machine takes seconds for one.
describe('pnpm simulate', { timeout: 120_000 }, () => {
  it('ends with 0 where a run of few seeds finds nothing wrong, and says how many would show everything', async () => {
    const { code, out, err } = await simulate(['--seeds', '1'])
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(
      /\d+ of the things that may happen did not, which is no fault of so few seeds: 300 show each of them\./,
    )
    expect(out).not.toContain('Never happened')
  })

  it('tells in one sentence what it cannot play, and ends with 2', async () => {
    const other = join(folder, 'other.json')
    await writeFile(other, '{"some": "thing"}')
    const broken = join(folder, 'broken.json')
    await writeFile(broken, '{')
    const asked = [
      { words: ['--script', '/nope'], said: '/nope cannot be read (ENOENT).' },
      {
        words: ['--script', other],
        said: `${other} is no script: a failed run writes one and names its file.`,
      },
      { words: ['--script', broken], said: `${broken} is not JSON.` },
      { words: ['--seeds', 'abc'], said: '--seeds has to be a whole number, and is abc.' },
      { words: ['--nope'], said: "Unknown option '--nope'. See --help." },
    ]
    const ended = await Promise.all(asked.map(({ words }) => simulate(words)))
    expect(ended).toEqual(asked.map(({ said }) => ({ code: 2, out: '', err: `${said}\n` })))
  })

  it('ends without a word when nobody reads on', async () => {
    expect(await simulate(['--help'], true)).toEqual({ code: expect.any(Number), out: '', err: '' })
  })
})
