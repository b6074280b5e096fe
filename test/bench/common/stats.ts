/** The middle of the numbers; of two middle ones the upper. Throws for none. */
export function median(numbers: readonly number[]): number {
  const middle = [...numbers].sort((a, b) => a - b)[numbers.length >> 1]
  if (middle === undefined) throw new Error('There is no median of no numbers')
  return middle
}

/** The smallest number that `share` (0..1) of all are not above. Throws for none. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = Float64Array.from(numbers).sort()
  const found = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]
  if (found === undefined) throw new Error('There is no percentile of no numbers')
  return found
}
