import { z } from 'zod'
import { escaped, escapedLine } from './escape'
import { safeHref } from './markdown'

/** Deeper nesting is read as its text; Jira's editor nests far less. Levels. */
const DEPTH_MAX = 40

interface Node {
  type: string
  text?: string | undefined
  attrs?: Record<string, unknown> | undefined
  marks?: { type: string; attrs?: Record<string, unknown> | undefined }[] | undefined
  content?: unknown[] | undefined
}

const attrs = z.record(z.string(), z.unknown()).optional()
const node = z.object({
  type: z.string(),
  text: z.string().optional(),
  attrs,
  marks: z.array(z.object({ type: z.string(), attrs })).optional(),
  content: z.array(z.unknown()).optional(),
})

/**
 * What Jira stores of a rich text, as Markdown. Everything people can write there is read: what Markdown lacks becomes
 * its text (panels, mentions, dates, status words) or its address (cards, files). Never throws; what is no document
 * reads as empty, a plain text (older custom fields) as that text.
 */
export function adfToMarkdown(document: unknown): string {
  if (typeof document === 'string') return document
  return blocks(childrenOf(document), 0).trim()
}

function childrenOf(value: unknown): Node[] {
  const read = node.safeParse(value)
  if (!read.success) return []
  return (read.data.content ?? []).flatMap(child => {
    const known = node.safeParse(child)
    return known.success ? [known.data] : []
  })
}

function blocks(nodes: Node[], depth: number): string {
  let other = false
  return nodes
    .map((each, i) => {
      // Two lists in a row stay two only when their bullets differ.
      other = nodes[i - 1]?.type === each.type && !other
      return block(each, depth, other)
    })
    .filter(text => text !== '')
    .join('\n\n')
}

/** `other`: with the other kind of bullet. */
type Reading = (each: Node, depth: number, other: boolean) => string

const BLOCKS: Record<string, Reading> = {
  paragraph: each => inlines(childrenOf(each)),
  heading: each => `${'#'.repeat(levelOf(each))} ${oneLine(inlines(childrenOf(each)))}`,
  rule: () => '---',
  codeBlock: each => fenced(textOf(each), String(each.attrs?.language ?? '')),
  blockquote: (each, depth) => prefixed(blocks(childrenOf(each), depth + 1), '> ', '> '),
  panel: (each, depth) => prefixed(blocks(childrenOf(each), depth + 1), '> ', '> '),
  expand: (each, depth) => titled(each, depth),
  nestedExpand: (each, depth) => titled(each, depth),
  bulletList: (each, depth, other) => items(each, depth, () => (other ? '* ' : '- ')),
  orderedList: (each, depth, other) => {
    const first = typeof each.attrs?.order === 'number' ? each.attrs.order : 1
    return items(each, depth, i => `${first + i}${other ? ')' : '.'} `)
  },
  taskList: (each, depth) =>
    tasks(each, depth, item => (item.attrs?.state === 'DONE' ? '\\[x\\] ' : '\\[ \\] ')),
  decisionList: (each, depth) => tasks(each, depth, () => ''),
  table: each => rows(each),
}

function block(each: Node, depth: number, other = false): string {
  if (depth > DEPTH_MAX) return escaped(textOf(each))
  const known = Object.hasOwn(BLOCKS, each.type) ? BLOCKS[each.type] : undefined
  if (known !== undefined) return known(each, depth, other)
  if (isInline(each)) return inlines([each])
  return blocks(childrenOf(each), depth + 1)
}

function titled(each: Node, depth: number): string {
  const title = escaped(String(each.attrs?.title ?? ''))
  const within = blocks(childrenOf(each), depth + 1)
  return [title === '' ? '' : `**${title}**`, within].filter(text => text !== '').join('\n\n')
}

function items(list: Node, depth: number, bullet: (i: number) => string): string {
  return childrenOf(list)
    .map((item, i) => {
      const mark = bullet(i)
      const within = childrenOf(item)
      // A list right under its item's first line stays tight; anything else is a paragraph of its own.
      const text = within.reduce((done, child, at) => {
        const next = block(child, depth + 1)
        if (at === 0) return next
        return `${done}${/List$/.test(child.type) ? '\n' : '\n\n'}${next}`
      }, '')
      return prefixed(text, mark, ' '.repeat(mark.length)).trimEnd()
    })
    .join('\n')
}

function tasks(list: Node, depth: number, box: (item: Node) => string): string {
  return childrenOf(list)
    .map(item =>
      item.type === list.type
        ? prefixed(block(item, depth + 1), '  ', '  ')
        : prefixed(`${box(item)}${inlines(childrenOf(item))}`, '- ', '  '),
    )
    .join('\n')
}

/** A line a row: what is written to Jira is read back as it stands there. */
function rows(table: Node): string {
  return childrenOf(table)
    .map(row =>
      childrenOf(row)
        .map(cell => oneLine(blocks(childrenOf(cell), 1)))
        .join(' \\| '),
    )
    .join('  \n')
}

const INLINE: Record<string, (each: Node) => string> = {
  text: each => marked(each),
  hardBreak: () => '  \n',
  mention: each => escaped(String(each.attrs?.text ?? '@somebody')),
  emoji: each => escaped(String(each.attrs?.text ?? each.attrs?.shortName ?? '')),
  status: each => escaped(String(each.attrs?.text ?? '')),
  date: each => dayOf(each.attrs?.timestamp),
  inlineCard: each => address(each.attrs?.url),
  blockCard: each => address(each.attrs?.url),
  embedCard: each => address(each.attrs?.url),
  media: each => escaped(String(each.attrs?.alt ?? 'attached file')),
  mediaInline: each => escaped(String(each.attrs?.alt ?? 'attached file')),
}

function isInline(each: Node): boolean {
  return Object.hasOwn(INLINE, each.type)
}

function inlines(nodes: Node[]): string {
  return (
    nodes
      .map(each => (isInline(each) ? INLINE[each.type]?.(each) : inlines(childrenOf(each))))
      .join('')
      .split('\n')
      .map(line => (line.endsWith('  ') ? `${line.trimEnd()}  ` : line.trimEnd()))
      .join('\n')
      // Empty lines inside a paragraph: Markdown has none, so a new one begins.
      .replace(/(?: {2}\n[ \t]*){2,}/g, '\n\n')
      .trim()
  )
}

/** Marks from the inside out, in one fixed order, so that the same text always reads the same. */
function marked(each: Node): string {
  const text = each.text ?? ''
  const marks = new Map((each.marks ?? []).map(mark => [mark.type, mark]))
  // Cut by hand: a pattern would try each space of a long run anew.
  const core = text.trim()
  if (core === '') return text
  const before = text.slice(0, text.length - text.trimStart().length)
  const after = text.slice(text.trimEnd().length)
  const target = marks.get('link')?.attrs?.href
  const href = typeof target === 'string' && safeHref(target) !== null ? target : null
  if (href === core && marks.size === 1 && !/[<>]/.test(href)) return `${before}<${href}>${after}`
  const line = core
    .split('\n')
    .map(part => part.trim())
    .filter(part => part !== '')
    .join(' ')
  // A link within a link is none.
  let done = marks.has('code') ? inCode(core) : href === null ? escapedLine(line) : escaped(line)
  if (marks.has('strike')) done = `~~${done}~~`
  if (marks.has('em')) done = `*${done}*`
  if (marks.has('strong')) done = `**${done}**`
  if (href !== null) done = `[${done}](<${href.replace(/[<>\\]/g, encodeURIComponent)}>)`
  return `${before}${done}${after}`
}

function inCode(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(run => run.length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`
}

function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(run => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language.replace(/[^\w+#.-]/g, '')}\n${text}\n${fence}`
}

function address(url: unknown): string {
  const href = typeof url === 'string' ? safeHref(url) : null
  return href === null ? escaped(String(url ?? '')) : `<${href}>`
}

function dayOf(timestamp: unknown): string {
  const at = new Date(Number(timestamp))
  return Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 10)
}

function levelOf(each: Node): number {
  const level = Number(each.attrs?.level ?? 1)
  return Math.min(6, Math.max(1, Math.trunc(level) || 1))
}

function textOf(each: Node): string {
  if (each.text !== undefined) return each.text
  if (each.type === 'hardBreak') return '\n'
  return childrenOf(each).map(textOf).join('')
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function prefixed(text: string, first: string, rest: string): string {
  return text
    .split('\n')
    .map((line, i) => (i === 0 ? first + line : line === '' ? rest.trimEnd() : rest + line))
    .join('\n')
}
