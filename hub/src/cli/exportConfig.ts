import { namedHub, ownHub, ownUrl, readConfig } from './hub'
import { type CliIo, EXIT, type ExitCode, UsageError } from './io'

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
  const hub = options.url === undefined ? await running(io) : namedHub(options.url, io)
  const { projects, users, left } = (await hub.call('GET', '/api/v1/export-config')) as Exported
  io.out.write(`${JSON.stringify({ projects, users }, null, 2)}\n`)
  for (const each of left) io.err.write(`${each}\n`)
  return EXIT.good
}

async function running(io: CliIo) {
  const config = await readConfig(io)
  const hub = await ownHub(config, io)
  if (hub !== null) return hub
  throw new UsageError(
    `No hub runs at ${ownUrl(config)}, and only a running one knows its store. Start it with pnpm start, or name ` +
      'another with --url.',
  )
}
