import type { Config } from '../config/schema'
import type { Clock, Ids, Logger } from '../ports'
import type { Commands } from '../reconcile/commands'
import type { Engine } from '../reconcile/engine'
import type { Tools } from '../reconcile/tools'
import type { Store } from '../store/port'
import type { Door } from './deps'

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
}

/** The doors of the hub's API, one file each. */
export function doorsOf(_deps: DoorDeps): Door[] {
  return []
}
