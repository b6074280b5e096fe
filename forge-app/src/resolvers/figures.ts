/** What the project page and the gadget ask for. */
import type { ForgeFalseFixes, ForgeProject } from '@fixproof/rules'
import type { Answer, Defs, GadgetView } from '../defs'
import { jira } from '../platform/jira'
import { listAt, textAt } from '../platform/site'
import { daysIn } from './input'
import { fromHub } from './issue'
import { answered, type Place, visibleProject } from './people'

/** Projects looked up for "may this person see it". Source: REST API v3, page size of `project/search`. */
const PROJECTS_PAGE_MAX = 100

export const projectView = (place: Place): Promise<Answer<ForgeProject>> =>
  answered(async () => {
    const key = await visibleProject(place)
    return fromHub<ForgeProject>(`projects/${encodeURIComponent(key)}`, {})
  })

/** Counts are the site's; issues are named only of projects the person sees. */
export const gadgetView = (_place: Place, payload: Defs['gadget.view'][0]): Promise<Answer<GadgetView>> =>
  answered(async () => {
    const days = daysIn(payload)
    const [all, { body }] = await Promise.all([
      fromHub<ForgeFalseFixes>('false-fixes', { days }),
      jira.projects(PROJECTS_PAGE_MAX),
    ])
    const seen = new Set(listAt(body, 'values').map(each => textAt(each, 'key')))
    const issues = all.issues.filter(each => seen.has(each.key.replace(/-\d+$/, '')))
    return { days, falseFixes: { ...all, issues } }
  })
