import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { VERSION } from './version'

it('the version the hub tells is the one of its package', () => {
  const path = new URL('../package.json', import.meta.url)
  expect(JSON.parse(readFileSync(path, 'utf8')).version).toBe(VERSION)
})
