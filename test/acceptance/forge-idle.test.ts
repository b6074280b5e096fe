import { afterEach, describe, expect, it, vi } from 'vitest'
import { timeLimit } from '../harness/storage'
import { type ForgeScene, forgeScenes } from './support/forge'

const all = forgeScenes()
afterEach(all.closeAll)
// A thousand issues take their time on a busy machine.
vi.setConfig({ testTimeout: timeLimit(240_000) })

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const AT_ONCE = 50
const ISSUES = 1_000
/** Fixed, and reopened by a person since: the only kind that may be closed and stands open. */
const PERMITTED = 10

async function manyIssues(f: ForgeScene): Promise<void> {
  const names = Array.from({ length: ISSUES }, (_, i) => `F${i}`)
  for (let from = 0; from < ISSUES; from += AT_ONCE) {
    const some = names.slice(from, from + AT_ONCE)
    await f.findings(some)
    await f.askMany('jira', some)
  }
  await f.later(60_000)
}

/** Fixes the first findings; a person then takes their issues up again. Their keys. */
async function permitted(f: ForgeScene): Promise<string[]> {
  const names = Array.from({ length: PERMITTED }, (_, i) => `F${i}`)
  await f.fix(...names)
  await f.later(60_000)
  const keys: string[] = []
  for (const name of names) {
    const finding = await f.h.store.get('finding', f.idOf(name))
    const [link] = await f.h.store.find('link', 'case', finding?.doc.caseId ?? '')
    const ticket = link?.doc.ticket
    if (ticket == null) throw new Error(`${name} has no issue`)
    await f.move('ada', ticket, 'In Progress')
    keys.push(ticket.key)
  }
  await f.later(60_000)
  return keys
}

describe('an idle day', () => {
  it('over 1,000 linked issues renews the permissions of open ones and writes nothing else', async () => {
    const f = await all.open({
      config: json => {
        // Often enough to be an ordinary day of sweeps and re-reads, seldom enough for a test.
        json.connections.datadog.rereadSeconds = 6 * 3600
        json.connections.jira[0].sweepSeconds = 6 * 3600
      },
    })
    await manyIssues(f)
    const keys = await permitted(f)
    f.forget()
    await f.later(DAY_MS)
    expect(f.writes().sort()).toEqual(keys.map(key => `Jira: write proof of ${key}: closed, 0 open`).sort())
  })
})
