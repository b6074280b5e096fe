import { markdown, type Written } from './run'

const BEGIN = '<!-- figures -->'
const END = '<!-- end of figures -->'

/**
 * A page with the tables of this run in the place that is marked for them. `only`: rows that have a target; all of them
 * otherwise. Throws for a page without such a place.
 */
export function withFigures(page: string, written: Written, only: 'targets' | 'all'): string {
  const [before, rest] = split(page, BEGIN)
  const [, after] = split(rest, END)
  return `${before}${BEGIN}\n${markdown(written, only).join('\n')}\n${END}${after}`
}

function split(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark)
  if (at === -1) throw new Error(`The page has no ${mark}`)
  return [text.slice(0, at), text.slice(at + mark.length)]
}
