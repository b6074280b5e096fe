import { readFileSync } from 'node:fs'

/** As much of a browser as the case page uses: the elements of its HTML, a session, and calls the test answers. */

export class Element {
  readonly tag: string
  readonly attributes = new Map<string, string>()
  children: (Element | string)[] = []
  hidden = false
  disabled = false
  value = ''
  readonly #listeners = new Map<string, (event: { preventDefault(): void }) => unknown>()
  readonly #focused: (element: Element) => void

  constructor(tag: string, focused: (element: Element) => void) {
    this.tag = tag
    this.#focused = focused
  }
  get textContent(): string {
    return this.children.map(child => (typeof child === 'string' ? child : child.textContent)).join('')
  }
  set textContent(text: string) {
    this.children = [text]
  }
  append(...children: (Element | string)[]): void {
    this.children.push(...children)
  }
  replaceChildren(...children: (Element | string)[]): void {
    this.children = children
  }
  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value)
  }
  removeAttribute(name: string): void {
    this.attributes.delete(name)
  }
  addEventListener(name: string, listener: (event: { preventDefault(): void }) => unknown): void {
    this.#listeners.set(name, listener)
  }
  focus(): void {
    this.#focused(this)
  }
  /** What a person does to it; resolves when the page is through with it. */
  async fire(name: 'click' | 'submit'): Promise<void> {
    await this.#listeners.get(name)?.({ preventDefault: () => {} })
  }
  /** All elements inside with that tag. */
  all(tag: string): Element[] {
    return this.children.flatMap(child =>
      typeof child === 'string' ? [] : [...(child.tag === tag ? [child] : []), ...child.all(tag)],
    )
  }
}

export interface PageCall {
  url: string
  headers: Record<string, string>
}

export interface TestPage {
  window: unknown
  $(id: string): Element
  /** The element that has the focus. */
  focused(): Element | undefined
  session: Map<string, string>
  calls: PageCall[]
  logged: unknown[]
}

/** The page at `path` before its script runs; `answer` is the hub. */
export function testPage(path: string, answer: (call: PageCall) => Promise<Response>): TestPage {
  const html = readFileSync(new URL('page.html', import.meta.url), 'utf8')
  let focused: Element | undefined
  const focus = (element: Element): void => {
    focused = element
  }
  const elements = new Map<string, Element>()
  for (const [tag = '', name = '', id = ''] of html.matchAll(/<(\w+)[^>]*\sid="([^"]+)"[^>]*>/g)) {
    const element = new Element(name, focus)
    element.hidden = / hidden\b/.test(tag)
    elements.set(id, element)
  }
  const $ = (id: string): Element => {
    const found = elements.get(id)
    if (found === undefined) throw new Error(`The page has no element ${id}`)
    return found
  }
  const session = new Map<string, string>()
  const calls: PageCall[] = []
  const logged: unknown[] = []
  const window = {
    document: {
      title: '',
      getElementById: $,
      createElement: (tag: string) => new Element(tag, focus),
      createTextNode: (text: string) => text,
    },
    location: { pathname: path },
    sessionStorage: {
      getItem: (key: string) => session.get(key) ?? null,
      setItem: (key: string, value: string) => session.set(key, value),
      removeItem: (key: string) => session.delete(key),
    },
    console: { error: (error: unknown) => logged.push(error) },
    fetch: (url: string, { headers }: { headers: Record<string, string> }) => {
      calls.push({ url, headers })
      return answer({ url, headers })
    },
  }
  return { window, $, focused: () => focused, session, calls, logged }
}
