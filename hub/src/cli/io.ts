/** The world of the command line, as its commands are given it. */
export interface CliIo {
  env: Readonly<Record<string, string | undefined>>
  /** Reads a file as UTF-8; rejects when it is not there. */
  readFile(path: string): Promise<string>
  out: Output
  err: Output
  /** One call to the hub; rejects when nothing answers. */
  fetch: typeof fetch
}

export interface Output {
  write(text: string): void
  /** A terminal that shows colours. */
  color: boolean
  /** Characters of a line; null where lines are as long as they are: in a file or a pipe. */
  width: number | null
}

/** What went wrong before anything could be done: exit code 2 and this sentence. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** Exit codes of every command. */
export const EXIT = { good: 0, failed: 1, unusable: 2 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

const COLORS = { green: 32, yellow: 33, red: 31, bold: 1, dim: 2 } as const

export function painted(text: string, color: keyof typeof COLORS, out: Output): string {
  return out.color ? `\u001b[${COLORS[color]}m${text}\u001b[0m` : text
}

/** Breaks a text at spaces so that no line is longer than `width` less `indent`; later lines are indented. */
export function wrapped(text: string, indent: number, width: number | null): string {
  const room = width === null ? Number.POSITIVE_INFINITY : Math.max(width - indent, MIN_TEXT)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  lines.push(line)
  return lines.join(`\n${' '.repeat(indent)}`)
}
/** A narrower column is harder to read than a line the terminal breaks itself. Characters. */
const MIN_TEXT = 30
