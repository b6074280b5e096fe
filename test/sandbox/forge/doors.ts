/** Control doors for the app: put it on the site, take it off, look at what it did; and the keys of its tokens. */
import type { Hono } from 'hono'
import { z } from 'zod'
import { controlBody } from '../controls'
import type { Site } from '../jira/site'
import { findProject, type Project } from '../jira/state'
import type { SandboxEnv } from '../port'
import { BuildFailed } from './build'
import type { ForgeHost } from './host'
import { PAGES, type PageKind } from './manifest'
import { placeOf } from './places'
import { FunctionFailed } from './realm'

/** Where the keys of invocation tokens are, below the address of the simulated Jira. */
export const JWKS_PATH = '/_sandbox/forge/jwks.json'

const installBody = z.strictObject({
  installed: z.boolean(),
  /** Where the hub is. */
  hubUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  /** Puts the app's validator on these projects: on every transition into a done status, or on the one named. */
  validators: z.array(z.strictObject({ project: z.string(), transition: z.string().optional() })).default([]),
})
const invokeBody = z.strictObject({
  page: z.enum(Object.keys(PAGES) as [PageKind, ...PageKind[]]),
  issue: z.string().optional(),
  project: z.string().optional(),
  gadget: z.record(z.string(), z.unknown()).optional(),
  /** E-mail address of the person who looks at the page. */
  by: z.string(),
  function: z.string(),
  payload: z.unknown().optional(),
})
const actionBody = z.strictObject({
  action: z.string(),
  by: z.string(),
  inputs: z.record(z.string(), z.unknown()).default({}),
})

/** Adds the doors. */
export function forgeDoors(app: Hono<SandboxEnv>, site: Site, forge: ForgeHost): void {
  const accountOf = (email: string): string | undefined =>
    [...site.state.users.values()].find(user => user.email === email)?.accountId

  app.get(JWKS_PATH, c => c.json(forge.jwks()))

  app.get('/_sandbox/forge', c =>
    c.json({
      installed: forge.manifest !== null,
      logs: forge.logs,
      deliveries: forge.deliveries,
      storage: forge.kvs.entries(),
    }),
  )

  app.post('/_sandbox/forge', async c => {
    const read = await controlBody(c, installBody)
    if ('refusal' in read) return read.refusal
    const { installed, hubUrl, validators } = read.body
    if (!installed) {
      forge.uninstall()
      return c.json({ ok: true })
    }
    const unknown = validators.find(one => findProject(site.state, one.project) === undefined)
    if (unknown) return c.json({ error: `There is no project ${unknown.project}.` }, 400)
    try {
      await forge.install({ hubUrl })
    } catch (error) {
      if (error instanceof BuildFailed) return c.json({ error: error.message }, 500)
      throw error
    }
    for (const { project, transition } of validators) guard(site, forge, project, transition)
    return c.json({ ok: true })
  })

  app.post('/_sandbox/forge/invoke', async c => {
    const read = await controlBody(c, invokeBody)
    if ('refusal' in read) return read.refusal
    const { by, function: key, payload } = read.body
    const accountId = accountOf(by)
    if (accountId === undefined) return c.json({ error: `There is no person ${by}.` }, 400)
    const place = placeOf(site, read.body)
    if (typeof place === 'string') return c.json({ error: place }, 400)
    return answered(() => forge.invoke(place, accountId, key, payload))
  })

  app.post('/_sandbox/forge/action', async c => {
    const read = await controlBody(c, actionBody)
    if ('refusal' in read) return read.refusal
    const { action, by, inputs } = read.body
    const accountId = accountOf(by)
    if (accountId === undefined) return c.json({ error: `There is no person ${by}.` }, 400)
    return answered(() => forge.action(action, accountId, inputs))
  })
}

/** The function's answer as `{answer}`; what went wrong in it as 500 `{error}`. */
async function answered(work: () => Promise<unknown>): Promise<Response> {
  try {
    return Response.json({ answer: await work() })
  } catch (error) {
    if (!(error instanceof FunctionFailed)) throw error
    return Response.json({ error: error.message }, { status: 500 })
  }
}

/** As an administrator does it in the workflow editor. */
export function guard(site: Site, forge: ForgeHost, projectKey: string, transition?: string): void {
  const project = findProject(site.state, projectKey)
  const [rule] = forge.rules()
  if (project === undefined || rule === undefined) throw new Error(`Nothing to put on ${projectKey}`)
  const into = (one: Project['transitions'][number]): boolean =>
    transition === undefined
      ? project.statuses.find(status => status.id === one.to)?.category === 'done'
      : one.name === transition
  const parameters = { key: rule.id, config: '', id: site.world.ids.uuid(), disabled: 'false', tag: '' }
  site.state.projects.set(project.id, {
    ...project,
    workflowVersion: project.workflowVersion + 1,
    transitions: project.transitions.map(one =>
      into(one) && !one.appRules.some(each => each.parameters.key === rule.id)
        ? { ...one, appRules: [...one.appRules, { id: site.world.ids.uuid(), parameters }] }
        : one,
    ),
  })
}
