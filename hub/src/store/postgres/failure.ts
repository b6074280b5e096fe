import { StoreFailed } from '../port'

/** What a person can do about an error, by its SQLSTATE or Node's code. */
const ADVICE = {
  ECONNREFUSED: 'Nothing answers there. Start the server, or correct the address in store.url.',
  ENOENT: 'Nothing answers there. Start the server, or correct the address in store.url.',
  ENOTFOUND: 'No machine has that name. Correct the address in store.url.',
  ETIMEDOUT: 'It does not answer. Look at the server and at what stands between.',
  '28P01': 'The password is wrong. Correct store.url.',
  '28000': 'The server refuses this user. Correct store.url, or its pg_hba.conf.',
  '3D000': 'There is no such database. Make it (CREATE DATABASE), or correct store.url.',
  '42501':
    'The user may not do this. Give it CREATE on the database, or run as the owner of the schema fixproof.',
  '53100': 'The disk of the server is full. Free some space there.',
  '53300': 'The server has no connection left. Raise max_connections, or run fewer hubs.',
  '57014': 'It took the server too long, so it stopped. Look at its load, and at what holds its locks.',
  '57P01': 'The server was told to end the connection. The hub connects again by itself.',
  '57P03': 'The server is starting or stopping. Try again in a moment.',
  '25006': 'The server is read-only, as a standby is. Point store.url at the primary.',
} as const satisfies Record<string, string>

/** SQLSTATE or Node's code of an error; empty when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** The driver only says that the connection was terminated: it ended it itself, after that many milliseconds. */
export function noAnswer(waitedMs: number): Error {
  return Object.assign(new Error(`it did not answer in ${waitedMs / 1000} seconds`), { code: 'ETIMEDOUT' })
}

/** What the server would say to a write (SQLSTATE 25006), before one was tried. */
export function readOnly(reason: string): Error {
  return Object.assign(new Error(reason), { code: '25006' })
}

/** `what` goes on from "The database <place> …", as in "cannot be opened". Never holds the address: it has a password. */
export function databaseFailed(error: unknown, place: string, what: string): StoreFailed {
  if (error instanceof StoreFailed) return error
  const advice = ADVICE[codeOf(error) as keyof typeof ADVICE] ?? 'Look at the server and its log.'
  const reason = error instanceof Error ? error.message : String(error)
  return new StoreFailed(`The database ${place} ${what} (${reason || codeOf(error)}). ${advice}`, {
    cause: error,
  })
}
