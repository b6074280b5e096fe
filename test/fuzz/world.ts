/** A hub with everything in it that a request can name, and with the keys and secrets that let requests through. */
import { createHmac } from 'node:crypto'
import { createBody, finding, idOf, projectId } from '../acceptance/support/hardening'
import { type Harness, type Json, makeHarness, PUSH_SECRET, WEBHOOK_SECRET } from '../harness'
import { APP_ID, JWKS_URL, makeTokens } from '../sandbox/forge/tokens'
import { CLOUD_ID } from '../sandbox/jira/metadata'

/** One pair of keys for the whole file: making one takes its time. */
const tokens = makeTokens()
/** A token is good for 25 s of the hub's clock. Milliseconds. */
const TOKEN_USED_MS = 15_000

/** Calls of the app that are told apart by their moment, well within the five minutes that one is good for. */
const CALLS_AT_ONCE = 200_000

/** Who asks, beyond what an address says of it. */
export type Door = 'api' | 'answer' | 'jira' | 'datadog' | 'servicenow' | 'forge' | 'open'

/** Ids of what is there. */
export interface Known {
  project: string
  /** A case made by hand, one with an issue, one with an incident. */
  hand: string
  /** Cases without a finding: one to be closed, one to be archived and back. */
  bare: string
  shelf: string
  withIssue: string
  withIncident: string
  issue: { id: string; key: string; url: string }
  incident: { id: string; number: string; url: string }
  /** Address of an issue on no case, made by a person. */
  free: string
  link: string
  finding: (name: string) => string
}

export interface FuzzWorld {
  h: Harness
  known: Known
  /** A project and a comment that requests made, and an exception that waits; their ids come and go. */
  passing(): Promise<{ project: string; exception: string; comment: string }>
  /** Headers that let a request with this body through the door. */
  pass(door: Door, body: Uint8Array): Record<string, string>
  close(): Promise<void>
}

/** Builds it; about half a second. */
export async function fuzzWorld(): Promise<FuzzWorld> {
  const h = await makeHarness({
    webhook: false,
    config(json) {
      json.connections.jira[0].forge = { appId: APP_ID, jwksUrl: JWKS_URL }
      for (const name of ['carol', 'dan'])
        json.keys.push({ name, scopes: ['admin'], apiKey: `hub-${name}`, person: `${name}@example.com` })
    },
  })
  const { send } = h.world
  h.world.send = (url, init) =>
    url === JWKS_URL ? Promise.resolve(Response.json(tokens.jwks())) : send(url, init)
  // How fast people may ask the vendors is not what is looked at here.
  await h.findings(...'abcdefgh'.split('').map(name => finding(name)))
  await h.look()
  const project = await projectId(h)
  const made = async (type: 'cases' | 'jira_issues' | 'servicenow_tickets', name: string): Promise<Json> => {
    const answer = await h.api(
      'POST',
      `/api/v2/security/findings/${type}`,
      createBody(type, project, [[name]]),
    )
    if (answer.status !== 201) throw new Error(`${type}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body.data[0]
  }
  const hand = await made('cases', 'a')
  const withIssue = await made('jira_issues', 'b')
  const withIncident = await made('servicenow_tickets', 'c')
  await h.rest()
  const byHand = async (title: string): Promise<string> => {
    const answer = await h.api('POST', '/api/v2/cases', {
      data: {
        type: 'case',
        attributes: { title, type_id: '00000000-0000-0000-0000-000000000003' },
        relationships: { project: { data: { id: project, type: 'project' } } },
      },
    })
    return answer.body.data.id
  }
  const [bare, shelf] = [await byHand('Bare'), await byHand('Shelf')]
  const free = await h.jira('ada', 'POST', '/rest/api/3/issue', {
    fields: { project: { key: 'SEC' }, issuetype: { name: 'Task' }, summary: 'Made by Ada' },
  })
  const links = (await h.store.list('link', { limit: 10 })).items.map(each => each.doc)
  const ticketOf = (tool: string) => {
    const link = links.find(each => each.tool === tool)
    if (link?.ticket == null) throw new Error(`There is no ticket in ${tool}`)
    return { link: link.id, ...link.ticket }
  }
  const issue = ticketOf('jira')
  const incident = ticketOf('servicenow')
  const known: Known = {
    project,
    ...{ bare, shelf, free: `${h.world.urls.jira}/browse/${free.body.key}` },
    ...{ hand: hand.id, withIssue: withIssue.id, withIncident: withIncident.id, link: issue.link },
    issue: { id: issue.id, key: issue.key, url: `${h.world.urls.jira}/browse/${issue.key}` },
    incident: {
      ...{ id: incident.id, number: incident.key },
      url: `${h.world.urls.servicenow}/incident.do?sys_id=${incident.id}`,
    },
    finding: idOf,
  }

  let calls = 0
  let token = { text: '', until: Number.NEGATIVE_INFINITY }
  const bearer = (): string => {
    const now = h.world.clock.now()
    if (now >= token.until)
      token = { text: tokens.token({ now, cloudId: CLOUD_ID }), until: now + TOKEN_USED_MS }
    return `Bearer ${token.text}`
  }
  const passes: Record<Door, (body: Uint8Array) => Record<string, string>> = {
    open: () => ({}),
    api: () => ({ 'dd-api-key': 'hub-carol' }),
    answer: () => ({ 'dd-api-key': 'hub-dan' }),
    datadog: () => ({ 'x-datadog-secret': 'datadog-webhook-secret' }),
    jira: body => ({
      'x-hub-signature': `sha256=${createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex')}`,
    }),
    forge: () => ({ authorization: bearer() }),
    servicenow: body => {
      // No two calls at the same moment: the second would be a recording of the first.
      const at = String(h.world.clock.now() - (calls++ % CALLS_AT_ONCE))
      const mac = createHmac('sha256', PUSH_SECRET).update(`${at}.`).update(body).digest('base64')
      return { 'x-fixproof-timestamp': at, 'x-fixproof-signature': `v1=${mac}` }
    },
  }

  return {
    h,
    known,
    async passing() {
      const made = await h.store.find('project', 'key', 'NEW')
      const project = made.find(each => each.doc.archivedAt === null)
      const asked = await h.store.find('exception', 'state', 'asked')
      // Those of the apps only people answer whose accounts are known.
      const exception = asked.find(each => each.doc.askedBy.key === 'carol')
      const said = (await h.store.find('comment', 'case', known.hand)).map(each => each.doc)
      const comment = said.findLast(each => each.deleted === null)
      return {
        project: project?.doc.id ?? 'none',
        exception: exception?.doc.id ?? 'none',
        comment: comment?.id ?? 'none',
      }
    },
    pass: (door, body) => passes[door](body),
    close: () => h.close(),
  }
}
