/** The pages people try the demo on: what all of them have in common. Each tool's own are tested beside them. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { makeFault } from './core'
import { documentOf } from './jira'
import { DAY_MS, finding, notice, refusal, start, VENDORS } from './pages/pageTesting'

describe('every page', () => {
  it.each(VENDORS)('at %s says that it is simulated and leads to the other tools', async vendor => {
    const on = start()
    const page = await on.look(vendor, '/')
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.text).toMatch(/<p class="banner">Simulated (Datadog|Jira|ServiceNow) – sandbox/)
    for (const other of VENDORS.filter(one => one !== vendor))
      expect(page.text).toContain(`href="${on.urls[other]}/"`)
    expect(page.text).not.toContain('/docs')
    on.world.hubUrl = 'http://127.0.0.1:8787'
    expect((await on.look(vendor, '/')).text).toContain('href="http://127.0.0.1:8787/docs"')
  })

  it.each(VENDORS)('at %s loads nothing from elsewhere and runs only its own script', async vendor => {
    const { text, headers } = await start().look(vendor, '/')
    const policy = headers.get('content-security-policy') ?? ''
    const hash = (tag: string): string => {
      const inner = new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(text)?.[1] ?? ''
      return `'sha256-${createHash('sha256').update(inner).digest('base64')}'`
    }
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain(`style-src ${hash('style')};`)
    expect(policy).toContain(`script-src ${hash('script')};`)
    expect(text).not.toMatch(/ src=|@import|url\(/)
  })

  it.each(VENDORS)('at %s answers 404 as a page for what is not there', async vendor => {
    const path = { datadog: finding('YQ=='), jira: '/browse/NO-1', servicenow: '/incident.do?sys_id=no' }
    const page = await start().look(vendor, path[vendor])
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
    expect(page.text).toMatch(/<h1>There is no (issue NO-1|such (finding|incident))<\/h1>/)
  })

  it('is no call to the vendor: not logged, not spoilt by faults; what it leaves alone still is', async () => {
    const on = start()
    for (const vendor of VENDORS) on.world.faults.add(makeFault('*', '.*', 'drop-request', { vendor }))
    for (const vendor of VENDORS) expect((await on.look(vendor, '/')).status).toBe(200)
    expect(on.world.calls.list()).toEqual([])
    await expect(
      on.fetch(`${on.urls.jira}/rest/api/3/myself`, { method: 'GET', headers: {} }),
    ).rejects.toThrow('fetch failed')
    expect((await on.look('jira', '/rest/api/3/myself')).status).toBe(401)
    expect(on.world.calls.list()).toHaveLength(1)
  })

  it('names its content, so that a browser only redraws what has changed', async () => {
    const on = start()
    const key = await on.issue()
    const version = async () =>
      /data-version="([^"]+)"/.exec((await on.look('jira', `/browse/${key}`)).text)?.[1]
    const before = await version()
    on.world.clock.advance(1000)
    expect(await version()).toBe(before)
    await on.bot('POST', `issue/${key}/comment`, { body: documentOf('News') })
    expect(await version()).not.toBe(before)
  })

  it.each(VENDORS)('at %s moves the one clock on by an hour or thirty days', async vendor => {
    const on = start()
    const begin = on.world.clock.now()
    const hour = await on.press(vendor, '/_sandbox/pages/clock', { step: 'hour' })
    expect([on.world.clock.now() - begin, notice(hour)]).toEqual([
      3_600_000,
      'The clock was moved on: +1 hour.',
    ])
    expect(hour.text).toContain('2026-11-23 10:00:00 UTC')
    const days = await on.press(vendor, '/_sandbox/pages/clock', { step: 'month' })
    expect(on.world.clock.now() - begin).toBe(3_600_000 + 30 * DAY_MS)
    expect(notice(days)).toBe('The clock was moved on: +30 days.')
    for (const step of ['', 'year', 'toString'])
      expect(refusal(await on.press(vendor, '/_sandbox/pages/clock', { step }))).toBe(
        'The clock knows no such step.',
      )
    expect(on.world.clock.now() - begin).toBe(3_600_000 + 30 * DAY_MS)
  })

  it('forgets what a button did after fifty more, and at a reset', async () => {
    const on = start()
    await on.press('jira', '/_sandbox/pages/clock', { step: 'hour' })
    for (let index = 0; index < 49; index++) await on.press('jira', '/_sandbox/pages/clock', { step: 'hour' })
    expect(notice(await on.look('jira', '/?said=1'))).toBeDefined()
    await on.press('jira', '/_sandbox/pages/clock', { step: 'hour' })
    expect(notice(await on.look('jira', '/?said=1'))).toBeUndefined()
    expect(notice(await on.look('jira', '/?said=51'))).toBeDefined()
    on.reset()
    expect(notice(await on.look('jira', '/?said=51'))).toBeUndefined()
  })
})
