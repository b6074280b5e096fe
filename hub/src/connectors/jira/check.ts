import type { Answered } from '../../ports'
import type { CheckedProject, CheckLine } from '../port'
import type { JiraIssues } from './adapter'
import { type Liner, liner, looked } from './checkLines'
import { checkProject } from './checkProject'
import type { JiraClient } from './client'
import { SKEW_FAIL_MS, SKEW_WARN_MS } from './limits'
import type { CreateMetas } from './meta'
import { jiraTime } from './time'
import { myself, serverInfo } from './wire'

export interface CheckParts {
  client: JiraClient
  metas: CreateMetas
  issues: Pick<JiraIssues, 'moves' | 'workflow'>
  cloudId: () => Promise<string>
  /** The connection's name. */
  id: string
  /** Id of the app in this site; absent where there is none. */
  appId?: string
}

/** Looks at everything the connection, and with a project the project's tickets, need; changes nothing. */
export async function checkJira(parts: CheckParts, project?: CheckedProject): Promise<CheckLine[]> {
  const lines = await checkSite(parts)
  const { project: key, workType } = project?.target ?? {}
  if (key === undefined || workType === undefined) return lines
  // Without credentials every further look would repeat the same refusal.
  if (lines.some(line => line.check === 'credentials' && line.result === 'fail')) return lines
  return [...lines, ...(await checkProject(parts, { ...project, key, workType }))]
}

async function checkSite(parts: CheckParts): Promise<CheckLine[]> {
  const { client } = parts
  const line = liner(`jira ${parts.id}`)
  const mend = 'Check e-mail, API token and base URL of the connection.'
  const credentials = await looked(line, 'credentials', mend, async () => {
    const me = await client.json({ method: 'GET', path: '/rest/api/3/myself' }, myself)
    return [line('credentials', 'pass', `Signed in as ${me.displayName ?? me.accountId}.`)]
  })
  if (credentials.some(found => found.result === 'fail')) return credentials
  const clock = await looked(line, 'clock', 'Check the base URL of the connection.', async () => {
    const answer = await client.send({ method: 'GET', path: '/rest/api/3/serverInfo' })
    const info = serverInfo.safeParse(answer.body)
    const told = info.success ? info.data.serverTime : null
    // `serverTime` is Jira's own; the Date header may be a proxy's and has whole seconds only.
    const theirs = (told == null ? null : jiraTime(told)) ?? headerTime(answer.headers)
    return [skewLine(line, theirs === null ? null : client.now() - theirs)]
  })
  const site = await looked(line, 'cloud id', 'Set cloudId of the connection.', async () => [
    line('cloud id', 'pass', `The site's cloud id is ${await parts.cloudId()}.`),
  ])
  return [...credentials, ...clock, ...site]
}

function headerTime(headers: Answered['headers']): number | null {
  const at = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(at) ? null : at
}

function skewLine(line: Liner, skewMs: number | null): CheckLine {
  if (skewMs === null)
    return line('clock', 'warn', 'Jira does not tell its time; compare the clocks by hand.')
  const seconds = Math.round(Math.abs(skewMs) / 1000)
  if (Math.abs(skewMs) <= SKEW_WARN_MS)
    return line('clock', 'pass', `This machine's clock agrees with Jira's (${seconds} s apart).`)
  const side = skewMs > 0 ? 'ahead of' : 'behind'
  const result = Math.abs(skewMs) > SKEW_FAIL_MS ? 'fail' : 'warn'
  return line('clock', result, `This machine's clock is ${seconds} s ${side} Jira's. Set it by NTP.`)
}
