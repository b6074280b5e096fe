/** Limits of Datadog's findings API, and how far this connector goes within them. */

/** Findings a page may hold. Source: SearchSecurityFindings, `page.limit` 1..150. */
export const PAGE_MAX_FINDINGS = 150

/** Findings asked for by id in one search: the query stays short and the answer is one page. Our own choice. */
export const BY_ID_MAX_FINDINGS = 100

/** Calls under way at once; Datadog publishes no rate limit for these endpoints. Our own choice. */
export const CALLS_MAX = 4

/** The clocks may differ by this much before `check` warns: mute dates are compared with ours. Milliseconds. */
export const CLOCK_SKEW_MAX_MS = 60_000
