import { describe, expect, it } from 'vitest'
import { StoreFailed } from '../port'
import type { Files } from './files'
import { lockFolder, nodeProcesses, type Owner, type Processes } from './lock'
import { memoryFiles } from './memory'
import { FaultyDisk } from './testing/faulty'
import { openOn } from './testing/marks'

const OWNER: Owner = { pid: 41, host: '', boot: 'boot-1', started: '100' }

/** Processes of which only the named ones run. */
function processes(self: Owner, running: Owner[] = [self]): Processes {
  const same = (a: Owner, b: Owner) => JSON.stringify(a) === JSON.stringify(b)
  return { self: () => self, runs: owner => running.some(one => same(one, owner)) }
}

async function locked(owner: Owner): Promise<Files> {
  const files = memoryFiles()
  await lockFolder(files, '/data', processes(owner))
  return files
}

describe('the lock of the folder', () => {
  it('refuses a second process and names the one that has it', async () => {
    const files = await locked(OWNER)
    const other = { ...OWNER, pid: 42 }
    const taking = lockFolder(files, '/data', processes(other, [OWNER, other]))
    await expect(taking).rejects.toThrow(StoreFailed)
    await expect(taking).rejects.toThrow('The store in /data is in use by process 41')
    await expect(taking).rejects.toThrow(/delete \/data\/lock-41-[0-9a-f]{8}/)
    expect(await files.list('/data')).toHaveLength(1)
  })

  it('names the host of an owner elsewhere', async () => {
    const far = { ...OWNER, host: 'other-host' }
    const files = await locked(far)
    const self = { ...OWNER, pid: 42 }
    await expect(lockFolder(files, '/data', processes(self, [far, self]))).rejects.toThrow(
      'process 41 on other-host',
    )
  })

  it('refuses the same process a second time, and has it again after the release', async () => {
    const files = memoryFiles()
    const release = await lockFolder(files, '/data', processes(OWNER))
    await expect(lockFolder(files, '/data', processes(OWNER))).rejects.toThrow('in use by process 41')
    await release()
    await lockFolder(files, '/data', processes(OWNER))
  })

  for (const [what, change] of [
    ['a dead process', { pid: 42 }],
    ['a process whose pid now belongs to this one', { started: '200' }],
    ['a process of the last boot with the same pid', { boot: 'boot-2' }],
  ] as const) {
    it(`takes over from ${what} and clears its file away`, async () => {
      const files = await locked(OWNER)
      const self = { ...OWNER, ...change }
      await lockFolder(files, '/data', processes(self))
      const names = await files.list('/data')
      expect(names).toHaveLength(1)
      expect(names[0]).toMatch(new RegExp(`^lock-${self.pid}-`))
    })
  }

  it('judges a lock file that its owner did not come to write by the pid in its name', async () => {
    const self = { ...OWNER, pid: 42 }
    const bare = { pid: 41, host: '', boot: '', started: '' }
    const files = memoryFiles()
    await files.open('/data/lock-41-00000000', 'create')
    await expect(lockFolder(files, '/data', processes(self, [self, bare]))).rejects.toThrow('process 41')
    await lockFolder(files, '/data', processes(self))
    expect(await files.list('/data')).toHaveLength(1)
  })

  it('never lets two in that start at the same time, however their steps fall', async () => {
    for (let lead = 0; lead < 12; lead += 1) {
      const disk = new FaultyDisk()
      const files = disk.mount()
      const owners = [1, 2].map(pid => ({ ...OWNER, pid }))
      const [first, second] = owners as [Owner, Owner]
      const one = lockFolder(files, '/data', processes(first, owners))
      for (let turn = 0; turn < lead; turn += 1) await Promise.resolve()
      const two = lockFolder(files, '/data', processes(second, owners))
      const results = await Promise.allSettled([one, two])
      const inside = results.filter(result => result.status === 'fulfilled')
      expect(inside.length, `lead ${lead}`).toBeLessThanOrEqual(1)
      expect(await files.list('/data'), `lead ${lead}`).toHaveLength(inside.length)
    }
  })

  it('is held by an open store and released by closing it', async () => {
    const disk = new FaultyDisk()
    const store = await openOn(disk)
    await expect(openOn(disk)).rejects.toThrow('in use by process')
    await store.close()
    await (await openOn(disk)).close()
    expect(disk.paths().filter(path => path.includes('lock'))).toEqual([])
  })
})

describe('the processes of this machine', () => {
  it('know this one as running, and not when it had another start or boot', () => {
    const self = nodeProcesses.self()
    expect(self.pid).toBe(process.pid)
    expect(nodeProcesses.runs(self)).toBe(true)
    if (process.platform === 'linux') {
      expect(self.started).toMatch(/^\d+$/)
      expect(nodeProcesses.runs({ ...self, started: '1' })).toBe(false)
      expect(nodeProcesses.runs({ ...self, boot: 'another' })).toBe(false)
    }
  })

  it('know a pid that nobody has as not running, and cannot say so for another host', () => {
    // Above the largest pid Linux gives (2^22).
    const nobody = { ...nodeProcesses.self(), pid: 2 ** 22 + 1 }
    expect(nodeProcesses.runs(nobody)).toBe(false)
    expect(nodeProcesses.runs({ ...nobody, host: 'another-host.example.com' })).toBe(true)
  })
})
