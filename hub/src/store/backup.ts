import { createHash } from 'node:crypto'
import type { Portable, StoreRecord } from './portable'
import { asRecord, SUMS, wrongMember } from './recordShape'

/** What a store holds, counted and hashed: two stores with the same sums hold the same. */
export interface Sums {
  /** By what it is; documents by their kind. */
  counts: Record<string, number>
  /** 256 bits, hex: the sum of the SHA-256 of every record, so the order of documents does not count; that of the timeline does. */
  hash: string
}

/** A backup cannot be used; `message` says why and what to do. */
export class BadBackup extends Error {
  override name = 'BadBackup'
}

const FORMAT = 1
const MODULUS = 1n << 256n

/** Adds up records as they pass. */
export class Summing {
  readonly #counts = new Map<string, number>()
  #sum = 0n

  add(record: StoreRecord): void {
    const name = record.what === 'document' ? record.kind : record.what
    const count = (this.#counts.get(name) ?? 0) + 1
    this.#counts.set(name, count)
    // The lease is a floor, not a thing: the other store may have given more.
    if (record.what === 'lease') return
    const place = record.what === 'timeline' ? `${count} ` : ''
    const digest = createHash('sha256')
      .update(`${place}${JSON.stringify(record)}`, 'utf8')
      .digest('hex')
    this.#sum = (this.#sum + BigInt(`0x${digest}`)) % MODULUS
  }

  get sums(): Sums {
    const counts = Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    return { counts, hash: this.#sum.toString(16).padStart(64, '0') }
  }
}

export async function sumsOf(dump: AsyncIterable<StoreRecord[]>): Promise<Sums> {
  const summing = new Summing()
  for await (const records of dump) for (const record of records) summing.add(record)
  return summing.sums
}

/**
 * The lines of a backup: a head, a record each, and the sums at the end, without which it is not whole. `at` in epoch
 * milliseconds.
 */
export async function* backupLines(store: Pick<Portable, 'dump'>, at: number): AsyncGenerator<string, Sums> {
  yield `${JSON.stringify({ fixproof: 'backup', format: FORMAT, at })}\n`
  const summing = new Summing()
  for await (const records of store.dump()) {
    for (const record of records) summing.add(record)
    if (records.length > 0) yield `${records.map(record => JSON.stringify(record)).join('\n')}\n`
  }
  yield `${JSON.stringify({ end: summing.sums })}\n`
  return summing.sums
}

/** Records that go into a store together. */
const TOGETHER = 500

/**
 * The records of a backup, each of a shape that stores can take, checked against its sums at the end. Rejects with
 * `BadBackup`, which names the line.
 */
export async function* recordsOf(lines: AsyncIterable<string>): AsyncGenerator<StoreRecord[], Sums> {
  const summing = new Summing()
  let records: StoreRecord[] = []
  let number = 0
  let said: Sums | undefined
  for await (const line of lines) {
    number += 1
    const blank = line.trim() === ''
    if (said !== undefined) {
      // Editors put a line feed too many at the end of a file.
      if (blank) continue
      throw new BadBackup(`Line ${number} of the backup stands behind its end. ${CHANGED}`)
    }
    if (blank) throw new BadBackup(`Line ${number} of the backup is empty. ${CHANGED}`)
    const read = parsed(line, number)
    if (number === 1) checkHead(read)
    else if (Object.hasOwn(read, 'end')) said = endOf(read, number)
    else {
      const record = recordOf(read, number)
      summing.add(record)
      records.push(record)
      if (records.length >= TOGETHER) {
        yield records
        records = []
      }
    }
  }
  if (said === undefined)
    throw new BadBackup('The backup has no end: it was not written to its end. Use another one.')
  checkSame(said, summing.sums, 'The backup was changed after it was written')
  yield records
  return said
}

const CHANGED = 'It was changed after it was written: use another one.'

/** Reads a backup to its end, so that nothing of a damaged one is ever written. Rejects with `BadBackup`. */
export async function checkBackup(lines: AsyncIterable<string>): Promise<void> {
  const records = recordsOf(lines)
  while ((await records.next()).done !== true);
}

function recordOf(read: Record<string, unknown>, number: number): StoreRecord {
  const wrong = wrongMember(read)
  if (wrong === null) return asRecord(read)
  throw new BadBackup(
    `Line ${number} of the backup is no record that this release knows: its ${wrong} is missing or is not what it ` +
      'should be. The backup was changed, or a newer release wrote it: use another one, or that release.',
  )
}

function endOf({ end }: Record<string, unknown>, number: number): Sums {
  const read = SUMS.safeParse(end)
  if (read.success) return read.data
  throw new BadBackup(`Line ${number} of the backup should hold its counts and its hash. ${CHANGED}`)
}

/** Throws `BadBackup` that names the first count that differs. */
export function checkSame(said: Sums, found: Sums, what: string): void {
  const names = new Set([...Object.keys(said.counts), ...Object.keys(found.counts)])
  for (const name of names) {
    const [should = 0, is = 0] = [said.counts[name], found.counts[name]]
    if (name !== 'lease' && should !== is)
      throw new BadBackup(`${what}: ${is} records of "${name}" where ${should} were counted.`)
  }
  if (said.hash !== found.hash)
    throw new BadBackup(`${what}: the hash is ${found.hash} instead of ${said.hash}.`)
}

function parsed(line: string, number: number): Record<string, unknown> {
  let read: unknown
  try {
    read = JSON.parse(line)
  } catch (error) {
    throw new BadBackup(`Line ${number} of the backup is no JSON. Use another one.`, { cause: error })
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    throw new BadBackup(`Line ${number} of the backup holds no record. Use another one.`)
  return read as Record<string, unknown>
}

function checkHead(head: Record<string, unknown>): void {
  if (head.fixproof !== 'backup') throw new BadBackup('This is no backup of Fixproof.')
  if (head.format !== FORMAT)
    throw new BadBackup(
      `The backup was written by another release (format ${String(head.format)}; this one reads ${FORMAT}).`,
    )
}

/** Whether a store holds anything. What it may have given in leases is nothing to move. */
export async function isEmpty(store: Pick<Portable, 'dump'>): Promise<boolean> {
  for await (const records of store.dump()) if (records.some(record => record.what !== 'lease')) return false
  return true
}

/**
 * Copies everything from one store into an empty one and reads it back from there; `last` may still refuse, before any
 * of it counts. Rejects with `NotEmpty`, or with `BadBackup` when what came to stand there is not what was read.
 */
export async function transfer(
  records: AsyncGenerator<StoreRecord[]>,
  to: Portable,
  last: () => Promise<void> = async () => {},
): Promise<Sums> {
  const summing = new Summing()
  async function* passing(): AsyncGenerator<StoreRecord[]> {
    for await (const some of records) {
      for (const record of some) summing.add(record)
      yield some
    }
  }
  await to.fill(passing(), async dump => {
    checkSame(summing.sums, await sumsOf(dump), 'The store does not hold what was put into it')
    await last()
  })
  return summing.sums
}
