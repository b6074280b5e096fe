/** The form of an incident on the simulated ServiceNow. */
import { STATE } from '../servicenow/incident'
import type { Instance } from '../servicenow/instance'
import type { Row } from '../servicenow/tables'
import { type Html, html, linked } from './html'
import { columns, facts, lozenge, section, type Tone } from './parts'
import { type Draft, type Seen, timeOf } from './servicenow-fields'
import { actionsOf, relatedLists } from './servicenow-record'

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

/** The column the app adds to incidents; it says how many findings are open. */
const OPEN_COLUMN = 'x_fxprf_sync_open_findings'

/**
 * Only what the person changed is saved: the form also says what it showed, so that a note written on an old form does
 * not put the state back that somebody else has changed since.
 */
export function changesOf(form: URLSearchParams): Record<string, string> {
  const edited = EDITED.filter(name => form.has(name) && form.get(name) !== form.get(`shown.${name}`))
  const written = Object.keys(JOURNALS).filter(name => (form.get(name) ?? '').trim() !== '')
  return Object.fromEntries([...edited, ...written].map(name => [name, form.get(name) ?? '']))
}

export function stateMark(instance: Instance, row: Row): Html {
  return lozenge(TONES[row.state ?? ''] ?? 'calm', instance.paths('incident').shown(row, 'state'))
}

export function openMark(row: Row): Html[] {
  const open = Number(row[OPEN_COLUMN] || '0')
  return open === 0 ? [] : [lozenge('bad', open === 1 ? '1 open finding' : `${open} open findings`)]
}

export function incidentPage(seen: Seen, row: Row, draft: Draft): Html {
  const { instance, person } = seen
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
      section('form', `Change it, as ${person.name}`, formOfIncident(seen, row, draft)),
    ],
    [
      section('description', 'Description', html`<p class="text">${linked(row.description || 'None')}</p>`),
      section('journal', 'Work notes and comments', journalOf(instance, row)),
    ],
  )}`
}

function formOfIncident({ instance, person }: Seen, row: Row, draft: Draft): Html {
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
  return html`<form id="record" data-table="incident" data-id="${row.sys_id}" data-new="false" data-user="${person.userName}" method="post" action="/_sandbox/browse/incident/${row.sys_id}">${before}
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
