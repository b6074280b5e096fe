import { type AdfDoc, markdownToAdf, markdownToPlain } from '@fixproof/hub/connectors/text/index'
import fc from 'fast-check'
import { expect, it } from 'vitest'

/** What may stand inside what, from the structure pages of the Atlassian Document Format. */
const INSIDE: Record<string, readonly string[]> = {
  doc: ['paragraph', 'heading', 'bulletList', 'orderedList', 'codeBlock', 'blockquote', 'rule'],
  paragraph: ['text', 'hardBreak'],
  heading: ['text', 'hardBreak'],
  bulletList: ['listItem'],
  orderedList: ['listItem'],
  listItem: ['paragraph', 'codeBlock', 'bulletList', 'orderedList'],
  blockquote: ['paragraph', 'codeBlock', 'bulletList', 'orderedList'],
  codeBlock: ['text'],
  rule: [],
  text: [],
  hardBreak: [],
}
const MAY_BE_EMPTY = ['paragraph', 'rule', 'text', 'hardBreak']

interface Node {
  type: string
  text?: string
  marks?: { type: string; attrs?: { href?: string } }[]
  attrs?: Record<string, unknown>
  content?: Node[]
}

function faults(node: Node): string[] {
  const allowed = INSIDE[node.type]
  if (allowed === undefined) return [`unknown node ${node.type}`]
  const children = node.content ?? []
  const own: string[] = []
  if (children.length === 0 && !MAY_BE_EMPTY.includes(node.type)) own.push(`empty ${node.type}`)
  if (node.type === 'text' && !node.text) own.push('empty text')
  if (node.type === 'listItem' && !['paragraph', 'codeBlock'].includes(children[0]?.type ?? ''))
    own.push(`item begins with ${children[0]?.type}`)
  const marks = (node.marks ?? []).map(mark => mark.type)
  if (node.marks?.length === 0 || new Set(marks).size !== marks.length) own.push('marks empty or doubled')
  if (marks.includes('code') && marks.some(mark => mark !== 'code' && mark !== 'link'))
    own.push('code with more')
  for (const mark of node.marks ?? [])
    if (mark.type === 'link' && !/^(https?:\/\/|mailto:)/i.test(mark.attrs?.href ?? '')) own.push('bad link')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
  if (/[\u0000-\u0008\u000B-\u001F]|\p{Surrogate}/u.test(node.text ?? '')) own.push('bad character')
  return [
    ...own,
    ...children.filter(child => !allowed.includes(child.type)).map(c => `${c.type} in ${node.type}`),
    ...children.flatMap(faults),
  ]
}

const piece = fc.constantFrom(
  ...[
    '# ',
    '- ',
    '1. ',
    '> ',
    '    ',
    '```',
    '\n',
    '\n\n',
    '  \n',
    '**',
    '*',
    '_',
    '~~',
    '`',
    '[',
    '](',
    ')',
    '![',
  ],
  ...[
    'https://x.example',
    'javascript:x',
    '|',
    '|-|-|\n',
    '<b>',
    '<div>',
    '&amp;',
    '&#0;',
    '&#55296;',
    '\\',
    '%%%',
  ],
  ...['- [x] ', '---\n', 'word', ' ', '\u0000', '\uD800', '😀', '\r', '[a]: http://x.example\n'],
)
const markdown = fc.oneof(
  fc.array(piece, { maxLength: 60 }).map(pieces => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
)

it('never writes a document that Jira would refuse, whatever the Markdown', () => {
  fc.assert(
    fc.property(markdown, fc.integer({ min: 200, max: 2000 }), (text, max) => {
      const doc: AdfDoc = markdownToAdf(text, { max, lastLine: 'fixproof-0123456789ab' })
      expect(faults(doc)).toEqual([])
      expect(JSON.stringify(doc).length).toBeLessThanOrEqual(max)
      expect(JSON.stringify(doc.content.at(-1))).toContain('fixproof-0123456789ab')
    }),
    { numRuns: 2000 },
  )
})

it('writes plain text within its limit, whatever the Markdown', () => {
  fc.assert(
    fc.property(markdown, fc.integer({ min: 1, max: 300 }), (text, max) => {
      expect(markdownToPlain(text, max).length).toBeLessThanOrEqual(max)
    }),
    { numRuns: 1000 },
  )
})
