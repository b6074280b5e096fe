import { describe, expect, test } from 'vitest'
import { bench, dig, fieldErrors, list, say, transitionId, words } from './harness'

const notNow = (name: string, key: string): unknown =>
  words(
    `It seems that you have tried to perform a workflow operation (${name}) that is not valid for the current state of this issue (${key}). The likely cause is that somebody has changed the issue recently, please look at the issue history for details.`,
  )
const names = (body: unknown): unknown[] => list(body, 'transitions').map(one => dig(one, 'name'))

describe('Moving an issue', () => {
  test('SEC offers every status from every status; only Done has a screen, with an optional resolution', async () => {
    const { bot, issue } = bench()
    const { key } = await issue()
    const { body } = await bot.get(`issue/${key}/transitions?expand=transitions.fields`)
    expect(names(body)).toEqual(['To Do', 'In Progress', 'In Review', 'Done'])
    expect(dig(body, 'transitions.0')).toMatchObject({
      hasScreen: false,
      isGlobal: true,
      looped: true,
      fields: {},
    })
    expect(dig(body, 'transitions.3')).toMatchObject({
      id: '41',
      hasScreen: true,
      isAvailable: true,
      isInitial: false,
      to: { name: 'Done', statusCategory: { id: 3, key: 'done' } },
      fields: { resolution: { required: false, key: 'resolution', schema: { type: 'resolution' } } },
    })
    expect(
      list(body, 'transitions.3.fields.resolution.allowedValues').map(one => dig(one, 'name')),
    ).toContain('Fixed')
    const without = await bot.get(`issue/${key}/transitions?transitionId=41`)
    expect(names(without.body)).toEqual(['Done'])
    expect(dig(without.body, 'transitions.0')).not.toHaveProperty('fields')
  })

  test('entering done sets the resolution, leaving it clears it, and the history tells both', async () => {
    const { bot, ada, issue, move, world } = bench()
    const { key } = await issue()
    expect((await move(key, 'Done')).status).toBe(204)
    expect((await bot.get(`issue/${key}?fields=resolution,status`)).body).toMatchObject({
      fields: { resolution: { name: 'Done' }, status: { name: 'Done' } },
    })
    world.clock.advance(60_000)
    await ada.post(`issue/${key}/transitions`, { transition: { id: 21 } })
    const { body } = await bot.get(
      `issue/${key}?fields=resolution,resolutiondate,statuscategorychangedate&expand=changelog`,
    )
    expect(dig(body, 'fields')).toEqual({
      resolution: null,
      resolutiondate: null,
      statuscategorychangedate: '2026-11-23T01:01:00.000-0800',
    })
    expect(dig(body, 'changelog.histories.0.items')).toMatchObject([
      { field: 'resolution', from: '10000', fromString: 'Done', to: null, toString: null },
      { field: 'status', fromString: 'Done', toString: 'In Progress' },
    ])
  })

  test("the screen's resolution wins, and the comment travels inside the transition", async () => {
    const { bot, issue, move } = bench()
    const { key } = await issue()
    const told = await move(key, 'Done', {
      fields: { resolution: { name: "Won't Do" } },
      update: { comment: [{ add: { body: say('Not worth it') } }] },
    })
    expect(told.status).toBe(204)
    const { body } = await bot.get(`issue/${key}?fields=resolution,comment`)
    expect(dig(body, 'fields.resolution.name')).toBe("Won't Do")
    expect(dig(body, 'fields.comment.comments.0')).toMatchObject({
      body: say('Not worth it'),
      author: { displayName: 'Ada Example' },
    })
  })

  test('a transition without a screen takes neither fields nor a comment', async () => {
    const { issue, move } = bench()
    const { key } = await issue()
    const told = await move(key, 'In Progress', {
      fields: { resolution: { name: 'Done' } },
      update: { comment: [{ add: { body: say('x') } }] },
    })
    expect(told.status).toBe(400)
    expect(told.body).toEqual(
      fieldErrors({
        resolution: "Field 'resolution' cannot be set. It is not on the appropriate screen, or unknown.",
        comment: "Field 'comment' cannot be set. It is not on the appropriate screen, or unknown.",
      }),
    )
  })

  test.each([
    ['no transition', {}, words("Missing 'transition' identifier")],
    ['no id', { transition: {} }, words("Missing 'transition' identifier")],
    ['a name', { transition: { id: 'Done' } }, words("'transition' identifier must be an integer")],
    ['an unknown id', { transition: { id: '99' } }, words("Transition id '99' is not valid for this issue.")],
    [
      'a field not on the screen',
      { transition: { id: '41' }, fields: { summary: 'x' } },
      fieldErrors({
        summary: "Field 'summary' cannot be set. It is not on the appropriate screen, or unknown.",
      }),
    ],
    [
      'a field in fields and update',
      {
        transition: { id: '41' },
        fields: { resolution: { name: 'Done' } },
        update: { resolution: [{ set: { name: 'Done' } }] },
      },
      fieldErrors({ resolution: "Field 'resolution' cannot appear in both 'fields' and 'update'" }),
    ],
    [
      'an unknown resolution',
      { transition: { id: '41' }, fields: { resolution: { name: 'Gone' } } },
      fieldErrors({ resolution: "Resolution name 'Gone' is not valid" }),
    ],
    [
      'a resolution as text',
      { transition: { id: '41' }, fields: { resolution: 'Done' } },
      fieldErrors({ resolution: "Could not find valid 'id' or 'name' in resolution object." }),
    ],
    [
      'a comment as text',
      { transition: { id: '41' }, update: { comment: [{ add: { body: 'x' } }] } },
      fieldErrors({ comment: 'Comment body is not valid!' }),
    ],
  ])('%s is refused and nothing moves', async (_what, body, said) => {
    const { ada, issue, world } = bench()
    const { key } = await issue()
    world.calls.clear()
    expect(await ada.post(`issue/${key}/transitions`, body)).toMatchObject({ status: 400, body: said })
    expect(world.calls.list()[0]?.write).toBe(false)
    expect(dig((await ada.get(`issue/${key}`)).body, 'fields.status.name')).toBe('To Do')
  })

  test('without the permission no transition is offered and none may be done', async () => {
    const { bot, issue, door } = bench()
    const { key } = await issue()
    await door('jira/permissions', { email: 'bot@example.com', project: 'SEC', deny: ['TRANSITION_ISSUES'] })
    expect((await bot.get(`issue/${key}/transitions`)).body).toEqual({
      expand: 'transitions',
      transitions: [],
    })
    expect(await bot.post(`issue/${key}/transitions`, { transition: { id: '41' } })).toMatchObject({
      status: 400,
      body: notNow('Done', key),
    })
  })
})

describe('A looped transition', () => {
  test('from a status to itself changes nothing but the fields of its screen', async () => {
    const { bot, issue, move, world } = bench()
    const { key } = await issue()
    world.calls.clear()
    expect((await move(key, 'To Do')).status).toBe(204)
    expect(world.calls.list().some(call => call.write)).toBe(false)
    await move(key, 'Done', { fields: { resolution: { name: 'Fixed' } } })
    await move(key, 'Done', { fields: { resolution: { name: 'Duplicate' } } })
    const { body } = await bot.get(`issue/${key}?expand=changelog`)
    expect(dig(body, 'fields.resolution.name')).toBe('Duplicate')
    expect(list(body, 'changelog.histories.0.items').map(one => dig(one, 'field'))).toEqual(['resolution'])
  })
})

describe('OPS: three hops, two ends', () => {
  const ops = { project: { key: 'OPS' } }

  test('the bot goes three hops and must give a resolution at the end', async () => {
    const { bot, issue } = bench()
    const { key } = await issue(ops)
    const go = async (name: string, more = {}) =>
      bot.post(`issue/${key}/transitions`, {
        transition: { id: await transitionId(bot, key, name) },
        ...more,
      })
    expect(names((await bot.get(`issue/${key}/transitions`)).body)).toEqual(['Select'])
    expect((await go('Select')).status).toBe(204)
    expect(names((await bot.get(`issue/${key}/transitions`)).body)).toEqual(['Start work', 'Put back'])
    await go('Start work')
    const { body } = await bot.get(`issue/${key}/transitions?expand=transitions.fields`)
    expect(names(body)).toEqual(['Verify', 'Drop', 'Put back'])
    expect(dig(body, 'transitions.0.fields.resolution.required')).toBe(true)
    expect(dig(body, 'transitions.0.fields.assignee.required')).toBe(false)
    const missing = await go('Verify')
    expect(missing).toMatchObject({
      status: 400,
      body: fieldErrors({ resolution: 'Resolution is required.' }),
    })
    expect((await go('Verify', { fields: { resolution: null } })).body).toEqual(
      fieldErrors({ resolution: 'Resolution is required.' }),
    )
    expect((await go('Verify', { fields: { resolution: { name: 'Fixed' } } })).status).toBe(204)
    expect((await bot.get(`issue/${key}`)).body).toMatchObject({
      fields: {
        status: { name: 'Verified', statusCategory: { key: 'done' } },
        resolution: { name: 'Fixed' },
      },
    })
    expect(names((await bot.get(`issue/${key}/transitions`)).body)).toEqual(['Reopen'])
    await go('Reopen')
    expect((await bot.get(`issue/${key}`)).body).toMatchObject({
      fields: { status: { name: 'Backlog' }, resolution: null },
    })
  })

  test("the other end is Won't Do, also by a resolution", async () => {
    const { bot, issue, move } = bench()
    const { key } = await issue(ops)
    await move(key, 'Select')
    await move(key, 'Start work')
    await move(key, 'Drop', { fields: { resolution: { name: "Won't Do" } } })
    expect((await bot.get(`issue/${key}`)).body).toMatchObject({
      fields: {
        status: { name: "Won't Do", statusCategory: { key: 'done' } },
        resolution: { name: "Won't Do" },
      },
    })
  })

  test('the short way is hidden from the bot, who cannot take it either', async () => {
    const { bot, ada, issue, move } = bench()
    const { key } = await issue(ops)
    expect(await transitionId(bot, key, 'Close at once')).toBeUndefined()
    const id = await transitionId(ada, key, 'Close at once')
    expect(id).toBeDefined()
    const fields = { resolution: { name: 'Done' } }
    expect(await bot.post(`issue/${key}/transitions`, { transition: { id }, fields })).toMatchObject({
      status: 400,
      body: notNow('Close at once', key),
    })
    expect((await move(key, 'Close at once', { fields })).status).toBe(204)
  })

  test('a transition of another status is refused as out of date', async () => {
    const { bot, issue } = bench()
    const { key } = await issue(ops)
    expect((await bot.post(`issue/${key}/transitions`, { transition: { id: '31' } })).body).toEqual(
      notNow('Verify', key),
    )
  })
})

describe('LOCK and TEAM', () => {
  test('LOCK has no way back from done', async () => {
    const { bot, issue, move } = bench()
    const { key } = await issue({ project: { key: 'LOCK' } })
    await move(key, 'Start')
    await move(key, 'Finish')
    expect((await bot.get(`issue/${key}`)).body).toMatchObject({ fields: { resolution: { name: 'Done' } } })
    expect(names((await bot.get(`issue/${key}/transitions`)).body)).toEqual([])
  })

  test('TEAM knows no resolution at all', async () => {
    const { bot, issue, move } = bench()
    const { key } = await issue({ project: { key: 'TEAM' } })
    expect((await move(key, 'Done')).status).toBe(204)
    const { body } = await bot.get(`issue/${key}`)
    expect(dig(body, 'fields.status.statusCategory.key')).toBe('done')
    expect(dig(body, 'fields')).not.toHaveProperty('resolution')
    expect(dig(body, 'fields')).not.toHaveProperty('resolutiondate')
    expect((await bot.put(`issue/${key}`, { fields: { resolution: { name: 'Done' } } })).status).toBe(400)
    expect((await bot.get('project/TEAM')).body).toMatchObject({ style: 'next-gen', simplified: true })
  })
})

describe('Validators', () => {
  test("a validator's refusal is answered in its own words and nothing is written", async () => {
    const { jira, bot, issue, move, world } = bench()
    const { id, key } = await issue()
    const seen: unknown[] = []
    jira.validators.add('SEC', 'Done', input => {
      seen.push(input)
      return { result: false, errorMessage: 'FIND-1 is still open in Datadog.' }
    })
    world.calls.clear()
    const told = await move(key, 'Done', { fields: { resolution: { name: 'Fixed' } } })
    expect(told).toMatchObject({ status: 400, body: words('FIND-1 is still open in Datadog.') })
    expect(seen).toEqual([
      {
        issue: { id, key },
        transition: { from: { id: '10000' }, to: { id: '10003' }, modifiedFields: { resolution: '10004' } },
        configuration: {},
      },
    ])
    expect(world.calls.list().some(call => call.write)).toBe(false)
    expect((await bot.get(`issue/${key}`)).body).toMatchObject({ fields: { status: { name: 'To Do' } } })
    expect((await move(key, 'In Progress')).status).toBe(204)
  })

  test('one that breaks blocks, one that agrees lets through, and a reset takes them off', async () => {
    const { jira, issue, move, world } = bench()
    const { key } = await issue()
    let broken = true
    jira.validators.add('SEC', '*', async () => {
      if (broken) throw new Error('no')
      return { result: true }
    })
    expect(await move(key, 'Done')).toMatchObject({
      status: 400,
      body: words('A workflow validator failed. Contact your administrator.'),
    })
    broken = false
    expect((await move(key, 'Done')).status).toBe(204)
    broken = true
    world.reset()
    const again = await issue()
    expect((await move(again.key, 'Done')).status).toBe(204)
  })

  test('whoever moves an issue while a validator thinks is first; the other one meets a conflict', async () => {
    const { jira, bot, ada, issue, move } = bench()
    const { key } = await issue()
    let decide: (verdict: { result: boolean }) => void = () => {}
    let asked: () => void = () => {}
    const thinking = new Promise<void>(resolve => {
      asked = resolve
    })
    jira.validators.add('SEC', 'Done', () => {
      asked()
      return new Promise(resolve => {
        decide = resolve
      })
    })
    const slow = bot.post(`issue/${key}/transitions`, { transition: { id: '41' } })
    await thinking
    await move(key, 'In Progress')
    decide({ result: true })
    expect(await slow).toMatchObject({
      status: 409,
      body: words('The issue could not be updated due to a conflicting update.'),
    })
    expect((await ada.get(`issue/${key}`)).body).toMatchObject({
      fields: { status: { name: 'In Progress' } },
    })
  })

  test('an issue deleted while a validator thinks is gone', async () => {
    const { jira, bot, ada, issue } = bench()
    const { key } = await issue()
    jira.validators.add('SEC', 'Done', async () => {
      await ada.delete(`issue/${key}`)
      return { result: true }
    })
    expect((await bot.post(`issue/${key}/transitions`, { transition: { id: '41' } })).status).toBe(404)
  })
})
