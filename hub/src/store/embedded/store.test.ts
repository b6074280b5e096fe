import { describe, expect, it } from 'vitest'
import { entry, finding, NOW } from '../contract/setup'
import type { Files, OpenFile } from './files'
import { BATCH_CHARS_MAX, SLICE_CHARS } from './limits'
import { memoryFiles } from './memory'
import { FaultyDisk } from './testing/faulty'
import { commitOf, FOLDER, listeningLogger, openOn, wholeCommits } from './testing/marks'

const put = (id: string, title = id) => ({ kind: 'finding' as const, id, doc: finding(id, null, title) })

/** Files in memory that note the size of every append, and say which file it was. */
function watchedFiles(): { files: Files; appends: { path: string; bytes: number }[] } {
  const files = memoryFiles()
  const appends: { path: string; bytes: number }[] = []
  const watched: Files = {
    ...files,
    async open(path, mode) {
      const file = await files.open(path, mode)
      const append = async (bytes: Uint8Array): Promise<void> => {
        appends.push({ path, bytes: bytes.length })
        await file.append(bytes)
      }
      const seen: OpenFile = {
        append,
        read: (offset, length) => file.read(offset, length),
        size: () => file.size(),
        truncate: size => file.truncate(size),
        sync: () => file.sync(),
        close: () => file.close(),
      }
      return seen
    },
  }
  return { files: watched, appends }
}

describe('the embedded store', () => {
  it('confirms a commit only after its line was written and synced', async () => {
    const disk = new FaultyDisk()
    const store = await openOn(disk)
    disk.log.length = 0
    const done = store.commit(commitOf(1)).then(() => disk.log.push('confirmed'))
    await done
    expect(disk.log).toEqual([
      `append ${FOLDER}/journal-1.jsonl`,
      `sync ${FOLDER}/journal-1.jsonl`,
      'confirmed',
    ])
    await store.close()
  })

  it('has marked work taken up while its mark is on the way to the disk: mark and claim go there together', async () => {
    const disk = new FaultyDisk()
    const store = await openOn(disk)
    const claimed: Promise<string[]>[] = []
    store.onMarked(() => {
      disk.log.push('told')
      claimed.push(store.claim(NOW, 1, 60_000).then(rows => rows.map(row => row.key)))
    })
    disk.log.length = 0
    await store.commit({ marks: [{ key: 'a' }] })
    expect(disk.log).toEqual(['told', `append ${FOLDER}/journal-1.jsonl`, `sync ${FOLDER}/journal-1.jsonl`])
    expect(await Promise.all(claimed)).toEqual([['a']])
    await store.close()
  })

  it('refuses what a claim leads to when the disk failed under the claim', async () => {
    const disk = new FaultyDisk()
    const store = await openOn(disk)
    await store.commit({ marks: [{ key: 'a' }] })
    disk.fail('sync', /journal/, 'EIO')
    const [row] = await store.claim(NOW, 1, 60_000)
    const fence = { key: 'a', leaseId: row?.leaseId ?? 0 }
    await expect(store.commit({ ...commitOf(1), fence })).rejects.toThrow(/disk/)
    await expect(store.finish('a', fence.leaseId, { kind: 'done' })).rejects.toThrow(/disk/)
    await store.close()
    disk.crash('synced')
    const next = await openOn(disk)
    expect(await wholeCommits(next, 1)).toEqual([])
    expect((await next.claim(NOW, 1, 60_000)).map(each => each.key)).toEqual(['a'])
    await next.close()
  })

  it('shares one write and one sync among all commits that wait', async () => {
    const disk = new FaultyDisk()
    const store = await openOn(disk)
    const before = disk.log.length
    await Promise.all(Array.from({ length: 64 }, (_, number) => store.commit(commitOf(number + 1))))
    expect(disk.log.slice(before).filter(one => one.startsWith('sync'))).toHaveLength(1)
    await store.close()
  })

  it('answers a second delivery only once the first is durable', async () => {
    const disk = new FaultyDisk()
    const store = await openOn(disk)
    disk.fail('sync', /journal/, 'EIO')
    const results = await Promise.allSettled([store.commit(commitOf(1)), store.commit(commitOf(1))])
    expect(results.map(one => one.status)).toEqual(['rejected', 'rejected'])
    await store.close()
  })

  it('writes nothing for a commit that changes nothing', async () => {
    const disk = new FaultyDisk()
    const store = await openOn(disk)
    const before = disk.operations
    expect(await store.commit({})).toBe('ok')
    expect(await store.commit({ put: [], marks: [], timeline: [] })).toBe('ok')
    expect(await store.claim(NOW, 5, 1000)).toEqual([])
    expect(disk.operations).toBe(before)
    await store.close()
  })

  it('refuses what JSON cannot hold, and changes nothing then', async () => {
    const disk = new FaultyDisk()
    const store = await openOn(disk)
    const bad = commitOf(1)
    const refused = store.commit({ ...bad, timeline: [entry('t-1', { detail: { big: 1n } })] })
    await expect(refused).rejects.toThrow(TypeError)
    expect(await wholeCommits(store, 1)).toEqual([])
    await store.commit(commitOf(2))
    await store.close()
    const next = await openOn(disk)
    expect(await wholeCommits(next, 2)).toEqual([2])
    await next.close()
  })

  it('compacts by itself when the journal outgrows the snapshot, and not before', async () => {
    const disk = new FaultyDisk()
    const compaction = { journalBytesMin: 5000, journalPerSnapshot: 2 }
    const logger = listeningLogger()
    const store = await openOn(disk, { compaction, logger })
    const compacted = () => logger.lines.filter(line => line.includes('compacted')).length
    const first = `${FOLDER}/journal-1.jsonl`
    let sizeAtFirst = 0
    for (let round = 0; compacted() === 0; round += 1) {
      if (disk.paths().includes(first)) sizeAtFirst = disk.bytes(first).length
      await store.commit({ put: [put('f-1', `Round ${round}`)] })
      expect(round).toBeLessThan(100)
    }
    expect(sizeAtFirst).toBeGreaterThan(4000)
    // Two changing findings: the state stays small, so the journal stays near its least size however many commits come.
    for (let round = 0; round < 200; round += 1) await store.commit({ put: [put('f-1', `Round ${round}`)] })
    await store.close()
    const journals = disk.paths().filter(path => path.includes('journal'))
    expect(journals).toHaveLength(1)
    expect(disk.bytes(journals[0] as string).length).toBeLessThan(8000)
    const next = await openOn(disk)
    expect((await next.get('finding', 'f-1'))?.doc.title).toBe('Round 199')
    await next.close()
  })

  it('confirms commits while a checkpoint runs, and writes the checkpoint in slices', async () => {
    const { files, appends } = watchedFiles()
    const store = await openOn(new FaultyDisk(), { files })
    const wide = 'x'.repeat(2000)
    for (let block = 0; block < 10; block += 1) {
      await store.commit({ put: Array.from({ length: 100 }, (_, one) => put(`f-${block}-${one}`, wide)) })
    }
    appends.length = 0
    let running = true
    const checkpoint = store.checkpoint().finally(() => {
      running = false
    })
    let meanwhile = 0
    for (let number = 1; running; number += 1) {
      await store.commit({ put: [put('f-0-0', `Changed ${number}`)] })
      if (running) meanwhile += 1
    }
    await checkpoint
    expect(meanwhile).toBeGreaterThan(5)
    const slices = appends.filter(one => one.path.includes('snapshot')).map(one => one.bytes)
    expect(slices.length).toBeGreaterThan(5)
    expect(Math.max(...slices)).toBeLessThan(SLICE_CHARS + 10_000)
    const last = await store.get('finding', 'f-0-0')
    await store.close()
    const next = await openOn(new FaultyDisk(), { files })
    expect(await next.get('finding', 'f-0-0')).toEqual(last)
    expect(await next.count('finding')).toBe(1000)
    await next.close()
  })

  it('confirms nothing any more from the moment a checkpoint failed', async () => {
    for (const operation of ['open', 'append', 'sync', 'rename'] as const) {
      const disk = new FaultyDisk()
      const store = await openOn(disk)
      await store.commit(commitOf(1))
      disk.fail(operation, /snapshot/, 'ENOSPC')
      const events: string[] = []
      const checkpoint = store.checkpoint().catch(() => events.push('failed'))
      // One after the other, started at different turns, so that some are under way when it fails.
      const commits: Promise<unknown>[] = []
      for (let number = 2; commits.length < 10 || !events.includes('failed'); number += 1) {
        const note = (event: string) => () => events.push(event)
        commits.push(store.commit(commitOf(number)).then(note('confirmed'), note('refused')))
        await Promise.resolve()
      }
      await Promise.all([checkpoint, ...commits])
      const after = events.slice(events.indexOf('failed'))
      expect(after.length, operation).toBeGreaterThan(1)
      expect(after, operation).not.toContain('confirmed')
      await store.close()
    }
  })

  it('bounds a single write however many commits wait', async () => {
    const { files, appends } = watchedFiles()
    const store = await openOn(new FaultyDisk(), { files })
    const wide = 'x'.repeat(1024 * 1024)
    await Promise.all(Array.from({ length: 20 }, (_, one) => store.commit({ put: [put(`f-${one}`, wide)] })))
    const writes = appends.filter(one => one.path.includes('journal')).map(one => one.bytes)
    expect(writes.length).toBeGreaterThan(1)
    expect(Math.max(...writes)).toBeLessThan(2 * BATCH_CHARS_MAX)
    await store.close()
    const next = await openOn(new FaultyDisk(), { files })
    expect(await next.count('finding')).toBe(20)
    await next.close()
  })

  it('finishes a checkpoint that runs when it is closed', async () => {
    const disk = new FaultyDisk()
    const store = await openOn(disk)
    await store.commit(commitOf(1))
    await Promise.all([store.checkpoint(), store.close()])
    const names = disk.paths().map(path => path.slice(FOLDER.length + 1))
    expect(names).toEqual([
      'answers-1.jsonl',
      'deliveries-1.jsonl',
      'journal-2.jsonl',
      'snapshot.jsonl',
      'timeline-1.jsonl',
    ])
    const next = await openOn(disk)
    expect(await wholeCommits(next, 1)).toEqual([1])
    await next.close()
  })

  it('removes the files of forgotten deliveries and answers, and no others', async () => {
    const disk = new FaultyDisk()
    const store = await openOn(disk)
    await store.commit(commitOf(1))
    await store.checkpoint()
    await store.forget(NOW + 1)
    const names = () => disk.paths().map(path => path.slice(FOLDER.length + 1).replace(/^lock.*/, 'lock'))
    expect(names()).toEqual(['journal-3.jsonl', 'lock', 'snapshot.jsonl', 'timeline-1.jsonl'])
    expect((await store.timeline({}, { limit: 9 })).items).toHaveLength(1)
    await store.commit(commitOf(2))
    await store.close()
    const next = await openOn(disk)
    expect(await next.delivery('jira', 'd-1')).toBeUndefined()
    expect((await next.timeline({}, { limit: 9 })).items).toHaveLength(2)
    await next.close()
  })

  it("has a dead process's claims due at once, for no other process can hold them", async () => {
    const disk = new FaultyDisk()
    const store = await openOn(disk)
    await store.commit({ marks: [{ key: 'a' }] })
    await store.claim(NOW, 1, 60_000)
    disk.crash('synced')
    const next = await openOn(disk)
    expect((await next.claim(NOW, 1, 60_000)).map(row => row.key)).toEqual(['a'])
    await next.close()
  })

  it('closes once, however often it is asked, and confirms what was under way', async () => {
    const disk = new FaultyDisk()
    const store = await openOn(disk)
    const under = store.commit(commitOf(1))
    await Promise.all([store.close(), store.close()])
    expect(await under).toBe('ok')
    await store.close()
    const next = await openOn(disk)
    expect(await wholeCommits(next, 1)).toEqual([1])
    await next.close()
  })

  it('confirms a commit although a listener throws', async () => {
    const logger = listeningLogger()
    const store = await openOn(new FaultyDisk(), { logger })
    store.onMarked(() => {
      throw new Error('bad listener')
    })
    expect(await store.commit({ marks: [{ key: 'a' }] })).toBe('ok')
    expect(logger.lines.join('\n')).toContain('A listener for marked work threw')
    await store.close()
  })

  it('does not keep what the writer changes afterwards', async () => {
    const store = await openOn(new FaultyDisk())
    const doc = finding('f-1')
    await store.commit({ put: [{ kind: 'finding', id: 'f-1', doc }] })
    expect(() => {
      doc.title = 'Changed'
    }).toThrow(TypeError)
    await store.close()
  })
})
