/** How states look. Every colour comes with its word, so nothing is told by colour alone. */
import type { ForgeFinding, ForgeIssue, ForgeSync } from '@fixproof/rules'
import { dayOf } from './words'

/** What Atlassian's Lozenge can look like. */
export type Look = 'default' | 'inprogress' | 'moved' | 'new' | 'removed' | 'success'

export interface Worded {
  word: string
  look: Look
}

const FINDING_STATES = {
  open: { word: 'Open', look: 'removed' },
  'in-progress': { word: 'In progress', look: 'inprogress' },
  resolved: { word: 'Fixed', look: 'success' },
  'auto-closed': { word: 'Closed by Datadog', look: 'success' },
  muted: { word: 'Muted', look: 'default' },
  unread: { word: 'Not read yet', look: 'moved' },
} as const satisfies Record<ForgeFinding['state'], Worded>

/** The state of a finding; of a mute with its end, when it has one. */
export function findingState(f: Pick<ForgeFinding, 'state' | 'mutedUntil'>): Worded {
  const { word, look } = FINDING_STATES[f.state]
  return f.state === 'muted' && f.mutedUntil !== null
    ? { word: `${word} until ${dayOf(f.mutedUntil)}`, look }
    : { word, look }
}

const SEVERITIES: { [severity: string]: Look | undefined } = {
  critical: 'removed',
  high: 'moved',
  medium: 'inprogress',
}

/** Datadog's word with a capital; an unknown one is shown as it is. */
export function severity(name: string): Worded {
  return { word: capital(name), look: SEVERITIES[name.toLowerCase()] ?? 'default' }
}

const SYNC = {
  well: { word: 'In step', look: 'success' },
  held: { word: 'Not everything flows', look: 'moved' },
  pending: { word: 'Being written', look: 'inprogress' },
  trouble: { word: 'Trying again', look: 'moved' },
  contested: { word: 'Contested', look: 'removed' },
  blocked: { word: 'Waiting for a person', look: 'removed' },
  replaced: { word: 'Followed by another ticket', look: 'default' },
  gone: { word: 'Gone', look: 'default' },
  'let-go': { word: 'Let go', look: 'default' },
} as const satisfies Record<ForgeSync['condition'], Worded>

export function sync(condition: ForgeSync['condition']): Worded {
  return SYNC[condition]
}

const EXCEPTIONS = {
  asked: { word: 'Not answered yet', look: 'inprogress' },
  approved: { word: 'Approved', look: 'success' },
  refused: { word: 'Refused', look: 'removed' },
} as const

export function exception(state: keyof typeof EXCEPTIONS): Worded {
  return EXCEPTIONS[state]
}

/** What Atlassian's SectionMessage can look like. */
export type Tone = 'success' | 'information' | 'warning' | 'error'

/**
 * How the verdict looks: green when nothing is open; red when the issue is closed and that is a lie; yellow while a
 * finding forbids the close; neutral where the policy lets an issue be closed although findings are open.
 */
export function tone(
  issue: Pick<Extract<ForgeIssue, { linked: true }>, 'mayClose' | 'findings' | 'ticket'>,
): Tone {
  if (!issue.mayClose) return issue.ticket.closed ? 'error' : 'warning'
  return issue.findings.some(f => f.open) ? 'information' : 'success'
}

/** `critical` → `Critical`. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
