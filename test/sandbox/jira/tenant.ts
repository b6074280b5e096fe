/** The door outside the REST API at which every Jira Cloud site tells its cloud id, to anybody. */
import type { AddRoute } from './routes'
import type { Answer } from './site'

/** The sandbox site's cloud id; proofs name it. */
export const CLOUD_ID = '5a9d1b0c-0000-4000-8000-00000000c10d'

export function tenantRoutes(add: AddRoute): void {
  add('get', '/_edge/tenant_info', tenantInfo, { anonymous: true })
}

function tenantInfo(): Answer {
  return { status: 200, body: { cloudId: CLOUD_ID } }
}
