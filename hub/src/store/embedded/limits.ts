/**
 * Limits of the embedded store. They bound this program, not a vendor; the reasons are measured on the machine that
 * `test/bench` names, and stand at each.
 */

/** Findings. Above it the state no longer fits comfortably into one process (start time, memory): PostgreSQL is next. */
export const FINDINGS_MAX = 200_000
/** Characters of one slice of a checkpoint: about 1 ms of serialising, then the event loop is free again. */
export const SLICE_CHARS = 256 * 1024
/** Characters of one write to the journal; what has piled up beyond it goes with the next (a string has its limits too). */
export const BATCH_CHARS_MAX = 8 * 1024 * 1024
/** Bytes read at once while files are replayed. */
export const READ_BYTES = 1024 * 1024
/** A checkpoint starts when the journal is larger than this … */
export const JOURNAL_BYTES_MIN = 16 * 1024 * 1024
/** … and larger than the snapshot times this: the cost of rewriting the state is spread over as many bytes of commits. */
export const JOURNAL_PER_SNAPSHOT = 1
/** Characters of timeline, deliveries and answers held in memory before they move to their segment files. */
export const HELD_CHARS_MAX = 8 * 1024 * 1024
/** A segment file is closed at this size and a new one begun; forgetting drops whole segments. */
export const SEGMENT_BYTES = 16 * 1024 * 1024
/** Rows of a page. */
export const PAGE_MAX = 1000
