/** Muting goes to Datadog; it counts only when Datadog shows it (issue, hub: mute). */
import { afterEach, describe, expect, it } from 'vitest'
import { makeFault } from '../sandbox/core'
import { type Api, apis, FINDINGS, notFound, said, titled } from './api-support'

const all = apis()
afterEach(() => all.closeAll())

const A_DAY_MS = 86_400_000
const accepted = { is_muted: true, reason: 'RISK_ACCEPTED', description: 'Until the next release.' }

async function statusOf(api: Api, name: string): Promise<string> {
  const { body } = await api.search({ filter: `@finding_id:"${api.idOf(name)}"` })
  const { attributes } = body.data[0].attributes
  return (attributes.custom ?? attributes).status
}

describe('a mute', () => {
  it('is answered as Datadog answers, counts once Datadog shows it, and closes the ticket as accepted', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a'])
    const until = api.h.world.clock.now() + 30 * A_DAY_MS
    const answer = await api.mute(['a'], { ...accepted, expire_at: until })
    expect(answer.status).toBe(202)
    expect(answer.body).toEqual({ data: { id: expect.any(String), type: 'mute' } })
    expect(answer.headers.get('content-type')).toBe('application/vnd.api+json')
    await api.h.rest()
    // Datadog shows it about a second later.
    expect(await statusOf(api, 'a')).toBe('open')
    expect(await api.issue(made.ticketId)).toBe('To Do')
    await api.h.advance(60_000)
    expect(await statusOf(api, 'a')).toBe('muted')
    expect(await api.issue(made.ticketId)).toBe("Done (Won't Do)")
    const { body } = await api.h.jira('ada', 'GET', `/rest/api/3/issue/${made.ticketKey}?fields=comment`)
    expect(JSON.stringify(body.fields.comment)).toContain(
      `accepted until ${new Date(until).toISOString().slice(0, 10)}`,
    )
  })

  it('that Datadog accepts and never shows closes nothing', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a'])
    await api.h.vendor('datadog', 'bot', 'POST', '/_sandbox/settings', { muteLagMs: 100 * A_DAY_MS })
    expect((await api.mute(['a'], accepted)).status).toBe(202)
    await api.h.advance(2 * A_DAY_MS)
    expect(await statusOf(api, 'a')).toBe('open')
    expect(await api.issue(made.ticketId)).toBe('To Do')
  })

  it('reaches Datadog as it was asked for, each finding once', async () => {
    const api = await all.open()
    await api.findings(['a', 'b'])
    await api.h.look()
    api.h.forgetCalls()
    const until = api.h.world.clock.now() + A_DAY_MS
    await api.mute(['a', 'b', 'a'], { ...accepted, expire_at: until })
    const [call] = api.h.world.calls.list('datadog')
    expect(call).toMatchObject({ method: 'PATCH', path: `${FINDINGS}/mute` })
    expect(call?.requestBody).toEqual({
      data: {
        type: 'mute',
        attributes: { mute: { ...accepted, expire_at: until } },
        relationships: { findings: api.refs(['a', 'b']) },
      },
    })
  })

  it('of a finding on no case shows on the hub as well', async () => {
    const api = await all.open()
    await api.findings(['a'])
    await api.mute(['a'], accepted)
    await api.h.advance(60_000)
    expect(await statusOf(api, 'a')).toBe('muted')
  })
})

describe('taking a mute back', () => {
  it('opens the ticket again once Datadog shows it', async () => {
    const api = await all.open()
    const made = await api.ticket('jira_issues', ['a'])
    await api.mute(['a'], accepted)
    await api.h.advance(60_000)
    expect(await api.issue(made.ticketId)).toBe("Done (Won't Do)")
    const answer = await api.mute(['a'], { is_muted: false, reason: 'NO_LONGER_ACCEPTED_RISK' })
    expect(answer.status).toBe(202)
    await api.h.advance(60_000)
    expect(await statusOf(api, 'a')).toBe('open')
    expect(await api.issue(made.ticketId)).toBe('To Do')
  })
})

describe('what Datadog refuses', () => {
  it('a date that has passed: its own words, to the letter', async () => {
    const api = await all.open()
    await api.findings(['a'])
    const answer = await api.mute(['a'], { ...accepted, expire_at: 1 })
    expect(said(answer)).toEqual(
      titled(
        422,
        'Invalid Request',
        'Invalid expiration date. Please provide an expiration date in the future',
      ),
    )
    await api.h.advance(60_000)
    expect(await statusOf(api, 'a')).toBe('open')
  })

  it('a reason of the other kind: its own words, to the letter', async () => {
    const api = await all.open()
    await api.findings(['a'])
    const unmute = await api.mute(['a'], { is_muted: false, reason: 'RISK_ACCEPTED' })
    expect(said(unmute)).toEqual(
      titled(
        422,
        'Invalid Request',
        'The provided reason is not valid for the specified mute action. Possible values: [NO_PENDING_FIX HUMAN_ERROR NO_LONGER_ACCEPTED_RISK OTHER]',
      ),
    )
    const mute = await api.mute(['a'], { is_muted: true, reason: 'HUMAN_ERROR' })
    expect(mute.status).toBe(422)
    expect(mute.body.errors[0].detail).toContain(
      '[PENDING_FIX FALSE_POSITIVE OTHER NO_FIX DUPLICATE RISK_ACCEPTED]',
    )
  })

  it('an unknown finding among known ones: none is muted', async () => {
    const api = await all.open()
    await api.findings(['a'])
    expect(said(await api.mute(['a', 'unknown'], accepted))).toEqual(notFound('finding not found'))
    expect(api.h.writes('datadog')).toEqual([])
  })

  it('keys that may not mute: a sentence for the one who runs the hub', async () => {
    const api = await all.open()
    await api.findings(['a'])
    const refusal = { status: 403, body: { errors: ['Forbidden'] } }
    api.h.world.faults.add(makeFault('PATCH', '/findings/mute$', refusal, { vendor: 'datadog' }))
    const answer = await api.mute(['a'], accepted)
    expect(answer.status).toBe(400)
    expect(answer.body.errors[0].detail).toBe(
      'Datadog refuses (403). Check both keys; their account needs security_monitoring_findings_write or appsec_vm_write.',
    )
  })

  it('everything for now (429): the caller is told when to come back', async () => {
    const api = await all.open()
    await api.findings(['a'])
    await api.h.look()
    const busy = { status: 429, headers: { 'x-ratelimit-reset': '7' }, body: { errors: ['Too many'] } }
    api.h.world.faults.add(makeFault('PATCH', '/findings/mute$', busy, { vendor: 'datadog' }))
    const answer = await api.mute(['a'], accepted)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('7')
  })
})
