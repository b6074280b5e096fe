/** The documents the hub keeps. Times are epoch milliseconds, UTC. Ids of findings are Datadog's, opaque. */

export type { Tool } from '@fixproof/rules'
export * from './documents/case'
export * from './documents/finding'
export * from './documents/link'
export * from './documents/project'
export * from './documents/records'
export * from './documents/ticket'
