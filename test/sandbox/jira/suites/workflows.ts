import { describe, expect, test } from 'vitest'
import { FIXTURE, fixtureManifest } from '../../forge/fixture'
import { type Bench, bench, dig, list, type Person, transitionId, words } from './harness'

const pair = (projectId: string) => ({ projectAndIssueTypes: [{ projectId, issueTypeId: '10000' }] })
const SEC = '10000'
const OPS = '10001'
const TEAM_NAME = 'Team space workflow'

/** The workflow as it is read, ready to be sent back. */
async function readWorkflow(who: Person, projectId = SEC) {
  const { body } = await who.post('workflows', pair(projectId))
  const workflow = structuredClone(dig(body, 'workflows.0')) as {
    id: string
    version: { id: string; versionNumber: number }
    transitions: Record<string, unknown>[]
    statuses: unknown[]
  }
  return { statuses: list(body, 'statuses'), workflows: [workflow], workflow }
}

async function withApp(): Promise<Bench & { ruleId: string }> {
  const on = bench()
  await on.jira.forge.install({ hubUrl: null, manifest: fixtureManifest(), built: FIXTURE })
  const { id } = (await readWorkflow(on.admin)).workflow
  const { body } = await on.admin.get(`workflows/capabilities?workflowId=${id}`)
  return { ...on, ruleId: String(dig(body, 'forgeRules.0.id')) }
}

const named = (transitions: Record<string, unknown>[], name: string): Record<string, unknown> => {
  const found = transitions.find(one => one.name === name)
  if (found === undefined) throw new Error(`there is no transition ${name}`)
  return found
}
const ruleOf = (key: string) => ({
  ruleKey: 'forge:expression-validator',
  parameters: { key, disabled: 'false' },
})
const update = (who: Person, sent: { statuses: unknown[]; workflows: unknown[] }) =>
  who.post('workflows/update', { statuses: sent.statuses, workflows: sent.workflows })

describe('Writing a workflow', () => {
  test('a rule of an app is put on a transition, read back, and asked there and nowhere else', async () => {
    const { admin, bot, ada, issue, move, ruleId } = await withApp()
    const sent = await readWorkflow(admin)
    named(sent.workflow.transitions, 'Done').validators = [ruleOf(ruleId)]
    const told = await update(admin, sent)
    expect(told).toMatchObject({ status: 200, body: { workflows: [{ version: { versionNumber: 2 } }] } })
    const again = await readWorkflow(admin)
    expect(named(again.workflow.transitions, 'Done').validators).toMatchObject([
      { id: expect.any(String), ruleKey: 'forge:expression-validator', parameters: { key: ruleId } },
    ])
    const { key } = await issue()
    await bot.put(`issue/${key}/properties/small`, { refuse: 'Not yet.' })
    expect((await move(key, 'In Progress')).status).toBe(204)
    expect(await move(key, 'Done')).toMatchObject({ status: 400, body: words('Not yet.') })
    await bot.put(`issue/${key}/properties/small`, {})
    expect((await move(key, 'Done')).status).toBe(204)
    expect((await ada.get(`issue/${key}`)).body).toMatchObject({ fields: { status: { name: 'Done' } } })
  })

  test('sent back unchanged it means the same; what is left out is gone', async () => {
    const { admin, bot, issue } = bench()
    const sent = await readWorkflow(admin, OPS)
    expect((await update(admin, sent)).status).toBe(200)
    const { key } = await issue({ project: { key: 'OPS' } })
    expect(await transitionId(bot, key, 'Close at once')).toBeUndefined()
    const again = await readWorkflow(admin, OPS)
    const before = sent.workflow.transitions.map(one => ({ ...one }))
    expect(again.workflow.transitions).toEqual(before)
    delete named(again.workflow.transitions, 'Close at once').conditions
    again.workflow.transitions = again.workflow.transitions.filter(one => one.name !== 'Select')
    expect((await update(admin, again)).status).toBe(200)
    expect(await transitionId(bot, key, 'Close at once')).toBeDefined()
    expect(await transitionId(bot, key, 'Select')).toBeUndefined()
  })

  test('whoever has read an older version meets a conflict and changes nothing', async () => {
    const { admin } = bench()
    const [mine, theirs] = [await readWorkflow(admin), await readWorkflow(admin)]
    expect((await update(admin, theirs)).status).toBe(200)
    named(mine.workflow.transitions, 'Done').name = 'Finish'
    expect((await update(admin, mine)).status).toBe(409)
    const { workflow } = await readWorkflow(admin)
    expect(workflow.version.versionNumber).toBe(2)
    expect(workflow.transitions.some(one => one.name === 'Finish')).toBe(false)
  })

  test('a rule needs its app; once there it stays when the app is gone, and blocks', async () => {
    const { admin, jira, issue, move, ruleId } = await withApp()
    const sent = await readWorkflow(admin)
    named(sent.workflow.transitions, 'Done').validators = [ruleOf(ruleId)]
    expect((await update(admin, sent)).status).toBe(200)
    jira.forge.uninstall()
    const { key } = await issue()
    expect(await move(key, 'Done')).toMatchObject({ status: 400 })
    const again = await readWorkflow(admin)
    expect((await update(admin, again)).status).toBe(200)
    named(again.workflow.transitions, 'In Progress').validators = [ruleOf('ari:cloud:ecosystem::extension/x')]
    expect(
      await update(admin, { ...again, workflows: [(await readWorkflow(admin)).workflow] }),
    ).toMatchObject({
      status: 200,
    })
    const last = await readWorkflow(admin)
    named(last.workflow.transitions, 'In Progress').validators = [ruleOf('ari:cloud:ecosystem::extension/x')]
    expect(await update(admin, last)).toMatchObject({ status: 400 })
    expect((await admin.get(`workflows/capabilities?workflowId=${last.workflow.id}`)).body).toMatchObject({
      forgeRules: [],
    })
  })

  test.each([
    ['a status the request does not carry', (sent: Sent) => void sent.statuses.pop()],
    ['a status less', (sent: Sent) => void sent.workflow.statuses.pop()],
    ['an unknown workflow', (sent: Sent) => void Object.assign(sent.workflow, { id: 'x' })],
    ['no initial transition', (sent: Sent) => void sent.workflow.transitions.shift()],
    ['a rule nobody knows', (sent: Sent) => rules(sent, 'validators', 'system:no-such-rule')],
    ['an action nobody knows', (sent: Sent) => rules(sent, 'actions', 'system:no-such-rule')],
    [
      'a rule on the initial transition',
      (sent: Sent) => rules(sent, 'actions', 'system:update-field', 'Create'),
    ],
    ['a target nobody knows', (sent: Sent) => done(sent, { toStatusReference: 'x' })],
    ['a directed transition from nowhere', (sent: Sent) => done(sent, { type: 'DIRECTED', links: [] })],
    ['a screen nobody knows', (sent: Sent) => done(sent, { transitionScreen: rule({ screenId: '9' }) })],
    ['a resolution nobody knows', (sent: Sent) => done(sent, { actions: [resolution('9')] })],
    ['a type nobody knows', (sent: Sent) => done(sent, { type: 'SIDEWAYS' })],
  ])('%s is refused, and nothing changes', async (_what, spoil) => {
    const { admin } = bench()
    const sent = await readWorkflow(admin)
    spoil(sent)
    expect((await update(admin, sent)).status).toBe(400)
    expect((await readWorkflow(admin)).workflow.version.versionNumber).toBe(1)
  })

  test('it is for administrators; those of a team-managed project may write its own', async () => {
    const { ada, admin, door } = bench()
    expect((await update(ada, await readWorkflow(admin))).status).toBe(401)
    const { body } = await admin.post('workflows', { workflowNames: [TEAM_NAME] })
    const sent = { statuses: list(body, 'statuses'), workflows: list(body, 'workflows') }
    expect((await update(ada, sent)).status).toBe(401)
    await door('jira/permissions', {
      email: 'ada@example.com',
      project: 'TEAM',
      allow: ['ADMINISTER_PROJECTS'],
    })
    expect((await update(ada, sent)).status).toBe(200)
  })
})

type Sent = Awaited<ReturnType<typeof readWorkflow>>
const done = (sent: Sent, more: Record<string, unknown>): void =>
  void Object.assign(named(sent.workflow.transitions, 'Done'), more)
const rules = (sent: Sent, member: string, ruleKey: string, on = 'Done'): void =>
  void Object.assign(named(sent.workflow.transitions, on), { [member]: [{ ruleKey, parameters: {} }] })
const rule = (parameters: Record<string, string>) => ({ ruleKey: 'system:transition-screen', parameters })
const resolution = (value: string) => ({
  ruleKey: 'system:update-field',
  parameters: { field: 'resolution', value },
})

describe('Finding workflows and what may be put on them', () => {
  test('they are listed in pages, by name, as far as one may read them', async () => {
    const { admin, bot } = bench()
    const { body } = await admin.get('workflows/search?maxResults=2')
    expect(body).toMatchObject({ total: 4, isLast: false, values: [{ name: 'Security workflow' }, {}] })
    expect((await admin.get('workflows/search?queryString=team')).body).toMatchObject({
      total: 1,
      isLast: true,
    })
    // OPS hides its workflow from the bot.
    expect((await bot.get('workflows/search')).body).toMatchObject({ total: 3 })
  })

  test('capabilities name the rules of an installed app for whoever administers; without one there are none', async () => {
    const { admin, ada, bot, ruleId } = await withApp()
    expect(ruleId).toMatch(/^ari:cloud:ecosystem::extension\/.+\/static\/validator$/)
    const path = `workflows/capabilities?projectId=${SEC}&issueTypeId=10000`
    expect((await admin.get(path)).body).toMatchObject({
      editorScope: 'GLOBAL',
      forgeRules: [{ name: 'Small validator', ruleKey: 'forge:expression-validator', ruleType: 'Validator' }],
    })
    expect((await ada.get(path)).status).toBe(401)
    expect((await bot.get('workflows/capabilities?workflowId=x')).status).toBe(400)
  })

  test('the projects of a workflow are told, and one that is not there is 404', async () => {
    const { admin, ada } = bench()
    const { id } = (await readWorkflow(admin)).workflow
    expect((await admin.get(`workflow/${id}/projectUsages`)).body).toEqual({
      workflowId: id,
      projects: { values: [{ id: SEC }] },
    })
    expect((await ada.get(`workflow/${id}/projectUsages`)).status).toBe(401)
    expect((await admin.get('workflow/x/projectUsages')).status).toBe(404)
  })
})

describe('Groups', () => {
  test('people see in which groups somebody is, and may be put into others', async () => {
    const { ada, admin, nobody, door } = bench()
    const { body: me } = await ada.get('myself?expand=groups')
    expect(dig(me, 'groups.items.0.name')).toBe('jira-users')
    await door('jira/people', { email: 'ada@example.com', groups: ['jira-users', 'security'] })
    const id = String(dig(me, 'accountId'))
    expect(
      list((await admin.get(`user/groups?accountId=${id}`)).body, '').map(one => dig(one, 'name')),
    ).toEqual(['jira-users', 'security'])
    expect((await ada.get('user/groups?accountId=x')).status).toBe(404)
    expect((await nobody.get(`user/groups?accountId=${id}`)).status).toBe(401)
  })
})
