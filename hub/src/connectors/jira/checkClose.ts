import { claimOf } from '@fixproof/rules'
import { z } from 'zod'
import type { Move, NotFixed } from '../../domain/model'
import type { CheckLine } from '../port'
import type { CheckParts } from './check'
import { type Liner, sameName } from './checkLines'
import { OPEN_ISSUES_LOOKED_AT, OPEN_STATUSES_LOOKED_AT } from './limits'
import { openIssuesPage } from './wire'

/** What a close of one cause writes, as the settings say. */
export interface CloseSetting {
  cause: string
  status: string | null
  resolution: string | null
  fields: Record<string, unknown>
}

const causes = z.record(z.string(), z.unknown())
const setting = z.object({
  status: z.string().nullish(),
  resolution: z.string().nullish(),
  fields: z.record(z.string(), z.unknown()).nullish(),
})

/** The settings by cause, out of a project's `close` (both tools) or of its Jira part alone. */
export function closeSettingsOf(close: unknown): CloseSetting[] {
  const whole = causes.safeParse(close)
  if (!whole.success) return []
  const jira = causes.safeParse(whole.data.jira ?? whole.data)
  return Object.entries(jira.success ? jira.data : {}).flatMap(([cause, value]) => {
    const read = setting.safeParse(value)
    if (!read.success) return []
    const { status, resolution, fields } = read.data
    return [{ cause, status: status ?? null, resolution: resolution ?? null, fields: fields ?? {} }]
  })
}

/**
 * What the screens on the way to done ask for, seen on open issues that exist (screens are told per issue only):
 * one issue for each status, a few statuses at most.
 */
export async function checkClose(
  parts: CheckParts,
  line: Liner,
  asked: { key: string; typeId: string; settings: CloseSetting[]; notFixed: NotFixed | undefined },
): Promise<CheckLine[]> {
  const jql = `project = ${JSON.stringify(asked.key)} AND issuetype = ${asked.typeId} AND statusCategory != Done`
  const page = await parts.client.json(
    {
      method: 'POST',
      path: '/rest/api/3/search/jql',
      reads: true,
      body: { jql, fields: ['status'], maxResults: OPEN_ISSUES_LOOKED_AT },
    },
    openIssuesPage,
  )
  const oneOfEach = new Map((page.issues ?? []).map(issue => [issue.fields.status.id, issue.id]))
  const closes: Move[] = []
  for (const issueId of [...oneOfEach.values()].slice(0, OPEN_STATUSES_LOOKED_AT)) {
    const moves = await parts.issues.moves(issueId)
    closes.push(...moves.filter(move => move.to.category === 'done'))
  }
  if (closes.length === 0)
    return [
      line(
        'close fields',
        'warn',
        'No open issue stands before a close yet, so what the close asks for is not known. Check again when one does.',
      ),
    ]
  const faults = asked.settings.flatMap(one => closes.flatMap(move => faultsOf(one, move)))
  const filled =
    faults.length === 0
      ? [line('close fields', 'pass', 'The close settings fill what the close asks for.')]
      : [...new Set(faults)].map(fault => line('close fields', 'fail', fault))
  return asked.notFixed === undefined
    ? filled
    : [...filled, honestyLine(line, asked.settings, closes, asked.notFixed)]
}

/** Only a fix may be closed with a value that says fixed (rule 21): the other causes need a transition of their own. */
function honestyLine(line: Liner, settings: CloseSetting[], closes: Move[], notFixed: NotFixed): CheckLine {
  const check = 'close without a fix'
  const stuck = settings
    .filter(one => one.cause !== 'remediated' && !closes.some(move => isHonest(one, move, notFixed)))
    .map(one => one.cause)
  if (stuck.length === 0)
    return line(check, 'pass', 'A close for another reason than a fix does not say fixed.')
  const names = [...new Set(closes.map(move => `"${move.name}"`))].join(', ')
  return line(
    check,
    'fail',
    `A close for another reason than a fix (${stuck.join(', ')}) would say fixed at ${names}, so Fixproof will not do ` +
      'it. Put Resolution on the screen of that transition, or add a status that does not mean fixed and name it in ' +
      'notFixed.statuses.',
  )
}

function isHonest(close: CloseSetting, move: Move, notFixed: NotFixed): boolean {
  if (close.status !== null && !sameName(close.status, move.to.name)) return false
  const resolution = move.fields !== null && 'resolution' in move.fields ? close.resolution : null
  return claimOf({ tool: 'jira', statusName: move.to.name, resolution }, notFixed) === 'other'
}

/** Why a close of this cause would be refused at this transition. */
function faultsOf(close: CloseSetting, move: Move): string[] {
  if (close.status !== null && !sameName(close.status, move.to.name)) return []
  return Object.entries(move.fields ?? {}).flatMap(([id, field]) => {
    const given = id === 'resolution' ? (close.resolution ?? close.fields[id]) : close.fields[id]
    const where = `close.jira.${close.cause}`
    if (given === undefined || given === null)
      return field.required && !field.hasDefault
        ? [`Transition "${move.name}" asks for ${field.name} (${id}). Give it in ${where}.`]
        : []
    const wrong = typeof given === 'string' && field.allowed?.some(name => sameName(name, given)) === false
    return wrong
      ? [`Transition "${move.name}" does not take ${given} as ${field.name}. Change it in ${where}.`]
      : []
  })
}
