import { posix } from 'node:path'
import ts from 'typescript'

/**
 * Which folder may import which. A room is a folder, or a single file standing for itself; a file belongs to the
 * longest room its path begins with. Paths are relative to the project, without extension, with `/`.
 */
export interface Room {
  /** Rooms, or single files of them, that product files here may import. */
  may?: readonly string[]
  /** As `may`, for types alone. */
  types?: readonly string[]
  /** Packages and Node's own modules, by name without a path inside them. */
  packages?: readonly string[]
  /** Holds tests and what they share: may import everything and is imported by tests alone. */
  tests?: true
  /** Only the files directly in it; a folder in it is a room of its own. */
  flat?: true
}
export type Rooms = Readonly<Record<string, Room>>

export interface Source {
  /** Relative to the project, with extension. */
  path: string
  text: string
}

/** The folder that imports everything and that nothing beside the product imports. */
const TEST_FOLDER = 'test'
/** What our own packages' names stand for. */
const OWN: readonly (readonly [prefix: string, folder: string])[] = [
  ['@fixproof/rules', 'shared'],
  ['@fixproof/hub', 'hub/src'],
]
const TEST_FILE = /\.test$|(^|\/)testing\/|Testing$/

/** Every import that the table does not allow, and every file that stands in no room; a sentence each. Pure. */
export function breaches(sources: readonly Source[], rooms: Rooms): string[] {
  return sources.flatMap(({ path, text }) => {
    const file = path.replace(/\.tsx?$/, '')
    const name = roomOf(file, rooms)
    const room = name === undefined ? undefined : rooms[name]
    if (name === undefined || room === undefined) return [`${path} stands in no room: give its folder a row`]
    if (name === TEST_FOLDER) return []
    return importsOf(path, text).flatMap(each => {
      const why = breach({ file, name, room }, each, rooms)
      return why === null ? [] : [`${path} imports ${each.from}: ${why}`]
    })
  })
}

/** Rows of the table in which no file stands any more. Pure. */
export function emptyRooms(sources: readonly Source[], rooms: Rooms): string[] {
  const used = new Set(sources.map(({ path }) => roomOf(path.replace(/\.tsx?$/, ''), rooms)))
  return Object.keys(rooms).filter(name => !used.has(name))
}

interface Here {
  file: string
  name: string
  room: Room
}

function breach({ file, name, room }: Here, { from, typeOnly }: Import, rooms: Rooms): string | null {
  const target = targetOf(file, from)
  const inTests = isTest(file, room)
  if (target === null) {
    if (inTests || room.packages?.includes(packageOf(from))) return null
    return `${name} may not use ${packageOf(from)}`
  }
  const there = roomOf(target, rooms)
  if (there === undefined) return `${target} stands in no room`
  if (there === TEST_FOLDER) return `only ${TEST_FOLDER} may import ${TEST_FOLDER}`
  if (inTests) return null
  if (isTest(target, rooms[there])) return 'only tests may import tests and what they share'
  const named = (list: readonly string[] = []) => list.includes(there) || list.includes(target)
  if (there === name || named(room.may)) return null
  if (!named(room.types)) return `${name} may not import ${there}`
  return typeOnly ? null : `${name} may import types alone from ${there}`
}

function isTest(file: string, room: Room | undefined): boolean {
  return room?.tests === true || TEST_FILE.test(file)
}

function roomOf(file: string, rooms: Rooms): string | undefined {
  // A test stands in the room of what it tests.
  const at = file.replace(/\.test$/, '')
  const holds = (room: string) =>
    at === room || (rooms[room]?.flat ? posix.dirname(at) === room : at.startsWith(`${room}/`))
  const around = Object.keys(rooms).filter(holds)
  return around.sort((a, b) => b.length - a.length)[0]
}

/** The file or folder an import leads to; null when it leads to a package. */
function targetOf(file: string, from: string): string | null {
  if (from.startsWith('.')) return posix.normalize(posix.join(posix.dirname(file), from))
  const own = OWN.find(([prefix]) => from === prefix || from.startsWith(`${prefix}/`))
  return own === undefined ? null : `${own[1]}${from.slice(own[0].length)}`
}

function packageOf(from: string): string {
  return from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/')
}

interface Import {
  from: string
  typeOnly: boolean
}

/** Every way a file names another: `import`, `export … from`, `import()`, `require()` and types by `import('…')`. */
function importsOf(path: string, text: string): Import[] {
  const found: Import[] = []
  const add = (from: ts.Node | undefined, typeOnly: boolean): void => {
    if (from !== undefined && ts.isStringLiteralLike(from)) found.push({ from: from.text, typeOnly })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node.importClause))
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
    else if (ts.isExternalModuleReference(node)) add(node.expression, false)
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, true)
    else if (ts.isCallExpression(node) && loads(node.expression)) add(node.arguments[0], false)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest))
  return found
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined || clause.isTypeOnly) return clause !== undefined
  const { name, namedBindings } = clause
  if (name !== undefined || namedBindings === undefined || ts.isNamespaceImport(namedBindings)) return false
  return namedBindings.elements.length > 0 && namedBindings.elements.every(each => each.isTypeOnly)
}

function loads(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')
}
