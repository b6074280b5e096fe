import type { Door, HubMiddleware } from '../deps'
import type { DoorDeps } from '../doors'
import { Refusal } from '../errors'
import { jsonBody } from '../limitsBody'
import { forgeEventsDoor } from './eventsDoor'
import { forgeIssuesDoor } from './issuesDoor'
import { forgeSiteDoor } from './siteDoor'
import { makeSites } from './sites'
import { type ForgeConnection, makeTokenCheck } from './token'

/**
 * `/forge/v1/*`, the calls of the Jira app (`shared/src/forgeApi.ts`). Behind the body and a place to be worked on, each
 * call passes: the invocation token, the site it is for, the JSON of its body.
 */
export function forgeDoor(deps: DoorDeps): Door {
  const connections = deps.config.connections.jira.filter(
    (each): each is ForgeConnection => each.forge !== undefined,
  )
  const tokens = makeTokenCheck(connections, deps)
  const sites = makeSites(deps)
  const identify: HubMiddleware = async (c, next) => {
    if (connections.length === 0)
      throw new Refusal(
        404,
        'No Jira connection of this hub names its app. Set forge.appId of the connection.',
      )
    const { token, connections: own } = await tokens.verify(c.req.header('authorization'))
    c.set('site', await sites.siteOf(token, own))
    await next()
  }
  return app => {
    app.openAPIRegistry.registerComponent('securitySchemes', 'forgeToken', {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: "Forge's invocation token.",
    })
    app.use('/forge/v1/*', identify, jsonBody)
    for (const door of [forgeIssuesDoor, forgeSiteDoor, forgeEventsDoor]) door(deps)(app)
  }
}
