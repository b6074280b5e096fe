import { afterEach, describe, expect, it } from 'vitest'
import { appScenes } from './support/incidentApp'

const all = appScenes()
afterEach(all.closeAll)

const RESOLVED = 'Resolved, code Solution provided, with note'

describe('a change of an incident through the app', () => {
  it('that somebody else came before is decided anew on what the incident shows then; nothing is lost', async () => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A'])
    const { number } = await f.incident(incident)
    f.forget()
    f.app.beforeWrite = () =>
      f.patch('abel', incident, { state: '3', hold_reason: '3', short_description: 'By Abel' })
    await f.fix('A')
    expect(f.calls('servicenow')).toEqual([
      `ServiceNow: read ${number}`,
      `ServiceNow: tell the app of ${number}: closed, 0 open`,
      `ServiceNow: change ${number} through the app: ${RESOLVED} → 409`,
      `ServiceNow: read ${number}`,
      `ServiceNow: read journals of ${number}`,
      `ServiceNow: change ${number} through the app: ${RESOLVED}`,
      // The title that Abel gave it is the title of the case now.
      `ServiceNow: tell the app of ${number}: closed, 0 open`,
      `ServiceNow: read ${number}`,
    ])
    expect(await f.standing(incident)).toBe('Resolved (Solution provided)')
    const row = f.h.instance.db.get('incident', incident.id)
    expect(row?.short_description).toBe('By Abel')
  })

  it('is not done at all where a person came first and did something else that counts', async () => {
    const f = await all.open({ policy: 'fixed-only' })
    const incident = await f.ticket('servicenow', ['A'])
    const { number } = await f.incident(incident)
    f.forget()
    f.app.beforeWrite = () => f.resolve('abel', incident, 'No resolution provided')
    await f.fix('A')
    expect(f.writes('servicenow')).toEqual([
      `ServiceNow: tell the app of ${number}: closed, 0 open`,
      // Closed by a person when nothing was open: only the evidence is written (rule 20).
      `ServiceNow: change ${number} through the app: with note`,
    ])
    expect(await f.standing(incident)).toBe('Resolved (No resolution provided)')
  })

  it('goes on after changes of our own without another look, also when the app counts in the incident itself', async () => {
    const f = await all.open()
    f.app.counts = true
    const incident = await f.ticket('servicenow', ['A'])
    const { number } = await f.incident(incident)
    f.forget()
    await f.fix('A')
    expect(f.calls('servicenow')).toEqual([
      `ServiceNow: read ${number}`,
      `ServiceNow: tell the app of ${number}: closed, 0 open`,
      `ServiceNow: change ${number} through the app: ${RESOLVED}`,
      `ServiceNow: read ${number}`,
    ])
  })

  it('whose answer is lost is looked for, and done once', async () => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A'])
    const { number } = await f.incident(incident)
    f.forget()
    f.fault('servicenow', 'POST', 'write$', 'drop-answer')
    await f.fix('A')
    await f.later(60_000)
    expect(f.writes('servicenow')).toEqual([
      `ServiceNow: tell the app of ${number}: closed, 0 open`,
      `ServiceNow: change ${number} through the app: ${RESOLVED}`,
    ])
    expect(await f.standing(incident)).toBe('Resolved (Solution provided)')
  })

  it.each([
    ['is not installed any more', 'installed', false, 400],
    ['may not be called any more', 'shut', true, 403],
  ] as const)('is made through the Table API where the app %s', async (_, member, value, status) => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A'])
    const { number } = await f.incident(incident)
    f.forget()
    f.app.beforeWrite = async () => void Object.assign(f.app, { [member]: value })
    await f.fix('A')
    expect(f.calls('servicenow')).toEqual([
      `ServiceNow: read ${number}`,
      `ServiceNow: tell the app of ${number}: closed, 0 open`,
      `ServiceNow: change ${number} through the app: ${RESOLVED} → ${status}`,
      `ServiceNow: change ${number}: ${RESOLVED}`,
      `ServiceNow: read ${number}`,
    ])
  })

  it('that a rule of the customer refuses waits for a person, with the name of that rule', async () => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A'])
    f.h.instance.rules.add({
      ...{ name: 'Ask Grace first', sysId: 'aa', table: 'incident', when: 'before', operations: ['update'] },
      order: 9500,
      run: ({ changes, abort }) => {
        if (changes('state')) abort()
      },
    })
    await f.fix('A')
    expect(await f.blocked(incident)).toEqual([
      'ServiceNow\'s business rule "Ask Grace first" refused the change. Ask the owner of that rule, then resume.',
    ])
  })
})

describe('an app that cannot be told any more', () => {
  it.each([
    ['is not installed', 'installed', false],
    ['may not be called', 'shut', true],
  ] as const)(
    'because it %s holds up nothing: it is asked how it is, and the incident is closed without it',
    async (_, member, value) => {
      const f = await all.open()
      const incident = await f.ticket('servicenow', ['A'])
      const { number } = await f.incident(incident)
      Object.assign(f.app, { [member]: value, guard: false })
      f.forget()
      await f.fix('A')
      await f.later()
      const refused = expect.stringMatching(/: closed, 0 open → 40[03]$/)
      expect(f.calls('servicenow')).toEqual([
        `ServiceNow: read ${number}`,
        refused,
        expect.stringMatching(/^ServiceNow: ask the app how it is → 40[03]$/),
        `ServiceNow: read ${number}`,
        `ServiceNow: change ${number}: ${RESOLVED}`,
        `ServiceNow: read ${number}`,
      ])
      expect(await f.blocked(incident)).toEqual([])
    },
  )
})

describe('a change that our own guard stops', () => {
  it('is shown as what it is, the app is told anew, and then it is done', async () => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A'])
    const { number } = await f.incident(incident)
    const before = f.app.facts.get(incident.id)
    f.forget()
    // Somebody put back what the app knew before.
    f.app.beforeWrite = async () => void (before !== undefined && f.app.facts.set(incident.id, before))
    await f.fix('A')
    expect(f.calls('servicenow')).toEqual([
      `ServiceNow: read ${number}`,
      `ServiceNow: tell the app of ${number}: closed, 0 open`,
      `ServiceNow: change ${number} through the app: ${RESOLVED} → 403`,
      'ServiceNow: ask the app how it is',
    ])
    const [link] = await f.h.store.find('link', 'case', incident.caseId)
    expect(link?.doc.trouble?.reason).toBe(
      "Fixproof's guard in ServiceNow refused the change: by what it was last told, a finding is still open. It is told " +
        'anew, then the change is tried again.',
    )
    expect(link?.doc.blocked).toBeNull()
    f.forget()
    await f.later()
    expect(f.calls('servicenow')).toEqual([
      `ServiceNow: read ${number}`,
      `ServiceNow: tell the app of ${number}: closed, 0 open`,
      `ServiceNow: change ${number} through the app: ${RESOLVED}`,
      `ServiceNow: read ${number}`,
    ])
  })

  it('and an app that cannot be told is told once it can, before the incident is closed', async () => {
    const f = await all.open()
    const incident = await f.ticket('servicenow', ['A'])
    const { number } = await f.incident(incident)
    f.fault('servicenow', '*', 'x_fxprf_sync', { status: 503 }, { times: 1_000 })
    await f.fix('A')
    await f.later(30_000)
    expect(await f.standing(incident)).toBe('New')
    f.h.world.faults.clear('servicenow')
    f.forget()
    await f.later(120_000)
    expect(f.writes('servicenow')).toEqual([
      expect.stringContaining('tell the app of'),
      `ServiceNow: change ${number} through the app: ${RESOLVED}`,
    ])
  })
})

describe('without the guard', () => {
  it('a false close is noticed and undone, as without the app', async () => {
    const f = await all.open({ guard: false })
    const incident = await f.ticket('servicenow', ['A'])
    const { number } = await f.incident(incident)
    await f.resolve('abel', incident, 'Solution provided')
    f.forget()
    await f.lookAtServiceNow()
    expect(f.writes('servicenow')).toEqual([
      `ServiceNow: change ${number} through the app: In Progress, with note`,
      `ServiceNow: tell the app of ${number}: open, 1 open`,
    ])
    expect(f.app.facts.get(incident.id)?.falseFixes).toBe(1)
  })
})
