import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readCase, readCases, readComments } from '@fixproof/hub/connectors/datadog/caseWire'
import { describe, expect, it } from 'vitest'

/** Recorded answers of real Datadog servers; reference data that is not part of the project. */
const shared = process.env.FIXPROOF_SHARED ?? fileURLToPath(new URL('../../../../shared', import.meta.url))
const folder = `${shared}/recordings/datadog`
const present = existsSync(folder)

interface Interaction {
  request: { method: string; url: string }
  response: { status: number; body: { data?: unknown; included?: unknown } | null }
}

function answers(name: string): Interaction[] {
  const file = JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')) as { interactions: Interaction[] }
  return file.interactions.filter(each => each.response.status < 300 && each.response.body !== null)
}

describe.skipIf(!present)(
  present ? 'recorded cases of Datadog' : 'recorded cases of Datadog (SKIPPED: no reference data)',
  () => {
    it.each([
      'cases-create',
      'cases-get',
      'cases-assign',
      'cases-update-priority',
      'cases-update-status',
      'findings-attach-case.one-finding',
      'findings-attach-case.two-findings',
      'findings-create-case.one-finding',
      'findings-create-case.two-findings',
      'findings-create-cases.two-cases',
    ])('every case of %s is read: id, key, project, status, findings', name => {
      const cases = answers(name).flatMap(({ response }) => {
        const { data, included } = response.body ?? {}
        const all: unknown[] = Array.isArray(data) ? data : [data]
        return all
          .filter(each => /^cases?$/.test((each as { type?: string } | undefined)?.type ?? ''))
          .map(each => readCase(each, included))
      })
      expect(cases.length).toBeGreaterThan(0)
      for (const one of cases)
        expect(one).toMatchObject({
          id: expect.any(String),
          key: expect.stringMatching(/^[A-Z]+-\d+$/),
          projectId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          status: expect.stringMatching(/^(OPEN|IN_PROGRESS|CLOSED)$/),
        })
      if (name.startsWith('findings-')) {
        const findings = cases.flatMap(each => each?.findings ?? [])
        expect(findings.length).toBeGreaterThan(0)
        expect(cases.every(each => each?.security === true)).toBe(true)
      }
    })

    it('an assignee is read with their address', () => {
      const people = answers('cases-assign').flatMap(({ response }) => {
        const read = readCase(response.body?.data, response.body?.included)
        return read?.assignee == null ? [] : [read.assignee]
      })
      expect(people).toContainEqual(expect.objectContaining({ email: expect.stringContaining('@') }))
    })

    it('a page of the search says how many there are', () => {
      const [page] = answers('cases-search').map(({ response }) => readCases(response.body))
      expect(page?.cases).toHaveLength(2)
      expect(page?.pages).toBe(2)
    })

    it('a comment is read with its author, whose id the servers write in capitals', () => {
      const cells = answers('cases-comment').flatMap(({ request, response }) =>
        request.url.endsWith('/comment') ? (readComments(response.body)?.comments ?? []) : [],
      )
      expect(cells).toEqual([
        expect.objectContaining({
          id: expect.any(String),
          author: expect.objectContaining({ id: expect.stringMatching(/^[0-9a-f-]{36}$/) }),
          marker: null,
        }),
      ])
    })
  },
)
