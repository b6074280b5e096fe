import { proofText, readProof } from '@fixproof/rules'
import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { ADA, type ForgeScene, forgeScenes } from './support/forge'
import type { Ticket } from './support/scene'

const all = forgeScenes()
afterEach(all.closeAll)

const SENTENCE = '"SQL injection" (high) is still open in Datadog. Fix it, or mute it in Datadog.'

async function property(f: ForgeScene, { id }: Pick<Ticket, 'id'>, key: string): Promise<Json> {
  const { body } = await f.h.jira('admin', 'GET', `/rest/api/3/issue/${id}/properties/${key}`)
  return body.value
}

/** A work item people made, on no case. */
async function plainIssue(f: ForgeScene, project = 'SEC'): Promise<Ticket> {
  const { body } = await f.h.jira('ada', 'POST', '/rest/api/3/issue', {
    fields: { project: { key: project }, issuetype: { name: 'Task' }, summary: 'By hand' },
  })
  return { id: body.id, key: body.key, caseId: '', caseKey: '' }
}

describe('what the panel shows', () => {
  it('is the verdict, the findings in people’s words, the case, both tickets and what happened', async () => {
    const f = await all.open()
    const issue = await f.ticket('jira', ['A'], 'SEC', { service: { name: 'checkout' } })
    const incident = await f.second(issue, 'servicenow')
    const { status, body } = await f.call(`/issues/${issue.id}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      linked: true,
      mayClose: false,
      findings: [
        {
          id: f.idOf('A'),
          title: 'A',
          severity: 'high',
          category: 'Libraries (SCA)',
          state: 'open',
          open: true,
          where: 'checkout',
        },
      ],
      case: { key: issue.caseKey },
      policy: 'strict',
      ticket: { tool: 'jira', key: issue.key, closed: false, sync: { condition: 'well', reason: null } },
      other: { tool: 'servicenow', key: (await f.incident(incident)).number },
      exceptions: [],
      falseFixes: 0,
    })
    expect(body.sentence).toContain('still open in Datadog')
    expect(body.timeline.length).toBeGreaterThan(2)
    expect((await f.call(`/issues/${issue.key}`)).body).toEqual(body)
  })

  it('says of an issue on no case that it is none of ours', async () => {
    const f = await all.open()
    const issue = await plainIssue(f)
    expect((await f.call(`/issues/${issue.id}`)).body).toEqual({ linked: false })
    expect((await f.call(`/issues/${issue.id}/proof`)).body).toEqual({ proof: null, ahead: null })
  })

  it('is read anew on demand: a finding fixed meanwhile lets the issue go', async () => {
    const f = await all.open()
    const issue = await f.ticket('jira', ['A'])
    await f.says('A', { status: 'resolved' })
    await f.h.advance(60_000)
    const { body } = await f.call(`/issues/${issue.id}/recheck`)
    expect(body).toMatchObject({ mayClose: true, findings: [{ state: 'resolved', open: false }] })
    expect(Date.parse(body.checkedAt)).toBeGreaterThanOrEqual(f.now - 10_000)
  })
})

describe('the proof the validator asks for', () => {
  it('is the very one that stands on the issue, and its signature is good', async () => {
    const f = await all.open()
    const issue = await f.ticket('jira', ['A', 'B'])
    const { body } = await f.call(`/issues/${issue.id}/proof`)
    expect(body).toEqual({ proof: await property(f, issue, 'fixproof'), ahead: null })
    const proof = readProof(body.proof)
    if (proof === null) throw new Error('It is no proof')
    const jwks = (await (await f.h.hub.app.request('/.well-known/jwks.json')).json()) as Json
    const key = await crypto.subtle.importKey('jwk', jwks.keys[0], 'Ed25519', false, ['verify'])
    const text = new TextEncoder().encode(proofText(proof))
    const good = await crypto.subtle.verify('Ed25519', key, Buffer.from(proof.sig, 'base64url'), text)
    expect(good).toBe(true)
  })

  it('says what Datadog says at that moment, and the issue says it by then', async () => {
    const f = await all.open()
    const issue = await f.ticket('jira', ['A'])
    const before = await property(f, issue, 'fixproof')
    await f.says('A', { status: 'resolved' })
    const { body } = await f.call(`/issues/${issue.id}/proof`)
    expect(body.proof).toMatchObject({ open: 0, phase: 'closed' })
    expect(body.proof.seq).toBeGreaterThan(before.seq)
    expect(body.proof).toEqual(await property(f, issue, 'fixproof'))
  })

  it('is never one that was not written: what could not be written in time is told beside it', async () => {
    const f = await all.open()
    const issue = await f.ticket('jira', ['A'])
    await f.fix('A')
    await f.move('ada', issue, 'To Do')
    await f.h.rest()
    const standing = await property(f, issue, 'fixproof')
    await f.says('A', { status: 'open' })
    f.fault('jira', 'PUT', 'properties/fixproof$', { status: 503 }, { times: 100 })
    const { body } = await f.call(`/issues/${issue.id}/proof`)
    expect(body.proof).toEqual(standing)
    expect(body.ahead).toMatchObject({
      open: 1,
      phase: 'open',
      issueId: issue.id,
      blocking: [{ title: 'A' }],
    })
  })

  it('is the last known one while Datadog is down, within two seconds', async () => {
    const f = await all.open()
    const issue = await f.ticket('jira', ['A'])
    f.fault('datadog', '*', 'findings', { delayMs: 20_000 }, { times: 10 })
    let asked = Number.POSITIVE_INFINITY
    f.h.intercept((_call, go) => {
      asked = Math.min(asked, f.now)
      return go()
    })
    const { body } = await f.call(`/issues/${issue.id}/proof`)
    expect(body.proof).toMatchObject({ open: 1 })
    expect(f.now - asked).toBeGreaterThan(1_000)
    expect(f.now - asked).toBeLessThanOrEqual(2_000)
  })
})

describe('a close that the validator stopped', () => {
  it('is on record once a try, counted, and searchable in Jira; an idle day adds nothing', async () => {
    const f = await all.open()
    const issue = await f.ticket('jira', ['A'])
    const told = () => f.call(`/issues/${issue.id}/refused`, { actor: ADA, sentence: SENTENCE })
    expect((await told()).body).toEqual({ recorded: true })
    expect((await told()).body).toEqual({ recorded: false })
    await f.h.rest()
    expect(await f.history(issue)).toContain(`Ada Lovelace tried to close ${issue.key}. ${SENTENCE}`)
    expect((await property(f, issue, 'fixproof-history')).falseFixes).toBe(1)
    await f.later(60_000)
    expect((await told()).body).toEqual({ recorded: true })
    await f.h.rest()
    const at = new Date(f.now).toISOString().slice(0, 17)
    expect(await property(f, issue, 'fixproof-history')).toEqual({
      falseFixes: 2,
      lastAt: expect.stringMatching(new RegExp(`^${at}\\d\\dZ$`)),
      how: 'refused',
    })
    expect((await f.call(`/issues/${issue.id}`)).body.falseFixes).toBe(2)
    f.forget()
    await f.later(24 * 3_600_000)
    expect(f.writes('jira')).toEqual([])
  })

  it('that claimed no fix is on record and is no false fix', async () => {
    const f = await all.open()
    const issue = await f.ticket('jira', ['A'])
    await f.call(`/issues/${issue.id}/refused`, { actor: ADA, sentence: SENTENCE, claim: 'other' })
    await f.h.rest()
    expect(await f.history(issue)).toContainEqual(expect.stringContaining('tried to close'))
    expect((await f.call(`/issues/${issue.id}`)).body.falseFixes).toBe(0)
  })

  it('of an issue on no case is not recorded', async () => {
    const f = await all.open()
    const issue = await plainIssue(f)
    const answer = await f.call(`/issues/${issue.id}/refused`, { actor: ADA, sentence: SENTENCE })
    expect(answer.body).toEqual({ recorded: false })
  })

  it('and one that got through count, each by its way; an undone one costs the property write of a reopening', async () => {
    const f = await all.open()
    const issue = await f.ticket('jira', ['A'])
    await f.call(`/issues/${issue.id}/refused`, { actor: ADA, sentence: SENTENCE })
    await f.h.rest()
    f.forget()
    await f.move('ada', issue, 'Done')
    await f.h.rest()
    expect(await f.standing(issue)).toBe('To Do')
    expect(f.writes('jira')).toHaveLength(3)
    expect(await property(f, issue, 'fixproof-history')).toMatchObject({ falseFixes: 2, how: 'undone' })
    const { body } = await f.call('/false-fixes', { days: 30 })
    expect(body).toMatchObject({
      refused: 1,
      undone: 1,
      issues: [{ id: issue.id, key: issue.key, how: 'undone', who: 'Ada Example' }],
    })
    await f.later(40 * 24 * 3_600_000)
    expect((await f.call('/false-fixes', { days: 30 })).body).toEqual({ refused: 0, undone: 0, issues: [] })
  })

  it('is not written on issues of a site without the app', async () => {
    const f = await all.open({ config: json => delete json.connections.jira[0].forge })
    const issue = await f.ticket('jira', ['A'])
    await f.move('ada', issue, 'Done')
    await f.h.rest()
    expect(f.writes('jira').filter(each => each.includes('history'))).toEqual([])
    expect(await property(f, issue, 'fixproof-history')).toBeUndefined()
  })
})

describe('findings attached in the panel', () => {
  it('by id and by a link into Datadog come onto the case of the issue', async () => {
    const f = await all.open()
    const issue = await f.ticket('jira', ['A'])
    await f.findings(['B', 'C'])
    await f.h.look()
    const { body } = await f.call(`/issues/${issue.id}`)
    const link = body.findings[0].url.replace(
      encodeURIComponent(f.idOf('A')),
      encodeURIComponent(f.idOf('C')),
    )
    const answer = await f.call(`/issues/${issue.id}/attach`, { actor: ADA, findings: [f.idOf('B'), link] })
    expect(answer.status).toBe(200)
    expect(answer.body.findings.map((each: Json) => each.title).sort()).toEqual(['A', 'B', 'C'])
    expect(await f.history(issue)).toContain('"B" was attached.')
  })

  it('to an issue without a case make one, by the project whose issues are made there', async () => {
    const f = await all.open()
    const issue = await plainIssue(f, 'OPS')
    await f.findings(['A'])
    const { status, body } = await f.call(`/issues/${issue.id}/attach`, {
      actor: ADA,
      findings: [f.idOf('A')],
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      linked: true,
      mayClose: false,
      ticket: { key: issue.key },
      policy: 'strict',
    })
    expect(body.case.key).toMatch(/^OPS-/)
    await f.h.rest()
    expect(await property(f, issue, 'fixproof')).toMatchObject({ open: 1 })
  })

  it('that Datadog does not know, or in a project nobody declared, are refused with a sentence', async () => {
    const f = await all.open({ config: json => json.projects.splice(1) })
    const issue = await f.ticket('jira', ['A'])
    const strange = await f.call(`/issues/${issue.id}/attach`, { actor: ADA, findings: ['nobody-knows'] })
    expect([strange.status, strange.body.errors[0].detail]).toEqual([
      400,
      'Datadog knows no finding nobody-knows. Give its id, or its link in Datadog.',
    ])
    const other = await plainIssue(f, 'OPS')
    const homeless = await f.call(`/issues/${other.id}/attach`, { actor: ADA, findings: [f.idOf('A')] })
    expect([homeless.status, homeless.body.errors[0].detail]).toEqual([
      400,
      expect.stringContaining('No project of this hub makes its issues in OPS'),
    ])
  })
})

describe('findings taken off in the panel', () => {
  it('leave with the reason on record; with the last one the issue is closed by detaching', async () => {
    const f = await all.open()
    const issue = await f.ticket('jira', ['A', 'B'])
    const off = (finding: string) =>
      f.call(`/issues/${issue.id}/detach`, { actor: ADA, findings: [f.idOf(finding)], reason: 'Not ours' })
    expect((await off('A')).body.findings.map((each: Json) => each.title)).toEqual(['B'])
    expect(await f.history(issue)).toContain('Ada Lovelace took A off: Not ours.')
    await off('B')
    await f.h.rest()
    expect(await f.history(issue)).toContain(
      'Ada Lovelace took B off: Not ours. It was the last one, so the ticket is closed by detaching.',
    )
    expect(await f.standing(issue)).toBe("Done (Won't Do)")
  })

  it('that are on another case stay there', async () => {
    const f = await all.open()
    const issue = await f.ticket('jira', ['A'])
    const other = await f.ticket('jira', ['B'])
    const body = { actor: ADA, findings: [f.idOf('B')], reason: 'Not ours' }
    expect((await f.call(`/issues/${issue.id}/detach`, body)).status).toBe(400)
    expect((await f.call(`/issues/${other.id}`)).body.findings).toHaveLength(1)
  })
})

describe('the site as a whole', () => {
  it('finds findings to attach, and says on which case they are', async () => {
    const f = await all.open()
    const issue = await f.ticket('jira', ['login'])
    await f.findings(['logout'])
    await f.h.look()
    const { body } = await f.call('/findings/search', { query: '@title:log*' })
    expect(body.findings.map((each: Json) => [each.title, each.case]).sort()).toEqual([
      ['login', issue.caseKey],
      ['logout', null],
    ])
    expect((await f.call('/findings/search', { query: '@title:(' })).status).toBe(400)
  })

  it('counts what is really fixed in a project, beside what its issues said', async () => {
    const f = await all.open()
    await f.ticket('jira', ['open'])
    const issue = await f.ticket('jira', ['A'])
    await f.later(3_600_000)
    await f.move('ada', issue, 'Done')
    await f.later(3_600_000 * 3)
    await f.says('A', { status: 'resolved', detection_changed_at: f.now })
    await f.h.look()
    const { body } = await f.call('/projects/SEC')
    expect(body).toMatchObject({
      name: 'SEC',
      openCount: 1,
      openFindings: [{ title: 'open' }],
      tickets: { open: 1, closed: 1, blocked: 0 },
      falseFixes: { refused: 0, undone: 1 },
    })
    expect(body.hoursToFix.findings).toBe(1)
    expect(body.hoursToFix.byTicket).toBeCloseTo(1, 0)
    expect(body.hoursToFix.byTruth).toBeCloseTo(4, 0)
    expect((await f.call('/projects/NOPE')).status).toBe(404)
  })
})

describe('an event of the app', () => {
  const event = (id: string, more: Json = {}) => ({
    eventType: 'avi:jira:updated:issue',
    timestamp: '1780000000000',
    issue: { id, key: 'SEC-1', fields: { status: { name: 'Done' } } },
    ...more,
  })

  it('makes the hub look, once, and is otherwise ignored', async () => {
    const f = await all.open({ webhook: false })
    const issue = await f.ticket('jira', ['A'])
    await f.move('ada', issue, 'Done')
    await f.h.rest()
    expect(await f.standing(issue)).toBe('Done (Done)')
    expect((await f.call('/events', event(issue.id))).body).toEqual({ outcome: 'accepted' })
    const again = event(issue.id, { retryContext: { retryCount: 1, retryReason: 'TIMEOUT_ERROR' } })
    expect((await f.call('/events', again)).body).toEqual({ outcome: 'duplicate' })
    await f.h.rest()
    expect(await f.standing(issue)).toBe('To Do')
    const other = await plainIssue(f)
    expect((await f.call('/events', event(other.id))).body).toEqual({ outcome: 'ignored' })
    expect((await f.call('/events', { eventType: 'avi:forge:installed:app' })).body).toEqual({
      outcome: 'ignored',
    })
  })

  it('that lies about the issue changes nothing: it is read in Jira', async () => {
    const f = await all.open()
    const issue = await f.ticket('jira', ['A'])
    await f.call('/events', event(issue.id))
    await f.h.rest()
    expect(f.writes()).toEqual([])
  })
})
