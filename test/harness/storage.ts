import type { Store } from '@fixproof/hub/store/port'
import { type TestServer, testServer } from '@fixproof/hub/store/postgres/testing/server'

/**
 * Which store the tests of whole hubs run on: memory, or PostgreSQL with `FIXPROOF_TEST_STORE=postgres` (a server that
 * `FIXPROOF_TEST_PG_URL` names, else one made for the run).
 */
export const ON_POSTGRES = process.env.FIXPROOF_TEST_STORE === 'postgres'

/** Where one hub of a test, and those that follow it, keep their data. */
export interface Storage {
  /** `store` of the configuration. */
  store: { kind: 'embedded'; folder: string } | { kind: 'postgres'; url: string }
  /** Once nobody has it open any more. */
  dispose(): Promise<void>
}

/** One a process; its databases are dropped at the end of the run (`server.ts`). */
let server: Promise<TestServer> | undefined

/** An empty store for one test. */
export async function testStorage(): Promise<Storage> {
  if (!ON_POSTGRES) return { store: { kind: 'embedded', folder: '/memory' }, dispose: async () => {} }
  server ??= testServer()
  const { database, giveBack } = await server
  const url = await database()
  return { store: { kind: 'postgres', url }, dispose: () => giveBack(url) }
}

/** Calls that wait for the database, of all stores of this process. */
let inFlight = 0

/**
 * The store with one call at a time, in the order they were made. Memory answers in the very order it is asked, and the
 * tests read from the log what was called when; how hubs share a database is for `test/kill` and `sharing.test.ts`.
 */
export function oneByOne<S extends Store>(store: S): S {
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = (method: (...given: unknown[]) => unknown, given: unknown[]): Promise<unknown> => {
    inFlight += 1
    const mine = last
      .then(() => method.apply(store, given))
      .finally(() => {
        inFlight -= 1
      })
    last = mine.catch(() => {})
    return mine
  }
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      const method = member as (...given: unknown[]) => unknown
      // What a test put there by hand may never answer, and must not hold up the others.
      if (Object.hasOwn(target, name)) return method.bind(target)
      // A subscription answers at once, and a walk over everything takes its own time.
      if (name === 'onMarked' || name === 'dump') return method.bind(target)
      return (...given: unknown[]) => inTurn(method, given)
    },
  })
}

/** A turn of the event loop in which whoever waits for the store gets its answer: time must not run on meanwhile. */
export async function turn(): Promise<void> {
  await new Promise(resolve => setImmediate(resolve))
  while (inFlight > 0) await new Promise(resolve => setImmediate(resolve))
}
