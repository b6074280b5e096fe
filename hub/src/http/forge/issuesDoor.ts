import { exceptionText, type ForgeIssue } from '@fixproof/rules'
import { z } from '@hono/zod-openapi'
import { isBlocked } from '../../domain/blocked'
import { planProof, standingProof } from '../../domain/planProof'
import type { CaseState } from '../../domain/step'
import { type AskedTicket, makeAppTickets } from '../appTickets'
import type { Door } from '../deps'
import type { DoorDeps } from '../doors'
import { Refusal } from '../errors'
import { FORGE_PROOF_WAIT_MS, FORGE_RECHECK_WAIT_MS } from '../limits'
import { timelinePage } from '../native/timeline'
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
  const { store, engine, commands } = deps
  const issues = makeAppTickets(deps, 'jira', projectFor)
  const asked = ({ connection }: ForgeSite, id: string): AskedTicket => ({ connection, id })

  async function shown(site: ForgeSite, id: string): Promise<ForgeIssue> {
    const on = await issues.found(asked(site, id))
    if (on === undefined) return { linked: false }
    const { state, link } = on
    const { entries } = await timelinePage(store, {
      of: { caseId: state.case.id },
      onlyLink: link.id,
      page: { limit: ENTRIES, order: 'newest' },
    })
    return issueView(on, {
      exceptions: await commands.exceptionsOf(state.case.id),
      timeline: entries,
      checkedAt: issues.checkedAt(state),
    })
  }

  /** What the issue's property still has to say; null once it says it. */
  function lacking(state: CaseState, linkId: string) {
    const link = state.links.find(each => each.id === linkId)
    if (link === undefined || link.state !== 'live') return null
    const { action } = planProof(state, link, { ...engine.planning(), fresh: {} })
    return action?.kind === 'proof' ? action.content : null
  }

  /** The project a new case for an issue belongs to: the one that makes its tickets where the issue stands. */
  async function projectFor(
    { connection }: AskedTicket,
    view: { project: string; workType: string; key: string },
  ): Promise<{ id: string }> {
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
      const on = await issues.found(asked(siteOf(c), c.req.valid('param').issue))
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
      await issues.recheck(asked(siteOf(c), issue), FORGE_RECHECK_WAIT_MS)
      return c.json(await shown(siteOf(c), issue), 200)
    })

    app.openapi(refusedRoute, async c => {
      const on = await issues.found(asked(siteOf(c), c.req.valid('param').issue))
      if (on === undefined) return c.json({ recorded: false }, 200)
      const { actor, sentence, claim = 'fixed' } = c.req.valid('json')
      const report = { by: actor.name, account: actor.accountId, sentence, claim }
      return c.json({ recorded: await commands.reportStopped(on.state.case.id, on.link.id, report) }, 200)
    })

    app.openapi(attachRoute, async c => {
      const { issue } = c.req.valid('param')
      const { actor, findings } = c.req.valid('json')
      await issues.attach(asked(siteOf(c), issue), actor.name, findings)
      return c.json(await shown(siteOf(c), issue), 200)
    })

    app.openapi(detachRoute, async c => {
      const { issue } = c.req.valid('param')
      const { actor, findings, reason } = c.req.valid('json')
      await issues.detach(asked(siteOf(c), issue), actor.name, findings, reason)
      return c.json(await shown(siteOf(c), issue), 200)
    })

    app.openapi(askRoute, async c => {
      const { issue } = c.req.valid('param')
      const { actor, ...given } = c.req.valid('json')
      if (actor.accountId === 'unknown') throw new Refusal(400, exceptionText.nobodyAsks())
      const by = { name: actor.name, account: actor.accountId }
      await issues.askException(asked(siteOf(c), issue), by, given)
      return c.json(await shown(siteOf(c), issue), 200)
    })
  }
}
