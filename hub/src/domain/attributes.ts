import type { FindingDoc } from './model'
import { attributesOf } from './query/row'

/**
 * The text at the first of these places that holds one, e.g. `package.name`; null when none does. A list gives its
 * first text. Source of the names: https://docs.datadoghq.com/security/guide/findings-schema/
 */
export function attributeOf(finding: Pick<FindingDoc, 'item'>, ...places: readonly string[]): string | null {
  const attributes = attributesOf(finding.item)
  for (const place of places) {
    const text = textOf(at(attributes, place.split('.')))
    if (text !== null) return text
  }
  return null
}

/** The value of a tag `name:value`; null when the finding has none. */
export function tagOf(finding: Pick<FindingDoc, 'item'>, name: string): string | null {
  const tag = finding.item?.attributes.tags?.find(each => each.startsWith(`${name}:`))
  return tag === undefined ? null : tag.slice(name.length + 1) || null
}

function at(value: unknown, path: readonly string[]): unknown {
  const [first, ...rest] = path
  if (first === undefined) return value
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, first)) return undefined
  return at((value as Record<string, unknown>)[first], rest)
}

function textOf(value: unknown): string | null {
  if (Array.isArray(value)) return textOf(value[0])
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}
