/**
 * What an administrator does outside an application, on one page: commits update sets, runs fix scripts and jobs, gives
 * roles. On an instance these stand in menus of their own; the words for them are the platform's.
 */
import { GATE_RULE } from '@fixproof/rules'
import type { Instance } from '../servicenow/instance'
import { PEOPLE } from '../servicenow/seed'
import type { Row } from '../servicenow/tables'
import { type Html, html } from './html'
import type { Told } from './mount'
import type { Notice } from './notices'
import { lozenge, section } from './parts'
import type { Seen } from './servicenow-fields'

export const SYSTEM = '/system.do'
/** Where its buttons post to. */
export const SYSTEM_POST = '/_sandbox/browse/system'

const APP = 'x_fxprf_sync'
/** Fixproof's two update sets in the order they are committed, and how to see that one is there. */
const SETS = [
  {
    shipped: 'app',
    name: 'Fixproof',
    there: ({ db }: Instance) => db.first('sys_app', { scope: APP })?.version,
  },
  {
    shipped: 'guard',
    name: 'Fixproof Incident Guard',
    there: ({ db }: Instance) => db.first('sys_script', { name: GATE_RULE }) && 'installed',
  },
] as const

/** Whether somebody sees the page at all. */
export const mayAdminister = ({ person }: Seen): boolean => person.session.roles.has('admin')

export function systemPage(seen: Seen): Html {
  return html`<p class="trail">System</p><h1>Update sets, scripts and roles</h1>${[
    section('sets', 'Retrieved update sets', setsOf(seen)),
    section('fixes', 'Fix scripts', runnable(seen, 'sys_script_fix', 'fixScript')),
    section('jobs', 'Scheduled jobs', runnable(seen, 'sysauto_script', 'job')),
    section('roles', 'Roles', rolesOf(seen)),
  ]}`
}

function setsOf({ instance }: Seen): Html {
  const rows = SETS.map(({ shipped, name, there }) => {
    const found = there(instance)
    const mark = found ? lozenge('good', found) : lozenge('calm', 'not committed')
    const away =
      shipped === 'app' &&
      found !== undefined &&
      html`<button class="quiet" id="uninstall" name="uninstall" value="${APP}">Uninstall</button>`
    return html`<div><dt>${name}</dt><dd>${mark}<form class="choices" method="post" action="${SYSTEM_POST}"><button class="${found ? 'quiet' : ''}" id="commit-${shipped}" name="commit" value="${shipped}">${found ? 'Commit again' : 'Commit'}</button>${away}</form></dd></div>`
  })
  return html`<p class="soft">They are built first when their source is newer; that takes a minute.</p><dl>${rows}</dl>`
}

/** Rows of a table whose script runs when somebody says so. */
function runnable({ instance }: Seen, table: string, kind: 'fixScript' | 'job'): Html {
  if (instance.db.definition(table) === undefined) return html`<p class="empty">None</p>`
  const rows = instance.db.rows(table)
  if (rows.length === 0) return html`<p class="empty">None</p>`
  return html`<ul class="listing">${rows.map(
    ({ name, description, sys_id }) =>
      html`<li><p class="line">${name}</p>${description && html`<p class="soft">${description}</p>`}<form method="post" action="${SYSTEM_POST}"><button class="quiet" id="run-${sys_id}" name="${kind}" value="${name}" aria-label="Run ${name}">Run</button></form></li>`,
  )}</ul>`
}

function rolesOf({ instance }: Seen): Html {
  const { db } = instance
  const people = Object.entries(PEOPLE).filter(([, one]) => one.login)
  const nameOf = (row: Row): string => db.get('sys_user_role', row.role ?? '')?.name ?? ''
  const held = people.map(([userName, { name }]) => {
    const user = db.first('sys_user', { user_name: userName })?.sys_id
    const roles = db.rows('sys_user_has_role').filter(row => row.user === user)
    const chips = roles.map(row => html`<span class="chip">${nameOf(row)}</span>`)
    return html`<div><dt>${name}</dt><dd>${chips.length > 0 ? chips : 'None'}</dd></div>`
  })
  const options = (all: readonly (readonly [string, string])[]): Html[] =>
    all.map(([value, words]) => html`<option value="${value}">${words}</option>`)
  const roles = db
    .rows('sys_user_role')
    .map(({ name = '' }) => [name, name] as const)
    // Those of applications are what somebody comes here for.
    .sort(([a], [b]) => Number(b.startsWith('x_')) - Number(a.startsWith('x_')))
  return html`<dl>${held}</dl><form method="post" action="${SYSTEM_POST}">
<label for="user">Person</label><select id="user" name="user">${options(people.map(([userName, { name }]) => [userName, name]))}</select>
<label for="role">Role</label><select id="role" name="role">${options(roles)}</select>
<div class="choices"><button id="give" name="held" value="true">Give the role</button><button class="quiet" id="take" name="held" value="false">Take the role</button></div></form>`
}

/** The control door a button of the page stands for, and what is said when it went well. */
export function systemCall(
  form: URLSearchParams,
): { method: string; path: string; body: unknown; done: string } | null {
  const value = (name: string): string => form.get(name) ?? ''
  const doors = '/_sandbox/servicenow'
  if (form.has('commit')) {
    const shipped = value('commit')
    const name = SETS.find(one => one.shipped === shipped)?.name ?? shipped
    return { method: 'POST', path: `${doors}/apps`, body: { shipped }, done: `${name} is committed.` }
  }
  if (form.has('uninstall')) {
    const path = `${doors}/apps/${encodeURIComponent(value('uninstall'))}`
    return { method: 'DELETE', path, body: undefined, done: 'Fixproof is uninstalled.' }
  }
  for (const kind of ['fixScript', 'job'])
    if (form.has(kind)) {
      const body = { [kind]: value(kind) }
      return { method: 'POST', path: `${doors}/run`, body, done: `"${value(kind)}" has run.` }
    }
  if (!form.has('held')) return null
  const held = value('held') === 'true'
  const [user, role] = [value('user'), value('role')]
  const done = held ? `${user} has the role ${role}.` : `${user} has the role ${role} no more.`
  return { method: 'POST', path: `${doors}/roles`, body: { user, role, held }, done }
}

/** What became of it. */
export function systemNotice(told: Told, done: string): Notice {
  const { error } = (told.body ?? {}) as { error?: unknown }
  if (told.ok) return { kind: 'done', text: done }
  return { kind: 'refused', text: typeof error === 'string' ? error : `Refused with status ${told.status}.` }
}
