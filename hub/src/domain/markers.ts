import { createHash } from 'node:crypto'
import { v5 } from 'uuid'

/** Namespace of the ids that are derived, not drawn; fixed for good. */
const NAMESPACE = '0a6c9a0e-6b0f-5a57-8f0e-6f7b6b1d2c34'

/** The 12 hex digits a created ticket carries, the same for the same link (CONTRACTS, markers). */
export function markerOf(linkId: string): string {
  return createHash('sha256').update(linkId).digest('hex').slice(0, 12)
}

/** An id that is the same for the same origin and name: what is made again after a crash is the same thing. */
export function derivedId(origin: string, name: string): string {
  // Halves of characters cannot be written in UTF-8, and what people and vendors say may hold them.
  return v5(`${origin} ${name}`.replace(/\p{Surrogate}/gu, '\uFFFD'), NAMESPACE)
}
