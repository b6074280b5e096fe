import { afterEach, describe, expect, it, vi } from 'vitest'
import { timeLimit } from '../harness/storage'
import { flowing, talk } from './support/comments'
import { type SceneOptions, scenes, type Ticket } from './support/scene'

const all = scenes()
afterEach(all.closeAll)
vi.setConfig({ testTimeout: timeLimit(90_000) })

const NAMES = ['A', 'B', 'C']
const HOUR_MS = 3_600_000

/** Three incidents on cases of their own, at rest. */
async function three(options: SceneOptions = {}) {
  const s = await all.open(options)
  const t = talk(s)
  await t.openJournals()
  const incidents: Ticket[] = []
  for (const name of NAMES) incidents.push(await s.ticket('servicenow', [name]))
  /** Somebody writes in each of them. */
  const everywhere = async (text: string) => {
    for (const incident of incidents) await t.inServiceNow(incident, text)
  }
  const said = async () => (await Promise.all(incidents.map(each => t.onTheCase(each)))).flat()
  const journals = () => s.calls('servicenow').filter(line => line.includes('journals'))
  return { s, t, incidents, everywhere, said, journals }
}

describe('what people wrote in several incidents', () => {
  it.each(['sweep', 'poll'] as const)('is read at once by a %s, and taken over once', async look => {
    const { s, everywhere, said, journals } = await three()
    await everywhere('Looked at it')
    await (look === 'sweep' ? s.sweep('servicenow') : s.lookAtServiceNow())
    expect(await said()).toEqual(NAMES.map(() => 'Abel Tuter in servicenow: Looked at it'))
    expect(s.calls('servicenow')).toEqual([
      look === 'sweep' ? 'ServiceNow: read 3 incidents at once' : 'ServiceNow: read what changed',
      'ServiceNow: read journals of 3 incidents at once',
      'ServiceNow: look for a user',
      'ServiceNow: read INC0010001',
      'ServiceNow: read INC0010002',
      'ServiceNow: read INC0010003',
    ])
    s.forget()
    await s.sweep('servicenow')
    await s.lookAtServiceNow()
    await s.later(HOUR_MS)
    expect([journals(), s.writes()]).toEqual([[], []])
    expect(await said()).toHaveLength(3)
  })

  it('goes on from where each of them was read last: nothing is lost and nothing told twice', async () => {
    const { s, t, incidents, everywhere, said } = await three()
    await everywhere('One')
    await s.sweep('servicenow')
    await s.later(HOUR_MS)
    // One goes on alone, long before the others.
    await t.inServiceNow(incidents[0] as Ticket, 'Alone')
    await s.lookAtServiceNow()
    await s.later(24 * HOUR_MS)
    await everywhere('Two')
    await s.sweep('servicenow')
    expect((await said()).sort()).toEqual(
      ['Alone', 'One', 'One', 'One', 'Two', 'Two', 'Two'].map(text => `Abel Tuter in servicenow: ${text}`),
    )
  })

  it('is not read in bulk where it does not come to the case', async () => {
    const { s, everywhere, said, journals } = await three(flowing(undefined, { type: 'to-ticket' }))
    await everywhere('Stays there')
    await s.sweep('servicenow')
    expect([journals(), await said()]).toEqual([[], []])
  })

  it('in journals that are hidden is told on each link, and not asked for in bulk again', async () => {
    const { s, t, incidents, everywhere, said, journals } = await three()
    await s.h.servicenow('admin', 'POST', '/_sandbox/servicenow/settings', { readable: [] })
    await everywhere('Unheard')
    await s.sweep('servicenow')
    for (const incident of incidents)
      expect(await t.hurdles(incident)).toEqual([expect.stringContaining('do not arrive')])
    s.forget()
    await everywhere('Unheard as well')
    await s.sweep('servicenow')
    expect(journals()).toEqual([])
    // Whoever gives the access resumes all of them at once, and nothing is lost.
    await t.openJournals()
    const resume = async (more: object) =>
      (await s.h.api('POST', '/api/v1/links/resume', more)).body.resumed.length
    expect([await resume({}), await resume({ state: 'held', reason: 'no such reason' })]).toEqual([0, 0])
    expect(await resume({ state: 'held', reason: 'sys_journal_field' })).toBe(3)
    await s.h.rest()
    expect((await said()).sort()).toEqual(
      ['Unheard', 'Unheard', 'Unheard', 'Unheard as well', 'Unheard as well', 'Unheard as well'].map(
        text => `Abel Tuter in servicenow: ${text}`,
      ),
    )
    expect(await resume({ state: 'held' })).toBe(0)
  })

  it('when journals do not answer is read later, incident by incident', async () => {
    const { s, everywhere, said } = await three()
    s.fault('servicenow', 'GET', 'sys_journal_field', { status: 503, body: 'down' })
    await everywhere('Heard in the end')
    await s.sweep('servicenow')
    await s.later(HOUR_MS)
    expect(await said()).toHaveLength(3)
  })

  it('is left to the pass over its case when only one of them changed', async () => {
    const { s, t, incidents, journals } = await three()
    await t.inServiceNow(incidents[1] as Ticket, 'Alone')
    await s.sweep('servicenow')
    expect(journals()).toEqual(['ServiceNow: read journals of INC0010002'])
  })
})
