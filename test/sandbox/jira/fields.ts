/** What each kind of field takes, how it reads back, and what its change looks like in the history. */
import { isDocument, plainText } from './adf'
import {
  type FieldDef,
  type FieldKind,
  findProject,
  type IssueType,
  type JiraUser,
  may,
  type Named,
  PRIORITIES,
  type Project,
  RESOLUTIONS,
  type State,
} from './state'

/** Where a field is read: options and people depend on it. */
export interface FieldContext {
  state: State
  project: Project
}

/** The value to store (null = empty), or Jira's words. */
export type Read = { value: unknown } | { error: string }

interface Kind {
  /** `raw` is never undefined and never null. */
  read(raw: unknown, ctx: FieldContext, def: FieldDef): Read
  /** Id and words for a change item. */
  words(value: unknown, ctx: FieldContext, def: FieldDef): { id: string | null; text: string | null }
  /** `schema.type` and `schema.items` of the metadata. */
  schema: { type: string; items?: string }
  /** Type key of a custom field of this kind. */
  custom: string | null
  operations: readonly string[]
}

/** Longest summary. Characters. Source: Jira's own refusal, "Summary can't exceed 255 characters." */
export const SUMMARY_MAX = 255
/** Longest label. Characters. */
export const LABEL_MAX = 255
/** Longest text of a rich or plain multi-line field. Characters. */
export const TEXT_MAX = 32_767

/** Jira's words for faults that many fields share. */
export const NOT_A_DOCUMENT =
  'Operation value must be an Atlassian Document (see the Atlassian Document Format)'
export const cannotBeSet = (field: string): string =>
  `Field '${field}' cannot be set. It is not on the appropriate screen, or unknown.`
export const isRequired = (name: string): string => `${name} is required.`

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const asText = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** Jira takes ids as text and as numbers. */
export function idOf(raw: unknown): string | null {
  return typeof raw === 'string' ? raw : typeof raw === 'number' ? String(raw) : null
}

function readNamed(raw: unknown, list: readonly Named[], word: string, label: string): Read {
  const id = isRecord(raw) ? idOf(raw.id) : null
  const name = isRecord(raw) ? asText(raw.name) : null
  if (id === null && name === null) return { error: `Could not find valid 'id' or 'name' in ${word} object.` }
  const found = list.find(one => (id === null ? one.name === name : one.id === id))
  if (found) return { value: found.id }
  return { error: id === null ? `${label} name '${name}' is not valid` : `${label} id '${id}' is not valid` }
}

const namedWords = (value: unknown, list: readonly Named[]): { id: string | null; text: string | null } => ({
  id: asText(value),
  text: list.find(one => one.id === value)?.name ?? null,
})

function readOption(raw: unknown, def: FieldDef): Read {
  const id = isRecord(raw) ? idOf(raw.id) : null
  const value = isRecord(raw) ? asText(raw.value) : null
  if (id === null && value === null) return { error: `Specify a valid 'id' or 'name' for ${def.name}` }
  const found = def.options.find(option => (id === null ? option.value === value : option.id === id))
  if (found) return { value: found.id }
  return { error: id === null ? `Option value '${value}' is not valid` : `Option id '${id}' is not valid` }
}

const optionName = (def: FieldDef, id: unknown): string =>
  def.options.find(option => option.id === id)?.value ?? ''

function readString(raw: unknown, def: FieldDef): Read {
  if (typeof raw !== 'string') return { error: 'Operation value must be a string' }
  if (def.id !== 'summary') {
    return raw.length > SUMMARY_MAX
      ? { error: `The entered text is too long. It exceeds the allowed limit of ${SUMMARY_MAX} characters.` }
      : { value: raw === '' ? null : raw }
  }
  if (raw.trim() === '') return { error: 'You must specify a summary of the issue.' }
  if (/[\r\n]/.test(raw)) return { error: 'The summary is invalid because it contains newline characters.' }
  if (raw.length > SUMMARY_MAX) return { error: `Summary can't exceed ${SUMMARY_MAX} characters.` }
  return { value: raw.trim() }
}

function readLabels(raw: unknown): Read {
  if (!Array.isArray(raw)) return { error: 'data was not an array' }
  const labels: string[] = []
  for (const [index, label] of raw.entries()) {
    const one = readLabel(label, index)
    if ('error' in one) return one
    if (!labels.includes(one.value)) labels.push(one.value)
  }
  return { value: labels.sort() }
}

/** One label, for `set` and for `add`. */
export function readLabel(label: unknown, index = 0): { value: string } | { error: string } {
  if (typeof label !== 'string') return { error: `string expected at index ${index}` }
  if (/\s/.test(label)) return { error: `The label '${label}' contains spaces which is invalid.` }
  if (label === '') return { error: "The label '' can't be empty." }
  if (label.length > LABEL_MAX)
    return { error: `The label '${label}' exceeds the maximum length of ${LABEL_MAX} characters.` }
  return { value: label }
}

function readUser(raw: unknown, ctx: FieldContext, def: FieldDef): Read {
  if (!isRecord(raw)) return { error: 'data was not an object' }
  const id = raw.accountId ?? raw.id
  if (id === null || id === undefined) {
    return raw.accountId === null || raw.id === null
      ? { value: null }
      : { error: "expected Object containing an 'accountId' property" }
  }
  if (id === '-1') return { value: ctx.project.leadId }
  const user = ctx.state.users.get(String(id))
  if (!user) return { error: `User '${String(id)}' does not exist.` }
  if (def.id === 'assignee' && !assignable(user, ctx.project)) {
    return { error: `User '${String(id)}' cannot be assigned issues.` }
  }
  return { value: user.accountId }
}

/** Whether issues of the project may be given to this person. */
export function assignable(user: JiraUser, project: Project): boolean {
  return user.active && may(user, 'ASSIGNABLE_USER', project)
}

function readDate(raw: unknown): Read {
  const fits = typeof raw === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(raw)
  const day = fits ? new Date(`${raw}T00:00:00Z`) : null
  // 2026-02-30 parses in JavaScript; it must come back as itself.
  if (day && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(String(raw))) return { value: raw }
  return { error: `Error parsing date string: ${String(raw)}` }
}

const plain = (value: unknown): { id: string | null; text: string | null } => ({
  id: null,
  text: asText(value),
})

/** `{id}` or `{key}`. */
export function projectFrom(raw: unknown, state: State): Project | undefined {
  const named = isRecord(raw) ? (idOf(raw.id) ?? idOf(raw.key)) : null
  return named === null ? undefined : findProject(state, named)
}

/** `{id}` or `{name}`, of this project. */
export function typeFrom(raw: unknown, project: Project): IssueType | undefined {
  const id = isRecord(raw) ? idOf(raw.id) : null
  const name = isRecord(raw) ? asText(raw.name) : null
  return project.types.find(type => (id === null ? type.name === name : type.id === id))
}

const KINDS: Record<FieldKind, Kind> = {
  string: {
    read: (raw, _ctx, def) => readString(raw, def),
    words: plain,
    schema: { type: 'string' },
    custom: 'com.atlassian.jira.plugin.system.customfieldtypes:textfield',
    operations: ['set'],
  },
  adf: {
    read(raw) {
      if (!isDocument(raw)) return { error: NOT_A_DOCUMENT }
      const text = plainText(raw)
      if (text.length > TEXT_MAX) {
        return {
          error: `The entered text is too long. It exceeds the allowed limit of ${TEXT_MAX} characters.`,
        }
      }
      return { value: text === '' ? null : raw }
    },
    words: value => ({ id: null, text: value === null ? null : plainText(value) }),
    schema: { type: 'string' },
    custom: 'com.atlassian.jira.plugin.system.customfieldtypes:textarea',
    operations: ['set'],
  },
  labels: {
    read: readLabels,
    words: value => ({ id: '', text: Array.isArray(value) ? value.join(' ') : '' }),
    schema: { type: 'array', items: 'string' },
    custom: 'com.atlassian.jira.plugin.system.customfieldtypes:labels',
    operations: ['add', 'set', 'remove'],
  },
  priority: {
    read: raw => readNamed(raw, PRIORITIES, 'priority', 'Priority'),
    words: value => namedWords(value, PRIORITIES),
    schema: { type: 'priority' },
    custom: null,
    operations: ['set'],
  },
  resolution: {
    read: raw => readNamed(raw, RESOLUTIONS, 'resolution', 'Resolution'),
    words: value => namedWords(value, RESOLUTIONS),
    schema: { type: 'resolution' },
    custom: null,
    operations: ['set'],
  },
  user: {
    read: readUser,
    words: (value, ctx) => ({
      id: asText(value),
      text: ctx.state.users.get(String(value))?.displayName ?? null,
    }),
    schema: { type: 'user' },
    custom: 'com.atlassian.jira.plugin.system.customfieldtypes:userpicker',
    operations: ['set'],
  },
  date: {
    read: readDate,
    words: value => ({ id: asText(value), text: value === null ? null : `${String(value)} 00:00:00.0` }),
    schema: { type: 'date' },
    custom: 'com.atlassian.jira.plugin.system.customfieldtypes:datepicker',
    operations: ['set'],
  },
  option: {
    read: (raw, _ctx, def) => readOption(raw, def),
    words: (value, _ctx, def) => ({
      id: asText(value),
      text: value === null ? null : optionName(def, value),
    }),
    schema: { type: 'option' },
    custom: 'com.atlassian.jira.plugin.system.customfieldtypes:select',
    operations: ['set'],
  },
  options: {
    read(raw, _ctx, def) {
      if (!Array.isArray(raw)) return { error: 'data was not an array' }
      const ids: unknown[] = []
      for (const one of raw) {
        const read = readOption(one, def)
        if ('error' in read) return read
        if (!ids.includes(read.value)) ids.push(read.value)
      }
      return { value: ids.length === 0 ? null : ids }
    },
    words(value, _ctx, def) {
      const ids = Array.isArray(value) ? value : []
      return { id: `[${ids.join(', ')}]`, text: ids.map(id => optionName(def, id)).join(',') }
    },
    schema: { type: 'array', items: 'option' },
    custom: 'com.atlassian.jira.plugin.system.customfieldtypes:multiselect',
    operations: ['add', 'set', 'remove'],
  },
  number: {
    read: raw => (typeof raw === 'number' ? { value: raw } : { error: 'Operation value must be a number' }),
    words: value => ({ id: null, text: value === null ? null : String(value) }),
    schema: { type: 'number' },
    custom: 'com.atlassian.jira.plugin.system.customfieldtypes:float',
    operations: ['set'],
  },
  project: {
    read(raw, ctx) {
      const found = projectFrom(raw, ctx.state)
      return found ? { value: found.id } : { error: 'valid project is required' }
    },
    words: (value, ctx) => ({ id: asText(value), text: ctx.state.projects.get(String(value))?.name ?? null }),
    schema: { type: 'project' },
    custom: null,
    operations: ['set'],
  },
  issuetype: {
    read(raw, ctx) {
      const found = typeFrom(raw, ctx.project)
      return found ? { value: found.id } : { error: 'Specify a valid issue type' }
    },
    words: (value, ctx) => ({
      id: asText(value),
      text: ctx.project.types.find(type => type.id === value)?.name ?? null,
    }),
    schema: { type: 'issuetype' },
    custom: null,
    operations: [],
  },
}

/** Reads what a caller sent for a field. Null empties it; an empty required field is refused. */
export function readField(raw: unknown, ctx: FieldContext, def: FieldDef): Read {
  const read: Read = raw === null ? { value: null } : KINDS[def.kind].read(raw, ctx, def)
  if ('error' in read || read.value !== null || !def.required) return read
  return { error: def.id === 'summary' ? 'You must specify a summary of the issue.' : isRequired(def.name) }
}

/** Id and words of a stored value, as the history shows them; null and undefined are an empty field. */
export function fieldWords(
  value: unknown,
  ctx: FieldContext,
  def: FieldDef,
): { id: string | null; text: string | null } {
  return value === null || value === undefined
    ? KINDS[def.kind].words(null, ctx, def)
    : KINDS[def.kind].words(value, ctx, def)
}

/** Whether an id is one of a custom field. */
export const isCustom = (id: string): boolean => id.startsWith('customfield_')

/** `schema` of the metadata. */
export function schemaOf(def: FieldDef): Record<string, unknown> {
  const kind = KINDS[def.kind]
  return isCustom(def.id)
    ? { ...kind.schema, custom: kind.custom, customId: Number(def.id.slice('customfield_'.length)) }
    : { ...kind.schema, system: def.id }
}

/** Verbs that `update` takes for the field. */
export const operationsOf = (def: FieldDef): readonly string[] => KINDS[def.kind].operations
