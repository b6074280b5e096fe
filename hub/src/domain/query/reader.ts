import { type Pattern, QueryError, type Wildcard } from './ast'

const BLANK = /\s/

/** Walks over the characters of a query; knows words, quotes and keywords, and nothing of their meaning. */
export function reader(text: string) {
  let at = 0
  const failed = (wanted: string): QueryError => new QueryError(`expected ${wanted}`, at + 1)
  const blank = (ahead: number): boolean => {
    const char = text[at + ahead]
    return char === undefined || BLANK.test(char)
  }
  const space = (): void => {
    while (at < text.length && blank(0)) at += 1
  }
  /** Is the keyword here, as a word of its own? Keywords are upper case; `or` is a word to search for. */
  const sees = (word: string): boolean => {
    space()
    if (!text.startsWith(word, at)) return false
    const after = text[at + word.length]
    return after === undefined || BLANK.test(after) || after === '(' || after === ')'
  }

  /** Characters up to a blank, a parenthesis, a quote or one of `stops`; a backslash makes the next one literal. */
  function word(stops: string): Pattern {
    const parts: (string | Wildcard)[] = []
    const add = (char: string): void => {
      const last = parts.at(-1)
      if (typeof last === 'string') parts[parts.length - 1] = last + char
      else parts.push(char)
    }
    while (!blank(0)) {
      const char = text[at] as string
      if (char === '(' || char === ')' || char === '"' || stops.includes(char)) break
      if (char === '\\') add(escaped())
      else if (char === '*' || char === '?') {
        const last = parts.at(-1)
        const again = char === '*' && typeof last === 'object' && last.any === '*'
        if (!again) parts.push({ any: char })
        at += 1
      } else {
        add(char)
        at += 1
      }
    }
    return parts
  }

  function escaped(): string {
    const next = text[at + 1]
    at += 1
    if (next === undefined) throw failed('a character after \\')
    at += 1
    return next
  }

  /** The text in double quotes; wildcards are ordinary characters there. Undefined when no quote is here. */
  function quoted(): string | undefined {
    if (text[at] !== '"') return undefined
    at += 1
    let value = ''
    for (;;) {
      const char = text[at]
      if (char === undefined) throw failed('"')
      if (char === '\\') value += escaped()
      else {
        at += 1
        if (char === '"') return value
        value += char
      }
    }
  }

  return {
    at: () => at,
    atEnd(): boolean {
      space()
      return at >= text.length
    },
    peek: (): string | undefined => text[at],
    blank,
    /** Does a range end `ahead` characters from here? */
    closes: (ahead: number): boolean => text[at + ahead] === ']' || text[at + ahead] === '}',
    space,
    sees,
    failed,
    word,
    quoted,
    /** Takes the next character, or only the one named. */
    take(only?: string): string | undefined {
      const char = text[at]
      if (char === undefined || (only !== undefined && char !== only)) return undefined
      at += 1
      return char
    },
    takeAll(sign: string): boolean {
      if (!text.startsWith(sign, at)) return false
      at += sign.length
      return true
    },
    keyword(word: string): boolean {
      if (!sees(word)) return false
      at += word.length
      return true
    },
    /** The name of an attribute: up to the colon. Wildcards have no meaning in it. */
    name(): string {
      let name = ''
      while (!blank(0)) {
        const char = text[at] as string
        if (char === ':' || char === '(' || char === ')' || char === '"') break
        if (char === '\\') name += escaped()
        else {
          name += char
          at += 1
        }
      }
      return name
    },
    /** `a"b"` and `a(b)` are slips of the pen, not two terms. */
    endOfTerm(): void {
      if (!blank(0) && text[at] !== ')') throw failed('a space')
    },
  }
}
