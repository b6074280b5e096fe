import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import vm from 'node:vm'
import { parse } from 'acorn'
import { buildSync } from 'esbuild'
import ts from 'typescript'

/**
 * Four guards over `@fixproof/rules`: it compiles against ECMAScript 5, is ECMAScript 5 in syntax when bundled, runs
 * where nothing else exists, and names nothing impure. Each takes files and returns its problems, empty when there
 * is none.
 */

export const SHARED = resolve(__dirname, '../../shared')
export const ENTRY = join(SHARED, 'src/index.ts')
export const sources = () => readdirSync(join(SHARED, 'src')).filter(name => name.endsWith('.ts'))
export const productFiles = () =>
  sources()
    .filter(name => !name.endsWith('.test.ts'))
    .map(name => join(SHARED, 'src', name))

// ---- Guard 1: it compiles against ECMAScript 5 and its library alone.

export function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(SHARED, 'tsconfig.json'), ts.sys.readFile)
  return ts.parseJsonConfigFileContent(config, ts.sys, SHARED).options
}

export function typeProblems(files: string[]): string[] {
  const program = ts.createProgram(files, compilerOptions())
  return ts.getPreEmitDiagnostics(program).map(problem => {
    const text = ts.flattenDiagnosticMessageText(problem.messageText, '\n')
    return `${problem.file?.fileName ?? ''}: ${text}`
  })
}

// ---- Guard 2: bundled as for ServiceNow, it is ECMAScript 5 in syntax.

export function bundle(entry: string): string {
  const built = buildSync({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'FixproofRules',
    target: 'es2015',
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'silent',
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
  })
  const text = built.outputFiles[0]?.text ?? ''
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES5, module: ts.ModuleKind.None, alwaysStrict: false },
  })
  return outputText
}

export function syntaxProblems(entry: string): string[] {
  try {
    parse(bundle(entry), { ecmaVersion: 5 })
    return []
  } catch (error) {
    return [String(error)]
  }
}

// ---- Guard 3: it runs where nothing but ECMAScript 5 exists, and where reading clock or chance throws.

/** Runs in the bare context: takes away what ECMAScript 5 does not have. Members by symbol stay: V8 needs them. */
const BARE = `(function (root) {
  var kept = {
    root: 'Object Function Array String Boolean Number Date RegExp Error EvalError RangeError ReferenceError SyntaxError TypeError URIError Math JSON NaN Infinity undefined eval parseInt parseFloat isNaN isFinite decodeURI decodeURIComponent encodeURI encodeURIComponent',
    Object: 'length name prototype getPrototypeOf getOwnPropertyDescriptor getOwnPropertyNames create defineProperty defineProperties seal freeze preventExtensions isSealed isFrozen isExtensible keys',
    Array: 'length name prototype isArray',
    String: 'length name prototype fromCharCode',
    Number: 'length name prototype MAX_VALUE MIN_VALUE NaN NEGATIVE_INFINITY POSITIVE_INFINITY',
    Math: 'E LN10 LN2 LOG2E LOG10E PI SQRT1_2 SQRT2 abs acos asin atan atan2 ceil cos exp floor log max min pow round sin sqrt tan',
    'Array.prototype': 'length constructor toString toLocaleString concat join pop push reverse shift slice sort splice unshift indexOf lastIndexOf every some forEach map filter reduce reduceRight',
    'String.prototype': 'length constructor toString valueOf charAt charCodeAt concat indexOf lastIndexOf localeCompare match replace search slice split substring toLowerCase toLocaleLowerCase toUpperCase toLocaleUpperCase trim'
  }
  function strip(holder, names) {
    var list = names.split(' ')
    Object.getOwnPropertyNames(holder).forEach(function (name) {
      if (list.indexOf(name) < 0) delete holder[name]
    })
  }
  var RealDate = Date
  function FixedDate(ms) {
    if (!(this instanceof FixedDate) || arguments.length === 0) throw new Error('the clock was read')
    var date = new RealDate(ms)
    this.toISOString = function () { return date.toISOString() }
    this.getTime = function () { return date.getTime() }
  }
  strip(Array.prototype, kept['Array.prototype'])
  strip(String.prototype, kept['String.prototype'])
  strip(Array, kept.Array)
  strip(String, kept.String)
  strip(Number, kept.Number)
  strip(Math, kept.Math)
  strip(root, kept.root + ' FixproofRules')
  strip(Object, kept.Object)
  root.Date = FixedDate
})(this)`

export function runBare(entry: string): vm.Context {
  const context = vm.createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } })
  vm.runInContext(BARE, context)
  vm.runInContext(bundle(entry), context)
  return context
}

export function runProblems(entry: string): string[] {
  try {
    runBare(entry)
    return []
  } catch (error) {
    return [String(error)]
  }
}

// ---- Guard 4: no source file names what a pure rule must not touch.

const FORBIDDEN_NAMES =
  /^(require|module|exports|process|global|globalThis|window|self|document|navigator|eval|Function|setTimeout|setInterval|setImmediate|queueMicrotask|fetch|XMLHttpRequest|WebSocket|console|performance|crypto|Buffer|Intl)$/
/** Members that answer by the machine's place, language or luck. */
const FORBIDDEN_MEMBERS =
  /^(toLocale\w*|localeCompare|getTimezoneOffset|get(FullYear|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds|Year))$/

export function purityProblems(files: string[]): string[] {
  const problems: string[] = []
  for (const file of files) {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
    const report = (node: ts.Node, what: string) => {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart())
      problems.push(`${file}:${line + 1} ${what}`)
    }
    const visit = (node: ts.Node): void => {
      look(node, report)
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
  return problems
}

function look(node: ts.Node, report: (node: ts.Node, what: string) => void): void {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    const from = node.moduleSpecifier
    if (from !== undefined && ts.isStringLiteral(from) && !from.text.startsWith('./')) {
      report(node, `imports ${from.text}`)
    }
  }
  if (ts.isImportEqualsDeclaration(node)) report(node, 'imports by require')
  if (ts.isImportTypeNode(node)) report(node, 'imports a type in place')
  if (node.kind === ts.SyntaxKind.ImportKeyword && ts.isCallExpression(node.parent))
    report(node, 'imports at run time')
  if (
    ts.isHeritageClause(node) &&
    node.token === ts.SyntaxKind.ExtendsKeyword &&
    ts.isClassLike(node.parent)
  ) {
    const name = node.types[0]?.expression.getText() ?? ''
    if (/^(\w*Error|Array|Object|String|Number|Date|RegExp|Function)$/.test(name))
      report(node, `extends ${name}`)
  }
  // The bundler turns later patterns into `new RegExp(…)`, which would fail only when it is reached.
  if (ts.isRegularExpressionLiteral(node) && !isEs5(node.text))
    report(node, 'uses a later regular expression')
  if (ts.isIdentifier(node)) lookAtName(node, report)
}

function isEs5(code: string): boolean {
  try {
    parse(code, { ecmaVersion: 5 })
    return true
  } catch {
    return false
  }
}

function lookAtName(node: ts.Identifier, report: (node: ts.Node, what: string) => void): void {
  const { parent, text } = node
  const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node
  if (isMember && FORBIDDEN_MEMBERS.test(text)) report(node, `uses .${text}`)
  const isKey =
    isMember ||
    ((ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === node) ||
    ts.isQualifiedName(parent)
  if (isKey) return
  if (FORBIDDEN_NAMES.test(text)) report(node, `uses ${text}`)
  // Date and Math only in the forms that are pure: an alias or a computed member could be anything.
  if (text === 'Date' && !isDateOfMoment(node) && !isMemberAmong(node, ['UTC'])) report(node, 'reads Date')
  if (text === 'Math' && !isMemberAmong(node, ['abs', 'ceil', 'floor', 'max', 'min', 'pow', 'round'])) {
    report(node, 'uses Math beyond arithmetic')
  }
}

function isDateOfMoment(node: ts.Identifier): boolean {
  const { parent } = node
  return ts.isNewExpression(parent) && parent.expression === node && parent.arguments?.length === 1
}

function isMemberAmong(node: ts.Identifier, names: string[]): boolean {
  const { parent } = node
  return (
    ts.isPropertyAccessExpression(parent) && parent.expression === node && names.includes(parent.name.text)
  )
}
