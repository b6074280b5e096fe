import type { z } from '@hono/zod-openapi'
import type { applySchema, planSchema } from '../http/native/schemas'
import { namedHub, runningHub } from './hub'
import { type CliIo, EXIT, type ExitCode, painted, UsageError, wrapped } from './io'

export interface PlanOptions {
  /** Id or key of one case; all cases without it. */
  case?: string | undefined
  url?: string | undefined
  json?: boolean | undefined
}

type Plan = z.infer<typeof planSchema>

/** `fixproof plan`: what the running hub would do now, in words. Nothing is done. */
export async function planCommand(options: PlanOptions, io: CliIo): Promise<ExitCode> {
  const hub = options.url === undefined ? await runningHub('its cases', io) : namedHub(options.url, io)
  const cases: Plan['cases'] = []
  let looked = 0
  let after: string | null = null
  do {
    const asked: Record<string, unknown> = options.case === undefined ? {} : { case: options.case }
    if (after !== null) asked.after = after
    const page = (await hub.call('POST', '/api/v1/plan', asked)) as Plan
    cases.push(...page.cases)
    looked += page.looked
    after = page.next
  } while (after !== null)
  if (options.json === true) io.out.write(`${JSON.stringify({ cases, looked }, null, 2)}\n`)
  else io.out.write(planText(cases, looked, io))
  return EXIT.good
}

export interface ApplyOptions {
  /** Ids of lines of the plan. */
  lines: readonly string[]
  url?: string | undefined
  json?: boolean | undefined
}

type Applied = z.infer<typeof applySchema>

/** `fixproof apply`: exactly these lines of the plan, with what became of each. Exit code 1 unless all were done. */
export async function applyCommand(options: ApplyOptions, io: CliIo): Promise<ExitCode> {
  if (options.lines.length === 0)
    throw new UsageError('Name lines of the plan; pnpm fixproof plan lists them.')
  const hub = options.url === undefined ? await runningHub('its cases', io) : namedHub(options.url, io)
  const { lines } = (await hub.call('POST', '/api/v1/apply', { lines: options.lines })) as Applied
  if (options.json === true) io.out.write(`${JSON.stringify({ lines }, null, 2)}\n`)
  else for (const line of lines) io.out.write(appliedText(line, io))
  return lines.every(line => line.outcome === 'done') ? EXIT.good : EXIT.failed
}

function appliedText({ id, outcome, reason }: Applied['lines'][number], { out }: CliIo): string {
  const word = painted(outcome.padEnd(OUTCOME), COLORS[outcome], out)
  return `${word}${id}${reason === null ? '' : `  ${reason}`}\n`
}

/** The longest outcome and two spaces. Characters. */
const OUTCOME = 9
const COLORS = { done: 'green', pending: 'yellow', waits: 'yellow', refused: 'red', failed: 'red' } as const

const INDENT = 2

function planText(cases: Plan['cases'], looked: number, { out }: CliIo): string {
  let text = ''
  for (const { case: one, lines, waits } of cases) {
    text += `${painted(one.key, 'bold', out)} ${one.title}\n`
    const said = [
      ...lines.map(line => `${line.id}  ${line.reason}${values(line)}`),
      ...waits.map(wait => `${wait.ticket ?? one.key} waits ${waitText(wait.until)}: ${wait.why}`),
    ]
    if (said.length === 0) said.push('Nothing to do.')
    for (const each of said) text += `${' '.repeat(INDENT)}${wrapped(each, INDENT, out.width)}\n`
    text += '\n'
  }
  const busy = cases.filter(each => each.steps.length > 0).length
  return `${text}${looked} ${looked === 1 ? 'case' : 'cases'} looked at, ${busy} with something to do.\n`
}

/** What both sides last agreed on and say now, where the line is about a field. */
function values({ field, finding, base, ours, theirs }: Plan['cases'][number]['lines'][number]): string {
  if (field === null) return ''
  const said = (value: typeof base) => {
    const text =
      value === null || value.length === 0 ? 'none' : typeof value === 'string' ? value : value.join(', ')
    const short = text.replace(/\s+/g, ' ')
    return short.length > VALUE_MAX ? `${short.slice(0, VALUE_MAX - 1)}…` : short
  }
  return ` [${field.replace('_', ' ')}: agreed ${said(base)} · case ${said(ours)} · ${finding === null ? 'ticket' : 'finding'} ${said(theirs)}]`
}
/** Longer values are cut in the table; `--json` prints them whole. Characters. */
const VALUE_MAX = 40

function waitText(until: string | null): string {
  return until === null ? 'for a person' : `until ${until.slice(0, 16).replace('T', ' ')} UTC`
}
