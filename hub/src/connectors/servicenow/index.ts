import { SERVICENOW_CREATE_SETTLE_MS } from '@fixproof/rules'
import type { TicketTool } from '../port'
import { serviceNowIncidents } from './adapter'
import { incidentApp } from './app'
import { checkServiceNow } from './check'
import { type ServiceNowConnection, serviceNowClient } from './client'
import { serviceNowComments } from './comments'
import { serviceNowEvents } from './events'
import { incidentForms } from './form'
import { groupsOf } from './groups'
import { incidentWriter } from './put'
import { ownVersions } from './versions'

export type { ServiceNowAuth } from './auth'
export { serviceNowReceiver } from './receiver'
export { shownInServiceNow } from './write'

export interface ServiceNowOptions extends ServiceNowConnection {
  /** The connection's name in the configuration. */
  id: string
  /** How long a create whose answer was lost may still be running. Milliseconds; default 60 s. */
  settleMs?: number
}

export interface ServiceNowTool extends TicketTool {
  readonly tool: 'servicenow'
  changedSince: NonNullable<TicketTool['changedSince']>
}

/** One ServiceNow instance, by its Table API with Basic credentials or OAuth client credentials. */
export function serviceNowTool(options: ServiceNowOptions): ServiceNowTool {
  const client = serviceNowClient(options)
  const groups = groupsOf(client)
  const app = incidentApp(client)
  const versions = ownVersions()
  const put = incidentWriter(client, app, versions)
  const user = options.auth.kind === 'basic' ? options.auth.user : null
  const comments = serviceNowComments(client, put, versions, user)
  const base = options.baseUrl.replace(/\/+$/, '')
  return {
    tool: 'servicenow',
    connection: options.id,
    indexLagMs: options.settleMs ?? SERVICENOW_CREATE_SETTLE_MS,
    ...serviceNowIncidents(client, groups, comments, put, options.logger, base),
    ...incidentForms(client),
    ...serviceNowEvents(client, base),
    assignmentGroup: nameOrId => groups.of(nameOrId),
    async assignmentGroupOf(id) {
      const row = await client.get('incident', id, ['sys_id', 'assignment_group', 'assignment_group.name'])
      const group = row?.assignment_group ?? ''
      return group === '' ? null : { id: group, name: row?.['assignment_group.name'] ?? group }
    },
    appHealth: app.health,
    async tellApp(facts) {
      const results = await app.tell(facts)
      for (const { sysId, modCount } of results)
        if (modCount !== undefined) versions.wrote(sysId.toLowerCase(), modCount.from, modCount.to)
      return results
    },
    check: project => checkServiceNow({ client, groups, id: options.id }, project),
  }
}
