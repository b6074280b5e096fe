import type { TimelineEntry } from '../../domain/model'
import type { Answer, Delivery } from '../port'
import type { Change, ChangeText } from './change'
import type { Files } from './files'
import { type Numbers, Postings } from './postings'
import { type SegmentEntry, SegmentLog } from './segments'

/** What the snapshot says of the three logs. */
export interface LogsListed {
  timeline: SegmentEntry[]
  deliveries: SegmentEntry[]
  answers: SegmentEntry[]
}

export interface TimelineOf {
  caseId?: string
  findingId?: string
  linkId?: string
}

/** Keys looked at in one turn of the event loop when forgetting: about a millisecond. */
const SWEEP_KEYS = 10_000

/** Entries found under one key, the newest counting; older than `forgotten` is as if it never was. */
export class KeyedLog<T extends object> {
  readonly log: SegmentLog<T>
  readonly #keyOf: (entry: T) => string
  readonly #at: (entry: T) => number
  #index = new Map<string, { number: number; at: number }>()
  #forgotten = Number.NEGATIVE_INFINITY

  constructor(options: {
    files: Files
    folder: string
    name: string
    keyOf: (entry: T) => string
    at: (entry: T) => number
  }) {
    this.log = new SegmentLog({ ...options, keysOf: entry => [options.keyOf(entry)] })
    this.#keyOf = options.keyOf
    this.#at = options.at
  }

  /** Keys in memory; forgotten ones count until they are swept. */
  get size(): number {
    return this.#index.size
  }

  has(key: string): boolean {
    return this.#find(key) !== undefined
  }

  async get(key: string): Promise<T | undefined> {
    const number = this.#find(key)
    return number === undefined ? undefined : (await this.log.read([number]))[0]
  }

  /** Every entry that is not forgotten, `together` at a time. */
  async *all(together: number): AsyncGenerator<T[]> {
    const numbers = [...this.#index.values()]
      .filter(each => each.at >= this.#forgotten)
      .map(each => each.number)
    for (let at = 0; at < numbers.length; at += together)
      yield this.log.read(numbers.slice(at, at + together))
  }

  /** `text` is the entry as JSON. */
  add(entry: T, text: string): void {
    this.#index.set(this.#keyOf(entry), { number: this.log.add(entry, text), at: this.#at(entry) })
  }

  load(listed: readonly SegmentEntry[], names: readonly string[]): Promise<void> {
    return this.log.load(listed, names, ({ names: keys, ends, places, times }, first) => {
      for (const [at, key] of keys.entries()) {
        const place = places[(ends[at] as number) - 1]
        if (place !== undefined) this.#index.set(key, { number: first + place, at: times[place] as number })
      }
    })
  }

  forget(before: number): void {
    this.#forgotten = Math.max(this.#forgotten, before)
  }

  /** Takes forgotten keys out of memory, a slice at a time; look-ups do not depend on it. */
  async sweep(): Promise<void> {
    let looked = 0
    // A Map may be changed while it is walked through, also between two turns.
    for (const [key, { at }] of this.#index) {
      if (at < this.#forgotten) this.#index.delete(key)
      looked += 1
      if (looked % SWEEP_KEYS === 0) await new Promise(resolve => setImmediate(resolve))
    }
  }

  #find(key: string): number | undefined {
    const found = this.#index.get(key)
    return found === undefined || found.at < this.#forgotten ? undefined : found.number
  }
}

/** The timeline with its look-ups: for every case, finding and link the numbers of its entries, ascending. */
export class TimelineLog {
  readonly log: SegmentLog<TimelineEntry>
  readonly #index = new Postings()

  constructor(options: { files: Files; folder: string; name: string }) {
    this.log = new SegmentLog({ ...options, at: entry => entry.at, keysOf: timelineKeys })
  }

  /** `text` is the entry as JSON. */
  add(entry: TimelineEntry, text: string): void {
    const number = this.log.add(entry, text)
    for (const key of timelineKeys(entry)) this.#index.add(key, number)
  }

  async load(listed: readonly SegmentEntry[], names: readonly string[]): Promise<void> {
    await this.log.load(listed, names, (index, first) => this.#index.load(index, first))
    this.#index.loaded()
  }

  /**
   * Entries that belong to all that is named (all entries when nothing is), in the order asked, beyond the number
   * `after`; from the first one on when that is null.
   */
  async page(
    of: TimelineOf,
    from: { after: number | null; order: 'oldest' | 'newest' },
    limit: number,
  ): Promise<{ entries: TimelineEntry[]; next?: number }> {
    const numbers: number[] = []
    for (const number of from.order === 'oldest'
      ? this.#ascending(of, from.after ?? -1)
      : this.#descending(of, from.after ?? this.log.next)) {
      numbers.push(number)
      if (numbers.length > limit) break
    }
    const entries = await this.log.read(numbers.slice(0, limit))
    const last = numbers[limit - 1]
    return numbers.length > limit && last !== undefined ? { entries, next: last } : { entries }
  }

  *#ascending(of: TimelineOf, after: number): Generator<number> {
    const [first, ...others] = this.#lists(of)
    if (first === undefined) {
      for (let number = after + 1; number < this.log.next; number += 1) yield number
      return
    }
    for (let at = above(first, after); at < first.length; at += 1) {
      const number = first[at] as number
      if (others.every(list => holds(list, number))) yield number
    }
  }

  *#descending(of: TimelineOf, before: number): Generator<number> {
    const [first, ...others] = this.#lists(of)
    if (first === undefined) {
      for (let number = Math.min(before, this.log.next) - 1; number >= 0; number -= 1) yield number
      return
    }
    for (let at = above(first, before - 1) - 1; at >= 0; at -= 1) {
      const number = first[at] as number
      if (others.every(list => holds(list, number))) yield number
    }
  }

  /** The numbers of each thing that is named, the shortest list first. */
  #lists(of: TimelineOf): Numbers[] {
    const lists: Numbers[] = []
    if (of.caseId !== undefined) lists.push(this.#index.of(`case/${of.caseId}`))
    if (of.linkId !== undefined) lists.push(this.#index.of(`link/${of.linkId}`))
    if (of.findingId !== undefined) lists.push(this.#index.of(`finding/${of.findingId}`))
    return lists.sort((a, b) => a.length - b.length)
  }
}

function timelineKeys(entry: TimelineEntry): string[] {
  const keys = [...new Set(entry.findingIds)].map(id => `finding/${id}`)
  if (entry.caseId !== null) keys.push(`case/${entry.caseId}`)
  if (entry.linkId !== null) keys.push(`link/${entry.linkId}`)
  return keys
}

/** Position of the first number greater than `after` in an ascending list. */
function above(numbers: Numbers, after: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] as number) <= after) low = middle + 1
    else high = middle
  }
  return low
}

function holds(numbers: Numbers, number: number): boolean {
  return numbers[above(numbers, number - 1)] === number
}

export function deliveryKey(connection: string, deliveryId: string): string {
  return JSON.stringify([connection, deliveryId])
}

export function answerKey(keyName: string, idempotencyKey: string): string {
  return JSON.stringify([keyName, idempotencyKey])
}

/** Timeline, deliveries and answers together, as checkpoint and recovery handle them. */
export class Logs {
  readonly timeline: TimelineLog
  readonly deliveries: KeyedLog<Delivery>
  readonly answers: KeyedLog<Answer>
  /** Deliveries and answers older than this (epoch milliseconds) are forgotten. */
  forgotten = 0
  readonly #files: Files
  readonly #folder: string

  constructor(files: Files, folder: string) {
    this.#files = files
    this.#folder = folder
    this.timeline = new TimelineLog({ files, folder, name: 'timeline' })
    this.deliveries = new KeyedLog<Delivery>({
      files,
      folder,
      name: 'deliveries',
      keyOf: one => deliveryKey(one.connection, one.deliveryId),
      at: one => one.receivedAt,
    })
    this.answers = new KeyedLog<Answer>({
      files,
      folder,
      name: 'answers',
      keyOf: one => answerKey(one.keyName, one.idempotencyKey),
      at: one => one.at,
    })
  }

  apply(change: Change, texts: Omit<ChangeText, 'text'>): void {
    for (const [at, entry] of (change.timeline ?? []).entries())
      this.timeline.add(entry, texts.timeline[at] as string)
    if (change.delivery !== undefined) this.deliveries.add(change.delivery, texts.delivery as string)
    if (change.answer !== undefined) this.answers.add(change.answer, texts.answer as string)
    if (change.forget !== undefined) this.forget(change.forget)
  }

  forget(before: number): void {
    this.forgotten = Math.max(this.forgotten, before)
    this.deliveries.forget(this.forgotten)
    this.answers.forget(this.forgotten)
  }

  get heldTooMuch(): boolean {
    return this.#each(log => log.heldTooMuch).some(Boolean)
  }

  /** True when a checkpoint would free segment files. */
  get hasForgotten(): boolean {
    return this.deliveries.log.hasForgotten(this.forgotten) || this.answers.log.hasForgotten(this.forgotten)
  }

  /** Moves everything held now from memory to the segment files; the next checkpoint makes it count. */
  async move(): Promise<void> {
    await Promise.all(this.#each(log => log.move(log.next)))
  }

  /**
   * Fixes at once what belongs to the checkpoint (everything taken in so far); `settle` moves and syncs it and answers
   * the list for the snapshot, `clean` removes dropped segments once that snapshot is durable.
   */
  mark(): { settle: () => Promise<LogsListed>; clean: () => Promise<void> } {
    const upTo = this.#each(log => log.next)
    const forgotten = this.forgotten
    const dropped: (() => Promise<void>)[] = []
    const settle = async (): Promise<LogsListed> => {
      const one = async <T extends object>(log: SegmentLog<T>, index: number, before: number) => {
        const settled = await log.settle(upTo[index] as number, before)
        for (const segment of settled.dropped) dropped.push(() => log.remove(segment))
        return settled.listed
      }
      const listed = {
        timeline: await one(this.timeline.log, 0, Number.NEGATIVE_INFINITY),
        deliveries: await one(this.deliveries.log, 1, forgotten),
        answers: await one(this.answers.log, 2, forgotten),
      }
      await this.#files.syncFolder(this.#folder)
      return listed
    }
    const clean = async (): Promise<void> => {
      await this.deliveries.sweep()
      await this.answers.sweep()
      for (const remove of dropped) await remove()
    }
    return { settle, clean }
  }

  async load(listed: LogsListed, names: readonly string[]): Promise<void> {
    await this.timeline.load(listed.timeline, names)
    await this.deliveries.load(listed.deliveries, names)
    await this.answers.load(listed.answers, names)
  }

  async close(): Promise<void> {
    await Promise.all(this.#each(log => log.close()))
  }

  #each<R>(fn: (log: SegmentLog<TimelineEntry> | SegmentLog<Delivery> | SegmentLog<Answer>) => R): R[] {
    return [fn(this.timeline.log), fn(this.deliveries.log), fn(this.answers.log)]
  }
}
