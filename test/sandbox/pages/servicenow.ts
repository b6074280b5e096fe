/** Pages of the simulated ServiceNow: all incidents, and the form of one incident. */

import { buttons } from '../servicenow/form'
import type { Engine } from '../servicenow/glide/engine'
import { STATE } from '../servicenow/incident'
import type { Instance } from '../servicenow/instance'
import { PEOPLE } from '../servicenow/seed'
import type { Row } from '../servicenow/tables'
import { type Html, html, linked } from './html'
import { basic, formOf, type PageKit, type Told } from './mount'
import type { Notice } from './notices'
import { columns, facts, listing, lozenge, section, type Tone } from './parts'
import { ASK, clientScript } from './servicenow-client'
import {
  actionsOf,
  type Draft,
  fieldNames,
  givenValues,
  inputOf,
  listColumns,
  NEW,
  plural,
  relatedLists,
  type Seen,
  shownField,
  tableOf,
  timeOf,
} from './servicenow-record'

/** Whose form it is: somebody of the service desk, with itil. */
const ABEL = 'abel'
const PERSON = PEOPLE[ABEL].name
const ACTS = `Buttons on this page act as ${PERSON}, as the forms of the simulated ServiceNow do.`

const TONES: Readonly<Record<string, Tone>> = {
  [STATE.inProgress]: 'moving',
  [STATE.onHold]: 'warn',
  [STATE.resolved]: 'good',
  [STATE.closed]: 'good',
}

/** Journals of the form, in the order of the form. */
const JOURNALS = { work_notes: 'Work notes', comments: 'Additional comments' } as const
/** What the form may change besides the journals. */
const EDITED = ['state', 'close_code', 'close_notes'] as const
type Edited = (typeof EDITED)[number]

/** Where an incident's page is; also what the simulated instance's own links lead to. */
const pathOf = (row: Row): string => `/incident.do?sys_id=${row.sys_id}`

/** A form of an application's table, or a list of one. */
const OTHER_FORM = '/:form{x_[a-z0-9_]+\\.do}'

/** Adds `/`, `/incident.do`, the forms and lists of applications, the addresses that lead there, and what they post to. */
export function servicenowPages(instance: Instance, engine: Engine): (kit: PageKit) => void {
  const seen = (): Seen => {
    const session = instance.session(ABEL)
    if (session === undefined) throw new Error(`${ABEL} is gone`)
    return { instance, engine, session }
  }
  return ({ app, show, missing, back, call, draft }) => {
    app.get('/', c => show(c, { title: 'Incidents', index: true, acts: ACTS, main: indexOf(seen()) }))

    app.get('/incident.do', c => {
      const row = named(instance, new URL(c.req.url).searchParams)
      if (row === undefined) return missing(c, ACTS, 'There is no such incident')
      const title = `${row.number} ${row.short_description}`
      const script = clientScript(instance, 'incident')
      return show(c, { title, acts: ACTS, main: incidentPage(seen(), row, draft(c)), script })
    })

    app.get(OTHER_FORM, c => {
      const name = (c.req.param('form') ?? '').slice(0, -'.do'.length)
      const query = new URL(c.req.url).searchParams
      const page = name.endsWith('_list')
        ? listPage(seen(), name.slice(0, -'_list'.length), query.get('sysparm_query') ?? '')
        : recordPage(seen(), name, query, draft(c))
      return page === null
        ? missing(c, ACTS, 'There is no such record, or it is hidden from you')
        : show(c, { title: page.title, acts: ACTS, main: page.main })
    })

    // Links of the classic frame and of the newer one carry the form's address inside.
    app.get('/nav_to.do', c => framed(c.req.query('uri') ?? '') ?? missing(c, ACTS, 'There is no such page'))
    app.get('/now/nav/ui/classic/params/target/:target', c => {
      const asked = decodeURIComponent(c.req.param('target'))
      return framed(asked + new URL(c.req.url).search) ?? missing(c, ACTS, 'There is no such page')
    })

    app.post('/_sandbox/browse/incident/:id', async c => {
      const row = instance.db.get('incident', c.req.param('id'))
      if (row === undefined) return missing(c, ACTS, 'There is no such incident')
      const changes = changesOf(await formOf(c))
      if (Object.keys(changes).length === 0)
        return back(pathOf(row), { kind: 'refused', text: 'Nothing was changed on the form.' })
      const path = `/incident.do?sys_id=${row.sys_id}`
      const told = await call('POST', path, { changes, action: null }, basic(ABEL, ABEL))
      return back(pathOf(row), formNotice(told, `${PERSON} saved ${row.number}.`, changes))
    })

    app.post('/_sandbox/browse/record/:table/:id', async c => {
      const { table, id } = c.req.param()
      const form = await formOf(c)
      const action = form.get('action')
      const changes = Object.fromEntries([...form].filter(([name]) => name !== 'action'))
      const path = `/${table}.do?sys_id=${encodeURIComponent(id)}`
      const told = await call('POST', path, { changes, action }, basic(ABEL, ABEL))
      const next = nextPage(told, path, changes)
      const notice = formNotice(told, '', changes)
      // A button that only leads on has nothing to say.
      return notice.text === '' ? c.redirect(next, 303) : back(next, notice)
    })

    app.post(ASK, async c => {
      // GlideAjax sends a form; the door takes its text.
      const path = '/xmlhttp.do'
      const told = await call('POST', path, Object.fromEntries(await formOf(c)), basic(ABEL, ABEL))
      return c.json(told.ok ? told.body : { answer: null })
    })
  }
}

/** What a form's answer says: its messages, or that it went well. */
function formNotice(told: Told, done: string, draft: Draft): Notice {
  if (told.lost) return { kind: 'refused', text: 'The connection broke before the answer came.', draft }
  const { ok, messages = [] } = (told.body ?? {}) as {
    ok?: boolean
    messages?: { kind: string; text: string }[]
  }
  const text = messages.map(one => one.text).join(' ')
  if (told.ok && ok === true) return { kind: 'done', text: text || done }
  return {
    kind: 'refused',
    text: text || servicenowSentence(told.body) || `Refused with status ${told.status}.`,
    draft,
  }
}

/** Where a button leads: to the form it names, with what was filled in when it was refused. */
function nextPage(told: Told, from: string, changes: Draft): string {
  const { redirect, ok } = (told.body ?? {}) as { redirect?: string | null; ok?: boolean }
  const given = Object.entries(changes).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  const again = from.endsWith(`=${NEW}`)
    ? `${from}&sysparm_query=${encodeURIComponent(given.join('^'))}`
    : from
  if (ok !== true || typeof redirect !== 'string') return again
  return /^\/?[a-z0-9_]+\.do(\?|$)/.test(redirect) ? `/${redirect.replace(/^\//, '')}` : again
}

/** The detail of a Table API error, which names the rule or the policy; else its message. */
export function servicenowSentence(body: unknown): string {
  if (typeof body !== 'object' || body === null || !('error' in body)) return ''
  const { error } = body
  if (typeof error !== 'object' || error === null) return ''
  const { detail, message } = error as Record<string, unknown>
  return typeof detail === 'string' ? detail : typeof message === 'string' ? message : ''
}

/** By `sys_id`, or by number as in `sysparm_query=number=INC0010001`. */
function named(instance: Instance, query: URLSearchParams): Row | undefined {
  const number = /^number=(\w+)$/.exec(query.get('sysparm_query') ?? '')?.[1]
  return number === undefined
    ? instance.db.get('incident', query.get('sys_id') ?? '')
    : instance.db.first('incident', { number })
}

/** Leads on to the form inside a frame's address; null for anything but an incident, also on another site. */
function framed(target: string): Response | null {
  if (!/^\/?incident\.do\?/.test(target)) return null
  return new Response(null, { status: 302, headers: { location: `/${target.replace(/^\//, '')}` } })
}

/**
 * Only what the person changed is saved: the form also says what it showed, so that a note written on an old form does
 * not put the state back that somebody else has changed since.
 */
function changesOf(form: URLSearchParams): Record<string, string> {
  const edited = EDITED.filter(name => form.has(name) && form.get(name) !== form.get(`shown.${name}`))
  const written = Object.keys(JOURNALS).filter(name => (form.get(name) ?? '').trim() !== '')
  return Object.fromEntries([...edited, ...written].map(name => [name, form.get(name) ?? '']))
}

function stateMark(instance: Instance, row: Row): Html {
  return lozenge(TONES[row.state ?? ''] ?? 'calm', instance.paths('incident').shown(row, 'state'))
}

function indexOf(seen: Seen): Html {
  const { instance } = seen
  const paths = instance.paths('incident')
  const rows = instance.db.rows('incident').reverse()
  const entries = rows.map(row => ({
    href: pathOf(row),
    key: row.number ?? '',
    title: row.short_description || '(no short description)',
    marks: [stateMark(instance, row), ...openMark(row)],
    more: [
      `Priority ${paths.shown(row, 'priority')}`,
      paths.shown(row, 'assignment_group'),
      html`changed ${timeOf(row.sys_updated_on)}`,
    ],
  }))
  return html`<h1>Incidents</h1><div class="sheet">${listing(
    entries,
    'There are no incidents yet. Fixproof makes one when a ticket is asked for; the demo does that.',
  )}</div>${modulesOf(seen)}`
}

/** The column the app adds to incidents; it says how many findings are open. */
const OPEN_COLUMN = 'x_fxprf_sync_open_findings'

function openMark(row: Row): Html[] {
  const open = Number(row[OPEN_COLUMN] || '0')
  return open === 0 ? [] : [lozenge('bad', open === 1 ? '1 open finding' : `${open} open findings`)]
}

/** The menus of installed applications: their lists. */
function modulesOf({ instance, session }: Seen): Html {
  const { db } = instance
  const modules = db
    .rows('sys_app_module')
    .filter(row => row.link_type === 'LIST' && row.active !== 'false')
    .filter(
      row => db.definition(row.name ?? '') !== undefined && instance.may(session, 'read', row.name ?? '', {}),
    )
    .sort((a, b) => Number(a.order) - Number(b.order))
  if (modules.length === 0) return html``
  const links = modules.map(
    row =>
      html`<li><a href="/${row.name}_list.do?sysparm_query=${encodeURIComponent(row.filter ?? '')}">${row.title}</a></li>`,
  )
  return section('modules', 'Fixproof', html`<ul>${links}</ul>`)
}

interface OtherPage {
  title: string
  main: Html
}

/** A list of an application's table; null when there is no such table or it is hidden. */
function listPage(seen: Seen, table: string, query: string): OtherPage | null {
  const { instance, session } = seen
  const definition = instance.db.definition(table)
  if (definition === undefined || !instance.may(session, 'read', table, {})) return null
  const asked = { query, equals: {}, offset: 0, limit: LIST_ROWS }
  const { rows, total } = instance.list(session, table, asked)
  const title = plural(definition.label)
  const records = total === 1 ? '1 record' : `${total} records`
  const main = html`<p class="trail">${records}</p><h1>${title}</h1><div class="sheet">${tableOf(seen, table, rows, listColumns(seen, table))}</div>`
  return { title, main }
}

/** Rows on a list page. */
const LIST_ROWS = 100

/** The form of an application's record, or of a new one. */
function recordPage(seen: Seen, table: string, query: URLSearchParams, draft: Draft): OtherPage | null {
  const { instance, session } = seen
  const definition = instance.db.definition(table)
  if (definition === undefined) return null
  const id = query.get('sys_id') ?? ''
  if (id === NEW) {
    const given = { ...instance.db.blank(table), ...givenValues(query.get('sysparm_query') ?? ''), ...draft }
    return newPage(seen, table, given)
  }
  const row = instance.db.get(table, id)
  if (row === undefined || !instance.may(session, 'read', table, row)) return null
  const { buttons, links } = actionsOf(seen, table, row)
  const title = instance.paths(table).shown(row, definition.display) || definition.label
  const rows = fieldNames(seen, table).map(
    name => [definition.columns[name]?.label ?? name, shownField(seen, table, row, name)] as const,
  )
  const main = html`<p class="trail">${definition.label}</p><h1>${title}</h1>${buttons}${section('fields', 'Fields', facts(rows))}${links}`
  return { title, main }
}

/** Fields a person fills in on a new record: what its kind asks for. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  attach: ['incident', 'findings'],
  detach: ['incident', 'findings', 'reason'],
  exception: ['incident', 'findings', 'reason', 'until'],
}
const NEW_TITLES: Readonly<Record<string, string>> = {
  attach: 'Attach Datadog findings',
  detach: 'Take findings off the incident',
  exception: 'Ask for an exception',
}

function newPage(seen: Seen, table: string, given: Row): OtherPage | null {
  const { instance, engine, session } = seen
  const actions = buttons(instance, engine, session, table, { ...given, sys_id: NEW }, true)
  if (actions.length === 0) return null
  const kind = given.kind ?? ''
  const names = ASKED[kind] ?? fieldNames(seen, table)
  const title = NEW_TITLES[kind] ?? `New ${instance.db.definition(table)?.label}`
  const hidden = given.kind === undefined ? '' : html`<input type="hidden" name="kind" value="${kind}">`
  const submits = actions.map(
    one =>
      html`<button id="action-${one.action_name}" name="action" value="${one.sys_id}" title="${one.hint}">${one.name}</button>`,
  )
  const main = html`<p class="trail">${instance.db.definition(table)?.label}</p><h1>${title}</h1><div class="sheet"><form id="record" method="post" action="/_sandbox/browse/record/${table}/${NEW}">${hidden}${names.map(
    name => inputOf(seen, table, name, given[name] ?? ''),
  )}<div class="choices">${submits}</div></form></div>`
  return { title, main }
}

function incidentPage(seen: Seen, row: Row, draft: Draft): Html {
  const { instance } = seen
  const paths = instance.paths('incident')
  const shown = (column: string): string => paths.shown(row, column)
  const state = facts([
    ['State', html`${stateMark(instance, row)} ${openMark(row)}`],
    ['Priority', shown('priority')],
    ['Impact', shown('impact')],
    ['Urgency', shown('urgency')],
    ['Assignment group', shown('assignment_group') || 'None'],
    ['Assigned to', shown('assigned_to') || 'Nobody'],
    ['Opened', html`${timeOf(row.opened_at)} by ${shown('opened_by')}`],
    ['Resolved', row.resolved_at && html`${timeOf(row.resolved_at)} by ${shown('resolved_by')}`],
    ['Times reopened', row.reopen_count === '0' ? '' : row.reopen_count],
    ['Resolution code', shown('close_code')],
    ['Resolution notes', row.close_notes && html`<span class="text">${linked(row.close_notes)}</span>`],
    ['Correlation ID', row.correlation_id],
    ['Updated', html`${timeOf(row.sys_updated_on)} by ${row.sys_updated_by}`],
  ])
  const { buttons: actions, links } = actionsOf(seen, 'incident', row)
  return html`<p class="trail">${row.number}</p><h1>${row.short_description || row.number}</h1>
<div id="form-messages" role="status"></div>${actions}${relatedLists(seen, 'incident', row)}${links}${columns(
    [
      section('state-title', 'State', state),
      section('form', `Change it, as ${PERSON}`, formOfIncident(seen, row, draft)),
    ],
    [
      section('description', 'Description', html`<p class="text">${linked(row.description || 'None')}</p>`),
      section('journal', 'Work notes and comments', journalOf(instance, row)),
    ],
  )}`
}

function formOfIncident({ instance }: Seen, row: Row, draft: Draft): Html {
  const choices = (column: Edited): Html => {
    const now = draft[column] ?? row[column] ?? ''
    const options = [...instance.choices('incident', column)].map(
      ([value, label]) => html`<option value="${value}"${value === now && html` selected`}>${label}</option>`,
    )
    return html`<select id="field-${column}" name="${column}">${column !== 'state' && html`<option value="">None</option>`}${options}</select>`
  }
  const before = EDITED.map(
    column => html`<input type="hidden" name="shown.${column}" value="${row[column] ?? ''}">`,
  )
  const journals = Object.entries(JOURNALS).map(
    ([name, label]) =>
      html`<label for="field-${name}">${label}</label><textarea id="field-${name}" name="${name}">
${draft[name]}</textarea>`,
  )
  return html`<form id="record" data-table="incident" data-id="${row.sys_id}" data-new="false" data-user="${ABEL}" method="post" action="/_sandbox/browse/incident/${row.sys_id}">${before}
<label for="field-state">State</label>${choices('state')}
<label for="field-close_code">Resolution code</label>${choices('close_code')}
<label for="field-close_notes">Resolution notes</label><textarea id="field-close_notes" name="close_notes">
${draft.close_notes ?? row.close_notes}</textarea>
${journals}<button id="save">Save</button></form>`
}

/** Both journals in one, oldest first. */
function journalOf(instance: Instance, row: Row): Html {
  const entries = instance.db
    .rows('sys_journal_field')
    .filter(entry => entry.element_id === row.sys_id)
    .map(entry => {
      const by = instance.db.first('sys_user', { user_name: entry.sys_created_by ?? '' })?.name
      const kind = JOURNALS[entry.element as keyof typeof JOURNALS] ?? entry.element
      return html`<li class="entry"><p class="meta"><strong>${by ?? entry.sys_created_by}</strong>
${timeOf(entry.sys_created_on)} <span class="chip">${kind}</span></p><p class="text">${linked(entry.value ?? '')}</p></li>`
    })
  return entries.length === 0
    ? html`<p class="empty">None yet</p>`
    : html`<ol class="entries">${entries}</ol>`
}
