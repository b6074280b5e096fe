/** A double click on each button that does something: Forge draws a button as disabled only after it was pressed. */
import { describe, expect, it } from 'vitest'
import { type Answers, open, type Person } from './testing/forgeDoc'
import { admin, findings, linked, ok, panel } from './testing/scenes'

const times = (page: Person, question: string): number =>
  page.asked.filter(each => each.question === question).length
const later = (answer: unknown) => () => Promise.resolve(answer)

describe('A double click', () => {
  const onPanel = (more: Answers) =>
    open('panel', { 'issue.view': panel(ok(linked), { mayDetach: true }), ...more })

  it('on "Refresh" and on "Check in Datadog now" asks once', async () => {
    const page = await onPanel({ 'issue.recheck': later(panel(ok(linked))) })
    await page.twice('Refresh')
    expect(times(page, 'issue.view')).toBe(2)
    await page.twice('Check in Datadog now')
    expect(times(page, 'issue.recheck')).toBe(1)
  })

  it('on "Attach" and on "Search" does it once', async () => {
    const found = ok({ findings: findings.map(each => ({ ...each, case: null })) })
    const page = await onPanel({ 'issue.attach': later(ok(linked)), 'findings.search': later(found) })
    await page.press('Attach findings')
    await page.type('Links to findings', 'log4j')
    await page.twice('Search')
    expect(times(page, 'findings.search')).toBe(1)
    await page.choose('Findings that match', 'SQL injection')
    await page.twice('Attach')
    expect(times(page, 'issue.attach')).toBe(1)
  })

  it('on "Take off" and on "Ask" does it once', async () => {
    const page = await onPanel({ 'issue.detach': later(ok(linked)), 'issue.ask': later(ok(linked)) })
    await page.press('Take findings off')
    await page.choose('Findings to take off', 'SQL injection')
    await page.type('Reason', 'Not ours')
    await page.twice('Take off')
    expect(times(page, 'issue.detach')).toBe(1)
    await page.press('Ask for an exception')
    await page.choose('Findings', 'SQL injection')
    await page.type('Reason', 'Later')
    await page.date('Until', '2026-12-31')
    await page.twice('Ask')
    expect(times(page, 'issue.ask')).toBe(1)
  })

  it('on the settings page connects, and saves, once', async () => {
    const page = await open('admin', {
      'admin.view': ok(admin),
      __permission__remoteGet: { results: [] },
      'admin.connect': later(ok(admin)),
      'admin.settings': later(ok(admin)),
    })
    await page.twice('Connect and test')
    expect(times(page, 'admin.connect')).toBe(1)
    await page.twice('Save settings')
    expect(times(page, 'admin.settings')).toBe(1)
  })
})
