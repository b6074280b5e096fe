import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Harness, type Json, makeHarness } from '../harness'
import { detailOf, nativeScene } from './nativeScene'

let h: Harness
afterEach(() => h?.close())
const { problems, ticketFor, solve, get } = nativeScene(() => h)

describe('the history', () => {
  beforeEach(async () => {
    h = await makeHarness()
  })

  it('of a case is paged from the newest back or from the oldest on, each entry once', async () => {
    const ids = await problems('one', 'two')
    const made = await ticketFor(ids)
    await solve(...ids)
    const { key } = made.attributes
    const all = async (order: string, limit: number): Promise<string[]> => {
      const found: string[] = []
      let after: string | null = null
      do {
        const more: string = after === null ? '' : `&after=${after}`
        const page = await get(`/api/v1/cases/${key}/timeline?order=${order}&limit=${limit}${more}`)
        expect(page.entries.length).toBeLessThanOrEqual(limit)
        found.push(...page.entries.map((each: Json) => each.id))
        after = page.next
      } while (after !== null)
      return found
    }
    const oldest = await all('oldest', 3)
    expect(oldest.length).toBeGreaterThan(5)
    expect(new Set(oldest).size).toBe(oldest.length)
    expect(await all('oldest', 200)).toEqual(oldest)
    expect(await all('newest', 4)).toEqual([...oldest].reverse())
    const { entries } = await get(`/api/v1/cases/${key}/timeline?order=oldest`)
    expect(entries[0]).toMatchObject({
      what: 'case-made',
      kind: 'decided',
      actor: 'tests',
      source: 'api',
      case: made.id,
      text: `tests made case ${key}.`,
    })
    expect(entries.map((each: Json) => each.what)).toEqual(
      expect.arrayContaining([
        'finding-attached',
        'ticket-made',
        'round-ended',
        'case-closed',
        'ticket-closed',
      ]),
    )
  })

  it('of a finding tells what happened to it, also when its id needs escaping', async () => {
    const id = Buffer.from('??>~~host').toString('base64')
    expect(id).toMatch(/[/+]/)
    await h.store.commit({
      put: [{ kind: 'finding', id, doc: { ...(await anyFinding()), id } }],
      timeline: [{ ...entry(), findingIds: [id], text: 'Seen.' }],
    })
    const { entries, next } = await get(`/api/v1/findings/${encodeURIComponent(id)}/timeline`)
    expect([entries.map((each: Json) => each.text), next]).toEqual([['Seen.'], null])

    const [one = ''] = await problems('one')
    await ticketFor([one])
    await solve(one)
    const found = await get(`/api/v1/findings/${one}/timeline?order=oldest`)
    expect(found.entries.map((each: Json) => each.what)).toEqual(['finding-attached', 'finding-closed'])
  })

  it('of a ticket leaves out what happened to the other ticket of its case', async () => {
    const [one = ''] = await problems('one')
    const made = await ticketFor([one])
    await h.api('POST', `/api/v2/cases/${made.id}/relationships/servicenow_tickets`, {
      data: {
        type: 'tickets',
        attributes: { instance_name: 'main', assignment_group: 'Vulnerability Response' },
      },
    })
    await h.rest()
    await solve(one)
    const key = made.attributes.jira_issue.result.issue_key
    const read = async (path: string): Promise<Json[]> =>
      (await get(`${path}/timeline?order=oldest&limit=200`)).entries
    const [mine, whole] = [
      await read(`/api/v1/tickets/jira/main/${key}`),
      await read(`/api/v1/cases/${made.id}`),
    ]
    const { ticket, others } = await get(`/api/v1/tickets/jira/main/${key}`)
    expect(mine).toEqual(whole.filter(each => each.link !== others[0].link))
    expect(mine.length).toBeLessThan(whole.length)
    expect(mine.map(each => each.link)).toContain(ticket.link)
    // Small pages are filled all the same.
    const page = await get(`/api/v1/tickets/jira/main/${key}/timeline?order=oldest&limit=${mine.length - 1}`)
    expect(page.entries).toEqual(mine.slice(0, -1))
    const rest = await get(`/api/v1/tickets/jira/main/${key}/timeline?order=oldest&after=${page.next}`)
    expect(rest).toEqual({ entries: mine.slice(-1), next: null })
  })

  it('refuses a cursor or a limit that is none', async () => {
    const made = await ticketFor(await problems('one'))
    const path = `/api/v1/cases/${made.attributes.key}/timeline`
    const cursor = await h.api('GET', `${path}?after=elsewhere`)
    expect([cursor.status, detailOf(cursor)]).toEqual([
      400,
      expect.stringMatching(/^query parameter after: /),
    ])
    for (const limit of ['0', '201', 'many'])
      expect((await h.api('GET', `${path}?limit=${limit}`)).status, limit).toBe(400)
    expect((await h.api('GET', `${path}?order=random`)).status).toBe(400)
  })
})

async function anyFinding() {
  const [id = ''] = await problems('any')
  await h.look()
  const found = await h.store.get('finding', id)
  if (found === undefined) throw new Error('The finding was not read')
  return found.doc
}

const entry = () => ({
  id: 'e-1',
  at: h.world.clock.now(),
  kind: 'observed' as const,
  what: 'finding-seen-again',
  text: '',
  actor: 'datadog',
  source: 'datadog' as const,
  caseId: null,
  findingIds: [],
  linkId: null,
})
