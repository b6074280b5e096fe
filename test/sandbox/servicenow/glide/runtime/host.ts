/**
 * What a script's world asks of the instance: one door, one question at a time, JSON both ways. Everything that is not
 * the script's own doing passes here (records, time, chance, calls out), so that a run can be told again from its answers.
 */

/** `op` and its arguments as JSON; answers `{value}` or `{error}` as JSON. */
export type HostDoor = (op: string, args: string) => string

export interface Host {
  /** Throws what the instance refuses. */
  ask<T>(op: string, ...args: unknown[]): T
}

/** The instance's side of {@link HostDoor}. */
export function makeHost(door: HostDoor): Host {
  return {
    ask<T>(op: string, ...args: unknown[]): T {
      const told = JSON.parse(door(op, JSON.stringify(args)))
      if (told.error !== undefined) throw new Error(told.error)
      return told.value as T
    },
  }
}

/** A value as the platform turns it into text: nothing is an empty text. */
export function textOf(value: unknown): string {
  return value === null || value === undefined ? '' : String(value)
}

/** One object of two; the second wins. Spread needs more of the language than ES5 has. */
export function merged<A extends object, B extends object>(first: A, second: B): A & B {
  const made: { [name: string]: unknown } = {}
  for (const one of [first, second] as { [name: string]: unknown }[])
    for (const name of Object.keys(one)) made[name] = one[name]
  return made as A & B
}
