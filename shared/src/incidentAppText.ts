/** What the hub says of the app on a ServiceNow instance. */
export const incidentAppText = {
  notTold: (reason: string) => `The Fixproof app in ServiceNow could not be told what is open: ${reason}`,
  older: () =>
    'it knows something newer. Two hubs may keep this incident, or the clock of this machine was set back.',
  /** `reason` as the connector says it. */
  guardRefused: () =>
    "Fixproof's guard in ServiceNow refused the change: by what it was last told, a finding is still open. It is told " +
    'anew, then the change is tried again.',
  /** A call of the app that was recorded and sent again. */
  replayed: () => 'This very call came before. Send it with a new time stamp.',
  userUnknown: (userName: string) =>
    `ServiceNow does not show the user ${userName} to Fixproof, so nobody could tell who may answer. Let the integration ` +
    'user read sys_user (user_name, name, email).',
  noGroup: (incident: string) =>
    `${incident} belongs to no assignment group, so nobody knows by which rules it is kept. Assign it to a group first.`,
  noProject: (group: string, incident: string) =>
    `No project of this hub makes its incidents for ${group}, so nobody knows by which rules ${incident} is kept. Add a ` +
    `project with servicenow.assignmentGroup ${group}.`,
} as const
