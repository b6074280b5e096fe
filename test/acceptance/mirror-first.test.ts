import { afterEach, expect, test } from 'vitest'
import { mirrorScenes } from './support/mirror'

const { open, closeAll } = mirrorScenes()
afterEach(closeAll)

test('a case is made in Datadog once, with its findings, after a look where they stand, and read no more', async () => {
  const s = await open()
  await s.findings(['Log4Shell', 'Heartbleed'])
  expect((await s.ask('jira', ['Log4Shell', 'Heartbleed'])).status).toBe(201)
  await s.h.rest()
  expect(s.calls('datadog')).toEqual([
    'Datadog: read 2 findings by id',
    'Datadog: read case projects',
    'Datadog: read 2 findings by id',
    'Datadog: make SECURITY-1 with Log4Shell, Heartbleed',
  ])
  expect(await s.datadog.cases()).toEqual(['SECURITY-1 OPEN P2 nobody: Log4Shell, Heartbleed'])
  expect(await s.datadog.after(() => s.later())).toEqual(['Datadog: read cases at once'])
})

test('without a mirror Datadog is asked for nothing but findings', async () => {
  const s = await open({ mirror: null })
  const ticket = await s.ticket('jira', ['Log4Shell'])
  expect(await s.datadog.after(() => s.later())).toEqual([])
  await s.fix('Log4Shell')
  expect(await s.standing(ticket)).toBe('Done (Done)')
  expect(s.calls('datadog')).toEqual(['Datadog: read what changed', 'Datadog: read 1 finding by id'])
  expect(await s.datadog.cases()).toEqual([])
})
