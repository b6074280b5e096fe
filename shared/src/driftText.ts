import type { SyncType, Tool } from './model'

const TOOLS: { readonly [tool in Tool]: string } = { jira: 'Jira', servicenow: 'ServiceNow' }

/** Why case and ticket differ and nothing is about to change that. */
export const driftText = {
  /** By the direction the field flows in. */
  stands: {
    'two-way': 'Each side keeps its own until one of them changes.',
    'to-ticket': 'It was changed in the ticket, and that stands until the case changes.',
    once: 'It was sent once, when the ticket was made; since then each side keeps its own.',
    off: 'The project does not sync it.',
  } as { readonly [type in SyncType]: string },
  verdict: (v: { by: string | null; where: Tool | 'case'; policy: string; reason: string }) =>
    `${v.by ?? 'Somebody'} closed it ${v.where === 'case' ? 'as a case' : `in ${TOOLS[v.where]}`}, which was let stand then. The policy "${v.policy}" of today would refuse it: ${v.reason}`,
} as const
