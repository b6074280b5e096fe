import { afterEach, describe, expect, it, vi } from 'vitest'
import { timeLimit } from '../harness/storage'
import { adf, flowing, talk } from './support/comments'
import { type SceneOptions, scenes } from './support/scene'

const all = scenes()
afterEach(all.closeAll)
vi.setConfig({ testTimeout: timeLimit(90_000) })

const HOUR_MS = 3_600_000

/** A case with an issue and an incident, at rest; journals may be read. */
async function pair(options: SceneOptions = {}) {
  const s = await all.open(options)
  const t = talk(s)
  await t.openJournals()
  const issue = await s.ticket('jira', ['A'])
  const incident = await s.second(issue, 'servicenow')
  /** Looks of every kind at rest, which must find nothing to do. */
  const quiet = async () => {
    s.forget()
    await t.look()
    await s.sweep('jira')
    await s.sweep('servicenow')
    await s.later(HOUR_MS)
    return s.writes()
  }
  return { s, t, issue, incident, quiet }
}

describe('rule 35: a comment in Jira', () => {
  it('arrives on the case and in the incident, once, with its author', async () => {
    const { s, t, issue, incident, quiet } = await pair()
    await t.inJira(issue, 'Looked at it')
    await s.h.rest()
    expect(await t.onTheCase(issue)).toEqual(['Ada Example in jira: Looked at it'])
    expect(await t.servicenow(incident)).toEqual([
      'bot (work notes): Ada Example in Jira: Looked at it\n\n[mark]',
    ])
    expect(await t.jira(issue)).toEqual(['Ada Example: Looked at it'])
    expect(s.calls()).toEqual([
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
      'ServiceNow: change INC0010001: with note',
      'ServiceNow: read INC0010001',
    ])
    expect(await quiet()).toEqual([])
    expect(await t.timeline(issue)).toEqual([
      'Ada Example commented on SEC-1: "Looked at it"',
      'A comment by Ada Example was written to INC0010001.',
    ])
  })

  it('that is changed changes on the case and is told to the incident as a new note', async () => {
    const { s, t, issue, incident, quiet } = await pair()
    const id = await t.inJira(issue, 'One')
    await s.h.rest()
    await s.later()
    s.forget()
    await t.editInJira(issue, id, 'Two')
    await s.h.rest()
    expect(await t.onTheCase(issue)).toEqual(['Ada Example in jira: Two'])
    expect(await t.servicenow(incident)).toEqual([
      'bot (work notes): Ada Example in Jira: One\n\n[mark]',
      'bot (work notes): Edited by Ada Example: Two\n\n[mark]',
    ])
    expect(s.calls()).toEqual([
      'Jira: read SEC-1',
      'ServiceNow: read INC0010001',
      'ServiceNow: change INC0010001: with note',
      'ServiceNow: read INC0010001',
    ])
    expect(await quiet()).toEqual([])
  })

  it('that is deleted stays on the case as deleted, and the incident is told that it was withdrawn', async () => {
    const { s, t, issue, incident, quiet } = await pair()
    const id = await t.inJira(issue, 'One')
    await s.h.rest()
    await s.later()
    s.forget()
    await t.deleteInJira(issue, id)
    await s.h.rest()
    expect(await t.onTheCase(issue)).toEqual(['~Ada Example in jira: One'])
    expect((await t.servicenow(incident))[1]).toBe(
      'bot (work notes): Withdrawn by Somebody: comment of 2026-11-23\n\n[mark]',
    )
    expect(s.writes()).toEqual(['ServiceNow: change INC0010001: with note'])
    expect(await quiet()).toEqual([])
  })

  it('that was changed and deleted before anybody looked leaves nothing behind', async () => {
    const { s, t, issue, incident } = await pair({ webhook: false })
    const id = await t.inJira(issue, 'One')
    await t.editInJira(issue, id, 'Two')
    await t.deleteInJira(issue, id)
    await s.sweep('jira')
    expect(await t.onTheCase(issue)).toEqual([])
    expect(await t.servicenow(incident)).toEqual([])
  })

  it('keeps its form: emphasis, lists, links, and files as a link to the issue', async () => {
    const { s, t, issue, incident } = await pair()
    const { body } = await s.h.jira('ada', 'POST', `/rest/api/3/issue/${issue.id}/comment`, {
      body: {
        version: 1,
        type: 'doc',
        content: [
          {
            type: 'bulletList',
            content: [
              {
                type: 'listItem',
                content: [
                  {
                    type: 'paragraph',
                    content: [{ type: 'text', text: 'bold', marks: [{ type: 'strong' }] }],
                  },
                ],
              },
            ],
          },
          {
            type: 'mediaSingle',
            attrs: { layout: 'center' },
            content: [
              { type: 'media', attrs: { id: 'f1', type: 'file', collection: '', alt: 'screen.png' } },
            ],
          },
        ],
      },
    })
    expect(body.id).toBeDefined()
    await s.h.rest()
    const url = `${s.h.world.urls.jira}/browse/SEC-1`
    expect(await t.onTheCase(issue)).toEqual([`Ada Example in jira: - **bold**\n\n[screen.png](<${url}>)`])
    expect(await t.servicenow(incident)).toEqual([
      `bot (work notes): Ada Example in Jira:\n\n- bold\n\nscreen.png (${url})\n\n[mark]`,
    ])
  })

  it('meant for a role or a group alone stays where it is', async () => {
    const { s, t, issue, incident } = await pair()
    await t.inJira(issue, 'Secret', { visibility: { type: 'role', value: 'Developers' } })
    await s.h.rest()
    expect(await t.onTheCase(issue)).toEqual([])
    expect(await t.servicenow(incident)).toEqual([])
  })
})

describe('rule 35: a comment in ServiceNow', () => {
  it.each(['work_notes', 'comments'] as const)(
    'in its journal %s arrives on the case and in the issue, once, with its author',
    async journal => {
      const { s, t, issue, incident, quiet } = await pair()
      await t.inServiceNow(incident, 'Patched *host*', journal)
      await t.look()
      expect(await t.onTheCase(issue)).toEqual(['Abel Tuter in servicenow: Patched \\*host\\*'])
      expect(await t.jira(issue)).toEqual(['Fixproof Bot: Abel Tuter in ServiceNow: Patched *host*'])
      expect(s.calls()).toEqual([
        'ServiceNow: read what changed',
        'Jira: read SEC-1',
        'ServiceNow: read INC0010001',
        'ServiceNow: read journals of INC0010001',
        'ServiceNow: look for a user',
        'Jira: comment on SEC-1',
        'Jira: read SEC-1',
        'Jira: read SEC-1',
        'ServiceNow: read INC0010001',
      ])
      expect(await quiet()).toEqual([])
    },
  )

  it('comes by a push of the ServiceNow app as well', async () => {
    const { s, t, issue, incident } = await pair()
    await t.inServiceNow(incident, 'Pushed')
    await s.wake(`case:${issue.caseId}`)
    expect(await t.jira(issue)).toEqual(['Fixproof Bot: Abel Tuter in ServiceNow: Pushed'])
  })

  it('is not read from journals that hold only what Fixproof wrote itself', async () => {
    const { s, t, issue } = await pair()
    for (const text of ['One', 'Two', 'Three']) await t.onCase(issue, text)
    await t.look()
    expect(s.calls().filter(line => line.includes('journals'))).toEqual([])
  })
})

describe('a comment on the case', () => {
  it('arrives in both tickets, once', async () => {
    const { s, t, issue, incident, quiet } = await pair()
    await t.onCase(issue, 'Please look')
    expect(await t.jira(issue)).toEqual(['Fixproof Bot: carla in Fixproof: Please look'])
    expect(await t.servicenow(incident)).toEqual([
      'bot (work notes): carla in Fixproof: Please look\n\n[mark]',
    ])
    expect(s.writes()).toEqual(['Jira: comment on SEC-1', 'ServiceNow: change INC0010001: with note'])
    expect(await quiet()).toEqual([])
  })

  it('that is changed changes in the issue and is told to the incident', async () => {
    const { s, t, issue, incident, quiet } = await pair()
    const id = await t.onCase(issue, 'One')
    s.forget()
    await t.editOnCase(issue, id, 'Two')
    expect(await t.jira(issue)).toEqual(['Fixproof Bot: carla in Fixproof: Two'])
    expect(await t.servicenow(incident)).toEqual([
      'bot (work notes): carla in Fixproof: One\n\n[mark]',
      'bot (work notes): Edited by carla: Two\n\n[mark]',
    ])
    expect(s.writes()).toEqual(['Jira: change comment on SEC-1', 'ServiceNow: change INC0010001: with note'])
    expect(await quiet()).toEqual([])
  })

  it('that is deleted is deleted in the issue and told to the incident', async () => {
    const { s, t, issue, incident, quiet } = await pair()
    const id = await t.onCase(issue, 'One')
    s.forget()
    await t.deleteOnCase(issue, id)
    expect(await t.jira(issue)).toEqual([])
    expect((await t.servicenow(incident))[1]).toBe(
      'bot (work notes): Withdrawn by carla: comment of 2026-11-23\n\n[mark]',
    )
    expect(s.writes()).toEqual(['Jira: delete comment on SEC-1', 'ServiceNow: change INC0010001: with note'])
    expect(await quiet()).toEqual([])
  })

  it('is written to a ticket that is made later, in the order it was said', async () => {
    const s = await all.open()
    const t = talk(s)
    const issue = await s.ticket('jira', ['A'])
    await t.onCase(issue, 'First')
    await s.later()
    await t.onCase(issue, 'Second')
    const incident = await s.second(issue, 'servicenow')
    expect(await t.servicenow(incident)).toEqual([
      'bot (work notes): carla in Fixproof: First\n\n[mark]',
      'bot (work notes): carla in Fixproof: Second\n\n[mark]',
    ])
  })
})

describe('comments in both tools at the same time', () => {
  it('cross, each once', async () => {
    const { s, t, issue, incident, quiet } = await pair()
    await t.inServiceNow(incident, 'From there')
    await t.inJira(issue, 'From here')
    await t.look()
    await s.h.rest()
    expect(await t.jira(issue)).toEqual([
      'Ada Example: From here',
      'Fixproof Bot: Abel Tuter in ServiceNow: From there',
    ])
    expect(await t.servicenow(incident)).toEqual([
      'abel (work notes): From there',
      'bot (work notes): Ada Example in Jira: From here\n\n[mark]',
    ])
    expect(await quiet()).toEqual([])
  })

  it('reading the same stay two: words and times decide nothing', async () => {
    const { s, t, issue, incident } = await pair()
    await t.inJira(issue, 'Same')
    await t.inJira(issue, 'Same')
    await s.h.rest()
    expect(await t.onTheCase(issue)).toHaveLength(2)
    expect(await t.servicenow(incident)).toHaveLength(2)
  })

  it('deleted or changed as a copy change nothing elsewhere, and are not made again', async () => {
    const { s, t, issue, quiet } = await pair()
    const id = await t.onCase(issue, 'One')
    await t.onCase(issue, 'Two')
    const [first, second] = await t.jiraComments(issue)
    await t.editInJira(issue, second.id, 'Changed by an admin', 'admin')
    await t.deleteInJira(issue, first.id, 'admin')
    await s.h.rest()
    expect(await t.onTheCase(issue)).toEqual(['carla in case: One', 'carla in case: Two'])
    await t.editOnCase(issue, id, 'One, again')
    expect(await t.jira(issue)).toEqual(['Fixproof Bot: Changed by an admin'])
    expect(await quiet()).toEqual([])
  })
})

describe('what Fixproof says itself', () => {
  it("is nobody's comment: evidence, reasons for reopening, notes inside a transition", async () => {
    const { s, t, issue, incident } = await pair()
    await s.fix('A')
    await s.later()
    await s.detect('A')
    await s.later()
    expect((await t.jira(issue)).length).toBeGreaterThan(1)
    expect((await t.servicenow(incident)).length).toBeGreaterThan(1)
    expect(await t.onTheCase(issue)).toEqual([])
  })

  it("is told from people's even by a hub that was just started", async () => {
    const { s, t, issue, incident } = await pair()
    await s.fix('A')
    await s.later()
    await s.h.restart()
    await t.inJira(issue, 'Thanks')
    await t.inServiceNow(incident, 'Fine')
    await t.look()
    expect((await t.onTheCase(issue)).sort()).toEqual([
      'Abel Tuter in servicenow: Fine',
      'Ada Example in jira: Thanks',
    ])
  })
})

describe('a comment made in the same action as a transition', () => {
  it('arrives once', async () => {
    const { s, t, issue, incident, quiet } = await pair({ policy: 'fixed-only' })
    const { body } = await s.h.jira('ada', 'GET', `/rest/api/3/issue/${issue.id}/transitions`)
    const to = body.transitions.find((each: { to: { name: string } }) => each.to.name === 'Done')
    const moved = await s.h.jira('ada', 'POST', `/rest/api/3/issue/${issue.id}/transitions`, {
      transition: { id: to.id },
      fields: { resolution: { name: "Won't Do" } },
      update: { comment: [{ add: { body: adf('We live with it') } }] },
    })
    expect(moved.status).toBe(204)
    await s.later()
    expect(await t.onTheCase(issue)).toEqual(['Ada Example in jira: We live with it'])
    expect(await s.standing(incident)).toBe('Resolved (No resolution provided)')
    expect((await t.servicenow(incident)).at(-1)).toBe(
      'bot (work notes): Ada Example in Jira: We live with it\n\n[mark]',
    )
    expect(await quiet()).toEqual([])
  })

  it('in ServiceNow arrives once as well', async () => {
    const { s, t, issue, incident, quiet } = await pair()
    await s.patch('abel', incident, { state: '2', work_notes: 'I take it' })
    await t.look()
    expect(await t.jira(issue)).toEqual(['Fixproof Bot: Abel Tuter in ServiceNow: I take it'])
    expect(await quiet()).toEqual([])
  })
})

void flowing
