/** Sentences about events for ServiceNow's event management (ITOM). */
export const eventText = {
  /** Source: https://docs.datadoghq.com/integrations/guide/servicenow-itom-itsm-setup/ (ITOM is one way, ITSM both ways). */
  noAttach: () =>
    'ITOM is one way: Fixproof sends events to ServiceNow and takes nothing back, so no ticket can be attached. Use an incident (ITSM) instead',
  noFields: () =>
    'An event (ITOM) has no fields to set and no sync; leave out fields and sync for ServiceNow',
  asked: () => 'Events of this case go to ServiceNow (ITOM) from now on.',
  sent: (severity: string) =>
    severity === '0'
      ? 'An event cleared the alert in ServiceNow.'
      : `An event of severity ${severity} was sent to ServiceNow.`,
  refused: (reason: string) => `An event for ServiceNow was refused: ${reason}`,
} as const
