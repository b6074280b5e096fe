import { attributeOf } from './attributes'
import type { FindingDoc } from './model'

export const GROUP_MODES = ['single', 'multiple', 'grouped'] as const
export type GroupMode = (typeof GROUP_MODES)[number]

/** Findings that one ticket is made for. */
export interface Group {
  /** The same for the same fix, everywhere: what is asked for again finds what was made. */
  key: string
  /** What one fix of them all is about, for people; null when they were not put together by it. */
  fix: string | null
  findings: FindingDoc[]
}

interface Fix {
  /** Finding types it is looked for on; absent = any. */
  types?: readonly string[]
  /** What has to be there, all of it. */
  parts: readonly ((finding: FindingDoc) => string | null)[]
  words: (parts: readonly string[]) => string
}

const part =
  (...places: readonly string[]) =>
  (finding: FindingDoc) =>
    attributeOf(finding, ...places)

/**
 * What one fix fixes; the first row whose parts a finding has decides. A new image ends every vulnerability of the old
 * one, an upgrade those of one version, a change of code what one rule finds in one repository.
 */
const FIXES: Readonly<Record<string, Fix>> = {
  image: {
    parts: [finding => imageDigest(finding)],
    words: ([digest = '']) => `image ${digest}`,
  },
  package: {
    types: ['library_vulnerability', 'host_and_container_vulnerability'],
    parts: [part('package.normalized_name', 'package.name'), part('package.version')],
    words: ([name = '', version = '']) => `${name} ${version}`,
  },
  rule: {
    parts: [
      part('rule.id', 'rule.default_rule_id', 'rule.name'),
      part('git.repository_url', 'git.repository_id'),
    ],
    words: ([rule = '', repository = '']) => `rule ${rule} in ${repository}`,
  },
}

/** `sha256:` and at least 6 digits, where Datadog names an image by its content. */
const DIGEST = /sha256:[0-9a-f]{6,64}/i

function imageDigest(finding: FindingDoc): string | null {
  const named =
    attributeOf(finding, 'container_image.image_digest', 'container_image.digest') ??
    attributeOf(finding, 'resource_id', 'resource_name')
  return named === null ? null : (DIGEST.exec(named)?.[0].toLowerCase() ?? null)
}

/** How many tickets these findings make, and which finding goes to which; in the order given. Pure. */
export function groupFindings(findings: readonly FindingDoc[], mode: GroupMode): Group[] {
  if (mode === 'single')
    return findings.length === 0 ? [] : [{ key: 'single', fix: null, findings: [...findings] }]
  if (mode === 'multiple') return findings.map(alone)
  const groups = new Map<string, Group>()
  for (const finding of findings) {
    const fix = fixOf(finding)
    const group = fix === null ? alone(finding) : { ...fix, findings: [finding] }
    const known = groups.get(group.key)
    if (known === undefined) groups.set(group.key, group)
    else known.findings.push(finding)
  }
  return [...groups.values()]
}

function alone(finding: FindingDoc): Group {
  return { key: `finding ${finding.id}`, fix: null, findings: [finding] }
}

function fixOf(finding: FindingDoc): Pick<Group, 'key' | 'fix'> | null {
  for (const [what, { types, parts, words }] of Object.entries(FIXES)) {
    if (types !== undefined && !types.includes(finding.facts.findingType ?? '')) continue
    const found = parts.map(each => each(finding))
    if (!found.every(each => each !== null)) continue
    return { key: JSON.stringify([what, ...found]), fix: words(found) }
  }
  return null
}
