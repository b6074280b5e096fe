/** Where a script's world begins: made anew for each run, in V8 and in Rhino alike. */
import { clockedDate } from './dates'
import { type HostDoor, makeHost, merged } from './host'
import { requestOf, responseFor } from './rest'
import { extendLanguage, makeScopes, type Names, type Scopes } from './scopes'
import type { Entry, Outcome } from './types'

/** The language's own, before they are changed. */
const RealDate = Date
const realRandom = Math.random

/** Runs one entry (JSON) and answers its outcome (JSON). Never throws what a script threw. */
export function boot(door: HostDoor, entry: string): string {
  const host = makeHost(door)
  const world = root()
  world.Date = clockedDate(host, RealDate)
  Math.random = () => host.ask<number>('random')
  extendLanguage()
  let outcome: Outcome
  try {
    outcome = run(makeScopes(host), JSON.parse(entry) as Entry)
  } catch (error) {
    outcome = { error: said(error) }
  }
  world.Date = RealDate
  Math.random = realRandom
  return JSON.stringify(outcome)
}

function root(): { Date: unknown } {
  return Function('return this')()
}

/** `TypeError: x is not a function`, the same words in every engine as far as they have them. */
function said(error: unknown): string {
  if (error instanceof Error) return `${error.name}: ${error.message}`
  return String(error)
}

function run(scopes: Scopes, entry: Entry): Outcome {
  const scope = scopes.of(entry.scope)
  const more: Names = {}
  switch (entry.kind) {
    case 'rule':
    case 'action':
    case 'condition': {
      const { subject } = entry
      if (subject === undefined) throw new Error(`${entry.name} has no record`)
      const { records } = scope
      const current = records.wrap(subject)
      more.current = current
      more.previous =
        subject.previous === null
          ? null
          : records.wrap(merged(subject, { values: subject.previous, journals: {} }))
      const outcome: Outcome = {}
      if (entry.kind === 'condition')
        return { value: String(scopes.run(scope, `return (${entry.source}\n);`, more)) }
      if (entry.kind === 'action')
        more.action = {
          setRedirectURL(to: unknown) {
            outcome.redirect =
              typeof to === 'object' && to !== null && 'getLink' in to
                ? String((to as { getLink(): string }).getLink())
                : String(to)
          },
          setReturnURL() {},
        }
      try {
        scopes.run(scope, entry.source, more)
      } catch (error) {
        outcome.error = said(error)
      }
      outcome.subject = records.unwrap(current)
      return outcome
    }
    case 'script': {
      const value = scopes.run(scope, entry.source, more)
      return value === undefined ? {} : { value: typeof value === 'string' ? value : JSON.stringify(value) }
    }
    case 'rest': {
      if (entry.request === undefined) throw new Error(`${entry.name} has no request`)
      const { response, told } = responseFor()
      more.request = requestOf(entry.request)
      more.response = response
      return { response: told(scopes.run(scope, returning(entry.source), more)) }
    }
    case 'ajax': {
      const { ajax } = entry
      if (ajax === undefined) throw new Error(`${entry.name} has no parameters`)
      const Processor = scopes.include(entry.scope, ajax.include) as new (
        request: unknown,
      ) => { process(): unknown }
      const request = {
        getParameter: (name: unknown): string | null => ajax.parameters[String(name)] ?? null,
      }
      const answer = new Processor(request).process()
      return { answer: answer === null || answer === undefined ? null : String(answer) }
    }
  }
}

/** A resource's script is one call of a function; what the function returns is its answer. */
function returning(source: string): string {
  return /^\s*\(\s*function/.test(source) ? `return ${source.replace(/^\s+/, '')}` : source
}
