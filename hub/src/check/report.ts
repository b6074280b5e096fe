import type { CheckLine } from '../connectors/port'

export type CheckResult = CheckLine['result']

/** What `fixproof check` and `GET /api/v1/check` answer. */
export interface CheckReport {
  /** The worst of the lines. */
  result: CheckResult
  /** Epoch milliseconds. */
  checkedAt: number
  counts: Record<CheckResult, number>
  lines: CheckLine[]
}

/** Puts the lines together: those about one subject stand together, subjects in the order they come first. */
export function reportOf(lines: readonly CheckLine[], checkedAt: number): CheckReport {
  const counts = { pass: 0, warn: 0, fail: 0 }
  for (const { result } of lines) counts[result] += 1
  const result = counts.fail > 0 ? 'fail' : counts.warn > 0 ? 'warn' : 'pass'
  const subjects = [...new Set(lines.map(line => line.subject))]
  const grouped = subjects.flatMap(subject => lines.filter(line => line.subject === subject))
  return { result, checkedAt, counts, lines: grouped }
}
