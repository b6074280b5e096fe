import { describe, expect, it } from 'vitest'
import { absentDoc, namedFinding, openFindings, readDoc, readingNotes } from './findings'
import type { FindingDoc } from './model'
import { rereadAt } from './mutes'
import { attached, caseState, DAY, finding, HOUR, MINUTE, now, T0 } from './testing/build'

const item = (doc: FindingDoc) => ({
  item: doc.item ?? { id: doc.id, type: 'finding' as const, attributes: { attributes: {} } },
  facts: doc.facts,
  title: doc.title,
  severity: doc.severity,
  detectionChangedAt: doc.detectionChangedAt,
  url: doc.url,
})

describe('what is kept of a finding', () => {
  it('is what Datadog returned and how the rules read it', () => {
    expect(finding('A', 'muted')).toMatchObject({
      state: 'muted',
      open: false,
      tracked: true,
      firstReadAt: T0,
      lastReadAt: T0,
      caseId: null,
    })
    expect(finding('A', { status: 'open', type: 'sensitive_data' })).toMatchObject({
      open: true,
      tracked: false,
    })
  })

  it('is the very document it was when the same is read again soon', () => {
    const before = finding('A')
    expect(readDoc(before, item(before), T0 + HOUR - 1)).toBe(before)
    expect(readDoc(before, item(before), T0 + HOUR)).toMatchObject({ lastReadAt: T0 + HOUR, firstReadAt: T0 })
  })

  it('is not what an older question was answered that lay in a hub which stood still', () => {
    const before = finding('A', 'resolved', T0 + DAY)
    const open = item(finding('A'))
    const asked = T0 + DAY - 1
    expect(readDoc(before, open, asked, asked + 30_001)).toBe(before)
    expect(absentDoc(before, true, asked, asked + 30_001)).toBe(before)
    // Of two questions under way at once nobody knows which was answered later.
    expect(readDoc(before, open, asked, asked + 30_000)).toMatchObject({ open: true, lastReadAt: asked })
  })

  it('is what Datadog says by a clock that was set back', () => {
    const before = finding('A', 'resolved', T0 + DAY)
    const earlier = T0 + DAY - HOUR
    expect(readDoc(before, item(finding('A')), earlier, earlier + 1)).toMatchObject({
      open: true,
      lastReadAt: earlier,
    })
  })

  it('keeps its case and when it was first read', () => {
    const before = { ...finding('A'), caseId: 'case-1' }
    expect(finding('A', 'resolved', T0 + DAY, before)).toMatchObject({
      caseId: 'case-1',
      firstReadAt: T0,
      lastReadAt: T0 + DAY,
    })
  })
})

describe('rule 3: a finding that is not returned', () => {
  const before = finding('A')

  it('keeps its state, and since when it is missing', () => {
    const missing = absentDoc(before, true, T0 + 1)
    expect(missing).toEqual({ ...before, notSeenSince: T0 + 1 })
    expect(absentDoc(missing, true, T0 + 2)).toBe(missing)
  })

  it('says nothing when the answer was not complete', () => {
    expect(absentDoc(before, false, T0 + 1)).toBe(before)
  })

  it('is told in the history once, and when it is back', () => {
    const missing = absentDoc(before, true, T0 + 1)
    const back = readDoc(missing, item(before), T0 + 2)
    expect(readingNotes(before, missing).map(note => note.what)).toEqual(['finding-not-seen'])
    expect(readingNotes(missing, missing)).toEqual([])
    expect(readingNotes(missing, back).map(note => note.what)).toEqual(['finding-seen-again'])
    expect(back.notSeenSince).toBeNull()
  })
})

it('rule 1: a contradiction is told once, naming the finding', () => {
  const odd = finding('A', 'brand-new')
  expect(readingNotes(null, odd)).toMatchObject([
    {
      what: 'finding-contradiction',
      actor: 'datadog',
      findingIds: ['A'],
      text: expect.stringContaining('"brand-new"'),
    },
  ])
  expect(readingNotes(odd, odd)).toEqual([])
})

describe('findings as sentences name them', () => {
  it('are the open ones, the worst first, then the oldest, then by id', () => {
    let state = caseState({ findings: { B: 'open', A: 'open', F: 'resolved', M: 'muted' } })
    state = attached(state, 'C', { status: 'open', severity: 'critical' }, T0 + HOUR)
    state = attached(state, 'D', 'in-progress', T0 - HOUR)
    expect(openFindings(state).map(each => each.id)).toEqual(['C', 'D', 'A', 'B'])
  })

  it('since Datadog saw it the first time, since the hub saw it come back later', () => {
    const old = { ...finding('A'), detectionChangedAt: T0 - DAY }
    const state = { ...caseState(), findings: { A: old } }
    expect(namedFinding(state, 'A').openSince).toBe(T0 - DAY)
    const again = now(now(state, 'A', 'resolved', T0 + HOUR), 'A', 'open', T0 + 2 * HOUR)
    expect(namedFinding(again, 'A').openSince).toBe(T0 + 2 * HOUR)
  })

  it('by their id when nothing else is known', () => {
    expect(namedFinding(caseState(), 'X')).toMatchObject({
      id: 'X',
      title: 'X',
      severity: 'unknown',
      state: 'unread',
      openSince: null,
    })
  })
})

describe('rule 2: when the findings of a case are read again for a mute that ends', () => {
  const muted = (...until: (number | null)[]) =>
    caseState({
      findings: Object.fromEntries(until.map((each, i) => [`M${i}`, { status: 'muted', until: each }])),
    }).case
  it.each([
    ['no mute', [], null],
    ['one without an end', [null], null],
    ['just after the earliest end', [T0 + DAY, T0 + HOUR], T0 + HOUR + 1_000],
    ['a minute later while Datadog still says muted', [T0 - 1], T0 + MINUTE],
    ['or at the end of another mute before that', [T0 - 1, T0 + 5_000], T0 + 6_000],
    ['only with all others once it is long over', [T0 - 10 * MINUTE], null],
  ])('%s', (_, until, expected) => {
    expect(rereadAt(muted(...until), T0)).toBe(expected)
  })
})
