/** What the platform tells a function of where and for whom it runs, besides the payload. */

import { CLOUD_ID } from '../jira/metadata'
import { type Issue, type Project, type State, typeOf } from '../jira/state'
import type { World } from '../port'
import { ENVIRONMENT_ID, type Manifest, moduleAri, PAGES, type PageKind } from './manifest'

/** Version of the app as the site has it installed. */
export const APP_VERSION = '1.0.0'
/** ARI of the site. */
export const SITE_ARI = `ari:cloud:jira::site/${CLOUD_ID}`

/** One function to be run. */
export interface Running {
  functionKey: string
  moduleType: string
  moduleKey: string
  /** Null where nobody in particular asks. */
  accountId: string | null
}

/** `globalThis.__forge_runtime__` as `@forge/api` 8.3.0 reads it. */
export function runtimeOf(
  manifest: Manifest,
  installationId: string,
  world: World,
  running: Running,
  limitMs: number,
): Record<string, unknown> {
  const begun = world.clock.now()
  const timer = { stop() {} }
  const counter = { incr() {}, incrBy() {}, decr() {}, decrBy() {} }
  const { functionKey, moduleKey, moduleType, accountId } = running
  const invocationId = world.ids.uuid()
  return {
    proxy: { token: '', url: '' },
    contextAri: SITE_ARI,
    container: {},
    appContext: {
      appId: manifest.app.id.split('/').at(-1),
      appVersion: APP_VERSION,
      environmentId: ENVIRONMENT_ID,
      environmentType: 'DEVELOPMENT',
      invocationId,
      installationId,
      functionKey,
      moduleType,
      moduleKey,
      installation: installationOf(installationId),
      permissions: { scopes: manifest.permissions.scopes, external: {} },
    },
    ...(accountId !== null && { aaid: accountId }),
    lambdaContext: {
      awsRequestId: invocationId,
      getRemainingTimeInMillis: () => Math.max(0, begun + limitMs - world.clock.now()),
    },
    tracing: { traceId: '1', spanId: '1' },
    realtime: {},
    metrics: {
      counter: () => counter,
      gauge: () => ({ set() {} }),
      timing: () => ({ measure: () => timer }),
    },
    featureFlags: () => false,
  }
}

const installationOf = (installationId: string): Record<string, unknown> => ({
  ari: { installationId },
  contexts: [{ cloudId: CLOUD_ID, workspaceId: CLOUD_ID }],
})

/** The second argument of every function. */
export const payloadContext = (
  installationId: string,
  accountId: string | null,
): Record<string, unknown> => ({
  installContext: SITE_ARI,
  installation: installationOf(installationId),
  ...(accountId !== null && { principal: { accountId } }),
})

/** Where a page stands. */
export interface Place {
  page: PageKind
  issue?: Issue
  project?: Project
  /** Of a gadget: what its editor has saved. */
  gadget?: Record<string, unknown>
}

/** `context` of a page and of its resolver's calls. */
export function pageContext(
  manifest: Manifest,
  state: State,
  world: World,
  place: Place,
  accountId: string,
): Record<string, unknown> {
  const type = PAGES[place.page]
  const moduleKey = manifest.modules[type][0]?.key ?? ''
  return {
    accountId,
    cloudId: CLOUD_ID,
    siteUrl: world.urls.jira,
    localId: moduleAri(manifest, moduleKey),
    moduleKey,
    environmentId: ENVIRONMENT_ID,
    environmentType: 'DEVELOPMENT',
    locale: 'en-US',
    timezone: 'UTC',
    theme: { colorMode: 'light' },
    extension: { type, ...extensionOf(state, place) },
  }
}

/** What the platform says of the issue and project a page or a glance is on. */
export function extensionOf(state: State, { issue, project, gadget }: Place): Record<string, unknown> {
  const type = issue === undefined ? undefined : typeOf(state, issue)
  const managed = project?.style === 'next-gen' ? 'team-managed' : 'software'
  return {
    ...(issue && type && { issue: { id: issue.id, key: issue.key, type: type.name, typeId: type.id } }),
    ...(project && { project: { id: project.id, key: project.key, type: managed } }),
    ...(gadget && { gadgetConfiguration: gadget }),
  }
}
