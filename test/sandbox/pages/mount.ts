/**
 * Puts pages for people in front of a vendor's app. They stand outside what the vendor logs, delays and refuses: only
 * what a button does goes through the vendor's own doors, in the name of a person.
 */
import { type Context, Hono } from 'hono'
import { isLost } from '../core'
import type { SandboxEnv, VendorApp, World } from '../port'
import { html } from './html'
import { CLOCK_STEPS, type PageParts, pageAnswer } from './layout'
import { makeNotices, type Notice } from './notices'

/** An answer of the vendor to a person's button. */
export interface Told {
  ok: boolean
  status: number
  /** Parsed when it was JSON, else the text. */
  body: unknown
  /** True when a planted fault broke the connection: nobody knows whether the vendor did it. */
  lost: boolean
}

/** What a vendor's pages are made with. */
export interface PageKit {
  /** Takes page routes; whatever they leave alone goes to the vendor. */
  app: Hono<SandboxEnv>
  world: World
  /** Calls the vendor's own app with a JSON body, as whoever the headers name. */
  call(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Told>
  /** What the button before this page had been given when it was refused; empty otherwise. */
  draft(c: Context): Readonly<Record<string, string>>
  /** A page, with the notice the address asks for. */
  show(c: Context, parts: PageParts, status?: number): Response
  /** The page for an address that leads nowhere. */
  missing(c: Context, acts: string, words: string): Response
  /** After a button: back to the page at `path`, which then says what came of it. */
  back(path: string, notice: Notice): Response
}

/** The vendor with pages in front. `pages` adds the vendor's own. */
export function withPages<T extends VendorApp>(vendor: T, world: World, pages: (kit: PageKit) => void): T {
  const app = new Hono<SandboxEnv>()
  const notices = makeNotices()
  world.onReset(() => notices.clear())
  const show: PageKit['show'] = (c, parts, status) =>
    pageAnswer(world, vendor.vendor, parts, notices.get(c.req.query('said')), status)
  const back: PageKit['back'] = (path, notice) => {
    const said = `${path.includes('?') ? '&' : '?'}said=${notices.put(notice)}`
    return new Response(null, { status: 303, headers: { location: `${path}${said}` } })
  }

  app.post('/_sandbox/pages/clock', async c => {
    const step = (await formOf(c)).get('step') ?? ''
    const chosen = Object.hasOwn(CLOCK_STEPS, step) ? CLOCK_STEPS[step] : undefined
    if (chosen === undefined) return back('/', { kind: 'refused', text: 'The clock knows no such step.' })
    world.clock.advance(chosen.ms)
    return back('/', { kind: 'done', text: `The clock was moved on: ${chosen.words}.` })
  })

  pages({
    app,
    world,
    show,
    back,
    draft: c => notices.get(c.req.query('said'))?.draft ?? {},
    missing: (c, acts, words) => {
      const main = html`<h1>${words}</h1><p><a href="/">See what there is</a></p>`
      return show(c, { title: words, acts, main }, 404)
    },
    async call(method, path, body, headers) {
      const answer = await vendor.app.request(`${world.urls[vendor.vendor]}${path}`, {
        method,
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
        body: JSON.stringify(body),
      })
      const text = await answer.text()
      return { ok: answer.ok, status: answer.status, body: parsed(text), lost: isLost(answer) }
    },
  })

  app.all('*', c => vendor.app.fetch(c.req.raw))
  return { ...vendor, app }
}

/** The fields of a posted form. */
export async function formOf(c: Context): Promise<URLSearchParams> {
  return new URLSearchParams((await c.req.text()).replace(/%0D%0A/gi, '%0A'))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}

/** What the vendor said as a notice: `done` when it went well, else the vendor's own sentence and the draft. */
export function noticeOf(
  told: Told,
  done: string,
  sentence: (body: unknown) => string,
  draft: Readonly<Record<string, string>> = {},
): Notice {
  if (told.ok) return { kind: 'done', text: done }
  if (told.lost) return { kind: 'refused', text: 'The connection broke before the answer came.', draft }
  return { kind: 'refused', text: sentence(told.body) || `Refused with status ${told.status}.`, draft }
}

/** HTTP Basic credentials. */
export function basic(user: string, password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }
}
