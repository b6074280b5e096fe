import { describe, expect, it } from 'vitest'
import { groupFindings } from './grouping'
import type { FindingDoc } from './model'
import { finding } from './testing/build'

const made = (id: string, type: string, attributes: Record<string, unknown>, custom = false): FindingDoc => ({
  ...finding(id, { status: 'open', type }),
  item: { id, type: 'finding', attributes: { attributes: custom ? { custom: attributes } : attributes } },
})
const library = (id: string, name: string, version: string, custom = false) =>
  made(id, 'library_vulnerability', { package: { normalized_name: name, version } }, custom)
const code = (id: string, rule: string, repository: string | null) =>
  made(id, 'static_code_vulnerability', {
    rule: { id: rule },
    ...(repository === null ? {} : { git: { repository_url: repository } }),
  })
const image = (id: string, digest: string) =>
  made(id, 'host_and_container_vulnerability', {
    package: { name: 'openssl', version: '3.0.1' },
    resource_id: `registry.example/shop@${digest}`,
  })

const groups = (findings: FindingDoc[]) =>
  groupFindings(findings, 'grouped').map(({ fix, findings: all }) => [fix, ...all.map(each => each.id)])

describe('findings grouped by what one fix fixes', () => {
  it('go together by package and version, whichever nesting Datadog sent', () => {
    expect(
      groups([
        library('a', 'lodash', '4.1'),
        library('b', 'lodash', '4.2'),
        library('c', 'lodash', '4.1', true),
      ]),
    ).toEqual([
      ['lodash 4.1', 'a', 'c'],
      ['lodash 4.2', 'b'],
    ])
  })

  it('go together by image digest before package: a new image ends them all', () => {
    expect(
      groups([image('a', 'sha256:AAAAAA11'), image('b', 'sha256:bbbbbb22'), image('c', 'sha256:aaaaaa11')]),
    ).toEqual([
      ['image sha256:aaaaaa11', 'a', 'c'],
      ['image sha256:bbbbbb22', 'b'],
    ])
  })

  it('go together by rule and repository; one rule in two repositories is two fixes', () => {
    expect(
      groups([
        code('a', 'xss', 'r1'),
        code('b', 'xss', 'r2'),
        code('c', 'xss', 'r1'),
        code('d', 'sqli', 'r1'),
      ]),
    ).toEqual([
      ['rule xss in r1', 'a', 'c'],
      ['rule xss in r2', 'b'],
      ['rule sqli in r1', 'd'],
    ])
  })

  it('stand alone when nothing says what fixes them, also beside one of the same rule', () => {
    expect(groups([code('a', 'xss', null), code('b', 'xss', null), made('c', 'identity_risk', {})])).toEqual([
      [null, 'a'],
      [null, 'b'],
      [null, 'c'],
    ])
    expect(groups([{ ...finding('unread'), item: null }])).toEqual([[null, 'unread']])
  })

  it('have a key that the order of the findings does not change', () => {
    const [a, b] = [library('a', 'lodash', '4.1'), library('b', 'lodash', '4.1')]
    expect(groupFindings([a, b], 'grouped')[0]?.key).toBe(groupFindings([b, a], 'grouped')[0]?.key)
  })
})

describe('findings not grouped', () => {
  it('make one ticket, or one each', () => {
    const all = [finding('a'), finding('b')]
    expect(groupFindings(all, 'single').map(each => each.findings.length)).toEqual([2])
    expect(groupFindings(all, 'multiple').map(each => each.findings.length)).toEqual([1, 1])
    expect(groupFindings([], 'single')).toEqual([])
  })
})
