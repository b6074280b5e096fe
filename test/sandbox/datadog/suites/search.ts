import { describe, expect, it } from 'vitest'
import { findingId } from '../controls'
import { SEED_ROWS } from '../seed-table'
import { contentOf, FINDINGS, type Item, KEYS, list, refused, start, told } from './harness'

const CATEGORIES = [
  'library_vulnerability',
  'static_code_vulnerability',
  'runtime_code_vulnerability',
  'secret',
  'iac_misconfiguration',
  'misconfiguration',
  'identity_risk',
  'host_and_container_vulnerability',
  'api_security',
  'workload_activity',
  'attack_path',
  'sensitive_data',
]

const changed = (item: Item): number => Number(contentOf(item).detection_changed_at)

describe('the seed of simulated Datadog', () => {
  it('holds findings of the ten categories and of the two that do not sync', async () => {
    const { search } = start()
    const all = await search('*')
    expect(all.length).toBe(SEED_ROWS.length)
    expect(new Set(all).size).toBeGreaterThanOrEqual(24)
    for (const category of CATEGORIES) {
      expect(await search(`@finding_type:${category}`), category).not.toEqual([])
    }
  })

  it('has ids in Datadog’s form and the members that every recorded finding has', async () => {
    const { call } = start()
    const { body } = await call('GET', `${FINDINGS}?page[limit]=150`)
    for (const item of list(body)) {
      const content = contentOf(item)
      expect(Buffer.from(item.id, 'base64url').toString()).toMatch(/^[\w-]+~.+$/)
      expect(item.id.length % 4).toBe(0)
      expect(content.finding_id).toBe(item.id)
      expect(item.attributes.timestamp).toBe(content.detection_changed_at)
      expect(item.attributes.attributes).toHaveProperty('custom')
      for (const member of [
        'cloud_resource',
        'detection_changed_at',
        'finding_type',
        'first_seen_at',
        'k8s',
        'last_seen_at',
        'metadata',
        'resource_id',
        'resource_name',
        'resource_type',
        'severity',
        'severity_details',
        'status',
        'title',
        'workflow',
      ]) {
        expect(content, `${item.id} ${member}`).toHaveProperty(member)
      }
    }
  })

  it('has three critical library findings on checkout-service that one upgrade fixes', async () => {
    const { search } = start()
    const query =
      'service:checkout-service @finding_type:library_vulnerability @severity:critical @status:open'
    expect(await search(query)).toHaveLength(3)
    expect(await search(`${query} @package.name:yamlet @package.version:3.1.0`)).toHaveLength(3)
  })
})

describe('findings search', () => {
  it('answers ten findings, newest change first, unless told otherwise', async () => {
    const { call } = start()
    const { status, body, headers } = await call('GET', FINDINGS)
    const times = list(body).map(changed)
    expect([status, headers.get('content-type')]).toEqual([200, 'application/vnd.api+json'])
    expect(times).toHaveLength(10)
    expect(times).toEqual([...times].sort((a, b) => b - a))
    expect(body.meta).toEqual({
      elapsed: expect.any(Number),
      page: { after: expect.any(String) },
      request_id: expect.any(String),
      status: 'done',
    })
    expect(new URLSearchParams(body.links?.next?.split('?')[1]).get('sort')).toBe('-@detection_changed_at')
  })

  it.each(['GET', 'POST'])(
    'pages by cursor over %s until `after` is missing, each finding once',
    async method => {
      const { call } = start()
      const seen: Item[] = []
      let cursor: string | undefined
      let pages = 0
      do {
        const page = { limit: 7, ...(cursor === undefined ? {} : { cursor }) }
        const query = new URLSearchParams({ 'page[limit]': '7', sort: '@detection_changed_at' })
        if (cursor !== undefined) query.set('page[cursor]', cursor)
        const { body } =
          method === 'GET'
            ? await call('GET', `${FINDINGS}?${query}`)
            : await call('POST', `${FINDINGS}/search`, {
                data: { attributes: { page, sort: '@detection_changed_at' } },
              })
        seen.push(...list(body))
        cursor = body.meta?.page?.after
        expect(body.links === undefined).toBe(cursor === undefined)
        pages++
      } while (cursor !== undefined)
      expect(pages).toBe(Math.ceil(SEED_ROWS.length / 7))
      expect(new Set(seen.map(item => item.id)).size).toBe(SEED_ROWS.length)
      expect(seen.map(changed)).toEqual(seen.map(changed).sort((a, b) => a - b))
    },
  )

  it('names no next page when the last one is exactly full', async () => {
    const { call } = start()
    const { body } = await call('GET', `${FINDINGS}?filter[query]=@package.name:yamlet&page[limit]=3`)
    expect([list(body).length, body.meta?.page, body.links]).toEqual([3, undefined, undefined])
  })

  it('gives the next page as a relative GET path with the groups of the query spelled out', async () => {
    const { call } = start()
    const filter = '@severity:(critical OR high)'
    const first = await call('POST', `${FINDINGS}/search`, {
      data: { attributes: { filter, page: { limit: 1 } } },
    })
    const next = first.body.links?.next ?? ''
    expect(next).toMatch(
      /^\/api\/v2\/security\/findings\?filter%5Bquery%5D=%40severity%3Acritical\+OR\+%40severity%3Ahigh&page%5Bcursor%5D=/,
    )
    const second = await call('GET', next)
    expect(list(second.body)).toHaveLength(1)
    expect(list(second.body)[0]?.id).not.toBe(list(first.body)[0]?.id)
  })

  it('goes on behind findings of the same moment without showing one twice', async () => {
    const { call } = start()
    const data = ['a', 'b', 'c', 'd', 'e'].map(name => ({
      id: findingId(`def-same~${name}`),
      attributes: {
        attributes: { finding_type: 'secret', title: name, severity: 'low', detection_changed_at: 5 },
        tags: ['batch:same'],
      },
    }))
    await call('POST', '/_sandbox/findings', { data })
    const seen: string[] = []
    let path = `${FINDINGS}?filter[query]=batch:same&page[limit]=2`
    for (let pages = 0; pages < 3; pages++) {
      const { body } = await call('GET', path)
      seen.push(...list(body).map(item => item.id))
      path = body.links?.next ?? ''
    }
    expect(path).toBe('')
    expect(seen.sort()).toEqual(data.map(item => item.id).sort())
  })

  it('finds by id, by time range and by ticket', async () => {
    const { search, world } = start()
    const [first = '', second = ''] = await search('@severity:critical')
    expect((await search(`@finding_id:(${first} OR ${second})`)).sort()).toEqual([first, second].sort())
    const week = world.clock.now() - 7 * 24 * 60 * 60 * 1000
    const recent = await search(`@detection_changed_at:>=${week}`)
    const older = await search(`@detection_changed_at:<${week}`)
    expect([recent.length > 0, older.length > 0]).toEqual([true, true])
    expect(recent.length + older.length).toBe(SEED_ROWS.length)
    expect(await search('@workflow.integrations.cases.id:*')).toEqual([])
  })

  it('shows a change at once, also when the same search was just asked', async () => {
    const { search, call } = start()
    const [id = ''] = await search('@severity:critical @status:open')
    await call('POST', '/_sandbox/findings', {
      data: [{ id, attributes: { attributes: { status: 'resolved' } } }],
    })
    expect(await search('@severity:critical @status:open')).not.toContain(id)
  })

  it('says `timeout` and may leave findings out when told to', async () => {
    const { call } = start()
    await call('POST', '/_sandbox/timeouts', { next: 1, keep: 2 })
    const late = await call('GET', FINDINGS)
    expect([late.body.meta?.status, list(late.body).length]).toEqual(['timeout', 2])
    const again = await call('GET', FINDINGS)
    expect([again.body.meta?.status, list(again.body).length]).toEqual(['done', 10])
  })

  it('serves both nestings', async () => {
    const { call } = start()
    await call('POST', '/_sandbox/settings', { nesting: 'flat' })
    const [flat] = list((await call('GET', FINDINGS)).body)
    expect(flat?.attributes.attributes).not.toHaveProperty('custom')
    expect(flat?.attributes.attributes).toHaveProperty('severity')
    await call('POST', '/_sandbox/settings', { nesting: 'custom' })
    const [custom] = list((await call('GET', FINDINGS)).body)
    expect(custom?.attributes.attributes).toHaveProperty('custom.severity')
  })

  it('is no write', async () => {
    const { call, lastCall } = start()
    await call('POST', `${FINDINGS}/search`, { data: {} })
    expect(lastCall()).toMatchObject({ actor: 'dd-app', write: false, status: 200 })
  })

  const invalidFilters = { status: 400, body: { errors: [{ status: '400', detail: 'Invalid filters' }] } }

  it.each(['bm90IGpzb24', 'garbage!', Buffer.from('{"after":1}').toString('base64url')])(
    'refuses the cursor %s',
    async cursor => {
      const { call } = start()
      expect(told(await call('GET', `${FINDINGS}?page[cursor]=${cursor}`))).toEqual(invalidFilters)
    },
  )

  it('refuses a query that cannot be read', async () => {
    const { call } = start()
    const broken = { data: { attributes: { filter: '@severity:(critical OR' } } }
    expect(told(await call('POST', `${FINDINGS}/search`, broken))).toEqual(invalidFilters)
    expect(told(await call('POST', `${FINDINGS}/search`, { data: { attributes: { filter: 5 } } }))).toEqual(
      invalidFilters,
    )
  })

  it.each(['0', '151', '1.5', 'ten'])('refuses the page limit %s', async limit => {
    const { call } = start()
    expect(told(await call('GET', `${FINDINGS}?page[limit]=${limit}`))).toEqual(
      refused(400, 'Bad Request', 'page limit must be between 1 and 150'),
    )
  })

  it('refuses any sort but by change', async () => {
    const { call } = start()
    expect(told(await call('GET', `${FINDINGS}?sort=severity`))).toEqual(
      refused(400, 'Bad Request', 'sort must be one of @detection_changed_at, -@detection_changed_at'),
    )
  })

  it('refuses a search without data', async () => {
    const { call } = start()
    expect(told(await call('POST', `${FINDINGS}/search`, {}))).toEqual(
      refused(
        400,
        'Bad Request',
        'document is missing required top-level members; must have one of: "data", "meta", "errors"',
      ),
    )
  })

  it('refuses a body that is not JSON', async () => {
    const { call } = start()
    expect(told(await call('POST', `${FINDINGS}/search`, '{', KEYS))).toEqual(
      refused(400, 'Bad Request', 'invalid JSON in the request body'),
    )
  })
})
