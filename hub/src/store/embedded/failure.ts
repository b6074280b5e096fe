import { StoreFailed } from '../port'
import { EMPTY_IT } from './halfFilled'

const NO_ACCESS =
  'The hub may not write there. Give its user write access to the folder or choose another one.'

/** What a person can do about an error of the file system, by its code; `next` is what comes after that. */
const ADVICE = {
  ENOSPC: next => `The disk is full. Free some space on it, then ${next}.`,
  EDQUOT: next => `The disk quota is used up. Raise it or free some space, then ${next}.`,
  EFBIG: next => `A file may not grow that large there. Raise the limit (ulimit -f), then ${next}.`,
  EIO: next => `The disk reports a fault. Check it (and the copy in your backup) before you ${next}.`,
  EROFS: () => 'The file system is read-only. Mount it for writing or choose another folder.',
  EACCES: () => NO_ACCESS,
  EPERM: () => NO_ACCESS,
  EEXIST: () => 'Something else is there already. Choose another folder.',
  ENOTDIR: () => 'A part of that path is a file. Choose another folder.',
  EMFILE: next => `The hub has too many files open. Raise its limit (ulimit -n), then ${next}.`,
} as const satisfies Record<string, (next: string) => string>

const LOOK = (next: string): string => `Look into the cause, then ${next}.`
const adviceOn = (error: unknown): ((next: string) => string) =>
  ADVICE[codeOf(error) as keyof typeof ADVICE] ?? LOOK
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** `what` goes on from "The store in <folder> …", as in "stopped while writing its journal" or "cannot be opened". */
export function storeFailed(error: unknown, folder: string, what: string): StoreFailed {
  if (error instanceof StoreFailed) return error
  const advice = adviceOn(error)('start the hub again')
  return new StoreFailed(
    `The store in ${folder} ${what} (${textOf(error)}). ${advice} Everything confirmed before this is safe.`,
    { cause: error },
  )
}

/** A restore or migrate-store could not write; the folder holds a part only, which no hub takes for the whole. */
export function fillFailed(error: unknown, folder: string): StoreFailed {
  const reason = error instanceof StoreFailed && error.cause !== undefined ? error.cause : error
  const advice = adviceOn(reason)('go on as follows')
  return new StoreFailed(
    `The store in ${folder} could not be filled (${textOf(reason)}). ${advice} The folder holds a part only. ${EMPTY_IT}`,
    { cause: error },
  )
}

/** Node's error code (`ENOENT`, `EEXIST`, …); empty when there is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** A file does not hold what was written to it. */
export function damaged(path: string, what: string): StoreFailed {
  return new StoreFailed(
    `${path}: ${what}. The store does not start on damaged data, because it would silently forget what was confirmed. ` +
      'Restore the folder from a backup (all of its files together).',
  )
}
