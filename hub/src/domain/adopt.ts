import { adoptText, type Tool } from '@fixproof/rules'
import type { FindingDoc } from './model'
import { attributesOf } from './query/row'

/** A ticket that was read and is to be taken over, with the findings that belong to it. */
export interface AdoptSubject {
  tool: Tool
  /** Key or number. */
  name: string
  closed: boolean
  /** Case that has it as a ticket already. */
  holder: { id: string; key: string } | null
  findings: FindingDoc[]
}

/** A case that findings are on, with the tools it has a ticket of. */
export interface HoldingCase {
  key: string
  tools: readonly Tool[]
}

/**
 * - `adopt`: a new case is made for its findings; - `attach`: it is known, findings are added to its case;
 * - `join`: it becomes the ticket of the case that its findings are on, `with` naming the item of the same request that
 * makes that case; - `known`: nothing is left to do; - `refuse`: `reason` says why.
 */
export interface AdoptDecision {
  what: 'adopt' | 'attach' | 'join' | 'known' | 'refuse'
  findings: string[]
  case: string | null
  with: string | null
  reason: string | null
  /** Findings that belong to it and stay where they are, and why. */
  left: string[]
}

/** What becomes of each ticket of one request, in its order; `cases` are those the findings are on. Pure. */
export function decideAdoption(
  subjects: readonly AdoptSubject[],
  cases: ReadonlyMap<string, HoldingCase>,
): AdoptDecision[] {
  /** Finding → the subject of this very request that takes it, and the tools its case has by then. */
  const planned = new Map<string, { name: string; tools: Set<Tool> }>()
  return subjects.map(subject => decideOne(subject, cases, planned))
}

function decideOne(
  subject: AdoptSubject,
  cases: ReadonlyMap<string, HoldingCase>,
  planned: Map<string, { name: string; tools: Set<Tool> }>,
): AdoptDecision {
  const { tool, name, holder } = subject
  const tracked = subject.findings.filter(each => each.tracked)
  const left = subject.findings.filter(each => !each.tracked).map(each => adoptText.createOnly(each.id))
  const none = { findings: [], case: null, with: null, reason: null, left }
  const refuse = (reason: string): AdoptDecision => ({ ...none, what: 'refuse', reason })
  const free = tracked.filter(each => each.caseId === null && !planned.has(each.id))
  if (holder !== null) {
    const elsewhere = tracked.filter(each => each.caseId !== null && each.caseId !== holder.id)
    const stay = elsewhere.map(each => adoptText.left(each.id, keyOf(each, cases)))
    const findings = free.map(each => each.id)
    const what = findings.length === 0 ? 'known' : 'attach'
    const told = { case: holder.key, reason: adoptText.linked(holder.key), left: [...left, ...stay] }
    return { ...none, what, findings, ...told }
  }
  if (tracked.length === 0) return refuse(adoptText.noFinding(name))
  if (free.length > 0) {
    const stay = tracked.filter(each => !free.includes(each))
    const others = stay.map(each => adoptText.left(each.id, planned.get(each.id)?.name ?? keyOf(each, cases)))
    const entry = { name, tools: new Set([tool]) }
    for (const each of free) planned.set(each.id, entry)
    const open = free.filter(each => each.open).length
    const reason = subject.closed && open > 0 ? adoptText.reopens(open) : null
    return { ...none, what: 'adopt', findings: free.map(each => each.id), reason, left: [...left, ...others] }
  }
  const together = tracked.flatMap(each => planned.get(each.id) ?? []).find(each => !each.tools.has(tool))
  if (together !== undefined) {
    together.tools.add(tool)
    const findings = tracked.filter(each => planned.get(each.id) === together).map(each => each.id)
    return { ...none, what: 'join', findings, with: together.name, reason: adoptText.joinsNew(together.name) }
  }
  const here = tracked.find(each => {
    const found = each.caseId === null ? undefined : cases.get(each.caseId)
    return found !== undefined && !found.tools.includes(tool)
  })
  if (here !== undefined) {
    const key = keyOf(here, cases)
    return { ...none, what: 'join', findings: [here.id], case: key, reason: adoptText.joins(key) }
  }
  const keys = [...new Set(tracked.map(each => planned.get(each.id)?.name ?? keyOf(each, cases)))]
  return refuse(adoptText.elsewhere(name, keys))
}

function keyOf(finding: FindingDoc, cases: ReadonlyMap<string, HoldingCase>): string {
  return cases.get(finding.caseId ?? '')?.key ?? 'another case'
}

/**
 * Addresses of the tickets that Datadog's own integrations made or linked for a finding.
 * Source: https://docs.datadoghq.com/security/guide/findings-schema/ (`workflow.integrations.cases`)
 */
export function datadogTickets(finding: FindingDoc): string[] {
  const cases = at(attributesOf(finding.item), 'workflow', 'integrations', 'cases')
  if (!Array.isArray(cases)) return []
  return cases.flatMap(each =>
    [at(each, 'jira_issue', 'url'), at(each, 'servicenow_ticket', 'url')].filter(
      url => typeof url === 'string',
    ),
  )
}

function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (so, name) => (typeof so === 'object' && so !== null ? (so as Record<string, unknown>)[name] : undefined),
    value,
  )
}

/** Shorter words are no id of a finding. Characters. */
const ID_CHARS_MIN = 8

/** Words of a ticket's Markdown that may be ids of findings, e.g. out of a link into Datadog. */
export function wordsOf(text: string): string[] {
  const words = text.replaceAll('\\', '').match(/[\w=%-]+/g) ?? []
  const said = words.map(decoded).flatMap(word => [word, word.slice(word.indexOf('=') + 1)])
  return [...new Set(said)].filter(word => word.length >= ID_CHARS_MIN)
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word)
  } catch {
    // A percent sign that encodes nothing: the word is what it is.
    return word
  }
}
