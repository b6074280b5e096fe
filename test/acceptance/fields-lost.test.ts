import { afterEach, describe, expect, it } from 'vitest'
import { scenes } from './support/scene'

const all = scenes()
afterEach(all.closeAll)

const ASKER = { name: 'carla', seed: null }
const HOUR_MS = 3_600_000

/** A case whose title was changed; the answer to writing it to Jira was lost. */
async function lost(how: 'drop-answer' | 'drop-request') {
  const s = await all.open()
  const issue = await s.ticket('jira', ['A'])
  const before = (await s.h.jira('admin', 'GET', `/rest/api/3/issue/${issue.id}`)).body.fields.summary
  s.fault('jira', 'PUT', '/issue/\\d+$', how)
  await s.h.commands.editCase(ASKER, issue.caseId, { fields: { title: 'By Carla' } })
  await s.h.rest()
  const title = async () => (await s.h.api('GET', `/api/v2/cases/${issue.caseId}`)).body.data.attributes.title
  const summary = async () =>
    (await s.h.jira('admin', 'GET', `/rest/api/3/issue/${issue.id}`)).body.fields.summary
  const set = (text: string) =>
    s.h.jira('ada', 'PUT', `/rest/api/3/issue/${issue.id}`, { fields: { summary: text } })
  return { s, issue, before, title, summary, set }
}

describe('a title whose write to Jira was done, but whose answer was lost', () => {
  it('is not written again over somebody who has set it back meanwhile: Jira’s history tells', async () => {
    const { s, issue, before, title, summary, set } = await lost('drop-answer')
    s.h.world.clock.advance(1_000)
    await set(before)
    await s.later(HOUR_MS)
    expect([await summary(), await title()]).toEqual([before, before])
    expect(await s.history(issue)).toContain(`Ada Example changed the title in SEC-1: By Carla → ${before}.`)
  })

  it('is written when it never arrived, whatever else somebody changed meanwhile', async () => {
    const { s, issue, title, summary } = await lost('drop-request')
    s.h.world.clock.advance(1_000)
    await s.h.jira('ada', 'PUT', `/rest/api/3/issue/${issue.id}`, {
      fields: { priority: { name: 'Lowest' } },
    })
    await s.later(HOUR_MS)
    expect([await summary(), await title()]).toEqual(['By Carla', 'By Carla'])
  })
})
