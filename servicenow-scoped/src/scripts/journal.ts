/**
 * The text of a journal entry as `getJournalEntry(1)` gives it: a heading in the user's own formats and language
 * (`2026-11-23 10:00:00 - Abel Tuter (Work notes)`), the text, blank lines. Text without a heading is left whole.
 */
export function entryText(entry: string): string {
  return entry.replace(/^[^\r\n]* - [^\r\n]*\([^\r\n]*\)[ \t]*\r?\n/, '').replace(/\s+$/, '')
}
