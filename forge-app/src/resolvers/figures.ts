/** What the project page and the gadget ask for. */
import type { ForgeFalseFixes, ForgeProject } from '@fixproof/rules'
import type { Answer, Defs, GadgetView } from '../defs'
import { jira, PROJECT_KEYS_MAX } from '../platform/jira'
import { listAt, textAt } from '../platform/site'
import { daysIn } from './input'
import { fromHub } from './issue'
import { answered, type Place, visibleProject } from './people'

export const projectView = (place: Place): Promise<Answer<ForgeProject>> =>
  answered(async () => {
    const key = await visibleProject(place)
    return fromHub<ForgeProject>(`projects/${encodeURIComponent(key)}`, {})
  })

/** Counts are the site's; issues are named only of projects the person sees. */
export const gadgetView = (_place: Place, payload: Defs['gadget.view'][0]): Promise<Answer<GadgetView>> =>
  answered(async () => {
    const days = daysIn(payload)
    const all = await fromHub<ForgeFalseFixes>('false-fixes', { days })
    // Issues come newest first: of more projects than Jira is asked about, those of the latest false fixes.
    const keys = [...new Set(all.issues.map(projectOf))].slice(0, PROJECT_KEYS_MAX)
    const seen = new Set(keys.length === 0 ? [] : await seenOf(keys))
    const issues = all.issues.filter(each => seen.has(projectOf(each)))
    return { days, falseFixes: { ...all, issues } }
  })

const projectOf = ({ key }: { key: string }) => key.replace(/-\d+$/, '')

/** Which of these projects the person sees. */
async function seenOf(keys: readonly string[]): Promise<string[]> {
  const { body } = await jira.projectsNamed(keys)
  return listAt(body, 'values').flatMap(each => textAt(each, 'key') ?? [])
}
