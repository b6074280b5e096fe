/** What people type into the dialogs, read. Pure. */
import type { ForgeFinding } from '@fixproof/rules'
import { findingState, severity } from '../look'

export interface Choice {
  label: string
  value: string
}

/** Findings as choices of a list. */
export function choices(findings: readonly ForgeFinding[]): Choice[] {
  return findings.map(f => ({
    value: f.id,
    label: `${severity(f.severity).word} · ${f.title === '' ? f.id : f.title} · ${findingState(f).word}`,
  }))
}

/** An id as Datadog makes them: one long word of letters, digits, `-`, `_` and `=`. */
const FINDING_ID = /^(?=.*\d)[\w=-]{16,}$/

/** The text holds links or ids, and nothing that would have to be searched for. */
export function isReference(text: string): boolean {
  const words = references(text)
  return words.length > 0 && words.every(word => /^https?:\/\//i.test(word) || FINDING_ID.test(word))
}

/** Links and ids, each once, separated by spaces, commas or lines. */
export function references(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(word => word !== ''))]
}
