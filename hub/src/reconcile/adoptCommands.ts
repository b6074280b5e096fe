import { adoptText, readTicketUrl, type Tool } from '@fixproof/rules'
import { type TicketTool, VendorError } from '../connectors/port'
import {
  type AdoptDecision,
  type AdoptSubject,
  datadogTickets,
  decideAdoption,
  type HoldingCase,
  wordsOf,
} from '../domain/adopt'
import type { FindingDoc, TicketView } from '../domain/model'
import { liveLinks } from '../domain/step'
import { ticketKey } from '../store/port'
import { holderOf } from './adopting'
import type { Asker, CommandDeps, Commands } from './commands'
import { everything } from './polls'
import { Refused } from './refused'
import { projectFor } from './ticketProjects'
import { nameIn } from './ticketUrl'
import { toolKey } from './tools'

export interface AdoptRequest {
  /** Tickets by address; `findings` where neither Datadog nor the ticket's text tells which belong to it. */
  urls?: { url: string; findings?: string[] | undefined }[] | undefined
  /** Issues that a JQL finds in one connection. */
  jql?: { connection: string; jql: string } | undefined
  /** Every ticket that Datadog's own integrations made or linked. */
  datadog?: boolean | undefined
  /** Id or key; by where the ticket stands when left out. */
  project?: string | undefined
  /** Nothing is changed; the answer is what would be. */
  preview: boolean
}

/** What became, or would become, of one ticket. */
export interface AdoptedItem extends Omit<AdoptDecision, 'what' | 'with'> {
  url: string
  tool: Tool | null
  ticket: string | null
  closed: boolean
  outcome: 'adopted' | 'attached' | 'joined' | 'known' | 'refused'
}

export interface AdoptCommands {
  /**
   * Takes over tickets that people or other tools made, with the findings that belong to them. Each has its own outcome;
   * done again, those taken over are `known`. Throws `Refused` for a request without anything to adopt, a connection that
   * is not there, or a JQL that Jira refuses.
   */
  adopt(asker: Asker, request: AdoptRequest): Promise<AdoptedItem[]>
}

const OUTCOMES = {
  adopt: 'adopted',
  attach: 'attached',
  join: 'joined',
  known: 'known',
  refuse: 'refused',
} as const satisfies Record<AdoptDecision['what'], AdoptedItem['outcome']>

/** Most findings of one attach. Source: facts, findings limits. */
const ATTACHED_AT_ONCE = 50

interface Candidate {
  url: string
  findings: string[]
}
interface Found extends Candidate {
  tool: Tool
  connection: string
  /** As the address names it. */
  asked: string
  view: TicketView
}
type Looked = Found | (Candidate & { reason: string })

export function makeAdoptCommands(
  deps: CommandDeps,
  commands: Pick<Commands, 'attachToTicket' | 'linkTicket'>,
): AdoptCommands {
  const { store, engine, tools } = deps

  /** Every address Datadog itself links findings to, with those findings. */
  async function linkedByDatadog(): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>()
    for await (const { doc } of everything(store, 'finding'))
      for (const url of datadogTickets(doc)) found.set(url, [...(found.get(url) ?? []), doc.id])
    return found
  }

  async function byJql({ connection, jql }: NonNullable<AdoptRequest['jql']>): Promise<Candidate[]> {
    const tool = tools.tickets.get(toolKey('jira', connection))
    if (tool?.issueIds === undefined) throw new Refused(400, adoptText.noJql(connection))
    try {
      const views = await tool.readMany(await tool.issueIds(jql))
      return [...views.values()].flatMap(view => (view === null ? [] : [{ url: view.url, findings: [] }]))
    } catch (error) {
      if (error instanceof VendorError && error.kind === 'blocked') throw new Refused(400, error.message)
      throw error
    }
  }

  async function look(candidate: Candidate): Promise<Looked> {
    const read = readTicketUrl(candidate.url, deps.sites)
    if (!read.ok) return { ...candidate, reason: `${read.reason}.` }
    const { tool, connection } = read
    const asked = nameIn(read)
    const connector: TicketTool | undefined = tools.tickets.get(toolKey(tool, connection))
    try {
      const view = (await connector?.read(asked)) ?? null
      if (view === null) return { ...candidate, reason: adoptText.notThere(tool, asked) }
      return { ...candidate, tool, connection, asked, view }
    } catch (error) {
      if (!(error instanceof VendorError)) throw error
      return { ...candidate, reason: error.message }
    }
  }

  /** The findings that were named, that Datadog links to the ticket, or that its text names. */
  async function findingsOf(found: Found, linked: Map<string, string[]>): Promise<FindingDoc[]> {
    const names = [found.asked, found.view.key, found.view.id]
    const byDatadog = [...linked].flatMap(([url, ids]) => {
      const read = readTicketUrl(url, deps.sites)
      if (!read.ok || read.tool !== found.tool || read.connection !== found.connection) return []
      return names.includes(nameIn(read)) ? ids : []
    })
    const said = wordsOf(`${found.view.title} ${found.view.fields.description ?? ''}`)
    const stored = await store.getMany('finding', [...new Set([...byDatadog, ...said])])
    const named = await engine.findings.known(found.findings)
    return [...new Map([...named, ...stored.map(each => [each.doc.id, each.doc] as const)]).values()]
  }

  async function subjectOf(found: Found, linked: Map<string, string[]>): Promise<AdoptSubject> {
    const { tool, connection, view } = found
    const held = await holderOf(store, ticketKey(tool, connection, view.id), view.marker)
    const holder = held === undefined ? undefined : await store.get('case', held)
    return {
      tool,
      name: view.key,
      closed: view.category === 'done',
      holder: holder === undefined ? null : { id: holder.doc.id, key: holder.doc.key },
      findings: await findingsOf(found, linked),
    }
  }

  async function casesOf(subjects: readonly AdoptSubject[]): Promise<Map<string, HoldingCase>> {
    const ids = new Set(subjects.flatMap(each => each.findings.flatMap(finding => finding.caseId ?? [])))
    const cases = new Map<string, HoldingCase>()
    for (const id of ids) {
      const state = await engine.unit.load(id)
      if (state === undefined) continue
      cases.set(id, { key: state.case.key, tools: liveLinks(state).map(link => link.tool) })
    }
    return cases
  }

  async function carryOut(
    asker: Asker,
    found: Found,
    decision: AdoptDecision,
    project: string | undefined,
  ): Promise<string | null> {
    const { tool, connection, view, url } = found
    if (decision.what === 'join') {
      const [first = ''] = decision.findings
      const caseId = (await store.get('finding', first))?.doc.caseId ?? ''
      return (await commands.linkTicket(asker, caseId, tool, url)).case.key
    }
    const place = tool === 'jira' ? { tool, connection, jiraProject: view.project } : { tool, connection }
    const owner = await projectFor(store, project, [place])
    let key: string | null = null
    for (let from = 0; from < decision.findings.length; from += ATTACHED_AT_ONCE) {
      const some = decision.findings.slice(from, from + ATTACHED_AT_ONCE)
      key = (await commands.attachToTicket(asker, tool, url, some, owner.id)).case.key
    }
    return key
  }

  async function itemOf(
    asker: Asker,
    found: Found,
    decision: AdoptDecision,
    { preview, project }: AdoptRequest,
  ): Promise<AdoptedItem> {
    const { what, with: _, ...told } = decision
    const { url, tool, view } = found
    const item = { url, tool, ticket: view.key, closed: view.category === 'done', ...told }
    const idle = what === 'known' || what === 'refuse'
    try {
      if (idle) return { ...item, outcome: OUTCOMES[what] }
      if (preview) {
        // What would refuse it later refuses it in the preview.
        if (what === 'adopt')
          await projectFor(store, project, [
            { tool, connection: found.connection, ...(tool === 'jira' && { jiraProject: view.project }) },
          ])
        return { ...item, outcome: OUTCOMES[what] }
      }
      const key = await carryOut({ name: asker.name, seed: null }, found, decision, project)
      return { ...item, outcome: OUTCOMES[what], case: key }
    } catch (error) {
      if (!(error instanceof Refused || error instanceof VendorError)) throw error
      return { ...item, outcome: 'refused', reason: error.message }
    }
  }

  return {
    async adopt(asker, request) {
      const { urls = [], jql, datadog } = request
      const linked = await linkedByDatadog()
      const candidates: Candidate[] = urls.map(({ url, findings = [] }) => ({ url, findings }))
      if (jql !== undefined) candidates.push(...(await byJql(jql)))
      if (datadog === true) candidates.push(...[...linked.keys()].map(url => ({ url, findings: [] })))
      const looked: Looked[] = []
      for (const candidate of candidates) {
        const one = await look(candidate)
        // The same ticket under several addresses is one.
        const again = 'view' in one && looked.some(each => 'view' in each && sameTicket(each, one))
        if (!again) looked.push(one)
      }
      const found = looked.filter(each => 'view' in each)
      const subjects: AdoptSubject[] = []
      const unknown = new Map<Found, string>()
      for (const each of found) {
        const subject = await subjectOf(each, linked)
        const missing = each.findings.filter(id => !subject.findings.some(finding => finding.id === id))
        if (missing.length > 0) unknown.set(each, adoptText.unknown(missing))
        subjects.push(missing.length > 0 ? { ...subject, findings: [] } : subject)
      }
      const decisions = decideAdoption(subjects, await casesOf(subjects))
      const items: AdoptedItem[] = []
      for (const one of looked) {
        const at = 'view' in one ? found.indexOf(one) : -1
        const decision = decisions[at]
        if (!('view' in one) || decision === undefined) {
          items.push(unread(one.url, 'reason' in one ? one.reason : ''))
          continue
        }
        const reason = unknown.get(one)
        const decided = reason === undefined ? decision : { ...decision, what: 'refuse' as const, reason }
        items.push(await itemOf(asker, one, decided, request))
      }
      return items
    },
  }
}

function sameTicket(a: Found, b: Found): boolean {
  return a.tool === b.tool && a.connection === b.connection && a.view.id === b.view.id
}

function unread(url: string, reason: string): AdoptedItem {
  const nothing = { tool: null, ticket: null, closed: false, findings: [], case: null, left: [] }
  return { url, ...nothing, outcome: 'refused', reason }
}
