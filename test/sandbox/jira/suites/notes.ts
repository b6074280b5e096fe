import { describe, expect, test } from 'vitest'
import { bench, dig, draft, fieldErrors, list, NOT_VISIBLE, say, words } from './harness'

describe('Comments', () => {
  test('a comment comes back with its author, and its properties where they are asked for', async () => {
    const { bot, issue, world } = bench()
    const { id, key } = await issue()
    const properties = [{ key: 'fixproof-note', value: { marker: 'm1' } }]
    const made = await bot.post(`issue/${key}/comment`, { body: say('Hello'), properties })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      id: '10000',
      self: `http://127.0.0.1:8802/rest/api/3/issue/${id}/comment/10000`,
      body: say('Hello'),
      author: { displayName: 'Fixproof Bot' },
      created: '2026-11-23T01:00:00.000-0800',
    })
    expect(made.body).not.toHaveProperty('properties')
    expect((await bot.get(`issue/${key}/comment/10000?expand=properties`)).body).toMatchObject({ properties })
    expect((await bot.post('comment/list?expand=properties', { ids: [10000, 77] })).body).toMatchObject({
      total: 1,
      isLast: true,
      values: [{ id: '10000', properties }],
    })
    world.clock.advance(1000)
    await bot.post(`issue/${key}/comment`, { body: say('Second') })
    const newest = await bot.get(`issue/${key}/comment?orderBy=-created&maxResults=1`)
    expect(newest.body).toMatchObject({ total: 2, maxResults: 1, comments: [{ id: '10001' }] })
    expect(dig((await bot.get(`issue/${key}`)).body, 'fields.updated')).toBe('2026-11-23T01:00:01.000-0800')
  })

  test.each([
    ['text', 'Hello', 'Comment body is not valid!'],
    [
      'nothing',
      undefined,
      'Operation value must be an Atlassian Document (see the Atlassian Document Format)',
    ],
    [
      'a broken document',
      { type: 'doc' },
      'Operation value must be an Atlassian Document (see the Atlassian Document Format)',
    ],
  ])('%s as body is refused', async (_what, body, comment) => {
    const { bot, issue } = bench()
    const { key } = await issue()
    expect(await bot.post(`issue/${key}/comment`, { body })).toMatchObject({
      status: 400,
      body: fieldErrors({ comment }),
    })
    const { body: made } = await bot.post(`issue/${key}/comment`, { body: say('x') })
    expect(await bot.put(`issue/${key}/comment/${String(dig(made, 'id'))}`, { body })).toMatchObject({
      status: 400,
      body: fieldErrors({ comment }),
    })
  })

  test('one may change and delete one’s own comments, those of others only with the permission', async () => {
    const { bot, ada, admin, issue, world } = bench()
    const { key } = await issue()
    const { body } = await ada.post(`issue/${key}/comment`, { body: say('Mine') })
    const path = `issue/${key}/comment/${String(dig(body, 'id'))}`
    world.clock.advance(1000)
    expect((await ada.put(path, { body: say('Mine, again') })).body).toMatchObject({
      body: say('Mine, again'),
      created: '2026-11-23T01:00:00.000-0800',
      updated: '2026-11-23T01:00:01.000-0800',
    })
    expect(await bot.put(path, { body: say('Yours') })).toMatchObject({
      status: 400,
      body: words('You do not have permission to edit comment with id: 10000.'),
    })
    expect(await bot.delete(path)).toMatchObject({
      status: 400,
      body: words('You do not have permission to delete comment with id: 10000.'),
    })
    expect((await admin.put(path, { body: say('Boss') })).body).toMatchObject({
      updateAuthor: { displayName: 'Admin Example' },
      author: { displayName: 'Ada Example' },
    })
    expect((await ada.delete(path)).status).toBe(204)
    expect(await ada.get(path)).toMatchObject({
      status: 404,
      body: words('Can not find a comment for the id: 10000.'),
    })
  })

  test('who may not comment is told so by name, with 400', async () => {
    const { bot, issue, move, door } = bench()
    const { key } = await issue()
    await door('jira/permissions', { email: 'bot@example.com', project: 'SEC', deny: ['ADD_COMMENTS'] })
    await door('jira/permissions', { email: 'ada@example.com', project: 'SEC', deny: ['ADD_COMMENTS'] })
    expect(await bot.post(`issue/${key}/comment`, { body: say('x') })).toMatchObject({
      status: 400,
      body: words('Fixproof Bot, you do not have the permission to comment on this issue.'),
    })
    const inside = await move(key, 'Done', { update: { comment: [{ add: { body: say('x') } }] } })
    expect(dig(inside.body, 'errors.comment')).toContain("Field 'comment' cannot be set.")
  })

  test('a list of no or too many comments is refused', async () => {
    const { bot } = bench()
    const said = words('A list of comment IDs, up to 1000, is required.')
    expect(await bot.post('comment/list', { ids: [] })).toMatchObject({ status: 400, body: said })
    const ids = Array.from({ length: 1001 }, (_, index) => index)
    expect(await bot.post('comment/list', { ids })).toMatchObject({ status: 400, body: said })
  })

  test('an issue full of comments takes no more, wherever they come from', async () => {
    const { bot, move } = bench()
    const add = { add: { body: say('x') } }
    const full = Array.from({ length: 5000 }, () => add)
    const made = await bot.post('issue', { fields: draft(), update: { comment: full } })
    expect(made.status).toBe(201)
    const said = words('The issue has reached the limit of 5000 comments.')
    expect(await bot.post('issue/SEC-1/comment', add.add)).toMatchObject({ status: 413, body: said })
    expect(await move('SEC-1', 'Done', { update: { comment: [add] } })).toMatchObject({
      status: 413,
      body: said,
    })
    expect(await bot.put('issue/SEC-1', { update: { comment: [add] } })).toMatchObject({ status: 413 })
  })

  test('properties of a comment are written, read, listed and deleted', async () => {
    const { bot, ada, issue, door } = bench()
    const { key } = await issue()
    const { body } = await bot.post(`issue/${key}/comment`, { body: say('x') })
    const id = String(dig(body, 'id'))
    expect((await bot.put(`comment/${id}/properties/a`, { n: 1 })).status).toBe(201)
    expect((await bot.put(`comment/${id}/properties/a`, { n: 2 })).status).toBe(200)
    expect((await bot.get(`comment/${id}/properties/a`)).body).toEqual({ key: 'a', value: { n: 2 } })
    expect(
      list((await bot.get(`comment/${id}/properties`)).body, 'keys').map(one => dig(one, 'key')),
    ).toEqual(['a'])
    expect((await ada.put(`comment/${id}/properties/a`, 1)).status).toBe(400)
    expect((await bot.put(`comment/${id}/properties/a`, undefined)).status).toBe(400)
    expect((await bot.delete(`comment/${id}/properties/a`)).status).toBe(204)
    const missing = words('The property a does not exist.')
    expect(await bot.get(`comment/${id}/properties/a`)).toMatchObject({ status: 404, body: missing })
    expect(await bot.delete(`comment/${id}/properties/a`)).toMatchObject({ status: 404, body: missing })
    expect((await bot.get('comment/1/properties')).status).toBe(404)
    await door('jira/permissions', { email: 'bot@example.com', project: 'SEC', deny: ['BROWSE_PROJECTS'] })
    expect((await bot.get(`comment/${id}/properties/a`)).body).toEqual(
      words(`Can not find a comment for the id: ${id}.`),
    )
  })
})

describe('Issue properties', () => {
  test('a property is 201 at first and 200 later, and shows in neither the history nor `updated`', async () => {
    const { bot, ada, issue, world } = bench()
    const { id, key } = await issue()
    world.clock.advance(1000)
    expect((await bot.put(`issue/${key}/properties/fixproof`, { open: 1 })).status).toBe(201)
    expect((await ada.put(`issue/${id}/properties/fixproof`, { open: 0 })).status).toBe(200)
    expect((await bot.get(`issue/${key}/properties/fixproof`)).body).toEqual({
      key: 'fixproof',
      value: { open: 0 },
    })
    expect((await bot.get(`issue/${key}/properties`)).body).toEqual({
      keys: [{ key: 'fixproof', self: `http://127.0.0.1:8802/rest/api/3/issue/${id}/properties/fixproof` }],
    })
    const { body } = await bot.get(`issue/${key}?fields=updated&expand=changelog&properties=fixproof`)
    expect(body).toMatchObject({
      properties: { fixproof: { open: 0 } },
      fields: { updated: '2026-11-23T01:00:00.000-0800' },
      changelog: { total: 0 },
    })
    expect(dig((await bot.get(`issue/${key}`)).body, 'properties')).toBeUndefined()
  })

  test('anybody who may edit may delete it; what is not there is 404', async () => {
    const { bot, ada, issue } = bench()
    const { key } = await issue()
    await bot.put(`issue/${key}/properties/fixproof`, 1)
    expect((await ada.delete(`issue/${key}/properties/fixproof`)).status).toBe(204)
    const missing = words('The property fixproof does not exist.')
    expect(await bot.get(`issue/${key}/properties/fixproof`)).toMatchObject({ status: 404, body: missing })
    expect(await bot.delete(`issue/${key}/properties/fixproof`)).toMatchObject({ status: 404, body: missing })
    expect(await bot.put('issue/SEC-9/properties/fixproof', 1)).toMatchObject({
      status: 404,
      body: NOT_VISIBLE,
    })
  })

  test('32,768 characters of JSON are taken, one more is refused; so are no value and a long key', async () => {
    const { bot, issue } = bench()
    const { key } = await issue()
    expect((await bot.put(`issue/${key}/properties/p`, { v: 'x'.repeat(32_760) })).status).toBe(201)
    expect(await bot.put(`issue/${key}/properties/p`, { v: 'x'.repeat(32_761) })).toMatchObject({
      status: 400,
      body: words('The property value cannot be longer than 32768 characters.'),
    })
    expect(await bot.put(`issue/${key}/properties/p`, null)).toMatchObject({
      status: 400,
      body: words('The property value cannot be empty.'),
    })
    expect(await bot.put(`issue/${key}/properties/${'k'.repeat(256)}`, 1)).toMatchObject({
      status: 400,
      body: words('The property key cannot be longer than 255 characters.'),
    })
  })
})

describe('Links', () => {
  const link = (more: Record<string, unknown> = {}) => ({
    globalId: 'fixproof=1',
    application: { type: 'com.fixproof', name: 'Fixproof' },
    relationship: 'Datadog findings',
    object: {
      url: 'https://app.datadoghq.com/x',
      title: 'FIND-1',
      summary: 'open',
      status: { resolved: false },
    },
    ...more,
  })

  test('a remote link with a global id is made once and then replaced, losing what is not sent again', async () => {
    const { bot, issue } = bench()
    const { key } = await issue()
    const made = await bot.post(`issue/${key}/remotelink`, link())
    expect(made).toMatchObject({ status: 201, body: { id: 10000 } })
    const object = { url: 'https://app.datadoghq.com/y', title: 'FIND-2' }
    expect(await bot.post(`issue/${key}/remotelink`, { globalId: 'fixproof=1', object })).toMatchObject({
      status: 200,
      body: { id: 10000 },
    })
    const { body } = await bot.get(`issue/${key}/remotelink`)
    expect(body).toEqual([
      {
        id: 10000,
        self: `http://127.0.0.1:8802/rest/api/3/issue/${key}/remotelink/10000`,
        globalId: 'fixproof=1',
        application: {},
        object: { ...object, icon: {}, status: { icon: {} } },
      },
    ])
    expect((await bot.get(`issue/${key}/remotelink?globalId=fixproof%3D1`)).body).toMatchObject({ id: 10000 })
    expect((await bot.get(`issue/${key}/remotelink/10000`)).body).toMatchObject({ globalId: 'fixproof=1' })
    expect((await bot.delete(`issue/${key}/remotelink?globalId=fixproof%3D1`)).status).toBe(204)
    expect(await bot.get(`issue/${key}/remotelink?globalId=fixproof%3D1`)).toMatchObject({
      status: 404,
      body: words("The remote issue link 'fixproof=1' does not exist."),
    })
    expect((await bot.delete(`issue/${key}/remotelink?globalId=fixproof%3D1`)).status).toBe(404)
  })

  test('without a global id every call makes another link', async () => {
    const { bot, issue } = bench()
    const { key } = await issue()
    const object = { url: 'https://example.com', title: 'x' }
    await bot.post(`issue/${key}/remotelink`, { object })
    await bot.post(`issue/${key}/remotelink`, { object })
    expect(list((await bot.get(`issue/${key}/remotelink`)).body, '')).toHaveLength(2)
    expect((await bot.delete(`issue/${key}/remotelink/10000`)).status).toBe(204)
    expect((await bot.delete(`issue/${key}/remotelink/10000`)).status).toBe(404)
  })

  test.each([
    ['no title', { object: { url: 'https://example.com' } }, { title: "'title' is required." }],
    ['no address', { object: { title: 'x' } }, { url: "'url' is required." }],
    ['no object', { object: undefined }, { url: "'url' is required.", title: "'title' is required." }],
    ['an address that is none', { object: { title: 'x', url: 'x y' } }, { url: "'url' is not valid." }],
    [
      'a global id too long',
      { globalId: 'g'.repeat(256) },
      { globalId: "'globalId' is too long. It exceeds the allowed limit of 255 characters." },
    ],
  ])('a remote link with %s is refused', async (_what, more, errors) => {
    const { bot, issue } = bench()
    const { key } = await issue()
    expect(await bot.post(`issue/${key}/remotelink`, link(more))).toMatchObject({
      status: 400,
      body: fieldErrors(errors),
    })
  })

  test('issues are linked by name, once, and both sides show it', async () => {
    const { bot, issue, world } = bench()
    const [old, fresh] = [await issue(), await issue()]
    const body = { type: { name: 'Relates' }, inwardIssue: { id: fresh.id }, outwardIssue: { key: old.key } }
    expect(await bot.post('issueLink', body)).toMatchObject({ status: 201, body: null })
    world.calls.clear()
    expect((await bot.post('issueLink', body)).status).toBe(201)
    expect(world.calls.list()[0]?.write).toBe(false)
    const seen = await bot.get(`issue/${fresh.key}?fields=issuelinks`)
    expect(dig(seen.body, 'fields.issuelinks')).toMatchObject([
      { id: '10000', type: { name: 'Relates' }, outwardIssue: { key: old.key } },
    ])
    const back = await bot.get(`issue/${old.key}?fields=issuelinks`)
    expect(dig(back.body, 'fields.issuelinks.0.inwardIssue.key')).toBe(fresh.key)
    expect((await bot.get('issueLink/10000')).body).toMatchObject({
      inwardIssue: { key: fresh.key },
      outwardIssue: { key: old.key },
    })
    expect(
      list((await bot.get('issueLinkType')).body, 'issueLinkTypes').map(one => dig(one, 'name')),
    ).toContain('Blocks')
    expect((await bot.delete('issueLink/10000')).status).toBe(204)
    expect((await bot.get('issueLink/10000')).status).toBe(404)
  })

  test('an unknown link type, an unknown issue and a link to itself are refused', async () => {
    const { bot, issue } = bench()
    const { key } = await issue()
    const ask = (type: string, to: string) =>
      bot.post('issueLink', { type: { name: type }, inwardIssue: { key }, outwardIssue: { key: to } })
    expect(await ask('Kills', key)).toMatchObject({
      status: 404,
      body: words("No issue link type with name 'Kills' found."),
    })
    expect(await ask('Relates', 'SEC-99')).toMatchObject({ status: 404, body: NOT_VISIBLE })
    expect(await ask('Relates', key)).toMatchObject({
      status: 400,
      body: words('You cannot link an issue to itself.'),
    })
  })

  test('a link can bring a comment for the outward issue', async () => {
    const { bot, issue } = bench()
    const [one, two] = [await issue(), await issue()]
    const ask = (body: unknown) =>
      bot.post('issueLink', {
        type: { id: '10003' },
        inwardIssue: { key: one.key },
        outwardIssue: { key: two.key },
        comment: { body },
      })
    expect((await ask('text')).body).toEqual(fieldErrors({ comment: 'Comment body is not valid!' }))
    expect((await ask(say('Recurrence'))).status).toBe(201)
    expect(dig((await bot.get(`issue/${two.key}/comment`)).body, 'total')).toBe(1)
  })

  test('who may not link is told so', async () => {
    const { bot, issue, door } = bench()
    const [one, two] = [await issue(), await issue()]
    await bot.post('issueLink', {
      type: { name: 'Blocks' },
      inwardIssue: { key: one.key },
      outwardIssue: { key: two.key },
    })
    await door('jira/permissions', { email: 'bot@example.com', project: 'SEC', deny: ['LINK_ISSUES'] })
    const said = words('You do not have permission to link issues in this project.')
    expect(await bot.post(`issue/${one.key}/remotelink`, link())).toMatchObject({ status: 403, body: said })
    expect(await bot.delete('issueLink/10000')).toMatchObject({
      status: 404,
      body: words("No issue link with id '10000' exists."),
    })
    const more = { type: { name: 'Relates' }, inwardIssue: { key: one.key }, outwardIssue: { key: two.key } }
    expect((await bot.post('issueLink', more)).status).toBe(404)
  })
})
