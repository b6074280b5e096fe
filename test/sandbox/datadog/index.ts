import { vendorApp } from '../core'
import { datadogPages } from '../pages/datadog'
import { withPages } from '../pages/mount'
import type { VendorApp, World } from '../port'
import { checkApiKey, rateLimit, requireKeys } from './auth'
import { caseExtraRoutes } from './case-extras'
import { caseRoutes } from './cases'
import { findingControls } from './controls'
import { muteRoutes } from './mute'
import { projectRoutes } from './projects'
import { Refused } from './refusals'
import { notificationRuleRoutes, ticketRuleRoutes } from './rules'
import { searchRoutes } from './search'
import { seed } from './seed'
import { signalRoutes } from './signals'
import { type State, settle } from './state'
import { ticketRoutes } from './tickets'
import { webhookRoutes } from './webhooks'
import { refusalAnswer } from './wire'

/** The vendor's app, plus what it knows, for tests of what is built on it. */
export interface DatadogApp extends VendorApp {
  state(): State
}

/** Simulated Datadog: security findings, their tickets, cases, notification rules and webhooks. */
export function makeDatadog(world: World): DatadogApp {
  let current = seed(world)
  const state = (): State => current
  const limit = rateLimit(world)

  const app = vendorApp(world, {
    vendor: 'datadog',
    reset: () => {
      current = seed(world)
      limit.reset()
    },
    routes: app => {
      app.onError((error, c) => {
        if (!(error instanceof Refused)) throw error
        const answer = refusalAnswer(error)
        for (const [name, value] of c.res.headers) {
          if (name.startsWith('x-ratelimit')) answer.headers.set(name, value)
        }
        return answer
      })
      app.notFound(() => refusalAnswer(new Refused('no such route')))

      app.use('*', async (_c, next) => {
        settle(current, world)
        await next()
      })
      app.use('/api/*', limit.handle)
      app.get('/api/v1/validate', c => {
        checkApiKey(c)
        return c.json({ valid: true })
      })
      app.use('/api/*', requireKeys())

      searchRoutes(app, state, world)
      signalRoutes(app, state, world)
      muteRoutes(app, state, world)
      ticketRoutes(app, state, world)
      projectRoutes(app, state, world)
      caseRoutes(app, state, world)
      caseExtraRoutes(app, state, world)
      notificationRuleRoutes(app, 'vulnerabilities', state, world)
      notificationRuleRoutes(app, 'signals', state, world)
      ticketRuleRoutes(app, state, world)
      webhookRoutes(app, state)
      findingControls(app, state, world)
    },
  })
  return { ...withPages(app, world, datadogPages(state, world)), state }
}
