import '@servicenow/sdk/global'
import { Record } from '@servicenow/sdk/core'

/** Fix scripts run when somebody runs them; importing the update set runs nothing. */
Record({
  $id: Now.ID['fix-lists'],
  table: 'sys_script_fix',
  data: {
    name: 'Fixproof: show findings on incident forms',
    description:
      'Adds the lists "Datadog findings" and "Fixproof Requests" to the related lists that views of the incident form have already.',
    script: Now.include('../scripts/showLists.js'),
  },
})

Record({
  $id: Now.ID['fix-remove'],
  table: 'sys_script_fix',
  data: {
    name: 'Fixproof: remove the guard',
    description:
      'Takes back the lists on incident forms and removes the rules and the script include of the guard.',
    script: Now.include('../scripts/removeLeftovers.js'),
  },
})
