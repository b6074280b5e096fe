import { namedHub, runningHub } from './hub'
import { type CliIo, EXIT, type ExitCode } from './io'

interface Exported {
  projects: unknown[]
  users: unknown[]
  left: string[]
}

/**
 * `fixproof export-config`: what the running hub's store holds beyond the file, ready to be put into it. What cannot be
 * exported is told beside it.
 */
export async function exportConfigCommand(
  options: { url?: string | undefined },
  io: CliIo,
): Promise<ExitCode> {
  const hub = options.url === undefined ? await runningHub('its store', io) : namedHub(options.url, io)
  const { projects, users, left } = (await hub.call('GET', '/api/v1/export-config')) as Exported
  io.out.write(`${JSON.stringify({ projects, users }, null, 2)}\n`)
  for (const each of left) io.err.write(`${each}\n`)
  return EXIT.good
}
