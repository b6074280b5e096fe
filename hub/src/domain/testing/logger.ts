import type { Logger } from '../../ports'

export interface TestLogger extends Logger {
  /** `level: text`, oldest first; `debug` and `info` are not kept. */
  lines: string[]
}

/** Keeps warnings and errors for the test to read. */
export function testLogger(): TestLogger {
  const lines: string[] = []
  return {
    lines,
    debug() {},
    info() {},
    warn: (_fields, text) => void lines.push(`warn: ${text}`),
    error: (_fields, text) => void lines.push(`error: ${text}`),
  }
}
