/** Fixproof's own update sets, as `servicenow-scoped` builds them. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const ROOM = join(import.meta.dirname, '../../../../servicenow-scoped')

/** The two parts, and the names their files have. */
export const SHIPPED = { app: 'fixproof.xml', guard: 'fixproof-incident-guard.xml' } as const
export type ShippedName = keyof typeof SHIPPED

/** The update set cannot be built; `message` says what its build said. */
export class ShippedError extends Error {
  override name = 'ShippedError'
}

/** The text of the update set; it is built when its source is newer. Rejects with `ShippedError`. */
export async function readShipped(name: ShippedName): Promise<string> {
  const { ensureBuilt } = await import(pathToFileURL(join(ROOM, 'tools/ensure.ts')).href)
  try {
    const paths = await ensureBuilt()
    return readFileSync(paths[name], 'utf8')
  } catch (error) {
    throw new ShippedError(error instanceof Error ? error.message : String(error))
  }
}

/** False while the app's room has no build. */
export const haveShipped = existsSync(join(ROOM, 'tools/ensure.ts'))
