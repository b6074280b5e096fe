/**
 * Every state of every page of the app, drawn in Atlassian's components in a browser, light and dark. With
 * `FIXPROOF_SCREENSHOTS` naming a folder, pictures of them are left there.
 */
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { admin, ok, SCENES } from '../../forge-app/src/frontend/testing/scenes'
import { chromiumNote, haveChromium, openBrowser } from '../browser/chromium'
import { forgePage } from './drawer'

/** Bundling the pages and starting a browser on a busy machine. Milliseconds. */
const SETUP_MS = 60_000
const pictures = process.env.FIXPROOF_SCREENSHOTS

/** Widths a page has in Jira: the right column of an issue, a gadget, the middle of an issue or a page. Pixels. */
const WIDTHS: { [entry: string]: number | undefined } = { glance: 340, gadget: 560, 'gadget-edit': 560 }
const WIDTH = 900
/** Room for a dialog. Pixels. */
const HEIGHT = 660
const ORIGIN = 'http://pages.example.com'

type Mode = 'light' | 'dark'

/** How much of a page stands beyond its edge. Pixels. */
const BESIDE_THE_EDGE = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
/** A dialog is let in before its picture is taken; what turns for ever is not waited for. */
const AT_REST =
  'Promise.allSettled(document.getAnimations().filter(each => each.effect.getTiming().iterations !== Infinity).map(each => each.finished)).then(() => null)'

async function take(page: Page, name: string, width: number, folder: string): Promise<void> {
  for (const mode of ['light', 'dark'] as const) {
    await page.evaluate(`document.documentElement.dataset.colorMode = '${mode}'`)
    await page.evaluate(AT_REST)
    const dialog = (await page.getByRole('dialog').count()) > 0
    const drawn = (await page.locator('#forge-page').boundingBox())?.height ?? HEIGHT
    const clip = { x: 0, y: 0, width, height: dialog ? HEIGHT : Math.ceil(drawn) }
    await page.screenshot({ path: join(folder, `${name}-${mode}.png`), clip, fullPage: true })
  }
}

/** Dialogs and tabs: the scene they are reached from, and how. */
const STEPS: { [name: string]: [scene: string, steps: (page: Page) => Promise<void>] } = {
  'panel-attach': [
    'panel',
    async page => {
      await page.getByRole('button', { name: 'Attach findings' }).click()
      await page.getByLabel(/^Links to findings/).fill('log4j')
      await page.getByRole('button', { name: 'Search' }).click()
      await page.getByLabel(/^Findings that match/).click()
      await page.getByText('Critical · SQL injection').click()
    },
  ],
  'panel-detach': [
    'panel',
    async page => {
      await page.getByRole('button', { name: 'Take findings off' }).click()
      await page.getByRole('button', { name: 'Take off', exact: true }).click()
      await page.getByText('Say why.').waitFor()
    },
  ],
  'panel-exception': [
    'panel',
    async page => {
      await page.getByRole('button', { name: 'Ask for an exception' }).click()
      await page.getByRole('combobox', { name: 'Findings' }).click()
      await page.getByText('High · CVE-2026').click()
      await page.getByLabel(/^Until/).fill('2026-12-31')
      await page.keyboard.press('Enter')
      await page.getByLabel(/^Reason/).fill('The upgrade needs the new runtime.')
    },
  ],
  'admin-settings': ['admin', page => page.getByRole('tab', { name: 'Settings' }).click()],
  'admin-project': [
    'admin',
    async page => {
      await page.getByRole('tab', { name: 'Settings' }).click()
      await page.getByRole('button', { name: 'Change…' }).first().click()
      await page.getByLabel(/^Name of the Jira group/).waitFor()
    },
  ],
  'admin-workflows': ['admin', page => page.getByRole('tab', { name: 'Workflows' }).click()],
  'admin-install': [
    'admin',
    async page => {
      await page.getByRole('tab', { name: 'Workflows' }).click()
      await page.getByRole('button', { name: 'Preview the installation' }).click()
      await page.getByText('Resolve → Resolved').waitFor()
    },
  ],
  'admin-removing': ['admin', page => page.getByRole('tab', { name: 'Removing the app' }).click()],
  'admin-address': [
    'admin-new',
    async page => {
      await page.getByLabel(/^Address of your/).fill('https://fixproof.example.com')
      await page.getByRole('button', { name: 'Set the address' }).click()
      await page.getByText('will send data of this site to https://fixproof.example.com').waitFor()
    },
  ],
}

describe.skipIf(!haveChromium)(`The app’s pages in a browser${chromiumNote}`, { timeout: SETUP_MS }, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  }, SETUP_MS)
  afterAll(() => browser?.close(), SETUP_MS)

  /** Opens a scene; `asked` collects what the page asks its host for. */
  async function opened(name: string, colorMode: Mode, answers: { [question: string]: unknown } = {}) {
    const scene = SCENES[name]
    if (scene === undefined) throw new Error(`There is no scene ${name}`)
    const width = WIDTHS[scene.entry] ?? WIDTH
    const page = await browser.newPage({ viewport: { width, height: HEIGHT } })
    const errors: string[] = []
    const asked: { command: string; data: { functionKey?: string; payload?: unknown } }[] = []
    page.on('pageerror', error => errors.push(error.message))
    const { html, assets } = await forgePage({
      entry: join(import.meta.dirname, `../../forge-app/src/frontend/${scene.entry}.tsx`),
      title: name,
      context: { extension: { gadgetConfiguration: { days: 30 } } },
      invokeUrl: '/invoke',
      colorMode,
    })
    await page.route(`${ORIGIN}/**`, async route => {
      const { pathname } = new URL(route.request().url())
      if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: html })
      if (pathname === '/invoke') {
        const question = route.request().postDataJSON() as (typeof asked)[number]
        asked.push(question)
        if (scene.pending === true) return undefined
        if (scene.failed !== undefined) return route.fulfill({ status: 500, json: { error: scene.failed } })
        const key = question.data.functionKey ?? question.command
        return route.fulfill({ json: { value: { ...scene.answers, ...answers }[key] } })
      }
      const asset = assets.find(each => each.path === pathname)
      return asset === undefined
        ? route.fulfill({ status: 404 })
        : route.fulfill({ contentType: asset.type, body: asset.body })
    })
    await page.goto(ORIGIN)
    await page.locator('#forge-page > *').first().waitFor()
    if (scene.pending !== true)
      await page.getByText('Loading', { exact: true }).waitFor({ state: 'detached' })
    return { page, errors, asked }
  }

  const looks = [
    ...Object.keys(SCENES).map(name => [name, name, async () => {}] as const),
    ...Object.entries(STEPS).map(([name, [scene, steps]]) => [name, scene, steps] as const),
  ]

  it.each(looks)('%s is drawn whole and without an error (from %s)', async (name, scene, steps) => {
    const { page, errors } = await opened(scene, 'light')
    await steps(page)
    expect(await page.evaluate(BESIDE_THE_EDGE)).toBe(0)
    if (pictures !== undefined) await take(page, name, WIDTHS[SCENES[scene]?.entry ?? ''] ?? WIDTH, pictures)
    expect(errors).toEqual([])
    await page.close()
  })

  it('a person asks for an exception in them, with a date from the calendar', async () => {
    const { page, asked, errors } = await opened('panel', 'light', { 'issue.ask': ok({ linked: false }) })
    await page.getByRole('button', { name: 'Ask for an exception' }).click()
    await page.getByRole('combobox', { name: 'Findings' }).click()
    await page.getByText('High · CVE-2026').click()
    await page.getByLabel(/^Reason/).fill('No upgrade yet')
    await page.getByLabel(/^Until/).fill('2026-12-31')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Ask', exact: true }).click()
    await page.getByText('No findings are linked to this issue').waitFor()
    expect(asked.at(-1)?.data).toMatchObject({
      functionKey: 'issue.ask',
      payload: { findings: ['FIND-2'], reason: 'No upgrade yet', until: '2026-12-31' },
    })
    expect(errors).toEqual([])
    await page.close()
  })

  it('a page is dark where Jira is', async () => {
    const { page } = await opened('glance', 'dark')
    const light = 'getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0]'
    expect(await page.evaluate<number>(light)).toBeLessThan(80)
    await page.close()
  })

  it('an administrator sets the address only after Jira has asked', async () => {
    const { page, asked } = await opened('admin-new', 'light', { 'admin.connect': ok(admin) })
    const address = page.getByLabel(/^Address of your/)
    await address.fill('https://fixproof.example.com')
    await page.getByRole('button', { name: 'Set the address' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('The address was not changed.').waitFor()
    expect(asked.map(each => each.command)).not.toContain('__permission__remoteSet')
    await page.getByRole('button', { name: 'Set the address' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Allow' }).click()
    await page.getByText('The address is set.').waitFor()
    expect(asked.map(each => each.command)).toContain('__permission__remoteSet')
    await page.getByRole('button', { name: 'Connect and test' }).click()
    await page.getByText('Connected to the hub.').waitFor()
    await page.close()
  })
})
