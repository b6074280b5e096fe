import type { IncidentApp } from './app'
import type { ServiceNowClient } from './client'
import type { OwnVersions } from './versions'
import type { Row } from './wire'

/**
 * Writes columns of an incident; `columns` are those of the answer. `only`: through the app, and only while it is of that
 * version or of one that our own changes led to; where the app is gone by now, as it stands. Throws `TicketChanged`.
 */
export type PutIncident = (
  id: string,
  values: Record<string, unknown>,
  columns: readonly string[],
  only?: { version: string },
) => Promise<Row>

export function incidentWriter(
  client: Pick<ServiceNowClient, 'update'>,
  app: Pick<IncidentApp, 'write'>,
  versions: OwnVersions,
): PutIncident {
  return async (id, values, columns, only) => {
    if (only !== undefined) {
      const from = versions.since(id, Number(only.version))
      const written = await app.write(id, from, values)
      if (written !== null) {
        versions.wrote(id, from, written.modCount)
        return written.row
      }
    }
    return client.update('incident', id, values, columns)
  }
}
