/** Limits of the PostgreSQL store. They bound this program, not a vendor; the reasons stand at each. */

/** Connections of one hub. Pools of 8 to 16 were the fastest on two cores; ten hubs still fit a server's usual 100. */
export const POOL_MAX = 8
/** A database that does not answer in this time counts as away. Milliseconds. */
export const CONNECT_WAIT_MS = 10_000
/** Nothing the hub asks takes this long unless the server is stuck. Milliseconds. */
export const STATEMENT_WAIT_MS = 60_000
/** The server's own limit, so that it has stopped when the hub says that it did not confirm. Milliseconds. */
export const SERVER_WAIT_MS = STATEMENT_WAIT_MS - 5_000
/** Commits that go to the server in one call; above it the next call takes them. */
export const BATCH_MAX = 256
/** Characters of one call: a large import must not become one message of a gigabyte. */
export const BATCH_CHARS_MAX = 4 * 1024 * 1024
/** How often a commit is sent again because another hub was faster or waited for it. */
export const RETRIES_MAX = 10
/** Rows of a page. */
export const PAGE_MAX = 1000
/** Rows deleted by one statement when deliveries and answers are forgotten. */
export const FORGET_ROWS = 5_000
/** A notification may get lost; the queue is looked at this often all the same. Milliseconds. */
export const LOOK_EVERY_MS = 5_000
/** A listening connection that broke is opened again after it. Milliseconds. */
export const LISTEN_AGAIN_MS = 1_000
