/** The app as its own manifest describes it: what the sandbox's Jira reads of it. Nothing is repeated in code. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'

/** The folder of the app. */
export const APP_FOLDER = fileURLToPath(new URL('../../../forge-app', import.meta.url))

const called = { function: z.string().optional(), endpoint: z.string().optional() }
const resolver = z.object(called).optional()
const page = z.object({ key: z.string(), title: z.string(), resource: z.string(), resolver })

const shape = z.object({
  app: z.object({ id: z.string(), runtime: z.object({ name: z.string() }) }),
  modules: z.object({
    'jira:issuePanel': z.array(page).default([]),
    'jira:issueContext': z
      .array(page.extend({ label: z.string(), dynamicProperties: z.object(called).optional() }))
      .default([]),
    'jira:adminPage': z.array(page).default([]),
    'jira:projectPage': z.array(page).default([]),
    'jira:dashboardGadget': z.array(page).default([]),
    'jira:workflowValidator': z
      .array(
        z.object({
          key: z.string(),
          name: z.string(),
          description: z.string(),
          function: z.string(),
          projectTypes: z.array(z.string()).default(['company-managed']),
        }),
      )
      .default([]),
    'jira:entityProperty': z
      .array(
        z.object({
          propertyKey: z.string(),
          entityType: z.string().default('issue'),
          values: z.array(
            z.object({ path: z.string(), type: z.string(), searchAlias: z.string().optional() }),
          ),
        }),
      )
      .default([]),
    'jira:jqlFunction': z
      .array(
        z.object({
          key: z.string(),
          name: z.string(),
          arguments: z.array(z.object({ name: z.string(), required: z.boolean() })),
          operators: z.array(z.string()),
          ...called,
        }),
      )
      .default([]),
    trigger: z
      .array(
        z.object({
          key: z.string(),
          events: z.array(z.string()),
          filter: z.object({ ignoreSelf: z.boolean().default(false) }).default({ ignoreSelf: false }),
          ...called,
        }),
      )
      .default([]),
    scheduledTrigger: z
      .array(
        z.object({ key: z.string(), interval: z.enum(['fiveMinute', 'hour', 'day', 'week']), ...called }),
      )
      .default([]),
    action: z.array(z.object({ key: z.string(), ...called })).default([]),
    function: z.array(
      z.object({ key: z.string(), handler: z.string(), timeoutSeconds: z.number().optional() }),
    ),
    endpoint: z
      .array(
        z.object({
          key: z.string(),
          remote: z.string(),
          route: z.object({ path: z.string() }),
          auth: z.object({ appSystemToken: z.object({ enabled: z.boolean() }).optional() }).optional(),
        }),
      )
      .default([]),
  }),
  resources: z.array(
    z.object({
      key: z.string(),
      path: z.string(),
      entry: z.record(z.string(), z.string()).optional(),
    }),
  ),
  remotes: z.array(z.object({ key: z.string(), operations: z.array(z.string()) })).default([]),
  permissions: z.object({ scopes: z.array(z.string()) }),
})

export type Manifest = z.output<typeof shape>

/** What is called: a function of the app, or a path of its remote. */
export type Called = { function?: string | undefined; endpoint?: string | undefined }

/** Kinds of pages and the modules they come from. */
export const PAGES = {
  panel: 'jira:issuePanel',
  glance: 'jira:issueContext',
  admin: 'jira:adminPage',
  project: 'jira:projectPage',
  gadget: 'jira:dashboardGadget',
} as const
export type PageKind = keyof typeof PAGES

/** Reads the app's manifest. Throws a sentence when it lacks what the sandbox needs. */
export function readManifest(folder: string = APP_FOLDER): Manifest {
  return shape.parse(parse(readFileSync(`${folder}/manifest.yml`, 'utf8')))
}

/** Environments of an app are apps of their own to a site; this one is the only one here. */
export const ENVIRONMENT_ID = '5f2d6d1c-4a7e-4b36-9a41-0c2f8e7b9d10'

/** `ari:cloud:ecosystem::extension/{appId}/{envId}/static/{moduleKey}`: how workflows and tokens name a module. */
export function moduleAri(manifest: Manifest, key: string): string {
  const app = manifest.app.id.split('/').at(-1)
  return `ari:cloud:ecosystem::extension/${app}/${ENVIRONMENT_ID}/static/${key}`
}
