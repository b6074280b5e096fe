import { own, sameName } from './own'

export type MappedPriority = 'P1' | 'P2' | 'P3' | 'P4' | 'P5'

/**
 * ServiceNow's priority lookup of the base system, by `impact/urgency`. Priority itself is read-only there.
 * Customers may change the matrix, so the priority is read back after a write (rule 30).
 * Source: incident priority data lookup rules (dl_u_priority) of the base system.
 */
export const INCIDENT_PRIORITY = {
  '1/1': 'P1',
  '1/2': 'P2',
  '1/3': 'P3',
  '2/1': 'P2',
  '2/2': 'P3',
  '2/3': 'P4',
  '3/1': 'P3',
  '3/2': 'P4',
  '3/3': 'P5',
} as const

/** What is written for each priority; the middle way where several lead to it. */
export const IMPACT_URGENCY: { [P in MappedPriority]: { impact: string; urgency: string } } = {
  P1: { impact: '1', urgency: '1' },
  P2: { impact: '1', urgency: '2' },
  P3: { impact: '2', urgency: '2' },
  P4: { impact: '2', urgency: '3' },
  P5: { impact: '3', urgency: '3' },
}

/** Jira's default priorities. Source: https://developer.atlassian.com/cloud/jira/platform/rest/v3/ (priorities) */
export const JIRA_PRIORITIES = { P1: 'Highest', P2: 'High', P3: 'Medium', P4: 'Low', P5: 'Lowest' } as const

/** The case priority an incident's impact and urgency ("1" to "3") stand for; undefined for anything else. */
export function priorityOfIncident(impact: string, urgency: string): MappedPriority | undefined {
  return own<MappedPriority>(INCIDENT_PRIORITY, `${impact}/${urgency}`)
}

/**
 * Rule 30: the impact and urgency to write for a priority. Null = write nothing: the incident's own pair stands for
 * that priority already (1/3, 2/2 and 3/1 are all P3).
 */
export function impactAndUrgency(
  priority: MappedPriority,
  now: { impact: string; urgency: string } | null,
): { impact: string; urgency: string } | null {
  if (now !== null && priorityOfIncident(now.impact, now.urgency) === priority) return null
  return IMPACT_URGENCY[priority]
}

/** The case priority a Jira priority's name stands for, by the project's names or Jira's own. */
export function priorityOfJira(
  name: string,
  names: { readonly [P in MappedPriority]: string } = JIRA_PRIORITIES,
): MappedPriority | undefined {
  for (const priority of Object.keys(names) as MappedPriority[]) {
    if (sameName(names[priority], name)) return priority
  }
  return undefined
}
