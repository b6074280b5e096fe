import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { profiled } from '../../kill/hubProcess'

/** What a benchmark sets against another: a server, a store; usually in a process of its own. */
export interface Part {
  /** Asks it to do something; rejects with what went wrong there. Values go through JSON. */
  ask<T>(question: object): Promise<T>
  close(): Promise<void>
}

/** What a module of a part exports as its default. */
export type MakePart<Options> = (options: Options) => Promise<{
  answer(question: never): Promise<unknown>
  close(): Promise<void>
}>

export interface Where {
  /** False: in this process, which is enough where nothing is timed. */
  apart: boolean
  /** More flags for Node, e.g. `--cpu-prof`. */
  execArgv?: readonly string[]
}

const MAIN = fileURLToPath(new URL('./partMain.ts', import.meta.url))

/** Starts the part that the module's default export makes. Its process ends with this one. */
export async function startPart(module: URL, options: object, { apart, execArgv }: Where): Promise<Part> {
  if (!apart) {
    const { default: make } = (await import(module.href)) as { default: MakePart<object> }
    const made = await make(options)
    return {
      ask: async <T>(question: object) => (await made.answer(question as never)) as T,
      close: made.close,
    }
  }
  const child = fork(MAIN, [module.href, JSON.stringify(options)], {
    execArgv: [...profiled(), '--import', 'tsx', ...(execArgv ?? [])],
    // Logs are written as they are in production, and read by nobody.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let asked = 0
  const ended = new Promise<void>(resolve => {
    child.once('exit', (code, signal) => {
      for (const { reject } of waiting.values()) reject(new Error(`A part ended with ${code ?? signal}`))
      waiting.clear()
      resolve()
    })
  })
  child.on('message', message => {
    const { id, value, error } = message as { id: number; value?: unknown; error?: string }
    const waits = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) waits?.resolve(value)
    else waits?.reject(new Error(error))
  })
  const ask = <T>(question: object): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      asked += 1
      waiting.set(asked, { resolve: resolve as (value: unknown) => void, reject })
      child.send({ id: asked, question })
    })
  await ask({ do: 'ready' })
  return {
    ask,
    async close() {
      // It answers once it has closed, then ends by itself.
      if (child.connected) await ask({ do: 'close' })
      await ended
    },
  }
}
