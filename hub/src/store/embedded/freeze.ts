/**
 * Freezes a value and everything in it. Documents are handed out as they stand in memory, without a copy; a reader who
 * writes into one gets a TypeError instead of a state that no journal knows. A frozen root was frozen here before.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  freezeAll(value)
  return value
}

/** As `deepFreeze`, for values from outside: a frozen root says nothing about what stands in it. */
export function freezeGiven<T>(value: T): T {
  if (typeof value === 'object' && value !== null) freezeAll(value)
  return value
}

function freezeAll(value: object): void {
  Object.freeze(value)
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) freezeAll(part)
  }
}
