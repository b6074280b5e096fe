/** A person of the service desk in a browser: the form of an incident with the shipped app, guard and client scripts. */
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Json, must, until } from '../demo/people'
import { type Stage, setStage } from '../demo/stage'
import { chromiumNote, haveChromium, openBrowser } from './chromium'

/** Starting everything on a busy machine. Milliseconds. */
const SETUP_MS = 120_000
const WAIT_MS = 30_000
/** Where pictures for the README go; none are taken without it. */
const PICTURES = process.env.FIXPROOF_SCREENSHOTS ?? ''

describe.skipIf(!haveChromium)(`An incident in the browser${chromiumNote}`, { timeout: 2 * SETUP_MS }, () => {
  let stage: Stage
  let browser: Browser
  let page: Page
  let findings: Json[]
  let url: string
  let sysId: string
  const errors: string[] = []

  beforeAll(async () => {
    ;[stage, browser] = await Promise.all([setStage({ freePorts: true }), openBrowser()])
    page = await browser.newPage({ viewport: { width: 1200, height: 1000 } })
    page.setDefaultTimeout(WAIT_MS)
    page.on('pageerror', error => errors.push(String(error)))
    page.on('console', line => line.type() === 'error' && errors.push(line.text()))
    findings = await openFindings(stage)
    sysId = await makeIncident(stage, findings.slice(0, 2))
    url = `${stage.urls.servicenow}/incident.do?sys_id=${sysId}`
    await until('two findings told to the incident', async () =>
      (await incident(stage, sysId)).x_fxprf_sync_open_findings === '2' ? true : undefined,
    )
  }, SETUP_MS)
  afterAll(async () => {
    await browser?.close()
    await stage?.close()
  }, SETUP_MS)

  const picture = async (name: string): Promise<void> => {
    if (PICTURES !== '') await page.screenshot({ path: join(PICTURES, `${name}-light.png`), fullPage: true })
  }
  const notice = async (): Promise<string> => (await page.locator('#notice').textContent()) ?? ''
  const banner = (text: RegExp) => page.locator('#form-messages p').filter({ hasText: text }).waitFor()
  const state = () => page.locator('#record').getByLabel('State', { exact: true })
  const resolve = async (): Promise<void> => {
    await state().selectOption('6')
    await page.getByLabel('Resolution code').selectOption('Solution provided')
    await page.getByLabel('Resolution notes').fill('Upgraded')
  }

  test('says why an incident cannot be resolved before it is saved, when it is saved, and lets it be once it is fixed', async () => {
    await page.goto(url)
    await banner(/2 Datadog findings on this incident are still open/)
    expect(await page.locator('section:has(#list-x_fxprf_sync_finding) tbody tr').count()).toBe(2)
    await picture('servicenow-incident')

    await resolve()
    const why = page.locator('#message-state')
    await why.waitFor()
    expect(await why.textContent()).toMatch(/cannot be closed as fixed.*still open in Datadog/)
    expect(await state().getAttribute('aria-invalid')).toBe('true')
    await picture('servicenow-state')
    // Somebody who closes it for another reason is not told that it cannot be.
    await page.getByRole('button', { name: 'Save' }).click()
    expect(await notice()).toMatch(/cannot be closed as fixed.*still open in Datadog/)
    expect((await incident(stage, sysId)).state).toBe('1')
    await picture('servicenow-refused')

    await fix(stage, findings.slice(0, 2))
    await until('the hub resolving it', async () =>
      (await incident(stage, sysId)).state === '6' ? true : undefined,
    )
    // He takes it up again, with nothing open on it, and resolves it himself.
    await page.goto(url)
    await banner(/.+/)
    await state().selectOption('2')
    await page.getByRole('button', { name: 'Save' }).click()
    expect(await notice()).toMatch(/Abel Tuter saved/)
    await page.goto(url)
    await resolve()
    await page.getByRole('button', { name: 'Save' }).click()
    expect(await notice()).toMatch(/Abel Tuter saved/)
    expect((await incident(stage, sysId)).state).toBe('6')
    await picture('servicenow-resolved')
    expect(errors).toEqual([])
  })

  test('has the findings read again, takes one more on, asks for an exception, and takes it off', async () => {
    const third = findings[2]
    await page.goto(url)
    await page.getByRole('button', { name: 'Re-check Datadog findings' }).click()
    expect(await notice()).toMatch(/Datadog was asked again/)

    await page.getByRole('button', { name: 'Attach Datadog findings' }).click()
    await page.getByLabel(/^Findings/).fill(third.id)
    await page.getByRole('button', { name: 'Ask now' }).click()
    await page.locator('#notice').waitFor()
    await until('the third on the incident', async () =>
      (await incident(stage, sysId)).x_fxprf_sync_open_findings === '1' ? true : undefined,
    )

    await page.goto(url)
    await page.getByRole('button', { name: 'Ask for an exception' }).click()
    await page.getByLabel(/^Findings/).fill(third.id)
    await page.getByLabel('Reason').fill('The upgrade comes with the next release')
    await page.getByLabel('Until').fill('2099-12-31')
    await picture('servicenow-exception')
    await page.getByRole('button', { name: 'Ask now' }).click()
    expect(await notice()).not.toBe('')

    await page.goto(url)
    await page
      .locator('section:has(#list-x_fxprf_sync_finding) tbody tr', { hasText: 'open' })
      .first()
      .locator('a')
      .first()
      .click()
    await page.getByRole('button', { name: 'Take off the incident' }).click()
    await page.getByLabel('Reason').fill('Not ours')
    await page.getByRole('button', { name: 'Ask now' }).click()
    await page.locator('#notice').waitFor()
    await until('nothing open on the incident', async () =>
      ['0', ''].includes((await incident(stage, sysId)).x_fxprf_sync_open_findings) ? true : undefined,
    )
    expect(errors).toEqual([])
  })
})

async function openFindings(stage: Stage): Promise<Json[]> {
  const query = encodeURIComponent('@package.name:yamlet @status:open')
  return until('three findings on the hub', async () => {
    const { data } = await must(
      200,
      stage.people.hub('GET', `/api/v2/security/findings?filter[query]=${query}`),
    )
    return data.length === 3 ? (data as Json[]) : undefined
  })
}

/** One incident for these findings; its sys_id. */
async function makeIncident(stage: Stage, findings: Json[]): Promise<string> {
  const { hub } = stage.people
  const projects = await must(200, hub('GET', '/api/v2/cases/projects'))
  const project = projects.data.find((one: Json) => one.attributes.key === 'SEC')
  const relationships = {
    findings: { data: findings.map(one => ({ id: one.id, type: 'findings' })) },
    project: { data: { id: project.id, type: 'projects' } },
  }
  const body = { data: [{ type: 'servicenow_tickets', attributes: {}, relationships }] }
  const made = await must(201, hub('POST', '/api/v2/security/findings/servicenow_tickets', body))
  const { attributes } = made.data[0]
  return (attributes.servicenow_ticket ?? attributes.service_now_ticket).result.sys_id
}

async function incident(stage: Stage, sysId: string): Promise<Json> {
  return (await must(200, stage.people.abel('GET', `/api/now/table/incident/${sysId}`))).result
}

/** A scan at Datadog no longer sees them. */
async function fix(stage: Stage, findings: Json[]): Promise<void> {
  const data = findings.map(one => ({ id: one.id, attributes: { attributes: { status: 'resolved' } } }))
  await must(200, stage.people.datadog('POST', '/_sandbox/findings', { data }))
}
