import * as fs from 'node:fs/promises'
import { open } from 'node:fs/promises'

/**
 * The file operations the embedded store is built on, and nothing else: tests put a disk behind it that loses what was
 * not synced, breaks, fills up and stops between any two operations. Errors are Node's own, with `code`.
 */
export interface Files {
  /**
   * `read`: must exist. `append`: made when missing; readable too. `create`: refused with `EEXIST` when it is there.
   */
  open(path: string, mode: OpenMode): Promise<OpenFile>
  /** Replaces `to` in one step. Durable only after `syncFolder`. */
  rename(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
  /** Names of the files in a folder. */
  list(folder: string): Promise<string[]>
  /** Made with its parents; no error when it is there. */
  makeFolder(folder: string): Promise<void>
  /** Makes creations, renames and removals in the folder durable. */
  syncFolder(folder: string): Promise<void>
}

export type OpenMode = 'read' | 'append' | 'create'

export interface OpenFile {
  /** Writes all bytes at the end, or rejects; durable only after `sync`. */
  append(bytes: Uint8Array): Promise<void>
  /** Bytes from `offset`; fewer than `length` at the end of the file. */
  read(offset: number, length: number): Promise<Buffer>
  /** Bytes. */
  size(): Promise<number>
  truncate(size: number): Promise<void>
  /** `fdatasync`: everything written before is on the disk once it resolves. */
  sync(): Promise<void>
  close(): Promise<void>
}

const FLAGS = { read: 'r', append: 'a+', create: 'ax+' } as const satisfies Record<OpenMode, string>

/** The machine's own file system. Files are made readable by their owner only: bodies of deliveries stand in them. */
export const nodeFiles: Files = {
  async open(path, mode) {
    return nodeFile(await open(path, FLAGS[mode], 0o600))
  },
  rename: (from, to) => fs.rename(from, to),
  remove: path => fs.unlink(path),
  list: folder => fs.readdir(folder),
  async makeFolder(folder) {
    await fs.mkdir(folder, { recursive: true, mode: 0o700 })
  },
  async syncFolder(folder) {
    // Windows cannot open a folder; NTFS journals renames by itself.
    if (process.platform === 'win32') return
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  },
}

function nodeFile(handle: fs.FileHandle): OpenFile {
  return {
    async append(bytes) {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done)
        done += bytesWritten
      }
    },
    async read(offset, length) {
      const buffer = Buffer.allocUnsafe(length)
      let done = 0
      while (done < length) {
        const { bytesRead } = await handle.read(buffer, done, length - done, offset + done)
        if (bytesRead === 0) break
        done += bytesRead
      }
      return buffer.subarray(0, done)
    },
    async size() {
      return (await handle.stat()).size
    },
    truncate: size => handle.truncate(size),
    sync: () => handle.datasync(),
    close: () => handle.close(),
  }
}
