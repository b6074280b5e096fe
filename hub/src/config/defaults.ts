import type { CloseSettings, NotFixed } from '../domain/model'

/**
 * What a close says when the file names nothing. "Done" and "Won't Do" are the resolutions every new Jira Cloud site
 * comes with; "Solution provided" and "No resolution provided" are ServiceNow's own close codes. Only `remediated`
 * may claim a fix (rule 21), so the other causes use values of `DEFAULT_NOT_FIXED`.
 */
const jiraNotFixed = { status: null, resolution: "Won't Do", fields: {} } as const
const serviceNowNotFixed = { closeCode: 'No resolution provided', fields: {} } as const

export const DEFAULT_CLOSE: CloseSettings = {
  jira: {
    remediated: { status: null, resolution: 'Done', fields: {} },
    accepted: jiraNotFixed,
    detached: jiraNotFixed,
    'by-hand': jiraNotFixed,
  },
  servicenow: {
    remediated: { closeCode: 'Solution provided', fields: {} },
    accepted: serviceNowNotFixed,
    detached: serviceNowNotFixed,
    'by-hand': serviceNowNotFixed,
  },
}

/** Values by which a person says "closed, but not because it is fixed" (rule 13), as the tools ship them. */
export const DEFAULT_NOT_FIXED: NotFixed = {
  resolutions: [
    "Won't Do",
    "Won't Fix",
    'Duplicate',
    'Cannot Reproduce',
    'Declined',
    'Known Error',
    'Incomplete',
  ],
  statuses: ["Won't Do", "Won't Fix", 'Declined', 'Rejected', 'Canceled', 'Cancelled'],
  closeCodes: [
    'No resolution provided',
    'Duplicate',
    'Known error',
    'User error',
    'Not Solved (Not Reproducible)',
  ],
}
