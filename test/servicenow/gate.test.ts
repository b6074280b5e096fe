import { beforeAll, describe, expect, test } from 'vitest'
import { haveRhino, replay, rhinoNote, VERSIONS } from '../rhino/rhino'
import { type Cell, runMatrix } from './matrix'

const LONG_MS = 300_000

let matrix: Awaited<ReturnType<typeof runMatrix>>
beforeAll(async () => {
  matrix = await runMatrix()
}, LONG_MS)

const told = ({ policy, attached, from, to, who, allowed }: Cell): string =>
  `${policy}, ${attached}: ${who} ${from.state} (${from.code}) → ${to.state} (${to.code}) is ${allowed ? 'allowed' : 'refused'}`

describe('the shipped guard', () => {
  test('every state change × policy × claim × finding × actor is judged as the table of the rules says', () => {
    const { cells } = matrix
    expect(cells).toHaveLength(3 * 10 * 8 * 6 * 3)
    expect(cells.filter(cell => cell.allowed !== cell.expected).map(told)).toEqual([])
    // The table holds both answers, for each of the three who save.
    for (const who of ['abel', 'bot', 'system'])
      for (const allowed of [true, false])
        expect(cells.some(cell => cell.who === who && cell.allowed === allowed)).toBe(true)
  })

  test('a refusal names the finding and says what to do; a permission says nothing', () => {
    const refused = matrix.cells.filter(cell => !cell.allowed && cell.who === 'abel')
    expect(refused.filter(cell => !/Finding f\d/.test(cell.sentence)).map(told)).toEqual([])
    expect(matrix.cells.filter(cell => cell.allowed && cell.sentence !== '').map(told)).toEqual([])
    const many = refused.find(cell => cell.attached === 'more open than are named')
    expect(many?.sentence).toContain('249')
  })

  test.skipIf(!haveRhino).each(VERSIONS)(
    `Rhino at version %i asks and answers the same in every one of these saves${rhinoNote}`,
    async version => {
      const { same, different } = await replay(matrix.transcripts, version)
      expect(different).toEqual([])
      expect(same).toBe(matrix.transcripts.length)
      expect(same).toBeGreaterThan(3_000)
    },
    LONG_MS,
  )
})
