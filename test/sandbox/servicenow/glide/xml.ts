/** Reads the XML that update sets are made of: elements, attributes, text, CDATA. Strict; knows no document types. */

export interface XmlElement {
  name: string
  attributes: Record<string, string>
  children: XmlElement[]
  /** Text directly inside, entities resolved. */
  text: string
}

/** The text is not well-formed; `message` says where. */
export class XmlError extends Error {
  override name = 'XmlError'
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const NAME = /[A-Za-z_:][\w:.-]*/y
const SPACE = /\s*/y

/** The root element. Throws `XmlError`. */
export function parseXml(source: string): XmlElement {
  return new Reader(source).document()
}

class Reader {
  private at = 0

  constructor(private readonly source: string) {}

  document(): XmlElement {
    this.between()
    const root = this.element()
    this.between()
    if (this.at < this.source.length) this.fail('something stands after the root element')
    return root
  }

  private fail(what: string): never {
    const line = this.source.slice(0, this.at).split('\n').length
    throw new XmlError(`Line ${line}: ${what}`)
  }

  private skip(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.source)?.[0] ?? ''
    this.at += found.length
    return found
  }

  private take(word: string): boolean {
    if (!this.source.startsWith(word, this.at)) return false
    this.at += word.length
    return true
  }

  private until(end: string): string {
    const stop = this.source.indexOf(end, this.at)
    if (stop < 0) this.fail(`${end} is missing`)
    const text = this.source.slice(this.at, stop)
    this.at = stop + end.length
    return text
  }

  /** Declaration, comments and white space. */
  private between(): void {
    for (;;) {
      this.skip(SPACE)
      if (this.take('<?')) this.until('?>')
      else if (this.take('<!--')) this.until('-->')
      else return
    }
  }

  private element(): XmlElement {
    if (!this.take('<')) this.fail('an element was expected')
    const name = this.skip(NAME)
    if (name === '') this.fail('an element has no name')
    const element: XmlElement = { name, attributes: {}, children: [], text: '' }
    for (;;) {
      this.skip(SPACE)
      if (this.take('/>')) return element
      if (this.take('>')) return this.content(element)
      const [attribute, value] = this.attribute()
      if (Object.hasOwn(element.attributes, attribute)) this.fail(`${attribute} stands twice in ${name}`)
      element.attributes[attribute] = value
    }
  }

  private attribute(): [name: string, value: string] {
    const name = this.skip(NAME)
    if (name === '') this.fail('an attribute was expected')
    this.skip(SPACE)
    if (!this.take('=')) this.fail(`${name} has no value`)
    this.skip(SPACE)
    const quote = this.take('"')
      ? '"'
      : this.take("'")
        ? "'"
        : this.fail(`the value of ${name} has no quotes`)
    return [name, this.resolved(this.until(quote))]
  }

  private content(element: XmlElement): XmlElement {
    for (;;) {
      const next = this.source.indexOf('<', this.at)
      if (next < 0) this.fail(`${element.name} is not closed`)
      element.text += this.resolved(this.source.slice(this.at, next))
      this.at = next
      if (this.take('<![CDATA[')) element.text += this.until(']]>')
      else if (this.take('<!--')) this.until('-->')
      else if (this.take('</')) {
        const name = this.skip(NAME)
        this.skip(SPACE)
        if (name !== element.name || !this.take('>')) this.fail(`${element.name} is closed as ${name}`)
        return element
      } else element.children.push(this.element())
    }
  }

  private resolved(text: string): string {
    return text.replace(/&(?:#(\d+)|#x([\da-fA-F]+)|(\w+));|&/g, (_whole, decimal, hex, name) => {
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
      return NAMED[name] ?? this.fail('an ampersand stands alone or names nothing')
    })
  }
}
