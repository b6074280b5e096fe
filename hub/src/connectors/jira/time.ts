/** Jira writes `2026-11-22T10:00:00.000-0800`: an offset without colon, which is not ISO 8601's extended form. */
const JIRA_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)(?:([+-]\d\d):?(\d\d)|Z)$/

/** Epoch milliseconds of a Jira timestamp; null when it is none. */
export function jiraTime(text: string): number | null {
  const parts = JIRA_TIME.exec(text)
  if (parts === null) return null
  const offset = parts[2] === undefined ? 'Z' : `${parts[2]}:${parts[3]}`
  const at = Date.parse(`${parts[1]}${offset}`)
  return Number.isNaN(at) ? null : at
}
