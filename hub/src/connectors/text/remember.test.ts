import { describe, expect, it } from 'vitest'
import { remembering } from './remember'

describe('answers that are kept', () => {
  function counted(charsMax: number) {
    const asked: string[] = []
    const shout = remembering(text => {
      asked.push(text)
      return text.toUpperCase()
    }, charsMax)
    return { asked, shout }
  }

  it('are worked out once for the same text', () => {
    const { asked, shout } = counted(100)
    expect([shout('a'), shout('b'), shout('a'), shout('')]).toEqual(['A', 'B', 'A', ''])
    expect(asked).toEqual(['a', 'b', ''])
  })

  it('are forgotten in the order they were last asked for, once they are too long together', () => {
    const { asked, shout } = counted(8)
    for (const text of ['aa', 'bb', 'aa', 'cc', 'aa', 'bb']) shout(text)
    expect(asked).toEqual(['aa', 'bb', 'cc', 'bb'])
  })

  it('of a text that is longer than all that may be kept are right and not kept', () => {
    const { asked, shout } = counted(3)
    expect([shout('long text'), shout('long text')]).toEqual(['LONG TEXT', 'LONG TEXT'])
    expect(asked).toHaveLength(2)
  })
})
