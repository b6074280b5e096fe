import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { ticketScenes } from './support/tickets'

const open = ticketScenes()
afterEach(open.closeAll)

describe('findings put on an existing ticket by its address', () => {
  it('get a case of their own, and with the other tool asked for a ticket there too', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b'])
    const ada = await s.issueOfAda()
    const answer = await s.make({
      ...{ findings: ['a', 'b'], project: 'OPS' },
      tools: [s.jira({ url: ada.url }), s.servicenow()],
    })
    expect(answer.status).toBe(201)
    expect(s.short(answer)).toEqual([
      {
        ...{ findings: ['a', 'b'], case: 'OPS-1', outcome: 'made' },
        tickets: [`jira ${ada.key} adopted`, 'servicenow INC0010001 made'],
      },
    ])
    expect(answer.body.results[0].case.title).toBe('Made by Ada')
    expect(s.created()).toEqual(['POST /api/now/table/incident 201'])
  })

  it('join the case that knows the ticket, whatever project is named', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b'])
    await s.make({ findings: ['a'], project: 'SEC', tools: [s.jira()] })
    s.h.forgetCalls()
    const url = `${s.h.world.urls.jira}/browse/SEC-1`
    const answer = await s.make({ findings: ['b'], project: 'OPS', tools: [s.jira({ url })] })
    expect(s.short(answer)).toEqual([
      { findings: ['b'], case: 'SEC-1', outcome: 'adopted', tickets: ['jira SEC-1 adopted'] },
    ])
    expect(s.created()).toEqual([])
    expect(answer.body.settings.project.key).toBe('SEC')
  })

  it('are two tickets of one case when both addresses are given, and refused when those are on two', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b', 'c'])
    const ada = await s.issueOfAda()
    const abel = await s.incidentOfAbel()
    const both = [s.jira({ url: ada.url }), s.servicenow({ url: abel.url })]
    const answer = await s.make({ findings: ['a'], project: 'SEC', tools: both })
    expect(s.short(answer)[0]).toMatchObject({
      outcome: 'adopted',
      tickets: [`jira ${ada.key} adopted`, `servicenow ${abel.number} adopted`],
    })
    await s.make({ findings: ['b'], project: 'SEC', tools: [s.jira()] })
    const other = (await s.caseOf('SEC-2')).tickets[0].url
    const apart = [s.jira({ url: other }), s.servicenow({ url: abel.url })]
    const refused = await s.nothingDone(() => s.make({ findings: ['c'], tools: apart }))
    expect([refused.status, s.detail(refused)]).toEqual([
      409,
      `${s.keyOf(other)} is on case SEC-2, ${abel.number} on case SEC-1. Name tickets of one case.`,
    ])
  })

  it('are refused with a sentence that names what was given', async () => {
    const s = await open.scene()
    await s.findings(['a'])
    const now = s.h.world.urls.servicenow
    const sysId = 'a'.repeat(32)
    const cases: [Json, number, string][] = [
      [
        s.servicenow({ url: `${now}/problem.do?sys_id=${sysId}` }),
        400,
        'This is the address of a problem; only incidents can be linked.',
      ],
      [
        s.servicenow({ url: `${now}/change_request.do?sys_id=${sysId}` }),
        400,
        'This is the address of a change request; only incidents can be linked.',
      ],
      [
        s.servicenow({ url: `${now}/cmdb_ci.do?sys_id=${sysId}` }),
        400,
        'This is the address of a record of table cmdb_ci; only incidents can be linked.',
      ],
      [
        s.servicenow({ url: `${now}/em_event.do?sys_id=${sysId}` }),
        400,
        'This is the address of an event; only incidents can be linked.',
      ],
      [
        s.jira({ url: 'https://other.example.com/browse/SEC-1' }),
        400,
        'https://other.example.com is not a Jira or ServiceNow site of this Fixproof.',
      ],
      [s.jira({ url: 'SEC-1' }), 400, '"SEC-1" is not a web address.'],
      [
        s.servicenow({ url: `${s.h.world.urls.jira}/browse/SEC-1` }),
        400,
        `${s.h.world.urls.jira}/browse/SEC-1 is not a ServiceNow incident.`,
      ],
      [
        s.jira({ url: `${s.h.world.urls.jira}/browse/SEC-99` }),
        404,
        `There is no Jira issue at ${s.h.world.urls.jira}/browse/SEC-99, or the integration account may not see it.`,
      ],
      [
        s.jira({ url: `${s.h.world.urls.jira}/browse/SEC-99`, fields: {} }),
        400,
        `${s.h.world.urls.jira}/browse/SEC-99 is an existing ticket; fields are for new ones. Leave out fields of Jira.`,
      ],
    ]
    for (const [tool, status, sentence] of cases) {
      const answer = await s.nothingDone(() => s.make({ findings: ['a'], project: 'SEC', tools: [tool] }))
      expect([answer.status, s.detail(answer)]).toEqual([status, sentence])
    }
  })

  it('leave out those that can only be named at creation, and say so of each', async () => {
    const s = await open.scene()
    await s.findings(['a'])
    await s.findings(['path'], { finding_type: 'attack_path' })
    const ada = await s.issueOfAda()
    const answer = await s.make({
      findings: ['path', 'a'],
      project: 'SEC',
      tools: [s.jira({ url: ada.url })],
    })
    expect(answer.body.summary).toBe('1 adopted, 1 refused')
    expect(answer.body.results[0].reason).toBe(
      `Finding ${s.idOf('path')} (Attack Paths) can be named on a ticket when it is made, not attached later.`,
    )
  })
})

describe('findings put on an existing case', () => {
  it('join it, and the tool it lacks gets its ticket; a second one of the same tool is refused', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b', 'c'])
    await s.make({ findings: ['a'], project: 'SEC', tools: [s.jira()] })
    const answer = await s.make({ findings: ['b'], case: 'SEC-1', tools: [s.servicenow()] })
    expect(s.short(answer)).toEqual([
      { findings: ['b'], case: 'SEC-1', outcome: 'made', tickets: ['servicenow INC0010001 made'] },
    ])
    const second = await s.nothingDone(() => s.make({ findings: ['c'], case: 'SEC-1', tools: [s.jira()] }))
    expect([second.status, s.detail(second)]).toEqual([
      409,
      'Case SEC-1 has SEC-1 already; a case holds one ticket of each tool.',
    ])
    const words = await s.make({ findings: ['c'], case: 'SEC-1', title: 'Mine' })
    expect([words.status, s.detail(words)]).toEqual([
      400,
      'Case SEC-1 has its own title. Leave that out here, and change the case instead.',
    ])
    const missing = await s.make({ findings: ['c'], case: 'SEC-9' })
    expect([missing.status, s.detail(missing)]).toEqual([404, 'There is no case SEC-9.'])
  })

  it('reopen its closed ticket when one of them is open', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b'])
    await s.make({ findings: ['a'], project: 'SEC', tools: [s.jira()] })
    await s.h.findings({ id: s.idOf('a'), attributes: { attributes: { status: 'resolved' } } })
    await s.h.look()
    expect((await s.issue('SEC-1')).fields.status.name).toBe('Done')
    await s.make({ findings: ['b'], case: 'SEC-1' })
    await s.h.rest()
    expect((await s.issue('SEC-1')).fields.status.name).toBe('To Do')
  })

  it('are refused on an archived one', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b'])
    await s.make({ findings: ['a'], project: 'SEC', tools: [s.jira()] })
    const { id } = (await s.caseOf('SEC-1')).case
    await s.h.api('POST', `/api/v2/cases/${id}/archive`, { data: { type: 'case' } })
    const answer = await s.nothingDone(() => s.make({ findings: ['b'], case: 'SEC-1' }))
    expect(answer.status).toBe(400)
    expect(s.detail(answer)).toContain('Case SEC-1 is archived.')
  })
})
