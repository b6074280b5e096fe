import { endianness } from 'node:os'
import { codeOf } from './failure'
import type { Files, OpenFile } from './files'
import { decodeLine, eachLine, encodeLine } from './line'

/** Entries in one line of an index file: a slice of a few milliseconds. */
const ENTRIES_PER_LINE = 8000

/** What a log has to know of an entry to find it again. */
export interface Indexed {
  /** Where it begins in its segment, in bytes. */
  offset: number
  /** Its time, epoch milliseconds. */
  at: number
  /** What it is found under. */
  keys: string[]
}

/**
 * What a log has to know of a whole segment, in columns: millions of entries are read in without making an object for each.
 */
export interface SegmentIndex {
  /** Where each entry begins, in bytes. */
  offsets: Uint32Array
  /** When each entry was, epoch milliseconds. */
  times: Float64Array
  /** What entries are found under. One may stand here more than once. */
  names: readonly string[]
  /** Where the places of each name end in `places`; they begin where those of the name before end. */
  ends: Uint32Array
  /** Places of entries, counted from 0; ascending for each name. */
  places: Uint32Array
}

/** A column's bytes in base64: read in at once, where a list of numbers would be parsed one by one. */
type Packed = string
type Content =
  | { bytes: number; entries: number; order: string }
  | { packed: { offsets: Packed; times: Packed; ends: Packed; places: Packed }; keys: string[] }

/** The same of entries that were read one by one; `from` is the place of the first. */
export function indexOf(entries: readonly Indexed[], from = 0): SegmentIndex {
  const keys = new Map<string, number[]>()
  for (const [at, entry] of entries.entries()) {
    for (const key of entry.keys) {
      const places = keys.get(key)
      if (places === undefined) keys.set(key, [from + at])
      else places.push(from + at)
    }
  }
  const lists = [...keys.values()]
  let end = 0
  return {
    offsets: Uint32Array.from(entries, one => one.offset),
    times: Float64Array.from(entries, one => one.at),
    names: [...keys.keys()],
    ends: Uint32Array.from(lists, list => {
      end += list.length
      return end
    }),
    places: Uint32Array.from(lists.flat()),
  }
}

/**
 * Writes down what is to be known of a finished segment, so that the next start need not parse every entry of a timeline
 * that is kept for good (ten times faster). Only a short cut: a missing or damaged
 * one is made anew.
 */
export async function writeIndex(
  files: Files,
  path: string,
  segment: number,
  bytes: number,
  entries: readonly Indexed[],
): Promise<void> {
  const file = await files.open(path, 'append')
  try {
    // A leftover of a crash, or of the same segment when it was shorter.
    await file.truncate(0)
    const head: Content = { bytes, entries: entries.length, order: endianness() }
    await file.append(Buffer.from(encodeLine(segment, 0, head)))
    for (let from = 0; from < entries.length; from += ENTRIES_PER_LINE) {
      const { offsets, times, names, ends, places } = indexOf(
        entries.slice(from, from + ENTRIES_PER_LINE),
        from,
      )
      const content: Content = {
        packed: { offsets: pack(offsets), times: pack(times), ends: pack(ends), places: pack(places) },
        keys: [...names],
      }
      await file.append(Buffer.from(encodeLine(segment, from + 1, content)))
    }
    // Before any snapshot lists the segment as finished: an index of an earlier life must not come back beside it.
    await file.sync()
  } finally {
    await file.close()
  }
}

/** What is known of a segment of that size; undefined when there is no whole index of just that. */
export async function readIndex(
  files: Files,
  path: string,
  segment: number,
  bytes: number,
): Promise<SegmentIndex | undefined> {
  let file: OpenFile
  try {
    file = await files.open(path, 'read')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  const lines: SegmentIndex[] = []
  let entries = 0
  let whole = true
  try {
    await eachLine(file, line => {
      const decoded = line.whole && whole ? decodeLine(line.bytes) : undefined
      const content = decoded?.content as Content | undefined
      if (content === undefined || decoded?.group !== segment) whole = false
      else if ('bytes' in content) {
        entries = content.entries
        if (content.bytes !== bytes || content.order !== endianness()) whole = false
      } else if (content.packed === undefined) {
        // An index of an earlier release; it is made anew, too.
        whole = false
      } else {
        const { offsets, times, ends, places } = content.packed
        lines.push({
          offsets: unpack(Uint32Array, offsets),
          times: unpack(Float64Array, times),
          names: content.keys,
          ends: unpack(Uint32Array, ends),
          places: unpack(Uint32Array, places),
        })
      }
    })
  } finally {
    await file.close()
  }
  const index = whole ? together(lines) : undefined
  return index !== undefined && entries > 0 && index.offsets.length === entries ? index : undefined
}

function pack(column: Uint32Array | Float64Array): Packed {
  return Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString('base64')
}

type Column<T> = { BYTES_PER_ELEMENT: number; new (of: ArrayBufferLike, from: number, length: number): T }

function unpack<T>(column: Column<T>, text: Packed): T {
  const bytes = Buffer.from(text, 'base64')
  const width = column.BYTES_PER_ELEMENT
  // A small one lies anywhere in a buffer that many share, and a column begins at a multiple of its width.
  const own = bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes)
  return new column(own.buffer, own.byteOffset, Math.floor(bytes.length / width))
}

/** Undefined when the columns of a line do not belong together. */
function together(lines: readonly SegmentIndex[]): SegmentIndex | undefined {
  const count = (of: (line: SegmentIndex) => number): number => lines.reduce((sum, line) => sum + of(line), 0)
  const index = {
    offsets: new Uint32Array(count(line => line.offsets.length)),
    times: new Float64Array(count(line => line.times.length)),
    names: lines.flatMap(line => line.names),
    ends: new Uint32Array(count(line => line.ends.length)),
    places: new Uint32Array(count(line => line.places.length)),
  }
  const at = { entry: 0, name: 0, place: 0 }
  for (const { offsets, times, names, ends, places } of lines) {
    const fits = offsets.length === times.length && names.length === ends.length
    if (!fits || (ends.at(-1) ?? 0) !== places.length) return undefined
    index.offsets.set(offsets, at.entry)
    index.times.set(times, at.entry)
    index.places.set(places, at.place)
    for (let name = 0; name < ends.length; name += 1)
      index.ends[at.name + name] = at.place + (ends[name] as number)
    at.entry += offsets.length
    at.name += names.length
    at.place += places.length
  }
  return index
}
