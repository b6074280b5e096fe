import type { Sites } from '@fixproof/rules'
import { projectDocs } from './config/documents'
import { newProject } from './config/newProject'
import type { Config } from './config/schema'
import { datadogCases, datadogReceiver, datadogSource } from './connectors/datadog'
import { jiraReceiver, jiraTool, shownInJira } from './connectors/jira'
import type { TicketTool, WebhookReceiver } from './connectors/port'
import { serviceNowReceiver, serviceNowTool, shownInServiceNow } from './connectors/servicenow'
import { sparingFetch } from './connectors/shared'
import type { Shows } from './domain/fields/table'
import type { CaseDoc, PersonDoc, ProjectDoc, Tool } from './domain/model'
import type { Reach } from './fetch'
import type { Clock, Fetch, Ids, Logger, Random } from './ports'
import { makeCommands } from './reconcile/commands'
import { type EngineDeps, makeEngine } from './reconcile/engine'
import { caseKey } from './reconcile/keys'
import type { Signer } from './reconcile/proof'
import { type Tools, toolKey } from './reconcile/tools'
import type { Store, Stored } from './store/port'

/** The world outside, as the hub is given it. */
export interface Outside {
  clock: Clock
  ids: Ids
  random: Random
  fetch: Fetch
  logger: Logger
}

/** Where calls may go, as the configuration says (hub/src/fetch.ts). */
export function reachOf({ connections, network }: Pick<Config, 'connections' | 'network'>): Reach {
  const { datadog, jira, servicenow } = connections
  const keySets = jira.flatMap(({ forge }) => (forge === undefined ? [] : [forge.jwksUrl]))
  const addresses = [datadog, ...jira, ...servicenow].map(each => each.baseUrl)
  return { addresses: [...addresses, ...keySets], privateHosts: network.privateHosts }
}

/** One connector for each configured connection. */
export function makeTools(config: Config, outside: Outside): Tools {
  const { clock, logger } = outside
  const { datadog, jira, servicenow } = config.connections
  /** Each connection finds out for itself whether its vendor is there. */
  const world = () => ({ fetch: sparingFetch(outside.fetch, clock), clock, logger })
  const { baseUrl, apiKey, applicationKey, query } = datadog
  const account = { baseUrl, apiKey, applicationKey, ...world() }
  const source = datadogSource({ ...account, ...(query === undefined ? {} : { query }) })
  const cases = datadogCases(account)
  const tickets = new Map<string, TicketTool>()
  for (const { id, baseUrl, email, apiToken, indexLagSeconds, siteUrl, cloudId, forge } of jira) {
    tickets.set(
      toolKey('jira', id),
      jiraTool({
        ...{ id, baseUrl, email, apiToken, ...world() },
        indexLagMs: indexLagSeconds * 1000,
        ...(siteUrl !== undefined && { siteUrl }),
        ...(cloudId !== undefined && { cloudId }),
        ...(forge !== undefined && { appId: forge.appId }),
      }),
    )
  }
  for (const { id, baseUrl, auth, settleSeconds } of servicenow) {
    const options = { id, baseUrl, auth, ...world(), settleMs: settleSeconds * 1000 }
    tickets.set(toolKey('servicenow', id), serviceNowTool(options))
  }
  return { source, cases, tickets }
}

/** How the webhooks of every configured connection prove themselves; one receiver a vendor. */
export function makeReceivers({ connections }: Pick<Config, 'connections'>, clock: Clock): WebhookReceiver[] {
  const { datadog, jira, servicenow } = connections
  return [jiraReceiver(jira), datadogReceiver([datadog]), serviceNowReceiver(servicenow, clock)]
}

const SHOWN: Record<Tool, (field: 'title' | 'description', text: string) => string> = {
  jira: shownInJira,
  servicenow: shownInServiceNow,
}

/** How each tool shows a text of ours once it was written. */
export const shows: Shows = (tool, field, text) => SHOWN[tool](field, text)

/** The loop and the commands over one store, as the configuration asks. */
export function makeCore(config: Config, store: Store, signer: Signer, tools: Tools, outside: Outside) {
  const { datadog, jira, servicenow } = config.connections
  const caseUrl = caseUrlOf(config)
  const deps: EngineDeps = {
    ...outside,
    store,
    tools,
    signer,
    caseUrl,
    shows,
    permissionMs: config.proof.permissionHours * 3_600_000,
    indexed: new Set(jira.filter(each => each.forge !== undefined).map(each => each.id)),
    datadog: {
      everyMs: datadog.pollSeconds * 1000,
      overlapMs: datadog.overlapSeconds * 1000,
      rereadMs: datadog.rereadSeconds * 1000,
    },
    connections: [
      ...jira.map(each => ({
        tool: 'jira' as const,
        id: each.id,
        sweepMs: each.sweepSeconds * 1000,
        poll: null,
      })),
      ...servicenow.map(each => ({
        tool: 'servicenow' as const,
        id: each.id,
        sweepMs: each.sweepSeconds * 1000,
        poll: { everyMs: each.pollSeconds * 1000, overlapMs: each.overlapSeconds * 1000 },
        // Without a secret shared with it no app can speak with this hub.
        appMs: each.pushSecrets.length > 0 ? each.appSeconds * 1000 : null,
      })),
    ],
  }
  const engine = makeEngine(deps)
  const commands = makeCommands({ ...deps, engine, sites: sitesOf(config), newProject })
  return { engine, commands }
}

/** Where people see a case; null when the hub was not told its own address. */
export function caseUrlOf(config: Config): (doc: CaseDoc) => string | null {
  const { publicUrl } = config.server
  return doc => (publicUrl === undefined ? null : `${publicUrl}/cases/${encodeURIComponent(doc.key)}`)
}

/** The sites whose ticket addresses are understood. */
export function sitesOf(config: Config): Sites {
  const { jira, servicenow } = config.connections
  return {
    // People copy addresses out of their browser: where the API has another address, that one means nothing.
    jira: jira.map(({ id, baseUrl, siteUrl }) => ({ connection: id, baseUrl: siteUrl ?? baseUrl })),
    servicenow: servicenow.map(({ id, baseUrl }) => ({ connection: id, baseUrl })),
  }
}

/**
 * Makes the stored projects that the file declares equal to it. One the file no longer names is kept, and is no longer
 * read-only: its cases still need it.
 */
export async function declareProjects(store: Store, config: Config, now: number): Promise<void> {
  const wanted = projectDocs(config, now)
  const keep = new Set(wanted.map(each => each.id))
  for (const doc of wanted) {
    const stored = await store.get('project', doc.id)
    const next: ProjectDoc = { ...doc, createdAt: stored?.doc.createdAt ?? now, archivedAt: null }
    if (stored !== undefined && JSON.stringify(stored.doc) === JSON.stringify(next)) continue
    // Its cases are looked at again: proofs name the policy, and a blocked ticket may have waited for just this change.
    const cases = stored === undefined ? [] : await store.find('case', 'project', doc.id)
    await store.commit({
      expect: [{ kind: 'project', id: doc.id, version: stored?.version ?? 0 }],
      put: [{ kind: 'project', id: doc.id, doc: next }],
      marks: cases.map(each => ({ key: caseKey(each.doc.id) })),
    })
  }
  let after: string | undefined
  do {
    const page = await store.list('project', { limit: 500, ...(after === undefined ? {} : { after }) })
    for (const { doc, version } of page.items) {
      if (!doc.declared || keep.has(doc.id)) continue
      await store.commit({
        expect: [{ kind: 'project', id: doc.id, version }],
        put: [{ kind: 'project', id: doc.id, doc: { ...doc, declared: false } }],
      })
    }
    after = page.next
  } while (after !== undefined)
}

/**
 * Makes the stored people that the file pairs equal to it. Whoever was met before under the same address is that
 * person: what is known of them is kept, and the file wins where the two differ.
 */
export async function declarePeople(store: Store, people: readonly PersonDoc[]): Promise<void> {
  for (const doc of people) {
    const met = await peopleLike(store, doc)
    const own = met.find(each => each.doc.id === doc.id)
    const known = met.map(each => each.doc)
    const next: PersonDoc = {
      ...doc,
      name: doc.name ?? known.find(each => each.name !== null)?.name ?? null,
      accounts: Object.assign({}, ...known.map(each => each.accounts), doc.accounts),
    }
    if (own !== undefined && met.length === 1 && JSON.stringify(own.doc) === JSON.stringify(next)) continue
    await store.commit({
      expect: [{ kind: 'person', id: doc.id, version: own?.version ?? 0 }],
      put: [{ kind: 'person', id: doc.id, doc: next }],
      remove: met.filter(each => each.doc.id !== doc.id).map(each => ({ kind: 'person', id: each.doc.id })),
    })
  }
}

async function peopleLike(store: Store, doc: PersonDoc): Promise<Stored<PersonDoc>[]> {
  const accounts = Object.entries(doc.accounts).map(([place, id]) => `${place}/${id}`)
  const found = await Promise.all([
    store.getMany('person', [doc.id]),
    ...accounts.map(account => store.find('person', 'account', account)),
    ...(doc.email === null ? [] : [store.find('person', 'email', doc.email)]),
  ])
  return [...new Map(found.flat().map(stored => [stored.doc.id, stored])).values()]
}
