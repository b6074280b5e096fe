import { systemClock, systemIds, systemRandom } from '@fixproof/hub/clock'
import { makeReceivers } from '@fixproof/hub/compose'
import type { WebhookReceiver } from '@fixproof/hub/connectors/port'
import { makeApp } from '@fixproof/hub/http/app'
import { listen } from '@fixproof/hub/http/appServer'
import { parseJson } from '@fixproof/hub/http/limitsJson'
import { makeMetrics } from '@fixproof/hub/http/metrics'
import { newProofKey, proofKeys } from '@fixproof/hub/proofKeys'
import { memoryStore } from '@fixproof/hub/store/embedded/memory'
import type { Store } from '@fixproof/hub/store/port'
import { Hono } from 'hono'
import { benchConfig, NOWHERE } from '../common/config'
import { cpuUsed } from '../common/cpu'
import { benchLogger } from '../common/logger'

export type BareQuestion = { do: 'port' } | { do: 'cpu' }

/**
 * What the hub is set against. `same`: the hub's own app with everything a request passes, which verifies and parses and
 * then keeps nothing. `bare`: nothing but Hono, the signature and the parsing.
 */
export default async function barePart({ kind }: { kind: 'same' | 'bare' }) {
  const config = benchConfig({ kind: 'embedded', folder: '/memory' }, NOWHERE)
  const receivers = makeReceivers(config, systemClock)
  const jira = receivers.find(each => each.tool === 'jira')
  if (jira === undefined) throw new Error('No receiver for Jira')
  const app = kind === 'same' ? await forgetful(config, receivers) : bare(jira)
  const server = await listen(app, config.server, systemClock)
  return {
    async answer(question: BareQuestion): Promise<unknown> {
      return question.do === 'port' ? Number(new URL(server.url).port) : cpuUsed()
    },
    async close() {
      await server.close()
    },
  }
}

async function forgetful(config: ReturnType<typeof benchConfig>, receivers: WebhookReceiver[]) {
  const memory = await memoryStore(systemClock)
  const store: Store = new Proxy(memory, {
    get(target, name) {
      if (name === 'commit') return async () => 'ok'
      if (name === 'find') return async () => []
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return makeApp({
    store,
    config,
    clock: systemClock,
    ids: systemIds,
    random: systemRandom,
    logger: benchLogger(config),
    engine: { hint: async () => [], take: async () => null, start() {}, stop: async () => {} },
    metrics: makeMetrics({ store, clock: systemClock }),
    proofKeys: proofKeys(newProofKey(), 'the benchmark'),
    stopping: () => false,
    receivers,
    doors: [],
  })
}

function bare(jira: WebhookReceiver) {
  const app = new Hono()
  app.post('/webhooks/jira/:connection', async c => {
    const raw = new Uint8Array(await c.req.arrayBuffer())
    if (jira.verify(c.req.param('connection'), c.req.raw.headers, raw) !== 'good')
      return c.json({ outcome: 'refused' }, 401)
    const { deliveryId } = jira.read(c.req.raw.headers, parseJson(raw))
    return c.json({ outcome: deliveryId === null ? 'unreadable' : 'accepted' }, 202)
  })
  return app
}
