import { describe, expect, it } from 'vitest'
import { findingId, isFindingId } from '../controls'
import { FINDINGS, list, start, told } from './harness'

const NEW = findingId('def-new~host-1')
const item = (id: string, attributes: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
  id,
  attributes: { attributes, ...more },
})
const needed = { finding_type: 'secret', title: 'A key', severity: 'high' }

function detecting() {
  const datadog = start()
  const put = (...data: unknown[]) => datadog.call('POST', '/_sandbox/findings', { data })
  return { ...datadog, put }
}

describe('what the scanners of simulated Datadog detect', () => {
  it('is a new finding, open, detected now, with what every finding has', async () => {
    const { put, read, world, lastCall } = detecting()
    expect(told(await put(item(NEW, needed)))).toEqual({ status: 200, body: { ok: true, ids: [NEW] } })
    expect(lastCall()).toBeUndefined()
    expect(await read(NEW)).toMatchObject({
      ...needed,
      finding_id: NEW,
      status: 'open',
      resource_id: 'host-1',
      detection_changed_at: world.clock.now(),
      first_seen_at: world.clock.now(),
      workflow: { mute: { is_muted: false } },
    })
  })

  it('moves `detection_changed_at` with the status, and with nothing else', async () => {
    const { put, read, world } = detecting()
    await put(item(NEW, needed))
    const first = world.clock.now()
    world.clock.advance(1000)
    await put(item(NEW, { severity: 'low', workflow: { due_date: { due_at: 5 } } }))
    expect(await read(NEW)).toMatchObject({
      severity: 'low',
      title: 'A key',
      detection_changed_at: first,
      workflow: { mute: { is_muted: false }, due_date: { due_at: 5 } },
    })
    await put(item(NEW, { status: 'auto_closed' }))
    expect(await read(NEW)).toMatchObject({
      status: 'auto_closed',
      detection_changed_at: first + 1000,
      workflow: { auto_closed_at: first + 1000 },
    })
    await put(item(NEW, { custom: { status: 'open', detection_changed_at: 77 } }))
    const open = await read(NEW)
    expect(open).toMatchObject({ status: 'open', detection_changed_at: 77 })
    expect(open.workflow).not.toHaveProperty('auto_closed_at')
    await put(item(NEW, {}, { timestamp: 88, tags: ['team:x'] }))
    expect((await read(NEW)).detection_changed_at).toBe(88)
  })

  it('keeps the nesting in which it was told', async () => {
    const { put, call } = detecting()
    const other = findingId('def-new~host-2')
    await put(item(NEW, needed), item(other, { custom: needed }))
    const { body } = await call('GET', `${FINDINGS}?filter[query]=@resource_id:host-*`)
    const nesting = Object.fromEntries(
      list(body).map(one => [one.id, Object.hasOwn(one.attributes.attributes as object, 'custom')]),
    )
    expect(nesting).toEqual({ [NEW]: false, [other]: true })
  })

  it('can be read and taken away', async () => {
    const { put, call } = detecting()
    await put(item(NEW, needed))
    expect((await call('GET', `/_sandbox/findings/${NEW}`)).body).toMatchObject({ data: { id: NEW } })
    expect((await call('DELETE', `/_sandbox/findings/${encodeURIComponent(NEW)}`)).status).toBe(200)
    const gone = { status: 404, body: { error: 'There is no finding with this id.' } }
    expect(told(await call('DELETE', `/_sandbox/findings/${NEW}`))).toEqual(gone)
    expect(told(await call('GET', `/_sandbox/findings/${NEW}`))).toEqual(gone)
  })

  it('must have an id in Datadog’s form', async () => {
    const { put } = detecting()
    const bare = Buffer.from('def-new~host-1').toString('base64url')
    for (const id of [
      '',
      'finding-1',
      bare,
      findingId('no tilde'),
      findingId('~nothing before'),
      `${NEW}=`,
    ]) {
      expect(isFindingId(id), id).toBe(false)
    }
    expect(isFindingId(NEW)).toBe(true)
    expect(told(await put(item('finding-1', needed)))).toEqual({
      status: 400,
      body: { error: 'data.0.id: must be base64url of "<rule or hash>~<resource>", with padding.' },
    })
  })

  it('must say what it is when it is new, and nothing of the request is done otherwise', async () => {
    const { put, search } = detecting()
    const other = findingId('def-new~host-2')
    expect(told(await put(item(other, needed), item(NEW, { title: 'x' })))).toEqual({
      status: 400,
      body: { error: `A new finding needs finding_type of ${NEW}, severity of ${NEW}.` },
    })
    expect(await search(`@finding_id:${other}`)).toEqual([])
  })

  it.each([
    ['findings', { data: [] }, 'data: Too small: expected array to have >=1 items.'],
    ['settings', { nesting: 'deep' }, expect.stringContaining('nesting: ')],
    ['timeouts', { next: 0 }, expect.stringContaining('next: ')],
  ])('are refused a wrong body for %s', async (door, body, error) => {
    const { call } = detecting()
    expect(told(await call('POST', `/_sandbox/${door}`, body))).toEqual({ status: 400, body: { error } })
  })
})
