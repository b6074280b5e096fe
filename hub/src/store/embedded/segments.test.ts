import { describe, expect, it } from 'vitest'
import { SEGMENT_BYTES } from './limits'
import { encodeLine } from './line'
import { memoryFiles } from './memory'
import { writeIndex } from './segment-index'
import { SegmentLog } from './segments'
import { FaultyDisk } from './testing/faulty'

interface Entry {
  id: number
  at: number
  text: string
}

const entry = (id: number, text = `ümlaut ${id}`): Entry => ({ id, at: 1000 + id, text })
const logOn = (files = memoryFiles()) =>
  new SegmentLog<Entry>({
    files,
    folder: '/data',
    name: 'log',
    at: one => one.at,
    keysOf: one => [`id/${one.id}`],
  })
const NEVER = Number.NEGATIVE_INFINITY

async function filled(log: SegmentLog<Entry>, from: number, to: number, text?: string): Promise<void> {
  for (let id = from; id < to; id += 1) log.add(entry(id, text), JSON.stringify(entry(id, text)))
}

describe('a segment log', () => {
  it('answers entries in the order asked, from memory and from files alike', async () => {
    const log = logOn()
    await filled(log, 0, 6)
    await log.move(4)
    expect((await log.read([5, 0, 3, 4])).map(one => one.id)).toEqual([5, 0, 3, 4])
    expect(await log.read([6, -1])).toEqual([])
  })

  it('answers right while entries move from memory to files', async () => {
    const log = logOn()
    const text = 'x'.repeat(100_000)
    await filled(log, 0, 20, text)
    const moving = log.move(20)
    for (let turn = 0; turn < 30; turn += 1) {
      const all = await log.read(Array.from({ length: log.next }, (_, number) => number))
      expect(all.map(one => one.id)).toEqual(Array.from({ length: log.next }, (_, number) => number))
      if (turn === 3) await filled(log, 20, 25, text)
    }
    await moving
    expect((await log.read([24, 19])).map(one => one.id)).toEqual([24, 19])
  })

  it('says when it holds too much in memory, and no more once that has moved', async () => {
    const log = logOn()
    await filled(log, 0, 10, 'x'.repeat(1024 * 1024))
    expect(log.heldTooMuch).toBe(true)
    await log.move(log.next)
    expect(log.heldTooMuch).toBe(false)
  })

  it('has after a restart what the last list names and nothing of what came behind it', async () => {
    const files = memoryFiles()
    const log = logOn(files)
    await filled(log, 0, 3)
    const { listed } = await log.settle(3, NEVER)
    await filled(log, 3, 9)
    await log.move(9)
    const next = logOn(files)
    const seen: string[] = []
    await next.load(listed, await files.list('/data'), ({ names }) => seen.push(...names))
    expect(seen).toEqual(['id/0', 'id/1', 'id/2'])
    await filled(next, 3, 5)
    await next.settle(5, NEVER)
    expect((await next.read([0, 1, 2, 3, 4])).map(one => one.id)).toEqual([0, 1, 2, 3, 4])
    expect(await files.list('/data')).toEqual(['log-1.jsonl'])
  })

  it('removes segments that no list names', async () => {
    const files = memoryFiles()
    const log = logOn(files)
    await filled(log, 0, 3)
    await log.settle(3, NEVER)
    const next = logOn(files)
    await next.load([], await files.list('/data'), () => {})
    expect(await files.list('/data')).toEqual([])
    await filled(next, 0, 1)
    await next.settle(1, NEVER)
    expect((await next.read([0])).map(one => one.id)).toEqual([0])
  })

  it('begins a new file when one is large, and reads across them', async () => {
    const files = memoryFiles()
    const log = logOn(files)
    const text = 'x'.repeat(1024 * 1024)
    const count = SEGMENT_BYTES / text.length + 5
    await filled(log, 0, count, text)
    const { listed } = await log.settle(count, NEVER)
    expect(listed.map(one => one.segment)).toEqual([1, 2])
    const all = Array.from({ length: count }, (_, number) => number)
    expect((await log.read(all)).map(one => one.id)).toEqual(all)
    const next = logOn(files)
    await next.load(listed, await files.list('/data'), () => {})
    expect((await next.read(all)).map(one => one.id)).toEqual(all)
  })

  it('has large segments durable too before they are listed', async () => {
    const disk = new FaultyDisk()
    const log = logOn(disk.mount())
    const text = 'x'.repeat(1024 * 1024)
    const count = SEGMENT_BYTES / text.length + 1
    await filled(log, 0, count, text)
    const { listed } = await log.settle(count, NEVER)
    await disk.mount().syncFolder('/data')
    disk.crash('synced')
    const files = disk.mount()
    const next = logOn(files)
    await next.load(listed, await files.list('/data'), () => {})
    expect((await next.read([0, count - 1])).map(one => one.id)).toEqual([0, count - 1])
  })

  it('drops segments whose newest entry is to be forgotten, and puts nothing new beside old entries', async () => {
    const files = memoryFiles()
    const log = logOn(files)
    await filled(log, 0, 3)
    await log.settle(3, NEVER)
    // Entry 0 is older: the file takes no more entries, but stays, for 1 and 2 are not old enough.
    const second = await log.settle(3, 1001)
    expect(second).toEqual({ listed: [{ segment: 1, bytes: expect.any(Number) }], dropped: [] })
    expect(log.hasForgotten(1002)).toBe(false)
    await filled(log, 3, 5)
    await log.settle(5, 1001)
    expect(log.hasForgotten(1003)).toBe(true)
    const third = await log.settle(5, 1003)
    expect(third).toEqual({ listed: [{ segment: 2, bytes: expect.any(Number) }], dropped: [1] })
    await log.remove(1)
    expect(await files.list('/data')).toEqual(['log-2.jsonl'])
    expect((await log.read([0, 1, 2, 3, 4])).map(one => one.id)).toEqual([3, 4])
  })

  it('reads a finished segment in from its index, and from its entries when the index is gone, damaged or of another size', async () => {
    const disk = new FaultyDisk()
    const log = logOn(disk.mount())
    await filled(log, 0, 3)
    await log.settle(3, NEVER)
    await log.settle(3, 1001)
    await filled(log, 3, 4)
    const { listed } = await log.settle(4, 1001)
    const index = '/data/log-1.index.jsonl'
    const segment = '/data/log-1.jsonl'
    /** What is known of each entry after a restart. */
    const load = async (on: FaultyDisk) => {
      const files = on.mount()
      const next = logOn(files)
      const seen: [number, string, number][] = []
      await next.load(listed, await files.list('/data'), ({ names, ends, places, times }, first) => {
        for (const [at, key] of names.entries())
          for (const place of places.subarray(ends[at - 1] ?? 0, ends[at]))
            seen.push([first + place, key, times[place] ?? 0])
      })
      const texts = (await next.read([0, 1, 2, 3])).map(one => one.id)
      await next.close()
      return { seen, texts }
    }
    const expected = {
      seen: [0, 1, 2, 3].map(id => [id, `id/${id}`, 1000 + id]),
      texts: [0, 1, 2, 3],
    }
    expect(await load(disk.copy())).toEqual(expected)

    const gone = disk.copy()
    await gone.mount().remove(index)
    expect(await load(gone)).toEqual(expected)
    expect(gone.bytes(index)).toEqual(disk.bytes(index))

    const other = disk.copy()
    await writeIndex(other.mount(), index, 1, disk.bytes(segment).length - 1, [
      { offset: 0, at: 1, keys: ['id/9'] },
    ])
    expect(await load(other)).toEqual(expected)

    // As earlier releases wrote it, lists and all.
    const older = disk.copy()
    const file = await older.mount().open(index, 'append')
    await file.truncate(0)
    const lists = { offsets: [0, 1, 2], times: [1, 2, 3], names: ['id/9'], places: [[0, 1, 2]] }
    const size = disk.bytes(segment).length
    for (const [number, content] of [{ bytes: size, entries: 3 }, lists].entries())
      await file.append(Buffer.from(encodeLine(1, number, content)))
    await file.close()
    expect(await load(older)).toEqual(expected)
    expect(older.bytes(index)).toEqual(disk.bytes(index))

    for (let byte = 0; byte < disk.bytes(index).length; byte += 1) {
      const flipped = disk.copy()
      flipped.flip(index, byte, byte % 8)
      expect(await load(flipped), `byte ${byte}`).toEqual(expected)
      const cut = disk.copy()
      cut.cut(index, byte)
      expect(await load(cut), `cut at ${byte}`).toEqual(expected)
    }

    // More than one line of it: cut between them, it is not the whole one.
    const big = new FaultyDisk()
    const many = logOn(big.mount())
    await filled(many, 0, 8_001)
    await many.settle(8_001, NEVER)
    await many.settle(8_001, 1_001)
    await filled(many, 8_001, 8_002)
    const all = await many.settle(8_002, 1_001)
    await many.close()
    const lines = big.bytes(index).toString().split('\n')
    expect(lines).toHaveLength(4)
    big.cut(index, Buffer.byteLength(lines.slice(0, 2).join('\n')) + 1)
    const files = big.mount()
    const next = logOn(files)
    await next.load(all.listed, await files.list('/data'), () => {})
    expect(next.next).toBe(8_002)
    await next.close()

    // The index spares reading the entries; a damaged one is then found by who reads it.
    const hurt = disk.copy()
    hurt.flip(segment, 30, 1)
    await expect(load(hurt)).rejects.toThrow(`${segment}: line 1 is damaged`)
    const short = disk.copy()
    short.cut(segment, disk.bytes(segment).length - 1)
    await expect(load(short)).rejects.toThrow('were confirmed')
  })
})
