/** Builds projects from a description; the seed and the control door `POST /_sandbox/projects` use the same one. */
import type { Ids } from '@fixproof/hub/ports'
import { z } from 'zod'
import {
  type FieldDef,
  type FieldKind,
  type IssueType,
  PERMISSIONS,
  type Permission,
  type Project,
  RESOLUTIONS,
  type State,
  type Status,
  type Transition,
} from './state'

const text = z.string().min(1)
const email = z.string().regex(/@/, 'must be the e-mail address of a seeded person')
const permission = z.enum(Object.keys(PERMISSIONS) as [Permission, ...Permission[]])

const FIELD_TYPES = {
  textfield: 'string',
  textarea: 'adf',
  labels: 'labels',
  select: 'option',
  multiselect: 'options',
  number: 'number',
  date: 'date',
  user: 'user',
} as const satisfies Record<string, FieldKind>

const fieldSpec = z.strictObject({
  id: z
    .string()
    .regex(/^customfield_\d{5,}$/, 'must look like customfield_10050')
    .optional(),
  name: text,
  type: z.enum(Object.keys(FIELD_TYPES) as [keyof typeof FIELD_TYPES, ...(keyof typeof FIELD_TYPES)[]]),
  required: z.boolean().default(false),
  /** Values to choose from; for `select` and `multiselect`. */
  allowed: z.array(text).default([]),
})

/** What `POST /_sandbox/projects` takes. Statuses and transitions name each other by name. */
export const projectSpec = z
  .strictObject({
    key: z.string().regex(/^[A-Z][A-Z0-9_]{1,9}$/, 'must be 2 to 10 capitals and digits, a capital first'),
    name: text.optional(),
    style: z.enum(['classic', 'next-gen']).default('classic'),
    lead: email.default('admin@example.com'),
    issueTypes: z
      .array(z.strictObject({ name: text, fields: z.array(fieldSpec).default([]) }))
      .min(1)
      .default([{ name: 'Task', fields: [] }]),
    /** The first one is where issues start, unless `initial` says otherwise. */
    statuses: z
      .array(z.strictObject({ name: text, category: z.enum(['new', 'indeterminate', 'done']) }))
      .min(1),
    initial: text.optional(),
    transitions: z.array(
      z.strictObject({
        name: text,
        /** Status names it leaves; left out or "*" = from anywhere. */
        from: z.union([text, z.array(text).min(1)]).optional(),
        to: text,
        /** Field ids or names on its screen; left out = no screen. */
        screen: z.array(text).optional(),
        /** Those of the screen that must be filled. */
        required: z.array(text).default([]),
        /** E-mail addresses of people who never see it. */
        hiddenFrom: z.array(email).default([]),
        /** Post function: resolution to set, null to clear. Left out: "Done" when entering done, cleared when leaving. */
        resolution: z.string().nullable().optional(),
      }),
    ),
    /** Permissions that differ from what people have in general, by e-mail address. */
    deny: z.record(email, z.array(permission)).default({}),
    allow: z.record(email, z.array(permission)).default({}),
  })
  .superRefine((spec, at) => {
    const names = spec.statuses.map(status => status.name)
    const known = (name: string, path: (string | number)[]): void => {
      if (!names.includes(name))
        at.addIssue({ code: 'custom', path, message: `there is no status "${name}"` })
    }
    if (new Set(names).size < names.length) {
      at.addIssue({ code: 'custom', path: ['statuses'], message: 'two statuses have the same name' })
    }
    if (spec.initial !== undefined) known(spec.initial, ['initial'])
    for (const [index, transition] of spec.transitions.entries()) {
      known(transition.to, ['transitions', index, 'to'])
      for (const from of [transition.from ?? '*'].flat()) {
        if (from !== '*') known(from, ['transitions', index, 'from'])
      }
      for (const field of transition.required) {
        if (!(transition.screen ?? []).includes(field)) {
          const message = `"${field}" must also stand in screen`
          at.addIssue({ code: 'custom', path: ['transitions', index, 'required'], message })
        }
      }
      const { resolution } = transition
      if (typeof resolution === 'string' && !RESOLUTIONS.some(one => one.name === resolution)) {
        const message = `there is no resolution "${resolution}"`
        at.addIssue({ code: 'custom', path: ['transitions', index, 'resolution'], message })
      }
    }
  })
/** A project as a seed or a test describes it. */
export type ProjectSpec = z.input<typeof projectSpec>

/** Fields every work type has, with what Jira's default screens require. */
const SYSTEM_FIELDS: readonly Omit<FieldDef, 'options'>[] = [
  { id: 'summary', name: 'Summary', kind: 'string', required: true, hasDefault: false },
  { id: 'issuetype', name: 'Issue Type', kind: 'issuetype', required: true, hasDefault: false },
  { id: 'project', name: 'Project', kind: 'project', required: true, hasDefault: false },
  { id: 'description', name: 'Description', kind: 'adf', required: false, hasDefault: false },
  { id: 'environment', name: 'Environment', kind: 'adf', required: false, hasDefault: false },
  { id: 'priority', name: 'Priority', kind: 'priority', required: false, hasDefault: true },
  { id: 'labels', name: 'Labels', kind: 'labels', required: false, hasDefault: false },
  { id: 'assignee', name: 'Assignee', kind: 'user', required: false, hasDefault: false },
  { id: 'reporter', name: 'Reporter', kind: 'user', required: true, hasDefault: true },
  { id: 'duedate', name: 'Due date', kind: 'date', required: false, hasDefault: false },
  { id: 'resolution', name: 'Resolution', kind: 'resolution', required: false, hasDefault: false },
]

/** Ids that projects share, as they do in one Jira site. */
export interface Catalogue {
  statusIds: Map<string, string>
  typeIds: Map<string, string>
  fieldIds: Map<string, string>
  optionIds: Map<string, string>
}
/** No ids given yet. */
export const makeCatalogue = (): Catalogue => ({
  statusIds: new Map(),
  typeIds: new Map(),
  fieldIds: new Map(),
  optionIds: new Map(),
})

const FIRST_ID = 10_000
function idFor(ids: Map<string, string>, name: string): string {
  const known = ids.get(name)
  if (known !== undefined) return known
  const id = String(FIRST_ID + ids.size)
  ids.set(name, id)
  return id
}

/** The project a description stands for; the people it names must exist. Throws a sentence when they do not. */
export function buildProject(
  spec: z.output<typeof projectSpec>,
  state: State,
  catalogue: Catalogue,
  ids: Ids,
): Project {
  const person = (address: string): string => {
    for (const user of state.users.values()) if (user.email === address) return user.accountId
    throw new Error(`There is no person ${address}.`)
  }
  // A project's own status of the same name but another category would be another status.
  const statuses: Status[] = spec.statuses.map(({ name, category }) => ({
    id: idFor(catalogue.statusIds, spec.style === 'next-gen' ? `${spec.key}/${name}` : `${name}/${category}`),
    name,
    category,
  }))
  const statusId = (name: string): string => statuses.find(status => status.name === name)?.id ?? ''
  const types = spec.issueTypes.map(type => buildType(type, spec.style, catalogue))
  const fieldId = (name: string): string => {
    for (const type of types) {
      for (const def of type.fields.values()) if (def.id === name || def.name === name) return def.id
    }
    throw new Error(`No work type of ${spec.key} has a field ${name}.`)
  }
  const categoryOf = (id: string): string => statuses.find(status => status.id === id)?.category ?? ''
  const transitions: Transition[] = spec.transitions.map((one, index) => {
    const from = [one.from ?? '*'].flat()
    const to = statusId(one.to)
    return {
      id: String((index + 1) * 10 + 1),
      name: one.name,
      from: from.includes('*') ? null : from.map(statusId),
      to,
      screen: one.screen ? new Map(one.screen.map(f => [fieldId(f), one.required.includes(f)])) : null,
      hiddenFrom: new Set(one.hiddenFrom.map(person)),
      setsResolution: resolutionOf(one.resolution, spec.style, categoryOf(to) === 'done'),
      appRules: [],
    }
  })
  const permissions: Project['permissions'] = new Map(
    [...new Set([...Object.keys(spec.allow), ...Object.keys(spec.deny)])].map(address => [
      person(address),
      { allow: new Set(spec.allow[address] ?? []), deny: new Set(spec.deny[address] ?? []) },
    ]),
  )
  return {
    id: String(FIRST_ID + state.projects.size),
    key: spec.key,
    name: spec.name ?? spec.key,
    style: spec.style,
    leadId: person(spec.lead),
    types,
    statuses,
    initial: statusId(spec.initial ?? spec.statuses[0]?.name ?? ''),
    transitions,
    permissions,
    workflowId: ids.uuid(),
    workflowVersion: 1,
    lastNumber: 0,
  }
}

function resolutionOf(
  named: string | null | undefined,
  style: Project['style'],
  entersDone: boolean,
): Transition['setsResolution'] {
  if (style === 'next-gen') return undefined
  const name = named === undefined ? (entersDone ? 'Done' : null) : named
  return name === null ? null : RESOLUTIONS.find(one => one.name === name)?.id
}

function buildType(
  spec: z.output<typeof projectSpec>['issueTypes'][number],
  style: Project['style'],
  catalogue: Catalogue,
): IssueType {
  const fields = new Map<string, FieldDef>()
  for (const def of SYSTEM_FIELDS) {
    if (def.id !== 'resolution' || style === 'classic') fields.set(def.id, { ...def, options: [] })
  }
  for (const field of spec.fields) {
    const id = field.id ?? `customfield_${idFor(catalogue.fieldIds, field.name)}`
    const options = field.allowed.map(value => ({ id: idFor(catalogue.optionIds, `${id}/${value}`), value }))
    const { name, required } = field
    fields.set(id, { id, name, kind: FIELD_TYPES[field.type], required, hasDefault: false, options })
  }
  return {
    id: idFor(catalogue.typeIds, style === 'next-gen' ? `team/${spec.name}` : spec.name),
    name: spec.name,
    fields,
  }
}
