import { afterEach, describe, expect, it } from 'vitest'
import { PUSH_SECRET } from '../harness'
import type { SentOut } from '../sandbox/servicenow/glide/calls'
import { type Scene, scenes } from './support/scene'

const { open, closeAll } = scenes()
afterEach(closeAll)

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const CONFIG = 'x_fxprf_sync_config'
const OUTBOX = 'x_fxprf_sync_outbox'

/** What the app has sent and the hub has taken, oldest first, without what was only a question. */
const taken = (s: Scene): SentOut[] =>
  s.h.scripts.sent.filter(one => one.url.includes('/webhooks/') && one.status >= 200 && one.status < 300)
const eventOf = (one: SentOut) => JSON.parse(one.body)
const waiting = (s: Scene): string[] =>
  s.h.instance.db
    .rows(OUTBOX)
    .filter(row => row.state !== 'sent')
    .map(row => `${row.number} ${row.state} ${row.last_error}`)

/** Sends a recorded push again, bent as the test wants it; the status the hub answers. */
async function push(s: Scene, one: SentOut, bend: Partial<SentOut> = {}): Promise<number> {
  const { url, method, headers, body } = { ...one, ...bend }
  const answer = await s.h.world.send(url, { method, headers, body })
  return answer.status
}

describe('the outbox of the ServiceNow app', () => {
  it('delivers everything once and in order after the hub was away for two hours', async () => {
    const s = await open({ servicenowApp: true })
    const issue = await s.ticket('jira', ['F1'])
    const first = await s.second(issue, 'servicenow')
    const second = await s.ticket('servicenow', ['F2'])
    s.h.setRunning(false)
    const asked: string[] = []
    for (let turn = 0; turn < 12; turn++) {
      const ticket = turn % 3 === 2 ? second : first
      await s.patch('abel', ticket, { work_notes: `Note ${turn}`, urgency: String(1 + (turn % 3)) })
      asked.push(`${ticket.id} ${(await row(s, ticket.id)).sys_mod_count}`)
      await s.later(10 * MINUTE_MS)
    }
    expect(taken(s)).toEqual([])
    expect(waiting(s)).toHaveLength(12)
    s.h.setRunning(true)
    await s.later(HOUR_MS)

    const events = taken(s).map(eventOf)
    expect(new Set(events.map(one => one.event_id)).size).toBe(events.length)
    expect(events.map(one => `${one.sys_id} ${one.sys_mod_count}`).sort()).toEqual([...asked].sort())
    for (const { id } of [first, second]) {
      const counts = events.filter(one => one.sys_id === id).map(one => Number(one.sys_mod_count))
      expect(counts).toEqual([...counts].sort((a, b) => a - b))
    }
    expect(waiting(s)).toEqual([])
    const { comments } = (await s.issue(issue)) ?? { comments: [] }
    const notes = comments.flatMap(text => /Note \d+/.exec(text) ?? [])
    expect(notes).toEqual(['Note 0', 'Note 1', 'Note 3', 'Note 4', 'Note 6', 'Note 7', 'Note 9', 'Note 10'])
  })

  it('tells nothing of what the hub itself wrote', async () => {
    const s = await open({ servicenowApp: true })
    const ticket = await s.ticket('servicenow', ['F1'])
    const before = s.h.scripts.sent.length
    await s.fix('F1')
    await s.later()
    expect(await s.standing(ticket)).toBe('Resolved (Solution provided)')
    expect(s.h.scripts.sent.slice(before).filter(one => one.url.includes('/webhooks/'))).toEqual([])
  })

  it('is believed by the hub only as it was signed, within five minutes, and once', async () => {
    const s = await open({ servicenowApp: true })
    const issue = await s.ticket('jira', ['F1'])
    const ticket = await s.second(issue, 'servicenow')
    await s.patch('abel', ticket, { work_notes: 'Once' })
    await s.later()
    const [sent] = taken(s).slice(-1)
    if (sent === undefined) throw new Error('Nothing was sent')
    const body = sent.body.replace('Once', 'Twice')
    expect(await push(s, sent, { body })).toBe(401)
    expect(await push(s, sent, { headers: { ...sent.headers, 'x-fixproof-signature': 'v1=AAAA' } })).toBe(401)
    const other = { ...eventOf(sent), event_id: 'another' }
    expect(await push(s, sent, { body: JSON.stringify(other) })).toBe(401)
    expect(await push(s, sent, { headers: { ...sent.headers, 'idempotency-key': 'another' } })).toBe(400)
    // Told again as it is, it is taken for what it is: told already.
    expect(await push(s, sent)).toBeLessThan(300)
    await s.later(6 * MINUTE_MS)
    expect(await push(s, sent)).toBe(401)
    await s.later()
    const { comments } = (await s.issue(issue)) ?? { comments: [] }
    expect(comments.filter(text => text.includes('Once'))).toHaveLength(1)
    expect(comments.filter(text => text.includes('Twice'))).toEqual([])
  })

  it('changes its secret without losing anything', async () => {
    let pushSecrets = [PUSH_SECRET]
    const s = await open({
      servicenowApp: true,
      config(json) {
        json.connections.servicenow[0].pushSecrets = pushSecrets
      },
    })
    const ticket = await s.ticket('servicenow', ['F1'])
    const turn = async (note: string): Promise<void> => {
      await s.patch('abel', ticket, { work_notes: note })
      await s.later(5 * MINUTE_MS)
    }
    const configure = (values: Record<string, string>): void => {
      const [config] = s.h.instance.db.rows(CONFIG)
      s.h.instance.db.update(CONFIG, config?.sys_id ?? '', values, 'admin')
    }
    const delivered = async (note: string): Promise<void> => {
      await turn(note)
      expect([note, ...waiting(s)]).toEqual([note])
    }
    await delivered('old')
    configure({ second_secret: 'the-next-secret' })
    await delivered('both, the hub knows the old one')
    pushSecrets = ['the-next-secret']
    await s.h.restart()
    await delivered('both, the hub knows the new one')
    configure({ secret: 'the-next-secret', second_secret: '' })
    await delivered('new')
    expect(taken(s).map(one => eventOf(one).journal[0].value)).toEqual([
      'old',
      'both, the hub knows the old one',
      'both, the hub knows the new one',
      'new',
    ])
    // A secret the hub does not know holds everything back, and loses nothing either.
    configure({ secret: 'mistyped' })
    await turn('not yet')
    expect(waiting(s)).toHaveLength(1)
    configure({ secret: 'the-next-secret' })
    await s.later(HOUR_MS)
    expect(waiting(s)).toEqual([])
  })
})

async function row(s: Scene, id: string) {
  return s.h.instance.db.get('incident', id) ?? {}
}
