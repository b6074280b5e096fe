/** What the pages of any table share: buttons, lists, and the lists of records that point to one. */
import { buttons, placeOf } from '../servicenow/form'
import type { Row } from '../servicenow/tables'
import { type Html, html } from './html'
import { formPath, type Seen, shownField } from './servicenow-fields'

/** Rows a list shows before it says how many more there are. */
const ROWS_MAX = 100

/** Buttons and links an application brings, each a form of its own. */
export function actionsOf(seen: Seen, table: string, row: Row): { buttons: Html; links: Html } {
  const all = buttons(seen.instance, seen.engine, seen.person.session, table, row)
  const drawn = (place: 'button' | 'link'): Html[] =>
    all.filter(one => placeOf(one) === place).map(one => press(table, row, one))
  const [first, second] = [drawn('button'), drawn('link')]
  return {
    buttons: html`${first.length > 0 && html`<div class="choices actions">${first}</div>`}`,
    links: html`${second.length > 0 && html`<div class="choices actions">${second}</div>`}`,
  }
}

function press(table: string, row: Row, action: Row): Html {
  const id = `action-${action.action_name || action.sys_id}`
  return html`<form method="post" action="/_sandbox/browse/record/${table}/${row.sys_id}"><button class="quiet" id="${id}" name="action" value="${action.sys_id}" title="${action.hint}">${action.name}</button></form>`
}

/** Columns a list shows: those the application lays out, also for a list below a form, else the first few it has. */
export function listColumns({ instance }: Seen, table: string, parent = ''): string[] {
  const { db } = instance
  const lists = db.rows('sys_ui_list').filter(row => row.name === table)
  const list = lists.find(row => (row.parent ?? '') === parent) ?? lists.find(row => !row.parent)
  const laidOut = db
    .rows('sys_ui_list_element')
    .filter(row => list !== undefined && row.list_id === list.sys_id)
    .sort((a, b) => Number(a.position) - Number(b.position))
    .map(row => row.element ?? '')
  const known = db.definition(table)?.columns ?? {}
  if (laidOut.length > 0) return laidOut.filter(name => known[name] !== undefined)
  return Object.keys(known)
    .filter(name => !name.startsWith('sys_') && name !== 'incident')
    .slice(0, COLUMNS_MAX)
}

/** Columns of a list nobody has laid out. */
const COLUMNS_MAX = 6

/** Lists of records that point to this one, as the instance lays them out for the form; without any that are hidden. */
export function relatedLists(seen: Seen, table: string, row: Row): Html[] {
  const {
    instance,
    person: { session },
  } = seen
  const { db } = instance
  const containers = db.rows('sys_ui_related_list').filter(one => one.name === table && !one.sys_user)
  return containers
    .flatMap(one => db.rows('sys_ui_related_list_entry').filter(entry => entry.list_id === one.sys_id))
    .sort((a, b) => Number(a.position) - Number(b.position))
    .flatMap(entry => {
      const [other = '', column = ''] = (entry.related_list ?? '').split('.')
      const definition = db.definition(other)
      if (definition?.columns[column] === undefined) return []
      const rows = db
        .rows(other)
        .filter(one => one[column] === row.sys_id && instance.may(session, 'read', other, one))
      const allowed = instance.may(session, 'read', other, {})
      // Of the lists without a row only what the form is looked at for is shown.
      if (!allowed || (rows.length === 0 && !other.endsWith('_finding'))) return []
      const id = `list-${other}`
      const label = instance.db.definition(other)?.label ?? other
      return [
        html`<section class="sheet" aria-labelledby="${id}"><h2 id="${id}">${plural(label)} (${rows.length})</h2>${tableOf(
          seen,
          other,
          rows.sort(byRank),
          listColumns(seen, other, table),
        )}</section>`,
      ]
    })
}

const byRank = (a: Row, b: Row): number =>
  (b.open ?? '').localeCompare(a.open ?? '') || Number(a.severity_rank ?? 0) - Number(b.severity_rank ?? 0)

/** More than one of what a label names. */
export const plural = (label: string): string => (/s$/i.test(label) ? label : `${label}s`)

/** Rows with a link to each form. */
export function tableOf(seen: Seen, table: string, rows: readonly Row[], columns: readonly string[]): Html {
  const known = seen.instance.db.definition(table)?.columns ?? {}
  if (rows.length === 0) return html`<p class="empty">None</p>`
  const head = columns.map(name => html`<th scope="col">${known[name]?.label ?? name}</th>`)
  const display = seen.instance.db.definition(table)?.display ?? ''
  const first = columns.includes(display) ? display : columns[0]
  const body = rows.slice(0, ROWS_MAX).map(row => {
    const cells = columns.map(name => {
      const shown = shownField(seen, table, row, name)
      return name === first
        ? html`<td class="title"><a href="${formPath(table, row)}">${row[name] ? shown : 'Open'}</a></td>`
        : html`<td>${shown}</td>`
    })
    return html`<tr>${cells}</tr>`
  })
  const rest = rows.length - ROWS_MAX
  return html`<div class="wide" tabindex="0" role="group" aria-label="Table"><table class="records"><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>${rest > 0 && html`<p class="empty">and ${rest} more</p>`}`
}

/** Fields of a form in the order the application lays them out, else all that the instance does not keep itself. */
export function fieldNames({ instance: { db } }: Seen, table: string): string[] {
  const known = Object.keys(db.definition(table)?.columns ?? {})
  const byPosition = (a: Row, b: Row): number => Number(a.position) - Number(b.position)
  const laidOut = db
    .rows('sys_ui_section')
    .filter(row => row.name === table)
    .flatMap(section => db.rows('sys_ui_element').filter(row => row.sys_ui_section === section.sys_id))
    .sort(byPosition)
    .map(row => row.element ?? '')
    .filter(name => known.includes(name))
  if (laidOut.length > 0) return laidOut
  return known.filter(name => !name.startsWith('sys_') && name !== 'link_key')
}
