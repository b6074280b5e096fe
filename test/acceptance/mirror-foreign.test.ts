import { afterEach, describe, expect, test } from 'vitest'
import type { Json } from '../harness'
import { mirrorScenes } from './support/mirror'

const { open, closeAll } = mirrorScenes()
afterEach(closeAll)

describe('findings that stand on other Datadog cases', () => {
  test('of another project are moved nowhere: nothing is made for them, and it is told once', async () => {
    const s = await open()
    await s.findings(['Log4Shell', 'Heartbleed'])
    await s.datadog.make('PLATFORM', ['Log4Shell'])
    await s.datadog.make('PLATFORM', ['Heartbleed'])
    const before = await s.datadog.cases()
    s.forget()
    const answer = await s.ask('jira', ['Log4Shell', 'Heartbleed'])
    await s.h.rest()
    expect(s.calls('datadog')).toEqual([
      'Datadog: read 2 findings by id',
      'Datadog: read case projects',
      'Datadog: read 2 findings by id',
      'Datadog: read PLATFORM-1',
      'Datadog: read PLATFORM-2',
    ])
    expect(await s.datadog.cases()).toEqual(before)
    const told = (await s.history({ caseId: answer.body.data[0].id })).filter(text => /PLATFORM/.test(text))
    expect(told).toEqual([
      '"Log4Shell" is on Datadog case PLATFORM-1 and stays there: that case is not in Datadog project SECURITY.',
      '"Heartbleed" is on Datadog case PLATFORM-2 and stays there: that case is not in Datadog project SECURITY.',
    ])
    expect(await s.datadog.after(() => s.later())).toEqual(['Jira: read SEC-1'])
  })

  test('are left out, and the case is made for the others; one that comes free follows', async () => {
    const s = await open()
    await s.findings(['Log4Shell', 'Heartbleed'])
    await s.datadog.make('PLATFORM', ['Log4Shell'])
    s.forget()
    await s.ask('jira', ['Log4Shell', 'Heartbleed'])
    await s.h.rest()
    expect(s.writes('datadog')).toEqual(['Datadog: make SECURITY-1 with Heartbleed'])
    await s.h.vendor('datadog', 'ada', 'DELETE', '/api/v2/security/findings/cases', {
      data: {
        type: 'cases',
        relationships: { findings: { data: [{ id: s.idOf('Log4Shell'), type: 'findings' }] } },
      },
    })
    await s.h.look()
    s.forget()
    await s.datadog.look()
    expect(s.writes('datadog')).toEqual(['Datadog: attach Log4Shell to SECURITY-1'])
    expect(await s.datadog.cases()).toEqual([
      'PLATFORM-1 OPEN NOT_DEFINED nobody: ',
      'SECURITY-1 OPEN P2 nobody: Heartbleed, Log4Shell',
    ])
  })

  test('of the mirrored project are adopted with their case, which keeps its values where the case has none', async () => {
    const s = await open()
    await s.findings(['Log4Shell', 'Heartbleed'])
    const id = await s.datadog.make('SECURITY', ['Log4Shell'])
    await s.datadog.set(id, 'priority', { priority: 'P1' })
    await s.datadog.comment(id, 'Said before')
    s.forget()
    const answer = await s.ask('jira', ['Log4Shell', 'Heartbleed'])
    await s.h.rest()
    expect(s.writes('datadog')).toEqual(['Datadog: attach Heartbleed to SECURITY-1'])
    expect(await s.datadog.cases()).toEqual(['SECURITY-1 OPEN P1 nobody: Log4Shell, Heartbleed'])
    const { attributes } = (await s.h.api('GET', `/api/v2/cases/${answer.body.data[0].id}`)).body.data
    expect([attributes.priority, attributes.comment_count]).toEqual(['P1', 0])
    const told = await s.history({ caseId: answer.body.data[0].id })
    expect(told).toContain('Datadog case SECURITY-1 already holds a finding of this case and was adopted.')
  })

  test('on a case that also holds a finding of another case here are reported', async () => {
    const s = await open()
    await s.findings(['Log4Shell', 'Heartbleed'])
    // Both stand on one Datadog case before the mirror knows of either.
    const opened = await s.datadog.make('SECURITY', ['Log4Shell', 'Heartbleed'])
    s.fault('datadog', 'GET', '/cases/projects$', { status: 503 }, { times: 2 })
    await s.ask('jira', ['Log4Shell'])
    await s.ask('jira', ['Heartbleed'])
    await s.later(120_000)
    s.forget()
    expect((await s.datadog.cases()).length).toBe(1)
    expect(opened).not.toBe('')
    const all = (await s.h.store.list('mirror', { limit: 10 })).items.map(each => each.doc)
    expect(all.map(each => [each.remote?.key ?? null, Object.values(each.reported).map(r => r.why)])).toEqual(
      [
        [null, [expect.stringMatching(/^that case also holds a finding of SEC-\d$/)]],
        [null, [expect.stringMatching(/^that case also holds a finding of SEC-\d$/)]],
      ],
    )
  })

  test('an unchanged hub whose mirror is turned on over such findings moves none (done-when 6)', async () => {
    let mirror = false
    const s = await open({
      mirror: null,
      config: (json: Json) => {
        if (mirror) json.projects[0].mirror = { project: 'SECURITY' }
      },
    })
    await s.ticket('jira', ['Log4Shell', 'Heartbleed'])
    await s.ticket('jira', ['Poodle'])
    await s.datadog.make('PLATFORM', ['Log4Shell', 'Poodle'])
    const before = await s.datadog.cases()
    mirror = true
    await s.h.restart()
    s.forget()
    await s.h.rest()
    expect(s.writes()).toEqual(['Datadog: make SECURITY-1 with Heartbleed'])
    expect(await s.datadog.cases()).toEqual([...before, 'SECURITY-1 OPEN P2 nobody: Heartbleed'])
  })
})

test('the plan lists the first run and names the facets that stay empty; nothing is written before it is applied', async () => {
  const s = await open({
    config: (json: Json) => {
      json.projects[0].apply = 'by-hand'
    },
  })
  await s.findings(['Log4Shell', 'Heartbleed', 'Poodle'])
  await s.datadog.make('PLATFORM', ['Log4Shell'])
  await s.datadog.make('SECURITY', ['Heartbleed'])
  await s.ask('jira', ['Log4Shell', 'Heartbleed', 'Poodle'])
  await s.h.rest()
  s.forget()
  const { cases } = (await s.h.api('POST', '/api/v1/plan')).body
  const lines: Json[] = cases[0].lines.filter((each: Json) => each.action === 'mirror')
  expect(
    cases[0].steps.filter((each: Json) => each.what === 'mirror').map((each: Json) => each.text),
  ).toEqual([
    '"Log4Shell" is on Datadog case PLATFORM-1 and stays there: that case is not in Datadog project SECURITY.',
    'Adopt Datadog case SECURITY-1, which holds 1 of its findings, unless it also holds a finding of another case here; then status, priority and assignee are merged.',
    'Attach "Poodle" to Datadog case SECURITY-1.',
    expect.stringContaining('stay empty'),
  ])
  expect(s.writes('datadog')).toEqual([])
  const applied = await s.h.api('POST', '/api/v1/apply', { lines: lines.map(each => each.id) })
  expect(applied.body.lines.map((each: Json) => each.outcome)).toEqual(['done'])
  expect(s.writes()).toEqual([
    'Datadog: attach Poodle to SECURITY-1',
    'Datadog: set priority of SECURITY-1 P2',
  ])
})
