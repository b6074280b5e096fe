/** Every call the app makes to Jira's REST API v3, one function each. Nothing is decided here. */
import api, { type APIResponse, route } from '@forge/api'

/** What came back. `body` is null where there is none or it is no JSON. */
export interface JiraReply {
  status: number
  body: unknown
}

/**
 * The app itself, or the person who clicked. What a page shows or changes is always asked for as the person, so that
 * Jira's own permissions decide.
 */
export type As = 'app' | 'user'

/** Keys `project/search` takes at once. Source: REST API v3, "Get projects paginated", `keys`. */
export const PROJECT_KEYS_MAX = 50

const JSON_BODY = { 'content-type': 'application/json', accept: 'application/json' } as const

async function read(answer: Promise<APIResponse>): Promise<JiraReply> {
  const reply = await answer
  const text = await reply.text()
  return { status: reply.status, body: text === '' ? null : parsed(text) }
}

/** A gateway's page of HTML is no answer of Jira's; its status says enough. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const on = (as: As) => (as === 'app' ? api.asApp() : api.asUser())

export const jira = {
  /** The issue's id, status, resolution and project, and the proof on it. `issue`: id or key. */
  issue: (as: As, issue: string): Promise<JiraReply> =>
    read(
      on(as).requestJira(
        route`/rest/api/3/issue/${issue}?fields=status,resolution,project&properties=fixproof`,
      ),
    ),
  /** Every status in use, with its category. */
  statuses: (): Promise<JiraReply> => read(api.asApp().requestJira(route`/rest/api/3/status`)),
  /** Every resolution, with its name. */
  resolutions: (): Promise<JiraReply> => read(api.asApp().requestJira(route`/rest/api/3/resolution`)),
  /** The person who clicked, with the groups they are in. */
  myself: (): Promise<JiraReply> => read(api.asUser().requestJira(route`/rest/api/3/myself?expand=groups`)),
  /** Whether the person administers Jira. */
  adminRights: (): Promise<JiraReply> =>
    read(api.asUser().requestJira(route`/rest/api/3/mypermissions?permissions=ADMINISTER`)),
  /** Whether the person may edit that issue. */
  editRights: (issueId: string): Promise<JiraReply> =>
    read(
      api.asUser().requestJira(route`/rest/api/3/mypermissions?issueId=${issueId}&permissions=EDIT_ISSUES`),
    ),
  /** A project with its work types. `project`: id or key. */
  project: (project: string): Promise<JiraReply> =>
    read(api.asUser().requestJira(route`/rest/api/3/project/${project}`)),
  /** The projects the person sees, by key. */
  projects: (max: number): Promise<JiraReply> =>
    read(api.asUser().requestJira(route`/rest/api/3/project/search?orderBy=key&maxResults=${String(max)}`)),
  /** Those of at most {@link PROJECT_KEYS_MAX} projects that the person sees. */
  projectsNamed: (keys: readonly string[]): Promise<JiraReply> => {
    const named = new URLSearchParams(keys.map(key => ['keys', key]))
    return read(
      api.asUser().requestJira(route`/rest/api/3/project/search?maxResults=${String(keys.length)}&${named}`),
    )
  },
  /** Workflows of work types, or by id, with their statuses. */
  workflows: (body: unknown): Promise<JiraReply> =>
    read(
      api.asUser().requestJira(route`/rest/api/3/workflows`, {
        method: 'POST',
        headers: JSON_BODY,
        body: JSON.stringify(body),
      }),
    ),
  /** Ids of the projects that use a workflow. */
  workflowProjects: (workflowId: string): Promise<JiraReply> =>
    read(api.asUser().requestJira(route`/rest/api/3/workflow/${workflowId}/projectUsages`)),
  /** The rules that may be put on a workflow, those of apps among them. */
  workflowRules: (workflowId: string): Promise<JiraReply> =>
    read(api.asUser().requestJira(route`/rest/api/3/workflows/capabilities?workflowId=${workflowId}`)),
  /** Replaces workflows as a whole; refused with 409 when `version` is not the newest. */
  updateWorkflows: (body: unknown): Promise<JiraReply> =>
    read(
      api.asUser().requestJira(route`/rest/api/3/workflows/update`, {
        method: 'POST',
        headers: JSON_BODY,
        body: JSON.stringify(body),
      }),
    ),
} as const
