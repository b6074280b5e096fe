import { describe, expect, test } from 'vitest'
import { bench, dig, fieldErrors, list, NOT_VISIBLE, say, words } from './harness'

const _NOT_A_DOCUMENT = 'Operation value must be an Atlassian Document (see the Atlassian Document Format)'
const notOnScreen = (field: string): string =>
  `Field '${field}' cannot be set. It is not on the appropriate screen, or unknown.`

describe('Reading issues', () => {
  test('only the fields asked for come back, and minus leaves one out', async () => {
    const { bot, issue } = bench()
    const { id, key } = await issue()
    const some = await bot.get(`issue/${id}?fields=status,labels`)
    expect(Object.keys(dig(some.body, 'fields') ?? {}).sort()).toEqual(['labels', 'status'])
    const most = Object.keys(dig((await bot.get(`issue/${key}?fields=-comment`)).body, 'fields') ?? {})
    expect(most).toContain('summary')
    expect(most).not.toContain('comment')
    const navigable = Object.keys(dig((await bot.get(`issue/${key}?fields=*navigable`)).body, 'fields') ?? {})
    expect(navigable).not.toContain('comment')
  })

  test('an issue that is not there, or not for you, is one and the same', async () => {
    const { bot, issue, door } = bench()
    const { key } = await issue()
    await door('jira/permissions', { email: 'bot@example.com', project: 'SEC', deny: ['BROWSE_PROJECTS'] })
    for (const path of ['issue/SEC-99', `issue/${key}`, 'issue/12345', 'issue/SEC-99/transitions']) {
      expect(await bot.get(path)).toMatchObject({ status: 404, body: NOT_VISIBLE })
    }
  })

  test('many issues come in id order, in one call, with what was not found beside them', async () => {
    const { bot, issue } = bench()
    const first = await issue()
    const second = await issue({}, { properties: [{ key: 'fixproof', value: 1 }] })
    const told = await bot.post('issue/bulkfetch', {
      issueIdsOrKeys: [second.key, '99999', first.id],
      fields: ['status'],
      properties: ['fixproof'],
      expand: ['changelog'],
    })
    expect(told.status).toBe(200)
    expect(list(told.body, 'issues').map(one => dig(one, 'id'))).toEqual([first.id, second.id])
    expect(dig(told.body, 'issues.1.properties')).toEqual({ fixproof: 1 })
    expect(dig(told.body, 'issueErrors')).toEqual([
      { id: '99999', errorMessage: 'Issue does not exist or you do not have permission to see it.' },
    ])
  })

  test('none or more than a hundred at once are refused', async () => {
    const { bot } = bench()
    expect(await bot.post('issue/bulkfetch', { issueIdsOrKeys: [] })).toMatchObject({
      status: 400,
      body: words('issueIdsOrKeys must not be empty.'),
    })
    const many = Array.from({ length: 101 }, (_, index) => String(index))
    expect(await bot.post('issue/bulkfetch', { issueIdsOrKeys: many })).toMatchObject({
      status: 400,
      body: words('The request can contain at most 100 issues.'),
    })
  })

  test('a bulk read brings the newest forty changes, a single read a hundred, the history all of them', async () => {
    const { bot, issue } = bench()
    const { key } = await issue()
    for (let index = 0; index < 105; index++)
      await bot.put(`issue/${key}`, { fields: { summary: `s${index}` } })
    const bulk = await bot.post('issue/bulkfetch', { issueIdsOrKeys: [key], expand: ['changelog'] })
    expect(list(bulk.body, 'issues.0.changelog.histories')).toHaveLength(40)
    const one = await bot.get(`issue/${key}?expand=changelog`)
    expect(list(one.body, 'changelog.histories')).toHaveLength(100)
    expect(dig(one.body, 'changelog.histories.0.items.0.toString')).toBe('s104')
    const history = await bot.get(`issue/${key}/changelog`)
    expect(history.body).toMatchObject({ total: 105, isLast: false, startAt: 0, maxResults: 100 })
    expect(dig(history.body, 'values.0.items.0')).toEqual({
      field: 'summary',
      fieldId: 'summary',
      fieldtype: 'jira',
      from: null,
      fromString: 'A finding',
      to: null,
      toString: 's0',
    })
    const rest = await bot.get(`issue/${key}/changelog?startAt=100`)
    expect(list(rest.body, 'values')).toHaveLength(5)
    expect(dig(rest.body, 'isLast')).toBe(true)
  })
})

describe('Changing an issue', () => {
  test('an edit answers 204, moves `updated` and leaves one entry in the history', async () => {
    const { bot, ada, issue, world } = bench()
    const { key } = await issue()
    world.clock.advance(90_000)
    const fields = { summary: 'New', priority: { id: '1' }, duedate: '2026-12-01', labels: ['b', 'a'] }
    expect((await ada.put(`issue/${key}`, { fields })).status).toBe(204)
    const { body } = await bot.get(`issue/${key}?expand=changelog&fields=updated,summary`)
    expect(dig(body, 'fields.updated')).toBe('2026-11-23T01:01:30.000-0800')
    expect(dig(body, 'changelog.histories')).toMatchObject([
      {
        author: { displayName: 'Ada Example' },
        created: '2026-11-23T01:01:30.000-0800',
        items: [
          { field: 'summary', toString: 'New' },
          { field: 'priority', from: '3', fromString: 'Medium', to: '1', toString: 'Highest' },
          { field: 'duedate', to: '2026-12-01', toString: '2026-12-01 00:00:00.0' },
          { field: 'labels', from: '', toString: 'a b' },
        ],
      },
    ])
  })

  test('writing what is there already changes nothing', async () => {
    const { bot, issue, world } = bench()
    const { key } = await issue({ labels: ['a'] })
    world.calls.clear()
    world.clock.advance(1000)
    expect((await bot.put(`issue/${key}`, { fields: { summary: 'A finding', labels: ['a'] } })).status).toBe(
      204,
    )
    expect(world.calls.list()[0]?.write).toBe(false)
    expect(dig((await bot.get(`issue/${key}`)).body, 'fields.updated')).toBe('2026-11-23T01:00:00.000-0800')
  })

  test('a transition in an edit is ignored', async () => {
    const { bot, issue } = bench()
    const { key } = await issue()
    expect(
      (await bot.put(`issue/${key}`, { fields: { summary: 'x' }, transition: { id: '41' } })).status,
    ).toBe(204)
    expect(dig((await bot.get(`issue/${key}`)).body, 'fields.status.name')).toBe('To Do')
  })

  test('an edit looks at no screen: a resolution can be set and cleared while the issue is open', async () => {
    const { bot, issue } = bench()
    const { key } = await issue()
    await bot.put(`issue/${key}`, { fields: { resolution: { name: 'Fixed' } } })
    const set = await bot.get(`issue/${key}?fields=resolution,resolutiondate,status`)
    expect(set.body).toMatchObject({ fields: { resolution: { name: 'Fixed' }, status: { name: 'To Do' } } })
    expect(dig(set.body, 'fields.resolutiondate')).toBe('2026-11-23T01:00:00.000-0800')
    await bot.put(`issue/${key}`, { fields: { resolution: null } })
    const cleared = await bot.get(`issue/${key}?fields=resolution,resolutiondate`)
    expect(dig(cleared.body, 'fields')).toEqual({ resolution: null, resolutiondate: null })
  })

  test('labels and options are added to and removed from one by one', async () => {
    const { bot, issue } = bench()
    const { key } = await issue({ issuetype: { name: 'Bug' }, labels: ['keep', 'drop'] })
    const update = {
      labels: [{ add: 'new' }, { remove: 'drop' }],
      customfield_10053: [
        { add: { value: 'Red' } },
        { add: { value: 'Blue' } },
        { remove: { value: 'Red' } },
      ],
    }
    expect((await bot.put(`issue/${key}`, { update })).status).toBe(204)
    const { body } = await bot.get(`issue/${key}`)
    expect(dig(body, 'fields.labels')).toEqual(['keep', 'new'])
    expect(list(body, 'fields.customfield_10053').map(one => dig(one, 'value'))).toEqual(['Blue'])
    expect((await bot.put(`issue/${key}`, { update: { labels: [{ add: 'a b' }] } })).body).toEqual(
      fieldErrors({ labels: "The label 'a b' contains spaces which is invalid." }),
    )
    const wrong = await bot.put(`issue/${key}`, { update: { summary: [{ add: 'x' }] } })
    expect(dig(wrong.body, 'errors.summary')).toContain("does not support operation 'add'")
    expect((await bot.put(`issue/${key}`, { update: { labels: 'x' } })).status).toBe(400)
  })

  test('a field in both fields and update is refused', async () => {
    const { bot, issue } = bench()
    const { key } = await issue()
    const told = await bot.put(`issue/${key}`, { fields: { labels: [] }, update: { labels: [{ add: 'a' }] } })
    expect(told.body).toEqual(
      fieldErrors({ labels: "Field 'labels' cannot appear in both 'fields' and 'update'" }),
    )
  })

  test('comments, properties and the whole issue can come with an edit', async () => {
    const { bot, issue } = bench()
    const { key } = await issue()
    const told = await bot.put(`issue/${key}?returnIssue=true&fields=summary`, {
      fields: { summary: 'Seen' },
      update: { comment: [{ add: { body: say('Hello') } }] },
      properties: [{ key: 'p', value: 1 }],
    })
    expect(told).toMatchObject({ status: 200, body: { fields: { summary: 'Seen' } } })
    expect((await bot.get(`issue/${key}/properties/p`)).body).toEqual({ key: 'p', value: 1 })
    expect(dig((await bot.get(`issue/${key}/comment`)).body, 'total')).toBe(1)
    expect((await bot.put(`issue/${key}`, { properties: [{ key: 'p', value: 2 }] })).status).toBe(204)
    expect(dig((await bot.get(`issue/${key}/properties/p`)).body, 'value')).toBe(2)
  })

  test('a comment that is no document is refused with the edit', async () => {
    const { bot, issue } = bench()
    const { key } = await issue()
    expect((await bot.put(`issue/${key}`, { update: { comment: [{ add: { body: 'x' } }] } })).body).toEqual(
      fieldErrors({ comment: 'Comment body is not valid!' }),
    )
    expect((await bot.put(`issue/${key}`, { update: { comment: [{ set: 1 }] } })).status).toBe(400)
  })

  test('an edit without anything is refused, and so is one of a project', async () => {
    const { bot, issue } = bench()
    const { key } = await issue()
    expect(await bot.put(`issue/${key}`, {})).toMatchObject({
      status: 400,
      body: words("one of 'fields' or 'update' required"),
    })
    expect((await bot.put(`issue/${key}`, { fields: { project: { key: 'OPS' } } })).body).toEqual(
      fieldErrors({ project: notOnScreen('project') }),
    )
  })

  test('the work type can be changed', async () => {
    const { bot, issue } = bench()
    const { key } = await issue()
    expect((await bot.put(`issue/${key}`, { fields: { issuetype: { name: 'Bug' } } })).status).toBe(204)
    const { body } = await bot.get(`issue/${key}?expand=changelog`)
    expect(dig(body, 'fields.issuetype.name')).toBe('Bug')
    expect(dig(body, 'changelog.histories.0.items.0')).toMatchObject({ field: 'issuetype', toString: 'Bug' })
  })

  test('who may not edit is told so', async () => {
    const { bot, issue, door } = bench()
    const { key } = await issue()
    await door('jira/permissions', { email: 'bot@example.com', project: 'SEC', deny: ['EDIT_ISSUES'] })
    const said = words('You do not have permission to edit issues in this project.')
    expect(await bot.put(`issue/${key}`, { fields: { summary: 'x' } })).toMatchObject({
      status: 403,
      body: said,
    })
    expect(await bot.put(`issue/${key}/properties/p`, 1)).toMatchObject({ status: 403, body: said })
    expect(await bot.get(`issue/${key}/editmeta`)).toMatchObject({ status: 403, body: said })
  })

  test('assigning takes an account, null for nobody and -1 for the default', async () => {
    const { bot, ada, issue, door, world } = bench()
    const { key } = await issue()
    const accountId = dig((await ada.get('myself')).body, 'accountId')
    const assignee = async (): Promise<unknown> =>
      dig((await bot.get(`issue/${key}?fields=assignee`)).body, 'fields.assignee.accountId')
    expect((await bot.put(`issue/${key}/assignee`, { accountId })).status).toBe(204)
    expect(await assignee()).toBe(accountId)
    world.calls.clear()
    expect((await bot.put(`issue/${key}/assignee`, { accountId })).status).toBe(204)
    expect(world.calls.list()[0]?.write).toBe(false)
    expect((await bot.put(`issue/${key}/assignee`, { accountId: null })).status).toBe(204)
    expect(await assignee()).toBeUndefined()
    await bot.put(`issue/${key}/assignee`, { accountId: '-1' })
    expect(await assignee()).toBe(accountId)
    expect((await bot.put(`issue/${key}/assignee`, { accountId: 'x' })).body).toEqual(
      fieldErrors({ assignee: "User 'x' does not exist." }),
    )
    expect((await bot.put(`issue/${key}/assignee`, {})).status).toBe(400)
    await door('jira/permissions', { email: 'ada@example.com', project: 'SEC', deny: ['ASSIGNABLE_USER'] })
    expect((await bot.put(`issue/${key}/assignee`, { accountId })).body).toEqual(
      fieldErrors({ assignee: `User '${String(accountId)}' cannot be assigned issues.` }),
    )
    await door('jira/permissions', { email: 'bot@example.com', project: 'SEC', deny: ['ASSIGN_ISSUES'] })
    expect(await bot.put(`issue/${key}/assignee`, { accountId: null })).toMatchObject({
      status: 403,
      body: words('You do not have permission to assign issues.'),
    })
  })

  test('deleting needs its own permission, takes the links along, and is final', async () => {
    const { bot, ada, issue } = bench()
    const [one, two] = [await issue(), await issue()]
    await bot.post('issueLink', {
      type: { name: 'Relates' },
      inwardIssue: { key: one.key },
      outwardIssue: { key: two.key },
    })
    expect(await bot.delete(`issue/${one.key}`)).toMatchObject({
      status: 403,
      body: words('You do not have permission to delete issues in this project.'),
    })
    expect((await ada.delete(`issue/${one.key}`)).status).toBe(204)
    expect(await bot.get(`issue/${one.id}`)).toMatchObject({ status: 404, body: NOT_VISIBLE })
    expect(dig((await bot.get(`issue/${two.key}`)).body, 'fields.issuelinks')).toEqual([])
  })
})
