import { z } from '@hono/zod-openapi'
import type { CaseState } from '../../domain/step'
import { Refused } from '../../reconcile/refused'
import type { HubContext } from '../deps'
import { type CaseNames, caseJson } from './caseJson'
import { document, errorDocument } from './routes'
import { includedJson } from './usersJson'

/** What the doors of the case API share. */

export const CASE_TAG = 'Cases'
export const caseParams = z.object({
  case_id: z.string().openapi({ description: 'UUID or key, e.g. SEC-12.' }),
})

/** `CaseResponse`. */
export function caseDocument(
  c: HubContext,
  state: CaseState,
  names: CaseNames,
  status: 200 | 201 | 202 = 200,
): Response {
  return document(c, { data: caseJson(state, 'cases', names), included: includedJson([state]) }, status)
}

/** Recorded: what is unknown to the case API is told without status and detail. */
export function notFoundDocument(c: HubContext, title: string): Response {
  return errorDocument(c, 404, { code: 'resource_not_found', title })
}
export const CASE_NOT_FOUND = 'case not found'

/** A command whose 404 is told the way of the case API. */
export async function inCaseWords(c: HubContext, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return notFoundDocument(c, error.message)
    throw error
  }
}
