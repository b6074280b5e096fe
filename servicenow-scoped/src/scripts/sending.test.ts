import { describe, expect, it } from 'vitest'
import { changedEvent, refusedEvent, sortable } from './event'
import { entryText } from './journal'
import { findingsIn, outgoing } from './request'
import { outcomeOf, waitMs } from './retry'
import { asciiJson, signatureHeader } from './signing'
import { fromGlide, fromIso, toGlide, toIso } from './time'
import { readWrite } from './write'

const AT = Date.parse('2026-11-23T10:00:00Z')
const SAVED = { sysId: 'a'.repeat(32), number: 'INC0010001', modCount: '7' }

describe('a change on its way to the hub', () => {
  it('names the columns, who did it, and the new journal entries without their headings', () => {
    const entry = '2026-11-23 10:00:00 - Abel Tuter (Work notes)\nUpgraded the library.\n\n'
    expect(
      changedEvent({ ...SAVED, changed: 'state,impact', comments: '', workNotes: entry }, 'abel', AT),
    ).toEqual({
      ...{ kind: 'changed', sys_id: SAVED.sysId, number: 'INC0010001', sys_mod_count: 7 },
      ...{ changed: ['state', 'impact'], actor: 'abel', at: '2026-11-23T10:00:00.000Z' },
      journal: [
        {
          ...{ id: null, element: 'work_notes', value: 'Upgraded the library.' },
          ...{ by: 'abel', at: '2026-11-23T10:00:00.000Z' },
        },
      ],
    })
  })

  it('keeps the beginning of an entry that is too long for its row', () => {
    const entry = `2026-11-23 10:00:00 - Abel Tuter (Comments)\n${'x'.repeat(50_000)}`
    const event = changedEvent({ ...SAVED, changed: '', comments: entry, workNotes: entry }, 'abel', AT)
    expect(event.journal.map(({ value }) => value.length)).toEqual([12_000, 12_000])
  })

  it('tells a refused save with its sentence', () => {
    const event = refusedEvent({ ...SAVED, changed: 'state', sentence: 'No.', claim: 'fixed' }, 'abel', AT)
    expect(event).toMatchObject({
      kind: 'refused',
      sentence: 'No.',
      claim: 'fixed',
      changed: ['state'],
      journal: [],
    })
  })

  it.each([
    ['23.11.2026 10:00:00 - Abel Tuter (Arbeitsnotizen)\r\nHallo\r\n\r\n', 'Hallo'],
    ['Without a heading', 'Without a heading'],
    ['2026-11-23 10:00:00 - A (Additional comments (Customer visible))\nTwo\nlines\n', 'Two\nlines'],
  ])('reads the entry %j', (entry, text) => {
    expect(entryText(entry)).toBe(text)
  })

  it('sorts by time as text', () => {
    expect([sortable(10), sortable(9), sortable(AT)].sort()).toEqual([
      sortable(9),
      sortable(10),
      sortable(AT),
    ])
  })
})

describe('sending again', () => {
  it('waits 30 s, doubling, an hour at most, and gives up after twelve tries', () => {
    const waits = Array.from({ length: 11 }, (_, i) => waitMs(i + 1, null) / 1000)
    expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600])
    expect(outcomeOf(503, 11)).toBe('again')
    expect(outcomeOf(503, 12)).toBe('dead')
  })

  it('waits as long as the hub asks for, an hour at most', () => {
    expect(waitMs(1, '120')).toBe(120_000)
    expect(waitMs(1, '999999')).toBe(3_600_000)
    expect(waitMs(1, 'Mon, 23 Nov 2026 10:00:00 GMT')).toBe(30_000)
  })

  it.each([
    [200, 'sent'],
    [202, 'sent'],
    [0, 'again'],
    [401, 'again'],
    [403, 'again'],
    [404, 'again'],
    [408, 'again'],
    [429, 'again'],
    [500, 'again'],
    [400, 'dead'],
    [413, 'dead'],
    [422, 'dead'],
  ])('after an answer %i the row is %s', (status, outcome) => {
    expect(outcomeOf(status, 1)).toBe(outcome)
  })
})

describe('the signature', () => {
  it('is one for each secret in force, over time and body', () => {
    const header = signatureHeader(['new', 'old'], '1', '{}', (secret, data) => `${secret}(${data})`)
    expect(header).toBe('v1=new(1.{}),v1=old(1.{})')
  })

  it('is made over ASCII, whatever is said', () => {
    const body = asciiJson({ text: 'Ä – 😀 \u007f' })
    expect(body).toMatch(/^[ -~]*$/)
    expect(JSON.parse(body)).toEqual({ text: 'Ä – 😀 \u007f' })
  })
})

describe('what people ask', () => {
  it('names findings by ids or links, one a line or with commas between', () => {
    expect(findingsIn('F1, F2\nhttps://app.example.com/F3\n\nF1')).toEqual([
      'F1',
      'F2',
      'https://app.example.com/F3',
    ])
  })

  it.each([
    ['attach', { path: '/attach', content: { findings: ['F1'] } }],
    ['detach', { path: '/detach', content: { findings: ['F1'], reason: 'Why' } }],
    ['exception', { path: '/exceptions', content: { findings: ['F1'], reason: 'Why', until: '2026-12-31' } }],
  ])('%s goes to its own door', (kind, out) => {
    expect(outgoing({ kind, findings: 'F1', reason: ' Why ', until: '2026-12-31' })).toEqual(out)
  })

  it.each([
    [{ findings: '' }, 'Name at least one finding'],
    [{ kind: 'detach', reason: ' ' }, 'Give a reason.'],
    [{ kind: 'exception', until: '' }, 'Give the day'],
    [{ kind: 'detach', reason: 'x'.repeat(1001) }, 'at most 1000 characters; 1001 were given'],
    [{ kind: 'odd' }, 'kind'],
    [{ findings: Array.from({ length: 51 }, (_, i) => `F${i}`).join('\n') }, 'at most 50 findings; 51'],
  ])('is refused for %o', (change, said) => {
    const asking = { kind: 'attach', findings: 'F1', reason: 'Why', until: '2026-12-31', ...change }
    expect(outgoing(asking)).toEqual({ wrong: expect.stringContaining(said) })
  })
})

describe('a write of the hub', () => {
  it('is taken with its expected update count', () => {
    const asked = { modCount: 3, values: { state: '2', work_notes: 'Hello' } }
    expect(readWrite(asked)).toEqual(asked)
  })

  it.each([
    [null, 'no JSON object'],
    [{ values: {} }, 'modCount'],
    [{ modCount: 1.5, values: {} }, 'modCount'],
    [{ modCount: 1 }, 'values'],
    [{ modCount: 1, values: { state: 2 } }, 'values.state'],
    [{ modCount: 1, values: { sys_created_by: 'x' } }, 'sys_created_by cannot be written'],
    [{ modCount: 1, values: { x_fxprf_sync_open_findings: '0' } }, 'cannot be written'],
    [{ modCount: 1, values: { 'assigned_to.name': 'x' } }, 'cannot be written'],
  ])('is refused: %o', (asked, said) => {
    expect(readWrite(asked)).toEqual({ wrong: expect.stringContaining(said) })
  })
})

describe("the platform's times", () => {
  it('are UTC with whole seconds, and empty for none', () => {
    expect(toGlide(AT + 999)).toBe('2026-11-23 10:00:00')
    expect(fromGlide('2026-11-23 10:00:00')).toBe(AT)
    expect([toGlide(null), fromGlide(''), fromGlide('soon'), fromIso('soon'), fromIso(null)]).toEqual([
      ...['', null, null, null, null],
    ])
    expect(fromIso('2026-11-23T10:00:00Z')).toBe(AT)
    expect(toIso(null)).toBeNull()
  })
})
