import { describe, expect, it } from 'vitest'
import { type AdfBlock, type AdfInline, markdownToAdf } from './adf'

const t = (text: string, ...marks: string[]): AdfInline =>
  marks.length === 0
    ? { type: 'text', text }
    : {
        type: 'text',
        text,
        marks: marks.map(m =>
          m.includes(':') ? { type: 'link', attrs: { href: m } } : { type: m as 'strong' | 'em' | 'code' },
        ),
      }
const p = (...content: AdfInline[]): AdfBlock & { type: 'paragraph' } => ({ type: 'paragraph', content })
const br: AdfInline = { type: 'hardBreak' }

const CASES: [string, string, AdfBlock[]][] = [
  ['an empty text', '', [p()]],
  ['a paragraph, its soft breaks as spaces', 'one\ntwo', [p(t('one two'))]],
  ['a hard break', 'one  \ntwo', [p(t('one'), br, t('two'))]],
  [
    'headings',
    '# A\n\n###### B',
    [
      { type: 'heading', attrs: { level: 1 }, content: [t('A')] },
      { type: 'heading', attrs: { level: 6 }, content: [t('B')] },
    ],
  ],
  [
    'strong, em and strike',
    '**a** *b* ~~c~~',
    [p(t('a', 'strong'), t(' '), t('b', 'em'), t(' '), t('c', 'strike'))],
  ],
  ['each mark once', '***a***', [p(t('a', 'em', 'strong'))]],
  ['code, which ADF joins with no other mark but a link', '**`a`**', [p(t('a', 'code'))]],
  ['code in a link', '[`a`](https://x.example)', [p(t('a', 'https://x.example', 'code'))]],
  ['a link', '[a](https://x.example/?a=1&amp;b=2)', [p(t('a', 'https://x.example/?a=1&b=2'))]],
  [
    'an automatic link, read literally',
    'https://x.example/?a&amp;b',
    [p(t('https://x.example/?a&amp;b', 'https://x.example/?a&amp;b'))],
  ],
  ['a link without text', '[](https://x.example)', [p(t('https://x.example', 'https://x.example'))]],
  ['a link that would run something, as text', '[a](javascript:alert)', [p(t('a (javascript:alert)'))]],
  ['a relative link, as text', '[a](/x)', [p(t('a (/x)'))]],
  ['a picture as a link', '![alt](https://x.example/p.png)', [p(t('alt', 'https://x.example/p.png'))]],
  [
    'a picture in a link, one link',
    '[![alt](https://x.example/p.png)](https://y.example)',
    [p(t('alt', 'https://y.example'))],
  ],
  [
    'character references and escapes',
    'a &lt;b&gt; &#65;&#x42; \\*c\\* &unknown;',
    [p(t('a <b> AB *c* &unknown;'))],
  ],
  ['raw HTML as written', '<b>x</b> and <script>', [p(t('<b>x</b> and <script>'))]],
  ['an HTML block as written', '<div>\nx\n</div>', [p(t('<div>'), br, t('x'), br, t('</div>'))]],
  [
    'code blocks',
    '```ts\na\n\nb\n```\n\n    c',
    [
      { type: 'codeBlock', attrs: { language: 'ts' }, content: [{ type: 'text', text: 'a\n\nb' }] },
      { type: 'codeBlock', content: [{ type: 'text', text: 'c' }] },
    ],
  ],
  ['an empty code block as nothing', '```\n```\n\na', [p(t('a'))]],
  ['a rule', 'a\n\n---\n\nb', [p(t('a')), { type: 'rule' }, p(t('b'))]],
  [
    'a quote, quotes in it flattened',
    '> a\n>\n> > b',
    [{ type: 'blockquote', content: [p(t('a')), p(t('b'))] }],
  ],
  [
    'lists in lists',
    '- a\n  1. b\n- c',
    [
      {
        type: 'bulletList',
        content: [
          {
            type: 'listItem',
            content: [
              p(t('a')),
              {
                type: 'orderedList',
                attrs: { order: 1 },
                content: [{ type: 'listItem', content: [p(t('b'))] }],
              },
            ],
          },
          { type: 'listItem', content: [p(t('c'))] },
        ],
      },
    ],
  ],
  [
    'an ordered list that begins later',
    '3. a',
    [{ type: 'orderedList', attrs: { order: 3 }, content: [{ type: 'listItem', content: [p(t('a'))] }] }],
  ],
  [
    'tasks',
    '- [x] a\n- [ ] b',
    [
      {
        type: 'bulletList',
        content: [
          { type: 'listItem', content: [p(t('[x] a'))] },
          { type: 'listItem', content: [p(t('[ ] b'))] },
        ],
      },
    ],
  ],
  [
    'a heading, a rule and an empty item in a list',
    '- # a\n-\n- - b',
    [
      {
        type: 'bulletList',
        content: [
          { type: 'listItem', content: [p(t('a'))] },
          { type: 'listItem', content: [p()] },
          {
            type: 'listItem',
            content: [p(), { type: 'bulletList', content: [{ type: 'listItem', content: [p(t('b'))] }] }],
          },
        ],
      },
    ],
  ],
  [
    'a table a line a row',
    '|a|b|\n|-|-|\n|1|*2*|',
    [p(t('a', 'strong'), t(' | '), t('b', 'strong'), br, t('1 | '), t('2', 'em'))],
  ],
  ["Datadog's fence lines taken off", '%%%\n**a**\n%%%\n', [p(t('a', 'strong'))]],
  ['a fence line inside kept', 'a\n\n%%%\n\nb', [p(t('a')), p(t('%%%')), p(t('b'))]],
  ['control characters and half surrogates taken out', 'a\u0000\u0007b\uD800c\r\nd', [p(t('ab\uFFFDc d'))]],
]

describe('Markdown as ADF', () => {
  it.each(CASES)('writes %s', (_, markdown, content) => {
    expect(markdownToAdf(markdown)).toEqual({ version: 1, type: 'doc', content })
  })

  it('keeps the last line as its own paragraph, brackets and stars untouched', () => {
    expect(markdownToAdf('a', { lastLine: 'fixproof-0*1*' }).content).toEqual([
      p(t('a')),
      p(t('fixproof-0*1*')),
    ])
  })

  it('keeps within the size Jira takes, says so, and never loses the last line', () => {
    for (const markdown of [
      'para\n\n'.repeat(20_000),
      'x'.repeat(100_000),
      `\`\`\`\n${'"\\'.repeat(50_000)}\n\`\`\``,
    ]) {
      const doc = markdownToAdf(markdown, { lastLine: 'fixproof-012345678901' })
      expect(JSON.stringify(doc).length).toBeLessThanOrEqual(32_767)
      expect(JSON.stringify(doc).length).toBeGreaterThan(15_000)
      expect(doc.content.at(-2)).toEqual(p(t('(This text was shortened.)')))
      expect(doc.content.at(-1)).toEqual(p(t('fixproof-012345678901')))
    }
  })

  it('writes a text that nests without end as plain text', () => {
    const doc = markdownToAdf('> '.repeat(20_000))
    expect(doc.content[0]?.type).toBe('paragraph')
  })

  it('stops nesting lists where Jira does', () => {
    const markdown = Array.from({ length: 12 }, (_, i) => `${'  '.repeat(i)}- l${i}`).join('\n')
    const text = JSON.stringify(markdownToAdf(markdown))
    expect(text.match(/bulletList/g)).toHaveLength(6)
    expect(text).toContain('l11')
  })
})
