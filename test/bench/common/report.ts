import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os'

/** What a figure must be at least or at most (issue 6, benchmarks). */
export type Target = { least: number } | { most: number }

export interface Figure {
  what: string
  /** The median where there are rounds. */
  value: number
  /** As people read it: `×`, `ms`, `/s`, `MB`, `calls` … */
  unit: string
  target?: Target
  /** What each round gave, in the order they ran. */
  rounds?: readonly number[]
}

/** What one benchmark found. */
export interface Report {
  bench: string
  figures: Figure[]
  /** What was not measured or not compared, and why; printed below the table. */
  notes: string[]
  /** What must hold however fast the machine is, e.g. "everything acknowledged is kept"; sentences about what does not. */
  broken: string[]
  /** How much of everything there was. */
  sizes: Record<string, number>
}

/** Facts about the machine that figures depend on, and nothing that tells which machine it was. */
export interface Machine {
  cores: number
  cpu: string
  memoryGb: number
  platform: string
  node: string
}

export function machine(): Machine {
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    platform: `${platform()} ${arch()}`,
    node: process.version,
  }
}

/** A figure without a target is always met. */
export function isMet({ value, target }: Figure): boolean {
  if (target === undefined) return true
  return 'least' in target ? value >= target.least : value <= target.most
}

/** Whether every target is met and nothing is broken. */
export function isGood(report: Report): boolean {
  return report.broken.length === 0 && report.figures.every(isMet)
}

/** The figures as a table, then notes and what is broken, one line each. */
export function table({ bench, figures, notes, broken }: Report): string[] {
  const rows = figures.map(figure => [figure.what, shown(figure), targetOf(figure), verdict(figure)])
  const head = [bench, 'figure', 'target', '']
  const width = (column: number): number =>
    Math.max(...[head, ...rows].map(row => (row[column] ?? '').length))
  const widths = head.map((_, column) => width(column))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 1 || column === 2 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [
    line(head),
    ...rows.map(line),
    ...notes.map(note => `  ${note}`),
    ...broken.map(each => `  BROKEN: ${each}`),
  ]
}

/** The rows of a page's table, without its head; `only` those with a target, or all. */
export function markdownRows({ bench, figures }: Report, only: 'targets' | 'all'): string[] {
  return figures
    .filter(each => only === 'all' || each.target !== undefined)
    .map(each =>
      `| ${[bench, each.what, shown(each), targetOf(each), verdict(each)].join(' | ')} |`.replace(
        / {2,}/g,
        ' ',
      ),
    )
}

function shown({ value, unit, rounds }: Figure): string {
  const spread =
    rounds === undefined || rounds.length < 2
      ? ''
      : ` (${plain(Math.min(...rounds))}–${plain(Math.max(...rounds))})`
  return `${plain(value)} ${unit}${spread}`
}

function targetOf({ target, unit }: Figure): string {
  if (target === undefined) return ''
  return 'least' in target ? `≥ ${plain(target.least)} ${unit}` : `≤ ${plain(target.most)} ${unit}`
}

function verdict(figure: Figure): string {
  return figure.target === undefined ? '' : isMet(figure) ? 'met' : 'NOT MET'
}

/** Two digits behind the point for what is small, none for what is large. */
function plain(value: number): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}
