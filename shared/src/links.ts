/** States of the link between a case and a ticket. `acts`: the loop may write to the ticket. */
export const LINK_STATES = {
  creating: { acts: true },
  live: { acts: true },
  history: { acts: false },
  gone: { acts: false },
  detached: { acts: false },
} as const

export type LinkState = keyof typeof LINK_STATES

/** Rule 26: may a finding be attached to this case? The sentence says why not; null = it may. */
export function attachRefusal(c: { key: string; archived: boolean }): string | null {
  return c.archived ? `Case ${c.key} is archived. Unarchive it before attaching anything` : null
}

/** Rule 26: a deleted ticket comes back only where the project asks for it, and only while the case needs one. */
export function recreates(
  link: { state: LinkState },
  v: { recreateDeleted: boolean; phase: 'open' | 'closed' | 'leave' },
): boolean {
  return link.state === 'gone' && v.recreateDeleted && v.phase === 'open'
}

/**
 * Rule 27: does `plan` look at this link at all? A blocked one waits for a person: it counts as nothing to do until
 * somebody resumes it (`blocked` is null again) or the ticket is no longer as it was then (another fingerprint).
 */
export function hasWork(
  link: { state: LinkState; blocked: { fingerprint: string } | null },
  fingerprint: string,
): boolean {
  if (!LINK_STATES[link.state].acts) return false
  return link.blocked === null || link.blocked.fingerprint !== fingerprint
}
