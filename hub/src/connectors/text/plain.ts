import type { MarkedToken, Tokens } from 'marked'
import { cut } from './cut'
import { inner, literal, tokensOf, unescaped } from './markdown'

/**
 * Markdown as plain text for fields that show none (ServiceNow): lists with `- ` or numbers, links as
 * `text (address)`, code indented, tables a line a row, HTML as written. At most `max` characters when given.
 */
export function markdownToPlain(markdown: string, max = Number.POSITIVE_INFINITY): string {
  return cut(blocks(tokensOf(markdown)), max)
}

function blocks(tokens: MarkedToken[], between = '\n\n'): string {
  return tokens
    .map(block)
    .filter(text => text !== '')
    .join(between)
}

function block(token: MarkedToken): string {
  switch (token.type) {
    case 'space':
    case 'def':
    case 'checkbox':
      return ''
    case 'hr':
      return '---'
    case 'code':
      return indented(token.text, '    ', '    ')
    case 'blockquote':
      return indented(blocks(inner(token)), '> ', '> ')
    case 'list':
      return list(token)
    case 'table':
      return [token.header, ...token.rows]
        .map(cells => cells.map(cell => inline(inner(cell))).join(' | '))
        .join('\n')
    case 'paragraph':
    case 'heading':
      return inline(inner(token)).trim()
    case 'html':
      return token.text.trim()
    default:
      return inline([token]).trim()
  }
}

function list(token: Tokens.List): string {
  const first = token.start === '' ? 1 : token.start
  return token.items
    .map((item, i) => {
      const bullet = token.ordered ? `${first + i}. ` : '- '
      const box = item.task ? (item.checked === true ? '[x] ' : '[ ] ') : ''
      return indented(box + blocks(inner(item), '\n'), bullet, ' '.repeat(bullet.length)).trimEnd()
    })
    .join('\n')
}

function inline(tokens: MarkedToken[]): string {
  return tokens
    .map(token => {
      switch (token.type) {
        case 'br':
          return '\n'
        case 'checkbox':
          return ''
        case 'link':
          return token.autolink === true
            ? token.text
            : withAddress(inline(inner(token)), unescaped(token.href))
        case 'image':
          return withAddress(unescaped(token.text), unescaped(token.href))
        default:
          return 'tokens' in token && token.tokens !== undefined ? inline(inner(token)) : literal(token)
      }
    })
    .join('')
}

function withAddress(text: string, address: string): string {
  if (text === '' || text === address) return address
  return address === '' ? text : `${text} (${address})`
}

function indented(text: string, first: string, rest: string): string {
  return text
    .split('\n')
    .map((line, i) => (i === 0 ? first + line : line === '' ? rest.trimEnd() : rest + line))
    .join('\n')
}
