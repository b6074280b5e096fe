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

/** Puts the lines together; their order is kept. */
export function reportOf(lines: CheckLine[], checkedAt: number): CheckReport {
  const counts = { pass: 0, warn: 0, fail: 0 }
  for (const { result } of lines) counts[result] += 1
  const result = counts.fail > 0 ? 'fail' : counts.warn > 0 ? 'warn' : 'pass'
  return { result, checkedAt, counts, lines }
}
