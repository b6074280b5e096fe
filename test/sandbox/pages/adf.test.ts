import { expect, it } from 'vitest'
import { adfHtml } from './adf'

const doc = (...content: unknown[]) => adfHtml({ type: 'doc', version: 1, content }).text
const words = (text: string, ...marks: unknown[]) => ({ type: 'text', text, marks })
const paragraph = (...content: unknown[]) => ({ type: 'paragraph', content })
const inside = (html: string) => `<div class="rich">${html}</div>`
const link = (href: unknown) => ({ type: 'link', attrs: { href } })

it.each<[string, unknown, string]>([
  ['paragraph', paragraph(words('a < b')), '<p>a &lt; b</p>'],
  ['heading', { type: 'heading', attrs: { level: 2 }, content: [words('Fix')] }, '<h4>Fix</h4>'],
  ['deep heading', { type: 'heading', attrs: { level: 6 }, content: [words('Fix')] }, '<h6>Fix</h6>'],
  [
    'list',
    { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph(words('one'))] }] },
    '<ul><li><p>one</p></li></ul>',
  ],
  [
    'numbered list',
    { type: 'orderedList', attrs: { order: 3 }, content: [{ type: 'listItem', content: [] }] },
    '<ol start="3"><li></li></ol>',
  ],
  ['code', { type: 'codeBlock', content: [words('<i>')] }, '<pre tabindex="0"><code>&lt;i&gt;</code></pre>'],
  ['quote', { type: 'blockquote', content: [paragraph()] }, '<blockquote><p></p></blockquote>'],
  ['panel', { type: 'panel', attrs: { panelType: 'error' }, content: [] }, '<div class="panel bad"></div>'],
  [
    'expand',
    { type: 'expand', attrs: { title: '<t>' }, content: [] },
    '<details><summary>&lt;t&gt;</summary></details>',
  ],
  ['rule', { type: 'rule' }, '<hr>'],
  [
    'table',
    {
      type: 'table',
      content: [{ type: 'tableRow', content: [{ type: 'tableHeader' }, { type: 'tableCell' }] }],
    },
    '<div class="wide" tabindex="0"><table><tr><th></th><td></td></tr></table></div>',
  ],
  [
    'tasks',
    { type: 'taskList', content: [{ type: 'taskItem', attrs: { state: 'DONE' }, content: [words('x')] }] },
    '<ul><li>Done: x</li></ul>',
  ],
  ['decision', { type: 'decisionItem', content: [words('x')] }, '<li>Decided: x</li>'],
  ['line break', paragraph(words('a'), { type: 'hardBreak' }, words('b')), '<p>a<br>b</p>'],
  ['mention', { type: 'mention', attrs: { id: '1', text: '@Ada' } }, '@Ada'],
  ['emoji', { type: 'emoji', attrs: { shortName: ':tada:' } }, ':tada:'],
  ['status', { type: 'status', attrs: { text: 'OPEN' } }, '<span class="lozenge calm">OPEN</span>'],
  ['date', { type: 'date', attrs: { timestamp: '1795424400000' } }, '2026-11-23'],
  ['unreadable date', { type: 'date', attrs: { timestamp: 'soon' } }, 'soon'],
  [
    'card',
    { type: 'blockCard', attrs: { url: 'https://a.example/' } },
    '<p><a href="https://a.example/" rel="noreferrer">https://a.example/</a></p>',
  ],
  ['card that runs code', { type: 'inlineCard', attrs: { url: 'javascript:x' } }, 'javascript:x'],
  ['file', { type: 'mediaSingle', content: [{ type: 'media' }] }, '<span class="soft">(a file)</span>'],
  ['unknown node', { type: 'later', content: [words('kept')] }, 'kept'],
])('a document shows its %s', (_name, node, shown) => {
  expect(doc(node)).toBe(inside(shown))
})

it('marks lie around the text they mark; an unknown one leaves the text', () => {
  const marked = words('x', { type: 'strong' }, { type: 'em' }, { type: 'later' }, link('https://a.example/'))
  expect(doc(marked)).toBe(
    inside('<a href="https://a.example/" rel="noreferrer"><em><strong>x</strong></em></a>'),
  )
  for (const [type, tag] of [
    ['code', 'code'],
    ['strike', 's'],
    ['underline', 'u'],
  ])
    expect(doc(words('x', { type }))).toBe(inside(`<${tag}>x</${tag}>`))
  expect(doc(words('x', link('javascript:alert(1)')))).toBe(inside('x'))
})

it.each([null, undefined, 'text', 7, [], {}])('%j is no document and shows nothing', value => {
  expect(adfHtml(value).text).toBe(inside(''))
})
