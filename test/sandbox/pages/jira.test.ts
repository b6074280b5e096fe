import { describe, expect, it } from 'vitest'
import { makeFault } from '../core'
import { documentOf } from '../jira'
import { ESCAPED, move, moveId, notice, refusal, row, SCRIPT, start } from './pageTesting'

describe('the page of a Jira issue', () => {
  it('shows what a person looks for, with planted markup as text', async () => {
    const on = start()
    const key = await on.issue({
      summary: SCRIPT,
      description: documentOf(SCRIPT),
      labels: ['fixproof-1', '"><i>'],
      assignee: { accountId: (await on.bot('GET', 'myself')).accountId },
    })
    on.world.clock.advance(60_000)
    await on.bot('POST', `issue/${key}/comment`, { body: documentOf(`First ${SCRIPT}`) })
    await on.bot('POST', `issue/${key}/comment`, { body: documentOf('Second') })
    await on.bot('POST', `issue/${key}/remotelink`, {
      relationship: 'tracked by',
      object: { url: 'https://cases.example/1', title: SCRIPT, status: { resolved: true } },
    })
    await on.bot('POST', `issue/${key}/remotelink`, { object: { url: 'javascript:alert(1)', title: 'Trap' } })
    await on.bot('PUT', `issue/${key}/properties/fixproof`, { note: SCRIPT })
    const page = await on.look('jira', `/browse/${key}`)
    expect(page.status).toBe(200)
    expect(page.text).not.toContain('<script>alert')
    expect(page.text).not.toContain('href="javascript:')
    expect(page.text).not.toContain('"><i>')
    expect(page.text).toContain(`<h1>${ESCAPED}</h1>`)
    expect(page.text).toContain(`<p>${ESCAPED}</p>`)
    expect(page.text).toContain('<span class="lozenge calm">To Do</span>')
    expect(row(page, 'Category')).toBe('To Do')
    expect(row(page, 'Resolution')).toBe('Unresolved')
    expect(row(page, 'Assignee')).toBe('Fixproof Bot')
    expect(row(page, 'Labels')).toBe('&quot;&gt;&lt;i&gt;fixproof-1')
    expect(page.text).toContain(
      `tracked by: <s><a href="https://cases.example/1" rel="noreferrer">${ESCAPED}</a></s> (resolved)`,
    )
    expect(page.text.indexOf(`First ${ESCAPED}`)).toBeLessThan(page.text.indexOf('Second'))
    expect(page.text).toContain(`<p>First ${ESCAPED}</p>`)
    expect(page.text).toMatch(/<strong>Fixproof Bot<\/strong>\s*<time[^>]*>2026-11-23 09:01:00 UTC/)
    expect(page.text).toContain('&quot;note&quot;: &quot;&lt;script&gt;')
    const list = await on.look('jira', '/')
    expect(list.text).toContain(`<a href="/browse/${key}"><span class="key">${key}</span> ${ESCAPED}</a>`)
    expect(list.text).not.toContain('<script>alert')
  })

  it('names a status by its category’s colour, and a resolution only where the project has one', async () => {
    const on = start()
    const key = await on.issue()
    expect(notice(await move(on, key, 'In Progress'))).toBe('Ada Example used “In Progress”.')
    expect((await on.look('jira', `/browse/${key}`)).text).toContain('lozenge moving">In Progress<')
    await move(on, key, 'Done', { 'field.resolution': '10001' })
    const done = await on.look('jira', `/browse/${key}`)
    expect(done.text).toContain('lozenge good">Done<')
    expect(row(done, 'Resolution')).toBe('Won&#39;t Do')
    expect(done.text).toMatch(/Ada Example<\/strong>.*status: In Progress → Done/s)
    const team = await on.look('jira', `/browse/${await on.issue({ project: { key: 'TEAM' } })}`)
    expect(row(team, 'Resolution')).toBeUndefined()
  })

  it('moves the issue as Ada through Jira’s own API', async () => {
    const on = start()
    const key = await on.issue()
    on.world.calls.clear()
    await move(on, key, 'Done', { 'field.resolution': '10004' })
    expect(on.world.calls.list()).toMatchObject([
      {
        actor: 'ada@example.com',
        method: 'POST',
        path: expect.stringMatching(/^\/rest\/api\/3\/issue\/\d+\/transitions$/),
        requestBody: { fields: { resolution: { id: '10004' } } },
        status: 204,
        write: true,
      },
    ])
    expect((await on.bot('GET', `issue/${key}`)).fields).toMatchObject({
      status: { name: 'Done' },
      resolution: { name: 'Fixed' },
    })
  })

  it('offers Ada exactly what Jira offers her, with the fields of each screen', async () => {
    const on = start()
    const key = await on.issue({ project: { key: 'OPS' } })
    const page = await on.look('jira', `/browse/${key}`)
    const buttons = [...page.text.matchAll(/name="transition" value="\d+">([^<]+)</g)].map(one => one[1])
    expect(buttons).toEqual(['Select (to Selected)', 'Close at once (to Verified)'])
    expect(page.text).toContain('Resolution (required)</label>')
    await on.door('jira', 'jira/permissions', { email: 'ada@example.com', deny: ['TRANSITION_ISSUES'] })
    expect((await on.look('jira', `/browse/${key}`)).text).toContain('Jira offers no transition from here.')
  })

  it('says in Jira’s words why a move was refused', async () => {
    const on = start()
    const key = await on.issue({ project: { key: 'OPS' } })
    expect(refusal(await move(on, key, 'Close at once \\(to Verified\\)'))).toBe('Resolution is required.')
    on.jira.validators.add('OPS', 'Select', () => ({ result: false, errorMessage: `Open: ${SCRIPT}` }))
    expect(refusal(await move(on, key, 'Select \\(to Selected\\)'))).toBe(`Open: ${ESCAPED}`)
    on.jira.validators.clear()
    const stale = moveId(await on.look('jira', `/browse/${key}`), 'Select \\(to Selected\\)') ?? ''
    await move(on, key, 'Select \\(to Selected\\)')
    const again = await on.press('jira', `/_sandbox/browse/${key}/transition`, { transition: stale })
    expect(refusal(again)).toContain('that is not valid for the current state of this issue (OPS-1).')
    const none = await on.press('jira', `/_sandbox/browse/${key}/transition`, {})
    expect(refusal(none)).toBe('&#39;transition&#39; identifier must be an integer')
  })

  it('fills every kind of field that a screen can hold', async () => {
    const on = start()
    const fields = [
      { name: 'Cause', type: 'select', allowed: ['Code', 'Setup'] },
      { name: 'Teams', type: 'multiselect', allowed: ['Red', 'Blue'] },
      { name: 'Score', type: 'number' },
      { name: 'Day', type: 'date' },
      { name: 'Steps', type: 'textarea' },
      { name: 'Note', type: 'textfield' },
      { name: 'Words', type: 'labels' },
      { name: 'Owner', type: 'user' },
    ]
    const made = await on.door('jira', 'projects', {
      key: 'NEW',
      issueTypes: [{ name: 'Task', fields }],
      statuses: [
        { name: 'Open', category: 'new' },
        { name: 'Shut', category: 'done' },
      ],
      transitions: [{ name: 'Shut', to: 'Shut', screen: [...fields.map(one => one.name), 'priority'] }],
    })
    const key = await on.issue({ project: { key: 'NEW' } })
    const page = await on.look('jira', `/browse/${key}`)
    const ada = /<option value="([^"]+)">Ada Example</.exec(page.text)?.[1] ?? ''
    const choice = (name: string) => new RegExp(`<option value="(\\d+)">${name}<`).exec(page.text)?.[1] ?? ''
    const id = (name: string): string => made.fields[name]
    const form = {
      [`field.${id('Cause')}`]: choice('Setup'),
      [`field.${id('Teams')}`]: choice('Blue'),
      [`field.${id('Score')}`]: '4.5',
      [`field.${id('Day')}`]: '2026-12-24',
      [`field.${id('Steps')}`]: 'Look closely',
      [`field.${id('Note')}`]: 'Nothing',
      [`field.${id('Words')}`]: 'one, two, ',
      [`field.${id('Owner')}`]: ada,
      'field.priority': '1',
    }
    expect(notice(await move(on, key, 'Shut', form))).toBe('Ada Example used “Shut”.')
    expect((await on.bot('GET', `issue/${key}`)).fields).toMatchObject({
      [id('Cause')]: { value: 'Setup' },
      [id('Teams')]: [{ value: 'Blue' }],
      [id('Score')]: 4.5,
      [id('Day')]: '2026-12-24',
      [id('Steps')]: documentOf('Look closely'),
      [id('Note')]: 'Nothing',
      [id('Words')]: ['one', 'two'],
      [id('Owner')]: { displayName: 'Ada Example' },
      priority: { name: 'Highest' },
    })
  })

  it('takes a comment as Ada, keeps a refused one, and does not send an empty one', async () => {
    const on = start()
    const key = await on.issue()
    const say = (comment: string) => on.press('jira', `/_sandbox/browse/${key}/comment`, { comment })
    const said = await say('One\ntwo\n\nthree')
    expect(notice(said)).toBe('Ada Example wrote a comment.')
    expect(said.text).toMatch(/<strong>Ada Example<\/strong>.*<p>One\ntwo<\/p><p>three<\/p>/s)
    expect(on.world.calls.list('jira').at(-1)).toMatchObject({ actor: 'ada@example.com', status: 201 })
    on.world.calls.clear()
    expect(refusal(await say('  \n '))).toBe('The comment is empty.')
    expect(on.world.calls.list()).toEqual([])
    await on.door('jira', 'jira/permissions', { email: 'ada@example.com', deny: ['ADD_COMMENTS'] })
    const refused = await say('Keep <this>')
    expect(refusal(refused)).toBe('Ada Example, you do not have the permission to comment on this issue.')
    expect(refused.text).toContain('required>\nKeep &lt;this&gt;</textarea>')
  })

  it('says so when the answer to a button is lost', async () => {
    const on = start()
    const key = await on.issue()
    on.world.faults.add(makeFault('POST', 'transitions$', 'drop-answer'))
    expect(refusal(await move(on, key, 'Done'))).toBe('The connection broke before the answer came.')
    on.world.faults.add(makeFault('POST', 'transitions$', { status: 503 }))
    expect(refusal(await move(on, key, 'Done'))).toBe('Refused with status 503.')
  })

  it('shows Jira’s other ways of refusing: one message, or plain text for somebody who is switched off', async () => {
    const on = start()
    const key = await on.issue()
    on.world.faults.add(makeFault('POST', 'transitions$', { status: 429, body: { message: 'Slower' } }))
    expect(refusal(await move(on, key, 'Done'))).toBe('Slower')
    const id = moveId(await on.look('jira', `/browse/${key}`), 'Done') ?? ''
    await on.door('jira', 'jira/people', { email: 'ada@example.com', active: false })
    const page = await on.press('jira', `/_sandbox/browse/${key}/transition`, { transition: id })
    expect(refusal(page)).toBe('Client must be authenticated to access this resource.')
  })

  it('stands in the list of issues by its last change, the newest first', async () => {
    const on = start()
    const keys: string[] = []
    for (let index = 0; index < 3; index++) {
      keys.push(await on.issue())
      on.world.clock.advance(1000)
    }
    const listed = async () =>
      [...(await on.look('jira', '/')).text.matchAll(/href="\/browse\/([^"]+)"/g)].map(one => one[1])
    expect(await listed()).toEqual([...keys].reverse())
    await move(on, keys[0] ?? '', 'In Progress')
    expect((await listed())[0]).toBe(keys[0])
  })

  it('follows a moved issue to its new address and shows what it is linked to', async () => {
    const on = start()
    const [first, second] = [await on.issue(), await on.issue({ summary: 'The older one' })]
    await on.bot('POST', 'issueLink', {
      type: { name: 'Blocks' },
      inwardIssue: { key: first },
      outwardIssue: { key: second },
    })
    expect((await on.look('jira', `/browse/${first}`)).text).toContain(
      `blocks <a href="/browse/${second}">${second}</a> The older one`,
    )
    expect((await on.look('jira', `/browse/${second}`)).text).toContain('is blocked by <a href')
    await on.door('jira', 'jira/move', { issue: first, toProject: 'OPS' })
    const answer = await on.request('jira', `/browse/${first}`)
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/browse/OPS-1'])
  })
})
