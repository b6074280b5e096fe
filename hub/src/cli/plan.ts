import type { z } from '@hono/zod-openapi'
import type { planSchema } from '../http/native/schemas'
import { namedHub, ownHub, ownUrl, readConfig } from './hub'
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
  const hub = options.url === undefined ? await running(io) : namedHub(options.url, io)
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

async function running(io: CliIo) {
  const config = await readConfig(io)
  const hub = await ownHub(config, io)
  if (hub !== null) return hub
  throw new UsageError(
    `No hub runs at ${ownUrl(config)}, and only a running one knows its cases. Start it with pnpm start, or name ` +
      'another with --url.',
  )
}

const INDENT = 2

function planText(cases: Plan['cases'], looked: number, { out }: CliIo): string {
  let text = ''
  for (const { case: one, steps, waits } of cases) {
    text += `${painted(one.key, 'bold', out)} ${one.title}\n`
    const said = [
      ...steps.map(step => step.text),
      ...waits.map(wait => `${wait.ticket ?? one.key} waits ${waitText(wait.until)}: ${wait.why}`),
    ]
    if (said.length === 0) said.push('Nothing to do.')
    for (const each of said) text += `${' '.repeat(INDENT)}${wrapped(each, INDENT, out.width)}\n`
    text += '\n'
  }
  const busy = cases.filter(each => each.steps.length > 0).length
  return `${text}${looked} ${looked === 1 ? 'case' : 'cases'} looked at, ${busy} with something to do.\n`
}

function waitText(until: string | null): string {
  return until === null ? 'for a person' : `until ${until.slice(0, 16).replace('T', ' ')} UTC`
}
