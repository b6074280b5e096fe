/** What the settings page asks for. Everything here takes the right to administer Jira, asked for as the person. */
import { forgeSentences } from '@fixproof/rules'
import type { AdminView, Answer, Defs } from '../defs'
import { refreshConnection } from '../platform/connection'
import { cloudIdOf } from '../platform/site'
import { store } from '../platform/store'
import { projectStatuses, readProject } from '../workflows/reading'
import { projectSettingsIn, settingsIn, textIn } from './input'
import { answered, needAdmin, type Place, Refusal } from './people'

/** The page as it stands. The caller has made sure that the person administers Jira. */
export async function viewForAdmin(_place: Place): Promise<AdminView> {
  const [connected, settings, own] = await Promise.all([
    store.connected(),
    store.settings(),
    store.projects(),
  ])
  const projects = await projectStatuses(connected?.projects ?? [], own)
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
    await needConnected()
    await store.setSettings(settings)
    return viewForAdmin(place)
  })

/** Sets what one project has of its own; with both null it goes by the site's settings again. */
export const adminProject = (place: Place, payload: Defs['admin.project'][0]): Promise<Answer<AdminView>> =>
  answered(async () => {
    await needAdmin()
    const own = projectSettingsIn(payload)
    const project = await readProject(textIn(payload, 'projectKey'))
    if (project === null) throw new Refusal('refused', forgeSentences.cannotSeeProject())
    await needConnected()
    await store.setProject(project.id, own)
    return viewForAdmin(place)
  })

/** Without keys nothing could be judged live or by proof, and the page would seem to say otherwise. */
async function needConnected(): Promise<void> {
  if ((await store.connected()) === null) throw new Refusal('not-connected', forgeSentences.notConnected())
}
