import { categoryLabel, type IncidentFinding } from '@fixproof/rules'
import { attributeOf, tagOf } from './attributes'
import { namedFinding } from './findings'
import type { FindingDoc } from './model'
import type { CaseState } from './step'

/** A finding of the case as the apps in Jira and ServiceNow list it. Times in RFC 3339. */
export function findingFacts(state: CaseState, id: string): IncidentFinding {
  const { title, severity, url, state: is, openSince, muteExpiresAt } = namedFinding(state, id)
  const attachment = state.case.attachments.find(each => each.findingId === id)
  const open = attachment?.open === true && attachment.tracked
  return {
    ...{ id, title, severity, ...kindAndPlace(state.findings[id]), state: is, open, url },
    openSince: open ? maybeIso(openSince) : null,
    mutedUntil: is === 'muted' ? maybeIso(muteExpiresAt) : null,
  }
}

/** The kind of problem, and where it was found: service, repository or resource, whichever Datadog names first. */
export function kindAndPlace(finding: FindingDoc | undefined): Pick<IncidentFinding, 'category' | 'where'> {
  if (finding === undefined) return { category: categoryLabel(null), where: null }
  const where =
    attributeOf(finding, 'service.name', 'service') ??
    tagOf(finding, 'service') ??
    attributeOf(finding, 'git.repository_url', 'git.repository_id', 'resource_name', 'resource_id')
  return { category: categoryLabel(finding.facts.findingType), where }
}

function maybeIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
