import { findingPath } from '@fixproof/hub/connectors/datadog/links'
import { describe, expect, it } from 'vitest'
import { makeFault } from '../core'
import { findingId } from '../datadog/controls'
import { DAY_MS, ESCAPED, finding, type Page, refusal, row, SCRIPT, type Started, start } from './pageTesting'

describe('the page of a Datadog finding', () => {
  const press = (on: Started, id: string, button: string) =>
    on.press('datadog', `/_sandbox/browse/finding/${encodeURIComponent(id)}`, { do: button })
  const buttons = (page: Page): string[] =>
    [...page.text.matchAll(/name="do" value="(\w+)"/g)].map(one => one[1] ?? '')
  const YAMLET = '@package.name:yamlet'

  it('stands at the address that tickets link to, for every finding there is', async () => {
    const on = start()
    const all = await on.findings('*')
    expect(all.length).toBeGreaterThan(20)
    for (const { id, title, finding_type: findingType, rule, resource_id: resourceId } of all) {
      const page = await on.look(
        'datadog',
        findingPath({ id, findingType, ruleId: rule?.id ?? null, resourceId }),
      )
      expect([page.status, page.text.includes(`<h1>${title}</h1>`)]).toEqual([200, true])
    }
  })

  it('stands at the addresses that Datadog’s own cases link to', async () => {
    const on = start()
    const [{ id, title }] = await on.findings(YAMLET)
    const hash = Buffer.from(id, 'base64url').toString().split('~')[0]
    for (const address of [
      `/security/appsec/vm/library/vulnerability/${hash}?detection=static`,
      `/security/csm/vm?vulnerability=${hash}`,
    ])
      expect((await on.look('datadog', address)).text).toContain(`<h1>${title}</h1>`)
  })

  it('lists the findings when a search fits several, and none when it cannot be read', async () => {
    const on = start()
    const many = await on.look('datadog', `/security/findings?query=${encodeURIComponent(YAMLET)}`)
    expect(many.text).toContain('<h1>3 findings fit this address</h1>')
    expect((await on.look('datadog', '/security/findings?query=%28')).status).toBe(404)
    expect((await on.look('datadog', '/security/findings')).status).toBe(404)
  })

  it('shows what it is about, with planted markup as text', async () => {
    const on = start()
    const [{ id }] = await on.findings(YAMLET)
    const attributes = { title: SCRIPT, description: SCRIPT, severity: '<i>', service: { name: '<i>' } }
    await on.door('datadog', 'findings', { data: [{ id, attributes: { attributes, tags: ['a:<i>'] } }] })
    const page = await on.look('datadog', finding(id))
    expect(page.text).not.toContain('<script>alert')
    expect(page.text).not.toContain('<i>')
    expect(page.text).toContain(`<h1>${ESCAPED}</h1>`)
    const shown = ['Status', 'Severity', 'Mute', 'Type', 'Service', 'Package', 'Fixed in', 'Tags']
    expect(shown.map(name => row(page, name))).toEqual([
      'open',
      '&lt;i&gt;',
      'Not muted',
      'library vulnerability',
      '&lt;i&gt;',
      'yamlet 3.1.0',
      '3.1.4',
      'a:&lt;i&gt;',
    ])
    expect((await on.look('datadog', '/')).text).toContain(`>${ESCAPED}</a>`)
  })

  it('stands in the list by what is open, then by severity, then by title', async () => {
    const on = start()
    const page = await on.look('datadog', '/')
    const marks = [...page.text.matchAll(/class="lozenge \w+">([^<]+)</g)].map(one => one[1])
    const shown = marks.flatMap((status, index) => (index % 2 === 0 ? [[status, marks[index + 1]]] : []))
    const order = ['critical', 'high', 'medium', 'low', 'info']
    const closed = ['resolved', 'auto closed']
    const rank = ([status = '', severity = '']: (string | undefined)[]): number =>
      (closed.includes(status) ? 2 : status === 'muted' ? 1 : 0) * 10 + order.indexOf(severity)
    const ranks = shown.map(rank)
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b))
    expect(new Set(ranks).size).toBeGreaterThan(5)
    const titles = [...page.text.matchAll(/in yamlet<|yamlet loads them</g)]
    expect(titles).toHaveLength(3)
    expect(page.text.indexOf('Anchors that')).toBeLessThan(page.text.indexOf('Documents with'))
  })

  it('is only counted beyond the two hundredth of a list', async () => {
    const on = start()
    const data = Array.from({ length: 201 }, (_, index) => ({
      id: findingId(`rule-${index}~many`),
      attributes: { attributes: { finding_type: 'secret', title: 'Many', severity: 'low', many: true } },
    }))
    await on.door('datadog', 'findings', { data })
    const page = await on.look('datadog', `/security/findings?query=${encodeURIComponent('@many:true')}`)
    expect(page.text).toContain('<h1>201 findings fit this address</h1>')
    expect([...page.text.matchAll(/>Many<\/a>/g)]).toHaveLength(200)
    expect(page.text).toContain('and 1 more')
  })

  it('lets a scan find it fixed and find it again', async () => {
    const on = start()
    const [{ id }] = await on.findings(
      '@finding_type:misconfiguration @status:open @compliance.evaluation:fail',
    )
    expect(buttons(await on.look('datadog', finding(id)))).toEqual(['fixed', 'mute'])
    on.world.clock.advance(1000)
    const fixed = await press(on, id, 'fixed')
    expect([row(fixed, 'Status'), row(fixed, 'Last evaluation'), buttons(fixed)]).toEqual([
      'resolved',
      'pass',
      ['back'],
    ])
    expect(row(fixed, 'Detection changed')).toBe('2026-11-23 09:00:01 UTC')
    const back = await press(on, id, 'back')
    expect([row(back, 'Status'), row(back, 'Last evaluation')]).toEqual(['open', 'fail'])
  })

  it('mutes for thirty days through Datadog’s API and shows it a moment later', async () => {
    const on = start()
    const [{ id }] = await on.findings(YAMLET)
    on.world.calls.clear()
    expect(row(await press(on, id, 'mute'), 'Status')).toBe('open')
    expect(on.world.calls.list()).toMatchObject([
      { actor: 'dd-app', method: 'PATCH', path: '/api/v2/security/findings/mute', status: 202, write: true },
    ])
    on.world.clock.advance(1000)
    const muted = await on.look('datadog', finding(id))
    expect([row(muted, 'Status'), buttons(muted)]).toEqual(['muted', ['fixed', 'unmute']])
    expect(row(muted, 'Mute')).toContain('Muted until 2026-12-23 09:00:00 UTC (risk accepted)')
    await press(on, id, 'unmute')
    on.world.clock.advance(1000)
    expect(row(await on.look('datadog', finding(id)), 'Mute')).toBe('Not muted')
    await press(on, id, 'mute')
    on.world.clock.advance(30 * DAY_MS + 1000)
    expect(row(await on.look('datadog', finding(id)), 'Status')).toBe('open')
  })

  it('brings a finding back muted when its mute still stands', async () => {
    const on = start()
    const [{ id }] = await on.findings('@status:muted @workflow.mute.reason:false_positive')
    expect(row(await on.look('datadog', finding(id)), 'Mute')).toContain('until somebody unmutes it')
    expect(buttons(await press(on, id, 'fixed'))).toEqual(['back', 'unmute'])
    expect(row(await press(on, id, 'back'), 'Status')).toBe('muted')
  })

  it('refuses a button of an old page, and shows Datadog’s own refusal', async () => {
    const on = start()
    const [{ id }] = await on.findings(YAMLET)
    for (const button of ['back', 'unmute', 'toString', ''])
      expect(refusal(await press(on, id, button))).toBe('That does not fit the finding any more.')
    const planted = (body: unknown) => on.world.faults.add(makeFault('PATCH', 'mute$', { status: 403, body }))
    planted({ errors: ['Forbidden', 'Failed permission authorization checks'] })
    expect(refusal(await press(on, id, 'mute'))).toBe('Forbidden Failed permission authorization checks')
    planted({ errors: [{ status: '422', title: 'Invalid Request', detail: 'Not in the past' }] })
    expect(refusal(await press(on, id, 'mute'))).toBe('Not in the past')
    const gone = await on.request('datadog', '/_sandbox/browse/finding/YQ==', { method: 'POST' })
    expect(gone.status).toBe(404)
  })
})
