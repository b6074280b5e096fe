import type { Files, OpenFile, OpenMode } from '../files'
import type { Owner, Processes } from '../lock'
import { fileError } from '../memory'

export type Operation = 'open' | 'rename' | 'remove' | 'list' | 'makeFolder' | 'syncFolder' | FileOperation
type FileOperation = 'append' | 'read' | 'size' | 'truncate' | 'sync' | 'close'

/** What is left after the machine stopped. */
export type Crash =
  /** Only what was synced: the power failed and the disk lost everything it could. */
  | 'synced'
  /** All that was written: the process was killed, the operating system lives on. */
  | 'written'
  /** Anything between: of every file a part of what was not synced, of every folder some of the changes. */
  | 'torn'

interface Content {
  bytes: Buffer
  /** What survives the loss of power. */
  synced: Buffer
  /**
   * Where a sync failed: the operating system goes on showing these bytes and calls them clean, but no later sync ever
   * brings them to the disk.
   */
  holes: [from: number, to: number][]
}

type NameChange = { set: string; content: Content } | { unset: string } | { from: string; to: string }

/**
 * A disk for tests. It knows what was written and what was synced, for contents and for names; it can stop at any
 * operation, fail one, run full, flip bits and cut files. `mount` gives the files of one life of a process; after
 * `crash` that life can do nothing more and the next `mount` sees what was left.
 */
export class FaultyDisk {
  /** Operations so far, of all lives. */
  operations = 0
  /** Names of the operations so far, for messages. */
  readonly log: string[] = []
  readonly #random: () => number
  #names = new Map<string, Content>()
  #syncedNames = new Map<string, Content>()
  #unsyncedNames: NameChange[] = []
  #life = 0
  #stopAt = Number.POSITIVE_INFINITY
  #stopAfterwards = false
  #failures: { operation: Operation; path: RegExp; code: string }[] = []
  #free = Number.POSITIVE_INFINITY

  /** `random`, uniform in [0, 1), decides what a torn crash leaves. */
  constructor(random: () => number = () => 0.5) {
    this.#random = random
  }

  /** The files as one process sees them, until the next crash. */
  mount(): Files {
    const life = this.#life
    const step = <R>(operation: Operation, path: string, run: () => R, half?: () => void) =>
      this.#step(life, operation, path, run, half)
    return {
      open: (path, mode) => step('open', path, () => this.#open(path, mode, step)),
      rename: (from, to) =>
        step('rename', from, () => {
          this.#content(from)
          this.#change({ from, to })
        }),
      remove: path =>
        step('remove', path, () => {
          this.#content(path)
          this.#change({ unset: path })
        }),
      list: folder =>
        step('list', folder, () =>
          [...this.#names.keys()]
            .filter(path => path.startsWith(`${folder}/`))
            .map(path => path.slice(folder.length + 1)),
        ),
      makeFolder: folder => step('makeFolder', folder, () => {}),
      syncFolder: folder =>
        step('syncFolder', folder, () => {
          this.#syncedNames = new Map(this.#names)
          this.#unsyncedNames = []
        }),
    }
  }

  /** The process of the current life: owners of earlier lives count as dead. */
  processes(): Processes {
    const self: Owner = { pid: 1000 + this.#life, host: 'test', boot: 'boot', started: '1' }
    return { self: () => self, runs: owner => owner.pid === self.pid }
  }

  /** The life ends at the `count`th operation from now (1 = the next): before it has happened, or just after. */
  stopAt(count: number, moment: 'before' | 'after' = 'before'): void {
    this.#stopAt = this.operations + count
    this.#stopAfterwards = moment === 'after'
  }

  get stopped(): boolean {
    return this.operations >= this.#stopAt
  }

  /** The next such operation on a path that matches rejects with that code; it has no effect. */
  fail(operation: Operation, path: RegExp, code: string): void {
    this.#failures.push({ operation, path, code })
  }

  /** From now on so many bytes fit; then an append writes what fits and rejects with `ENOSPC`. */
  leaveFree(bytes: number): void {
    this.#free = bytes
  }

  /** Ends this life; faults are taken back. */
  crash(kind: Crash): void {
    this.#life += 1
    this.#stopAt = Number.POSITIVE_INFINITY
    this.#failures = []
    this.#free = Number.POSITIVE_INFINITY
    if (kind === 'synced') this.#names = new Map(this.#syncedNames)
    if (kind === 'torn') {
      const changes = this.#unsyncedNames
      this.#names = new Map(this.#syncedNames)
      for (const change of changes) if (this.#random() < 0.5) this.#apply(change)
    }
    // The operating system lives on, and so does what it has not written yet.
    if (kind === 'written') return
    for (const content of this.#names.values()) {
      content.bytes = this.#left(content, kind)
      content.synced = content.bytes
      content.holes = []
    }
    this.#syncedNames = new Map(this.#names)
    this.#unsyncedNames = []
  }

  /** A second disk with the same files, all synced, in its first life. */
  copy(): FaultyDisk {
    const made = new FaultyDisk(this.#random)
    for (const [path, { bytes }] of this.#names) made.#names.set(path, { bytes, synced: bytes, holes: [] })
    made.#syncedNames = new Map(made.#names)
    made.#life = this.#life + 1
    return made
  }

  paths(): string[] {
    return [...this.#names.keys()].sort()
  }

  bytes(path: string): Buffer {
    return this.#content(path).bytes
  }

  /** Puts other bytes in place of a file's, as a person or a fault of the disk would. */
  overwrite(path: string, bytes: Buffer): void {
    const content = this.#content(path)
    content.bytes = bytes
    content.synced = bytes
    content.holes = []
  }

  cut(path: string, size: number): void {
    this.overwrite(path, Buffer.from(this.bytes(path).subarray(0, size)))
  }

  flip(path: string, byte: number, bit: number): void {
    const bytes = Buffer.from(this.bytes(path))
    bytes[byte] = (bytes[byte] as number) ^ (1 << bit)
    this.overwrite(path, bytes)
  }

  #left(content: Content, kind: 'synced' | 'torn'): Buffer {
    if (kind === 'synced') return content.synced
    const grown = content.bytes.length - content.synced.length
    // Files grow at their end only; a truncation that was not synced may or may not have happened.
    if (grown <= 0) return this.#random() < 0.5 ? content.bytes : content.synced
    return content.bytes.subarray(0, content.synced.length + Math.floor(this.#random() * (grown + 1)))
  }

  #open(path: string, mode: OpenMode, step: Step): OpenFile {
    const there = this.#names.get(path)
    if (mode === 'read' && there === undefined) throw fileError('ENOENT', path)
    if (mode === 'create' && there !== undefined) throw fileError('EEXIST', path)
    const content = there ?? { bytes: Buffer.alloc(0), synced: Buffer.alloc(0), holes: [] }
    if (there === undefined) this.#change({ set: path, content })
    const append = (bytes: Uint8Array): void => {
      content.bytes = Buffer.concat([content.bytes, bytes])
    }
    return {
      append: bytes =>
        step(
          'append',
          path,
          () => {
            const fitting = bytes.subarray(0, Math.max(0, Math.floor(this.#free)))
            this.#free -= bytes.length
            append(fitting)
            if (fitting.length < bytes.length) throw fileError('ENOSPC', path)
          },
          () => append(bytes.subarray(0, bytes.length >> 1)),
        ),
      read: (offset, length) =>
        step('read', path, () => Buffer.from(content.bytes.subarray(offset, offset + length))),
      size: () => step('size', path, () => content.bytes.length),
      truncate: size =>
        step('truncate', path, () => {
          content.bytes = content.bytes.subarray(0, size)
          content.holes = content.holes.filter(([from]) => from < size)
        }),
      sync: () =>
        step('sync', path, () => {
          content.synced = withHoles(content)
        }),
      close: () => step('close', path, () => {}),
    }
  }

  async #step<R>(
    life: number,
    operation: Operation,
    path: string,
    run: () => R,
    half?: () => void,
  ): Promise<R> {
    // As on a real disk, others get a turn before the operation has happened.
    await Promise.resolve()
    if (life !== this.#life || this.stopped) throw fileError('ESTOPPED', path)
    this.operations += 1
    this.log.push(`${operation} ${path}`)
    if (this.stopped && !this.#stopAfterwards) {
      half?.()
      throw fileError('ESTOPPED', path)
    }
    const failing = this.#failures.findIndex(one => one.operation === operation && one.path.test(path))
    if (failing !== -1) {
      const [failure] = this.#failures.splice(failing, 1)
      const content = this.#names.get(path)
      if (operation === 'sync' && content !== undefined) {
        content.holes.push([content.synced.length, content.bytes.length])
      }
      throw fileError(failure?.code ?? 'EIO', path)
    }
    const result = run()
    if (this.stopped) throw fileError('ESTOPPED', path)
    return result
  }

  #content(path: string): Content {
    const content = this.#names.get(path)
    if (content === undefined) throw fileError('ENOENT', path)
    return content
  }

  #change(change: NameChange): void {
    this.#unsyncedNames.push(change)
    this.#apply(change)
  }

  #apply(change: NameChange): void {
    if ('set' in change) this.#names.set(change.set, change.content)
    else if ('unset' in change) this.#names.delete(change.unset)
    else {
      const content = this.#names.get(change.from)
      if (content === undefined) return
      this.#names.delete(change.from)
      this.#names.set(change.to, content)
    }
  }
}

function withHoles(content: Content): Buffer {
  if (content.holes.length === 0) return content.bytes
  const bytes = Buffer.from(content.bytes)
  for (const [from, to] of content.holes) bytes.fill(0, from, Math.min(to, bytes.length))
  return bytes
}

type Step = <R>(operation: Operation, path: string, run: () => R, half?: () => void) => Promise<R>
