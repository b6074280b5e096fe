/** What every sandbox page has around its content: banner, ways to the other tools, the clock, the notice. */
import { createHash } from 'node:crypto'
import type { Vendor, World } from '../port'
import { anchor, Html, html } from './html'
import { LIVE_SCRIPT } from './live'
import type { Notice } from './notices'
import { moment } from './parts'
import { STYLE } from './style'

/** Names as people read them, in the order of the story: a finding, its issue, its incident. */
export const TOOLS = {
  datadog: { name: 'Simulated Datadog', list: 'Datadog findings' },
  jira: { name: 'Simulated Jira', list: 'Jira issues' },
  servicenow: { name: 'Simulated ServiceNow', list: 'ServiceNow incidents' },
} as const satisfies Record<Vendor, { name: string; list: string }>

/** Steps the clock can be moved on by from an index page. Milliseconds. */
export const CLOCK_STEPS: Readonly<Record<string, { words: string; ms: number }>> = {
  hour: { words: '+1 hour', ms: 3_600_000 },
  month: { words: '+30 days', ms: 30 * 86_400_000 },
}

export interface PageParts {
  /** What stands in the browser's tab, before the tool's name. */
  title: string
  /** Starts with the page's `h1`. */
  main: Html
  /** True for the page at `/`: it carries the clock's buttons. */
  index?: boolean
  /** One sentence on whom the buttons act for. */
  acts: string
  /** A script of the page's own, besides the one every page has. */
  script?: string
  /** Frames of apps. They stay as they are while the rest of the page is brought up to date. */
  apps?: Html | false
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64')

/** Nothing from elsewhere and no code but ours, so that text planted at a vendor stays text. */
const policy = (script: string): string =>
  [
    "default-src 'none'",
    `style-src 'sha256-${hash(STYLE)}'`,
    `script-src 'sha256-${hash(LIVE_SCRIPT)}'${script === '' ? '' : ` 'sha256-${hash(script)}'`}`,
    "connect-src 'self'",
    "form-action 'self'",
    "frame-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; ')

/** A browser that finds an icon here asks the vendor for none. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Crect width='8' height='8' rx='2' fill='%230b6666'/%3E%3C/svg%3E"

const trusted = (text: string): Html => new Html(text)

/** The whole page as an answer. `status` 404 for things that are not there. */
export function pageAnswer(
  world: World,
  vendor: Vendor,
  parts: PageParts,
  notice: Notice | undefined,
  status = 200,
): Response {
  const { name } = TOOLS[vendor]
  const script = parts.script ?? ''
  const main = html`${notice && noticeBox(notice)}${parts.main}`
  const text = html`<!doctype html>
<html lang="en" data-vendor="${vendor}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${parts.title} – ${name}</title>
<link rel="icon" href="${trusted(ICON)}">
<style>${trusted(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<p class="banner">${name} – sandbox <span>A stand-in for trying Fixproof, not the real product.</span></p>
<div class="bar">
<nav aria-label="Tools"><ul>${ways(world, vendor, parts.index === true)}</ul></nav>
<p class="clock">Sandbox clock: ${clock(world)}</p>
<p class="live" id="live" role="status"></p>
</div>
</header>
<main id="main" tabindex="-1" data-version="${hash(main.text).slice(0, 16)}">${main}</main>
${parts.apps && html`<div class="apps">${parts.apps}</div>`}
${parts.index === true && clockBox(world)}
<footer><p>${parts.acts}</p></footer>
<script>${trusted(LIVE_SCRIPT)}</script>
${script !== '' && html`<script>${trusted(script)}</script>`}
</body>
</html>
`
  return new Response(text.text, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy(script),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
  })
}

function ways(world: World, here: Vendor, index: boolean): Html[] {
  const current = index ? html` aria-current="page"` : html` aria-current="true"`
  const tools = (Object.keys(TOOLS) as Vendor[]).map(vendor => {
    const href = vendor === here ? '/' : `${world.urls[vendor]}/`
    return html`<li><a href="${href}"${vendor === here && current}>${TOOLS[vendor].list}</a></li>`
  })
  const { hubUrl } = world
  return hubUrl === undefined
    ? tools
    : [...tools, html`<li>${anchor(`${hubUrl}/docs`, 'Hub API reference')}</li>`]
}

function clock(world: World): Html {
  return html`<span data-clock>${moment(world.clock.now())}</span>`
}

/** Outside `main`: it changes every second and would bring the page up to date without end. */
function clockBox(world: World): Html {
  const steps = Object.entries(CLOCK_STEPS).map(
    ([step, { words }]) => html`<form method="post" action="/_sandbox/pages/clock">
<button class="quiet" id="clock-${step}" name="step" value="${step}">${words}</button></form>`,
  )
  return html`<aside class="beside" aria-labelledby="clock-title"><div class="sheet">
<h2 id="clock-title">Sandbox clock</h2>
<p>It is ${clock(world)} in all three tools. Mutes and waiting times end when it passes their moment.</p>
<div class="choices">${steps}</div>
</div></aside>`
}

/** Takes the focus, so that whoever cannot see the page hears first what came of the button. */
function noticeBox({ kind, text }: Notice): Html {
  const [tone, role] = kind === 'done' ? ['good', 'status'] : ['bad', 'alert']
  return html`<div class="notice ${tone}" id="notice" role="${role}" tabindex="-1" autofocus>${text}</div>`
}
