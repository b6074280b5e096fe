/** What ServiceNow sets, or is known to do, and this connector's own choices. */

/** Time for one call. Milliseconds; our own choice, below the 30 s after which proxies give up. */
export const TIMEOUT_MS = 20_000
/** Incidents in one read by sys_id: 50 ids of 32 characters keep the address below 2,000 characters. */
export const READ_MANY_MAX = 50
/** Incidents in one page of changes. */
export const CHANGES_PAGE = 200
/** Pages of changes read in one go; the next poll goes on from there. */
export const CHANGES_PAGES_MAX = 25
/** Incidents with one marker that are told apart; more than one is a matter for a person anyway. */
export const FIND_MAX = 10
/** A token is renewed this long before it ends. Milliseconds. */
export const TOKEN_MARGIN_MS = 60_000
/** Lifetime of a token that does not tell its own: ServiceNow's default. Seconds. */
export const TOKEN_LIFETIME_S = 1_800
/** Clocks further apart than this are worth a word, and than the second a fault (window of signed pushes). Milliseconds. */
export const SKEW_WARN_MS = 30_000
export const SKEW_FAIL_MS = 240_000
/** Rows of the dictionary and of choices read for the form of new incidents. */
export const DICTIONARY_MAX = 2_000
/** Newest events of one case looked through for one of ours. */
export const EVENTS_LOOKED_AT = 20
/** Assignment groups listed. */
export const GROUPS_LISTED_MAX = 1_000
/** How long form and groups are believed. Milliseconds. */
export const FORM_TTL_MS = 10 * 60_000
