import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { many } from './api-support'
import { ticketScenes } from './support/tickets'

const open = ticketScenes()
afterEach(open.closeAll)

type Scene = Awaited<ReturnType<typeof open.scene>>

async function signals(s: Scene, ...ids: string[]): Promise<void> {
  const data = ids.map((id, i) => ({ id, title: `Signal ${id}`, severity: i === 0 ? 'critical' : 'low' }))
  const answer = await s.h.vendor('datadog', 'bot', 'POST', '/_sandbox/signals', { data })
  expect(answer.status).toBe(200)
}

describe('tickets for signals', () => {
  it('name them, say that nothing closes them by itself, and get their priority from the worst', async () => {
    const s = await open.scene()
    await signals(s, 'AQ-1', 'AQ-2')
    const answer = await s.make({
      signals: ['AQ-1', 'AQ-2'],
      project: 'SEC',
      tools: [s.jira(), s.servicenow()],
    })
    expect(answer.body.summary).toBe('1 made')
    const { fields } = await s.issue('SEC-1')
    expect(fields.summary).toBe('2 signals, worst critical: Signal AQ-1 and 1 more')
    expect(fields.priority.name).toBe('Highest')
    const text = s.textOf(fields.description)
    expect(text).toContain('Datadog saw 2 security signals:')
    expect(text).toContain('Fixproof does not follow signals: close this ticket by hand')
    const found = await s.caseOf('SEC-1')
    expect(found.findings).toEqual([])
    expect(found.named.map((each: Json) => each.title)).toEqual(['Signal AQ-1', 'Signal AQ-2'])
    const { insights } = (await s.h.api('GET', `/api/v2/cases/${found.case.id}`)).body.data.attributes
    expect(insights.map((each: Json) => [each.type, each.resource_id])).toEqual([
      ['SECURITY_SIGNAL', 'AQ-1'],
      ['SECURITY_SIGNAL', 'AQ-2'],
    ])
  })

  it('are people’s to close and to reopen: neither is undone', async () => {
    const s = await open.scene()
    await signals(s, 'AQ-1')
    await s.make({ signals: ['AQ-1'], project: 'SEC', tools: [s.jira()] })
    await s.h.advance(5_000)
    for (const [status, resolution] of [
      ['Done', 'Done'],
      ['In Progress', null],
    ] as const) {
      const { transitions } = (await s.h.jira('ada', 'GET', '/rest/api/3/issue/SEC-1/transitions')).body
      const to = transitions.find((each: Json) => each.to.name === status)
      await s.h.jira('ada', 'POST', '/rest/api/3/issue/SEC-1/transitions', {
        transition: { id: to.id },
        ...(resolution !== null && { fields: { resolution: { name: resolution } } }),
      })
      await s.h.advance(60_000)
      expect((await s.issue('SEC-1')).fields.status.name).toBe(status)
    }
  })

  it('are one each when asked for, and an unknown one is refused alone', async () => {
    const s = await open.scene()
    await signals(s, 'AQ-1', 'AQ-2')
    const asked = { signals: ['AQ-1', 'gone', 'AQ-2'], mode: 'multiple', project: 'SEC', tools: [s.jira()] }
    const shown = await s.nothingDone(() => s.make({ ...asked, preview: true }))
    expect(shown.body.summary).toBe('2 made, 1 refused')
    const answer = await s.make(asked)
    expect(answer.body.summary).toBe('2 made, 1 refused')
    expect(answer.body.results[1].reason).toBe('Datadog knows no signal gone.')
    const over = await s.make({ signals: many(51), project: 'SEC' })
    expect([over.status, s.detail(over)]).toEqual([400, 'A request takes at most 50 signals; 51 were given.'])
  })

  it('cannot get more signals later, by any door', async () => {
    const s = await open.scene()
    await signals(s, 'AQ-1', 'AQ-2')
    await s.make({ signals: ['AQ-1'], project: 'SEC', tools: [s.jira()] })
    const sentence = 'Signal AQ-2 can be named on a ticket when it is made, not attached later.'
    const url = `${s.h.world.urls.jira}/browse/SEC-1`
    for (const later of [{ case: 'SEC-1' }, { tools: [s.jira({ url })] }]) {
      const answer = await s.nothingDone(() => s.make({ signals: ['AQ-2'], ...later }))
      expect([answer.status, s.detail(answer)]).toEqual([400, sentence])
    }
    const known = await s.h.api(
      'PATCH',
      `/api/v2/security/findings/cases/${(await s.caseOf('SEC-1')).case.id}`,
      {
        data: {
          ...{ id: (await s.caseOf('SEC-1')).case.id, type: 'cases' },
          relationships: { findings: { data: [{ id: 'AQ-1', type: 'findings' }] } },
        },
      },
    )
    expect([known.status, s.detail(known)]).toEqual([
      400,
      'Finding AQ-1 (Security Signals) can be named on a ticket when it is made, not attached later.',
    ])
  })

  it('are no findings: the search does not list them', async () => {
    const s = await open.scene()
    await signals(s, 'AQ-1')
    await s.make({ signals: ['AQ-1'], project: 'SEC' })
    const query = encodeURIComponent('@finding_id:AQ-1')
    const { body } = await s.h.api('GET', `/api/v2/security/findings?filter[query]=${query}`)
    expect(body.data).toEqual([])
  })
})
