import { join } from 'node:path'
import { codeOf, damaged } from './failure'
import type { Files, OpenFile } from './files'
import { deepFreeze } from './freeze'
import { HELD_CHARS_MAX, SEGMENT_BYTES, SLICE_CHARS } from './limits'
import { decodeLine, eachLine, encodeText } from './line'
import { type Indexed, indexOf, readIndex, type SegmentIndex, writeIndex } from './segment-index'

/** A segment as the snapshot lists it: what lies behind `bytes` belongs to no checkpoint. */
export interface SegmentEntry {
  segment: number
  bytes: number
}

interface Segment {
  segment: number
  bytes: number
  /** Number of its first entry. */
  first: number
  /** Where each entry begins; packed once it takes no more. */
  offsets: number[] | Uint32Array
  oldest: number
  newest: number
}

/** An entry that stands in no file yet. As text it takes half the memory, and is written as it is. */
interface Held {
  text: string
  at: number
  keys: string[]
}

export interface SegmentLogOptions<T> {
  files: Files
  folder: string
  /** Of its files: `<name>-<segment>.jsonl`. */
  name: string
  /** An entry's time, epoch milliseconds. */
  at: (entry: T) => number
  /** What an entry is found under. */
  keysOf: (entry: T) => string[]
}

/**
 * Entries that are written once and read seldom (timeline, deliveries, answers), kept out of the snapshot: an entry is
 * committed with its journal line, held in memory, and moved to a segment file at the latest by the next checkpoint. The
 * snapshot lists every segment with its length; what a crash left behind that length is cut, for those entries still
 * stand in the journal. So moving is idempotent, and a segment file never holds a torn entry.
 *
 * An entry is known by its number, counted from the first one of the oldest segment still listed when the store opened.
 */
export class SegmentLog<T extends object> {
  readonly #files: Files
  readonly #folder: string
  readonly #name: string
  readonly #at: (entry: T) => number
  readonly #keysOf: (entry: T) => string[]
  #segments: Segment[] = []
  #held: Held[] = []
  #heldFirst = 0
  #heldChars = 0
  #nextSegment = 1
  #file: OpenFile | undefined
  /** Of the segment that is open. */
  #indexed: Indexed[] = []
  #moving: Promise<void> = Promise.resolve()

  constructor(options: SegmentLogOptions<T>) {
    this.#files = options.files
    this.#folder = options.folder
    this.#name = options.name
    this.#at = options.at
    this.#keysOf = options.keysOf
  }

  /** Number of the next entry. */
  get next(): number {
    return this.#heldFirst + this.#held.length
  }

  get heldTooMuch(): boolean {
    return this.#heldChars > HELD_CHARS_MAX
  }

  /** Takes an entry in; `text` is the same as JSON. */
  add(entry: T, text: string): number {
    this.#held.push({ text, at: this.#at(entry), keys: this.#keysOf(entry) })
    this.#heldChars += text.length
    return this.next - 1
  }

  /** Entries in the order asked. Numbers of dropped segments are left out. */
  async read(numbers: readonly number[]): Promise<T[]> {
    const found: T[] = []
    let open: { segment: number; file: OpenFile } | undefined
    try {
      for (const number of numbers) {
        const held = this.#held[number - this.#heldFirst]
        const segment = this.#segmentOf(number)
        if (held !== undefined && number >= this.#heldFirst)
          found.push(deepFreeze(JSON.parse(held.text) as T))
        else if (segment !== undefined) {
          if (open?.segment !== segment.segment) {
            await open?.file.close()
            open = undefined
            const file = await this.#openToRead(segment)
            // Forgotten while it was being opened.
            if (file === undefined) continue
            open = { segment: segment.segment, file }
          }
          found.push(await this.#readOne(open.file, segment, number))
        }
      }
    } finally {
      await open?.file.close()
    }
    return found
  }

  /** Moves entries below `upTo` from memory to segment files, a slice at a time; durable after `settle`. */
  move(upTo: number): Promise<void> {
    this.#moving = this.#moving.then(() => this.#move(upTo))
    return this.#moving
  }

  /** Moves, syncs, and answers the list for the snapshot; segments with nothing from `before` on are left out of it. */
  async settle(upTo: number, before: number): Promise<{ listed: SegmentEntry[]; dropped: number[] }> {
    await this.#moving
    // A segment that holds something to forget takes no more entries, so that all of it can go one day.
    const current = this.#segments.at(-1)
    if (current !== undefined && current.oldest < before) await this.#finish()
    await this.move(upTo)
    if (this.#file !== undefined) await this.#file.sync()
    // Nor may one that is about to go: what came later would be written into a file that is removed.
    if ((this.#segments.at(-1)?.newest ?? before) < before) await this.#finish()
    const dropped = this.#segments.filter(one => one.newest < before)
    this.#segments = this.#segments.filter(one => one.newest >= before)
    return {
      listed: this.#segments.map(({ segment, bytes }) => ({ segment, bytes })),
      dropped: dropped.map(one => one.segment),
    }
  }

  hasForgotten(before: number): boolean {
    return this.#segments.some(one => one.newest < before)
  }

  async remove(segment: number): Promise<void> {
    await this.#files.remove(this.#path(segment))
    try {
      await this.#files.remove(this.#indexPath(segment))
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error
    }
  }

  /**
   * Reads the listed segments in, oldest first; what is not listed, or lies behind a listed length, is removed. `visit`
   * is told of every segment with the number of its first entry.
   */
  async load(
    listed: readonly SegmentEntry[],
    names: readonly string[],
    visit: (index: SegmentIndex, first: number) => void,
  ): Promise<void> {
    const stale = names.filter(name => {
      const segment = this.#segmentNamed(name)
      return segment !== undefined && !listed.some(one => one.segment === segment)
    })
    for (const name of stale) await this.#files.remove(join(this.#folder, name))
    for (const one of listed) {
      if (!names.includes(`${this.#name}-${one.segment}.jsonl`))
        throw damaged(this.#path(one.segment), 'is missing')
      await this.#loadOne(one, one === listed.at(-1), visit)
      this.#nextSegment = one.segment + 1
    }
  }

  async close(): Promise<void> {
    await this.#moving
    const file = this.#file
    this.#file = undefined
    await file?.close()
  }

  async #loadOne(
    listed: SegmentEntry,
    last: boolean,
    visit: (index: SegmentIndex, first: number) => void,
  ): Promise<void> {
    const path = this.#path(listed.segment)
    const segment = this.#begin(listed.segment)
    segment.bytes = listed.bytes
    const file = await this.#files.open(path, 'append')
    try {
      const size = await file.size()
      if (size < listed.bytes) throw damaged(path, `has ${size} bytes where ${listed.bytes} were confirmed`)
      if (size > listed.bytes) await file.truncate(listed.bytes)
      const goesOn = last && listed.bytes < SEGMENT_BYTES
      const known = goesOn
        ? undefined
        : await readIndex(this.#files, this.#indexPath(listed.segment), listed.segment, listed.bytes)
      if (known !== undefined) {
        visit(known, this.#heldFirst)
        this.#placeAll(segment, known)
        return
      }
      const entries = await this.#scan(path, file)
      visit(indexOf(entries), this.#heldFirst)
      if (goesOn) {
        for (const entry of entries) this.#place(segment, entry)
        this.#file = file
        this.#indexed = entries
      } else {
        this.#placeAll(segment, indexOf(entries))
        await writeIndex(this.#files, this.#indexPath(listed.segment), listed.segment, listed.bytes, entries)
      }
    } finally {
      if (this.#file !== file) await file.close()
    }
  }

  async #scan(path: string, file: OpenFile): Promise<Indexed[]> {
    const entries: Indexed[] = []
    await eachLine(file, ({ bytes, offset, line, whole }) => {
      const decoded = whole ? decodeLine(bytes) : undefined
      if (decoded === undefined) throw damaged(path, `line ${line} is damaged`)
      entries.push(this.#indexedOf(decoded.content as T, offset))
    })
    return entries
  }

  #indexedOf(entry: T, offset: number): Indexed {
    return { offset, at: this.#at(entry), keys: this.#keysOf(entry) }
  }

  async #move(upTo: number): Promise<void> {
    while (this.#heldFirst < upTo) {
      if (this.#file === undefined) await this.#openNext()
      const segment = this.#segments.at(-1) as Segment
      let text = ''
      const lengths: number[] = []
      while (text.length < SLICE_CHARS && this.#heldFirst + lengths.length < upTo) {
        const { text: entry } = this.#held[lengths.length] as Held
        const line = encodeText(segment.segment, this.#heldFirst + lengths.length, entry)
        lengths.push(Buffer.byteLength(line))
        text += line
      }
      await this.#file?.append(Buffer.from(text))
      // From here to the end of the turn: the same entries, now found in the file.
      const moved = this.#held.splice(0, lengths.length)
      moved.forEach(({ at, keys, text: { length } }, index) => {
        this.#heldChars -= length
        const indexed: Indexed = { offset: segment.bytes, at, keys }
        this.#place(segment, indexed)
        this.#indexed.push(indexed)
        segment.bytes += lengths[index] as number
      })
      if (segment.bytes >= SEGMENT_BYTES) await this.#finish()
    }
  }

  async #openNext(): Promise<void> {
    const segment = this.#nextSegment
    this.#nextSegment += 1
    this.#file = await this.#files.open(this.#path(segment), 'create')
    this.#begin(segment)
  }

  /** The open segment takes no more entries. */
  async #finish(): Promise<void> {
    const file = this.#file
    const segment = this.#segments.at(-1)
    if (file === undefined || segment === undefined) return
    const entries = this.#indexed
    this.#file = undefined
    this.#indexed = []
    segment.offsets = Uint32Array.from(segment.offsets)
    await file.sync()
    await file.close()
    await writeIndex(this.#files, this.#indexPath(segment.segment), segment.segment, segment.bytes, entries)
  }

  #begin(segment: number): Segment {
    const made: Segment = {
      segment,
      bytes: 0,
      first: this.#heldFirst,
      offsets: [],
      oldest: Number.POSITIVE_INFINITY,
      newest: Number.NEGATIVE_INFINITY,
    }
    this.#segments.push(made)
    return made
  }

  /** All entries of a segment that takes no more. */
  #placeAll(segment: Segment, { offsets, times }: SegmentIndex): void {
    segment.offsets = offsets
    for (const at of times) {
      segment.oldest = Math.min(segment.oldest, at)
      segment.newest = Math.max(segment.newest, at)
    }
    this.#heldFirst += offsets.length
  }

  #place(segment: Segment, { offset, at }: Indexed): void {
    if (!Array.isArray(segment.offsets)) throw new Error(`Segment ${segment.segment} takes no more entries`)
    segment.offsets.push(offset)
    segment.oldest = Math.min(segment.oldest, at)
    segment.newest = Math.max(segment.newest, at)
    this.#heldFirst += 1
  }

  async #openToRead(segment: Segment): Promise<OpenFile | undefined> {
    try {
      return await this.#files.open(this.#path(segment.segment), 'read')
    } catch (error) {
      if (codeOf(error) === 'ENOENT' && !this.#segments.includes(segment)) return undefined
      throw error
    }
  }

  async #readOne(file: OpenFile, segment: Segment, number: number): Promise<T> {
    const index = number - segment.first
    const offset = segment.offsets[index] as number
    const end = segment.offsets[index + 1] ?? segment.bytes
    const decoded = decodeLine(await file.read(offset, end - offset - 1))
    if (decoded === undefined) throw damaged(this.#path(segment.segment), `line ${index + 1} is damaged`)
    return deepFreeze(decoded.content as T)
  }

  #segmentOf(number: number): Segment | undefined {
    let low = 0
    let high = this.#segments.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const segment = this.#segments[middle] as Segment
      if (number < segment.first) high = middle - 1
      else if (number >= segment.first + segment.offsets.length) low = middle + 1
      else return segment
    }
    return undefined
  }

  #segmentNamed(name: string): number | undefined {
    const match = new RegExp(`^${this.#name}-(\\d+)(\\.index)?\\.jsonl$`).exec(name)
    return match === null ? undefined : Number(match[1])
  }

  #path(segment: number): string {
    return join(this.#folder, `${this.#name}-${segment}.jsonl`)
  }

  #indexPath(segment: number): string {
    return join(this.#folder, `${this.#name}-${segment}.index.jsonl`)
  }
}
