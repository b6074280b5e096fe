import { StoreFailed } from '../port'

/** What a person can do about an error of the file system, by its code. */
const ADVICE = {
  ENOSPC: 'The disk is full. Free some space on it, then start the hub again.',
  EDQUOT: 'The disk quota is used up. Raise it or free some space, then start the hub again.',
  EIO: 'The disk reports a fault. Check it (and the copy in your backup) before you start the hub again.',
  EROFS: 'The file system is read-only. Mount it for writing or choose another folder.',
  EACCES: 'The hub may not write there. Give its user write access to the folder or choose another one.',
  EPERM: 'The hub may not write there. Give its user write access to the folder or choose another one.',
  EEXIST: 'Something else is there already. Choose another folder.',
  ENOTDIR: 'A part of that path is a file. Choose another folder.',
  EMFILE: 'The hub has too many files open. Raise its limit (ulimit -n), then start it again.',
} as const satisfies Record<string, string>

/** `what` goes on from "The store in <folder> …", as in "stopped while writing its journal" or "cannot be opened". */
export function storeFailed(error: unknown, folder: string, what: string): StoreFailed {
  if (error instanceof StoreFailed) return error
  const code = codeOf(error)
  const advice = ADVICE[code as keyof typeof ADVICE] ?? 'Look into the cause, then start the hub again.'
  return new StoreFailed(
    `The store in ${folder} ${what} (${error instanceof Error ? error.message : String(error)}). ` +
      `${advice} Everything confirmed before this is safe.`,
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
