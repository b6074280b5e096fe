import { CASE_REFERENCES_MAX } from '@fixproof/rules'
import type { z } from '@hono/zod-openapi'
import type { CaseReference } from '../../domain/model'
import type { CaseState } from '../../domain/step'
import { Refused } from '../../reconcile/refused'
import type { Door } from '../deps'
import type { DoorDeps } from '../doors'
import { caseAnswer } from './caseAnswers'
import { CASE_NOT_FOUND, CASE_TAG, caseDocument, caseParams, inCaseWords, notFoundDocument } from './caseApi'
import type { CaseNames } from './caseJson'
import { insightsBody } from './caseSchemas'
import { datadogRoute, refuseBody } from './routes'
import { askerOf } from './ticketsDoor'

const addInsights = datadogRoute({
  method: 'put',
  path: '/api/v2/cases/{case_id}/insights',
  summary: 'Add insights to a case',
  description:
    'Findings are attached, as PATCH /api/v2/security/findings/cases/{case_id} does; the rest is named.',
  scope: 'write',
  tag: CASE_TAG,
  success: 200,
  answer: caseAnswer,
  params: caseParams,
  body: insightsBody,
})
const removeInsights = datadogRoute({
  method: 'delete',
  path: '/api/v2/cases/{case_id}/insights',
  summary: 'Take insights off a case',
  description: 'Findings are detached; those on another case stay there.',
  scope: 'write',
  tag: CASE_TAG,
  success: 200,
  answer: caseAnswer,
  params: caseParams,
  body: insightsBody,
})

type Given = z.output<typeof insightsBody>['data']['attributes']['insights']

/** What a case points to: its findings, and whatever else people named. */
export function caseInsightsDoor({ commands }: DoorDeps, names: CaseNames): Door {
  return app => {
    app.openapi(
      addInsights,
      c =>
        inCaseWords(c, async () => {
          const { case_id } = c.req.valid('param')
          const found = await commands.find(case_id)
          if (found === undefined) return notFoundDocument(c, CASE_NOT_FOUND)
          const { findingIds, add } = parted(c.req.valid('json').data.attributes.insights)
          refuseTooMany(found, add)
          if (findingIds.length > 0) await commands.attachToCase(askerOf(c), found.case.id, findingIds)
          const state = await commands.editCase(askerOf(c), found.case.id, { references: { add } })
          return caseDocument(c, state as CaseState, names)
        }),
      refuseBody,
    )
    app.openapi(
      removeInsights,
      c =>
        inCaseWords(c, async () => {
          const { case_id } = c.req.valid('param')
          const found = await commands.find(case_id)
          if (found === undefined) return notFoundDocument(c, CASE_NOT_FOUND)
          const { findingIds, add: remove } = parted(c.req.valid('json').data.attributes.insights, true)
          const here = findingIds.filter(id => found.case.attachments.some(each => each.findingId === id))
          if (here.length > 0) await commands.detach(askerOf(c), here)
          const state = await commands.editCase(askerOf(c), found.case.id, { references: { remove } })
          return caseDocument(c, state as CaseState, names)
        }),
      refuseBody,
    )
  }
}

/** Rule 4: a signal is named on a ticket when that is made. Throws `Refused` 400. */
function parted(insights: Given, any = false): { findingIds: string[]; add: CaseReference[] } {
  const signal = insights.find(each => each.type === 'SECURITY_SIGNAL')
  if (signal !== undefined && !any)
    throw new Refused(
      400,
      `Signal ${signal.resource_id} can be named on a ticket when it is made, not attached later.`,
    )
  const findings = insights.filter(each => each.type === 'SECURITY_FINDING')
  return {
    findingIds: [...new Set(findings.map(each => each.resource_id))],
    add: insights
      .filter(each => each.type !== 'SECURITY_FINDING')
      .map(({ type, ref, resource_id }) => ({ type, ref, resourceId: resource_id })),
  }
}

function refuseTooMany({ case: doc }: CaseState, add: CaseReference[]): void {
  const there = doc.references?.length ?? 0
  if (there + add.length > CASE_REFERENCES_MAX)
    throw new Refused(
      400,
      `A case points to at most ${CASE_REFERENCES_MAX} things beside its findings; ${doc.key} has ${there}.`,
    )
}
