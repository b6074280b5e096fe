import { expect, it } from 'vitest'
import { anchor, html, linked } from './html'

it('takes text as text wherever it stands, and only its own markup as markup', () => {
  const planted = `<b a="x" b='y'>&</b>`
  const safe = '&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;&lt;/b&gt;'
  expect(html`<p title="${planted}">${planted}</p>`.text).toBe(`<p title="${safe}">${safe}</p>`)
  expect(html`<ul>${['<', html`<li>`, [1, ['>']]]}</ul>`.text).toBe('<ul>&lt;<li>1&gt;</ul>')
  expect(html`a${null}b${undefined}c${false}d${0}e${''}f`.text).toBe('abcd0ef')
})

it.each([
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,<script>',
  'vbscript:x',
  '//elsewhere.example',
  'http://',
  '',
  null,
  7,
])('does not lead to %j', url => {
  expect(anchor(url, 'words').text).toBe('words')
})

it.each(['http://a.example/b?c=%3D&d', 'https://a.example', 'mailto:ada@example.com'])('leads to %s', url => {
  expect(anchor(url, 'words').text).toBe(`<a href="${url.replace('&', '&amp;')}" rel="noreferrer">words</a>`)
})

it('makes addresses in plain text clickable, without the punctuation around them', () => {
  const url = 'http://127.0.0.1:8801/security/csm/vm?query=%40finding_id%3AYQ%3D%3D'
  const link = `<a href="${url}" rel="noreferrer">${url}</a>`
  expect(linked(`See (${url}), or <i>`).text).toBe(`See (${link}), or &lt;i&gt;`)
  expect(linked(`${url}. ${url}`).text).toBe(`${link}. ${link}`)
  expect(linked('none here').text).toBe('none here')
})
