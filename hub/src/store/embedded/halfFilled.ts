import { join } from 'node:path'
import { StoreFailed } from '../port'
import type { Files } from './files'

/**
 * Stands in a folder from before the first record of a restore or migrate-store until all of them were read back and
 * found the same. Without it a folder whose filling was cut short would look like a good, smaller store.
 */
const MARK = 'filling'

/** What a person reads who opens the file. */
const TEXT =
  'A restore or migrate-store fills this folder. When none runs any more, it did not come to its end: what stands here ' +
  'is a part only.\n'

/** What is to be done about a folder that was filled in part. */
export const EMPTY_IT =
  'Delete what is in the folder (but keep a proof-key.pem that you put there) and run the command again.'

/** Durable once it resolves: nothing that is written afterwards outlives a crash without it. */
export async function markFilling(files: Files, folder: string): Promise<void> {
  const file = await files.open(join(folder, MARK), 'create')
  try {
    await file.append(Buffer.from(TEXT))
    await file.sync()
  } finally {
    await file.close()
  }
  await files.syncFolder(folder)
}

export async function unmarkFilling(files: Files, folder: string): Promise<void> {
  await files.remove(join(folder, MARK))
  await files.syncFolder(folder)
}

/** Throws `StoreFailed` when the mark is among the names in a folder. */
export function refuseHalfFilled(names: readonly string[], folder: string): void {
  if (names.includes(MARK))
    throw new StoreFailed(
      `The store in ${folder} holds a part only: a restore or migrate-store into it did not come to its end. ${EMPTY_IT}`,
    )
}
