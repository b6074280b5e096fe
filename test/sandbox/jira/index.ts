/** The simulated Jira Cloud (REST v3): answers, refuses, lags and tells as the real one does. */
import type { Hono } from 'hono'
import { makeFetch, vendorApp } from '../core'
import { forgeDoors } from '../forge/doors'
import { type ForgeHost, makeForge } from '../forge/host'
import { jiraPages } from '../pages/jira'
import { withPages } from '../pages/mount'
import type { SandboxEnv, VendorApp, World } from '../port'
import { commentRoutes } from './comments'
import { doors } from './doors'
import { issueRoutes } from './issues'
import { makeLimiter } from './limits'
import { linkRoutes } from './links'
import { metadataRoutes } from './metadata'
import { makeCatalogue } from './projects'
import { propertyRoutes } from './properties'
import { Refusal } from './refusals'
import { refusalAnswer, router } from './routes'
import { searchRemoved, searchRoutes } from './search'
import { seedState } from './seed'
import { makeValidators, NO_APPS, type Site, type Validators } from './site'
import { transitionRoutes } from './transitions'
import { userRoutes } from './users'
import { registerWebhook, type WebhookSpec, webhookRoutes } from './webhooks'
import { workflowRoutes } from './workflows'

export { documentOf, plainText } from './adf'
export { CLOUD_ID } from './metadata'
export { ADA, ADMIN_USER, BOT } from './seed'
export type { Validator, ValidatorInput, Validators, ValidatorVerdict } from './site'
export type { WebhookSpec } from './webhooks'

/** The simulated site, with the place where apps hook in. */
export interface JiraApp extends VendorApp {
  /** Workflow validators by project: the place where a Forge app's function is plugged in. */
  validators: Validators
  /** The app, once it is installed, as its manifest describes it. */
  forge: ForgeHost
  /** Its state, for tests of what is built on it. */
  site: Site
}

/** What a site has besides the seed. */
export interface JiraOptions {
  /** Webhooks an administrator has registered; they are part of the seed. */
  webhooks?: readonly WebhookSpec[]
}

/** Jira on the sandbox core: `makeJira(world).app` takes requests, `reset` puts it back to the seed. */
export function makeJira(world: World, options: JiraOptions = {}): JiraApp {
  let catalogue = makeCatalogue()
  const fresh = (): Site['state'] => {
    catalogue = makeCatalogue()
    const state = seedState(world.ids, catalogue)
    for (const webhook of options.webhooks ?? []) registerWebhook(state, webhook)
    return state
  }
  const site: Site = { world, state: fresh(), validators: makeValidators(), apps: NO_APPS }
  const limiter = makeLimiter(world)
  // In process, past the limits of sockets: what an app asks is in the call log like everybody's calls.
  const forge = makeForge(site, (url, init) => makeFetch(world, [vendor])(url, init))
  site.apps = forge

  const parts = {
    vendor: 'jira' as const,
    reset() {
      site.state = fresh()
      site.validators.clear()
      limiter.clear()
    },
    routes(app: Hono<SandboxEnv>) {
      doors(app, site, () => catalogue)
      forgeDoors(app, site, forge)
      const add = router(app, site, limiter)
      for (const routes of [metadataRoutes, issueRoutes, transitionRoutes, commentRoutes, propertyRoutes])
        routes(add)
      for (const routes of [linkRoutes, userRoutes, searchRoutes, workflowRoutes, webhookRoutes]) routes(add)
      app.all('/rest/api/3/search', () => refused(searchRemoved()))
      app.notFound(c =>
        refused(new Refusal('nothing-here', { message: `null for uri: ${c.req.url}`, 'status-code': 404 })),
      )
    },
  }
  const vendor = vendorApp(world, parts)
  const app = withPages(vendor, world, jiraPages(site, forge))
  return { ...app, validators: site.validators, forge, site }
}

function refused(error: Error): Response {
  if (error instanceof Refusal) return refusalAnswer(error)
  throw error
}
