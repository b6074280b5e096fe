import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { APP_ID } from '../sandbox/forge/tokens'
import { type ForgeScene, forgeScenes } from './support/forge'

const all = forgeScenes()
afterEach(all.closeAll)

const UUID = APP_ID.slice(APP_ID.lastIndexOf('/') + 1)
const ruleOf = (app: string, disabled = 'false') => ({
  ruleKey: 'forge:expression-validator',
  parameters: {
    key: `ari:cloud:ecosystem::extension/${app}/00000000-0000-4000-8000-00000000000e/static/findings-fixed`,
    disabled,
  },
})

async function lines(f: ForgeScene, check: string, subject: RegExp): Promise<Json[]> {
  const { body } = await f.h.api('GET', '/api/v1/check')
  return body.lines.filter((each: Json) => each.check === check && subject.test(each.subject))
}

/** As if these rules stood on every transition of every workflow. */
function withRules(f: ForgeScene, rules: Json[]): void {
  f.h.intercept(async (call, go) => {
    const answer = await go()
    if (!call.url.endsWith('/rest/api/3/workflows') || answer.status !== 200) return answer
    const body = (await answer.json()) as Json
    for (const each of body.workflows[0].transitions) each.validators = rules
    return Response.json(body)
  })
}

describe('fixproof check, of the validator', () => {
  it('names the transitions into a done status that lack it', async () => {
    const f = await all.open()
    expect(await lines(f, 'validator', /SEC/)).toEqual([
      {
        subject: 'project SEC, jira main',
        check: 'validator',
        result: 'warn',
        text: expect.stringMatching(/^Missing on "Done" of ".*": a false fix there is put back afterwards/),
      },
    ])
  })

  it('is content when it is on all of them', async () => {
    const f = await all.open()
    withRules(f, [ruleOf(UUID)])
    expect(await lines(f, 'validator', /SEC/)).toMatchObject([
      { result: 'pass', text: 'It is on every transition into a done status (1).' },
    ])
  })

  it.each([
    ['switched off', ruleOf(UUID, 'true')],
    ['of another app', ruleOf('00000000-0000-4000-8000-00000000000a')],
    ['of Jira itself', { ruleKey: 'system:validate-field-value', parameters: {} }],
  ])('does not count a rule %s', async (_, rule) => {
    const f = await all.open()
    withRules(f, [rule])
    expect(await lines(f, 'validator', /SEC/)).toMatchObject([{ result: 'warn' }])
  })

  it('says what it may not read, and nothing at all where there is no app', async () => {
    const f = await all.open()
    expect(await lines(f, 'validator', /OPS/)).toMatchObject([
      { result: 'warn', text: expect.stringContaining('may not read the workflow') },
    ])
    const bare = await all.open({ config: json => delete json.connections.jira[0].forge })
    expect(await lines(bare, 'validator', /./)).toEqual([])
    expect(await lines(bare, 'app', /jira/)).toEqual([])
  })
})

describe('fixproof check, of the app', () => {
  it('says when it was last heard, and when it is missed', async () => {
    const f = await all.open()
    expect(await lines(f, 'app', /^jira main$/)).toMatchObject([
      { result: 'warn', text: expect.stringContaining('has not called this hub yet') },
    ])
    await f.call('/connection')
    expect(await lines(f, 'app', /^jira main$/)).toMatchObject([
      { result: 'pass', text: expect.stringContaining('Version 1.0.0 was last heard at') },
    ])
    await f.later(3 * 3_600_000)
    expect(await lines(f, 'app', /^jira main$/)).toMatchObject([{ result: 'warn' }])
  })
})
