/** Conditions as scripts give them, written as the encoded query they stand for. */

/** Operators `addQuery` takes, and how an encoded query writes them. */
const OPERATORS: { readonly [name: string]: string } = {
  '=': '=',
  '!=': '!=',
  '>': '>',
  '>=': '>=',
  '<': '<',
  '<=': '<=',
  IN: 'IN',
  'NOT IN': 'NOT IN',
  STARTSWITH: 'STARTSWITH',
  ENDSWITH: 'ENDSWITH',
  CONTAINS: 'LIKE',
  LIKE: 'LIKE',
  'DOES NOT CONTAIN': 'NOT LIKE',
  'NOT LIKE': 'NOT LIKE',
}

/** One condition in encoded form. Throws for an operator the platform does not know. */
export function encoded(given: readonly unknown[]): string {
  const [field, second, third] = given
  if (given.length === 1) return String(field)
  const [operator, value] = given.length === 2 ? ['=', second] : [String(second).toUpperCase(), third]
  const sign = OPERATORS[operator as string]
  if (sign === undefined) throw new Error(`addQuery: unknown operator ${String(second)}`)
  const text = value === null || value === undefined ? '' : String(value)
  // A caret parts conditions; one inside a value is doubled.
  return `${String(field)}${sign}${text.split('^').join('^^')}`
}

/** What `addQuery` answers. */
export class QueryCondition {
  private readonly parts: string[]

  constructor(first: string) {
    this.parts = [first]
  }

  addOrCondition(...given: unknown[]): QueryCondition {
    this.parts.push(`^OR${encoded(given)}`)
    return this
  }

  addCondition(...given: unknown[]): QueryCondition {
    this.parts.push(`^${encoded(given)}`)
    return this
  }

  text(): string {
    return this.parts.join('')
  }
}
