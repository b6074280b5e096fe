import { OpenAPIHono } from '@hono/zod-openapi'
import { methodNotAllowed as checkMethod } from 'hono/method-not-allowed'
import { withFields } from '../logs'
import { admission, admissionByKind } from './admission'
import { authenticate } from './auth'
import type { AppDeps, HubApp, HubEnv, HubMiddleware } from './deps'
import { invalid, methodNotAllowed, notFound, onError } from './errors'
import { healthDoor } from './health'
import { idempotency } from './idempotency'
import { AT_ONCE } from './limits'
import { jsonBody, readBody } from './limitsBody'
import { measureRequests, metricsDoor } from './metrics'
import { openapiDoor } from './openapi'
import { secureHeaders } from './secure'
import { webhookDoor } from './webhooks'

/**
 * The hub as one Hono app: `app.request('/…')` is the whole product without a socket. What every request passes, in
 * this order: request id and log, numbers, security headers, 405 — then for `/api/*` the key, a place
 * (`admission`), the body, the `Idempotency-Key`, and the door's own `requires(scope)`. A door adds its routes with `app.openapi(createRoute(…))`
 * and throws `Refusal` with the sentence a caller reads.
 */
export function makeApp(deps: AppDeps): HubApp {
  const app: HubApp = new OpenAPIHono<HubEnv>({
    defaultHook: (result, c) => (result.success ? undefined : invalid(c, result.target, result.error)),
  })
  app.onError(onError)
  app.notFound(notFound)
  app.use(identify(deps), measureRequests(deps.metrics, deps.clock), secureHeaders, lastOnConnection(deps))
  app.use(checkMethod({ app, onMethodNotAllowed: methodNotAllowed }))
  // A stranger who sends slowly takes no place: the body comes first where nobody showed a key.
  app.use('/webhooks/*', readBody, admission(AT_ONCE.webhooks))
  app.use('/forge/*', readBody, admission(AT_ONCE.forge))
  app.use('/servicenow/*', readBody, admission(AT_ONCE.servicenow))
  app.use('/api/*', authenticate(deps.store), admissionByKind(AT_ONCE), readBody, jsonBody, idempotency(deps))
  const doors = [healthDoor(deps), metricsDoor(deps), webhookDoor(deps), ...deps.doors, openapiDoor]
  for (const door of doors) door(app)
  return app
}

/** A caller's own id is kept when it is short and plain, so that logs of both sides meet. */
const REQUEST_ID = /^[\w=.-]{1,128}$/

/** Gives the request its id, echoed as `X-Request-Id`, and a log that carries it. */
function identify({ ids, logger }: AppDeps): HubMiddleware {
  return async function identify(c, next) {
    const asked = c.req.header('x-request-id')
    const requestId = asked !== undefined && REQUEST_ID.test(asked) ? asked : ids.uuid()
    c.set('requestId', requestId)
    c.set('log', withFields(logger, { requestId }))
    c.set('caller', null)
    c.set('rawBody', new Uint8Array())
    c.set('idempotency', null)
    await next()
    c.res.headers.set('x-request-id', requestId)
  }
}

/** While the hub shuts down, clients are told not to send more over this connection. */
function lastOnConnection({ stopping }: AppDeps): HubMiddleware {
  return async function lastOnConnection(c, next) {
    await next()
    if (stopping()) c.res.headers.set('connection', 'close')
  }
}
