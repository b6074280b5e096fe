import { describe, expect, test } from 'vitest'
import type { CaseDoc } from '../model'
import type { CaseState } from '../step'
import { caseState } from '../testing/build'
import { mergeMirror, reasonFor } from './merge'
import { type MirrorDoc, type MirrorView, newMirror } from './model'
import { mirrorStands, mirrorWritten, seeMirror } from './outcome'

const AT = 1_000

function view(more: Partial<MirrorView> = {}): MirrorView {
  return {
    ...{ id: 'there', key: 'DD-1', projectId: 'project', status: 'OPEN', priority: 'NOT_DEFINED' },
    ...{ assignee: null, security: true, findings: [], commentCount: 0 },
    ...{ archived: false, modifiedBy: null, modifiedAt: AT },
    ...more,
  }
}

function given(
  doc: Partial<CaseDoc>,
  shown: Partial<MirrorView>,
  mirror: Partial<MirrorDoc> = {},
): CaseState {
  const state = caseState()
  const remote = { id: 'there', key: 'DD-1' }
  return {
    ...state,
    case: { ...state.case, priority: 'NOT_DEFINED', assigneeId: null, ...doc },
    mirror: { ...newMirror(state.case.id, 0), origin: 'made', remote, view: view(shown), ...mirror },
  }
}

const ADA = { id: 'ada', name: 'Ada', email: null }
const agreedOf = ({ mirror }: CaseState) => ({ agreed: mirror?.agreed ?? {} })

function outcome(state: CaseState) {
  const { state: after, notes, writes } = mergeMirror(state, AT)
  const { status, priority, assigneeId } = after.case
  return { status, priority, assigneeId, writes, told: notes.map(each => each.what) }
}

describe('the reason of a close (rules 13 and 21)', () => {
  test.each([
    ['remediated', null, 'TRUE_POSITIVE'],
    ['remediated', 'FALSE_POSITIVE', 'TRUE_POSITIVE'],
    ['accepted', null, 'BENIGN_POSITIVE'],
    ['detached', null, 'BENIGN_POSITIVE'],
    ['by-hand', null, 'BENIGN_POSITIVE'],
    ['by-hand', 'FALSE_POSITIVE', 'FALSE_POSITIVE'],
    ['by-hand', 'TRUE_POSITIVE', 'BENIGN_POSITIVE'],
    [null, null, 'BENIGN_POSITIVE'],
  ] as const)('of a case closed as %s with reason %s is %s', (closeCause, reason, said) => {
    expect(reasonFor({ closeCause, reason })).toBe(said)
  })

  test('that people changed in Datadog stands, unless it says fixed by now', () => {
    const closed = { status: 'CLOSED', closeCause: 'accepted' } as const
    const agreed = { agreed: { status: 'CLOSED', reason: 'BENIGN_POSITIVE' } } as const
    const said = (reason: 'FALSE_POSITIVE' | 'TRUE_POSITIVE') =>
      outcome(given(closed, { status: 'CLOSED', reason }, agreed)).writes
    expect(said('FALSE_POSITIVE')).toEqual([])
    expect(said('TRUE_POSITIVE')).toEqual([{ field: 'reason', value: 'BENIGN_POSITIVE' }])
  })

  test('is not asked for where Datadog has none', () => {
    const state = given(
      { status: 'CLOSED', closeCause: 'accepted' },
      { status: 'CLOSED', security: false },
      { agreed: { status: 'CLOSED' } },
    )
    expect(outcome(state).writes).toEqual([])
  })
})

describe('open and closed', () => {
  test('closed in Datadog is set back, told once', () => {
    const first = given({}, { status: 'CLOSED' }, { agreed: { status: 'OPEN' } })
    expect(outcome(first)).toMatchObject({
      status: 'OPEN',
      told: ['close-refused'],
      writes: [{ field: 'status', value: 'OPEN' }],
    })
    expect(outcome(mergeMirror(first, AT).state).told).toEqual([])
  })

  test('opened here again is no close by a person', () => {
    expect(outcome(given({}, { status: 'CLOSED' }, { agreed: { status: 'CLOSED' } }))).toMatchObject({
      told: [],
      writes: [{ field: 'status', value: 'OPEN' }],
    })
  })
})

describe('priority', () => {
  test.each([
    ['made', 'P2', 'NOT_DEFINED', 'P2', ['P2']],
    ['made', 'P2', 'P4', 'P2', ['P2']],
    ['made', 'NOT_DEFINED', 'P4', 'P4', []],
    ['adopted', 'P2', 'P4', 'P4', []],
    ['adopted', 'P2', 'NOT_DEFINED', 'P2', ['P2']],
  ] as const)(
    'of a case that was %s: %s here and %s there meet as %s',
    (origin, ours, theirs, kept, written) => {
      const met = outcome(
        given({ priority: ours }, { priority: theirs }, { origin, agreed: { status: 'OPEN' } }),
      )
      expect([met.priority, met.writes.map(each => each.value)]).toEqual([kept, written])
    },
  )

  test('that only moved here is written, that only moved there is taken', () => {
    const agreed = { agreed: { status: 'OPEN', priority: 'P3', assignee: null } } as const
    expect(outcome(given({ priority: 'P1' }, { priority: 'P3' }, agreed)).writes).toHaveLength(1)
    expect(outcome(given({ priority: 'P3' }, { priority: 'P1' }, agreed))).toMatchObject({
      priority: 'P1',
      writes: [],
      told: ['field-taken'],
    })
  })
})

describe('title and description', () => {
  const ORIGIN = 'Kept by Fixproof as SEC-1 · fixproof-65c37f90ed33'
  const agreed = {
    status: 'OPEN',
    title: { ours: 'Fix it', theirs: 'Fix it' },
    description: { ours: 'Please.', theirs: 'Please.' },
  } as const
  const texts = (state: CaseState) => {
    const { state: after, writes, notes } = mergeMirror(state, AT)
    const told = notes.map(note => note.text)
    return { title: after.case.title, description: after.case.description, writes, told }
  }

  test('that moved in Datadog alone are taken, without the line that says whose the case is', () => {
    const shown = { title: 'Their words', description: `Their text\n\n---\n${ORIGIN}`, modifiedBy: ADA }
    expect(texts(given({}, shown, { agreed }))).toEqual({
      title: 'Their words',
      description: 'Their text',
      writes: [],
      told: [
        'Ada changed the title in Datadog case DD-1: Fix it → Their words.',
        'Ada changed the description in Datadog case DD-1: Please. → Their text.',
      ],
    })
  })

  test('that moved here alone are written, the description with that line', () => {
    const shown = { title: 'Fix it', description: `Please.\n\n---\n${ORIGIN}` }
    expect(texts(given({ title: 'Ours', description: 'New' }, shown, { agreed })).writes).toEqual([
      { field: 'title', value: 'Ours' },
      { field: 'description', value: `New\n\n---\n${ORIGIN}`, as: 'New' },
    ])
    expect(texts(given({ description: '' }, shown, { agreed })).writes).toEqual([
      { field: 'description', value: ORIGIN, as: '' },
    ])
  })

  test('that moved on both sides are the case’s', () => {
    const both = texts(given({ title: 'Ours' }, { title: 'Theirs' }, { agreed }))
    expect([both.title, both.writes]).toEqual(['Ours', [{ field: 'title', value: 'Ours' }]])
  })

  test('that Datadog shows in its own way, or not at all, are nobody’s change', () => {
    const cut = { agreed: { ...agreed, title: { ours: 'Fix it', theirs: 'Fix' } } }
    expect(texts(given({}, { title: 'Fix' }, cut))).toMatchObject({ title: 'Fix it', writes: [], told: [] })
    expect(texts(given({}, { description: 'Please.\r\n' }, { agreed })).told).toEqual([])
    expect(texts(given({}, { title: '' }, { agreed }))).toMatchObject({ title: 'Fix it', writes: [] })
  })

  test('of a case people had made stay as they are until somebody changes them', () => {
    const shown = { title: 'By hand', description: 'Our notes' }
    const adopted = given({}, shown, { origin: 'adopted', agreed: { status: 'OPEN' } })
    expect(texts(adopted)).toMatchObject({ title: 'Fix it', description: 'Please.', writes: [], told: [] })
    const met = mergeMirror(adopted, AT).state
    expect(mergeMirror(met, AT).state).toBe(met)
    const changed = { ...met, case: { ...met.case, description: 'Newer' } }
    expect(texts(changed).writes).toEqual([{ field: 'description', value: 'Newer', as: 'Newer' }])
    const there = given({}, { ...shown, title: 'By hand, again' }, { origin: 'adopted', ...agreedOf(met) })
    expect(texts(there).title).toBe('By hand, again')
  })

  test('of a case of ours that nothing is agreed about are the case’s', () => {
    expect(texts(given({}, { title: 'Old' })).writes).toEqual([{ field: 'title', value: 'Fix it' }])
  })
})

describe('what Datadog answers', () => {
  const sent = { title: 'A long title', description: 'Please.' }

  test('to a case that is made is how it shows what was sent', () => {
    const state = given({ title: 'A long title' }, {}, { remote: null, view: null, origin: null })
    const made = mirrorStands(state, view({ title: 'A long', description: 'Please.' }), 'made', '', AT, sent)
    expect(mergeMirror(made.state, AT)).toMatchObject({ writes: [] })
    expect(mergeMirror(made.state, AT).state.case.title).toBe('A long title')
    // Whoever changes it there is heard all the same.
    const changed = seeMirror(made.state, view({ title: 'Theirs', description: 'Please.' }), AT)
    expect(mergeMirror(changed.state, AT).state.case.title).toBe('Theirs')
  })

  test('to a write is how it shows what was written, and what it leaves out is as it was', () => {
    const shown = view({ title: 'Old', description: 'Please.' })
    const write = { field: 'title', value: 'A long title' } as const
    const state = given({ title: 'A long title' }, shown, { origin: 'made' })
    const written = mirrorWritten(state, write, view({ title: 'A long' }))
    expect(written.notes.map(note => note.text)).toEqual([
      'The title of Datadog case DD-1 was set: none → A long title.',
    ])
    const seen = seeMirror(written.state, view({ title: 'A long' }), AT).state
    expect(mergeMirror(seen, AT).state.case.title).toBe('A long title')
    expect(seen.mirror?.view?.description).toBe('Please.')
  })
})

test('merging twice changes nothing', () => {
  const shown = { priority: 'P4', status: 'IN_PROGRESS', title: 'By hand', description: 'Notes' } as const
  const state = given({ priority: 'P2' }, shown, { origin: 'adopted' })
  const once = mergeMirror(state, AT)
  expect(once.state).not.toBe(state)
  expect(mergeMirror(once.state, AT).state).toBe(once.state)
})
