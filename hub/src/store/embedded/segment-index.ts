import { codeOf } from './failure'
import type { Files, OpenFile } from './files'
import { decodeLine, eachLine, encodeLine } from './line'

/** Entries in one line of an index file: a slice of a few milliseconds. */
const ENTRIES_PER_LINE = 1000

/** What a log has to know of an entry to find it again. */
export interface Indexed {
  /** Where it begins in its segment, in bytes. */
  offset: number
  /** Its time, epoch milliseconds. */
  at: number
  /** What it is found under. */
  keys: string[]
}

type Content = { bytes: number; entries: number } | { offsets: number[]; times: number[]; keys: string[][] }

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
      const some = entries.slice(from, from + ENTRIES_PER_LINE)
      const content: Content = {
        offsets: some.map(one => one.offset),
        times: some.map(one => one.at),
        keys: some.map(one => one.keys),
      }
      await file.append(Buffer.from(encodeLine(segment, from + 1, content)))
    }
    // Before any snapshot lists the segment as finished: an index of an earlier life must not come back beside it.
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The entries of a segment of that size; undefined when there is no whole index of just that. */
export async function readIndex(
  files: Files,
  path: string,
  segment: number,
  bytes: number,
): Promise<Indexed[] | undefined> {
  let file: OpenFile
  try {
    file = await files.open(path, 'read')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  let expected = -1
  const entries: Indexed[] = []
  let whole = true
  try {
    await eachLine(file, line => {
      const decoded = line.whole && whole ? decodeLine(line.bytes) : undefined
      const content = decoded?.content as Content | undefined
      if (content === undefined || decoded?.group !== segment) whole = false
      else if ('bytes' in content) {
        expected = content.entries
        if (content.bytes !== bytes) whole = false
      } else {
        for (const [index, offset] of content.offsets.entries()) {
          entries.push({ offset, at: content.times[index] as number, keys: content.keys[index] as string[] })
        }
      }
    })
  } finally {
    await file.close()
  }
  return whole && entries.length === expected ? entries : undefined
}
