import { describe, expect, test } from 'vitest'
import { type Bench, bench, dig, list, say, words } from './harness'

const UNBOUNDED = 'Unbounded JQL queries are not allowed here. Please add a search restriction to your query.'
async function keys(site: Bench, jql: string): Promise<unknown[]> {
  const told = await site.bot.post('search/jql', { jql, fields: ['key'] })
  if (told.status !== 200) throw new Error(JSON.stringify(told.body))
  return list(told.body, 'issues').map(one => dig(one, 'key'))
}

/** SEC-1 (done, labelled), SEC-2 (in progress, of Ada), OPS-1 (new). */
async function three(): Promise<Bench> {
  const site = bench()
  const ada = dig((await site.ada.get('myself')).body, 'accountId')
  await site.issue({
    labels: ['fixproof-aa', 'Web'],
    summary: 'Open port',
    description: say('marker fixproof-12ab end'),
  })
  site.world.clock.advance(3_600_000)
  await site.issue({ summary: 'Old library', assignee: { accountId: ada }, priority: { name: 'High' } })
  site.world.clock.advance(3_600_000)
  await site.issue({ project: { key: 'OPS' }, summary: 'Bucket', issuetype: { name: 'Bug' } })
  await site.move('SEC-1', 'Done', { fields: { resolution: { name: 'Fixed' } } })
  await site.move('SEC-2', 'In Progress')
  await site.bot.post('issue/OPS-1/comment', { body: say('Look at libraries') })
  return site
}

describe('What a query finds', () => {
  test.each([
    ['project = SEC', ['SEC-2', 'SEC-1']],
    ['project = "Security"', ['SEC-2', 'SEC-1']],
    ['project in (SEC, OPS) order by key asc', ['SEC-1', 'SEC-2', 'OPS-1']],
    ['project != SEC', ['OPS-1']],
    ['project not in (OPS) and statusCategory = Done', ['SEC-1']],
    ['key = SEC-1', ['SEC-1']],
    ['issuekey in (SEC-1, OPS-1) ORDER BY id DESC', ['OPS-1', 'SEC-1']],
    ['id = 10001', ['SEC-2']],
    ['labels = fixproof-aa', ['SEC-1']],
    ['labels = "web"', ['SEC-1']],
    ['labels in (none, fixproof-aa)', ['SEC-1']],
    ['labels is empty ORDER BY key', ['SEC-2', 'OPS-1']],
    ['labels is not EMPTY', ['SEC-1']],
    ['labels != web', []],
    ['text ~ "fixproof-12ab"', ['SEC-1']],
    ['text ~ "end marker"', ['SEC-1']],
    ['text ~ "\\"end marker\\""', []],
    ['text ~ "\\"marker fixproof\\""', ['SEC-1']],
    ['text ~ "librar*" ORDER BY key', ['SEC-2', 'OPS-1']],
    ['summary ~ bucket', ['OPS-1']],
    ['summary !~ bucket AND project = OPS', []],
    ['description ~ marker', ['SEC-1']],
    ['comment ~ look', ['OPS-1']],
    ['status = "In Progress"', ['SEC-2']],
    ['status in ("To Do", Backlog)', ['OPS-1']],
    ['statusCategory != Done ORDER BY key', ['SEC-2', 'OPS-1']],
    ['statusCategory in (2, indeterminate) ORDER BY key', ['SEC-2', 'OPS-1']],
    ['resolution = Fixed', ['SEC-1']],
    ['resolution is empty ORDER BY key', ['SEC-2', 'OPS-1']],
    ['priority = High', ['SEC-2']],
    ['issuetype = Bug', ['OPS-1']],
    ['type = Bug', ['OPS-1']],
    ['assignee is not empty', ['SEC-2']],
    ['reporter = currentUser() ORDER BY created', ['SEC-1', 'SEC-2', 'OPS-1']],
    ['created >= "2026-11-23 02:00" ORDER BY created ASC', ['SEC-2', 'OPS-1']],
    ['created < "2026/11/23 02:00"', ['SEC-1']],
    ['updated >= -30m ORDER BY priority, key', ['SEC-2', 'SEC-1', 'OPS-1']],
    ['created <= "-1h 30m"', ['SEC-1']],
    ['created > 2026-11-24', []],
    ['resolved >= "2026-11-23"', ['SEC-1']],
    ['created <= now() AND project = OPS', ['OPS-1']],
    ['created >= 1795424400000 and created != 1795424400000 ORDER BY key', ['SEC-2', 'OPS-1']],
    ['project = SEC AND NOT status = Done', ['SEC-2']],
    ['project = OPS OR (project = SEC AND status = Done) ORDER BY key', ['SEC-1', 'OPS-1']],
    ['project = SEC && (status = Done || priority = High)', ['SEC-2', 'SEC-1']],
    ['project = SEC and !(status = Done)', ['SEC-2']],
    ["summary ~ 'open port'", ['SEC-1']],
    ['issue.property[fixproof].open > 0', []],
  ])('%s', async (jql, expected) => {
    expect(await keys(await three(), jql)).toEqual(expected)
  })

  test.each([
    ['', UNBOUNDED],
    ['order by created', UNBOUNDED],
    ['project = NOPE', "The value 'NOPE' does not exist for the field 'project'."],
    ['status = Gone', "The value 'Gone' does not exist for the field 'status'."],
    ['statusCategory = Gone', "The value 'Gone' does not exist for the field 'statusCategory'."],
    ['resolution = Gone', "The value 'Gone' does not exist for the field 'resolution'."],
    ['key = SEC-99', "An issue with key 'SEC-99' does not exist for field 'key'."],
    ['flavour = sweet', "Field 'flavour' does not exist or you do not have permission to view it."],
    [
      'project = SEC order by flavour',
      "Field 'flavour' does not exist or you do not have permission to view it.",
    ],
    ['project ~ SEC', "The operator '~' is not supported by the 'project' field."],
    ['text = x', "The operator '=' is not supported by the 'text' field."],
    ['labels > a', "The operator '>' is not supported by the 'labels' field."],
    ['reporter = nobody()', "Unable to find JQL function 'nobody()'."],
    ['labels is web', "The operator 'is' only supports the values 'EMPTY' and 'NULL'."],
    [
      'updated > "2026-11-23T10:00:00Z"',
      "Date value '2026-11-23T10:00:00Z' for field 'updated' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.",
    ],
    [
      'project',
      'Error in the JQL Query: Expecting operator before the end of the query. (line 1, character 8)',
    ],
    ['project SEC', "Error in the JQL Query: Expecting operator but got 'SEC'. (line 1, character 9)"],
    [
      'project = OR',
      "Error in the JQL Query: Expecting either a value, list or function but got 'OR'. (line 1, character 11)",
    ],
    [
      'project = SEC SEC',
      "Error in the JQL Query: Expecting either 'OR' or 'AND' but got 'SEC'. (line 1, character 15)",
    ],
    ['project in SEC', "Error in the JQL Query: Expecting '(' but got 'SEC'. (line 1, character 12)"],
    [
      'project in (SEC',
      "Error in the JQL Query: Expecting ')' or ',' before the end of the query. (line 1, character 16)",
    ],
    [
      '(project = SEC',
      "Error in the JQL Query: Expecting ')' before the end of the query. (line 1, character 15)",
    ],
    [
      '= SEC',
      "Error in the JQL Query: Expecting either a field name, a '(' or a 'NOT' but got '='. (line 1, character 1)",
    ],
    [
      'reporter = currentUser(',
      "Error in the JQL Query: Expecting ')' before the end of the query. (line 1, character 24)",
    ],
    [
      'project = SEC order created',
      "Error in the JQL Query: Expecting 'BY' but got 'created'. (line 1, character 21)",
    ],
    [
      'project = SEC order by',
      'Error in the JQL Query: Expecting a field name before the end of the query. (line 1, character 23)',
    ],
    [
      'summary ~ "open',
      "Error in the JQL Query: The quoted string 'open' has not been completed. (line 1, character 11)",
    ],
    [
      'summary ~ open?',
      "Error in the JQL Query: The character '?' is a reserved JQL character. You must enclose it in a string or use the escape '\\u003f' instead. (line 1, character 15)",
    ],
  ])('%s is refused', async (jql, said) => {
    const { bot } = await three()
    expect(await bot.post('search/jql', { jql })).toMatchObject({ status: 400, body: words(said) })
    const get = await bot.get(`search/jql?jql=${encodeURIComponent(jql)}`)
    expect(get).toMatchObject({ status: 400, body: words(said) })
  })

  test('an issue one may not see is not found', async () => {
    const site = await three()
    await site.door('jira/permissions', {
      email: 'bot@example.com',
      project: 'SEC',
      deny: ['BROWSE_PROJECTS'],
    })
    expect(await keys(site, 'created > -1d')).toEqual(['OPS-1'])
  })
})

describe('How a search answers', () => {
  test('without fields a hit is an id and nothing else', async () => {
    const { bot } = await three()
    expect((await bot.post('search/jql', { jql: 'key = SEC-1' })).body).toEqual({
      issues: [{ id: '10000' }],
      isLast: true,
    })
    const some = await bot.get(
      'search/jql?jql=key%3DSEC-1&fields=summary,status&properties=fixproof&expand=changelog',
    )
    expect(Object.keys(dig(some.body, 'issues.0.fields') ?? {}).sort()).toEqual(['status', 'summary'])
    expect(dig(some.body, 'issues.0.properties')).toEqual({})
    expect(list(some.body, 'issues.0.changelog.histories')).toHaveLength(1)
    const only = await bot.post('search/jql', { jql: 'key = SEC-1', properties: ['x'] })
    expect(dig(only.body, 'issues.0.fields')).toEqual({})
  })

  test('pages follow a token that belongs to its query', async () => {
    const site = bench()
    for (let index = 0; index < 5; index++) await site.issue()
    const page = (nextPageToken?: unknown, jql = 'project = SEC') =>
      site.bot.post('search/jql', {
        jql,
        maxResults: 2,
        ...(nextPageToken === undefined ? {} : { nextPageToken }),
      })
    const first = await page()
    expect(dig(first.body, 'isLast')).toBe(false)
    const second = await page(dig(first.body, 'nextPageToken'))
    const third = await page(dig(second.body, 'nextPageToken'))
    expect(dig(third.body, 'isLast')).toBe(true)
    expect(dig(third.body, 'nextPageToken')).toBeUndefined()
    const ids = [first, second, third].flatMap(told => list(told.body, 'issues').map(one => dig(one, 'id')))
    expect(ids).toEqual(['10004', '10003', '10002', '10001', '10000'])
    const bad = words('The provided next page token is invalid or expired.')
    expect(await page('abc')).toMatchObject({ status: 400, body: bad })
    expect(await page(Buffer.from('{"start":1').toString('base64url'))).toMatchObject({
      status: 400,
      body: bad,
    })
    expect(await page(dig(first.body, 'nextPageToken'), 'project = OPS')).toMatchObject({
      status: 400,
      body: bad,
    })
    site.world.clock.advance(8 * 86_400_000)
    expect(await page(dig(first.body, 'nextPageToken'))).toMatchObject({ status: 400, body: bad })
  })

  test('a page with fields is never longer than a hundred, whatever was wished for', async () => {
    const site = bench()
    for (let index = 0; index < 101; index++) await site.issue()
    const wish = (fields: string[]) =>
      site.bot.post('search/jql', { jql: 'project = SEC', maxResults: 5000, fields })
    expect(list((await wish(['summary'])).body, 'issues')).toHaveLength(100)
    expect(list((await wish(['key'])).body, 'issues')).toHaveLength(101)
    expect(list((await site.bot.get('search/jql?jql=project%3DSEC')).body, 'issues')).toHaveLength(50)
    expect((await site.bot.post('search/approximate-count', { jql: 'project = SEC' })).body).toEqual({
      count: 101,
    })
    expect((await site.bot.post('search/approximate-count', {})).body).toEqual(words(UNBOUNDED))
  })

  test('the removed search says so, and its parameters are not known any more', async () => {
    const { bot } = bench()
    const gone = words(
      'The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046',
    )
    expect(await bot.get('search?jql=project%3DSEC')).toMatchObject({ status: 410, body: gone })
    expect(await bot.post('search', { jql: 'project = SEC' })).toMatchObject({ status: 410, body: gone })
    expect(await bot.post('search/jql', { jql: 'project = SEC', startAt: 0 })).toMatchObject({
      status: 400,
      body: words('Invalid request payload. Refer to the REST API documentation and try again.'),
    })
  })
})

describe('An index that lags behind', () => {
  test.each([0, 5_000, 60_000])(
    'with %i ms a change is found once that time has passed, not before',
    async lag => {
      const site = bench()
      site.world.limits.indexLagMs = lag
      const { key } = await site.issue({ labels: ['fixproof-1'] })
      if (lag > 0) {
        expect(await keys(site, 'labels = fixproof-1')).toEqual([])
        site.world.clock.advance(lag - 1)
        expect(await keys(site, 'labels = fixproof-1')).toEqual([])
        site.world.clock.advance(1)
      }
      expect(await keys(site, 'labels = fixproof-1')).toEqual([key])
      await site.move(key, 'Done')
      expect(await keys(site, 'status = Done')).toEqual(lag > 0 ? [] : [key])
      site.world.clock.advance(lag)
      expect(await keys(site, 'status = Done')).toEqual([key])
      await site.ada.delete(`issue/${key}`)
      expect(await keys(site, 'status = Done')).toEqual(lag > 0 ? [key] : [])
      site.world.clock.advance(lag)
      expect(await keys(site, 'status = Done')).toEqual([])
    },
  )

  test('reading the issue itself is always fresh, and reconcileIssues makes the search so for known ids', async () => {
    const site = bench()
    site.world.limits.indexLagMs = 60_000
    const { id, key } = await site.issue()
    expect((await site.bot.get(`issue/${key}`)).status).toBe(200)
    const fresh = await site.bot.post('search/jql', { jql: 'project = SEC', reconcileIssues: [Number(id)] })
    expect(dig(fresh.body, 'issues')).toEqual([{ id }])
    expect((await site.bot.get(`search/jql?jql=project%3DSEC&reconcileIssues=${id}`)).body).toEqual(
      fresh.body,
    )
    await site.ada.delete(`issue/${id}`)
    const gone = await site.bot.post('search/jql', { jql: 'project = SEC', reconcileIssues: [Number(id)] })
    expect(dig(gone.body, 'issues')).toEqual([])
  })

  test('more than fifty ids, or keys instead, cannot be made fresh', async () => {
    const { bot } = bench()
    const said = words('reconcileIssues takes at most 50 numeric issue IDs.')
    const ids = Array.from({ length: 51 }, (_, index) => index)
    for (const reconcileIssues of [ids, ['SEC-1']]) {
      const told = await bot.post('search/jql', { jql: 'project = SEC', reconcileIssues })
      expect(told).toMatchObject({ status: 400, body: said })
    }
  })
})
