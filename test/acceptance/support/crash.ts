/** A hub that dies at a chosen commit: what was committed stays, everything else is as if the process had been killed. */
import type { Scene } from './scene'

export class Crash extends Error {
  override name = 'Crash'
}

/** Right before the commit: what came before it was done, and nobody wrote it down. Right after: written, not acted on. */
export type When = 'before' | 'after'

const METHODS = [
  'get',
  'getMany',
  'find',
  'list',
  'count',
  'commit',
  'nextNumber',
  'claim',
  'finish',
  'nextDue',
  'work',
  'delivery',
  'answer',
  'timeline',
] as const

/** The hub dies at its `n`-th commit from now on; whatever it asks its store for afterwards, it gets no answer. */
export function crashAt(s: Scene, n: number, when: When): void {
  let left = n
  let dead = false
  const die = (): never => {
    dead = true
    throw new Crash(`The process died ${when} commit ${n}`)
  }
  replace(
    s,
    name => {
      if (dead) die()
      if (name !== 'commit') return
      left--
      if (left === 0 && when === 'before') die()
    },
    name => {
      if (dead || (name === 'commit' && left === 0)) die()
    },
  )
}

/** Goes on until the process dies; true when it did. */
export async function untilItDies(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return false
  } catch (error) {
    if (error instanceof Crash) return true
    throw error
  }
}

/** Puts something around every method of the running hub's store. */
function replace(
  s: Scene,
  before: (name: (typeof METHODS)[number]) => void,
  after: (name: (typeof METHODS)[number]) => void,
): void {
  // Its class has the methods as they were: what the store itself answers may be wrapped by who counts its commits.
  const methods: object = Object.getPrototypeOf(s.h.store)
  for (const name of METHODS) {
    const original: unknown = Reflect.get(methods, name)
    if (typeof original !== 'function') throw new Error(`The store has no method ${name}`)
    Reflect.set(s.h.store, name, async function around(this: unknown, ...given: unknown[]) {
      before(name)
      const answer: unknown = await original.apply(this, given)
      after(name)
      return answer
    })
  }
}
