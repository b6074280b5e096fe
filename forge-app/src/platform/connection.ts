/** Asking the hub who it is, and keeping what it says. */
import {
  FORGE_PAGE_HUB_MS,
  type ForgeConnection,
  type ForgeProjectSettings,
  forgeSentences,
} from '@fixproof/rules'
import { judgeKeys } from '../validator/keys'
import { askHub } from './hub'
import { at, listAt, textAt } from './site'
import { type Connected, store } from './store'

export type Refreshed =
  | { ok: true; connected: Connected }
  | { ok: false; failure: 'refused' | 'unreachable'; sentence: string }

/**
 * Asks the hub who it is and keeps its keys and project settings. `byAdmin`: an administrator asked for it just now, so
 * a wholly new set of keys is taken; else only one that holds a key known already. `cloudId`: of this site, null when
 * the platform does not say.
 */
export async function refreshConnection(q: {
  byAdmin: boolean
  cloudId: string | null
  now: number
  ms?: number
}): Promise<Refreshed> {
  const known = await store.connected()
  const told = await askHub<ForgeConnection>('connection', {}, q.ms ?? FORGE_PAGE_HUB_MS)
  if (told.kind === 'silent') return no('unreachable', forgeSentences.unreachable())
  if (told.kind === 'no') return no('refused', told.sentence ?? forgeSentences.hubRefused())
  const { data } = told
  if (!isConnection(data)) return no('refused', forgeSentences.keysWrong())
  const site = q.cloudId ?? known?.cloudId ?? data.cloudId
  if (data.cloudId !== site) return no('refused', forgeSentences.otherSite(data.cloudId))
  const keys = data.keys.map(({ kty, crv, x, kid }) => ({ kty, crv, x, kid }))
  switch (judgeKeys(keys, known?.keys ?? [], q.byAdmin)) {
    case 'none':
      return no('refused', forgeSentences.noKeysSent())
    case 'not-what-they-say':
      return no('refused', forgeSentences.keysWrong())
    case 'strangers':
      return no('refused', forgeSentences.strangeKeys())
    case 'take': {
      const { hub, connection, cloudId } = data
      const projects = fitting(data.projects)
      const clockOffMs = Date.parse(data.now) - q.now
      const connected = { hub, connection, cloudId, keys, projects, checkedAt: q.now, clockOffMs }
      await store.setConnected(connected)
      return { ok: true, connected }
    }
  }
}

/**
 * Characters of the projects that are kept. A value takes 240 KiB; the keys and a margin for letters of several bytes
 * come on top. Source: https://developer.atlassian.com/platform/forge/platform-quotas-and-limits/
 */
const PROJECTS_CHARS_MAX = 100_000

/**
 * Of more projects than the storage holds, those that make their issues on this site come first. Of one that is left
 * out nothing is lost but its values that do not mean "fixed": every close of its issues is taken to say so.
 */
function fitting(projects: readonly ForgeProjectSettings[]): ForgeProjectSettings[] {
  let left = PROJECTS_CHARS_MAX
  const here = projects.filter(each => each.jiraProject !== null)
  const elsewhere = projects.filter(each => each.jiraProject === null)
  return [...here, ...elsewhere].filter(each => {
    left -= JSON.stringify(each).length
    return left >= 0
  })
}

function no(failure: 'refused' | 'unreachable', sentence: string): Refreshed {
  return { ok: false, failure, sentence }
}

/** What the validator will judge by is looked at before it is kept. */
function isConnection(value: unknown): value is ForgeConnection {
  const texts = ['hub', 'connection', 'cloudId', 'now'].every(name => textAt(value, name) !== null)
  const keys = listAt(value, 'keys').every(key =>
    ['kty', 'crv', 'x', 'kid'].every(name => typeof at(key, name) === 'string'),
  )
  const projects = listAt(value, 'projects').every(
    project =>
      textAt(project, 'key') !== null &&
      ['resolutions', 'statuses', 'closeCodes'].every(name => Array.isArray(at(project, 'notFixed', name))),
  )
  return texts && keys && projects && Array.isArray(at(value, 'keys')) && Array.isArray(at(value, 'projects'))
}
