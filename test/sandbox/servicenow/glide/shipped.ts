/** Fixproof's own update sets, as `servicenow-scoped` builds them. */
import { readFileSync } from 'node:fs'

/** The two parts, and the names their files have. */
export const SHIPPED = { app: 'fixproof.xml', guard: 'fixproof-incident-guard.xml' } as const
export type ShippedName = keyof typeof SHIPPED

/** The update set cannot be built; `message` says what its build said. */
export class ShippedError extends Error {
  override name = 'ShippedError'
}

/** The text of the update set; it is built when its source is newer. Rejects with `ShippedError`. */
export async function readShipped(name: ShippedName): Promise<string> {
  const { ensureBuilt } = await import('../../../../servicenow-scoped/tools/ensure')
  try {
    return readFileSync((await ensureBuilt())[name], 'utf8')
  } catch (error) {
    throw new ShippedError(error instanceof Error ? error.message : String(error))
  }
}
