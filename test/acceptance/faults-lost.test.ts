import { afterEach, describe, expect, it } from 'vitest'
import { type Scene, scenes, type Tool } from './support/scene'

const all = scenes()
afterEach(all.closeAll)

const MINUTE_MS = 60_000
const LOST = { status: 'FAILED', error_message: 'Not confirmed yet; Fixproof keeps trying' }

/** Asks for a ticket while the call that makes it goes wrong, and waits until everything has come to rest. */
async function asked(s: Scene, tool: Tool) {
  await s.findings(['A'])
  await s.projectId('SEC')
  s.forget()
  const { status, body } = await s.ask(tool, ['A'])
  expect(status).toBe(201)
  await s.later(3 * MINUTE_MS)
  const { result: _result, ...told } =
    body.data[0].attributes[tool === 'jira' ? 'jira_issue' : 'servicenow_ticket']
  return told
}

describe('a create whose answer is lost', () => {
  it('is found by its mark at the first look when the search index is not behind', async () => {
    const s = await all.open()
    s.fault('jira', 'POST', '/rest/api/3/issue$', 'drop-answer')
    expect(await asked(s, 'jira')).toEqual({ status: 'COMPLETED' })
    expect(s.timed()).toEqual([
      '0 s Datadog: read 1 finding by id',
      '0 s Jira: read work types of SEC',
      '0 s Jira: read create screen of SEC',
      '0 s Jira: make SEC-1',
      '1 s Jira: look for a mark: found 1',
      '1 s Jira: read 1 issue at once',
      '1 s Jira: read SEC-1',
      '1 s Jira: read cloud id',
      '1 s Jira: write proof of SEC-1: open, 1 open',
      '1 s Jira: link SEC-1 to its case',
      '1 s Jira: read SEC-1',
    ])
    expect(await s.issues('SEC')).toEqual(['SEC-1'])
  })

  for (const lag of [5, 60]) {
    it(`is waited for until the index must show it, and not made again, with an index ${lag} s behind`, async () => {
      const s = await all.open({ indexLagMs: lag * 1_000 })
      s.fault('jira', 'POST', '/rest/api/3/issue$', 'drop-answer')
      expect(await asked(s, 'jira')).toEqual(LOST)
      expect(s.timed()).toEqual(ADOPTED_LATE)
      expect(await s.issues('SEC')).toEqual(['SEC-1'])
    })
  }

  it('is made once it is certain that the request never arrived, and then only once', async () => {
    const s = await all.open()
    s.fault('jira', 'POST', '/rest/api/3/issue$', 'drop-request')
    expect(await asked(s, 'jira')).toEqual(LOST)
    expect(s.timed()).toEqual([
      '0 s Datadog: read 1 finding by id',
      '0 s Jira: read work types of SEC',
      '0 s Jira: read create screen of SEC',
      '1 s Jira: look for a mark: found 0',
      '60 s Jira: look for a mark: found 0',
      '60 s Jira: make SEC-1',
      '60 s Jira: read SEC-1',
      '60 s Jira: read cloud id',
      '60 s Jira: write proof of SEC-1: open, 1 open',
      '60 s Jira: link SEC-1 to its case',
      '60 s Jira: read SEC-1',
    ])
    expect(await s.issues('SEC')).toEqual(['SEC-1'])
  })

  it('counts as lost when Jira answers 503: it may have been made all the same', async () => {
    const s = await all.open()
    s.fault('jira', 'POST', '/rest/api/3/issue$', { status: 503 })
    expect(await asked(s, 'jira')).toEqual(LOST)
    expect(s.timed()).toEqual([
      '0 s Datadog: read 1 finding by id',
      '0 s Jira: read work types of SEC',
      '0 s Jira: read create screen of SEC',
      '0 s Jira: make an issue → 503',
      '1 s Jira: look for a mark: found 0',
      '60 s Jira: look for a mark: found 0',
      '60 s Jira: make SEC-1',
      '60 s Jira: read SEC-1',
      '60 s Jira: read cloud id',
      '60 s Jira: write proof of SEC-1: open, 1 open',
      '60 s Jira: link SEC-1 to its case',
      '60 s Jira: read SEC-1',
    ])
    expect(await s.issues('SEC')).toEqual(['SEC-1'])
  })

  it('is not made again while Jira may still be working on it: an answer given up waits out its own time too', async () => {
    const s = await all.open({ indexLagMs: 60_000 })
    s.fault('jira', 'POST', '/rest/api/3/issue$', { delayMs: 40_000 })
    await s.findings(['A'])
    await s.projectId('SEC')
    s.forget()
    await s.passing(s.ask('jira', ['A']))
    await s.passing(s.later(5 * MINUTE_MS))
    expect(s.timed()).toEqual([
      '0 s Datadog: read 1 finding by id',
      '0 s Jira: read work types of SEC',
      '0 s Jira: read create screen of SEC',
      '0 s Jira: make SEC-1',
      '31 s Jira: look for a mark: found 0',
      '120 s Jira: look for a mark: found 1',
      '120 s Jira: read 1 issue at once',
      '120 s Jira: read SEC-1',
      '120 s Jira: read cloud id',
      '120 s Jira: write proof of SEC-1: open, 1 open',
      '120 s Jira: link SEC-1 to its case',
      '120 s Jira: read SEC-1',
    ])
    expect(await s.issues('SEC')).toEqual(['SEC-1'])
  })

  it('answers the same request again with the same case, and makes nothing twice', async () => {
    const s = await all.open()
    s.fault('jira', 'POST', '/rest/api/3/issue$', 'drop-answer')
    await s.findings(['A'])
    const first = await s.ask('jira', ['A'], 'SEC', { 'idempotency-key': 'one' })
    const second = await s.ask('jira', ['A'], 'SEC', { 'idempotency-key': 'one' })
    expect(second.body).toEqual(first.body)
    await s.later(3 * MINUTE_MS)
    expect(await s.issues('SEC')).toEqual(['SEC-1'])
  })

  it('is found by its correlation id in ServiceNow', async () => {
    const s = await all.open()
    s.fault('servicenow', 'POST', '/incident$', 'drop-answer')
    expect(await asked(s, 'servicenow')).toEqual({ status: 'COMPLETED' })
    expect(s.timed()).toEqual([
      '0 s Datadog: read 1 finding by id',
      '0 s ServiceNow: read the columns of an incident',
      '0 s ServiceNow: read the choices of an incident',
      '0 s ServiceNow: read assignment group',
      '0 s ServiceNow: make INC0010001',
      '1 s ServiceNow: look for a mark',
      '1 s ServiceNow: read INC0010001',
    ])
    expect(await s.incidents()).toEqual(['INC0010001'])
  })

  it('is made in ServiceNow once a request that never arrived cannot be running any more', async () => {
    const s = await all.open()
    s.fault('servicenow', 'POST', '/incident$', 'drop-request')
    expect(await asked(s, 'servicenow')).toEqual(LOST)
    expect(s.timed()).toEqual([
      '0 s Datadog: read 1 finding by id',
      '0 s ServiceNow: read the columns of an incident',
      '0 s ServiceNow: read the choices of an incident',
      '0 s ServiceNow: read assignment group',
      '1 s ServiceNow: look for a mark',
      '60 s ServiceNow: look for a mark',
      '60 s ServiceNow: make INC0010001',
      '60 s ServiceNow: read INC0010001',
    ])
    expect(await s.incidents()).toEqual(['INC0010001'])
  })
})

describe('a lost answer and a look that fails as well', () => {
  it('a create is not made again because looking for it failed: it is looked for until that works', async () => {
    const s = await all.open()
    s.fault('jira', 'POST', '/rest/api/3/issue$', 'drop-answer')
    s.fault('jira', 'POST', '/search/jql$', { status: 503 }, { times: 2 })
    await asked(s, 'jira')
    expect(await s.issues('SEC')).toEqual(['SEC-1'])
    expect(s.timed('jira')).toEqual([
      '0 s Jira: read work types of SEC',
      '0 s Jira: read create screen of SEC',
      '0 s Jira: make SEC-1',
      '1 s Jira: look for a mark → 503',
      '3 s Jira: look for a mark → 503',
      '7 s Jira: look for a mark: found 1',
      '7 s Jira: read 1 issue at once',
      '7 s Jira: read SEC-1',
      '7 s Jira: read cloud id',
      '7 s Jira: write proof of SEC-1: open, 1 open',
      '7 s Jira: link SEC-1 to its case',
      '7 s Jira: read SEC-1',
    ])
  })

  it('a create is not made again because looking for it was refused: once resumed it is looked for first', async () => {
    const s = await all.open()
    s.fault('jira', 'POST', '/rest/api/3/issue$', 'drop-answer')
    s.fault('jira', 'POST', '/search/jql$', { status: 403, body: {} })
    await asked(s, 'jira')
    const [waiting] = (await s.h.api('GET', '/api/v1/links?state=blocked')).body.links
    await s.h.api('POST', `/api/v1/links/${waiting.link}/resume`)
    await s.later()
    expect(await s.issues('SEC')).toEqual(['SEC-1'])
    expect(s.calls('jira')).toEqual([
      'Jira: read work types of SEC',
      'Jira: read create screen of SEC',
      'Jira: make SEC-1',
      'Jira: look for a mark → 403',
      'Jira: look for a mark: found 1',
      'Jira: read 1 issue at once',
      'Jira: read SEC-1',
      'Jira: read cloud id',
      'Jira: write proof of SEC-1: open, 1 open',
      'Jira: link SEC-1 to its case',
      'Jira: read SEC-1',
    ])
  })

  it('an incident is not made again because looking for it failed', async () => {
    const s = await all.open()
    s.fault('servicenow', 'POST', '/incident$', 'drop-answer')
    s.fault('servicenow', 'GET', '/incident$', { status: 503 }, { times: 2 })
    await asked(s, 'servicenow')
    expect(await s.incidents()).toEqual(['INC0010001'])
    expect(s.timed('servicenow')).toEqual([
      '0 s ServiceNow: read the columns of an incident',
      '0 s ServiceNow: read the choices of an incident',
      '0 s ServiceNow: read assignment group',
      '0 s ServiceNow: make INC0010001',
      '1 s ServiceNow: look for a mark → 503',
      '3 s ServiceNow: look for a mark → 503',
      '7 s ServiceNow: look for a mark',
      '7 s ServiceNow: read INC0010001',
    ])
  })

  it.each([503, 401])('our own close stays ours when reading the issue fails with %i', async status => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    s.fault('jira', 'POST', '/transitions$', 'drop-answer')
    s.fault('jira', 'GET', `/issue/${issue.id}$`, { status, body: {} }, { skip: 1, times: 2 })
    await s.fix('A')
    await s.later(MINUTE_MS)
    await s.sweep('jira')
    await s.later(MINUTE_MS)
    expect(await s.standing(issue)).toBe('Done (Done)')
    expect((await s.issue(issue))?.comments).toEqual(['The finding is fixed in Datadog.'])
    expect((await s.history(issue)).join()).not.toContain('closed SEC-1')
  })

  it('our own reopening stays ours when reading the issue fails: nobody is said to have reopened it', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    await s.fix('A')
    await s.later()
    s.fault('jira', 'POST', '/transitions$', 'drop-answer')
    s.fault('jira', 'GET', `/issue/${issue.id}$`, { status: 503 }, { skip: 1, times: 3 })
    await s.detect('A')
    await s.later(MINUTE_MS)
    expect(await s.standing(issue)).toBe('To Do')
    expect((await s.history(issue)).join()).not.toContain('Fixproof Bot reopened')
  })

  it('a comment is not told again because looking for it failed', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    s.fault('jira', 'POST', '/comment$', 'drop-answer')
    s.fault('jira', 'GET', '/comment$', { status: 503 }, { times: 2 })
    await s.move('ada', issue, 'Done', 'Done')
    await s.later(MINUTE_MS)
    expect((await s.issue(issue))?.comments).toHaveLength(1)
  })

  it('a create is not made again because the credentials were refused in between', async () => {
    const s = await all.open()
    s.fault('jira', 'POST', '/rest/api/3/issue$', 'drop-answer')
    s.fault('jira', 'POST', '/search/jql$', { status: 401, body: {} })
    await asked(s, 'jira')
    await s.h.restart()
    await s.later(3 * MINUTE_MS)
    expect(await s.issues('SEC')).toEqual(['SEC-1'])
  })
})

describe('a write whose answer is lost', () => {
  it('that closed the issue is seen on the issue and not done again', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    s.fault('jira', 'POST', '/transitions$', 'drop-answer')
    await s.fix('A')
    await s.later(MINUTE_MS)
    expect(await s.standing(issue)).toBe('Done (Done)')
    expect((await s.issue(issue))?.comments).toEqual(['The finding is fixed in Datadog.'])
    expect(s.timed()).toEqual([
      '0 s Datadog: read what changed',
      '0 s Datadog: read 1 finding by id',
      '0 s Jira: read SEC-1',
      '0 s Jira: write proof of SEC-1: closed, 0 open',
      '0 s Jira: read transitions of SEC-1',
      '0 s Jira: move SEC-1, resolution Done, with comment',
      '1 s Jira: read SEC-1',
    ])
  })

  it('that reopened the issue only after the fix was seen: it is closed again, and told why', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    s.fault('jira', 'POST', '/transitions$', 'drop-request', { skip: 1 })
    await s.move('ada', issue, 'Done', 'Done')
    await s.later(0)
    await s.fix('A')
    await s.later(2_000)
    expect(await s.standing(issue)).toBe('Done (Done)')
    // What seemed lost was only slow.
    await s.move('bot', issue, 'To Do')
    await s.later(MINUTE_MS)
    expect(await s.standing(issue)).toBe('Done (Done)')
    const told = (await s.issue(issue))?.comments ?? []
    expect(told.at(-1)).toBe('The finding is fixed in Datadog.')
    expect(await s.caseStatus(issue)).toBe('CLOSED')
    await s.later(20 * MINUTE_MS)
    expect(await s.standing(issue)).toBe('Done (Done)')
  })

  it('that never arrived is done a moment later', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    s.fault('jira', 'POST', '/transitions$', 'drop-request')
    await s.fix('A')
    await s.later(MINUTE_MS)
    expect(await s.standing(issue)).toBe('Done (Done)')
    expect(s.timed()).toEqual([
      '0 s Datadog: read what changed',
      '0 s Datadog: read 1 finding by id',
      '0 s Jira: read SEC-1',
      '0 s Jira: write proof of SEC-1: closed, 0 open',
      '0 s Jira: read transitions of SEC-1',
      '1 s Jira: read SEC-1',
      '1 s Jira: read transitions of SEC-1',
      '1 s Jira: move SEC-1, resolution Done, with comment',
      '1 s Jira: read SEC-1',
      '1 s Jira: read SEC-1',
    ])
  })

  it('is found done wherever on a way of several steps it was lost', async () => {
    const s = await all.open({ opsRoutes: true })
    const issue = await s.ticket('jira', ['A'], 'OPS')
    s.fault('jira', 'POST', '/transitions$', 'drop-answer', { times: 3 })
    await s.fix('A')
    await s.later(MINUTE_MS)
    expect(await s.standing(issue)).toBe('Verified (Done)')
    expect(s.timed()).toEqual([
      '0 s Datadog: read what changed',
      '0 s Datadog: read 1 finding by id',
      '0 s Jira: read OPS-1',
      '0 s Jira: write proof of OPS-1: closed, 0 open',
      '0 s Jira: read transitions of OPS-1',
      '0 s Jira: move OPS-1',
      '1 s Jira: read OPS-1',
      '1 s Jira: read transitions of OPS-1',
      '1 s Jira: move OPS-1',
      '2 s Jira: read OPS-1',
      '2 s Jira: read transitions of OPS-1',
      '2 s Jira: move OPS-1, resolution Done, with comment',
      '3 s Jira: read OPS-1',
    ])
  })

  it('of the proof is recognised by its signature', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A', 'B'])
    s.fault('jira', 'PUT', '/properties/fixproof$', 'drop-answer')
    await s.fix('A')
    await s.later(MINUTE_MS)
    expect((await s.issue(issue))?.proof.open).toBe(1)
    expect(s.timed()).toEqual([
      '0 s Datadog: read what changed',
      '0 s Datadog: read 2 findings by id',
      '0 s Jira: read SEC-1',
      '0 s Jira: write proof of SEC-1: open, 1 open',
      '1 s Jira: read SEC-1',
    ])
  })

  it('of a comment is looked for by the mark on the comment', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'])
    s.fault('jira', 'POST', '/comment$', 'drop-answer')
    await s.move('ada', issue, 'Done', 'Done')
    await s.later(MINUTE_MS)
    expect(await s.standing(issue)).toBe('To Do')
    expect((await s.issue(issue))?.comments).toHaveLength(1)
    expect(s.timed()).toEqual([
      '0 s Jira: read SEC-1',
      '0 s Datadog: read 1 finding by id',
      '0 s Jira: read transitions of SEC-1',
      '0 s Jira: move SEC-1',
      '0 s Jira: comment on SEC-1',
      '1 s Jira: read SEC-1',
      '1 s Jira: read newest comments of SEC-1',
      '1 s Jira: read comments with their marks',
    ])
  })

  it('of the link to the case is repeated into the same link', async () => {
    const s = await all.open()
    await s.findings(['A'])
    s.fault('jira', 'POST', '/remotelink$', 'drop-answer')
    await s.projectId('SEC')
    s.forget()
    const { body } = await s.ask('jira', ['A'])
    await s.later(MINUTE_MS)
    const id = body.data[0].attributes.jira_issue.result.issue_id
    expect((await s.h.jira('admin', 'GET', `/rest/api/3/issue/${id}/remotelink`)).body).toHaveLength(1)
    expect(s.timed('jira')).toEqual([
      '0 s Jira: read work types of SEC',
      '0 s Jira: read create screen of SEC',
      '0 s Jira: make SEC-1',
      '0 s Jira: read SEC-1',
      '0 s Jira: read cloud id',
      '0 s Jira: write proof of SEC-1: open, 1 open',
      '0 s Jira: link SEC-1 to its case',
      '1 s Jira: read SEC-1',
      '1 s Jira: link SEC-1 to its case',
      '1 s Jira: read SEC-1',
    ])
  })

  it('that resolved the incident is seen on the incident and not done again', async () => {
    const s = await all.open()
    const incident = await s.ticket('servicenow', ['A'])
    s.fault('servicenow', 'PATCH', '/incident/', 'drop-answer')
    await s.fix('A')
    await s.later(MINUTE_MS)
    expect(await s.standing(incident)).toBe('Resolved (Solution provided)')
    expect(occurrences((await s.incident(incident)).workNotes, 'is fixed in Datadog')).toBe(1)
    expect(s.timed()).toEqual([
      '0 s Datadog: read what changed',
      '0 s Datadog: read 1 finding by id',
      '0 s ServiceNow: read INC0010001',
      '0 s ServiceNow: change INC0010001: Resolved, code Solution provided, with note',
      '1 s ServiceNow: read INC0010001',
      '1 s ServiceNow: read journals of INC0010001',
    ])
  })

  it('that reopened the incident is seen on the incident and not done again', async () => {
    const s = await all.open()
    const incident = await s.ticket('servicenow', ['A'])
    await s.fix('A')
    await s.later()
    s.forget()
    s.fault('servicenow', 'PATCH', '/incident/', 'drop-answer')
    await s.detect('A')
    await s.later(MINUTE_MS)
    expect(await s.standing(incident)).toBe('In Progress')
    expect(occurrences((await s.incident(incident)).workNotes, 'was found again')).toBe(1)
    expect(s.timed()).toEqual([
      '0 s Datadog: read what changed',
      '0 s Datadog: read 1 finding by id',
      '0 s ServiceNow: read INC0010001',
      '0 s ServiceNow: change INC0010001: In Progress, with note',
      '1 s ServiceNow: read INC0010001',
      '1 s ServiceNow: read journals of INC0010001',
    ])
  })

  it('that made a successor and its link is found, and nothing is made twice', async () => {
    const s = await all.open()
    const issue = await s.ticket('jira', ['A'], 'LOCK')
    await s.fix('A')
    await s.later()
    s.forget()
    s.fault('jira', 'POST', '/rest/api/3/issue$', 'drop-answer')
    s.fault('jira', 'POST', '/issueLink$', 'drop-answer')
    s.fault('jira', 'POST', '/comment$', 'drop-answer')
    await s.detect('A')
    await s.later(3 * MINUTE_MS)
    expect(await s.issues('LOCK')).toEqual(['LOCK-1', 'LOCK-2'])
    expect((await s.ticketOn(issue, 'jira')).key).toBe('LOCK-2')
    expect((await s.issue(issue))?.comments).toHaveLength(2)
    const { body } = await s.h.jira('admin', 'GET', `/rest/api/3/issue/${issue.id}?fields=issuelinks`)
    expect(body.fields.issuelinks).toHaveLength(1)
    expect(s.timed()).toEqual([
      '0 s Datadog: read what changed',
      '0 s Datadog: read 1 finding by id',
      '0 s Jira: read LOCK-1',
      '0 s Jira: write proof of LOCK-1: open, 1 open',
      '0 s Jira: read transitions of LOCK-1',
      '0 s Jira: make LOCK-2',
      '1 s Jira: look for a mark: found 1',
      '1 s Jira: read 1 issue at once',
      '1 s Jira: read LOCK-2',
      '1 s Jira: comment on LOCK-1',
      '1 s Jira: write proof of LOCK-2: open, 1 open',
      '1 s Jira: link LOCK-2 to LOCK-1',
      '2 s Jira: read LOCK-2',
      '2 s Jira: read newest comments of LOCK-1',
      '2 s Jira: read comments with their marks',
      '2 s Jira: link LOCK-2 to LOCK-1',
      '2 s Jira: link LOCK-2 to its case',
      '2 s Jira: read LOCK-2',
    ])
  })
})

function occurrences(text: string, words: string): number {
  return text.split(words).length - 1
}

const ADOPTED_LATE = [
  '0 s Datadog: read 1 finding by id',
  '0 s Jira: read work types of SEC',
  '0 s Jira: read create screen of SEC',
  '0 s Jira: make SEC-1',
  '1 s Jira: look for a mark: found 0',
  '60 s Jira: look for a mark: found 1',
  '60 s Jira: read 1 issue at once',
  '60 s Jira: read SEC-1',
  '60 s Jira: read cloud id',
  '60 s Jira: write proof of SEC-1: open, 1 open',
  '60 s Jira: link SEC-1 to its case',
  '60 s Jira: read SEC-1',
]
