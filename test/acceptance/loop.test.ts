import { afterEach, describe, expect, it } from 'vitest'
import { type Harness, makeHarness } from '../harness'

let h: Harness
afterEach(() => h?.close())

const asker = { name: 'tests', seed: null }

async function project(key: string): Promise<string> {
  const [found] = await h.store.find('project', 'key', key)
  return found?.doc.id ?? ''
}

async function threeFindings(): Promise<string[]> {
  const ids = ['loop-1', 'loop-2', 'loop-3'].map(name =>
    Buffer.from(`${name}~host-${name}`).toString('base64'),
  )
  await h.findings(
    ...ids.map((id, i) => ({
      id,
      attributes: {
        attributes: {
          finding_type: 'library_vulnerability',
          title: `Problem ${i + 1}`,
          severity: 'high',
          status: 'open',
        },
      },
    })),
  )
  return ids
}

async function issue(key: string) {
  return (await h.jira('ada', 'GET', `/rest/api/3/issue/${key}?fields=*all`)).body
}

describe('the loop between Datadog and Jira', () => {
  it('makes one issue for three findings within three writes, and closes it as fixed once all are fixed', async () => {
    h = await makeHarness()
    const ids = await threeFindings()
    const [made] = await h.during(
      h.commands.create(asker, 'jira', [{ findingIds: ids, projectId: await project('SEC') }]),
    )
    const key = made?.links[0]?.ticket?.key ?? ''
    await h.rest()
    expect(key).toMatch(/^SEC-\d+$/)
    expect(h.writes('jira')).toHaveLength(3)
    expect((await issue(key)).fields.status.name).toBe('To Do')

    for (const id of ids.slice(0, 2))
      await h.findings({ id, attributes: { attributes: { status: 'resolved' } } })
    await h.look()
    expect((await issue(key)).fields.status.name).toBe('To Do')

    h.forgetCalls()
    await h.findings({ id: ids[2], attributes: { attributes: { status: 'resolved' } } })
    await h.look()
    const closed = await issue(key)
    expect(closed.fields.status.name).toBe('Done')
    expect(closed.fields.resolution.name).toBe('Done')
    expect(h.writes('jira')).toEqual([
      expect.stringMatching(/^PUT \/rest\/api\/3\/issue\/\d+\/properties\/fixproof 200$/),
      expect.stringMatching(/^POST \/rest\/api\/3\/issue\/\d+\/transitions 204$/),
    ])
    h.forgetCalls()
    await h.advance(60 * 60_000)
    expect(h.writes()).toEqual([])
  })

  it('reopens an issue that a person closes while a finding is open, with the reason on it', async () => {
    h = await makeHarness()
    const ids = await threeFindings()
    const [made] = await h.during(
      h.commands.create(asker, 'jira', [{ findingIds: ids, projectId: await project('SEC') }]),
    )
    const key = made?.links[0]?.ticket?.key ?? ''
    await h.rest()
    h.forgetCalls()
    const moves = (await h.jira('ada', 'GET', `/rest/api/3/issue/${key}/transitions`)).body.transitions
    const done = moves.find((each: { to: { name: string } }) => each.to.name === 'Done')
    await h.advance(5_000)
    expect(
      (await h.jira('ada', 'POST', `/rest/api/3/issue/${key}/transitions`, { transition: { id: done.id } }))
        .status,
    ).toBe(204)
    await h.advance(60_000)
    const after = await issue(key)
    expect(after.fields.status.name).toBe('To Do')
    expect(after.fields.resolution).toBeNull()
    expect(JSON.stringify(after.fields.comment.comments)).toContain('are still open in Datadog')
    // SEC's way back shows no screen, so Jira takes no comment with it: one call more (CONTRACTS, call budgets).
    expect(h.writes('jira')).toEqual([
      expect.stringMatching(/transitions 204$/),
      expect.stringMatching(/comment 201$/),
    ])
  })
})
