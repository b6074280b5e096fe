import { afterEach, describe, expect, it, vi } from 'vitest'
import { HUB } from '../harness'
import { timeLimit } from '../harness/storage'
import { flowing, talk } from './support/comments'
import { type SceneOptions, scenes } from './support/scene'

const all = scenes()
afterEach(all.closeAll)
vi.setConfig({ testTimeout: timeLimit(90_000) })

const HOUR_MS = 3_600_000
const COMMENT = '/comment$'
const INCIDENT = '/table/incident/'

/** A case with an issue and an incident, at rest; journals may be read. */
async function pair(options: SceneOptions = {}) {
  const s = await all.open(options)
  const t = talk(s)
  await t.openJournals()
  const issue = await s.ticket('jira', ['A'])
  const incident = await s.second(issue, 'servicenow')
  return { s, t, issue, incident }
}

describe('a comment whose answer is lost', () => {
  it('is found again in Jira by its mark and not written twice', async () => {
    const { s, t, issue } = await pair()
    s.fault('jira', 'POST', COMMENT, 'drop-answer')
    await t.onCase(issue, 'Once')
    await s.later(HOUR_MS)
    expect(await t.jira(issue)).toEqual(['Fixproof Bot: carla in Fixproof: Once'])
    expect(s.calls('jira')).toEqual([
      'Jira: read SEC-1',
      'Jira: comment on SEC-1',
      // Its own webhook, before the wait is over: nothing is tried.
      'Jira: read SEC-1',
      'Jira: read SEC-1',
      'Jira: read newest comments of SEC-1',
      'Jira: read comments with their marks',
    ])
    // What was found is the very copy: a change reaches it.
    const [kept] = (await s.h.commands.comments(issue.caseKey)) ?? []
    await t.editOnCase(issue, kept?.id ?? '', 'Changed')
    expect(await t.jira(issue)).toEqual(['Fixproof Bot: carla in Fixproof: Changed'])
  })

  it('is found again in ServiceNow by its mark and not written twice', async () => {
    const { s, t, issue, incident } = await pair()
    s.fault('servicenow', 'PATCH', INCIDENT, 'drop-answer')
    await t.onCase(issue, 'Once')
    await s.later(HOUR_MS)
    expect(await t.servicenow(incident)).toEqual(['bot (work notes): carla in Fixproof: Once\n\n[mark]'])
  })

  it('and that is deleted before anybody knows whether it arrived is withdrawn where it did', async () => {
    const { s, t, issue, incident } = await pair()
    s.fault('servicenow', 'PATCH', INCIDENT, 'drop-answer')
    const one = await t.onCase(issue, 'Once')
    await t.deleteOnCase(issue, one)
    await s.later(HOUR_MS)
    expect(await t.servicenow(incident)).toEqual([
      'bot (work notes): carla in Fixproof: Once\n\n[mark]',
      'bot (work notes): Withdrawn by carla: comment of 2026-11-23\n\n[mark]',
    ])
  })

  it('and that is changed and then deleted meanwhile tells of both, the deletion last', async () => {
    const { s, t, issue, incident } = await pair()
    const one = await t.onCase(issue, 'Once')
    s.fault('servicenow', 'PATCH', INCIDENT, 'drop-answer')
    await t.editOnCase(issue, one, 'Twice')
    await t.deleteOnCase(issue, one)
    await s.later(HOUR_MS)
    expect(await t.servicenow(incident)).toEqual([
      'bot (work notes): carla in Fixproof: Once\n\n[mark]',
      'bot (work notes): Edited by carla: Twice\n\n[mark]',
      'bot (work notes): Withdrawn by carla: comment of 2026-11-23\n\n[mark]',
    ])
  })

  it.each(['jira', 'servicenow'] as const)(
    'because it never reached %s is written later, once',
    async tool => {
      const { s, t, issue, incident } = await pair()
      s.fault(tool, '*', tool === 'jira' ? COMMENT : INCIDENT, 'drop-request', {
        skip: tool === 'jira' ? 0 : 1,
      })
      await t.onCase(issue, 'Once')
      await s.later(HOUR_MS)
      expect(await t.jira(issue)).toEqual(['Fixproof Bot: carla in Fixproof: Once'])
      expect(await t.servicenow(incident)).toEqual(['bot (work notes): carla in Fixproof: Once\n\n[mark]'])
    },
  )

  it('of a change and of a deletion leaves one comment changed, one deleted', async () => {
    const { s, t, issue } = await pair()
    const one = await t.onCase(issue, 'One')
    const two = await t.onCase(issue, 'Two')
    s.fault('jira', 'PUT', '/comment/', 'drop-answer')
    s.fault('jira', 'DELETE', '/comment/', 'drop-answer')
    await t.editOnCase(issue, one, 'One, changed')
    await t.deleteOnCase(issue, two)
    await s.later(HOUR_MS)
    expect(await t.jira(issue)).toEqual(['Fixproof Bot: carla in Fixproof: One, changed'])
    expect(await t.hurdles(issue)).toEqual([])
  })

  it('while the hub is restarted is found again all the same', async () => {
    const { s, t, issue } = await pair()
    s.fault('jira', 'POST', COMMENT, 'drop-answer')
    await t.onCase(issue, 'Once')
    await s.h.restart()
    await s.later(HOUR_MS)
    expect(await t.jira(issue)).toEqual(['Fixproof Bot: carla in Fixproof: Once'])
  })
})

describe("Jira's webhooks about comments", () => {
  it.each([
    ['doubled', { next: 3, do: 'duplicate' }],
    ['in the wrong order', { next: 3, do: 'reverse' }],
    ['lost', { next: 9, do: 'drop' }],
  ])('%s: every comment arrives once, as it was last', async (_how, mischief) => {
    const { s, t, issue, incident } = await pair()
    await s.h.jira('admin', 'POST', '/_sandbox/webhooks', mischief)
    const id = await t.inJira(issue, 'One')
    await t.editInJira(issue, id, 'Two')
    await t.inJira(issue, 'Three')
    await s.later()
    await s.sweep('jira')
    await s.later()
    expect((await t.onTheCase(issue)).sort()).toEqual([
      'Ada Example in jira: Three',
      'Ada Example in jira: Two',
    ])
    const told = await t.servicenow(incident)
    expect(told.filter(line => line.includes('Three'))).toHaveLength(1)
    expect(told.filter(line => line.includes('Two'))).toHaveLength(1)
  })
})

describe('a comment that is refused', () => {
  it('is shown on the link and holds up neither a close nor a reopening; resumed, it arrives', async () => {
    const { s, t, issue, incident } = await pair()
    const refusal = { status: 403, body: { errorMessages: ['You may not comment.'], errors: {} } }
    s.fault('jira', 'POST', COMMENT, refusal, { times: 1 })
    await t.onCase(issue, 'Hello')
    expect(await t.hurdles(issue)).toEqual([
      expect.stringContaining('A comment by carla is not on SEC-1: Jira refuses permission (403).'),
    ])
    expect(await t.servicenow(incident)).toHaveLength(1)
    expect(s.calls('jira').filter(line => line.includes('comment'))).toEqual(['Jira: comment on SEC-1 → 403'])
    // No error loop: it is not tried again by itself.
    s.forget()
    await s.sweep('jira')
    await s.later(HOUR_MS)
    expect(s.writes()).toEqual([])

    await s.fix('A')
    await s.later()
    expect(await s.standing(issue)).toBe('Done (Done)')
    await s.detect('A')
    await s.later(HOUR_MS)
    expect(await s.standing(issue)).not.toContain('Done')

    const links = await s.h.store.find('link', 'case', issue.caseId)
    const jira = links.find(each => each.doc.tool === 'jira')
    await s.h.api('POST', `/api/v1/links/${jira?.doc.id}/resume`)
    await s.h.rest()
    expect(await t.jira(issue)).toContain('Fixproof Bot: carla in Fixproof: Hello')
    expect(await t.hurdles(issue)).toEqual([])
  })

  it('for now is tried again, while a close of the same ticket is not held up', async () => {
    const { s, t, issue } = await pair()
    s.fault('jira', 'POST', COMMENT, { status: 503, body: 'Service Unavailable' }, { times: 4 })
    await t.onCase(issue, 'Hello')
    await s.fix('A')
    expect(await s.standing(issue)).toBe('Done (Done)')
    await s.later(HOUR_MS)
    expect((await t.jira(issue)).filter(line => line.includes('Hello'))).toHaveLength(1)
  })

  it('in journals that cannot be read for now is read later', async () => {
    const { s, t, issue, incident } = await pair()
    s.fault('servicenow', 'GET', 'sys_journal_field', { status: 503, body: 'down' }, { times: 2 })
    await t.inServiceNow(incident, 'Heard in the end')
    await t.look()
    expect(await t.onTheCase(issue)).toEqual([])
    // Whatever else wakes the case up meanwhile, the journals are left in peace.
    const asked = () => s.calls().filter(line => line.includes('journals'))
    expect(asked()).toHaveLength(1)
    await s.wake(`case:${issue.caseId}`)
    expect(asked()).toHaveLength(1)
    await s.later(HOUR_MS)
    expect(await t.onTheCase(issue)).toEqual(['Abel Tuter in servicenow: Heard in the end'])
  })
})

const RECREATE: SceneOptions = {
  config(json) {
    for (const project of json.projects) project.onGone = 'recreate'
  },
}

describe('a ticket that was deleted and is made anew', () => {
  it('holds what was said in it and elsewhere, once, though an answer was lost; it goes on from there', async () => {
    const { s, t, issue, incident } = await pair(RECREATE)
    await t.inJira(issue, 'Looked at it')
    await s.later()
    const takenBack = await t.inJira(issue, 'Taken back')
    await s.h.rest()
    await t.deleteInJira(issue, takenBack)
    await s.h.rest()
    await s.later()
    await t.onCase(issue, 'Thanks')
    const told = await t.servicenow(incident)
    s.fault('jira', 'POST', COMMENT, 'drop-answer')
    const gone = await s.h.jira('admin', 'DELETE', `/rest/api/3/issue/${issue.id}`)
    expect(gone.status).toBe(204)
    await s.later(HOUR_MS)
    const anew = await s.ticketOn(issue, 'jira')
    const standing = [
      'Fixproof Bot: Ada Example in SEC-1: Looked at it',
      'Fixproof Bot: carla in Fixproof: Thanks',
    ]
    expect([anew.key, await t.jira(anew)]).toEqual(['SEC-2', standing])
    // Nobody was told of it twice, and nothing of it came back.
    expect(await t.servicenow(incident)).toEqual(told)
    expect(await t.onTheCase(issue)).toEqual([
      'Ada Example in jira: Looked at it',
      '~Ada Example in jira: Taken back',
      'carla in case: Thanks',
    ])
    s.forget()
    await s.sweep('jira')
    await t.look()
    await s.later(HOUR_MS)
    expect(s.writes()).toEqual([])
    const own = (await s.h.commands.comments(issue.caseKey))?.find(each => each.text === 'Thanks')
    await t.editOnCase(issue, own?.id ?? '', 'Thank you')
    expect(await t.jira(anew)).toEqual([standing[0], 'Fixproof Bot: carla in Fixproof: Thank you'])
  })

  it('holds in ServiceNow the work notes of the deleted one as work notes, whatever ours are written to', async () => {
    const { t, s, issue, incident } = await pair(
      flowing(undefined, { type: 'two-way', journal: 'comments' }, RECREATE),
    )
    await t.inServiceNow(incident, 'Among us')
    await t.look()
    await s.later()
    await t.inServiceNow(incident, 'For customers', 'comments')
    await t.look()
    const gone = await s.h.servicenow('admin', 'DELETE', `/api/now/table/incident/${incident.id}`)
    expect(gone.status).toBe(204)
    await s.sweep('servicenow')
    await s.later(HOUR_MS)
    const anew = await s.ticketOn(issue, 'servicenow')
    expect(anew.id).not.toBe(incident.id)
    expect(await t.servicenow(anew)).toEqual([
      'bot (work notes): Abel Tuter in INC0010001: Among us\n\n[mark]',
      'bot (additional comments): Abel Tuter in INC0010001: For customers\n\n[mark]',
    ])
    expect(await t.jira(issue)).toHaveLength(2)
  })
})

describe('a closed incident', () => {
  it('takes no notes: comments wait until somebody reopens it, and then arrive', async () => {
    const { s, t, issue, incident } = await pair()
    await s.allowReopeningClosed()
    await s.fix('A')
    await s.later()
    await s.autoclose()
    await t.look()
    expect(await s.standing(incident)).toBe('Closed (Solution provided)')
    const before = await t.servicenow(incident)
    s.forget()
    await t.onCase(issue, 'Still there?')
    await s.later(HOUR_MS)
    expect(await t.servicenow(incident)).toEqual(before)
    expect(s.writes()).toEqual(['Jira: comment on SEC-1'])
    await s.patch('abel', incident, { state: '2' })
    await t.look()
    await s.later()
    expect((await t.servicenow(incident)).at(-1)).toBe(
      'bot (work notes): carla in Fixproof: Still there?\n\n[mark]',
    )
  })
})

describe('a text that is longer than a tool takes', () => {
  const LONG = Array.from({ length: 400 }, (_, i) => `Line ${i} of the long story.`).join('\n')

  it('is cut in ServiceNow, with a link to the whole of it', async () => {
    const { s, t, issue, incident } = await pair()
    await t.inJira(issue, LONG)
    await s.h.rest()
    const [told = ''] = await t.servicenow(incident)
    expect(told).toMatch(/…\n\n\(Cut here\. Full text: http\S+\/browse\/SEC-1\)\n\n\[mark\]$/)
    const written = s.h.world.calls
      .list('servicenow')
      .filter(call => call.method === 'PATCH')
      .map(call => (call.requestBody as { work_notes: string }).work_notes)
    expect(written).toHaveLength(1)
    expect(written[0]?.length).toBeLessThanOrEqual(4_000)
    expect((await t.onTheCase(issue))[0]).toContain('Line 399 of the long story.')
  })

  it('is cut in Jira, with a link to the case', async () => {
    const { s, t, issue } = await pair()
    await t.onCase(issue, `${LONG}\n\n`.repeat(6))
    const [told = ''] = await t.jira(issue)
    expect(told).toContain(`(Cut here. Full text: ${HUB}/cases/${issue.caseKey})`)
    expect(s.writes()).toContain('Jira: comment on SEC-1')
  })
})
