import { describe, expect, it } from 'vitest'
import { type Answer, BadCursor } from '../port'
import { caseDoc, entry, finding, link, type MakeStore, NOW, subjectOf } from './setup'

export function recordsContract(make: MakeStore): void {
  describe('deliveries, answers and the timeline', () => {
    const subject = subjectOf(make)
    const deliver = (deliveryId: string, receivedAt = NOW, title = 'First') =>
      subject.store.commit({
        delivery: { connection: 'jira', deliveryId, receivedAt, body: { deliveryId } },
        put: [{ kind: 'finding', id: 'f-1', doc: finding('f-1', null, title) }],
        marks: [{ key: deliveryKeyOf(deliveryId) }],
      })
    const deliveryKeyOf = (deliveryId: string) => `case:${deliveryId}`

    it('knows a delivery again and then changes nothing', async () => {
      expect(await deliver('d-1')).toBe('ok')
      expect(await deliver('d-1', NOW + 1, 'Second')).toBe('duplicate')
      expect((await subject.store.get('finding', 'f-1'))?.doc.title).toBe('First')
      expect((await subject.store.work('case:d-1'))?.gen).toBe(1)
      expect(await subject.store.delivery('jira', 'd-1')).toEqual({
        connection: 'jira',
        deliveryId: 'd-1',
        receivedAt: NOW,
        body: { deliveryId: 'd-1' },
      })
      await subject.reopen()
      expect(await deliver('d-1', NOW + 2, 'Third')).toBe('duplicate')
    })

    it('lets one of many arrivals of the same delivery through', async () => {
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => deliver('d-1')))
      expect(outcomes.filter(outcome => outcome === 'ok')).toHaveLength(1)
      expect(outcomes.filter(outcome => outcome === 'duplicate')).toHaveLength(9)
    })

    it('keeps the same delivery id of two connections apart', async () => {
      await deliver('d-1')
      const outcome = await subject.store.commit({
        delivery: { connection: 'servicenow', deliveryId: 'd-1', receivedAt: NOW, body: null },
      })
      expect(outcome).toBe('ok')
    })

    it('says duplicate before it looks at versions or leases', async () => {
      await deliver('d-1')
      const outcome = await subject.store.commit({
        delivery: { connection: 'jira', deliveryId: 'd-1', receivedAt: NOW, body: null },
        expect: [{ kind: 'case', id: 'none', version: 9 }],
        fence: { key: 'none', leaseId: 9 },
      })
      expect(outcome).toBe('duplicate')
    })

    it('does not keep a delivery whose commit was refused, so the sender may try again', async () => {
      const refused = await subject.store.commit({
        delivery: { connection: 'jira', deliveryId: 'd-1', receivedAt: NOW, body: {} },
        expect: [{ kind: 'case', id: 'c-1', version: 1 }],
      })
      expect(refused).toBe('conflict')
      expect(await deliver('d-1')).toBe('ok')
    })

    it('lets one request with an idempotency key run, and keeps its answer', async () => {
      const running: Answer = {
        keyName: 'ci',
        idempotencyKey: 'i-1',
        request: 'sha',
        status: 0,
        body: null,
        at: NOW,
      }
      const outcomes = await Promise.all([1, 2, 3].map(() => subject.store.commit({ answer: running })))
      expect(outcomes.sort()).toEqual(['conflict', 'conflict', 'ok'])
      expect(await subject.store.answer('ci', 'i-1')).toEqual(running)
      const done = { ...running, status: 201, body: { data: { id: 'c-1' } }, at: NOW + 5 }
      expect(await subject.store.commit({ answer: done })).toBe('ok')
      expect(await subject.store.answer('ci', 'i-1')).toEqual(done)
      expect(await subject.store.commit({ answer: running })).toBe('conflict')
      await subject.reopen()
      expect(await subject.store.answer('ci', 'i-1')).toEqual(done)
      expect(await subject.store.answer('other', 'i-1')).toBeUndefined()
    })

    it('forgets deliveries and answers older than the moment given, and nothing else', async () => {
      const answer = (idempotencyKey: string, at: number): Answer => ({
        keyName: 'ci',
        idempotencyKey,
        request: 'sha',
        status: 200,
        body: {},
        at,
      })
      await deliver('old', NOW - 10)
      await deliver('new', NOW)
      await subject.store.commit({ answer: answer('old', NOW - 10) })
      await subject.store.commit({ answer: answer('new', NOW) })
      await subject.store.commit({ timeline: [entry('t-old', { at: NOW - 10 })] })
      await subject.store.forget(NOW)
      for (const _ of ['at once', 'after a restart']) {
        expect(await subject.store.delivery('jira', 'old')).toBeUndefined()
        expect(await subject.store.delivery('jira', 'new')).toBeDefined()
        expect(await subject.store.answer('ci', 'old')).toBeUndefined()
        expect(await subject.store.answer('ci', 'new')).toBeDefined()
        expect((await subject.store.timeline({}, { limit: 10 })).items).toHaveLength(1)
        await subject.reopen()
      }
      expect(await deliver('old', NOW)).toBe('ok')
    })

    it('reads the timeline of a case, a finding or a link in the order written', async () => {
      await subject.store.commit({
        timeline: [
          entry('t-1', { caseId: 'c-1', findingIds: ['f-1', 'f-2'] }),
          entry('t-2', { caseId: 'c-2', findingIds: ['f-2'], linkId: 'l-1', at: NOW - 1 }),
        ],
      })
      await subject.store.commit({ timeline: [entry('t-3', { caseId: 'c-1', linkId: 'l-1' })] })
      const ids = async (of: Parameters<typeof subject.store.timeline>[0]) =>
        (await subject.store.timeline(of, { limit: 10 })).items.map(one => one.id)
      for (const _ of ['at once', 'after a restart']) {
        expect(await ids({ caseId: 'c-1' })).toEqual(['t-1', 't-3'])
        expect(await ids({ findingId: 'f-2' })).toEqual(['t-1', 't-2'])
        expect(await ids({ linkId: 'l-1' })).toEqual(['t-2', 't-3'])
        expect(await ids({ caseId: 'c-1', linkId: 'l-1' })).toEqual(['t-3'])
        expect(await ids({ caseId: 'c-9' })).toEqual([])
        expect(await ids({})).toEqual(['t-1', 't-2', 't-3'])
        await subject.reopen()
      }
    })

    it('pages the timeline, each entry once, also while new ones come', async () => {
      const entries = Array.from({ length: 7 }, (_, index) => entry(`t-${index}`, { caseId: 'c-1' }))
      await subject.store.commit({ timeline: entries })
      const first = await subject.store.timeline({ caseId: 'c-1' }, { limit: 4 })
      await subject.store.commit({ timeline: [entry('t-7', { caseId: 'c-1' })] })
      const second = await subject.store.timeline(
        { caseId: 'c-1' },
        { after: first.next as string, limit: 4 },
      )
      expect([...first.items, ...second.items].map(one => one.id)).toEqual(
        Array.from({ length: 8 }, (_, index) => `t-${index}`),
      )
      expect(second.next).toBeUndefined()
    })

    it('reads a timeline from its newest entry back, each entry once, also while new ones come', async () => {
      const entries = Array.from({ length: 7 }, (_, index) =>
        entry(`t-${index}`, { caseId: 'c-1', linkId: index % 2 === 0 ? 'l-1' : null }),
      )
      await subject.store.commit({ timeline: entries })
      const newest = async (of: Parameters<typeof subject.store.timeline>[0], more: object = {}) => {
        const page = await subject.store.timeline(of, { limit: 3, order: 'newest', ...more })
        return { ids: page.items.map(one => one.id), next: page.next }
      }
      const first = await newest({ caseId: 'c-1' })
      expect(first.ids).toEqual(['t-6', 't-5', 't-4'])
      await subject.store.commit({ timeline: [entry('t-7', { caseId: 'c-1' })] })
      for (const _ of ['at once', 'after a restart']) {
        const second = await newest({ caseId: 'c-1' }, { after: first.next })
        expect(second.ids).toEqual(['t-3', 't-2', 't-1'])
        expect(await newest({ caseId: 'c-1' }, { after: second.next })).toEqual({
          ids: ['t-0'],
          next: undefined,
        })
        expect((await newest({})).ids).toEqual(['t-7', 't-6', 't-5'])
        expect((await newest({ caseId: 'c-1', linkId: 'l-1' })).ids).toEqual(['t-6', 't-4', 't-2'])
        expect((await newest({ linkId: 'l-9' })).ids).toEqual([])
        await subject.reopen()
      }
    })

    it('refuses a cursor that no page gave out', async () => {
      await expect(subject.store.timeline({}, { after: 'elsewhere', limit: 1 })).rejects.toThrow(BadCursor)
    })

    it('gives back every part of an entry', async () => {
      const full = entry('t-1', {
        caseId: 'c-1',
        base: null,
        ours: { status: 'Open' },
        theirs: 'Done',
        detail: { hop: 2, text: 'ümlaut\n日本' },
      })
      await subject.store.commit({ timeline: [full] })
      expect((await subject.store.timeline({}, { limit: 1 })).items).toEqual([full])
      await subject.reopen()
      expect((await subject.store.timeline({}, { limit: 1 })).items).toEqual([full])
    })
  })

  describe('a restart', () => {
    const subject = subjectOf(make)

    it('changes nothing of what is stored', async () => {
      await subject.store.commit({
        put: [
          { kind: 'finding', id: 'f-1', doc: finding('f-1', 'c-1') },
          { kind: 'finding', id: 'f-2', doc: finding('f-2') },
          { kind: 'case', id: 'c-1', doc: caseDoc('c-1', 'SEC-1') },
          { kind: 'link', id: 'l-1', doc: link('l-1', 'c-1') },
        ],
        marks: [{ key: 'case:c-1', runAt: NOW + 5 }],
        timeline: [entry('t-1', { caseId: 'c-1' })],
      })
      await subject.store.commit({
        put: [{ kind: 'finding', id: 'f-1', doc: finding('f-1', 'c-1', 'Twice') }],
      })
      await subject.store.commit({ remove: [{ kind: 'finding', id: 'f-2' }] })
      const look = async () => ({
        findings: await subject.store.list('finding', { limit: 10 }),
        cases: await subject.store.list('case', { limit: 10 }),
        links: await subject.store.find('link', 'case', 'c-1'),
        byCase: await subject.store.find('finding', 'case', 'c-1'),
        work: await subject.store.work('case:c-1'),
        due: await subject.store.nextDue(),
        timeline: await subject.store.timeline({}, { limit: 10 }),
      })
      const before = await look()
      await subject.reopen()
      expect(await look()).toEqual(before)
      await subject.reopen()
      expect(await look()).toEqual(before)
    })

    it('is refused to everybody who still holds the closed store', async () => {
      const old = subject.store
      await subject.reopen()
      await expect(old.get('case', 'c-1')).rejects.toThrow('closed')
      await expect(old.commit({ marks: [{ key: 'a' }] })).rejects.toThrow('closed')
    })
  })
}
