/** The pieces pages are made of. */
import { type Html, html, type Part } from './html'

/** A moment as people read it, e.g. `2026-11-23 09:00:00 UTC`. */
export function moment(at: number): Html {
  const iso = new Date(at).toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`
}

/** Names with their values; those without a value are left out. */
export function facts(rows: readonly (readonly [name: string, value: Part])[]): Html {
  const shown = rows.filter(([, value]) => value !== null && value !== undefined && value !== '')
  return html`<dl>${shown.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

/** Colours by meaning; the word always stands beside the colour. */
export type Tone = 'calm' | 'moving' | 'good' | 'bad' | 'warn'

/** A short state in a coloured box. */
export function lozenge(tone: Tone, words: string): Html {
  return html`<span class="lozenge ${tone}">${words}</span>`
}

/** One row of an index. */
export interface Entry {
  href: string
  /** Short name, e.g. `SEC-1`; left out where a thing has none. */
  key?: string
  title: string
  marks: readonly Html[]
  more: readonly Part[]
}

/** Rows shown before the rest is only counted: pages stay readable with 100,000 findings. */
export const ENTRIES_MAX = 200

/** The list of an index page; `none` is said when it is empty. */
export function listing(entries: readonly Entry[], none: string): Html {
  if (entries.length === 0) return html`<p class="empty">${none}</p>`
  const rows = entries.slice(0, ENTRIES_MAX).map(({ href, key, title, marks, more }) => {
    const words = key === undefined ? title : html`<span class="key">${key}</span> ${title}`
    const meta = more.map(part => html`<span>${part}</span>`)
    return html`<li><p class="line"><a href="${href}">${words}</a></p>
<p class="meta">${marks}${meta}</p></li>`
  })
  const rest = entries.length - ENTRIES_MAX
  return html`<ul class="listing">${rows}</ul>${rest > 0 && html`<p class="empty">and ${rest} more</p>`}`
}

/** Two columns: what it is and what can be done, then what it says. */
export function columns(beside: readonly Html[], content: readonly Html[]): Html {
  return html`<div class="columns"><div>${beside}</div><div>${content}</div></div>`
}

/** A part of a page with its heading. */
export function section(id: string, heading: string, content: Html): Html {
  return html`<section class="sheet" aria-labelledby="${id}"><h2 id="${id}">${heading}</h2>${content}</section>`
}
