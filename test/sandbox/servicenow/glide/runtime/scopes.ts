/**
 * Scopes: what a script sees without asking. Each scope has its own `gs` and its own record classes, its own script
 * includes by name, the public ones of other scopes behind their scope's name, and nothing of anybody else.
 */
import { aggregateClass } from './aggregate'
import { abstractAjaxProcessor, classHelper, extendObject } from './classes'
import { dateTimeClass } from './dates'
import type { Host } from './host'
import { recordClasses } from './record'
import { webServiceErrors, webServices } from './rest'
import { systemFor } from './system'
import type { IncludeList, TableShape } from './types'

export type Names = { [name: string]: unknown }

export interface Scope {
  name: string
  /** What `with` looks names up in. */
  names: Names
  records: ReturnType<typeof recordClasses>
}

export interface Scopes {
  of(name: string): Scope
  /** Runs a source with the names of a scope and these more; answers what it evaluates to. */
  run(scope: Scope, source: string, more: Names): unknown
  /** A script include by its name, made on first use. */
  include(scope: string, name: string): unknown
}

const GLOBAL = 'global'

type Compiled = (...given: unknown[]) => unknown
/** Holds no state of a run: only text made into a function, which takes an engine longer than running it. */
const functions: { [body: string]: Compiled } = {}

function compiled(body: string): Compiled {
  const found = functions[body]
  if (found !== undefined) return found
  const made = Function('$scope', '$more', `with ($scope) { with ($more) {\n${body}\n} }`) as Compiled
  functions[body] = made
  return made
}

/** All scopes of an instance. Nothing is made before it is asked for. */
export function makeScopes(host: Host): Scopes {
  const shapes: { [table: string]: TableShape } = {}
  const seen: { [key: string]: TableShape | null } = {}
  const scopes: { [name: string]: Scope } = {}
  const made: { [key: string]: { value: unknown } } = {}
  const list = host.ask<IncludeList>('includes')
  const dateTime = dateTimeClass(host)
  const processor = abstractAjaxProcessor()

  function shape(scope: string, table: string): TableShape | null {
    const key = `${scope} ${table}`
    const known = seen[key]
    if (known !== undefined) return known
    const told = shapes[table] ?? host.ask<TableShape | null>('describe', table)
    if (told !== null) shapes[table] = told
    seen[key] = told
    return told
  }

  function include(scope: string, name: string): unknown {
    const key = `${scope}.${name}`
    const known = made[key]
    if (known !== undefined) return known.value
    const slot: { value: unknown } = { value: undefined }
    made[key] = slot
    const source = host.ask<string>('include', scope, name)
    // What the include declares stays in it; only its own name is taken out.
    const wrapped = `return (function () {\n${source}\nreturn typeof ${name} === 'undefined' ? undefined : ${name};\n}).call(this);`
    slot.value = evaluate(of(scope), wrapped, {}, name)
    return slot.value
  }

  /** Functions made from text look names up in the scope first, then among the language's own. */
  function evaluate(scope: Scope, body: string, more: Names, own?: string): unknown {
    const names = own === undefined ? scope.names : withoutOwn(scope.names, own)
    return compiled(body).call(scope.names, names, more)
  }

  function of(name: string): Scope {
    const known = scopes[name]
    if (known !== undefined) return known
    if (list[name] === undefined) throw new Error(`There is no scope ${name}`)
    const records = recordClasses({ host, scope: name, shape: table => shape(name, table) })
    const scope: Scope = { name, names: {}, records }
    scopes[name] = scope
    const { names } = scope
    names.gs = systemFor(host, name)
    names.GlideRecord = records.GlideRecord
    names.GlideRecordSecure = records.GlideRecordSecure
    names.GlideAggregate = aggregateClass(host, name, table => shape(name, table))
    names.GlideDateTime = dateTime
    names.Class = classHelper
    names.sn_ws = webServices(host)
    names.sn_ws_err = webServiceErrors()
    names[name === GLOBAL ? 'GlideCertificateEncryption' : 'CertificateEncryption'] = encryption(host)
    names.GlideDigest = digest(host)
    if (name === GLOBAL) names.AbstractAjaxProcessor = processor
    for (const other of Object.keys(list)) names[other] = namespace(other, name)
    for (const one of list[name] ?? []) lazy(names, one.name, () => include(name, one.name))
    return scope
  }

  /** `x_fxprf_sync.FixproofGate`, as another scope sees it. */
  function namespace(scope: string, from: string): Names {
    const names: Names = {}
    if (scope === GLOBAL) names.AbstractAjaxProcessor = processor
    for (const one of list[scope] ?? [])
      lazy(names, one.name, () => {
        if (!one.public && scope !== from)
          throw new Error(`Illegal access to private script include ${scope}.${one.name} from ${from}`)
        return include(scope, one.name)
      })
    return names
  }

  return {
    of,
    include,
    run: (scope, source, more) => evaluate(scope, source, more),
  }
}

function lazy(names: Names, name: string, make: () => unknown): void {
  Object.defineProperty(names, name, { configurable: true, enumerable: true, get: make, set() {} })
}

/** The names of a scope but one, so that an include that sets its own name without `var` does not meet itself. */
function withoutOwn(names: Names, own: string): Names {
  const rest: Names = Object.create(names)
  Object.defineProperty(rest, own, { value: undefined, writable: true, configurable: true })
  return rest
}

function encryption(host: Host): unknown {
  return class CertificateEncryption {
    /** `key` is base64. Answers base64. */
    generateMac(key: unknown, algorithm: unknown, data: unknown): string {
      return host.ask<string>('mac', String(key), String(algorithm), String(data))
    }
  }
}

function digest(host: Host): unknown {
  return class GlideDigest {
    getSHA256Hex(text: unknown): string {
      return host.ask<string>('digest', 'sha256', 'hex', String(text))
    }
    getSHA256Base64(text: unknown): string {
      return host.ask<string>('digest', 'sha256', 'base64', String(text))
    }
  }
}

/** `Object.extendsObject`, put on the realm's own `Object`. */
export function extendLanguage(): void {
  Object.defineProperty(Object, 'extendsObject', { value: extendObject, configurable: true, writable: true })
}
