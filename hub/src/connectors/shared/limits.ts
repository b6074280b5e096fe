/** Limits of the hub's own HTTP calls; what a vendor sets stands in the vendor's folder. */

/** The most one answer may hold; 100 issues or findings with long texts stay far below. Bytes. */
export const ANSWER_MAX_BYTES = 32 * 1024 * 1024

/** A vendor's request to wait is honoured up to this long; asking once an hour harms nobody. Milliseconds. */
export const RETRY_AFTER_MAX_MS = 3_600_000

/** How much of a vendor's own words goes into an error. Characters. */
export const VENDOR_WORDS_MAX = 1_000
