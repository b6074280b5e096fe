import { incidentText } from '@fixproof/rules'
import { type Config, configRow, readConfig } from './config'
import { guardInstalled } from './guard'
import { missing } from './hub'
import { isTrue, ROLES, setColumns, TABLES } from './tables'

/** How a step of the setup stands. `unknown`: the app may not look, so a person has to. */
export interface StepState {
  state: 'done' | 'open' | 'unknown'
  found: string
}

const RELATED_LIST = 'x_fxprf_sync_finding.incident'
const CREDENTIALS_PROPERTY = 'glide.oauth.inbound.client.credential.grant_type.enabled'

/** One look a step, by the step's key. Steps are shipped as records: `src/fluent/steps.now.ts`. */
const LOOKS: { readonly [key: string]: (config: Config | null) => StepState } = {
  config: config => {
    const why = missing(config)
    return why === null ? done('') : open(why)
  },
  test: () => {
    const row = configRow()
    const result = row === null ? '' : row.getValue('last_test_result') || ''
    return row !== null && isTrue(row.getValue('last_test_good')) ? done(result) : open(result)
  },
  user: config => {
    const user = hubUser(config)
    if (user === null) return open(incidentText.noHubUser(config === null ? '' : config.hubUser))
    const missingRoles = [ROLES.hub, 'itil'].filter(role => !holds(user, role))
    return missingRoles.length === 0 ? done('') : open(incidentText.hubUserLacks(missingRoles))
  },
  oauth: config => {
    const entity = new GlideRecord('oauth_entity')
    const user = hubUser(config)
    if (user === null || !entity.isValidField('user')) return { state: 'unknown', found: '' }
    entity.addQuery('user', user)
    entity.addQuery('active', true)
    entity.query()
    if (!entity.next()) return { state: 'unknown', found: incidentText.noOauth() }
    return gs.getProperty(CREDENTIALS_PROPERTY) === 'true'
      ? done('')
      : open(incidentText.propertyOff(CREDENTIALS_PROPERTY))
  },
  guard: () => (guardInstalled() ? done('') : open(incidentText.guardMissing())),
  list: () => {
    const entries = new GlideRecord('sys_ui_related_list_entry')
    entries.addQuery('related_list', RELATED_LIST)
    entries.query()
    return entries.next() ? done('') : open(incidentText.noRelatedList())
  },
  viewers: () => {
    const grants = new GlideRecord('sys_user_has_role')
    grants.addQuery('role.name', ROLES.viewer)
    grants.query()
    return grants.next() ? done('') : open(incidentText.noViewers(ROLES.viewer))
  },
  outbox: () => {
    const rows = new GlideRecord(TABLES.outbox)
    rows.addQuery('state', 'dead')
    rows.query()
    return rows.next() ? open(incidentText.deadRows()) : done('')
  },
}

function done(found: string): StepState {
  return { state: 'done', found }
}

function open(found: string): StepState {
  return { state: 'open', found }
}

/** sys_id of the hub's user; null when there is no such active user. */
function hubUser(config: Config | null): string | null {
  if (config === null || config.hubUser === '') return null
  const user = new GlideRecord('sys_user')
  user.addQuery('user_name', config.hubUser)
  user.addQuery('active', true)
  user.query()
  return user.next() ? user.getUniqueValue() : null
}

function holds(user: string, role: string): boolean {
  const grants = new GlideRecord('sys_user_has_role')
  grants.addQuery('user', user)
  grants.addQuery('role.name', role)
  grants.query()
  return grants.next()
}

/** Looks at everything and notes on each step how it stands; answers how many are open. */
export function lookAtSteps(): number {
  const config = readConfig()
  const rows = new GlideRecord(TABLES.step)
  rows.query()
  let left = 0
  while (rows.next()) {
    const look = LOOKS[rows.getValue('step_key') || '']
    const { state, found }: StepState = look === undefined ? { state: 'unknown', found: '' } : look(config)
    if (state === 'open') left += 1
    if (setColumns(rows, { state, found })) rows.update()
  }
  return left
}
