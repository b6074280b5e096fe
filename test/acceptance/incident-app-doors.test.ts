import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { ABEL, type AppScene, appScenes } from './support/incidentApp'
import type { Ticket } from './support/scene'

const all = appScenes()
afterEach(all.closeAll)

const DAY_MS = 24 * 3_600_000
const MINUTE_MS = 60_000
const day = (f: AppScene, days: number): string => new Date(f.now + days * DAY_MS).toISOString().slice(0, 10)
const titles = (body: Json): string[] => body.findings.map((each: Json) => each.title).sort()

/** An incident people made, on no case. */
async function plainIncident(f: AppScene, group = 'Vulnerability Response'): Promise<string> {
  const found = f.h.instance.db.first('sys_user_group', { name: group })
  const { body } = await f.h.servicenow('abel', 'POST', '/api/now/table/incident', {
    short_description: 'By hand',
    assignment_group: found?.sys_id ?? '',
  })
  return body.result.sys_id
}

const ask = (f: AppScene, { id }: Pick<Ticket, 'id'>, more: Json = {}) =>
  f.call(`/incidents/${id}/exceptions`, {
    actor: ABEL,
    findings: [f.idOf('A')],
    reason: 'No fix before the next release',
    until: day(f, 30),
    ...more,
  })

/** Answers with the key of that name. */
const answered = (f: AppScene, who: string, id: string, what: 'approve' | 'refuse', body: Json = {}) => {
  const key = { 'dd-api-key': `hub-${who}`, 'dd-application-key': '' }
  return f.h.api('POST', `/api/v1/exceptions/${id}/${what}`, body, key)
}

describe('who calls the doors of the ServiceNow app', () => {
  it('signs each call as its pushes; wrong, old, unsigned, bent and repeated ones are refused', async () => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A'])
    const path = `/servicenow/v1/main/incidents/${incident.id}`
    const good = f.request(path, { actor: ABEL, call: 'once' })
    const refused: [string, Json][] = [
      ['without a signature', f.request(path, { actor: ABEL }, { secrets: [] })],
      ['of somebody else', f.request(path, { actor: ABEL }, { secrets: ['guessed'] })],
      ['of six minutes ago', f.request(path, { actor: ABEL }, { at: f.now - 6 * MINUTE_MS })],
      ['from the future', f.request(path, { actor: ABEL }, { at: f.now + 6 * MINUTE_MS })],
      ['with another body', { ...good, text: good.text.replace('Abel', 'Eve') }],
    ]
    for (const [what, request] of refused) expect([what, (await f.post(request)).status]).toEqual([what, 401])
    expect((await f.post(good)).status).toBe(200)
    const again = await f.post(good)
    expect([again.status, again.body.errors[0].detail]).toEqual([
      401,
      'This very call came before. Send it with a new time stamp.',
    ])
    // What was signed for one address is not good at another.
    const asked = { actor: ABEL, findings: [f.idOf('A')], reason: 'Later', until: day(f, 30) }
    const exception = f.request(`${path}/exceptions`, asked)
    expect((await f.post(exception)).status).toBe(200)
    expect((await f.post({ ...exception, path: `${path}/detach` })).status).toBe(401)
    expect(titles((await f.call(`/incidents/${incident.id}`)).body)).toEqual(['A'])
    expect((await f.post(f.request('/servicenow/v1/other/ping', {}))).status).toBe(404)
  })

  it('may sign with two secrets while one replaces the other', async () => {
    const f = await all.open()
    f.app.secrets = ['new-secret', ...f.app.secrets]
    expect((await f.call('/ping')).status).toBe(200)
    f.app.secrets = ['new-secret']
    expect((await f.call('/ping')).status).toBe(401)
  })

  it('hears who the hub is when the connection is tested, and has the app asked how it is', async () => {
    const f = await all.open()
    const { status, body } = await f.call('/ping')
    expect([status, body]).toEqual([
      200,
      { hub: expect.any(String), connection: 'main', now: new Date(f.now).toISOString() },
    ])
    await f.h.rest()
    expect(f.calls()).toEqual(['ServiceNow: ask the app how it is'])
  })
})

describe('what an incident form shows', () => {
  it('is what the app was told; of an incident on no case that it is on none', async () => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A'])
    const { body } = await f.call(`/incidents/${incident.id.toUpperCase()}`)
    const { seq, checkedAt, ...told } = f.app.facts.get(incident.id) as Json
    expect(body).toMatchObject(told)
    expect(body.seq).toBeGreaterThanOrEqual(seq)
    expect(Date.parse(body.checkedAt)).toBeGreaterThanOrEqual(Date.parse(checkedAt))
    const other = await plainIncident(f)
    expect((await f.call(`/incidents/${other}`)).body).toMatchObject({
      linked: false,
      caseKey: '',
      findings: [],
    })
    expect((await f.call('/incidents/INC0010001')).status).toBe(400)
  })

  it('is read anew on demand: a finding fixed meanwhile lets the incident go, and the guard knows at once', async () => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A'])
    await f.says('A', { status: 'resolved' })
    await f.h.advance(MINUTE_MS)
    const { body } = await f.call(`/incidents/${incident.id}/recheck`)
    expect(body).toMatchObject({ open: 0, phase: 'closed', findings: [{ state: 'resolved', open: false }] })
    expect(f.app.facts.get(incident.id)).toMatchObject({ open: 0, phase: 'closed' })
    expect(Date.parse(body.checkedAt)).toBeGreaterThanOrEqual(f.now - 10_000)
  })
})

describe('findings attached on an incident', () => {
  it('by id and by a link into Datadog come onto its case', async () => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A'])
    await f.findings(['B', 'C'])
    await f.h.look()
    const { body } = await f.call(`/incidents/${incident.id}`)
    const link = body.findings[0].url.replace(
      encodeURIComponent(f.idOf('A')),
      encodeURIComponent(f.idOf('C')),
    )
    const answer = await f.call(`/incidents/${incident.id}/attach`, {
      actor: ABEL,
      findings: [f.idOf('B'), link],
    })
    expect(answer.status).toBe(200)
    expect(titles(answer.body)).toEqual(['A', 'B', 'C'])
    await f.h.rest()
    expect(f.app.facts.get(incident.id)?.open).toBe(3)
    expect(await f.history(incident)).toContain('"B" was attached.')
  })

  it('to an incident without a case make one, by the project whose incidents its group gets', async () => {
    const f = await all.open({ config: json => json.projects.splice(1) })
    await f.findings(['A'])
    const id = await plainIncident(f)
    const { status, body } = await f.call(`/incidents/${id}/attach`, { actor: ABEL, findings: [f.idOf('A')] })
    expect(status).toBe(200)
    expect(body).toMatchObject({ linked: true, policy: 'strict', open: 1 })
    expect(body.caseKey).toMatch(/^SEC-/)
    await f.h.rest()
    expect(f.app.facts.get(id)?.open).toBe(1)
  })

  it('that Datadog does not know, or for a group of no project, are refused with a sentence', async () => {
    const f = await all.open({ config: json => json.projects.splice(1) })
    const incident = await f.ticket('servicenow', ['A'])
    const said = async (id: string, finding: string) => {
      const { status, body } = await f.call(`/incidents/${id}/attach`, { actor: ABEL, findings: [finding] })
      return [status, body.errors[0].detail]
    }
    expect(await said(incident.id, 'nobody-knows')).toEqual([
      400,
      expect.stringContaining('knows no finding'),
    ])
    expect(await said(await plainIncident(f, 'Service Desk'), f.idOf('A'))).toEqual([
      400,
      expect.stringContaining('No project of this hub makes its incidents for Service Desk'),
    ])
    expect(await said(await plainIncident(f, 'none'), f.idOf('A'))).toEqual([
      400,
      expect.stringContaining('belongs to no assignment group'),
    ])
    expect((await said('f'.repeat(32), f.idOf('A')))[0]).toBe(404)
  })
})

describe('findings taken off on an incident', () => {
  it('leave with the reason on record; with the last one it is closed by detaching', async () => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A', 'B'])
    const off = (finding: string, reason = 'Not ours') =>
      f.call(`/incidents/${incident.id}/detach`, { actor: ABEL, findings: [f.idOf(finding)], reason })
    expect((await off('A', ' ')).status).toBe(400)
    expect(titles((await off('A')).body)).toEqual(['B'])
    expect(await f.history(incident)).toContain('Abel Tuter took A off: Not ours.')
    await off('B')
    await f.h.rest()
    expect(await f.standing(incident)).toBe('Resolved (No resolution provided)')
    const { items } = await f.h.store.timeline({ caseId: incident.caseId }, { limit: 100 })
    expect(items.filter(each => each.what === 'findings-detached').map(each => each.source)).toEqual([
      'servicenow',
      'servicenow',
    ])
  })
})

describe('an exception asked for on an incident', () => {
  it('mutes nothing: it is on record, told once on the ticket, and shown by the app with its answer', async () => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A'])
    const { status, body } = await ask(f, incident)
    expect([status, body.exceptions[0].state, body.open]).toEqual([200, 'asked', 1])
    await f.h.rest()
    const said = `Abel Tuter asks for an exception until ${day(f, 30)} for A: No fix before the next release.`
    expect((await f.incident(incident)).workNotes.split(said)).toHaveLength(2)
    expect(f.app.facts.get(incident.id)?.exceptions).toMatchObject([
      { state: 'asked', askedBy: 'Abel Tuter' },
    ])
    expect(f.h.log('datadog').filter(each => each.includes('mute'))).toEqual([])
    const { id } = body.exceptions[0]
    await answered(f, 'carol', id, 'refuse', { answer: 'Fix it' })
    await f.h.rest()
    expect(f.app.facts.get(incident.id)?.exceptions).toMatchObject([
      { state: 'refused', answeredBy: 'carol', answer: 'Fix it' },
    ])
  })

  it('is never answered by who asked', async () => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A'])
    const { id } = (await ask(f, incident)).body.exceptions[0]
    const own = await answered(f, 'abel', id, 'approve')
    expect([own.status, own.body.errors[0].detail]).toEqual([403, expect.stringContaining('somebody else')])
    expect((await answered(f, 'carol', id, 'approve')).status).toBe(200)
  })

  it('by somebody the instance does not show is refused, since nobody could tell who may answer', async () => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A'])
    const { status, body } = await ask(f, incident, { actor: { userName: 'nobody', name: 'Nobody' } })
    expect([status, body.errors[0].detail]).toEqual([400, expect.stringContaining('read sys_user')])
  })
})

describe('the description of the API', () => {
  it('names the doors of the ServiceNow app and how they are signed', async () => {
    const f = await all.open()
    const body = (await (await f.h.hub.app.request('/openapi.json')).json()) as Json
    const paths = Object.keys(body.paths).filter(each => each.startsWith('/servicenow/'))
    expect(paths).toEqual([
      '/servicenow/v1/{connection}/incidents/{incident}',
      '/servicenow/v1/{connection}/incidents/{incident}/recheck',
      '/servicenow/v1/{connection}/incidents/{incident}/attach',
      '/servicenow/v1/{connection}/incidents/{incident}/detach',
      '/servicenow/v1/{connection}/incidents/{incident}/exceptions',
      '/servicenow/v1/{connection}/ping',
    ])
    expect(body.components.securitySchemes.incidentSignature.name).toBe('x-fixproof-signature')
  })
})
