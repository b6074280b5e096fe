import { createHmac } from 'node:crypto'
import { JIRA_SECRET } from '../common/config'

/** Issues that webhooks tell of: as many linked tickets stand in the hub's store. */
export const ISSUES = 1_000
/** Id of the first of them at Jira. */
export const FIRST_ISSUE_ID = 10_001
/** Every so many requests the one before is sent again, as Jira does after a lost answer. */
export const REPEAT_EVERY = 20
/** Requests made beforehand for each connection. */
const PREPARED = 64
const ID_DIGITS = 12

/** An `issue_updated` of about 2 KB, shaped as Jira sends it. */
export function jiraBody(issue: number): string {
  const id = String(FIRST_ISSUE_ID + issue)
  const site = 'https://example.atlassian.net'
  const person = (name: string) => ({
    self: `${site}/rest/api/2/user?accountId=5b10a2844c20165700ede${name}`,
    accountId: `5b10a2844c20165700ede${name}`,
    avatarUrls: { '48x48': `${site}/avatars/${name}/48`, '24x24': `${site}/avatars/${name}/24` },
    displayName: `Person ${name}`,
    active: true,
    timeZone: 'Europe/Zurich',
    accountType: 'atlassian',
  })
  const body = {
    timestamp: 1_795_000_000_000 + issue,
    webhookEvent: 'jira:issue_updated',
    issue_event_type_name: 'issue_generic',
    user: person('21g'),
    issue: {
      id,
      self: `${site}/rest/api/2/${id}`,
      key: `SEC-${issue + 1}`,
      fields: {
        summary: `Outdated library in service ${issue}`,
        status: {
          id: '3',
          name: 'In Progress',
          statusCategory: { id: 4, key: 'indeterminate', name: 'In Progress' },
        },
        issuetype: { id: '10002', name: 'Task', subtask: false, hierarchyLevel: 0 },
        project: { id: '10000', key: 'SEC', name: 'Security', projectTypeKey: 'software' },
        priority: { id: '2', name: 'High' },
        assignee: person('31h'),
        reporter: person('21g'),
        labels: ['security', 'datadog'],
        resolution: null,
        created: '2026-11-20T09:00:00.000+0100',
        updated: '2026-11-23T09:00:00.000+0100',
        duedate: '2026-12-24',
      },
    },
    changelog: {
      id: String(20_000 + issue),
      items: [
        {
          field: 'status',
          fieldtype: 'jira',
          fieldId: 'status',
          from: '10000',
          fromString: 'To Do',
          to: '3',
          toString: 'In Progress',
        },
      ],
    },
  }
  return JSON.stringify(body)
}

/** Requests with a signature each, made before the time is taken; only the delivery id is written in afterwards. */
export function jiraRequests(path: string, connections: number) {
  const signed = Array.from({ length: ISSUES }, (_, issue) => {
    const body = jiraBody(issue)
    const signature = createHmac('sha256', JIRA_SECRET).update(body).digest('hex')
    const head = [
      `POST ${path} HTTP/1.1`,
      'Host: 127.0.0.1',
      'Content-Type: application/json; charset=UTF-8',
      'User-Agent: Atlassian Webhook HTTP Client',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Hub-Signature: sha256=${signature}`,
      'X-Atlassian-Webhook-Identifier: ',
    ].join('\r\n')
    return {
      bytes: Buffer.from(`${head}${'0'.repeat(ID_DIGITS)}\r\n\r\n${body}`),
      idAt: Buffer.byteLength(head),
    }
  })
  // A request must not change before it is answered, so each connection has its own.
  const lines = Array.from({ length: connections }, (_, connection) => ({
    own: Array.from({ length: PREPARED }, (_, n) => {
      const { bytes, idAt } = at(signed, (connection * PREPARED + n) % ISSUES)
      return { bytes: Buffer.from(bytes), idAt }
    }),
    sent: 0,
    last: { bytes: Buffer.alloc(0), id: '' },
  }))
  const heads = signed.map(({ idAt }) => idAt + ID_DIGITS + '\r\n\r\n'.length)
  let ids = 0
  return {
    /** Of one body, on average. */
    bodyBytes: Math.round(
      signed.reduce((sum, { bytes }, n) => sum + bytes.length - at(heads, n), 0) / ISSUES,
    ),
    next(connection: number): Buffer {
      const line = at(lines, connection)
      line.sent += 1
      if (line.sent % REPEAT_EVERY === 0) return line.last.bytes
      const { bytes, idAt } = at(line.own, line.sent % PREPARED)
      ids += 1
      const id = String(ids).padStart(ID_DIGITS, '0')
      bytes.write(id, idAt, 'latin1')
      line.last = { bytes, id }
      return bytes
    },
    /** Delivery id of the request that this connection sent last. */
    idOf: (connection: number): string => at(lines, connection).last.id,
  }
}

function at<T>(all: readonly T[], index: number): T {
  const found = all[index]
  if (found === undefined) throw new RangeError(`Nothing stands at ${index}`)
  return found
}
