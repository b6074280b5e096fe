import { JIRA_DESCRIPTION_CHARS_MAX, JIRA_SUMMARY_CHARS_MAX } from '@fixproof/rules'
import { z } from 'zod'
import type { FieldKind, FormField, TicketForm } from '../../domain/forms'
import type { TicketDraft } from '../port'
import { markdownToAdf } from '../text'
import type { JiraClient } from './client'
import { META_TTL_MS, PAGES_MAX, PROJECTS_PAGE } from './limits'
import type { CreateMeta } from './meta'
import type { WireCreateField } from './wire'

/** What Fixproof sends by itself, by Jira's ids. */
const OURS: Readonly<Record<string, FormField['ours']>> = {
  project: 'reserved',
  issuetype: 'reserved',
  // A new issue is open, whatever a value here would say.
  resolution: 'reserved',
  summary: 'always',
  description: 'always',
  labels: 'always',
  priority: 'priority',
  assignee: 'assignee',
  duedate: 'due_date',
}

const KINDS: Readonly<Record<string, FieldKind>> = {
  string: 'text',
  number: 'number',
  date: 'day',
  option: 'choice',
  priority: 'choice',
  resolution: 'choice',
  version: 'choice',
  component: 'choice',
}
/** Texts that Jira keeps as documents. */
const LONG = ['description', 'environment'] as const

/** The create screen of a work type as the domain's form. */
export function formOf(meta: CreateMeta, project: string): TicketForm {
  const fields = [...meta.fields.values()].map(fieldOf)
  return { place: `${meta.workType} in project ${project}`, fields }
}

function fieldOf(field: WireCreateField): FormField {
  const kind = kindOf(field)
  const max = { text: JIRA_SUMMARY_CHARS_MAX, 'long-text': JIRA_DESCRIPTION_CHARS_MAX }
  return {
    id: field.fieldId,
    name: field.name,
    kind,
    required: field.required,
    hasDefault: field.hasDefaultValue === true,
    allowed: kind === 'choice' || kind === 'choices' ? choicesOf(field) : null,
    maxChars: kind === 'text' || kind === 'long-text' ? max[kind] : null,
    ours: OURS[field.fieldId] ?? null,
    ...(kind === 'long-text' && { rich: true as const }),
  }
}

function kindOf({ fieldId, schema }: WireCreateField): FieldKind {
  if (isDocument(fieldId, schema)) return 'long-text'
  if (schema.type !== 'array') return KINDS[schema.type] ?? 'other'
  return KINDS[schema.items ?? ''] === 'choice' ? 'choices' : 'other'
}

function isDocument(fieldId: string, schema: WireCreateField['schema']): boolean {
  return LONG.some(id => id === fieldId) || schema.custom?.endsWith(':textarea') === true
}

const choice = z.object({
  id: z.union([z.string(), z.number()]).transform(String).nullish(),
  name: z.string().nullish(),
  value: z.string().nullish(),
})

function choicesOf(field: WireCreateField): FormField['allowed'] {
  if (!field.allowedValues) return null
  return field.allowedValues.flatMap(given => {
    const read = choice.safeParse(given)
    const label = read.success ? (read.data.value ?? read.data.name) : null
    return label == null ? [] : [{ id: read.data?.id ?? label, value: label, label }]
  })
}

/**
 * Values of fields as people write them in the form Jira takes: the name of a choice, a list of them, Markdown for a
 * document, an account id for a person. What has a form already is passed on untouched.
 */
export function shaped(
  { fields, ifMarkdown = {} }: Pick<TicketDraft, 'fields' | 'ifMarkdown'>,
  meta: CreateMeta,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([id, value]) => {
      const field = meta.fields.get(id)
      if (field === undefined) return [id, value]
      const read = isDocument(id, field.schema) ? (ifMarkdown[id] ?? value) : value
      return [id, shapedOne(field, read)]
    }),
  )
}

function shapedOne(field: WireCreateField, value: unknown): unknown {
  const { type, items } = field.schema
  if (type === 'array') {
    const all = Array.isArray(value) ? value : typeof value === 'string' && value !== '' ? [value] : null
    return all === null ? value : all.map(each => member(items ?? '', each))
  }
  if (typeof value === 'string' && isDocument(field.fieldId, field.schema)) return markdownToAdf(value)
  if (type === 'number' && typeof value === 'string' && value.trim() !== '') return Number(value)
  return member(type, value)
}

/** How Jira wants one value of a type that is no plain text. */
const MEMBERS: Readonly<Record<string, string>> = {
  option: 'value',
  priority: 'name',
  resolution: 'name',
  version: 'name',
  component: 'name',
  group: 'name',
  user: 'accountId',
}

function member(type: string, value: unknown): unknown {
  const name = MEMBERS[type]
  return name === undefined || typeof value !== 'string' ? value : { [name]: value }
}

const projectsPage = z.object({
  values: z.array(z.object({ key: z.string(), name: z.string() })),
  isLast: z.boolean().nullish(),
})

/** The projects our account may make issues in, believed for `META_TTL_MS`. */
export function jiraProjects(client: JiraClient): () => Promise<{ key: string; name: string }[]> {
  let held: { at: number; projects: Promise<{ key: string; name: string }[]> } | null = null

  async function read(): Promise<{ key: string; name: string }[]> {
    const all: { key: string; name: string }[] = []
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const query = {
        action: 'create',
        orderBy: 'key',
        startAt: String(all.length),
        maxResults: String(PROJECTS_PAGE),
      }
      const answer = await client.json(
        { method: 'GET', path: '/rest/api/3/project/search', query },
        projectsPage,
      )
      all.push(...answer.values)
      if (answer.isLast !== false || answer.values.length === 0) break
    }
    return all
  }

  return () => {
    if (held !== null && client.now() - held.at < META_TTL_MS) return held.projects
    const projects = read()
    held = { at: client.now(), projects }
    // A failure is not remembered: the next call asks again.
    projects.catch(() => {
      held = null
    })
    return projects
  }
}
