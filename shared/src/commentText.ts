import { COMMENT_PLACES, type Place } from './journal'
import type { Tool } from './model'
import { clip } from './words'

/** Longer comments are told in full by the comment itself. Characters. */
const SHORT_MAX = 120

/** Sentences about comments that flow, or do not (rule 35); one line each. `where`: a ticket's key, or `the case`. */
export const commentText = {
  added: (v: { by: string; where: string; text: string }) =>
    `${v.by} commented on ${v.where}: ${shortened(v.text)}`,
  edited: (v: { by: string; where: string; text: string }) =>
    `${v.by} changed a comment on ${v.where}: ${shortened(v.text)}`,
  withdrawn: (v: { by: string; where: string; text: string }) =>
    `${v.by} deleted a comment on ${v.where}: ${shortened(v.text)}`,
  written: (v: { by: string; ticket: string }) => `A comment by ${v.by} was written to ${v.ticket}.`,
  rewritten: (v: { by: string; ticket: string }) => `A comment by ${v.by} was changed in ${v.ticket}.`,
  removed: (v: { by: string; ticket: string }) => `A comment by ${v.by} was taken back in ${v.ticket}.`,
  held: (v: { by: string; ticket: string; reason: string }) =>
    `A comment by ${v.by} is not on ${v.ticket}: ${v.reason}`,
  trouble: (v: { ticket: string; reason: string }) =>
    `A comment could not be written to ${v.ticket}: ${v.reason} It is tried again.`,
  oneWay: (v: { ticket: string; reason: string }) =>
    `Comments people write in ${v.ticket} do not arrive: ${v.reason}`,
  /** Where Fixproof's own comments could not be told from people's. */
  noSelf: (tool: Tool) =>
    `${COMMENT_PLACES[tool].label} does not say which account is ours. Let it read its own profile, then resume.`,
  noTime: (ids: readonly string[]) =>
    `Jira tells no time for ${ids.length === 1 ? 'comment' : 'comments'} ${ids.join(', ')}; the others arrive.`,
  noComments: () =>
    'Jira does not show the comments of this issue. Show the field Comment in its field configuration, then resume.',
  noJournal: () =>
    'ServiceNow does not show the entries of journals. Let the integration user read sys_journal_field, then resume.',
  /** Ends a comment that was longer than the tool takes. */
  cutAt: (url: string | null, place: Place) =>
    url === null
      ? `(Cut here. The full text is in ${COMMENT_PLACES[place].label}.)`
      : `(Cut here. Full text: ${url})`,
  planned: {
    look: (v: { by: string; ticket: string }) => `Look whether the comment by ${v.by} is on ${v.ticket}.`,
    post: (v: { by: string; ticket: string }) => `Write the comment by ${v.by} to ${v.ticket}.`,
    edit: (v: { by: string; ticket: string }) => `Change the comment by ${v.by} in ${v.ticket}.`,
    notice: (v: { by: string; ticket: string }) => `Tell ${v.ticket} what became of the comment by ${v.by}.`,
    delete: (v: { by: string; ticket: string }) => `Delete the comment by ${v.by} in ${v.ticket}.`,
  },
  theCase: () => 'the case',
  somebody: () => 'Somebody',
}

function shortened(text: string): string {
  return `"${clip(text.replace(/\s+/g, ' ').trim(), SHORT_MAX)}"`
}
