/**
 * The app's pages in the simulated Jira: each in a frame of its own, as Jira shows them. The bundle is the app's own;
 * what it asks for comes to a door here, with the person and the place from the frame's address, never from the page.
 */
import { join } from 'node:path'
import type { Hono } from 'hono'
import { type ForgeAsset, forgePage } from '../../forge/drawer'
import type { Site } from '../jira/site'
import { type Html, html } from '../pages/html'
import type { SandboxEnv } from '../port'
import type { Place } from './contexts'
import type { ForgeHost } from './host'
import { APP_FOLDER, type Manifest, PAGES, type PageKind } from './manifest'
import { placeOf } from './places'
import { FunctionFailed } from './realm'

const PAGE_PATH = '/_sandbox/forge/page'
const BRIDGE_PATH = '/_sandbox/forge/bridge'
const ASSETS_PATH = '/_sandbox/forge/assets'

/** Address of a page as a person sees it; `on` names the issue or project it stands on. */
export function pageUrl(page: PageKind, by: string, on: { issue?: string; project?: string } = {}): string {
  return `${PAGE_PATH}?${new URLSearchParams({ page, by, ...on })}`
}

/** The frame a page is shown in; nothing while the app is not installed. */
export function appFrame(forge: ForgeHost, page: PageKind, url: string): Html | false {
  const title = forge.manifest?.modules[PAGES[page]][0]?.title
  if (title === undefined) return false
  const id = `app-${page}`
  return html`<section class="sheet app" aria-labelledby="${id}"><h2 id="${id}">${title}</h2><iframe class="app" data-page="${page}" title="${title}" data-src="${url}"></iframe></section>`
}

/** What a frame's address asks for; a sentence when it asks for something that is not there. */
function asked(
  site: Site,
  query: (name: string) => string | undefined,
): { place: Place; by: string } | string {
  const page = query('page') ?? ''
  if (!Object.hasOwn(PAGES, page)) return `The app has no page "${page}".`
  const by = [...site.state.users.values()].find(user => user.email === query('by'))?.accountId
  if (by === undefined) return `There is no person ${query('by') ?? '(none named)'}.`
  const place = placeOf(site, { page: page as PageKind, issue: query('issue'), project: query('project') })
  return typeof place === 'string' ? place : { place, by }
}

/** `resources[].entry`: the file a page's module names, e.g. `ui/panel`. */
function entryOf(manifest: Manifest, page: PageKind): string {
  const [key, name] = manifest.modules[PAGES[page]][0]?.resource.split('/') ?? []
  const resource = manifest.resources.find(one => one.key === key)
  const entry = resource?.entry?.[name ?? '']
  if (resource === undefined || entry === undefined)
    throw new Error(`The manifest names no file for the ${page} page.`)
  return join(APP_FOLDER, resource.path, entry)
}

/** Nothing from elsewhere. Atlassian's components put their styles into the page as it runs. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ')

/** Adds the pages and the door their bridge calls. */
export function appPages(app: Hono<SandboxEnv>, site: Site, forge: ForgeHost): void {
  const assets = new Map<string, ForgeAsset>()

  app.get(PAGE_PATH, async c => {
    const { manifest } = forge
    const found = asked(site, name => c.req.query(name))
    if (typeof found === 'string' || manifest === null)
      return c.text(typeof found === 'string' ? found : 'The app is not installed.', 404)
    const { page } = found.place
    const made = await forgePage({
      entry: entryOf(manifest, page),
      title: manifest.modules[PAGES[page]][0]?.title ?? '',
      context: forge.context(found.place, found.by),
      invokeUrl: `${BRIDGE_PATH}${new URL(c.req.url).search}`,
      colorMode: c.req.query('mode') === 'dark' ? 'dark' : 'light',
      assetsUrl: ASSETS_PATH,
    })
    for (const one of made.assets) assets.set(one.path, one)
    return new Response(made.html, {
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': POLICY,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
    })
  })

  app.get(`${ASSETS_PATH}/:file`, c => {
    const found = assets.get(new URL(c.req.url).pathname)
    if (found === undefined) return c.notFound()
    // The name carries a hash of the content.
    const headers = { 'content-type': found.type, 'cache-control': 'public, max-age=31536000, immutable' }
    return new Response(found.body, { headers })
  })

  app.post(BRIDGE_PATH, async c => {
    const found = asked(site, name => c.req.query(name))
    if (typeof found === 'string') return c.json({ error: found }, 404)
    const { command, data } = await c.req.json<{ command: string; data: Record<string, unknown> }>()
    const door = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined
    if (door === undefined) return c.json({ error: `The sandbox's Jira does not know "${command}".` }, 400)
    try {
      return c.json({ value: (await door(forge, found, data)) ?? null })
    } catch (error) {
      if (!(error instanceof FunctionFailed)) throw error
      return c.json({ error: error.message }, 500)
    }
  })
}

type Command = (forge: ForgeHost, on: { place: Place; by: string }, data: Record<string, unknown>) => unknown

/** What a page may ask of Jira beside what its own frame does. */
const COMMANDS: Readonly<Record<string, Command>> = {
  invoke: (forge, { place, by }, data) => forge.invoke(place, by, String(data.functionKey), data.payload),
  /** What a gadget's editor saves; the frame around it keeps it. */
  submit: () => true,
  __permission__remoteGet: forge => ({
    // A remote without an address yet is not among them.
    results:
      forge.hubUrl === null
        ? []
        : (forge.manifest?.remotes ?? []).map(({ key }) => ({ key, configured: { endpoint: forge.hubUrl } })),
  }),
  __permission__remoteSet(forge, _on, data) {
    const [remote] = Array.isArray(data.remotes) ? data.remotes : []
    const endpoint: unknown = remote?.configured?.endpoint
    if (typeof endpoint !== 'string' || !URL.canParse(endpoint))
      throw new FunctionFailed('The address is none.')
    forge.setHubUrl(endpoint.replace(/\/+$/, ''))
    return { success: true }
  },
}
