import { describe, expect, it } from 'vitest'
import { finding } from '../contract/setup'
import type { Commit } from '../port'
import type { EmbeddedStore } from './index'
import { decodeLine, encodeLine } from './line'
import { SnapshotAdapter } from './snapshot'
import type { State } from './state'
import { FaultyDisk } from './testing/faulty'
import { FOLDER, openOn } from './testing/marks'
import { docOf, headOfRow, textOfRow, Unread } from './unread'

const SNAPSHOT = `${FOLDER}/snapshot.jsonl`
const put = (id: string, caseId: string | null): NonNullable<Commit['put']>[number] => ({
  kind: 'finding',
  id,
  doc: finding(id, caseId, `About ${id}`),
})
/** Texts that look like the seam between what is known of a document and the document itself. */
const ODD = 'f,"doc":["finding"] \u00fc\u{1f600}'

async function filled(disk: FaultyDisk): Promise<void> {
  const store = await openOn(disk)
  await store.commit({ put: [put('f-1', 'case-1'), put('f-2', 'case-1'), put(ODD, ODD)] })
  await store.checkpoint()
  await store.close()
}

const found = async (store: EmbeddedStore, caseId: string): Promise<string[]> =>
  (await store.find('finding', 'case', caseId)).map(each => each.doc.id)

/** How many documents of the snapshot are taken in without being read. */
async function unread(disk: FaultyDisk): Promise<number> {
  const state = (await new SnapshotAdapter(disk.copy().mount(), FOLDER).read()) as State
  return state
    .table('finding')
    .capture()
    .rows.filter(row => row instanceof Unread).length
}

describe('documents that nobody has asked for since the start', () => {
  it('are found, read, changed and removed like any other', async () => {
    const disk = new FaultyDisk()
    await filled(disk)
    expect(await unread(disk)).toBe(3)
    const store = await openOn(disk)
    expect([await found(store, 'case-1'), await found(store, ODD)]).toEqual([['f-1', 'f-2'], [ODD]])
    expect((await store.list('finding', { limit: 9 })).items.map(each => each.doc.title)).toEqual([
      'About f,"doc":["finding"] \u00fc\u{1f600}',
      'About f-1',
      'About f-2',
    ])
    await store.close()
    const again = await openOn(disk)
    const moved = {
      expect: [{ kind: 'finding' as const, id: 'f-1', version: 1 }],
      put: [put('f-1', 'case-2')],
    }
    expect(await again.commit(moved)).toBe('ok')
    expect(await again.commit(moved)).toBe('conflict')
    await again.commit({ remove: [{ kind: 'finding', id: 'f-2' }] })
    expect([await found(again, 'case-1'), await found(again, 'case-2')]).toEqual([[], ['f-1']])
    expect((await again.get('finding', 'f-1'))?.version).toBe(2)
    // Nothing is left of the removed one where it was found before.
    await again.commit({ put: [put('f-2', 'case-3')] })
    expect([await found(again, 'case-1'), await found(again, 'case-3')]).toEqual([[], ['f-2']])
    await again.close()
  })

  it('cannot be changed by a reader either', async () => {
    const disk = new FaultyDisk()
    await filled(disk)
    const store = await openOn(disk)
    const stored = await store.get('finding', 'f-1')
    expect(() => Object.assign(stored?.doc.facts ?? {}, { status: 'x' })).toThrow(TypeError)
    expect(await store.get('finding', 'f-1')).toBe(stored)
    await store.close()
  })

  it('go into the next snapshot, and out of the store, as they are', async () => {
    const disk = new FaultyDisk()
    await filled(disk)
    const lines = (): unknown[] =>
      disk
        .bytes(SNAPSHOT)
        .toString()
        .trim()
        .split('\n')
        .slice(1, -1)
        .map(line => decodeLine(Buffer.from(line))?.content)
    const before = lines()
    const store = await openOn(disk)
    await store.get('finding', 'f-2')
    await store.checkpoint()
    expect(lines()).toEqual(before)
    const records = []
    for await (const some of store.dump()) records.push(...some)
    expect(records.filter(each => each.what === 'document').map(each => each.doc.id)).toEqual([
      'f-1',
      'f-2',
      ODD,
    ])
    await store.close()
  })

  it('are read at once where a hub wrote them that worked out otherwise what they are found under', async () => {
    const disk = new FaultyDisk()
    await filled(disk)
    const [first = '', ...rest] = disk.bytes(SNAPSHOT).toString().split('\n')
    const head = decodeLine(Buffer.from(first))
    for (const indexedBy of ['another', undefined]) {
      const other = disk.copy()
      const file = await other.mount().open(SNAPSHOT, 'append')
      await file.truncate(0)
      const content = { ...(head?.content as object), indexedBy }
      await file.append(Buffer.from(encodeLine(head?.group ?? 0, 0, content) + rest.join('\n')))
      await file.close()
      expect(await unread(other)).toBe(0)
      const store = await openOn(other)
      expect(await found(store, 'case-1')).toEqual(['f-1', 'f-2'])
      await store.close()
    }
  })

  it('that are damaged are noticed at the start, not when somebody asks', async () => {
    const disk = new FaultyDisk()
    await filled(disk)
    disk.flip(SNAPSHOT, disk.bytes(SNAPSHOT).indexOf('About f-1') + 3, 2)
    await expect(openOn(disk)).rejects.toThrow('line 2 is damaged')
  })
})

it('what stands before a document is told from the document', () => {
  const doc = finding(ODD, ODD, ODD)
  const text = Buffer.from(textOfRow('finding', ODD, { version: 7, doc }, { case: [ODD] }))
  expect(headOfRow(text)).toEqual(['finding', ODD, 7, { case: [ODD] }])
  expect(docOf(new Unread<'finding'>(7, text))).toEqual(doc)
  expect(headOfRow(Buffer.from('{"work":{}}'))).toBeUndefined()
})
