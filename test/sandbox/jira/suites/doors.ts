import { describe, expect, test } from 'vitest'
import { bench, dig, fieldErrors, list, transitionId } from './harness'

const project = {
  key: 'NEW',
  issueTypes: [
    {
      name: 'Vulnerability',
      fields: [
        { name: 'Close reason', type: 'select', allowed: ['Patched', 'Moot'] },
        { id: 'customfield_12345', name: 'Evidence', type: 'textarea' },
      ],
    },
  ],
  statuses: [
    { name: 'Open', category: 'new' },
    { name: 'Closed', category: 'done' },
  ],
  transitions: [
    {
      name: 'Close',
      from: 'Open',
      to: 'Closed',
      screen: ['Close reason', 'resolution'],
      required: ['Close reason'],
    },
    {
      name: 'Quick close',
      from: ['Open'],
      to: 'Closed',
      hiddenFrom: ['bot@example.com'],
      resolution: 'Fixed',
    },
    { name: 'Reopen', to: 'Open' },
  ],
}

describe('Making a project', () => {
  test('a described project works like a seeded one', async () => {
    const { bot, ada, issue, door } = bench()
    const told = await door('projects', project)
    expect(told).toMatchObject({
      status: 200,
      body: { key: 'NEW', transitions: [{ id: '11', name: 'Close' }, { id: '21' }, { id: '31' }] },
    })
    const reason = String(dig(told.body, 'fields.Close reason'))
    const { key } = await issue({ project: { key: 'NEW' }, issuetype: { name: 'Vulnerability' } })
    expect(key).toBe('NEW-1')
    expect(await transitionId(bot, key, 'Quick close')).toBeUndefined()
    const close = (fields: Record<string, unknown>) =>
      bot.post(`issue/${key}/transitions`, { transition: { id: '11' }, fields })
    expect((await close({})).body).toEqual(fieldErrors({ [reason]: 'Close reason is required.' }))
    expect((await close({ [reason]: { value: 'Patched' } })).status).toBe(204)
    expect((await bot.get(`issue/${key}`)).body).toMatchObject({
      fields: { resolution: { name: 'Done' }, [reason]: { value: 'Patched' } },
    })
    const { body: seen } = await bot.get(`issue/${key}?expand=changelog`)
    expect(dig(seen, 'changelog.histories.0.items.0')).toMatchObject({
      field: 'Close reason',
      fieldtype: 'custom',
      toString: 'Patched',
    })
    await bot.post(`issue/${key}/transitions`, { transition: { id: '31' } })
    await ada.post(`issue/${key}/transitions`, { transition: { id: '21' } })
    expect((await bot.get(`issue/${key}`)).body).toMatchObject({ fields: { resolution: { name: 'Fixed' } } })
  })

  test.each([
    ['no key', { ...project, key: undefined }, /^key: /],
    [
      'a key in small letters',
      { ...project, key: 'new' },
      'key: must be 2 to 10 capitals and digits, a capital first.',
    ],
    [
      'an unknown status in a transition',
      { ...project, transitions: [{ name: 'x', from: 'Gone', to: 'Away' }] },
      'transitions.0.to: there is no status "Away"; transitions.0.from: there is no status "Gone".',
    ],
    ['an unknown first status', { ...project, initial: 'Gone' }, 'initial: there is no status "Gone".'],
    [
      'two statuses of one name',
      { ...project, statuses: [...project.statuses, { name: 'Open', category: 'new' }] },
      'statuses: two statuses have the same name.',
    ],
    [
      'required but not on the screen',
      { ...project, transitions: [{ name: 'x', to: 'Open', required: ['summary'] }] },
      'transitions.0.required: "summary" must also stand in screen.',
    ],
    [
      'an unknown resolution',
      { ...project, transitions: [{ name: 'x', to: 'Open', resolution: 'Gone' }] },
      'transitions.0.resolution: there is no resolution "Gone".',
    ],
    [
      'an unknown field on a screen',
      { ...project, transitions: [{ name: 'x', to: 'Open', screen: ['Colour'] }] },
      'No work type of NEW has a field Colour.',
    ],
    ['somebody nobody knows', { ...project, lead: 'zoe@example.com' }, 'There is no person zoe@example.com.'],
    ['a key that is taken', { ...project, key: 'SEC' }, 'There is a project SEC already.'],
    ['a member nobody knows', { ...project, colour: 'red' }, /colour/],
  ])('%s is refused with a sentence', async (_what, body, said) => {
    const { door } = bench()
    const told = await door('projects', body)
    expect(told.status).toBe(400)
    const sentence = String(dig(told.body, 'error'))
    if (typeof said === 'string') expect(sentence).toBe(said)
    else expect(sentence).toMatch(said)
  })

  test('a reset takes it away', async () => {
    const { bot, door, world } = bench()
    await door('projects', project)
    world.reset()
    expect((await bot.get('project/NEW')).status).toBe(404)
  })
})

describe('Moving an issue to another project', () => {
  test('the key changes and the id stays; the old key still finds it, without a redirect', async () => {
    const { bot, issue, move, door } = bench({
      webhooks: [{ name: 'w', url: 'http://hub.example.com', events: ['jira:issue_updated'] }],
    })
    const { id, key } = await issue({ issuetype: { name: 'Bug' }, customfield_10051: 'api', labels: ['a'] })
    await move(key, 'In Progress')
    expect((await door('jira/move', { issue: key, toProject: 'OPS' })).body).toEqual({
      id,
      key: 'OPS-1',
      formerKey: 'SEC-1',
    })
    const { body } = await bot.get(`issue/${key}?expand=changelog`)
    expect(body).toMatchObject({
      id,
      key: 'OPS-1',
      fields: { project: { key: 'OPS' }, status: { name: 'Selected' }, labels: ['a'] },
    })
    expect(dig(body, 'fields')).not.toHaveProperty('customfield_10051')
    expect(dig(body, 'changelog.histories.0')).toMatchObject({
      author: { displayName: 'Ada Example' },
      items: [
        { field: 'Key', fromString: 'SEC-1', toString: 'OPS-1' },
        { field: 'project', fromString: 'Security', toString: 'Operations' },
        { field: 'status', fromString: 'In Progress', toString: 'Selected' },
      ],
    })
    const bulk = await bot.post('issue/bulkfetch', { issueIdsOrKeys: [key], fields: ['project'] })
    expect(dig(bulk.body, 'issues.0.key')).toBe('OPS-1')
    expect((await bot.post('search/jql', { jql: 'key = SEC-1', fields: ['key'] })).body).toMatchObject({
      issues: [{ key: 'OPS-1' }],
    })
    expect((await issue()).key).toBe('SEC-2')
  })

  test('what the other project has no field for is lost, also on the way back', async () => {
    const { bot, issue, door } = bench()
    const { id, key } = await issue({ issuetype: { name: 'Bug' }, customfield_10051: 'api' })
    await door('jira/move', { issue: key, toProject: 'OPS' })
    expect((await door('jira/move', { issue: id, toProject: 'SEC' })).body).toMatchObject({
      id,
      key: 'SEC-2',
    })
    expect(dig((await bot.get('issue/SEC-1')).body, 'fields.customfield_10051')).toBeNull()
    expect(dig((await bot.get('issue/OPS-1')).body, 'key')).toBe('SEC-2')
  })

  test('a work type the other project does not have becomes its first', async () => {
    const { bot, issue, door } = bench()
    const { key } = await issue({ issuetype: { name: 'Bug' } })
    await door('jira/move', { issue: key, toProject: 'TEAM', by: 'admin@example.com' })
    const { body } = await bot.get(`issue/${key}?expand=changelog`)
    expect(dig(body, 'fields.issuetype.name')).toBe('Task')
    expect(list(body, 'changelog.histories.0.items').map(one => dig(one, 'field'))).toContain('issuetype')
  })

  test.each([
    ['an issue that is not there', { issue: 'SEC-9', toProject: 'OPS' }, 'There is no issue SEC-9.'],
    ['a project that is not there', { issue: 'SEC-1', toProject: 'NOPE' }, 'There is no project NOPE.'],
    ['its own project', { issue: 'SEC-1', toProject: 'SEC' }, 'SEC-1 is in SEC already.'],
    [
      'by nobody',
      { issue: 'SEC-1', toProject: 'OPS', by: 'x@example.com' },
      'There is no person x@example.com.',
    ],
  ])('%s is refused', async (_what, body, error) => {
    const { issue, door } = bench()
    await issue()
    expect(await door('jira/move', body)).toMatchObject({ status: 400, body: { error } })
  })
})

describe('Changing people', () => {
  test('unknown people, projects and permissions are refused', async () => {
    const { door } = bench()
    const nobody = { error: 'There is no person x@example.com.' }
    expect((await door('jira/permissions', { email: 'x@example.com' })).body).toEqual(nobody)
    expect((await door('jira/people', { email: 'x@example.com' })).body).toEqual(nobody)
    expect((await door('jira/permissions', { email: 'bot@example.com', project: 'X' })).body).toEqual({
      error: 'There is no project X.',
    })
    expect((await door('jira/permissions', { email: 'bot@example.com', deny: ['FLY'] })).status).toBe(400)
    expect((await door('jira/people', {})).status).toBe(400)
    expect((await door('jira/move', {})).status).toBe(400)
  })
})
