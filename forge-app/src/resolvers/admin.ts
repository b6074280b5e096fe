/** What the settings page asks for. Everything here takes the right to administer Jira, asked for as the person. */
import { forgeSentences } from '@fixproof/rules'
import type { AdminView, Answer, Defs } from '../defs'
import { refreshConnection } from '../platform/connection'
import { cloudIdOf } from '../platform/site'
import { store } from '../platform/store'
import { projectStatuses } from '../workflows/reading'
import { settingsIn } from './input'
import { answered, needAdmin, type Place, Refusal } from './people'

/** The page as it stands. The caller has made sure that the person administers Jira. */
export async function viewForAdmin(_place: Place): Promise<AdminView> {
  const [connected, settings] = await Promise.all([store.connected(), store.settings()])
  const projects = await projectStatuses(connected?.projects ?? [])
  if (connected === null) return { hub: null, settings, projects }
  const { hub: version, connection, cloudId, keys, checkedAt } = connected
  return {
    hub: {
      ...{ connection, version, cloudId },
      checkedAt: new Date(checkedAt).toISOString(),
      kids: keys.map(each => each.kid),
    },
    settings,
    projects,
  }
}

export const adminView = (place: Place): Promise<Answer<AdminView>> =>
  answered(async () => {
    await needAdmin()
    return viewForAdmin(place)
  })

/** Asks the hub who it is and takes over its keys, also when they are all new: an administrator wants it so. */
export const adminConnect = (place: Place): Promise<Answer<AdminView>> =>
  answered(async () => {
    await needAdmin()
    const told = await refreshConnection({
      byAdmin: true,
      cloudId: cloudIdOf(place.context),
      now: Date.now(),
    })
    if (!told.ok) throw new Refusal(told.failure, told.sentence)
    return viewForAdmin(place)
  })

export const adminSettings = (place: Place, payload: Defs['admin.settings'][0]): Promise<Answer<AdminView>> =>
  answered(async () => {
    await needAdmin()
    const settings = settingsIn(payload)
    // Without keys nothing could be judged live or by proof, and the page would seem to say otherwise.
    if ((await store.connected()) === null) throw new Refusal('not-connected', forgeSentences.notConnected())
    await store.setSettings(settings)
    return viewForAdmin(place)
  })
