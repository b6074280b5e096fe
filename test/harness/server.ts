import { dropAll, startServer } from '@fixproof/hub/store/postgres/testing/server'

/**
 * One PostgreSQL server for all files of a run that asks for it (`FIXPROOF_TEST_STORE=postgres`). On a server that was
 * given, the databases of the run are dropped at its end.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const given = process.env.FIXPROOF_TEST_PG_URL ?? ''
  const run = `fixproof_test_${process.pid}_`
  process.env.FIXPROOF_TEST_PG_PREFIX = run
  if (given !== '') return () => dropAll(given, run)
  const server = await startServer()
  process.env.FIXPROOF_TEST_PG_URL = server.url
  return server.stop
}
