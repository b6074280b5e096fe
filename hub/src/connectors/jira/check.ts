import { z } from 'zod'
import type { WorkflowDoc } from '../../domain/model'
import { type CheckLine, type TicketDraft, VendorError } from '../port'
import type { JiraClient } from './client'
import { SKEW_FAIL_MS, SKEW_WARN_MS } from './limits'
import type { CreateMetas } from './meta'
import { jiraTime } from './time'
import * as wire from './wire'

export interface CheckParts {
  client: JiraClient
  metas: CreateMetas
  workflow: (
    projectId: string,
    issueTypeId: string,
  ) => Promise<Pick<WorkflowDoc, 'statuses' | 'moves'> | null>
  cloudId: () => Promise<string>
  /** The connection's name. */
  id: string
}

/** Looks at everything the connection, and with a project the project's tickets, need; changes nothing. */
export async function checkJira(
  parts: CheckParts,
  project?: { target: TicketDraft['target']; close: unknown },
): Promise<CheckLine[]> {
  const lines = await siteLines(parts)
  const { project: key, workType } = project?.target ?? {}
  if (key === undefined || workType === undefined) return lines
  // Without credentials every further look would repeat the same refusal.
  if (lines.some(line => line.check === 'credentials' && line.result === 'fail')) return lines
  return [...lines, ...(await projectLines(parts, key, workType, closeValues(project?.close)))]
}

async function siteLines(parts: CheckParts): Promise<CheckLine[]> {
  const { client } = parts
  const line = liner(`jira ${parts.id}`)
  const credentials = await looked(
    line,
    'credentials',
    'Check e-mail, API token and base URL of the connection.',
    async () => {
      const me = await client.json({ method: 'GET', path: '/rest/api/3/myself' }, wire.myself)
      return [line('credentials', 'pass', `Signed in as ${me.displayName ?? me.accountId}.`)]
    },
  )
  if (credentials.some(found => found.result === 'fail')) return credentials
  const clock = await looked(line, 'clock', 'Check the base URL of the connection.', async () => {
    const answer = await client.send({ method: 'GET', path: '/rest/api/3/serverInfo' })
    const info = wire.serverInfo.safeParse(answer.body)
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

function headerTime(headers: Headers): number | null {
  const at = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(at) ? null : at
}

function skewLine(line: Liner, skewMs: number | null): CheckLine {
  if (skewMs === null)
    return line('clock', 'warn', 'Jira does not tell its time; compare the clocks by hand.')
  const seconds = Math.round(Math.abs(skewMs) / 1000)
  const result = Math.abs(skewMs) > SKEW_FAIL_MS ? 'fail' : Math.abs(skewMs) > SKEW_WARN_MS ? 'warn' : 'pass'
  const side = skewMs > 0 ? 'ahead of' : 'behind'
  return line(
    'clock',
    result,
    result === 'pass'
      ? `This machine's clock agrees with Jira's (${seconds} s apart).`
      : `This machine's clock is ${seconds} s ${side} Jira's. Set it by NTP.`,
  )
}

/** What each permission is for; without a needed one Fixproof cannot keep its promise, without a useful one mostly. */
const PERMISSIONS = {
  BROWSE_PROJECTS: { name: 'Browse projects', need: 'fail', use: 'to read issues' },
  CREATE_ISSUES: { name: 'Create issues', need: 'fail', use: 'to make issues' },
  EDIT_ISSUES: { name: 'Edit issues', need: 'fail', use: 'to write fields and the proof' },
  TRANSITION_ISSUES: { name: 'Transition issues', need: 'fail', use: 'to close and reopen issues' },
  ADD_COMMENTS: { name: 'Add comments', need: 'fail', use: 'to say why' },
  LINK_ISSUES: { name: 'Link issues', need: 'fail', use: 'for the link to Datadog and to earlier issues' },
  RESOLVE_ISSUES: { name: 'Resolve issues', need: 'warn', use: 'to set a resolution' },
  CLOSE_ISSUES: { name: 'Close issues', need: 'warn', use: 'where the workflow asks for it' },
} as const

/** Filled on every create, or by Jira itself. */
const FILLED = ['project', 'issuetype', 'summary', 'description', 'reporter'] as const

async function projectLines(
  parts: CheckParts,
  key: string,
  workType: string,
  close: CloseValues,
): Promise<CheckLine[]> {
  const { client, metas } = parts
  const line = liner(`jira ${parts.id} project ${key}`)
  const at = `/rest/api/3/project/${encodeURIComponent(key)}`
  const mend = 'Look at it again when Jira answers.'
  const found = await looked(line, 'project', mend, async () => {
    const project = await client.jsonUnless({ method: 'GET', path: at }, wire.project, [404])
    return project === null
      ? [
          line(
            'project',
            'fail',
            'Jira has no such project, or hides it. Check the key and "Browse projects".',
          ),
        ]
      : [line('project', 'pass', `Found, id ${project.id}.`)]
  })
  if (found.some(one => one.result === 'fail')) return found
  const permissions = await looked(line, 'permissions', mend, async () => {
    const query = { projectKey: key, permissions: Object.keys(PERMISSIONS).join(',') }
    const answer = await client.json(
      { method: 'GET', path: '/rest/api/3/mypermissions', query },
      wire.permissions,
    )
    return Object.entries(PERMISSIONS).map(([permission, { name, need, use }]) =>
      answer.permissions[permission]?.havePermission === true
        ? line(`permission ${name}`, 'pass', `Granted, ${use}.`)
        : line(`permission ${name}`, need, `Missing. Grant "${name}" to the account, ${use}.`),
    )
  })
  const type = await looked(line, 'work type', mend, async () => {
    const meta = await metas.of(key, workType)
    return [line('work type', 'pass', `${meta.workType} can be created.`), ...screenLines(line, meta.fields)]
  })
  const values = await looked(line, 'close settings', mend, () =>
    closeLines(client, line, at, workType, close),
  )
  const routes = type.some(one => one.check === 'work type' && one.result === 'fail')
    ? []
    : await looked(line, 'routes', mend, () => routeLines(parts, line, at, key, workType))
  return [...found, ...permissions, ...type, ...values, ...routes]
}

function screenLines(line: Liner, fields: ReadonlyMap<string, wire.WireCreateField>): CheckLine[] {
  const labelled = fields.has('labels')
  const described = fields.has('description')
  const open = [...fields.values()].filter(
    field =>
      field.required &&
      field.hasDefaultValue !== true &&
      !(FILLED as readonly string[]).includes(field.fieldId) &&
      !(field.fieldId === 'labels'),
  )
  const names = open.map(field => `${field.name} (${field.fieldId})`).join(', ')
  return [
    labelled
      ? line('labels', 'pass', 'The create screen has Labels, which carry the mark of a new issue.')
      : described
        ? line(
            'labels',
            'warn',
            'The create screen has no Labels: the mark stands in the last line of the description.',
          )
        : line('labels', 'fail', 'The create screen has neither Labels nor Description. Add one of them.'),
    open.length === 0
      ? line('required fields', 'pass', 'Every required field of the create screen is filled.')
      : line(
          'required fields',
          'fail',
          `Required and not filled: ${names}. Give a default, make it optional, or send it in fields.`,
        ),
  ]
}

interface CloseValues {
  resolutions: string[]
  statuses: string[]
}

const closeSetting = z.object({ status: z.string().nullish(), resolution: z.string().nullish() })
const closeSettings = z.record(z.string(), z.unknown())

/** Names used by the close settings of a project (`CloseSettings`, or its Jira part alone). */
function closeValues(close: unknown): CloseValues {
  const whole = closeSettings.safeParse(close)
  const jira = whole.success && 'jira' in whole.data ? closeSettings.safeParse(whole.data.jira) : whole
  const settings = Object.values(jira.success ? jira.data : {}).flatMap(value => {
    const setting = closeSetting.safeParse(value)
    return setting.success ? [setting.data] : []
  })
  const names = (pick: (s: z.infer<typeof closeSetting>) => string | null | undefined): string[] => [
    ...new Set(settings.flatMap(setting => pick(setting) ?? [])),
  ]
  return { resolutions: names(s => s.resolution), statuses: names(s => s.status) }
}

async function closeLines(
  client: JiraClient,
  line: Liner,
  at: string,
  workType: string,
  close: CloseValues,
): Promise<CheckLine[]> {
  const resolutions =
    close.resolutions.length === 0
      ? []
      : await client.json({ method: 'GET', path: '/rest/api/3/resolution' }, wire.resolutions)
  const types =
    close.statuses.length === 0
      ? []
      : await client.json({ method: 'GET', path: `${at}/statuses` }, wire.projectStatuses)
  const statuses = types
    .filter(type => same(type.name, workType) || type.id === workType)
    .flatMap(t => t.statuses)
  return [
    ...existence(
      line,
      'resolution',
      close.resolutions,
      resolutions.map(r => r.name),
    ),
    ...existence(
      line,
      'status',
      close.statuses,
      statuses.map(s => s.name),
    ),
  ]
}

function existence(line: Liner, what: string, wanted: string[], there: string[]): CheckLine[] {
  return wanted.map(name =>
    there.some(other => same(other, name))
      ? line(`close ${what} ${name}`, 'pass', 'Exists.')
      : line(
          `close ${what} ${name}`,
          'fail',
          `Jira has no ${what} ${name} here. Use one of: ${there.join(', ')}; or change close in the settings.`,
        ),
  )
}

async function routeLines(
  parts: CheckParts,
  line: Liner,
  at: string,
  key: string,
  workType: string,
): Promise<CheckLine[]> {
  const project = await parts.client.json({ method: 'GET', path: at }, wire.project)
  const meta = await parts.metas.of(key, workType)
  const workflow = await parts.workflow(project.id, meta.issueTypeId)
  if (workflow === null)
    return [
      line(
        'routes',
        'warn',
        'The account may not read the workflow. Grant "View (read-only) workflow", or name the statuses to walk ' +
          'through in settings.routes.close and settings.routes.reopen.',
      ),
    ]
  const all = Object.values(workflow.statuses)
  const stuck = (from: 'open' | 'done'): string[] =>
    all
      .filter(status => (status.category === 'done') === (from === 'done'))
      .filter(status => !reaches(workflow, status.id, to => (to === 'done') !== (from === 'done')))
      .map(status => status.name)
  const noClose = stuck('open')
  const noReopen = stuck('done')
  return [
    noClose.length === 0
      ? line('close route', 'pass', 'Every open status has a way to a done one.')
      : line(
          'close route',
          'fail',
          `No way to a done status from: ${noClose.join(', ')}. Add a transition there.`,
        ),
    noReopen.length === 0
      ? line('reopen route', 'pass', 'Every done status has a way back.')
      : line(
          'reopen route',
          'warn',
          `No way back from: ${noReopen.join(', ')}. An issue closed there gets a successor instead of being reopened; ` +
            'add a transition to avoid that.',
        ),
  ]
}

/** Whether a walk along the moves from a status comes to one whose category is wanted. */
function reaches(
  workflow: Pick<WorkflowDoc, 'moves'>,
  from: string,
  wanted: (category: string) => boolean,
): boolean {
  const seen = new Set([from])
  for (const at of seen)
    for (const move of workflow.moves[at]?.moves ?? []) {
      if (wanted(move.to.category)) return true
      seen.add(move.to.id)
    }
  return false
}

type Liner = (check: string, result: CheckLine['result'], text: string) => CheckLine

function liner(subject: string): Liner {
  return (check, result, text) => ({ subject, check, result, text })
}

/** A look that fails is itself a line; only a programming error goes on. */
async function looked(
  line: Liner,
  check: string,
  mend: string,
  look: () => Promise<CheckLine[]>,
): Promise<CheckLine[]> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof VendorError)) throw error
    return [line(check, 'fail', `${error.message} ${mend}`)]
  }
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
