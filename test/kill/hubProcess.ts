import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')
/** How much of what a hub prints is kept for a failure's message. Characters. */
const OUTPUT_KEPT = 20_000

/** A hub in a process of its own, as `pnpm start` runs it: its pid is the one that holds port and folder. */
export interface HubProcess {
  url: string
  pid: number
  /** From the spawn to the line that says where it listens. Milliseconds. */
  startedInMs: number
  /** The end of what it printed. */
  output(): string
  /** Lines of the log at level `error`: there must be none, whatever happened to the process before. */
  errors(): string[]
  /** `kill -9`; resolves when the process is gone. */
  kill(): Promise<void>
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
  /** Stands still until `wake`, as a process does whose machine is paused. */
  pause(): void
  wake(): void
}

/** With FIXPROOF_PROFILE set, every process measured writes a CPU profile into that folder when it ends. */
export function profiled(): string[] {
  const folder = process.env.FIXPROOF_PROFILE
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`]
}

/** Every process started here that may still run. */
const alive = new Set<ChildProcess>()

/** Starts a hub; rejects with what it printed when it ends instead of listening. `port` 0 takes a free one. */
export async function startHubProcess(configPath: string, port: number): Promise<HubProcess> {
  const begun = Date.now()
  const child = spawn(process.execPath, [...profiled(), '--import', 'tsx', 'hub/bin/hub.ts'], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      TMPDIR: process.env.TMPDIR,
      FIXPROOF_CONFIG: configPath,
      FIXPROOF_PORT: String(port),
      FIXPROOF_LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  alive.add(child)
  let output = ''
  const errors: string[] = []
  const exit = new Promise<number | null>(done => {
    child.once('close', code => {
      alive.delete(child)
      done(code)
    })
  })
  const url = new Promise<string>((found, fail) => {
    const read = (chunk: Buffer): void => {
      const text = chunk.toString()
      output = (output + text).slice(-OUTPUT_KEPT)
      for (const line of text.split('\n')) if (line.includes('"level":"error"')) errors.push(line)
      const listening = /Fixproof listens on (\S+)/.exec(output)?.[1]
      if (listening !== undefined) found(listening)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void exit.then(code => fail(new Error(`the hub ended with ${code} instead of listening: ${output}`)))
  })
  return {
    url: await url,
    pid: child.pid ?? 0,
    startedInMs: Date.now() - begun,
    output: () => output,
    errors: () => errors,
    async kill() {
      child.kill('SIGKILL')
      await exit
    },
    async stop() {
      child.kill('SIGTERM')
      return exit
    },
    pause: () => void child.kill('SIGSTOP'),
    wake: () => void child.kill('SIGCONT'),
  }
}

/** Ends whatever a failed run left behind. */
export async function killStragglers(): Promise<void> {
  await Promise.all(
    [...alive].map(async child => {
      const gone = new Promise(done => child.once('close', done))
      child.kill('SIGKILL')
      await gone
    }),
  )
}
