import type { World } from '../port'
import type { JiraTicket, ProjectRecord, ServiceNowTicket } from './model'
import { Refused } from './refusals'
import { at, type State } from './state'

/** Datadog's own Jira account in the sandbox. It knows nothing of the simulated Jira site: two different customers' eyes. */
const JIRA_SITE = 'https://example.atlassian.net'
const JIRA_ACCOUNT = '6d2f9a3b-11c7-4e58-8f0a-2c9b7d4e5a10'
const FIRST_ISSUE_ID = 1_000_000

function text(project: ProjectRecord, path: string, otherwise: string): string {
  const value = at(project.settings, path)
  return typeof value === 'string' ? value : otherwise
}

/** The issue that Datadog's own integration makes in the Jira project of the case project. */
export function newIssue(state: State, project: ProjectRecord): JiraTicket {
  const number = state.nextIssue++
  const key = `${text(project, 'integration_jira.metadata.project_id', 'VULN')}-${number}`
  return {
    issueId: String(FIRST_ISSUE_ID + number),
    issueKey: key,
    issueUrl: `${JIRA_SITE}/browse/${key}`,
    accountId: JIRA_ACCOUNT,
  }
}

/** The instance that a case project is set up for. */
export function instanceOf(project: ProjectRecord): string {
  return text(project, 'integration_service_now.instance_name', 'example')
}

/** The incident that Datadog's own integration makes there. */
export function newIncident(world: World, instanceName: string): ServiceNowTicket {
  const sysId = world.ids.uuid().replaceAll('-', '')
  return { instanceName, sysId, url: incidentUrl(instanceName, sysId) }
}

function incidentUrl(instance: string, sysId: string): string {
  return `https://${instance}.service-now.com/now/nav/ui/classic/params/target/incident.do?sys_id=${sysId}`
}

/** A full issue URL, `https://<site>/browse/KEY-1`; attaching by key alone does not exist. */
export function readIssueUrl(state: State, world: World, url: string): JiraTicket {
  const found = /^https:\/\/[a-z0-9.-]+(?::\d+)?\/browse\/([A-Z][A-Z0-9_]*-\d+)(?:[?#].*)?$/.exec(url)
  if (found?.[1] === undefined) throw new Refused('ticket URL is not usable', 'invalid Jira issue URL')
  const issueUrl = url.replace(/[?#].*$/, '')
  const known = [...state.cases.values()].find(one => one.jira?.issueUrl === issueUrl)?.jira
  return (
    known ?? {
      issueId: String(FIRST_ISSUE_ID + 500_000 + Math.floor(world.random() * 400_000)),
      issueKey: found[1],
      issueUrl,
      accountId: JIRA_ACCOUNT,
    }
  )
}

/** An incident of a `*.service-now.com` host, however the address is wrapped; problems and changes are refused. */
export function readIncidentUrl(url: string): ServiceNowTicket {
  const plain = decoded(url)
  const host = /^https:\/\/([a-z0-9-]+)\.service-now\.com\//.exec(plain)
  const record = /\/(\w+)\.do\?(?:[^#]*&)?sys_id=([0-9a-f]{32})/.exec(plain)
  if (host?.[1] === undefined || record?.[2] === undefined) {
    throw new Refused('ticket URL is not usable', 'invalid ServiceNow ticket URL')
  }
  if (record[1] !== 'incident') {
    throw new Refused('ticket URL is not usable', `ServiceNow table "${record[1]}" is not supported`)
  }
  return { instanceName: host[1], sysId: record[2], url }
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch (error) {
    if (error instanceof URIError)
      throw new Refused('ticket URL is not usable', 'invalid ServiceNow ticket URL')
    throw error
  }
}
