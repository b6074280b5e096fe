/**
 * A page of the Jira app in a plain browser, without Jira: the page's own code, and a host around it that draws what
 * the page reconciles in Atlassian's components (`client.tsx`).
 */
import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { build } from 'esbuild'

/** A file the page loads. `path` is where it must be served. */
export interface ForgeAsset {
  path: string
  /** Content type. */
  type: string
  body: string
}

export interface ForgePage {
  /** The whole document. */
  html: string
  assets: readonly ForgeAsset[]
}

export interface ForgePageOptions {
  /** Path of the page's entry file (`…/src/frontend/panel.tsx`), or of a bundle made of it. */
  entry: string
  title: string
  /** What `view.getContext()` answers, without the theme. */
  context: Record<string, unknown>
  /**
   * Gets `POST {command, data}` and answers `{value}` or `{error}`: `invoke` with `{functionKey, payload}`, `submit`
   * of the gadget's settings, `__permission__remoteGet`, `__permission__remoteSet` and whatever else a page asks its
   * host for.
   */
  invokeUrl: string
  colorMode: 'light' | 'dark'
  /** Folder of the assets' addresses. */
  assetsUrl?: string
}

type Bundle = { js: string; css: string }
const bundles = new Map<string, Promise<Bundle>>()

/** Bundles the page and its host, each once a process; the names of the assets carry a hash of what is in them. */
export async function forgePage(options: ForgePageOptions): Promise<ForgePage> {
  const { entry, title, context, invokeUrl, colorMode, assetsUrl = '/_forge' } = options
  const [host, page] = await Promise.all([
    bundled(resolve(import.meta.dirname, 'client.tsx')),
    bundled(resolve(entry)),
  ])
  const script = asset(assetsUrl, 'host', 'js', host.js)
  const style = asset(assetsUrl, 'host', 'css', host.css)
  const app = asset(assetsUrl, 'page', 'js', page.js)
  const handed = { invokeUrl, context: { ...context, theme: { colorMode } } }
  const html = `<!doctype html>
<html lang="en" data-color-mode="${colorMode}" data-theme="light:light dark:dark spacing:spacing shape:shape typography:typography">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${style.path}">
</head>
<body>
<main id="forge-page"></main>
<script type="application/json" id="forge-host">${inScript(handed)}</script>
<script src="${script.path}"></script>
<script src="${app.path}"></script>
</body>
</html>
`
  return { html, assets: [script, style, app] }
}

function bundled(file: string): Promise<Bundle> {
  let bundle = bundles.get(file)
  if (bundle === undefined) {
    bundle = makeBundle(file)
    bundles.set(file, bundle)
  }
  return bundle
}

async function makeBundle(file: string): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    outdir: '/',
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    jsx: 'transform',
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"', 'process.env': '{}', global: 'globalThis' },
  })
  const text = (end: string) => outputFiles.find(each => each.path.endsWith(end))?.text ?? ''
  return { js: text('.js'), css: text('.css') }
}

const TYPES = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' } as const

function asset(folder: string, name: string, kind: keyof typeof TYPES, body: string): ForgeAsset {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
  return { path: `${folder}/${name}-${hash}.${kind}`, type: TYPES[kind], body }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

/** JSON that cannot end the script element it stands in. */
function inScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}
