import { Marked, type MarkedToken } from 'marked'
import { clean, cut } from './cut'

/** Markdown beyond this is left out before it is read; Jira takes 32,767, ServiceNow far less. Characters. */
const MARKDOWN_MAX = 40_000

/**
 * Marks of one paragraph that are read as markup. marked looks for the partner of each in all of the rest, so that the
 * time grows with their square; nobody writes as many. Characters.
 */
const MARKS_MAX = 1_000

/** A line that opens as many quotes and lists in one another: each is read once more for every one around it. */
const NESTED = /^[ \t]*(?:>[ \t]?|(?:[*+-]|\d{1,9}[.)])[ \t]+){50}/m

/** Our own instance: extensions somebody adds to marked's global one do not reach it. */
const marked = new Marked({ gfm: true })

/**
 * Markdown (GitHub's flavour) as marked's tokens. Datadog's `%%%` fence lines at both ends are taken off.
 * Never throws: a text that nests deeper than the reader can follow, or is nearly all marks, comes back as one paragraph
 * of plain text.
 */
export function tokensOf(markdown: string): MarkedToken[] {
  const text = unfenced(clean(cut(markdown, MARKDOWN_MAX)))
  if (NESTED.test(text) || text.split(/\n[ \t]*\n/).some(part => marksIn(part) > MARKS_MAX))
    return asItIs(text)
  try {
    return marked.lexer(text) as MarkedToken[]
  } catch (error) {
    // marked recurses into quotes and lists: thousands of `>` in a row exhaust the stack.
    if (!(error instanceof RangeError)) throw error
    return asItIs(text)
  }
}

function asItIs(text: string): MarkedToken[] {
  return [{ type: 'paragraph', raw: text, text, tokens: [{ type: 'escape', raw: text, text }] }]
}

/** Characters that may begin or end markup inside a paragraph, escaped ones left out. */
function marksIn(paragraph: string): number {
  return paragraph.match(/\\.|[*_~`[\]<!]/g)?.filter(mark => mark.length === 1).length ?? 0
}

/** The tokens inside a token; marked types them wider because of extensions, of which there are none here. */
export function inner(token: { tokens?: unknown[] }): MarkedToken[] {
  return (token.tokens ?? []) as MarkedToken[]
}

/** Datadog marks Markdown with a line `%%%` before and after it. */
function unfenced(text: string): string {
  const lines = text.split('\n')
  const isFence = (line: string | undefined): boolean => line?.trim() === '%%%'
  const first = lines.findIndex(line => line.trim() !== '' && !isFence(line))
  const last = lines.findLastIndex(line => line.trim() !== '' && !isFence(line))
  if (first === -1) return lines.some(isFence) ? '' : text
  const from = lines.slice(0, first).findLastIndex(isFence) + 1
  const to = lines.slice(last + 1).findIndex(isFence)
  return lines.slice(from, to === -1 ? lines.length : last + 1 + to).join('\n')
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00A0',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  copy: '©',
  reg: '®',
}

/** Character references as the characters they stand for; unknown names stay as written. */
export function unescaped(text: string): string {
  return text.replace(/&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-z]{2,8});/g, (whole, name: string) => {
    if (!name.startsWith('#')) return NAMED[name] ?? whole
    const hex = /^#[xX]/.test(name)
    const code = hex ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10)
    return code > 0 && code <= 0x10_ffff ? clean(String.fromCodePoint(code)) : whole
  })
}

/** The text of a run as people read it. An escape or an automatic link is literal, other text has references. */
export function literal(token: MarkedToken): string {
  switch (token.type) {
    case 'text':
      return unescaped(token.text)
    case 'escape':
    case 'codespan':
      return token.text
    default:
      return token.raw
  }
}

/** Only what a browser opens without running anything; null for every other address. */
export function safeHref(href: string): string | null {
  const address = href.trim()
  return /^(https?:\/\/|mailto:)[^\s]+$/i.test(address) && URL.canParse(address) ? address : null
}
