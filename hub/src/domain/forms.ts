import {
  fillTemplate,
  fitted,
  hasPlaceholder,
  markdownValues,
  newTicketText,
  type PlaceholderValues,
} from '@fixproof/rules'

export type FieldKind = 'text' | 'long-text' | 'number' | 'day' | 'choice' | 'choices' | 'other'

/** One field of the form for new tickets, as the vendor describes it. */
export interface FormField {
  id: string
  name: string
  kind: FieldKind
  required: boolean
  hasDefault: boolean
  /** Values it takes; null when the vendor does not list them. `value` is what a draft keeps. */
  allowed: { id: string; value: string; label: string }[] | null
  /** UTF-16 units a text may have; null when there is no limit. */
  maxChars: number | null
  /** Its texts are read as Markdown. */
  rich?: true
  /** What Fixproof sends by itself: always, or when the case has such a value; `reserved` takes nothing else. */
  ours: 'always' | 'reserved' | 'priority' | 'assignee' | 'due_date' | null
}

/** What can be said on a new ticket at one place. */
export interface TicketForm {
  /** As sentences name it, e.g. `Task in project SEC`. */
  place: string
  fields: FormField[]
}

/** Values the case itself gives to a new ticket. */
export type Sends = { [what in 'priority' | 'assignee' | 'due_date']: boolean }

/** What no finding can mend: fields that are not there, required ones that nothing fills, plain values not taken. */
export function formProblems(form: TicketForm, given: Record<string, unknown>, sends: Sends): string[] {
  const known = new Map(form.fields.map(field => [field.id, field]))
  const wrong = Object.entries(given).flatMap(([id, value]) => {
    const field = known.get(id)
    if (field === undefined) return [newTicketText.unknownField(form.place, id, form.fields.map(named))]
    if (field.ours === 'reserved') return [newTicketText.reserved(named(field))]
    if (hasPlaceholder(value)) return []
    const problem = problemOf(field, value)
    return problem === null ? [] : [problem]
  })
  return [...wrong, ...missingFields(form, given, sends)]
}

/** Required fields that nothing fills, named in one sentence; empty when there are none. */
export function missingFields(form: TicketForm, given: Record<string, unknown>, sends: Sends): string[] {
  const missing = form.fields.filter(
    field => field.required && !field.hasDefault && !isSent(field, sends) && isEmpty(given[field.id]),
  )
  return missing.length === 0 ? [] : [newTicketText.required(form.place, missing.map(named))]
}

export interface Filled {
  values: Record<string, unknown>
  /** The same as Markdown, of fields that may be read as such: there without a form alone. */
  ifMarkdown?: Record<string, unknown>
  problems: string[]
  /** Texts that did not fit. */
  cut: { field: string; text: string; full: string }[]
}

/**
 * The values of one ticket: placeholders filled, texts cut to what the field takes, choices in the vendor's words.
 * What a finding says is text, no markup, where a field is read as Markdown.
 */
export function fillFields(
  form: TicketForm | null,
  given: Record<string, unknown>,
  placeholders: PlaceholderValues,
  fullTextUrl: string | null,
): Filled {
  const filled: Filled = { values: {}, problems: [], cut: [] }
  for (const [id, template] of Object.entries(given)) {
    const field = form?.fields.find(each => each.id === id)
    const value = fillTemplate(template, field?.rich ? markdownValues(placeholders) : placeholders)
    const problem = field === undefined ? null : problemWith(field, value)
    if (problem !== null) filled.problems.push(problem)
    // A field that comes out empty for these findings is left out, so that a choice is not asked for nothing.
    if (isEmpty(value) && hasPlaceholder(template)) continue
    if (field === undefined) {
      filled.values[id] = value
      // Which fields are read as Markdown is not known: the connector finds out when it makes the ticket.
      if (form === null && hasPlaceholder(template))
        filled.ifMarkdown = {
          ...filled.ifMarkdown,
          [id]: fillTemplate(template, markdownValues(placeholders)),
        }
      continue
    }
    const fits = fit(field, value, fullTextUrl)
    if (
      fits !== value &&
      typeof value === 'string' &&
      field.maxChars !== null &&
      value.length > field.maxChars
    )
      filled.cut.push({ field: id, text: newTicketText.cut(named(field), field.maxChars), full: value })
    filled.values[id] = fits
  }
  return filled
}

/** `Root cause (customfield_10050)`. */
function named({ name, id }: FormField): string {
  return name === id ? id : `${name} (${id})`
}

function isSent({ ours }: FormField, sends: Sends): boolean {
  return ours === 'always' || ours === 'reserved' || (ours !== null && sends[ours])
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    (typeof value === 'string' && value.trim() === '') ||
    (Array.isArray(value) && value.length === 0)
  )
}

function problemWith(field: FormField, value: unknown): string | null {
  const missing = field.required && !field.hasDefault && isEmpty(value)
  return missing ? newTicketText.emptyRequired(named(field)) : problemOf(field, value)
}

function problemOf(field: FormField, value: unknown): string | null {
  if (isEmpty(value)) return null
  const { kind } = field
  if (kind === 'number' && typeof value === 'string' && !Number.isFinite(Number(value)))
    return newTicketText.notNumber(named(field), value)
  if (kind === 'day' && typeof value === 'string' && !isDay(value))
    return newTicketText.notDay(named(field), value)
  if (field.allowed === null || (kind !== 'choice' && kind !== 'choices')) return null
  for (const each of Array.isArray(value) ? value : [value]) {
    const word = wordOf(each)
    if (word !== null && chosen(field, word) === undefined)
      return newTicketText.notAllowed(
        named(field),
        word,
        field.allowed.map(one => one.label),
      )
  }
  return null
}

function fit(field: FormField, value: unknown, url: string | null): unknown {
  if (Array.isArray(value)) return value.map(each => fit(field, each, url))
  if (typeof value !== 'string') return value
  if (field.kind === 'number') return Number(value)
  if (field.allowed !== null) return chosen(field, value)?.value ?? value
  return field.maxChars === null ? value : fitted(value, field.maxChars, url)
}

function chosen(field: FormField, word: string) {
  const wanted = word.trim().toLowerCase()
  const same = (text: string) => text.toLowerCase() === wanted
  return (
    field.allowed?.find(each => same(each.label)) ??
    field.allowed?.find(each => same(each.value) || same(each.id))
  )
}

/** What names a choice: a text, or the id, value or name of the vendor's own object. */
function wordOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return null
  const { id, value: word, name } = value as { [member: string]: unknown }
  const found = [word, name, id].find(each => typeof each === 'string')
  return typeof found === 'string' ? found : null
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text.slice(0, 10)))
}
