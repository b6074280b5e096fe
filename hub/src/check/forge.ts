import type { CheckLine } from '../connectors/port'
import type { CheckContext } from './index'
import { liner, moment } from './lines'
import { forgeAppId } from './marks'

const CHECK = 'app'
/** The app calls by itself at least every hour; after two it is missed. Milliseconds. */
const MISSED_MS = 2 * 3_600_000

/** Every Jira connection with an app: has it been heard, and lately. */
export async function checkForge(context: CheckContext): Promise<CheckLine[]> {
  const { jira } = context.config.connections
  const lines = await Promise.all(
    jira.filter(each => each.forge !== undefined).map(each => lineOf(context, each.id)),
  )
  return lines
}

async function lineOf({ hub, config, clock }: CheckContext, connection: string): Promise<CheckLine> {
  const line = liner(`jira ${connection}`)
  if (hub === null)
    return line(
      CHECK,
      'warn',
      'Not looked at: only the running hub hears the app. Check again while it runs.',
    )
  const heard = (await hub.store.get('cursor', forgeAppId(connection)))?.doc
  const address = `${config.server.publicUrl ?? 'https://<address of the hub>'}/forge/v1`
  const mend = `Open its settings page in Jira and connect it to this hub; it calls ${address}.`
  if (heard === undefined) return line(CHECK, 'warn', `The app has not called this hub yet. ${mend}`)
  const { appVersion } = heard.detail
  const version = typeof appVersion === 'string' ? ` ${appVersion}` : ''
  if (clock.now() - heard.at > MISSED_MS)
    return line(CHECK, 'warn', `Version${version} was last heard at ${moment(heard.at)}. ${mend}`)
  return line(CHECK, 'pass', `Version${version} was last heard at ${moment(heard.at)}.`)
}
