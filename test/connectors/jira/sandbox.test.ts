import { randomUUID } from 'node:crypto'
import { readJiraWebhook, verifyJiraSignature } from '@fixproof/hub/connectors/jira/webhook'
import { describe, expect, it } from 'vitest'
import { makeFault } from '../../sandbox/core'
import { CLOUD_ID, plainText } from '../../sandbox/jira/index'
import { draft, errorOf, testSite } from './site'

const ADA = '712020:ada0ada0-0000-4000-8000-000000000002'

interface RawIssue {
  fields: {
    summary: string
    description: unknown
    labels: string[]
    priority: { name: string }
    status: { name: string }
    resolution: { name: string } | null
    comment: { comments: { body: unknown }[] }
    issuelinks: { type: { name: string }; outwardIssue?: { key: string } }[]
  }
}

describe('an issue of our own', () => {
  it('is made in one write with its texts, label, priority and property, and read back as made', async () => {
    const { tool, as, writes } = testSite()
    const made = await tool.create(draft())
    expect(writes().map(one => one.path)).toEqual(['/rest/api/3/issue'])
    const raw = (await as('ada', 'GET', `/rest/api/3/issue/${made.id}`)) as RawIssue
    expect(raw.fields).toMatchObject({
      summary: 'lodash 4.17.15 is vulnerable',
      labels: ['fixproof-0123456789ab'],
      priority: { name: 'High' },
    })
    expect(plainText(raw.fields.description)).toContain('3 findings')
    const view = await tool.read(made.id)
    expect(view).toMatchObject({
      ...made,
      title: 'lodash 4.17.15 is vulnerable',
      category: 'new',
      resolution: null,
      marker: '0123456789ab',
      project: 'SEC',
      workType: 'Task',
      lastMove: null,
      proofSignature: null,
    })
    expect((await tool.read(made.key))?.id).toBe(made.id)
  })

  it('is found again after its answer was lost, once the index has it', async () => {
    const { tool, world } = testSite()
    world.limits.indexLagMs = 5_000
    world.faults.add(makeFault('POST', '/rest/api/3/issue$', 'drop-answer'))
    const lost = await errorOf(tool.create(draft()))
    expect([lost.kind, lost.outcomeUnknown]).toEqual(['retryable', true])
    expect(await tool.find('0123456789ab', draft().target)).toEqual([])
    world.clock.advance(5_000)
    expect((await tool.find('0123456789ab', draft().target)).map(one => one.key)).toEqual(['SEC-1'])
  })

  it('is not mistaken for a copy of its label, and is found in another project', async () => {
    const { tool, as, door } = testSite()
    const made = await tool.create(draft())
    const copy = { project: { key: 'SEC' }, issuetype: { name: 'Task' }, summary: 'Copy' }
    await as('ada', 'POST', '/rest/api/3/issue', { fields: { ...copy, labels: ['fixproof-0123456789ab'] } })
    await door('/_sandbox/jira/move', { issue: made.key, toProject: 'TEAM' })
    const found = await tool.find('0123456789ab', draft().target)
    expect(found).toEqual([{ id: made.id, key: 'TEAM-1', url: expect.stringMatching(/\/browse\/TEAM-1$/) }])
  })

  it('names all when several carry the marker', async () => {
    const { tool } = testSite()
    await tool.create(draft())
    await tool.create(draft())
    expect((await tool.find('0123456789ab', draft().target)).map(one => one.key).sort()).toEqual([
      'SEC-1',
      'SEC-2',
    ])
  })

  it('is refused in the words of Jira when the project asks for more', async () => {
    const { tool, door } = testSite()
    await door('/_sandbox/projects', {
      key: 'REQ',
      issueTypes: [{ name: 'Task', fields: [{ name: 'Team', type: 'textfield', required: true }] }],
      statuses: [{ name: 'To Do', category: 'new' }],
      transitions: [],
    })
    const error = await errorOf(tool.create(draft({ target: { project: 'REQ', workType: 'Task' } })))
    expect([error.kind, error.status]).toEqual(['blocked', 400])
    expect(error.message).toMatch(/Team is required/)
  })

  it('is blocked by name where project or permission is missing', async () => {
    const { tool, door } = testSite()
    const nowhere = await errorOf(tool.create(draft({ target: { project: 'NONE', workType: 'Task' } })))
    expect([nowhere.kind, nowhere.message]).toEqual(['blocked', expect.stringContaining('no project NONE')])
    await door('/_sandbox/jira/permissions', {
      email: 'bot@example.com',
      project: 'SEC',
      deny: ['CREATE_ISSUES'],
    })
    expect((await errorOf(tool.create(draft()))).kind).toBe('blocked')
  })
})

describe('what people did is seen', () => {
  it('tells who closed an issue and when, and who reopened it', async () => {
    const { tool, walk, world } = testSite()
    const { id } = await tool.create(draft())
    world.clock.advance(60_000)
    await walk('ada', id, 'Done', { resolution: { name: "Won't Do" } })
    const closedAt = world.clock.now()
    world.clock.advance(60_000)
    const closed = await tool.read(id)
    expect(closed).toMatchObject({
      category: 'done',
      resolution: "Won't Do",
      updatedAt: closedAt,
      updatedBy: ADA,
      lastMove: { at: closedAt, by: ADA, byName: 'Ada Example', toDone: true },
    })
    await walk('ada', id, 'In Review')
    const open = await tool.read(id)
    expect(open?.lastMove).toMatchObject({ at: world.clock.now(), toDone: false })
    expect(open?.version).not.toBe(closed?.version)
  })

  it('reads many in one call and tells what is gone', async () => {
    const { tool, as, did, walk } = testSite()
    const one = await tool.create(draft())
    const two = await tool.create(draft({ marker: 'ba9876543210' }))
    await walk('ada', one.id, 'Done')
    await as('ada', 'DELETE', `/rest/api/3/issue/${two.id}`)
    await tool.read(one.id)
    const from = did().length
    const found = await tool.readMany([one.id, two.id])
    expect(did(from)).toEqual(['POST /rest/api/3/issue/bulkfetch'])
    expect(found.get(one.id)?.lastMove).toMatchObject({ by: ADA, toDone: true })
    expect(found.get(two.id)).toBeNull()
    expect(await tool.read(two.id)).toBeNull()
  })

  it('follows an issue to another project by its id', async () => {
    const { tool, door } = testSite()
    const { id, key } = await tool.create(draft())
    await door('/_sandbox/jira/move', { issue: key, toProject: 'OPS' })
    expect(await tool.read(id)).toMatchObject({ id, key: 'OPS-1', project: 'OPS' })
    expect(await tool.read(key)).toMatchObject({ id, key: 'OPS-1' })
    expect((await tool.readMany([key])).get(key)?.id).toBe(id)
  })

  it('sees a proof that was written, replaced or deleted', async () => {
    const { tool, as } = testSite()
    const { id } = await tool.create(draft())
    await tool.write(id, { kind: 'property', key: 'fixproof', value: { v: 1, sig: 'ours' } })
    expect((await tool.read(id))?.proofSignature).toBe('ours')
    await as('ada', 'PUT', `/rest/api/3/issue/${id}/properties/fixproof`, { v: 1, sig: 'forged' })
    expect((await tool.readMany([id])).get(id)?.proofSignature).toBe('forged')
    await as('ada', 'DELETE', `/rest/api/3/issue/${id}/properties/fixproof`)
    expect((await tool.read(id))?.proofSignature).toBeNull()
  })
})

describe('moves and workflows', () => {
  it('shows what a close screen asks for, and that a comment fits on it', async () => {
    const { tool, walk } = testSite()
    const { id } = await tool.create(draft({ target: { project: 'OPS', workType: 'Task' } }))
    await walk('ada', id, 'Selected')
    await walk('ada', id, 'In Work')
    const verify = (await tool.moves(id)).find(move => move.name === 'Verify')
    expect(verify).toMatchObject({ to: { name: 'Verified', category: 'done' } })
    expect(verify?.fields?.resolution).toMatchObject({ required: true, type: 'resolution' })
    expect(verify?.fields?.resolution?.allowed).toContain('Done')
    expect(Object.keys(verify?.fields ?? {})).toContain('comment')
  })

  it('does not show what is hidden from our account', async () => {
    const { tool } = testSite()
    const { id } = await tool.create(draft({ target: { project: 'OPS', workType: 'Task' } }))
    expect((await tool.moves(id)).map(move => move.name)).toEqual(['Select'])
  })

  it('reads a whole workflow where it may, and knows that it may not', async () => {
    const { tool } = testSite()
    const sec = await tool.read((await tool.create(draft())).id)
    const { projectId, issueTypeId } = sec?.workflow ?? { projectId: '', issueTypeId: '' }
    const workflow = await tool.workflow(projectId, issueTypeId)
    const names = (id: string): string[] =>
      (workflow?.moves[id]?.moves ?? []).map(move => move.to.name).sort()
    expect(Object.values(workflow?.statuses ?? {}).map(one => [one.name, one.category])).toEqual(
      expect.arrayContaining([
        ['To Do', 'new'],
        ['In Progress', 'indeterminate'],
        ['Done', 'done'],
      ]),
    )
    expect(names(sec?.status.id ?? '')).toEqual(['Done', 'In Progress', 'In Review'])
    const ops = await tool.read(
      (await tool.create(draft({ target: { project: 'OPS', workType: 'Task' } }))).id,
    )
    expect(await tool.workflow(ops?.workflow.projectId ?? '', ops?.workflow.issueTypeId ?? '')).toBeNull()
  })
})

describe('writing to an issue', () => {
  it('closes in one call: transition, resolution and the reason', async () => {
    const { tool, as, writes } = testSite()
    const { id } = await tool.create(draft())
    const done = (await tool.moves(id)).find(move => move.to.category === 'done')
    const before = writes().length
    await tool.write(id, {
      kind: 'transition',
      transitionId: done?.id ?? '',
      fields: { resolution: { name: 'Done' } },
      comment: 'All **3 findings** are fixed in Datadog.',
    })
    expect(writes()).toHaveLength(before + 1)
    const raw = (await as('ada', 'GET', `/rest/api/3/issue/${id}?fields=*all`)) as RawIssue
    expect([raw.fields.status.name, raw.fields.resolution?.name]).toEqual(['Done', 'Done'])
    expect(raw.fields.comment.comments.map(one => plainText(one.body).trim())).toEqual([
      'All 3 findings are fixed in Datadog.',
    ])
  })

  it('is blocked with the words of a validator, and of a screen that misses a field', async () => {
    const { tool, jira, walk } = testSite()
    const { id } = await tool.create(draft())
    jira.validators.add('SEC', 'Done', () => ({
      result: false,
      errorMessage: 'FIND-1 is still open in Datadog.',
    }))
    const done = (await tool.moves(id)).find(move => move.to.category === 'done')
    const close = { kind: 'transition', transitionId: done?.id ?? '', fields: {}, comment: null } as const
    const refused = await errorOf(tool.write(id, close))
    expect([refused.kind, refused.message]).toEqual([
      'blocked',
      expect.stringContaining('FIND-1 is still open in Datadog.'),
    ])
    const ops = await tool.create(draft({ target: { project: 'OPS', workType: 'Task' } }))
    await walk('ada', ops.id, 'Selected')
    await walk('ada', ops.id, 'In Work')
    const verify = (await tool.moves(ops.id)).find(move => move.name === 'Verify')
    const missing = await errorOf(tool.write(ops.id, { ...close, transitionId: verify?.id ?? '' }))
    expect([missing.kind, missing.message]).toEqual([
      'blocked',
      expect.stringMatching(/resolution: .*required/i),
    ])
  })

  it('knows its own comment again', async () => {
    const { tool, as } = testSite()
    const { id } = await tool.create(draft())
    expect(await tool.hasComment(id, 'note-1')).toBe(false)
    await as('ada', 'POST', `/rest/api/3/issue/${id}/comment`, {
      body: {
        version: 1,
        type: 'doc',
        content: [{ type: 'paragraph', content: [{ type: 'text', text: 'note-1' }] }],
      },
    })
    await as('ada', 'POST', `/rest/api/3/issue/${id}/comment`, {
      body: { version: 1, type: 'doc', content: [] },
      properties: [{ key: 'of-another-app', value: { marker: 'note-1' } }],
    })
    expect(await tool.hasComment(id, 'note-1')).toBe(false)
    await tool.write(id, { kind: 'comment', text: 'Reopened.', marker: 'note-1' })
    expect(await tool.hasComment(id, 'note-1')).toBe(true)
    expect(await tool.hasComment(id, 'note-2')).toBe(false)
  })

  it('sets fields in one edit, clears a resolution, and links', async () => {
    const { tool, as, walk } = testSite()
    const { id, key } = await tool.create(draft())
    const other = await tool.create(draft({ marker: 'ba9876543210' }))
    await walk('ada', id, 'Done', { resolution: { name: 'Done' } })
    await tool.write(id, { kind: 'fields', fields: { summary: 'New', resolution: null } })
    const link = {
      kind: 'remote-link',
      globalId: 'fixproof/1',
      url: 'https://x.example',
      title: 'T',
      summary: 'S',
    } as const
    await tool.write(id, { ...link, resolved: false })
    await tool.write(id, { ...link, resolved: true })
    await tool.write(other.id, { kind: 'issue-link', type: 'Relates', toKey: key })
    const raw = (await as('ada', 'GET', `/rest/api/3/issue/${other.id}?fields=issuelinks`)) as RawIssue
    expect(raw.fields.issuelinks).toMatchObject([{ type: { name: 'Relates' }, outwardIssue: { key } }])
    expect(await tool.read(id)).toMatchObject({ title: 'New', resolution: null })
    const links = await as('ada', 'GET', `/rest/api/3/issue/${id}/remotelink`)
    expect(links).toMatchObject([
      { globalId: 'fixproof/1', application: { name: 'Fixproof' }, object: { status: { resolved: true } } },
    ])
  })

  it('ends with a deleted issue, and is blocked where the permission is missing', async () => {
    const { tool, as, door } = testSite()
    const gone = await tool.create(draft())
    await as('ada', 'DELETE', `/rest/api/3/issue/${gone.id}`)
    const write = { kind: 'comment', text: 'a', marker: 'm' } as const
    expect((await errorOf(tool.write(gone.id, write))).kind).toBe('terminal')
    const kept = await tool.create(draft())
    await door('/_sandbox/jira/permissions', {
      email: 'bot@example.com',
      project: 'SEC',
      deny: ['EDIT_ISSUES'],
    })
    const refused = await errorOf(tool.write(kept.id, { kind: 'fields', fields: { summary: 'x' } }))
    expect([refused.kind, refused.status]).toEqual(['blocked', 403])
  })

  it('is told to wait when one issue is written to too often', async () => {
    const { tool, world } = testSite()
    const { id } = await tool.create(draft())
    world.limits.on = true
    const burst = Array.from({ length: 25 }, (_, i) =>
      tool.write(id, { kind: 'property', key: 'fixproof', value: i }),
    )
    const refused = (await Promise.allSettled(burst)).filter(one => one.status === 'rejected')
    expect(refused.length).toBeGreaterThan(0)
    const error = await errorOf(Promise.reject(refused[0]?.reason))
    expect(error).toMatchObject({ kind: 'retryable', status: 429, outcomeUnknown: false })
    expect(error.retryAfterMs).toBeGreaterThan(0)
    expect(error.message).toContain('jira-per-issue-on-write')
  })
})

it('knows the cloud id of the site', async () => {
  expect(await testSite().tool.site()).toBe(CLOUD_ID)
})

it('is blocked, and says so, with a wrong token', async () => {
  const { toolAs } = testSite()
  const error = await errorOf(toolAs({ apiToken: 'wrong' }).read('1'))
  expect([error.kind, error.message]).toEqual(['blocked', expect.stringContaining('refuses the credentials')])
})

it('reads and believes the webhooks that Jira sends', async () => {
  const secret = randomUUID()
  const sent: { headers: Record<string, string>; body: string }[] = []
  const site = testSite({
    webhooks: [
      {
        name: 'hub',
        url: 'http://hub.example/webhooks/jira/main',
        events: ['jira:issue_created', 'jira:issue_updated', 'jira:issue_deleted', 'comment_created'],
        secret,
      },
    ],
  })
  site.world.send = async (_, init) => {
    const headers = Object.fromEntries(Object.entries(init.headers).map(([k, v]) => [k.toLowerCase(), v]))
    sent.push({ headers, body: init.body ?? '' })
    return new Response(null, { status: 204 })
  }
  const { id, key } = await site.tool.create(draft())
  await site.walk('ada', id, 'Done', { resolution: { name: 'Done' } })
  await site.tool.write(id, { kind: 'comment', text: 'a', marker: 'm' })
  await site.as('ada', 'DELETE', `/rest/api/3/issue/${id}`)
  await site.world.webhooks.idle()
  for (const { headers, body } of sent) {
    const bytes = new TextEncoder().encode(body)
    expect(verifyJiraSignature(['other', secret], headers['x-hub-signature'], bytes)).toBe(true)
    expect(verifyJiraSignature(['other'], headers['x-hub-signature'], bytes)).toBe(false)
  }
  const hints = sent.map(one => readJiraWebhook(JSON.parse(one.body)))
  expect(new Set(hints.map(one => one?.issueId))).toEqual(new Set([id]))
  expect(hints.map(one => one?.event)).toEqual(
    expect.arrayContaining([
      'jira:issue_created',
      'jira:issue_updated',
      'comment_created',
      'jira:issue_deleted',
    ]),
  )
  expect(hints.find(one => one?.fields.includes('status'))).toMatchObject({
    issueKey: key,
    by: { accountId: ADA },
  })
  expect(hints.find(one => one?.event === 'comment_created')?.commentId).not.toBeNull()
})
