import { afterEach, describe, expect, test } from 'vitest'
import { mirrorScenes } from './support/mirror'

const { open, closeAll } = mirrorScenes()
afterEach(closeAll)

describe("while Datadog's own sync is on in the mirrored project", () => {
  for (const [tool, settings] of [
    ['Jira', { integration_jira: { enabled: true, sync: { enabled: true } } }],
    ['ServiceNow', { integration_service_now: { enabled: true } }],
  ] as const) {
    test(`with ${tool}, nothing is written there, the reason is told, and it goes on once that is off`, async () => {
      const s = await open()
      await s.datadog.settings('SECURITY', settings)
      const ticket = await s.ticket('jira', ['Log4Shell'])
      expect(await s.datadog.cases()).toEqual([])
      const reason = `Datadog project SECURITY has Datadog's own ${tool} sync on`
      expect((await s.history(ticket)).filter(text => text.includes(reason))).toHaveLength(1)
      const { lines } = (await s.h.api('GET', '/api/v1/check')).body
      const line = lines.find((each: { check: string }) => each.check === 'mirror')
      expect([line.subject, line.result, line.text]).toEqual([
        'project SEC',
        'fail',
        expect.stringContaining(reason),
      ])
      const off = Object.fromEntries(Object.keys(settings).map(each => [each, { enabled: false }]))
      await s.datadog.settings('SECURITY', off)
      await s.later(120_000)
      s.forget()
      await s.datadog.look()
      expect(s.writes()).toEqual(['Datadog: make SECURITY-1 with Log4Shell'])
    })
  }

  test('switched on later, what changes here waits', async () => {
    const s = await open()
    await s.ticket('jira', ['Log4Shell'])
    await s.datadog.settings('SECURITY', { integration_jira: { enabled: true } })
    await s.later(120_000)
    s.forget()
    await s.fix('Log4Shell')
    expect(s.writes('datadog')).toEqual([])
    expect(await s.datadog.cases()).toEqual(['SECURITY-1 OPEN P2 nobody: Log4Shell'])
  })
})

test('a project Datadog does not have is told, and nothing is made', async () => {
  const s = await open({ mirror: 'NOWHERE' })
  const ticket = await s.ticket('jira', ['Log4Shell'])
  expect((await s.history(ticket)).filter(text => text.includes('no case project NOWHERE'))).toHaveLength(1)
  expect(await s.datadog.cases()).toEqual([])
})

describe('an answer that is lost', () => {
  test('of a create: the case is found by its findings and its mark; nothing is made twice', async () => {
    const s = await open()
    s.fault('datadog', 'POST', '/findings/cases$', 'drop-answer')
    const ticket = await s.ticket('jira', ['Log4Shell'])
    await s.later(300_000)
    expect(await s.datadog.cases()).toEqual(['SECURITY-1 OPEN P2 nobody: Log4Shell'])
    expect((await s.datadog.mirror(ticket))?.doc.origin).toBe('made')
  })

  test('of a create that never arrived: it is made once Datadog must have shown it', async () => {
    const s = await open()
    s.fault('datadog', 'POST', '/findings/cases$', 'drop-request')
    await s.ticket('jira', ['Log4Shell'])
    await s.later(300_000)
    expect(await s.datadog.cases()).toEqual(['SECURITY-1 OPEN P2 nobody: Log4Shell'])
  })

  test('of our own close: it is not taken for a person who closed it', async () => {
    const s = await open()
    const ticket = await s.ticket('jira', ['Log4Shell'])
    s.fault('datadog', 'POST', '/status$', 'drop-answer')
    await s.fix('Log4Shell')
    await s.detect('Log4Shell')
    await s.later(300_000)
    expect((await s.history(ticket)).filter(text => text.includes('closed here or by its findings'))).toEqual(
      [],
    )
    expect(await s.datadog.cases()).toEqual(['SECURITY-1 OPEN P2 nobody: Log4Shell'])
  })

  test('of a comment: it is looked for by its mark and written once', async () => {
    const s = await open()
    const { caseId } = await s.ticket('jira', ['Log4Shell'])
    const id = await s.datadog.idOf('SECURITY-1')
    s.fault('datadog', 'POST', '/comment$', 'drop-answer')
    await s.h.api('POST', `/api/v2/cases/${caseId}/comment`, {
      data: { type: 'case', attributes: { comment: 'Once' } },
    })
    await s.later(300_000)
    expect(await s.datadog.comments(id)).toHaveLength(1)
  })
})

test('a case deleted in Datadog is told, and none is made in its place', async () => {
  const s = await open()
  const ticket = await s.ticket('jira', ['Log4Shell'])
  const project = await s.datadog.project('SECURITY')
  await s.h.vendor('datadog', 'ada', 'DELETE', `/api/v2/cases/projects/${project}`)
  await s.later(120_000)
  s.forget()
  await s.fix('Log4Shell')
  expect(s.writes('datadog')).toEqual([])
  expect(await s.standing(ticket)).toBe('Done (Done)')
})
