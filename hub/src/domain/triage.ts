import { caseText } from '@fixproof/rules'
import { datadogUserOf, nameOfPerson, personById } from './fields/people'
import type { CaseTriage, FindingAssignee, FindingDoc, FindingTriage, ProjectDoc } from './model'
import { andThen, type CaseState, type Note, type Step, unchanged, withCase } from './step'

/**
 * Who a finding is given to in Datadog, and who has its case. Precedence as Datadog documents it: the finding's own
 * assignee is carried to a case that nobody has, a case's assignee wins, and detaching changes nothing.
 * Source: https://docs.datadoghq.com/security/ticketing_integrations/ and its page on assignees.
 */

/** What a project says of it. */
export function findingAssignee(project: Pick<ProjectDoc, 'findingAssignee'>): FindingAssignee {
  return project.findingAssignee ?? 'once'
}

/** The first of these findings that Datadog gives to somebody, in the order named. */
export function firstGiven(findings: readonly (FindingDoc | undefined)[]): FindingDoc | undefined {
  return findings.find(each => each?.assignee != null)
}

/** A case that nobody has is taken by whoever has one of these findings, which were just attached to it. */
export function carryAssignee(state: CaseState, findingIds: readonly string[], at: number): Step {
  if (state.case.assigneeId !== null || findingAssignee(state.project) === 'off') return unchanged(state)
  const given = firstGiven(findingIds.map(id => state.findings[id]))
  return given === undefined ? unchanged(state) : taken(state, given, at)
}

function taken(state: CaseState, finding: FindingDoc, at: number): Step {
  const user = finding.assignee ?? null
  const person = user === null ? undefined : personById(state.people, user.id)
  const who = user === null ? null : (person?.name ?? user.name ?? nameOfPerson(person, user.id))
  const change = {
    assigneeId: user === null ? null : (person?.id ?? user.id),
    changedAt: { ...state.case.changedAt, assignee: at },
    modifiedAt: at,
  }
  const text = caseText.assigneeCarried({ who, finding: finding.title, key: state.case.key })
  const note: Note = {
    ...{ kind: 'observed', what: 'assignee-carried', text, actor: 'datadog', source: 'datadog' },
    ...{ base: state.case.assigneeId, ours: change.assigneeId, detail: { field: 'assignee' } },
    findingIds: [finding.id],
  }
  return { state: withCase(state, change), notes: [note] }
}

/**
 * Takes over what was changed in Datadog since case and finding last agreed (rule 28, the case as one side): only theirs
 * moved → the case takes it, both moved → the case's assignee wins. What Datadog still shows of the time before a call of
 * ours is nobody's change.
 */
export function takeTriage(state: CaseState, at: number): Step {
  return meet(state, at, true)
}

/** As {@link takeTriage}, where nobody has applied it: only what both say by now is noted. */
export function noteTriage(state: CaseState, at: number): Step {
  return meet(state, at, false)
}

function meet(state: CaseState, at: number, may: boolean): Step {
  if (findingAssignee(state.project) !== 'two-way') return unchanged(state)
  const before = state.case.triage?.findings ?? {}
  const attached = state.case.attachments.filter(each => each.tracked).map(each => each.findingId)
  let step: Step = unchanged(state)
  const findings: CaseTriage['findings'] = {}
  for (const id of attached) {
    const finding = state.findings[id]
    const known = before[id]
    if (finding?.assignee === undefined) {
      if (known !== undefined) findings[id] = known
      continue
    }
    const theirs = finding.assignee?.id ?? null
    const ours = datadogAssignee(step.state)
    const seen = see(known, ours, theirs)
    if (seen.takes && may) step = andThen(step, s => taken(s, finding, at))
    const next = seen.takes && !may ? known : seen.next
    if (next !== undefined) findings[id] = next
  }
  if (JSON.stringify(findings) === JSON.stringify(before)) return step
  const triage = { ...step.state.case.triage, findings }
  return { ...step, state: withCase(step.state, { triage }) }
}

/** What a line of the plan is about: who has a finding there, and what both last said; in case words. */
export function triageValues(
  state: CaseState,
  findingId: string,
): { base: string | null; theirs: string | null } {
  const known = state.case.triage?.findings[findingId]
  const word = (user: string | null) => (user === null ? null : (personById(state.people, user)?.id ?? user))
  return {
    base: word(known?.sent?.to ?? known?.agreed ?? null),
    theirs: word(state.findings[findingId]?.assignee?.id ?? null),
  }
}

/** One finding; `ours` undefined = nobody knows who the case's assignee is in Datadog. */
function see(
  known: FindingTriage | undefined,
  ours: string | null | undefined,
  theirs: string | null,
): { takes: boolean; next: FindingTriage | undefined } {
  if (known === undefined) {
    if (ours === theirs) return { takes: false, next: { agreed: theirs } }
    // They meet for the first time: whoever has somebody wins, the case before the finding.
    return ours === null ? { takes: true, next: { agreed: theirs } } : { takes: false, next: undefined }
  }
  const { agreed, sent } = known
  if (sent !== undefined && theirs !== sent.to && sent.from.includes(theirs))
    return { takes: false, next: known }
  const base = sent === undefined ? agreed : sent.to
  if (theirs === base || theirs === ours) return { takes: false, next: { agreed: theirs } }
  if (ours === base) return { takes: true, next: { agreed: theirs } }
  return { takes: false, next: { agreed: base } }
}

/** Findings that are to be given to the case's assignee in Datadog. */
export interface Giving {
  /** Uuid; null = to nobody. */
  to: string | null
  /** As sentences name them. */
  who: string | null
  findingIds: string[]
  /** Why it cannot be said there; nothing is called then. */
  held: string | null
}

/** What Datadog still has to be told; null = nothing, or nothing that can be told. */
export function planGiving(state: CaseState): Giving | null {
  const { assigneeId, triage, attachments } = state.case
  if (findingAssignee(state.project) !== 'two-way') return null
  const to = datadogAssignee(state)
  const who = assigneeId === null ? null : nameOfPerson(personById(state.people, assigneeId), assigneeId)
  const held = to === undefined ? caseText.noDatadogUser(who ?? '') : null
  const target = to === undefined ? assigneeId : to
  const stuck = triage?.held !== undefined && triage.held.to === target ? triage.held.findingIds : []
  const findingIds = attachments
    .filter(({ tracked, findingId }) => {
      const shown = state.findings[findingId]?.assignee
      return (
        tracked &&
        !stuck.includes(findingId) &&
        shown !== undefined &&
        lacks(triage?.findings[findingId], shown?.id ?? null, to)
      )
    })
    .map(each => each.findingId)
  return findingIds.length === 0 ? null : { to: target, who, findingIds, held }
}

function lacks(known: FindingTriage | undefined, theirs: string | null, ours: string | null | undefined) {
  if (known?.sent !== undefined) return known.sent.to !== ours
  if (theirs === ours) return false
  return known === undefined ? ours !== null : known.agreed !== ours
}

/** The case's assignee as Datadog calls them; undefined = not known. */
function datadogAssignee({ case: doc, people }: CaseState): string | null | undefined {
  return doc.assigneeId === null ? null : datadogUserOf(people, doc.assigneeId)
}

/** Datadog took it, apart from `refused`; it shows a moment later. */
export function given(
  state: CaseState,
  { to, who, findingIds }: Giving,
  refused: readonly { findingId: string; reason: string }[],
): Step {
  const findings = { ...state.case.triage?.findings }
  const told = findingIds.filter(id => !refused.some(each => each.findingId === id))
  for (const id of told) {
    const known = findings[id]
    const theirs = state.findings[id]?.assignee?.id ?? null
    const from = [...new Set([...(known?.sent?.from ?? []), ...(known?.sent ? [known.sent.to] : []), theirs])]
    findings[id] = { agreed: known?.agreed ?? theirs, sent: { from: from.filter(each => each !== to), to } }
  }
  const { key } = state.case
  const notes =
    told.length === 0
      ? []
      : [note('findings-given', caseText.findingsGiven({ who, key, count: told.length }), told)]
  const held = heldFor(state, to)
  const done: CaseState = withCase(state, { triage: { findings, ...(held !== undefined && { held }) } })
  if (refused.length === 0) return { state: done, notes }
  const reason = [...new Set(refused.map(each => each.reason))].join(' ')
  const ids = refused.map(each => each.findingId)
  return andThen({ state: done, notes }, s => notGiven(s, { to, who, findingIds: ids }, reason))
}

/** Somebody must act in Datadog: the case stays as it is, on record. */
export function notGiven(
  state: CaseState,
  { to, who, findingIds }: Pick<Giving, 'to' | 'who' | 'findingIds'>,
  reason: string,
): Step {
  const ids = [...new Set([...(heldFor(state, to)?.findingIds ?? []), ...findingIds])]
  const held = { to, reason, findingIds: ids }
  const triage: CaseTriage = { findings: state.case.triage?.findings ?? {}, held }
  const text = caseText.findingsNotGiven({ who, key: state.case.key, reason })
  return { state: withCase(state, { triage }), notes: [note('findings-not-given', text, findingIds)] }
}

/** What could not be said of the same assignee before. */
function heldFor({ case: { triage } }: CaseState, to: string | null): CaseTriage['held'] {
  return triage?.held?.to === to ? triage.held : undefined
}

function note(what: string, text: string, findingIds: string[]): Note {
  return { kind: 'did', what, text, actor: 'fixproof', source: 'datadog', findingIds }
}
