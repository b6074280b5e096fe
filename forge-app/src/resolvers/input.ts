/** What people give to the panel, looked at before anything is called. Each gives the value or throws a refusal. */
import {
  FORGE_EXCEPTION_DAYS_MAX,
  FORGE_GADGET_DAYS_MAX,
  FORGE_REASON_CHARS_MAX,
  FORGE_SEARCH_CHARS_MAX,
  forgeSentences,
  overLimit,
  type REQUEST_LIMITS,
} from '@fixproof/rules'
import type { Mode, ProjectSettings, Settings } from '../defs'
import { at, textAt } from '../platform/site'
import { Refusal } from './people'

const DAY_MS = 86_400_000
/** Characters of a finding's link. Ours: the longest links of Datadog's pages are far below. */
const LINK_CHARS_MAX = 4_000
/** Characters of a group's name. Source: Jira, "group name is too long". */
const GROUP_CHARS_MAX = 255

const refuse = (sentence: string): never => {
  throw new Refusal('refused', sentence)
}

/** One to fifty ids or links. */
export function findingsIn(payload: unknown, limit: keyof typeof REQUEST_LIMITS): string[] {
  const given = at(payload, 'findings')
  if (!Array.isArray(given)) return refuse(forgeSentences.findingsWrong())
  const over = overLimit(limit, given.length)
  if (over !== null) return refuse(over)
  const findings = given.map(each => (typeof each === 'string' ? each.trim() : ''))
  if (findings.some(each => each === '' || each.length > LINK_CHARS_MAX))
    return refuse(forgeSentences.findingsWrong())
  if (findings.length === 0) return refuse(forgeSentences.noFindings())
  return [...new Set(findings)]
}

export function reasonIn(payload: unknown): string {
  const reason = (textAt(payload, 'reason') ?? '').trim()
  if (reason === '') return refuse(forgeSentences.noReason())
  if (reason.length > FORGE_REASON_CHARS_MAX) return refuse(forgeSentences.reasonTooLong(reason.length))
  return reason
}

/** A day after `now`'s, `2026-12-31`. */
export function dayIn(payload: unknown, now: number): string {
  const day = textAt(payload, 'until') ?? ''
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  // 2026-02-31 is read as March by some.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day)
    return refuse(forgeSentences.dayWrong())
  if (ms <= now) return refuse(forgeSentences.dayPast())
  if (ms - now > FORGE_EXCEPTION_DAYS_MAX * DAY_MS)
    return refuse(forgeSentences.dayTooFar(FORGE_EXCEPTION_DAYS_MAX))
  return day
}

export function queryIn(payload: unknown): string {
  const query = (textAt(payload, 'query') ?? '').trim()
  if (query === '') return refuse(forgeSentences.noQuery())
  if (query.length > FORGE_SEARCH_CHARS_MAX)
    return refuse(forgeSentences.queryTooLong(FORGE_SEARCH_CHARS_MAX, query.length))
  return query
}

export function daysIn(payload: unknown): number {
  const days = at(payload, 'days')
  if (typeof days === 'number' && Number.isInteger(days) && days >= 1 && days <= FORGE_GADGET_DAYS_MAX)
    return days
  return refuse(forgeSentences.daysWrong(FORGE_GADGET_DAYS_MAX))
}

const MODES = ['live-then-proof', 'proof-then-live', 'proof', 'live'] as const satisfies readonly Mode[]

export function settingsIn(payload: unknown): Settings {
  return { mode: modeIn(payload), detachGroup: groupIn(payload) }
}

/** What is null goes by the site's settings; what is missing is refused. */
export function projectSettingsIn(payload: unknown): ProjectSettings {
  return {
    mode: at(payload, 'mode') === null ? null : modeIn(payload),
    detachGroup: at(payload, 'detachGroup') === null ? null : groupIn(payload),
  }
}

function modeIn(payload: unknown): Mode {
  return MODES.find(each => each === at(payload, 'mode')) ?? refuse(forgeSentences.settingsWrong())
}

function groupIn(payload: unknown): string {
  const group = at(payload, 'detachGroup')
  if (typeof group !== 'string' || group.length > GROUP_CHARS_MAX)
    return refuse(forgeSentences.settingsWrong())
  return group.trim()
}

/** A text the page must send. */
export function textIn(payload: unknown, name: string): string {
  return textAt(payload, name) ?? refuse(forgeSentences.settingsWrong())
}
