import { FINDINGS_PER_ASSIGN_MAX, planText } from '@fixproof/rules'
import { VendorError } from '../connectors/port'
import type { LineOutcome } from '../domain/model'
import type { CaseState } from '../domain/step'
import {
  findingAssignee,
  type Giving,
  given,
  noteTriage,
  notGiven,
  planGiving,
  takeTriage,
} from '../domain/triage'
import type { Acting, Pass } from './acting'
import type { ExplainedLine } from './explain'
import { rereadKey } from './keys'
import { retryAt, vendorError } from './tools'
import { explainGiving, givingLines } from './triageExplain'

/**
 * Keeps the assignee of a case and of its findings in Datadog the same, where its project says so. `changed`: the case
 * took over who a finding was given to, so that its tickets have to be told. `wakeAt`: when a call is to be tried again.
 * `before`: the case as it is now. Giving a finding twice to the same person changes nothing, so a lost answer needs no
 * looking up.
 */
export async function followTriage(
  acting: Acting,
  pass: Pass,
  before: CaseState,
): Promise<{ changed: boolean; wakeAt: number | null }> {
  const { unit, clock } = acting
  if (findingAssignee(before.project) !== 'two-way') return { changed: false, wakeAt: null }
  const state = await unit.edit(pass.caseId, s => takeTriage(s, clock.now()), { fence: pass.fence })
  if (state === undefined) return { changed: false, wakeAt: null }
  if (state.case.assigneeId !== before.case.assigneeId) return { changed: true, wakeAt: null }
  const giving = planGiving(state)
  if (giving === null) return { changed: false, wakeAt: null }
  const waits = state.case.triage?.trouble?.notBefore ?? 0
  return { changed: false, wakeAt: waits > clock.now() ? waits : await give(acting, pass, state, giving) }
}

/**
 * Gives the chosen findings to the case's assignee in Datadog; what both sides say already, and what cannot be said
 * there, is merely noted. What became of each line that was chosen and is still what the plan says.
 */
export async function applyGiving(
  acting: Acting,
  pass: Pass,
  wanted: readonly string[],
): Promise<Record<string, LineOutcome>> {
  const { unit, clock } = acting
  const before = await unit.load(pass.caseId)
  if (before === undefined || findingAssignee(before.project) !== 'two-way') return {}
  const state = await unit.edit(pass.caseId, s => noteTriage(s, clock.now()), { fence: pass.fence })
  const giving = state === undefined ? null : planGiving(state)
  if (state === undefined || giving === null) return {}
  const chosen = givingLines(state, giving).filter(each => wanted.includes(each.id))
  const findingIds = giving.held === null ? chosen.flatMap(each => each.finding ?? []) : giving.findingIds
  if (findingIds.length === 0) return {}
  const waits = (state.case.triage?.trouble?.notBefore ?? 0) > clock.now()
  if (!waits) await give(acting, pass, state, { ...giving, findingIds })
  const after = (await unit.load(pass.caseId)) ?? state
  const { held, trouble } = after.case.triage ?? {}
  const left = explainGiving(after).lines
  const outcome = ({ id, finding }: ExplainedLine): LineOutcome => {
    const stuck = held?.to === giving.to && held.findingIds.includes(finding ?? '') ? held : undefined
    const failure = stuck ?? trouble
    if (failure !== undefined) return { outcome: 'failed', reason: failure.reason }
    const open = left.some(each => each.id === id)
    return open ? { outcome: 'failed', reason: planText.notYet() } : { outcome: 'done', reason: null }
  }
  return Object.fromEntries(chosen.map(line => [line.id, outcome(line)]))
}

async function give(acting: Acting, pass: Pass, state: CaseState, giving: Giving): Promise<number | null> {
  const { unit, clock, tools } = acting
  const fence = { fence: pass.fence }
  if (giving.held !== null) {
    const reason = giving.held
    await unit.edit(pass.caseId, s => notGiven(s, giving, reason), fence)
    return null
  }
  try {
    if (tools.source.assign === undefined)
      throw new VendorError('blocked', 'This connection to Datadog cannot assign findings.')
    for (let from = 0; from < giving.findingIds.length; from += FINDINGS_PER_ASSIGN_MAX) {
      const some = { ...giving, findingIds: giving.findingIds.slice(from, from + FINDINGS_PER_ASSIGN_MAX) }
      const refused = await tools.source.assign(some.findingIds, some.to)
      // Datadog answers before it shows the change.
      const also = { marks: [{ key: rereadKey(pass.caseId), runAt: clock.now() + ASSIGNEE_SHOWS_MS }] }
      await unit.edit(pass.caseId, s => ({ ...given(s, some, refused), also }), fence)
    }
    return null
  } catch (error) {
    const failure = vendorError(error)
    if (failure.kind !== 'retryable') {
      await unit.edit(pass.caseId, s => notGiven(s, giving, failure.message), fence)
      return null
    }
    const attempts = state.case.triage?.trouble?.attempts ?? 0
    const notBefore = retryAt(failure, attempts, acting)
    const trouble = { reason: failure.message, attempts: attempts + 1, notBefore }
    const withTrouble = (s: CaseState) => ({
      state: { ...s, case: { ...s.case, triage: { findings: {}, ...s.case.triage, trouble } } },
      notes: [],
    })
    await unit.edit(pass.caseId, withTrouble, fence)
    return notBefore
  }
}

/** Datadog answers with 202 at once and shows the change about a second later. Milliseconds; our own choice. */
const ASSIGNEE_SHOWS_MS = 2_000
