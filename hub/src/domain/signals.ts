import type { FindingDoc } from './model'

/** A security signal as the Datadog adapter reads it. */
export interface ReadSignal {
  id: string
  title: string
  severity: string
  url: string
  /** Epoch milliseconds; null when Datadog does not tell. */
  at: number | null
}

/** What is kept of a signal: only ever named on cases, so it is never open and never read again (rule 4). */
export function signalDoc(read: ReadSignal, now: number): FindingDoc {
  return {
    id: read.id,
    item: null,
    facts: { id: read.id, findingType: 'security_signal', status: null },
    title: read.title,
    severity: read.severity,
    url: read.url,
    state: 'unread',
    open: false,
    tracked: false,
    caseId: null,
    firstReadAt: now,
    lastReadAt: now,
    notSeenSince: null,
    detectionChangedAt: read.at,
  }
}
