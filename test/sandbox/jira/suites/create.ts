import { describe, expect, test } from 'vitest'
import { bench, dig, draft, fieldErrors, say, words } from './harness'

const NOT_A_DOCUMENT = 'Operation value must be an Atlassian Document (see the Atlassian Document Format)'
const notOnScreen = (field: string): string =>
  `Field '${field}' cannot be set. It is not on the appropriate screen, or unknown.`

describe('Making an issue', () => {
  test('a new issue starts in the first status, unresolved, with its label and property in place', async () => {
    const { bot, world } = bench()
    const fields = { ...draft(), description: say('One\n\nTwo'), labels: ['fixproof-0a1b2c3d4e5f', 'a'] }
    const made = await bot.post('issue', {
      fields,
      properties: [{ key: 'fixproof-intent', value: { marker: 'm' } }],
    })
    expect(made.status).toBe(201)
    expect(made.body).toEqual({
      id: '10000',
      key: 'SEC-1',
      self: 'http://127.0.0.1:8802/rest/api/3/issue/10000',
    })
    const { body } = await bot.get('issue/SEC-1?fields=*all&properties=*all&expand=names,schema')
    expect(body).toMatchObject({
      id: '10000',
      key: 'SEC-1',
      properties: { 'fixproof-intent': { marker: 'm' } },
      names: { summary: 'Summary' },
      fields: {
        summary: 'A finding',
        description: say('One\n\nTwo'),
        labels: ['a', 'fixproof-0a1b2c3d4e5f'],
        status: { name: 'To Do', statusCategory: { id: 2, key: 'new' } },
        priority: { name: 'Medium' },
        resolution: null,
        resolutiondate: null,
        assignee: null,
        reporter: { displayName: 'Fixproof Bot' },
        created: '2026-11-23T01:00:00.000-0800',
        updated: '2026-11-23T01:00:00.000-0800',
        comment: { total: 0 },
      },
    })
    expect(world.calls.list()[0]).toMatchObject({ actor: 'bot@example.com', write: true, status: 201 })
  })

  test('project and work type may be given by id or by name', async () => {
    const { bot } = bench()
    const byId = { project: { id: '10000' }, issuetype: { id: '10001' }, summary: 'x' }
    expect((await bot.post('issue', { fields: byId })).status).toBe(201)
    const numeric = { project: { id: 10000 }, issuetype: { id: 10000 }, summary: 'x' }
    expect((await bot.post('issue', { fields: numeric })).status).toBe(201)
    const byName = { project: { key: 'OPS' }, issuetype: { name: 'Bug' }, summary: 'x' }
    expect((await bot.post('issue', { fields: byName })).body).toMatchObject({ key: 'OPS-1' })
  })

  test.each([
    ['no project', { project: undefined }, { project: 'Specify a valid project ID or key' }],
    ['an unknown project', { project: { key: 'NOPE' } }, { project: 'valid project is required' }],
    ['no work type', { issuetype: undefined }, { issuetype: 'Specify a valid issue type' }],
    ['an unknown work type', { issuetype: { name: 'Epic' } }, { issuetype: 'Specify a valid issue type' }],
    ['no summary', { summary: undefined }, { summary: 'You must specify a summary of the issue.' }],
    ['a blank summary', { summary: '  ' }, { summary: 'You must specify a summary of the issue.' }],
    ['a null summary', { summary: null }, { summary: 'You must specify a summary of the issue.' }],
    ['a number as summary', { summary: 7 }, { summary: 'Operation value must be a string' }],
    [
      'two lines as summary',
      { summary: 'a\nb' },
      { summary: 'The summary is invalid because it contains newline characters.' },
    ],
    ['a long summary', { summary: 'x'.repeat(256) }, { summary: "Summary can't exceed 255 characters." }],
    ['text as description', { description: 'text' }, { description: NOT_A_DOCUMENT }],
    [
      'an empty text node',
      {
        description: {
          type: 'doc',
          version: 1,
          content: [{ type: 'paragraph', content: [{ type: 'text', text: '' }] }],
        },
      },
      { description: NOT_A_DOCUMENT },
    ],
    [
      'a link without address',
      {
        description: {
          type: 'doc',
          version: 1,
          content: [{ type: 'paragraph', content: [{ type: 'text', text: 'a', marks: [{ type: 'link' }] }] }],
        },
      },
      { description: NOT_A_DOCUMENT },
    ],
    [
      'an empty list',
      { description: { type: 'doc', version: 1, content: [{ type: 'bulletList', content: [] }] } },
      { description: NOT_A_DOCUMENT },
    ],
    [
      'a node nobody knows',
      { description: { type: 'doc', version: 1, content: [{ type: 'marquee' }] } },
      { description: NOT_A_DOCUMENT },
    ],
    [
      'a heading of level 9',
      {
        description: {
          type: 'doc',
          version: 1,
          content: [{ type: 'heading', attrs: { level: 9 }, content: [] }],
        },
      },
      { description: NOT_A_DOCUMENT },
    ],
    [
      'a document too long',
      { description: say('x'.repeat(32768)) },
      { description: 'The entered text is too long. It exceeds the allowed limit of 32767 characters.' },
    ],
    [
      'a label with a space',
      { labels: ['a b'] },
      { labels: "The label 'a b' contains spaces which is invalid." },
    ],
    ['a label that is no text', { labels: ['a', 1] }, { labels: 'string expected at index 1' }],
    ['labels that are no list', { labels: 'a' }, { labels: 'data was not an array' }],
    [
      'a priority as text',
      { priority: 'High' },
      { priority: "Could not find valid 'id' or 'name' in priority object." },
    ],
    [
      'an unknown priority',
      { priority: { name: 'Huge' } },
      { priority: "Priority name 'Huge' is not valid" },
    ],
    ['an unknown priority id', { priority: { id: '99' } }, { priority: "Priority id '99' is not valid" }],
    ['an unknown assignee', { assignee: { accountId: 'x' } }, { assignee: "User 'x' does not exist." }],
    ['an assignee by text', { assignee: 'ada' }, { assignee: 'data was not an object' }],
    [
      'an assignee without account',
      { assignee: { name: 'ada' } },
      { assignee: "expected Object containing an 'accountId' property" },
    ],
    ['a day that is none', { duedate: '2026-02-30' }, { duedate: 'Error parsing date string: 2026-02-30' }],
    ['an unknown field', { customfield_99999: 1 }, { customfield_99999: notOnScreen('customfield_99999') }],
    [
      'a field of another work type',
      { customfield_10051: 'x' },
      { customfield_10051: notOnScreen('customfield_10051') },
    ],
    ['a status', { status: { name: 'Done' } }, { status: notOnScreen('status') }],
    ['a resolution', { resolution: { name: 'Done' } }, { resolution: notOnScreen('resolution') }],
  ])('%s is refused in Jira words', async (_what, fields, errors) => {
    const { bot, world } = bench()
    const told = await bot.post('issue', { fields: { ...draft(), ...fields } })
    expect(told.status).toBe(400)
    expect(told.body).toEqual(fieldErrors(errors))
    expect(world.calls.list()[0]?.write).toBe(false)
  })

  test.each([
    [
      'a select without a known value',
      { customfield_10050: { value: 'Bad luck' } },
      { customfield_10050: "Option value 'Bad luck' is not valid" },
    ],
    [
      'a select with an unknown id',
      { customfield_10050: { id: '1' } },
      { customfield_10050: "Option id '1' is not valid" },
    ],
    [
      'a select as text',
      { customfield_10050: 'Code' },
      { customfield_10050: "Specify a valid 'id' or 'name' for Root cause" },
    ],
    [
      'a document in a single line',
      { customfield_10051: say('x') },
      { customfield_10051: 'Operation value must be a string' },
    ],
    [
      'a single line too long',
      { customfield_10051: 'x'.repeat(256) },
      { customfield_10051: 'The entered text is too long. It exceeds the allowed limit of 255 characters.' },
    ],
    ['text in a text area', { customfield_10052: 'x' }, { customfield_10052: NOT_A_DOCUMENT }],
    [
      'one value where several belong',
      { customfield_10053: { value: 'Red' } },
      { customfield_10053: 'data was not an array' },
    ],
    [
      'a number as text',
      { customfield_10054: '1' },
      { customfield_10054: 'Operation value must be a number' },
    ],
  ])('%s is refused by a custom field', async (_what, fields, errors) => {
    const { bot } = bench()
    const told = await bot.post('issue', { fields: { ...draft(), issuetype: { name: 'Bug' }, ...fields } })
    expect(told).toMatchObject({ status: 400, body: fieldErrors(errors) })
  })

  test('custom fields take what fits them and read it back', async () => {
    const { bot } = bench()
    const custom = {
      customfield_10050: { value: 'Code' },
      customfield_10051: 'api',
      customfield_10052: say('steps'),
      customfield_10053: [{ value: 'Red' }, { value: 'Blue' }],
      customfield_10054: 1.5,
      duedate: '2026-12-24',
      priority: { name: 'High' },
    }
    await bot.post('issue', { fields: { ...draft(), issuetype: { name: 'Bug' }, ...custom } })
    const { body } = await bot.get('issue/SEC-1')
    expect(dig(body, 'fields')).toMatchObject({
      ...custom,
      customfield_10050: { value: 'Code', id: expect.any(String) },
    })
  })

  test('several faults are told at once, and a required custom field is named', async () => {
    const { bot, door } = bench()
    const issueTypes = [
      { name: 'Task', fields: [{ name: 'Cost center', type: 'textfield', required: true }] },
    ]
    const project = await door('projects', {
      key: 'COST',
      issueTypes,
      statuses: [{ name: 'Open', category: 'new' }],
      transitions: [],
    })
    const id = String(dig(project.body, 'fields.Cost center'))
    const told = await bot.post('issue', {
      fields: { project: { key: 'COST' }, issuetype: { name: 'Task' }, labels: ['a b'] },
    })
    expect(told.body).toEqual(
      fieldErrors({
        summary: 'You must specify a summary of the issue.',
        [id]: 'Cost center is required.',
        labels: "The label 'a b' contains spaces which is invalid.",
      }),
    )
  })

  test('who may not create is told so; a project one may not see does not exist', async () => {
    const { bot, door } = bench()
    await door('jira/permissions', { email: 'bot@example.com', project: 'SEC', deny: ['CREATE_ISSUES'] })
    expect((await bot.post('issue', { fields: draft() })).body).toEqual(
      words('You do not have permission to create issues in this project.'),
    )
    await door('jira/permissions', { email: 'bot@example.com', project: 'SEC', deny: ['BROWSE_PROJECTS'] })
    expect((await bot.post('issue', { fields: draft() })).body).toEqual(
      fieldErrors({ project: 'valid project is required' }),
    )
    expect((await bot.get('project/SEC')).status).toBe(404)
  })

  test('properties too large or without a value are refused with the create', async () => {
    const { bot } = bench()
    const told = await bot.post('issue', {
      fields: draft(),
      properties: [{ key: 'a', value: 'x'.repeat(32_767) }],
    })
    expect(told.body).toEqual(
      fieldErrors({ properties: 'The property value cannot be longer than 32768 characters.' }),
    )
    expect((await bot.post('issue', { fields: draft(), properties: [{ key: 'a' }] })).status).toBe(400)
    expect((await bot.post('issue', { fields: draft(), properties: {} })).status).toBe(400)
  })
})
