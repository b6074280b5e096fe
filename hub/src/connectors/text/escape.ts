import { safeHref } from './markdown'

/** Text as Markdown that reads as just that text: nothing in it is taken for markup. One line; breaks are the caller's. */
export function escaped(text: string): string {
  return text
    .replace(/[\\`*_~[\]<>|]/g, '\\$&')
    .replace(/&(?=#?\w{1,8};)/g, '\\&')
    .replace(/^(\s*)([#+-]|\d{1,9}[.)])(?=\s|$)/, (_, space: string, mark: string) =>
      /^\d/.test(mark) ? `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}` : `${space}\\${mark}`,
    )
    .replace(/^(\s*)(=+|-{2,})\s*$/, '$1\\$2')
}

/** Addresses, without the punctuation that ends their sentence. */
const ADDRESS = /https?:\/\/[^\s<>()[\]]*[^\s<>()[\].,;:!?'"]/g

/** As {@link escaped}, with the addresses in it as links. */
export function escapedLine(given: string): string {
  // The place holder is a character nobody writes.
  const line = given.replace(/\uE000/g, '\uFFFD')
  const addresses: string[] = []
  const marked = line.replace(ADDRESS, address => {
    if (safeHref(address) === null) return address
    addresses.push(address)
    return '\uE000'
  })
  // What only looks like an address must not become a link of the reader's own making.
  const text = escaped(marked).replace(/(https?):\/\//gi, '$1\\://')
  let i = 0
  return text.replace(/\uE000/g, () => `<${addresses[i++]}>`)
}

/** Plain text as Markdown that keeps its lines: an empty line begins a paragraph, any other break stays a break. */
export function plainToMarkdown(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .trim()
    .split(/\n[ \t]*\n+/)
    .map(part =>
      part
        .split('\n')
        .map(line => escapedLine(line.trim()))
        .join('  \n'),
    )
    .join('\n\n')
}
