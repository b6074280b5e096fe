import type { Config } from '@fixproof/hub/config/schema'
import { makeLogger, secretsIn } from '@fixproof/hub/logs'
import type { Logger } from '@fixproof/hub/ports'

/**
 * The hub's own log at its usual level, so that it costs what it costs. In a process of its own it goes to where the
 * process's output goes, which is nowhere; in the process of a test it is written and then dropped.
 */
export function benchLogger(config: Config): Logger {
  const apart = process.send !== undefined && process.env.VITEST === undefined
  return makeLogger({
    level: 'info',
    secrets: secretsIn(config),
    ...(apart ? {} : { destination: { write() {} } }),
  })
}
