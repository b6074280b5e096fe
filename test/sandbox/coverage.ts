import type { Vendor } from './port'

/**
 * Which routes and named refusals of a vendor a test run reached. `vendorApp` enters every route by itself and
 * marks it when it was answered with success; a vendor declares its refusals once and marks each where it refuses.
 * A vendor's suite runs in one vitest file (the registry is per file) and ends with a test that expects
 * `coverage('jira').missed()` to equal `{ routes: [], refusals: [] }`.
 */
export interface Coverage {
  route(name: string): void
  hitRoute(name: string): void
  /** Declares refusals, e.g. the keys of a table of error bodies. */
  refusals(names: readonly string[]): void
  /** Throws when the name was never declared: a refusal nobody lists would escape the check. */
  hitRefusal(name: string): void
  missed(): { routes: string[]; refusals: string[] }
}

function makeCoverage(): Coverage {
  const routes = new Map<string, number>()
  const refusals = new Map<string, number>()
  const declare = (names: Map<string, number>, name: string): void => {
    if (!names.has(name)) names.set(name, 0)
  }
  const hit = (names: Map<string, number>, name: string): void => {
    const before = names.get(name)
    if (before === undefined) throw new Error(`${name} was never declared`)
    names.set(name, before + 1)
  }
  const unused = (names: Map<string, number>): string[] =>
    [...names].flatMap(([name, hits]) => (hits === 0 ? [name] : [])).sort()
  return {
    route: name => declare(routes, name),
    hitRoute: name => hit(routes, name),
    refusals(names) {
      for (const name of names) declare(refusals, name)
    },
    hitRefusal: name => hit(refusals, name),
    missed: () => ({ routes: unused(routes), refusals: unused(refusals) }),
  }
}

const registry: Record<Vendor, Coverage> = {
  datadog: makeCoverage(),
  jira: makeCoverage(),
  servicenow: makeCoverage(),
}

/** The vendor's registry in this process. */
export function coverage(vendor: Vendor): Coverage {
  return registry[vendor]
}
