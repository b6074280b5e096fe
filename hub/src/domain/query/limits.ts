/** Limits of a query. */

/** Characters. Source: `query` of Datadog's automation rules, 30,000 characters. */
export const QUERY_CHARS_MAX = 30_000

/** Parentheses and negations inside one another. Ours: keeps the recursion shallow. */
export const QUERY_DEPTH_MAX = 50

/** Terms in one query. Ours: every term is looked at for every finding. */
export const QUERY_TERMS_MAX = 1_000
