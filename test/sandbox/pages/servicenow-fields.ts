/** Single fields of any table on the simulated ServiceNow: how they read, and how they are filled in. */
import type { Engine } from '../servicenow/glide/engine'
import type { Instance } from '../servicenow/instance'
import type { Column, Row } from '../servicenow/tables'
import { anchor, type Html, html, linked, type Part } from './html'
import { lozenge, moment, type Tone } from './parts'
import type { Person } from './servicenow-person'

/** A page on an instance, for the person who looks at it. */
export interface Seen {
  instance: Instance
  engine: Engine
  person: Person
}

export type Draft = Readonly<Record<string, string>>

/** Address of a record's form. */
export const formPath = (table: string, row: Row): string => `/${table}.do?sys_id=${row.sys_id}`

/** `YYYY-MM-DD HH:MM:SS` in UTC, as the instance keeps times. */
export const timeOf = (text: string | undefined): Part =>
  text && moment(Date.parse(`${text.replace(' ', 'T')}Z`))

/** Words that stand in a colour, whatever table they are in. */
const TONES: Readonly<Record<string, Tone>> = {
  ...{ critical: 'bad', high: 'bad', medium: 'moving', low: 'calm', open: 'bad', 'in-progress': 'moving' },
  ...{ resolved: 'good', 'auto-closed': 'good', muted: 'warn', sent: 'good', waiting: 'moving', dead: 'bad' },
  ...{ done: 'good', refused: 'bad', asked: 'moving', approved: 'good', unknown: 'calm' },
}

/** What a form shows for a secret that is there; nobody reads it back. */
const MASK = '••••••••'

/** A field as people read it. */
export function shownField({ instance }: Seen, table: string, row: Row, name: string): Part {
  const column = instance.db.definition(table)?.columns[name]
  const value = row[name] ?? ''
  if (value === '' || column === undefined) return ''
  if (column.type === 'password2') return MASK
  if (column.type === 'datetime') return timeOf(value)
  if (column.type === 'boolean') return isTrue(value) ? 'Yes' : 'No'
  if (column.to !== undefined) {
    const path = column.to === 'incident' || column.to.startsWith('x_')
    const words = instance.paths(table).shown(row, name)
    return path ? html`<a href="${formPath(column.to, { sys_id: value })}">${words}</a>` : words
  }
  const words = instance.paths(table).shown(row, name)
  const tone = column.type === 'choice' ? TONES[value] : undefined
  if (tone !== undefined) return lozenge(tone, words)
  return /^https?:\/\/\S+$/.test(value)
    ? anchor(value, isAddressColumn(name) ? value : 'Open')
    : html`<span class="text">${linked(words)}</span>`
}

/** A link to somewhere is one word; an address that was typed in is read. */
const isAddressColumn = (name: string): boolean => name !== 'url'

const isTrue = (value: string): boolean => value === 'true' || value === '1'

/** One field to fill in. `id` is what client scripts find it by. */
export function inputOf(seen: Seen, table: string, name: string, value: string): Html {
  const { instance } = seen
  const column = instance.db.definition(table)?.columns[name] as Column
  const id = `field-${name}`
  const label = html`<label for="${id}">${column.label}</label>`
  const chosen = (options: readonly (readonly [string, string])[], none: boolean): Html => {
    const each = options.map(
      ([one, words]) => html`<option value="${one}"${one === value && html` selected`}>${words}</option>`,
    )
    return html`${label}<select id="${id}" name="${name}">${none && html`<option value="">None</option>`}${each}</select>`
  }
  if (column.type === 'choice') return chosen([...instance.choices(table, name)], true)
  if (column.type === 'boolean') return chosen(TRUTHS, false)
  if (column.to !== undefined && value === '') return chosen(recordsOf(seen, column.to), true)
  if (column.to !== undefined)
    return html`<input type="hidden" name="${name}" value="${value}"><p class="field"><span class="soft">${column.label}</span> ${shownField(seen, table, { [name]: value }, name)}</p>`
  if (column.type === 'password2')
    return html`${label}<input type="password" autocomplete="new-password" id="${id}" name="${name}" value="${value === '' ? '' : MASK}">`
  if (DAY.test(name) || column.type === 'datetime')
    return html`${label}<input type="date" id="${id}" name="${name}" value="${value}">`
  return (column.max ?? 0) > 255
    ? html`${label}<textarea id="${id}" name="${name}">
${value}</textarea>`
    : html`${label}<input id="${id}" name="${name}" value="${value}">`
}

/** What the form says it showed of a field, so that only what changed is saved. */
export function shownInput({ instance }: Seen, table: string, name: string, value: string): Html {
  const secret = instance.db.definition(table)?.columns[name]?.type === 'password2' && value !== ''
  return html`<input type="hidden" name="shown.${name}" value="${secret ? MASK : truth(instance, table, name, value)}">`
}

/** Truth values are kept as 1 and 0 by scripts, as true and false by forms. */
export function truth(instance: Instance, table: string, name: string, value: string): string {
  return instance.db.definition(table)?.columns[name]?.type === 'boolean' ? String(isTrue(value)) : value
}

const TRUTHS = [
  ['true', 'Yes'],
  ['false', 'No'],
] as const

/** Columns that hold a day. */
const DAY = /^until$/
/** Records a form offers for a reference. */
const OFFERED_MAX = 100

/** Records of a table that the person may see, newest first. */
function recordsOf({ instance, person }: Seen, table: string): [string, string][] {
  const definition = instance.db.definition(table)
  if (definition === undefined) return []
  const paths = instance.paths(table)
  const rows = instance.db.rows(table).filter(row => instance.may(person.session, 'read', table, row))
  return rows
    .reverse()
    .slice(0, OFFERED_MAX)
    .map(row => [row.sys_id ?? '', paths.shown(row, definition.display)])
}
