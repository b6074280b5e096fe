import type { Clock, Logger } from '../../ports'
import type { Files, OpenFile } from './files'
import { type EmbeddedStore, openEmbedded } from './index'

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** The embedded store on files in memory: the same code and contract, gone with the process. For tests and dry runs. */
export function memoryStore(
  clock: Clock,
  options: { logger?: Logger; files?: Files } = {},
): Promise<EmbeddedStore> {
  return openEmbedded({
    folder: '/memory',
    clock,
    logger: options.logger ?? silent,
    files: options.files ?? memoryFiles(),
  })
}

/** Files in memory; folders are only prefixes. */
export function memoryFiles(): Files {
  const contents = new Map<string, MemoryFile>()
  return {
    async open(path, mode) {
      const there = contents.get(path)
      if (mode === 'read' && there === undefined) throw fileError('ENOENT', path)
      if (mode === 'create' && there !== undefined) throw fileError('EEXIST', path)
      const file = there ?? new MemoryFile()
      contents.set(path, file)
      return file
    },
    async rename(from, to) {
      const file = contents.get(from)
      if (file === undefined) throw fileError('ENOENT', from)
      contents.delete(from)
      contents.set(to, file)
    },
    async remove(path) {
      if (!contents.delete(path)) throw fileError('ENOENT', path)
    },
    async list(folder) {
      const prefix = `${folder}/`
      return [...contents.keys()]
        .filter(path => path.startsWith(prefix))
        .map(path => path.slice(prefix.length))
    },
    async makeFolder() {},
    async syncFolder() {},
  }
}

class MemoryFile implements OpenFile {
  #bytes = Buffer.alloc(1024)
  #size = 0

  async append(bytes: Uint8Array): Promise<void> {
    const size = this.#size + bytes.length
    if (size > this.#bytes.length) {
      const grown = Buffer.alloc(Math.max(size, 2 * this.#bytes.length))
      this.#bytes.copy(grown, 0, 0, this.#size)
      this.#bytes = grown
    }
    this.#bytes.set(bytes, this.#size)
    this.#size = size
  }

  async read(offset: number, length: number): Promise<Buffer> {
    return Buffer.from(this.#bytes.subarray(offset, Math.min(offset + length, this.#size)))
  }

  async size(): Promise<number> {
    return this.#size
  }

  async truncate(size: number): Promise<void> {
    this.#size = Math.min(this.#size, size)
  }

  async sync(): Promise<void> {}

  async close(): Promise<void> {}
}

export function fileError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code })
}
