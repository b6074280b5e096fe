import type { FindingDoc } from '@fixproof/hub/domain/model'
import { memoryFiles, memoryStore } from '@fixproof/hub/store/embedded/memory'
import { SortedIds } from '@fixproof/hub/store/embedded/sorted'
import type { Store } from '@fixproof/hub/store/port'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const clock = { now: () => 1000, timer: () => () => {} }
const IDS = ['f-1', 'f-2', 'f-3', 'f-4', 'f-5']
const CASES = ['c-1', 'c-2', null]

function doc(id: string, caseId: string | null, title: string): FindingDoc {
  const made: Partial<FindingDoc> = { id, caseId, title }
  return made as FindingDoc
}

type Step =
  | { do: 'put'; id: string; caseId: string | null; title: string; version: number | null }
  | { do: 'remove'; id: string }
  | { do: 'checkpoint' }
  | { do: 'restart' }

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('put' as const),
        id: fc.constantFrom(...IDS),
        caseId: fc.constantFrom(...CASES),
        title: fc.string({ unit: 'grapheme', maxLength: 6 }),
        version: fc.option(fc.nat(3)),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), id: fc.constantFrom(...IDS) }) },
    { weight: 1, arbitrary: fc.constantFrom<Step>({ do: 'checkpoint' }, { do: 'restart' }) },
  ),
  { maxLength: 30 },
)

async function agree(store: Store, model: Map<string, { doc: FindingDoc; version: number }>): Promise<void> {
  const expected = [...model.keys()].sort()
  expect(await store.count('finding')).toBe(expected.length)
  const seen: string[] = []
  for (let after: string | undefined; ; ) {
    const page = await store.list('finding', after === undefined ? { limit: 2 } : { after, limit: 2 })
    seen.push(...page.items.map(row => row.doc.id))
    if (page.next === undefined) break
    after = page.next
  }
  expect(seen).toEqual(expected)
  for (const id of IDS) expect(await store.get('finding', id)).toEqual(model.get(id))
  for (const caseId of ['c-1', 'c-2']) {
    const ids = (await store.find('finding', 'case', caseId)).map(row => row.doc.id)
    expect(ids).toEqual(expected.filter(id => model.get(id)?.doc.caseId === caseId))
  }
}

describe('the embedded store against a plain map', () => {
  it('holds the same documents, versions, indexes and pages after any commits, checkpoints and restarts', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async all => {
        const files = memoryFiles()
        const model = new Map<string, { doc: FindingDoc; version: number }>()
        let store = await memoryStore(clock, { files })
        for (const step of all) {
          if (step.do === 'checkpoint') await store.checkpoint()
          else if (step.do === 'restart') {
            await store.close()
            store = await memoryStore(clock, { files })
          } else if (step.do === 'remove') {
            await store.commit({ remove: [{ kind: 'finding', id: step.id }] })
            model.delete(step.id)
          } else {
            const there = model.get(step.id)?.version ?? 0
            const put = { kind: 'finding' as const, id: step.id, doc: doc(step.id, step.caseId, step.title) }
            const outcome = await store.commit(
              step.version === null
                ? { put: [put] }
                : { put: [put], expect: [{ kind: 'finding', id: step.id, version: step.version }] },
            )
            const fits = step.version === null || step.version === there
            expect(outcome).toBe(fits ? 'ok' : 'conflict')
            if (fits) model.set(step.id, { doc: put.doc, version: there + 1 })
          }
        }
        await agree(store, model)
        await store.close()
        store = await memoryStore(clock, { files })
        await agree(store, model)
        await store.close()
      }),
      { numRuns: 200 },
    )
  })

  it('keeps thousands of ids sorted through any additions and removals', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(3000), { minLength: 1500, maxLength: 3000 }),
        fc.array(fc.nat(3000), { maxLength: 3000 }),
        fc.nat(3000),
        (added, removed, after) => {
          const model = new Set(added.slice(0, 700).map(String))
          const ids = SortedIds.from(model)
          for (const id of added.slice(700)) {
            ids.add(String(id))
            model.add(String(id))
          }
          for (const id of removed) {
            ids.delete(String(id))
            model.delete(String(id))
          }
          const sorted = [...model].sort()
          expect(ids.all()).toEqual(sorted)
          expect(ids.size).toBe(sorted.length)
          expect(ids.page(undefined, 100)).toEqual(sorted.slice(0, 100))
          expect(ids.page(String(after), 600)).toEqual(sorted.filter(id => id > String(after)).slice(0, 600))
        },
      ),
      { numRuns: 30 },
    )
  })
})
