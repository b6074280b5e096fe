import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { ADA, type ForgeScene, forgeScenes } from './support/forge'
import type { Ticket } from './support/scene'

const all = forgeScenes()
afterEach(all.closeAll)

const DAY_MS = 24 * 3_600_000
const day = (f: ForgeScene, days: number): string =>
  new Date(f.now + days * DAY_MS).toISOString().slice(0, 10)

const ask = (f: ForgeScene, { id }: Ticket, more: Json = {}) =>
  f.call(`/issues/${id}/exceptions`, {
    actor: ADA,
    findings: [f.idOf('A')],
    reason: 'No fix before the next release',
    until: day(f, 30),
    ...more,
  })

/** Answers with the key of that name. */
const answer = (f: ForgeScene, who: string, id: string, what: 'approve' | 'refuse', body: Json = {}) =>
  f.h.api('POST', `/api/v1/exceptions/${id}/${what}`, body, key(who))
const key = (who: string): Record<string, string> => ({
  'dd-api-key': `hub-${who}`,
  'dd-application-key': '',
})

/** Carol's Jira account is paired with her address in the configuration; Ada's, too. */
const PAIRED = {
  config: (json: Json) => {
    json.users = [
      { email: 'carol@example.com', jira: { main: '712020:ca401ca4-0000-4000-8000-00000000000c' } },
      { email: 'ada@example.com', jira: { main: ADA.accountId } },
    ]
  },
}

describe('asking for an exception in the panel', () => {
  it('mutes nothing: it is on record, told once on each ticket, and the issue stays where it is', async () => {
    const f = await all.open(PAIRED)
    const issue = await f.ticket('jira', ['A'])
    const incident = await f.second(issue, 'servicenow')
    const { status, body } = await ask(f, issue)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      mayClose: false,
      exceptions: [
        { state: 'asked', askedBy: ADA.name, until: day(f, 30), findings: [f.idOf('A')], answeredBy: null },
      ],
    })
    await f.h.rest()
    const said = `Ada Lovelace asks for an exception until ${day(f, 30)} for A: No fix before the next release. Nothing is muted by that; an administrator of Fixproof answers.`
    expect(await f.history(issue)).toContain(said)
    expect((await f.issue(issue))?.comments).toEqual([said])
    expect((await f.incident(incident)).workNotes.split(said)).toHaveLength(2)
    expect(f.h.log('datadog').filter(each => each.includes('mute'))).toEqual([])
    f.forget()
    await f.later(DAY_MS)
    expect(f.writes()).toEqual([])
  })

  it.each<[string, (f: ForgeScene) => Json, RegExp]>([
    ['today', f => ({ until: day(f, 0) }), /not in the future/],
    ['in two years', f => ({ until: day(f, 730) }), /too far away/],
    ['on a day that is none', () => ({ until: '2027-02-30' }), /is no day/],
    ['for a finding elsewhere', () => ({ findings: ['elsewhere'] }), /is not on case/],
    ['without a reason', () => ({ reason: '   ' }), /Give a reason/],
    ['with a reason as long as a book', () => ({ reason: 'x'.repeat(1001) }), /reason/],
    ['by nobody', () => ({ actor: { accountId: 'unknown', name: 'Somebody' } }), /Nobody knows who asks/],
  ])('%s is refused with a sentence', async (_, change, why) => {
    const f = await all.open()
    const issue = await f.ticket('jira', ['A'])
    const { status, body } = await ask(f, issue, change(f))
    expect(status).toBe(400)
    expect(body.errors[0].detail).toMatch(why)
    expect((await f.call(`/issues/${issue.id}`)).body.exceptions).toEqual([])
  })

  it('again and again is refused until the first ones are answered', async () => {
    const f = await all.open()
    const issue = await f.ticket('jira', ['A'])
    for (let i = 0; i < 20; i++) expect((await ask(f, issue, { reason: `Try ${i}` })).status).toBe(200)
    const { status, body } = await ask(f, issue)
    expect([status, body.errors[0].detail]).toEqual([400, expect.stringContaining('20 exceptions')])
  })

  it('twice in the same moment, by a double click, asks once; after the answer it is a new request', async () => {
    const f = await all.open(PAIRED)
    const issue = await f.ticket('jira', ['A'])
    const both = await Promise.all([ask(f, issue), ask(f, issue), ask(f, issue)])
    expect(both.map(each => each.status)).toEqual([200, 200, 200])
    const [one, ...more] = (await ask(f, issue)).body.exceptions
    expect(more).toEqual([])
    await f.h.rest()
    expect((await f.issue(issue))?.comments).toHaveLength(1)
    expect((await answer(f, 'carol', one.id, 'refuse')).status).toBe(200)
    expect((await ask(f, issue)).body.exceptions.map((each: Json) => each.state)).toEqual([
      'asked',
      'refused',
    ])
  })
})

describe('answering an exception', () => {
  async function asked(f: ForgeScene): Promise<{ issue: Ticket; id: string }> {
    const issue = await f.ticket('jira', ['A'])
    const { body } = await ask(f, issue)
    await f.h.rest()
    f.forget()
    return { issue, id: body.exceptions[0].id }
  }

  it('by somebody else is on record and told; the finding stays open until Datadog mutes it', async () => {
    const f = await all.open(PAIRED)
    const { issue, id } = await asked(f)
    const { status, body } = await answer(f, 'carol', id, 'approve', { answer: 'Until the release' })
    expect(status).toBe(200)
    expect(body.exception).toMatchObject({
      state: 'approved',
      answeredBy: 'carol',
      answer: 'Until the release',
    })
    await f.h.rest()
    const said = `carol approved the exception until ${day(f, 30)} for A that Ada Lovelace asked for. Until the release. It counts as open here until it is muted in Datadog.`
    expect((await f.issue(issue))?.comments).toContain(said)
    expect((await f.call(`/issues/${issue.id}`)).body).toMatchObject({
      mayClose: false,
      exceptions: [{ state: 'approved', answeredBy: 'carol', answer: 'Until the release' }],
    })
    expect((await answer(f, 'carol', id, 'refuse')).status).toBe(409)
  })

  it('can ask Datadog to mute as well; that closes the issue as accepted', async () => {
    const f = await all.open(PAIRED)
    const { issue, id } = await asked(f)
    expect((await answer(f, 'carol', id, 'approve', { mute: true })).status).toBe(200)
    await f.later(10_000)
    expect(await f.standing(issue)).toBe("Done (Won't Do)")
  })

  it('with a refusal is told on the issue', async () => {
    const f = await all.open(PAIRED)
    const { issue, id } = await asked(f)
    expect((await answer(f, 'carol', id, 'refuse', { answer: 'Fix it' })).body.exception.state).toBe(
      'refused',
    )
    await f.h.rest()
    expect((await f.issue(issue))?.comments.at(-1)).toBe(
      `carol refused the exception until ${day(f, 30)} for A that Ada Lovelace asked for. Fix it.`,
    )
  })

  it('by who asked is refused: by the holder of the key that is paired with the Jira account', async () => {
    const f = await all.open(PAIRED)
    const { issue, id } = await asked(f)
    const { status, body } = await answer(f, 'ada', id, 'approve')
    expect([status, body.errors[0].detail]).toEqual([
      403,
      'The key ada belongs to who asked for this exception, so somebody else has to answer it.',
    ])
    expect((await f.call(`/issues/${issue.id}`)).body.exceptions[0].state).toBe('asked')
    expect(f.writes()).toEqual([])
  })

  it('by a key that names nobody, or somebody whose account is not known, is refused: it may be who asked', async () => {
    const f = await all.open()
    const { id } = await asked(f)
    const nobody = await f.h.api('POST', `/api/v1/exceptions/${id}/approve`, {})
    expect([nobody.status, nobody.body.errors[0].detail]).toEqual([
      403,
      expect.stringContaining('names no person'),
    ])
    const unpaired = await answer(f, 'carol', id, 'approve')
    expect([unpaired.status, unpaired.body.errors[0].detail]).toEqual([
      403,
      expect.stringContaining('The Jira account of carol@example.com is not known here'),
    ])
  })

  it('by two at the same moment: one answer counts, and the other is told of it', async () => {
    const f = await all.open(PAIRED)
    const { issue, id } = await asked(f)
    const told = await Promise.all([answer(f, 'carol', id, 'approve'), answer(f, 'carol', id, 'refuse')])
    expect(told.map(each => each.status).sort()).toEqual([200, 409])
    expect(told.find(each => each.status === 409)?.body.errors[0].detail).toMatch(/already/)
    await f.h.rest()
    const comments = (await f.issue(issue))?.comments ?? []
    expect(comments.filter(each => each.startsWith('carol '))).toHaveLength(1)
  })

  it('after its last day can only refuse', async () => {
    const f = await all.open(PAIRED)
    const issue = await f.ticket('jira', ['A'])
    const { body } = await ask(f, issue, { until: day(f, 1) })
    const { id } = body.exceptions[0]
    await f.later(3 * DAY_MS)
    const late = await answer(f, 'carol', id, 'approve', { mute: true })
    expect([late.status, late.body.errors[0].detail]).toEqual([409, expect.stringContaining('is over')])
    expect(f.h.log('datadog').filter(each => each.includes('mute'))).toEqual([])
    expect((await answer(f, 'carol', id, 'refuse')).status).toBe(200)
  })

  it('needs the scope admin', async () => {
    const f = await all.open(PAIRED)
    const { id } = await asked(f)
    expect((await answer(f, 'read', id, 'approve')).status).toBe(403)
    expect((await answer(f, 'carol', 'no-such', 'approve')).status).toBe(404)
  })
})

describe('exceptions in the API', () => {
  it('a key that asked cannot answer, nor can another key of its holder; they are listed by case and state', async () => {
    const f = await all.open({
      config: json =>
        json.keys.push({ name: 'ada-2', scopes: ['admin'], apiKey: 'hub-ada-2', person: 'Ada@example.com' }),
    })
    const issue = await f.ticket('jira', ['A'])
    const body = { case: issue.caseKey, findings: [f.idOf('A')], reason: 'Later', until: day(f, 7) }
    const made = await f.h.api('POST', '/api/v1/exceptions', body, key('ada'))
    expect(made.status).toBe(200)
    const { id } = made.body.exception
    expect((await answer(f, 'ada', id, 'approve')).body.errors[0].detail).toBe(
      'The key ada asked for this exception, so somebody else has to answer it.',
    )
    expect((await answer(f, 'ada-2', id, 'approve')).status).toBe(403)
    const listed = async (query: string) =>
      (await f.h.api('GET', `/api/v1/exceptions${query}`)).body.exceptions.map((each: Json) => each.id)
    expect(await listed('')).toEqual([id])
    expect(await listed(`?case=${issue.caseKey}&state=asked`)).toEqual([id])
    expect((await answer(f, 'carol', id, 'approve')).status).toBe(200)
    expect(await listed('?state=asked')).toEqual([])
    expect(await listed('?state=approved')).toEqual([id])
  })

  it('an Idempotency-Key asks once', async () => {
    const f = await all.open()
    const issue = await f.ticket('jira', ['A'])
    const body = { case: issue.caseKey, findings: [f.idOf('A')], reason: 'Later', until: day(f, 7) }
    const once = { ...key('carol'), 'idempotency-key': 'ask-1' }
    const first = await f.h.api('POST', '/api/v1/exceptions', body, once)
    expect((await f.h.api('POST', '/api/v1/exceptions', body, once)).body).toEqual(first.body)
    expect((await f.h.api('GET', '/api/v1/exceptions')).body.exceptions).toHaveLength(1)
  })
})

describe('a note about an exception', () => {
  it('is told once also when its answer is lost, and after a move that came between', async () => {
    const f = await all.open(PAIRED)
    const issue = await f.ticket('jira', ['A'])
    f.fault('jira', 'POST', 'comment$', 'drop-answer')
    await ask(f, issue)
    await f.h.rest()
    await f.fix('A')
    await f.later(10 * 60_000)
    const comments = (await f.issue(issue))?.comments ?? []
    expect(comments.filter(each => each.includes('asks for an exception'))).toHaveLength(1)
    expect(await f.standing(issue)).toBe('Done (Done)')
  })
})
