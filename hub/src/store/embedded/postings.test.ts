import { describe, expect, it } from 'vitest'
import { Postings } from './postings'
import { indexOf } from './segment-index'

const entries = (...keys: string[][]) => indexOf(keys.map((each, at) => ({ offset: at, at, keys: each })))

describe('under which key which entries are found', () => {
  it('is one ascending list for each key, whatever segments it stands in, before and after new entries', () => {
    const postings = new Postings()
    postings.load(entries(['a'], ['a', 'b'], ['c']), 0)
    postings.load(entries(['b'], ['a']), 3)
    postings.loaded()
    const seen = (key: string): number[] => Array.from(postings.of(key))
    expect([seen('a'), seen('b'), seen('c'), seen('d')]).toEqual([[0, 1, 4], [1, 3], [2], []])
    postings.add('a', 5)
    postings.add('a', 6)
    postings.add('d', 6)
    expect([seen('a'), seen('b'), seen('d')]).toEqual([[0, 1, 4, 5, 6], [1, 3], [6]])
  })

  it('is known of a store without any segment, too', () => {
    const postings = new Postings()
    postings.loaded()
    postings.add('a', 0)
    expect([Array.from(postings.of('a')), Array.from(postings.of('b'))]).toEqual([[0], []])
  })
})
