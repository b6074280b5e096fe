import { own } from './own'
import { listed } from './words'

/** What a field's value may take from the findings of a ticket, its case and its project. */
export const PLACEHOLDERS = {
  'finding.id': 'Datadog’s id',
  'finding.title': 'title',
  'finding.severity': 'severity; of several findings the worst',
  'finding.type': 'category, e.g. Libraries (SCA)',
  'finding.status': 'status in Datadog',
  'finding.url': 'address in Datadog',
  'finding.description': 'what Datadog says about it',
  'finding.resource': 'name of the affected resource',
  'finding.service': 'name of the service',
  'finding.rule': 'name of the rule that found it',
  'finding.cve': 'CVE or advisory',
  'finding.package': 'package and version, e.g. openssl 3.0.1',
  'finding.fix': 'what to upgrade to',
  'finding.repository': 'address of the repository',
  'finding.team': 'team of its tags',
  'finding.env': 'environment of its tags',
  'findings.count': 'how many findings the ticket is made for',
  'case.key': 'key of the case',
  'case.url': 'address of the case; empty without server.publicUrl',
  'case.title': 'title of the case',
  'project.key': 'key of the project',
  'project.name': 'name of the project',
} as const

export type Placeholder = keyof typeof PLACEHOLDERS
export type PlaceholderValues = { readonly [name in Placeholder]: string }

const PATTERN = /\{\{([^{}]*)\}\}/g

/** Whether any text in a value, however deep, holds a placeholder. */
export function hasPlaceholder(value: unknown): boolean {
  return namesIn(value).length > 0
}

/** The words in `{{…}}` that stand for nothing, each once. */
export function unknownPlaceholders(value: unknown): string[] {
  const unknown = namesIn(value).filter(name => own(PLACEHOLDERS, name) === undefined)
  return unknown.filter((name, at) => unknown.indexOf(name) === at)
}

/** The value with every known placeholder replaced, in texts however deep; unknown ones stay as they are. */
export function fillTemplate(value: unknown, values: PlaceholderValues): unknown {
  if (typeof value === 'string') {
    return value.replace(PATTERN, (whole: string, name: string) => {
      const filled = own(values, name.trim())
      return filled === undefined ? whole : filled
    })
  }
  if (Array.isArray(value)) return value.map(each => fillTemplate(each, values))
  if (typeof value !== 'object' || value === null) return value
  const filled: { [member: string]: unknown } = {}
  for (const member of Object.keys(value)) {
    filled[member] = fillTemplate((value as { [member: string]: unknown })[member], values)
  }
  return filled
}

/**
 * The values for a text that is read as Markdown: what a finding says is text there, no markup and no link of its own.
 * Addresses of findings, cases and repositories stay addresses.
 */
export function markdownValues(values: PlaceholderValues): PlaceholderValues {
  const result: { [name: string]: string } = {}
  for (const name of Object.keys(values) as Placeholder[])
    result[name] = ADDRESSES.indexOf(name) >= 0 ? address(values[name]) : plainLines(values[name])
  return result as PlaceholderValues
}

const ADDRESSES: readonly Placeholder[] = ['finding.url', 'finding.repository', 'case.url']

function address(text: string): string {
  return text.replace(/[<>[\]`\\]/g, encodeURIComponent)
}

function plainLines(text: string): string {
  return text.split(/\r?\n/).map(plainLine).join('  \n')
}

/** A line that Markdown (GitHub's flavour) reads as just that line. */
function plainLine(line: string): string {
  return line
    .replace(/[\\`*_~[\]<>|!]/g, '\\$&')
    .replace(/&(?=#?\w{1,8};)/g, '\\&')
    .replace(/(https?):\/\//gi, '$1\\://')
    .replace(/\bwww\./gi, 'www\\.')
    .replace(/^(\s*)([#+-])(?=\s|$)/, '$1\\$2')
    .replace(/^(\s*\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
    .replace(/^(\s*)(=+|-{2,})\s*$/, '$1\\$2')
}

/** Why a template is refused. */
export const templateText = {
  unknown: (names: readonly string[]) =>
    `there is no placeholder ${listed(names.map(name => `{{${name}}}`))}. Known: ${Object.keys(PLACEHOLDERS).join(', ')}`,
} as const

function namesIn(value: unknown): string[] {
  if (typeof value === 'string') {
    const names: string[] = []
    value.replace(PATTERN, (whole: string, name: string) => {
      names.push(name.trim())
      return whole
    })
    return names
  }
  if (typeof value !== 'object' || value === null) return []
  const inside = Array.isArray(value)
    ? value
    : Object.keys(value).map(member => (value as { [member: string]: unknown })[member])
  return inside.reduce<string[]>((names, each) => names.concat(namesIn(each)), [])
}
