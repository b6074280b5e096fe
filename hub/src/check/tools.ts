import type { CheckLine } from '../connectors/port'
import type { CheckContext } from './index'
import { liner, looked } from './lines'

/** Every connection by itself: credentials, permissions, roles, clock. */
export async function checkTools({ tools, alone }: CheckContext): Promise<CheckLine[]> {
  const lines = await Promise.all([
    looked(liner('datadog'), 'connection', () => tools.source.check()),
    ...[...tools.tickets.values()].map(tool =>
      looked(liner(`${tool.tool} ${tool.connection}`), 'connection', () => alone(tool)),
    ),
  ])
  return lines.flat()
}
