/** Atlassian Document Format as HTML. Nodes and marks: https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/ */
import { anchor, type Html, html, type Part } from './html'
import { lozenge } from './parts'

interface Node {
  type: string
  text: string
  attrs: Record<string, unknown>
  content: Node[]
  marks: { type: string; attrs: Record<string, unknown> }[]
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

function nodeOf(value: unknown): Node {
  const raw = record(value)
  return {
    type: text(raw.type),
    text: text(raw.text),
    attrs: record(raw.attrs),
    content: list(raw.content).map(nodeOf),
    marks: list(raw.marks).map(mark => ({
      type: text(record(mark).type),
      attrs: record(record(mark).attrs),
    })),
  }
}

type Draw = (inner: Part, node: Node) => Html

const PANELS: Readonly<Record<string, string>> = {
  success: 'good',
  error: 'bad',
  warning: 'moving',
  note: 'warn',
}

/** A page has its own h1 and h2; a document's headings start below them. */
const HEADINGS: Readonly<Record<string, Draw>> = {
  1: inner => html`<h3>${inner}</h3>`,
  2: inner => html`<h4>${inner}</h4>`,
  3: inner => html`<h5>${inner}</h5>`,
}
const smallHeading: Draw = inner => html`<h6>${inner}</h6>`

const card: Draw = (_, { attrs }) => anchor(attrs.url, text(attrs.url))
const media: Draw = () => html`<span class="soft">(a file)</span>`

const NODES: Readonly<Record<string, Draw>> = {
  paragraph: inner => html`<p>${inner}</p>`,
  heading: (inner, node) => (HEADINGS[text(node.attrs.level)] ?? smallHeading)(inner, node),
  bulletList: inner => html`<ul>${inner}</ul>`,
  orderedList: (inner, { attrs }) => html`<ol start="${text(attrs.order) || '1'}">${inner}</ol>`,
  listItem: inner => html`<li>${inner}</li>`,
  codeBlock: inner => html`<pre tabindex="0"><code>${inner}</code></pre>`,
  blockquote: inner => html`<blockquote>${inner}</blockquote>`,
  panel: (inner, { attrs }) =>
    html`<div class="panel ${PANELS[text(attrs.panelType)] ?? 'calm'}">${inner}</div>`,
  expand: (inner, { attrs }) =>
    html`<details><summary>${text(attrs.title) || 'More'}</summary>${inner}</details>`,
  rule: () => html`<hr>`,
  table: inner => html`<div class="wide" tabindex="0"><table>${inner}</table></div>`,
  tableRow: inner => html`<tr>${inner}</tr>`,
  tableHeader: inner => html`<th>${inner}</th>`,
  tableCell: inner => html`<td>${inner}</td>`,
  taskList: inner => html`<ul>${inner}</ul>`,
  taskItem: (inner, { attrs }) => html`<li>${attrs.state === 'DONE' ? 'Done: ' : 'To do: '}${inner}</li>`,
  decisionList: inner => html`<ul>${inner}</ul>`,
  decisionItem: inner => html`<li>Decided: ${inner}</li>`,
  hardBreak: () => html`<br>`,
  mention: (_, { attrs }) => html`${text(attrs.text) || text(attrs.id)}`,
  emoji: (_, { attrs }) => html`${text(attrs.text) || text(attrs.shortName)}`,
  status: (_, { attrs }) => lozenge('calm', text(attrs.text)),
  date: (_, { attrs }) => html`${day(text(attrs.timestamp))}`,
  inlineCard: card,
  blockCard: (inner, node) => html`<p>${card(inner, node)}</p>`,
  embedCard: (inner, node) => html`<p>${card(inner, node)}</p>`,
  media,
  mediaInline: media,
}

/** `timestamp` of a date node: milliseconds as text. */
function day(milliseconds: string): string {
  const at = new Date(Number(milliseconds))
  return Number.isNaN(at.getTime()) ? milliseconds : at.toISOString().slice(0, 10)
}

const MARKS: Readonly<Record<string, (inner: Html, attrs: Record<string, unknown>) => Html>> = {
  strong: inner => html`<strong>${inner}</strong>`,
  em: inner => html`<em>${inner}</em>`,
  code: inner => html`<code>${inner}</code>`,
  strike: inner => html`<s>${inner}</s>`,
  underline: inner => html`<u>${inner}</u>`,
  link: (inner, attrs) => anchor(attrs.href, inner),
}

function drawn(node: Node): Html {
  if (node.type === 'text')
    return node.marks.reduce(
      (inner, mark) => MARKS[mark.type]?.(inner, mark.attrs) ?? inner,
      html`${node.text}`,
    )
  const inner = node.content.map(drawn)
  return NODES[node.type]?.(inner, node) ?? html`${inner}`
}

/** A description or comment; what is no document leaves nothing. */
export function adfHtml(document: unknown): Html {
  return html`<div class="rich">${nodeOf(document).content.map(drawn)}</div>`
}
