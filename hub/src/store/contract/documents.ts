import { describe, expect, it } from 'vitest'
import { caseDoc, entry, finding, link, type MakeStore, NOW, subjectOf } from './setup'

export function documentsContract(make: MakeStore): void {
  describe('documents', () => {
    const subject = subjectOf(make)

    it('gives back what was put, with a version that grows by one with every write', async () => {
      const doc = caseDoc('c-1', 'SEC-1')
      expect(await subject.store.get('case', 'c-1')).toBeUndefined()
      expect(await subject.store.commit({ put: [{ kind: 'case', id: 'c-1', doc }] })).toBe('ok')
      expect(await subject.store.get('case', 'c-1')).toEqual({ doc, version: 1 })
      const later = { ...doc, title: 'Later' }
      await subject.store.commit({ put: [{ kind: 'case', id: 'c-1', doc: later }] })
      expect(await subject.store.get('case', 'c-1')).toEqual({ doc: later, version: 2 })
    })

    it('gives back members in the order they were put: callers compare documents as text', async () => {
      const doc = { ...caseDoc('c-1', 'SEC-1'), attributes: { zeta: ['1'], a: ['2'], 'longer name': [] } }
      await subject.store.commit({ put: [{ kind: 'case', id: 'c-1', doc }] })
      expect(JSON.stringify((await subject.store.get('case', 'c-1'))?.doc)).toBe(JSON.stringify(doc))
      await subject.reopen()
      expect(JSON.stringify((await subject.store.get('case', 'c-1'))?.doc)).toBe(JSON.stringify(doc))
    })

    it('keeps every text as it is, also with characters that are no characters, in values and in names', async () => {
      const odd = [
        'nul \u0000',
        'half \ud83d a pair',
        'other half \udc00',
        'private \uf8fe0000',
        '\\u0000',
        '😀 \uffff',
      ]
      const docs = odd.map((text, at) => ({ ...finding(`f-${at} ${text}`, text), title: text }))
      expect(await subject.store.get('finding', odd[0] as string)).toBeUndefined()
      await subject.store.commit({ put: docs.map(doc => ({ kind: 'finding' as const, id: doc.id, doc })) })
      const listed = await subject.store.list('finding', { limit: 3 })
      expect(listed.items.map(row => row.doc)).toEqual(docs.slice(0, 3))
      const rest = await subject.store.list('finding', { after: listed.next as string, limit: 3 })
      expect(rest.items.map(row => row.doc)).toEqual(docs.slice(3))
      for (const doc of docs) {
        expect(
          (await subject.store.find('finding', 'case', doc.caseId as string)).map(row => row.doc),
        ).toEqual([doc])
        const key = `case:${doc.title}`
        const said = {
          deliveryId: doc.title,
          connection: 'jira',
          receivedAt: NOW,
          body: { [doc.title]: doc.title },
        }
        await subject.store.commit({
          marks: [{ key }],
          delivery: said,
          timeline: [entry(doc.id, { text: doc.title, caseId: doc.title, findingIds: [doc.id] })],
        })
        const [row] = await subject.store.claim(NOW, 1, 60_000)
        expect(row?.key).toBe(key)
        const finish = { kind: 'failed', runAt: NOW, error: doc.title } as const
        await subject.store.finish(key, row?.leaseId as number, finish)
        expect((await subject.store.work(key))?.lastError).toBe(doc.title)
        const [again] = await subject.store.claim(NOW, 1, 60_000)
        await subject.store.finish(key, again?.leaseId as number, { kind: 'done' })
        expect(await subject.store.delivery('jira', doc.title)).toEqual(said)
        const of = { caseId: doc.title, findingId: doc.id }
        expect((await subject.store.timeline(of, { limit: 10 })).items.map(one => one.text)).toEqual([
          doc.title,
        ])
      }
      await subject.reopen()
      const again = await subject.store.list('finding', { limit: 9 })
      expect(again.items.map(row => row.doc)).toEqual(docs)
      for (const { title } of docs)
        expect((await subject.store.delivery('jira', title))?.body).toEqual({ [title]: title })
    })

    it('keeps kinds apart: the same id in two kinds is two documents', async () => {
      await subject.store.commit({
        put: [
          { kind: 'case', id: 'same', doc: caseDoc('same', 'SEC-1') },
          { kind: 'finding', id: 'same', doc: finding('same') },
        ],
      })
      await subject.store.commit({ remove: [{ kind: 'case', id: 'same' }] })
      expect(await subject.store.get('case', 'same')).toBeUndefined()
      expect((await subject.store.get('finding', 'same'))?.doc.title).toBe('Finding same')
    })

    it('answers many in the order asked and leaves out the missing ones', async () => {
      await putFindings(['f-1', 'f-2', 'f-3'])
      const rows = await subject.store.getMany('finding', ['f-3', 'f-9', 'f-1'])
      expect(rows.map(row => row.doc.id)).toEqual(['f-3', 'f-1'])
    })

    it('refuses a commit whose expected version is not the one there, and writes none of it', async () => {
      await putFindings(['f-1'])
      const outcome = await subject.store.commit({
        expect: [
          { kind: 'finding', id: 'f-1', version: 1 },
          { kind: 'case', id: 'c-1', version: 3 },
        ],
        put: [{ kind: 'finding', id: 'f-1', doc: finding('f-1', null, 'Changed') }],
        remove: [{ kind: 'finding', id: 'f-1' }],
        delivery: { connection: 'jira', deliveryId: 'd-1', receivedAt: NOW, body: {} },
        marks: [{ key: 'case:c-1' }],
        timeline: [entry('t-1', { caseId: 'c-1' })],
        answer: { keyName: 'k', idempotencyKey: 'i', request: 'r', status: 200, body: {}, at: NOW },
      })
      expect(outcome).toBe('conflict')
      expect((await subject.store.get('finding', 'f-1'))?.doc.title).toBe('Finding f-1')
      expect(await subject.store.delivery('jira', 'd-1')).toBeUndefined()
      expect(await subject.store.work('case:c-1')).toBeUndefined()
      expect((await subject.store.timeline({ caseId: 'c-1' }, { limit: 10 })).items).toEqual([])
      expect(await subject.store.answer('k', 'i')).toBeUndefined()
    })

    it('takes version 0 as "must not exist"', async () => {
      const put = { kind: 'finding', id: 'f-1', doc: finding('f-1') } as const
      const absent = { kind: 'finding', id: 'f-1', version: 0 } as const
      expect(await subject.store.commit({ expect: [absent], put: [put] })).toBe('ok')
      expect(await subject.store.commit({ expect: [absent], put: [put] })).toBe('conflict')
      await subject.store.commit({ remove: [{ kind: 'finding', id: 'f-1' }] })
      expect(await subject.store.commit({ expect: [absent], put: [put] })).toBe('ok')
    })

    it('lets exactly one of many writers who saw the same version through', async () => {
      await putFindings(['f-1'])
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, writer) =>
          subject.store.commit({
            expect: [{ kind: 'finding', id: 'f-1', version: 1 }],
            put: [{ kind: 'finding', id: 'f-1', doc: finding('f-1', null, `Writer ${writer}`) }],
          }),
        ),
      )
      expect(outcomes.filter(outcome => outcome === 'ok')).toHaveLength(1)
      expect(outcomes.filter(outcome => outcome === 'conflict')).toHaveLength(19)
      expect((await subject.store.get('finding', 'f-1'))?.version).toBe(2)
    })

    it('does not let a reader change what is stored', async () => {
      await putFindings(['f-1'])
      const row = await subject.store.get('finding', 'f-1')
      const attributes = row?.doc.item?.attributes.attributes as { title: string }
      // Either the reader has a copy, or writing into it is an error.
      expect(Reflect.set(attributes, 'title', 'Changed') === Object.isFrozen(attributes)).toBe(false)
      expect((await subject.store.get('finding', 'f-1'))?.doc).toEqual(finding('f-1'))
    })

    it('finds by index, ordered by id, and follows changes and removals', async () => {
      await subject.store.commit({
        put: ['f-3', 'f-1', 'f-2'].map(id => ({ kind: 'finding' as const, id, doc: finding(id, 'c-1') })),
      })
      expect(await idsOf('finding', 'case', 'c-1')).toEqual(['f-1', 'f-2', 'f-3'])
      await subject.store.commit({ put: [{ kind: 'finding', id: 'f-2', doc: finding('f-2', 'c-2') }] })
      expect(await idsOf('finding', 'case', 'c-1')).toEqual(['f-1', 'f-3'])
      expect(await idsOf('finding', 'case', 'c-2')).toEqual(['f-2'])
      await subject.store.commit({ put: [{ kind: 'finding', id: 'f-2', doc: finding('f-2') }] })
      expect(await idsOf('finding', 'case', 'c-2')).toEqual([])
      await subject.store.commit({ remove: [{ kind: 'finding', id: 'f-1' }] })
      expect(await idsOf('finding', 'case', 'c-1')).toEqual(['f-3'])
      expect(await idsOf('finding', 'case', 'nothing')).toEqual([])
    })

    it('finds links by case, ticket and its name, marker, connection and being blocked', async () => {
      const ticket = { id: '10001', key: 'SEC-7', url: 'https://example.com/browse/SEC-7' }
      const full = link('l-1', 'c-1', {
        ticket,
        marker: 'abcdef012345',
        blocked: { reason: 'no route', at: NOW, fingerprint: 'x' },
      })
      await subject.store.commit({
        put: [
          { kind: 'link', id: 'l-1', doc: full },
          { kind: 'link', id: 'l-2', doc: link('l-2', 'c-1') },
        ],
      })
      const found = (
        index: 'case' | 'ticket' | 'ticketName' | 'marker' | 'connection' | 'blocked',
        value: string,
      ) => subject.store.find('link', index, value).then(rows => rows.map(row => row.doc.id))
      expect(await found('case', 'c-1')).toEqual(['l-1', 'l-2'])
      expect(await found('ticket', 'jira/main/10001')).toEqual(['l-1'])
      expect(await found('ticketName', 'jira/main/SEC-7')).toEqual(['l-1'])
      expect(await found('marker', 'abcdef012345')).toEqual(['l-1'])
      expect(await found('connection', 'jira/main')).toEqual(['l-1', 'l-2'])
      expect(await found('blocked', 'yes')).toEqual(['l-1'])
      await subject.store.commit({ put: [{ kind: 'link', id: 'l-1', doc: { ...full, blocked: null } }] })
      expect(await found('blocked', 'yes')).toEqual([])
    })

    it('lists by id a page at a time, each document once', async () => {
      const ids = Array.from({ length: 25 }, (_, index) => `f-${String((index * 7) % 25).padStart(2, '0')}`)
      await putFindings(ids)
      const seen: string[] = []
      let after: string | undefined
      const sizes: number[] = []
      do {
        const page = await subject.store.list(
          'finding',
          after === undefined ? { limit: 10 } : { after, limit: 10 },
        )
        seen.push(...page.items.map(row => row.doc.id))
        sizes.push(page.items.length)
        after = page.next
      } while (after !== undefined)
      expect(seen).toEqual([...ids].sort())
      expect(sizes).toEqual([10, 10, 5])
    })

    it('ends a list without a next page when the last page is exactly full', async () => {
      await putFindings(['f-1', 'f-2'])
      const page = await subject.store.list('finding', { limit: 2 })
      expect(page.items).toHaveLength(2)
      expect(page.next).toBeUndefined()
    })

    it('goes on behind the last id of a page although that document was removed meanwhile', async () => {
      await putFindings(['f-1', 'f-2', 'f-3'])
      const first = await subject.store.list('finding', { limit: 2 })
      await subject.store.commit({ remove: [{ kind: 'finding', id: 'f-2' }] })
      const second = await subject.store.list('finding', { after: first.next as string, limit: 2 })
      expect(second.items.map(row => row.doc.id)).toEqual(['f-3'])
    })

    it('fills its pages although documents were removed', async () => {
      await putFindings(['f-1', 'f-2', 'f-3', 'f-4'])
      await subject.store.commit({ remove: [{ kind: 'finding', id: 'f-2' }] })
      const page = await subject.store.list('finding', { limit: 2 })
      expect(page.items.map(row => row.doc.id)).toEqual(['f-1', 'f-3'])
    })

    it('counts a kind', async () => {
      await putFindings(['f-1', 'f-2'])
      await subject.store.commit({ remove: [{ kind: 'finding', id: 'f-1' }] })
      expect(await subject.store.count('finding')).toBe(1)
      expect(await subject.store.count('case')).toBe(0)
    })

    it('gives the numbers of a sequence once each, also to many askers at once and after a restart', async () => {
      const first = await Promise.all(Array.from({ length: 10 }, () => subject.store.nextNumber('case/SEC')))
      await subject.reopen()
      const second = await Promise.all(Array.from({ length: 10 }, () => subject.store.nextNumber('case/SEC')))
      const all = [...first, ...second]
      expect(new Set(all).size).toBe(20)
      expect(Math.min(...first)).toBe(1)
      expect(Math.min(...second)).toBeGreaterThan(Math.max(...first))
      expect(await subject.store.nextNumber('case/OPS')).toBe(1)
    })

    async function putFindings(ids: string[]): Promise<void> {
      await subject.store.commit({ put: ids.map(id => ({ kind: 'finding' as const, id, doc: finding(id) })) })
    }
    async function idsOf(kind: 'finding', index: 'case', value: string): Promise<string[]> {
      return (await subject.store.find(kind, index, value)).map(row => row.doc.id)
    }
  })
}
