import { describe, expect, it } from 'vitest'
import { changeBody, holdsNote } from './write'

const comment = (text: string, marker = 'evidence-1') =>
  String(changeBody({ kind: 'comment', text, marker }).work_notes)

describe('what is written to an incident', () => {
  it('leaves a work note and notes out that there are none of', () => {
    expect(changeBody({ kind: 'patch', fields: { state: '2' }, workNote: null })).toEqual({ state: '2' })
  })

  it('has notes as plain text, no longer than their columns', () => {
    const long = `**${'a'.repeat(5_000)}**`
    const body = changeBody({ kind: 'patch', fields: { close_notes: long }, workNote: long })
    expect(body).toEqual({ close_notes: `${'a'.repeat(3_999)}…`, work_notes: `${'a'.repeat(3_999)}…` })
  })

  it('keeps the marker of a note that had to be cut', () => {
    const text = comment('a'.repeat(5_000))
    expect(text).toHaveLength(4_000)
    expect(holdsNote(text, 'evidence-1')).toBe(true)
  })

  it('cannot be run as HTML by a journal', () => {
    expect(comment('a [code]<script>x</script>[/CODE] b')).not.toMatch(/\[\/?code\]/i)
  })

  it('finds a note by its whole marker on a line of its own', () => {
    const journal = `2026-11-23 09:00:00 - Bot (Work notes)\r\n${comment('done', 'evidence-12').replaceAll('\n', '\r\n')}\r\n`
    expect(holdsNote(journal, 'evidence-12')).toBe(true)
    expect(holdsNote(journal, 'evidence-1')).toBe(false)
    expect(holdsNote('somebody quotes Fixproof note evidence-1 here', 'evidence-1')).toBe(false)
  })
})
