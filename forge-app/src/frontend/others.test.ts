import { describe, expect, it } from 'vitest'
import { open } from './testing/forgeDoc'
import {
  falseFixes,
  fixed,
  linked,
  ok,
  panel,
  project,
  stored,
  unconnected,
  unreachable,
} from './testing/scenes'

describe('the glance', () => {
  it('gives the verdict and the findings that are open', async () => {
    const page = await open('glance', { 'issue.view': panel(ok(linked)) })
    expect(page.messages()).toEqual([['warning', linked.sentence]])
    expect(page.table('Open findings')).toEqual([
      ['Critical', 'SQL injection in the order search'],
      ['High', 'CVE-2026-31337 in log4j-core 2.14.1'],
    ])
  })

  it('is green without a table when all is fixed', async () => {
    const page = await open('glance', { 'issue.view': panel(ok(fixed)) })
    expect(page.messages()).toEqual([['success', fixed.sentence]])
    expect(page.find('DynamicTable')).toEqual([])
  })

  it('says that an issue has no findings', async () => {
    const page = await open('glance', { 'issue.view': panel(ok({ linked: false })) })
    expect(page.text()).toBe('No findings are linked to this issue')
  })

  it('shows what was recorded while the hub is out of reach, what to do before it is connected, and errors', async () => {
    const away = await open('glance', { 'issue.view': panel(unreachable, { stored }) })
    expect(away.messages()[0]?.[1]).toContain(stored.sentence)
    const before = await open('glance', { 'issue.view': panel(unconnected) })
    expect(before.text()).toContain('A Jira administrator connects it')
    const failed = await open('glance', { 'issue.view': new Error('It timed out') })
    expect(failed.text()).toContain('It timed out')
  })
})

describe('the project page', () => {
  it('shows open findings, tickets by state, false fixes, and the time to fix by truth beside that by ticket', async () => {
    const page = await open('project', { 'project.view': ok(project) })
    const figures = page.find('Box').map(box => box.children.flatMap(child => child.children.map(textOf)))
    expect(figures).toEqual([
      ['Open findings', '2'],
      ['False fixes refused', '6'],
      ['False fixes undone', '2'],
      ['Mean time until Datadog saw the fix', '9 days'],
      ['Mean time until the ticket said "fixed"', '4 days'],
    ])
    expect(page.text()).toContain('those of 11 findings fixed in the last 90 days')
    expect(page.table('Tickets by state')).toEqual([
      ['Open', '3'],
      ['Closed', '14'],
      ['Waiting for a person', '1'],
    ])
    expect(page.table('Open findings')).toHaveLength(2)
  })

  it('says how many of the open findings are listed', async () => {
    const page = await open('project', { 'project.view': ok({ ...project, openCount: 140 }) })
    expect(page.text()).toContain('The 2 most severe of 140 open findings')
  })

  it('says that nothing is open, and that nothing was measured', async () => {
    const page = await open('project', {
      'project.view': ok({
        ...project,
        openFindings: [],
        openCount: 0,
        hoursToFix: { byTruth: null, byTicket: null, findings: 0 },
      }),
    })
    expect(page.find('EmptyState')[0]?.props.header).toBe('No finding is open in this project')
    expect(page.text()).toContain('there is no mean time to fix')
    expect(page.text()).toContain('–')
  })

  it('is asked again on refresh, says why it has no answer, and keeps the old one when the call fails', async () => {
    const page = await open('project', { 'project.view': unreachable })
    expect(page.messages()[0]?.[0]).toBe('warning')
    page.answers['project.view'] = ok(project)
    await page.press('Refresh')
    expect(page.text()).toContain('Tickets by state')
    page.answers['project.view'] = new Error('It timed out')
    await page.press('Refresh')
    expect(page.text()).toContain('It timed out')
    expect(page.text()).toContain('Tickets by state')
  })
})

describe('the gadget', () => {
  const context = (days: unknown) => ({ extension: { gadgetConfiguration: { days } } })

  it('counts the false fixes of the days it was set to, and lists their issues', async () => {
    const page = await open('gadget', { 'gadget.view': ok({ days: 7, falseFixes }) }, context(7))
    expect(page.asked).toEqual([{ question: 'gadget.view', payload: { days: 7 } }])
    expect(page.text()).toContain('In the last 7 days')
    expect(page.find('Heading').map(textOf)).toEqual(['6', '2'])
    expect(page.table('False fixes refused')).toEqual([
      ['SEC-12', '2026-11-23 09:31 UTC', 'Ada Lovelace', 'Refused'],
      ['OPS-3', '2026-11-20 10:00 UTC', 'Abel Tuter', 'Undone'],
    ])
    expect(page.find('Link').map(link => link.props.href)).toEqual(['/browse/SEC-12', '/browse/OPS-3'])
  })

  it.each([
    ['nothing saved', { extension: {} }],
    ['a wrong value', context('soon')],
    ['more than a year', context(366)],
    ['none', context(0)],
  ])('looks back thirty days with %s', async (_what, with_) => {
    const page = await open('gadget', { 'gadget.view': ok({ days: 30, falseFixes }) }, with_)
    expect(page.asked[0]?.payload).toEqual({ days: 30 })
  })

  it('says that nobody made a false fix, why it has no answer, and what failed', async () => {
    const none = { refused: 0, undone: 0, issues: [] }
    const page = await open(
      'gadget',
      { 'gadget.view': ok({ days: 30, falseFixes: none }) },
      { extension: {} },
    )
    expect(page.text()).toContain('Nobody closed an issue whose findings are still open.')
    const away = await open('gadget', { 'gadget.view': unreachable }, { extension: {} })
    expect(away.messages()[0]?.[0]).toBe('warning')
    const failed = await open('gadget', { 'gadget.view': new Error('It timed out') }, { extension: {} })
    expect(failed.text()).toContain('It timed out')
  })

  it('saves the days it shall look back', async () => {
    const page = await open('gadget-edit', { submit: undefined }, context('14'))
    expect(page.field('Days').props.defaultValue).toBe('14')
    await page.type('Days', '90')
    await page.press('Save')
    expect(page.asked).toEqual([{ question: 'submit', payload: { days: 90 } }])
  })

  it.each(['', '0', '366', '1.5', 'many'])('takes no %j for days', async typed => {
    const page = await open('gadget-edit', {}, context(30))
    await page.type('Days', typed)
    await page.press('Save')
    expect(page.text()).toContain('Enter a whole number from 1 to 365.')
    expect(page.asked).toEqual([])
  })

  it('says when saving failed', async () => {
    const page = await open('gadget-edit', { submit: new Error('It timed out') }, context(30))
    await page.press('Save')
    expect(page.text()).toContain('It timed out')
  })
})

function textOf(doc: { props: Record<string, unknown>; children: unknown[] }): string {
  if ('text' in doc.props) return String(doc.props.text)
  return (doc.children as (typeof doc)[]).map(textOf).join('')
}
