import type { PlanContext } from '../domain/plan'
import type { Clock } from '../ports'
import type { Apps } from './apps'
import type { Signer } from './proof'

/** What a plan is made with, beside the case. */
export interface Planning {
  clock: Clock
  signer: Pick<Signer, 'kid'>
  /** How long a permission to close stays good. Milliseconds. */
  permissionMs: number
  shows: PlanContext['shows']
  /** Jira connections whose app lets people search for false fixes. */
  indexed?: ReadonlySet<string>
  /** The app on each ServiceNow instance. */
  apps?: Pick<Apps, 'here'>
}

/** The context of a plan made now: the runner, the dry run and the proof all use this one. */
export function planning(given: Planning): Omit<PlanContext, 'fresh'> {
  const { clock, signer, permissionMs, shows, indexed, apps } = given
  return {
    ...{ now: clock.now(), kid: signer.kid, permissionMs, shows },
    ...(indexed !== undefined && { indexed }),
    ...(apps !== undefined && { apps: apps.here() }),
  }
}
