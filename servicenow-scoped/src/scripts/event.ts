import type { Claim, IncidentEvent, IncidentJournalEntry } from '@fixproof/rules'
import { isObject, parsed } from './facts'
import { entryText } from './journal'
import { asciiJson } from './signing'
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
/** Characters that the column of a row's body holds: `src/fluent/tables.now.ts`. */
const BODY_CHARS_MAX = 65_000

/** What the hub takes of a sentence. */
const SENTENCE_CHARS_MAX = 4_000

/** `cut`: only the beginning of the entry. */
export type StoredEntry = IncidentJournalEntry & { cut?: true }

/** The body of an outbox row as it is stored: the row's own id is added when it is sent. */
export interface StoredEvent extends Omit<IncidentEvent, 'event_id'> {
  journal: StoredEntry[]
}

function names(list: string): string[] {
  return list === '' ? [] : list.split(',')
}

/** `at` in epoch milliseconds, `actor` a user name. */
export function changedEvent(saved: SavedChange, actor: string, at: number): StoredEvent {
  const journal: StoredEntry[] = []
  const add = (element: IncidentJournalEntry['element'], entry: string) => {
    const value = entryText(entry)
    if (value === '') return
    journal.push(
      cutEntry({ id: null, element, value, by: actor, at: toIso(at) as string }, JOURNAL_CHARS_MAX),
    )
  }
  add('comments', saved.comments)
  add('work_notes', saved.workNotes)
  return { ...common(saved, actor, at), kind: 'changed', journal }
}

export function refusedEvent(saved: RefusedSave, actor: string, at: number): StoredEvent {
  const sentence = beginningOf(saved.sentence, SENTENCE_CHARS_MAX)
  return { ...common(saved, actor, at), kind: 'refused', journal: [], sentence, claim: saved.claim }
}

function cutEntry(entry: StoredEntry, chars: number): StoredEntry {
  return entry.value.length <= chars ? entry : { ...entry, value: beginningOf(entry.value, chars), cut: true }
}

/** At most so many UTF-16 units, no character in halves. */
export function beginningOf(text: string, units: number): string {
  const last = text.charCodeAt(units - 1)
  const half = text.length > units && last >= 0xd800 && last <= 0xdbff
  return text.slice(0, half ? units - 1 : units)
}

/**
 * The event as its row holds it, in ASCII. An entry whose characters take several each is cut further: a text that its
 * column cuts could not be read again.
 */
export function storedBody(event: StoredEvent): string {
  let body = asciiJson(event)
  for (
    let chars = JOURNAL_CHARS_MAX;
    body.length > BODY_CHARS_MAX && chars > 1;
    chars = Math.floor(chars / 2)
  )
    body = asciiJson({ ...event, journal: event.journal.map(entry => cutEntry(entry, chars)) })
  return body
}

/**
 * The event of a row: rows of an older version may lack what this one writes, and a column may have been bent. Null when
 * nothing can be made of it.
 */
export function storedEvent(body: string | null): StoredEvent | null {
  const event = parsed(body)
  if (!isObject(event) || typeof event.sys_id !== 'string') return null
  const journal = (Array.isArray(event.journal) ? event.journal : []).filter(
    entry => isObject(entry) && typeof entry.value === 'string' && typeof entry.element === 'string',
  )
  return { ...(event as unknown as StoredEvent), journal: journal as StoredEntry[] }
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
