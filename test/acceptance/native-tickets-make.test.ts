import { afterEach, describe, expect, it } from 'vitest'
import type { Json } from '../harness'
import { many } from './api-support'
import { ticketScenes } from './support/tickets'

const open = ticketScenes()
afterEach(open.closeAll)

describe('tickets asked for', () => {
  it('are made in both tools at once, of one case, and shown with the settings used', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b'])
    const answer = await s.make({ findings: ['a', 'b'], project: 'sec', tools: [s.jira(), s.servicenow()] })
    expect(answer.status).toBe(201)
    expect(answer.body.summary).toBe('1 made')
    expect(s.short(answer)).toEqual([
      {
        findings: ['a', 'b'],
        case: 'SEC-1',
        outcome: 'made',
        tickets: ['jira SEC-1 made', 'servicenow INC0010001 made'],
      },
    ])
    expect(answer.body.settings.project.key).toBe('SEC')
    expect(answer.body.settings.sync.jira.status).toEqual({ type: 'two-way', conflict: 'newest' })
    expect(answer.body.settings.sync.servicenow.labels).toEqual({ type: 'off', conflict: 'ticket' })
    expect(s.created()).toEqual(['POST /rest/api/3/issue 201', 'POST /api/now/table/incident 201'])
    const seen = await s.issue('SEC-1')
    expect(seen.fields.summary).toBe('2 findings, worst high: a and 1 more')
  })

  it('need no project where only one makes its tickets there, and else name those there are', async () => {
    const s = await open.scene()
    await s.findings(['a'])
    expect(s.short(await s.make({ findings: ['a'], tools: [s.jira({ jiraProject: 'OPS' })] }))[0]?.case).toBe(
      'OPS-1',
    )
    const vague = await s.make({ findings: ['a'], tools: [s.jira()] })
    expect(vague.status).toBe(400)
    expect(s.detail(vague)).toBe('Name the project by its id or key. There is: LOCK, OPS, SEC, TEAM.')
    const unknown = await s.make({ findings: ['a'], project: 'NOPE', tools: [] })
    expect([unknown.status, s.detail(unknown)]).toEqual([
      404,
      'There is no project NOPE. There is: LOCK, OPS, SEC, TEAM.',
    ])
  })

  it('without a tool are cases alone', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b'])
    const answer = await s.make({ findings: ['a', 'b'], project: 'SEC', mode: 'multiple' })
    expect(s.short(answer)).toEqual([
      { findings: ['a'], case: 'SEC-1', outcome: 'made', tickets: [] },
      { findings: ['b'], case: 'SEC-2', outcome: 'made', tickets: [] },
    ])
    expect(s.created()).toEqual([])
  })

  it('are 47 made and 3 refused when 3 of 50 findings are unknown to Datadog', async () => {
    const s = await open.scene()
    const known = many(47)
    await s.findings(known)
    const asked = [...known.slice(0, 10), 'x', ...known.slice(10, 30), 'y', ...known.slice(30), 'z']
    const answer = await s.make({ findings: asked, mode: 'multiple', project: 'SEC', tools: [s.jira()] })
    expect(answer.status).toBe(201)
    expect(answer.body.summary).toBe('47 made, 3 refused')
    expect(answer.body.counts).toEqual({ made: 47, adopted: 0, pending: 0, refused: 3 })
    expect(answer.body.results.map((each: Json) => each.findings)).toEqual(asked.map(name => [s.idOf(name)]))
    expect(answer.body.results[10]).toMatchObject({
      case: null,
      tickets: [],
      reason: `Datadog knows no finding ${s.idOf('x')}.`,
    })
    expect(await s.issues('SEC')).toHaveLength(47)
  })

  it('name the vendor’s refusal on the one ticket it concerns; the other tool’s is made', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b'])
    s.fault('jira', 'POST', '^/rest/api/3/issue$', {
      status: 400,
      body: { errorMessages: ['Nothing can be made today.'], errors: {} },
    })
    const answer = await s.make({
      ...{ findings: ['a', 'b'], mode: 'multiple', project: 'SEC' },
      tools: [s.jira(), s.servicenow()],
    })
    expect(answer.body.summary).toBe('1 made, 1 refused')
    const refused = answer.body.results.find((each: Json) => each.outcome === 'refused')
    expect(refused.reason).toContain('Nothing can be made today.')
    expect(refused.tickets.map((each: Json) => each.outcome)).toEqual(['refused', 'made'])
  })

  it('are waited for 15 s at most; those not confirmed are pending, and made later, once', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b'])
    s.fault('jira', 'POST', '^/rest/api/3/issue$', { status: 503, body: {} }, 3)
    const before = s.h.world.clock.now()
    const answer = await s.make({ findings: ['a', 'b'], mode: 'multiple', project: 'SEC', tools: [s.jira()] })
    expect(s.h.world.clock.now() - before).toBeLessThan(20_000)
    const pending = answer.body.results.filter((each: Json) => each.outcome === 'pending')
    expect(pending.length).toBeGreaterThan(0)
    expect(pending[0].reason).toMatch(/^Not confirmed yet; Fixproof keeps trying\. /)
    await s.h.advance(10 * 60_000)
    expect(await s.issues('SEC')).toHaveLength(2)
  })

  it('asked for again with the same key after a crash find what was made', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b'])
    const asked = { findings: ['a', 'b'], mode: 'multiple' as const, project: 'SEC', tools: [s.jira()] }
    const asker = { name: 'tests', seed: 'f'.repeat(64) }
    const first = await s.h.during(s.h.commands.makeTickets(asker, s.request(asked)))
    const second = await s.h.during(s.h.commands.makeTickets(asker, s.request(asked)))
    const ids = (outcome: typeof first) => outcome.results.map(each => each.state?.case.id)
    expect(ids(second)).toEqual(ids(first))
    expect(await s.issues('SEC')).toHaveLength(2)
  })

  it('wait for somebody to apply them where the project writes nothing by itself, and say so', async () => {
    const s = await open.scene({
      config(json) {
        json.projects[0].apply = 'by-hand'
      },
    })
    await s.findings(['a'])
    const before = s.h.world.clock.now()
    const answer = await s.make({ findings: ['a'], project: 'SEC', tools: [s.jira()] })
    expect(s.h.world.clock.now() - before).toBeLessThan(5_000)
    expect(answer.body.results[0]).toMatchObject({
      outcome: 'pending',
      reason: 'Project SEC writes only what somebody applies; this waits in its plan.',
    })
    expect(s.created()).toEqual([])
  })

  it('take findings from the cases they were on, and say from which', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b'])
    await s.make({ findings: ['a', 'b'], project: 'SEC', tools: [s.jira()] })
    const answer = await s.make({ findings: ['b'], project: 'SEC', tools: [s.jira()] })
    expect(answer.body.results[0].moved).toEqual([{ finding: s.idOf('b'), from: 'SEC-1' }])
    expect((await s.caseOf('SEC-1')).findings.map((each: Json) => each.title)).toEqual(['a'])
  })
})

describe('a request that cannot be right', () => {
  it('is refused before anything is read or done, with a sentence each', async () => {
    const s = await open.scene()
    await s.findings(['a'])
    const wrong: [Json, string][] = [
      [{ tools: [] }, 'Give either findings or signals.'],
      [{ findings: ['a'], signals: ['s'] }, 'Give either findings or signals.'],
      [{ findings: [] }, 'No finding is given.'],
      [{ findings: many(51) }, 'A request takes at most 50 findings; 51 were given.'],
      [
        { findings: ['a'], tools: [s.jira(), s.jira()] },
        'Name each tool once: a case holds one ticket of each.',
      ],
      [
        { findings: ['a'], mode: 'grouped', tools: [s.jira({ url: 'https://x.example.com/browse/A-1' })] },
        'https://x.example.com/browse/A-1 is one ticket, so mode must be "single"; it is "grouped".',
      ],
      [
        { findings: ['a'], tools: [s.jira()], sync: { servicenow: { title: { type: 'off' } } } },
        'sync.servicenow is for tickets of servicenow, and none is asked for.',
      ],
      [
        { findings: ['a'], tools: [s.servicenow()], sync: { servicenow: { labels: { type: 'two-way' } } } },
        'sync.servicenow.labels.type can be off; it is "two-way".',
      ],
      [
        { findings: ['a'], tools: [s.jira({ priority: 'P1' }), s.servicenow({ priority: 'P2' })] },
        'The tickets of one case share their priority: P1 and P2 were given. Name one.',
      ],
      [
        { findings: ['a'], tools: [s.jira({ connection: 'other' })] },
        'No Jira connection is called "other". There is: main.',
      ],
    ]
    for (const [asked, sentence] of wrong) {
      const answer = await s.nothingDone(() => s.make({ project: 'SEC', ...asked }))
      expect([answer.status, s.detail(answer)]).toEqual([400, sentence])
    }
  })

  it('names every mistake of its body with its place', async () => {
    const s = await open.scene()
    const { status, body } = await s.h.api('POST', '/api/v1/tickets', {
      findings: 'a',
      mode: 'all',
      tools: [{ tool: 'linear' }],
      sync: { jira: { title: { type: 'sideways' } } },
    })
    expect(status).toBe(400)
    expect(body.errors.map((each: Json) => each.source.pointer)).toEqual([
      '/findings',
      '/mode',
      '/tools/0/tool',
      '/sync/jira/title/type',
    ])
    const empty = await s.h.api('POST', '/api/v1/tickets', undefined)
    expect(empty.status).toBe(400)
  })

  it('needs a key that may write', async () => {
    const s = await open.scene()
    const answer = await s.h.api('POST', '/api/v1/tickets', { findings: ['a'] }, { 'dd-api-key': 'hub-read' })
    expect(answer.status).toBe(403)
  })
})

describe('findings taken off their cases', () => {
  it('may be on several cases; each has its own outcome, and the last one closes its ticket as detached', async () => {
    const s = await open.scene()
    await s.findings(['a', 'b', 'c', 'd'])
    await s.make({ findings: ['a', 'b'], project: 'SEC', tools: [s.jira()] })
    await s.make({ findings: ['c'], project: 'SEC', tools: [s.jira()] })
    const answer = await s.detach('b', 'c', 'd', 'nope')
    expect(answer.body.summary).toBe('2 detached, 2 refused')
    expect(
      answer.body.results.map(({ outcome, case: on, reason }: Json) => [outcome, on?.key ?? null, reason]),
    ).toEqual([
      ['detached', 'SEC-1', undefined],
      ['detached', 'SEC-2', undefined],
      ['refused', null, `There is no finding ${s.idOf('d')} here.`],
      ['refused', null, `There is no finding ${s.idOf('nope')} here.`],
    ])
    await s.h.rest()
    expect((await s.caseOf('SEC-1')).findings).toHaveLength(1)
    expect((await s.caseOf('SEC-2')).case.closeCause).toBe('detached')
    expect((await s.issue('SEC-2')).fields.status.name).toBe('Done')
    expect((await s.issue('SEC-1')).fields.status.name).toBe('To Do')
    const again = await s.detach('b')
    expect(again.body.results[0]).toMatchObject({
      outcome: 'refused',
      case: null,
      reason: 'It is on no case.',
    })
    const none = await s.h.api('POST', '/api/v1/detach', { findings: [] })
    expect([none.status, s.detail(none)]).toEqual([400, 'No finding is given.'])
    const over = await s.detach(...many(51))
    expect([over.status, s.detail(over)]).toEqual([400, 'A detach takes at most 50 findings; 51 were given.'])
  })
})
