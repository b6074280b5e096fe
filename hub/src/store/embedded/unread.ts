import type { Documents, Kind, Stored } from '../port'

/** Index name → values the document is found under. */
export type IndexValues = Record<string, string[]>

/**
 * A document of the snapshot that nobody has asked for yet: the bytes of its line's content, and what is to be known of it
 * without reading it. A store of 100,000 findings starts in half the time when they are read as they are asked for.
 */
export class Unread<K extends Kind> {
  readonly version: number
  readonly #buffer: ArrayBufferLike
  readonly #from: number
  readonly #length: number

  /** `bytes` are kept as they are, and with them the block they were read with. */
  constructor(version: number, bytes: Buffer) {
    this.version = version
    // A Buffer for each of them would weigh more than what it points at.
    this.#buffer = bytes.buffer
    this.#from = bytes.byteOffset
    this.#length = bytes.length
  }

  /** The content of its line, to be written as it is. */
  get text(): string {
    return Buffer.from(this.#buffer, this.#from, this.#length).toString('utf8')
  }

  read(): Stored<Documents[K]> {
    const { doc } = JSON.parse(this.text) as { doc: [K, string, number, Documents[K]] }
    return { doc: doc[3], version: this.version }
  }
}

/** A document of a table, read or not. */
export type Row<K extends Kind> = Stored<Documents[K]> | Unread<K>

/** The document; the row itself stays as it is. */
export function docOf<K extends Kind>(row: Row<K>): Documents[K] {
  return (row instanceof Unread ? row.read() : row).doc
}

/** The content of a line that can be taken in unread: what is to be known of the document stands before it. */
export function textOfRow<K extends Kind>(
  kind: K,
  id: string,
  { version, doc }: Stored<Documents[K]>,
  values: IndexValues,
): string {
  const head = JSON.stringify([kind, id, version, values])
  return `{"row":${head},"doc":${JSON.stringify([kind, id, version, doc])}}`
}

const HEAD = Buffer.from('{"row":')
const DOC = Buffer.from(',"doc":')

/**
 * What stands before the document in content that `textOfRow` made; undefined for any other. In JSON a quotation mark within a
 * text never stands by itself, so the first `,"doc":` is the one meant.
 */
export function headOfRow(
  content: Buffer,
): [kind: Kind, id: string, version: number, values: IndexValues] | undefined {
  if (content.length < HEAD.length || content.compare(HEAD, 0, HEAD.length, 0, HEAD.length) !== 0)
    return undefined
  const end = content.indexOf(DOC)
  if (end === -1) return undefined
  return JSON.parse(content.toString('utf8', HEAD.length, end))
}
