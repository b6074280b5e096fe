/** HTML that cannot be forgotten to escape: only `Html` goes into a template as it is, everything else as text. */

/** Markup that is safe to send. */
export class Html {
  constructor(readonly text: string) {}
}

/** What a template takes. Null, undefined and false leave nothing behind. */
export type Part = Html | string | number | null | undefined | false | readonly Part[]

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, char => ENTITIES[char] ?? '')

function written(part: Part): string {
  if (part === null || part === undefined || part === false) return ''
  if (part instanceof Html) return part.text
  if (typeof part === 'object') return part.map(written).join('')
  return escaped(String(part))
}

/** Template tag; attribute values must stand in quotes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const text = strings.reduce((before, next, index) => `${before}${written(parts[index - 1])}${next}`)
  return new Html(text)
}

/** Addresses a person may be sent to from text somebody else wrote: a `javascript:` one runs in this page. */
const SAFE_URL = /^(https?:\/\/|mailto:)/i

/** A link, or only its words when the address is none that a page should lead to. */
export function anchor(url: unknown, words: Part): Html {
  return typeof url === 'string' && SAFE_URL.test(url) && URL.canParse(url)
    ? html`<a href="${url}" rel="noreferrer">${words}</a>`
    : html`${words}`
}

const ADDRESS = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]]/g

/** Plain text with its web addresses to click on. */
export function linked(text: string): Html {
  const parts: Part[] = []
  let end = 0
  for (const found of text.matchAll(ADDRESS)) {
    parts.push(text.slice(end, found.index), anchor(found[0], found[0]))
    end = found.index + found[0].length
  }
  parts.push(text.slice(end))
  return html`${parts}`
}
