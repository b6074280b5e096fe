import type { FieldKind, FormField, TicketForm } from '../../domain/forms'
import { VendorError } from '../port'
import type { ServiceNowClient } from './client'
import { DICTIONARY_MAX, FORM_TTL_MS, GROUPS_LISTED_MAX } from './limits'
import type { Row } from './wire'
import { RESERVED } from './write'

/** What Fixproof sends by itself, by column. */
const OURS: Readonly<Record<string, FormField['ours']>> = {
  ...Object.fromEntries(RESERVED.map(column => [column, 'reserved'] as const)),
  short_description: 'always',
  description: 'always',
  assignment_group: 'always',
  impact: 'priority',
  urgency: 'priority',
  assigned_to: 'assignee',
  due_date: 'due_date',
}

const KINDS: Readonly<Record<string, FieldKind>> = {
  string: 'text',
  integer: 'number',
  decimal: 'number',
  float: 'number',
  glide_date: 'day',
  journal: 'long-text',
  journal_input: 'long-text',
  html: 'long-text',
}

/** Columns that an instance sets by itself and lists all the same. */
const SYSTEM = /^sys_/

export interface IncidentForms {
  /** Null when the dictionary does not show itself to our account. */
  form(): Promise<TicketForm | null>
  /** The active assignment groups, by name. */
  assignmentGroups(): Promise<{ id: string; name: string }[]>
}

/** The form for new incidents and the groups, believed for `FORM_TTL_MS`. Source: sys_dictionary and sys_choice. */
export function incidentForms(client: ServiceNowClient): IncidentForms {
  const form = held(client, () => readForm(client))
  const groups = held(client, async () => {
    const { rows } = await client.list('sys_user_group', {
      query: 'active=true^ORDERBYname',
      fields: ['sys_id', 'name', 'active'],
      limit: GROUPS_LISTED_MAX,
    })
    return rows.flatMap(row => (row.sys_id && row.name ? [{ id: row.sys_id, name: row.name }] : []))
  })
  return { form, assignmentGroups: groups }
}

function held<T>(client: ServiceNowClient, read: () => Promise<T>): () => Promise<T> {
  let kept: { at: number; value: Promise<T> } | null = null
  return () => {
    if (kept !== null && client.now() - kept.at < FORM_TTL_MS) return kept.value
    const value = read()
    kept = { at: client.now(), value }
    // A failure is not remembered: the next call asks again.
    value.catch(() => {
      kept = null
    })
    return value
  }
}

/** Incident takes its columns from task; what incident says of one of them wins. */
const TABLES = ['task', 'incident'] as const

async function readForm(client: ServiceNowClient): Promise<TicketForm | null> {
  const columns = await dictionary(client)
  if (columns === null) return null
  const choices = await shownChoices(client)
  const rows = inheriting(columns)
  const fields = [...rows].flatMap(([element, row]) => {
    if (SYSTEM.test(element) || row.read_only === 'true') return []
    return [fieldOf(element, row, choicesFor(choices, element))]
  })
  return { place: 'An incident', fields }
}

/** None where the table is closed to our account: its fields then take what is given, as texts. */
async function shownChoices(client: ServiceNowClient): Promise<Row[]> {
  try {
    const { rows } = await client.list('sys_choice', {
      query: `nameIN${TABLES.join(',')}^inactive=false^ORDERBYsequence`,
      fields: ['name', 'element', 'value', 'label', 'inactive'],
      limit: DICTIONARY_MAX,
    })
    return rows
  } catch (error) {
    if (error instanceof VendorError && error.kind === 'blocked' && error.status === 403) return []
    throw error
  }
}

/** Null when it is closed to our account: an empty list, or a refusal. */
async function dictionary(client: ServiceNowClient): Promise<Row[] | null> {
  try {
    const { rows } = await client.list('sys_dictionary', {
      query: `nameIN${TABLES.join(',')}^elementISNOTEMPTY^ORDERBYelement`,
      fields: [
        ...['name', 'element', 'column_label', 'internal_type', 'max_length', 'mandatory', 'read_only'],
        'default_value',
      ],
      limit: DICTIONARY_MAX,
    })
    const ours = rows.filter(row => TABLES.some(table => table === row.name) && row.element)
    return ours.length === 0 ? null : ours
  } catch (error) {
    if (error instanceof VendorError && error.kind === 'blocked' && error.status === 403) return null
    throw error
  }
}

function inheriting(rows: readonly Row[]): Map<string, Row> {
  const columns = new Map<string, Row>()
  for (const table of TABLES)
    for (const row of rows)
      if (row.name === table) columns.set(row.element ?? '', { ...columns.get(row.element ?? ''), ...row })
  return columns
}

function choicesFor(rows: readonly Row[], element: string): NonNullable<FormField['allowed']> {
  const found = new Map<string, { id: string; value: string; label: string }>()
  for (const table of TABLES)
    for (const { name, element: of, value, label, inactive } of rows)
      if (name === table && of === element && value && inactive !== 'true')
        found.set(value, { id: value, value, label: label || value })
  return [...found.values()]
}

function fieldOf(element: string, row: Row, allowed: NonNullable<FormField['allowed']>): FormField {
  const chosen = allowed.length > 0
  const kind = chosen ? 'choice' : (KINDS[row.internal_type ?? ''] ?? 'other')
  const max = Number(row.max_length)
  return {
    id: element,
    name: row.column_label || element,
    kind,
    required: row.mandatory === 'true',
    hasDefault: (row.default_value ?? '') !== '',
    allowed: chosen ? allowed : null,
    maxChars: kind === 'text' && max > 0 ? max : null,
    ours: OURS[element] ?? null,
  }
}
