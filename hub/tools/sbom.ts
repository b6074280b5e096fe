import { type Locked, production } from './lock'

/** The projects that the image holds, as the lock file calls them. */
const SHIPPED = ['hub', 'shared'] as const

/** `pkg:npm/%40scope/name@version` (https://github.com/package-url/purl-spec, type npm). */
const purl = ({ name, version }: Pick<Locked, 'name' | 'version'>): string =>
  `pkg:npm/${name.replace('@', '%40')}@${version}`

/** By code unit, so that it is the same order on every machine. */
const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * What the hub is made of, as CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/): every package that it needs when it
 * runs, with its checksum and what it needs itself. The same bytes for the same lock file: no time, no random number.
 */
export function sbom(lock: string, hub: { name: string; version: string }): string {
  const { packages, direct } = production(lock, SHIPPED)
  const own = purl(hub)
  const refOf = (key: string): string => {
    const found = packages.get(key)
    if (found === undefined) throw new Error(`pnpm-lock.yaml does not hold ${key}`)
    return purl(found)
  }
  // One package with other peers is the same bytes.
  const needs = new Map<string, Set<string>>([[own, new Set(direct.map(refOf))]])
  const all = new Map<string, Locked>()
  for (const each of packages.values()) {
    const ref = purl(each)
    all.set(ref, each)
    const known = needs.get(ref) ?? new Set()
    for (const key of each.needs) known.add(refOf(key))
    needs.set(ref, known)
  }
  const components = [...all]
    .sort(([a], [b]) => byCode(a, b))
    .map(([ref, { name, version, integrity }]) => {
      const [group, short] = name.startsWith('@') ? name.split('/') : [undefined, name]
      const content = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex')
      return {
        ...{ type: 'library', 'bom-ref': ref, ...(group !== undefined && { group }), name: short ?? name },
        ...{ version, hashes: [{ alg: 'SHA-512', content }], purl: ref },
      }
    })
  const bom = {
    ...{ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 },
    metadata: {
      component: { type: 'application', 'bom-ref': own, name: hub.name, version: hub.version, purl: own },
    },
    components,
    dependencies: [...needs]
      .sort(([a], [b]) => byCode(a, b))
      .map(([ref, on]) => ({ ref, dependsOn: [...on].sort(byCode) })),
  }
  return `${JSON.stringify(bom, null, 2)}\n`
}
