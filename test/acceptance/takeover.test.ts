import { systemIds } from '@fixproof/hub/clock'
import { parseConfig } from '@fixproof/hub/config/load'
import { makeHub } from '@fixproof/hub/hub'
import { newProofKey, proofKeys } from '@fixproof/hub/proofKeys'
import { memoryStore } from '@fixproof/hub/store/embedded/memory'
import { withOwn } from '@fixproof/hub/store/overlay'
import { expect, it } from 'vitest'
import { makeClock } from '../sandbox/core'

const STOOD_STILL_MS = 20_000

it('a hub that shares its store asks before it writes what another one has taken over, as it is put together', async () => {
  const clock = makeClock()
  const kept = await memoryStore(clock)
  // It stands still as it takes the key, and another hub takes the request over meanwhile.
  const store = withOwn(kept, {
    async commit(commit) {
      const outcome = await kept.commit(commit)
      if (commit.answer?.status !== 0) return outcome
      clock.advance(STOOD_STILL_MS)
      const answer = { ...commit.answer, status: 102, body: { owner: 'another' }, at: clock.now() }
      await kept.commit({ answer })
      return outcome
    },
  })
  const quiet = () => {}
  const hub = await makeHub({
    config: parseConfig({
      store: { kind: 'postgres', url: 'postgresql://nobody@127.0.0.1:1/none' },
      proof: { keyFile: '/none' },
      connections: { datadog: { baseUrl: 'http://127.0.0.1:1', apiKey: 'a', applicationKey: 'b' } },
      keys: [{ name: 'tests', scopes: ['admin'], apiKey: 'hub-api', applicationKey: 'hub-app' }],
    }),
    clock,
    store,
    ids: systemIds,
    random: () => 0.5,
    fetch: () => Promise.reject(new Error('Nobody is called')),
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    proofKeys: proofKeys(newProofKey(), 'the test'),
  })
  const answer = await hub.app.request('/api/v2/cases/projects', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...{ 'dd-api-key': 'hub-api', 'dd-application-key': 'hub-app', 'idempotency-key': 'k-1' },
    },
    body: JSON.stringify({ data: { type: 'project', attributes: { key: 'NEW', name: 'New' } } }),
  })
  expect([answer.status, await answer.text()]).toEqual([
    503,
    expect.stringContaining('another one took it over'),
  ])
  expect(await kept.count('project')).toBe(0)
  await hub.store.close()
})
