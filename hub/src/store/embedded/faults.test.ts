import { describe, expect, it } from 'vitest'
import { finding, NOW } from '../contract/setup'
import { StoreFailed, StoreFull } from '../port'
import { FaultyDisk } from './testing/faulty'
import { commitOf, FOLDER, listeningLogger, openOn, wholeCommits } from './testing/marks'

const JOURNAL = `${FOLDER}/journal-1.jsonl`

/** A disk with `count` commits, each with its own write and sync, left by a crash that kept everything. */
async function diskWith(count: number, end: 'crash' | 'close' = 'crash'): Promise<FaultyDisk> {
  const disk = new FaultyDisk()
  const store = await openOn(disk)
  for (let number = 1; number <= count; number += 1) await store.commit(commitOf(number))
  if (end === 'close') await store.close()
  disk.crash('synced')
  return disk
}

// A restart for every byte of a file; on a busy machine that takes a while.
describe('a damaged file', { timeout: 120_000 }, () => {
  it('is no hindrance when the last commit was cut at any of its bytes: the rest is there and the store goes on', async () => {
    const disk = await diskWith(3)
    const journal = disk.bytes(JOURNAL)
    const begin = journal.lastIndexOf('\n', journal.length - 2) + 1
    expect(journal.length - begin).toBeGreaterThan(500)
    for (let size = begin; size <= journal.length; size += 1) {
      const cut = disk.copy()
      cut.cut(JOURNAL, size)
      const logger = listeningLogger()
      const store = await openOn(cut, { logger })
      expect(await wholeCommits(store, 3), `cut at ${size}`).toEqual(
        size === journal.length ? [1, 2, 3] : [1, 2],
      )
      const torn = size > begin && size < journal.length
      expect(logger.lines.filter(line => line.startsWith('warn')).length, `cut at ${size}`).toBe(torn ? 1 : 0)
      await store.commit(commitOf(4))
      await store.close()
      const again = await openOn(cut)
      expect(await wholeCommits(again, 4)).toContain(4)
      await again.close()
    }
  })

  it('is refused by name and line when a bit flipped in a commit that others follow', async () => {
    const disk = await diskWith(3)
    const journal = disk.bytes(JOURNAL)
    const lastLine = journal.lastIndexOf('\n', journal.length - 2) + 1
    for (let byte = 0; byte < lastLine; byte += 1) {
      const flipped = disk.copy()
      flipped.flip(JOURNAL, byte, byte % 8)
      const line = journal.subarray(0, byte).filter(one => one === 10).length + 1
      const opening = openOn(flipped)
      await expect(opening, `byte ${byte}`).rejects.toThrow(StoreFailed)
      await expect(opening).rejects.toThrow(`${JOURNAL}: line ${line} is damaged`)
      await expect(opening).rejects.toThrow('Restore the folder from a backup')
    }
  })

  it('costs only the last, unconfirmed commit, with a warning, when a bit flipped in it', async () => {
    const disk = await diskWith(3)
    const journal = disk.bytes(JOURNAL)
    const lastLine = journal.lastIndexOf('\n', journal.length - 2) + 1
    for (let byte = lastLine; byte < journal.length; byte += 1) {
      const flipped = disk.copy()
      flipped.flip(JOURNAL, byte, byte % 8)
      const logger = listeningLogger()
      const store = await openOn(flipped, { logger })
      expect(await wholeCommits(store, 3), `byte ${byte}`).toEqual([1, 2])
      expect(logger.lines.join('\n')).toContain('never confirmed')
      await store.close()
    }
  })

  it('is refused for any flipped bit in any commit when the store had been closed in order', async () => {
    const disk = await diskWith(2, 'close')
    const journal = disk.bytes(JOURNAL)
    const endLine = journal.lastIndexOf('\n', journal.length - 2) + 1
    for (let byte = 0; byte < endLine; byte += 1) {
      const flipped = disk.copy()
      flipped.flip(JOURNAL, byte, byte % 8)
      await expect(openOn(flipped), `byte ${byte}`).rejects.toThrow('is damaged')
    }
  })

  it('is refused for any flipped bit in the snapshot or in a segment of the logs', async () => {
    const disk = new FaultyDisk()
    const before = await openOn(disk)
    await before.commit(commitOf(1))
    await before.checkpoint()
    await before.close()
    const files = disk.paths().filter(path => !path.includes('journal'))
    expect(files.map(path => path.slice(FOLDER.length + 1))).toEqual([
      'answers-1.jsonl',
      'deliveries-1.jsonl',
      'snapshot.jsonl',
      'timeline-1.jsonl',
    ])
    for (const path of files) {
      for (let byte = 0; byte < disk.bytes(path).length; byte += 1) {
        const flipped = disk.copy()
        flipped.flip(path, byte, byte % 8)
        const opening = openOn(flipped)
        await expect(opening, `${path} byte ${byte}`).rejects.toThrow(StoreFailed)
        await expect(opening).rejects.toThrow(path)
      }
    }
  })

  it('is refused when it is cut or missing although its content was confirmed', async () => {
    const disk = new FaultyDisk()
    const before = await openOn(disk)
    await before.commit(commitOf(1))
    await before.checkpoint()
    await before.commit(commitOf(2))
    await before.close()
    for (const path of disk.paths().filter(one => !one.includes('journal'))) {
      const cut = disk.copy()
      cut.cut(path, disk.bytes(path).length - 1)
      await expect(openOn(cut), `cut ${path}`).rejects.toThrow(path)
    }
    for (const path of disk.paths()) {
      const gone = disk.copy()
      await gone.mount().remove(path)
      await expect(openOn(gone), `without ${path}`).rejects.toThrow(`${path}: is missing`)
    }
  })

  it('is refused when a line stands twice or is left out', async () => {
    const disk = await diskWith(3)
    const lines = disk.bytes(JOURNAL).toString('utf8').split('\n')
    for (const changed of [
      [lines[0], lines[1], lines[1], lines[2], ''],
      [lines[0], lines[2], ''],
    ]) {
      const other = disk.copy()
      other.overwrite(JOURNAL, Buffer.from(changed.join('\n')))
      await expect(openOn(other)).rejects.toThrow('comes next')
    }
  })

  it('is refused when another version of Fixproof wrote it', async () => {
    const { encodeLine } = await import('./line')
    const disk = await diskWith(1, 'close')
    const head = { format: 2, seq: 0, lease: 0, forgotten: 0, numbers: [] }
    disk.overwrite(`${FOLDER}/snapshot.jsonl`, Buffer.from(encodeLine(1, 0, head)))
    await expect(openOn(disk)).rejects.toThrow('another version of Fixproof (format 2)')
  })
})

describe('a disk that fails', () => {
  it('loses what was not confirmed, as a whole, and nothing else', async () => {
    const disk = new FaultyDisk()
    const store = await openOn(disk)
    await store.commit(commitOf(1))
    disk.stopAt(2) // the write happens, its sync does not
    await expect(store.commit(commitOf(2))).rejects.toThrow(StoreFailed)
    disk.crash('synced')
    const next = await openOn(disk)
    expect(await wholeCommits(next, 2)).toEqual([1])
    await next.close()
  })

  it('stops everything after a failed sync: what waited and what comes, writes and reads', async () => {
    const disk = new FaultyDisk()
    const logger = listeningLogger()
    const store = await openOn(disk, { logger })
    await store.commit(commitOf(1))
    disk.fail('sync', /journal/, 'EIO')
    const waiting = await Promise.allSettled([
      store.commit(commitOf(2)),
      store.commit(commitOf(3)),
      store.nextNumber('n'),
    ])
    expect(waiting.map(one => one.status)).toEqual(['rejected', 'rejected', 'rejected'])
    const later = [
      () => store.commit(commitOf(4)),
      () => store.commit({}),
      () => store.get('finding', 'f-2'),
      () => store.getMany('finding', ['f-2']),
      () => store.find('finding', 'case', 'c-2'),
      () => store.list('finding', { limit: 1 }),
      () => store.count('finding'),
      () => store.nextNumber('n'),
      () => store.claim(NOW, 1, 1),
      () => store.finish('case:1', 1, { kind: 'done' }),
      () => store.nextDue(),
      () => store.work('case:1'),
      () => store.delivery('jira', 'd-1'),
      () => store.answer('ci', 'i-1'),
      () => store.timeline({}, { limit: 1 }),
      () => store.forget(NOW),
      () => store.checkpoint(),
    ]
    for (const call of later) {
      await expect(call(), String(call)).rejects.toThrow(StoreFailed)
      await expect(call(), String(call)).rejects.toThrow('The disk reports a fault')
    }
    expect(logger.lines.filter(line => line.startsWith('error'))).toHaveLength(1)
    await store.close()
    const next = await openOn(disk)
    expect(await wholeCommits(next, 4)).toEqual([1])
    await next.close()
  })

  it('also rejects commits that were queued while the failing sync ran', async () => {
    const disk = new FaultyDisk()
    const store = await openOn(disk)
    disk.fail('sync', /journal/, 'EIO')
    const first = store.commit(commitOf(1))
    await Promise.resolve()
    await Promise.resolve()
    const second = store.commit(commitOf(2))
    const results = await Promise.allSettled([first, second])
    expect(results.map(one => one.status)).toEqual(['rejected', 'rejected'])
    await store.close()
  })

  it('says what to do when it is full, keeps what was confirmed, and works again with space', async () => {
    const whole = commitOf(2)
    for (const free of [0, 1, 300, 700]) {
      const disk = new FaultyDisk()
      const store = await openOn(disk)
      await store.commit(commitOf(1))
      disk.leaveFree(free)
      await expect(store.commit(whole)).rejects.toThrow('The disk is full. Free some space')
      await expect(store.commit(commitOf(3))).rejects.toThrow('The disk is full')
      await store.close()
      disk.crash('written')
      const next = await openOn(disk)
      expect(await wholeCommits(next, 3)).toEqual([1])
      expect(await next.commit(whole)).toBe('ok')
      await next.close()
    }
  })

  it('stops when it runs full during a checkpoint, and nothing confirmed is lost', async () => {
    for (const operation of ['append', 'sync', 'rename', 'syncFolder', 'remove'] as const) {
      const disk = new FaultyDisk()
      const store = await openOn(disk)
      await store.commit(commitOf(1))
      disk.fail(operation, operation === 'remove' ? /journal/ : /snapshot|data$/, 'ENOSPC')
      await expect(store.checkpoint(), operation).rejects.toThrow('The disk is full')
      await expect(store.commit(commitOf(2)), operation).rejects.toThrow('The disk is full')
      await store.close()
      disk.crash('synced')
      const next = await openOn(disk)
      expect(await wholeCommits(next, 1), operation).toEqual([1])
      await next.close()
    }
  })

  it('says that a folder cannot be written to, and which', async () => {
    for (const [code, advice] of [
      ['EROFS', 'read-only'],
      ['EACCES', 'Give its user write access'],
    ] as const) {
      const disk = new FaultyDisk()
      disk.fail('open', /lock/, code)
      const opening = openOn(disk)
      await expect(opening).rejects.toThrow(StoreFailed)
      await expect(opening).rejects.toThrow(advice)
      await expect(opening).rejects.toThrow(FOLDER)
    }
  })

  it('lets go of the folder when opening fails', async () => {
    const disk = await diskWith(2)
    const good = disk.bytes(JOURNAL)
    disk.flip(JOURNAL, 20, 1)
    await expect(openOn(disk)).rejects.toThrow('is damaged')
    disk.overwrite(JOURNAL, good)
    const store = await openOn(disk)
    expect(await wholeCommits(store, 2)).toEqual([1, 2])
    await store.close()
  })
})

describe('the ceiling', () => {
  it('refuses a finding too many with the way out, and everything else goes on', async () => {
    const disk = new FaultyDisk()
    const store = await openOn(disk, { findingsMax: 2 })
    const put = (id: string, title = id) => ({ kind: 'finding' as const, id, doc: finding(id, null, title) })
    await store.commit({ put: [put('f-1')] })
    const both = store.commit({ put: [put('f-2'), put('f-3')], marks: [{ key: 'case:x' }] })
    await expect(both).rejects.toThrow(StoreFull)
    await expect(both).rejects.toThrow('move to PostgreSQL')
    expect(await store.get('finding', 'f-2')).toBeUndefined()
    expect(await store.work('case:x')).toBeUndefined()
    expect(await store.commit({ put: [put('f-2')] })).toBe('ok')
    expect(await store.commit({ put: [put('f-1', 'Changed')] })).toBe('ok')
    await expect(store.commit({ put: [put('f-3')] })).rejects.toThrow(StoreFull)
    await store.commit({ remove: [{ kind: 'finding', id: 'f-1' }] })
    expect(await store.commit({ put: [put('f-3')] })).toBe('ok')
    await store.close()
  })
})
