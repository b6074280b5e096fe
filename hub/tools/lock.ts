/** What pnpm's lock file (version 9.0) says of a package: `name@version`, and with its peers in brackets behind it. */
export interface Locked {
  name: string
  version: string
  /** `sha512-…`, base64. */
  integrity: string
  /** Keys of the packages that it needs, as they stand in the lock file. */
  needs: string[]
}

/** A block of the file: what stands below a key, by two more spaces. */
type Block = Map<string, string[]>

const KEY = /^ {2}'?([^\s'][^']*?)'?:\s*(.*)$/

/** The lines below each key of a section; throws where the file is not laid out as pnpm writes it. */
function section(text: string, name: string): Block {
  const lines = text.split('\n')
  const from = lines.indexOf(`${name}:`)
  if (from < 0) throw new Error(`pnpm-lock.yaml has no ${name}`)
  const found: Block = new Map()
  let current: string[] | null = null
  for (const line of lines.slice(from + 1)) {
    if (line === '') continue
    if (!line.startsWith(' ')) break
    const key = line.startsWith('   ') ? null : KEY.exec(line)
    if (key === null && current === null) throw new Error(`pnpm-lock.yaml cannot be read at ${line}`)
    if (key === null) current?.push(line)
    else {
      current = []
      found.set(key[1] ?? '', current)
    }
  }
  return found
}

const PART = /^ {4}(\w+):/
const NEED = /^ {6}'?([^\s'][^']*?)'?: (.+)$/

/** What is named below `part` of a block: name → what stands behind it. `deeper`: the version stands a line below. */
function named(lines: readonly string[], part: string, deeper = false): Map<string, string> {
  const found = new Map<string, string>()
  let inside = false
  let name = ''
  for (const line of lines) {
    const opens = PART.exec(line)
    if (opens !== null) inside = opens[1] === part
    if (!inside || opens !== null) continue
    if (!deeper) {
      const need = NEED.exec(line)
      if (need !== null) found.set(need[1] ?? '', need[2] ?? '')
      continue
    }
    const key = /^ {6}'?([^\s'][^']*?)'?:$/.exec(line)
    const version = /^ {8}version: (.+)$/.exec(line)
    if (key !== null) name = key[1] ?? ''
    if (version !== null) found.set(name, version[1] ?? '')
  }
  return found
}

/**
 * Every package that `importers` need when they run, by key, and what each importer names itself. Optional ones for other
 * machines are among them, since the lock file is for all. Throws for a file of another layout.
 */
export function production(
  text: string,
  importers: readonly string[],
): { packages: Map<string, Locked>; direct: string[] } {
  if (!text.startsWith("lockfileVersion: '9.0'")) throw new Error('pnpm-lock.yaml is not of version 9.0')
  const [projects, packages, snapshots] = ['importers', 'packages', 'snapshots'].map(each =>
    section(text, each),
  ) as [Block, Block, Block]
  const keyOf = (name: string, version: string): string =>
    snapshots.has(version) ? version : `${name}@${version}`
  const direct = importers.flatMap(importer => {
    const lines = projects.get(importer)
    if (lines === undefined) throw new Error(`pnpm-lock.yaml has no project ${importer}`)
    return [...named(lines, 'dependencies', true)]
      .filter(([, version]) => !version.startsWith('link:'))
      .map(([name, version]) => keyOf(name, version))
  })
  const found = new Map<string, Locked>()
  const todo = [...direct]
  for (let key = todo.pop(); key !== undefined; key = todo.pop()) {
    if (found.has(key)) continue
    const lines = snapshots.get(key)
    const [, name = '', version = ''] = /^(@?[^@]+)@([^()]+)/.exec(key) ?? []
    const resolved = packages.get(`${name}@${version}`)
    const integrity = /integrity: ([^,}]+)/.exec(resolved?.join('\n') ?? '')?.[1]
    if (lines === undefined || integrity === undefined) throw new Error(`pnpm-lock.yaml does not hold ${key}`)
    const needs = ['dependencies', 'optionalDependencies'].flatMap(part =>
      [...named(lines, part)].map(([need, at]) => keyOf(need, at)),
    )
    found.set(key, { name, version, integrity, needs })
    todo.push(...needs)
  }
  return { packages: found, direct }
}
