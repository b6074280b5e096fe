/**
 * Where shipped scripts run: a global object of their own in this process, with the language of ES5 and nothing of Node.
 * A script is synchronous, a call out is not: where one is needed the run ends, and begins anew once the answer is there,
 * with everything the instance had answered so far told again in the same order and nothing done twice.
 */
import { join } from 'node:path'
import { createContext, Script } from 'node:vm'
import { buildSync } from 'esbuild'
import ts from 'typescript'
import type { Entry, Outcome, RestAnswer, RestCall } from './runtime/types'

/** Answers one question of a script; throws what the script is told as an error. */
export type Answering = (op: string, args: unknown[]) => unknown

/** One question and its answer, as JSON. */
export interface Told {
  op: string
  args: string
  answer: string
}

/** A run from beginning to end: what a second engine is held against. */
export interface Transcript {
  entry: string
  told: Told[]
  outcome: string
}

export interface RunOptions {
  entry: Entry
  answer: Answering
  /** Sends a call out; null: calls out are refused in this kind of script. */
  rest: ((call: RestCall) => Promise<RestAnswer>) | null
  /** Gets the transcript of the finished run. */
  record?: (transcript: Transcript) => void
}

/** The script did something else the second time: it reads what does not pass the instance's door. */
export class NotTheSame extends Error {
  override name = 'NotTheSame'
}

/** Runs to the end; what would call out is refused. */
export function runNow(options: RunOptions): Outcome {
  const told: Told[] = []
  const { outcome } = attempt(options, told)
  return finish(options, told, outcome)
}

/** Runs to the end, waiting for each call out. */
export async function runLong(options: RunOptions): Promise<Outcome> {
  const told: Told[] = []
  for (;;) {
    const { outcome, pending } = attempt(options, told)
    if (pending === null) return finish(options, told, outcome)
    if (options.rest === null) throw new Error('A call out got past its refusal')
    const answer = await options.rest(pending.call)
    told.push({ op: 'rest', args: pending.args, answer: JSON.stringify({ value: answer }) })
  }
}

function finish({ entry, record }: RunOptions, told: Told[], outcome: string): Outcome {
  record?.({ entry: JSON.stringify(entry), told, outcome })
  return JSON.parse(outcome)
}

const STOPPED = JSON.stringify({ error: 'The run waits for an answer' })

function attempt(
  options: RunOptions,
  told: Told[],
): {
  outcome: string
  pending: { call: RestCall; args: string } | null
} {
  let at = 0
  let pending: { call: RestCall; args: string } | null = null
  let astray: NotTheSame | null = null
  const door = (op: string, args: string): string => {
    // A script that catches everything goes on after a stop; nothing it says then counts.
    if (pending !== null || astray !== null) return STOPPED
    const known = told[at]
    if (known !== undefined) {
      if (known.op !== op || known.args !== args) {
        astray = new NotTheSame(`Asked ${op} ${args} where it had asked ${known.op} ${known.args}`)
        return STOPPED
      }
      at++
      return known.answer
    }
    if (op === 'rest' && options.rest !== null) {
      pending = { call: JSON.parse(args)[0], args }
      return STOPPED
    }
    const answer = answered(options, op, args)
    told.push({ op, args, answer })
    at++
    return answer
  }
  const outcome = inRealm(door, JSON.stringify(options.entry))
  if (astray !== null) throw astray
  return { outcome, pending }
}

function answered(options: RunOptions, op: string, args: string): string {
  if (op === 'rest')
    return JSON.stringify({
      error: `RESTMessageV2.execute is refused inside ${options.entry.name}: it would hold up the save`,
    })
  try {
    const value = options.answer(op, JSON.parse(args))
    return JSON.stringify({ value: value === undefined ? null : value })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return JSON.stringify({ error: error.message })
  }
}

type Boot = (door: (op: string, args: string) => string, entry: string) => string
const free: Boot[] = []

/** A realm does one run at a time; runs inside runs get realms of their own. */
function inRealm(door: (op: string, args: string) => string, entry: string): string {
  // Called as it is, without a time limit of `vm`, which starts a thread for each run.
  const boot = free.pop() ?? makeRealm()
  const outcome = boot(door, entry)
  free.push(boot)
  return outcome
}

/** What ES5 does not have and Rhino on an instance in ES5 mode does not either. */
const LATER = [
  ...[
    'Map',
    'Set',
    'WeakMap',
    'WeakSet',
    'WeakRef',
    'FinalizationRegistry',
    'Promise',
    'Proxy',
    'Reflect',
    'Symbol',
  ],
  ...[
    'BigInt',
    'Intl',
    'Atomics',
    'SharedArrayBuffer',
    'WebAssembly',
    'globalThis',
    'console',
    'ArrayBuffer',
  ],
  ...['DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array'],
  ...['Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'Iterator', 'escape'],
  ...['AggregateError', 'AsyncDisposableStack', 'DisposableStack', 'SuppressedError'],
]
/** The members ES5 has of what it has. Source: ECMA-262 5.1, chapter 15. */
const KEPT = {
  Object: [
    'getPrototypeOf getOwnPropertyDescriptor getOwnPropertyNames create defineProperty defineProperties',
  ],
  'Array.prototype': [
    'concat join pop push reverse shift slice sort splice unshift indexOf lastIndexOf every some forEach map filter',
  ],
  'String.prototype': [
    'charAt charCodeAt concat indexOf lastIndexOf localeCompare match replace search slice split',
  ],
} as const
const KEPT_MORE: Readonly<Record<keyof typeof KEPT, string>> = {
  Object: 'seal freeze preventExtensions isSealed isFrozen isExtensible keys length name prototype',
  'Array.prototype': 'reduce reduceRight toString toLocaleString constructor length',
  'String.prototype':
    'substr substring toLowerCase toLocaleLowerCase toUpperCase toLocaleUpperCase trim toString valueOf constructor length',
}

let program: { boot: Script; tidy: Script } | undefined

function makeRealm(): Boot {
  program ??= {
    boot: new Script(`${runtimeSource()}\nGlide.boot;`, { filename: 'glide.js' }),
    tidy: new Script(tidySource(), { filename: 'tidy.js' }),
  }
  const realm = createContext({})
  program.tidy.runInContext(realm)
  return program.boot.runInContext(realm)
}

function tidySource(): string {
  const kept = Object.entries(KEPT).map(([of, names]) => {
    const list = `${names.join(' ')} ${KEPT_MORE[of as keyof typeof KEPT]}`.split(' ')
    return `[${of}, ${JSON.stringify(list)}]`
  })
  return `(function () {
  var own = Object.getOwnPropertyNames, later = ${JSON.stringify(LATER)}, i
  var symbols = Object.getOwnPropertySymbols
  ;[${kept.join(',')}].forEach(function (pair) {
    own(pair[0]).forEach(function (name) { if (pair[1].indexOf(name) < 0) delete pair[0][name] })
  })
  ;['from', 'of', 'fromAsync'].forEach(function (name) { delete Array[name] })
  ;['raw', 'fromCodePoint'].forEach(function (name) { delete String[name] })
  own(Number).forEach(function (name) { if (!/^(MAX_VALUE|MIN_VALUE|NaN|NEGATIVE_INFINITY|POSITIVE_INFINITY|prototype|length|name)$/.test(name)) delete Number[name] })
  own(Math).forEach(function (name) { if (!/^(E|LN10|LN2|LOG2E|LOG10E|PI|SQRT1_2|SQRT2|abs|acos|asin|atan|atan2|ceil|cos|exp|floor|log|max|min|pow|random|round|sin|sqrt|tan)$/.test(name)) delete Math[name] })
  for (i = 0; i < later.length; i++) delete this[later[i]]
}).call(this)`
}

let built: string | undefined

/** The scripts' world as one ES5 script that declares `Glide`; built once a process. */
export function runtimeSource(): string {
  built ??= transpiled()
  return built
}

function transpiled(): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(import.meta.dirname, 'runtime/boot.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'Glide',
    target: 'es2015',
    charset: 'ascii',
    legalComments: 'none',
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
  })
  const { outputText } = ts.transpileModule(outputFiles[0]?.text ?? '', {
    compilerOptions: {
      target: ts.ScriptTarget.ES5,
      module: ts.ModuleKind.None,
      alwaysStrict: false,
      newLine: ts.NewLineKind.LineFeed,
    },
  })
  return outputText.replace(/^"use strict";\n/, '')
}
