import type { Config } from '../config/schema'
import type { WebhookReceiver } from '../connectors/port'
import type { Shows } from '../domain/fields/table'
import type { Clock, Fetch, Ids, Logger } from '../ports'
import type { ProofKeys } from '../proofKeys'
import type { Commands } from '../reconcile/commands'
import type { Engine } from '../reconcile/engine'
import type { Tools } from '../reconcile/tools'
import type { Store } from '../store/port'
import { casePageDoor } from './casePage'
import { caseCommentsDoor } from './datadog/caseCommentsDoor'
import { caseEditDoor } from './datadog/caseEditDoor'
import { caseInsightsDoor } from './datadog/caseInsightsDoor'
import type { CaseNames } from './datadog/caseJson'
import { casesDoor } from './datadog/casesDoor'
import { caseTicketsDoor } from './datadog/caseTicketsDoor'
import { findingsDoor } from './datadog/findingsDoor'
import { projectsDoor } from './datadog/projectsDoor'
import { ticketsDoor } from './datadog/ticketsDoor'
import type { Door } from './deps'
import { forgeDoor } from './forge'
import { adoptDoor } from './native/adoptDoor'
import { nativeCasesDoor } from './native/casesDoor'
import { checkDoor } from './native/checkDoor'
import { driftDoor } from './native/driftDoor'
import { exceptionsDoor } from './native/exceptionsDoor'
import { exportDoor } from './native/exportDoor'
import { linksDoor } from './native/linksDoor'
import { metadataDoor } from './native/metadataDoor'
import { planDoor } from './native/planDoor'
import { nativeTicketsDoor } from './native/ticketsDoor'
import { incidentAppDoor } from './servicenow'

/** What the doors of the API work with. */
export interface DoorDeps {
  config: Config
  store: Store
  engine: Engine
  commands: Commands
  tools: Tools
  clock: Clock
  ids: Ids
  logger: Logger
  /** The way out, for what no connector speaks to. */
  fetch: Fetch
  /** When this hub started. Epoch milliseconds. */
  startedAt: number
  /** How the webhooks of each vendor prove themselves; the ServiceNow app signs its calls the same way. */
  receivers: readonly WebhookReceiver[]
  /** The public keys of proofs. */
  proofKeys: Pick<ProofKeys, 'jwks'>
  shows: Shows
}

/** The doors of the hub's API, one file each. */
export function doorsOf(deps: DoorDeps): Door[] {
  const names = namesOf(deps.config)
  return [
    findingsDoor(deps),
    ticketsDoor(deps, names),
    projectsDoor(deps, names),
    casesDoor(deps, names),
    caseEditDoor(deps, names),
    caseTicketsDoor(deps, names),
    caseCommentsDoor(deps),
    caseInsightsDoor(deps, names),
    nativeCasesDoor(deps),
    linksDoor(deps),
    nativeTicketsDoor(deps),
    metadataDoor(deps),
    planDoor(deps),
    driftDoor(deps),
    adoptDoor(deps),
    exceptionsDoor(deps),
    exportDoor(deps),
    checkDoor(deps),
    forgeDoor(deps),
    incidentAppDoor(deps),
    casePageDoor,
  ]
}

/** Datadog names a ServiceNow instance by the first part of its host, unless the configuration says otherwise. */
function namesOf(config: Config): CaseNames {
  const instances = new Map(
    config.connections.servicenow.map(each => {
      const host = new URL(each.baseUrl).hostname
      return [each.id, each.instanceName ?? host.split('.')[0] ?? host]
    }),
  )
  return { instanceName: connection => instances.get(connection) ?? connection }
}
