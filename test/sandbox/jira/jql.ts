/** A small JQL: what integrations ask for, with Jira's words when it cannot be read. */

/** Operators in lower case. */
export type JqlOperator =
  | '='
  | '!='
  | '~'
  | '!~'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | 'not in'
  | 'is'
  | 'is not'
/** One comparison. */
export interface JqlClause {
  kind: 'clause'
  field: string
  operator: JqlOperator
  values: JqlValue[]
}
/** What a field is compared with. */
export type JqlValue =
  | { kind: 'text'; text: string }
  | { kind: 'function'; name: string; args: string[] }
  | { kind: 'empty' }
export type JqlNode = JqlClause | { kind: 'and' | 'or'; parts: JqlNode[] } | { kind: 'not'; part: JqlNode }
export interface JqlQuery {
  /** Null = no restriction at all. */
  where: JqlNode | null
  orderBy: { field: string; descending: boolean }[]
}

/** Thrown with the sentence Jira answers. */
export class JqlError extends Error {
  override name = 'JqlError'
}

interface Token {
  text: string
  /** A quoted word is never a keyword or an operator. */
  quoted: boolean
  at: number
}

const OPERATORS = ['!=', '!~', '<=', '>=', '=', '~', '<', '>'] as const
const TOKEN =
  /\s+|(&&|\|\||!=|!~|<=|>=|[=~<>!(),])|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([A-Za-z0-9_.+\-/:*@\u0080-\uffff]+(?:\[[^\]]*\][A-Za-z0-9_.]*)?)/y

function tokens(source: string): Token[] {
  const found: Token[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(source)
    if (!match) {
      const char = source[at] ?? ''
      throw new JqlError(
        char === '"' || char === "'"
          ? `Error in the JQL Query: The quoted string '${source.slice(at + 1)}' has not been completed. (line 1, character ${at + 1})`
          : `Error in the JQL Query: The character '${char}' is a reserved JQL character. You must enclose it in a string or use the escape '\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}' instead. (line 1, character ${at + 1})`,
      )
    }
    const [, symbol, double, single, word] = match
    const quoted = double ?? single
    if (quoted !== undefined) found.push({ text: quoted.replace(/\\(.)/g, '$1'), quoted: true, at })
    else if (symbol !== undefined || word !== undefined)
      found.push({ text: symbol ?? word ?? '', quoted: false, at })
  }
  return found
}

/** Reads a query. Throws `JqlError` with Jira's sentence. */
export function parseJql(source: string): JqlQuery {
  const all = tokens(source)
  let index = 0
  const peek = (): Token | undefined => all[index]
  const is = (...words: string[]): boolean => {
    const token = all[index]
    return token !== undefined && !token.quoted && words.includes(token.text.toLowerCase())
  }
  const where = (token: Token | undefined): string =>
    `(line 1, character ${(token?.at ?? source.length) + 1})`
  const fail = (expecting: string): JqlError => {
    const token = peek()
    return new JqlError(
      token
        ? `Error in the JQL Query: Expecting ${expecting} but got '${token.text}'. ${where(token)}`
        : `Error in the JQL Query: Expecting ${expecting} before the end of the query. ${where(undefined)}`,
    )
  }
  const take = (...words: string[]): boolean => {
    const hit = is(...words)
    if (hit) index++
    return hit
  }

  const orOf = (): JqlNode => {
    const parts = [andOf()]
    while (take('or', '||')) parts.push(andOf())
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'or', parts }
  }
  const andOf = (): JqlNode => {
    const parts = [notOf()]
    while (take('and', '&&')) parts.push(notOf())
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'and', parts }
  }
  const notOf = (): JqlNode => {
    if (take('not', '!')) return { kind: 'not', part: notOf() }
    if (take('(')) {
      const inner = orOf()
      if (!take(')')) throw fail("')'")
      return inner
    }
    return clauseOf()
  }
  const clauseOf = (): JqlClause => {
    const token = peek()
    if (!token || (!token.quoted && /^[=~<>!(),]/.test(token.text)) || is('and', 'or', 'order')) {
      throw fail("either a field name, a '(' or a 'NOT'")
    }
    index++
    const operator = operatorOf()
    if (operator === 'in' || operator === 'not in')
      return { kind: 'clause', field: token.text, operator, values: readList() }
    const value = readValue()
    if ((operator === 'is' || operator === 'is not') && value.kind !== 'empty') {
      throw new JqlError(`The operator '${operator}' only supports the values 'EMPTY' and 'NULL'.`)
    }
    return { kind: 'clause', field: token.text, operator, values: [value] }
  }
  const operatorOf = (): JqlOperator => {
    for (const operator of OPERATORS) if (take(operator)) return operator
    if (take('in')) return 'in'
    if (take('is')) return take('not') ? 'is not' : 'is'
    if (is('not') && all[index + 1]?.text.toLowerCase() === 'in') {
      index += 2
      return 'not in'
    }
    throw fail(`operator`)
  }
  const readList = (): JqlValue[] => {
    // A function may stand for the whole list.
    if (!is('(') && all[index + 1]?.text === '(') return [readValue()]
    if (!take('(')) throw fail("'('")
    const values = [readValue()]
    while (take(',')) values.push(readValue())
    if (!take(')')) throw fail("')' or ','")
    return values
  }
  /** After the opening bracket of a function's call, up to and with the closing one. */
  const readArguments = (): string[] => {
    const args: string[] = []
    if (take(')')) return args
    do {
      const token = peek()
      if (!token) throw fail("')'")
      if (!token.quoted && /^[=~<>!(),]/.test(token.text)) throw fail('an argument')
      index++
      args.push(token.text)
    } while (take(','))
    if (!take(')')) throw fail("')' or ','")
    return args
  }
  const readValue = (): JqlValue => {
    const token = peek()
    if (
      !token ||
      (!token.quoted && (/^[=~<>!(),]/.test(token.text) || is('and', 'or', 'not', 'in', 'order')))
    ) {
      throw fail('either a value, list or function')
    }
    index++
    if (!token.quoted && ['empty', 'null'].includes(token.text.toLowerCase())) return { kind: 'empty' }
    if (!token.quoted && is('(')) {
      index++
      return { kind: 'function', name: token.text, args: readArguments() }
    }
    return { kind: 'text', text: token.text }
  }

  const node = all.length === 0 || is('order') ? null : orOf()
  const orderBy: JqlQuery['orderBy'] = []
  if (take('order')) {
    if (!take('by')) throw fail("'BY'")
    do {
      const token = peek()
      if (!token) throw fail('a field name')
      index++
      const descending = take('desc')
      if (!descending) take('asc')
      orderBy.push({ field: token.text, descending })
    } while (take(','))
  }
  if (index < all.length) throw fail("either 'OR' or 'AND'")
  return { where: node, orderBy }
}
