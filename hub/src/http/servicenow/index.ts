import { createHash } from 'node:crypto'
import { incidentAppText } from '@fixproof/rules'
import type { Door, HubContext, HubMiddleware } from '../deps'
import type { DoorDeps } from '../doors'
import { Refusal } from '../errors'
import { jsonBody } from '../limitsBody'
import { incidentsDoor } from './incidentsDoor'

/**
 * `/servicenow/v1/{connection}/*`, the calls of the ServiceNow app that a person waits for (`shared/src/incidentApi.ts`).
 * Behind the body and a place to be worked on, each passes: the signature, as a push has it; that it is no recording of
 * an earlier call; the JSON of its body.
 */
export function incidentAppDoor(deps: DoorDeps): Door {
  const { store, clock, receivers } = deps
  const receiver = receivers.find(each => each.tool === 'servicenow')

  const identify: HubMiddleware = async (c, next) => {
    const connection = c.req.param('connection') ?? ''
    const verdict = receiver?.verify(connection, c.req.raw.headers, c.get('rawBody')) ?? 'unknown-connection'
    if (verdict === 'unknown-connection')
      throw new Refusal(
        404,
        `No ServiceNow connection is called ${connection}. Check the app's configuration.`,
      )
    if (verdict !== 'good') throw new Refusal(401, verdict.refused)
    await refuseReplay(c, connection)
    c.set('instance', connection)
    await next()
  }

  /** Kept in the store, as deliveries are: a recording may be sent to another process than the one that had the call. */
  async function refuseReplay(c: HubContext, connection: string): Promise<void> {
    const stamp = c.req.header('x-fixproof-timestamp') ?? ''
    // Exactly what is signed: the address is not, so a recording may not be good at another one either.
    const said = createHash('sha256').update(`${stamp}.`).update(c.get('rawBody'))
    const outcome = await store.commit({
      delivery: {
        connection: `servicenow-call/${connection}`,
        deliveryId: said.digest('hex'),
        receivedAt: clock.now(),
        body: null,
      },
    })
    if (outcome === 'duplicate') throw new Refusal(401, incidentAppText.replayed())
    // Nothing is expected and no lease held, so a store that keeps its contract says nothing else.
    if (outcome !== 'ok') throw new Error(`The store answered ${outcome} to a call`)
  }

  return app => {
    app.openAPIRegistry.registerComponent('securitySchemes', 'incidentSignature', {
      type: 'apiKey',
      in: 'header',
      name: 'x-fixproof-signature',
      description:
        'v1=<base64 HMAC-SHA256> over x-fixproof-timestamp (epoch milliseconds), a dot and the body; good for five minutes and one call.',
    })
    app.use('/servicenow/v1/:connection/*', identify, jsonBody)
    incidentsDoor(deps)(app)
  }
}
