import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { ticketScenes } from './support/tickets'

const open = ticketScenes()
afterEach(open.closeAll)

type Scene = Awaited<ReturnType<typeof open.scene>>

const NO_ATTACH =
  'ITOM is one way: Fixproof sends events to ServiceNow and takes nothing back, so no ticket can be attached. Use an incident (ITSM) instead.'

/** The events ServiceNow has, oldest first, in short. */
async function events(s: Scene): Promise<string[]> {
  const { body } = await s.h.servicenow(
    'admin',
    'GET',
    '/api/now/table/em_event?sysparm_query=ORDERBYsys_created_on',
  )
  return body.result.map((each: Json) => `${each.severity} ${each.resource} ${each.description}`)
}

describe('events instead of incidents (ITOM)', () => {
  it('are sent for a case: raised with its priority, cleared when all is fixed, raised again when it comes back', async () => {
    const s = await open.scene()
    await s.findings(['a'])
    const answer = await s.make({
      ...{ findings: ['a'], project: 'SEC' },
      tools: [s.jira(), s.servicenow({ mode: 'itom' })],
    })
    expect(answer.body.summary, JSON.stringify(answer.body)).toBe('1 made')
    const [, event] = answer.body.results[0].tickets
    expect(event).toMatchObject({
      tool: 'servicenow',
      table: 'em_event',
      outcome: 'made',
      link: null,
      key: null,
    })
    expect(event.url).toBe(`${s.h.world.urls.servicenow}/em_event.do?sys_id=${event.id}`)
    expect(await events(s)).toEqual(['2 SEC-1 SEC-1: High: a'])
    const status = async (word: string): Promise<void> => {
      await s.h.advance(60_000)
      await s.h.findings({ id: s.idOf('a'), attributes: { attributes: { status: word } } })
      await s.h.look()
    }
    await status('resolved')
    await status('open')
    expect(await events(s)).toEqual([
      '2 SEC-1 SEC-1: High: a',
      '0 SEC-1 SEC-1: High: a',
      '2 SEC-1 SEC-1: High: a',
    ])
    const { body } = await s.h.servicenow('admin', 'GET', '/api/now/table/em_event')
    expect(new Set(body.result.map((each: Json) => each.message_key)).size).toBe(1)
    expect(JSON.parse(body.result[0].additional_info).case).toBe('SEC-1')
    const incidents = await s.h.servicenow('admin', 'GET', '/api/now/table/incident')
    expect(incidents.body.result).toEqual([])
  })

  it('are the project’s way when its settings say so; a preview sends none', async () => {
    const s = await open.scene({
      config(json) {
        json.projects[0].servicenow.itom = true
      },
    })
    await s.findings(['a'])
    const asked = { findings: ['a'], project: 'SEC', tools: [s.servicenow()] }
    const shown = await s.nothingDone(() => s.make({ ...asked, preview: true }))
    expect(shown.body.results[0].tickets[0]).toMatchObject({ table: 'em_event', outcome: 'made', id: null })
    expect((await s.make(asked)).body.summary).toBe('1 made')
    expect(await events(s)).toHaveLength(1)
    await s.h.advance(10 * 60_000)
    expect(await events(s)).toHaveLength(1)
  })

  it('take no ticket, no fields and no directions: refused with the sentence, by every door', async () => {
    const s = await open.scene({
      config(json) {
        json.projects[1].servicenow.itom = true
      },
    })
    await s.findings(['a'])
    const { url } = await s.incidentOfAbel()
    const wrong: [Json, string][] = [
      [{ project: 'SEC', tools: [s.servicenow({ mode: 'itom', url })] }, NO_ATTACH],
      [{ project: 'OPS', tools: [s.servicenow({ url })] }, NO_ATTACH],
      [
        { project: 'OPS', tools: [s.servicenow({ fields: { category: 'software' } })] },
        'An event (ITOM) has no fields to set and no sync; leave out fields and sync for ServiceNow.',
      ],
      [
        { project: 'OPS', tools: [s.servicenow()], sync: { servicenow: { title: { type: 'once' } } } },
        'An event (ITOM) has no fields to set and no sync; leave out fields and sync for ServiceNow.',
      ],
    ]
    for (const [asked, sentence] of wrong) {
      const answer = await s.nothingDone(() => s.make({ findings: ['a'], ...asked }))
      expect([answer.status, s.detail(answer)]).toEqual([400, sentence])
    }
    const [project] = await s.h.store.find('project', 'key', 'OPS')
    const relationships = {
      findings: { data: [{ id: s.idOf('a'), type: 'findings' }] },
      project: { data: { id: project?.doc.id, type: 'projects' } },
    }
    const path = '/api/v2/security/findings/servicenow_tickets'
    const attached = await s.h.api('PATCH', path, {
      data: { type: 'servicenow_tickets', attributes: { servicenow_ticket_url: url }, relationships },
    })
    expect([attached.status, s.detail(attached)]).toEqual([400, NO_ATTACH])
    const fields = { attributes: { fields: { category: 'software' } } }
    const made = await s.h.api('POST', path, {
      data: [{ type: 'servicenow_tickets', ...fields, relationships }],
    })
    expect([made.status, s.detail(made)]).toEqual([
      400,
      'An event (ITOM) has no fields to set and no sync; leave out fields and sync for ServiceNow.',
    ])
    expect(await events(s)).toEqual([])
  })

  it('that never got through need no clearing once all is fixed', async () => {
    const s = await open.scene()
    await s.findings(['a'])
    s.fault('servicenow', 'POST', '/api/now/table/em_event', { status: 429, body: {} }, 1_000)
    await s.make({ findings: ['a'], project: 'SEC', tools: [s.servicenow({ mode: 'itom' })] })
    await s.h.findings({ id: s.idOf('a'), attributes: { attributes: { status: 'resolved' } } })
    await s.h.look()
    s.h.world.faults.clear('servicenow')
    s.h.forgetCalls()
    await s.h.advance(3_600_000)
    expect(s.h.log('servicenow', call => call.path.endsWith('em_event') && call.method === 'POST')).toEqual(
      [],
    )
  })

  it('whose answer is lost are looked for and not sent twice; those refused say why', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b'])
    s.fault('servicenow', 'POST', '/api/now/table/em_event', 'drop-answer')
    const tools = [s.servicenow({ mode: 'itom' })]
    const answer = await s.make({ findings: ['a'], project: 'SEC', tools })
    expect(['made', 'pending']).toContain(answer.body.results[0].outcome)
    await s.h.advance(10 * 60_000)
    expect(await events(s)).toHaveLength(1)
    s.fault('servicenow', 'POST', '/api/now/table/em_event', {
      status: 403,
      body: { error: { message: 'Insufficient rights', detail: 'No role' }, status: 'failure' },
    })
    const refused = await s.make({ findings: ['b'], project: 'SEC', tools })
    expect(refused.body.results[0].outcome).toBe('refused')
    expect(refused.body.results[0].reason).toContain('No role')
  })
})
