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
  /** `finding` = the title of the one Datadog gives to them. */
  assigneeCarried: (v: { who: string | null; finding: string; key: string }) =>
    v.who === null
      ? `${v.key} has no assignee any more: Datadog gives "${v.finding}" to nobody.`
      : `${v.who} is the assignee of ${v.key}: Datadog gives "${v.finding}" to them.`,
  givePlanned: (v: { who: string | null; finding: string }) =>
    v.who === null
      ? `Give "${v.finding}" to nobody in Datadog, as the case is.`
      : `Give "${v.finding}" to ${v.who} in Datadog, as the case is.`,
  findingsGiven: (v: { who: string | null; key: string; count: number }) =>
    v.who === null
      ? `${plural(v.count, 'finding')} of ${v.key} given to nobody in Datadog, as the case is.`
      : `${plural(v.count, 'finding')} of ${v.key} given to ${v.who} in Datadog, as the case is.`,
  findingsNotGiven: (v: { who: string | null; key: string; reason: string }) =>
    `Findings of ${v.key} are not given to ${v.who ?? 'nobody'} in Datadog; the case keeps its assignee. ${v.reason}`,
  noDatadogUser: (who: string) =>
    `It is not known who ${who} is in Datadog. Pair them under users in the configuration.`,
  /** Rule 13: a reason says why a case is closed. */
  reasonNeedsClose: (key: string) =>
    `Case ${key} is not closed. A reason is given when it is closed, or later.`,
} as const
