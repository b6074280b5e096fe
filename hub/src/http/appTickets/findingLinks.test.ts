import { describe, expect, it } from 'vitest'
import type { FindingDoc } from '../../domain/model'
import { findingIds } from './findingLinks'

const KNOWN = ['ZXhhbXBsZQ==', 'abc-def-123', 'QUJD_x']
/** Knows these ids, and keeps what it was asked for. */
const asking = () => {
  const asked: string[] = []
  const known = async (ids: readonly string[]) => {
    asked.push(...ids)
    return new Map(ids.filter(id => KNOWN.includes(id)).map(id => [id, { id } as FindingDoc]))
  }
  return { asked, known }
}

describe('a finding that somebody names', () => {
  it.each([
    ['by its id', 'abc-def-123', 'abc-def-123'],
    ['by its id with spaces around', '  ZXhhbXBsZQ== ', 'ZXhhbXBsZQ=='],
    [
      'by its page in Datadog',
      'https://app.datadoghq.com/security/appsec/vm/library?query=%40finding_id%3AZXhhbXBsZQ%3D%3D',
      'ZXhhbXBsZQ==',
    ],
    [
      'by its page, not encoded',
      'https://app.datadoghq.eu/security/csm/vm?query=@finding_id:abc-def-123&sort=x',
      'abc-def-123',
    ],
    [
      'by a page with a panel open',
      'https://app.datadoghq.com/security/compliance?panels=cpfinding%7Cevent%7CruleId%3Aabc&query=%40finding_id%3A%22QUJD_x%22',
      'QUJD_x',
    ],
    [
      'by a link that ends in its id',
      'https://app.datadoghq.com/security/findings/abc-def-123',
      'abc-def-123',
    ],
  ])('%s is known', async (_, given, id) => {
    expect(await findingIds(asking(), [given])).toEqual([id])
  })

  it('twice is one, in the order named; all are asked for at once', async () => {
    const findings = asking()
    expect(await findingIds(findings, ['QUJD_x', 'abc-def-123', 'QUJD_x'])).toEqual(['QUJD_x', 'abc-def-123'])
    expect(findings.asked).toEqual(['QUJD_x', 'abc-def-123'])
  })

  it('and that Datadog does not know is refused by name', async () => {
    await expect(findingIds(asking(), ['abc-def-123', 'https://example.com/nothing'])).rejects.toThrow(
      'Datadog knows no finding https://example.com/nothing.',
    )
  })
})
