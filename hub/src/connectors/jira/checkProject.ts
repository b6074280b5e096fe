import type { CheckedProject, CheckLine } from '../port'
import type { CheckParts } from './check'
import { checkClose, closeSettingsOf } from './checkClose'
import { type Liner, liner, looked, sameName } from './checkLines'
import { checkRoutes } from './checkRoutes'
import { checkValidator } from './checkValidator'
import type { JiraClient } from './client'
import { permissions, project, projectStatuses, resolutions, type WireCreateField } from './wire'

/** What each permission is for; without a needed one Fixproof cannot keep its promise, without a useful one mostly. */
const PERMISSIONS = {
  BROWSE_PROJECTS: { name: 'Browse projects', need: 'fail', use: 'to read issues' },
  CREATE_ISSUES: { name: 'Create issues', need: 'fail', use: 'to make issues' },
  EDIT_ISSUES: { name: 'Edit issues', need: 'fail', use: 'to write fields and the proof' },
  TRANSITION_ISSUES: { name: 'Transition issues', need: 'fail', use: 'to close and reopen issues' },
  ADD_COMMENTS: { name: 'Add comments', need: 'fail', use: 'to say why' },
  LINK_ISSUES: { name: 'Link issues', need: 'fail', use: 'to link Datadog and earlier issues' },
  RESOLVE_ISSUES: { name: 'Resolve issues', need: 'warn', use: 'to set a resolution' },
  CLOSE_ISSUES: { name: 'Close issues', need: 'warn', use: 'where the workflow asks for it' },
} as const

/** Filled on every create, or by Jira itself. */
const FILLED: readonly string[] = ['project', 'issuetype', 'summary', 'description', 'reporter', 'labels']

const LATER = 'Run the check again when Jira answers.'

/** Project, permissions, work type and its create screen, values of the close settings, close screens, routes. */
export async function checkProject(
  parts: CheckParts,
  asked: { key: string; workType: string } & Partial<CheckedProject>,
): Promise<CheckLine[]> {
  const { client, metas, appId } = parts
  const { key, workType } = asked
  const line = liner(`jira ${parts.id} project ${key}`)
  const path = `/rest/api/3/project/${encodeURIComponent(key)}`
  const place: { projectId?: string; typeId?: string } = {}
  const found = await looked(line, 'project', LATER, async () => {
    const there = await client.jsonUnless({ method: 'GET', path }, project, [404])
    if (there !== null) place.projectId = there.id
    return there === null
      ? [
          line(
            'project',
            'fail',
            'Jira has no such project, or hides it. Check the key and "Browse projects".',
          ),
        ]
      : [line('project', 'pass', `Found, id ${there.id}.`)]
  })
  const { projectId } = place
  if (projectId === undefined) return found
  const granted = await looked(line, 'permissions', LATER, () => permissionLines(client, line, key))
  const screen = await looked(line, 'work type', LATER, async () => {
    const meta = await metas.of(key, workType)
    place.typeId = meta.issueTypeId
    return [line('work type', 'pass', `${meta.workType} can be created.`), ...screenLines(line, meta.fields)]
  })
  const settings = closeSettingsOf(asked.close)
  const values = await looked(line, 'close values', LATER, () =>
    valueLines(client, line, path, workType, settings),
  )
  const { typeId } = place
  if (typeId === undefined) return [...found, ...granted, ...screen, ...values]
  return [
    ...found,
    ...granted,
    ...screen,
    ...values,
    ...(await looked(line, 'close fields', LATER, () =>
      checkClose(parts, line, { key, typeId, settings, notFixed: asked.notFixed }),
    )),
    ...(await looked(line, 'routes', LATER, () =>
      checkRoutes(parts.issues, line, { projectId, typeId, named: asked.routes }),
    )),
    ...(appId === undefined
      ? []
      : await looked(line, 'validator', LATER, () =>
          checkValidator(client, line, { appId, projectId, typeId }),
        )),
  ]
}

async function permissionLines(client: JiraClient, line: Liner, key: string): Promise<CheckLine[]> {
  const query = { projectKey: key, permissions: Object.keys(PERMISSIONS).join(',') }
  const answer = await client.json({ method: 'GET', path: '/rest/api/3/mypermissions', query }, permissions)
  return Object.entries(PERMISSIONS).map(([permission, { name, need, use }]) =>
    answer.permissions[permission]?.havePermission === true
      ? line(`permission ${name}`, 'pass', `Granted, ${use}.`)
      : line(`permission ${name}`, need, `Missing. Grant "${name}" to the account, ${use}.`),
  )
}

function screenLines(line: Liner, fields: ReadonlyMap<string, WireCreateField>): CheckLine[] {
  const open = [...fields.values()]
    .filter(field => field.required && field.hasDefaultValue !== true && !FILLED.includes(field.fieldId))
    .map(field => `${field.name} (${field.fieldId})`)
  return [
    markLine(line, fields.has('labels'), fields.has('description')),
    open.length === 0
      ? line('required fields', 'pass', 'Every required field of the create screen is filled.')
      : line(
          'required fields',
          'fail',
          `Required and not filled: ${open.join(', ')}. Give a default, make it optional, or send it in fields.`,
        ),
  ]
}

function markLine(line: Liner, labels: boolean, description: boolean): CheckLine {
  if (labels)
    return line('labels', 'pass', 'The create screen has Labels, which carry the mark of a new issue.')
  return description
    ? line(
        'labels',
        'warn',
        'No Labels on the create screen: the mark ends the description. Add Labels to avoid that.',
      )
    : line('labels', 'fail', 'The create screen has neither Labels nor Description. Add one of them.')
}

/** Resolutions and statuses named in the close settings, against those there are. */
async function valueLines(
  client: JiraClient,
  line: Liner,
  path: string,
  workType: string,
  settings: ReturnType<typeof closeSettingsOf>,
): Promise<CheckLine[]> {
  const wanted = (pick: 'resolution' | 'status'): string[] => [
    ...new Set(settings.flatMap(setting => setting[pick] ?? [])),
  ]
  const lines: CheckLine[] = []
  if (wanted('resolution').length > 0) {
    const all = await client.json({ method: 'GET', path: '/rest/api/3/resolution' }, resolutions)
    const names = all.map(one => one.name)
    lines.push(...existence(line, 'resolution', wanted('resolution'), names))
  }
  if (wanted('status').length > 0) {
    const types = await client.json({ method: 'GET', path: `${path}/statuses` }, projectStatuses)
    const names = types
      .filter(type => sameName(type.name, workType) || type.id === workType)
      .flatMap(type => type.statuses.map(status => status.name))
    lines.push(...existence(line, 'status', wanted('status'), names))
  }
  return lines
}

function existence(line: Liner, what: string, wanted: string[], there: string[]): CheckLine[] {
  return wanted.map(name =>
    there.some(other => sameName(other, name))
      ? line(`close ${what} ${name}`, 'pass', 'Exists.')
      : line(
          `close ${what} ${name}`,
          'fail',
          `There is no ${what} ${name} here. Use one of: ${there.join(', ')}; or change close in the settings.`,
        ),
  )
}
