import { type IncidentFacts, incidentAppText } from '@fixproof/rules'
import { z } from '@hono/zod-openapi'
import { factsOf, nothingAbout } from '../../domain/planFacts'
import { toolKey } from '../../reconcile/tools'
import { VERSION } from '../../version'
import { type AskedTicket, makeAppTickets } from '../appTickets'
import type { Door, HubContext } from '../deps'
import type { DoorDeps } from '../doors'
import { Refusal } from '../errors'
import { INCIDENT_RECHECK_WAIT_MS } from '../limits'
import { iso, maybeIso } from '../native/views'
import { incidentRoute, instanceOf } from './route'
import { askBody, attachBody, detachBody, exceptionBody, factsAnswer, pingAnswer } from './schemas'

const one = <B extends z.ZodType>(call: string, summary: string, body: B) =>
  incidentRoute({ path: `/incidents/{incident}${call}`, summary, answer: factsAnswer, body })

const viewRoute = one('', 'What the form of an incident shows', askBody)
const recheckRoute = one('/recheck', 'Look at the findings and the incident anew', askBody)
const attachRoute = one('/attach', 'Attach findings to the incident', attachBody)
const detachRoute = one('/detach', 'Take findings off the incident', detachBody)
const exceptionRoute = one('/exceptions', 'Ask for an exception', exceptionBody)
const pingRoute = incidentRoute({
  path: '/ping',
  summary: 'Test the connection',
  answer: pingAnswer,
  body: z.looseObject({}).optional(),
})

/** What a person asks for on the form of an incident and waits for. */
export function incidentsDoor(deps: DoorDeps): Door {
  const { store, engine, clock, tools } = deps
  const incidents = makeAppTickets(deps, 'servicenow', projectFor)
  const asked = (c: HubContext, incident: string): AskedTicket => ({
    connection: instanceOf(c),
    id: incident.toLowerCase(),
  })

  async function facts(ticket: AskedTicket): Promise<IncidentFacts> {
    const on = await incidents.found(ticket)
    const seq = clock.now()
    if (on === undefined) return { ...nothingAbout(ticket.id), seq, checkedAt: null }
    const checkedAt = maybeIso(incidents.checkedAt(on.state))
    return { ...factsOf(on.state, on.link), seq, checkedAt }
  }

  /** The project a new case for an incident belongs to: the one that makes its incidents for the same group. */
  async function projectFor({ connection, id }: AskedTicket, { key }: { key: string }) {
    const group = await tools.tickets.get(toolKey('servicenow', connection))?.assignmentGroupOf?.(id)
    if (group == null) throw new Refusal(400, incidentAppText.noGroup(key))
    const named = await store.find('project', 'servicenow', `${connection}/${group.name}`)
    const found =
      named.length > 0 ? named : await store.find('project', 'servicenow', `${connection}/${group.id}`)
    const live = found.map(each => each.doc).find(each => each.archivedAt === null)
    if (live === undefined) throw new Refusal(400, incidentAppText.noProject(group.name, key))
    return live
  }

  /** The user's own id on the instance: by that, nobody answers what they asked for themselves. */
  async function accountOf({ connection }: AskedTicket, userName: string): Promise<string> {
    const user = await tools.tickets.get(toolKey('servicenow', connection))?.userNamed?.(userName)
    if (user == null) throw new Refusal(400, incidentAppText.userUnknown(userName))
    return user.id
  }

  return app => {
    app.openapi(viewRoute, async c => c.json(await facts(asked(c, c.req.valid('param').incident)), 200))

    app.openapi(recheckRoute, async c => {
      const ticket = asked(c, c.req.valid('param').incident)
      await incidents.recheck(ticket, INCIDENT_RECHECK_WAIT_MS)
      return c.json(await facts(ticket), 200)
    })

    app.openapi(attachRoute, async c => {
      const ticket = asked(c, c.req.valid('param').incident)
      const { actor, findings } = c.req.valid('json')
      await incidents.attach(ticket, nameOf(actor), findings)
      return c.json(await facts(ticket), 200)
    })

    app.openapi(detachRoute, async c => {
      const ticket = asked(c, c.req.valid('param').incident)
      const { actor, findings, reason } = c.req.valid('json')
      await incidents.detach(ticket, nameOf(actor), findings, reason)
      return c.json(await facts(ticket), 200)
    })

    app.openapi(exceptionRoute, async c => {
      const ticket = asked(c, c.req.valid('param').incident)
      const { actor, ...given } = c.req.valid('json')
      const account = await accountOf(ticket, actor.userName)
      await incidents.askException(ticket, { name: nameOf(actor), account }, given)
      return c.json(await facts(ticket), 200)
    })

    app.openapi(pingRoute, async c => {
      const connection = instanceOf(c)
      // Whoever sets it up now waits for the incidents to show their findings.
      await engine.apps.askSoon(connection)
      return c.json({ hub: VERSION, connection, now: iso(clock.now()) }, 200)
    })
  }
}

function nameOf({ name, userName }: { name: string; userName: string }): string {
  return name.trim() === '' ? userName : name
}
