import { describe, expect, it } from 'vitest'
import { DEFAULT_QUERY, errorWords, idQuery, readItem, readPage } from './adapter'

const APP = 'https://app.datadoghq.com'
const flat = {
  finding_id: 'YQ==',
  finding_type: 'misconfiguration',
  title: 'A bucket is public',
  status: 'open',
  severity: 'high',
  detection_changed_at: 1765838312079,
  resource_id: 'i-1',
  rule: { id: 'abc', name: 'Buckets' },
  compliance: { evaluation: 'pass' },
  workflow: {
    mute: { is_muted: true, expire_at: 1800000000000, reason: 'risk_accepted' },
    triage: { assignee: { id: 'u-1', name: 'Ada', updated_at: 5 } },
  },
}
const item = (attributes: unknown, more: object = {}) => ({
  id: 'YQ==',
  type: 'finding',
  attributes: { attributes, tags: ['team:platform'], timestamp: 5, ...more },
})

describe('a finding', () => {
  it.each([
    ['as the documentation nests it', flat],
    ['one level deeper, as the servers send it', { custom: flat }],
  ])('%s reads the same and keeps its nesting', (_, attributes) => {
    const read = readItem(item(attributes), APP)
    expect(read).toEqual({
      item: item(attributes),
      facts: {
        id: 'YQ==',
        findingType: 'misconfiguration',
        status: 'open',
        isMuted: true,
        muteExpiresAt: 1800000000000,
        evaluation: 'pass',
      },
      title: 'A bucket is public',
      severity: 'high',
      detectionChangedAt: 1765838312079,
      url: `${APP}/security/compliance?panels=cpfinding%7Cevent%7CruleId%3Aabc%7CresourceId%3Ai-1&query=%40finding_id%3AYQ%3D%3D`,
      assignee: { id: 'u-1', name: 'Ada' },
    })
  })

  it('with next to nothing in it still has an id, a title and a severity', () => {
    expect(readItem({ id: 'x', attributes: { attributes: {} } }, APP)).toMatchObject({
      item: { id: 'x', type: 'finding' },
      facts: {
        id: 'x',
        findingType: null,
        status: null,
        isMuted: null,
        muteExpiresAt: null,
        evaluation: null,
      },
      title: 'x',
      severity: 'unknown',
      detectionChangedAt: null,
    })
  })

  it('without an id of its own goes by its finding_id', () => {
    expect(readItem({ attributes: { attributes: { finding_id: 'y' } } }, APP)?.item.id).toBe('y')
  })

  it.each([
    [null],
    ['x'],
    [{ id: 'x' }],
    [{ attributes: { attributes: {} } }],
    [{ id: 'x', attributes: { attributes: 3 } }],
  ])('is none when it has no id or no attributes: %j', received => {
    expect(readItem(received, APP)).toBeNull()
  })

  it('is not lost when single attributes are not what they should be', () => {
    const odd = {
      ...flat,
      title: 7,
      severity: null,
      workflow: { mute: 'yes' },
      rule: [],
      detection_changed_at: 'soon',
    }
    expect(readItem(item(odd), APP)).toMatchObject({
      facts: { status: 'open', isMuted: null, muteExpiresAt: null },
      title: 'YQ==',
      severity: 'unknown',
      detectionChangedAt: 5,
    })
  })

  it.each([
    [{ severity: 'low', base_severity: 'high' }, 'low'],
    [
      {
        severity_details: { adjusted: { value: 'Critical' }, base: { value: 'Low' } },
        base_severity: 'high',
      },
      'critical',
    ],
    [{ base_severity: 'High' }, 'high'],
    [{ severity_details: { base: { value: 'Medium' } } }, 'medium'],
  ])('takes its severity from %j', (attributes, severity) => {
    expect(readItem(item(attributes), APP)?.severity).toBe(severity)
  })

  it.each([
    [1765838312079, 1765838312079],
    ['1765838312079', 1765838312079],
    ['2025-12-15T22:38:32.079Z', 1765838312079],
  ])('takes its last change from %j', (detection_changed_at, at) => {
    expect(readItem(item({ detection_changed_at }), APP)?.detectionChangedAt).toBe(at)
  })
})

describe('a page', () => {
  it('is complete only when Datadog says it is done', () => {
    expect(readPage({ data: [1], meta: { status: 'done', page: { after: 'c' } } })).toEqual({
      data: [1],
      after: 'c',
      complete: true,
    })
    expect(readPage({ data: [], meta: { status: 'timeout' } })?.complete).toBe(false)
    expect(readPage({ data: [] })?.complete).toBe(false)
  })

  it('that is empty is the last one, whatever cursor it carries', () => {
    expect(readPage({ data: [], meta: { status: 'done', page: { after: 'c' } } })?.after).toBeNull()
  })

  it('without a list of findings is none', () => {
    for (const body of [undefined, {}, { data: {} }, 'x']) expect(readPage(body)).toBeNull()
  })
})

it('an error is read as text, as an object, or as nothing', () => {
  expect(errorWords({ errors: ['no', 'Forbidden'] })).toBe('no; Forbidden')
  expect(
    errorWords({ errors: [{ status: '400', title: 'Bad Request', detail: 'no finding provided' }] }),
  ).toBe('no finding provided')
  expect(errorWords({ errors: [{ code: 'resource_not_found', title: 'case not found' }, {}] })).toBe(
    'case not found',
  )
  expect(errorWords(undefined)).toBe('')
})

it('the default query names open, in progress and the ten tracked types', () => {
  expect(DEFAULT_QUERY).toBe(
    '@status:(open OR in-progress) @finding_type:(library_vulnerability OR static_code_vulnerability OR ' +
      'runtime_code_vulnerability OR secret OR iac_misconfiguration OR misconfiguration OR identity_risk OR ' +
      'host_and_container_vulnerability OR api_security OR workload_activity)',
  )
})

it('ids are quoted, and what would end the quotes is escaped', () => {
  expect(idQuery(['YQ==', 'a"b\\c'])).toBe('@finding_id:("YQ==" OR "a\\"b\\\\c")')
})
