/**
 * The app's pages with more and odder things on them than anybody wants: fifty findings, titles of one endless word,
 * text from right to left, a window as narrow as a phone's, nothing but a keyboard. With `FIXPROOF_SCREENSHOTS` naming a
 * folder, pictures are left there.
 */
import { join } from 'node:path'
import type { ForgeFinding, ForgeIssue, ForgeProject } from '@fixproof/rules'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AdminView } from '../../forge-app/src/defs'
import { admin, linked, ok, panel, project } from '../../forge-app/src/frontend/testing/scenes'
import { chromiumNote, haveChromium, openBrowser } from '../browser/chromium'
import { forgePage } from './drawer'

/** Bundling the pages and starting a browser on a busy machine. Milliseconds. */
const SETUP_MS = 60_000
const pictures = process.env.FIXPROOF_SCREENSHOTS
const ORIGIN = 'http://extremes.example.com'
const BESIDE_THE_EDGE = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'

const ENDLESS = 'org.apache.logging.log4j.'.repeat(12)
const LONG = 'Deserialization of untrusted data in the import of orders lets anybody run commands '.repeat(3)
const RIGHT_TO_LEFT = 'הזרקת SQL בחיפוש ההזמנות (חמור) CVE-2026-31337'
const ARABIC = 'حقن SQL في البحث عن الطلبات'
const TITLES = ['SQL injection', ENDLESS, LONG, RIGHT_TO_LEFT, ARABIC, '<b>bold</b> & "quotes"']

const findings: ForgeFinding[] = Array.from({ length: 50 }, (_, i) => ({
  id: `FIND-${i}`,
  title: `${TITLES[i % TITLES.length]}`,
  severity: ['critical', 'high', 'medium', 'low', 'none'][i % 5] ?? 'low',
  category: 'Library vulnerability',
  state: i % 7 === 6 ? 'muted' : 'open',
  open: i % 7 !== 6,
  url: 'https://app.datadoghq.com/security/',
  openSince: '2026-11-20T08:00:00Z',
  mutedUntil: i % 7 === 6 ? '2027-01-31T00:00:00Z' : null,
  where: i % 3 === 0 ? ENDLESS : 'checkout',
}))
const issue: ForgeIssue = {
  ...linked,
  sentence: `This ticket cannot be closed as fixed: ${ENDLESS} (critical), ${RIGHT_TO_LEFT} (high) and 43 more are still open in Datadog.`,
  findings,
  case: { key: 'SECURITYTEAM-4711', title: ENDLESS, url: 'https://example.com/cases/1', status: 'OPEN' },
  exceptions: linked.exceptions.concat({
    ...{ id: 'E-9', findings: findings.map(f => f.id), reason: ENDLESS, until: '2026-12-31', state: 'asked' },
    ...{ askedBy: RIGHT_TO_LEFT, askedAt: '2026-11-23T10:00:00Z', answeredBy: null, answer: null },
  }),
  timeline: [
    ...[ENDLESS, LONG, RIGHT_TO_LEFT].map((text, i) => ({
      ...{ id: `T-${i}`, at: '2026-11-23T10:00:00Z', text, actor: ENDLESS, kind: 'did' as const },
    })),
  ],
}
const figures: ForgeProject = { ...project, name: LONG, openFindings: findings, openCount: 12_345 }
const settings: AdminView = {
  ...admin,
  hub: admin.hub === null ? null : { ...admin.hub, connection: ENDLESS, kids: [ENDLESS] },
  projects: admin.projects.map(each => ({
    ...each,
    name: LONG,
    workflows: each.workflows.map(workflow => ({
      ...workflow,
      name: ENDLESS,
      sharedWith: Array.from({ length: 60 }, (_, i) => `PROJECT${i}`),
      transitions: Array.from({ length: 100 }, (_, i) => ({
        ...{
          id: String(i),
          name: i === 0 ? ENDLESS : RIGHT_TO_LEFT,
          from: [LONG],
          to: 'Done',
          guarded: i % 2 === 0,
        },
      })),
    })),
  })),
}
const ANSWERS: { [entry: string]: { [question: string]: unknown } } = {
  panel: { 'issue.view': panel(ok(issue), { mayDetach: true }) },
  glance: { 'issue.view': panel(ok(issue)) },
  project: { 'project.view': ok(figures) },
  admin: { 'admin.view': ok(settings), __permission__remoteGet: { results: [] } },
}

/** A dialog is let in before its picture is taken. */
const AT_REST =
  'Promise.allSettled(document.getAnimations().filter(each => each.effect.getTiming().iterations !== Infinity).map(each => each.finished)).then(() => null)'
/** Text of what the keyboard stands on. */
const focused = (page: Page) => page.evaluate<string>('document.activeElement.textContent')

describe.skipIf(!haveChromium)(
  `The app’s pages at their limits${chromiumNote}`,
  { timeout: SETUP_MS },
  () => {
    let browser: Browser
    beforeAll(async () => {
      browser = await openBrowser()
    }, SETUP_MS)
    afterAll(() => browser?.close(), SETUP_MS)

    async function opened(entry: string, width: number, colorMode: 'light' | 'dark' = 'light') {
      const page = await browser.newPage({ viewport: { width, height: 660 } })
      const errors: string[] = []
      page.on('pageerror', error => errors.push(error.message))
      const { html, assets } = await forgePage({
        entry: join(import.meta.dirname, `../../forge-app/src/frontend/${entry}.tsx`),
        title: entry,
        context: { extension: {} },
        invokeUrl: '/invoke',
        colorMode,
      })
      await page.route(`${ORIGIN}/**`, route => {
        const { pathname } = new URL(route.request().url())
        if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: html })
        if (pathname === '/invoke') {
          const { command, data } = route.request().postDataJSON() as {
            command: string
            data?: { functionKey?: string }
          }
          return route.fulfill({ json: { value: ANSWERS[entry]?.[data?.functionKey ?? command] } })
        }
        const asset = assets.find(each => each.path === pathname)
        return asset === undefined
          ? route.fulfill({ status: 404 })
          : route.fulfill({ contentType: asset.type, body: asset.body })
      })
      await page.goto(ORIGIN)
      await page.locator('#forge-page > *').first().waitFor()
      await page.getByText('Loading', { exact: true }).waitFor({ state: 'detached' })
      return { page, errors }
    }
    const picture = async (page: Page, name: string, fullPage = true) => {
      if (pictures === undefined) return
      await page.evaluate(AT_REST)
      await page.screenshot({ path: join(pictures, `${name}.png`), fullPage })
    }

    it.each(
      Object.keys(ANSWERS).flatMap(entry =>
        [320, 900].flatMap(width => (['light', 'dark'] as const).map(mode => [entry, width, mode] as const)),
      ),
    )('%s, %i pixels wide, %s: nothing stands beside the edge', async (entry, width, mode) => {
      const { page, errors } = await opened(entry, width, mode)
      expect(await page.evaluate(BESIDE_THE_EDGE)).toBe(0)
      await picture(page, `extreme-${entry}-${width}-${mode}`, false)
      for (const tab of await page.getByRole('tab').all()) {
        await tab.click()
        expect(await page.evaluate(BESIDE_THE_EDGE)).toBe(0)
        await picture(page, `extreme-${entry}-${await tab.textContent()}-${width}-${mode}`)
      }
      expect(errors).toEqual([])
      await page.close()
    })

    it.each(['Attach findings', 'Take findings off', 'Ask for an exception'])(
      '"%s" is reached and left with the keyboard alone, on a narrow page',
      async name => {
        const { page, errors } = await opened('panel', 320)
        for (let i = 0; i < 10 && (await focused(page)) !== name; i++) await page.keyboard.press('Tab')
        expect(await focused(page)).toBe(name)
        await page.keyboard.press('Enter')
        await page.getByRole('dialog').waitFor()
        await picture(page, `extreme-dialog-${name}`, false)
        await page.keyboard.press('Escape')
        await page.getByRole('dialog').waitFor({ state: 'detached' })
        expect(await focused(page)).toBe(name)
        expect(errors).toEqual([])
        await page.close()
      },
    )
  },
)
