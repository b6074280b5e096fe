/**
 * The same pure function, which keeps its newest `max` answers: asked the same again it does not work them out anew. The
 * answer asked for longest ago goes first.
 */
export function keeping<A extends readonly string[], T>(
  max: number,
  work: (...given: A) => T,
): (...given: A) => T {
  const kept = new Map<string, T>()
  return (...given) => {
    const key = given.join('\n')
    const known = kept.get(key)
    if (known !== undefined) {
      kept.delete(key)
      kept.set(key, known)
      return known
    }
    const answer = work(...given)
    kept.set(key, answer)
    for (const oldest of kept.keys()) {
      if (kept.size <= max) break
      kept.delete(oldest)
    }
    return answer
  }
}
