import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { configJsonSchema } from './json-schema'

it('the JSON schema in the repository is the one of the code', () => {
  const path = new URL('../../fixproof.config.schema.json', import.meta.url)
  const advice = 'run: node --import tsx hub/bin/config-schema.ts'
  expect(readFileSync(path, 'utf8'), advice).toBe(configJsonSchema())
})
