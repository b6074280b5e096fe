import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adfToMarkdown, markdownToAdf, markdownToPlain, plainToMarkdown } from '.'

const again = (markdown: string): string => adfToMarkdown(markdownToAdf(markdown))
const plainAgain = (markdown: string): string => plainToMarkdown(markdownToPlain(markdown))

const SAME = [
  'one paragraph',
  'one  \ntwo',
  '# A\n\n###### B',
  '**bold** *it* ~~gone~~ `code`',
  '***both***',
  '[text](<https://example.com/a?b=1>)',
  'see <https://example.com/a_b_c?d=*e*>.',
  '- a\n- b\n  - c\n- d',
  '3. a\n4. b',
  '- a\n\n  b',
  '> quoted\n>\n> more',
  '```ts\nconst a = `b`\n```',
  '````\n```\n````',
  '---',
  'a \\*star\\* and \\_line\\_',
]

const words = fc
  .array(fc.oneof(fc.stringMatching(/^[ -~\n]{0,20}$/), fc.webUrl()), { maxLength: 4 })
  .map(parts => parts.join(''))

describe('what Jira stores, as Markdown', () => {
  it.each(SAME)('%j comes back as it was written', markdown => {
    expect(again(markdown)).toBe(markdown)
  })

  it('comes back the same the second time, whatever was written', () => {
    fc.assert(
      fc.property(words, text => {
        const once = again(text)
        expect(again(once)).toBe(once)
      }),
      { numRuns: 2000 },
    )
  })

  it('reads what our own documents never hold', () => {
    const text = (value: string) => ({ type: 'text', text: value })
    const p = (...content: unknown[]) => ({ type: 'paragraph', content })
    const doc = (...content: unknown[]) => ({ version: 1, type: 'doc', content })
    expect(
      adfToMarkdown(
        doc(
          { type: 'panel', attrs: { panelType: 'info' }, content: [p(text('Look'))] },
          p({ type: 'mention', attrs: { id: '1', text: '@Ada' } }, text(' by '), {
            type: 'date',
            attrs: { timestamp: '1790000000000' },
          }),
          p({ type: 'inlineCard', attrs: { url: 'https://example.com/x' } }),
          {
            type: 'taskList',
            content: [{ type: 'taskItem', attrs: { state: 'DONE' }, content: [text('patch')] }],
          },
          {
            type: 'table',
            content: [
              {
                type: 'tableRow',
                content: [
                  { type: 'tableCell', content: [p(text('a'))] },
                  { type: 'tableCell', content: [p(text('b'))] },
                ],
              },
            ],
          },
          { type: 'mediaSingle', content: [{ type: 'media', attrs: { alt: 'shot.png' } }] },
          { type: 'unheardOf', content: [p(text('still read'))] },
        ),
      ),
    ).toBe(
      '> Look\n\n@Ada by 2026-09-21\n\n<https://example.com/x>\n\n- \\[x\\] patch\n\na \\| b\n\nshot.png\n\nstill read',
    )
  })

  it.each([null, undefined, 3, [], { type: 'doc' }, { content: 'x' }])('%j reads as nothing', value => {
    expect(adfToMarkdown(value)).toBe('')
  })

  it('reads a document that nests without end', () => {
    let inside: unknown = { type: 'paragraph', content: [{ type: 'text', text: 'deep' }] }
    for (let i = 0; i < 500; i++) inside = { type: 'blockquote', content: [inside] }
    expect(adfToMarkdown({ type: 'doc', content: [inside] })).toContain('deep')
  })
})

describe('a plain text as Markdown', () => {
  it('keeps its lines and its paragraphs, and nothing in it becomes markup', () => {
    expect(plainToMarkdown('# no\r\n- *no*\n\n2. [x](y)')).toBe('\\# no  \n\\- \\*no\\*\n\n2\\. \\[x\\](y)')
  })

  it('keeps addresses as links', () => {
    expect(plainToMarkdown('a_b (https://x.example/a_b_c).')).toBe('a\\_b (<https://x.example/a_b_c>).')
  })

  it('is the same text again in ServiceNow', () => {
    fc.assert(
      fc.property(words, text => {
        const once = plainAgain(text)
        expect(plainAgain(once)).toBe(once)
      }),
      { numRuns: 2000 },
    )
  })
})
