import { createHash } from 'node:crypto'
import { INCIDENT_ASK_PATH, incidentAppText } from '@fixproof/rules'
import type { Door, HubMiddleware } from '../deps'
import type { DoorDeps } from '../doors'
import { Refusal } from '../errors'
import { jsonBody } from '../limitsBody'
import { incidentsDoor } from './incidentsDoor'
import { instanceOf } from './route'

/**
 * `/servicenow/v1/{connection}/*`, the calls of the ServiceNow app that a person waits for (`shared/src/incidentApi.ts`).
 * Behind the body and a place to be worked on, each passes: the signature, as a push has it; the JSON of its body; that
 * it was signed for this address; that it is no recording of an earlier call.
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
    c.set('instance', connection)
    await next()
  }

  /** Kept in the store, as deliveries are: a recording may be sent to another process than the one that had the call. */
  const refuseReplay: HubMiddleware = async (c, next) => {
    const stamp = c.req.header('x-fixproof-timestamp') ?? ''
    // Exactly what is signed.
    const said = createHash('sha256').update(`${stamp}.`).update(c.get('rawBody'))
    const outcome = await store.commit({
      delivery: {
        connection: `servicenow-call/${instanceOf(c)}`,
        deliveryId: said.digest('hex'),
        receivedAt: clock.now(),
        body: null,
      },
    })
    if (outcome === 'duplicate') throw new Refusal(401, incidentAppText.replayed())
    // Nothing is expected and no lease held, so a store that keeps its contract says nothing else.
    if (outcome !== 'ok') throw new Error(`The store answered ${outcome} to a call`)
    await next()
  }

  /** The signature covers the body alone: what was signed for one incident and purpose must not be good at another. */
  const namesItsAddress: HubMiddleware = async (c, next) => {
    const said: unknown = c.get('rawBody').byteLength === 0 ? null : await c.req.json()
    const address = typeof said === 'object' && said !== null && 'address' in said ? said.address : undefined
    if (address === undefined) throw new Refusal(401, incidentAppText.noAddress())
    if (address !== c.req.path) throw new Refusal(401, incidentAppText.otherAddress())
    await next()
  }

  return app => {
    app.openAPIRegistry.registerComponent('securitySchemes', 'incidentSignature', {
      type: 'apiKey',
      in: 'header',
      name: 'x-fixproof-signature',
      description:
        'v1=<base64 HMAC-SHA256> over x-fixproof-timestamp (epoch milliseconds), a dot and the body, which names the address; good for five minutes and one call.',
    })
    app.use(`${INCIDENT_ASK_PATH}/:connection/*`, identify, jsonBody, namesItsAddress, refuseReplay)
    incidentsDoor(deps)(app)
  }
}
