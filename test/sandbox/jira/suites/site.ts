import { describe, expect, test } from 'vitest'
import { bench, dig, list, words } from './harness'

const names = (body: unknown, path: string): unknown[] => list(body, path).map(one => dig(one, 'name'))

describe('What the site consists of', () => {
  test('resolutions hold enough to say fixed and not fixed', async () => {
    const { bot } = bench()
    expect(names((await bot.get('resolution')).body, '')).toEqual([
      'Done',
      "Won't Do",
      'Duplicate',
      'Cannot Reproduce',
      'Fixed',
      'Accepted risk',
      'False positive',
      'No longer tracked',
    ])
    expect(names((await bot.get('priority')).body, '')).toEqual([
      'Blocker',
      'Highest',
      'High',
      'Medium',
      'Low',
      'Lowest',
    ])
  })

  test('statuses have a category, and categories their fixed ids', async () => {
    const { bot } = bench()
    const { body } = await bot.get('status')
    const verified = list(body, '').find(one => dig(one, 'name') === 'Verified')
    expect(dig(verified, 'statusCategory')).toMatchObject({ id: 3, key: 'done' })
    expect(
      list((await bot.get('statuscategory')).body, '').map(one => [dig(one, 'id'), dig(one, 'key')]),
    ).toEqual([
      [2, 'new'],
      [4, 'indeterminate'],
      [3, 'done'],
    ])
    expect(list((await bot.get('field')).body, '').map(one => dig(one, 'id'))).toContain('customfield_10050')
  })

  test('projects are found by key and by id, and listed with their work types and statuses', async () => {
    const { bot } = bench()
    const { body } = await bot.get('project/SEC')
    expect(body).toMatchObject({
      id: '10000',
      key: 'SEC',
      style: 'classic',
      lead: { displayName: 'Ada Example' },
    })
    expect(names(body, 'issueTypes')).toEqual(['Task', 'Bug'])
    expect((await bot.get('project/10001')).body).toMatchObject({ key: 'OPS' })
    expect(await bot.get('project/NOPE')).toMatchObject({
      status: 404,
      body: words("No project could be found with key 'NOPE'."),
    })
    const page = await bot.get('project/search?maxResults=2')
    expect(page.body).toMatchObject({ total: 4, isLast: false, values: [{ key: 'SEC' }, { key: 'OPS' }] })
    expect(names((await bot.get('project/search?query=team')).body, 'values')).toEqual(['Team space'])
    expect(dig((await bot.get('project/search?keys=LOCK')).body, 'total')).toBe(1)
    expect(names((await bot.get('project/OPS/statuses')).body, '0.statuses')).toContain("Won't Do")
  })
})

describe('What a form needs', () => {
  test('work types and their fields come in pages', async () => {
    const { bot } = bench()
    expect((await bot.get('issue/createmeta/SEC/issuetypes?maxResults=1')).body).toMatchObject({
      startAt: 0,
      maxResults: 1,
      total: 2,
      issueTypes: [{ id: '10000', name: 'Task', subtask: false }],
    })
    const all = await bot.get('issue/createmeta/SEC/issuetypes/10001')
    const ids = list(all.body, 'fields').map(one => dig(one, 'fieldId'))
    expect(ids).toContain('customfield_10050')
    expect(ids).not.toContain('resolution')
    expect(dig(all.body, 'total')).toBe(ids.length)
    const page = await bot.get('issue/createmeta/SEC/issuetypes/10001?startAt=2&maxResults=3')
    expect(list(page.body, 'fields').map(one => dig(one, 'fieldId'))).toEqual(ids.slice(2, 5))
    const byId = new Map(list(all.body, 'fields').map(one => [dig(one, 'fieldId'), one]))
    expect(byId.get('summary')).toMatchObject({
      required: true,
      hasDefaultValue: false,
      schema: { type: 'string', system: 'summary' },
    })
    expect(byId.get('reporter')).toMatchObject({ required: true, hasDefaultValue: true })
    expect(byId.get('priority')).toMatchObject({ hasDefaultValue: true, defaultValue: { name: 'Medium' } })
    expect(byId.get('customfield_10053')).toMatchObject({
      operations: ['add', 'set', 'remove'],
      schema: { type: 'array', items: 'option', customId: 10053 },
      allowedValues: [{ value: 'Red' }, { value: 'Blue' }, { value: 'Green' }],
    })
    expect((await bot.get('issue/createmeta/SEC/issuetypes/1')).status).toBe(400)
  })

  test('a project one may not create in has no create form', async () => {
    const { bot, door } = bench()
    await door('jira/permissions', { email: 'bot@example.com', project: 'SEC', deny: ['CREATE_ISSUES'] })
    const said = words("No project could be found with key 'SEC'.")
    expect(await bot.get('issue/createmeta/SEC/issuetypes')).toMatchObject({ status: 400, body: said })
    expect((await bot.get('issue/createmeta/NOPE/issuetypes/10000')).status).toBe(400)
  })

  test('the edit form also knows the resolution', async () => {
    const { bot, issue } = bench()
    const { key } = await issue()
    const { body } = await bot.get(`issue/${key}/editmeta`)
    expect(dig(body, 'fields.resolution')).toMatchObject({ key: 'resolution', required: false })
    expect(dig(body, 'fields.project')).toBeUndefined()
  })
})

describe('Reading workflows', () => {
  const pair = (projectId: string) => ({ projectAndIssueTypes: [{ projectId, issueTypeId: '10000' }] })

  test('SEC shows its whole workflow: statuses, global transitions, the screen and the post function', async () => {
    const { bot } = bench()
    const { body } = await bot.post('workflows', pair('10000'))
    expect(list(body, 'statuses').map(one => [dig(one, 'name'), dig(one, 'statusCategory')])).toEqual([
      ['To Do', 'TODO'],
      ['In Progress', 'IN_PROGRESS'],
      ['In Review', 'IN_PROGRESS'],
      ['Done', 'DONE'],
    ])
    const transitions = list(body, 'workflows.0.transitions')
    expect(transitions.map(one => [dig(one, 'id'), dig(one, 'type'), dig(one, 'name')])).toEqual([
      ['1', 'INITIAL', 'Create'],
      ['11', 'GLOBAL', 'To Do'],
      ['21', 'GLOBAL', 'In Progress'],
      ['31', 'GLOBAL', 'In Review'],
      ['41', 'GLOBAL', 'Done'],
    ])
    expect(transitions[4]).toMatchObject({
      transitionScreen: { ruleKey: 'system:transition-screen' },
      actions: [{ ruleKey: 'system:update-field', parameters: { field: 'resolution', value: '10000' } }],
    })
  })

  test('OPS hides its workflow from the bot; an administrator reads it with conditions and validators', async () => {
    const { bot, admin, door } = bench()
    expect(await bot.post('workflows', pair('10001'))).toMatchObject({
      status: 401,
      body: words('You do not have permission to perform this operation.'),
    })
    const { body } = await admin.post('workflows', pair('10001'))
    const transitions = list(body, 'workflows.0.transitions')
    expect(transitions.find(one => dig(one, 'name') === 'Verify')).toMatchObject({
      type: 'DIRECTED',
      links: [{ fromStatusReference: expect.any(String) }],
      validators: [{ parameters: { fieldsRequired: 'resolution' } }],
    })
    expect(transitions.find(one => dig(one, 'name') === 'Close at once')).toMatchObject({
      conditions: { operation: 'ALL', conditions: [{ ruleKey: 'system:restrict-issue-transition' }] },
    })
    await door('jira/permissions', {
      email: 'bot@example.com',
      project: 'OPS',
      allow: ['VIEW_READONLY_WORKFLOW'],
    })
    expect((await bot.post('workflows', pair('10001'))).status).toBe(200)
  })

  test('workflows are also found by name and id; asking for none, or for one that is not there, is refused', async () => {
    const { admin } = bench()
    const { body } = await admin.post('workflows', { workflowNames: ['Team space workflow'] })
    expect(dig(body, 'workflows.0.scope')).toEqual({ type: 'PROJECT', project: { id: '10003' } })
    const again = await admin.post('workflows', { workflowIds: [dig(body, 'workflows.0.id')] })
    expect(again.body).toEqual(body)
    expect(await admin.post('workflows', {})).toMatchObject({
      status: 400,
      body: words('Provide workflow names, workflow IDs, or project and issue types.'),
    })
    expect(await admin.post('workflows', pair('1'))).toMatchObject({
      status: 400,
      body: words('The workflow, project or issue type does not exist.'),
    })
  })
})
