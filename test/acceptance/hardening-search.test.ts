import { afterEach, expect, it } from 'vitest'
import { type Harness, HUB, makeHarness } from '../harness'
import { finding } from './support/hardening'

let h: Harness
afterEach(() => h?.close())

const FINDINGS = 300
const TERMS = 500
const AT_ONCE = 3

it('a search of very many terms lets everything else go on, however many ask for one at once', async () => {
  h = await makeHarness({ webhook: false })
  await h.findings(...Array.from({ length: FINDINGS }, (_, i) => finding(`n-${i}`)))
  await h.look()
  const filter = Array.from({ length: TERMS }, (_, i) => `*z${i}?z*`).join(' OR ')
  const search = () =>
    h.hub.app.request(`${HUB}/api/v2/security/findings/search`, {
      method: 'POST',
      headers: { 'dd-api-key': 'hub-read', 'content-type': 'application/json' },
      body: JSON.stringify({ data: { attributes: { filter } } }),
    })

  // Each round of the event loop is a moment in which anything else is served.
  let rounds = 0
  let searching = true
  const count = (): void => {
    rounds += 1
    if (searching) setImmediate(count)
  }
  setImmediate(count)
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, search))
  searching = false

  expect(answers.map(answer => answer.status)).toEqual([200, 200, 200])
  // A round takes a thousand terms held against a finding; three searches do not share one.
  expect(rounds).toBeGreaterThan((AT_ONCE * FINDINGS * TERMS) / 1000 - AT_ONCE)
})
