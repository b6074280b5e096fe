import { severityRank, worstSeverity } from './finding'
import { JIRA_DESCRIPTION_CHARS_MAX, JIRA_SUMMARY_CHARS_MAX } from './limits'
import type { NamedFinding } from './model'
import { clip, isoDay, oneLine } from './words'

/**
 * The title a ticket gets when nobody gives one: the finding's own, or the worst one's with how many more there are.
 * One line of at most `maxChars` (Jira's summary takes 255, ServiceNow's short description 160).
 */
export function ticketTitle(
  findings: readonly NamedFinding[],
  maxChars: number = JIRA_SUMMARY_CHARS_MAX,
  signals = false,
): string {
  const worst = worstFirst(findings)[0]
  if (worst === undefined) return signals ? 'Datadog security signals' : 'Datadog security findings'
  const name = oneLine(worst.title) || worst.id
  if (findings.length === 1) return clip(`${capital(worst.severity)}: ${name}`, maxChars)
  const rest = ` and ${findings.length - 1} more`
  const noun = signals ? 'signals' : 'findings'
  const head = `${findings.length} ${noun}, worst ${worstSeverity(findings.map(f => f.severity))}: `
  return clip(`${head}${clip(name, Math.max(1, maxChars - head.length - rest.length))}${rest}`, maxChars)
}

/**
 * The description a ticket gets when nobody gives one, in Markdown (CommonMark escapes): what must be fixed, each
 * finding with severity, date and link, and how the ticket closes. Findings that no longer fit into `maxChars` are
 * counted and can be read on the case.
 */
export function ticketDescription(
  findings: readonly NamedFinding[],
  v: { caseKey: string; caseUrl: string; maxChars?: number; signals?: boolean },
): string {
  const maxChars = v.maxChars === undefined ? JIRA_DESCRIPTION_CHARS_MAX : v.maxChars
  const all = worstFirst(findings).map(line)
  for (let shown = all.length; shown > 0; shown--) {
    const text = assemble(all.slice(0, shown), findings.length, v)
    if (text.length <= maxChars) return text
  }
  return clip(assemble([], findings.length, v), maxChars)
}

/** Signals are events that are over: nothing in Datadog says that they were dealt with. */
function assembleSignals(lines: readonly string[], total: number, v: Place): string {
  const what = total === 1 ? 'Datadog saw a security signal:' : `Datadog saw ${total} security signals:`
  const rest = total - lines.length
  const more = rest > 0 ? `\n- … and ${rest} more on the case` : ''
  const close = 'Fixproof does not follow signals: close this ticket by hand when they are dealt with.'
  return `${what}\n\n${lines.join('\n')}${more}\n\n${close}\n\nCase: ${link(v.caseKey, v.caseUrl)}`
}

interface Place {
  caseKey: string
  caseUrl: string
  signals?: boolean
}

function assemble(lines: readonly string[], total: number, v: Place): string {
  if (v.signals === true) return assembleSignals(lines, total, v)
  const one = total === 1
  const what = one
    ? 'Datadog found a security problem that has to be fixed:'
    : `Datadog found ${total} security problems that have to be fixed:`
  const rest = total - lines.length
  const more = rest > 0 ? `\n- … and ${rest} more on the case` : ''
  const close = one
    ? 'This ticket closes by itself when Datadog no longer sees the finding open, and opens again when it comes back.'
    : 'This ticket closes by itself when Datadog no longer sees any of them open, and opens again when one comes back.'
  return `${what}\n\n${lines.join('\n')}${more}\n\n${close}\n\nCase: ${link(v.caseKey, v.caseUrl)}`
}

function line(f: NamedFinding): string {
  const since = f.openSince === null ? '' : `, open since ${isoDay(f.openSince)}`
  return `- ${link(oneLine(f.title) || f.id, f.url)} — ${escapeMarkdown(f.severity)}${since}`
}

function link(text: string, url: string): string {
  return url === ''
    ? escapeMarkdown(text)
    : `[${escapeMarkdown(text)}](<${url.replace(/[<>\s]/g, encodeURIComponent)}>)`
}

/** Titles come from scanners, reasons from people: what Markdown would take for markup is escaped. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>|~#!]/g, '\\$&')
}

function worstFirst(findings: readonly NamedFinding[]): NamedFinding[] {
  const placed = findings.map((finding, place) => ({ finding, place }))
  placed.sort(
    (a, b) => severityRank(a.finding.severity) - severityRank(b.finding.severity) || a.place - b.place,
  )
  return placed.map(each => each.finding)
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
