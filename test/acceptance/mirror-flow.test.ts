import { personId } from '@fixproof/hub/reconcile/people'
import { afterEach, describe, expect, test } from 'vitest'
import type { Json } from '../harness'
import { USERS } from '../sandbox/datadog/seed'
import { type MirrorScene, mirrorScenes } from './support/mirror'

const { open, closeAll } = mirrorScenes()
afterEach(closeAll)

const people = (json: Json) => {
  json.users = [{ email: 'ada@example.com', datadog: USERS.ada, jira: { main: 'ada-account' } }]
}
/** The looks at a case that a change in Datadog brings about. */
const SEEN = ['Datadog: read cases at once', 'Jira: read SEC-1', 'Datadog: read SECURITY-1']

describe('status, priority and assignee', () => {
  test('changed in Datadog reach the case and its ticket, once', async () => {
    const s = await open()
    const ticket = await s.ticket('jira', ['Log4Shell'])
    const id = await s.datadog.idOf('SECURITY-1')
    const calls = await s.datadog.after(async () => {
      await s.datadog.set(id, 'priority', { priority: 'P1' })
      await s.datadog.set(id, 'status', { status: 'IN_PROGRESS' })
    })
    expect(calls.slice(0, 3)).toEqual(SEEN)
    expect(s.writes()).toEqual(['Jira: change priority of SEC-1', 'Jira: move SEC-1'])
    expect(await s.standing(ticket)).toBe('In Progress')
    expect(await s.datadog.after(() => s.later())).toEqual(['Datadog: read cases at once'])
  })

  test('changed on the case reach Datadog, each in one call', async () => {
    const s = await open({ config: people })
    const { caseId } = await s.ticket('servicenow', ['Log4Shell'])
    const set = (what: string, attributes: Json) =>
      s.h.api('POST', `/api/v2/cases/${caseId}/${what}`, { data: { type: 'case', attributes } })
    await set('priority', { priority: 'P1' })
    await set('assign', { assignee_id: USERS.ada })
    await set('status', { status: 'IN_PROGRESS' })
    await s.h.rest()
    expect(s.writes('datadog').sort()).toEqual([
      `Datadog: set assign of SECURITY-1 ${USERS.ada}`,
      'Datadog: set priority of SECURITY-1 P1',
      'Datadog: set status of SECURITY-1 IN_PROGRESS',
    ])
    expect(await s.datadog.cases()).toEqual(['SECURITY-1 IN_PROGRESS P1 Ada Analyst: Log4Shell'])
    await s.h.api('POST', `/api/v2/cases/${caseId}/unassign`, { data: { type: 'case' } })
    s.forget()
    await s.h.rest()
    expect(await s.datadog.cases()).toEqual(['SECURITY-1 IN_PROGRESS P1 nobody: Log4Shell'])
  })

  test('an assignee whose Datadog user nobody knows is told, and the rest flows', async () => {
    const s = await open({
      config: (json: Json) => {
        json.users = [{ email: 'grace@example.com', name: 'Grace' }]
      },
    })
    const { caseId } = await s.ticket('jira', ['Log4Shell'])
    const set = (what: string, attributes: Json) =>
      s.h.api('POST', `/api/v2/cases/${caseId}/${what}`, { data: { type: 'case', attributes } })
    await set('assign', { assignee_id: personId('grace@example.com') })
    await set('priority', { priority: 'P4' })
    await s.h.rest()
    expect(s.writes('datadog')).toEqual(['Datadog: set priority of SECURITY-1 P4'])
    const told = (await s.history({ caseId })).filter(text => text.includes('Datadog user'))
    expect(told).toEqual([
      'The assignee of Datadog case SECURITY-1 does not follow: The Datadog user of Grace (grace@example.com) is not known. ' +
        'Pair them under "users" in the configuration.',
    ])
  })
})

describe('title and description', () => {
  const set = (s: MirrorScene, { caseId }: { caseId: string }, what: string, attributes: Json) =>
    s.h.api('POST', `/api/v2/cases/${caseId}/${what}`, { data: { type: 'case', attributes } })

  test('changed in Datadog reach the case and its ticket, once, without the line that says whose the case is', async () => {
    const s = await open()
    const ticket = await s.ticket('jira', ['Log4Shell'])
    const id = await s.datadog.idOf('SECURITY-1')
    const { description } = await s.datadog.texts(id)
    expect(description).toMatch(/\n\n---\nKept by Fixproof as .* · fixproof-[0-9a-f]{12}$/)
    const calls = await s.datadog.after(async () => {
      await s.datadog.set(id, 'title', { title: 'Their title' })
      await s.datadog.set(id, 'description', { description: `Read this first.\n\n${description}` })
    })
    expect(calls.slice(0, 3)).toEqual(SEEN)
    expect(s.writes()).toEqual(['Jira: change summary, description of SEC-1'])
    const { attributes } = (await s.h.api('GET', `/api/v2/cases/${ticket.caseId}`)).body.data
    expect(attributes.title).toBe('Their title')
    expect(attributes.description).toBe(
      `Read this first.\n\n${description.slice(0, description.indexOf('\n\n---\nKept by'))}`,
    )
    expect(await s.datadog.after(() => s.later())).toEqual(['Datadog: read cases at once'])
    expect(await s.history(ticket)).toContain(
      'Automation changed the title in Datadog case SECURITY-1: High: Log4Shell → Their title.',
    )
  })

  test('changed on the case or in its ticket reach Datadog, each in one call, and do not come back', async () => {
    const s = await open()
    const ticket = await s.ticket('jira', ['Log4Shell'])
    const id = await s.datadog.idOf('SECURITY-1')
    await set(s, ticket, 'description', { description: 'Ours.' })
    await s.h.jira('ada', 'PUT', `/rest/api/3/issue/${ticket.id}`, { fields: { summary: 'By Ada' } })
    await s.h.rest()
    expect(s.writes('datadog').map(line => line.split('\n')[0])).toEqual([
      'Datadog: set title of SECURITY-1 By Ada',
      'Datadog: set description of SECURITY-1 Ours.',
    ])
    const { title, description } = await s.datadog.texts(id)
    expect([title, description]).toEqual([
      'By Ada',
      expect.stringMatching(/^Ours\.\n\n---\nKept by Fixproof as .*fixproof-[0-9a-f]{12}$/),
    ])
    expect(await s.datadog.after(() => s.later())).toEqual(['Datadog: read cases at once'])
  })

  test('changed on both sides are the case’s', async () => {
    const s = await open()
    const ticket = await s.ticket('jira', ['Log4Shell'])
    const id = await s.datadog.idOf('SECURITY-1')
    await s.datadog.set(id, 'title', { title: 'Theirs' })
    s.forget()
    await set(s, ticket, 'title', { title: 'Ours' })
    await s.h.rest()
    await s.datadog.look()
    expect([(await s.datadog.texts(id)).title, s.writes('datadog')]).toEqual([
      'Ours',
      ['Datadog: set title of SECURITY-1 Ours'],
    ])
  })

  test('of a case people had made stay as they are until somebody changes them', async () => {
    const s = await open()
    await s.findings(['Log4Shell'])
    const id = await s.datadog.make('SECURITY', ['Log4Shell'], 'Our own words')
    const answer = await s.ask('jira', ['Log4Shell'])
    const ticket = { caseId: answer.body.data[0].id as string }
    await s.h.rest()
    await s.later()
    expect((await s.datadog.texts(id)).title).toBe('Our own words')
    expect((await s.h.api('GET', `/api/v2/cases/${ticket.caseId}`)).body.data.attributes.title).toBe(
      'High: Log4Shell',
    )
    await set(s, ticket, 'description', { description: 'Ours.' })
    await s.h.rest()
    // It was theirs before: it carries no line of ours.
    expect(await s.datadog.texts(id)).toEqual({ title: 'Our own words', description: 'Ours.' })
    await s.datadog.after(() => s.datadog.set(id, 'title', { title: 'Newer words' }))
    expect((await s.h.api('GET', `/api/v2/cases/${ticket.caseId}`)).body.data.attributes.title).toBe(
      'Newer words',
    )
  })

  test('that Datadog shows in its own way are nobody’s change, and written once', async () => {
    const s = await open()
    // It cuts what is longer than it likes.
    s.h.intercept(async ({ url }, go) => {
      const answer = await go()
      if (!url.startsWith(s.h.world.urls.datadog) || answer.status === 204) return answer
      const { status, headers } = answer
      const text = (await answer.text()).replaceAll('High: Log4Shell', 'High: Log4')
      return new Response(text, { status, headers })
    })
    const ticket = await s.ticket('jira', ['Log4Shell'])
    await s.datadog.look()
    await s.datadog.look()
    expect(s.writes('datadog')).toEqual([])
    const { attributes } = (await s.h.api('GET', `/api/v2/cases/${ticket.caseId}`)).body.data
    expect(attributes.title).toBe('High: Log4Shell')
    expect((await s.history(ticket)).filter(text => text.includes('title of Datadog case'))).toEqual([])
  })

  test('whose answer is lost are written once, and blamed on nobody', async () => {
    const s = await open()
    const ticket = await s.ticket('jira', ['Log4Shell'])
    const id = await s.datadog.idOf('SECURITY-1')
    s.fault('datadog', 'POST', '/description$', 'drop-answer')
    await set(s, ticket, 'description', { description: 'Ours.' })
    await s.later(300_000)
    expect((await s.datadog.texts(id)).description).toMatch(/^Ours\./)
    expect(s.writes('datadog')).toHaveLength(1)
    expect((await s.history(ticket)).filter(text => text.includes('in Datadog case'))).toEqual([])
    expect((await s.history(ticket)).filter(text => text.includes('description of Datadog case'))).toEqual([
      expect.stringMatching(/ was set: .* → Ours\.\.$/),
    ])
  })

  test('that Datadog refuses are told once, and the rest flows', async () => {
    const s = await open()
    const ticket = await s.ticket('jira', ['Log4Shell'])
    const refusal = { status: 400, body: { errors: [{ status: '400', title: 'Bad Request' }] } }
    s.fault('datadog', 'POST', '/title$', refusal)
    await set(s, ticket, 'title', { title: 'Not this one' })
    await set(s, ticket, 'priority', { priority: 'P1' })
    await s.later(300_000)
    expect(await s.datadog.cases()).toEqual(['SECURITY-1 OPEN P1 nobody: Log4Shell'])
    const told = (await s.history(ticket)).filter(text => text.includes('does not follow'))
    expect(told).toEqual([expect.stringMatching(/^The title of Datadog case SECURITY-1 does not follow: /)])
    await set(s, ticket, 'title', { title: 'But this one' })
    await s.h.rest()
    expect((await s.datadog.texts(await s.datadog.idOf('SECURITY-1'))).title).toBe('But this one')
  })
})

describe('closed and open', () => {
  test('a close in Datadog is set back, on record, whatever the policy', async () => {
    for (const policy of ['strict', 'observe'] as const) {
      const s = await open({ policy })
      const ticket = await s.ticket('jira', ['Log4Shell'])
      const id = await s.datadog.idOf('SECURITY-1')
      const calls = await s.datadog.after(() => s.datadog.set(id, 'status', { status: 'CLOSED' }))
      expect(calls).toEqual([...SEEN, 'Datadog: set status of SECURITY-1 OPEN'])
      expect(await s.history(ticket)).toContain(
        'Automation closed Datadog case SECURITY-1. A case is closed here or by its findings, so it is opened again.',
      )
      expect([await s.caseStatus(ticket), await s.standing(ticket)]).toEqual(['OPEN', 'To Do'])
    }
  })

  test('fixed findings close it as fixed, a muted one as not fixed, and it opens again with them', async () => {
    const s = await open()
    await s.ticket('jira', ['Log4Shell', 'Heartbleed'])
    await s.fix('Log4Shell', 'Heartbleed')
    expect(s.writes('datadog')).toEqual([
      'Datadog: set status of SECURITY-1 CLOSED',
      'Datadog: set resolved_reason of SECURITY-1 TRUE_POSITIVE',
    ])
    await s.detect('Log4Shell')
    expect(await s.datadog.cases()).toEqual(['SECURITY-1 OPEN P2 nobody: Log4Shell, Heartbleed'])
    await s.mute('Log4Shell')
    await s.later(120_000)
    expect(await s.datadog.cases()).toEqual([
      'SECURITY-1 CLOSED (BENIGN_POSITIVE) P2 nobody: Log4Shell, Heartbleed',
    ])
  })

  test('a person who reopens it in Datadog reopens the case and its ticket', async () => {
    const s = await open()
    const ticket = await s.ticket('jira', ['Log4Shell'])
    const id = await s.datadog.idOf('SECURITY-1')
    await s.fix('Log4Shell')
    await s.datadog.after(() => s.datadog.set(id, 'status', { status: 'OPEN' }))
    expect([await s.caseStatus(ticket), await s.standing(ticket)]).toEqual(['OPEN', 'To Do'])
    expect(s.writes('datadog')).toEqual([])
  })
})

describe('findings', () => {
  test('attached, detached and moved between cases here are so in Datadog', async () => {
    const s = await open()
    const one = await s.ticket('jira', ['Log4Shell', 'Heartbleed'])
    const two = await s.ticket('jira', ['Poodle'])
    await s.attach(two, 'Heartbleed')
    expect(s.writes('datadog')).toEqual(['Datadog: attach Heartbleed to SECURITY-2'])
    await s.findings(['Shellshock'])
    await s.attach(one, 'Shellshock')
    await s.detach('Poodle')
    expect(await s.datadog.cases()).toEqual([
      'SECURITY-1 OPEN P2 nobody: Log4Shell, Shellshock',
      'SECURITY-2 OPEN P2 nobody: Heartbleed',
    ])
  })

  test('put on the case in Datadog by people are told and left there', async () => {
    const s = await open()
    const ticket = await s.ticket('jira', ['Log4Shell'])
    const id = await s.datadog.idOf('SECURITY-1')
    await s.findings(['Stray'])
    await s.datadog.after(() =>
      s.h.vendor('datadog', 'ada', 'PATCH', `/api/v2/security/findings/cases/${id}`, {
        data: {
          id,
          type: 'cases',
          relationships: { findings: { data: [{ id: s.idOf('Stray'), type: 'findings' }] } },
        },
      }),
    )
    expect(s.writes()).toEqual([])
    expect((await s.history(ticket)).filter(text => text.includes('also holds'))).toHaveLength(1)
    expect(await s.datadog.after(() => s.later())).toEqual(['Datadog: read cases at once'])
  })
})

describe('comments', () => {
  test('written, changed and deleted in Datadog arrive on the ticket, once', async () => {
    const s = await open()
    const ticket = await s.ticket('jira', ['Log4Shell'])
    const id = await s.datadog.idOf('SECURITY-1')
    const comments = async () => (await s.issue(ticket))?.comments
    let cell = ''
    await s.datadog.after(async () => {
      cell = await s.datadog.comment(id, 'Looks **bad**')
    })
    expect([s.writes(), await comments()]).toEqual([
      ['Jira: comment on SEC-1'],
      ['Automation in Fixproof: Looks bad'],
    ])
    const quiet = ['Datadog: read cases at once', 'Datadog: read comments of SECURITY-1']
    expect(await s.datadog.after(() => s.later())).toEqual(quiet)
    await s.datadog.after(() => s.datadog.edit(id, cell, 'Looks good'))
    expect([s.writes(), await comments()]).toEqual([
      ['Jira: change comment on SEC-1'],
      ['Automation in Fixproof: Looks good'],
    ])
    await s.datadog.after(() => s.datadog.remove(id, cell))
    expect([s.writes(), await comments()]).toEqual([['Jira: delete comment on SEC-1'], []])
  })

  test('written, changed and deleted in Jira arrive in Datadog, once, with a mark nobody sees', async () => {
    const s = await open()
    const { id, key } = await s.ticket('jira', ['Log4Shell'])
    const there = await s.datadog.idOf('SECURITY-1')
    const doc = (text: string) => ({
      body: { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] },
    })
    const path = `/rest/api/3/issue/${id}/comment`
    const made = await s.h.jira('ada', 'POST', path, doc('From Jira'))
    await s.h.rest()
    const said = async () =>
      (await s.datadog.comments(there)).map(each => each.replace(/\(fixproof c-\w+-/, '(… '))
    expect(await said()).toEqual(['Ada Example in Jira: From Jira\n\n[//]: # (… 1)'])
    await s.h.jira('ada', 'PUT', `${path}/${made.body.id}`, doc('Changed'))
    await s.h.rest()
    expect(await said()).toEqual(['Ada Example in Jira: Changed\n\n[//]: # (… 2)'])
    s.forget()
    await s.h.jira('ada', 'DELETE', `${path}/${made.body.id}`)
    await s.h.rest()
    expect([key, s.writes('datadog'), await said()]).toEqual([
      'SEC-1',
      ['Datadog: delete comment on SECURITY-1'],
      [],
    ])
    expect(await s.datadog.after(() => s.later())).toEqual(['Datadog: read cases at once'])
  })
})
