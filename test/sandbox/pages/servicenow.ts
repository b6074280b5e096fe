/** Pages of the simulated ServiceNow: all incidents, and the form of one incident. */

import type { Engine } from '../servicenow/glide/engine'
import { STATE } from '../servicenow/incident'
import type { Instance } from '../servicenow/instance'
import { PEOPLE } from '../servicenow/seed'
import type { Row } from '../servicenow/tables'
import { type Html, html, linked, type Part } from './html'
import { basic, formOf, noticeOf, type PageKit } from './mount'
import { columns, facts, listing, lozenge, moment, section, type Tone } from './parts'

/** Whose form it is: somebody of the service desk, with itil. */
const ABEL = 'abel'
const PERSON = PEOPLE[ABEL].name
const ACTS = `Buttons on this page act as ${PERSON}, through the Table API of the simulated ServiceNow.`

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

/** Adds `/`, `/incident.do`, the addresses that lead to it, and what its form posts to. */
export function servicenowPages(instance: Instance, engine: Engine): (kit: PageKit) => void {
  return ({ app, show, missing, back, call, draft }) => {
    app.get('/', c => show(c, { title: 'Incidents', index: true, acts: ACTS, main: indexOf(instance) }))

    app.get('/incident.do', c => {
      const row = named(instance, new URL(c.req.url).searchParams)
      if (row === undefined) return missing(c, ACTS, 'There is no such incident')
      const title = `${row.number} ${row.short_description}`
      return show(c, { title, acts: ACTS, main: incidentPage(instance, row, draft(c)) })
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
      const path = `/api/now/table/incident/${row.sys_id}`
      const told = await call('PATCH', path, changes, basic(ABEL, ABEL))
      return back(pathOf(row), noticeOf(told, `${PERSON} saved ${row.number}.`, servicenowSentence, changes))
    })
  }
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

/** `YYYY-MM-DD HH:MM:SS` in UTC, as the instance keeps times. */
const timeOf = (text: string | undefined): Part => text && moment(Date.parse(`${text.replace(' ', 'T')}Z`))

function stateMark(instance: Instance, row: Row): Html {
  return lozenge(TONES[row.state ?? ''] ?? 'calm', instance.paths('incident').shown(row, 'state'))
}

function indexOf(instance: Instance): Html {
  const paths = instance.paths('incident')
  const rows = instance.db.rows('incident').reverse()
  const entries = rows.map(row => ({
    href: pathOf(row),
    key: row.number ?? '',
    title: row.short_description || '(no short description)',
    marks: [stateMark(instance, row)],
    more: [
      `Priority ${paths.shown(row, 'priority')}`,
      paths.shown(row, 'assignment_group'),
      html`changed ${timeOf(row.sys_updated_on)}`,
    ],
  }))
  return html`<h1>Incidents</h1><div class="sheet">${listing(
    entries,
    'There are no incidents yet. Fixproof makes one when a ticket is asked for; the demo does that.',
  )}</div>`
}

type Draft = Readonly<Record<string, string>>

function incidentPage(instance: Instance, row: Row, draft: Draft): Html {
  const paths = instance.paths('incident')
  const shown = (column: string): string => paths.shown(row, column)
  const state = facts([
    ['State', stateMark(instance, row)],
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
  return html`<p class="trail">${row.number}</p><h1>${row.short_description || row.number}</h1>${columns(
    [
      section('state-title', 'State', state),
      section('form', `Change it, as ${PERSON}`, formOfIncident(instance, row, draft)),
    ],
    [
      section('description', 'Description', html`<p class="text">${linked(row.description || 'None')}</p>`),
      section('journal', 'Work notes and comments', journalOf(instance, row)),
    ],
  )}`
}

function formOfIncident(instance: Instance, row: Row, draft: Draft): Html {
  const choices = (column: Edited): Html => {
    const now = draft[column] ?? row[column] ?? ''
    const options = [...instance.choices('incident', column)].map(
      ([value, label]) => html`<option value="${value}"${value === now && html` selected`}>${label}</option>`,
    )
    return html`<select id="${column}" name="${column}">${column !== 'state' && html`<option value="">None</option>`}${options}</select>`
  }
  const before = EDITED.map(
    column => html`<input type="hidden" name="shown.${column}" value="${row[column] ?? ''}">`,
  )
  const journals = Object.entries(JOURNALS).map(
    ([name, label]) =>
      html`<label for="${name}">${label}</label><textarea id="${name}" name="${name}">
${draft[name]}</textarea>`,
  )
  return html`<form method="post" action="/_sandbox/browse/incident/${row.sys_id}">${before}
<label for="state">State</label>${choices('state')}
<label for="close_code">Resolution code</label>${choices('close_code')}
<label for="close_notes">Resolution notes</label><textarea id="close_notes" name="close_notes">
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
