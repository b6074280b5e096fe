import { type Claim, type FalseFixHistory, falseFixText, type Tool } from '@fixproof/rules'
import { claimOfView } from './claim'
import { nameOf } from './links'
import type { FalseFix, FalseFixes, LinkDoc } from './model'
import type { Action } from './plan'
import { type CaseState, linkOf, type Step, unchanged, withLink } from './step'

/** False fixes kept with their time; those before are counted only. */
export const FALSE_FIXES_KEPT_MAX = 50
/** The validator tells of one try within this time; what is told again is the same try. Milliseconds. */
const SAME_TRY_MS = 10_000
/** The issue property that JQL finds false fixes by. */
export const HISTORY_PROPERTY = 'fixproof-history'

/** One more false fix. */
export function counted(before: FalseFixes | undefined, fix: FalseFix): FalseFixes {
  const { refused = 0, undone = 0, last = [], ...told } = before ?? {}
  return {
    ...told,
    refused: refused + (fix.how === 'refused' ? 1 : 0),
    undone: undone + (fix.how === 'undone' ? 1 : 0),
    last: [...last, fix].slice(-FALSE_FIXES_KEPT_MAX),
  }
}

/** A refused close was put back: one more false fix, unless the close had not claimed a fix. */
export function undone(state: CaseState, link: LinkDoc, at: number): Partial<LinkDoc> {
  const claim = link.view === null ? 'fixed' : claimOfView(state, link, link.view)
  if (claim !== 'fixed') return {}
  const { refused } = link
  const fix = { at: refused?.at ?? at, how: 'undone' as const, by: refused?.by ?? null }
  return { falseFixes: counted(link.falseFixes, fix) }
}

/** What an app tells of a close that it stopped. `account`: who tried, as the tool knows them. */
export interface Stopped {
  by: string
  account: string
  sentence: string
  claim: Claim
}

/** What stops a close in each tool. */
const STOPPED_BY: Record<Tool, string> = { jira: 'validator', servicenow: 'guard' }

/** An app stopped a close. The same person's report of some seconds ago is the same try. */
export function stopped(state: CaseState, linkId: string, report: Stopped, at: number): Step {
  const link = linkOf(state, linkId)
  const { by, account, sentence, claim } = report
  const last = link.stopped
  const again = last !== undefined && last.by === account && Math.abs(at - last.at) < SAME_TRY_MS
  if (again) return unchanged(state)
  const fix: FalseFix = { at, how: 'refused', by }
  const change = claim === 'fixed' ? { falseFixes: counted(link.falseFixes, fix) } : {}
  return {
    state: withLink(state, linkId, { ...change, stopped: { at, by: account }, modifiedAt: at }),
    notes: [
      {
        kind: 'decided',
        what: 'close-refused',
        text: falseFixText.stopped(by, nameOf(link), sentence),
        actor: by,
        source: link.tool,
        linkId,
        detail: { by: STOPPED_BY[link.tool], accountId: account, claim },
      },
    ],
  }
}

/** How many there were. */
export function total(fixes: FalseFixes | undefined): number {
  return fixes === undefined ? 0 : fixes.refused + fixes.undone
}

/** What the issue property says; null while there is nothing to say. */
export function historyOf(fixes: FalseFixes | undefined): FalseFixHistory | null {
  const newest = fixes?.last.reduce((a, b) => (b.at >= a.at ? b : a))
  if (newest === undefined) return null
  // Whole seconds: https://developer.atlassian.com/platform/forge/manifest-reference/modules/jira-entity-property/
  const lastAt = `${new Date(newest.at).toISOString().slice(0, 19)}Z`
  return { falseFixes: total(fixes), lastAt, how: newest.how }
}

/** Jira only, and only where an app lets people search for it: one write for each false fix, never again. */
export function planHistory(link: LinkDoc, indexed: ReadonlySet<string> | undefined): Action | null {
  const value = historyOf(link.falseFixes)
  if (link.tool !== 'jira' || value === null || indexed?.has(link.connection) !== true) return null
  if (link.falseFixes?.told === value.falseFixes) return null
  return {
    kind: 'write',
    linkId: link.id,
    intent: { kind: 'history', told: value.falseFixes },
    write: { kind: 'property', key: HISTORY_PROPERTY, value },
    reason: `False fixes of ${link.ticket?.key ?? link.id}: ${value.falseFixes}.`,
  }
}
