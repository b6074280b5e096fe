/**
 * Whether two values say the same once they are JSON: members in any order, one that is undefined counts as absent. Reads no
 * further than the first difference and makes no text of either, so it costs little where thousands are compared.
 */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && sameList(a, b)
  const left = a as Record<string, unknown>
  const right = b as Record<string, unknown>
  let members = 0
  for (const key of Object.keys(left)) {
    if (left[key] === undefined) continue
    if (!sameJson(left[key], right[key])) return false
    members += 1
  }
  for (const key of Object.keys(right)) if (right[key] !== undefined) members -= 1
  return members === 0
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at += 1) if (!sameJson(a[at], b[at])) return false
  return true
}
