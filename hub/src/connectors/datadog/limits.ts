/** How far this connector goes; what Datadog itself sets stands in the rules' limits. */

/** Calls under way at once; Datadog publishes no rate limit for these endpoints. Our own choice. */
export const CALLS_MAX = 4

/** The clocks may differ by this much before `check` warns: mute dates are compared with ours. Milliseconds. */
export const CLOCK_SKEW_MAX_MS = 60_000
