import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { errorWords, readItem, readPage } from '@fixproof/hub/connectors/datadog/adapter'
import { findingPath } from '@fixproof/hub/connectors/datadog/links'
import { describe, expect, it } from 'vitest'

/** Recorded answers of real Datadog servers; reference data that is not part of the project. */
const shared = process.env.FIXPROOF_SHARED ?? fileURLToPath(new URL('../../../../shared', import.meta.url))
const folder = `${shared}/recordings/datadog`
const present = existsSync(folder)
const title = present
  ? 'recorded answers of Datadog'
  : 'recorded answers of Datadog (SKIPPED: no reference data)'

interface Interaction {
  request: { url: string }
  response: { status: number; body: unknown }
}
const json = (name: string): unknown => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))
const interactions = (): [string, Interaction][] =>
  readdirSync(folder).flatMap(name => {
    const file = json(name) as { interactions?: Interaction[] }
    return (file.interactions ?? []).map((one): [string, Interaction] => [name, one])
  })

describe.skipIf(!present)(title, () => {
  it('every recorded and documented finding is read, its id, type, status and moment too', () => {
    const { recorded, docs_samples } = json('findings.json') as {
      recorded: unknown[]
      docs_samples: unknown[]
    }
    expect(recorded.length).toBeGreaterThan(0)
    expect(docs_samples.length).toBeGreaterThan(0)
    for (const received of [...recorded, ...docs_samples]) {
      const read = readItem(received, 'https://app.datadoghq.com')
      expect(read).toMatchObject({
        facts: { id: expect.any(String), findingType: expect.any(String), status: expect.any(String) },
        title: expect.any(String),
        severity: expect.stringMatching(/^(critical|high|medium|low|info|none|unknown)$/),
        detectionChangedAt: expect.any(Number),
      })
      expect(read?.item.attributes).toEqual((received as { attributes: unknown }).attributes)
    }
  })

  it('every recorded page of a search is read whole, with its cursor', () => {
    const pages = interactions().filter(
      ([, one]) => /security\/findings(\/search)?(\?|$)/.test(one.request.url) && one.response.status === 200,
    )
    expect(pages.length).toBeGreaterThan(0)
    for (const [name, one] of pages) {
      const page = readPage(one.response.body)
      const meta = (one.response.body as { meta: { page?: { after?: string } } }).meta
      expect(page, name).toMatchObject({ complete: true, after: meta.page?.after ?? null })
      for (const received of page?.data ?? []) expect(readItem(received, ''), name).not.toBeNull()
    }
  })

  it('every recorded refusal says something', () => {
    const refusals = interactions().filter(([, one]) => one.response.status >= 400)
    expect(refusals.length).toBeGreaterThan(0)
    for (const [name, one] of refusals) expect(errorWords(one.response.body), name).not.toBe('')
  })

  it('the link of a misconfiguration is the one Datadog itself gives', () => {
    const references = insightsOf(interactions())
    expect(references.length).toBeGreaterThan(0)
    for (const [ref, id] of references) {
      const [ruleId, resourceId] = Buffer.from(id, 'base64').toString('utf8').split('~')
      const ours = findingPath({
        id,
        findingType: 'misconfiguration',
        ruleId: ruleId ?? null,
        resourceId: resourceId ?? null,
      })
      expect(ours).toBe(ref)
    }
  })
})

/** `[ref, finding id]` of every compliance insight. */
function insightsOf(all: [string, Interaction][]): [string, string][] {
  const found: [string, string][] = []
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const { ref, resource_id } = value as { ref?: unknown; resource_id?: unknown }
    if (typeof ref === 'string' && ref.startsWith('/security/compliance') && typeof resource_id === 'string')
      found.push([ref, resource_id])
    for (const member of Object.values(value)) walk(member)
  }
  for (const [, one] of all) walk(one.response.body)
  return found
}
