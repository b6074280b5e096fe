import { describe, expect, it } from 'vitest'
import { cut, cutLine } from './cut'
import { markdownToPlain } from './plain'

describe('Markdown as plain text', () => {
  it.each([
    ['an empty text', '', ''],
    ['paragraphs', 'a\nb\n\nc', 'a\nb\n\nc'],
    ['headings and marks without their signs', '# A\n\n**b** *c* ~~d~~ `e`', 'A\n\nb c d e'],
    ['a link with its address', '[a](https://x.example)', 'a (https://x.example)'],
    [
      'an address once',
      '<https://x.example> [https://y.example](https://y.example)',
      'https://x.example https://y.example',
    ],
    ['a picture', '![alt](https://x.example/p.png)', 'alt (https://x.example/p.png)'],
    ['lists', '- a\n  - b\n- c\n\n3. d\n4. e', '- a\n  - b\n- c\n\n3. d\n4. e'],
    ['tasks', '- [x] a\n- [ ] b', '- [x] a\n- [ ] b'],
    ['code indented', '```\na\n\nb\n```', '    a\n\n    b'],
    ['a quote', '> a\n>\n> b', '> a\n>\n> b'],
    ['a table', '|a|b|\n|-|-|\n|1|2|', 'a | b\n1 | 2'],
    ['a rule', 'a\n\n---\n\nb', 'a\n\n---\n\nb'],
    ['references, escapes and HTML', '&lt;a&gt; \\*b\\* <i>c</i>', '<a> *b* <i>c</i>'],
    ["Datadog's fence lines", '%%% \na\n %%%', 'a'],
  ])('writes %s', (_, markdown, text) => {
    expect(markdownToPlain(markdown)).toBe(text)
  })

  it('cuts to what the field takes', () => {
    expect(markdownToPlain('abcdef', 4)).toBe('abc…')
  })
})

describe('cutting', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['a😀b', 3, 'a…'],
    ['abc', 0, ''],
  ])('%s to %i is %s', (text, max, result) => {
    expect(cut(text, max)).toBe(result)
  })

  it('makes one line of a title', () => {
    expect(cutLine(' a\r\nb\t c\u0000 ', 255)).toBe('a b c')
  })
})
