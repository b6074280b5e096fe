/** How far this connector goes; what Datadog itself sets stands in the rules' limits. */

/** Calls under way at once; Datadog publishes no rate limit for these endpoints. Our own choice. */
export const CALLS_MAX = 4

/** The clocks may differ by this much before `check` warns: mute dates are compared with ours. Milliseconds. */
export const CLOCK_SKEW_MAX_MS = 60_000

/**
 * How much of a finding's title and severity is used. Datadog names no limit; both are repeated in every sentence of a
 * history, and tickets cut far earlier. The finding itself is kept and served as received. Characters; our own choice.
 */
export const TITLE_CHARS_MAX = 1_000
export const SEVERITY_CHARS_MAX = 100

/** How long the case projects and their settings are believed before they are read again. Milliseconds; our own choice. */
export const PROJECTS_BELIEVED_MS = 60_000
