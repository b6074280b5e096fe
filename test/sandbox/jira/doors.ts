/** Control doors of the simulated Jira: make a project, move an issue, change what somebody may do. */
import type { Hono } from 'hono'
import { z } from 'zod'
import { controlBody } from '../controls'
import type { SandboxEnv } from '../port'
import { commitChange } from './changes'
import { buildProject, type Catalogue, projectSpec } from './projects'
import { ADA } from './seed'
import type { Ask, Site } from './site'
import {
  type ChangeItem,
  findIssue,
  findProject,
  type Issue,
  type JiraUser,
  PERMISSIONS,
  type Permission,
  type Project,
  projectOf,
  statusOf,
  typeOf,
} from './state'

const permissions = z.array(z.enum(Object.keys(PERMISSIONS) as [Permission, ...Permission[]]))
const moveBody = z.strictObject({
  issue: z.string().min(1),
  toProject: z.string().min(1),
  /** Who moves it; default Ada. */
  by: z.string().default(ADA),
})
const permissionsBody = z.strictObject({
  email: z.string(),
  /** Left out: in all projects that do not say otherwise, and the global permissions. */
  project: z.string().optional(),
  allow: permissions.default([]),
  deny: permissions.default([]),
})
const peopleBody = z.strictObject({
  email: z.string(),
  emailVisible: z.boolean().optional(),
  active: z.boolean().optional(),
  groups: z.array(z.string()).optional(),
})

/** Adds the control doors. `catalogue` is asked at each call, since a reset replaces it. */
export function doors(app: Hono<SandboxEnv>, site: Site, catalogue: () => Catalogue): void {
  const person = (email: string): JiraUser | undefined =>
    [...site.state.users.values()].find(user => user.email === email)
  const nobody = (email: string): { error: string } => ({ error: `There is no person ${email}.` })

  app.post('/_sandbox/projects', async c => {
    const read = await controlBody(c, projectSpec)
    if ('refusal' in read) return read.refusal
    if (findProject(site.state, read.body.key)) {
      return c.json({ error: `There is a project ${read.body.key} already.` }, 400)
    }
    try {
      const project = buildProject(read.body, site.state, catalogue(), site.world.ids)
      site.state.projects.set(project.id, project)
      return c.json(describe(project))
    } catch (error) {
      return c.json({ error: error instanceof Error ? error.message : String(error) }, 400)
    }
  })

  app.post('/_sandbox/jira/move', async c => {
    const read = await controlBody(c, moveBody)
    if ('refusal' in read) return read.refusal
    const issue = findIssue(site.state, read.body.issue)
    const to = findProject(site.state, read.body.toProject)
    const actor = person(read.body.by)
    if (!issue) return c.json({ error: `There is no issue ${read.body.issue}.` }, 400)
    if (!to) return c.json({ error: `There is no project ${read.body.toProject}.` }, 400)
    if (!actor) return c.json(nobody(read.body.by), 400)
    if (to.id === issue.projectId) return c.json({ error: `${issue.key} is in ${to.key} already.` }, 400)
    const moved = moveIssue(
      { site, actor, param: () => '', query: new URLSearchParams(), body: undefined },
      issue,
      to,
    )
    return c.json({ id: moved.id, key: moved.key, formerKey: issue.key })
  })

  app.post('/_sandbox/jira/permissions', async c => {
    const read = await controlBody(c, permissionsBody)
    if ('refusal' in read) return read.refusal
    const { email, project: key, allow, deny } = read.body
    const user = person(email)
    if (!user) return c.json(nobody(email), 400)
    if (key === undefined) {
      const grants = new Set([...user.grants, ...allow].filter(one => !deny.includes(one)))
      site.state.users.set(user.accountId, { ...user, grants })
      return c.json({ ok: true })
    }
    const project = findProject(site.state, key)
    if (!project) return c.json({ error: `There is no project ${key}.` }, 400)
    const local = { allow: new Set(allow), deny: new Set(deny) }
    const next = { ...project, permissions: new Map([...project.permissions, [user.accountId, local]]) }
    site.state.projects.set(project.id, next)
    return c.json({ ok: true })
  })

  app.post('/_sandbox/jira/people', async c => {
    const read = await controlBody(c, peopleBody)
    if ('refusal' in read) return read.refusal
    const user = person(read.body.email)
    if (!user) return c.json(nobody(read.body.email), 400)
    const { emailVisible = user.emailVisible, active = user.active, groups = user.groups } = read.body
    site.state.users.set(user.accountId, { ...user, emailVisible, active, groups })
    return c.json({ ok: true })
  })
}

/** Ids that a test needs to talk about the project it made. */
function describe(project: Project): Record<string, unknown> {
  const fields = project.types.flatMap(type => [...type.fields.values()])
  return {
    id: project.id,
    key: project.key,
    issueTypes: project.types.map(({ id, name }) => ({ id, name })),
    fields: Object.fromEntries(
      fields.filter(field => field.id.startsWith('customfield_')).map(field => [field.name, field.id]),
    ),
    statuses: project.statuses,
    transitions: project.transitions.map(({ id, name }) => ({ id, name })),
  }
}

/** Another key, the same id; work type and status become those of the new project that fit best. */
function moveIssue(ask: Ask, issue: Issue, to: Project): Issue {
  const { state } = ask.site
  const from = projectOf(state, issue)
  const oldType = typeOf(state, issue)
  const oldStatus = statusOf(from, issue.statusId)
  const type = to.types.find(one => one.name === oldType.name) ?? to.types[0]
  if (!type) throw new Error(`project ${to.key} has no work types`)
  const status =
    to.statuses.find(one => one.name === oldStatus.name) ??
    to.statuses.find(one => one.category === oldStatus.category) ??
    statusOf(to, to.initial)
  const number = to.lastNumber + 1
  state.projects.set(to.id, { ...to, lastNumber: number })
  const key = `${to.key}-${number}`
  const fields = Object.fromEntries(Object.entries(issue.fields).filter(([id]) => type.fields.has(id)))
  const items: ChangeItem[] = [
    item('Key', null, issue.key, null, key),
    item('project', from.id, from.name, to.id, to.name),
    ...(type.id === oldType.id ? [] : [item('issuetype', oldType.id, oldType.name, type.id, type.name)]),
    ...(status.id === oldStatus.id
      ? []
      : [item('status', oldStatus.id, oldStatus.name, status.id, status.name)]),
  ]
  const next = { ...issue, key, projectId: to.id, typeId: type.id, statusId: status.id, fields }
  return commitChange(ask, next, items, 'issue_moved')
}

const item = (
  field: string,
  from: string | null,
  before: string,
  to: string | null,
  after: string,
): ChangeItem => ({
  field,
  fieldId: field.toLowerCase(),
  fieldtype: 'jira',
  from,
  fromString: before,
  to,
  toString: after,
})
