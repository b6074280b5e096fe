import type { Store } from '@fixproof/hub/store/port'
import { type TestServer, testServer } from '@fixproof/hub/store/postgres/testing/server'

/**
 * Which store the tests of whole hubs run on: memory, or PostgreSQL with `FIXPROOF_TEST_STORE=postgres` (a server that
 * `FIXPROOF_TEST_PG_URL` names, else one made for the run).
 */
export const ON_POSTGRES = process.env.FIXPROOF_TEST_STORE === 'postgres'

/** How much longer a test may take where every look into the store is a call to another process. */
const LONGER_ON_POSTGRES = 4

/** The time limit of a test whose own is this on memory. Milliseconds. */
export function timeLimit(ms: number): number {
  return ON_POSTGRES ? LONGER_ON_POSTGRES * ms : ms
}

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

/** A subscription answers at once, and a walk over everything takes its own time. */
const AS_THEY_ARE = ['onMarked', 'dump']

/**
 * The store with one call at a time, in the order they were made. Memory answers in the very order it is asked, and the
 * tests read from the log what was called when; how hubs share a database is for `test/kill` and `sharing.test.ts`.
 * The methods stand on the prototype, as those of a class: what a test puts before them, on the store itself, still
 * reaches the database through them.
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
  const methods: object = Object.create(Object.getPrototypeOf(store))
  for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(store))) {
    const member: unknown = Reflect.get(store, name)
    if (typeof member !== 'function' || name === 'constructor') continue
    const method = member as (...given: unknown[]) => unknown
    const called = AS_THEY_ARE.includes(name)
      ? method.bind(store)
      : (...given: unknown[]) => inTurn(method, given)
    Object.defineProperty(methods, name, { value: called, writable: true, configurable: true })
  }
  return Object.create(methods) as S
}

/** A turn of the event loop in which whoever waits for the store gets its answer: time must not run on meanwhile. */
export async function turn(): Promise<void> {
  await new Promise(resolve => setImmediate(resolve))
  while (inFlight > 0) await new Promise(resolve => setImmediate(resolve))
}
