import type { Field, Pattern, Query } from './ast'

/**
 * A query as text, in the form Datadog puts into `links.next`: `@severity:(critical OR high)` becomes
 * `@severity:critical OR @severity:high`. Parsing it again gives the same query.
 */
export function print(query: Query): string {
  switch (query.kind) {
    case 'all':
      return '*'
    case 'or':
      return query.items.map(print).join(' OR ')
    case 'and':
      return query.items.map(item => (item.kind === 'or' ? `(${print(item)})` : print(item))).join(' AND ')
    case 'not':
      return query.item.kind === 'and' || query.item.kind === 'or'
        ? `-(${print(query.item)})`
        : `-${print(query.item)}`
    case 'match':
      return `${name(query.field)}${value(query.pattern)}`
    case 'compare':
      return `${name(query.field)}${query.op}${literal(query.value)}`
    case 'range': {
      const { low, high } = query
      const open = low === null || low.inclusive ? '[' : '{'
      const close = high === null || high.inclusive ? ']' : '}'
      const bounds = [low, high].map(bound => (bound === null ? '*' : literal(bound.value)))
      return `${name(query.field)}${open}${bounds.join(' TO ')}${close}`
    }
  }
}

function name(field: Field): string {
  if (field.kind === 'text') return ''
  if (field.kind === 'attribute') return `@${field.path.replace(/[\s():"\\]/g, '\\$&')}:`
  return `${field.key.replace(/[\s():"\\*?]|^[-@]/g, '\\$&')}:`
}

/** Needs no quotes: no character that means something, none at the front that would. */
const PLAIN = /^[^\s()"\\:*?@<>=[\]{}-][^\s()"\\:*?[\]{}]*$/
const KEYWORDS: readonly string[] = ['AND', 'OR', 'NOT', 'TO']

function literal(text: string): string {
  if (PLAIN.test(text) && !KEYWORDS.includes(text)) return text
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

function value(pattern: Pattern): string {
  const [only] = pattern
  if (pattern.length === 0) return '""'
  if (pattern.length === 1 && typeof only === 'string') return literal(only)
  const text = pattern
    .map(part => (typeof part === 'string' ? part.replace(/[\s():"\\*?]/g, '\\$&') : part.any))
    .join('')
  return text.replace(/^[-@<>[{]/, '\\$&')
}
