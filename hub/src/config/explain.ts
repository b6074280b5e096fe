import { z } from 'zod'
import { configSchema } from './schema'
import { type ConfigProblem, fieldName } from './variables'

type Issue = z.core.$ZodIssue
interface Node {
  description?: string
  type?: string
  properties?: Record<string, Node>
  items?: Node
  additionalProperties?: Node | boolean
  oneOf?: Node[]
  anyOf?: Node[]
}

/** What went wrong, in words, field by field. Values of the file are never repeated: they may be secrets. */
export function explain(issues: readonly Issue[], raw: unknown): ConfigProblem[] {
  return issues.flatMap(issue => explainOne(issue, raw))
}

function explainOne(issue: Issue, raw: unknown): ConfigProblem[] {
  const field = fieldName(issue.path)
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(key => ({
      field: fieldName([...issue.path, key]),
      text: `is not a setting${suggestion(key, settingsAt(issue.path))}`,
    }))
  const what = describe(issue.path)
  if (valueAt(raw, issue.path) === undefined)
    return [{ field, text: what === undefined ? 'is missing' : `is missing. Expected: ${what}` }]
  return [{ field, text: `${sentence(issue)}${what === undefined ? '' : `. Expected: ${what}`}` }]
}

const TYPE_WORDS: Record<string, string> = {
  string: 'a text in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list in [ ]',
  object: 'a group of settings in { }',
  record: 'a group of settings in { }',
}

function sentence(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${TYPE_WORDS[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `must be one of ${list(issue.values)}`
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? `must be one of ${list(issue.options)}`
        : 'has the wrong form'
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? issue.message
        : `must be at least ${issue.minimum}`
    case 'too_big':
      return `must be at most ${issue.maximum}`
    case 'invalid_format':
      return issue.format === 'uuid' ? 'must be a UUID' : issue.message
    default:
      return issue.message
  }
}

const list = (values: readonly unknown[]): string => values.map(value => JSON.stringify(value)).join(', ')

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  let value = raw
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<PropertyKey, unknown>)[part]
  }
  return value
}

// The descriptions live in the schema alone; its JSON form is easy to walk.
let tree: Node | undefined
function nodesAt(path: readonly PropertyKey[]): Node[] {
  tree ??= z.toJSONSchema(configSchema, { io: 'input' }) as Node
  let nodes = options(tree)
  for (const part of path)
    nodes = nodes.flatMap(node => {
      if (typeof part === 'number') return node.items === undefined ? [] : options(node.items)
      const more = typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined
      const next = node.properties?.[String(part)] ?? more
      return next === undefined ? [] : options(next)
    })
  return nodes
}

const options = (node: Node): Node[] => [
  node,
  ...[...(node.oneOf ?? []), ...(node.anyOf ?? [])].flatMap(options),
]

function describe(path: readonly PropertyKey[]): string | undefined {
  return nodesAt(path)
    .find(node => node.description !== undefined)
    ?.description?.replace(/\.$/, '')
}

const settingsAt = (path: readonly PropertyKey[]): string[] => [
  ...new Set(nodesAt(path).flatMap(node => Object.keys(node.properties ?? {}))),
]

function suggestion(word: string, known: readonly string[]): string {
  const near = known.find(name => distance(word.toLowerCase(), name.toLowerCase()) <= 2)
  if (near !== undefined) return `. Did you mean ${near}?`
  return known.length === 0 ? '' : `. Known here: ${known.join(', ')}`
}

/** Letters to change, add or drop to get from `a` to `b` (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
