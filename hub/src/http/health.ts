import { createRoute, z } from '@hono/zod-openapi'
import { type Clock, wait } from '../ports'
import type { Store } from '../store/port'
import type { AppDeps, HubApp } from './deps'
import { READY_TIMEOUT_MS } from './limits'

const alive = createRoute({
  method: 'get',
  path: '/healthz',
  tags: ['Operation'],
  summary: 'Whether the process is alive',
  responses: {
    200: {
      description: 'Alive.',
      content: { 'application/json': { schema: z.object({ status: z.literal('alive') }) } },
    },
  },
})

const part = z.object({
  name: z.string(),
  ready: z.boolean(),
  text: z.string().openapi({ description: 'What was found.' }),
})
const readiness = z.object({ ready: z.boolean(), parts: z.array(part) })
const ready = createRoute({
  method: 'get',
  path: '/readyz',
  tags: ['Operation'],
  summary: 'Whether the hub can take work, part by part',
  responses: {
    200: { description: 'Ready.', content: { 'application/json': { schema: readiness } } },
    503: { description: 'Not ready.', content: { 'application/json': { schema: readiness } } },
  },
})

const keySet = createRoute({
  method: 'get',
  path: '/.well-known/jwks.json',
  tags: ['Operation'],
  summary: 'The public keys that proofs on Jira issues are signed with, the current one first',
  responses: {
    200: {
      description: 'A JSON Web Key Set (RFC 7517).',
      content: {
        'application/json': {
          schema: z.object({
            keys: z.array(
              z.object({
                kty: z.literal('OKP'),
                crv: z.literal('Ed25519'),
                x: z.string(),
                kid: z.string(),
                alg: z.literal('EdDSA'),
                use: z.literal('sig'),
              }),
            ),
          }),
        },
      },
    },
  },
})

/** Liveness, readiness and the public signing keys: open to all, so nothing here tells more than that. */
export function healthDoor({ store, config, clock, stopping, proofKeys }: AppDeps): (app: HubApp) => void {
  return app => {
    app.openapi(alive, c => c.json({ status: 'alive' as const }, 200))
    app.openapi(ready, async c => {
      const { jira, servicenow } = config.connections
      const parts = [
        await storePart(store, clock),
        {
          name: 'configuration',
          ready: true,
          text: `loaded: Datadog, ${jira.length} Jira, ${servicenow.length} ServiceNow`,
        },
        stopping()
          ? { name: 'process', ready: false, text: 'shutting down' }
          : { name: 'process', ready: true, text: 'taking requests' },
      ]
      const isReady = parts.every(each => each.ready)
      return c.json({ ready: isReady, parts }, isReady ? 200 : 503)
    })
    app.openapi(keySet, c => c.json(proofKeys.jwks(), 200))
  }
}

async function storePart(
  store: Pick<Store, 'count' | 'mayWrite'>,
  clock: Clock,
): Promise<z.infer<typeof part>> {
  const late = wait(clock, READY_TIMEOUT_MS)
  const answer = store.count('key').then(
    () => ({ name: 'store', ready: true, text: 'answers' }),
    // The reason may hold a path or an address and goes to the log with the call that failed, not to strangers.
    () => ({ name: 'store', ready: false, text: 'does not answer; the log of the hub says why' }),
  )
  const mayWrite = store.mayWrite?.() ?? Promise.resolve()
  const found = Promise.all([
    answer,
    mayWrite.then(
      () => true,
      () => false,
    ),
  ]).then(([part, writes]) =>
    part.ready && !writes
      ? { name: 'store', ready: false, text: 'answers, but takes no writes; fixproof check says why' }
      : part,
  )
  const tooLate = late.done.then(() => ({
    name: 'store',
    ready: false,
    text: `no answer within ${READY_TIMEOUT_MS / 1000} s`,
  }))
  try {
    return await Promise.race([found, tooLate])
  } finally {
    late.cancel()
  }
}
