/** Fixproof's own update sets, as `servicenow-scoped` builds them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The two parts, and the names their files have. */
export const SHIPPED = { app: 'fixproof.xml', guard: 'fixproof-incident-guard.xml' } as const
export type ShippedName = keyof typeof SHIPPED

/** The update set cannot be built; `message` says what its build said. */
export class ShippedError extends Error {
  override name = 'ShippedError'
}

/** Names a folder with the two files, instead of what stands in `servicenow-scoped`: e.g. a release. */
const FOLDER = 'FIXPROOF_UPDATE_SETS'

/** The text of the update set; it is built when its source is newer. Rejects with `ShippedError`. */
export async function readShipped(name: ShippedName): Promise<string> {
  const folder = process.env[FOLDER]
  if (folder !== undefined && folder !== '') return readFileSync(join(folder, SHIPPED[name]), 'utf8')
  const { ensureBuilt } = await import('../../../../servicenow-scoped/tools/ensure')
  try {
    return readFileSync((await ensureBuilt())[name], 'utf8')
  } catch (error) {
    throw new ShippedError(error instanceof Error ? error.message : String(error))
  }
}
