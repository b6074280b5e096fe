/**
 * Atlassian Document Format, as strict as Jira takes it.
 * Source: https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
 */

type Node = { type?: unknown; content?: unknown; text?: unknown; attrs?: unknown; marks?: unknown }

const INLINE = [
  'text',
  'hardBreak',
  'mention',
  'emoji',
  'inlineCard',
  'date',
  'status',
  'mediaInline',
] as const
const LEAF_BLOCKS = ['rule', 'blockCard', 'embedCard', 'media', 'extension'] as const

/** Which children each node takes; a node that is not listed does not exist. */
const CHILDREN: Record<string, readonly string[]> = {
  doc: [
    ...[
      'paragraph',
      'heading',
      'bulletList',
      'orderedList',
      'codeBlock',
      'blockquote',
      'panel',
      'rule',
      'table',
    ],
    ...[
      'expand',
      'mediaSingle',
      'mediaGroup',
      'taskList',
      'decisionList',
      'blockCard',
      'embedCard',
      'extension',
    ],
  ],
  paragraph: INLINE,
  heading: INLINE,
  codeBlock: ['text'],
  bulletList: ['listItem'],
  orderedList: ['listItem'],
  listItem: ['paragraph', 'bulletList', 'orderedList', 'codeBlock', 'mediaSingle'],
  blockquote: ['paragraph', 'bulletList', 'orderedList', 'codeBlock'],
  panel: ['paragraph', 'heading', 'bulletList', 'orderedList', 'codeBlock', 'rule', 'blockCard'],
  expand: [
    'paragraph',
    'heading',
    'bulletList',
    'orderedList',
    'codeBlock',
    'blockquote',
    'panel',
    'rule',
    'table',
  ],
  table: ['tableRow'],
  tableRow: ['tableCell', 'tableHeader'],
  tableCell: [
    'paragraph',
    'heading',
    'bulletList',
    'orderedList',
    'codeBlock',
    'blockquote',
    'panel',
    'rule',
  ],
  tableHeader: [
    'paragraph',
    'heading',
    'bulletList',
    'orderedList',
    'codeBlock',
    'blockquote',
    'panel',
    'rule',
  ],
  taskList: ['taskItem', 'taskList'],
  taskItem: INLINE,
  decisionList: ['decisionItem'],
  decisionItem: INLINE,
  mediaSingle: ['media'],
  mediaGroup: ['media'],
  ...Object.fromEntries([...INLINE, ...LEAF_BLOCKS].map(type => [type, []])),
}
const MARKS = [
  ...[
    'strong',
    'em',
    'code',
    'link',
    'strike',
    'underline',
    'subsup',
    'textColor',
    'backgroundColor',
    'border',
  ],
] as const
/** A list or a table without entries is refused; an empty paragraph is fine. */
const NEVER_EMPTY = ['bulletList', 'orderedList', 'listItem', 'table', 'tableRow', 'taskList', 'decisionList']
const HEADING_LEVEL_MAX = 6

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether Jira would take this as a document. An ill-formed one is refused as a whole. */
export function isDocument(value: unknown): boolean {
  return isRecord(value) && value.type === 'doc' && value.version === 1 && isNode(value)
}

function isNode(node: Node): boolean {
  if (typeof node.type !== 'string') return false
  const allowed = CHILDREN[node.type]
  if (!allowed) return false
  if (node.type === 'text' && (typeof node.text !== 'string' || node.text === '')) return false
  if (!attributesFit(node) || !marksFit(node)) return false
  const content = node.content ?? []
  if (!Array.isArray(content)) return false
  if (node.type === 'doc' && node.content === undefined) return false
  if (NEVER_EMPTY.includes(node.type) && content.length === 0) return false
  return content.every(child => isRecord(child) && allowed.includes(String(child.type)) && isNode(child))
}

function attributesFit(node: Node): boolean {
  const attrs = isRecord(node.attrs) ? node.attrs : {}
  if (node.type === 'heading') {
    return (
      Number.isInteger(attrs.level) && Number(attrs.level) >= 1 && Number(attrs.level) <= HEADING_LEVEL_MAX
    )
  }
  if (node.type === 'panel') return typeof attrs.panelType === 'string'
  if (node.type === 'inlineCard' || node.type === 'blockCard') return typeof attrs.url === 'string'
  if (node.type === 'mention') return typeof attrs.id === 'string'
  return true
}

function marksFit(node: Node): boolean {
  if (node.marks === undefined) return true
  if (node.type !== 'text' || !Array.isArray(node.marks)) return false
  return node.marks.every((mark: unknown) => {
    if (!isRecord(mark) || !(MARKS as readonly unknown[]).includes(mark.type)) return false
    // A link mark without an address is the most frequent malformed document; Jira refuses all of it.
    return mark.type !== 'link' || (isRecord(mark.attrs) && typeof mark.attrs.href === 'string')
  })
}

/** The document's words, blocks on their own lines: what search, history and the older bodies show. */
export function plainText(document: unknown): string {
  if (!isRecord(document)) return ''
  const blocks: string[] = []
  let line = ''
  const walk = (node: Record<string, unknown>): void => {
    if (node.type === 'text') line += String(node.text)
    if (node.type === 'hardBreak') line += '\n'
    if (node.type === 'inlineCard' && isRecord(node.attrs)) line += String(node.attrs.url)
    if (node.type === 'mention' && isRecord(node.attrs)) line += String(node.attrs.text ?? node.attrs.id)
    for (const child of Array.isArray(node.content) ? node.content : []) if (isRecord(child)) walk(child)
    if (['paragraph', 'heading', 'codeBlock'].includes(String(node.type))) {
      blocks.push(line)
      line = ''
    }
  }
  walk(document)
  return blocks.join('\n\n')
}

/** The simplest documents: paragraphs of plain text. */
export type PlainDocument = {
  type: 'doc'
  version: 1
  content: { type: 'paragraph'; content: { type: 'text'; text: string }[] }[]
}

/** A document of plain paragraphs, parted by empty lines. */
export function documentOf(text: string): PlainDocument {
  return {
    type: 'doc',
    version: 1,
    content: text
      .split('\n\n')
      .map(part => ({ type: 'paragraph', content: part === '' ? [] : [{ type: 'text', text: part }] })),
  }
}
