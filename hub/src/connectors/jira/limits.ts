/**
 * Limits of the Jira connector beside those of the rules (`@fixproof/rules`, which names the vendor's pages).
 */

/** Entries in one page of create metadata (`maxResults`). */
export const META_PAGE = 200
/** Projects in one page of the project search. */
export const PROJECTS_PAGE = 50
/** Pages read of anything paged before we stop: more is no list a person keeps. */
export const PAGES_MAX = 20
/** Newest comments looked through for one of ours after a lost answer; `comment/list` takes up to 1,000 ids. */
export const COMMENTS_LOOKED_AT = 100
/** Comments in one page, where an issue's own answer does not hold them all. */
export const COMMENTS_PAGE = 100
/** Calls at a time on one site: as many as the loop works on keys. How many a second is `burstOf`'s business. */
export const CONCURRENCY = 16
/** Jira counts its bursts by the second. Milliseconds. */
export const BURST_MS = 1_000
/** How long create metadata and status categories are believed. Milliseconds. */
export const META_TTL_MS = 10 * 60_000
/** Clocks further apart than this are worth a word, and than the second a fault (webhook and proof windows). Milliseconds. */
export const SKEW_WARN_MS = 30_000
export const SKEW_FAIL_MS = 240_000
/** Open issues looked at by the check for what a close asks for, and how many statuses of theirs in detail. */
export const OPEN_ISSUES_LOOKED_AT = 50
export const OPEN_STATUSES_LOOKED_AT = 5
/** Users looked at for one e-mail address: more than one means that the address is part of a name. */
export const USERS_LOOKED_AT = 10
