/** Sentences about the plan and what somebody applies of it. */
export const planText = {
  noCase: (line: string) => `Line ${line} belongs to no case. Take the lines from the plan as they are.`,
  busy: (key: string) =>
    `Lines of case ${key} are being applied. Wait for that, then look at the plan again.`,
  applied: (v: { by: string; key: string; lines: number }) =>
    `${v.by} applied ${v.lines} ${v.lines === 1 ? 'line' : 'lines'} of the plan of ${v.key}.`,
  changed: () => 'Changed since the plan: look at it again.',
  tellApp: (ticket: string, linked: boolean) =>
    linked
      ? `Tell the ServiceNow app what is open on ${ticket}.`
      : `Tell the ServiceNow app that ${ticket} is on no case any more.`,
  notYet: () => 'It is not done yet: apply it again.',
  after: (line: string, reason: string) => `It comes after ${line}: ${reason}`,
} as const
