/** What the hub says of the app on a ServiceNow instance. */
export const incidentAppText = {
  notTold: (reason: string) => `The Fixproof app in ServiceNow could not be told what is open: ${reason}`,
  older: () =>
    'it knows something newer. Two hubs may keep this incident, or the clock of this machine was set back.',
  /** `reason` as the connector says it. */
  guardRefused: () =>
    "Fixproof's guard in ServiceNow refused the change: by what it was last told, a finding is still open. It is told " +
    'anew, then the change is tried again.',
  changedMeanwhile: (ticket: string) => `${ticket} was changed just before. It is looked at again.`,
} as const
