import { describe, expect, it } from 'vitest'
import type { Move, WorkflowDoc } from './model'
import type { Goal, PlanContext } from './plan'
import { planJira } from './planJira'
import type { CaseState } from './step'
import {
  caseState,
  changed,
  DAY,
  HOUR,
  issue,
  link,
  move,
  project,
  STATUS,
  shows,
  T0,
  workflow,
} from './testing/build'

const at = (status: { id: string; name: string; category: 'new' | 'indeterminate' | 'done' }) => {
  const { category, ...named } = status
  return { status: named, category }
}

const goal = (more: Partial<Goal> = {}): Goal => ({
  kind: 'close',
  cause: 'remediated',
  round: 1,
  refusal: false,
  handSeen: 0,
  text: 'Fixed.',
  comment: 'Fixed.',
  ...more,
})
const REOPEN = goal({ kind: 'reopen', cause: null, text: 'Open again.', comment: 'Open again.' })

const { todo, doing, done, wont } = STATUS
const review = { id: '4', name: 'Review', category: 'indeterminate' } as const
const verified = { id: '8', name: 'Verified', category: 'done' } as const

interface Scene {
  /** Where the issue stands. */
  here: typeof todo | typeof doing | typeof done | typeof wont | typeof review
  /** What Jira offers there now; null = not read in this pass. */
  offers: Move[] | null
  known?: Record<string, Move[]>
  /** The workflow API was asked: answered with the whole workflow, or refused. */
  asked?: 'whole' | 'refused' | 'never' | 'long ago'
  goal?: Goal
  project?: Parameters<typeof project>[0]
  lastOpen?: { id: string; name: string }
}

function planned(scene: Scene) {
  const asked = scene.asked ?? 'never'
  const askedAt = asked === 'never' ? null : asked === 'long ago' ? T0 - DAY : T0
  const known: Record<string, WorkflowDoc> =
    scene.known === undefined && asked === 'never'
      ? {}
      : workflow(scene.known ?? {}, { askedAt, wholeAt: asked === 'whole' ? T0 : null })
  const base = caseState(scene.project === undefined ? {} : { project: scene.project })
  const state: CaseState = {
    ...changed(base, 'jira', { view: issue(at(scene.here)), lastOpenStatus: scene.lastOpen ?? null }),
    workflows: known,
  }
  const context: PlanContext = {
    now: T0,
    fresh: scene.offers === null ? {} : { jira: { statusId: scene.here.id, moves: scene.offers } },
    kid: 'key-1',
    permissionMs: DAY,
    shows,
  }
  return planJira.move(state, link(state, 'jira'), scene.goal ?? goal(), context)
}

/** `11 → Done {resolution} last`, `look-moves`, `block: …` */
function said(scene: Scene): string {
  const action = planned(scene)
  if (action.kind === 'write' && action.write.kind === 'transition' && 'to' in action.intent) {
    const { transitionId, fields } = action.write
    const filled = Object.entries(fields).map(([id, value]) => `${id}=${nameOf(value)}`)
    return [transitionId, '→', action.intent.to.name, ...filled, action.intent.last ? 'last' : 'on'].join(' ')
  }
  return 'reason' in action ? `${action.kind}: ${action.reason}` : action.kind
}

function nameOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'name' in value ? String(value.name) : String(value)
}

describe('a way to closed', () => {
  const rows: [string, Scene, string][] = [
    ['looks at the transitions first', { here: todo, offers: null }, 'look-moves'],
    [
      'goes straight there',
      { here: todo, offers: [move('31', done, ['resolution'])] },
      '31 → Done resolution=Done last',
    ],
    [
      'sets no resolution where the screen has no room for it',
      { here: todo, offers: [move('31', done, [])] },
      '31 → Done last',
    ],
    [
      'takes the first of several steps, and asks for no resolution on the way',
      { here: todo, offers: [move('11', doing, ['resolution'])], known: { '3': [move('31', done)] } },
      '11 → In Progress on',
    ],
    [
      'takes the shortest of several ways',
      {
        here: todo,
        offers: [move('11', doing), move('12', review)],
        known: { '3': [move('13', review)], '4': [move('31', done)] },
      },
      '12 → Review on',
    ],
    [
      'never passes through a done status on the way to the one the settings name',
      {
        here: todo,
        offers: [move('11', wont, ['resolution']), move('12', doing)],
        known: { '6': [move('32', verified)], '3': [move('33', verified)] },
        project: { close: named('Verified') },
      },
      '12 → In Progress on',
    ],
    [
      'ends in the status the settings name and in no other',
      {
        here: todo,
        offers: [move('11', done), move('12', doing)],
        known: { '3': [move('33', verified)] },
        project: { close: named('verified') },
      },
      '12 → In Progress on',
    ],
    [
      'goes by what Jira offers now, not by what was seen before',
      {
        here: todo,
        offers: [move('12', doing)],
        known: { '1': [move('31', done)], '3': [move('33', done)] },
      },
      '12 → In Progress on',
    ],
    [
      'takes the way the settings name through an unknown workflow',
      {
        here: todo,
        offers: [move('12', doing)],
        project: { routes: { close: ['in progress', 'Done'], reopen: [] } },
      },
      '12 → In Progress on',
    ],
    [
      'finds its place on that way',
      {
        here: doing,
        offers: [move('21', todo), move('31', done, ['resolution'])],
        project: { routes: { close: ['To Do', 'In Progress', 'Done'], reopen: [] } },
      },
      '31 → Done resolution=Done last',
    ],
    [
      'asks for the workflow when the transitions lead nowhere known',
      { here: todo, offers: [move('12', doing)] },
      'look-workflow',
    ],
    [
      'asks again after a day',
      { here: todo, offers: [move('12', doing)], asked: 'long ago' },
      'look-workflow',
    ],
    [
      'waits for a person when no way is known, naming where it stands and what to configure',
      { here: todo, offers: [move('12', doing)], asked: 'refused' },
      'block: No way is known from "To Do" to a Done status. Let the integration account use a transition out of "To Do", or name the statuses to walk through in routes.close of project SEC.',
    ],
  ]
  it.each(rows)('%s', (_, scene, expected) => {
    expect(said(scene)).toBe(expected)
  })
})

function named(status: string): ReturnType<typeof project>['close'] {
  const { close } = project()
  return { ...close, jira: { ...close.jira, remediated: { status, resolution: 'Done', fields: {} } } }
}

describe('fields of the close screen', () => {
  const withFields = (fields: Record<string, unknown>): Parameters<typeof project>[0] => {
    const { close } = project()
    return {
      close: { ...close, jira: { ...close.jira, remediated: { status: null, resolution: 'Done', fields } } },
    }
  }

  it('are filled from the settings', () => {
    const action = planned({
      here: todo,
      offers: [move('31', done, ['resolution!', 'cause!'])],
      project: withFields({ cause: { value: 'Code' } }),
    })
    expect(action).toMatchObject({
      write: { fields: { resolution: { name: 'Done' }, cause: { value: 'Code' } } },
    })
  })

  it('that the screen does not have are not sent', () => {
    const action = planned({
      here: todo,
      offers: [move('31', done, [])],
      project: withFields({ cause: 'x' }),
    })
    expect(action).toMatchObject({ write: { fields: {} } })
  })

  it('that Jira fills itself are left to it', () => {
    const own = move('31', done, ['cause!'])
    const cause = own.fields?.cause
    if (cause === undefined) throw new Error('no field')
    cause.hasDefault = true
    expect(said({ here: todo, offers: [own] })).toBe('31 → Done last')
  })

  it('that nothing fills are told to a person', () => {
    expect(said({ here: todo, offers: [move('31', done, ['cause!'])], asked: 'refused' })).toBe(
      'block: Transition "to Done" needs "cause", and nothing fills it. Name its value in close.jira.remediated.fields of project SEC.',
    )
  })

  it('decide which of two transitions to the same status is taken', () => {
    const offers = [move('31', done, ['cause!']), move('32', done, ['resolution'])]
    expect(said({ here: todo, offers })).toBe('32 → Done resolution=Done last')
  })
})

describe('rule 21: a close that is no fix', () => {
  const accepted = goal({ cause: 'accepted' })

  it.each<[string, Scene, string]>([
    [
      'says so with its resolution',
      { here: todo, offers: [move('31', done, ['resolution'])], goal: accepted },
      "31 → Done resolution=Won't Do last",
    ],
    [
      'prefers the status that says so',
      { here: todo, offers: [move('31', done, ['resolution']), move('32', wont)], goal: accepted },
      "32 → Won't Do last",
    ],
    [
      'leaves that status to what is no fix',
      { here: todo, offers: [move('31', wont), move('32', done)] },
      '32 → Done last',
    ],
    [
      'is not made where it would say fixed, and a person is told what to do',
      { here: todo, offers: [move('31', done, [])], goal: accepted, asked: 'whole' },
      'block: Transition "to Done" would say that this is fixed, and it is not (accepted). Put the resolution on its screen, or name a status for it in close.jira.accepted.status and notFixed.statuses of project SEC.',
    ],
    [
      'does not set out on a way whose last step would say fixed',
      {
        here: todo,
        offers: [move('11', doing)],
        known: { '3': [move('31', done, [])] },
        goal: accepted,
        asked: 'whole',
      },
      'block: Transition "to Done" would say that this is fixed, and it is not (accepted). Put the resolution on its screen, or name a status for it in close.jira.accepted.status and notFixed.statuses of project SEC.',
    ],
    [
      'sets out where the last screen is not known yet',
      { here: todo, offers: [move('11', doing)], known: { '3': [move('31', done, null)] }, goal: accepted },
      '11 → In Progress on',
    ],
  ])('%s', (_, scene, expected) => {
    expect(said(scene)).toBe(expected)
  })
})

describe('a way back to open', () => {
  const rows: [string, Scene, string][] = [
    [
      'goes to the last status that was not closed',
      {
        here: done,
        offers: [move('1', todo), move('2', doing)],
        known: {},
        lastOpen: { id: doing.id, name: doing.name },
      },
      '2 → In Progress last',
    ],
    [
      'goes over other open statuses to get there',
      {
        here: done,
        offers: [move('1', todo)],
        known: { '1': [move('2', doing)] },
        lastOpen: { id: doing.id, name: doing.name },
      },
      '1 → To Do on',
    ],
    [
      'goes to any new status when that one cannot be reached',
      { here: done, offers: [move('2', doing), move('1', todo)], lastOpen: { id: '99', name: 'Gone' } },
      '1 → To Do last',
    ],
    [
      'goes to any status in progress when there is no new one',
      { here: done, offers: [move('2', doing)] },
      '2 → In Progress last',
    ],
    [
      'never goes through another done status',
      { here: done, offers: [move('6', wont)], known: { '6': [move('1', todo)] }, asked: 'refused' },
      'block: No way is known from "Done" to a To Do status and an In Progress status. Let the integration account use a transition out of "Done", or name the statuses to walk through in routes.reopen of project SEC.',
    ],
    [
      'is given up for a successor when nothing leads out',
      { here: done, offers: [], asked: 'refused' },
      'successor: its workflow has no way out of "Done"',
    ],
    [
      'is given up for a successor when the whole workflow is known and has no way',
      { here: done, offers: [move('6', wont)], asked: 'whole' },
      'successor: its workflow has no way out of "Done"',
    ],
    ['is not given up before the workflow was asked for', { here: done, offers: [] }, 'look-workflow'],
  ]
  it.each(rows)('%s', (_, scene, expected) => {
    expect(said({ ...scene, goal: REOPEN })).toBe(expected)
  })
})

describe('the comment of a move', () => {
  it.each<[string, string[], Goal, string | null, boolean]>([
    ['travels inside where the screen takes one', ['comment'], REOPEN, 'Open again.', true],
    ['is told afterwards where it does not', [], REOPEN, null, false],
    [
      'is left out on a contested ticket that was told today',
      ['comment'],
      { ...REOPEN, comment: null },
      null,
      false,
    ],
    [
      'is written all the same where Jira insists on one',
      ['comment!'],
      { ...REOPEN, comment: null },
      'Open again.',
      false,
    ],
  ])('%s', (_, fields, to, comment, inside) => {
    expect(planned({ here: done, offers: [move('1', todo, fields)], goal: to })).toMatchObject({
      write: { comment },
      intent: { commentInside: inside },
    })
  })

  it('waits for the last of several steps', () => {
    const action = planned({
      here: todo,
      offers: [move('11', doing, ['comment'])],
      known: { '3': [move('31', done)] },
    })
    expect(action).toMatchObject({ write: { comment: null }, intent: { last: false, commentInside: false } })
  })
})

it('transitions read in another status count for nothing', () => {
  const state = changed(caseState(), 'jira', { view: issue(at(doing)) })
  const fresh = { jira: { statusId: todo.id, moves: [move('31', done)] } }
  const context = { now: T0, fresh, kid: 'k', permissionMs: HOUR, shows }
  expect(planJira.move(state, link(state, 'jira'), goal(), context).kind).toBe('look-moves')
})

describe('what else an issue lacks', () => {
  const tidied = (state: CaseState) => planJira.tidy(state, link(state, 'jira'))
  const claiming = (resolution: string | null, more: Parameters<typeof project>[0] = {}) =>
    changed(caseState({ project: more }), 'jira', { view: issue({ resolution }) })

  it('rule 13: a resolution that means fixed on an open issue is cleared while a finding is open', () => {
    expect(tidied(claiming('Done'))).toMatchObject({
      intent: { kind: 'clear-resolution' },
      write: { kind: 'fields', fields: { resolution: null } },
      reason: 'The resolution "Done" was cleared: findings are open.',
    })
  })

  it.each<[string, CaseState]>([
    ['no resolution', claiming(null)],
    ['one that does not mean fixed', claiming("Won't Do")],
    ['one that observe lets stand', claiming('Done', { policy: 'observe' })],
    [
      'a fixed one with nothing open',
      changed(caseState({ findings: { A: 'resolved' } }), 'jira', { view: issue({ resolution: 'Done' }) }),
    ],
    ['a closed issue', changed(caseState(), 'jira', { view: issue({ ...at(done), resolution: 'Done' }) })],
  ])('leaves %s alone', (_, state) => {
    expect(tidied(state)).toBeNull()
  })

  it('is linked to its case once the hub has an address', () => {
    const state = caseState({ caseUrl: 'https://hub.example.com/cases/SEC-1' })
    expect(tidied(state)).toMatchObject({
      write: {
        kind: 'remote-link',
        globalId: 'fixproof-case=case-1',
        url: 'https://hub.example.com/cases/SEC-1',
      },
    })
    expect(tidied(changed(state, 'jira', { remoteLinkDone: true }))).toBeNull()
  })

  it('a successor is linked to the ticket it follows, once', () => {
    const state = caseState()
    const old = { ...link(state, 'jira'), id: 'old', state: 'history' as const }
    const next: CaseState = {
      ...state,
      links: [
        old,
        { ...link(state, 'jira'), successorOf: 'old', ticket: { id: '10002', key: 'SEC-2', url: '' } },
      ],
    }
    expect(tidied(next)).toMatchObject({ write: { kind: 'issue-link', type: 'Relates', toKey: 'SEC-1' } })
    expect(tidied(changed(next, 'jira', { predecessorLinked: true }))).toBeNull()
  })
})
