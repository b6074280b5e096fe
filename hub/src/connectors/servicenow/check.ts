import { z } from 'zod'
import { type CheckedProject, type CheckLine, type TicketDraft, VendorError } from '../port'
import type { Listing, ServiceNowClient } from './client'
import { EVENT_TABLE } from './events'
import type { Groups } from './groups'
import { SKEW_FAIL_MS, SKEW_WARN_MS } from './limits'

export interface CheckParts {
  client: ServiceNowClient
  groups: Groups
  /** The connection's name. */
  id: string
}

/** Roles that let a user create and resolve incidents. Source: ServiceNow docs, incident management roles. */
const ROLES = ['itil', 'sn_incident_write', 'admin'] as const
/** Roles that let a user send events. Source: ServiceNow docs, Event Management roles. */
const EVENT_ROLES = ['evt_mgmt_integration', 'evt_mgmt_admin', 'admin'] as const
/** What every close by Fixproof brings along. */
const FILLED: readonly string[] = ['close_code', 'close_notes', 'work_notes', 'state']
/** Longest list of choices or policy fields that is looked at. */
const LOOKED_AT_MAX = 200

/** Looks at everything the connection, and with a project the project's incidents, need; changes nothing. */
export async function checkServiceNow(parts: CheckParts, project?: CheckedProject): Promise<CheckLine[]> {
  const line = liner(`servicenow ${parts.id}`)
  const first = await looked(line, 'credentials', () => signInLines(parts.client, line))
  // Without credentials every further look would repeat the same refusal.
  if (first.some(found => found.check === 'credentials' && found.result === 'fail')) return first
  const role = await looked(line, 'role', () => roleLines(parts.client, line))
  if (project === undefined) return [...first, ...role]
  // No incident is made for it, so nothing is closed and no group is asked for.
  if (project.events === true)
    return [...first, ...role, ...(await looked(line, 'events', () => eventLines(parts.client, line)))]
  const close = closeSettings(project.close)
  return [
    ...first,
    ...role,
    ...(await looked(line, 'comments', () => journalLines(parts.client, line))),
    ...(await looked(line, 'assignment group', () => groupLines(parts.groups, line, project.target))),
    ...(await looked(line, 'close codes', () => codeLines(parts.client, line, close))),
    ...(await looked(line, 'close fields', () => fieldLines(parts.client, line, close))),
  ]
}

async function signInLines(client: ServiceNowClient, line: Liner): Promise<CheckLine[]> {
  const listing = await client.list('incident', { query: '', fields: ['sys_id'], limit: 1 })
  const hidden = listing.rows.length === 0 && (listing.total ?? 0) > 0
  return [
    line('credentials', 'pass', 'ServiceNow takes the credentials.'),
    hidden
      ? line(
          'reading incidents',
          'fail',
          'The integration user may not see incidents. Give it the role itil in ServiceNow.',
        )
      : line('reading incidents', 'pass', 'The integration user may read incidents.'),
    clockLine(client, listing, line),
  ]
}

function clockLine(client: ServiceNowClient, listing: Listing, line: Liner): CheckLine {
  const theirs = Date.parse(listing.headers.get('date') ?? '')
  if (Number.isNaN(theirs))
    return line('clock', 'warn', 'ServiceNow does not tell its time; compare the clocks by hand.')
  const skewMs = client.now() - theirs
  const seconds = Math.round(Math.abs(skewMs) / 1000)
  const result = Math.abs(skewMs) > SKEW_FAIL_MS ? 'fail' : Math.abs(skewMs) > SKEW_WARN_MS ? 'warn' : 'pass'
  const side = skewMs > 0 ? 'ahead of' : 'behind'
  return line(
    'clock',
    result,
    result === 'pass'
      ? `This machine's clock agrees with ServiceNow's (${seconds} s apart).`
      : `This machine's clock is ${seconds} s ${side} ServiceNow's. Set it by NTP.`,
  )
}

/** Which of these roles we have; null when the instance has some and hides them. Who we are is asked of the instance, since an OAuth client does not know its user. */
async function rolesAmong(client: ServiceNowClient, roles: readonly string[]): Promise<string[] | null> {
  const { rows, total } = await client.list('sys_user_has_role', {
    query: `user=javascript:gs.getUserID()^role.nameIN${roles.join(',')}`,
    fields: ['role.name'],
    limit: roles.length,
  })
  const has = rows.map(row => row['role.name'] ?? '').filter(name => roles.includes(name))
  return has.length === 0 && ((total ?? 0) > 0 || rows.length > 0) ? null : has
}

async function roleLines(client: ServiceNowClient, line: Liner): Promise<CheckLine[]> {
  const has = await rolesAmong(client, ROLES)
  const mend = 'Give it the role itil in ServiceNow.'
  if (has === null)
    return [line('role', 'warn', `ServiceNow does not show the roles of the integration user. ${mend}`)]
  if (has.length > 0) return [line('role', 'pass', `The integration user has the role ${has.join(', ')}.`)]
  return [
    line(
      'role',
      'fail',
      `The integration user may not create and resolve incidents: a role is missing. ${mend}`,
    ),
  ]
}

/** Whether events get through. Nothing is sent to find out: only the table and the roles are looked at. */
async function eventLines(client: ServiceNowClient, line: Liner): Promise<CheckLine[]> {
  const seen = await looked(line, 'events', async () => {
    await client.list(EVENT_TABLE, { query: '', fields: ['sys_id'], limit: 1 })
    return []
  })
  // Without the table no role helps.
  if (seen.length > 0) return seen
  const has = await rolesAmong(client, EVENT_ROLES)
  const mend = 'Give it the role evt_mgmt_integration in ServiceNow.'
  if (has === null)
    return [
      line(
        'events',
        'warn',
        `ServiceNow does not show whether the integration user may write em_event. ${mend}`,
      ),
    ]
  return has.length > 0
    ? [line('events', 'pass', `The integration user may write em_event: it has the role ${has.join(', ')}.`)]
    : [line('events', 'fail', `The integration user may not write em_event: a role is missing. ${mend}`)]
}

/** Whether what people write on incidents can be read. An ACL hides the entries, or refuses the table as a whole. */
async function journalLines(client: ServiceNowClient, line: Liner): Promise<CheckLine[]> {
  const oneWay = (what: string) =>
    line(
      'comments',
      'warn',
      `${what}, so comments are one-way: those of incidents do not reach the case. Let the integration user read sys_journal_field (an ACL in ServiceNow).`,
    )
  try {
    const query = 'name=incident^elementINcomments,work_notes'
    const { rows, total } = await client.list('sys_journal_field', { query, fields: ['sys_id'], limit: 1 })
    if (rows.length === 0 && (total ?? 0) > 0) return [oneWay('ServiceNow hides its journal entries')]
    if (rows.length > 0)
      return [line('comments', 'pass', 'The integration user may read comments and work notes.')]
    const unsure =
      'No incident has a comment or work note yet, so it does not show whether the integration user may read them. ' +
      'Let it read sys_journal_field (an ACL in ServiceNow); otherwise comments are one-way.'
    return [line('comments', 'warn', unsure)]
  } catch (error) {
    if (!(error instanceof VendorError) || error.kind === 'retryable') throw error
    return [oneWay('The integration user may not read sys_journal_field')]
  }
}

async function groupLines(groups: Groups, line: Liner, target: TicketDraft['target']): Promise<CheckLine[]> {
  const { assignmentGroup } = target
  if (assignmentGroup === undefined)
    return [
      line('assignment group', 'warn', 'The project names no assignment group; incidents are made without.'),
    ]
  await groups.idOf(assignmentGroup)
  return [line('assignment group', 'pass', `${assignmentGroup} exists.`)]
}

type CloseSetting = { cause: string; closeCode: string; fields: Record<string, unknown> }

async function codeLines(
  client: ServiceNowClient,
  line: Liner,
  close: readonly CloseSetting[],
): Promise<CheckLine[]> {
  const { rows } = await client.list('sys_choice', {
    query: 'name=incident^element=close_code^inactive=false^ORDERBYsequence',
    fields: ['name', 'element', 'value'],
    limit: LOOKED_AT_MAX,
  })
  const offered = [
    ...new Set(
      rows.flatMap(row => (row.name === 'incident' && row.element === 'close_code' ? (row.value ?? []) : [])),
    ),
  ]
  if (offered.length === 0)
    return [
      line(
        'close codes',
        'warn',
        'ServiceNow does not show its resolution codes; compare the close settings by hand.',
      ),
    ]
  return [...new Set(close.map(setting => setting.closeCode))].map(code => {
    const causes = close.filter(setting => setting.closeCode === code).map(setting => setting.cause)
    return offered.includes(code)
      ? line(`close code ${code}`, 'pass', `ServiceNow offers it (for ${causes.join(', ')}).`)
      : line(
          `close code ${code}`,
          'fail',
          `ServiceNow does not offer it (for ${causes.join(', ')}). Use one of: ${offered.join(', ')}; in the close settings of the project.`,
        )
  })
}

/** Which fields the instance wants on a resolved incident, from its data policies. */
async function fieldLines(
  client: ServiceNowClient,
  line: Liner,
  close: readonly CloseSetting[],
): Promise<CheckLine[]> {
  const { rows } = await client.list('sys_data_policy_rule', {
    query: 'sys_data_policy.model_table=incident^sys_data_policy.active=true^mandatory=true',
    fields: ['field', 'sys_data_policy.model_table', 'sys_data_policy.conditions'],
    limit: LOOKED_AT_MAX,
  })
  const policies = rows.filter(row => row['sys_data_policy.model_table'] === 'incident')
  if (policies.length === 0)
    return [
      line(
        'close fields',
        'warn',
        'ServiceNow does not show its data policies. Resolution code and notes are filled; if it wants more on a ' +
          'resolved incident, name those fields in the close settings of the project.',
      ),
    ]
  const wanted = [
    ...new Set(
      policies
        .filter(row => concernsResolved(row['sys_data_policy.conditions'] ?? ''))
        .map(row => row.field ?? ''),
    ),
  ].filter(field => field !== '' && !FILLED.includes(field))
  const missing = close.flatMap(({ cause, fields }) =>
    wanted.filter(field => !fields[field]).map(field => `${field} (for ${cause})`),
  )
  return missing.length === 0
    ? [line('close fields', 'pass', 'Every field ServiceNow wants on a resolved incident is filled.')]
    : [
        line(
          'close fields',
          'fail',
          `ServiceNow wants on a resolved incident, and nothing fills: ${missing.join(', ')}. Name them in the close settings of the project.`,
        ),
      ]
}

/** A policy without a condition on the state holds for every incident; one about other states is none of ours. */
function concernsResolved(conditions: string): boolean {
  const states = [
    ...conditions.matchAll(/(?:^|[\^R Q])(?:incident_)?state(=|!=|IN|NOT IN|>=|>|<=|<)([\d,]+)/g),
  ]
  return (
    states.length === 0 ||
    states.some(([, operator, values = '']) => {
      const named = values.split(',').includes('6')
      if (operator === '=' || operator === 'IN') return named
      if (operator === '!=' || operator === 'NOT IN') return !named
      return true
    })
  )
}

const setting = z.object({ closeCode: z.string(), fields: z.record(z.string(), z.unknown()).default({}) })
const settings = z.record(z.string(), z.unknown())

/** The close settings of a project (`CloseSettings`, or its ServiceNow part alone), a row for each cause. */
function closeSettings(close: unknown): CloseSetting[] {
  const whole = settings.safeParse(close)
  const part = whole.success && 'servicenow' in whole.data ? settings.safeParse(whole.data.servicenow) : whole
  return Object.entries(part.success ? part.data : {}).flatMap(([cause, value]) => {
    const read = setting.safeParse(value)
    return read.success ? [{ cause, ...read.data }] : []
  })
}

type Liner = (check: string, result: CheckLine['result'], text: string) => CheckLine

function liner(subject: string): Liner {
  return (check, result, text) => ({ subject, check, result, text })
}

/** A look that fails is itself a line; only a programming error goes on. */
async function looked(line: Liner, check: string, look: () => Promise<CheckLine[]>): Promise<CheckLine[]> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof VendorError)) throw error
    return [line(check, error.kind === 'retryable' ? 'warn' : 'fail', error.message)]
  }
}
