import { categoryLabel, type PlaceholderValues, worstSeverity } from '@fixproof/rules'
import { attributeOf, tagOf } from './attributes'
import type { FindingDoc, ProjectDoc } from './model'

/** What the placeholders of a ticket's fields stand for. Of several findings each value is named once, with commas. */
export function placeholderValues(given: {
  findings: readonly FindingDoc[]
  case: { key: string; title: string }
  caseUrl: string | null
  project: Pick<ProjectDoc, 'key' | 'name'>
}): PlaceholderValues {
  const { findings, project } = given
  const each = (read: (finding: FindingDoc) => string | null) =>
    [...new Set(findings.map(read).filter(text => text !== null && text !== ''))].join(', ')
  const at = (...places: readonly string[]) => each(finding => attributeOf(finding, ...places))
  return {
    'finding.id': each(finding => finding.id),
    'finding.title': each(finding => finding.title),
    'finding.severity': findings.length === 0 ? '' : worstSeverity(findings.map(one => one.severity)),
    'finding.type': each(({ facts }) => categoryLabel(facts.findingType)),
    'finding.status': each(({ facts }) => facts.status),
    'finding.url': each(finding => finding.url),
    'finding.description': each(finding => attributeOf(finding, 'description')),
    'finding.resource': at('resource_name', 'resource_id'),
    'finding.service': each(
      finding => attributeOf(finding, 'service.name', 'service') ?? tagOf(finding, 'service'),
    ),
    'finding.rule': at('rule.name', 'rule.id'),
    'finding.cve': at('advisory.cve', 'advisory.id'),
    'finding.package': each(packageOf),
    'finding.fix': at('remediation.recommended.name', 'remediation.recommended.version'),
    'finding.repository': at('git.repository_url', 'git.repository_id'),
    'finding.team': each(finding => tagOf(finding, 'team')),
    'finding.env': each(finding => tagOf(finding, 'env')),
    'findings.count': String(findings.length),
    'case.key': given.case.key,
    'case.url': given.caseUrl ?? '',
    'case.title': given.case.title,
    'project.key': project.key,
    'project.name': project.name,
  }
}

function packageOf(finding: FindingDoc): string | null {
  const name = attributeOf(finding, 'package.name', 'package.normalized_name')
  const version = attributeOf(finding, 'package.version')
  return name === null ? null : version === null ? name : `${name} ${version}`
}
