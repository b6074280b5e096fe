/** What the form of any table is made of: its fields, buttons, links, and the lists of records that point to it. */
import { buttons, NEW, placeOf } from '../servicenow/form'
import type { Engine } from '../servicenow/glide/engine'
import type { Instance } from '../servicenow/instance'
import type { Session } from '../servicenow/rules'
import type { Column, Row } from '../servicenow/tables'
import { anchor, type Html, html, linked, type Part } from './html'
import { lozenge, moment, type Tone } from './parts'

/** A page on an instance, for the person who looks at it. */
export interface Seen {
  instance: Instance
  engine: Engine
  session: Session
}

export type Draft = Readonly<Record<string, string>>

/** Rows a related list shows before it says how many more there are. */
const ROWS_MAX = 100

/** Address of a record's form. */
export const formPath = (table: string, row: Row): string => `/${table}.do?sys_id=${row.sys_id}`

/** `YYYY-MM-DD HH:MM:SS` in UTC, as the instance keeps times. */
export const timeOf = (text: string | undefined): Part =>
  text && moment(Date.parse(`${text.replace(' ', 'T')}Z`))

/** Words that stand in a colour, whatever table they are in. */
const TONES: Readonly<Record<string, Tone>> = {
  ...{ critical: 'bad', high: 'bad', medium: 'moving', low: 'calm', open: 'bad', 'in-progress': 'moving' },
  ...{ resolved: 'good', 'auto-closed': 'good', muted: 'warn', sent: 'good', waiting: 'moving', dead: 'bad' },
  ...{ done: 'good', refused: 'bad', asked: 'moving' },
}

/** A field as people read it. */
export function shownField({ instance }: Seen, table: string, row: Row, name: string): Part {
  const column = instance.db.definition(table)?.columns[name]
  const value = row[name] ?? ''
  if (value === '' || column === undefined) return ''
  if (column.type === 'password2') return '••••••••'
  if (column.type === 'datetime') return timeOf(value)
  if (column.type === 'boolean') return value === 'true' ? 'Yes' : 'No'
  if (column.to !== undefined) {
    const path = column.to === 'incident' || column.to.startsWith('x_')
    const words = instance.paths(table).shown(row, name)
    return path ? html`<a href="${formPath(column.to, { sys_id: value })}">${words}</a>` : words
  }
  const words = instance.paths(table).shown(row, name)
  const tone = column.type === 'choice' ? TONES[value] : undefined
  if (tone !== undefined) return lozenge(tone, words)
  return /^https?:\/\/\S+$/.test(value)
    ? anchor(value, 'Open')
    : html`<span class="text">${linked(words)}</span>`
}

/** Buttons and links an application brings, each a form of its own. */
export function actionsOf(seen: Seen, table: string, row: Row): { buttons: Html; links: Html } {
  const all = buttons(seen.instance, seen.engine, seen.session, table, row)
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
  const { instance, session } = seen
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

/** Fields of a form in its order, without those the instance itself keeps. */
export function fieldNames({ instance }: Seen, table: string): string[] {
  return Object.entries(instance.db.definition(table)?.columns ?? {})
    .filter(([name]) => !name.startsWith('sys_') && name !== 'link_key')
    .map(([name]) => name)
}

/** One field to fill in. `id` is what client scripts find it by. */
export function inputOf({ instance }: Seen, table: string, name: string, value: string): Html {
  const column = instance.db.definition(table)?.columns[name] as Column
  const id = `field-${name}`
  const label = html`<label for="${id}">${column.label}</label>`
  if (column.type === 'choice') {
    const options = [...instance.choices(table, name)].map(
      ([each, words]) => html`<option value="${each}"${each === value && html` selected`}>${words}</option>`,
    )
    return html`${label}<select id="${id}" name="${name}"><option value="">None</option>${options}</select>`
  }
  if (column.to !== undefined)
    return html`<input type="hidden" name="${name}" value="${value}"><p class="field"><span class="soft">${column.label}</span> ${shownField({ instance } as Seen, table, { [name]: value }, name)}</p>`
  if (DAY.test(name) || column.type === 'datetime')
    return html`${label}<input type="date" id="${id}" name="${name}" value="${value}">`
  return (column.max ?? 0) > 255
    ? html`${label}<textarea id="${id}" name="${name}">
${value}</textarea>`
    : html`${label}<input id="${id}" name="${name}" value="${value}">`
}

/** Columns that hold a day. */
const DAY = /^until$/

/** Values a new form begins with, from `sysparm_query=kind=attach^incident=…`. */
export function givenValues(query: string): Row {
  const pairs = query.split('^').map(part => /^([a-z0-9_]+)=(.*)$/.exec(part))
  return Object.fromEntries(
    pairs.flatMap(found => (found === null ? [] : [[found[1] ?? '', decodeURIComponent(found[2] ?? '')]])),
  )
}

export { NEW }
