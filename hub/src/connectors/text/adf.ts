import { JIRA_DESCRIPTION_CHARS_MAX } from '@fixproof/rules'
import type { MarkedToken, Tokens } from 'marked'
import { cut } from './cut'
import { inner, literal, safeHref, tokensOf, unescaped } from './markdown'

/** Atlassian Document Format, the part written here. Source: developer.atlassian.com/cloud/jira/platform/apis/document/structure/ */
export type AdfMark =
  | { type: 'strong' | 'em' | 'strike' | 'code' }
  | { type: 'link'; attrs: { href: string } }
export type AdfInline = { type: 'text'; text: string; marks?: AdfMark[] } | { type: 'hardBreak' }
export type AdfParagraph = { type: 'paragraph'; content: AdfInline[] }
export type AdfCode = {
  type: 'codeBlock'
  attrs?: { language: string }
  content: { type: 'text'; text: string }[]
}
export type AdfItem = { type: 'listItem'; content: AdfInItem[] }
export type AdfList =
  | { type: 'bulletList'; content: AdfItem[] }
  | { type: 'orderedList'; attrs: { order: number }; content: AdfItem[] }
/** What may stand in a list item or a quote. */
export type AdfInItem = AdfParagraph | AdfCode | AdfList
export type AdfBlock =
  | AdfInItem
  | { type: 'heading'; attrs: { level: number }; content: AdfInline[] }
  | { type: 'blockquote'; content: AdfInItem[] }
  | { type: 'rule' }
export interface AdfDoc {
  version: 1
  type: 'doc'
  content: AdfBlock[]
}

/** Deeper lists are written as paragraphs: Jira's editor nests six. Levels. */
const LIST_DEPTH_MAX = 6

const SHORTENED = '(This text was shortened.)'

/**
 * Markdown as an ADF document that Jira accepts: no empty texts, nothing where it may not stand, no larger than
 * `max` characters of JSON (never shorter than what Jira counts). What ADF lacks becomes text: tables a line a row, pictures links, HTML as written.
 * `lastLine` stands as its own last paragraph whatever is cut.
 */
export function markdownToAdf(markdown: string, more: { lastLine?: string; max?: number } = {}): AdfDoc {
  const tail = more.lastLine === undefined ? [] : [paragraph(plain(more.lastLine))]
  const blocks = blocksOf(tokensOf(markdown))
  const doc = (content: AdfBlock[]): AdfDoc => ({ version: 1, type: 'doc', content })
  const room = (more.max ?? JIRA_DESCRIPTION_CHARS_MAX) - sizeOf(doc(tail))
  const fitting = fit(blocks, room)
  const content = [...fitting, ...tail]
  return doc(content.length === 0 ? [paragraph([])] : content)
}

/** As many blocks as fit, the first that does not cut to plain text, then a note. */
function fit(blocks: AdfBlock[], room: number): AdfBlock[] {
  const sizes = blocks.map(block => sizeOf(block) + 1)
  if (sizes.reduce((a, b) => a + b, 0) <= room) return blocks
  const note = paragraph(plain(SHORTENED))
  let left = room - sizeOf(note) - 1
  if (left < 0) return []
  const kept: AdfBlock[] = []
  for (const [i, block] of blocks.entries()) {
    const size = sizes[i] ?? 0
    if (size > left) {
      const rest = shrunk(block, left)
      if (rest !== null) kept.push(rest)
      break
    }
    kept.push(block)
    left -= size
  }
  return [...kept, note]
}

/** The block's text in one paragraph or code block of at most `room` characters of JSON; null when too little is left. */
function shrunk(block: AdfBlock, room: number): AdfBlock | null {
  const text = textOf(block)
  const wrap = (t: string): AdfBlock =>
    block.type === 'codeBlock' ? code(t, block.attrs?.language) : paragraph(plain(t))
  // Escapes make JSON longer than the text by up to six times; halving finds a length that fits.
  for (let length = Math.min(text.length, room); length >= 20; length = Math.floor(length / 2)) {
    const candidate = wrap(cut(text, length))
    if (sizeOf(candidate) + 1 <= room) return candidate
  }
  return null
}

function sizeOf(value: unknown): number {
  return JSON.stringify(value).length
}

function textOf(node: AdfBlock | AdfInline | AdfItem): string {
  if (node.type === 'text') return node.text
  if (node.type === 'hardBreak') return '\n'
  if (!('content' in node)) return ''
  return (node.content as (AdfBlock | AdfInline | AdfItem)[]).map(textOf).join('')
}

function blocksOf(tokens: MarkedToken[]): AdfBlock[] {
  return tokens.flatMap((token): AdfBlock[] => {
    switch (token.type) {
      case 'heading': {
        const content = merged(inlines(inner(token), []))
        return content.length === 0 ? [] : [{ type: 'heading', attrs: { level: token.depth }, content }]
      }
      case 'hr':
        return [{ type: 'rule' }]
      case 'blockquote': {
        const content = inItem(inner(token), 0)
        return content.length === 0 ? [] : [{ type: 'blockquote', content }]
      }
      default:
        return inItem([token], 0)
    }
  })
}

/** Blocks that may stand in items and quotes; headings, rules and quotes there become paragraphs. */
function inItem(tokens: MarkedToken[], depth: number): AdfInItem[] {
  return tokens.flatMap((token): AdfInItem[] => {
    switch (token.type) {
      case 'space':
      case 'def':
      case 'hr':
      case 'checkbox':
        return []
      case 'code':
        return token.text === '' ? [] : [code(token.text, token.lang)]
      case 'list':
        return depth < LIST_DEPTH_MAX
          ? list(token, depth)
          : token.items.flatMap(item => inItem(inner(item), depth))
      case 'blockquote':
        return inItem(inner(token), depth)
      case 'table':
        return table(token)
      case 'paragraph':
      case 'heading':
        return filled(inlines(inner(token), []))
      case 'text':
        return filled(token.tokens === undefined ? plain(literal(token)) : inlines(inner(token), []))
      case 'html':
        return filled(plain(token.text.trim()))
      default:
        return filled(inlines([token], []))
    }
  })
}

function list(token: Tokens.List, depth: number): AdfList[] {
  const items = token.items.map((item): AdfItem => {
    const content = inItem(inner(item), depth + 1)
    if (item.task) prefix(content, item.checked === true ? '[x] ' : '[ ] ')
    // An item must begin with text, not with a list.
    const first = content[0]
    const headed = first?.type === 'paragraph' || first?.type === 'codeBlock'
    return { type: 'listItem', content: headed ? content : [paragraph([]), ...content] }
  })
  if (items.length === 0) return []
  if (!token.ordered) return [{ type: 'bulletList', content: items }]
  return [{ type: 'orderedList', attrs: { order: token.start === '' ? 1 : token.start }, content: items }]
}

function prefix(content: AdfInItem[], text: string): void {
  const first = content[0]
  if (first?.type === 'paragraph') content[0] = paragraph([{ type: 'text', text }, ...first.content])
  else content.unshift(paragraph(plain(text.trim())))
}

function table(token: Tokens.Table): AdfParagraph[] {
  const rows = [token.header, ...token.rows].map((cells, row) =>
    cells.flatMap((cell, i): AdfInline[] => [
      ...(i === 0 ? [] : plain(' | ')),
      ...inlines(inner(cell), row === 0 ? [{ type: 'strong' }] : []),
    ]),
  )
  const lines = rows.filter(row => row.length > 0)
  return filled(
    lines.flatMap((row, i): AdfInline[] => (i === 0 ? row : [{ type: 'hardBreak' as const }, ...row])),
  )
}

function inlines(tokens: MarkedToken[], marks: AdfMark[]): AdfInline[] {
  return tokens.flatMap((token): AdfInline[] => {
    switch (token.type) {
      case 'strong':
      case 'em':
        return inlines(inner(token), withMark(marks, { type: token.type }))
      case 'del':
        return inlines(inner(token), withMark(marks, { type: 'strike' }))
      case 'br':
        return [{ type: 'hardBreak' }]
      case 'codespan':
        // ADF lets code stand together with a link only.
        return run(token.text, [...marks.filter(mark => mark.type === 'link'), { type: 'code' }])
      case 'link':
        return link(token, marks)
      case 'image':
        return linked(unescaped(token.text) || 'picture', unescaped(token.href), marks)
      case 'checkbox':
        return []
      default:
        return 'tokens' in token && token.tokens !== undefined
          ? inlines(inner(token), marks)
          : run(literal(token), marks)
    }
  })
}

function link(token: Tokens.Link, marks: AdfMark[]): AdfInline[] {
  if (token.autolink === true) return linked(token.text, token.href, marks)
  const href = safeHref(unescaped(token.href))
  const within = inlines(inner(token), href === null ? marks : withLink(marks, href))
  if (href === null) return [...within, ...run(` (${unescaped(token.href)})`, marks)]
  return within.length === 0 ? run(href, withLink(marks, href)) : within
}

function linked(text: string, address: string, marks: AdfMark[]): AdfInline[] {
  const href = safeHref(address)
  return href === null
    ? run(text === address ? text : `${text} (${address})`, marks)
    : run(text, withLink(marks, href))
}

/** Each mark once: `***` nests the same mark, and a picture in a link would carry two links. */
function withMark(marks: AdfMark[], mark: AdfMark): AdfMark[] {
  return marks.some(m => m.type === mark.type) ? marks : [...marks, mark]
}

function withLink(marks: AdfMark[], href: string): AdfMark[] {
  return withMark(marks, { type: 'link', attrs: { href } })
}

/** A soft break is a space; ADF refuses empty texts. */
function run(text: string, marks: AdfMark[]): AdfInline[] {
  const line = withSoftBreaks(text)
  if (line === '') return []
  return [marks.length === 0 ? { type: 'text', text: line } : { type: 'text', text: line, marks }]
}

/** Each break, with the spaces and tabs around it, as one space. In one go: a pattern would try each space of a long run anew. */
function withSoftBreaks(text: string): string {
  if (!text.includes('\n')) return text
  const lines = text.split('\n')
  return lines
    .map((line, i) => {
      let from = 0
      let to = line.length
      const isBlank = (at: number) => line[at] === ' ' || line[at] === '\t'
      if (i > 0) while (from < to && isBlank(from)) from += 1
      if (i < lines.length - 1) while (to > from && isBlank(to - 1)) to -= 1
      return line.slice(from, to)
    })
    .join(' ')
}

/** Text as it is, lines kept. */
function plain(text: string): AdfInline[] {
  return text
    .split('\n')
    .flatMap((line, i): AdfInline[] => [
      ...(i === 0 ? [] : [{ type: 'hardBreak' as const }]),
      ...run(line, []),
    ])
}

function filled(content: AdfInline[]): AdfParagraph[] {
  return content.length === 0 ? [] : [paragraph(content)]
}

function paragraph(content: AdfInline[]): AdfParagraph {
  return { type: 'paragraph', content: merged(content) }
}

/** Neighbours with the same marks as one text: escapes and references split them. */
function merged(content: AdfInline[]): AdfInline[] {
  return content.reduce<AdfInline[]>((done, node) => {
    const last = done.at(-1)
    const same =
      last?.type === 'text' &&
      node.type === 'text' &&
      JSON.stringify(last.marks) === JSON.stringify(node.marks)
    if (same) done[done.length - 1] = { ...last, text: last.text + node.text }
    else done.push(node)
    return done
  }, [])
}

function code(text: string, lang: string | undefined): AdfCode {
  const language = lang?.match(/^[\w+#.-]+/)?.[0]
  const content = [{ type: 'text' as const, text }]
  return language === undefined
    ? { type: 'codeBlock', content }
    : { type: 'codeBlock', attrs: { language }, content }
}
