import { expect, it } from 'vitest'
import { StoreFailed } from '../store/port'
import { makeOutage, OUTAGE_SAY_MS } from './outage'

it('a store that is away is told once, then once a minute, without a stack, and that it is back once', () => {
  let now = 1_000_000
  const said: [string, object, string][] = []
  const log = (level: string) => (fields: object, text: string) => void said.push([level, fields, text])
  const logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') }
  const outage = makeOutage({ now: () => now }, logger, 'It could not be read')
  outage.answered()
  expect(said).toEqual([])

  for (let asked = 0; asked < 240; asked++) {
    outage.failed(new StoreFailed('Nothing answers there.'))
    now += 500
  }
  outage.answered()
  outage.answered()
  expect(said).toEqual([
    ['error', { reason: 'Nothing answers there.' }, 'It could not be read'],
    ['error', { reason: 'Nothing answers there.', unsaid: OUTAGE_SAY_MS / 500 - 1 }, 'It could not be read'],
    ['info', { seconds: 120 }, 'The store answers again'],
  ])
  const defect = new Error('unexpected')
  outage.failed(defect)
  expect(said.at(-1)).toEqual(['error', { error: defect }, 'It could not be read'])
})
