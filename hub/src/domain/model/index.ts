/** The documents the hub keeps. Times are epoch milliseconds, UTC. Ids of findings are Datadog's, opaque. */

export type { Tool } from '@fixproof/rules'
export * from './case'
export * from './finding'
export * from './link'
export * from './project'
export * from './records'
export * from './ticket'
