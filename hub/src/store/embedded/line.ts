import { crc32 } from 'node:zlib'
import type { OpenFile } from './files'
import { READ_BYTES } from './limits'

/**
 * Every file of the store is lines of JSON of one form: `{"c":"<crc32, 8 hex>","g":<group>,"s":<number>,"d":<content>}`.
 * The checksum covers every byte after it. `g` is the generation (journal, snapshot) or the segment's number, `s` the
 * sequence number. CRC-32 notices every single flipped bit and every burst up to 32 bits.
 */
export interface Line {
  group: number
  number: number
  content: unknown
}

const HEAD = '{"c":"'
const HEAD_BYTES = Buffer.from(HEAD)
const CRC_END = HEAD.length + 8
const CONTENT = Buffer.from(',"d":')
/** The checksum covers everything from here: behind `{"c":"xxxxxxxx",`. */
const REST = CRC_END + 2

/** One line with its line feed. Throws what `JSON.stringify` throws (a cycle, a BigInt). */
export function encodeLine(group: number, number: number, content: unknown): string {
  return encodeText(group, number, JSON.stringify(content))
}

/** The same of content that is JSON already. */
export function encodeText(group: number, number: number, text: string): string {
  const rest = `"g":${group},"s":${number},"d":${text}}`
  return `${HEAD}${hex(crc32(rest))}",${rest}\n`
}

/** The line without its line feed; undefined when it is damaged. */
export function decodeLine(bytes: Buffer): Line | undefined {
  if (!isWhole(bytes)) return undefined
  const { g, s, d } = JSON.parse(bytes.toString('utf8')) as { g: number; s: number; d: unknown }
  return { group: g, number: s, content: d }
}

/** The same, its content as the JSON that stands there. */
export function openLine(bytes: Buffer): { group: number; number: number; content: Buffer } | undefined {
  if (!isWhole(bytes)) return undefined
  const at = bytes.indexOf(CONTENT, REST)
  if (at === -1) return undefined
  const { g, s } = JSON.parse(`{${bytes.toString('latin1', REST, at)}}`) as { g: number; s: number }
  return { group: g, number: s, content: bytes.subarray(at + CONTENT.length, -1) }
}

/** Whether the line is as it was written, by its checksum. */
function isWhole(bytes: Buffer): boolean {
  if (bytes.length <= REST || bytes.compare(HEAD_BYTES, 0, HEAD.length, 0, HEAD.length) !== 0) return false
  const sum = bytes.toString('latin1', HEAD.length, REST)
  return sum === `${hex(crc32(bytes.subarray(REST)))}",`
}

/**
 * True when a whole line ends these bytes but does not begin them: what is left when the line feed before it was
 * damaged. Such a line was written after the damage and must not be taken for a torn end.
 */
export function hidesLine(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(HEAD_BYTES, 1); at !== -1; at = bytes.indexOf(HEAD_BYTES, at + 1)) {
    if (decodeLine(bytes.subarray(at)) !== undefined) return true
  }
  return false
}

/** A stretch of a file up to its line feed (not included), or up to the end of the file (`whole` false). */
export interface RawLine {
  bytes: Buffer
  /** Where it begins, in bytes. */
  offset: number
  /** Counted from 1, as editors do. */
  line: number
  whole: boolean
}

/** Reads a file from its beginning, a block at a time; `visit` may be told to wait between blocks by `between`. */
export async function eachLine(
  file: OpenFile,
  visit: (line: RawLine) => void,
  between?: () => Promise<void>,
): Promise<void> {
  let rest: Buffer = Buffer.alloc(0)
  let restAt = 0
  let line = 1
  for (let at = 0; ; ) {
    const block = await file.read(at, READ_BYTES)
    if (block.length === 0) break
    at += block.length
    const bytes = rest.length === 0 ? block : Buffer.concat([rest, block])
    let start = 0
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      visit({ bytes: bytes.subarray(start, end), offset: restAt + start, line, whole: true })
      line += 1
      start = end + 1
    }
    rest = bytes.subarray(start)
    restAt += start
    await between?.()
  }
  if (rest.length > 0) visit({ bytes: rest, offset: restAt, line, whole: false })
}

function hex(sum: number): string {
  return sum.toString(16).padStart(8, '0')
}
