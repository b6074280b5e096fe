import { afterEach, describe, expect, it, vi } from 'vitest'
import { timeLimit } from '../harness/storage'
import { flowing, talk } from './support/comments'
import { type SceneOptions, scenes } from './support/scene'

const all = scenes()
afterEach(all.closeAll)
vi.setConfig({ testTimeout: timeLimit(90_000) })

/** A case with an issue and an incident, at rest; journals may be read. */
async function pair(options: SceneOptions = {}) {
  const s = await all.open(options)
  const t = talk(s)
  await t.openJournals()
  const issue = await s.ticket('jira', ['A'])
  const incident = await s.second(issue, 'servicenow')
  return { s, t, issue, incident }
}

describe('rule 31: which way comments flow', () => {
  /** What each place holds after somebody spoke in all three. */
  async function spoken(jira: string, servicenow: string) {
    const { t, issue, incident } = await pair(flowing({ type: jira }, { type: servicenow }))
    await t.onCase(issue, 'case')
    await t.inJira(issue, 'jira')
    await t.inServiceNow(incident, 'servicenow')
    await t.look()
    const words = (lines: string[]) =>
      lines.map(line => /(case|jira|servicenow)(\n|$)/.exec(line)?.[1]).sort()
    return {
      case: words(await t.onTheCase(issue)),
      jira: words(await t.jira(issue)),
      servicenow: words(await t.servicenow(incident)),
    }
  }
  const EVERYTHING = ['case', 'jira', 'servicenow']

  it.each([
    ['two-way', 'two-way', EVERYTHING, EVERYTHING, EVERYTHING],
    ['to-ticket', 'two-way', ['case', 'servicenow'], EVERYTHING, ['case', 'servicenow']],
    ['two-way', 'to-ticket', ['case', 'jira'], ['case', 'jira'], EVERYTHING],
    ['off', 'two-way', ['case', 'servicenow'], ['jira'], ['case', 'servicenow']],
    ['two-way', 'off', ['case', 'jira'], ['case', 'jira'], ['servicenow']],
    ['once', 'two-way', ['case', 'servicenow'], ['jira'], ['case', 'servicenow']],
    ['two-way', 'once', ['case', 'jira'], ['case', 'jira'], ['servicenow']],
    ['off', 'off', ['case'], ['jira'], ['servicenow']],
  ])(
    'with %s in Jira and %s in ServiceNow: case %j, issue %j, incident %j',
    async (jira, servicenow, onCase, inJira, inServiceNow) => {
      expect(await spoken(jira, servicenow)).toEqual({
        case: onCase,
        jira: inJira,
        servicenow: inServiceNow,
      })
    },
  )

  it('once: what the case holds when the ticket is made goes along, later words and changes do not', async () => {
    const s = await all.open(flowing(undefined, { type: 'once' }))
    const t = talk(s)
    await t.openJournals()
    const issue = await s.ticket('jira', ['A'])
    const id = await t.onCase(issue, 'Before')
    await s.later()
    const incident = await s.second(issue, 'servicenow')
    await t.onCase(issue, 'After')
    await t.editOnCase(issue, id, 'Changed')
    expect(await t.servicenow(incident)).toEqual(['bot (work notes): carla in Fixproof: Before\n\n[mark]'])
    expect(await t.jira(issue)).toHaveLength(2)
  })

  it('journals of an incident whose notes do not come to the case are not read', async () => {
    const { s, t, incident } = await pair(flowing(undefined, { type: 'to-ticket' }))
    await t.inServiceNow(incident, 'Stays there')
    await t.look()
    expect(s.calls().filter(line => line.includes('journals'))).toEqual([])
  })
})

describe('the journals of ServiceNow', () => {
  it('ours go to the comments customers read, if the project says so', async () => {
    const { t, issue, incident } = await pair(flowing(undefined, { type: 'two-way', journal: 'comments' }))
    await t.onCase(issue, 'Hello')
    expect(await t.servicenow(incident)).toEqual([
      'bot (additional comments): carla in Fixproof: Hello\n\n[mark]',
    ])
  })

  it('theirs come from the journals the project names alone', async () => {
    const { t, issue, incident } = await pair(flowing(undefined, { type: 'two-way', from: ['comments'] }))
    await t.inServiceNow(incident, 'Among us')
    await t.inServiceNow(incident, 'For all', 'comments')
    await t.look()
    expect(await t.jira(issue)).toEqual(['Fixproof Bot: Abel Tuter in ServiceNow: For all'])
  })

  it('stay those of the project where a ticket asks for another direction alone', async () => {
    const from = ['comments']
    const s = await all.open(flowing(undefined, { type: 'two-way', journal: 'comments', from }))
    const t = talk(s)
    await t.openJournals()
    await s.findings(['A'])
    const asked = (more: object) =>
      s.h.api('POST', '/api/v1/tickets', {
        ...{ findings: [s.idOf('A')], project: 'SEC', tools: [{ tool: 'servicenow' }] },
        ...more,
      })
    const settings = async (comments: object) => {
      const { body } = await asked({ preview: true, sync: { servicenow: { comments } } })
      return body.settings.sync.servicenow.comments
    }
    expect(await settings({ type: 'two-way', journal: 'work_notes' })).toEqual({
      ...{ type: 'two-way', journal: 'work_notes', from },
    })
    const { body } = await asked({ sync: { servicenow: { comments: { type: 'to-ticket' } } } })
    expect(body.settings.sync.servicenow.comments).toEqual({ type: 'to-ticket', journal: 'comments', from })
    await s.h.rest()
    const [{ case: of, tickets }] = body.results
    await t.onCase({ caseKey: of.key }, 'For customers')
    await t.inServiceNow(tickets[0], 'Stays there', 'comments')
    await t.look()
    expect(await t.servicenow(tickets[0])).toEqual([
      'bot (additional comments): carla in Fixproof: For customers\n\n[mark]',
      'abel (additional comments): Stays there',
    ])
    expect(await t.onTheCase({ caseKey: of.key })).toEqual(['carla in case: For customers'])
  })

  it('that the integration user may not read make comments one-way; the link says so, once', async () => {
    const s = await all.open()
    const t = talk(s)
    const issue = await s.ticket('jira', ['A'])
    const incident = await s.second(issue, 'servicenow')
    await t.inServiceNow(incident, 'Unheard')
    await t.look()
    const said =
      'Comments people write in INC0010001 do not arrive: ServiceNow does not show the entries of journals. Let the integration user read sys_journal_field, then resume.'
    expect(await t.hurdles(issue)).toEqual([said])
    const { tickets } = (await s.h.api('GET', `/api/v1/cases/${issue.caseKey}`)).body
    expect(tickets[1].sync).toMatchObject({
      condition: 'held',
      reason: said,
      held: [{ field: 'comments', reason: said }],
    })
    s.forget()
    for (const text of ['Again', 'And again']) {
      await t.inServiceNow(incident, text)
      await t.look()
    }
    expect(s.calls().filter(line => line.includes('journals'))).toEqual([])
    await t.onCase(issue, 'One way works')
    expect((await t.servicenow(incident)).at(-1)).toBe(
      'bot (work notes): carla in Fixproof: One way works\n\n[mark]',
    )
    expect((await t.timeline(issue)).filter(text => text === said)).toHaveLength(1)

    // A person mends it and resumes: what was written meanwhile arrives.
    await t.openJournals()
    const [link] = (await s.h.store.find('link', 'case', issue.caseId)).filter(
      each => each.doc.tool === 'servicenow',
    )
    const resumed = await s.h.api('POST', `/api/v1/links/${link?.doc.id}/resume`)
    expect(resumed.status).toBeLessThan(300)
    await s.h.rest()
    expect(await t.hurdles(issue)).toEqual([])
    expect((await t.jira(issue)).map(line => line.split(': ').at(-1)).sort()).toEqual([
      'Again',
      'And again',
      'One way works',
      'Unheard',
    ])
  })

  it('that may be read from now on are read as soon as a person resumes, though nothing has changed since', async () => {
    const s = await all.open()
    const t = talk(s)
    const incident = await s.ticket('servicenow', ['A'])
    await t.inServiceNow(incident, 'Unheard')
    await t.look()
    expect(await t.onTheCase(incident)).toEqual([])
    await t.openJournals()
    await s.resumeAll(incident)
    expect(await t.onTheCase(incident)).toEqual(['Abel Tuter in servicenow: Unheard'])
    expect(await t.hurdles(incident)).toEqual([])
  })
})

describe('a ticket people made', () => {
  it('brings none of what was said on it before, and takes part from then on', async () => {
    const s = await all.open()
    const t = talk(s)
    await t.openJournals()
    const made = await s.h.servicenow('abel', 'POST', '/api/now/table/incident', {
      short_description: 'Mine',
      work_notes: 'Before',
    })
    const incident = { id: made.body.result.sys_id as string }
    await s.findings(['A'])
    const url = `${s.h.world.urls.servicenow}/nav_to.do?uri=incident.do%3Fsys_id%3D${incident.id}`
    const attaching = s.h.commands.attachToTicket(
      t.asker,
      'servicenow',
      url,
      [s.idOf('A')],
      await s.projectId('SEC'),
    )
    const attached = await s.h.during(attaching)
    await s.h.rest()
    const ticket = { caseKey: attached.case.key, caseId: attached.case.id }
    expect(await t.onTheCase(ticket)).toEqual([])
    await t.inServiceNow(incident, 'After')
    await t.look()
    expect(await t.onTheCase(ticket)).toEqual(['Abel Tuter in servicenow: After'])
    await t.onCase(ticket, 'Thanks')
    expect((await t.servicenow(incident)).at(-1)).toBe(
      'bot (work notes): carla in Fixproof: Thanks\n\n[mark]',
    )
  })
})
