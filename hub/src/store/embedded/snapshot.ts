import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Adapter } from 'lowdb'
import { type Documents, INDEXES, type Kind, ticketKey, type WorkRow } from '../port'
import { codeOf, damaged } from './failure'
import type { Files, OpenFile } from './files'
import { SLICE_CHARS } from './limits'
import { eachLine, encodeLine, encodeText, openLine } from './line'
import type { LogsListed } from './logs'
import { State } from './state'
import { KINDS } from './table'
import { headOfRow, type Row, textOfRow, Unread } from './unread'

/** Grows when the files change so that an older hub could not read them. */
const FORMAT = 1

/** Lines of the snapshot, numbered from 0: a head, the rows, a foot; one without its foot was never finished. */
type Content =
  | {
      format: number
      seq: number
      lease: number
      forgotten: number
      numbers: [string, number][]
      /** Of the hub that wrote it. */
      indexedBy?: string
    }
  | { row?: unknown; doc: [Kind, string, number, Documents[Kind]] }
  | { work: WorkRow }
  | { segments: LogsListed }

/** What a snapshot says besides the state: where the logs stood. */
export interface Beside {
  forgotten: number
  segments: LogsListed
}

/**
 * lowdb's adapter over our files: `read` builds the state from the snapshot, `write` replaces the snapshot in one step.
 *
 * `write` takes down the state as it is at the moment of the call (rows are never changed in place, so two arrays a
 * table do) and then writes it a slice at a time, so commits go on meanwhile and the event loop stays free. Temp file,
 * fdatasync, rename, fsync of the folder: at every moment either the old snapshot stands or the new one.
 */
export class SnapshotAdapter implements Adapter<State> {
  /** Size of the snapshot last read or written. */
  bytes = 0
  beside: Beside = { forgotten: 0, segments: { timeline: [], deliveries: [], answers: [] } }
  readonly #files: Files
  readonly #folder: string

  constructor(files: Files, folder: string) {
    this.#files = files
    this.#folder = folder
  }

  get path(): string {
    return join(this.#folder, 'snapshot.jsonl')
  }

  get temporary(): string {
    return join(this.#folder, 'snapshot.tmp')
  }

  /** Set before `write`: the list of segments, known once everything held has been moved to them. */
  segments: () => Promise<LogsListed> = () => Promise.resolve(this.beside.segments)

  async read(): Promise<State | null> {
    let file: OpenFile
    try {
      file = await this.#files.open(this.path, 'read')
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null
      throw error
    }
    try {
      return await this.#load(file)
    } finally {
      await file.close()
    }
  }

  async write(state: State): Promise<void> {
    const { generation, seq } = state
    const head: Content = {
      format: FORMAT,
      seq,
      lease: state.lease,
      forgotten: this.beside.forgotten,
      numbers: [...state.numbers],
      indexedBy: INDEXED_BY,
    }
    const tables = KINDS.map(kind => ({ kind, ...state.table<Kind>(kind).capture() }))
    const rows = textsOf(tables, state.work.capture(), state)
    // Nothing above this line may wait: the head and the rows are of one moment.
    const file = await this.#files.open(this.temporary, 'create')
    let bytes = 0
    try {
      let text = encodeLine(generation, 0, head)
      let count = 0
      const flush = async () => {
        const slice = Buffer.from(text)
        text = ''
        bytes += slice.length
        await file.append(slice)
      }
      for (const row of rows) {
        count += 1
        text += encodeText(generation, count, row)
        if (text.length >= SLICE_CHARS) await flush()
      }
      const segments = await this.segments()
      this.beside = { ...this.beside, segments }
      text += encodeLine(generation, count + 1, { segments } satisfies Content)
      await flush()
      await file.sync()
    } finally {
      await file.close()
    }
    await this.#files.rename(this.temporary, this.path)
    await this.#files.syncFolder(this.#folder)
    this.bytes = bytes
  }

  async #load(file: OpenFile): Promise<State> {
    const state = new State()
    let finished = false
    let mayWait = false
    await eachLine(file, ({ bytes, line, whole }) => {
      const opened = whole && !finished ? openLine(bytes) : undefined
      if (opened === undefined || opened.number !== line - 1)
        throw damaged(this.path, `line ${line} is damaged`)
      if (mayWait && takeUnread(state, opened.content)) return
      const content = JSON.parse(opened.content.toString('utf8')) as Content
      if ('doc' in content) {
        const [kind, id, version, doc] = content.doc
        state.table<Kind>(kind).load(id, version, doc)
      } else if ('work' in content) {
        state.work.set(content.work)
      } else if ('format' in content) {
        if (content.format !== FORMAT) {
          throw damaged(this.path, `was written by another version of Fixproof (format ${content.format})`)
        }
        state.generation = opened.group
        mayWait = content.indexedBy === INDEXED_BY
        state.seq = content.seq
        state.lease = content.lease
        for (const [name, number] of content.numbers) state.numbers.set(name, number)
        this.beside.forgotten = content.forgotten
      } else {
        this.beside.segments = content.segments
        finished = true
      }
    })
    if (!finished) throw damaged(this.path, 'is cut off')
    for (const kind of KINDS) state.table(kind).loaded()
    this.bytes = await file.size()
    return state
  }
}

/** What documents are found under is worked out by these; a snapshot of a hub that did it otherwise is read whole. */
const INDEXED_BY = createHash('sha256')
  .update(
    KINDS.flatMap(kind => Object.entries(INDEXES[kind]).map(([name, of]) => `${kind} ${name} ${of}`)).join(
      '\n',
    ),
  )
  .update(String(ticketKey))
  .digest('hex')

/** False for content that has to be read at once. */
function takeUnread(state: State, content: Buffer): boolean {
  const head = headOfRow(content)
  if (head === undefined) return false
  const [kind, id, version, values] = head
  return state.table<Kind>(kind).loadUnread(id, new Unread(version, content), values)
}

/** The content of each line; of documents that nobody has asked for since they were read in, as it stood there. */
function* textsOf(
  tables: { kind: Kind; ids: string[]; rows: Row<Kind>[] }[],
  work: WorkRow[],
  state: State,
): Generator<string> {
  for (const { kind, ids, rows } of tables) {
    const table = state.table<Kind>(kind)
    for (let index = 0; index < ids.length; index += 1) {
      const id = ids[index]
      const row = rows[index]
      if (id === undefined || row === undefined) continue
      if (row instanceof Unread) yield row.text
      else yield textOfRow(kind, id, row, table.valuesOf(row.doc))
    }
  }
  for (const row of work) yield JSON.stringify({ work: row } satisfies Content)
}
