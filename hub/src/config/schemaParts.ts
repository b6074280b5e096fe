import { z } from 'zod'

/** Kinds of settings that many parts of the configuration file share. `what` is shown in editors and in errors. */

export const text = (what: string) => z.string().trim().min(1, { error: 'is empty' }).describe(what)

/** Stands in the examples for a secret that everybody must choose for himself. */
export const PLACEHOLDER = 'change-me'

/** Ends up in a connection in clear; never log it. The placeholder of the examples is refused, also as a part of it. */
export const secret = (what: string) =>
  text(what).refine(value => !value.includes(PLACEHOLDER), {
    error: `is still the placeholder ${PLACEHOLDER} of the examples. Put the real one there`,
  })

const SECONDS_A_DAY = 86_400
/** The file says seconds, the rules know milliseconds. */
export const seconds = (what: string, fallbackMs: number, min = 1) => {
  const fallback = fallbackMs / 1000
  return z
    .int()
    .min(min)
    .max(SECONDS_A_DAY)
    .default(fallback)
    .describe(`${what} Seconds; ${fallback} by default.`)
}

/** `https://host[:port][/path]` without query or credentials; a closing slash is taken off. */
export const webAddress = (what: string) =>
  z
    .string()
    .refine(isWebAddress, { error: 'must be a web address that begins with https:// or http://' })
    .transform(url => url.replace(/\/+$/, ''))
    .describe(what)

function isWebAddress(value: string): boolean {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  return /^https?:$/.test(url.protocol) && url.username === '' && url.search === '' && url.hash === ''
}

/**
 * `postgresql://[user[:password]@]host[:port]/database[?…]`; a host that is a folder stands behind `?host=`. An `@` or `#`
 * behind the host is a password that was cut at its `/`, `?` or `#`: what looks like a host there is a part of it.
 */
export function isDatabaseAddress(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, pathname, search, hash } = new URL(value)
  return (
    /^postgres(ql)?:$/.test(protocol) && /^\/[^/@]+$/.test(pathname) && !search.includes('@') && hash === ''
  )
}

/** Stands in webhook addresses and ticket keys, so it is kept to characters that need no escaping. */
export const connectionId = (example: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/, {
      error: 'may hold only letters, digits, - and _ (at most 40), and begins with a letter or digit',
    })
    .describe(`A short name for this connection, used by projects and in webhook addresses, e.g. ${example}.`)

export const names = (what: string, fallback: readonly string[]) =>
  z
    .array(text('A name as the tool shows it.'))
    .default([...fallback])
    .describe(what)
