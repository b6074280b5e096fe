/** Keys of the work queue. A key names what to look at, never what happened (DESIGN, life of a change 2). */

export const caseKey = (caseId: string): string => `case:${caseId}`
/** Read the findings of a case again, e.g. when a mute ends. */
export const rereadKey = (caseId: string): string => `reread:${caseId}`
/** Read one finding again that is on no case. */
export const findingKey = (findingId: string): string => `finding:${findingId}`
export const POLL_DATADOG = 'poll:datadog'
export const REREAD_ATTACHED = 'poll:attached'
export const pollKey = (connection: string): string => `poll:servicenow:${connection}`
/** Ask the app on a ServiceNow instance how it is, and tell it what it does not know. */
export const appKey = (connection: string): string => `app:${connection}`
/** Id of the document that tells how that app was when it was last asked. */
export const serviceNowAppId = (connection: string): string => `servicenow-app:${connection}`
export const sweepKey = (tool: string, connection: string): string => `sweep:${tool}:${connection}`
/** Reads the cases of mirrored projects in Datadog. */
export const MIRROR_SWEEP = sweepKey('mirror', 'datadog')
export const FORGET = 'forget'

/** The first word of a key and the rest. */
export function partsOf(key: string): { kind: string; rest: string } {
  const at = key.indexOf(':')
  return at === -1 ? { kind: key, rest: '' } : { kind: key.slice(0, at), rest: key.slice(at + 1) }
}
