import { exceptionText, type ForgeIssue } from '@fixproof/rules'
import { z } from '@hono/zod-openapi'
import { isBlocked } from '../../domain/blocked'
import { planProof, standingProof } from '../../domain/planProof'
import type { CaseState } from '../../domain/step'
import { toolKey } from '../../reconcile/tools'
import type { Door } from '../deps'
import type { DoorDeps } from '../doors'
import { Refusal } from '../errors'
import { FORGE_PROOF_WAIT_MS, FORGE_RECHECK_WAIT_MS } from '../limits'
import { findTicket } from '../native/lookup'
import { timelinePage } from '../native/timeline'
import { findingIds } from './findingLinks'
import { forgeRoute, noBody, siteOf } from './route'
import {
  askBody,
  attachBody,
  detachBody,
  issueAnswer,
  proofAnswer,
  recordedAnswer,
  refusedBody,
} from './schemas'
import type { ForgeSite } from './sites'
import { issueView } from './views'

/** Newest entries that come with an issue. */
const ENTRIES = 20

const params = z.object({
  issue: z.string().min(1).max(255).openapi({ description: 'Id of the issue; its key is taken, too.' }),
})
const route = <A extends z.ZodType, B extends z.ZodType>(call: string, summary: string, answer: A, body: B) =>
  forgeRoute({ path: `/issues/{issue}${call}`, summary, answer, body, params })

const viewRoute = route('', 'What the panel of an issue shows', issueAnswer, noBody)
const proofRoute = route('/proof', 'What the record on the issue says, looked at anew', proofAnswer, noBody)
const recheckRoute = route('/recheck', 'Look at the findings and the issue anew', issueAnswer, noBody)
const refusedRoute = route('/refused', 'The validator stopped a close', recordedAnswer, refusedBody)
const attachRoute = route('/attach', 'Attach findings to the issue', issueAnswer, attachBody)
const detachRoute = route('/detach', 'Take findings off the issue', issueAnswer, detachBody)
const askRoute = route('/exceptions', 'Ask for an exception', issueAnswer, askBody)

/** The calls about one issue. Who the person is, and that they may, the app vouches for; which site, its token. */
export function forgeIssuesDoor(deps: DoorDeps): Door {
  const { store, engine, commands, tools } = deps
  const looking = { store, unit: engine.unit }

  /** The issue on its case; a ticket that was let go is on none. */
  async function found({ connection }: ForgeSite, id: string) {
    const on = await findTicket(looking, { tool: 'jira', connection, id })
    return on === undefined || on.link.state === 'detached' ? undefined : on
  }

  async function shown(site: ForgeSite, id: string): Promise<ForgeIssue> {
    const on = await found(site, id)
    if (on === undefined) return { linked: false }
    const { state, link } = on
    const { entries } = await timelinePage(store, {
      of: { caseId: state.case.id },
      onlyLink: link.id,
      page: { limit: ENTRIES, order: 'newest' },
    })
    const attached = state.case.attachments.flatMap(each => state.findings[each.findingId] ?? [])
    return issueView(on, {
      exceptions: await commands.exceptionsOf(state.case.id),
      timeline: entries,
      checkedAt: engine.findings.readAt(attached),
    })
  }

  /** What the issue's property still has to say; null once it says it. */
  function lacking(state: CaseState, linkId: string) {
    const link = state.links.find(each => each.id === linkId)
    if (link === undefined || link.state !== 'live') return null
    const { action } = planProof(state, link, { ...engine.planning(), fresh: {} })
    return action?.kind === 'proof' ? action.content : null
  }

  async function onCase(site: ForgeSite, id: string) {
    const on = await found(site, id)
    if (on === undefined) throw new Refusal(404, `${id} is on no case of this hub.`)
    return on
  }

  /** The project a new case for an issue belongs to: the one that makes its tickets where the issue stands. */
  async function projectFor(connection: string, view: { project: string; workType: string; key: string }) {
    const exact = await store.find('project', 'jira', `${connection}/${view.project}/${view.workType}`)
    const near =
      exact.length > 0 ? exact : await store.find('project', 'jiraProject', `${connection}/${view.project}`)
    const live = near.map(each => each.doc).find(each => each.archivedAt === null)
    if (live !== undefined) return live
    throw new Refusal(
      400,
      `No project of this hub makes its issues in ${view.project}, so nobody knows by which rules ${view.key} is kept. ` +
        `Add a project with jira.project ${view.project}.`,
    )
  }

  return app => {
    app.openapi(viewRoute, async c => c.json(await shown(siteOf(c), c.req.valid('param').issue), 200))

    app.openapi(proofRoute, async c => {
      const on = await found(siteOf(c), c.req.valid('param').issue)
      if (on === undefined) return c.json({ proof: null, ahead: null }, 200)
      const linkId = on.link.id
      const settled = (state: CaseState): boolean => {
        const link = state.links.find(each => each.id === linkId)
        // A blocked ticket waits for a person: waiting for it here would be in vain.
        return lacking(state, linkId) === null || (link !== undefined && isBlocked(state, link))
      }
      const after = await commands.recheck(on.state.case.id, settled, FORGE_PROOF_WAIT_MS)
      const link = after?.links.find(each => each.id === linkId)
      if (after === undefined || link === undefined) return c.json({ proof: null, ahead: null }, 200)
      return c.json({ proof: standingProof(link), ahead: lacking(after, linkId) }, 200)
    })

    app.openapi(recheckRoute, async c => {
      const { issue } = c.req.valid('param')
      const on = await found(siteOf(c), issue)
      if (on !== undefined)
        await commands.recheck(on.state.case.id, (_, clean) => clean(), FORGE_RECHECK_WAIT_MS)
      return c.json(await shown(siteOf(c), issue), 200)
    })

    app.openapi(refusedRoute, async c => {
      const on = await found(siteOf(c), c.req.valid('param').issue)
      if (on === undefined) return c.json({ recorded: false }, 200)
      const { actor, sentence, claim = 'fixed' } = c.req.valid('json')
      const report = { by: actor.name, account: actor.accountId, sentence, claim }
      return c.json({ recorded: await commands.reportStopped(on.state.case.id, on.link.id, report) }, 200)
    })

    app.openapi(attachRoute, async c => {
      const site = siteOf(c)
      const { issue } = c.req.valid('param')
      const { actor, findings } = c.req.valid('json')
      const ids = await findingIds(engine.findings, findings)
      const asker = { name: actor.name, seed: null }
      const on = await found(site, issue)
      if (on !== undefined && on.link.state === 'live')
        await commands.attachToCase(asker, on.state.case.id, ids)
      else {
        const view = await tools.tickets.get(toolKey('jira', site.connection))?.read(issue)
        if (view == null)
          throw new Refusal(404, `${issue} does not exist, or the account of Fixproof may not see it.`)
        const project = await projectFor(site.connection, view)
        await commands.attachToTicket(asker, 'jira', view.url, ids, project.id)
      }
      return c.json(await shown(site, issue), 200)
    })

    app.openapi(detachRoute, async c => {
      const { issue } = c.req.valid('param')
      const { state } = await onCase(siteOf(c), issue)
      const { actor, findings, reason } = c.req.valid('json')
      await commands.detachHere({ name: actor.name, seed: null }, state.case.id, findings, reason)
      return c.json(await shown(siteOf(c), issue), 200)
    })

    app.openapi(askRoute, async c => {
      const site = siteOf(c)
      const { issue } = c.req.valid('param')
      const { state } = await onCase(site, issue)
      const { actor, ...asked } = c.req.valid('json')
      if (actor.accountId === 'unknown') throw new Refusal(400, exceptionText.nobodyAsks())
      const account = { place: toolKey('jira', site.connection), id: actor.accountId }
      const by = { name: actor.name, account, key: null, person: null }
      await commands.askException(by, state.case.id, asked, null)
      return c.json(await shown(site, issue), 200)
    })
  }
}
