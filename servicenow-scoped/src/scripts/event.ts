import type { Claim, IncidentEvent, IncidentJournalEntry } from '@fixproof/rules'
import { entryText } from './journal'
import { toIso } from './time'

/** What the guard tells about one save; all text, because it crosses scopes. */
export interface SavedChange {
  sysId: string
  number: string
  modCount: string
  /** Names of the changed columns, comma-separated. */
  changed: string
  /** Newest entries as `getJournalEntry(1)` gives them; empty when none was added. */
  comments: string
  workNotes: string
}

export interface RefusedSave {
  sysId: string
  number: string
  modCount: string
  changed: string
  sentence: string
  claim: Claim
}

/** Characters of an entry that are kept in the outbox; whole, it is looked up when it is sent. Ours: two fit in a row's body. */
export const JOURNAL_CHARS_MAX = 12_000

/** The body of an outbox row as it is stored: the row's own id is added when it is sent. */
export type StoredEvent = Omit<IncidentEvent, 'event_id'>

function names(list: string): string[] {
  return list === '' ? [] : list.split(',')
}

/** `at` in epoch milliseconds, `actor` a user name. */
export function changedEvent(saved: SavedChange, actor: string, at: number): StoredEvent {
  const journal: IncidentJournalEntry[] = []
  const add = (element: IncidentJournalEntry['element'], entry: string) => {
    const value = entryText(entry).slice(0, JOURNAL_CHARS_MAX)
    if (value !== '') journal.push({ id: null, element, value, by: actor, at: toIso(at) as string })
  }
  add('comments', saved.comments)
  add('work_notes', saved.workNotes)
  return { ...common(saved, actor, at), kind: 'changed', journal }
}

export function refusedEvent(saved: RefusedSave, actor: string, at: number): StoredEvent {
  const { sentence, claim } = saved
  return { ...common(saved, actor, at), kind: 'refused', journal: [], sentence, claim }
}

function common(
  saved: Pick<SavedChange, 'sysId' | 'number' | 'modCount' | 'changed'>,
  actor: string,
  at: number,
) {
  return {
    sys_id: saved.sysId,
    number: saved.number,
    sys_mod_count: Number(saved.modCount) || 0,
    changed: names(saved.changed),
    actor,
    at: toIso(at) as string,
  }
}

/** Epoch milliseconds as text that sorts as the numbers do. */
export function sortable(ms: number): string {
  const digits = String(ms)
  return '000000000000000'.slice(digits.length) + digits
}
