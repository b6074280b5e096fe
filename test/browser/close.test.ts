/** A person in a browser, the app's own pages and functions, a hub and the simulated vendors on real sockets. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Json, must, until } from '../demo/people'
import { type Stage, setStage } from '../demo/stage'
import { chromiumNote, haveChromium, openBrowser } from './chromium'

/** Bundling the pages and starting a browser on a busy machine. Milliseconds. */
const SETUP_MS = 60_000
const WAIT_MS = 30_000

describe.skipIf(!haveChromium)(`An issue in the browser${chromiumNote}`, { timeout: 2 * SETUP_MS }, () => {
  let stage: Stage
  let browser: Browser
  let page: Page
  const errors: string[] = []

  beforeAll(async () => {
    ;[stage, browser] = await Promise.all([setStage({ freePorts: true }), openBrowser()])
    page = await browser.newPage({ viewport: { width: 1200, height: 1400 } })
    page.setDefaultTimeout(WAIT_MS)
    page.on('pageerror', error => errors.push(String(error)))
  }, SETUP_MS)
  afterAll(async () => {
    await browser?.close()
    await stage?.close()
  }, SETUP_MS)

  const press = async (name: string): Promise<string> => {
    await page.getByRole('button', { name, exact: true }).click()
    return (await page.locator('#notice').textContent()) ?? ''
  }

  test('Done is refused while its finding is open, with the reason; once it is fixed, Done works', async () => {
    const { hub, datadog } = stage.people
    const finding = await until('an open finding on the hub', async () => {
      const query = encodeURIComponent('@package.name:yamlet @status:open')
      const { data } = await must(200, hub('GET', `/api/v2/security/findings?filter[query]=${query}`))
      return data[0] as Json
    })
    const project = (await must(200, hub('GET', '/api/v2/cases/projects'))).data.find(
      (one: Json) => one.attributes.key === 'SEC',
    )
    const relationships = {
      findings: { data: [{ id: finding.id, type: 'findings' }] },
      project: { data: { id: project.id, type: 'projects' } },
    }
    const body = { data: [{ type: 'jira_issues', attributes: {}, relationships }] }
    const made = await must(201, hub('POST', '/api/v2/security/findings/jira_issues', body))
    const key: string = made.data[0].attributes.jira_issue.result.issue_key

    await page.goto(`${stage.urls.jira}/browse/${key}`)
    const panel = page.frameLocator('iframe[data-page="panel"]')
    await panel.getByText('is still open in Datadog').first().waitFor()
    expect(await press('Done')).toContain('is still open in Datadog')
    expect(await statusOf(stage, key)).toBe('To Do')

    await must(
      200,
      datadog('POST', '/_sandbox/findings', {
        data: [{ id: finding.id, attributes: { attributes: { status: 'resolved' } } }],
      }),
    )
    await until('the hub closing the issue', async () =>
      (await statusOf(stage, key)) === 'Done' ? true : undefined,
    )
    // She takes it up again, with nothing open on it, and closes it herself.
    await page.goto(`${stage.urls.jira}/browse/${key}`)
    expect(await press('To Do')).toBe('Ada Example used “To Do”.')
    await page.goto(`${stage.urls.jira}/browse/${key}`)
    expect(await press('Done')).toBe('Ada Example used “Done”.')
    expect(await statusOf(stage, key)).toBe('Done')
    expect(errors).toEqual([])
  })

  test('the settings and the project page show the app’s own pages', async () => {
    await page.goto(`${stage.urls.jira}/apps`)
    await page.frameLocator('iframe[data-page="admin"]').getByText('Workflows').first().waitFor()
    await page.goto(`${stage.urls.jira}/projects/SEC`)
    await page.frameLocator('iframe[data-page="project"]').getByText('Open findings').first().waitFor()
    expect(errors).toEqual([])
  })
})

async function statusOf(stage: Stage, key: string): Promise<string> {
  const { fields } = await must(200, stage.people.ada('GET', `/rest/api/3/issue/${key}?fields=status`))
  return fields.status.name
}
