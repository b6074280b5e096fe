import { FIELD_NAMES } from './syncText'
import { plural } from './words'

/** Sentences about what people and scripts do to a case itself; `by` is who did it, `key` the case's. */
export const caseText = {
  changed: (v: { by: string; field: keyof typeof FIELD_NAMES; key: string; from: string; to: string }) =>
    `${v.by} changed the ${FIELD_NAMES[v.field]} of ${v.key}: ${v.from} → ${v.to}.`,
  attributesChanged: (by: string, key: string, names: readonly string[]) =>
    `${by} changed attributes of ${key}: ${names.join(', ')}.`,
  referencesChanged: (by: string, key: string, left: number) =>
    `${by} changed what ${key} points to; it names ${left === 0 ? 'nothing' : plural(left, 'thing')} beside its findings.`,
  reasonGiven: (by: string, key: string, reason: string) => `${by} gave ${reason} as the reason of ${key}.`,
  archived: (by: string, key: string) => `${by} archived ${key}; its tickets keep following the findings.`,
  unarchived: (by: string, key: string) => `${by} took ${key} out of the archive.`,
  moved: (v: { by: string; key: string; from: string; to: string }) =>
    `${v.by} moved ${v.key} from project ${v.from} to ${v.to}; its tickets stay linked.`,
  /** Rule 13: a reason says why a case is closed. */
  reasonNeedsClose: (key: string) =>
    `Case ${key} is not closed. A reason is given when it is closed, or later.`,
} as const
