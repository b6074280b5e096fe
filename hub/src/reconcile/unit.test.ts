import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withCase, withLink } from '../domain/step'
import { caseState, finding, T0 } from '../domain/testing/build'
import { keep, type Loop, testLoop } from './testing/loop'
import { transact } from './transact'
import { Fenced, makeUnit, type Unit } from './unit'

let loop: Loop
let unit: Unit
/** The store's own commit, whatever a test puts in its place. */
let real: Loop['store']['commit']
beforeEach(async () => {
  loop = await testLoop()
  real = loop.store.commit.bind(loop.store)
  unit = makeUnit(loop.deps)
  await keep(loop.store, caseState())
})
afterEach(() => loop.store.close())

const NOTE = {
  kind: 'decided' as const,
  what: 'x',
  text: 'Something.',
  actor: 'tests',
  source: 'hub' as const,
}
const title = async () => (await loop.store.get('case', 'case-1'))?.doc.title
const entries = async () => (await loop.store.timeline({ caseId: 'case-1' }, { limit: 100 })).items
/** Another writer that is faster: changes the case each time it is looked at, up to `times`. */
function rival(times: number): () => Promise<void> {
  let left = times
  return async () => {
    if (left === 0) return
    left -= 1
    const found = await loop.store.get('case', 'case-1')
    if (found === undefined) return
    await real({ put: [{ kind: 'case', id: 'case-1', doc: { ...found.doc, description: `rival ${left}` } }] })
  }
}

describe('one decision over a case', () => {
  it('sees everything that hangs on it, the oldest link first', async () => {
    const state = caseState({ findings: { A: 'open', B: 'resolved' }, tickets: ['jira', 'servicenow'] })
    const [jira, servicenow] = state.links
    if (jira === undefined || servicenow === undefined) throw new Error('no links')
    await keep(loop.store, { ...state, links: [{ ...jira, createdAt: T0 + 5 }, servicenow] })
    const seen = await unit.load('case-1')
    expect(seen?.links.map(each => each.id)).toEqual(['servicenow', 'jira'])
    expect(Object.keys(seen?.findings ?? {})).toEqual(['A', 'B'])
    expect(await unit.load('nobody')).toBeUndefined()
  })

  it('is loaded once while nothing is written, and anew once another writer changed or removed anything of it', async () => {
    const first = await unit.load('case-1')
    expect(await unit.load('case-1')).toBe(first)
    await rival(1)()
    expect((await unit.load('case-1'))?.case.description).toBe('rival 0')
    const [link] = caseState({ tickets: ['jira'] }).links
    if (link === undefined) throw new Error('no link')
    await loop.store.commit({ put: [{ kind: 'link', id: link.id, doc: link }] })
    expect((await unit.load('case-1'))?.links).toHaveLength(1)
    await loop.store.commit({ remove: [{ kind: 'link', id: link.id }] })
    expect((await unit.load('case-1'))?.links).toHaveLength(0)
  })

  it('is committed with its history', async () => {
    await unit.edit('case-1', s => ({ state: withCase(s, { title: 'New' }), notes: [NOTE] }))
    expect(await title()).toBe('New')
    expect(await entries()).toMatchObject([
      { at: T0, caseId: 'case-1', text: 'Something.', findingIds: [], linkId: null },
    ])
  })

  it('that changes nothing writes nothing', async () => {
    const before = await loop.store.get('case', 'case-1')
    expect(await unit.edit('case-1', s => ({ state: s, notes: [] }))).toBeDefined()
    expect((await loop.store.get('case', 'case-1'))?.version).toBe(before?.version)
    expect(await unit.edit('nobody', s => ({ state: s, notes: [] }))).toBeUndefined()
  })

  it('is taken anew on what another writer left', async () => {
    let looks = 0
    const faster = rival(2)
    loop.store.commit = async commit => {
      if (commit.timeline !== undefined && commit.timeline.length > 0) await faster()
      return real(commit)
    }
    const after = await unit.edit('case-1', s => {
      looks += 1
      return { state: withCase(s, { title: `${s.case.description}, seen` }), notes: [NOTE] }
    })
    expect(looks).toBe(3)
    expect(after?.case).toMatchObject({ description: 'rival 0', title: 'rival 0, seen' })
    expect(await entries()).toHaveLength(1)
  })

  it('gives up where somebody is always faster', async () => {
    const faster = rival(Number.POSITIVE_INFINITY)
    loop.store.commit = async commit => {
      if (commit.timeline !== undefined && commit.timeline.length > 0) await faster()
      return real(commit)
    }
    const edit = unit.edit('case-1', s => ({ state: withCase(s, { title: 'New' }), notes: [NOTE] }))
    await expect(edit).rejects.toThrow('Too many change case case-1 at once')
    expect(await entries()).toEqual([])
  })

  it('rests on its links too: a link changed meanwhile makes it decide anew', async () => {
    let looks = 0
    loop.store.commit = async commit => {
      if (looks === 1 && commit.timeline?.length === 1) {
        const found = await loop.store.get('link', 'jira')
        if (found !== undefined)
          await real({ put: [{ kind: 'link', id: 'jira', doc: { ...found.doc, handSeen: 9 } }] })
      }
      return real(commit)
    }
    await unit.edit('case-1', s => {
      looks += 1
      return { state: withCase(s, { title: `seen ${s.links[0]?.handSeen}` }), notes: [NOTE] }
    })
    expect(await title()).toBe('seen 9')
  })

  it('does nothing once the lease was lost', async () => {
    await loop.store.commit({ marks: [{ key: 'case:case-1' }] })
    const [row] = await loop.store.claim(T0, 1, 1_000)
    const fence = { key: 'case:case-1', leaseId: row?.leaseId ?? 0 }
    await unit.edit('case-1', s => ({ state: withCase(s, { title: 'mine' }), notes: [] }), { fence })
    expect(await title()).toBe('mine')
    await loop.store.claim(T0 + 1_000, 1, 1_000)
    const late = unit.edit('case-1', s => ({ state: withCase(s, { title: 'late' }), notes: [] }), { fence })
    await expect(late).rejects.toBeInstanceOf(Fenced)
    expect(await title()).toBe('mine')
  })

  it('carries marks and further documents in the same commit', async () => {
    await unit.edit('case-1', s => ({
      state: s,
      notes: [],
      also: { marks: [{ key: 'reread:case-1', runAt: T0 + 7 }] },
    }))
    expect(await loop.store.nextDue()).toBe(T0 + 7)
  })
})

describe('one decision over several cases', () => {
  const other = { ...caseState({ findings: { B: 'open' }, tickets: [] }) }
  beforeEach(() => keep(loop.store, { ...other, case: { ...other.case, id: 'case-2', key: 'SEC-2' } }))

  const attachedTo = async (id: string) => (await loop.store.get('finding', id))?.doc.caseId

  it('is all or nothing', async () => {
    const doc = { ...finding('A'), caseId: 'case-2' }
    const result = await transact(loop.deps, { findingIds: ['A'], caseIds: ['case-2'] }, seen => {
      expect([...seen.cases.keys()].sort()).toEqual(['case-1', 'case-2'])
      const cases = [...seen.cases.values()].map(s => ({
        state: withCase(s, { title: 'moved' }),
        notes: [NOTE],
      }))
      return { cases, findings: [doc], marks: [{ key: 'case:case-2' }], result: 'yes' }
    })
    expect(result).toBe('yes')
    expect(await title()).toBe('moved')
    expect((await loop.store.get('case', 'case-2'))?.doc.title).toBe('moved')
    expect(await attachedTo('A')).toBe('case-2')
    expect(await entries()).toHaveLength(1)
    expect((await loop.store.claim(T0, 5, 1)).map(row => row.key)).toEqual(['case:case-2'])
  })

  it('leaves everything as it was when the decision refuses', async () => {
    const refused = transact(loop.deps, { findingIds: ['A'], caseIds: ['case-2'] }, () => {
      throw new Error('No.')
    })
    await expect(refused).rejects.toThrow('No.')
    expect(await title()).toBe('Fix it')
  })

  it('is taken anew when a finding or a case changed meanwhile', async () => {
    let looks = 0
    loop.store.commit = async commit => {
      if (looks === 1)
        await real({
          put: [{ kind: 'finding', id: 'A', doc: { ...finding('A'), caseId: 'case-1', title: 'renamed' } }],
        })
      if (looks === 2) await rival(1)()
      return real(commit)
    }
    await transact(loop.deps, { findingIds: ['A'], caseIds: [] }, seen => {
      looks += 1
      const found = seen.findings.get('A') ?? finding('A')
      const cases = [...seen.cases.values()].map(s => ({
        state: withCase(s, { title: found.title }),
        notes: [],
      }))
      return { cases, findings: [{ ...found, caseId: null }], marks: [], result: undefined }
    })
    expect(looks).toBe(3)
    expect(await title()).toBe('renamed')
    expect(await attachedTo('A')).toBeNull()
  })

  it('makes new cases with their links, and never twice under one id', async () => {
    const made = caseState({ findings: {}, tickets: ['jira'] })
    const fresh = withLink({ ...made, case: { ...made.case, id: 'case-9' } }, 'jira', {
      id: 'link-9',
      caseId: 'case-9',
    })
    const make = () =>
      transact(loop.deps, { findingIds: [], caseIds: [] }, () => ({
        cases: [{ state: fresh, notes: [NOTE] }],
        findings: [],
        marks: [],
        result: undefined,
      }))
    await make()
    expect((await loop.store.get('link', 'link-9'))?.doc.caseId).toBe('case-9')
    await expect(make()).rejects.toThrow('Too many requests change the same findings at once')
  })
})
