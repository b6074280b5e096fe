/** Text as Markdown that reads as just that text: nothing in it is taken for markup. One line; breaks are the caller's. */
export function escaped(text: string): string {
  return text
    .replace(/[\\`*_~[\]<>|]/g, '\\$&')
    .replace(/&(?=#?\w{1,8};)/g, '\\&')
    .replace(/^(\s*)([#+-]|\d{1,9}[.)])(?=\s|$)/, (_, space: string, mark: string) =>
      /^\d/.test(mark) ? `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}` : `${space}\\${mark}`,
    )
    .replace(/^(\s*)(=+|-{2,})\s*$/, '$1\\$2')
    .replace(/\b(https?):\/\//g, '$1\\://')
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
        .map(line => escaped(line.trim()))
        .join('  \n'),
    )
    .join('\n\n')
}
