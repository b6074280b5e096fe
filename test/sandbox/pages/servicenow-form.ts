/** Lists and forms of an application's tables: whoever may, fills them in. */
import { buttons, listButtons, NEW } from '../servicenow/form'
import type { Column, Row } from '../servicenow/tables'
import { type Html, html } from './html'
import { facts, section } from './parts'
import { type Draft, inputOf, type Seen, shownField, shownInput, truth } from './servicenow-fields'
import { actionsOf, fieldNames, listColumns, plural, relatedLists, tableOf } from './servicenow-record'

export interface OtherPage {
  title: string
  main: Html
}

/** Where a form of a table posts to. */
const postPath = (table: string, id: string): string => `/_sandbox/browse/record/${table}/${id}`

/** Rows on a list page. */
const LIST_ROWS = 100

/** A list of an application's table; null when there is no such table or it is hidden. */
export function listPage(seen: Seen, table: string, query: string): OtherPage | null {
  const { instance, engine, person } = seen
  const { session } = person
  const definition = instance.db.definition(table)
  if (definition === undefined || !instance.may(session, 'read', table, {})) return null
  const asked = { query, equals: {}, offset: 0, limit: LIST_ROWS }
  const { rows, total } = instance.list(session, table, asked)
  const title = plural(definition.label)
  const records = total === 1 ? '1 record' : `${total} records`
  const pressed = listButtons(instance, engine, session, table)
  const above = html`${pressed.length > 0 && html`<form class="choices actions" method="post" action="${postPath(`${table}_list`, NEW)}">${pressed.map(submitOf)}</form>`}${
    instance.may(session, 'create', table, {}) &&
    editable(seen, table).length > 0 &&
    html`<p><a href="/${table}.do?sys_id=${NEW}">New</a></p>`
  }`
  const main = html`<p class="trail">${records}</p><h1>${title}</h1>${above}<div class="sheet">${tableOf(seen, table, rows, listColumns(seen, table))}</div>`
  return { title, main }
}

/** Values a new form begins with, from `sysparm_query=kind=attach^incident=…`. */
function givenValues(query: string): Row {
  const pairs = query.split('^').map(part => /^([a-z0-9_]+)=(.*)$/.exec(part))
  return Object.fromEntries(
    pairs.flatMap(found => (found === null ? [] : [[found[1] ?? '', decodeURIComponent(found[2] ?? '')]])),
  )
}

/** The form of an application's record, or of a new one. */
export function recordPage(
  seen: Seen,
  table: string,
  query: URLSearchParams,
  draft: Draft,
): OtherPage | null {
  const { instance, person } = seen
  const { session } = person
  const definition = instance.db.definition(table)
  if (definition === undefined) return null
  const id = query.get('sys_id') ?? ''
  if (id === NEW) {
    const given = { ...instance.db.blank(table), ...givenValues(query.get('sysparm_query') ?? ''), ...draft }
    return newPage(seen, table, given)
  }
  const row = instance.db.get(table, id)
  if (row === undefined || !instance.may(session, 'read', table, row)) return null
  const title = instance.paths(table).shown(row, definition.display) || definition.label
  const lists = relatedLists(seen, table, row)
  const writable = instance.may(session, 'write', table, row) ? editable(seen, table) : []
  const rest = fieldNames(seen, table).filter(name => !writable.includes(name))
  const told = facts(
    rest.map(name => [definition.columns[name]?.label ?? name, shownField(seen, table, row, name)] as const),
  )
  const heading = html`<p class="trail">${definition.label}</p><h1>${title}</h1>`
  if (writable.length === 0) {
    const { buttons, links } = actionsOf(seen, table, row)
    return { title, main: html`${heading}${buttons}${section('fields', 'Fields', told)}${links}${lists}` }
  }
  const actions = buttons(instance, seen.engine, session, table, row)
  const inputs = writable.map(name => {
    const kept = row[name] ?? ''
    const shown = truth(instance, table, name, draft[name] ?? kept)
    return html`${shownInput(seen, table, name, kept)}${inputOf(seen, table, name, shown)}`
  })
  const main = html`${heading}<div class="sheet"><form id="record" method="post" action="${postPath(table, id)}">${inputs}<div class="choices"><button id="save">Save</button>${actions.map(submitOf)}</div></form></div>${rest.length > 0 && section('fields', 'Kept by the application', told)}${lists}`
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
  const { instance, engine, person } = seen
  const { session } = person
  const actions = buttons(instance, engine, session, table, { ...given, sys_id: NEW }, true)
  const mayCreate = instance.may(session, 'create', table, {})
  if (actions.length === 0 && !mayCreate) return null
  // A form that a button led to is about an incident already, and asks only for what its kind needs.
  const led = given.incident ? ASKED[given.kind ?? ''] : undefined
  const names = led ?? editable(seen, table)
  const definition = instance.db.definition(table)
  const title = (led && NEW_TITLES[given.kind ?? '']) ?? `New ${definition?.label}`
  const hidden = led === undefined ? '' : html`<input type="hidden" name="kind" value="${given.kind}">`
  const submits = actions.length > 0 ? actions.map(submitOf) : html`<button id="save">Submit</button>`
  const inputs = names.map(name => inputOf(seen, table, name, given[name] ?? ''))
  const main = html`<p class="trail">${definition?.label}</p><h1>${title}</h1><div class="sheet"><form id="record" method="post" action="${postPath(table, NEW)}">${hidden}${inputs}<div class="choices">${submits}</div></form></div>`
  return { title, main }
}

/** A button of an application inside a form; a primary one stands out as on the platform. */
function submitOf(action: Row): Html {
  const quiet = action.form_style === 'primary' ? '' : 'quiet'
  return html`<button class="${quiet}" id="action-${action.action_name || action.sys_id}" name="action" value="${action.sys_id}" title="${action.hint}">${action.name}</button>`
}

/** Fields that people fill in: not those that the application or the instance keeps. */
function editable(seen: Seen, table: string): string[] {
  const columns: Readonly<Record<string, Column>> = seen.instance.db.definition(table)?.columns ?? {}
  return fieldNames(seen, table).filter(name => columns[name]?.readOnly !== true)
}
