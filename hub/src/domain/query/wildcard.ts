import type { Pattern } from './ast'

/** `undefined` stands for "any one character". */
type Piece = readonly (string | undefined)[]

/**
 * A test for texts, without regard to case. `whole`: the pattern is the text; else it occurs in it. No regular
 * expression and no way back over a `*`: at worst it takes the length of the pattern times that of the text.
 */
export function wildcard(pattern: Pattern, whole: boolean, exact = false): (text: string) => boolean {
  const fold = (text: string): string => (exact ? text : text.toLowerCase())
  const [only] = pattern
  if (pattern.length === 0) return text => !whole || text === ''
  if (pattern.length === 1 && typeof only === 'string') {
    const wanted = fold(only)
    return whole ? text => fold(text) === wanted : text => fold(text).includes(wanted)
  }
  const pieces = split(pattern, fold)
  const fixedStart = whole && !isStar(pattern[0])
  const fixedEnd = whole && !isStar(pattern.at(-1))
  return text => fits(pieces, fold(text), fixedStart, fixedEnd)
}

const isStar = (part: Pattern[number] | undefined): boolean => typeof part === 'object' && part.any === '*'

/** The pieces between the stars. */
function split(pattern: Pattern, fold: (text: string) => string): Piece[] {
  const pieces: (string | undefined)[][] = [[]]
  for (const part of pattern) {
    if (isStar(part)) pieces.push([])
    else pieces.at(-1)?.push(...(typeof part === 'string' ? fold(part) : [undefined]))
  }
  return pieces.filter(piece => piece.length > 0)
}

function fits(pieces: readonly Piece[], text: string, fixedStart: boolean, fixedEnd: boolean): boolean {
  const chars = [...text]
  const last = pieces.length - 1
  let from = 0
  for (const [i, piece] of pieces.entries()) {
    if (i === last && fixedEnd) {
      const at = chars.length - piece.length
      return at >= from && (i > 0 || !fixedStart || at === 0) && here(piece, chars, at)
    }
    const at = i === 0 && fixedStart ? (here(piece, chars, 0) ? 0 : -1) : find(piece, chars, from)
    if (at < 0) return false
    from = at + piece.length
  }
  return true
}

const here = (piece: Piece, chars: readonly string[], at: number): boolean =>
  at + piece.length <= chars.length && piece.every((char, i) => char === undefined || char === chars[at + i])

function find(piece: Piece, chars: readonly string[], from: number): number {
  for (let at = from; at + piece.length <= chars.length; at++) if (here(piece, chars, at)) return at
  return -1
}
