import { commentText, SERVICENOW_WORK_NOTE_CHARS_MAX, WATERMARK_OVERLAP_MS } from '@fixproof/rules'
import type {
  CarriedEntry,
  CommentsAsked,
  CommentWrite,
  Journal,
  TicketComment,
  TicketComments,
} from '../../domain/comments/model'
import type { UserRef } from '../../domain/model'
import { type TicketTool, VendorError } from '../port'
import { markdownToPlain, plainToMarkdown } from '../text'
import { chunks } from './changes'
import type { Listing, ServiceNowClient } from './client'
import { CHANGES_PAGE, CHANGES_PAGES_MAX, READ_MANY_MAX } from './limits'
import type { PutIncident } from './put'
import type { OwnVersions } from './versions'
import { glideTime, quoted, type Row, toGlideTime } from './wire'
import { holdsNote, markerIn, noteText } from './write'

export type ServiceNowComments = Pick<
  TicketTool,
  'readComments' | 'writeComment' | 'findComment' | 'hasComment'
> &
  Required<Pick<TicketTool, 'readCommentsOfMany' | 'userNamed' | 'carriedComments'>> & {
    /** What a change of ours answered: `sys_mod_count` and `sys_updated_by` are looked at. */
    wrote(id: string, row: Row): void
  }

const JOURNALS: readonly Journal[] = ['comments', 'work_notes']
const NOTHING_NEW: TicketComments = { entries: [], whole: false, hidden: null, again: false }
/** Columns that a change of ours answers with, so that `wrote` knows its version. */
export const WROTE_FIELDS = ['sys_mod_count', 'sys_updated_by'] as const

interface Person {
  id: string | null
  name: string
  email: string | null
}

/**
 * Journal entries of incidents (`sys_journal_field`). Whose they are is told by the user that made them: everything the
 * integration user wrote is ours, and nothing else is; only while that user is not known, our mark says so.
 * @param user the integration user's name; null with OAuth, where the instance is asked once
 */
export function serviceNowComments(
  client: ServiceNowClient,
  put: PutIncident,
  versions: OwnVersions,
  user: string | null,
): ServiceNowComments {
  let own = user?.toLowerCase() ?? null
  const people = new Map<string, Person>()

  async function self(): Promise<string | null> {
    if (own !== null) return own
    const query = 'sys_id=javascript:gs.getUserID()'
    const { rows } = await client.list('sys_user', { query, fields: ['sys_id', 'user_name'], limit: 2 })
    // An instance that does not run the script drops that part, and then it finds anybody.
    const [only] = rows
    if (rows.length === 1 && only?.user_name) own = only.user_name.toLowerCase()
    return own
  }

  /** Entries of these incidents; `hidden` when the instance counts more than it shows. */
  async function entriesSince(
    ids: readonly string[],
    since: number,
  ): Promise<{ rows: Row[]; hidden: boolean }> {
    const from = since === 0 ? '' : `^sys_created_on>=${toGlideTime(since)}`
    const of = ids.length === 1 ? `element_id=${ids[0]}` : `element_idIN${ids.join(',')}`
    const wanted = new Set(ids)
    const found: Row[] = []
    let seen = 0
    let total: number | null = null
    for (let n = 0; n < CHANGES_PAGES_MAX; n += 1) {
      const listing: Listing = await client.list('sys_journal_field', {
        query: `${of}^elementIN${JOURNALS.join(',')}${from}^ORDERBYsys_created_on^ORDERBYsys_id`,
        fields: ['sys_id', 'element_id', 'element', 'value', 'sys_created_on', 'sys_created_by'],
        limit: CHANGES_PAGE,
        offset: n * CHANGES_PAGE,
      })
      seen += listing.rows.length
      total = listing.total
      // A part of the query that ServiceNow drops lets entries of other records in.
      found.push(...listing.rows.filter(row => wanted.has(row.element_id ?? '') && isJournal(row.element)))
      const more = total === null ? listing.rows.length === CHANGES_PAGE : (n + 1) * CHANGES_PAGE < total
      if (!more) break
    }
    return { rows: found, hidden: total !== null && seen < total }
  }

  async function userNamed(userName: string): Promise<UserRef | null> {
    await learn([userName])
    const known = people.get(userName)
    return known?.id == null ? null : { id: known.id, name: known.name, email: known.email }
  }

  /** Names for user names, each asked for once; somebody who cannot be looked up is called by the user name. */
  async function learn(names: readonly string[]): Promise<void> {
    const unknown = [...new Set(names)].filter(name => name !== '' && !people.has(name))
    for (const some of chunks(unknown, READ_MANY_MAX)) {
      const rows = await usersNamed(some)
      for (const name of some) {
        const row = rows.find(each => each.user_name?.toLowerCase() === name.toLowerCase())
        people.set(name, { id: row?.sys_id || null, name: row?.name || name, email: row?.email || null })
      }
    }
  }

  /** Learns who wrote what is not known yet. Our own account's name; null where the instance does not tell it. */
  async function whose(rows: readonly Row[], known: readonly string[]): Promise<string | null> {
    const account = rows.length === 0 ? null : await self()
    const strange = rows.filter(
      row => !known.includes(row.sys_id ?? '') && row.sys_created_by?.toLowerCase() !== account,
    )
    await learn(strange.map(row => row.sys_created_by ?? ''))
    return account
  }

  function shown(rows: readonly Row[], known: readonly string[], account: string | null): TicketComments {
    const entries = rows.map(row => entryOf(row, account, people))
    if (account !== null || rows.length === 0) return { ...NOTHING_NEW, entries }
    // As long as ours cannot be told from people's, only what is known already is looked at.
    const sure = entries.filter(each => each.marker !== null || known.includes(each.id))
    return { ...NOTHING_NEW, entries: sure, hidden: commentText.noSelf('servicenow') }
  }

  /** Nothing but changes of ours, or none at all, since the journals were read last. */
  function nothingNew(id: string, { seen, version, made }: CommentsAsked): boolean {
    const now = Number(version)
    if (seen === undefined || seen.version === '') return made && now === 0
    // What could not be seen then may be seen now, at the very same version.
    return seen.hidden === null && versions.leadFrom(id, Number(seen.version), now)
  }

  async function usersNamed(names: readonly string[]): Promise<Row[]> {
    try {
      const listing = await client.list('sys_user', {
        query: `user_nameIN${names.map(quoted).join(',')}`,
        fields: ['sys_id', 'user_name', 'name', 'email'],
        limit: names.length,
      })
      return listing.rows
    } catch (error) {
      // Without access to the table of users, a comment comes with the user name alone.
      if (isRefusal(error)) return []
      throw error
    }
  }

  async function find(id: string, marker: string): Promise<string | null> {
    // Shown to people, a journal is one text in the record itself; its rows need an access most users do not have.
    const row = await client.get('incident', id, ['sys_id', ...JOURNALS], true)
    return JOURNALS.some(journal => holdsNote(row?.[journal] ?? '', marker)) ? marker : null
  }

  function wrote(id: string, row: Row): void {
    const to = Number(row.sys_mod_count)
    // Only a version that the integration user made is ours: a change that changed nothing answers somebody else's.
    if (!Number.isInteger(to) || to < 1 || own === null || row.sys_updated_by?.toLowerCase() !== own) return
    versions.wrote(id, to - 1, to)
  }

  return {
    wrote,
    hasComment: async (id, marker) => (await find(id, marker)) !== null,
    findComment: find,
    userNamed,
    async carriedComments(entries) {
      const rows = entries.map(rowOf)
      const account = await whose(rows, [])
      return rows.map(row => entryOf(row, account, people))
    },

    async readComments(id, asked) {
      if (nothingNew(id, asked)) return NOTHING_NEW
      try {
        const { rows, hidden } = await entriesSince([id], sinceOf(asked))
        const told = shown(rows, asked.known, await whose(rows, asked.known))
        return hidden && told.hidden === null ? { ...told, hidden: commentText.noJournal() } : told
      } catch (error) {
        if (isRefusal(error)) return { ...NOTHING_NEW, hidden: commentText.noJournal() }
        throw error
      }
    },

    async readCommentsOfMany(asked) {
      const told = new Map<string, TicketComments>()
      const open: { id: string; since: number; known: readonly string[] }[] = []
      for (const [id, one] of asked) {
        if (nothingNew(id, one)) told.set(id, NOTHING_NEW)
        else open.push({ id, since: sinceOf(one), known: one.known })
      }
      // A read begins at the earliest moment of its incidents, so those of like moments are read together.
      open.sort((a, b) => a.since - b.since)
      for (const some of chunks(open, READ_MANY_MAX)) {
        const ids = some.map(each => each.id)
        const { rows, hidden } = await entriesSince(ids, some[0]?.since ?? 0)
        // Whose entries are not shown is only told by asking for each alone.
        if (hidden) continue
        const known = some.flatMap(each => each.known)
        const account = await whose(rows, known)
        for (const each of some) {
          const from = toGlideTime(each.since)
          const own = rows.filter(row => row.element_id === each.id && (row.sys_created_on ?? '') >= from)
          told.set(each.id, shown(own, each.known, account))
        }
      }
      return told
    },

    async writeComment(id, write, only) {
      if (write.kind !== 'post') throw new TypeError('What stands in a journal cannot be changed any more')
      const body = { [write.journal]: journalText(write) }
      wrote(id, await put(id, body, ['sys_id', 'number', ...WROTE_FIELDS], only))
      return write.marker
    },
  }
}

/** Entries become visible when their change is committed, which may be after a later one's. */
function sinceOf({ seen }: CommentsAsked): number {
  return Math.max(0, (seen?.newest ?? 0) - WATERMARK_OVERLAP_MS)
}

function isRefusal(error: unknown): boolean {
  return error instanceof VendorError && error.kind === 'blocked' && error.status === 403
}

function isJournal(element: string | undefined): element is Journal {
  return element === 'comments' || element === 'work_notes'
}

function rowOf({ id, journal, text, by, at }: CarriedEntry): Row {
  return { sys_id: id, element: journal, value: text, sys_created_by: by, sys_created_on: toGlideTime(at) }
}

function entryOf(row: Row, own: string | null, people: ReadonlyMap<string, Person>): TicketComment {
  const text = row.value ?? ''
  const by = row.sys_created_by ?? ''
  // Once our account is known, a mark in somebody else's note is a copy that a person made.
  const mayBeOurs = own === null || by.toLowerCase() === own
  const marker = mayBeOurs ? markerIn(text.trimEnd().split(/\r?\n/).at(-1) ?? '') : null
  return {
    id: row.sys_id ?? '',
    author: people.get(by) ?? { id: null, name: by || commentText.somebody(), email: null },
    ours: marker !== null || (own !== null && by.toLowerCase() === own),
    marker,
    text: plainToMarkdown(text),
    writtenAt: glideTime(row.sys_created_on) ?? 0,
    editedBy: null,
    journal: row.element === 'comments' ? 'comments' : 'work_notes',
    internal: row.element !== 'comments',
  }
}

/** The text as a journal shows it; one that is too long ends with where the whole of it stands. */
function journalText({ text, cutAt, marker }: Extract<CommentWrite, { kind: 'post' }>): string {
  const whole = noteText(text, marker, Number.POSITIVE_INFINITY)
  if (whole.length <= SERVICENOW_WORK_NOTE_CHARS_MAX) return whole
  const tail = `\n\n${markdownToPlain(cutAt)}`
  return noteText(text, marker, SERVICENOW_WORK_NOTE_CHARS_MAX, tail)
}
