/** The screen of a transition as a form: an input for each kind of field, and what a filled one means to Jira. */
import { documentOf } from '../jira/adf'
import { assignable } from '../jira/fields'
import {
  type FieldDef,
  type FieldKind,
  type Issue,
  PRIORITIES,
  type Project,
  RESOLUTIONS,
  type State,
  type Transition,
  typeOf,
} from '../jira/state'
import { type Html, html } from './html'

/** Where the screen is shown. */
export interface Shown {
  state: State
  project: Project
  issue: Issue
}

interface Choice {
  id: string
  words: string
}

const named = (list: readonly { id: string; name: string }[]): Choice[] =>
  list.map(({ id, name }) => ({ id, words: name }))

/** Fields that are chosen from a list; all others are written. */
const CHOICES: Partial<Record<FieldKind, (def: FieldDef, shown: Shown) => Choice[]>> = {
  resolution: () => named(RESOLUTIONS),
  priority: () => named(PRIORITIES),
  issuetype: (_, { project }) => named(project.types),
  option: def => def.options.map(({ id, value }) => ({ id, words: value })),
  options: def => def.options.map(({ id, value }) => ({ id, words: value })),
  user: (_, { state, project }) =>
    [...state.users.values()]
      .filter(user => assignable(user, project))
      .map(user => ({ id: user.accountId, words: user.displayName })),
}

const byId = (values: readonly string[]): unknown => ({ id: values[0] })
const asText = (values: readonly string[]): unknown => values[0]

/** What Jira takes for a field of that kind. */
const VALUES: Record<FieldKind, (values: readonly string[]) => unknown> = {
  resolution: byId,
  priority: byId,
  option: byId,
  project: byId,
  issuetype: byId,
  options: values => values.map(id => ({ id })),
  user: values => ({ accountId: values[0] }),
  labels: values => values.flatMap(text => text.split(/[\s,]+/)).filter(label => label !== ''),
  number: values => Number(values[0]),
  adf: values => documentOf(values[0] ?? ''),
  string: asText,
  date: asText,
}

const INPUT_TYPES: Partial<Record<FieldKind, string>> = { date: 'date', number: 'number' }
const PREFIX = 'field.'

/** The fields of the work type that stand on the transition's screen, with the screen's own "required". */
function screenOf(transition: Transition, { state, issue }: Shown): FieldDef[] {
  const defs = typeOf(state, issue).fields
  return [...(transition.screen ?? [])].flatMap(([id, required]) => {
    const def = defs.get(id)
    return def === undefined ? [] : [{ ...def, required: required || def.required }]
  })
}

/** Labelled inputs; empty without a screen. What is required is left to Jira to say, as its API does. */
export function screenInputs(transition: Transition, shown: Shown): Html[] {
  return screenOf(transition, shown).map(def => {
    const id = `${transition.id}-${def.id}`
    const label = html`<label for="${id}">${def.name}${def.required && ' (required)'}</label>`
    return html`${label}${input(def, id, shown)}`
  })
}

function input(def: FieldDef, id: string, shown: Shown): Html {
  const now = shown.issue.fields[def.id]
  const chosen = (Array.isArray(now) ? now : [now]).map(String)
  const choices = CHOICES[def.kind]?.(def, shown)
  if (choices === undefined) {
    const type = INPUT_TYPES[def.kind] ?? 'text'
    return html`<input id="${id}" name="${PREFIX}${def.id}" type="${type}">`
  }
  const several = def.kind === 'options'
  return html`<select id="${id}" name="${PREFIX}${def.id}"${several && html` multiple`}>
${!several && html`<option value="">None</option>`}
${choices.map(
  one => html`<option value="${one.id}"${chosen.includes(one.id) && html` selected`}>${one.words}</option>`,
)}</select>`
}

/** `fields` of the transition's body; what was left empty is left out. */
export function screenValues(
  form: URLSearchParams,
  transition: Transition,
  shown: Shown,
): Record<string, unknown> {
  const values = screenOf(transition, shown).map(def => {
    const given = form.getAll(`${PREFIX}${def.id}`).filter(value => value !== '')
    return given.length === 0 ? [] : [[def.id, VALUES[def.kind](given)] as const]
  })
  return Object.fromEntries(values.flat())
}
