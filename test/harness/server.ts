import { startServer } from '@fixproof/hub/store/postgres/testing/server'

/** One PostgreSQL server for all files of a run that asks for it (`FIXPROOF_TEST_STORE=postgres`). */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if ((process.env.FIXPROOF_TEST_PG_URL ?? '') !== '') return undefined
  const server = await startServer()
  process.env.FIXPROOF_TEST_PG_URL = server.url
  return server.stop
}
