/** What somebody may try who wants an issue to say "fixed" while Datadog still sees the finding. Done-when 4 of issue 4. */
import { PROOF_PROPERTY } from '@fixproof/hub/connectors/jira/view'
import { afterEach, describe, expect, test } from 'vitest'
import type { Json } from '../harness'
import { type AppScene, appScenes } from './support/app'
import type { Ticket } from './support/scene'

const all = appScenes()
afterEach(all.closeAll)

const at = ({ id }: Pick<Ticket, 'id'>) => `/rest/api/3/issue/${id}/properties/${PROOF_PROPERTY}`

async function proof(a: AppScene, issue: Pick<Ticket, 'id'>): Promise<Json> {
  return (await a.h.jira('ada', 'GET', at(issue))).body.value
}

/**
 * An issue whose finding is open; the hub cannot be asked and its sweep has not come yet, so the validator has nothing
 * but the property, which an attacker with Edit may write.
 */
async function cutOff(a: AppScene): Promise<Ticket> {
  const issue = await a.ticket('jira', ['A'])
  await a.h.rest()
  a.h.setRunning(false)
  return issue
}

describe('The property of an issue, with the hub out of reach,', () => {
  test('overwritten with "nothing is open" is not believed', async () => {
    const a = await all.open()
    const issue = await cutOff(a)
    const real = await proof(a, issue)
    const lie = { ...real, open: 0, phase: 'closed', blocking: [], severity: null, seq: real.seq + 1 }
    expect((await a.h.jira('ada', 'PUT', at(issue), lie)).status).toBe(200)
    expect((await a.close(issue)).body.errorMessages[0]).toContain('was not written by Fixproof')
  })

  test('overwritten with anything else is not believed', async () => {
    const a = await all.open()
    const issue = await cutOff(a)
    for (const junk of [{}, { open: 0 }, 'open', [], 0, { v: 1 }]) {
      await a.h.jira('ada', 'PUT', at(issue), junk)
      expect((await a.close(issue)).status).toBe(400)
    }
  })

  test('deleted is missed', async () => {
    const a = await all.open()
    const issue = await cutOff(a)
    expect((await a.h.jira('ada', 'DELETE', at(issue))).status).toBe(204)
    const told = await a.close(issue)
    expect(told.status).toBe(400)
    expect(told.body.errorMessages[0]).toContain('missing')
  })

  test('copied from an issue that may be closed belongs to that issue', async () => {
    const a = await all.open()
    const fixed = await a.ticket('jira', ['F'])
    await a.fix('F')
    const issue = await cutOff(a)
    await a.h.jira('ada', 'PUT', at(issue), await proof(a, fixed))
    expect((await a.close(issue)).body.errorMessages[0]).toContain('belongs to another issue')
  })

  test('put back as it was before the finding was found again is an old one', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A'])
    await a.fix('A')
    const permission = await proof(a, issue)
    await a.detect('A')
    await a.h.rest()
    a.h.setRunning(false)
    await a.h.jira('ada', 'PUT', at(issue), permission)
    expect((await a.close(issue)).body.errorMessages[0]).toContain('old one that was put back')
  })
})

describe('With the hub at hand', () => {
  test.each([
    ['overwritten', (a: AppScene, issue: Ticket) => a.h.jira('ada', 'PUT', at(issue), { open: 0 })],
    ['deleted', (a: AppScene, issue: Ticket) => a.h.jira('ada', 'DELETE', at(issue))],
  ])('a property that was %s changes nothing: the hub is asked', async (_how, tamper) => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A'])
    await tamper(a, issue)
    expect((await a.close(issue)).body.errorMessages[0]).toContain('is still open in Datadog')
  })
})

describe('The functions behind the pages', () => {
  test('tell nobody of an issue they cannot see, and do nothing to it', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A'])
    await a.h.jira('admin', 'POST', '/_sandbox/jira/permissions', {
      email: 'ada@example.com',
      project: 'SEC',
      deny: ['BROWSE_PROJECTS'],
    })
    const view = await a.panel(issue, 'ada', 'issue.view')
    expect(view).toMatchObject({ issue: { ok: false, failure: 'refused' }, stored: null })
    expect(JSON.stringify(view)).not.toContain('"A"')
    const findings = [a.idOf('A')]
    for (const [name, payload] of [
      ['issue.attach', { findings }],
      ['issue.detach', { findings, reason: 'mine' }],
      ['issue.ask', { findings, reason: 'mine', until: '2026-12-31' }],
    ] as const)
      expect(await a.panel(issue, 'ada', name, payload)).toMatchObject({ ok: false, failure: 'refused' })
    expect((await a.issue(issue))?.proof.open).toBe(1)
  })

  test('take a finding off only for those whose role says so', async () => {
    const a = await all.open()
    const issue = await a.ticket('jira', ['A'])
    const payload = { findings: [a.idOf('A')], reason: 'Not ours' }
    expect(await a.panel(issue, 'ada', 'issue.detach', payload)).toMatchObject({
      ok: false,
      failure: 'refused',
    })
    expect((await a.close(issue)).status).toBe(400)
    const settings = { mode: 'live-then-proof', detachGroup: 'security' }
    expect(await a.h.invoke({ page: 'admin' }, 'ada', 'admin.settings', settings)).toMatchObject({
      ok: false,
    })
    expect(await a.h.invoke({ page: 'admin' }, 'admin', 'admin.settings', settings)).toMatchObject({
      ok: true,
    })
    await a.h.jira('admin', 'POST', '/_sandbox/jira/people', {
      email: 'ada@example.com',
      groups: ['jira-users', 'security'],
    })
    expect(await a.panel(issue, 'ada', 'issue.detach', payload)).toMatchObject({ ok: true })
  })

  test('an exception is answered by somebody else than who asked, and mutes nothing', async () => {
    const a = await all.open({
      config: json => {
        json.keys.push({ name: 'ada', scopes: ['admin'], apiKey: 'hub-ada', person: 'ada@example.com' })
        json.users = [
          {
            name: 'Ada',
            email: 'ada@example.com',
            jira: { main: '712020:ada0ada0-0000-4000-8000-000000000002' },
          },
        ]
      },
    })
    const issue = await a.ticket('jira', ['A'])
    const payload = { findings: [a.idOf('A')], reason: 'Behind the firewall', until: '2026-12-31' }
    const asked = await a.panel(issue, 'ada', 'issue.ask', payload)
    expect(asked).toMatchObject({ ok: true, data: { exceptions: [{ state: 'asked' }] } })
    const [{ id }] = asked.data.exceptions
    const own = await a.h.api('POST', `/api/v1/exceptions/${id}/approve`, {}, { 'dd-api-key': 'hub-ada' })
    expect(own.status).toBe(403)
    expect((await a.close(issue)).status).toBe(400)
  })

  test('let nobody but an administrator change settings, the connection or workflows', async () => {
    const a = await all.open()
    for (const [name, payload] of [
      ['admin.view', undefined],
      ['admin.connect', undefined],
      ['workflow.preview', { projectKey: 'TEAM', workflowId: 'x' }],
      ['workflow.install', { projectKey: 'TEAM', workflowId: 'x', token: 'x' }],
      ['workflow.undo', { projectKey: 'TEAM', workflowId: 'x' }],
    ] as const)
      expect(await a.h.invoke({ page: 'admin' }, 'ada', name, payload)).toMatchObject({
        ok: false,
        failure: 'refused',
      })
  })
})

describe('An administrator on the settings page', () => {
  test('puts the validator into a workflow after a preview, sees where it is, and takes it back', async () => {
    const a = await all.open({ forge: { validators: [] } })
    const issue = await a.ticket('jira', ['A'], 'TEAM')
    const admin = (name: string, payload?: unknown) => a.h.invoke({ page: 'admin' }, 'admin', name, payload)
    const view = await admin('admin.view')
    const project = view.data.projects.find((one: Json) => one.key === 'TEAM')
    const [workflow] = project.workflows
    expect(workflow.transitions).toMatchObject([{ name: 'Done', guarded: false }])
    const given = { projectKey: 'TEAM', workflowId: workflow.id }
    const preview = await admin('workflow.preview', given)
    expect(preview.data.adds).toMatchObject([{ transition: 'Done' }])
    const { token } = preview.data
    expect(await admin('workflow.install', { ...given, token: 'another' })).toMatchObject({ ok: false })
    expect(await admin('workflow.install', { ...given, token })).toMatchObject({ ok: true })
    expect((await a.close(issue)).status).toBe(400)
    const undone = await admin('workflow.undo', given)
    expect(undone).toMatchObject({ ok: true })
    expect((await a.close(issue)).status).toBe(204)
  })
})
