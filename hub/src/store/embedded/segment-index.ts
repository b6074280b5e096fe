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
 * What a log has to know of a whole segment, key by key: a key stands once for all its entries, so that millions of them
 * are read in without making an object for each.
 */
export interface SegmentIndex {
  /** Where each entry begins, in bytes. */
  offsets: Uint32Array
  /** When each entry was, epoch milliseconds. */
  times: readonly number[]
  /** Each key with the places of its entries, ascending, counted from 0. A key may stand here more than once. */
  keys: readonly (readonly [key: string, places: readonly number[]])[]
}

type Content =
  | { bytes: number; entries: number }
  | { offsets: number[]; times: number[]; names: string[]; places: number[][] }

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
  return {
    offsets: Uint32Array.from(entries, one => one.offset),
    times: entries.map(one => one.at),
    keys: [...keys],
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
    const head: Content = { bytes, entries: entries.length }
    await file.append(Buffer.from(encodeLine(segment, 0, head)))
    for (let from = 0; from < entries.length; from += ENTRIES_PER_LINE) {
      const { offsets, times, keys } = indexOf(entries.slice(from, from + ENTRIES_PER_LINE), from)
      const content: Content = {
        offsets: [...offsets],
        times: [...times],
        names: keys.map(([key]) => key),
        places: keys.map(([, places]) => [...places]),
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
  let offsets = new Uint32Array()
  const times: number[] = []
  const keys: [string, number[]][] = []
  let whole = true
  try {
    await eachLine(file, line => {
      const decoded = line.whole && whole ? decodeLine(line.bytes) : undefined
      const content = decoded?.content as Content | undefined
      // An index of an earlier release has no names; it is made anew, too.
      if (content === undefined || decoded?.group !== segment) whole = false
      else if ('bytes' in content) {
        offsets = new Uint32Array(content.entries)
        if (content.bytes !== bytes) whole = false
      } else if (content.names === undefined || times.length + content.offsets.length > offsets.length) {
        whole = false
      } else {
        offsets.set(content.offsets, times.length)
        for (const at of content.times) times.push(at)
        for (const [at, key] of content.names.entries()) keys.push([key, content.places[at] as number[]])
      }
    })
  } finally {
    await file.close()
  }
  return whole && offsets.length > 0 && times.length === offsets.length ? { offsets, times, keys } : undefined
}
