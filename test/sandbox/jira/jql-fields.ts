/** What JQL's fields and operators mean for an issue. */
import { plainText } from './adf'
import { type JqlClause, JqlError, type JqlNode, type JqlQuery, type JqlValue } from './jql'
import { SITE_OFFSET_MS } from './render'
import type { PropertyAlias } from './site'
import {
  CATEGORIES,
  findIssue,
  findProject,
  type Issue,
  PRIORITIES,
  projectOf,
  RESOLUTIONS,
  type State,
  statusOf,
  typeOf,
} from './state'

/** What a query is asked against. */
export interface JqlContext {
  state: State
  now: number
  /** Who asks, for `currentUser()`. */
  actorId: string | null
  /** Properties that installed apps have registered. */
  aliases: readonly PropertyAlias[]
}

type Kind = 'equality' | 'text' | 'date' | 'number' | 'order'

interface Field {
  kinds: readonly Kind[]
  /** What the issue has there: words for equality and text (lower case), a moment for dates, a number for order. */
  of(issue: Issue, ctx: JqlContext): readonly string[] | number | null
  /** What a value of the query stands for; throws when there is no such thing. */
  value?(text: string, ctx: JqlContext): string
}

const lower = (text: unknown): string => String(text).toLowerCase()
const nameOf = (list: readonly { id: string; name: string }[], id: unknown): readonly string[] | null => {
  const found = list.find(one => one.id === id)
  return found ? [found.id, lower(found.name)] : null
}
const textOf = (issue: Issue, ...fields: string[]): string[] =>
  fields.map(id => {
    const value = issue.fields[id]
    return lower(typeof value === 'string' ? value : plainText(value))
  })
const notThere = (text: string, field: string): JqlError =>
  new JqlError(`The value '${text}' does not exist for the field '${field}'.`)
const known = (text: string, field: string, list: readonly { id: string; name: string }[]): string => {
  if (list.some(one => one.id === text || lower(one.name) === lower(text))) return lower(text)
  throw notThere(text, field)
}
const everywhere = (ctx: JqlContext) => [...ctx.state.projects.values()]

const KEY: Field = {
  kinds: ['equality', 'order'],
  of: issue => [issue.id],
  value(text, ctx) {
    const issue = findIssue(ctx.state, text)
    // The index may know less than the site, but an issue that is gone is refused by name.
    if (!issue) throw new JqlError(`An issue with key '${text}' does not exist for field 'key'.`)
    return issue.id
  },
}
const date = (of: (issue: Issue) => number | null): Field => ({ kinds: ['date'], of })
const person = (of: (issue: Issue) => unknown): Field => ({
  kinds: ['equality'],
  of(issue) {
    const id = of(issue)
    return typeof id === 'string' ? [lower(id)] : null
  },
  value: lower,
})

const FIELDS: Record<string, Field> = {
  project: {
    kinds: ['equality'],
    of: issue => [issue.projectId],
    value(text, ctx) {
      const found =
        findProject(ctx.state, text) ?? everywhere(ctx).find(one => lower(one.name) === lower(text))
      if (!found) throw notThere(text, 'project')
      return found.id
    },
  },
  key: KEY,
  issuekey: KEY,
  issue: KEY,
  id: KEY,
  labels: {
    kinds: ['equality'],
    of: issue => (Array.isArray(issue.fields.labels) ? issue.fields.labels.map(lower) : null),
    value: lower,
  },
  text: {
    kinds: ['text'],
    of: issue => [
      ...textOf(issue, 'summary', 'description', 'environment'),
      ...issue.comments.map(comment => lower(plainText(comment.body))),
    ],
  },
  summary: { kinds: ['text'], of: issue => textOf(issue, 'summary') },
  description: {
    kinds: ['text'],
    of: issue => (issue.fields.description === undefined ? null : textOf(issue, 'description')),
  },
  comment: { kinds: ['text'], of: issue => issue.comments.map(comment => lower(plainText(comment.body))) },
  status: {
    kinds: ['equality'],
    of: (issue, ctx) => nameOf(projectOf(ctx.state, issue).statuses, issue.statusId),
    value: (text, ctx) =>
      known(
        text,
        'status',
        everywhere(ctx).flatMap(one => one.statuses),
      ),
  },
  statuscategory: {
    kinds: ['equality'],
    of(issue, ctx) {
      const { category } = statusOf(projectOf(ctx.state, issue), issue.statusId)
      const { id, name } = CATEGORIES[category]
      return [category, String(id), lower(name)]
    },
    value(text) {
      const all = Object.entries(CATEGORIES).map(([key, one]) => [key, String(one.id), lower(one.name)])
      if (!all.flat().includes(lower(text))) throw notThere(text, 'statusCategory')
      return lower(text)
    },
  },
  resolution: {
    kinds: ['equality'],
    of: issue => nameOf(RESOLUTIONS, issue.fields.resolution),
    value: text => known(text, 'resolution', RESOLUTIONS),
  },
  priority: {
    kinds: ['equality'],
    of: issue => nameOf(PRIORITIES, issue.fields.priority),
    value: text => known(text, 'priority', PRIORITIES),
  },
  issuetype: {
    kinds: ['equality'],
    of: (issue, ctx) => nameOf([typeOf(ctx.state, issue)], issue.typeId),
    value: (text, ctx) =>
      known(
        text,
        'issuetype',
        everywhere(ctx).flatMap(one => one.types),
      ),
  },
  assignee: person(issue => issue.fields.assignee),
  reporter: person(issue => issue.fields.reporter),
  updated: date(issue => issue.updated),
  created: date(issue => issue.created),
  resolved: date(issue => issue.resolved),
}
const ALIASES: Record<string, string> = {
  type: 'issuetype',
  updateddate: 'updated',
  createddate: 'created',
  resolutiondate: 'resolved',
}

/** A property that no installed app registers is not indexed, so a query for one finds nothing. */
const PROPERTY = /^issue\.property\[/i
const NO_PROPERTY: Field = { kinds: ['equality', 'text', 'date'], of: () => null, value: lower }

function registered(name: string, aliases: readonly PropertyAlias[]): Field | undefined {
  const names = (one: PropertyAlias) => [one.alias, `issue.property[${one.propertyKey}].${one.path}`]
  const found = aliases.find(one => names(one).some(each => lower(each) === lower(name)))
  if (found === undefined) return undefined
  const of = (issue: Issue): unknown =>
    found.path.split('.').reduce<unknown>(memberOf, issue.properties.get(found.propertyKey))
  if (found.type === 'number') return { kinds: ['number'], of: issue => numberOr(of(issue)) }
  if (found.type === 'date') return date(issue => numberOr(Date.parse(String(of(issue)))))
  return {
    kinds: found.type === 'text' ? ['text'] : ['equality'],
    of: issue => (of(issue) === null || of(issue) === undefined ? null : [lower(of(issue))]),
    value: lower,
  }
}
const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
const numberOr = (value: unknown): number | null =>
  typeof value === 'number' && !Number.isNaN(value) ? value : null

function fieldOf(name: string, ctx: JqlContext): Field {
  const key = name.toLowerCase()
  const field =
    registered(name, ctx.aliases) ?? (PROPERTY.test(name) ? NO_PROPERTY : FIELDS[ALIASES[key] ?? key])
  if (!field) throw new JqlError(`Field '${name}' does not exist or you do not have permission to view it.`)
  return field
}

const KIND_OF_OPERATOR: Record<JqlClause['operator'], readonly Kind[]> = {
  '=': ['equality', 'date', 'number'],
  '!=': ['equality', 'date', 'number'],
  in: ['equality'],
  'not in': ['equality'],
  '~': ['text'],
  '!~': ['text'],
  '<': ['date', 'number'],
  '<=': ['date', 'number'],
  '>': ['date', 'number'],
  '>=': ['date', 'number'],
  is: ['equality', 'text', 'date', 'number'],
  'is not': ['equality', 'text', 'date', 'number'],
}

const UNIT_MS = { w: 7 * 86_400_000, d: 86_400_000, h: 3_600_000, m: 60_000 } as const

/** A JQL date: no seconds, no zone; the site's zone is meant. */
export function readDate(text: string, field: string, now: number): number {
  const day = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?: (\d{1,2}):(\d{2}))?$/.exec(text)
  if (day) {
    const [, year, month, date, hour = '0', minute = '0'] = day
    return (
      Date.UTC(Number(year), Number(month) - 1, Number(date), Number(hour), Number(minute)) - SITE_OFFSET_MS
    )
  }
  if (/^\d+$/.test(text)) return Number(text)
  const period = /^([+-]?)((?:\d+[wdhm]\s*)+)$/.exec(text)
  if (period) {
    let ms = 0
    for (const [, count, unit] of (period[2] ?? '').matchAll(/(\d+)([wdhm])/g)) {
      ms += Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS]
    }
    return now + (period[1] === '-' ? -ms : ms)
  }
  throw new JqlError(
    `Date value '${text}' for field '${field}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.`,
  )
}

/** Throws Jira's sentence for fields, operators and values that are not there. */
export function checkQuery(query: JqlQuery, ctx: JqlContext): void {
  const walk = (node: JqlNode): void => {
    if (node.kind === 'clause') clauseTest(node, ctx)
    else if (node.kind === 'not') walk(node.part)
    else for (const part of node.parts) walk(part)
  }
  if (query.where) walk(query.where)
  for (const { field } of query.orderBy) fieldOf(field, ctx)
}

/** Whether the query finds this issue. Throws `JqlError` as `checkQuery` does. */
export function matches(query: JqlQuery, issue: Issue, ctx: JqlContext): boolean {
  const walk = (node: JqlNode): boolean => {
    if (node.kind === 'clause') return clauseTest(node, ctx)(issue)
    if (node.kind === 'not') return !walk(node.part)
    return node.kind === 'and' ? node.parts.every(walk) : node.parts.some(walk)
  }
  return query.where === null || walk(query.where)
}

function clauseTest(clause: JqlClause, ctx: JqlContext): (issue: Issue) => boolean {
  const field = fieldOf(clause.field, ctx)
  const { operator } = clause
  if (!KIND_OF_OPERATOR[operator].some(kind => field.kinds.includes(kind))) {
    throw new JqlError(`The operator '${operator}' is not supported by the '${clause.field}' field.`)
  }
  if (operator === 'is' || operator === 'is not') {
    return issue => (field.of(issue, ctx) === null) === (operator === 'is')
  }
  if (field.kinds.includes('number')) return orderTest(clause, field, ctx, numberIn(clause))
  if (field.kinds.includes('date') && field !== NO_PROPERTY)
    return orderTest(clause, field, ctx, momentIn(clause, ctx))
  if (operator === '~' || operator === '!~') return textTest(clause, field, ctx)
  const wanted = clause.values.map(value => wordOf(value, field, ctx))
  const negative = operator === '!=' || operator === 'not in'
  return issue => {
    const has = field.of(issue, ctx)
    // As in Jira, "is not x" does not find what is empty.
    if (has === null) return !negative && wanted.includes(null)
    const words = Array.isArray(has) ? has : []
    return wanted.some(word => word !== null && words.includes(word)) !== negative
  }
}

/** What a value stands for; null = empty. */
function wordOf(value: JqlValue, field: Field, ctx: JqlContext): string | null {
  if (value.kind === 'empty') return null
  if (value.kind === 'text') return field.value ? field.value(value.text, ctx) : lower(value.text)
  if (value.name.toLowerCase() === 'currentuser') return lower(ctx.actorId ?? '')
  throw new JqlError(`Unable to find JQL function '${value.name}()'.`)
}

function momentIn(clause: JqlClause, ctx: JqlContext): number {
  const [value] = clause.values
  return value?.kind === 'function' && value.name.toLowerCase() === 'now'
    ? ctx.now
    : readDate(value?.kind === 'text' ? value.text : '', clause.field, ctx.now)
}

function numberIn(clause: JqlClause): number {
  const [value] = clause.values
  const text = value?.kind === 'text' ? value.text : ''
  if (text !== '' && Number.isFinite(Number(text))) return Number(text)
  throw new JqlError(`'${text}' is an invalid number for the field '${clause.field}'.`)
}

function orderTest(
  clause: JqlClause,
  field: Field,
  ctx: JqlContext,
  moment: number,
): (issue: Issue) => boolean {
  const tests: Partial<Record<JqlClause['operator'], (at: number) => boolean>> = {
    '=': at => at === moment,
    '!=': at => at !== moment,
    '<': at => at < moment,
    '<=': at => at <= moment,
    '>': at => at > moment,
    '>=': at => at >= moment,
  }
  const test = tests[clause.operator]
  return issue => {
    const at = field.of(issue, ctx)
    return typeof at === 'number' && test?.(at) === true
  }
}

/** Word by word, in any order; in quotes one after the other; a star at the end stands for the rest of a word. */
function textTest(clause: JqlClause, field: Field, ctx: JqlContext): (issue: Issue) => boolean {
  const [value] = clause.values
  const raw = value?.kind === 'text' ? value.text.trim() : ''
  const phrase = /^"(.*)"$/.exec(raw)?.[1]
  const words = wordsOf(phrase ?? raw, true)
  const negative = clause.operator === '!~'
  const fits = (word: string, wanted: string): boolean =>
    wanted.endsWith('*') ? word.startsWith(wanted.slice(0, -1)) : word === wanted
  return issue => {
    const texts = field.of(issue, ctx)
    if (!Array.isArray(texts)) return false
    const found = texts.some((text: string) => {
      const has = wordsOf(text, false)
      if (phrase === undefined) return words.every(wanted => has.some(word => fits(word, wanted)))
      return has.some((_, start) => words.every((wanted, offset) => fits(has[start + offset] ?? '', wanted)))
    })
    return words.length > 0 && found !== negative
  }
}

/** Hyphens split words, so a marker such as `fixproof-0a1b` is two. */
const wordsOf = (text: string, keepStars: boolean): string[] =>
  text.toLowerCase().match(keepStars ? /[\p{L}\p{N}_]+\*?/gu : /[\p{L}\p{N}_]+/gu) ?? []

/** In the order asked for; without one the newest first. */
export function sorted(issues: readonly Issue[], query: JqlQuery, ctx: JqlContext): Issue[] {
  const order = query.orderBy.length > 0 ? query.orderBy : [{ field: 'created', descending: true }]
  const rank = (issue: Issue, name: string): number | string => {
    const value = fieldOf(name, ctx).of(issue, ctx)
    if (['key', 'issuekey', 'issue', 'id'].includes(name.toLowerCase())) return Number(issue.id)
    return value === null ? '' : typeof value === 'number' ? value : (value[0] ?? '')
  }
  return [...issues].sort((a, b) => {
    for (const { field, descending } of order) {
      const [left, right] = [rank(a, field), rank(b, field)]
      if (left !== right) return (left < right ? -1 : 1) * (descending ? -1 : 1)
    }
    return Number(b.id) - Number(a.id)
  })
}
