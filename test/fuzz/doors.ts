/** Every door of the hub with what it takes: a new one needs a row here, and a test says so. */
import type { Json } from '../harness'
import type { Door, FuzzWorld, Known } from './world'

/** What stands in the place of a part of an address, of a query or of a body: made anew for each world. */
export interface Ids extends Known {
  passing: Awaited<ReturnType<FuzzWorld['passing']>>
}

export interface DoorRow {
  door: Door
  /** What the door takes; none where it reads no body. */
  body?: (ids: Ids) => Json
  /** Right parts of its address where not any case will do: what it does to one must not shut the others. */
  parts?: Readonly<Record<string, (ids: Ids) => string[]>>
}

const setting = { type: 'two-way', conflict: 'newest', map: { P1: ['High'] } }
const refs = (ids: Ids, ...names: string[]) => ({
  data: names.map(name => ({ id: ids.finding(name), type: 'findings' })),
})
const inProject = (ids: Ids) => ({ data: { id: ids.project, type: 'projects' } })
const ofCase = (attributes?: Json) => () => ({ data: { type: 'case', ...(attributes && { attributes }) } })
const ADA = { accountId: '712020:ada0ada0-0000-4000-8000-000000000002', name: 'Ada Lovelace' }
const ABEL = { userName: 'abel', name: 'Abel Tuter' }
const DAY = '2026-12-31'

const create = (type: string) => (ids: Ids) => ({
  data: [
    {
      type,
      attributes: { title: 'T', description: 'D', priority: 'P1', fields: { duedate: '2027-01-01' } },
      relationships: { findings: refs(ids, 'd'), project: inProject(ids) },
    },
  ],
})
const attachTicket = (type: string, attribute: string, url: (ids: Ids) => string) => (ids: Ids) => ({
  data: {
    type,
    attributes: { [attribute]: url(ids) },
    relationships: { findings: refs(ids, 'e'), project: inProject(ids) },
  },
})

const open: DoorRow = { door: 'open' }
const api: DoorRow = { door: 'api' }
type Parts = NonNullable<DoorRow['parts']>
const write = (body: (ids: Ids) => Json, parts?: Parts): DoorRow => ({
  ...{ door: 'api', body },
  ...(parts !== undefined && { parts }),
})
const onHand: Parts = { case_id: ids => [ids.hand] }
const onBare: Parts = { case_id: ids => [ids.bare] }
const onShelf: Parts = { case_id: ids => [ids.shelf] }
/** By somebody else than who asks. */
const answer = (body: (ids: Ids) => Json): DoorRow => ({ door: 'answer', body })
const app = (body: (ids: Ids) => Json = () => ({})): DoorRow => ({ door: 'forge', body })
const incidents = (body: (ids: Ids) => Json): DoorRow => ({ door: 'servicenow', body })

const insights = ofCase({ insights: [{ type: 'MONITOR', ref: '/monitors/1', resource_id: '1' }] })

export const DOORS: Readonly<Record<string, DoorRow>> = {
  'GET /healthz': open,
  'GET /readyz': open,
  'GET /.well-known/jwks.json': open,
  'GET /metrics': open,
  'GET /cases/:case': open,
  'GET /cases-page.css': open,
  'GET /cases-page.js': open,
  'GET /openapi.json': open,
  'GET /docs': open,
  'GET /docs/start.js': open,
  'GET /docs/:file': open,

  'POST /webhooks/jira/:connection': {
    door: 'jira',
    body: ids => ({
      timestamp: 1_790_000_000_000,
      webhookEvent: 'jira:issue_updated',
      user: { accountId: ADA.accountId, displayName: ADA.name },
      issue: { id: ids.issue.id, key: ids.issue.key, fields: { summary: 'S', labels: ['x'] } },
      changelog: { id: '10', items: [{ field: 'status', fieldId: 'status', from: '1', to: '3' }] },
      comment: { id: '1', self: `${ids.issue.url}/issue/10001/comment/1` },
      property: { key: 'fixproof' },
    }),
  },
  'POST /webhooks/datadog/:connection': {
    door: 'datadog',
    body: () => ({ id: '7', title: 'A finding', event_type: 'security_finding', tags: ['a:b'] }),
  },
  'POST /webhooks/servicenow/:connection': {
    door: 'servicenow',
    body: ids => ({
      ...{ event_id: 'event-1', sys_id: ids.incident.id, number: ids.incident.number, sys_mod_count: 3 },
      ...{ changed: ['state'], actor: 'abel', kind: 'refused', at: '2026-11-22T12:00:00.000Z' },
      journal: [{ id: null, element: 'comments', value: 'Said', by: 'abel', at: '2026-11-22T12:00:00.000Z' }],
      ...{ sentence: 'It is open.', claim: 'fixed' },
    }),
  },

  'GET /api/v2/security/findings': api,
  'POST /api/v2/security/findings/search': write(() => ({
    data: { attributes: { filter: '@severity:high', page: { limit: 10 }, sort: '-@detection_changed_at' } },
  })),
  'POST /api/v2/security/findings/cases': write(create('cases')),
  'POST /api/v2/security/findings/jira_issues': write(create('jira_issues')),
  'POST /api/v2/security/findings/servicenow_tickets': write(create('servicenow_tickets')),
  'PATCH /api/v2/security/findings/cases/:case_id': write(ids => ({
    data: { id: ids.hand, type: 'cases', relationships: { findings: refs(ids, 'f') } },
  })),
  'PATCH /api/v2/security/findings/jira_issues': write(
    attachTicket('jira_issues', 'jira_issue_url', ids => ids.issue.url),
  ),
  'PATCH /api/v2/security/findings/servicenow_tickets': write(
    attachTicket('servicenow_tickets', 'servicenow_ticket_url', ids => ids.incident.url),
  ),
  'DELETE /api/v2/security/findings/cases': write(ids => ({
    data: { type: 'cases', relationships: { findings: refs(ids, 'f') } },
  })),
  'PATCH /api/v2/security/findings/mute': write(ids => ({
    data: {
      type: 'mute',
      attributes: { mute: { is_muted: true, reason: 'RISK_ACCEPTED', expire_at: 1_900_000_000_000 } },
      relationships: { findings: refs(ids, 'g') },
    },
  })),

  'GET /api/v2/cases/projects': api,
  'GET /api/v2/cases/projects/:project_id': api,
  'POST /api/v2/cases/projects': write(() => ({
    data: { type: 'project', attributes: { key: 'NEW', name: 'New' } },
  })),
  'PATCH /api/v2/cases/projects/:project_id': write(() => ({
    data: {
      type: 'project',
      attributes: {
        name: 'Another',
        settings: {
          integration_jira: {
            enabled: true,
            auto_creation: { enabled: false },
            metadata: { account_id: 'main', project_id: 'SEC', issue_type_id: 'Task' },
            sync: {
              enabled: true,
              properties: {
                title: { sync_type: 'two-way' },
                status: { sync_type: 'two-way', name_mapping: { Open: 'To Do' } },
                priority: { sync_type: 'once', mapping: { P1: 'High' } },
                due_date: { sync_type: 'off', jira_field_id: 'duedate' },
              },
            },
          },
          integration_service_now: {
            ...{ enabled: true, instance_name: 'main', assignment_group: 'Vulnerability Response' },
            sync_config: {
              enabled: true,
              properties: {
                priority: {
                  sync_type: 'two-way',
                  ...{ impact_mapping: { P1: '1' }, urgency_mapping: { P1: '1' } },
                },
              },
            },
          },
        },
      },
    },
  })),
  'DELETE /api/v2/cases/projects/:project_id': api,

  'POST /api/v2/cases': write(ids => ({
    data: {
      type: 'case',
      attributes: {
        ...{ title: 'By hand', type_id: '00000000-0000-0000-0000-000000000003', description: 'A text' },
        ...{ priority: 'P2', status_name: 'Open' },
      },
      relationships: { project: { data: { id: ids.project, type: 'project' } } },
    },
  })),
  'GET /api/v2/cases': api,
  'GET /api/v2/cases/:case_id': api,
  'POST /api/v2/cases/:case_id/status': write(
    ofCase({ status_name: 'Closed', security_resolved_reason: 'FALSE_POSITIVE' }),
    onBare,
  ),
  'POST /api/v2/cases/:case_id/resolved_reason': write(
    ofCase({ security_resolved_reason: 'FALSE_POSITIVE' }),
    onBare,
  ),
  'POST /api/v2/cases/:case_id/priority': write(ofCase({ priority: 'P2' })),
  'POST /api/v2/cases/:case_id/title': write(ofCase({ title: 'Another' })),
  'POST /api/v2/cases/:case_id/description': write(ofCase({ description: 'Another **text** with [a](b)' })),
  'POST /api/v2/cases/:case_id/due_date': write(ofCase({ due_date: '2027-01-31' })),
  'POST /api/v2/cases/:case_id/assign': write(ids => ofCase({ assignee_id: ids.project })()),
  'POST /api/v2/cases/:case_id/unassign': write(ofCase()),
  'POST /api/v2/cases/:case_id/attributes': write(ofCase({ attributes: { team: ['a'], labels: ['x'] } })),
  'POST /api/v2/cases/:case_id/archive': write(ofCase(), onShelf),
  'POST /api/v2/cases/:case_id/unarchive': write(ofCase(), onShelf),
  'PATCH /api/v2/cases/:case_id/relationships/project': write(ids => ({
    data: { id: ids.project, type: 'project' },
  })),
  'POST /api/v2/cases/:case_id/relationships/jira_issues': write(
    () => ({
      data: {
        type: 'issues',
        attributes: { jira_account_id: 'main', project_id: 'SEC', issue_type_id: 'Task', fields: { a: 1 } },
      },
    }),
    onHand,
  ),
  'PATCH /api/v2/cases/:case_id/relationships/jira_issues': write(
    ids => ({
      data: { type: 'issues', attributes: { jira_issue_url: ids.free } },
    }),
    onHand,
  ),
  'DELETE /api/v2/cases/:case_id/relationships/jira_issues': { ...api, parts: onHand },
  'POST /api/v2/cases/:case_id/relationships/servicenow_tickets': write(() => ({
    data: {
      type: 'tickets',
      attributes: { instance_name: 'main', assignment_group: 'Vulnerability Response' },
    },
  })),
  'POST /api/v2/cases/:case_id/comment': write(ofCase({ comment: 'Said, *so*' }), onHand),
  'PUT /api/v2/cases/:case_id/comment/:cell_id': write(ofCase({ comment: 'Said anew' }), onHand),
  'DELETE /api/v2/cases/:case_id/comment/:cell_id': { ...api, parts: onHand },
  'GET /api/v2/cases/:case_id/timelines': api,
  'PUT /api/v2/cases/:case_id/insights': write(insights),
  'DELETE /api/v2/cases/:case_id/insights': write(insights),

  'GET /api/v1/cases/:case': api,
  'GET /api/v1/tickets/:tool/:connection/:ticket': api,
  'GET /api/v1/cases/:case/timeline': api,
  'GET /api/v1/findings/:finding/timeline': api,
  'GET /api/v1/tickets/:tool/:connection/:ticket/timeline': api,
  'GET /api/v1/links': api,
  'POST /api/v1/links/resume': write(() => ({ tool: 'jira', connection: 'main', project: 'SEC' })),
  'POST /api/v1/links/:link/resume': api,
  'POST /api/v1/tickets': write(ids => ({
    ...{
      findings: [ids.finding('h')],
      mode: 'single',
      project: 'SEC',
      title: 'A title',
      description: 'A text',
    },
    tools: [
      {
        ...{ tool: 'jira', connection: 'main', jiraProject: 'SEC', workType: 'Task' },
        ...{ priority: 'P2', assignee: 'ada@example.com', fields: { duedate: '2027-01-01' } },
      },
      { tool: 'servicenow', connection: 'main', assignmentGroup: 'Vulnerability Response', mode: 'itsm' },
    ],
    sync: {
      jira: { priority: setting, status: { type: 'once', map: { OPEN: ['To Do'] } } },
      servicenow: { comments: { type: 'two-way', journal: 'work_notes', from: ['comments'] } },
    },
    preview: true,
  })),
  'POST /api/v1/detach': write(ids => ({ findings: [ids.finding('f')] })),
  'GET /api/v1/metadata/connections': api,
  'GET /api/v1/metadata/jira/:connection/projects': api,
  'GET /api/v1/metadata/jira/:connection/projects/:project/work-types': api,
  'GET /api/v1/metadata/jira/:connection/projects/:project/work-types/:workType/fields': api,
  'GET /api/v1/metadata/servicenow/:connection/groups': api,
  'GET /api/v1/metadata/servicenow/:connection/fields': api,
  'POST /api/v1/apply': write(() => ({ lines: ['SEC-1.1f0c3b7a'] })),
  'POST /api/v1/plan': write(ids => ({ case: ids.withIssue, limit: 5 })),
  'GET /api/v1/drift': api,
  'POST /api/v1/adopt': write(ids => ({
    urls: [{ url: ids.issue.url, findings: [ids.finding('h')] }, ids.incident.url],
    jql: { connection: 'main', jql: 'project = SEC' },
    datadog: true,
    findings: { query: '@severity:critical', tools: ['jira'], mode: 'grouped' },
    ...{ project: 'SEC', preview: true },
  })),
  'GET /api/v1/exceptions': api,
  'POST /api/v1/exceptions': write(ids => ({
    ...{ case: ids.withIssue, findings: [ids.finding('b')], reason: 'Because', until: DAY },
  })),
  'POST /api/v1/exceptions/:exception/approve': answer(() => ({ answer: 'Fine', mute: false })),
  'POST /api/v1/exceptions/:exception/refuse': answer(() => ({ answer: 'No' })),
  'GET /api/v1/export-config': api,
  'GET /api/v1/check': api,

  'POST /forge/v1/issues/:issue': app(),
  'POST /forge/v1/issues/:issue/proof': app(),
  'POST /forge/v1/issues/:issue/recheck': app(),
  'POST /forge/v1/issues/:issue/refused': app(() => ({
    ...{ actor: ADA, sentence: 'It is open.', claim: 'fixed' },
  })),
  'POST /forge/v1/issues/:issue/attach': app(ids => ({ actor: ADA, findings: [ids.finding('g')] })),
  'POST /forge/v1/issues/:issue/detach': app(ids => ({
    ...{ actor: ADA, findings: [ids.finding('g')], reason: 'Because' },
  })),
  'POST /forge/v1/issues/:issue/exceptions': app(ids => ({
    ...{ actor: ADA, findings: [ids.finding('b')], reason: 'Because', until: DAY },
  })),
  'POST /forge/v1/findings/search': app(() => ({ query: '@severity:high -status:(open OR muted)' })),
  'POST /forge/v1/projects/:project': app(),
  'POST /forge/v1/false-fixes': app(() => ({ days: 30 })),
  'POST /forge/v1/connection': app(),
  'POST /forge/v1/events': app(ids => ({
    ...{ eventType: 'avi:jira:updated:issue', timestamp: '2026-11-22T12:00:00Z' },
    issue: { id: ids.issue.id, key: ids.issue.key },
  })),

  'POST /servicenow/v1/:connection/incidents/:incident': incidents(() => ({ actor: ABEL })),
  'POST /servicenow/v1/:connection/incidents/:incident/recheck': incidents(() => ({ actor: ABEL })),
  'POST /servicenow/v1/:connection/incidents/:incident/attach': incidents(ids => ({
    ...{ actor: ABEL, findings: [ids.finding('h')] },
  })),
  'POST /servicenow/v1/:connection/incidents/:incident/detach': incidents(ids => ({
    ...{ actor: ABEL, findings: [ids.finding('h')], reason: 'Because' },
  })),
  'POST /servicenow/v1/:connection/incidents/:incident/exceptions': incidents(ids => ({
    ...{ actor: ABEL, findings: [ids.finding('c')], reason: 'Because', until: DAY },
  })),
  'POST /servicenow/v1/:connection/ping': incidents(() => ({ actor: ABEL })),
}

/** What a part of an address is when it is right, by its name in the route; several where more fit. */
export const PARTS: Readonly<Record<string, (ids: Ids) => string[]>> = {
  connection: () => ['main'],
  tool: () => ['jira', 'servicenow'],
  ticket: ids => [ids.issue.key, ids.incident.number, ids.issue.id],
  case: ids => [ids.hand, ids.withIssue, ids.withIncident, 'SEC-1'],
  case_id: ids => [ids.hand, ids.withIssue, ids.withIncident, 'SEC-2'],
  cell_id: ids => [ids.passing.comment],
  project_id: ids => [ids.passing.project, ids.passing.project, ids.project],
  project: () => ['SEC'],
  workType: () => ['Task'],
  finding: ids => [ids.finding('a'), ids.finding('b')],
  link: ids => [ids.link],
  exception: ids => [ids.passing.exception],
  issue: ids => [ids.issue.id, ids.issue.key],
  incident: ids => [ids.incident.id],
  file: () => ['swagger-ui.css', 'favicon-32x32.png'],
}

/** What a query says when it is right, by the name of the parameter. */
export const QUERIES: Readonly<Record<string, (ids: Ids) => string[]>> = {
  'filter[query]': () => ['@severity:high', '@title:"Problem a" OR -status:(open muted)', '*'],
  'page[cursor]': () => ['eyJ4IjoxfQ'],
  'page[limit]': () => ['1', '100'],
  'page[size]': () => ['1', '100'],
  'page[number]': () => ['1', '2'],
  'sort[field]': () => ['created_at', 'priority'],
  'sort[asc]': () => ['true', 'false'],
  'sort[ascending]': () => ['true', 'false'],
  sort: () => ['-@detection_changed_at', '@detection_changed_at'],
  filter: () => ['status:open (priority:P1 OR priority:P2)', '-label:x created_at:>2026-01-01', 'word*'],
  limit: () => ['1', '50'],
  after: ids => [ids.hand, ids.link],
  order: () => ['newest', 'oldest'],
  state: () => ['live', 'blocked', 'asked', 'approved'],
  case: ids => [ids.hand, 'SEC-1'],
  project: () => ['SEC'],
  tool: () => ['jira', 'servicenow'],
  field: () => ['title', 'comments'],
  kind: () => ['stands', 'blocked'],
}
