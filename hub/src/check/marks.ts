/** Ids of the documents by which the doors tell the check what arrived; two hubs on one store share them. */

/** When a connection's webhook was last accepted. */
export const lastAcceptedId = (tool: string, connection: string): string => `webhook:${tool}:${connection}`

/** As `lastAcceptedId`, for events about the connection's test issue. */
export const checkIssueSeenId = (tool: string, connection: string): string =>
  `${lastAcceptedId(tool, connection)}:check-issue`

/** What the app in a connection's Jira site last said of itself, and when. */
export const forgeAppId = (connection: string): string => `forge:${connection}`
