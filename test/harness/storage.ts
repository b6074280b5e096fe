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

let server: Promise<TestServer> | undefined
if (ON_POSTGRES) {
  const { afterAll } = await import('vitest')
  afterAll(async () => (await server)?.close())
}

/** An empty store for one test. */
export async function testStorage(): Promise<Storage> {
  if (!ON_POSTGRES) return { store: { kind: 'embedded', folder: '/memory' }, dispose: async () => {} }
  server ??= testServer()
  const { database, giveBack } = await server
  const url = await database()
  return { store: { kind: 'postgres', url }, dispose: () => giveBack(url) }
}
