import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, matchesGlob } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import config from '../../vitest.config'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '../..')

/** A row of INDEX.md: `| promise | path › "part of a test's title" |`; several tests are parted by `<br>`. */
interface Row {
  promise: string
  tests: { file: string; title: string }[]
}

function rows(text: string): Row[] {
  return text
    .split('\n')
    .filter(line => /^\| (?!---|promise)/.test(line))
    .map(line => {
      const [promise = '', tests = ''] = line.slice(2).split(' | ')
      const named = [...tests.matchAll(/`([^`]+)` › "([^"]+)"/g)]
      return { promise, tests: named.map(([, file = '', title = '']) => ({ file, title })) }
    })
}

/** What is wrong with a row: no test, a file that is not there, a title that is not in it. */
function faultsOf(row: Row, read: (file: string) => string | null): string[] {
  if (row.tests.length === 0) return [`${row.promise}: names no test`]
  return row.tests.flatMap(({ file, title }) => {
    const source = read(file)
    if (source === null) return [`${row.promise}: there is no ${file}`]
    // Titles may be joined from parts, or be wrapped over lines by the formatter.
    const found = source.replace(/\\'/g, "'").includes(title)
    return found ? [] : [`${row.promise}: ${file} has no test "${title}"`]
  })
}

const readSource = (file: string): string | null =>
  existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : null

describe('the index of promises', () => {
  const index = rows(readFileSync(join(here, 'INDEX.md'), 'utf8'))

  it('names for every promise a test that exists', () => {
    expect(index.length).toBeGreaterThan(50)
    expect(index.flatMap(row => faultsOf(row, readSource))).toEqual([])
  })

  it('names only tests that are run', () => {
    const projects = (config.test?.projects ?? []) as { test: { include: string[] } }[]
    const run = projects.flatMap(each => each.test.include)
    // Others are parts of tests, called by them.
    const files = index
      .flatMap(row => row.tests.map(({ file }) => file))
      .filter(file => file.endsWith('.test.ts'))
    const never = files.filter(file => !run.some(glob => matchesGlob(file, glob)))
    expect([...new Set(never)]).toEqual([])
  })

  it('names every rule from 1 to 35', () => {
    const text = index.map(row => row.promise).join('\n')
    const missing = Array.from({ length: 35 }, (_, i) => i + 1).filter(
      n => !new RegExp(`\\bRule ${n}\\b`).test(text),
    )
    expect(missing).toEqual([])
  })

  it('notices a promise without a test, a missing file and a wrong title', () => {
    const [without, missing, wrong, good] = rows(
      ['| a | nothing |', '| b | `no/such.ts` › "x" |', '| c | `f.ts` › "y" |', '| d | `f.ts` › "x" |'].join(
        '\n',
      ),
    ) as [Row, Row, Row, Row]
    const read = (file: string) => (file === 'f.ts' ? "it('x', …)" : null)
    expect(faultsOf(without, read)).toHaveLength(1)
    expect(faultsOf(missing, read)).toHaveLength(1)
    expect(faultsOf(wrong, read)).toHaveLength(1)
    expect(faultsOf(good, read)).toEqual([])
  })
})
