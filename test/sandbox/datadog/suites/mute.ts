import { describe, expect, it } from 'vitest'
import { findingId } from '../controls'
import { USERS } from '../seed'
import { FINDINGS, one, refs, refused, start, told } from './harness'

const DAY_MS = 24 * 60 * 60 * 1000
const UNKNOWN = findingId('def-not-here~nowhere')

const wish = (ids: readonly string[], mute: Record<string, unknown>) => ({
  data: { type: 'mute', attributes: { mute }, relationships: { findings: refs('findings', ids) } },
})
const accept = { is_muted: true, reason: 'RISK_ACCEPTED' }

/** Datadog with one open critical finding picked out. */
async function withFinding() {
  const datadog = start()
  const [id = ''] = await datadog.search('@severity:critical @status:open')
  const mute = (attributes: Record<string, unknown>, ids = [id]) =>
    datadog.call('PATCH', `${FINDINGS}/mute`, wish(ids, attributes))
  return { ...datadog, id, mute }
}

describe('muting a finding', () => {
  it('is accepted at once and shows a moment later, without a new detection', async () => {
    const { id, mute, read, world, lastCall } = await withFinding()
    const before = await read(id)
    const answer = await mute({ ...accept, description: 'Until the audit.' })
    expect(told(answer)).toEqual({ status: 202, body: { data: { id: expect.any(String), type: 'mute' } } })
    expect(lastCall()?.write).toBe(true)
    world.clock.advance(999)
    expect(await read(id)).toEqual(before)
    world.clock.advance(1)
    const after = await read(id)
    expect(after.status).toBe('muted')
    expect(after.detection_changed_at).toBe(before.detection_changed_at)
    expect(after.workflow).toEqual({
      mute: {
        is_muted: true,
        is_muted_by_rule: false,
        reason: 'risk_accepted',
        description: 'Until the audit.',
        muted_at: world.clock.now() - 1000,
        muted_by: { id: USERS.service, name: 'Automation' },
      },
    })
  })

  it('takes as long to show as the sandbox is told', async () => {
    const { id, mute, read, world, call } = await withFinding()
    await call('POST', '/_sandbox/settings', { muteLagMs: 60_000 })
    await mute(accept)
    world.clock.advance(59_999)
    expect((await read(id)).status).toBe('open')
    world.clock.advance(1)
    expect((await read(id)).status).toBe('muted')
  })

  it('ends at its date: the finding is open again', async () => {
    const { id, mute, read, world } = await withFinding()
    const end = world.clock.now() + 10 * DAY_MS
    await mute({ ...accept, expire_at: end })
    world.clock.set(end)
    expect(await read(id)).toMatchObject({ status: 'muted', workflow: { mute: { expire_at: end } } })
    world.clock.advance(1000)
    expect(await read(id)).toMatchObject({ status: 'open', workflow: { mute: { is_muted: false } } })
  })

  it('that was put in the seed with an end ends too', async () => {
    const { search, read, world } = start()
    const [id = ''] = await search('@workflow.mute.expire_at:*')
    expect((await read(id)).status).toBe('muted')
    world.clock.advance(31 * DAY_MS)
    expect((await read(id)).status).toBe('open')
  })

  it('is taken back, to the status the finding had before', async () => {
    const { search, call, read, world } = start()
    const [id = ''] = await search('@status:in-progress')
    await call('PATCH', `${FINDINGS}/mute`, wish([id], { ...accept, expire_at: world.clock.now() + DAY_MS }))
    world.clock.advance(1000)
    await call('PATCH', `${FINDINGS}/mute`, wish([id], { is_muted: false, reason: 'HUMAN_ERROR' }))
    world.clock.advance(1000)
    expect(await read(id)).toMatchObject({
      status: 'in-progress',
      workflow: { mute: { is_muted: false, reason: 'human_error' } },
    })
    world.clock.advance(2 * DAY_MS)
    expect((await read(id)).status).toBe('in-progress')
  })

  it('does not open a finding again that was fixed meanwhile', async () => {
    const { id, mute, read, world, call } = await withFinding()
    await mute({ ...accept, expire_at: world.clock.now() + DAY_MS })
    world.clock.advance(1000)
    await call('POST', '/_sandbox/findings', {
      data: [{ id, attributes: { attributes: { status: 'resolved' } } }],
    })
    world.clock.advance(2 * DAY_MS)
    expect((await read(id)).status).toBe('resolved')
  })

  it('is forgotten by a reset, also while it is on its way', async () => {
    const { id, mute, read, world, call } = await withFinding()
    await mute(accept)
    await call('POST', '/_sandbox/reset')
    world.clock.advance(DAY_MS)
    expect((await read(id)).status).toBe('open')
  })

  it('takes 100 findings and refuses 101', async () => {
    const { call } = start()
    const ids = Array.from({ length: 101 }, (_, number) => findingId(`def-many~${number}`))
    const data = ids.map(id => ({
      id,
      attributes: { attributes: { finding_type: 'secret', title: id, severity: 'low' } },
    }))
    await call('POST', '/_sandbox/findings', { data })
    const many = (count: number) => call('PATCH', `${FINDINGS}/mute`, wish(ids.slice(0, count), accept))
    expect((await many(100)).status).toBe(202)
    expect(told(await many(101))).toEqual(refused(400, 'Bad Request', 'at most 100 findings are allowed'))
  })

  it('refuses a date in the past', async () => {
    const { mute, world } = await withFinding()
    expect(told(await mute({ ...accept, expire_at: world.clock.now() }))).toEqual(
      refused(
        422,
        'Invalid Request',
        'Invalid expiration date. Please provide an expiration date in the future',
      ),
    )
  })

  it('refuses a reason of the other kind', async () => {
    const { mute } = await withFinding()
    const text = 'The provided reason is not valid for the specified mute action. Possible values:'
    expect(told(await mute({ is_muted: false, reason: 'RISK_ACCEPTED' }))).toEqual(
      refused(422, 'Invalid Request', `${text} [NO_PENDING_FIX HUMAN_ERROR NO_LONGER_ACCEPTED_RISK OTHER]`),
    )
    expect(told(await mute({ is_muted: true, reason: 'HUMAN_ERROR' }))).toEqual(
      refused(
        422,
        'Invalid Request',
        `${text} [PENDING_FIX FALSE_POSITIVE OTHER NO_FIX DUPLICATE RISK_ACCEPTED]`,
      ),
    )
    expect((await mute({ is_muted: true, reason: 'OTHER' })).status).toBe(202)
    expect((await mute({ is_muted: false, reason: 'OTHER' })).status).toBe(202)
  })

  it('refuses a description of more than 280 characters', async () => {
    const { mute } = await withFinding()
    expect((await mute({ ...accept, description: 'x'.repeat(280) })).status).toBe(202)
    expect(told(await mute({ ...accept, description: 'x'.repeat(281) }))).toEqual(
      refused(422, 'Invalid Request', 'The description must not be longer than 280 characters'),
    )
  })

  it('refuses unknown findings, none, and a shapeless body, and mutes nothing then', async () => {
    const { id, mute, call, read, world } = await withFinding()
    expect(told(await mute(accept, [id, UNKNOWN]))).toEqual(refused(404, 'Not Found', 'finding not found'))
    expect(told(await mute(accept, []))).toEqual(refused(400, 'Bad Request', 'no finding provided'))
    expect((await mute({ is_muted: 'yes', reason: 'OTHER' })).status).toBe(400)
    expect(told(await call('PATCH', `${FINDINGS}/mute`, { data: { type: 'mutes' } }))).toEqual(
      refused(400, 'Bad Request', 'got type "mutes" expected one of "mute"'),
    )
    world.clock.advance(DAY_MS)
    expect((await read(id)).status).toBe('open')
  })
})

describe('assigning a finding', () => {
  const assign = (ids: readonly string[], assignee?: string) => ({
    data: {
      type: 'assignee',
      attributes: assignee === undefined ? {} : { assignee_id: assignee },
      relationships: { findings: refs('findings', ids) },
    },
  })

  it('shows a moment later, and is taken back by naming nobody', async () => {
    const { id, call, read, world } = await withFinding()
    const answer = await call('PATCH', `${FINDINGS}/assignee`, assign([id], USERS.ada))
    expect([answer.status, one(answer.body).attributes]).toEqual([202, { assignee_id: USERS.ada }])
    world.clock.advance(1000)
    expect((await read(id)).workflow).toMatchObject({
      triage: { assignee: { id: USERS.ada, name: 'Ada Analyst' } },
    })
    await call('PATCH', `${FINDINGS}/assignee`, assign([id]))
    world.clock.advance(1000)
    expect((await read(id)).workflow).not.toHaveProperty('triage')
  })

  it('names each finding that could not be given to an unknown person', async () => {
    const { id, call } = await withFinding()
    const { status, body } = await call('PATCH', `${FINDINGS}/assignee`, assign([id], UNKNOWN))
    expect([status, body.meta]).toEqual([
      202,
      { failures: [{ finding_id: id, status: 404, title: 'Not Found', detail: 'user not found' }] },
    ])
  })
})
