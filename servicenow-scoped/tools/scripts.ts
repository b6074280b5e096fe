/** TypeScript → ECMAScript 5 that ServiceNow's Rhino runs, one file a script include or client script. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parse } from 'acorn'
import { build, type Plugin } from 'esbuild'
import ts from 'typescript'

/** The rules are a script include of their own; every other script takes them from it. */
const RULES = 'FixproofRules'

/**
 * `name` is the global that the script leaves behind; the file is `<name>.js`. It holds the export `only`, or all exports
 * as one object.
 */
export interface Script {
  name: string
  source: string
  only: string | null
  /** Text after it. */
  after?: string
}

/** In a script include `@fixproof/rules` is the script include that holds them. */
function rulesAsGlobal(names: readonly string[]): Plugin {
  const exported = names.map(name => `export const ${name} = /* @__PURE__ */ rule('${name}')`)
  const contents = [`function rule(name) { return ${RULES}[name] }`, ...exported].join('\n')
  return {
    name: 'rules',
    setup(build) {
      build.onResolve({ filter: /^@fixproof\/rules$/ }, () => ({ path: RULES, namespace: 'rules' }))
      build.onLoad({ filter: /.*/, namespace: 'rules' }, () => ({ contents }))
    },
  }
}

/** What the script include of the rules holds. */
export function rulesIn(folder: string): string[] {
  const text = readFileSync(join(folder, `${RULES}.ts`), 'utf8')
  return [...(/export \{([^}]*)\}/.exec(text)?.[1] ?? '').matchAll(/\w+/g)].map(([name]) => name)
}

/** One script as ES5 text. Throws when it is not ES5 in the end, naming the place. */
export async function es5(script: Script, version: string, rules: readonly string[]): Promise<string> {
  const result = await build({
    entryPoints: [script.source],
    // Comments name each source by its path from here, wherever the build was started.
    absWorkingDir: dirname(script.source),
    bundle: true,
    write: false,
    format: 'esm',
    // What comes after it is left to TypeScript, whose helpers need nothing beyond ES5.
    target: 'es2020',
    charset: 'ascii',
    legalComments: 'none',
    define: { APP_VERSION: JSON.stringify(version) },
    plugins: script.name === RULES ? [] : [rulesAsGlobal(rules)],
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
    logLevel: 'silent',
  })
  const { body, given } = splitExports(script, result.outputFiles[0]?.text ?? '')
  const { outputText } = ts.transpileModule(body, {
    compilerOptions: {
      target: ts.ScriptTarget.ES5,
      module: ts.ModuleKind.None,
      alwaysStrict: false,
      newLine: ts.NewLineKind.LineFeed,
    },
  })
  // One name is left behind, whatever helpers the compiler needs.
  const inner = outputText.replace(/^"use strict";\n/, '')
  const text = `var ${script.name} = (function () {\n${inner}return ${given};\n})();\n${script.after ?? ''}`
  refuseOtherThanEs5(script.name, text)
  return text
}

/** The bundle without its last line, and what it exports as one expression. */
function splitExports(script: Script, bundle: string): { body: string; given: string } {
  const [statement = '', list = ''] = /export \{([^}]*)\};?\s*$/.exec(bundle) ?? []
  const pairs = list
    .split(',')
    .map(item => item.trim().split(/\s+as\s+/))
    .filter(([name]) => name !== undefined && name !== '')
    .map(([inner = '', outer = inner]) => [outer, inner] as const)
  const body = bundle.slice(0, bundle.length - statement.length)
  const one = pairs.find(([outer]) => outer === script.only)?.[1]
  if (script.only !== null && one === undefined) throw new Error(`${script.source} exports no ${script.only}`)
  const all = pairs.map(([outer, inner]) => `  ${outer}: ${inner}`).join(',\n')
  return { body, given: one ?? `{\n${all}\n}` }
}

/** Throws `Error` naming the script and the place when the text is not ECMAScript 5. */
export function refuseOtherThanEs5(name: string, text: string): void {
  try {
    parse(text, { ecmaVersion: 5, sourceType: 'script' })
  } catch (error) {
    throw new Error(`${name} is not ECMAScript 5: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Every `Fixproof*.ts` of a folder is a script include of that name. */
export function scriptIncludes(folder: string): Script[] {
  return filesOf(folder, /^Fixproof[A-Za-z]*\.ts$/).map(({ name, source }) => ({
    name,
    source,
    only: name === RULES ? null : name,
    ...(AJAX.includes(name) ? { after: asAjaxProcessor(name) } : {}),
  }))
}

/** Script includes that forms ask; the platform wants them to be processors of its own kind. */
const AJAX: readonly string[] = ['FixproofForm']

function asAjaxProcessor(name: string): string {
  return [
    `${name} = (function (methods) {`,
    '  var processor = Class.create();',
    '  processor.prototype = Object.extendsObject(global.AbstractAjaxProcessor, methods);',
    '  return processor;',
    `})(${name});`,
    '',
  ].join('\n')
}

/** Every file of the folder that is named for an event of the form, `onLoad.ts` or `onChangeState.ts`. */
export function clientScripts(folder: string): Script[] {
  return filesOf(folder, /^on(Load|Change)[A-Za-z]*\.ts$/).map(({ name, source }) => {
    const event = name.startsWith('onLoad') ? 'onLoad' : 'onChange'
    return { name: event, source, only: event }
  })
}

function filesOf(folder: string, pattern: RegExp): { name: string; source: string }[] {
  return readdirSync(folder)
    .filter(file => pattern.test(file))
    .sort()
    .map(file => ({ name: basename(file, '.ts'), source: join(folder, file) }))
}
