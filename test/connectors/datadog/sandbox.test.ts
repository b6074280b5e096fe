import { type DatadogOptions, datadogSource } from '@fixproof/hub/connectors/datadog/index'
import { VendorError } from '@fixproof/hub/connectors/port'
import { beforeEach, describe, expect, it } from 'vitest'
import { type FixproofSandbox, makeSandbox } from '../../sandbox/index'

let sandbox: FixproofSandbox
beforeEach(() => {
  sandbox = makeSandbox()
})

const logger = { debug() {}, info() {}, warn() {}, error() {} }
const source = (more: Partial<DatadogOptions> = {}) =>
  datadogSource({
    baseUrl: sandbox.urls.datadog,
    apiKey: 'dd-api',
    applicationKey: 'dd-app',
    fetch: sandbox.fetch,
    clock: sandbox.world.clock,
    logger,
    ...more,
  })

async function control(path: string, body: unknown): Promise<void> {
  const answer = await sandbox.datadog.app.request(`/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(await answer.text())
}

/** An id as Datadog makes them: base64url of rule and resource, with padding. */
const idOf = (name: string): string => {
  const bare = Buffer.from(`${name}~host`, 'utf8').toString('base64url')
  return bare.padEnd(Math.ceil(bare.length / 4) * 4, '=')
}
const finding = (id: string, attributes: object) => ({
  id,
  attributes: { attributes: { finding_type: 'secret', title: 'A key', severity: 'high', ...attributes } },
})
const put = (...data: object[]) => control('findings', { data })

/** Ids of every page of a poll, oldest change first. */
async function poll(from: ReturnType<typeof source>, since: number | null): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof from.page>> = await from.page(since, cursor)
    expect(page.complete).toBe(true)
    ids.push(...page.items.map(item => item.id))
    cursor = page.next
  } while (cursor !== null)
  return ids
}

const errorOf = (work: Promise<unknown>): Promise<VendorError> =>
  work.then(
    () => Promise.reject(new Error('nothing was thrown')),
    (error: unknown) => (error instanceof VendorError ? error : Promise.reject(error)),
  )

describe('the Datadog connector against the simulated Datadog', () => {
  it('polls what is open or in progress of the ten types, over several pages, oldest change first', async () => {
    const start = sandbox.world.clock.now()
    const many = Array.from({ length: 320 }, (_, i) => idOf(`poll-${String(i).padStart(3, '0')}`))
    for (let i = 0; i < many.length; i += 80) {
      sandbox.world.clock.advance(1_000)
      await put(...many.slice(i, i + 80).map(id => finding(id, { finding_type: 'secret', status: 'open' })))
    }
    await put(
      finding(idOf('poll-done'), { finding_type: 'secret', status: 'resolved' }),
      finding(idOf('poll-path'), { finding_type: 'attack_path', status: 'open' }),
      finding(idOf('poll-busy'), { finding_type: 'api_security', status: 'in-progress' }),
    )
    const ids = (await poll(source(), start + 1)).filter(id => id.startsWith(idOf('poll-').slice(0, 6)))
    expect([...ids].sort()).toEqual([...many, idOf('poll-busy')].sort())
    const recent = await poll(source(), start + 4_000)
    expect(recent).toContain(idOf('poll-319'))
    expect(recent).not.toContain(idOf('poll-000'))
  })

  it('reads findings by id, closed ones too, whatever characters the id holds', async () => {
    const odd = idOf('>>>???')
    await put(finding(idOf('by-id'), { status: 'resolved' }), finding(odd, { status: 'muted' }))
    const answer = await source().byId([idOf('by-id'), odd, idOf('nobody')])
    expect(answer.complete).toBe(true)
    expect(answer.items.map(item => item.id).sort()).toEqual([odd, idOf('by-id')].sort())
  })

  it('says that a page is incomplete when Datadog ran out of time', async () => {
    await put(finding(idOf('slow'), { status: 'open' }))
    await control('timeouts', { next: 1 })
    expect(await source().byId([idOf('slow')])).toEqual({ items: [], complete: false })
    expect((await source().byId([idOf('slow')])).complete).toBe(true)
  })

  it('mutes, and passes on how Datadog refuses a mute', async () => {
    await put(finding(idOf('mute-me'), { status: 'open' }))
    const body = (reason: string, ids: string[]) => ({
      data: {
        type: 'mute',
        attributes: { mute: { is_muted: true, reason } },
        relationships: { findings: { data: ids.map(id => ({ id, type: 'findings' })) } },
      },
    })
    expect(await source().mute(body('RISK_ACCEPTED', [idOf('mute-me')]))).toMatchObject({
      status: 202,
      body: { data: { type: 'mute' } },
    })
    expect((await source().mute(body('HUMAN_ERROR', [idOf('mute-me')]))).status).toBe(422)
    expect(await source().mute(body('OTHER', [idOf('nobody')]))).toEqual({
      status: 404,
      body: { errors: [{ status: '404', title: 'Not Found', detail: 'finding not found' }] },
    })
  })

  it('waits as long as a reached limit says', async () => {
    await control('limits', { on: true })
    const polls = Array.from({ length: 200 }, () => source().byId(['x']))
    const failed = (await Promise.allSettled(polls)).flatMap(one =>
      one.status === 'rejected' ? [one.reason] : [],
    )
    expect(failed.length).toBeGreaterThan(0)
    expect(failed[0]).toMatchObject({ kind: 'retryable', status: 429 })
    expect((failed[0] as VendorError).retryAfterMs).toBeGreaterThan(0)
  })

  it('tells a refused key, a refused query and a dead cursor apart', async () => {
    expect(await errorOf(source({ apiKey: 'wrong' }).page(null, null))).toMatchObject({
      kind: 'blocked',
      status: 403,
    })
    expect(await errorOf(source({ query: '@status:(open' }).page(null, null))).toMatchObject({
      kind: 'blocked',
      status: 400,
    })
    expect(await errorOf(source().page(null, 'dead'))).toMatchObject({ kind: 'retryable', status: 400 })
  })

  it('checks keys and both permissions without changing a finding', async () => {
    const results = async (more: Partial<DatadogOptions>) =>
      Object.fromEntries((await source(more).check()).map(line => [line.check, line.result]))
    expect(await results({})).toMatchObject({
      credentials: 'pass',
      'reading findings': 'pass',
      'muting findings': 'pass',
    })
    expect(await results({ applicationKey: 'dd-app-read' })).toMatchObject({
      'reading findings': 'pass',
      'muting findings': 'fail',
    })
    expect(await results({ apiKey: 'wrong' })).toMatchObject({
      credentials: 'fail',
      'reading findings': 'fail',
    })
    expect(sandbox.world.calls.list('datadog').filter(one => one.write)).toEqual([])
  })
})
