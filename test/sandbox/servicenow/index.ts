/** The simulated ServiceNow instance: Table API, OAuth token door, and the doors tests drive it with. */
import { vendorApp } from '../core'
import { withPages } from '../pages/mount'
import { servicenowPages } from '../pages/servicenow'
import type { VendorApp, World } from '../port'
import { Auth } from './auth'
import { controlDoors } from './controls'
import { scriptDoors } from './glide/doors'
import { type Engine, makeEngine } from './glide/engine'
import { Instance } from './instance'
import { Quota } from './quota'
import { tableApi } from './table-api'

export type { BusinessRule, RuleContext, Session } from './rules'
export type { TableDefinition } from './tables'

/** The vendor's app, plus the instance behind it: where shipped scripts add their rules and tables. */
export interface ServiceNowApp extends VendorApp {
  instance: Instance
  /** Runs what installed applications bring. */
  engine: Engine
}

/**
 * People (Basic, password = name): `bot` and `abel` (itil), `carol` (no role), `admin`. OAuth client credentials:
 * client `fixproof`, secret `secret`, acting as `bot`.
 */
export function makeServiceNow(world: World): ServiceNowApp {
  const instance = new Instance(world)
  const engine = makeEngine(instance)
  const auth = new Auth(instance)
  const quota = new Quota(world, () => instance.settings.rateLimitPerHour)
  const app = vendorApp(world, {
    vendor: 'servicenow',
    reset() {
      engine.reset()
      instance.reset()
      auth.revokeAll()
      quota.clear()
    },
    routes(routes) {
      controlDoors(routes, instance, auth)
      scriptDoors(routes, instance, engine)
      tableApi(routes, instance, engine, auth, quota)
    },
  })
  return { ...withPages(app, world, servicenowPages(instance, engine)), instance, engine }
}
