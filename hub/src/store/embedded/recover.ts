import { join } from 'node:path'
import { Low } from 'lowdb'
import type { Logger } from '../../ports'
import { type Change, textOf } from './change'
import { damaged } from './failure'
import type { Files, OpenFile } from './files'
import { refuseHalfFilled } from './halfFilled'
import { journalPath } from './journal'
import { decodeLine, eachLine, hidesLine } from './line'
import { Logs } from './logs'
import { SnapshotAdapter } from './snapshot'
import { State } from './state'

export interface Recovered {
  low: Low<State>
  adapter: SnapshotAdapter
  logs: Logs
  /** The newest journal, open at its end. */
  journal: { file: OpenFile; generation: number; seq: number; bytes: number }
  /** True after a crash: lines were replayed, and the last one is not an end line. */
  crashed: boolean
}

/**
 * Brings back everything that was confirmed: the snapshot, then every line of the journals from the snapshot's
 * generation on. A crash between the steps of a checkpoint leaves either the old snapshot with two journals, or the new
 * one with a journal too many; both end in the same state. Rejects with `StoreFailed` when a file is damaged anywhere
 * but in the unconfirmed end of the newest journal.
 */
export async function recover(files: Files, folder: string, logger: Logger): Promise<Recovered> {
  const logs = new Logs(files, folder)
  try {
    return await recoverWith(logs, files, folder, logger)
  } catch (error) {
    // The first error counts; that these files cannot be closed either would only hide it.
    await Promise.allSettled([logs.close()])
    throw error
  }
}

async function recoverWith(logs: Logs, files: Files, folder: string, logger: Logger): Promise<Recovered> {
  const adapter = new SnapshotAdapter(files, folder)
  const low = new Low<State>(adapter, new State())
  // A killed process may have made or renamed files without coming to sync the folder; they count from here on.
  await files.syncFolder(folder)
  const names = await files.list(folder)
  refuseHalfFilled(names, folder)
  if (names.includes('snapshot.tmp')) await files.remove(adapter.temporary)
  if (names.includes('snapshot.jsonl')) await low.read()
  else await begin(files, folder, names, low)
  logs.forget(adapter.beside.forgotten)
  await logs.load(adapter.beside.segments, names)

  const present = (await files.list(folder)).map(journalNamed).filter(one => one !== undefined)
  present.sort((a, b) => a - b)
  for (const old of present.filter(one => one < low.data.generation))
    await files.remove(journalPath(folder, old))
  const generations = present.filter(one => one >= low.data.generation)
  const first = low.data.generation
  const last = generations.at(-1) ?? first
  const replay = new Replay(low.data, logs)
  for (let generation = first; generation < last; generation += 1) {
    const path = journalPath(folder, generation)
    if (!generations.includes(generation)) throw damaged(path, 'is missing')
    const file = await files.open(path, 'read')
    try {
      const read = await readJournal(path, generation, file, replay)
      if (read.damage !== undefined) throw damaged(path, `line ${read.damage.line} is damaged`)
      if (!read.ended) throw damaged(path, 'is cut off')
    } finally {
      await file.close()
    }
  }
  const path = journalPath(folder, last)
  if (!generations.includes(last)) throw damaged(path, 'is missing')
  const file = await files.open(path, 'append')
  try {
    const { damage, ended } = await readJournal(path, last, file, replay)
    const size = await file.size()
    if (damage !== undefined) {
      logger.warn(
        { file: path, line: damage.line, bytes: size - damage.offset },
        'The journal ends in a line that was never confirmed (the hub was stopped while writing it); it was cut off.',
      )
      await file.truncate(damage.offset)
    }
    // What a crash left in the operating system's cache was read like everything else: make it durable before it is used.
    await file.sync()
    low.data.work.releaseLeases()
    return {
      low,
      adapter,
      logs,
      journal: { file, generation: last, seq: replay.seq, bytes: damage?.offset ?? size },
      crashed: replay.seq > low.data.seq && !(ended && damage === undefined),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** First start in a folder: the journal before the snapshot, so that every snapshot has its journal. */
async function begin(files: Files, folder: string, names: string[], low: Low<State>): Promise<void> {
  const first = journalPath(folder, low.data.generation)
  for (const name of names.filter(one => one.endsWith('.jsonl'))) {
    const path = join(folder, name)
    const file = await files.open(path, 'read')
    const size = await file.size()
    await file.close()
    if (path !== first || size > 0) {
      throw damaged(join(folder, 'snapshot.jsonl'), `is missing, although ${name} is there`)
    }
  }
  const file = await files.open(first, 'append')
  await file.close()
  await files.syncFolder(folder)
  await low.write()
}

/** Applies lines in order; knows which number comes next. */
class Replay {
  seq: number
  readonly #state: State
  readonly #logs: Logs

  constructor(state: State, logs: Logs) {
    this.#state = state
    this.#logs = logs
    this.seq = state.seq
  }

  apply(change: Change): void {
    this.seq += 1
    this.#state.apply(change)
    this.#logs.apply(change, textOf(change))
  }

  async relieve(): Promise<void> {
    if (this.#logs.heldTooMuch) await this.#logs.move()
  }
}

interface Read {
  /** Where the first damaged line begins; no whole line comes after it. */
  damage: { line: number; offset: number } | undefined
  /** The last line is an end line. */
  ended: boolean
}

async function readJournal(path: string, generation: number, file: OpenFile, replay: Replay): Promise<Read> {
  let damage: Read['damage']
  let ended = false
  await eachLine(
    file,
    ({ bytes, line, offset, whole }) => {
      const decoded = whole ? decodeLine(bytes) : undefined
      if (damage !== undefined) {
        if (decoded !== undefined || hidesLine(bytes)) throw lostInside(path, damage.line)
        return
      }
      if (decoded === undefined) {
        if (hidesLine(bytes)) throw lostInside(path, line)
        damage = { line, offset }
        return
      }
      if (decoded.group !== generation || decoded.number !== replay.seq + 1) {
        throw damaged(path, `line ${line} has number ${decoded.number} where ${replay.seq + 1} comes next`)
      }
      const change = decoded.content as Change
      ended = change.end === true
      replay.apply(change)
    },
    () => replay.relieve(),
  )
  return { damage, ended }
}

function lostInside(path: string, line: number): Error {
  return damaged(path, `line ${line} is damaged, but whole lines follow it`)
}

function journalNamed(name: string): number | undefined {
  const match = /^journal-(\d+)\.jsonl$/.exec(name)
  return match === null ? undefined : Number(match[1])
}
