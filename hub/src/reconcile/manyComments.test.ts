import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VendorError } from '../connectors/port'
import type { CommentsAsked, TicketComments } from '../domain/comments'
import type { LinkDoc, TicketView } from '../domain/model'
import { withLink } from '../domain/step'
import { caseState, incident, T0 } from '../domain/testing/build'
import { takeCommentsOfMany } from './manyComments'
import { makePeople } from './people'
import { keep, type Loop, testLoop } from './testing/loop'
import { makeUnit, type Unit } from './unit'

let loop: Loop
let unit: Unit
/** What the tool is asked for, and what happens while it answers. */
let asked: ReadonlyMap<string, CommentsAsked>[]
let meanwhile: () => Promise<unknown>
beforeEach(async () => {
  loop = await testLoop()
  unit = makeUnit(loop.deps)
  asked = []
  meanwhile = async () => {}
  loop.servicenow.readCommentsOfMany = async of => {
    asked.push(of)
    await meanwhile()
    return new Map([...of.keys()].map(id => [id, said(`said in ${id}`)]))
  }
})
afterEach(() => loop.store.close())

const said = (text: string): TicketComments => ({
  ...{ whole: false, hidden: null, again: false },
  entries: [
    {
      ...{ id: text, author: { id: null, name: 'Abel', email: null }, ours: false, marker: null, text },
      ...{ writtenAt: T0, editedBy: null, journal: 'work_notes', internal: true },
    },
  ],
})

/** Cases `case-1`, `case-2`, …, each with an incident that was last seen in version 1. */
async function cases(count: number, more: Partial<LinkDoc> = {}): Promise<void> {
  for (let n = 1; n <= count; n++) {
    const state = withLink(caseState({ tickets: ['servicenow'] }), 'servicenow', { id: `link-${n}`, ...more })
    const ticket = { id: `id-${n}`, key: `INC${n}`, url: 'https://example.service-now.com' }
    const own = { caseId: `case-${n}`, view: incident({ ...ticket, ...more.view }), ticket }
    await keep(loop.store, {
      ...withLink(state, `link-${n}`, own),
      findings: {},
      case: { ...state.case, id: `case-${n}`, key: `SEC-${n}`, attachments: [] },
    })
  }
}

/** They are seen in version 2 now. */
async function take(count: number, view: Partial<TicketView> = {}): Promise<void> {
  const changed = await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const stored = await loop.store.get('link', `link-${n + 1}`)
      if (stored === undefined) throw new Error(`No link ${n + 1}`)
      return { link: stored.doc, view: incident({ id: `id-${n + 1}`, version: '2', ...view }) }
    }),
  )
  await takeCommentsOfMany({ ...loop.deps, unit, people: makePeople(loop.deps) }, loop.servicenow, changed)
}
const seen = async (n: number) => (await unit.load(`case-${n}`))?.links[0]?.comments?.version
const texts = async (n: number) => (await unit.load(`case-${n}`))?.comments.map(each => each.text)

describe('comments of several tickets', () => {
  it('are asked for together, and taken over as read in that version', async () => {
    await cases(2)
    await take(2)
    expect(asked.map(each => [...each.keys()])).toEqual([['id-1', 'id-2']])
    expect([await seen(1), await texts(2)]).toEqual(['2', ['said in id-2']])
    await take(2)
    expect(asked).toHaveLength(1)
  })

  it('are left to the pass of a case that was looked at later, or has read them meanwhile', async () => {
    await cases(3)
    const newer = { view: incident({ id: 'id-3', version: '3', updatedAt: T0 + 1 }) }
    await unit.edit('case-3', s => ({ state: withLink(s, 'link-3', newer), notes: [] }))
    const comments = { version: '9', read: true, newest: 0, left: [], hidden: null, retry: null }
    meanwhile = () => unit.edit('case-1', s => ({ state: withLink(s, 'link-1', { comments }), notes: [] }))
    await take(3)
    expect(asked.map(each => [...each.keys()])).toEqual([['id-1', 'id-2']])
    expect([await seen(1), await texts(1), await seen(2)]).toEqual(['9', [], '2'])
  })

  it('are not asked for of tickets that are not in use any more', async () => {
    await cases(2)
    await unit.edit('case-1', s => ({ state: withLink(s, 'link-1', { state: 'detached' }), notes: [] }))
    await take(2)
    expect(asked).toEqual([])
  })

  it('that cannot be read now are left to the passes; anything else is a fault of ours', async () => {
    await cases(2)
    loop.servicenow.readCommentsOfMany = async () => {
      throw new VendorError('retryable', 'Down.')
    }
    await take(2)
    expect([await seen(1), await seen(2)]).toEqual([undefined, undefined])
    loop.servicenow.readCommentsOfMany = async () => {
      throw new TypeError('Ours.')
    }
    await expect(take(2)).rejects.toThrow('Ours.')
  })

  it('that are hidden are told on each link at once', async () => {
    await cases(2)
    loop.servicenow.readCommentsOfMany = async of =>
      new Map([...of.keys()].map(id => [id, { ...said('x'), entries: [], hidden: 'No access.' }]))
    await take(2)
    expect((await unit.load('case-2'))?.links[0]?.hurdles.comments?.reason).toContain('No access.')
  })
})
