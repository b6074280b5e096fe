/** Reads the `fields` and `update` of a request against a screen, and writes them onto an issue. */
import { isDocument } from './adf'
import {
  cannotBeSet,
  type FieldContext,
  fieldWords,
  isCustom,
  NOT_A_DOCUMENT,
  operationsOf,
  readField,
  readLabel,
} from './fields'
import type { ChangeItem, FieldDef, Issue, Visibility } from './state'

/** Longest property value. Characters of JSON. Source: the REST reference, "Set issue property". */
export const PROPERTY_MAX = 32_768
/** Longest property key. Characters. */
export const PROPERTY_KEY_MAX = 255

/** A comment that was read and may be written. */
export interface NewComment {
  body: unknown
  properties: Map<string, unknown>
  visibility: Visibility | null
}

/** What a request wants written, or why it may not. */
export interface Writes {
  /** Field id → value to store; null empties the field. */
  values: Map<string, unknown>
  comments: NewComment[]
  /** Field → Jira's words. Empty = all of it may be done. */
  errors: Record<string, string>
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * `screen` holds the fields that may be set here; `commentAllowed` whether a comment may come along.
 * `before` are the values that `add` and `remove` work on.
 */
export function readWrites(
  body: { fields?: unknown; update?: unknown },
  screen: ReadonlyMap<string, FieldDef>,
  ctx: FieldContext,
  more: { before: Readonly<Record<string, unknown>>; commentAllowed: boolean },
): Writes {
  const writes: Writes = { values: new Map(), comments: [], errors: {} }
  const fields = isRecord(body.fields) ? body.fields : {}
  const update = isRecord(body.update) ? body.update : {}
  for (const [id, raw] of Object.entries(fields)) {
    const def = screen.get(id)
    if (!def) writes.errors[id] = cannotBeSet(id)
    else if (id in update) writes.errors[id] = `Field '${id}' cannot appear in both 'fields' and 'update'`
    else keep(writes, id, readField(raw, ctx, def))
  }
  for (const [id, raw] of Object.entries(update)) {
    if (id in fields) continue
    const def = screen.get(id)
    if (id === 'comment' && more.commentAllowed) readComments(raw, writes)
    else if (!def) writes.errors[id] = cannotBeSet(id)
    else readVerbs(raw, def, ctx, more.before[id], writes)
  }
  return writes
}

function keep(writes: Writes, id: string, read: { value: unknown } | { error: string }): void {
  if ('error' in read) writes.errors[id] = read.error
  else writes.values.set(id, read.value)
}

function readVerbs(raw: unknown, def: FieldDef, ctx: FieldContext, before: unknown, writes: Writes): void {
  if (!Array.isArray(raw)) {
    writes.errors[def.id] = 'data was not an array'
    return
  }
  let now: unknown = before ?? null
  for (const step of raw) {
    const [verb, value] = isRecord(step) ? (Object.entries(step)[0] ?? ['', null]) : ['', null]
    if (!operationsOf(def).includes(verb)) {
      writes.errors[def.id] =
        `Field with id '${def.id}' and name '${def.name}' does not support operation '${verb}' Supported operation(s) are: '${operationsOf(def).join(', ')}'`
      return
    }
    const next = verb === 'set' ? readField(value, ctx, def) : oneMoreOrLess(verb, value, def, ctx, now)
    if ('error' in next) {
      writes.errors[def.id] = next.error
      return
    }
    now = next.value
  }
  writes.values.set(def.id, now)
}

/** `add` and `remove` take one value each. */
function oneMoreOrLess(
  verb: string,
  value: unknown,
  def: FieldDef,
  ctx: FieldContext,
  before: unknown,
): { value: unknown } | { error: string } {
  const list: unknown[] = Array.isArray(before) ? before : []
  const one = def.kind === 'labels' ? readLabel(value) : firstOf(readField([value], ctx, def))
  if ('error' in one) return one
  const rest = list.filter(item => item !== one.value)
  const next = verb === 'add' ? [...rest, one.value] : rest
  return { value: def.kind === 'labels' ? next.map(String).sort() : next.length === 0 ? null : next }
}

function firstOf(read: { value: unknown } | { error: string }): { value: unknown } | { error: string } {
  return 'error' in read ? read : { value: Array.isArray(read.value) ? read.value[0] : null }
}

function readComments(raw: unknown, writes: Writes): void {
  for (const step of Array.isArray(raw) ? raw : []) {
    const add = isRecord(step) && isRecord(step.add) ? step.add : null
    if (!add) {
      writes.errors.comment = 'data was not an object'
      return
    }
    const comment = readComment(add)
    if ('error' in comment) {
      writes.errors.comment = comment.error
      return
    }
    writes.comments.push(comment)
  }
}

/** A comment as a request gives it: `body`, optional `properties` and `visibility`. */
export function readComment(raw: Record<string, unknown>): NewComment | { error: string } {
  if (!isDocument(raw.body)) {
    // Jira has one sentence for a string where a document belongs, and another for a broken document.
    return { error: typeof raw.body === 'string' ? 'Comment body is not valid!' : NOT_A_DOCUMENT }
  }
  const properties = readProperties(raw.properties)
  if ('error' in properties) return properties
  const visibility = visibilityOf(raw.visibility)
  if (visibility === undefined) return { error: 'The visibility is not valid.' }
  return { body: raw.body, properties: properties.values, visibility }
}

/** Null for everybody; undefined when it is none. */
function visibilityOf(raw: unknown): Visibility | null | undefined {
  if (raw === undefined || raw === null) return null
  if (!isRecord(raw) || typeof raw.value !== 'string') return undefined
  return raw.type === 'role' || raw.type === 'group' ? { type: raw.type, value: raw.value } : undefined
}

/** `[{key, value}]`; a missing list is an empty one. */
export function readProperties(raw: unknown): { values: Map<string, unknown> } | { error: string } {
  const values = new Map<string, unknown>()
  if (raw === undefined || raw === null) return { values }
  if (!Array.isArray(raw)) return { error: 'data was not an array' }
  for (const one of raw) {
    const key = isRecord(one) ? one.key : undefined
    if (!isRecord(one) || typeof key !== 'string') return { error: 'Every property needs a key and a value.' }
    const wrong = propertyError(key, one.value)
    if (wrong !== null) return { error: wrong }
    values.set(key, one.value)
  }
  return { values }
}

/** Why Jira would not keep this property; null when it would. */
export function propertyError(key: string, value: unknown): string | null {
  if (key.length > PROPERTY_KEY_MAX)
    return `The property key cannot be longer than ${PROPERTY_KEY_MAX} characters.`
  if (value === undefined || value === null) return 'The property value cannot be empty.'
  if (JSON.stringify(value).length > PROPERTY_MAX) {
    return `The property value cannot be longer than ${PROPERTY_MAX} characters.`
  }
  return null
}

/** The issue with the values written, and what the history says; equal values leave no trace. */
export function applyValues(
  issue: Issue,
  values: ReadonlyMap<string, unknown>,
  defs: ReadonlyMap<string, FieldDef>,
  ctx: FieldContext,
): { issue: Issue; items: ChangeItem[] } {
  const fields = { ...issue.fields }
  const items: ChangeItem[] = []
  for (const [id, value] of values) {
    const def = defs.get(id)
    if (!def) throw new Error(`field ${id} was read without being known`)
    const before = fields[id] ?? null
    if (JSON.stringify(before) === JSON.stringify(value)) continue
    if (value === null) delete fields[id]
    else fields[id] = value
    items.push(changeItem(def, before, value, ctx))
  }
  return { issue: { ...issue, fields }, items }
}

/** One line of the history: what the field held and what it holds now. */
export function changeItem(def: FieldDef, before: unknown, after: unknown, ctx: FieldContext): ChangeItem {
  const from = fieldWords(before, ctx, def)
  const to = fieldWords(after, ctx, def)
  return {
    field: isCustom(def.id) ? def.name : def.id,
    fieldId: def.id,
    fieldtype: isCustom(def.id) ? 'custom' : 'jira',
    from: from.id,
    fromString: from.text,
    to: to.id,
    toString: to.text,
  }
}
