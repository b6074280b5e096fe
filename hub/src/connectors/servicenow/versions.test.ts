import { describe, expect, it } from 'vitest'
import { ownVersions } from './versions'

describe('versions that our own changes led to', () => {
  it('reach from the version before our first change to our last one', () => {
    const versions = ownVersions()
    expect(versions.since('a', 3)).toBe(3)
    versions.wrote('a', 3, 4)
    versions.wrote('a', 4, 6)
    expect([3, 4, 6].map(from => versions.since('a', from))).toEqual([6, 6, 6])
    expect(versions.since('b', 3)).toBe(3)
    expect(versions.leadFrom('a', 3, 6)).toBe(true)
  })

  it('end where somebody else came between', () => {
    const versions = ownVersions()
    versions.wrote('a', 3, 4)
    versions.wrote('a', 5, 6)
    expect([3, 5].map(from => versions.since('a', from))).toEqual([3, 6])
    expect([
      versions.leadFrom('a', 3, 6),
      versions.leadFrom('a', 5, 6),
      versions.leadFrom('a', 3, 3),
    ]).toEqual([false, true, true])
  })

  it('are not made by a change that changed nothing', () => {
    const versions = ownVersions()
    versions.wrote('a', 4, 4)
    expect(versions.leadFrom('a', 3, 4)).toBe(false)
  })
})
