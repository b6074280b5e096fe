import type { Place } from '@fixproof/rules'

/** Who wrote a comment, as people know them. */
export interface CommentAuthor {
  name: string
  /** Id of a `PersonDoc` where it is known. */
  personId: string | null
}

/** One comment of a case, wherever it was written. Never removed: of a deleted one everybody may see that it was there. */
export interface CommentDoc {
  id: string
  caseId: string
  /** Where it was written; `linkId` names the ticket, null for the case itself. */
  origin: { where: Place; linkId: string | null }
  author: CommentAuthor
  /** Markdown, as it is now; of a deleted one as it last was. */
  text: string
  /** 1 at first; grows with every change of the text. */
  revision: number
  /** Epoch milliseconds, as the place it was written in tells. */
  writtenAt: number
  /** When Fixproof first knew of it. Epoch milliseconds. */
  takenAt: number
  edited: { at: number; by: string } | null
  deleted: { at: number; by: string } | null
  /** Not meant for the people a ticket is about, e.g. a work note; it never becomes a comment they can read. */
  internal: boolean
  /** Its entry in each place, the one it was written in included: by link id, or `case`. */
  entries: { [place: string]: CommentEntry }
}

/** How one comment stands in one place. */
export interface CommentEntry {
  /** The vendor's id; null before it is known. ServiceNow tells none when a note is written, so the mark stands in for it. */
  id: string | null
  /** Revision of the text that stands there; 0 = none yet. */
  revision: number
  /** Ids of "Edited by …" and "Withdrawn by …" entries. */
  notices: string[]
  /** Taken back there, or deleted there by somebody: nothing more is written. */
  gone: boolean
  /** The ticket has shown it: from then on it is missing when it is not there. A vendor may show a write only later. */
  seen: boolean
  /** A call that was committed before it was made and whose outcome is not known yet. */
  asked: (CommentSaid & { at: number }) | null
  /** Refused there; tried again with the next revision, or once the link is resumed. */
  held: { reason: string; revision: number; what: CommentWork } | null
  /** The last call failed and is tried again. */
  trouble: { reason: string; attempts: number; notBefore: number } | null
}

export type CommentWork = 'post' | 'edit' | 'delete' | 'notice'

/** What a call says of a comment, as it was when the call was planned. */
export interface CommentSaid {
  what: CommentWork
  revision: number
  /** It tells of the deletion. Unknown of calls before this was kept: then what the comment is now counts. */
  withdrawn?: boolean
}

/** What is known of a ticket's comments; see `LinkDoc.comments`. */
export interface SeenComments {
  /** The ticket's version when its journals were last read; empty where comments come with the ticket. */
  version: string
  /** They were read at least once, all of them. */
  read: boolean
  /** Moment of the newest entry seen, by the vendor's clock. Epoch milliseconds; 0 = none yet. */
  newest: number
  /** Entries that are no comment of the case: our own notes, and what stood there before the ticket was linked. */
  left: string[]
  /** What people write there is not shown to us. */
  hidden: string | null
  /** They could not be read and are asked for again; null when all is well. */
  retry: { attempts: number; notBefore: number } | null
  /** Journals are hidden from us, and the app on the instance sends what people write: nothing is asked for. */
  through?: 'app'
}

/** An entry of a journal that came with an event of the ServiceNow app, as the app sent it. */
export interface CarriedEntry {
  /** The instance's own id; one made of the event's where it told none. */
  id: string
  journal: Journal
  text: string
  /** User name. */
  by: string
  /** Epoch milliseconds. */
  at: number
}

/** ServiceNow's two journals: for the people who work on an incident, and for whom it is about as well. */
export type Journal = 'work_notes' | 'comments'

/** A comment as a ticket shows it. */
export interface TicketComment {
  id: string
  /** `id` is what the tool knows them by, null where it only tells a name. */
  author: { id: string | null; name: string; email: string | null }
  /** Written by our own account or carrying a mark of ours: never taken for a person's. */
  ours: boolean
  /** The mark it shows; null when none does. */
  marker: string | null
  /** Markdown. */
  text: string
  /** Epoch milliseconds. */
  writtenAt: number
  /** Who changed it last; null when nobody did, or the tool does not tell. */
  editedBy: string | null
  /** ServiceNow's journal it stands in; null in Jira. */
  journal: Journal | null
  /** Not meant for the people a ticket is about. */
  internal: boolean
}

/** The comments of a ticket. */
export interface TicketComments {
  /** Oldest first. */
  entries: TicketComment[]
  /** Everything there is: a known entry that is missing was deleted. Journals are read in part and lose nothing. */
  whole: boolean
  /** Why what people write there is not shown to us, and what to do; null when it is. */
  hidden: string | null
  /** Not all could be told this time: ask again. */
  again: boolean
  /** The tool counts more than it shows: asked again, but not for ever. */
  miscounted?: boolean
  /** As `SeenComments.through`. */
  through?: 'app'
}

/** What is asked of a tool that shows the comments of a ticket. */
export interface CommentsAsked {
  /** Entries of which nothing need be found out any more. */
  known: readonly string[]
  /** What was seen before; undefined the first time. */
  seen: SeenComments | undefined
  /** The ticket's version now. */
  version: string
  /** Fixproof made the ticket: nobody wrote on it before its first version. */
  made: boolean
}

/** One call that writes a comment. Texts are Markdown; `cutAt` ends one that is longer than the tool takes. */
export type CommentWrite =
  | { kind: 'post'; text: string; cutAt: string; marker: string; journal: Journal }
  | { kind: 'edit'; id: string; text: string; cutAt: string; marker: string }
  | { kind: 'delete'; id: string }

/** An entry nothing is known of yet. */
export function newEntry(more: Partial<CommentEntry> = {}): CommentEntry {
  return {
    id: null,
    revision: 0,
    notices: [],
    gone: false,
    seen: false,
    asked: null,
    held: null,
    trouble: null,
    ...more,
  }
}
