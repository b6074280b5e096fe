import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { HubApp } from './deps'
import { Refusal } from './errors'

const INFO = {
  openapi: '3.1.0',
  info: {
    title: 'Fixproof',
    version: '1',
    description:
      'Keeps Jira issues and ServiceNow incidents honest about Datadog security findings. ' +
      'The addresses under /api/v2 are those of Datadog, so its own clients work with this hub.',
  },
  // The order in which the reference page shows them; one that is not named here comes last.
  tags: [
    'Making tickets',
    'Tickets for findings',
    'Security findings',
    'Cases',
    'Cases and tickets',
    'Links',
    'Metadata of the tools',
    'Operation',
    'Webhooks',
  ].map(name => ({ name })),
}

/** How callers show who they are; a door names what it takes as `security: HUB_SECURITY`. */
export const HUB_SECURITY: Record<string, string[]>[] = [
  { apiKeyAuth: [], appKeyAuth: [] },
  { apiKeyAuth: [] },
  { bearerAuth: [] },
]

const SCHEMES = {
  apiKeyAuth: { type: 'apiKey', in: 'header', name: 'DD-API-KEY' },
  appKeyAuth: { type: 'apiKey', in: 'header', name: 'DD-APPLICATION-KEY' },
  bearerAuth: { type: 'http', scheme: 'bearer', description: 'An API key of the hub.' },
} as const

/** Everything the page needs, served from the installed `swagger-ui-dist`; it asks no other host. */
const ASSETS = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
} as const
type Asset = keyof typeof ASSETS

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fixproof API</title>
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<main id="reference"></main>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`

/** `validatorUrl: null`: the validator badge would ask an outside host. */
const START = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  persistAuthorization: false,
  validatorUrl: null
})
`

/** One hour: a new release brings new files, and the ETag saves the bytes meanwhile. */
const CACHED = 'public, max-age=3600'

/** `/openapi.json`, generated from the routes, and the reference page at `/docs`. */
export function openapiDoor(app: HubApp): void {
  for (const [name, scheme] of Object.entries(SCHEMES))
    app.openAPIRegistry.registerComponent('securitySchemes', name, scheme)
  // Made once: it takes some 25 ms of the whole hub, and the address is open to all.
  let document: string | undefined
  app.get('/openapi.json', c => {
    document ??= JSON.stringify(app.getOpenAPI31Document(INFO))
    return c.body(document, 200, { 'content-type': 'application/json' })
  })
  app.get('/docs', c => c.html(PAGE))
  app.get('/docs/start.js', c =>
    c.body(START, 200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': CACHED }),
  )
  const load = once(readAsset)
  app.get('/docs/:file', async c => {
    const file = c.req.param('file')
    if (!isAsset(file)) throw new Refusal(404, `The reference page has no file ${file}.`)
    const { bytes, etag } = await load(file)
    const headers = { 'content-type': ASSETS[file], 'cache-control': CACHED, etag }
    return c.req.header('if-none-match') === etag ? c.body(null, 304, headers) : c.body(bytes, 200, headers)
  })
}

const isAsset = (name: string): name is Asset => Object.hasOwn(ASSETS, name)

async function readAsset(name: Asset): Promise<{ bytes: Uint8Array<ArrayBuffer>; etag: string }> {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  const bytes = new Uint8Array(await readFile(join(folder, name)))
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url')}"` }
}

/** Each file is read once and kept; a failed read is tried again next time. */
function once<T>(read: (name: Asset) => Promise<T>): (name: Asset) => Promise<T> {
  const kept = new Map<Asset, Promise<T>>()
  return name => {
    const known = kept.get(name)
    if (known !== undefined) return known
    const reading = read(name)
    kept.set(name, reading)
    reading.catch(() => kept.delete(name))
    return reading
  }
}
