import { expect, test } from 'vitest'
import { falseFixed, stillVulnerable } from './jql'

const clause = (operator: string, ...given: string[]) => ({ clause: { operator, arguments: given } })

test('stillVulnerable() is what the index of the proofs says, both ways', async () => {
  expect(await stillVulnerable(clause('in'))).toEqual({ jql: 'fixproofOpen > 0' })
  expect(await stillVulnerable(clause('not in'))).toEqual({
    jql: '(fixproofOpen = 0 OR fixproofOpen IS EMPTY)',
  })
})

test('falseFixed() takes a period, 30 days unless said otherwise', async () => {
  expect(await falseFixed(clause('in', '4w'))).toEqual({ jql: 'fixproofFalseFix >= -4w' })
  expect(await falseFixed(clause('in'))).toEqual({ jql: 'fixproofFalseFix >= -30d' })
  expect(await falseFixed(clause('not in', '12h'))).toEqual({
    jql: '(fixproofFalseFix < -12h OR fixproofFalseFix IS EMPTY)',
  })
})

test.each(['', '0d', '30', '-1d', '1y', '30d OR key = SEC-1'])('falseFixed("%s") is refused', async given => {
  expect(await falseFixed(clause('in', given))).toEqual({ error: expect.stringContaining('takes a period') })
})
