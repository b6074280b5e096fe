import { expect, it } from 'vitest'
import type { Database } from './database'
import { Lane } from './lane'

/** A database that does what it is asked and then answers with this error. */
function failing(error: Error) {
  const asked: string[] = []
  const database = {
    place: 'there',
    raw: (_statement: unknown, [ops]: string[]) => {
      asked.push(String(ops))
      return Promise.reject(error)
    },
  } as unknown as Database
  return { lane: new Lane(database), asked }
}
const broken = (code?: string) => Object.assign(new Error('Connection terminated'), code && { code })

it.each([undefined, 'ECONNRESET', '57P01', '08006'])(
  'what the server may have done is not sent again: its answer was lost (%s)',
  async code => {
    const { lane, asked } = failing(broken(code))
    const outcomes = await Promise.allSettled([
      lane.apply({ m: [['a', 1, 0]] }),
      lane.apply({ m: [['b', 1, 0]] }),
    ])
    expect(outcomes.map(each => each.status)).toEqual(['rejected', 'rejected'])
    expect(asked).toHaveLength(1)
  },
)
