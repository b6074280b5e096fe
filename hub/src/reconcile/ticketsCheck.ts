import { eventText, requestSentences, type Tool, templateText, unknownPlaceholders } from '@fixproof/rules'
import { directionsOf, settingProblem } from '../domain/fields/settings'
import type { CasePriority, SyncTable } from '../domain/model'
import { Refused } from './refused'
import { checkLimit } from './requestChecks'
import { NAMES } from './ticketPlaces'
import type { AskedTool, TicketsRequest } from './ticketsModel'

/** The ids asked for, each once. Throws `Refused` (400) for what can be told wrong without reading anything. */
export function checkAsked(request: TicketsRequest): { kind: 'findings' | 'signals'; ids: string[] } {
  const { findings, signals } = request
  if ((findings === undefined) === (signals === undefined))
    throw new Refused(400, 'Give either findings or signals.')
  const kind = findings === undefined ? 'signals' : 'findings'
  const ids = [...new Set(findings ?? signals)]
  if (ids.length === 0) throw new Refused(400, `No ${kind.slice(0, -1)} is given.`)
  checkLimit(kind === 'findings' ? 'findingsPerRequest' : 'signalsPerRequest', ids.length)
  checkTools(request)
  checkExisting(request, kind, ids)
  checkSync(request)
  checkTemplates(request)
  return { kind, ids }
}

function checkTools({ tools }: TicketsRequest): void {
  const names = tools.map(each => each.tool)
  if (new Set(names).size < names.length)
    throw new Refused(400, 'Name each tool once: a case holds one ticket of each.')
  for (const { url, mode } of tools)
    if (url !== undefined && mode === 'itom') throw new Refused(400, `${eventText.noAttach()}.`)
  for (const { url, fields, tool } of tools)
    if (url !== undefined && fields !== undefined)
      throw new Refused(
        400,
        `${url} is an existing ticket; fields are for new ones. Leave out fields of ${NAMES[tool]}.`,
      )
}

function checkExisting(request: TicketsRequest, kind: 'findings' | 'signals', ids: readonly string[]): void {
  const url = request.tools.find(each => each.url !== undefined)?.url
  const existing = request.case === undefined ? url : `case ${request.case}`
  if (existing === undefined) return
  if (request.mode !== 'single')
    throw new Refused(400, `${existing} is one ticket, so mode must be "single"; it is "${request.mode}".`)
  if (kind === 'signals') throw new Refused(400, `${requestSentences.signalLater(ids[0] ?? '')}.`)
}

function checkSync({ sync, tools }: TicketsRequest): void {
  for (const [tool, table] of Object.entries(sync ?? {}) as [Tool, SyncTable | undefined][]) {
    if (!tools.some(each => each.tool === tool))
      throw new Refused(400, `sync.${tool} is for tickets of ${tool}, and none is asked for.`)
    for (const [name, setting] of Object.entries(table ?? {})) {
      const field = name as keyof SyncTable
      const allowed = directionsOf(tool, field)
      if (setting !== undefined && !allowed.includes(setting.type))
        throw new Refused(
          400,
          `sync.${tool}.${field}.type can be ${allowed.join(', ')}; it is "${setting.type}".`,
        )
      const problem = setting === undefined ? null : settingProblem(tool, field, setting)
      if (problem !== null) throw new Refused(400, `sync.${tool}.${field}.${problem}.`)
    }
  }
}

function checkTemplates({ title, description, tools }: TicketsRequest): void {
  const all: [string, unknown][] = [
    ['title', title],
    ['description', description],
    ...tools.flatMap(({ tool, fields }) =>
      Object.entries(fields ?? {}).map(([id, value]): [string, unknown] => [
        `fields.${id} of ${NAMES[tool]}`,
        value,
      ]),
    ),
  ]
  for (const [where, value] of all) {
    const names = unknownPlaceholders(value)
    if (names.length > 0) throw new Refused(400, `${where}: ${templateText.unknown(names)}.`)
  }
}

/** What the case gets of two tickets that may each name it. Throws `Refused` (400) when they differ. */
export function agreed<K extends 'assignee' | 'priority'>(
  tools: readonly AskedTool[],
  what: K,
): AskedTool[K] {
  const [first, second] = tools.filter(each => each[what] !== undefined)
  if (first !== undefined && second !== undefined && first[what] !== second[what])
    throw new Refused(
      400,
      `The tickets of one case share their ${what}: ${first[what]} and ${second[what]} were given. Name one.`,
    )
  return first?.[what]
}

/** Throws `Refused` (400): an existing case has its own title, priority and assignee. */
export function checkOwnWords(
  caseKey: string,
  given: {
    title?: string | undefined
    description?: string | undefined
    priority?: CasePriority | undefined
    assignee?: string | undefined
  },
): void {
  const named = Object.entries(given).filter(([, value]) => value !== undefined)
  if (named.length > 0)
    throw new Refused(
      400,
      `Case ${caseKey} has its own ${named.map(([what]) => what).join(', ')}. Leave that out here, and change the case instead.`,
    )
}
